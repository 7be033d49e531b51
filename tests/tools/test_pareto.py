"""Concentration against pandas and by head."""

from datetime import date

import pandas as pd
import pytest
from pydantic import ValidationError

from semantic_layer.errors import UnknownMetric
from semantic_layer.model import Policy
from tests.tools.conftest import build_model
from tests.tools.test_rfm import shop
from tools.business.pareto import first, gini, members_for, pareto
from tools.business_arguments import ParetoArgs
from tools.errors import BadParameter, EmptyWindow, NotAdditive, NotAllowed, TooFewCustomers


def with_keys(**more):
    """The small model with a key dimension of customers."""
    from dataclasses import replace

    from semantic_layer.model import Dimension

    model = build_model(**more)
    key = Dimension(name="customer_id", type="identifier", dataset="customers", prefix="customer", expr="customer_id")
    datasets = tuple(
        replace(d, dimensions=(*d.dimensions, key)) if d.name == "customers" else d for d in model.datasets
    )
    return replace(model, datasets=datasets)


ARGUMENTS = ParetoArgs(metric="revenue", entity="customer")


def facts(result, kind):
    return {name: fact.value for name, fact in next(f for f in result.findings if f.kind == kind).facts}


def test_concentration_of_value_is_that_of_pandas(world):
    orders = shop()
    result = pareto(ARGUMENTS, world(orders, as_of="2026-01-01", model=with_keys()))
    by_customer = pd.DataFrame(orders, columns=["key", "day", "amount"]).groupby("key")["amount"].sum()
    ordered = by_customer.sort_values(ascending=False)
    for row in result.main.records():
        assert row["value"] == pytest.approx(ordered.iloc[: row["members"]].sum())
        assert row["share_held"] == pytest.approx(row["value"] / ordered.sum())
    assert result.main.rows[-1][1] == pytest.approx(1)
    needed = facts(result, "concentration_needed")["members"]
    assert ordered.iloc[:needed].sum() >= 0.8 * ordered.sum() > ordered.iloc[: needed - 1].sum()


def test_what_is_asked_is_said_first(world):
    ctx = world(shop(), as_of="2026-01-01", model=with_keys())
    assert pareto(ARGUMENTS, ctx).findings[0].kind == "concentration"
    held = ARGUMENTS.model_copy(update={"asked": "held"})
    assert pareto(held, ctx).findings[0].kind == "concentration_needed"


def test_by_head():
    values = [5.0, 3.0, 1.0, 1.0]
    assert first(values, 0.5) == 8 and members_for(values, 0.5) == 1 and members_for(values, 0.51) == 2
    assert gini([1.0, 1.0, 1.0]) == 0 and gini([0.5, 0.5, 3.0]) == pytest.approx(2 * 2.5 / (3 * 4.0))


def test_customers_who_returned_everything_stand_last_and_are_counted(world):
    orders = [(f"c{i:02d}", "2025-05-01", 100) for i in range(12)] + [("z", "2025-05-01", -40)]
    result = pareto(ARGUMENTS, world(orders, as_of="2026-01-01", model=with_keys()))
    assert dict(result.caveats[0].params) == {"members": 1}
    assert result.main.rows[-1][1] == pytest.approx(1)


def test_nothing_after_as_of_counts(world):
    orders = shop()
    early = ARGUMENTS.model_copy(update={"as_of": date(2025, 10, 1)})
    one = pareto(early, world(orders, as_of="2026-01-01", model=with_keys()))
    other = pareto(early, world([*orders, ("c00", "2025-12-01", 10**6)], as_of="2026-01-01", model=with_keys()))
    assert one.main.rows == other.main.rows


@pytest.mark.parametrize(
    ("arguments", "orders", "error"),
    [
        (ParetoArgs(metric="aov", entity="customer"), shop(), NotAdditive),
        (ParetoArgs(metric="flibber", entity="customer"), shop(), UnknownMetric),
        (ParetoArgs(metric="revenue", entity="flibber"), shop(), BadParameter),
        (ARGUMENTS, [("a", "2025-01-01", 5)], TooFewCustomers),
        (ARGUMENTS, [("a", "2025-01-01", -5)], EmptyWindow),
    ],
)
def test_what_has_no_concentration_is_refused(world, arguments, orders, error):
    with pytest.raises(error):
        pareto(arguments, world(orders, as_of="2026-01-01", model=with_keys()))


def test_small_groups_are_not_shown_in_a_curve_either(world):
    policy = Policy(name="small", dataset="customers", min_group_entity="customer")
    with pytest.raises(NotAllowed):
        pareto(ARGUMENTS, world(shop(), as_of="2026-01-01", model=with_keys(policies=(policy,))))


@pytest.mark.parametrize("wrong", [{"share": 0}, {"share": 1}, {"held": 1.2}])
def test_impossible_shares_are_refused(wrong):
    with pytest.raises(ValidationError):
        ParetoArgs(metric="revenue", entity="customer", **wrong)
