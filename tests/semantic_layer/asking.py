"""Queries about the second family of random worlds in few words, and when two answers are the same."""

from __future__ import annotations

import datetime as dt
import os

import pytest
from hypothesis import HealthCheck, Phase, settings

from semantic_layer.calendar import Calendar
from semantic_layer.query import DimensionRef, MetricRef, SemanticQuery
from semantic_layer.run import run_query
from tests.semantic_layer.random_world_two import FIRST, LATE, MODEL, TYPES, engine_of

DAY = dt.timedelta(days=1)
SHOP = ("customers", "orders")
ATTRIBUTES = ("customer.region", "customer.city", "order.channel")
PHASES = (Phase.explicit, Phase.generate, Phase.shrink)
EXAMPLES = int(os.environ.get("WENSHU_EXAMPLES", "25"))  # of each property; a long night may take thousands
check = settings(max_examples=EXAMPLES, phases=PHASES, deadline=None, suppress_health_check=list(HealthCheck))


def small(**tables):
    """A world written by hand: the rows of some tables as tuples."""
    return {name: [dict(zip(TYPES[name], row, strict=True)) for row in tables.get(name, ())] for name in TYPES}


def query(*metrics, by=(), as_of=LATE, **fields):
    return SemanticQuery(
        metrics=tuple(MetricRef(item) if isinstance(item, str) else item for item in metrics),
        dimensions=tuple(DimensionRef(item) if isinstance(item, str) else item for item in by),
        as_of=as_of,
        **fields,
    )


def run(asked, world, *, model=MODEL, first=FIRST):
    calendar = Calendar(model.calendar, asked.as_of, first, asked.as_of - DAY)
    return run_query(asked, model, engine_of(world), calendar)[0]


def ask(world, *metrics, first=FIRST, model=MODEL, **fields):
    return run(query(*metrics, **fields), world, first=first, model=model)


def found(table, *columns):
    """Group -> values of some columns (default: the metrics), each group once."""
    keys = table.of_kind("dimension", "period")
    wanted = [table.index(name) for name in columns] if columns else table.of_kind("metric")
    rows = [(tuple(row[i] for i in keys), tuple(row[i] for i in wanted)) for row in table.rows]
    assert len(dict(rows)) == len(rows), f"a group stands twice: {rows}"
    return dict(rows)


def close(mine, theirs):
    if mine is None or theirs is None:
        return mine is None and theirs is None
    return float(mine) == pytest.approx(float(theirs), rel=1e-9, abs=1e-9)


def same(mine, expected):
    assert set(mine) == set(expected)
    for key, values in expected.items():
        assert all(close(a, b) for a, b in zip(mine[key], values, strict=True)), (key, mine[key], values)


def same_or_empty(mine, expected):
    """Equal, where groups that nothing lies in may stand there with zero or nothing."""
    assert set(expected) <= set(mine)
    same({key: mine[key] for key in expected}, expected)
    assert not [key for key in set(mine) - set(expected) if any(mine[key])]
