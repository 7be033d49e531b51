"""Rows whose amount is not known: said beside a sum or an average, where nearly all others have one."""

from __future__ import annotations

import datetime as dt

import pytest

from semantic_layer.query import Compare, Window
from tests.semantic_layer.asking import ask, small

DAY = dt.date(2024, 2, 1)
WEB = Compare("order.channel", "eq", ("web",))
LATER = Window(dt.date(2024, 3, 1), dt.date(2024, 4, 1), "month:2024-03")


def shop(known, unknown):
    """One customer with `known` orders of 10 by web and `unknown` ones without an amount in a shop, all on one day."""
    amounts = [10] * known + [None] * unknown
    return small(
        customers=[(1, "East", "Ulm", None)],
        orders=[(n, 1, 1, DAY, None, "web" if amount else "shop", amount) for n, amount in enumerate(amounts)],
    )


def left_out(table):
    return [(item.code, item.rows, item.metric) for item in table.left_out if item.code == "no_value"]


@pytest.mark.parametrize("metric", ["revenue", "mean_amount", "largest"])
def test_rows_without_a_value_are_counted_where_they_are_few(metric):
    assert left_out(ask(shop(4, 1), metric)) == [("no_value", 1, metric)]
    assert left_out(ask(shop(3, 1), metric)) == []  # so many have none that having none is ordinary
    assert left_out(ask(shop(5, 0), metric)) == []


def test_they_are_counted_among_the_rows_that_are_asked_about():
    assert left_out(ask(shop(9, 1), "revenue", filters=(WEB,))) == []
    assert left_out(ask(shop(9, 1), "revenue", window=LATER)) == []
    assert left_out(ask(shop(9, 1), "orders", "buyers")) == []
    assert left_out(ask(shop(9, 1), "orders", "revenue")) == [("no_value", 1, "revenue")]
    assert left_out(ask(shop(9, 1), "revenue", "mean_amount")) == [("no_value", 1, "revenue")]
