"""Alerts about customers, the health report and watches: each rule on its border day, by head."""

from datetime import date, timedelta

import pytest

from semantic_layer.model import Policy, Text, Watch
from tools.alerts.alerts import alerts
from tools.alerts.health_report import health_report
from tools.alerts.watching import is_due, judge
from tools.business_arguments import AlertsArgs, HealthReportArgs
from tools.errors import BadParameter, EmptyWindow, MissingRole, NotAllowed, SeriesTooShort

from .conftest import build_model

AS_OF = date(2025, 12, 31)


def ago(days):
    return (AS_OF - timedelta(days=days)).isoformat()


def regular(name, *, last, gap, n, amount=10):
    """`n` purchases at a steady gap, the last one `last` days ago."""
    return [(name, ago(last + gap * i), amount) for i in range(n)]


def of_rule(result, rule):
    return next(row for row in result.main.records() if row["alert_rule"] == f"alert_{rule}")


def listed(world, orders, rule, **more):
    ctx = world(orders, as_of=AS_OF.isoformat())
    result = alerts(AlertsArgs(rules=(rule,), show="members", **more), ctx)
    return {row["customer"]: row for row in result.main.records()}


def test_ninety_days_silent_begins_on_the_ninety_first_day(world):
    found = listed(world, [("edge", ago(90), 5), ("gone", ago(91), 5)], "silent")
    assert set(found) == {"gone"}
    assert found["gone"]["silence"] == 91 and found["gone"]["is_new"] is True


def test_new_is_who_did_not_meet_the_rule_a_week_ago(world):
    found = listed(world, [("fresh", ago(97), 5), ("old", ago(98), 5)], "silent")
    assert {name: row["is_new"] for name, row in found.items()} == {"fresh": True, "old": False}


def test_suddenly_stopped_buying_is_silence_longer_than_the_own_gaps(world):
    orders = [
        *regular("weekly", last=8, gap=7, n=10), *regular("monthly", last=25, gap=30, n=8),
        *regular("on_time", last=7, gap=7, n=10), *regular("too_young", last=60, gap=7, n=5),
    ]  # fmt: skip
    assert set(listed(world, orders, "overdue")) == {"weekly"}


def test_frequency_drop_is_under_half_the_own_median_of_five_windows(world):
    steady = regular("steady", last=3, gap=7, n=40)
    slowed = [("slowed", ago(5), 10), *regular("slowed", last=33, gap=7, n=36)]
    short = [("short", ago(5), 10), *regular("short", last=33, gap=7, n=14)]
    found = listed(world, [*steady, *slowed, *short], "frequency_drop")
    assert set(found) == {"slowed"}  # once in 30 days against a median of 4


def test_score_drop_is_two_fifths_of_the_customers_within_a_quarter(world):
    orders = []
    for i in range(20):
        orders += [(f"c{i:02}", ago(300), 10 + 10 * i), (f"c{i:02}", ago(30), 10 + 10 * i)]
    orders += [("was_top", ago(450), 1000), ("was_top", ago(20), 1)]
    found = listed(world, orders, "score_drop")
    assert set(found) == {"was_top"}


def test_churn_probability_early_warning_counts_by_rule_with_what_they_spent(world):
    ctx = world([("gone", ago(100), 40), ("gone", ago(500), 7), ("here", ago(3), 5)], as_of=AS_OF.isoformat())
    row = of_rule(alerts(AlertsArgs(), ctx), "silent")
    assert (row["customers"], row["value_of_year"]) == (1, 40)
    assert row["share"] == 0.5


def test_nobody_is_an_answer(world):
    result = alerts(AlertsArgs(), world([("here", ago(3), 5)], as_of=AS_OF.isoformat()))
    assert [row["customers"] for row in result.main.records()] == [0, 0, 0, 0]
    shown = alerts(AlertsArgs(rules=("overdue",), show="members"), world([("a", ago(3), 5)], as_of=AS_OF.isoformat()))
    assert shown.findings[0].kind == "alert_nobody"


def test_the_most_valuable_come_first_and_the_headline_counts_all(world):
    orders = [(f"c{i}", ago(100), 10 * i + 1) for i in range(9)]
    result = alerts(AlertsArgs(rules=("silent",), show="members", limit=3), world(orders, as_of=AS_OF.isoformat()))
    assert result.main.values("customer") == ("c8", "c7", "c6")
    assert result.findings[0].fact("customers").value == 9


def test_returns_only_and_no_customer_are_no_buyers(world):
    ctx = world([("returned", ago(200), -5), (None, ago(200), 9), ("a", ago(200), 9)], as_of=AS_OF.isoformat())
    result = alerts(AlertsArgs(rules=("silent",)), ctx)
    assert of_rule(result, "silent")["customers"] == 1
    assert {dict(item.params)["code"] for item in result.caveats if item.code == "rows_left_out"} == {
        "null_key", "returns_only",
    }  # fmt: skip


def test_nothing_dated_at_or_after_as_of_leaks(world):
    orders = [*regular("weekly", last=8, gap=7, n=10), ("gone", ago(120), 5), ("slow", ago(60), 5)]
    later = [("gone", ago(0), 5000), ("weekly", ago(-3), 800)]
    both = [world([*orders, *more], as_of=AS_OF.isoformat()) for more in ([], later)]
    assert alerts(AlertsArgs(), both[0]).main == alerts(AlertsArgs(), both[1]).main
    assert health_report(HealthReportArgs(), both[0]).main == health_report(HealthReportArgs(), both[1]).main


