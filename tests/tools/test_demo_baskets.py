"""Baskets, funnels and referrals of the sample data against what was planted."""

import json
from datetime import timedelta

import pandas as pd
import pytest

from semantic_layer.calendar import Calendar
from semantic_layer.engines.duckdb import build_database, open_published
from semantic_layer.loader import load_model
from semantic_layer.query import Compare
from tools.baskets.affinity import basket_pairs
from tools.baskets.cross_purchase import cross_purchase
from tools.context import ToolContext
from tools.customer_arguments import BasketPairsArgs, CrossPurchaseArgs, FunnelArgs, PathsArgs, ReferralArgs
from tools.demo import MODEL_DIR
from tools.demo.generate import generate
from tools.journeys.funnel import funnel
from tools.journeys.paths import paths
from tools.journeys.referral import referral

LEVEL = "product.subcategory"


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A context on a quarter of the sample data, the planted facts, and the truth of every account."""
    folder = tmp_path_factory.mktemp("demo")
    facts = generate(folder, 0.25, 5)
    build_database({path.stem: path for path in facts.tables_dir.glob("*.parquet")}, folder / "data")
    model = load_model(MODEL_DIR)
    calendar = Calendar(model.calendar, facts.as_of, facts.as_of - timedelta(days=730), facts.as_of - timedelta(days=1))
    ctx = ToolContext(model, open_published(folder / "data"), calendar, folder)
    truth = json.loads(next(facts.truth_dir.glob("*.json")).read_text())
    return ctx, truth, pd.read_parquet(facts.truth_dir / "accounts.parquet")


def rows(table):
    return list(table.records())


def test_the_planted_pairs_are_found_with_their_lift_and_no_other_pair_is(demo):
    ctx, truth, _ = demo
    arguments = BasketPairsArgs(level=LEVEL, min_count=10)
    together = {(row["item_a"], row["item_b"]): row for row in rows(basket_pairs(arguments, ctx).main)}
    apart_args = arguments.model_copy(update={"direction": "apart"})
    apart = {(row["item_a"], row["item_b"]): row for row in rows(basket_pairs(apart_args, ctx).main)}
    planted = {tuple(sorted((pair["a"], pair["b"]))): pair["lift"] for pair in truth["affinity"]["basket_pairs"]}
    found = {**together, **apart}
    for pair, lift in planted.items():
        assert found[pair]["lift"] == pytest.approx(lift, rel=0.15)
    first = next(iter(together))
    assert planted[first] == max(planted.values())
    assert len(set(found) - set(planted)) <= 2  # one in twenty of those called significant may be wrong


def test_household_goods_of_frequent_fresh_food_buyers_are_those_planted(demo):
    ctx, truth, _ = demo
    result = cross_purchase(
        CrossPurchaseArgs(
            bought=Compare("product.category", "eq", ("fresh_food",)),
            item=Compare("product.category", "eq", ("household",)),
            at_least=truth["affinity"]["frequent_fresh_orders"],
        ),
        ctx,
    )
    headline = result.findings[0]
    wanted = truth["affinity"]["household_among_frequent_fresh"]
    assert headline.fact("rate").value == pytest.approx(wanted, abs=0.06)
    assert headline.fact("base").value == pytest.approx(truth["affinity"]["household_among_all"], abs=0.05)
    assert headline.fact("low").value <= headline.fact("rate").value <= headline.fact("high").value


def test_vips_refer_as_often_as_planted_and_the_oddities_are_counted(demo):
    ctx, truth, accounts = demo
    result = referral(ReferralArgs(limit=1000), ctx)
    counts = {caveat.code: dict(caveat.params).get("n") for caveat in result.caveats}
    assert counts["self_referrals"] == len(truth["counted"]["self_referrals"]) == 1
    assert counts["referral_circles"] == len(truth["counted"]["referral_cycles"]) == 2
    direct = {row["customer"]: row["level_1"] for row in rows(result.main)}
    accounts["direct"] = accounts.customer_id.map(direct).fillna(0)
    per_person = (
        accounts.groupby(["person_id", "type"], observed=True).direct.sum().groupby("type", observed=True).mean()
    )
    wanted = {kind["name"]: kind["referrals"] for kind in truth["types"]}
    assert per_person["vip"] == pytest.approx(wanted["vip"], rel=0.25)
    assert max(per_person.drop("vip")) < 0.3


def test_the_funnel_of_the_sample_data_is_that_of_plain_sql(demo):
    ctx, _, _ = demo
    result = funnel(FunnelArgs(steps=("visited", "added_to_cart", "order"), within_hours=240), ctx)
    by_hand = ctx.engine.run(f"""
        WITH e AS (SELECT customer_id, event_at, event_type FROM web_events WHERE event_at < DATE '{ctx.as_of}'),
             o AS (SELECT customer_id, ordered_at FROM orders WHERE status = 'completed'
                   AND customer_id IS NOT NULL AND order_date < DATE '{ctx.as_of}'),
             a AS (SELECT customer_id, MIN(event_at) AS t FROM e WHERE event_type = 'visited'
                   AND event_at <= DATE '{ctx.as_of}' - INTERVAL 240 HOUR GROUP BY 1),
             b AS (SELECT customer_id, a.t, MIN(event_at) AS u FROM a JOIN e USING (customer_id)
                   WHERE event_type = 'added_to_cart' AND event_at BETWEEN a.t AND a.t + INTERVAL 240 HOUR
                   GROUP BY 1, 2),
             c AS (SELECT DISTINCT customer_id FROM b JOIN o USING (customer_id)
                   WHERE ordered_at BETWEEN b.u AND b.t + INTERVAL 240 HOUR)
        SELECT (SELECT COUNT(*) FROM a), (SELECT COUNT(*) FROM b), (SELECT COUNT(*) FROM c)""").rows[0]
    assert tuple(row["customers"] for row in rows(result.main)) == tuple(by_hand)


def test_every_planted_path_leads_from_a_visit_to_the_checkout(demo):
    ctx, _, _ = demo
    result = paths(PathsArgs(), ctx)
    steps = result.findings[0].fact("path").value.split(" > ")
    assert steps[0] == "visited" and steps[-2:] == ["checked_out", "placed_order"]
    assert sum(row["journey_share"] for row in rows(result.main)) == pytest.approx(1, abs=0.01)
