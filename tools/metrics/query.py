"""Metrics by dimensions: the tool behind most questions.

Rule: a ranking is answered with the leaders and shown among all groups; a rate is answered with its base and its
interval, and groups that the data cannot tell from the leader share first place.
"""

from __future__ import annotations

from dataclasses import replace

from semantic_layer.compiler import CompiledQuery, compile_query
from semantic_layer.query import Order, SemanticQuery
from semantic_layer.result import ResultTable, Value
from semantic_layer.row_steps import row_steps
from semantic_layer.run import count_rows, run_part, run_query
from tools.arguments import QueryMetricsArgs
from tools.context import ToolContext
from tools.metrics.caveats import caveats, cut_by_window, members_overlap
from tools.metrics.facts import group_of
from tools.metrics.findings import Found, findings
from tools.metrics.intervals import first_place, rates, with_intervals, without_empty_unknown
from tools.metrics.namesakes import namesakes
from tools.metrics.ratio_parts import ratio_parts
from tools.metrics.resolve import Resolved, resolve
from tools.metrics.sound_query import ensure_sound
from tools.result import Lineage, NamedTable, ToolResult

CONTEXT_ROWS = 200
LISTED_ROWS = 10_000


def query_metrics(args: QueryMetricsArgs, ctx: ToolContext) -> ToolResult:
    """Compute what was asked, with the whole field behind a ranking and the overall value beside it."""
    ensure_sound(args, ctx)
    resolved = resolve(args.to_query(ctx.as_of, ctx.who), ctx)
    query = _limited(resolved.query)
    table, compiled = _run(query, ctx)
    count = _count(query, args.limit, table, ctx)
    if count > len(table.rows):
        table = replace(table, flags=(*table.flags, "truncated"))
    ran = [(query, compiled)]

    context: ResultTable | None = None
    if _has_context(query):
        field, of_context = _run_beside(_whole_field(query), ctx)
        context = _unknown_last(field)
        ran.append((of_context.query, of_context))
    overall: tuple[tuple[str, Value], ...] = ()
    if _needs_overall(query) and not _is_suppressed(table, context):
        row, of_overall = _run_beside(_without_groups(query), ctx)
        ran.append((of_overall.query, of_overall))
        overall = tuple(zip((column.name for column in row.columns), row.rows[0], strict=True)) if row.rows else ()

    level = _level(query, context)
    main = _with_level(table, context, level) if context and level else table
    groups = (
        tuple(group_of(context, dict(zip(_names(context), context.rows[i], strict=True))) for i in level)
        if context
        else ()
    )
    tables = (NamedTable("main", main), *((NamedTable("context", context),) if context else ()))
    return ToolResult(
        "query_metrics",
        tables,
        findings(
            Found(query, main, context, overall, groups, cut_by_window(main, query, ctx.calendar), count), ctx.model
        ),
        (
            *resolved.caveats,
            *caveats(main, context or main, compiled, ctx, count),
            *members_overlap(context or main, overall, ctx.model),
            *namesakes(query, main, ctx),
        ),
        _lineage(resolved, ran, main, ctx, count, overall),
    )


def ensure_computable(args: QueryMetricsArgs, ctx: ToolContext) -> None:
    """Raise what would refuse the question before any of its figures is computed."""
    ensure_sound(args, ctx)
    resolved = resolve(args.to_query(ctx.as_of, ctx.who), ctx)
    compile_query(_limited(resolved.query), ctx.model, ctx.calendar)


def _limited(query: SemanticQuery) -> SemanticQuery:
    """A list of rows or values as long as somebody can still use; numbers of groups are never cut."""
    if query.metrics and query.rows is None:
        return query
    return replace(query, limit=min(query.limit or LISTED_ROWS, LISTED_ROWS))


def _count(query: SemanticQuery, asked: int | None, table: ResultTable, ctx: ToolContext) -> int:
    """How many rows there are in all; where the table ends on its own, or where it was asked to, those it has."""
    rows = len(table.rows)
    if query.limit is None or rows < query.limit or query.limit == asked:
        return rows
    return count_rows(query, ctx.model, ctx.engine, ctx.calendar, timeout_s=ctx.timeout_s)


