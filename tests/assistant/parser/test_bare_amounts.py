"""An amount that nothing says more about: the model's main sum of money, a question, or a refusal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.parser import Parser
from assistant.question import Question
from semantic_layer.model import Unit
from semantic_layer.vocabulary import Vocabulary

from .compact import compact
from .figures_worlds import CLINIC
from .small_worlds import small_world


@pytest.fixture(scope="module")
def in_euros():
    """The clinic, of which fees and refunds are money."""
    clinic = small_world("clinic", CLINIC)
    paid = {"visit_fee", "visit_refund"}
    metrics = tuple(replace(m, unit=Unit("currency", "EUR")) if m.name in paid else m for m in clinic.model.metrics)
    model = replace(clinic.model, metrics=metrics)
    return Parser(model, Vocabulary.build(model, {}), clinic.calendar)


@pytest.mark.parametrize("question", ["money by department", "各科室的金额"])
def test_of_two_sums_of_money_the_person_is_asked(in_euros, question):
    assert compact(in_euros.read(Question.of(question))) == (
        "? ambiguous_metric: visit_fee by doctor.department | visit_refund by doctor.department"
    )


@pytest.mark.parametrize("question", ["money by department", "各科室的金额"])
def test_without_a_sum_of_money_the_word_is_named(question):
    assert compact(small_world("clinic", CLINIC).read(question)).startswith("! not_supported")
