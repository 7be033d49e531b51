"""Two dates of a row that follow each other make a duration in a unit that is said."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.inference import propose_model
from semantic_layer.loader import load_texts
from semantic_layer.model import Unit
from semantic_layer.writer import dump_model


def _durations(rows, table="parcels"):
    model = propose_model(DuckDBEngine.memory({table: rows}), "times")
    load_texts(dump_model(model))  # what is proposed can be loaded
    return {m.name: m for m in model.datasets[0].measures if "date_diff" in m.expr}


def _row(n, **more):
    day = date(2026, 1, 1) + timedelta(days=n)
    return {"parcel_id": n, "booked_date": day, "arrival_date": day + timedelta(days=1 + n % 4), **more}


def test_days_between_two_dates_that_follow_each_other_are_averaged():
    found = _durations([_row(n) for n in range(1, 20)])

    assert list(found) == ["booked_to_arrival_days"]
    measure = found["booked_to_arrival_days"]
    assert (measure.agg, measure.additivity, measure.unit) == ("avg", "non_additive", Unit("duration", "days"))
    assert measure.labels.en == "days from booked to arrival"
    assert measure.hidden and measure.state == "generated" and "19 of 19 rows" in measure.evidence


def test_short_times_between_moments_are_told_in_minutes_or_hours():
    moment = datetime(2026, 1, 1, 8, 30)
    rows = [
        {
            "call_id": n,
            "started_at": moment + timedelta(hours=n),
            "answered_at": moment + timedelta(hours=n, minutes=4),
            "closed_at": moment + timedelta(hours=n + 20),
        }
        for n in range(1, 12)
    ]
    found = _durations(rows, "calls")

    assert found["started_to_answered_minutes"].unit == Unit("quantity", "min")
    assert found["started_to_closed_hours"].unit == Unit("duration", "hours")


def test_dates_in_no_order_births_and_deadlines_make_none():
    rows = [
        _row(n, checked_date=date(2026, 1, 1) + timedelta(days=(7 * n) % 40), birth_date=date(1990, 1, n),
             due_date=date(2026, 6, 1))
        for n in range(1, 20)
    ]  # fmt: skip

    assert list(_durations(rows)) == ["booked_to_arrival_days"]


def test_two_names_of_one_event_are_no_duration():
    rows = [{"order_id": n, "order_date": date(2026, 1, n), "ordered_on": date(2026, 1, n + 1)} for n in range(1, 9)]

    assert _durations(rows, "orders") == {}
