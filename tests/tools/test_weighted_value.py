"""Weighted value scores: ranks, weights, what is missing, and refusals; tiers by other kinds than revenue."""

import random
from dataclasses import replace

import pandas as pd
import pytest

from semantic_layer.model import Dimension, DimensionValue, Policy
from tests.tools.conftest import build_model
from tools.arguments import TiersArgs
from tools.customer_arguments import Indicator, ValueScoreArgs
from tools.errors import BadParameter, EmptyWindow, MissingRole, NotAllowed, TooFewCustomers
from tools.value.score import value_score
from tools.value.tiers import tiers

AS_OF = "2026-01-01"


def shop(n=40, seed=5):
    rng = random.Random(seed)
    return [
        (f"c{i:02d}", f"2025-{rng.randrange(1, 13):02d}-{rng.randrange(1, 28):02d}", rng.randrange(1, 300))
        for i in range(n)
        for _ in range(rng.choice([1, 1, 2, 3, 6]))
    ]


def mix(**weights):
    return tuple(Indicator(metric=name, weight=weight) for name, weight in weights.items())


def with_keys():
    """The small model with a dimension for the customer's key, which a metric per customer needs."""
    model = build_model()
    key = Dimension(name="customer_id", type="identifier", dataset="customers", prefix="customer", expr="customer_id")
    return replace(
        model,
        datasets=tuple(
            replace(item, dimensions=(*item.dimensions, key)) if item.name == "customers" else item
            for item in model.datasets
        ),
    )


def listed(world, orders, **arguments):
    result = value_score(ValueScoreArgs(limit=1000, **arguments), world(orders, as_of=AS_OF, model=with_keys()))
    return pd.DataFrame(result.main.rows, columns=[c.name for c in result.main.columns]).set_index("customer"), result


def test_value_scoring_with_weights_is_that_counted_with_pandas(world):
    orders = shop()
    found, _ = listed(world, orders, indicators=mix(monetary=2, frequency=1, recency_days=1))
    frame = pd.DataFrame(orders, columns=["key", "day", "amount"])
    base = frame.groupby("key").agg(last=("day", "max"), frequency=("day", "nunique"), monetary=("amount", "sum"))
    base["recency_days"] = (pd.Timestamp(AS_OF) - pd.to_datetime(base["last"])).dt.days
    ranks = {
        name: base[name].rank(ascending=name != "recency_days", pct=True)
        for name in ("monetary", "frequency", "recency_days")
    }
    expected = 100 * (0.5 * ranks["monetary"] + 0.25 * ranks["frequency"] + 0.25 * ranks["recency_days"])
    assert found["score"].sort_index().to_list() == pytest.approx(expected.sort_index().to_list())


@pytest.mark.parametrize("scaling", ["rank", "minmax"])
def test_the_points_of_the_indicators_add_up_to_the_score(world, scaling):
    found, _ = listed(world, shop(), indicators=mix(revenue=0.5, orders=0.3, recency_days=0.2), scaling=scaling)
    points = found[[name for name in found.columns if name.endswith("__points")]].sum(axis=1)
    assert points.to_list() == pytest.approx(found["score"].to_list(), abs=1e-6)
    assert found["score"].between(0, 100).all()


def test_weights_are_normalised(world):
    one, _ = listed(world, shop(), indicators=mix(monetary=0.5, frequency=0.5))
    other, _ = listed(world, shop(), indicators=mix(monetary=30, frequency=30))
    assert one["score"].to_list() == pytest.approx(other["score"].to_list())


def test_an_indicator_of_weight_zero_adds_nothing(world):
    found, _ = listed(world, shop(), indicators=mix(monetary=1, frequency=0))
    assert set(found["frequency__points"]) == {0}


def test_risk_scoring_turns_an_indicator_round(world):
    up, _ = listed(world, shop(), indicators=(Indicator(metric="monetary", weight=1, direction="up"),))
    down, _ = listed(world, shop(), indicators=(Indicator(metric="monetary", weight=1, direction="down"),))
    assert up["monetary"].idxmax() == up["score"].idxmax() and down["monetary"].idxmin() == down["score"].idxmax()


