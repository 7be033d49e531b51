"""Stages are a partition; every boundary is checked on its day."""

from datetime import date, timedelta

import pytest

from tools.arguments import LifecycleArgs
from tools.errors import BadParameter
from tools.lifecycle.stages import lifecycle_stages
from tools.segments.runs import ensure_run

AS_OF = date(2025, 12, 31)


def ago(days):
    return (AS_OF - timedelta(days=days)).isoformat()


# active 30 days, silent 90 days
ORDERS = [
    ("new", ago(30), 10),
    ("active", ago(80), 10), ("active", ago(5), 10),
    ("silent_edge", ago(100), 10), ("silent_edge", ago(31), 10),
    ("silent_last", ago(90), 10),
    ("churned", ago(91), 10),
    ("back", ago(200), 10), ("back", ago(10), 10),
    ("returned_only", ago(3), -5),
]  # fmt: skip


def stages(ctx):
    ensure_run(ctx.model.segmentation("customer.stage"), AS_OF, ctx)
    return dict(ctx.engine.run("SELECT key, segment FROM runs.seg_stage").rows)


def test_lifecycle_stage_of_each_customer_is_the_first_that_fits(world):
    ctx = world(ORDERS, as_of="2025-12-31", registered=["looker"])
    assert stages(ctx) == {
        "new": "new",
        "active": "active",
        "silent_edge": "silent",
        "silent_last": "silent",
        "churned": "churned",
        "back": "reawakened",
        "looker": "prospect",
    }


def test_the_table_counts_everybody_once(world):
    result = lifecycle_stages(LifecycleArgs(), world(ORDERS, as_of="2025-12-31", registered=["looker"]))
    assert sum(result.main.values("customers")) == 7
    assert dict(result.lineage.parameters)["rule"] == "few_gaps"
    assert [(item.code, item.rows) for item in result.main.left_out] == [("returns_only", 1)]


def test_the_lengths_come_from_the_gaps_when_there_are_enough(world):
    orders = [
        (f"c{i}", (date(2025, 1, 1) + timedelta(days=20 * k)).isoformat(), 1) for i in range(30) for k in range(9)
    ]
    result = lifecycle_stages(LifecycleArgs(), world(orders, as_of="2025-12-31"))
    parameters = dict(result.lineage.parameters)
    # every gap is 20 days: both lengths round up to 30, and the silent length moves up a rung
    assert (parameters["active_days"], parameters["silent_days"], parameters["gaps"]) == (30, 60, 240)


@pytest.mark.parametrize("lengths", [{"active_days": 30, "silent_days": 30}, {"active_days": 10, "new_days": 20}])
def test_lengths_that_do_not_increase_are_refused(world, lengths):
    with pytest.raises(BadParameter):
        lifecycle_stages(LifecycleArgs(**lengths), world(ORDERS, as_of="2025-12-31"))
