"""Kept runs: built once, point in time, the same after the future changed."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.loading import segmentation_params as loading
from semantic_layer.loading.fields import Fields
from semantic_layer.loading.segmentation_params import segmentation_params
from semantic_layer.strict_yaml import Keys, Scalar
from tools.arguments import ClusterArgs, LifecycleArgs, RfmArgs, TiersArgs
from tools.clusters.features import ROLE_FEATURES
from tools.errors import EmptyWindow
from tools.lifecycle import stages as lifecycle
from tools.rfm import cuts as rfm_cuts
from tools.rfm import maps as rfm_maps
from tools.segment_arguments import FirstOrderArgs, RuleArgs
from tools.segments import runs as segments_module
from tools.segments.runs import attachments, ensure_run, list_runs
from tools.value import tiers

ORDERS = [
    ("ann", "2025-01-10", 500), ("ann", "2025-03-01", 400),
    ("bob", "2025-01-20", 100), ("cy", "2025-02-01", 90),
    ("dan", "2025-02-02", 20), ("eve", "2025-02-03", 10),
]  # fmt: skip
TIER = "customer.tier"
SAID_WHEN_ASKED = ("as_of", "chart", "identity")  # arguments of a question, not of a definition


def members(ctx, as_of, table="seg_tier"):
    sql = f"SELECT key, segment FROM runs.{table} WHERE as_of = DATE '{as_of}' ORDER BY key"
    return dict(ctx.engine.run(sql).rows)


def test_a_run_is_a_table_of_one_row_per_customer(world):
    ctx = world(ORDERS, as_of="2025-04-01")
    run = ensure_run(ctx.model.segmentation(TIER), date(2025, 4, 1), ctx)

    assert run.customers == 5
    assert members(ctx, "2025-04-01") == {"ann": "high", "bob": "mid", "cy": "mid", "dan": "low", "eve": "low"}
    columns = ctx.engine.schema()["runs.seg_tier"]
    assert list(columns) == ["key", "segment", "as_of", "definition_hash", "fingerprint", "built_at"]


def test_the_same_definition_date_and_data_give_the_run_that_is_there(world):
    ctx = world(ORDERS, as_of="2025-04-01")
    tier = ctx.model.segmentation(TIER)
    ensure_run(tier, date(2025, 4, 1), ctx)
    file = attachments(ctx.home)["runs"]

    again = ensure_run(tier, date(2025, 4, 1), ctx)

    assert again.sql == () and attachments(ctx.home)["runs"] == file


def test_runs_of_other_dates_and_other_segmentations_are_kept(world):
    ctx = world(ORDERS, as_of="2025-04-01")
    tier, stage = ctx.model.segmentation(TIER), ctx.model.segmentation("customer.stage")
    for day in (date(2025, 2, 4), date(2025, 4, 1)):
        ensure_run(tier, day, ctx)
    ensure_run(stage, date(2025, 4, 1), ctx)

    assert [(run.as_of, run.customers) for run in list_runs(tier, ctx)] == [
        (date(2025, 2, 4), 5),
        (date(2025, 4, 1), 5),
    ]
    assert set(members(ctx, "2025-04-01", "seg_stage").values()) <= {"new", "active", "silent", "churned"}


def test_what_happens_later_does_not_change_a_run(world):
    later = [("eve", "2025-03-15", 99_999)]
    now, then = world(ORDERS, as_of="2025-04-01"), None
    ensure_run(now.model.segmentation(TIER), date(2025, 3, 2), now)
    before = members(now, "2025-03-02")
    then = world(ORDERS + later, as_of="2025-04-01")
    ensure_run(then.model.segmentation(TIER), date(2025, 3, 2), then)

    assert members(then, "2025-03-02") == before


def test_changed_data_replace_the_run_of_that_date(world):
    ctx = world(ORDERS, as_of="2025-04-01")
    tier = ctx.model.segmentation(TIER)
    first = ensure_run(tier, date(2025, 4, 1), ctx)
    corrected = world([*ORDERS, ("fay", "2025-01-02", 900)], as_of="2025-04-01")
    corrected.engine.reattach(attachments(ctx.home))

    second = ensure_run(tier, date(2025, 4, 1), corrected)

    assert first.fingerprint != second.fingerprint
    assert [run.customers for run in list_runs(tier, corrected)] == [6]


def test_a_new_engine_finds_the_runs_on_disk(world):
    ctx = world(ORDERS, as_of="2025-04-01")
    tier = ctx.model.segmentation(TIER)
    ensure_run(tier, date(2025, 4, 1), ctx)
    fresh = world(ORDERS, as_of="2025-04-01")
    assert isinstance(fresh.engine, DuckDBEngine)
    fresh.engine.reattach(attachments(fresh.home))

    assert ensure_run(tier, date(2025, 4, 1), fresh).sql == ()


def test_a_changed_rule_is_another_definition(world):
    ctx = world(ORDERS, as_of="2025-04-01")
    tier = ctx.model.segmentation(TIER)
    ensure_run(tier, date(2025, 4, 1), ctx)
    changed = replace(tier, params={"shares": (0.4, 0.4, 0.2)})

    assert ensure_run(changed, date(2025, 4, 1), ctx).sql != ()
    assert members(ctx, "2025-04-01")["bob"] == "high"


def test_before_the_first_order_there_is_nobody_to_segment(world):
    ctx = world(ORDERS, as_of="2025-04-01")
    with pytest.raises(EmptyWindow):
        ensure_run(ctx.model.segmentation(TIER), date(2025, 1, 1), ctx)


def test_runs_that_another_process_kept_are_read_and_not_lost(world):
    here, there = world(ORDERS, as_of="2025-04-01"), world(ORDERS, as_of="2025-04-01")  # one home, two engines
    tier = here.model.segmentation(TIER)
    ensure_run(tier, date(2025, 4, 1), here)
    assert ensure_run(tier, date(2025, 4, 1), there).sql == ()
    ensure_run(tier, date(2025, 3, 1), there)
    assert [run.as_of for run in list_runs(tier, there)] == [date(2025, 3, 1), date(2025, 4, 1)]


def busy_shop(n=80, seed=3):
    rng = random.Random(seed)
    return [
        (f"c{i:02d}", (date(2025, 1, 1) + timedelta(days=rng.randrange(300))).isoformat(), rng.choice([1, 5, 20, 90]))
        for i in range(n)
        for _ in range(rng.choice([1, 2, 4, 8]))
    ]


@pytest.mark.parametrize("name", ["rfm", "rfm_four", "stage", "tier", "cluster"])
def test_no_segmentation_reads_anything_dated_on_or_after_its_day(world, name):
    """The day itself, the days after it and newly registered customers change nothing."""
    orders = busy_shop()
    later = [(f"c{i:02d}", day, 5000) for i in range(80) for day in ("2025-09-01", "2025-10-05")]
    model = with_two_clusters(build_model_of(world, orders))
    past = world([order for order in orders if order[1] < "2025-09-01"], as_of="2025-12-01", model=model)
    whole = world(orders + later, as_of="2025-12-01", model=model)
    whole = replace(whole, home=whole.home / "whole")
    found = []
    for ctx in (past, whole):
        ensure_run(model.segmentation(f"customer.{name}"), date(2025, 9, 1), ctx)
        found.append(members(ctx, "2025-09-01", f"seg_{name}"))
    bought = {key for key, day, _ in orders if day < "2025-09-01"}
    assert {key: found[0][key] for key in bought} == {key: found[1][key] for key in bought}


def build_model_of(world, orders):
    return world(orders, as_of="2025-12-01").model


def with_two_clusters(model):
    """A fixed k: random shops have no stable one."""
    fixed = tuple(replace(s, params={"k": 2}) if s.name == "cluster" else s for s in model.segmentations)
    return replace(model, segmentations=fixed)


def test_what_the_loader_knows_of_segmentations_is_what_their_tools_take_and_give():
    """A model is refused when it is loaded for what a tool would refuse later, so the two must know the same."""
    arguments = {
        "rfm_segments": RfmArgs,
        "lifecycle_stages": LifecycleArgs,
        "tiers": TiersArgs,
        "cluster_customers": ClusterArgs,
        "rule_segment": RuleArgs,
        "first_order": FirstOrderArgs,
    }
    assert set(loading.READERS) == set(arguments) == set(segments_module._ASSIGN)
    for tool, model in arguments.items():
        keys = {name: Scalar("?", 1) for name in (*model.model_fields, "nonsense") if name not in SAID_WHEN_ASKED}
        params = Keys(keys, 1, dict.fromkeys(keys, 1))
        place = Fields(Keys({"params": params}, 1, {"params": 1}), "m.yaml", "", [])
        segmentation_params(tool, place)
        unknown = [item.path for item in place.mistakes if "is unknown" in item.rule]
        assert unknown == ["params.nonsense"], tool
    maps = {"ten": rfm_maps.TEN.segments, "eleven": rfm_maps.ELEVEN.segments, "four": rfm_maps.FOUR}
    assert {name: set(segments) for name, segments in loading.MAPS.items()} == {n: set(s) for n, s in maps.items()}
    assert dict(loading.TIERS) == {"": tiers.TIERS, **tiers.NAMES, "b2b_risk": tiers.RISK}
    assert set(loading.STAGES) == set(lifecycle.STAGES)
    assert tuple(ROLE_FEATURES) == loading.OF_ROLES
    fixed = tuple(len(rfm_cuts.FIXED[name]) + 1 for name in ("r", "f"))
    assert (*fixed, len(rfm_cuts.TERCILES) + 1) == loading.FIXED