def _run(query: SemanticQuery, ctx: ToolContext) -> tuple[ResultTable, CompiledQuery]:
    table, compiled = run_query(query, ctx.model, ctx.engine, ctx.calendar, timeout_s=ctx.timeout_s, run_id=ctx.run_id)
    return with_intervals(without_empty_unknown(table)), compiled


def _run_beside(query: SemanticQuery, ctx: ToolContext) -> tuple[ResultTable, CompiledQuery]:
    """What stands beside the answer: its conditions are checked and its rows counted with the answer itself."""
    table, compiled = run_part(query, ctx.model, ctx.engine, ctx.calendar, timeout_s=ctx.timeout_s, run_id=ctx.run_id)
    return with_intervals(without_empty_unknown(table)), compiled


def _names(table: ResultTable) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns)


# --- the field behind a ranking ----------------------------------------------------------------------------------


def _has_context(query: SemanticQuery) -> bool:
    if query.rows is not None:
        return False
    return bool(query.top and not query.top.per and len(query.dimensions) == 1 and query.grain is None)


def _whole_field(query: SemanticQuery) -> SemanticQuery:
    """All groups in the order of the ranking."""
    assert query.top is not None
    order = (Order(query.top.by, query.top.direction),)
    return replace(query, top=None, order=order, limit=CONTEXT_ROWS, totals=False)


def _unknown_last(field: ResultTable) -> ResultTable:
    """The unknown group is shown, and never in a place of the ranking."""
    known = tuple(row for row in field.rows if row[0] is not None)
    return replace(field, rows=known + tuple(row for row in field.rows if row[0] is None))


def _needs_overall(query: SemanticQuery) -> bool:
    """A leader is compared with the whole; a top n and the parts of a sum with their total; single rows are not."""
    if query.rows is not None:
        return False
    return bool(query.metrics and query.dimensions and query.grain is None and not (query.top and query.top.per))


def _is_suppressed(*tables: ResultTable | None) -> bool:
    """Whether a group was too small to show: the whole beside the others would give it away."""
    return any(item.code == "suppressed_groups" for table in tables if table for item in table.left_out)


def _without_groups(query: SemanticQuery) -> SemanticQuery:
    return replace(
        query,
        dimensions=(),
        top=None,
        order=(),
        limit=None,
        having=(),
        streak=None,
        compare=(),
        share=None,
        totals=False,
        fill=None,
    )


def _level(query: SemanticQuery, context: ResultTable | None) -> tuple[int, ...]:
    """Rows of the field that share first place, where the ranking is by a rate."""
    if context is None or query.top is None or query.top.n != 1 or query.top.skip or query.top.by not in rates(context):
        return ()
    known = [i for i, row in enumerate(context.rows) if row[0] is not None]
    if not known or not context.rows:
        return ()
    ranked = replace(context, rows=tuple(context.rows[i] for i in known))
    return tuple(known[i] for i in first_place(ranked, query.top.by))


def _with_level(table: ResultTable, context: ResultTable, level: tuple[int, ...]) -> ResultTable:
    """The leaders, in the order of the field."""
    if _names(table) != _names(context):
        return table
    return replace(table, rows=tuple(context.rows[i] for i in level))


def _lineage(
    resolved: Resolved,
    ran: list[tuple[SemanticQuery, CompiledQuery]],
    main: ResultTable,
    ctx: ToolContext,
    count: int,
    overall: tuple[tuple[str, Value], ...],
) -> Lineage:
    compiled = ran[0][1]
    compared = compiled.compared[0][1].then if compiled.compared else None
    return Lineage(
        as_of=ctx.as_of,
        queries=tuple(query for query, _ in ran),
        sql=(*(item.sql for _, item in ran), *resolved.sql),
        window=compiled.window,
        compared_window=compared,
        metrics=tuple(ref.name for ref in resolved.query.metrics),
        dimensions=tuple(dimension.name for dimension in resolved.query.dimensions),
        policies=compiled.policies,
        parameters=resolved.parameters,
        row_counts=(("rows", len(main.rows)), *((("rows_in_all", count),) if count > len(main.rows) else ())),
        steps=row_steps(compiled, ctx.engine, timeout_s=ctx.timeout_s, run_id=ctx.run_id),
        overall=overall,
        parts=ratio_parts(ran[0][0], main, ctx),
    )
