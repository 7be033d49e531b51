"""Whether a metric will rise is answered only where the whole interval lies on one side of what was."""

from __future__ import annotations

from datetime import date

import pytest

from semantic_layer.model import Format, Unit
from tools.business.forecast_direction import direction
from tools.business.time_series import TimeSeries
from tools.result import Fact, Finding

MONTHS = tuple(date(2026, month, 1) for month in range(1, 7))
SERIES = TimeSeries(None, MONTHS, (10.0, 20.0, 30.0, 40.0, 50.0, 60.0), zero_if_absent=True)


def _expected(value: float, low: float, high: float) -> Finding:
    unit, format = Unit("none"), Format("integer")
    facts = {"value": value, "low": low, "high": high, "level": 0.8, "metric": 0.0}
    return Finding("forecast_one", tuple((name, Fact(number, unit, format)) for name, number in facts.items()))


@pytest.mark.parametrize(
    ("asked", "low", "high", "kind"),
    [
        ("up", 61, 90, "forecast_yes_up_one"),
        ("up", 20, 59, "forecast_no_up_one"),
        ("down", 20, 59, "forecast_yes_down_one"),
        ("down", 61, 90, "forecast_no_down_one"),
        ("up", 59, 90, "forecast_open_up_one"),
        ("down", 20, 60, "forecast_open_down_one"),
    ],
)
def test_the_answer_is_open_while_the_interval_holds_the_last_value(asked, low, high, kind):
    found = direction(asked, _expected((low + high) / 2, low, high), SERIES, date(2026, 7, 1), 1)

    assert found is not None
    assert found.kind == kind
    assert dict(found.facts)["before"].value == 60


def test_three_months_are_held_against_the_three_before():
    found = direction("up", _expected(200, 190, 210), SERIES, date(2026, 7, 1), 3)

    assert found is not None
    facts = dict(found.facts)
    assert found.kind == "forecast_yes_up_several"
    assert (facts["before"].value, facts["first_period"].value) == (40 + 50 + 60, date(2026, 4, 1))


def test_periods_of_the_asked_window_that_are_over_are_no_before():
    found = direction("up", _expected(45, 42, 48), SERIES, date(2026, 5, 1), 1)

    assert found is not None
    assert dict(found.facts)["before"].value == 40


def test_nothing_is_said_where_less_is_known_than_is_asked_for():
    assert direction("up", _expected(1, 1, 1), SERIES, date(2026, 7, 1), 7) is None
