"""Compile a SemanticQuery to one SELECT.

Rule: every fact is aggregated alone, at the grain of the query, and only then combined. A join that could repeat rows
of a measured table is refused here, so no caller can fan out. Compiling is pure: it reads no data and no clock.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from semantic_layer.begins import calendar_of
from semantic_layer.calendar import Calendar
from semantic_layer.compiler.answer import Answer, Compared
from semantic_layer.compiler.build import Build
from semantic_layer.compiler.checks import check_query
from semantic_layer.compiler.compiled import CompiledQuery
from semantic_layer.compiler.frames import TimeAxis, time_axis
from semantic_layer.compiler.paths import graph_of
from semantic_layer.compiler.scope import PERIOD, DimensionKey, Keys, Outside, Scope
from semantic_layer.compiler.sorting import with_sort_columns
from semantic_layer.errors import BadQuery
from semantic_layer.model import SemanticModel
from semantic_layer.policy import View
from semantic_layer.query import SemanticQuery, Window


def compile_query(
    query: SemanticQuery, model: SemanticModel, calendar: Calendar, *, dialect: str = "duckdb"
) -> CompiledQuery:
    """Return the SELECT that answers a query, with its columns, lineage and applied policies.

    Raises
    ------
    QueryError
        If the model cannot give what is asked; the error says why and what is possible.
    """
    compiled = _compile(query, model, calendar, dialect)
    if not query.totals:
        return compiled
    return replace(compiled, total=_compile(total_query(query, calendar), model, calendar, dialect))


def compile_count(
    query: SemanticQuery, model: SemanticModel, calendar: Calendar, *, dialect: str = "duckdb"
) -> CompiledQuery:
    """Return the SELECT of one number: how many rows the answer has without its limit."""
    return _compile(replace(query, order=(), limit=None, totals=False), model, calendar, dialect, is_counted=True)


def compile_others(
    query: SemanticQuery,
    outside: Outside,
    model: SemanticModel,
    calendar: Calendar,
    *,
    dialect: str = "duckdb",
    apart: int | None = None,
) -> CompiledQuery:
    """Return the SELECT of the row that stands for all known groups outside the given ones, from their own rows.

    `apart`: so many of these groups, each on its own.
    """
    assert query.top is not None
    dimensions = query.dimensions if apart else ()
    others = replace(
        query, dimensions=dimensions, top=None, having=(), streak=None, order=(), limit=apart, totals=False, share=None
    )
    return _compile(others, model, calendar, dialect, outside)


def total_query(query: SemanticQuery, calendar: Calendar) -> SemanticQuery:
    """Return the query of the total row: the same rows without groups."""
    window = query.window
    if window is None and query.grain and (query.compare or any(ref.offset for ref in query.metrics)):
        window = calendar.clip(None)
    return replace(
        query,
        dimensions=(),
        grain=None,
        window=window,
        having=(),
        streak=None,
        share=None,
        cumulate=None,
        top=None,
        order=(),
        limit=None,
        totals=False,
    )


def _compile(
    query: SemanticQuery,
    model: SemanticModel,
    calendar: Calendar,
    dialect: str,
    outside: Outside | None = None,
    *,
    is_counted: bool = False,
) -> CompiledQuery:
    check_query(query)
    asked = query
    query, unseen = with_sort_columns(query, model)
    calendar = calendar_of(query, model, on_day(calendar, query.as_of))
    axis, compared = _time(query, calendar)
    build = Build(model, graph_of(model), calendar, query, View(model, query.who), axis, dialect)
    keys: Keys = tuple(DimensionKey(ref) for ref in query.dimensions)
    if query.grain:
        keys = (PERIOD, *keys)
    conditions = (*query.filters, outside) if outside else query.filters
    scope = Scope(axis.base, conditions, query.members, query.time.name)
    answer = Answer(build, keys, scope)
    if query.metrics:
        answer.measure(compared)
    else:
        answer.list_values()
    if is_counted:
        answer.count()
    answer.hide(unseen)
    return replace(answer.finish(compared), query=asked)


def on_day(calendar: Calendar, as_of: date) -> Calendar:
    """Return the calendar on the query's own as-of date."""
    return calendar if calendar.as_of == as_of else replace(calendar, as_of=as_of)


def _time(query: SemanticQuery, calendar: Calendar) -> tuple[TimeAxis, Compared]:
    """The time axis, with the window cut to what a like-for-like comparison compares."""
    axis = time_axis(query, calendar)
    found: Compared = {}
    for comparison in query.compare:
        if comparison.to in found:
            raise BadQuery(f"The query compares with {comparison.to!r} twice. Leave one out.")
        found[comparison.to] = axis.compared(comparison, axis.window)
    ends = [pairs[-1].now.end for _, pairs in found.values() if pairs and pairs[-1].now.end]
    if ends:
        start = axis.window.start if axis.window else None
        if query.grain is None:
            start = next(iter(found.values()))[1][0].now.start
        axis = replace(axis, window=Window(start, min(ends), axis.window.rule if axis.window else ""))
    return axis, found
