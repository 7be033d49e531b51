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
from assistant.restating.restate import call_label
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


@pytest.fixture(scope="module")
def restated() -> dict[str, Plan]:
    """The questions whose plan has a label that can be typed."""
    plans = {text: PARSER.read(Question.of(text)) for text in QUESTIONS}
    return {text: plan for text, plan in plans.items() if is_simple(plan)}


def test_most_plans_have_a_label_that_can_be_typed(restated):
    assert len(restated) > 80


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_label_parses_back_to_its_plan(restated, language):
    other = []
    for text, plan in restated.items():
        label = call_label(plan.outcome.calls[0], Wording(MODEL, CALENDAR, language))
        if meaning(PARSER.read(Question.of(label))) != meaning(plan):
            other.append((text, label))
    assert other == []
