"""Months that are frozen, and the registry of kept runs."""

import json
from datetime import date

import pytest

from semantic_layer.model import Policy
from tests.tools.conftest import build_model
from tools.errors import BadParameter, EmptyWindow, NotAllowed, NotIdentified, SnapshotExists
from tools.segment_arguments import SegmentsArgs, SnapshotArgs
from tools.segments.registry import segments
from tools.segments.snapshots import snapshot

AS_OF = "2025-04-03"
ORDERS = [("ann", "2025-01-10", 500), ("bob", "2025-02-20", 300), ("cy", "2025-03-21", 100), ("dan", "2025-04-02", 90)]
MARCH = date(2025, 3, 1)


def read(ctx, month, name):
    from pyarrow import parquet

    return parquet.read_table(ctx.home / "snapshots" / month / f"{name}.parquet").to_pylist()


def test_last_month_frozen_on_the_first_as_it_was_then(world):
    ctx = world(ORDERS, as_of=AS_OF)
    result = snapshot(SnapshotArgs(), ctx)

    customers = read(ctx, "2025-03", "customers")
    assert [row["key"] for row in customers] == ["ann", "bob", "cy"]  # dan came in April
    assert [row["recency_days"] for row in customers] == [81, 40, 11]
    metrics = {row["metric"]: row["value"] for row in read(ctx, "2025-03", "metrics")}
    assert metrics["revenue"] == 100.0
    assert {row["segment"] for row in read(ctx, "2025-03", "members") if row["segmentation"] == "customer.tier"} == {
        "high", "mid", "low",
    }  # fmt: skip
    written = {row["file"]: row["rows"] for row in result.main.records()}
    assert written["customers.parquet"] == 3 and len(written) == 5


def test_a_frozen_month_is_never_overwritten(world):
    ctx = world(ORDERS, as_of=AS_OF)
    snapshot(SnapshotArgs(), ctx)
    before = {path.name: path.read_bytes() for path in (ctx.home / "snapshots" / "2025-03").iterdir()}
    with pytest.raises(SnapshotExists):
        snapshot(SnapshotArgs(month=MARCH), ctx)
    assert {path.name: path.read_bytes() for path in (ctx.home / "snapshots" / "2025-03").iterdir()} == before


def test_late_rows_go_to_a_report_of_differences(world):
    ctx = world(ORDERS, as_of=AS_OF)
    snapshot(SnapshotArgs(), ctx)
    assert snapshot(SnapshotArgs(compare=True), ctx).findings[0].kind == "snapshot_same"

    late = world([*ORDERS, ("eve", "2025-03-15", 40), ("ann", "2025-03-16", 60)], as_of=AS_OF)
    result = snapshot(SnapshotArgs(compare=True), late)
    row = next(row for row in result.main.records() if row["file"] == "customers.parquet")
    assert (row["rows_frozen"], row["rows_now"], row["rows_added"], row["rows_gone"], row["rows_changed"]) == (
        3,
        4,
        1,
        0,
        1,
    )
    assert result.findings[0].kind == "snapshot_differs"
    assert len(read(ctx, "2025-03", "customers")) == 3


def test_rows_of_later_months_are_no_difference(world):
    snapshot(SnapshotArgs(), world(ORDERS, as_of=AS_OF))
    later = world([*ORDERS, ("ann", "2025-04-02", 1_000)], as_of=AS_OF)
    assert snapshot(SnapshotArgs(compare=True), later).findings[0].kind == "snapshot_same"


def test_the_same_data_give_the_same_files(world, tmp_path):
    first = {row["file"]: row["sha256"] for row in snapshot(SnapshotArgs(), world(ORDERS, as_of=AS_OF)).main.records()}
    (tmp_path / "snapshots" / "2025-03").rename(tmp_path / "elsewhere")
    again = snapshot(SnapshotArgs(), world(list(reversed(ORDERS)), as_of=AS_OF))
    assert {row["file"]: row["sha256"] for row in again.main.records()} == first


def test_a_changed_file_is_noticed(world):
    ctx = world(ORDERS, as_of=AS_OF)
    snapshot(SnapshotArgs(), ctx)
    path = ctx.home / "snapshots" / "2025-03" / "metrics.parquet"
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(NotIdentified):
        snapshot(SnapshotArgs(compare=True), ctx)


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"month": date(2025, 4, 1)}, BadParameter),  # not over
        ({"month": date(2025, 3, 2)}, BadParameter),
        ({"month": date(2024, 1, 1)}, EmptyWindow),
        ({"compare": True}, BadParameter),
    ],
)
def test_a_month_that_cannot_be_frozen_is_refused(world, asked, error):
    ctx = world(ORDERS, as_of=AS_OF)
    with pytest.raises(error):
        snapshot(SnapshotArgs(**asked), ctx)
    assert not list((ctx.home / "snapshots").glob("*/*.parquet"))


def test_who_may_not_list_customers_may_not_freeze_them(world):
    model = build_model(policies=(Policy(name="k", dataset="customers", min_group_entity="customer", min_group_k=3),))
    with pytest.raises(NotAllowed):
        snapshot(SnapshotArgs(), world(ORDERS, as_of=AS_OF, model=model))


# --- the registry ---------------------------------------------------------------------------------------------------


def test_runs_are_listed_built_and_described_with_what_they_rest_on(world):
    ctx = world(ORDERS, as_of=AS_OF)
    built = segments(SegmentsArgs(action="build", segmentation="customer.tier"), ctx)
    again = segments(SegmentsArgs(action="refresh", segmentation="customer.tier"), ctx)
    assert (built.findings[0].kind, again.findings[0].kind) == ("run_built", "run_existing")
    assert sum(row["customers"] for row in built.main.records()) == 4

    listed = {row["segmentation"]: row for row in segments(SegmentsArgs(), ctx).main.records()}
    assert listed["customer.tier"]["runs"] == 1 and listed["customer.stage"]["runs"] == 0
    described = segments(SegmentsArgs(action="describe", segmentation="customer.tier"), ctx)
    assert described.main.rows[0][:2] == (date(2025, 4, 3), 4)
    files = list((ctx.home / "runs" / "details").glob("*.json"))
    details = json.loads(files[0].read_text("utf-8"))
    assert len(files) == 1 and details["customers"] == 4 and details["tool"] == "tiers"


def test_what_was_learned_is_kept_with_a_run(world):
    orders = [(f"c{i}", f"2025-01-{1 + i:02d}", 10 * (i + 1)) for i in range(25)]
    described = None
    ctx = world(orders, as_of=AS_OF)
    segments(SegmentsArgs(action="build", segmentation="customer.rfm"), ctx)
    described = segments(SegmentsArgs(action="describe", segmentation="customer.rfm"), ctx).table("details")
    assert dict(described.rows)["f_cut_1"] == "1"


def test_a_run_covers_everybody_and_needs_a_known_segmentation(world):
    ctx = world(ORDERS, as_of=AS_OF)
    for wrong in (
        {"action": "describe"},
        {"action": "build", "segmentation": "customer.none"},
        {"action": "build", "as_of": date(2026, 1, 1)},
    ):
        with pytest.raises(BadParameter):
            segments(SegmentsArgs(**wrong), ctx)
    assert segments(SegmentsArgs(action="describe", segmentation="customer.tier"), ctx).findings[0].kind == "runs_none"
