"""Ways between datasets: second roles, two ways, values valid from-to, bridges with weights, numbers as dimensions."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from semantic_layer.calendar import Calendar
from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.errors import AmbiguousPath, GrainTooFine, ManyToMany
from semantic_layer.loader import load_texts
from semantic_layer.query import Compare, DimensionRef, MetricRef, TimeRef
from semantic_layer.run import run_query
from tests.semantic_layer.trap_world import between, groups, one, query

MODEL = load_texts(
    {
        "garage.yaml": """
version: 1
model: garage
calendar: {timezone: Asia/Shanghai, week: {start: sunday, numbering: us}}
entities: [{name: trip}, {name: person}, {name: city}, {name: car}, {name: topic}]
datasets:
  - name: trips
    source: trips
    role: fact
    grain: [trip]
    time_basis: event
    default_time: started
    entities:
      - {name: trip, type: primary, columns: [trip_id]}
      - {name: person, type: foreign, columns: [driver_id], role: driver, default_role: true}
      - {name: person, type: foreign, columns: [guest_id], role: guest}
      - {name: city, type: foreign, columns: [from_city], role: origin}
      - {name: city, type: foreign, columns: [to_city], role: target}
      - {name: car, type: foreign, columns: [car_id]}
    dimensions:
      - {name: started, type: time, grain: minute, datatype: DateTime}
      - {name: reported, type: time, grain: month, datatype: Date}
      - {name: long, type: boolean, expr: km > 50}
    measures:
      - {name: km, agg: sum, additivity: additive, unit: quantity(km), format: integer,
         null_semantics: absent_is_zero, create_metric: true}
      - {name: trips, agg: count, expr: trip_id, additivity: additive, unit: count(trip), format: integer,
         null_semantics: absent_is_zero, create_metric: true}
  - name: people
    source: people
    role: dimension
    grain: [person]
    time_basis: none
    entities:
      - {name: person, type: primary, columns: [person_id]}
      - {name: person, type: foreign, columns: [referred_by], role: referrer}
      - {name: city, type: foreign, columns: [home]}
    dimensions: [{name: name, type: text}]
    measures:
      - {name: people, agg: count, expr: person_id, additivity: additive, unit: count(person), format: integer,
         null_semantics: absent_is_zero, create_metric: true}
  - {name: cities, source: cities, role: dimension, grain: [city], time_basis: none,
     entities: [{name: city, type: primary, columns: [city_id]}], dimensions: [{name: label, type: text}]}
  - name: cars
    source: cars
    role: dimension
    grain: [car]
    time_basis: none
    entities: [{name: car, type: primary, columns: [car_id]}]
    dimensions:
      - {name: horsepower, type: ordinal, datatype: Integer}
      - {name: size, type: ordinal, values: [{code: small}, {code: big}]}
  - name: prices
    source: prices
    role: dimension
    grain: [car]
    time_basis: interval
    valid: {from: since, to: until}
    entities: [{name: car, type: natural, columns: [car_id]}]
    dimensions: [{name: class, type: categorical}]
  - {name: topics, source: topics, role: dimension, grain: [topic], time_basis: none,
     entities: [{name: topic, type: primary, columns: [topic_id]}], dimensions: [{name: title, type: text}]}
  - name: trip_topics
    source: trip_topics
    role: bridge
    grain: [trip, topic]
    time_basis: none
    bridge: {weight: weight}
    entities: [{name: trip, type: foreign, columns: [trip_id]}, {name: topic, type: foreign, columns: [topic_id]}]
