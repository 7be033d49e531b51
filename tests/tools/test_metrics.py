"""Metric questions: rankings with their field, rates with their base, segments before what judges them."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from semantic_layer.errors import HorizonIncomplete
from semantic_layer.model import Policy
from semantic_layer.query import Compare, Comparison, Cumulate, DimensionRef, MetricRef, Share, Top, Window
from tools.arguments import QueryMetricsArgs
from tools.errors import TooFewCustomers
from tools.metrics.query import query_metrics
from tools.segments.runs import list_runs

REGIONS = {"ann": "West", "bob": "East", "cy": "East", "dan": "North"}
ORDERS = [
    ("ann", "2025-01-10", 500), ("ann", "2025-02-10", 300),
    ("bob", "2025-01-20", 100), ("bob", "2025-02-20", 150),
    ("cy", "2025-01-25", 60), ("dan", "2025-02-02", 40),
]  # fmt: skip
REGION = (DimensionRef("customer.region"),)


def ask(ctx, *metrics, **rest):
    refs = tuple(MetricRef(name) if isinstance(name, str) else name for name in metrics)
    return query_metrics(QueryMetricsArgs(metrics=refs, **rest), ctx)


def fact(result, kind, name):
    return next(finding for finding in result.findings if finding.kind == kind).fact(name).value


def codes(result):
    return [caveat.code for caveat in result.caveats]


@pytest.fixture
def shop(world):
    return world(ORDERS, as_of="2025-03-01", regions=REGIONS)


def test_one_number(shop):
    result = ask(shop, "revenue")
    assert float(result.main.rows[0][0]) == 1150
    assert float(fact(result, "number", "value")) == 1150


def test_the_leader_comes_with_the_field_the_runner_up_and_the_overall_value(shop):
    result = ask(shop, "revenue", dimensions=REGION, top=Top(1, "revenue"))

    assert [row[0] for row in result.main.rows] == ["West"]
    assert [row[0] for row in result.table("context").rows] == ["West", "East", "North"]
    assert fact(result, "leader", "group") == "West"
    assert fact(result, "share", "share") == pytest.approx(800 / 1150)
    assert fact(result, "runner_up", "group") == "East"


def test_an_average_is_set_beside_the_overall_one_and_a_part_of_a_sum_is_not(shop):
    average = ask(shop, "aov", dimensions=REGION, top=Top(1, "aov"))
    assert fact(average, "leader", "overall") == pytest.approx(1150 / 6)
    assert fact(average, "leader", "difference") == pytest.approx(400 - 1150 / 6)
    sums = ask(shop, "revenue", dimensions=REGION, top=Top(1, "revenue"))
    assert "overall" not in dict(next(f for f in sums.findings if f.kind == "leader").facts)


def test_the_lowest_is_led_by_the_smallest_value(shop):
    result = ask(shop, "revenue", dimensions=REGION, top=Top(1, "revenue", "asc"))
    assert (fact(result, "leader", "group"), fact(result, "leader", "direction")) == ("North", "asc")


def test_the_first_two_tell_their_sum_and_share_of_the_whole(shop):
    result = ask(shop, "revenue", dimensions=REGION, top=Top(2, "revenue"))
    assert fact(result, "top_n", "groups") == ("West", "East")
    assert fact(result, "top_n", "share") == pytest.approx(1110 / 1150)


def test_a_breakdown_names_both_ends_and_the_total(shop):
    result = ask(shop, "revenue", dimensions=REGION)
    assert (fact(result, "breakdown", "highest_group"), fact(result, "breakdown", "lowest_group")) == ("West", "North")
    assert float(fact(result, "breakdown", "total")) == 1150


def test_shares_name_the_largest_part(shop):
    result = ask(shop, "revenue", dimensions=REGION, share=Share())
    assert fact(result, "share", "group") == "West"
    assert fact(result, "share", "share") == pytest.approx(800 / 1150)


def test_a_trend_runs_from_the_first_to_the_last_period(shop):
    result = ask(shop, "revenue", grain="month", window=Window(date(2025, 1, 1), date(2025, 3, 1)))
    assert [float(fact(result, "trend", name)) for name in ("first", "last", "change")] == [660, 490, -170]
    assert fact(result, "trend", "rate") == pytest.approx(-170 / 660)


def test_a_comparison_tells_now_then_and_the_change(shop):
    window = Window(date(2025, 2, 1), date(2025, 3, 1), "month:2025-02")
    result = ask(shop, "revenue", window=window, compare=(Comparison("previous"),))
    assert [float(fact(result, "comparison", name)) for name in ("now", "then", "change")] == [490, 660, -170]


def test_nothing_found_is_said_to_be_empty(shop):
    north = (Compare("customer.region", "eq", ("North",)),)
    january = Window(date(2025, 1, 1), date(2025, 2, 1), "month:2025-01")
    result = ask(shop, "revenue", dimensions=REGION, filters=north, window=january)
    assert result.findings[0].kind == "empty"


# --- rates ------------------------------------------------------------------------------------------------------


def regulars(n=200):
    """Half buy every 20 days all year; half bought twice in spring and never again."""
    orders = []
    for i in range(n):
        start = date(2025, 1, 1) + timedelta(days=i % 20)
        days = range(0, 364 - i % 20, 20) if i % 2 else (0, 20)
        orders += [(f"c{i:03d}", (start + timedelta(days=k)).isoformat(), 10 + i) for k in days]
    return orders


def test_a_forward_rate_fixes_its_members_one_horizon_before_as_of(world):
    ctx = world(regulars(), as_of="2026-01-01")
    result = ask(ctx, "repurchase_rate")
    parameters = dict(result.lineage.parameters)

    assert parameters["repurchase_rate.horizon_days"] == 30
    assert parameters["repurchase_rate.t0"] == date(2025, 12, 2)
    assert fact(result, "number", "n") == 200 and fact(result, "number", "hits") == 100
    assert fact(result, "number", "low") < 0.5 < fact(result, "number", "high")
    assert "horizon_rule" in codes(result)


def test_segments_that_judge_themselves_are_assigned_before_the_horizon(world):
    ctx = world(regulars(), as_of="2026-01-01")
    result = ask(ctx, "repurchase_rate", dimensions=(DimensionRef("customer.rfm"),), top=Top(1, "repurchase_rate"))

    runs = list_runs(ctx.model.segmentation("customer.rfm"), ctx)
    assert [run.as_of for run in runs] == [date(2025, 12, 2)]
    assert "segment_run" in codes(result) and "segment_defined_on_window" not in codes(result)
    assert sum(result.table("context").values("repurchase_rate__n")) == 200


def test_a_forward_rate_by_segment_equals_the_count_in_pandas(world):
    orders = regulars()
    ctx = world(orders, as_of="2026-01-01")
    result = ask(ctx, "repurchase_rate", dimensions=(DimensionRef("customer.tier"),))
    found = {
        row["customer.tier"]: (row["repurchase_rate__hits"], row["repurchase_rate__n"]) for row in result.main.records()
    }

    frame = pd.DataFrame(orders, columns=["key", "day", "amount"])
    t0 = "2025-12-02"
    value = frame[frame["day"] < t0].groupby("key")["amount"].sum()
    above = value.rank(method="min", ascending=False) - 1
    tier = pd.cut(above / len(value), [-1, 0.1999999, 0.4999999, 2], labels=["high", "mid", "low"])
    later = set(frame.loc[(frame["day"] >= t0) & (frame["day"] < "2026-01-01"), "key"])
    for name in ("high", "mid", "low"):
        members = tier.index[tier == name]
        assert found[name] == (sum(key in later for key in members), len(members))


def test_groups_that_cannot_be_told_apart_share_first_place(world):
    # 20 customers in each region; 18, 17 and 2 of them come back within the horizon
    orders, regions = [], {}
    for region, back in (("West", 18), ("East", 17), ("North", 2)):
        for i in range(20):
            name = f"{region}{i}"
            regions[name] = region
            orders.append((name, "2025-06-01", 10))
            if i < back:
                orders.append((name, "2025-12-20", 10))
    ctx = world(orders, as_of="2026-01-01", regions=regions)
    result = ask(ctx, "repurchase_rate", dimensions=REGION, top=Top(1, "repurchase_rate"))

    assert fact(result, "tie", "groups") == ("West", "East")
    assert [row[0] for row in result.main.rows] == ["West", "East"]
    assert [finding.kind for finding in result.findings] == ["tie", "runner_up"]
    assert fact(result, "runner_up", "group") == "North"
    assert "small_base" in codes(result)


def test_a_complete_window_is_the_horizon_and_its_first_day_fixes_the_members(world):
    ctx = world(regulars(), as_of="2026-01-01")
    result = ask(ctx, "repurchase_rate", window=Window(date(2025, 11, 1), date(2025, 12, 1), "month:2025-11"))
    parameters = dict(result.lineage.parameters)
    assert parameters["repurchase_rate.t0"] == date(2025, 11, 1)
    assert parameters["repurchase_rate.horizon_days"] == 30
    assert parameters["repurchase_rate.horizon_rule"] == "window"


def test_as_of_a_day_judges_the_horizon_before_it(world):
    """ "As of 30 November" is a window from the first day of the data; nobody was known before that day."""
    until = Window(date(2025, 1, 1), date(2025, 12, 1), "until:2025-11-30")
    asked = ask(world(regulars(), as_of="2026-01-01"), "repurchase_rate", window=until)
    today = ask(world(regulars(), as_of="2025-12-01"), "repurchase_rate")
    parameters = dict(asked.lineage.parameters)

    assert parameters["repurchase_rate.t0"] == date(2025, 11, 1)
    assert parameters["repurchase_rate.horizon_days"] == 30
    assert list(asked.main.records()) == list(today.main.records())


def test_a_window_that_as_of_cuts_is_judged_on_the_days_that_are_there(world):
    ctx = world(regulars(), as_of="2025-12-20")
    result = ask(ctx, "repurchase_rate", window=Window(date(2025, 12, 1), date(2026, 1, 1), "month:2025-12"))
    assert dict(result.lineage.parameters)["repurchase_rate.horizon_days"] == 19
    assert "period_incomplete" in codes(result)


def test_a_horizon_that_is_not_over_is_refused(world):
    ctx = world(regulars(), as_of="2026-01-01")
    with pytest.raises(HorizonIncomplete):
        ask(ctx, MetricRef("repurchase_rate", t0=date(2025, 12, 20), horizon_days=30))


def test_everybody_near_one_hundred_percent_is_called_saturated(world):
    orders = [(f"{r}{i}", day, 1) for r in ("W", "E") for i in range(40) for day in ("2025-06-01", "2025-12-20")]
    regions = {f"{r}{i}": r for r in ("W", "E") for i in range(40)}
    ctx = world(orders, as_of="2026-01-01", regions=regions)
    assert "saturated" in codes(ask(ctx, "repurchase_rate", dimensions=REGION))


# --- segments as dimensions ---------------------------------------------------------------------------------------


def test_revenue_by_a_segment_without_a_window_says_that_it_is_circular(shop):
    result = ask(shop, "revenue", dimensions=(DimensionRef("customer.tier"),))
    assert "segment_defined_on_window" in codes(result)
    assert dict(result.lineage.parameters)["customer.tier.run"] == date(2025, 3, 1)
    assert sum(float(value) for value in result.main.values("revenue")) == 1150


def test_revenue_of_a_window_by_a_segment_uses_the_run_before_the_window(shop):
    window = Window(date(2025, 2, 1), date(2025, 3, 1), "month:2025-02")
    result = ask(shop, "revenue", dimensions=(DimensionRef("customer.tier"),), window=window)
    found = dict(zip(result.main.values("customer.tier"), map(float, result.main.values("revenue")), strict=True))

    assert dict(result.lineage.parameters)["customer.tier.run"] == date(2025, 2, 1)
    assert "segment_defined_on_window" not in codes(result)
    assert found == {"high": 300, "mid": 150, None: 40}  # dan was no customer yet


def test_a_filter_on_a_segment_uses_the_same_run(shop):
    window = Window(date(2025, 2, 1), date(2025, 3, 1), "month:2025-02")
    high = (Compare("customer.tier", "eq", ("high",)),)
    assert float(ask(shop, "revenue", filters=high, window=window).main.rows[0][0]) == 300


def test_every_segmentation_of_the_model_groups_every_metric(world):
    ctx = world(regulars(), as_of="2026-01-01")
    for name in ("rfm", "rfm_four", "stage", "tier"):
        for metric in ("revenue", "orders", "aov", "repeat_rate", "repurchase_rate"):
            result = ask(ctx, metric, dimensions=(DimensionRef(f"customer.{name}"),))
            assert result.main.rows, (name, metric)


def test_changing_the_future_changes_no_past_answer(world):
    orders = regulars()
    window = Window(date(2025, 6, 1), date(2025, 7, 1), "month:2025-06")
    by = {"dimensions": (DimensionRef("customer.rfm"),), "window": window}
    before = ask(world(orders, as_of="2025-12-01"), "repurchase_rate", **by)
    later = [(f"c{i:03d}", "2025-11-15", 5000) for i in range(0, 200, 3)]
    after = ask(world(orders + later, as_of="2025-12-01"), "repurchase_rate", **by)
    assert before.main.rows == after.main.rows


def test_an_answer_is_the_same_whether_its_run_was_there_or_not(world):
    ctx = world(regulars(), as_of="2026-01-01")
    by = {"dimensions": (DimensionRef("customer.stage"),), "top": Top(1, "repurchase_rate")}
    assert ask(ctx, "repurchase_rate", **by) == ask(ctx, "repurchase_rate", **by)


def test_a_window_with_an_end_only_is_judged_one_horizon_before_it(world):
    ctx = world(regulars(), as_of="2026-01-01")
    result = ask(ctx, "repurchase_rate", window=Window(None, date(2025, 10, 1), "until:2025-09-30"))
    assert dict(result.lineage.parameters)["repurchase_rate.t0"] == date(2025, 9, 1)


def test_a_rate_without_a_window_is_compared_with_the_horizon_before(world):
    ctx = world(regulars(), as_of="2026-01-01")
    result = ask(ctx, "repurchase_rate", compare=(Comparison("previous"),))
    before = ask(ctx, MetricRef("repurchase_rate", t0=date(2025, 11, 2), horizon_days=30))
    assert fact(result, "comparison", "then") == pytest.approx(before.main.rows[0][0])


def test_a_comparison_by_segment_uses_one_run_from_before_both_periods(world):
    ctx = world(regulars(), as_of="2026-01-01")
    window = Window(date(2025, 11, 1), date(2025, 12, 1), "month:2025-11")
    by = {"dimensions": (DimensionRef("customer.tier"),), "compare": (Comparison("previous"),), "window": window}
    for metric in ("repurchase_rate", "revenue"):
        result = ask(ctx, metric, **by)
        assert dict(result.lineage.parameters)["customer.tier.run"] == date(2025, 10, 1)
        assert "segment_defined_on_window" not in codes(result)


def test_a_segment_that_is_younger_than_the_compared_period_is_called_circular(world):
    orders = [(f"c{i}", "2025-05-15", 10 + i) for i in range(10)] + [(f"c{i}", "2025-06-15", 5) for i in range(10)]
    ctx = world(orders, as_of="2025-07-01")
    window = Window(date(2025, 6, 1), date(2025, 7, 1), "month:2025-06")
    by = {"dimensions": (DimensionRef("customer.tier"),), "compare": (Comparison("previous"),), "window": window}
    result = ask(ctx, "revenue", **by)
    assert dict(result.lineage.parameters)["customer.tier.run"] == date(2025, 6, 1)
    assert "segment_defined_on_window" in codes(result)


def test_the_whole_is_not_told_beside_a_group_that_is_too_small(world):
    people = {"West": 6, "North": 8, "East": 1}
    regions = {f"{name}{i}": name for name, n in people.items() for i in range(n)}
    orders = [(who, "2025-01-05", 999 if name == "East" else 10) for who, name in regions.items()]
    sized = Policy(name="sized", dataset="customers", min_group_entity="customer", min_group_k=5)
    ctx = world(orders, as_of="2025-02-01", regions=regions)
    ctx = replace(ctx, model=replace(ctx.model, policies=(sized,)))
    result = ask(ctx, "revenue", dimensions=REGION)
    assert [row[0] for row in result.main.rows] == ["North"]  # the smaller of the others goes with the small one
    assert "1139" not in str([finding.facts for finding in result.findings])
    assert "rows_left_out" in codes(result)


def test_a_forward_rate_is_refused_rather_than_judged_by_a_later_segment(world):
    orders = [(f"c{i:02d}", "2025-05-10" if i < 5 else "2025-06-20", 10) for i in range(40)]
    ctx = world(orders, as_of="2025-07-01")
    with pytest.raises(TooFewCustomers):
        ask(ctx, "repurchase_rate", dimensions=(DimensionRef("customer.rfm"),))


# --- what is said about changes and series ----------------------------------------------------------------------

FEBRUARY = Window(date(2025, 2, 1), date(2025, 3, 1), "month:2025-02")
BOTH = Window(date(2025, 1, 1), date(2025, 3, 1))


def kinds(result):
    return [finding.kind for finding in result.findings]


def test_a_comparison_by_group_tells_who_changed_most_and_what_the_whole_did(shop):
    """January to February: West 500 to 300, East 160 to 150, North 0 to 40; together 660 to 490."""
    result = ask(shop, "revenue", dimensions=REGION, window=FEBRUARY, compare=(Comparison("previous"),))

    assert kinds(result)[:3] == ["comparison_leader", "comparison_end", "comparison"]
    assert fact(result, "comparison_leader", "group") == "West"
    assert float(fact(result, "comparison_leader", "change")) == -200
    assert fact(result, "comparison_leader", "extent") == "most"
    assert (fact(result, "comparison_end", "group"), float(fact(result, "comparison_end", "change"))) == ("North", 40)
    assert [float(fact(result, "comparison", name)) for name in ("now", "then")] == [490, 660]


def test_the_largest_rise_where_all_fell_is_the_smallest_fall(world):
    orders = [
        ("ann", "2025-01-10", 500),
        ("ann", "2025-02-10", 300),
        ("bob", "2025-01-20", 100),
        ("bob", "2025-02-20", 90),
    ]
    ctx = world(orders, as_of="2025-03-01", regions=REGIONS)
    top = Top(1, "revenue__previous_change")
    result = ask(ctx, "revenue", dimensions=REGION, window=FEBRUARY, compare=(Comparison("previous"),), top=top)

    assert fact(result, "comparison_leader", "group") == "East"
    assert fact(result, "comparison_leader", "extent") == "least"


def test_groups_over_time_are_led_by_the_largest_over_the_window(shop):
    result = ask(shop, "revenue", dimensions=REGION, grain="month", window=BOTH)

    assert kinds(result) == ["series_leader"]
    assert fact(result, "series_leader", "group") == "West"
    assert float(fact(result, "series_leader", "total")) == 800
    assert [float(fact(result, "series_leader", name)) for name in ("first", "last")] == [500, 300]


def test_a_running_total_is_told_first(shop):
    result = ask(shop, "revenue", grain="month", window=BOTH, cumulate=Cumulate())

    assert kinds(result)[0] == "cumulated"
    assert float(fact(result, "cumulated", "value")) == 1150
    assert fact(result, "cumulated", "period") == date(2025, 2, 1)


def test_a_series_against_the_period_before_tells_its_last_whole_period(shop):
    result = ask(shop, "revenue", grain="month", window=FEBRUARY, compare=(Comparison("previous"),))

    assert kinds(result)[0] == "comparison_at"
    assert [float(fact(result, "comparison_at", name)) for name in ("now", "then")] == [490, 660]


def test_a_week_that_the_window_cuts_is_no_end_of_a_trend(shop):
    window = Window(date(2025, 1, 8), date(2025, 3, 1))  # a Wednesday; ann's order on the 10th is in its cut week
    result = ask(shop, "revenue", grain="week", window=window)

    assert "period_cut" in codes(result)
    assert fact(result, "trend", "first_period") > date(2025, 1, 6)


def test_a_window_that_begins_with_as_of_is_not_told_as_a_fall_to_zero(world):
    ctx = world(ORDERS, as_of="2025-02-21", regions=REGIONS)
    window = Window(date(2025, 2, 21), date(2025, 2, 22), "this:day")
    result = ask(ctx, "revenue", window=window, compare=(Comparison("previous"),))

    assert kinds(result) == ["just_begun"]
    assert "like_for_like" not in codes(result)


def test_several_metrics_by_group_each_tell_their_ends(shop):
    result = ask(shop, "revenue", "orders", dimensions=REGION)
    assert [item.fact("metric").value for item in result.findings if item.kind == "breakdown"] == ["revenue", "orders"]


def test_a_moving_holiday_that_only_one_of_two_periods_holds_is_named(shop):
    spec = replace(shop.calendar.spec, holidays=("cn_public",))
    observes = replace(shop, calendar=replace(shop.calendar, spec=spec))
    asked = {"window": FEBRUARY, "compare": (Comparison("previous"),)}
    told = [dict(c.params) for c in ask(observes, "revenue", **asked).caveats if c.code == "holiday_shift"]

    # Chinese New Year 2025 begins on 29 January and reaches into February; its eve and the Lantern Festival do not.
    assert told == [{"names": "lantern, spring_festival_eve"}]
    assert "holiday_shift" not in codes(ask(shop, "revenue", **asked))  # this shop names no holidays
