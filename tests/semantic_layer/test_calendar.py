"""The calendar against brute force: the same answers by counting days, on many as-of dates."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from semantic_layer import periods
from semantic_layer.calendar import Calendar
from semantic_layer.holidays import KINDS, easter, find_holiday, label
from semantic_layer.model import CalendarSpec, FiscalYear
from semantic_layer.periods import UNITS
from semantic_layer.query import Window

DAY = timedelta(days=1)
FISCAL = [None, FiscalYear(4, 1, "start"), FiscalYear(7, 1, "end"), FiscalYear(2, 1, "end"), FiscalYear(4, 6, "start"), FiscalYear(1, 31, "start")]  # fmt: skip  # noqa: E501
SPECS = [CalendarSpec(fiscal_year=fiscal) for fiscal in FISCAL] + [
    CalendarSpec(week_start=start, week_numbering=numbering)
    for start in ("monday", "sunday", "saturday")
    for numbering in ("iso", "us", "simple")
]
# Leap days, 31sts, year ends, week 53 (2020, 2026), first days of periods and fiscal years.
DATES = [
    *(date(2024, 2, day) for day in (1, 28, 29)), date(2025, 2, 28), date(2023, 3, 31), date(2024, 5, 31),
    date(2020, 12, 31), date(2021, 1, 1), date(2021, 1, 3), date(2026, 12, 31), date(2027, 1, 1), date(2024, 12, 30),
    date(2026, 4, 1), date(2026, 3, 31), date(2026, 4, 5), date(2026, 4, 6), date(2026, 10, 15), date(2026, 1, 31),
]  # fmt: skip
days = st.dates(date(2019, 1, 1), date(2031, 12, 31))
specs = st.sampled_from(SPECS)


def calendar(as_of: date, spec: CalendarSpec | None = None, **rest) -> Calendar:
    return Calendar(spec or CalendarSpec(), as_of, **rest)


def window(rule: str, as_of: date, spec: CalendarSpec | None = None) -> tuple[date | None, date | None]:
    found = calendar(as_of, spec).resolve(rule)
    return found.start, found.end


def key(day: date, unit: str, spec: CalendarSpec) -> object:
    """Which period a day is in, by the definition of the period alone."""
    fiscal = spec.fiscal_year or FiscalYear()
    match unit:
        case "day":
            return day
        case "week":
            first = {"monday": 0, "saturday": 5, "sunday": 6}[spec.week_start]
            return (day.toordinal() - 1 - first) // 7  # ordinal 1 was a Monday
        case "month" | "quarter" | "half" | "year":
            return day.year, (day.month - 1) // {"month": 1, "quarter": 3, "half": 6, "year": 12}[unit]
        case _:
            turned = periods.add_months(day, 0)
            month = (turned.month - fiscal.start_month) % 12
            last = (date(day.year + day.month // 12, day.month % 12 + 1, 1) - DAY).day
            if day.day < min(fiscal.start_day, last):
                month = (month - 1) % 12
            return month // (3 if unit == "fq" else 12)


@given(days, specs, st.sampled_from(UNITS))
def test_a_period_holds_its_day_and_is_bounded_by_days_of_other_periods(day, spec, unit):
    start, end = periods.floor(day, unit, spec), periods.next_start(day, unit, spec)

    assert start <= day < end
    assert periods.floor(end, unit, spec) == end
    assert periods.floor(end - DAY, unit, spec) == start
    if unit != "fy":
        inside = {key(start + DAY * n, unit, spec) for n in range((end - start).days)}
        assert len(inside) == 1
        assert key(start - DAY, unit, spec) not in inside
        assert key(end, unit, spec) not in inside


@given(days, specs, st.sampled_from(UNITS), st.integers(-30, 30))
def test_shifting_by_n_is_going_to_the_next_period_n_times(day, spec, unit, n):
    start = periods.floor(day, unit, spec)
    walked = start
    for _ in range(abs(n)):
        walked = periods.next_start(walked, unit, spec) if n > 0 else periods.floor(walked - DAY, unit, spec)

    assert periods.shift(day, n, unit, spec) == walked


@given(days)
def test_iso_weeks_are_those_of_the_standard_library(day):
    start = periods.floor(day, "week", CalendarSpec())

    assert periods.week_label(start, CalendarSpec()) == day.isocalendar()[:2]


@given(days, specs)
def test_week_numbers_count_from_one_without_a_gap_and_lead_back(day, spec):
    start = periods.floor(day, "week", spec)
    year, number = periods.week_label(start, spec)

    assert periods.week_start(year, number, spec) == start
    assert 1 <= number <= 53
    following = periods.week_label(start + DAY * 7, spec)
    assert following == (year, number + 1) or (following == (year + 1, 1) and number >= 52)


def test_the_first_week_of_the_year_by_each_numbering():
    numbered = {n: periods.week_start(2026, 1, CalendarSpec(week_numbering=n)) for n in ("iso", "us", "simple")}

    # 1 January 2026 is a Thursday; 2023 began on a Sunday, so its first ISO week began on 2 January.
    assert numbered == {"iso": date(2025, 12, 29), "us": date(2025, 12, 29), "simple": date(2026, 1, 5)}
    assert periods.week_start(2023, 1, CalendarSpec()) == date(2023, 1, 2)
    assert periods.week_start(2023, 1, CalendarSpec(week_numbering="us")) == date(2022, 12, 26)


def test_2024_12_30_is_the_first_week_of_2025():
    assert periods.week_label(date(2024, 12, 30), CalendarSpec()) == (2025, 1)


def test_a_year_without_a_week_53_has_none():
    assert periods.week_start(2026, 53, CalendarSpec()) == date(2026, 12, 28)
    with pytest.raises(ValueError, match="no week 53"):
        periods.week_start(2025, 53, CalendarSpec())


@pytest.mark.parametrize(
    ("fiscal", "rule", "start", "end"),
    [
        (FiscalYear(4, 1, "start"), "fy:2024", date(2024, 4, 1), date(2025, 4, 1)),
        (FiscalYear(4, 1, "end"), "fy:2024", date(2023, 4, 1), date(2024, 4, 1)),
        (FiscalYear(4, 1, "end"), "fq:2024-4", date(2024, 1, 1), date(2024, 4, 1)),
        (FiscalYear(10, 1, "end"), "fq:2026-1", date(2025, 10, 1), date(2026, 1, 1)),
        (FiscalYear(1, 1, "end"), "fy:2024", date(2024, 1, 1), date(2025, 1, 1)),
        (FiscalYear(4, 6, "start"), "fy:2025", date(2025, 4, 6), date(2026, 4, 6)),
        (None, "fy:2024", date(2024, 1, 1), date(2025, 1, 1)),
    ],
)
def test_fiscal_years_are_named_by_their_start_or_their_end(fiscal, rule, start, end):
    assert window(rule, date(2026, 10, 15), CalendarSpec(fiscal_year=fiscal)) == (start, end)


@given(days, st.sampled_from([f for f in FISCAL if f]))
def test_the_name_of_a_fiscal_year_leads_back_to_it(day, fiscal):
    spec = CalendarSpec(fiscal_year=fiscal)
    name, quarter = periods.fiscal_label(day, spec)
    start, end = window(f"fy:{name}", day, spec)
    q_start, q_end = window(f"fq:{name}-{quarter}", day, spec)

    assert start <= day < end
    assert q_start <= day < q_end
    assert start <= q_start
    assert q_end <= end


def test_fiscal_grains_follow_the_fiscal_year_only_when_asked():
    april = calendar(date(2026, 2, 10), CalendarSpec(fiscal_year=FiscalYear(4)))

    assert april.floor(date(2026, 2, 10), "year", fiscal=True) == date(2025, 4, 1)
    assert april.floor(date(2026, 2, 10), "year") == date(2026, 1, 1)
    assert april.next(date(2026, 2, 10), "quarter", fiscal=True) == date(2026, 4, 1)


# Rules


@given(days, specs, st.sampled_from(UNITS), st.integers(1, 24))
def test_last_n_are_the_n_periods_that_end_where_the_current_one_starts(as_of, spec, unit, n):
    start, end = window(f"last:{n}:{unit}", as_of, spec)
    first_of_current = periods.floor(as_of, unit, spec)
    starts = set()
    day = start
    while day < end:
        starts.add(periods.floor(day, unit, spec))
        day = periods.next_start(day, unit, spec)

    assert end == first_of_current
    assert len(starts) == n
    assert min(starts) == start


@given(days, st.sampled_from(UNITS))
def test_this_period_holds_today_and_to_date_does_not(as_of, unit):
    start = periods.floor(as_of, unit, CalendarSpec())

    assert window(f"this:{unit}", as_of) == (start, as_of + DAY)
    assert window(f"to_date:{unit}", as_of) == (start, as_of)


def test_last_n_rolls_where_the_model_says_so_but_last_month_stays_a_month():
    rolling = CalendarSpec(last_n="rolling")

    assert window("last:3:month", date(2026, 10, 15), rolling) == (date(2026, 7, 15), date(2026, 10, 15))
    assert window("last:1:month", date(2026, 10, 15), rolling) == (date(2026, 9, 1), date(2026, 10, 1))


@pytest.mark.parametrize(
    ("rule", "as_of", "start", "end"),
    [
        ("this:day", date(2024, 2, 29), date(2024, 2, 29), date(2024, 3, 1)),
        ("ago:1:day", date(2024, 3, 1), date(2024, 2, 29), date(2024, 3, 1)),
        ("last:1:month", date(2024, 3, 31), date(2024, 2, 1), date(2024, 3, 1)),
        ("rolling:1:month", date(2024, 3, 31), date(2024, 2, 29), date(2024, 3, 31)),
        ("rolling:30:day", date(2024, 3, 1), date(2024, 1, 31), date(2024, 3, 1)),
        ("including_today:30:day", date(2024, 3, 1), date(2024, 2, 1), date(2024, 3, 2)),
        ("ago:2:week", date(2026, 10, 15), date(2026, 9, 28), date(2026, 10, 5)),
        ("next:3:month", date(2026, 10, 31), date(2026, 11, 1), date(2027, 2, 1)),
        ("since:2026-01-01", date(2026, 10, 15), date(2026, 1, 1), date(2026, 10, 16)),
        ("since:last:1:quarter", date(2026, 10, 15), date(2026, 7, 1), date(2026, 10, 16)),
        ("until:2026-06-30", date(2026, 10, 15), None, date(2026, 7, 1)),
        ("until:last:1:month", date(2026, 10, 15), None, date(2026, 10, 1)),
        ("between:2026-01-01:2026-03-31", date(2026, 10, 15), date(2026, 1, 1), date(2026, 4, 1)),
        ("week:2026-53", date(2026, 10, 15), date(2026, 12, 28), date(2027, 1, 4)),
        ("first:3:day:last:1:month", date(2024, 3, 31), date(2024, 2, 1), date(2024, 2, 4)),
        ("last_of:3:day:last:1:month", date(2024, 3, 31), date(2024, 2, 27), date(2024, 3, 1)),
        ("first:40:day:last:1:month", date(2024, 3, 31), date(2024, 2, 1), date(2024, 3, 1)),
        ("on:7:last:1:week", date(2026, 10, 15), date(2026, 10, 11), date(2026, 10, 12)),
        ("all", date(2026, 10, 15), None, date(2026, 10, 16)),
    ],
)
def test_rules_checked_by_hand(rule, as_of, start, end):
    assert window(rule, as_of) == (start, end)


def test_a_sunday_week_has_its_sunday_first():
    assert window("on:7:last:1:week", date(2026, 10, 15), CalendarSpec(week_start="sunday")) == (
        date(2026, 10, 4),
        date(2026, 10, 5),
    )


@pytest.mark.parametrize(
    "rule",
    ["", "nonsense", "last:0:month", "last:x:month", "last:3:fortnight", "month:2026-13", "month:2026", "year:2026-1",
     "day:2026-02-30", "week:2025-53", "between:2026-03-01:2026-01-01", "holiday:nothing:2026",
     "holiday:spring_festival:2050", "on:8:last:1:week", "quarter:2026-5", "half:2026-3", "since:", "first:3:day"],
)  # fmt: skip
def test_a_rule_that_means_nothing_is_refused(rule):
    with pytest.raises(ValueError):
        calendar(date(2026, 10, 15)).resolve(rule)


def test_as_of_is_the_day_after_the_last_event_unless_somebody_says_otherwise():
    last = date(2026, 9, 30)

    assert Calendar.of(CalendarSpec(), last_day=last).as_of == date(2026, 10, 1)
    assert Calendar.of(CalendarSpec(as_of=date(2026, 6, 1)), last_day=last).as_of == date(2026, 6, 1)
    assert Calendar.of(CalendarSpec(), last_day=last, as_of=date(2026, 1, 1)).as_of == date(2026, 1, 1)
    with pytest.raises(ValueError, match="as-of"):
        Calendar.of(CalendarSpec())


# Periods, completeness, clipping


def test_a_series_lists_every_period_between_the_first_day_and_as_of():
    data = calendar(date(2026, 4, 10), first_day=date(2026, 1, 20))

    assert data.periods(data.resolve("year:2026"), "month") == tuple(date(2026, m, 1) for m in (1, 2, 3, 4))
    assert data.periods(data.resolve("to_date:month"), "week") == (date(2026, 3, 30), date(2026, 4, 6))
    assert data.periods(data.resolve("next:1:month"), "day") == ()
    assert data.periods(Window(), "quarter") == (date(2026, 1, 1), date(2026, 4, 1))


@given(
    days, specs, st.sampled_from(["day", "week", "month", "quarter", "year"]), st.integers(0, 400), st.integers(0, 400)
)
def test_periods_cover_the_window_once_and_without_a_gap(as_of, spec, grain, before, length):
    start = as_of - DAY * before
    asked = Window(start, start + DAY * length)
    cal = calendar(as_of, spec)
    starts = cal.periods(asked, grain)
    clipped = cal.clip(asked)
    inside = {cal.floor(clipped.start + DAY * n, grain) for n in range((clipped.end - clipped.start).days)}

    assert set(starts) == inside
    assert list(starts) == sorted(starts)
    assert all(cal.next(a, grain) == b for a, b in pairwise(starts))


def test_a_period_is_complete_when_as_of_and_the_data_have_reached_its_end():
    on_the_first = calendar(date(2026, 10, 1))

    assert on_the_first.is_complete(date(2026, 9, 1), "month")
    assert not on_the_first.is_complete(date(2026, 10, 1), "month")
    assert not on_the_first.is_complete(date(2026, 9, 1), "month", complete_to=date(2026, 9, 30))


def test_a_window_is_clipped_to_the_data_and_never_turned_round():
    data = calendar(date(2026, 10, 15), first_day=date(2026, 1, 20))

    assert data.clip(None) == Window(date(2026, 1, 20), date(2026, 10, 16), "")
    assert data.clip(data.resolve("year:2026")) == Window(date(2026, 1, 20), date(2026, 10, 16), "year:2026")
    ahead = data.clip(data.resolve("next:1:month"))
    assert ahead.start == ahead.end


# Comparisons


def pair(rule: str, to: str, as_of: date, spec: CalendarSpec | None = None, align: str = "like_for_like", grain=None):
    cal = calendar(as_of, spec)
    found = cal.compared(cal.resolve(rule), to, align, grain)
    assert (found.days_now, found.days_then) == (
        (found.now.end - found.now.start).days,
        (found.then.end - found.then.start).days,
    )
    return (found.now.start, found.now.end), (found.then.start, found.then.end)


def test_an_incomplete_month_is_compared_over_its_complete_days():
    now, then = pair("this:month", "previous", date(2026, 5, 15))

    assert now == (date(2026, 5, 1), date(2026, 5, 15))  # 1 to 14 May
    assert then == (date(2026, 4, 1), date(2026, 4, 15))  # 1 to 14 April


def test_a_shorter_counterpart_is_taken_whole_with_both_day_counts():
    cal = calendar(date(2026, 3, 31))
    found = cal.compared(cal.resolve("this:month"), "previous", "like_for_like", None)

    assert (found.then.start, found.then.end) == (date(2026, 2, 1), date(2026, 3, 1))
    assert (found.days_now, found.days_then, found.clipped) == (30, 28, True)


def test_full_against_part_only_on_request():
    now, then = pair("this:month", "previous", date(2026, 5, 15), align="full")

    assert now == (date(2026, 5, 1), date(2026, 5, 16))
    assert then == (date(2026, 4, 1), date(2026, 5, 1))


def test_a_year_ago_keeps_the_day_numbers():
    assert pair("to_date:month", "year_ago", date(2026, 5, 15))[1] == (date(2025, 5, 1), date(2025, 5, 15))
    assert pair("to_date:year", "year_ago", date(2024, 3, 15))[1] == (date(2023, 1, 1), date(2023, 3, 15))
    assert pair("to_date:month", "year_ago", date(2024, 2, 29))[1] == (date(2023, 2, 1), date(2023, 3, 1))


def test_a_whole_month_is_compared_with_the_whole_month_before_also_in_leap_years():
    assert pair("last:1:month", "previous", date(2024, 4, 30))[1] == (date(2024, 2, 1), date(2024, 3, 1))
    assert pair("month:2024-02", "year_ago", date(2026, 1, 1))[1] == (date(2023, 2, 1), date(2023, 3, 1))
    assert pair("month:2025-02", "year_ago", date(2026, 1, 1))[1] == (date(2024, 2, 1), date(2024, 3, 1))


def test_weeks_a_year_ago_have_the_same_weekdays_unless_the_model_goes_by_number():
    by_number = CalendarSpec(week_year_ago="same_number")

    assert pair("week:2026-10", "year_ago", date(2026, 10, 1))[1] == (date(2025, 3, 3), date(2025, 3, 10))
    assert pair("week:2021-01", "year_ago", date(2026, 10, 1))[1] == (date(2020, 1, 6), date(2020, 1, 13))
    assert pair("week:2021-01", "year_ago", date(2026, 10, 1), by_number)[1] == (date(2019, 12, 30), date(2020, 1, 6))
    with pytest.raises(ValueError, match="no week 53"):
        pair("week:2026-53", "year_ago", date(2027, 2, 1), by_number)


def test_several_periods_are_compared_with_as_many_before():
    assert pair("last:3:month", "previous", date(2026, 10, 15))[1] == (date(2026, 4, 1), date(2026, 7, 1))
    assert pair("between:2026-01-01:2026-03-31", "previous", date(2026, 10, 15))[1] == (
        date(2025, 10, 1),
        date(2026, 1, 1),
    )
    assert pair("between:2026-01-10:2026-01-19", "previous", date(2026, 10, 15))[1] == (
        date(2025, 12, 31),
        date(2026, 1, 10),
    )


def test_the_same_part_of_the_period_before():
    assert pair("first:3:day:month:2026-05", "previous", date(2026, 10, 15))[1] == (date(2026, 4, 1), date(2026, 4, 4))
    assert pair("last_of:2:day:month:2026-03", "previous", date(2026, 10, 15))[1] == (
        date(2026, 2, 27),
        date(2026, 3, 1),
    )
    assert pair("on:1:this:week", "previous", date(2026, 10, 15))[1] == (date(2026, 10, 5), date(2026, 10, 6))


def test_a_moving_holiday_is_compared_with_itself():
    now, then = pair("holiday:spring_festival:2026", "year_ago", date(2026, 10, 15))

    assert now == (date(2026, 2, 17), date(2026, 2, 24))
    assert then == (date(2025, 1, 29), date(2025, 2, 5))


def test_who_includes_today_gets_today_on_both_sides():
    now, then = pair("including_today:7:day", "previous", date(2026, 10, 15))

    assert now == (date(2026, 10, 9), date(2026, 10, 16))
    assert then == (date(2026, 10, 2), date(2026, 10, 9))


def test_on_the_first_day_of_a_month_that_one_day_is_compared():
    now, then = pair("this:month", "previous", date(2026, 10, 1))

    assert now == (date(2026, 10, 1), date(2026, 10, 2))
    assert then == (date(2026, 9, 1), date(2026, 9, 2))


def test_period_by_period_the_counterpart_ends_after_as_many_days_as_the_last_period_has():
    now, then = pair("this:year", "previous", date(2026, 5, 15), grain="month")

    assert now == (date(2026, 1, 1), date(2026, 5, 15))
    assert then == (date(2025, 12, 1), date(2026, 4, 15))
    assert pair("this:year", "year_ago", date(2026, 5, 15), grain="month")[1] == (date(2025, 1, 1), date(2025, 5, 15))
    assert pair("last:4:week", "year_ago", date(2026, 5, 15), grain="week")[1] == (date(2025, 4, 14), date(2025, 5, 12))


def test_a_window_written_by_hand_is_compared_by_its_days():
    cal = calendar(date(2026, 10, 15))
    found = cal.compared(Window(date(2026, 2, 1), date(2026, 3, 1)), "previous", "like_for_like", None)

    assert (found.then.start, found.then.end) == (date(2026, 1, 1), date(2026, 2, 1))
    with pytest.raises(ValueError, match="start"):
        cal.compared(Window(None, date(2026, 3, 1)), "previous", "like_for_like", None)


RULES = ["this:month", "to_date:quarter", "this:year", "last:3:month", "last:1:week", "rolling:30:day", "this:week", "ago:2:month"]  # fmt: skip  # noqa: E501


@given(days, specs, st.sampled_from([*RULES, "to_date:fy", "this:fq"]), st.sampled_from(["previous", "year_ago"]))
def test_like_for_like_never_looks_past_as_of_and_never_overlaps(as_of, spec, rule, to):
    cal = calendar(as_of, spec)
    found = cal.compared(cal.resolve(rule), to, "like_for_like", None)

    assert found.now.end <= as_of + DAY
    assert found.then.end <= found.now.start
    assert found.days_then <= max(found.days_now, 1) + 1 or not found.clipped
    if found.clipped and to == "previous":
        assert found.days_then <= found.days_now


@pytest.mark.parametrize("as_of", DATES)
@pytest.mark.parametrize("spec", SPECS[:8])
def test_previous_of_a_single_complete_period_ends_where_it_starts(as_of, spec):
    cal = calendar(as_of, spec)
    for unit in UNITS:
        last = cal.resolve(f"last:1:{unit}")
        found = cal.compared(last, "previous", "like_for_like", None)
        assert (found.now.start, found.now.end) == (last.start, last.end)
        assert found.then.end == last.start
        assert found.then == Window(*window(f"ago:2:{unit}", as_of, spec), found.then.rule)


# Holidays


def test_lunar_dates_are_the_published_ones():
    starts = [find_holiday("spring_festival", year).start.isoformat() for year in range(2024, 2028)]

    assert starts == ["2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06"]
    assert find_holiday("spring_festival", 2035) is None


@pytest.mark.parametrize("year", range(2020, 2031))
def test_lunar_festivals_keep_their_distance_to_the_new_year(year):
    first = find_holiday("spring_festival", year).start
    lantern = find_holiday("lantern", year).start
    mid_autumn = find_holiday("mid_autumn", year).start
    new_moon = (first - date(2024, 2, 10)).days / 29.530588

    assert lantern - first == DAY * 14
    assert abs(new_moon - round(new_moon)) < 0.05
    assert abs((mid_autumn - DAY * 14 - first).days / 29.530588 - (7 if (mid_autumn - first).days < 235 else 8)) < 0.06
    assert date(year, 1, 21) <= first <= date(year, 2, 20)


def test_computed_holidays():
    assert [easter(year) for year in (2024, 2025, 2026)] == [date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5)]
    assert find_holiday("thanksgiving", 2025).start == date(2025, 11, 27)
    assert find_holiday("black_friday", 2025).start == date(2025, 11, 28)
    assert find_holiday("cyber_monday", 2024).start == date(2024, 12, 2)


def test_618_is_a_period_and_a_day():
    assert window("holiday:618:2026", date(2026, 10, 15)) == (date(2026, 6, 1), date(2026, 6, 19))
    assert window("holiday:618_day:2026", date(2026, 10, 15)) == (date(2026, 6, 18), date(2026, 6, 19))


def test_the_sales_period_is_a_setting_of_the_model():
    every_year = CalendarSpec(holidays=("cn_shopping", "double_11:10-20:11-11"))
    one_year = CalendarSpec(holidays=("double_11:2025-10-14:2025-11-14",))

    assert window("holiday:double_11:2026", date(2026, 12, 1), every_year) == (date(2026, 10, 20), date(2026, 11, 12))
    assert window("holiday:double_11:2025", date(2026, 12, 1), one_year) == (date(2025, 10, 14), date(2025, 11, 15))
    assert window("holiday:double_11:2026", date(2026, 12, 1), one_year) == (date(2026, 11, 11), date(2026, 11, 12))
    with pytest.raises(ValueError, match="no holiday set"):
        calendar(date(2026, 1, 1), CalendarSpec(holidays=("moon_days",))).resolve("holiday:618:2026")


def test_moved_workdays_are_unknown_after_the_last_announcement():
    assert find_holiday("spring_festival", 2026).workdays_moved == (date(2026, 2, 14), date(2026, 2, 28))
    assert find_holiday("spring_festival", 2027).workdays_moved is None
    assert find_holiday("spring_festival", 2027).known_until == date(2026, 12, 31)


def test_a_holiday_that_moved_out_of_the_period_is_named():
    cal = calendar(date(2026, 10, 15), CalendarSpec(holidays=("cn_public",)))
    january = (cal.resolve("month:2026-01"), cal.resolve("month:2025-01"))

    assert cal.moved_holidays(*january) == ("spring_festival", "spring_festival_eve")
    assert cal.moved_holidays(cal.resolve("year:2026"), cal.resolve("year:2025")) == ()


def test_every_holiday_has_a_name_in_both_languages():
    assert all(kind.labels.en and kind.labels.zh for kind in KINDS)
    assert label("spring_sale").en == "spring sale"
    assert len({kind.name for kind in KINDS}) == len(KINDS)
