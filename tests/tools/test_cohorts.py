"""Retention by cohort, against pandas: numbers, cells that are not over, weeks, a day, and every input refused."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from semantic_layer.model import CalendarSpec, Policy
from semantic_layer.query import Window
from tests.tools.conftest import build_model
from tools.customer_arguments import CohortArgs
from tools.errors import BadParameter, EmptyWindow, MissingRole
from tools.lifecycle.cohorts import cohort_retention

PERIODS = {"month": "M", "quarter": "Q", "week": "W-SUN"}


def rows(table):
    return list(table.records())


def orders(seed=2, customers=80):
    rng = random.Random(seed)
    made = []
    for person in range(customers):
        day = date(2024, 1, 3) + timedelta(days=rng.randint(0, 200))
        for _ in range(rng.randint(1, 8)):
            made.append((f"c{person}", day.isoformat(), rng.choice((10.0, 10.0, 10.0, -10.0))))
            day += timedelta(days=rng.randint(1, 70))
    return made


def by_hand(made, as_of, grain):
    """(cohort, age) -> customers, active; active is None where the period is not over. By pandas."""
    frame = pd.DataFrame(made, columns=["key", "day", "amount"])
    frame["day"] = pd.to_datetime(frame.day)
    frame = frame[frame.day < as_of]
    frame = frame[frame.groupby(["key", "day"]).amount.transform("max") >= 0]
    frame["period"] = frame.day.dt.to_period(PERIODS[grain])
    frame["cohort"] = frame.groupby("key").period.transform("min")
    sizes = frame.groupby("cohort").key.nunique()
    last = (pd.Timestamp(as_of) - pd.Timedelta(days=1)).to_period(PERIODS[grain])
    found = {}
    for cohort, size in sizes.items():
        for age, period in enumerate(pd.period_range(cohort, last)):
            over = period.end_time.date() < date.fromisoformat(as_of)
            active = frame[(frame.cohort == cohort) & (frame.period == period)].key.nunique()
            found[cohort.start_time.date(), age] = (size, active if over or age == 0 else None)
    return found


@pytest.mark.parametrize("grain", ["month", "quarter", "week"])
@pytest.mark.parametrize("as_of", ["2025-01-01", "2024-12-18"])
def test_retention_by_cohort_is_that_of_pandas(world, grain, as_of):
    made = orders()
    result = cohort_retention(CohortArgs(grain=grain), world(made, as_of=as_of))
    found = {(row["cohort"], row["age"]): (row["customers"], row["active"]) for row in rows(result.main)}
    assert found == by_hand(made, as_of, grain)
    for row in rows(result.main):
        assert row["retention"] == (None if row["active"] is None else row["active"] / row["customers"])


def test_a_period_that_is_not_over_is_empty_and_no_fall(world):
    result = cohort_retention(CohortArgs(), world([("a", "2025-01-05", 1), ("a", "2025-02-05", 1)], as_of="2025-02-20"))
    assert [(row["age"], row["active"], row["retention"]) for row in rows(result.main)] == [
        (0, 1, 1.0),
        (1, None, None),
    ]
    assert result.findings[0].kind == "cohorts_too_young"


def test_weeks_begin_on_the_day_of_the_calendar(world):
    made = [("a", "2025-03-02", 1), ("b", "2025-03-03", 1), ("a", "2025-03-09", 1)]  # a Sunday, a Monday, a Sunday
    sunday = replace(build_model(), calendar=CalendarSpec(week_start="sunday"))
    for model, cohorts in (
        (build_model(), {date(2025, 2, 24): 1, date(2025, 3, 3): 1}),
        (sunday, {date(2025, 3, 2): 2}),
    ):
        result = cohort_retention(CohortArgs(grain="week"), world(made, as_of="2025-03-30", model=model))
        assert {row["cohort"]: row["customers"] for row in rows(result.main)} == cohorts


def test_cohorts_read_nothing_dated_later(world):
    made = orders()
    arguments = CohortArgs(as_of=date(2024, 9, 1))
    early = [order for order in made if order[1] < "2024-09-01"]
    one = cohort_retention(arguments, world(made, as_of="2025-01-01"))
    other = cohort_retention(arguments, world([*early, ("new", "2024-12-01", 5)], as_of="2025-01-01"))
    assert one.main.rows == other.main.rows and one.findings == other.findings


def test_a_window_chooses_cohorts_and_never_makes_old_customers_new(world):
    made = [("a", "2024-01-05", 1), ("a", "2024-03-05", 1), ("b", "2024-03-09", 1), ("b", "2024-04-09", 1)]
    arguments = CohortArgs(window=Window(date(2024, 3, 1), date(2024, 4, 1)))
    result = cohort_retention(arguments, world(made, as_of="2024-06-01"))
    assert [(row["cohort"], row["age"], row["customers"], row["active"]) for row in rows(result.main)] == [
        (date(2024, 3, 1), 0, 1, 1), (date(2024, 3, 1), 1, 1, 1), (date(2024, 3, 1), 2, 1, 0),
    ]  # fmt: skip


def test_the_headline_is_the_first_period_after_over_all_complete_cohorts(world):
    made = orders()
    result = cohort_retention(CohortArgs(), world(made, as_of="2025-01-01"))
    first = [counts for (_, age), counts in by_hand(made, "2025-01-01", "month").items() if age == 1]
    complete = [(size, active) for size, active in first if active is not None]
    rate = sum(active for _, active in complete) / sum(size for size, _ in complete)
    assert result.findings[0].kind == "cohort_return_month"
    assert result.findings[0].fact("rate").value == pytest.approx(rate)


def test_customers_piled_up_at_the_start_are_called_left_censored(world):
    made = [(f"c{i}", "2024-01-01", 1) for i in range(30)] + [("x", "2024-12-01", 1)]
    result = cohort_retention(CohortArgs(), world(made, as_of="2025-01-01"))
    assert "left_censored" in {caveat.code for caveat in result.caveats}


def test_small_cohorts_are_not_shown_nor_the_smallest_of_the_others_at_any_age(world):
    policy = Policy(name="k", dataset="customers", min_group_entity="customer", min_group_k=5)
    made = [(f"c{i}", "2024-01-02", 1) for i in range(8)] + [(f"d{i}", "2024-03-02", 1) for i in range(6)]
    made.append(("x", "2024-05-01", 1))
    result = cohort_retention(CohortArgs(), world(made, as_of="2024-07-01", model=build_model(policies=(policy,))))
    assert {row["cohort"] for row in rows(result.main)} == {date(2024, 1, 1)}


@pytest.mark.parametrize(
    ("made", "arguments", "error"),
    [
        ([("a", "2024-01-01", -5)], {}, EmptyWindow),
        ([(None, "2024-01-01", 5)], {}, EmptyWindow),
        ([("a", "2024-01-01", 5)], {"window": Window(date(2024, 3, 1), date(2024, 4, 1))}, EmptyWindow),
        ([("a", "2024-01-01", 5)], {"as_of": date(2027, 1, 1)}, BadParameter),
    ],
)
def test_cohorts_that_cannot_be_are_refused_by_type(world, made, arguments, error):
    with pytest.raises(error):
        cohort_retention(CohortArgs(**arguments), world(made, as_of="2024-07-01"))


def test_cohorts_without_orders_in_the_model_are_refused(world):
    with pytest.raises(MissingRole):
        cohort_retention(
            CohortArgs(), world([("a", "2024-01-01", 5)], as_of="2024-07-01", model=build_model(roles=False))
        )


@pytest.mark.parametrize("age", [2, 4])
def test_the_headline_is_about_the_period_that_is_asked_for(world, age):
    made = orders()
    result = cohort_retention(CohortArgs(age=age), world(made, as_of="2025-01-01"))
    there = [counts for (_, later), counts in by_hand(made, "2025-01-01", "month").items() if later == age]
    complete = [(size, active) for size, active in there if active is not None]
    assert result.findings[0].kind == "cohort_return_at_month"
    assert result.findings[0].fact("age").value == age
    assert result.findings[0].fact("customers").value == sum(size for size, _ in complete)
    assert result.findings[0].fact("active").value == sum(active for _, active in complete)
