"""Two segmentations at once, and moves between segments: counted by hand and with pandas."""

from dataclasses import replace
from datetime import date

import pytest

from semantic_layer.model import Policy
from semantic_layer.query import Window
from tests.tools.conftest import build_model
from tools.errors import BadParameter, EmptyWindow, RunMismatch
from tools.segment_arguments import CombineArgs, MigrationArgs
from tools.segments.combine import combine_segments
from tools.segments.migration import months_before, segment_migration
from tools.segments.runs import ensure_run

TIER, STAGE, RFM = "customer.tier", "customer.stage", "customer.rfm"
FIRST, LATER = date(2025, 2, 1), date(2025, 4, 1)
ORDERS = [
    ("ann", "2025-01-10", 500), ("bob", "2025-01-20", 300), ("cy", "2025-01-21", 100), ("dan", "2025-01-22", 90),
    ("eve", "2025-01-23", 80), ("eve", "2025-02-10", 900), ("fay", "2025-03-01", 50),
]  # fmt: skip


def moves(result):
    return {(row["from_segment"], row["to_segment"]): row["customers"] for row in result.main.records()}


def fall(days, as_of="2025-04-01"):
    return MigrationArgs(segmentation=TIER, from_as_of=FIRST, to_as_of=LATER, **days)


def test_periodic_re_segmentation_and_moves_between_segments_are_counted(world):
    result = segment_migration(fall({}), world(ORDERS, as_of="2025-04-01"))

    # On 1 February: ann high (500), bob mid (300), cy mid (100, third of five), dan and eve low.
    found = moves(result)
    assert sum(n for pair, n in found.items() if pair[0] != "entered") == 5
    assert found["entered", "low"] == 1
    assert found["low", "high"] == 1  # eve, with 980
    assert found["high", "high"] == 1


def test_the_rows_of_one_segment_add_to_one(world):
    result = segment_migration(fall({}), world(ORDERS, as_of="2025-04-01"))
    shares = {}
    for row in result.main.records():
        shares[row["from_segment"]] = shares.get(row["from_segment"], 0) + row["share_of_from"]
    assert shares == pytest.approx(dict.fromkeys(shares, 1.0))


def test_money_before_and_after_is_of_windows_of_equal_length(world):
    result = segment_migration(fall({}), world(ORDERS, as_of="2025-04-01"))
    row = next(r for r in result.main.records() if (r["from_segment"], r["to_segment"]) == ("low", "high"))
    assert (float(row["revenue_before"]), float(row["revenue_after"])) == (80.0, 900.0)
    window, before = result.lineage.window, result.lineage.compared_window
    assert window.end - window.start == before.end - before.start


def test_with_frozen_borders_nobody_moves_because_of_others(world):
    later = [(name, "2025-03-05", 10_000) for name in ("gil", "hal", "ivy", "joe", "kim")]
    ctx = world([*ORDERS[:5], *later], as_of="2025-04-01")

    frozen, fresh = (moves(segment_migration(fall({"cuts": cuts}), ctx)) for cuts in ("frozen", "fresh"))

    assert all(a == b for a, b in frozen if a != "entered")
    assert any(a != b for a, b in fresh if a != "entered")  # five rich newcomers push the others down


@pytest.mark.parametrize("name", [TIER, STAGE])
def test_what_happens_later_changes_no_move(world, name):
    asked = MigrationArgs(segmentation=name, from_as_of=FIRST, to_as_of=date(2025, 3, 2))
    before = segment_migration(asked, world(ORDERS, as_of="2025-04-01")).main.rows
    changed = world([*ORDERS, ("ann", "2025-03-20", 99_999), ("bob", "2025-03-25", 5)], as_of="2025-04-01")
    assert segment_migration(asked, changed).main.rows == before


def test_rfm_with_frozen_cuts_scores_new_days_with_old_cuts(world):
    orders = [(f"c{i}", f"2025-01-{1 + i:02d}", 10 * (i + 1)) for i in range(25)]
    ctx = world([*orders, ("c0", "2025-02-20", 5)], as_of="2025-04-01")
    result = segment_migration(MigrationArgs(segmentation=RFM, from_as_of=FIRST, to_as_of=LATER), ctx)

    borders = dict(result.table("cuts").rows)
    assert borders["r_cut_1"] == 11 and borders["f_cut_4"] == 1  # days since the last purchase on 1 February
    # On 1 April everybody's last purchase is longer ago than every old cut, so nobody is recent any more.
    assert {row["to_segment"] for row in result.main.records()} <= {"hibernating", "at_risk", "cant_lose"}


def test_moves_agree_with_two_kept_runs_in_pandas(world):
    import pandas as pd

    ctx = world(ORDERS, as_of="2025-04-01")
    found = moves(segment_migration(fall({"cuts": "fresh"}), ctx))
    rows = ctx.engine.run("SELECT key, segment, as_of FROM runs.seg_tier").rows
    frame = pd.DataFrame(rows, columns=["key", "segment", "as_of"])
    then, now = (frame[frame.as_of == day].set_index("key").segment for day in (FIRST, LATER))
    both = pd.concat([then, now], axis=1, keys=["a", "b"]).fillna({"a": "entered", "b": "left"})
    assert found == both.groupby(["a", "b"]).size().to_dict()


