"""What is said of the first few of each group: the least of them is not the least of all."""

from __future__ import annotations

import pytest

from assistant.answer import answer
from assistant.question import Question


@pytest.mark.parametrize(
    ("text", "told", "never"),
    [
        ("top 3 products per category by revenue", "is highest for", "lowest"),
        ("bottom 2 products in each category by revenue", "is lowest for", "highest"),
        ("top 2 products per category by units sold", "has the most", "fewest"),
        ("每个品类销售额前3的商品", "销售额最高的是", "最低"),
        ("每个品类销售额最低的2个商品", "销售额最低的是", "最高"),
        ("best product in each category by revenue", "is highest for", "lowest"),
    ],
)
def test_only_the_end_that_was_ranked_by_is_told(demo, text, told, never):
    found = answer(Question.of(text), demo)
    assert found.status == "answered"
    assert told in found.headline and never not in found.headline
    assert found.sections[0].chart.type == "none"  # a grid of it would be mostly empty


def test_the_end_that_is_told_is_the_end_of_all(demo):
    """Counted a second way: over every product, without its category."""
    first = answer(Question.of("top 3 products per category by revenue"), demo)
    all_of_them = answer(Question.of("top 1 product by revenue"), demo)
    values = [row[-1] for row in first.table.rows]
    assert max(values) == all_of_them.table.rows[0][-1]
