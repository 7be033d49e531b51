"""Assumptions: exact arithmetic on the model's own formulas, and nothing but that."""

import pytest
from pydantic import ValidationError

from semantic_layer.query import Window
from tests.tools.test_rfm import shop
from tools.business.what_if import formulas_of, what_if
from tools.business_arguments import FactorChange, WhatIfArgs
from tools.errors import BadParameter, EmptyWindow

YEAR = Window(None, None, "")


def scenario(ctx, metric, *changes):
    arguments = WhatIfArgs(metric=metric, changes=tuple(FactorChange(**change) for change in changes), window=YEAR)
    return what_if(arguments, ctx)


@pytest.fixture
def ctx(world):
    return world(shop(), as_of="2026-01-01")


def values(result):
    return {row[0]: row[1] for row in result.main.rows}


def test_a_sum_follows_its_rate_and_its_base(ctx):
    amounts = [amount for _, _, amount in shop()]
    found = values(scenario(ctx, "revenue", {"factor": "aov", "by": 0.1}))
    assert found["base"] == pytest.approx(sum(amounts)) and found["assumed"] == pytest.approx(sum(amounts) * 1.1)
    assert found["a_quarter_less"] == pytest.approx(sum(amounts) * 1.075)
    assert found["a_quarter_more"] == pytest.approx(sum(amounts) * 1.125)
    both = values(scenario(ctx, "revenue", {"factor": "aov", "by": 0.1}, {"factor": "orders", "by": -0.2}))
    assert both["assumed"] == pytest.approx(sum(amounts) * 1.1 * 0.8)


def test_a_value_can_be_assumed_instead_of_a_change(ctx):
    found = values(scenario(ctx, "revenue", {"factor": "aov", "to": 100}))
    assert found["assumed"] == pytest.approx(100 * len(shop()))


def test_a_ratio_follows_both_of_its_sides(ctx):
    base = values(scenario(ctx, "aov", {"factor": "orders", "by": 0.25}))
    assert base["assumed"] == pytest.approx(base["base"] / 1.25)


def test_no_change_changes_nothing(ctx):
    result = scenario(ctx, "revenue", {"factor": "aov", "by": 0.0})
    assert result.findings[0].kind == "what_if_same" and len(set(values(result).values())) == 1


def test_it_is_never_called_a_forecast(ctx):
    assert [c.code for c in scenario(ctx, "revenue", {"factor": "aov", "by": 0.1}).caveats] == ["no_forecast"]


def test_formulas_are_those_of_the_model(ctx):
    model = ctx.model
    assert [set(f.inputs.values()) for f in formulas_of(model.metric("revenue"), model)] == [{"aov", "orders"}]
    assert [set(f.inputs.values()) for f in formulas_of(model.metric("aov"), model)] == [{"revenue", "orders"}]
    assert list(formulas_of(model.metric("repeat_rate"), model)) == []


@pytest.mark.parametrize(
    ("metric", "change"),
    [
        ("revenue", {"factor": "repeat_rate", "by": 0.1}),
        ("repeat_rate", {"factor": "orders", "by": 0.1}),
        ("revenue", {"factor": "aov"}),
        ("revenue", {"factor": "aov", "by": 0.1, "to": 3}),
    ],
)
def test_an_unknown_factor_or_an_unclear_assumption_is_refused(ctx, metric, change):
    with pytest.raises((BadParameter, EmptyWindow)):
        scenario(ctx, metric, change)


def test_a_formula_that_divides_by_nothing_is_refused(ctx):
    with pytest.raises(EmptyWindow):
        scenario(ctx, "aov", {"factor": "orders", "to": 0})


def test_at_least_one_assumption_is_needed():
    with pytest.raises(ValidationError):
        WhatIfArgs(metric="revenue", changes=())