def test_minmax_clips_at_the_outer_percentiles(world):
    orders = [(f"c{i:03d}", "2025-06-01", i) for i in range(200)] + [("whale", "2025-06-01", 10**6)]
    found, _ = listed(world, orders, indicators=mix(monetary=1), scaling="minmax")
    assert found.loc["whale", "score"] == 100
    assert found.loc["c100", "score"] == pytest.approx(50, abs=1)


def test_constant_values_give_everybody_the_middle(world):
    orders = [(f"c{i}", "2025-06-01", 10) for i in range(9)]
    for scaling, score in (("minmax", 50), ("rank", 100 * 5 / 9)):
        found, _ = listed(world, orders, indicators=mix(monetary=1), scaling=scaling)
        assert found["score"].to_list() == pytest.approx([score] * 9)


def test_what_is_missing_counts_as_the_median_and_is_counted(world):
    """An attribute with an order counts by its place; who has none stands in the middle."""
    bands = tuple(DimensionValue(code, order=i) for i, code in enumerate(("small", "medium", "large"), 1))
    model = with_keys()
    ordered = tuple(
        replace(item, dimensions=tuple(replace(d, values=bands) if d.name == "region" else d for d in item.dimensions))
        for item in model.datasets
    )
    regions = {"a": "small", "b": "medium", "c": "large"}
    orders = [(name, "2025-06-01", 10) for name in ("a", "b", "c", "nobody_knows")]
    ctx = world(orders, as_of=AS_OF, regions=regions, model=replace(model, datasets=ordered))
    result = value_score(ValueScoreArgs(indicators=(Indicator(metric="customer.region", weight=1),)), ctx)
    scores = {row["customer"]: row["score"] for row in result.main.records()}
    assert scores["a"] < scores["b"] == scores["nobody_knows"] < scores["c"]
    assert list(result.table("weights").values("missing_customers")) == [1]
    assert "missing_as_median" in {caveat.code for caveat in result.caveats}


def test_an_attribute_without_an_order_is_no_indicator(world):
    with pytest.raises(BadParameter):
        listed(world, shop(), indicators=(Indicator(metric="customer.region", weight=1),))


def test_a_tie_is_in_one_tier(world):
    orders = [(f"c{i}", "2025-06-01", 5) for i in range(4)] + [(f"d{i}", "2025-06-01", 1) for i in range(6)]
    found, result = listed(world, orders, indicators=mix(monetary=1))
    assert found["tier"].loc[[f"c{i}" for i in range(4)]].unique().tolist() == ["high"]
    assert sum(result.table("tiers").values("customers")) == 10


@pytest.mark.parametrize(
    "indicators",
    [mix(monetary=0), mix(monetary=-1, frequency=2), mix(nothing=1), mix(repurchase_rate=1)],
    ids=["all zero", "negative", "unknown", "judged forward"],
)
def test_weights_that_mean_nothing_are_refused(world, indicators):
    with pytest.raises(BadParameter):
        listed(world, shop(), indicators=indicators)


def test_an_indicator_twice_is_refused(world):
    with pytest.raises(BadParameter):
        listed(world, shop(), indicators=(*mix(monetary=1), *mix(monetary=2)))


def test_no_customers_and_too_few_are_refused(world):
    with pytest.raises(EmptyWindow):
        listed(world, [("a", "2025-01-01", -1)])
    with pytest.raises(TooFewCustomers):
        listed(world, [("a", "2025-01-01", 1)])


def test_nothing_after_as_of_changes_a_score(world):
    late = [(f"c{i:02d}", "2026-02-01", 9999) for i in range(40)]
    wanted = ValueScoreArgs(as_of="2026-01-01", indicators=mix(revenue=1, frequency=1), limit=100)
    before = value_score(wanted, world(shop(), as_of="2026-03-01", model=with_keys()))
    after = value_score(wanted, world(shop() + late, as_of="2026-03-01", model=with_keys()))
    assert before.main.rows == after.main.rows


