""" "Often" ranks by how often something happened, in both languages, and is never passed over."""

from __future__ import annotations

import pytest

from assistant.question import Question
from tests.assistant.parser.compact import compact


@pytest.fixture(scope="module")
def demo_reader(demo):
    return lambda text: demo.reader.read(Question.of(text))


@pytest.mark.parametrize(
    ("en", "zh", "plan"),
    [
        (
            "which products are often returned",
            "哪些商品经常被退货",
            "returns by product.product_name top 10 returns desc",
        ),
        (
            "which products are returned a lot",
            "哪些商品常常被退货",
            "returns by product.product_name top 10 returns desc",
        ),
        (
            "which product is most often returned",
            "退货最多的商品",
            "returns by product.product_name top 1 returns desc",
        ),
        (
            "which product was returned most often",
            "哪个商品退货最多",
            "returns by product.product_name top 1 returns desc",
        ),
        ("which products are most returned", "哪些商品退货最多", "returns by product.product_name top 1 returns desc"),
    ],
)
def test_how_often_something_happened_ranks_things(demo_reader, en, zh, plan):
    assert [compact(demo_reader(text)) for text in (en, zh)] == [plan, plan]


def test_the_number_of_rows_that_nobody_named_is_an_assumption(demo_reader):
    found = demo_reader("which products are often returned")
    assert ("default_limit", "top:10") in {(a.code, a.bound_to) for a in found.reading.assumptions}


@pytest.mark.parametrize("text", ["how often do customers complain", "orders often by channel", "revenue often"])
def test_often_beside_anything_else_is_named_and_not_passed_over(demo_reader, text):
    assert compact(demo_reader(text)).startswith(("!", "?"))
