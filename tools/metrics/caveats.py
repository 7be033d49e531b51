"""Reasons to read a table of metrics with care, read off the table and its compiled query.

Rule: a caveat is raised only when it is true of these figures, and each at most once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from semantic_layer.calendar import Calendar, ComparedWindows
from semantic_layer.compiler import CompiledQuery
from semantic_layer.model import PopulationRateMetric, SemanticModel
from semantic_layer.query import SemanticQuery, Window
from semantic_layer.result import LeftOut, ResultTable, Value
from tools.context import ToolContext
from tools.metrics.intervals import FEW, SATURATED, count, rates
from tools.metrics.lengths import depends_on_length
from tools.metrics.level_caveats import level_caveats
from tools.metrics.resolve import is_forward
from tools.result import Caveat

_IN_UNKNOWN = frozenset({"null_key", "orphan_key", "null_attribute"})
_PLAIN_FLAGS = frozenset({"parts_overlap", "tie_at_cut", "window_incomplete", "approximate", "left_censored"})


def caveats(
    table: ResultTable, groups: ResultTable, compiled: CompiledQuery, ctx: ToolContext, count: int = 0
) -> tuple[Caveat, ...]:
    """Caveats of the answer's rows; `groups` holds all groups behind a ranking (else the same table).

    `count` is the number of rows in all, where the table shows the first of them only.
    """
    found = (
        *_periods(table, compiled, ctx),
        *_unranked(table, compiled, ctx),
        *_comparisons(compiled, ctx),
        *_small(table),
        *_saturated(groups),
        *(Caveat(flag) for flag in table.flags if flag in _PLAIN_FLAGS and _matters(flag, table)),
        *_left_out(table, groups, compiled),
        *_truncated(table, count),
        *(Caveat("policy_applied", (("policy", policy),)) for policy in compiled.policies),
        *_definitions(compiled, ctx.model),
        *_dated_by(compiled),
        *_counted_by_date(compiled, ctx.model),
        *level_caveats(compiled.query, ctx.model),
    )
    return tuple(dict.fromkeys(found))


def _truncated(table: ResultTable, total: int) -> Iterable[Caveat]:
    if "truncated" not in table.flags:
        return
    rows = len(table.rows)
    if total > rows:
        yield Caveat("truncated_list", (("rows", rows), ("total", total)))
    else:
        yield Caveat("truncated", (("rows", rows),))


def _matters(flag: str, table: ResultTable) -> bool:
    """Overlapping groups only mislead who adds them up, and nobody adds up rates."""
    kinds = {column.unit.kind for column in table.columns if column.kind == "metric"}
    return flag != "parts_overlap" or bool(kinds - {"share", "ratio"})


def cut_by_window(table: ResultTable, query: SemanticQuery, calendar: Calendar) -> tuple[int, ...]:
    """Rows whose period sticks out of the window: the first or last week of a month, say."""
    period, window = next(iter(table.of_kind("period")), None), query.window
    if period is None or window is None or query.grain is None:
        return ()
    found = []
    for i, row in enumerate(table.rows):
        first = row[period]
        if not isinstance(first, date) or i in table.incomplete:
            continue
        first = first.date() if isinstance(first, datetime) else first
        begins_before = bool(window.start and first < window.start)
        ends_after = bool(window.end and calendar.next(first, query.grain, fiscal=query.fiscal) > window.end)
        if begins_before or ends_after:
            found.append(i)
    return tuple(found)


def _periods(table: ResultTable, compiled: CompiledQuery, ctx: ToolContext) -> Iterable[Caveat]:
    """A period that as-of or the window cuts: of the time axis, else the window itself."""
    query = compiled.query
    period = next((i for i, column in enumerate(table.columns) if column.kind == "period"), None)
    cut = [table.rows[i][period] for i in table.incomplete] if period is not None else []
    for first in dict.fromkeys(cut):
        if query.grain and isinstance(first, date):
            end = ctx.calendar.next(first, query.grain, fiscal=query.fiscal)
            yield Caveat("period_incomplete", (("start", first), ("end", end), ("until", ctx.as_of)))
    if period is not None:
        starts = dict.fromkeys(table.rows[i][period] for i in cut_by_window(table, query, ctx.calendar))
        yield from (Caveat("period_cut", (("start", first),)) for first in starts)
    window = query.window
    is_told = any(pair.clipped for _, pair in compiled.compared)  # that equal numbers of days are compared
    is_open = window is not None and window.end is not None and window.end > ctx.as_of
    if window and is_open and not query.grain and not is_told and window.rule[:7] != "to_date":
        yield Caveat("period_incomplete", (("start", window.start), ("end", window.end), ("until", ctx.as_of)))


def _unranked(table: ResultTable, compiled: CompiledQuery, ctx: ToolContext) -> Iterable[Caveat]:
    """The period that as-of cuts is ranked with no whole one, however large it is already."""
    query = compiled.query
    if "incomplete_not_ranked" not in table.flags or query.grain is None or query.top is None:
        return
    start = ctx.calendar.floor(ctx.as_of, query.grain, fiscal=query.fiscal)
    if start < ctx.as_of:
        end = ctx.calendar.next(start, query.grain, fiscal=query.fiscal)
        yield Caveat("incomplete_not_ranked", (("start", start), ("end", end), ("until", ctx.as_of)))


def _comparisons(compiled: CompiledQuery, ctx: ToolContext) -> Iterable[Caveat]:
    query = compiled.query
    of_days = query.share is None and any(depends_on_length(ref, ctx.model) for ref in query.metrics)
    for _, pair in compiled.compared:
        if pair.now.start and pair.now.start >= query.as_of:
            continue  # nothing is there yet to compare, which is said already
        if pair.clipped and pair.days_now != pair.days_then:
            yield Caveat("unequal_days", (("days_now", pair.days_now), ("days_then", pair.days_then)))
        elif pair.clipped:
            yield Caveat("like_for_like", (("days", pair.days_now),))
        elif of_days and not _are_as_long(pair):
            yield Caveat("unequal_periods", (("days_now", pair.days_now), ("days_then", pair.days_then)))
        if moved := ctx.calendar.moved_holidays(pair.now, pair.then):
            yield Caveat("holiday_shift", (("names", ", ".join(moved)),))


def _are_as_long(pair: ComparedWindows) -> bool:
    """Whether both have the same number of days, or are the same number of whole months: 28 days beside 31."""
    months = {_whole_months(window) for window in (pair.now, pair.then)}
    return pair.days_now == pair.days_then or (len(months) == 1 and None not in months)


def _whole_months(window: Window) -> int | None:
    start, end = window.start, window.end
    if start is None or end is None or start.day != end.day:
        return None
    return (end.year - start.year) * 12 + end.month - start.month


def _small(table: ResultTable) -> Iterable[Caveat]:
    for name in rates(table):
        bases = [count(n) for n in table.values(f"{name}__n") if count(n)]  # out of nobody there is no rate at all
        if bases and min(bases) < FEW:
            yield Caveat("small_base", (("n", min(bases)),))


def members_overlap(
    groups: ResultTable, overall: tuple[tuple[str, Value], ...], model: SemanticModel
) -> tuple[Caveat, ...]:
    """Groups of a rate that hold more members together than there are: somebody counts in several of them."""
    for name in rates(groups):
        everybody = dict(overall).get(f"{name}__n")
        if everybody is not None and sum(count(n) for n in groups.values(f"{name}__n")) > count(everybody):
            source = groups.columns[groups.index(name)].source or name
            metric = model.metric(source) if model.has_metric(source) else None
            forward = isinstance(metric, PopulationRateMetric) and is_forward(metric)
            return (Caveat("members_overlap" if forward else "members_split", (("metric", source),)),)
    return ()


def _saturated(groups: ResultTable) -> Iterable[Caveat]:
    for name in rates(groups):
        values = [float(str(value)) for value in groups.values(name) if value is not None]
        if len(values) > 1 and sum(value > SATURATED for value in values) * 2 > len(values):
            yield Caveat("saturated")


def _left_out(table: ResultTable, groups: ResultTable, compiled: CompiledQuery) -> Iterable[Caveat]:
    """Rows without a group stand in the unknown bucket, where one is shown; all others are not in the figures."""
    has_unknown = any(row[i] is None for row in groups.rows for i in groups.of_kind("dimension"))
    for item in table.left_out:
        if item.rows <= 0:
            continue
        if compiled.query.rows is not None:  # nothing of them stands under "unknown"
            yield _rows_left_out(item)
        elif item.code in _IN_UNKNOWN and compiled.query.dimensions:
            if not has_unknown:
                continue
            yield _without_group(item)
        elif item.code not in _IN_UNKNOWN:
            yield _rows_left_out(item)


def _without_group(item: LeftOut) -> Caveat:
    """Each figure has its own rows: which one is meant is part of it."""
    params = (("rows", item.rows), ("value", item.value), ("dimension", item.detail), ("metric", item.metric))
    return Caveat("unknown_bucket", params)


def _rows_left_out(item: LeftOut) -> Caveat:
    params = (("code", item.code), ("rows", item.rows), ("value", item.value), ("metric", item.metric))
    return Caveat("rows_left_out", params)


def _definitions(compiled: CompiledQuery, model: SemanticModel) -> Iterable[Caveat]:
    for ref in compiled.query.metrics:
        if model.has_metric(ref.name) and model.metric(ref.name).state in ("generated", "draft", "deprecated"):
            yield Caveat(f"{model.metric(ref.name).state}_definition", (("name", ref.name),))


def _dated_by(compiled: CompiledQuery) -> Iterable[Caveat]:
    """Said only when metrics of one answer are dated differently."""
    times = dict(compiled.lineage.times)
    if len(set(times.values())) > 1 and compiled.query.window:
        for metric, dimension in times.items():
            yield Caveat("dated_by", (("metric", metric), ("dimension", dimension)))


def _counted_by_date(compiled: CompiledQuery, model: SemanticModel) -> Iterable[Caveat]:
    """How many members "last month" are those who came in it, and not all there were: it is said by which date."""
    query, times = compiled.query, dict(compiled.lineage.times)
    if not (query.window or query.grain) or query.time.name != "metric_time":
        return
    for entity in model.entities:
        home = model.dataset_of_entity(entity.name)
        for ref in query.metrics:
            is_count = ref.name == entity.default_count and ref.over is None
            if is_count and home is not None and home.role == "dimension" and ref.key in times:
                yield Caveat("counted_by_date", (("metric", ref.name), ("dimension", times[ref.key])))
