"""Typed SQL: the guard decides, the policies hold, the worker runs it."""

from dataclasses import replace
from datetime import date

import pytest

from semantic_layer.model import Mask, Policy
from semantic_layer.query import Who
from tools.arguments import SqlArgs
from tools.errors import SqlRefused
from tools.segments.runs import ensure_run
from tools.sql import run_sql

ORDERS = [("ann", "2025-01-10", 500), ("bob", "2025-01-20", 100), (None, "2025-01-21", 7)]
REGIONS = {"ann": "West", "bob": "East"}
OWN_REGION = Policy(name="own_region", dataset="customers", rows="region = :who.region")


def ask(ctx, sql):
    return run_sql(SqlArgs(sql=sql), ctx).main.rows


def restricted(ctx, *policies, region="West"):
    who = Who("mia", (), (("region", region),))
    return replace(ctx, model=replace(ctx.model, policies=policies), who=who)


def test_a_plain_select_is_answered(world):
    ctx = world(ORDERS, as_of="2025-02-01", regions=REGIONS)
    assert ask(ctx, "SELECT customer_id, amount FROM orders WHERE amount > 50 ORDER BY amount") == (
        ("bob", 100.0),
        ("ann", 500.0),
    )


def test_a_policy_hides_the_rows_of_other_regions_and_what_points_to_them(world):
    ctx = restricted(world(ORDERS, as_of="2025-02-01", regions=REGIONS), OWN_REGION)
    result = run_sql(SqlArgs(sql="SELECT COUNT(*) AS n, SUM(amount) AS total FROM orders"), ctx)
    assert result.main.rows == ((1, 500.0),)
    assert [caveat.code for caveat in result.caveats] == ["ad_hoc_sql", "policy_applied"]
    assert ask(ctx, "SELECT customer_id FROM customers") == (("ann",),)


def test_a_masked_column_does_not_exist(world):
    masked = Policy(name="no_region", dataset="customers", mask=(Mask("region", "null"),))
    ctx = restricted(world(ORDERS, as_of="2025-02-01", regions=REGIONS), masked)
    with pytest.raises(SqlRefused) as refusal:
        ask(ctx, "SELECT region FROM customers")
    assert refusal.value.params["rule"] == "G5"


def test_a_smallest_group_withholds_the_tables(world):
    sized = Policy(name="groups", dataset="customers", min_group_entity="customer")
    with pytest.raises(SqlRefused):
        ask(restricted(world(ORDERS, as_of="2025-02-01"), sized), "SELECT COUNT(*) FROM orders")


@pytest.mark.parametrize("sql", ["DROP TABLE orders", "SELECT * FROM read_csv('/etc/passwd')", "SELECT 1; SELECT 2"])
def test_what_is_no_single_select_over_the_model_is_refused(world, sql):
    with pytest.raises(SqlRefused):
        ask(world(ORDERS, as_of="2025-02-01"), sql)


def test_kept_runs_can_be_joined_like_a_table(world):
    orders = [*ORDERS, ("cy", "2025-01-02", 20)]
    ctx = world(orders, as_of="2025-02-01")
    ensure_run(ctx.model.segmentation("customer.tier"), date(2025, 2, 1), ctx)
    sql = "SELECT s.segment, SUM(o.amount) AS total FROM orders o JOIN seg_tier s ON s.key = o.customer_id GROUP BY 1"
    assert dict(ask(ctx, sql)) == {"high": 500.0, "mid": 100.0, "low": 20.0}
