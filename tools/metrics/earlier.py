"""The periods before one number: what a person sets beside "revenue last month".

Rule: only a number of one whole period that is over has them, and only where nothing makes the change mislead: no
segment of today, no days of the week, no members chosen by what they did. They are the same metric under the same
conditions and rights, in a query of its own; where its last period is not exactly the number, there are none. What
has too many rows to be read beside the answer is left out, whatever the machine.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from semantic_layer.begins import calendar_of
from semantic_layer.compiler import CompiledQuery
from semantic_layer.engines.errors import EngineError, QueryInterrupted
from semantic_layer.errors import QueryError
from semantic_layer.model import Grain, PopulationRateMetric, SemanticModel
from semantic_layer.query import Combine, Compare, MetricRef, Predicate, SemanticQuery, Window
from semantic_layer.result import ResultTable
from semantic_layer.run import run_part
from tools.arguments import QueryMetricsArgs
from tools.context import ToolContext
from tools.metrics.facts import cell, change_facts
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult

PERIODS = 12
MOST_ROWS = 2_000_000  # of the tables that the number rests on
LIMIT_S = 2.0
_GRAINS: tuple[Grain, ...] = ("year", "quarter", "month", "week", "day")
_PLAIN = QueryMetricsArgs()
_SAME = frozenset(
    {"metrics", "window", "filters", "time", "chart", "identity"}
)  # what else is asked has no such periods


@dataclass(frozen=True)
class _Asked:
    """One number of one whole period."""

    ref: MetricRef
    window: Window
    start: date
    grain: Grain


def earlier_periods(args: QueryMetricsArgs, result: ToolResult, ctx: ToolContext) -> ToolResult | None:
    """Return the last periods up to the one that was asked for, with the change against the one before.

    The result has one table (period and metric), the finding `earlier` where the period before is known, and the
    caveats of that comparison. None where there is nothing to set beside the number.
    """
    asked = _asked(args, result, ctx)
    if asked is None or sum(step.visible for step in result.lineage.steps) > MOST_ROWS:
        return None
    query = replace(args.to_query(ctx.as_of, ctx.who), grain=asked.grain, window=_window(asked, args, ctx))
    limit_s = min(ctx.timeout_s, LIMIT_S)
    try:
        table, compiled = run_part(query, ctx.model, ctx.engine, ctx.calendar, timeout_s=limit_s, run_id=ctx.run_id)
    except QueryInterrupted:
        raise
    except (QueryError, EngineError):  # the number stands without them
        return None
    kept = replace(table, rows=tuple(row for row in table.rows if isinstance(row[0], date)))
    if not _ends_with(kept, asked, result) or len(kept.rows) < 2:
        return None
    return _told(kept, asked, query, compiled, ctx)


def _asked(args: QueryMetricsArgs, result: ToolResult, ctx: ToolContext) -> _Asked | None:
    changed = {name for name in QueryMetricsArgs.model_fields if getattr(args, name) != getattr(_PLAIN, name)}
    window = result.lineage.window
    if not changed <= _SAME or len(args.metrics) != 1 or args.identity != "account" or len(result.main.rows) != 1:
        return None
    ref, model = args.metrics[0], ctx.model
    is_rate = model.has_metric(ref.name) and isinstance(model.metric(ref.name), PopulationRateMetric)
    if is_rate or ref.per or ref.offset or ref.combine or not _all_plain((*args.filters, *ref.filters), model):
        return None
    if window is None or window.start is None or window.end is None:
        return None
    start, calendar = window.start, ctx.calendar
    for grain in _GRAINS:
        if calendar.floor(start, grain) == start and calendar.next(start, grain) == window.end:
            return _Asked(ref, window, start, grain) if calendar.is_complete(start, grain) else None
    return None


def _all_plain(filters: tuple[Predicate, ...], model: SemanticModel) -> bool:
    """Whether every condition is on a field that says of a row what it was, whatever the period."""
    return all(_is_plain(item, model) for item in filters)


def _is_plain(item: Predicate, model: SemanticModel) -> bool:
    match item:
        case Compare():
            is_known = item.part is None and item.than is None and model.has_dimension(item.field)
            return is_known and model.dimension(item.field).type != "time"
        case Combine():
            return _all_plain(item.predicates, model)
        case _:
            return False


def _window(asked: _Asked, args: QueryMetricsArgs, ctx: ToolContext) -> Window:
    """Up to twelve periods, beginning with the first that the data hold as a whole."""
    query = args.to_query(ctx.as_of, ctx.who)
    first = calendar_of(query, ctx.model, ctx.calendar).first_day
    start = ctx.calendar.shift(asked.start, 1 - PERIODS, asked.grain)
    if first and start < first:
        begun = ctx.calendar.floor(first, asked.grain)
        start = begun if begun == first else ctx.calendar.next(first, asked.grain)
    return Window(min(start, asked.start), asked.window.end)


def _ends_with(table: ResultTable, asked: _Asked, result: ToolResult) -> bool:
    """Whether the last period is the number itself, to the last digit, and no period is withheld."""
    if table.left_out or not table.rows or table.columns[0].kind != "period":
        return False
    key = asked.ref.key
    if key not in {column.name for column in table.columns} & {column.name for column in result.main.columns}:
        return False
    at, of_number = table.index(key), result.main.index(key)
    value = result.main.rows[0][of_number]
    return value is not None and table.rows[-1][0] == asked.start and table.rows[-1][at] == value


def _told(
    table: ResultTable, asked: _Asked, query: SemanticQuery, compiled: CompiledQuery, ctx: ToolContext
) -> ToolResult:
    column = table.columns[table.index(asked.ref.key)]
    columns = (table.columns[0], column)
    rows = tuple((row[0], row[table.index(column.name)]) for row in table.rows)
    shown = replace(table, columns=columns, rows=rows)
    before = ctx.calendar.shift(asked.start, -1, asked.grain)
    then = next((value for start, value in rows if start == before), None)
    findings: tuple[Finding, ...] = ()
    caveats: tuple[Caveat, ...] = ()
    if then is not None:
        now = rows[-1][1]
        compared = (("now", cell(now, column)), ("then", cell(then, column)), ("before", Fact(before)))
        findings = (Finding("earlier", (*compared, *change_facts(then, now, column))),)
        moved = ctx.calendar.moved_holidays(asked.window, Window(before, asked.start))
        caveats = (Caveat("holiday_shift", (("names", ", ".join(moved)),)),) if moved else ()
    lineage = Lineage(
        as_of=ctx.as_of,
        queries=(query,),
        sql=(compiled.sql,),
        window=compiled.window,
        metrics=(asked.ref.name,),
        policies=compiled.policies,
        parameters=(("grain", asked.grain),),
    )
    return ToolResult("query_metrics", (NamedTable("main", shown),), findings, caveats, lineage)
