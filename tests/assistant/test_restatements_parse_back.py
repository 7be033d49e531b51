"""The canonical restatement of a plan, typed as a question, is that plan again."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from assistant.parser import Parser
from assistant.plan import Compute, Plan
from assistant.question import Question
from assistant.restate import call_label
from assistant.wording import Wording
from semantic_layer.calendar import Calendar
from semantic_layer.loader import load_model
from semantic_layer.vocabulary import Vocabulary
from tools.arguments import QueryMetricsArgs
from tools.demo import MODEL_DIR

MODEL = load_model(MODEL_DIR)
STORIES = Path(__file__).parents[1] / "stories" / "demo_questions.yaml"
QUESTIONS = [pair["en"] for pair in yaml.safe_load(STORIES.read_text(encoding="utf-8"))["questions"]]
RULE = re.compile(r'"rule": "[^"]*"')  # a restatement gives dates: "last month" comes back as that month


CALENDAR = Calendar.of(
    MODEL.calendar, first_day=date(2024, 11, 1), last_day=date(2026, 10, 31), as_of=date(2026, 11, 1)
)
PARSER = Parser(MODEL, Vocabulary.build(MODEL), CALENDAR)


def meaning(plan: Plan) -> str:
    return RULE.sub("", plan.to_bytes().decode())


def is_simple(plan: Plan) -> bool:
    """Several conditions on members, and yes or no as a value, have labels for reading only."""
    query = plan.outcome.calls[0].arguments if isinstance(plan.outcome, Compute) else None
    if not isinstance(query, QueryMetricsArgs):
        return False
    named = [f.field for f in query.filters if getattr(f, "kind", "") == "compare"]
    return not (
        len(query.members) > 1
        or (query.share and any(MODEL.has_segmentation(name) for name in named))
        or any(MODEL.has_dimension(name) and MODEL.dimension(name).type == "boolean" for name in named)
    )


RESTATED = [text for text in QUESTIONS if is_simple(PARSER.read(Question.of(text)))]


def test_most_plans_have_a_label_that_can_be_typed():
    assert len(RESTATED) > 80


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("text", RESTATED)
def test_a_label_parses_back_to_its_plan(text, language):
    plan = PARSER.read(Question.of(text))
    assert isinstance(plan.outcome, Compute)
    label = call_label(plan.outcome.calls[0], Wording(MODEL, CALENDAR, language))

    assert meaning(PARSER.read(Question.of(label))) == meaning(plan), label
