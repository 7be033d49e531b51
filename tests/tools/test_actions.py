"""Agreed actions, handed-over lists, measured effects and profiles, on worlds small enough to check by head."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from semantic_layer.model import Policy
from semantic_layer.query import Compare, Who
from tests.tools.conftest import build_model
from tools.action_arguments import CampaignEffectArgs, ExportSegmentArgs, ProfileArgs, SegmentActionsArgs
from tools.actions.actions import segment_actions
from tools.actions.audience_export import export_segment
from tools.actions.campaign_effect import campaign_effect
from tools.customers.profile import profile
from tools.errors import (
    BadParameter,
    EmptyWindow,
    ExportNotAllowed,
    HorizonIncomplete,
    MissingRole,
    NoAudience,
    NotAllowed,
)

AS_OF = "2026-06-01"
TIER = "customer.tier"
MASKED = Policy(name="masked", dataset="customers", export="masked")
PLAIN = Policy(name="plain", dataset="customers", export="plain", applies_to=("crm",))
CRM = Who("mei", roles=("crm",))
AGREED = {
    "version": 2,
    "action": {"en": "Call them", "zh": "电话回访"},
    "owner": {"en": "shop", "zh": "门店"},
    "follow_metric": "repurchase_rate",
    "follow_up_days": 14,
}


def orders(n=40, day="2026-05-01"):
    """Customer k000 spent most; the first fifth are the tier `high`."""
    return [(f"k{i:03}", day, 1000 - i) for i in range(n)]


def model_with(*policies, actions=None):
    model = build_model(policies=policies)
    return replace(model, settings={"actions": {TIER: actions}} if actions is not None else {})


@pytest.fixture
def shop(world):
    def make(*policies, actions=None, sold=None, as_of=AS_OF, who=None):
        return world(sold or orders(), as_of=as_of, model=model_with(*policies, actions=actions), who=who)

    return make


def rows_of(result, key):
    return {row[key]: row for row in result.main.records()}


# --- actions ----------------------------------------------------------------------------------------------------


def test_the_agreed_action_comes_with_value_at_stake_and_the_day_of_the_follow_up(shop):
    ctx = shop(actions={"high": AGREED})
    result = segment_actions(SegmentActionsArgs(segmentation=TIER, segment="high"), ctx)
    row = rows_of(result, TIER)["high"]
    assert (row["customers"], row["value_at_stake"]) == (8, sum(1000 - i for i in range(8)))
    assert (row["action_en"], row["action_zh"], row["version"]) == ("Call them", "电话回访", 2)
    assert row["follow_up"] == date(2026, 6, 15)
    assert [finding.kind for finding in result.findings] == ["action_agreed", "action_plan_open"]


def test_a_goal_is_told_with_the_plan(shop):
    ctx = shop(actions={"high": AGREED | {"goal": {"en": "half of them", "zh": "半数"}}})
    result = segment_actions(SegmentActionsArgs(segmentation=TIER, segment="high"), ctx)
    assert result.findings[1].kind == "action_plan" and result.findings[1].fact("goal_en").value == "half of them"


def test_conditions_choose_the_members_that_are_counted_and_whose_value_is_at_stake(world):
    sold = [*orders(), ("old", "2024-03-01", 7)]  # of the lowest tier, and nothing in the last year
    regions = {name: "east" if n % 2 else "north" for n, (name, _, _) in enumerate(sold)} | {"old": "east"}
    ctx = world(sold, as_of=AS_OF, model=model_with(actions={"high": AGREED}), regions=regions)
    east = (Compare("customer.region", "eq", ("east",)),)
    found = rows_of(segment_actions(SegmentActionsArgs(segmentation=TIER, filters=east), ctx), TIER)

    sizes = rows_of(segment_actions(SegmentActionsArgs(segmentation=TIER), ctx), TIER)  # who spent most comes first
    frame = pd.DataFrame(sold, columns=["customer", "day", "amount"]).sort_values("amount", ascending=False)
    frame["tier"] = [code for code, row in sizes.items() for _ in range(row["customers"])]
    frame = frame[frame["customer"].map(regions) == "east"]
    counted = frame.groupby("tier")["customer"].nunique()
    at_stake = frame[frame["day"] >= "2025-06-01"].groupby("tier")["amount"].sum()
    assert {code: row["customers"] for code, row in found.items()} == counted.to_dict()
    assert {code: row["value_at_stake"] for code, row in found.items()} == at_stake.to_dict()
    assert found["high"]["customers"] == 4


def test_value_at_stake_is_that_of_the_last_year_alone(shop):
    sold = [*orders(), *(("k000", "2024-01-01", 9999),)]
    result = segment_actions(SegmentActionsArgs(segmentation=TIER, segment="high"), shop(sold=sold, actions={}))
    assert rows_of(result, TIER)["high"]["value_at_stake"] == sum(1000 - i for i in range(8))


def test_a_segment_without_an_entry_has_no_action(shop):
    result = segment_actions(SegmentActionsArgs(segmentation=TIER, segment="low"), shop(actions={"high": AGREED}))
    assert rows_of(result, TIER)["low"]["action_en"] == "no_action"
    assert [finding.kind for finding in result.findings] == ["action_missing"]


def test_defaults_are_marked_as_agreed_by_nobody(world):
    model = replace(
        build_model(),
        segmentations=tuple(
            replace(item, values=tuple(replace(item_values[0], code=code) for code in ("new", "at_risk")))
            if item.name == "rfm"
            else item
            for item in build_model().segmentations
            for item_values in [build_model().segmentations[3].values]
        ),
    )
    result = segment_actions(SegmentActionsArgs(), world(orders(), as_of=AS_OF, model=model))
    assert {caveat.code for caveat in result.caveats} == {"default_actions"}
    assert {row["version"] for row in result.main.records()} == {0}


def test_actions_that_cannot_be_read_are_named(shop):
    asked = SegmentActionsArgs(segmentation=TIER)
    for wrong in ({"flibber": AGREED}, {"high": {"version": 1}}, {"high": AGREED | {"follow_metric": "flibber"}}):
        with pytest.raises(BadParameter):
            segment_actions(asked, shop(actions=wrong))
    with pytest.raises(BadParameter):
        segment_actions(SegmentActionsArgs(segmentation=TIER, segment="flibber"), shop(actions={}))
    with pytest.raises(BadParameter):
        segment_actions(SegmentActionsArgs(segmentation="customer.flibber"), shop(actions={}))


def test_actions_read_nothing_on_or_after_as_of(shop):
    asked = SegmentActionsArgs(segmentation=TIER)
    late = [*orders(), ("k039", AS_OF, 99_999), ("new", "2026-07-01", 5)]
    assert segment_actions(asked, shop(actions={}, sold=late)).main == segment_actions(asked, shop(actions={})).main


# --- export -----------------------------------------------------------------------------------------------------


def test_exports_need_the_right(shop):
    asked = ExportSegmentArgs(segmentation=TIER, segment="high")
    with pytest.raises(ExportNotAllowed):
        export_segment(asked, shop())
    with pytest.raises(ExportNotAllowed):
        export_segment(asked, shop(MASKED, who=Who("")))
    with pytest.raises(ExportNotAllowed):
        export_segment(asked.model_copy(update={"masked": False}), shop(MASKED, PLAIN))
    small = Policy(name="groups", dataset="customers", min_group_entity="customer", min_group_k=5)
    with pytest.raises(NotAllowed):
        export_segment(asked, shop(MASKED, small))


def test_push_to_crm_is_exactly_the_segment_and_a_masked_list_shows_no_key(shop):
    ctx = shop(MASKED, PLAIN, who=CRM)
    asked = ExportSegmentArgs(segmentation=TIER, segment="high", hold_out=0, columns=("customer.region",))
    export_segment(asked.model_copy(update={"masked": False}), ctx)
    [plain] = (ctx.home / "exports").glob("*.csv")
    assert list(pd.read_csv(plain)["customer_id"]) == [f"k{i:03}" for i in range(8)]
    export_segment(asked, ctx)
    [masked] = set((ctx.home / "exports").glob("*.csv")) - {plain}
    text = masked.read_text(encoding="utf-8-sig")
    assert not re.search(r"k0\d\d,", text) and text.startswith("customer_id,region\n") and text.count("\n") == 9


def test_cells_of_a_file_are_safe_for_a_spreadsheet(world):
    sold = orders()
    model = model_with(MASKED)
    ctx = world(sold, as_of=AS_OF, model=model, regions={"k000": "=HYPERLINK(1)", "k001": "-5"})
    asked = ExportSegmentArgs(segmentation=TIER, segment="high", hold_out=0, columns=("customer.region",))
    result = export_segment(asked, ctx)
    [file] = (ctx.home / "exports").glob("*.csv")
    assert set(pd.read_csv(file, dtype=str)["region"].dropna()) == {"'=HYPERLINK(1)", "'-5"}
    assert dict(result.lineage.parameters)["changed_cells"] == 2


def test_a_parquet_file_holds_the_same_rows(shop):
    ctx = shop(MASKED)
    export_segment(ExportSegmentArgs(segmentation=TIER, segment="high", target="parquet", hold_out=0), ctx)
    [file] = (ctx.home / "exports").glob("*.parquet")
    assert len(pd.read_parquet(file)) == 8


def test_the_same_request_writes_one_file_and_another_share_another(shop):
    ctx = shop(MASKED)
    asked = ExportSegmentArgs(segmentation=TIER, segment="low", hold_out=0.5)
    first, again = export_segment(asked, ctx), export_segment(asked, ctx)
    assert [item.findings[0].kind for item in (first, again)] == ["export_written", "export_known"]
    assert first.main == again.main
    export_segment(asked.model_copy(update={"hold_out": 0.2}), ctx)
    assert len(list((ctx.home / "exports").glob("*.csv"))) == 2


def test_a_file_that_was_changed_is_written_again(shop):
    ctx = shop(MASKED)
    asked = ExportSegmentArgs(segmentation=TIER, segment="high", hold_out=0)
    export_segment(asked, ctx)
    [file] = (ctx.home / "exports").glob("*.csv")
    whole = file.read_bytes()
    file.write_bytes(b"")
    assert export_segment(asked, ctx).findings[0].kind == "export_written"
    assert file.read_bytes() == whole


def test_what_cannot_be_exported_is_refused(shop):
    with pytest.raises(BadParameter):
        export_segment(ExportSegmentArgs(segmentation=TIER, segment="flibber"), shop(MASKED))
    with pytest.raises(BadParameter):
        export_segment(
            ExportSegmentArgs(segmentation=TIER, segment="high", columns=("order.order_date",)), shop(MASKED)
        )
    nobody = (Compare("customer.region", "eq", ("moon",)),)
    with pytest.raises(EmptyWindow):
        export_segment(ExportSegmentArgs(segmentation=TIER, segment="high", filters=nobody), shop(MASKED))


# --- effect -----------------------------------------------------------------------------------------------------


def contacted_and_held_out(shop, sold):
    """An audience of 1 May with half held out, and who of it was contacted."""
    ctx = shop(MASKED, sold=sold, as_of="2026-05-01")
    export_segment(ExportSegmentArgs(segmentation=TIER, segment="low", hold_out=0.5), ctx)
    members = ctx.engine.run("SELECT key, part FROM runs.audiences ORDER BY key").rows
    return members, [key for key, part in members if part == "contacted"]


def test_campaign_retrospective_finds_the_effect_when_there_is_one(shop):
    """All of the contacted buy again within 14 days, none of the held-out does."""
    sold = orders(400, "2026-03-01")
    members, contacted = contacted_and_held_out(shop, sold)
    later = [*sold, *((key, "2026-05-10", 50) for key in contacted)]
    asked = CampaignEffectArgs(segmentation=TIER, segment="low", horizon_days=14)
    result = campaign_effect(asked, shop(MASKED, sold=later))
    rows = rows_of(result, "part")
    assert rows["contacted"]["converted"] == rows["contacted"]["customers"] == len(contacted)
    assert (rows["held_out"]["converted"], rows["held_out"]["customers"]) == (0, len(members) - len(contacted))
    assert result.findings[0].kind == "effect_up"
    assert rows["contacted"]["revenue_per_customer"] == 50


def test_without_a_hold_out_the_answer_is_before_and_after(shop):
    sold = orders(40, "2026-03-01")
    export_segment(
        ExportSegmentArgs(segmentation=TIER, segment="low", hold_out=0), shop(MASKED, sold=sold, as_of="2026-05-01")
    )
    asked = CampaignEffectArgs(segmentation=TIER, segment="low", horizon_days=14)
    result = campaign_effect(asked, shop(MASKED, sold=sold))
    assert result.findings[0].kind == "effect_before_after_flat"
    assert [caveat.code for caveat in result.caveats] == ["before_after"]


def test_effects_are_refused_without_a_list_and_before_their_time(shop):
    asked = CampaignEffectArgs(segmentation=TIER, segment="low", horizon_days=60)
    with pytest.raises(NoAudience):
        campaign_effect(asked, shop(MASKED))
    contacted_and_held_out(shop, orders(40, "2026-03-01"))
    with pytest.raises(HorizonIncomplete):
        campaign_effect(asked, shop(MASKED, sold=orders(40, "2026-03-01")))
    with pytest.raises(MissingRole):
        campaign_effect(CampaignEffectArgs(), shop())


# --- profile ----------------------------------------------------------------------------------------------------


def test_profile_of_a_group_sets_means_against_all_and_against_the_rest(world):
    """Two of four customers are northern; they bought for 30 and 10, the others for 5 each."""
    sold = [("a", "2026-05-01", 30), ("b", "2026-05-02", 10), ("c", "2026-05-03", 5), ("d", "2026-05-04", 5)]
    ctx = world(sold, as_of=AS_OF, regions={"a": "north", "b": "north", "c": "south", "d": "south"})
    north = (Compare("customer.region", "eq", ("north",)),)
    whole = rows_of(profile(ProfileArgs(filters=north), ctx), "trait")["net_revenue"]
    assert (whole["mean_here"], whole["mean_base"], whole["index"]) == (20, 12.5, pytest.approx(160))
    assert (whole["median_here"], whole["median_base"], whole["known_share"]) == (20, 7.5, 1)
    rest = rows_of(profile(ProfileArgs(filters=north, against="other_customers"), ctx), "trait")["net_revenue"]
    assert (rest["mean_base"], rest["index"]) == (5, pytest.approx(400))
    south = (Compare("customer.region", "eq", ("south",)),)
    other = ProfileArgs(filters=north, against="other_group", against_filters=south)
    assert rows_of(profile(other, ctx), "trait")["net_revenue"]["mean_base"] == 5


def test_a_profile_reads_nothing_on_or_after_as_of(world):
    tier = (Compare(TIER, "eq", ("high",)),)
    late = [*orders(), ("k000", AS_OF, 99_999)]
    known = profile(ProfileArgs(filters=tier), world(orders(), as_of=AS_OF)).main
    assert profile(ProfileArgs(filters=tier), world(late, as_of=AS_OF)).main == known


def test_profiles_need_a_group_and_the_right_to_see_one_customer(world):
    ctx = world(orders(), as_of=AS_OF)
    with pytest.raises(BadParameter):
        profile(ProfileArgs(), ctx)
    with pytest.raises(BadParameter):
        profile(ProfileArgs(filters=(Compare(TIER, "eq", ("high",)),), against="other_group"), ctx)
    with pytest.raises(EmptyWindow):
        profile(ProfileArgs(filters=(Compare("customer.region", "eq", ("moon",)),)), ctx)
    with pytest.raises(EmptyWindow):
        profile(ProfileArgs(customer="nobody"), ctx)
    assert profile(ProfileArgs(customer="k003"), ctx).lineage.row_counts[0] == ("customers", 1)
    small = Policy(name="groups", dataset="customers", min_group_entity="customer", min_group_k=5)
    limited = world(orders(), as_of=AS_OF, model=model_with(small))
    with pytest.raises(NotAllowed):
        profile(ProfileArgs(customer="k003"), limited)


def test_the_day_of_an_export_is_its_follow_ups_beginning(shop):
    ctx = shop(MASKED, actions={"high": AGREED})
    result = export_segment(ExportSegmentArgs(segmentation=TIER, segment="high"), ctx)
    assert result.findings[0].fact("follow_up").value == date(2026, 6, 1) + timedelta(days=14)
    told = segment_actions(SegmentActionsArgs(segmentation=TIER, segment="high"), ctx).findings
    assert [finding.kind for finding in told][-1] == "follow_up_later"
