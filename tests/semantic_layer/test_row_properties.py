"""Rows of random worlds, one by one, against plain Python: equal rows, missing keys, keys that point nowhere."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from semantic_layer.query import Combine, Compare, EntitySet, MetricRef, Order, Top
from tests.semantic_layer import operators as plain
from tests.semantic_layer.asking import ATTRIBUTES, SHOP, ask, check, found
from tests.semantic_layer.random_world_two import worlds

FULL = (*SHOP, "order_lines", "products", "visits", "shipments")
COLUMNS = {
    "customers": ("customer.region", "customer.city", "customer.signup_day"),
    "orders": ("order.channel", "order.amount", "customer.region", "referrer.city", "order.ship_day"),
    "order_lines": ("product.category", "order.channel", "customer.region"),
    "visits": ("visit.source", "customer.city"),
}
directions = st.sampled_from(["desc", "asc"])


@st.composite
def lists(draw):
    """A dataset and some of the columns that its rows have."""
    table = draw(st.sampled_from(sorted(COLUMNS)))
    return table, tuple(draw(st.lists(st.sampled_from(COLUMNS[table]), min_size=1, max_size=3, unique=True)))


def shown(world, table, names):
    return [tuple(row[name] for name in names) for row in plain.widened(world, table)]


@check
@given(worlds(*FULL), lists())
def test_every_row_stands_there_once(world, listed):
    table, names = listed
    assert Counter(ask(world, rows=table, by=names).rows) == Counter(shown(world, table, names))


@check
@given(worlds(*FULL), st.sampled_from(["eq", "ne"]), st.sampled_from(["web", "app"]))
def test_a_filter_keeps_rows_and_not_values(world, op, channel):
    names = COLUMNS["orders"]
    mine = ask(world, rows="orders", by=names, filters=(Compare("order.channel", op, (channel,)),))
    kept = [row for row in shown(world, "orders", names) if (row[0] == channel) == (op == "eq")]
    assert Counter(mine.rows) == Counter(kept)


@check
@given(worlds(*FULL), st.integers(1, 3), st.integers(0, 2), directions)
def test_places_of_rows_by_a_column(world, n, skip, direction):
    names = ("order.amount", "order.channel")
    mine = ask(world, rows="orders", by=names, top=Top(n, "order.amount", direction, skip=skip))
    known = [row[0] for row in shown(world, "orders", names) if row[0] is not None]
    values = sorted(set(known), reverse=direction == "desc")[skip:]
    left = sorted((value for value in known if value in values), reverse=direction == "desc")
    expected = [value for value in left if value == left[0]] if n == 1 else left[:n]
    assert [row[0] for row in mine.rows] == expected


@check
@given(worlds(*SHOP), st.sampled_from(["revenue", "orders"]), st.integers(1, 2), st.integers(0, 3), directions)
def test_places_of_groups(world, metric, n, skip, direction):
    mine = ask(world, metric, by=("customer.city",), top=Top(n, metric, direction, skip=skip))
    groups = plain.grouped(world, [metric], plain.by("customer.city")).items()
    values = {key[0]: value[0] for key, value in groups}
    passed = sorted({value for key, value in values.items() if key is not None}, reverse=direction == "desc")[:skip]
    left = {key: value for key, value in values.items() if value not in passed}
    assert [key[0] for key in found(mine)] == plain.top(left, n, direction)


def owner(world, table, row):
    """The customer that a row belongs to."""
    if table == "order_lines":
        row = next((order for order in world["orders"] if order["order_id"] == row["order_id"]), {})
    return row.get("customer_id")


def of_one(world, metric, belongs):
    """A metric over the rows that `belongs` accepts, as the plain evaluator counts."""
    table, how, column, nothing = plain.MEASURES[metric]
    value = plain.aggregate(how, [row[column] for row in world[table] if belongs(table, row)])
    return nothing if value is None else value


def as_numbers(rows):
    return Counter(tuple(float(v) if isinstance(v, int | float) else v for v in map(_plain, row)) for row in rows)


def _plain(value):
    return value if value is None or isinstance(value, str) else float(value)


@check
@given(worlds(*FULL), st.lists(st.sampled_from(["orders", "revenue", "visits", "line_revenue", "largest"]),
       min_size=1, max_size=3, unique=True))  # fmt: skip
def test_what_customers_have_is_theirs_alone(world, metrics):
    mine = ask(world, *metrics, rows="customers", by=("customer.city",))
    expected = []
    for person in world["customers"]:
        key = person["customer_id"]
        values = [of_one(world, m, lambda table, row: owner(world, table, row) == key) for m in metrics]  # noqa: B023
        expected.append((person["city"], *values))
    assert as_numbers(mine.rows) == as_numbers(expected)


@check
@given(worlds(*FULL))
def test_orders_have_their_own_values_beside_those_of_their_lines(world):
    mine = ask(world, "revenue", "mean_amount", "lines", "line_revenue", rows="orders", by=("order.channel",))
    expected = []
    for order in world["orders"]:
        lines = [row for row in world["order_lines"] if row["order_id"] == order["order_id"]]
        net = sum(row["net"] or 0 for row in lines)
        expected.append((order["channel"], order["amount"] or 0, order["amount"], len(lines), net))
    assert as_numbers(mine.rows) == as_numbers(expected)


@check
@given(worlds(*FULL))
def test_a_key_of_two_columns_is_matched_by_both(world):
    mine = ask(world, "pieces", "line_revenue", rows="order_lines", by=("product.category",))
    expected = []
    for line, wide in zip(world["order_lines"], plain.widened(world, "order_lines"), strict=True):
        key = (line["order_id"], line["line_no"])
        sent = [row["pieces"] for row in world["shipments"] if (row["order_id"], row["line_no"]) == key]
        expected.append((wide["product.category"], sum(n or 0 for n in sent), line["net"] or 0))
    assert as_numbers(mine.rows) == as_numbers(expected)


@check
@given(worlds("stock"), st.sampled_from(["stock_last", "stock_first", "stock_avg", "stock_carried"]))
def test_a_row_without_a_key_has_its_own_level(world, metric):
    mine = ask(world, metric, rows="stock", by=("stock.sku", "stock.store"))
    assert as_numbers(mine.rows) == as_numbers((row["sku"], row["store"], row["qty"]) for row in world["stock"])


@check
@given(worlds(*FULL), st.sampled_from(["web", "shop"]))
def test_a_condition_of_a_metric_keeps_all_rows_and_one_of_the_question_those_that_have_it(world, channel):
    wanted = (Compare("order.channel", "eq", (channel,)),)

    def bought(key):
        return sum(row["customer_id"] == key and row["channel"] == channel for row in world["orders"])

    counts = [(row["city"], bought(row["customer_id"])) for row in world["customers"]]
    own = ask(world, MetricRef("orders", filters=wanted), rows="customers", by=("customer.city",))
    assert Counter(own.rows) == Counter(counts)
    asked = ask(world, "orders", rows="customers", by=("customer.city",), filters=wanted)
    assert Counter(asked.rows) == Counter((city, n) for city, n in counts if n)


@check
@given(worlds(*FULL), st.booleans())
def test_who_has_any_event_and_who_has_none(world, has):
    every = (Combine("all_of", ()),)
    of_events = EntitySet("customer", "visits", has=every) if has else EntitySet("customer", "visits", never=every)
    mine = ask(world, rows="customers", by=("customer.city",), members=(of_events,))
    seen = {row["customer_id"] for row in world["visits"]}
    assert Counter(mine.rows) == Counter(
        (row["city"],) for row in world["customers"] if (row["customer_id"] in seen) == has
    )


@check
@given(worlds(*FULL), st.sampled_from(ATTRIBUTES), directions)
def test_a_list_is_in_order_and_the_same_every_time(world, name, direction):
    asked = {"rows": "orders", "by": (name, "order.amount"), "order": (Order(name, direction),)}
    mine = ask(world, "revenue", **asked)
    assert mine.rows == ask(world, "revenue", **asked).rows
    if name == "customer.city":
        known = [row[0] for row in mine.rows if row[0] is not None]
        assert known == sorted(known, reverse=direction == "desc")
        assert [row[0] for row in mine.rows[len(known) :]] == [None] * (len(mine.rows) - len(known))


@pytest.mark.parametrize(
    ("part", "values", "of"),
    [
        ("weekday", (6, 7), lambda day: day.isoweekday()),
        ("month_of_year", (1, 3), lambda day: day.month),
        ("day_of_month", (1, 2, 15), lambda day: day.day),
        ("quarter_of_year", (2,), lambda day: (day.month + 2) // 3),
        ("year", (2024,), lambda day: day.year),
    ],
)
@check
@given(world=worlds(*FULL), negated=st.booleans())
def test_a_part_of_each_metric_s_own_time(world, negated, part, values, of):
    wanted = Compare("metric_time", "not_in" if negated else "in", values, part=part)
    mine = ask(world, "orders", "visits", "customers", filters=(wanted,)).rows[0]
    expected = tuple(
        sum((of(row[day]) in values) != negated for row in world[table])
        for table, day in (("orders", "day"), ("visits", "day"), ("customers", "signup_day"))
    )
    assert mine == expected
