"""The judge of all answers, judged: what must pass passes, and damage of every kind is seen."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evaluation.matching import matches

SALES = [("app", 3.0, None), ("web", 1.0, 5.0), ("shop", 1.0, 2.5)]
CELLS = st.one_of(st.none(), st.integers(-5, 5), st.floats(-5, 5).map(lambda x: round(x, 2)), st.sampled_from("abc"))
TABLES = st.integers(1, 4).flatmap(lambda n: st.lists(st.tuples(*[CELLS] * n), min_size=1, max_size=6))


def test_columns_are_found_by_value_whatever_their_order_and_rows_are_a_multiset():
    assert matches([row[::-1] for row in SALES[::-1]], SALES)
    assert matches([(*row, "beside") for row in SALES], SALES)
    assert matches(SALES, [row[:2] for row in SALES])


def test_the_order_of_the_rows_counts_only_where_it_was_asked_for():
    assert matches(SALES[::-1], SALES)
    assert not matches(SALES[::-1], SALES, ordered=True)
    assert matches(SALES, SALES, ordered=True)


@pytest.mark.parametrize(
    "damaged",
    [
        SALES[:2],
        [*SALES, SALES[0]],
        [("app", 3.0, None), ("web", 1.0, 5.0), ("shop", 1.0, 2.6)],
        [("app", 1.0, None), ("web", 3.0, 5.0), ("shop", 1.0, 2.5)],
        [("app", 3.0), ("web", 1.0), ("shop", 1.0)],
        [("app", 3.0, 0.0), ("web", 1.0, 5.0), ("shop", 1.0, 2.5)],
        [],
    ],
    ids=["row lost", "row twice", "number", "rows crossed", "column lost", "zero for nothing", "no rows"],
)
def test_damage_is_seen(damaged):
    assert not matches(damaged, SALES)


def test_one_column_does_not_serve_for_two():
    assert not matches([(1.0,), (2.0,)], [(1.0, 1.0), (2.0, 2.0)])
    assert matches([(1.0, 1.0), (2.0, 2.0)], [(1.0, 1.0), (2.0, 2.0)])


def test_numbers_agree_within_a_ten_thousandth_and_counts_exactly():
    assert matches([(123.456,)], [(123.457,)])
    assert not matches([(123.456,)], [(123.48,)])
    assert matches([(Decimal("12.50"),)], [(12.5,)])
    assert matches([("1200",)], [(1200,)])
    assert not matches([(1_000_000,)], [(1_000_001,)])


def test_periods_are_known_by_their_first_day():
    day = dt.date(2025, 4, 1)
    for spelling in ("2025-04", "2025-04-01", "2025-Q2", "2025Q2", dt.datetime(2025, 4, 1), "2025-04-01 00:00:00"):
        assert matches([(day,)], [(spelling,)]), spelling
    assert matches([(dt.date(2025, 1, 1),)], [(2025,)])
    assert not matches([(day,)], [("2025-05",)])


def test_a_share_may_be_expected_as_a_percentage_but_a_plain_number_may_not():
    assert matches([("a", 0.25), ("b", 0.75)], [("a", 25), ("b", 75)], shares=[1])
    assert not matches([("a", 0.25), ("b", 0.75)], [("a", 25), ("b", 75)])
    assert not matches([("a", 0.25, 0.25)], [("a", 25, 0.25, 25)], shares=[1])


def test_nothing_is_nothing():
    assert matches([], [])
    assert matches([(0,)], [(None,)])
    assert matches([], [(None,)])
    assert not matches([(3,)], [])
    assert not matches([("a",)], [])


@given(TABLES)
def test_a_table_holds_itself_and_not_itself_without_a_row(rows):
    assert matches(rows, rows)
    if len(rows) > 1:
        assert not matches(rows[1:], rows)


@given(TABLES, st.randoms())
def test_shuffled_rows_and_columns_are_the_same_table(rows, random):
    order = list(range(len(rows[0])))
    random.shuffle(order)
    shuffled = [tuple(row[i] for i in order) for row in rows]
    random.shuffle(shuffled)
    assert matches(shuffled, rows)
