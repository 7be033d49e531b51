"""Hints that define a number, and sentences of the question that only explain a word."""

from __future__ import annotations

import pytest

from assistant.parser.told.formula import read_formula
from assistant.plan import Compute
from assistant.question import Question
from semantic_layer.query import Combination, MetricRef

from .compact import compact

KNOWN = {name: MetricRef(name) for name in ("sales", "cost", "orders", "销售额", "订单数")}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("sales / orders", MetricRef("sales", combine=Combination("divide", MetricRef("orders")))),
        ("销售额除以订单数", MetricRef("销售额", combine=Combination("divide", MetricRef("订单数")))),
        ("sales - cost", MetricRef("sales", combine=Combination("subtract", MetricRef("cost")))),
        (
            "(sales - cost) / cost * 100",
            MetricRef(
                "sales",
                combine=Combination(
                    "subtract", MetricRef("cost"), then=Combination("divide", MetricRef("cost"), as_share=True)
                ),
            ),
        ),
        (
            "sales + cost / orders",
            MetricRef(
                "sales",
                combine=Combination("add", MetricRef("cost", combine=Combination("divide", MetricRef("orders")))),
            ),
        ),
    ],
)
def test_a_formula_keeps_the_order_of_arithmetic(text, number):
    assert read_formula(text, KNOWN.get) == number


@pytest.mark.parametrize(
    "text", ["sales / margin", "sales * 2", "(sales - cost", "sales /", "100 - sales", "sales cost"]
)
def test_a_formula_with_anything_unknown_in_it_is_not_read(text):
    assert read_formula(text, KNOWN.get) is None


@pytest.mark.parametrize(
    ("text", "hints", "plan"),
    [
        ("what is the APO by region", "APO = revenue / orders", "revenue / orders by customer.region"),
        ("各地区的单均额", "单均额=销售额/订单数", "revenue / orders by customer.region"),
        ("APO in East", "APO (average per order) = revenue / orders", "revenue / orders if customer.region eq east"),
    ],
)
def test_a_hint_may_define_a_number(shop_world, text, hints, plan):
    assert compact(shop_world.parser.read(Question.of(text, hints=hints))) == plan


def test_the_column_of_a_defined_number_keeps_the_name_the_ranking_uses(shop_world):
    plan = shop_world.parser.read(Question.of("top 3 regions by APO", hints="APO = revenue / orders"))

    assert isinstance(plan.outcome, Compute)
    query = plan.outcome.calls[0].arguments
    assert query.top.by == query.metrics[0].key


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("Takings by region. Note that takings refers to revenue.", "revenue by customer.region"),
        ("各地区的流水是多少？流水指的是销售额。", "revenue by customer.region"),
        ("APO by region (APO = revenue / orders)", "revenue / orders by customer.region"),
    ],
)
def test_a_sentence_that_explains_a_word_is_a_hint(shop_world, text, plan):
    read = shop_world.parser.read(Question.of(text))

    assert compact(read) == plan
    assert any(span.bound_to == "hint" for span in read.reading.spans)


def test_an_explanation_by_unknown_words_is_not_dropped(shop_world):
    read = shop_world.parser.read(Question.of("Revenue by region. Note that revenue refers to zorble."))

    assert not isinstance(read.outcome, Compute)