"""
    }
)
CALENDAR = Calendar(MODEL.calendar, date(2026, 3, 1), date(2026, 1, 1), date(2026, 2, 28))
ROWS = {
    "trips": [
        (1, 1, 2, 1, 2, 1, datetime(2026, 1, 5, 8, 30), date(2026, 1, 1), 100),
        (2, 1, None, 1, 1, 2, datetime(2026, 1, 31, 23, 59), date(2026, 1, 1), 40),
        (3, 2, 3, 2, 1, 1, datetime(2026, 2, 1, 0, 0), date(2026, 2, 1), 60),
    ],
    "people": [(1, None, 1, "Ann"), (2, 1, 2, "Bo"), (3, 1, 2, "Cy")],
    "cities": [(1, "Rome"), (2, "Oslo")],
    "cars": [(1, 90, "small"), (2, 150, "big"), (3, 200, "big")],
    "prices": [(1, date(2026, 1, 1), date(2026, 2, 1), "cheap"), (1, date(2026, 2, 1), None, "dear")],
    "topics": [(1, "work"), (2, "fun")],
    "trip_topics": [(1, 1, 0.25), (1, 2, 0.75), (3, 2, 1.0)],
}
COLUMNS = {
    "trips": "trip_id INT, driver_id INT, guest_id INT, from_city INT, to_city INT, car_id INT, started TIMESTAMP, "
    "reported DATE, km INT",
    "people": "person_id INT, referred_by INT, home INT, name VARCHAR",
    "cities": "city_id INT, label VARCHAR",
    "cars": "car_id INT, horsepower INT, size VARCHAR",
    "prices": "car_id INT, since DATE, until DATE, class VARCHAR",
    "topics": "topic_id INT, title VARCHAR",
    "trip_topics": "trip_id INT, topic_id INT, weight DOUBLE",
}


def fill(connection):
    for name, rows in ROWS.items():
        connection.execute(f"CREATE TABLE {name} ({COLUMNS[name]})")
        connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows)


ENGINE = DuckDBEngine.memory(fill)


def ask(*metrics, **fields):
    return run_query(query(*metrics, as_of=date(2026, 3, 1), **fields), MODEL, ENGINE, CALENDAR)[0]


def test_a_role_has_its_own_prefix_and_one_may_be_the_default():
    assert groups(ask("km", by="person.name")) == {"Ann": 140, "Bo": 60}
    assert groups(ask("km", by="guest.name")) == {"Bo": 100, "Cy": 60, None: 40}
    assert groups(ask("km", by=("driver.name", "guest.name")))["Ann", "Bo"] == 100


def test_a_role_may_point_back_to_its_own_dataset():
    assert groups(ask("people", by="referrer.name")) == {"Ann": 2, None: 1}


def test_two_roles_without_a_default_are_asked_about():
    with pytest.raises(AmbiguousPath) as asked:
        ask("km", by="city.label")

    assert set(asked.value.possible) == {"origin.label", "target.label"}
    assert groups(ask("km", by="target.label")) == {"Oslo": 100, "Rome": 100}


def test_a_list_of_things_does_not_choose_one_of_two_ways_either():
    with pytest.raises(AmbiguousPath):
        ask("km", by="city.label", rows="cities")


def test_a_value_valid_from_to_is_that_of_the_row_s_own_time():
    assert groups(ask("km", by="prices.class")) == {"cheap": 100, "dear": 60, None: 40}


def test_a_weighted_bridge_splits_a_sum_and_keeps_the_whole():
    assert groups(ask("km", by="topic.title")) == {"work": 25, "fun": 135, None: 40}
    with pytest.raises(ManyToMany):
        ask("trips", by="topic.title")


def test_a_numeric_column_is_averaged_grouped_in_buckets_and_filtered():
    powers = [DimensionRef("car.horsepower", edges=(100, 150))]

    assert one(ask(MetricRef("car.horsepower", agg="avg"))) == round(440 / 3, 5)
    table = ask("trips", MetricRef("car.horsepower", agg="count", alias="cars"), by=powers)
    assert [tuple(row) for row in table.rows] == [("< 100", 2, 1), (">= 150", 1, 2)]
    assert one(ask("trips", where=[Compare("car.horsepower", "lt", (100,))])) == 2


def test_an_ordinal_dimension_is_listed_in_its_own_order():
    assert [row[0] for row in ask("trips", by="car.size").rows] == ["small", "big"]


def test_a_dimension_may_be_an_expression():
    assert groups(ask("trips", by="trip.long")) == {True: 2, False: 1}


def test_moments_belong_to_their_day_month_and_hour():
    assert groups(ask("trips", grain="month", window=between("2026-01-01", "2026-03-01"))) == {
        date(2026, 1, 1): 2, date(2026, 2, 1): 1,
    }  # fmt: skip
    assert groups(ask("trips", grain="hour")) == {
        datetime(2026, 1, 5, 8): 1, datetime(2026, 1, 31, 23): 1, datetime(2026, 2, 1): 1,
    }  # fmt: skip
    assert one(ask("trips", where=[Compare("trip.started", "le", (date(2026, 1, 31),))])) == 2


def test_weeks_start_on_the_model_s_first_day():
    weeks = ask("trips", grain="week", window=between("2026-02-01", "2026-02-08"))

    assert groups(weeks) == {date(2026, 2, 1): 1}


def test_what_is_known_by_month_has_no_days():
    with pytest.raises(GrainTooFine):
        ask("trips", grain="day", time=TimeRef("trip.reported"))


def test_rows_without_a_date_count_in_all_and_in_no_period():
    def with_undated(connection):
        fill(connection)
        connection.execute("INSERT INTO trips VALUES (4, 1, NULL, 1, 1, 1, NULL, NULL, 5)")

    engine = DuckDBEngine.memory(with_undated)
    every, _ = run_query(query("km", as_of=date(2026, 3, 1)), MODEL, engine, CALENDAR)
    months, _ = run_query(query("km", as_of=date(2026, 3, 1), grain="month"), MODEL, engine, CALENDAR)

    assert one(every) == 205
    assert groups(months) == {date(2026, 1, 1): 140, date(2026, 2, 1): 60}
    assert [(item.code, item.rows, item.value) for item in months.left_out] == [("no_time", 1, 5)]


def test_a_moment_is_brought_to_the_model_s_time_zone_before_it_is_cut_to_a_day():
    model = load_texts(
        {
            "calls.yaml": """
version: 1
model: calls
calendar: {timezone: Asia/Shanghai, week: {start: monday, numbering: iso}}
entities: [{name: call}]
datasets:
  - name: calls
    source: calls
    role: fact
    grain: [call]
    time_basis: event
    default_time: at
    entities: [{name: call, type: primary, columns: [call_id]}]
    dimensions: [{name: at, type: time, grain: second, datatype: DateTimeTz}]
    measures:
      - {name: calls, agg: count, expr: call_id, additivity: additive, unit: count(call), format: integer,
         null_semantics: absent_is_zero, create_metric: true}
"""
        }
    )

    def fill_calls(connection):
        connection.execute('CREATE TABLE calls (call_id INT, "at" TIMESTAMPTZ)')
        connection.execute("INSERT INTO calls VALUES (1, '2026-01-31 15:59:59+00'), (2, '2026-01-31 16:00:00+00')")

    engine = DuckDBEngine.memory(fill_calls)
    calendar = Calendar(model.calendar, date(2026, 2, 2), date(2026, 1, 31), date(2026, 2, 1))
    days, _ = run_query(query("calls", as_of=date(2026, 2, 2), grain="day"), model, engine, calendar)

    assert groups(days) == {date(2026, 1, 31): 1, date(2026, 2, 1): 1}
