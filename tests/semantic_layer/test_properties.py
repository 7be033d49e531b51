"""Compiled queries against the pandas evaluator on random small shops, and the laws every query keeps."""

from __future__ import annotations

import atexit
import datetime as dt
from dataclasses import replace
from functools import cache

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from semantic_layer.calendar import Calendar
from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.query import (
    Combine,
    Compare,
    DimensionRef,
    MetricFilter,
    MetricRef,
    SemanticQuery,
    Share,
    Top,
    Window,
)
from semantic_layer.run import run_query
from tests.semantic_layer.asking import check
from tests.semantic_layer.evaluator import Evaluator, holds
from tests.semantic_layer.random_world import FIRST, MODEL, TYPES, worlds

AS_OF = dt.date(2024, 4, 10)
CALENDAR = Calendar(MODEL.calendar, AS_OF, FIRST, AS_OF - dt.timedelta(days=1))
ON_ORDERS = (
    "revenue", "orders", "buyers", "mean_amount", "median_amount", "largest", "refund", "aov", "refund_rate", "net",
    "repeat_rate",
)  # fmt: skip
ADDITIVE = ("revenue", "orders", "refund", "net")
BY = {"customer.region": ("customers",), "order.channel": ()}

pytestmark = pytest.mark.filterwarnings("ignore")


@cache
def opened():
    kept = []

    def fill(connection):
        for name, columns in TYPES.items():
            declared = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
            connection.execute(f'CREATE TABLE "{name}" ({declared})')
        kept.append(connection)

    engine = DuckDBEngine.memory(fill)
    atexit.register(engine.close)
    return engine, kept[0], {name: [] for name in TYPES}


def engine_of(frames):
    """The engine, now holding the rows of these frames and no others; a table that has them already is left alone."""
    engine, connection, held = opened()
    for name, columns in TYPES.items():
        rows = [tuple(None if pd.isna(v) else v for v in row) for row in frames[name].itertuples(index=False)]
        if rows == held[name]:
            continue
        if held[name]:
            connection.execute(f'DELETE FROM "{name}"')
        held[name] = rows
        if rows:
            marks = f"({', '.join('?' * len(columns))})"
            values = [value for row in rows for value in row]
            connection.execute(f'INSERT INTO "{name}" VALUES {", ".join([marks] * len(rows))}', values)
    return engine


def answer(query, frames, engine=None):
    """Group -> values of the compiled query, keyed like the evaluator's."""
    table, _ = run_query(query, MODEL, engine or engine_of(frames), CALENDAR)
    keys = [i for i, c in enumerate(table.columns) if c.kind in ("dimension", "period")]
    values = [table.index(ref.key) for ref in query.metrics]
    return {tuple(row[i] for i in keys): tuple(row[i] for i in values) for row in table.rows}


def close(mine, theirs):
    if mine is None or theirs is None:
        return mine is None and theirs is None
    return float(mine) == pytest.approx(float(theirs), rel=1e-9, abs=1e-9)


def same(found, expected):
    assert set(found) == set(expected)
    for key, values in expected.items():
        assert all(close(a, b) for a, b in zip(found[key], values, strict=True)), (key, found[key], values)


conditions = st.one_of(
    st.tuples(
        st.just("customer.region"),
        st.sampled_from(["eq", "ne"]),
        st.sampled_from(["East", "West", ""]).map(lambda v: (v,)),
    ),
    st.tuples(
        st.just("order.channel"), st.sampled_from(["in", "not_in"]), st.sampled_from([("web",), ("web", "shop")])
    ),
    st.tuples(
        st.sampled_from(["customer.region", "order.channel"]), st.sampled_from(["is_null", "not_null"]), st.just(())
    ),
    st.tuples(st.just("order.amount"), st.sampled_from(["gt", "le"]), st.integers(-5, 60).map(lambda v: (v,))),
).map(lambda parts: Compare(*parts))
predicates = st.one_of(
    conditions,
    st.tuples(st.sampled_from(["any_of", "all_of", "none_of"]), st.lists(conditions, min_size=1, max_size=2)).map(
        lambda parts: Combine(parts[0], tuple(parts[1]))
    ),
)
windows = st.one_of(
    st.none(),
    st.tuples(st.integers(0, 60), st.integers(1, 60)).map(
        lambda p: Window(FIRST + dt.timedelta(days=p[0]), FIRST + dt.timedelta(days=p[0] + p[1]))
    ),
)


@st.composite
def queries(draw):
    metrics = draw(st.lists(st.sampled_from(ON_ORDERS), min_size=1, max_size=3, unique=True))
    dimensions = draw(st.lists(st.sampled_from(sorted(BY)), max_size=2, unique=True))
    return SemanticQuery(
        metrics=tuple(map(MetricRef, metrics)),
        dimensions=tuple(map(DimensionRef, dimensions)),
        filters=tuple(draw(st.lists(predicates, max_size=2))),
        window=draw(windows),
        as_of=AS_OF,
    )


@check
@given(worlds(), queries())
def test_a_compiled_query_equals_the_plain_evaluation(frames, query):
    same(answer(query, frames), Evaluator(MODEL, frames).evaluate(query))


