"""What was shown, held against everything: "what share of the total are they?"; and "ones" behind a value."""

from __future__ import annotations

import pytest

from assistant.answer import answer
from assistant.conversation import Past
from assistant.question import Question


def after(before, text, context):
    past = Past.of([answer(Question.of(before), context)])
    return answer(Question.of(text), context, past)


def rows_of(found):
    return [tuple(row.values()) for row in found.sections[0].table.records()]


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("top 1 region by revenue", "what share of the total are they?"),
        ("top 1 region by revenue", "what share of the total is it?"),
        ("which region has the highest revenue", "what share of total revenue does it make up?"),
        ("销售额最高的1个地区", "它占总额的多少"),
    ],
)
def test_the_whole_is_everything_and_not_what_was_shown(shop, before, text):
    assert rows_of(after(before, text, shop)) == [(pytest.approx(0.75),)]  # East 900 of 1,200


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("top 2 regions by revenue", "what share of the total is each of them?"),
        ("销售额前2的地区", "它们各占总额的多少"),
    ],
)
def test_each_of_them_is_a_part_of_everything(shop, before, text):
    found = {row[0]: float(row[-1]) for row in rows_of(after(before, text, shop))}

    assert found == {"E": pytest.approx(0.75), "W": pytest.approx(0.25)}


@pytest.mark.parametrize(
    ("before", "english", "chinese"),
    [
        ("revenue by region", "only the web ones", "只看网店的"),
        ("revenue last month", "just the East ones", "只看华东的"),
    ],
)
def test_the_ones_behind_a_value_are_those_before(shop, before, english, chinese):
    first, second = (after(before, text, shop) for text in (english, chinese))

    assert first.status == "answered" and rows_of(first) == rows_of(second)


def test_ones_without_a_value_point_at_nothing(shop):
    assert after("revenue by region", "only the ones", shop).status == "refused"
