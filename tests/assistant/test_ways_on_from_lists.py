"""A list of customers and what they are worth lead somewhere, and what is offered is answered."""

from __future__ import annotations

import pytest

from assistant.answer import answer, run_plan
from assistant.plan import Compute, Plan
from assistant.question import Question
from assistant.reading import Reading


@pytest.mark.parametrize(
    "text",
    [
        "which customers are at risk",
        "customer lifetime value",
        "客户终身价值",
        "customer lifetime value by RFM segment",
    ],
)
def test_each_way_on_is_another_question_and_is_answered(demo, text):
    found = answer(Question.of(text), demo)
    assert found.status == "answered" and len(found.next) >= 2
    for choice in found.next:
        assert choice.calls != found.plan.outcome.calls
        plan = Plan(Compute(choice.calls), Reading(found.language, ()))
        assert run_plan(plan, found.question, demo).status == "answered", choice.label


@pytest.mark.parametrize(
    ("text", "told"), [("customer lifetime value", "lists the 20"), ("客户终身价值", "最高的 20 位")]
)
def test_a_list_that_is_a_part_says_so(demo, text, told):
    section = answer(Question.of(text), demo).sections[0]
    assert len(section.table.rows) == 20 and told in " ".join(section.narration)
    assert section.chart.others == ("bar",)  # it can be drawn, and is read first as a list