@check
@given(worlds(), queries(), st.sampled_from(["week", "month", "quarter"]))
def test_a_time_series_equals_the_plain_evaluation_and_lists_every_period(frames, query, grain):
    query = replace(query, grain=grain)
    expected = Evaluator(MODEL, frames).evaluate(query)
    found = answer(query, frames)
    assert set(expected) <= set(found)
    same({key: found[key] for key in expected}, expected)
    for key in set(found) - set(expected):  # filled periods hold zero or nothing
        assert all(not value for value in found[key]), (key, found[key])


@check
@given(worlds(), queries())
def test_a_metric_asked_alone_equals_the_metric_asked_with_others(frames, query):
    engine = engine_of(frames)
    together = answer(query, frames, engine)
    for position, ref in enumerate(query.metrics):
        alone = answer(replace(query, metrics=(ref,)), frames, engine)
        assert set(alone) <= set(together)
        for key, values in together.items():
            expected = alone.get(key, (None,))[0]
            assert close(values[position], expected) or (key not in alone and not values[position])


@check
@given(worlds(), st.sampled_from(ADDITIVE), st.sampled_from(sorted(BY)), windows)
def test_the_parts_of_an_additive_metric_add_up_to_its_total(frames, metric, dimension, window):
    engine = engine_of(frames)
    query = SemanticQuery(
        metrics=(MetricRef(metric),), dimensions=(DimensionRef(dimension),), window=window, as_of=AS_OF
    )
    parts = answer(query, frames, engine)
    total = answer(replace(query, dimensions=()), frames, engine)[()][0]
    assert close(sum(float(value[0] or 0) for value in parts.values()), float(total or 0))


@check
@given(worlds(), predicates, windows)
def test_a_filter_never_raises_a_count_and_with_its_negation_it_is_no_filter(frames, predicate, window):
    engine = engine_of(frames)
    query = SemanticQuery(metrics=(MetricRef("orders"),), window=window, as_of=AS_OF)
    every = answer(query, frames, engine)[()][0]
    some = answer(replace(query, filters=(predicate,)), frames, engine)[()][0]
    others = answer(replace(query, filters=(Combine("none_of", (predicate,)),)), frames, engine)[()][0]
    assert some <= every
    assert some + others == every


@check
@given(worlds(), queries(), st.randoms())
def test_the_order_of_rows_metrics_dimensions_and_filters_is_irrelevant(frames, query, random):
    shuffled = {name: frame.sample(frac=1, random_state=random.randrange(1000)) for name, frame in frames.items()}
    turned = replace(query, metrics=query.metrics[::-1], dimensions=query.dimensions[::-1], filters=query.filters[::-1])
    found = {key[::-1]: values[::-1] for key, values in answer(turned, shuffled).items()}
    same(found, answer(query, frames))
    assert query.key() == turned.key()


@check
@given(worlds(), st.sampled_from(["revenue", "orders"]), st.integers(1, 3))
def test_top_n_and_others_add_up_to_the_total(frames, metric, n):
    engine = engine_of(frames)
    query = SemanticQuery(metrics=(MetricRef(metric),), dimensions=(DimensionRef("customer.region"),), as_of=AS_OF)
    table, _ = run_query(replace(query, top=Top(n, metric, others=True)), MODEL, engine, CALENDAR)
    total = answer(replace(query, dimensions=()), frames, engine)[()][0]
    assert close(sum(float(value or 0) for value in table.values(metric)), float(total or 0))


@check
@given(worlds(), st.sampled_from(sorted(BY)))
def test_shares_of_an_additive_metric_are_its_parts_of_the_total(frames, dimension):
    engine = engine_of(frames)
    query = SemanticQuery(
        metrics=(MetricRef("orders"),), dimensions=(DimensionRef(dimension),), as_of=AS_OF, share=Share()
    )
    table, _ = run_query(query, MODEL, engine, CALENDAR)
    total = sum(table.values("orders"))
    for count, share in zip(table.values("orders"), table.values("orders__share"), strict=True):
        assert close(share, count / total if total else None)


@check
@given(worlds(), queries(), st.integers(0, 30))
def test_a_condition_on_a_metric_keeps_exactly_the_groups_that_meet_it(frames, query, least):
    engine = engine_of(frames)
    metric = query.metrics[0].key
    plain = answer(query, frames, engine)
    kept = answer(replace(query, having=(MetricFilter(metric, "ge", (least,)),)), frames, engine)
    assert kept == {key: values for key, values in plain.items() if values[0] is not None and values[0] >= least}


@check
@given(worlds())
def test_finer_grain_rolled_up_is_the_coarser_grain(frames):
    engine = engine_of(frames)
    query = SemanticQuery(metrics=(MetricRef("revenue"),), grain="day", as_of=AS_OF)
    rolled: dict = {}
    for (day,), (value,) in answer(query, frames, engine).items():
        rolled[day.replace(day=1)] = rolled.get(day.replace(day=1), 0) + float(value or 0)
    months = {
        key[0]: float(value[0] or 0) for key, value in answer(replace(query, grain="month"), frames, engine).items()
    }
    for month in set(rolled) | set(months):
        assert close(rolled.get(month, 0), months.get(month, 0))


def test_the_evaluator_itself_keeps_rows_without_a_value_in_a_negation():
    assert holds(Compare("x", "ne", ("a",)), {"x": None})
    assert not holds(Compare("x", "eq", ("a",)), {"x": None})
