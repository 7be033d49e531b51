"""The check that judges a language model's calls accepts every plan of the parser itself."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from assistant.checking.reading_check import gaps
from assistant.plan import Compute
from tests.assistant.parser.world import World, world

ROWS = yaml.safe_load((Path(__file__).parent / "parser" / "questions.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def shop() -> World:
    return world()


@pytest.mark.parametrize("row", ROWS, ids=[row["en"] for row in ROWS])
def test_what_the_parser_plans_is_what_the_question_says(shop, row):
    for text in (row["en"], row["zh"]):
        plan = shop.read(text)
        assert isinstance(plan.outcome, Compute)
        assert gaps(plan.outcome.calls, plan.reading, shop.parser.model, shop.parser.calendar) == ()


@pytest.mark.parametrize(
    ("text", "other", "gap"),
    [
        ("revenue in January and February 2026", "revenue in 2026", "time:month:2026-01"),
        ("revenue of customers with age between 20 and 30", "revenue of customers with age over 20", "number:20,30"),
        ("which regions grew last month", "revenue by region last month", "compare:rise"),
        ("segment my customers by RFM", "revenue", "tool:rfm_segments"),
    ],
)
def test_the_plan_of_another_question_is_not_accepted(shop, text, other, gap):
    asked, computed = shop.read(text), shop.read(other)
    assert isinstance(computed.outcome, Compute)

    found = gaps(computed.outcome.calls, asked.reading, shop.parser.model, shop.parser.calendar)

    assert gap in {item.what for item in found}