def test_single_customers_are_not_listed_where_groups_have_a_least_size(world):
    policy = Policy(name="groups", dataset="orders", min_group_entity="customer", min_group_k=5)
    ctx = world([("gone", ago(100), 5)], as_of=AS_OF.isoformat(), model=build_model(policies=(policy,)))
    with pytest.raises(NotAllowed):
        alerts(AlertsArgs(rules=("silent",), show="members"), ctx)
    assert not [row for row in alerts(AlertsArgs(), ctx).main.records() if row["customers"] == 1]


def test_bad_input_is_refused_with_its_type(world):
    ctx = world([("a", ago(100), 5)], as_of=AS_OF.isoformat())
    with pytest.raises(BadParameter):
        alerts(AlertsArgs(as_of=date(2027, 1, 1)), ctx)
    with pytest.raises(EmptyWindow):
        alerts(AlertsArgs(as_of=date(2020, 1, 1)), ctx)
    with pytest.raises(EmptyWindow):
        health_report(HealthReportArgs(as_of=date(2020, 1, 1)), ctx)
    with pytest.raises(MissingRole):
        alerts(AlertsArgs(), world([("a", ago(1), 5)], as_of=AS_OF.isoformat(), model=build_model(roles=False)))


# --- the health report --------------------------------------------------------------------------------------------


def test_the_health_report_stands_beside_a_day_a_week_and_a_month_ago(world):
    orders = [("gone", ago(95), 5), ("old", ago(130), 5), ("here", ago(2), 5)]
    result = health_report(HealthReportArgs(), world(orders, as_of=AS_OF.isoformat(), registered=["looker"]))
    rows = {row["item"]: row for row in result.main.records()}
    silent = rows["alert_silent"]
    assert [silent[name] for name in ("today", "day_ago", "week_ago", "month_ago")] == [2, 2, 1, 1]
    assert silent["against_week"] == 1
    assert rows["stage_prospect"]["today"] == 1
    assert sum(row["today"] for name, row in rows.items() if name.startswith("stage_")) == 4
    assert "complaints" not in rows and [item.code for item in result.caveats] == ["no_complaints"]


def test_the_daily_health_report_of_the_demo_counts_complaints_by_hand(demo):
    ctx = demo.tools
    rows = {row["item"]: row for row in health_report(HealthReportArgs(), ctx).main.records()}
    sql = "SELECT count(*) FROM complaints WHERE complaint_date >= DATE '{}' AND complaint_date < DATE '{}'"
    start = ctx.as_of - timedelta(days=7)
    assert rows["complaints"]["today"] == ctx.engine.run(sql.format(start, ctx.as_of), timeout_s=30).rows[0][0]


# --- watches ------------------------------------------------------------------------------------------------------


def watch(**given):
    return Watch(name="w", labels=Text("watch", "监测"), **given)


def of_months(world, amounts, as_of="2025-01-01"):
    orders = [("a", f"2024-{month:02}-01", amount) for month, amount in enumerate(amounts, start=1)]
    return world([*orders, ("a", "2024-12-31", 0)], as_of=as_of)


@pytest.mark.parametrize(
    ("given", "last", "raised", "kind"),
    [
        ({"condition": "outside", "low": 90, "high": 110}, 120, True, "watch_above"),
        ({"condition": "outside", "low": 90}, 80, True, "watch_below"),
        ({"condition": "outside", "low": 90, "high": 110}, 100, False, "watch_inside"),
        ({"condition": "falls", "by_share": 0.1}, 90, True, "watch_fell"),
        ({"condition": "falls", "by_share": 0.1}, 91, False, "watch_steady_down"),
        ({"condition": "rises", "by_share": 0.1}, 111, True, "watch_rose"),
        ({"condition": "rises", "by_share": 0.1}, 105, False, "watch_steady_up"),
    ],
)
def test_a_kpi_outside_its_band_or_changed_is_raised(given, last, raised, kind, world):
    judged = judge(watch(metric="revenue", grain="month", **given), of_months(world, [100] * 11 + [last]))
    assert (judged.is_raised, judged.result.findings[0].kind) == (raised, kind)


def test_an_unusual_day_is_raised_only_when_it_is_the_last_one(world):
    first = date(2025, 1, 6)
    amounts = [100 + (i * 7) % 11 for i in range(70)]
    amounts[69] = 500
    orders = [("a", (first + timedelta(days=i)).isoformat(), value) for i, value in enumerate(amounts)]
    item = watch(metric="revenue", condition="unusual")
    assert judge(item, world(orders, as_of=(first + timedelta(days=70)).isoformat())).is_raised
    orders.append(("a", (first + timedelta(days=70)).isoformat(), 100))
    assert not judge(item, world(orders, as_of=(first + timedelta(days=71)).isoformat())).is_raised


def test_a_watch_of_customers_is_raised_by_enough_new_ones(world):
    ctx = world([("fresh", ago(91), 5), ("old", ago(200), 5)], as_of=AS_OF.isoformat())
    assert judge(watch(customers="silent", at_least=1), ctx).is_raised
    assert not judge(watch(customers="silent", at_least=2), ctx).is_raised


def test_a_watch_that_cannot_be_judged_says_why(world):
    with pytest.raises(SeriesTooShort):
        judge(watch(metric="revenue", grain="month", condition="falls", by_share=0.1, against="year_ago"),
              of_months(world, [100] * 12))  # fmt: skip


@pytest.mark.parametrize(
    ("day", "due"),
    [("2025-12-01", ("daily", "weekly", "monthly")), ("2025-12-08", ("daily", "weekly")), ("2025-12-09", ("daily",))],
)
def test_a_schedule_is_due_on_the_first_day_of_its_period(day, due, world):
    ctx = world([("a", "2025-01-01", 1)], as_of=day)
    schedules = ("daily", "weekly", "monthly")
    assert tuple(name for name in schedules if is_due(watch(metric="revenue", schedule=name), ctx)) == due