def test_a_question_about_one_segment_shows_its_rows_only(world):
    result = segment_migration(fall({"source": "low"}), world(ORDERS, as_of="2025-04-01"))
    assert {row["from_segment"] for row in result.main.records()} == {"low"}
    assert result.findings[0].kind == "migration_from"
    pair = segment_migration(fall({"source": "low", "target": "high"}), world(ORDERS, as_of="2025-04-01")).findings[0]
    assert pair.kind == "migration_pair" and pair.fact("customers").value == 1


def test_moves_of_a_segment_that_nobody_was_in_say_so(world):
    finding = segment_migration(fall({"source": "low", "target": "mid"}), world(ORDERS, as_of="2025-04-01")).findings[0]
    assert finding.fact("customers").value == 0


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"segmentation": "customer.none"}, BadParameter),
        ({"source": "huge"}, BadParameter),
        ({"from_as_of": LATER, "to_as_of": FIRST}, RunMismatch),
        ({"from_as_of": LATER, "to_as_of": LATER}, RunMismatch),
        ({"to_as_of": date(2026, 1, 1)}, BadParameter),
        ({"from_as_of": date(2024, 1, 1), "to_as_of": date(2025, 1, 2)}, EmptyWindow),
        ({"window": Window(FIRST, LATER)}, BadParameter),
    ],
)
def test_wrong_days_and_segments_are_refused(world, wrong, error):
    arguments = {"segmentation": TIER, "from_as_of": FIRST, "to_as_of": LATER, **wrong}
    with pytest.raises(error):
        segment_migration(MigrationArgs(**arguments), world(ORDERS, as_of="2025-04-01"))


def test_a_run_of_another_rule_cannot_be_compared(world):
    ctx = world(ORDERS, as_of="2025-04-01")
    ensure_run(replace(ctx.model.segmentation(TIER), params={"shares": (0.4, 0.4, 0.2)}), FIRST, ctx)
    with pytest.raises(RunMismatch):
        segment_migration(fall({}), ctx)


def test_small_moves_are_not_shown_where_a_policy_sets_a_size(world):
    model = build_model(policies=(Policy(name="k", dataset="customers", min_group_entity="customer", min_group_k=3),))
    result = segment_migration(fall({}), world(ORDERS, as_of="2025-04-01", model=model))
    assert all(row["customers"] >= 3 for row in result.main.records())
    assert all(row["share_of_from"] is None for row in result.main.records())


def test_the_same_day_some_months_ago_is_a_day_of_that_month():
    assert months_before(date(2025, 5, 31), 3) == date(2025, 2, 28)
    assert months_before(date(2025, 1, 15), 3) == date(2024, 10, 15)


# --- two at once ---------------------------------------------------------------------------------------------------


def test_several_models_together_every_customer_is_in_one_cell(world):
    import pandas as pd

    ctx = world(ORDERS, as_of="2025-04-01")
    result = combine_segments(CombineArgs(a=TIER, b=STAGE, merge=0), ctx)
    tier, stage = (
        dict(ctx.engine.run(f"SELECT key, segment FROM runs.{table} WHERE as_of = DATE '2025-04-01'").rows)
        for table in ("seg_tier", "seg_stage")
    )
    frame = pd.DataFrame({"a": tier, "b": {key: stage[key] for key in tier}})
    assert {(r["a"], r["b"]): r["customers"] for r in result.main.records()} == frame.groupby(
        ["a", "b"]
    ).size().to_dict()
    assert sum(r["share"] for r in result.main.records()) == pytest.approx(1)
    assert sum(float(r["revenue"]) for r in result.main.records()) == 2020
    assert sum(r["revenue_share"] for r in result.main.records()) == pytest.approx(1)


def test_small_cells_fold_into_one_row_and_nobody_is_lost(world):
    orders = [(f"c{i}", f"2025-0{1 + i % 3}-{1 + i % 27:02d}", 10 + i) for i in range(60)]
    ctx = world(orders, as_of="2025-04-01")
    whole = combine_segments(CombineArgs(a=TIER, b=STAGE, merge=0), ctx).main
    folded = combine_segments(CombineArgs(a=TIER, b=STAGE, merge=0.2), ctx)
    assert len(folded.main.rows) < len(whole.rows) and folded.main.others == len(folded.main.rows) - 1
    assert sum(folded.main.values("customers")) == sum(whole.values("customers")) == 60
    assert "cells_folded" in {caveat.code for caveat in folded.caveats}


def test_runs_of_two_days_and_a_segmentation_with_itself_are_refused(world):
    ctx = world(ORDERS, as_of="2025-04-01")
    with pytest.raises(RunMismatch):
        combine_segments(CombineArgs(a=TIER, b=STAGE, as_of=LATER, b_as_of=FIRST), ctx)
    with pytest.raises(BadParameter):
        combine_segments(CombineArgs(a=TIER, b=TIER), ctx)
    with pytest.raises(BadParameter):
        combine_segments(CombineArgs(a=TIER, b="customer.none"), ctx)


def test_segmentations_of_different_things_cannot_be_combined(world):
    model = build_model()
    other = replace(model.segmentation(STAGE), name="other", entity="order")
    ctx = world(ORDERS, as_of="2025-04-01", model=replace(model, segmentations=(*model.segmentations, other)))
    with pytest.raises(RunMismatch):
        combine_segments(CombineArgs(a=TIER, b="order.other"), ctx)
