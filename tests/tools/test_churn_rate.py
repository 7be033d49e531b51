"""Who counts as lost: members fixed before they are judged, checked by head and by hand-written SQL."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from semantic_layer.model import Policy
from semantic_layer.query import Compare, Window
from tests.tools.test_churn import regulars
from tools.arguments import ChurnRiskArgs
from tools.churn.rate import churn_rate
from tools.churn.rate_table import Count, Plan, findings_of, table_of
from tools.churn.risk import churn_risk
from tools.customer_arguments import ChurnRateArgs
from tools.errors import BadParameter, EmptyWindow, HistoryTooShort, HorizonIncomplete, MissingRole
from tools.stats import wilson

T0 = date(2025, 6, 1)

# W = 30, t0 = 1 June, as of 1 July: a, b, c bought in May; d only before, e only after
SMALL = [
    ("a", "2025-05-02", 10), ("a", "2025-06-10", 10),
    ("b", "2025-05-31", 10),
    ("c", "2025-05-02", 10), ("c", "2025-07-01", 10),
    ("d", "2025-04-10", 10),
    ("e", "2025-06-05", 10),
]  # fmt: skip


def only(result):
    (row,) = result.main.records()
    return row


def by_hand(ctx, t0, days, where="TRUE"):
    start, end = t0 - timedelta(days=days), t0 + timedelta(days=days)
    return ctx.engine.run(f"""
        WITH m AS (SELECT DISTINCT customer_id FROM orders WHERE order_date >= DATE '{start}'
                   AND order_date < DATE '{t0}' AND amount >= 0 AND {where}),
             l AS (SELECT DISTINCT customer_id FROM orders
                   WHERE order_date >= DATE '{t0}' AND order_date < DATE '{end}')
        SELECT COUNT(*), COUNT(*) - COUNT(l.customer_id) FROM m LEFT JOIN l USING (customer_id)""").rows[0]


def test_churn_retention_active_rate(world):
    """Two of three: b never came back, c the day after the window; who bought only before or after is no member."""
    row = only(churn_rate(ChurnRateArgs(days=30), world(SMALL, as_of="2025-07-01")))
    assert (row["customers"], row["customers_lost"]) == (3, 2)
    assert row["churn"] == pytest.approx(2 / 3)
    assert (row["churn__low"], row["churn__high"]) == wilson(2, 3)


def test_t0_is_a_window_before_as_of_and_both_windows_are_half_open(world):
    result = churn_rate(ChurnRateArgs(days=30), world(SMALL, as_of="2025-07-01"))
    said = dict(result.lineage.parameters)
    assert said["t0"] == T0 and said["churn_days"] == 30 and said["horizon_rule"] == "asked"
    assert result.lineage.window == Window(date(2025, 5, 2), date(2025, 7, 1))


@pytest.mark.parametrize("days", [14, 30, 60, 90])
def test_the_rate_is_that_of_plain_sql(days, world):
    ctx = world(regulars(), as_of="2026-01-01")
    row = only(churn_rate(ChurnRateArgs(days=days), ctx))
    assert (row["customers"], row["customers_lost"]) == by_hand(ctx, date(2026, 1, 1) - timedelta(days=days), days)


def test_the_default_length_is_that_of_the_gaps(world):
    ctx = world(regulars(), as_of="2026-01-01")
    said = dict(churn_rate(ChurnRateArgs(), ctx).lineage.parameters)
    assert said["horizon_rule"] == "gaps"
    assert said["churn_days"] == dict(churn_risk(ChurnRiskArgs(), ctx).lineage.parameters)["churn_days"]


def test_a_period_is_the_time_to_come_back_in(world):
    ctx = world(regulars(), as_of="2026-01-01")
    window = Window(date(2025, 10, 1), date(2025, 11, 1))
    result = churn_rate(ChurnRateArgs(window=window), ctx)
    assert dict(result.lineage.parameters)["churn_days"] == 31
    row = only(result)
    assert (row["customers"], row["customers_lost"]) == by_hand(ctx, date(2025, 10, 1), 31)


def test_every_month_is_a_rate_of_its_own_and_only_complete_ones_are_shown(world):
    ctx = world(regulars(), as_of="2026-01-01")
    result = churn_rate(ChurnRateArgs(days=60, grain="month"), ctx)
    rows = list(result.main.records())
    assert rows[-1]["t0"] == date(2025, 11, 1) and rows[0]["t0"] >= date(2025, 3, 1)
    for row in rows:
        assert (row["customers"], row["customers_lost"]) == by_hand(ctx, row["t0"], 60)
    assert "churn_overlaps" in [caveat.code for caveat in result.caveats]


def test_groups_are_those_at_t0_and_add_up_to_everybody(world):
    regions = {f"c{i:03d}": ("north", "south")[i % 2] for i in range(300)}
    ctx = world(regulars(), as_of="2026-01-01", regions=regions)
    rows = list(churn_rate(ChurnRateArgs(days=60, by="customer.region"), ctx).main.records())
    whole = only(churn_rate(ChurnRateArgs(days=60), ctx))
    assert {row["group"] for row in rows} == {"north", "south"}
    for name in ("customers", "customers_lost"):
        assert sum(row[name] for row in rows) == whole[name]
    assert rows[0]["churn"] >= rows[1]["churn"]


def test_a_segment_is_judged_on_what_came_after_it(world):
    """Champions of today have just bought; those of t0 may have left since."""
    ctx = world(regulars(), as_of="2026-01-01")
    rows = {r["group"]: r for r in churn_rate(ChurnRateArgs(days=60, by="customer.rfm"), ctx).main.records()}
    one = only(churn_rate(ChurnRateArgs(days=60, filters=(Compare("customer.rfm", "eq", ("champions",)),)), ctx))
    assert one["customers"] == rows["champions"]["customers"]
    assert one["customers_lost"] == rows["champions"]["customers_lost"]
    members = ctx.engine.run(
        "SELECT COUNT(*) FROM runs.seg_rfm WHERE as_of = DATE '2025-11-02' AND segment = 'champions'"
    ).rows[0][0]
    assert rows["champions"]["customers"] <= members


def test_groups_that_the_data_cannot_tell_apart_are_called_so(world):
    regions = {f"c{i:03d}": ("north", "south")[(i // 2) % 2] for i in range(300)}  # region says nothing
    ctx = world(regulars(), as_of="2026-01-01", regions=regions)
    assert churn_rate(ChurnRateArgs(days=60, by="customer.region"), ctx).findings[0].kind == "churn_rate_no_difference"


def test_own_gap_judges_everybody_by_their_own_rhythm(world):
    """Weekly w is silent for 20 days: lost. Monthly m for 25: not. With too few gaps everybody's p90 holds."""
    start = date(2025, 1, 1)
    weekly = [("w", (start + timedelta(days=7 * k)).isoformat(), 5) for k in range(23)]  # last: 4 June
    monthly = [("m", (start + timedelta(days=30 * k)).isoformat(), 5) for k in range(6)]  # last: 31 May
    few = [("f", "2025-05-20", 5), ("f", "2025-05-28", 5)]
    ctx = world([*weekly, *monthly, *few], as_of="2025-06-24")
    row = only(churn_rate(ChurnRateArgs(definition="own_gap", days=30), ctx))
    gaps = sorted([7] * 22 + [30] * 5 + [8])
    base = gaps[-(-9 * len(gaps) // 10) - 1]
    silent = (date(2025, 6, 24) - date(2025, 5, 28)).days
    assert row["customers"] == 3 and row["customers_lost"] == 1 + (silent > base)


@pytest.mark.parametrize("definition", ["bgnbd", "model"])
def test_a_forecast_is_the_mean_of_the_chances_of_who_is_a_member_today(definition, world):
    ctx = world(regulars(), as_of="2026-01-01")
    row = only(churn_rate(ChurnRateArgs(definition=definition, days=30), ctx))
    risks = churn_risk(ChurnRiskArgs(horizon_days=30, method=definition, population="all", limit=1000), ctx).main
    members = [p for p, days in zip(risks.values("p"), risks.values("recency_days"), strict=True) if days <= 30]
    assert row["customers"] == len(members)
    assert row["churn"] == pytest.approx(sum(members) / len(members))
    assert "churn__low" not in row  # no interval is claimed for a forecast


def test_what_happens_after_as_of_changes_nothing(world):
    orders = regulars()
    future = [(f"c{i:03d}", "2026-02-03", 999) for i in range(300)]
    for arguments in ({}, {"by": "customer.rfm"}, {"grain": "month"}, {"definition": "own_gap"}):
        args = ChurnRateArgs(days=30, as_of=date(2026, 1, 1), **arguments)
        ours = churn_rate(args, world(orders, as_of="2026-03-01"))
        theirs = churn_rate(args, world(orders + future, as_of="2026-03-01"))
        assert ours.main.rows == theirs.main.rows


def test_small_groups_are_not_shown_nor_the_smallest_of_the_others(world):
    """The rate of all is told: with every other group it would tell that of the three."""
    regions = {f"c{i:03d}": "tiny" if i < 3 else "middle" if i < 100 else "large" for i in range(300)}
    ctx = world(regulars(), as_of="2026-01-01", regions=regions)
    policy = Policy(name="k", dataset="customers", min_group_entity="customer", min_group_k=5)
    ctx = replace(ctx, model=replace(ctx.model, policies=(policy,)))
    result = churn_rate(ChurnRateArgs(days=60, by="customer.region"), ctx)
    assert result.main.values("group") == ("large",)


# --- bad inputs ---------------------------------------------------------------------------------------------------


def test_ninety_day_churn_needs_180_days(world):
    orders = [("a", "2025-01-01", 5), ("b", "2025-03-01", 5)]
    with pytest.raises(HistoryTooShort) as refused:
        churn_rate(ChurnRateArgs(days=90), world(orders, as_of="2025-05-01"))
    assert refused.value.params == {"have": 120, "need": 180, "days": 90}
    assert isinstance(refused.value, EmptyWindow)


@pytest.mark.parametrize(
    "arguments",
    [{"t0": date(2025, 12, 20)}, {"window": Window(date(2025, 12, 15), date(2026, 1, 15))}],
)
def test_a_window_that_is_not_over_is_refused(arguments, world):
    with pytest.raises(HorizonIncomplete) as refused:
        churn_rate(ChurnRateArgs(**({"days": 30} | arguments)), world(regulars(), as_of="2026-01-01"))
    assert refused.value.params["until"] > date(2026, 1, 1)


def test_a_window_before_the_data_is_refused(world):
    with pytest.raises(HistoryTooShort):
        churn_rate(ChurnRateArgs(days=30, t0=date(2025, 1, 10)), world(regulars(), as_of="2026-01-01"))


def test_nobody_in_the_window_is_refused(world):
    orders = [("a", "2025-01-01", 5), ("b", "2025-01-01", 5)]
    with pytest.raises(EmptyWindow):
        churn_rate(ChurnRateArgs(days=30), world(orders, as_of="2026-01-01"))


def test_only_returns_are_no_purchases(world):
    with pytest.raises(EmptyWindow):
        churn_rate(ChurnRateArgs(days=30), world([("a", "2025-03-01", -5)], as_of="2026-01-01"))


@pytest.mark.parametrize(
    "arguments",
    [
        {"by": "customer.region", "grain": "month"},
        {"t0": date(2025, 6, 1), "grain": "month"},
        {"definition": "model", "grain": "month"},
        {"definition": "bgnbd", "t0": date(2025, 6, 1)},
        {"as_of": date(2027, 1, 1)},
    ],
)
def test_arguments_that_contradict_each_other_are_refused(arguments, world):
    with pytest.raises(BadParameter):
        churn_rate(ChurnRateArgs(days=30, **arguments), world(regulars(), as_of="2026-01-01"))


@pytest.mark.parametrize("arguments", [{"days": 0}, {"definition": "silent"}, {"grain": "day"}])
def test_an_argument_outside_its_range_is_refused(arguments):
    with pytest.raises(ValidationError):
        ChurnRateArgs(**arguments)


def test_a_model_without_orders_is_refused(world, model_without_roles):
    with pytest.raises(MissingRole):
        churn_rate(ChurnRateArgs(), world(regulars(20), as_of="2026-01-01", model=model_without_roles))


# --- many periods -------------------------------------------------------------------------------------------------


def test_all_months_are_judged_in_one_statement_and_each_as_if_it_were_alone(world):
    ctx = world(regulars(), as_of="2026-01-01")
    result = churn_rate(ChurnRateArgs(days=30, grain="month"), ctx)
    assert len(result.lineage.sql) == 1 and len(result.main.rows) > 6
    for row in result.main.records():
        alone = only(churn_rate(ChurnRateArgs(days=30, t0=row["t0"]), ctx))
        assert (row["customers"], row["customers_lost"]) == (alone["customers"], alone["customers_lost"])


@pytest.mark.parametrize("definition", ["window", "own_gap"])
def test_a_condition_on_a_segment_reads_the_run_of_each_month(definition, world):
    ctx = world(regulars(), as_of="2026-01-01")
    high = (Compare("customer.tier", "eq", ("high",)),)
    months = ChurnRateArgs(days=60, grain="month", filters=high, window=Window(date(2025, 8, 1), date(2025, 11, 1)))
    result = churn_rate(months.model_copy(update={"definition": definition}), ctx)
    assert [row["t0"].month for row in result.main.records()] == [8, 9, 10] and len(result.lineage.sql) == 3
    for row in result.main.records():
        alone = only(churn_rate(ChurnRateArgs(days=60, t0=row["t0"], filters=high, definition=definition), ctx))
        assert (row["customers"], row["customers_lost"]) == (alone["customers"], alone["customers_lost"])


def test_a_month_without_a_member_is_not_shown(world):
    orders = [("a", "2025-01-05", 1), ("a", "2025-02-01", 1), ("b", "2025-06-03", 1), ("b", "2025-07-20", 1)]
    result = churn_rate(ChurnRateArgs(days=20, grain="month"), world(orders, as_of="2025-09-01"))
    assert [(row["t0"].month, row["customers"]) for row in result.main.records()] == [(8, 1)]


def test_a_period_that_runs_goes_to_as_of(world):
    ctx = world(regulars(), as_of="2026-01-01")
    running = Window(date(2025, 11, 20), date(2026, 2, 1), rule="this:quarter")
    result = churn_rate(ChurnRateArgs(window=running), ctx)
    assert dict(result.lineage.parameters)["churn_days"] == 42
    row = only(result)
    assert (row["customers"], row["customers_lost"]) == by_hand(ctx, date(2025, 11, 20), 42)


def test_a_group_that_shares_first_place_is_not_called_the_lowest():
    day, arguments = date(2026, 1, 1), ChurnRateArgs(by="customer.region")
    counts = [Count(name, day, n, lost) for name, n, lost in (("A", 200, 100), ("B", 200, 60), ("C", 4, 1))]
    told = findings_of(table_of(counts, arguments), counts, Plan(30, (day,), "asked"), arguments)[0]
    assert (told.kind, told.fact("groups").value, told.fact("low_group").value) == ("churn_rate_tie", ("A", "C"), "B")


def test_as_of_a_day_is_when_the_days_end_and_not_how_long_they_are(world):
    """ "As of 1 July" reads as a window from the first day of the data: it is judged by the days before its end."""
    until = Window(date(2025, 4, 10), date(2025, 7, 1), "until:2025-06-30")
    asked = churn_rate(ChurnRateArgs(days=30, window=until), world(SMALL, as_of="2025-08-01"))
    today = churn_rate(ChurnRateArgs(days=30), world(SMALL, as_of="2025-07-01"))

    assert only(asked) == only(today)
    assert dict(asked.lineage.parameters)["t0"] == T0


def test_as_of_a_day_takes_the_days_from_the_data(world):
    until = Window(date(2025, 1, 1), date(2025, 6, 2), "until:2025-06-01")
    ctx = world(regulars(), as_of="2025-12-01")
    found = churn_rate(ChurnRateArgs(window=until), ctx)
    said = dict(found.lineage.parameters)

    assert said["horizon_rule"] != "window"
    assert said["t0"] == until.end - timedelta(days=said["churn_days"])
    assert (only(found)["customers"], only(found)["customers_lost"]) == by_hand(ctx, said["t0"], said["churn_days"])