WEIGHTS = {
    "weights": [
        {"name": "ours", "version": 1, "indicators": [{"metric": "monetary", "weight": 1}]},
        {"name": "ours", "version": 2, "since": "2025-07-01", "indicators": [{"metric": "frequency", "weight": 1}]},
        {"name": "ours", "version": 3, "since": "2027-01-01", "indicators": [{"metric": "recency_days", "weight": 1}]},
        {"name": "demand", "version": 1, "indicators": [{"metric": "frequency", "weight": 1}]},
    ]
}


def test_weights_of_the_model_hold_from_their_day_and_say_their_version(world):
    ctx = world(shop(), as_of=AS_OF, model=build_model(settings=WEIGHTS))
    now = value_score(ValueScoreArgs(preset="ours"), ctx)
    then = value_score(ValueScoreArgs(preset="ours", as_of="2025-06-30"), ctx)
    assert [dict(r.lineage.parameters)["weights_version"] for r in (now, then)] == ["2", "1"]
    assert now.table("weights").rows[0][0] == "frequency"
    with pytest.raises(BadParameter) as refusal:
        value_score(ValueScoreArgs(preset="theirs"), ctx)
    assert "ours" in str(refusal.value)


def test_single_customers_need_the_right_to_see_them(world):
    policy = Policy(name="small", dataset="customers", min_group_entity="customer", min_group_k=5)
    with pytest.raises(NotAllowed):
        value_score(ValueScoreArgs(), world(shop(), as_of=AS_OF, model=build_model(policies=(policy,))))


# --- tiers ---------------------------------------------------------------------------------------------------------


def sizes(world, orders, model=None, **arguments):
    result = tiers(TiersArgs(**arguments), world(orders, as_of=AS_OF, model=model))
    return dict(zip(result.main.values("segment"), result.main.values("customers"), strict=True)), result


def test_every_kind_of_tier_holds_each_buyer_once(world):
    buyers = len({name for name, _, _ in shop()})
    for arguments in (
        {"kind": "behaviour"},
        {"kind": "potential"},
        {"inputs": "several"},
        {"preset": "b2b_account"},
        {"preset": "b2b_risk"},
    ):
        found, _ = sizes(world, shop(), **arguments)
        assert sum(found.values()) == buyers


def test_potential_is_growth_between_the_last_half_years(world):
    orders = [
        ("up", "2025-03-01", 10),
        ("up", "2025-11-01", 90),
        ("flat", "2025-03-01", 50),
        ("flat", "2025-11-01", 50),
    ]
    orders += [("down", "2025-03-01", 90), ("down", "2025-11-01", 10), ("gone", "2023-01-01", 999)]
    found, result = sizes(world, orders, kind="potential", shares=(0.25, 0.5, 0.25))
    assert found == {"high": 1, "mid": 2, "low": 1}
    assert result.main.rows[0][3] == 100  # the revenue of the one that grew
    lacking = next(dict(caveat.params)["names"] for caveat in result.caveats if caveat.code == "inputs_left_out")
    assert lacking == "size, industry_rank"


def test_b2b_account_tiers_have_names_of_their_own(world):
    found, _ = sizes(world, shop(), preset="b2b_account")
    assert list(found) == ["strategic", "develop", "general"]


def test_risk_is_who_is_silent_and_potential_who_grows_more_than_the_median(world):
    orders = [(f"grow{i}", day, amount) for i in range(3) for day, amount in (("2025-06-01", 10), ("2025-12-20", 500))]
    orders += [(f"keep{i}", day, 100) for i in range(4) for day in ("2025-06-01", "2025-12-20")]
    orders += [(f"gone{i}", "2025-02-01", 100) for i in range(5)]
    found, _ = sizes(world, orders, preset="b2b_risk")
    assert found == {"potential": 3, "maintain": 4, "risk": 5}


def test_declared_needs_come_from_the_model_or_are_refused(world):
    with pytest.raises(MissingRole):
        sizes(world, shop(), kind="demand")
    found, _ = sizes(world, shop(), model=build_model(settings=WEIGHTS), kind="demand")
    assert sum(found.values()) == len({name for name, _, _ in shop()})


def test_b2b_size_tiers_need_a_declared_size(world):
    with pytest.raises(MissingRole) as refusal:
        sizes(world, shop(), preset="b2b_size")
    assert refusal.value.params["role"] == "customer.size"
