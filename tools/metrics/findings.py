"""What is worth saying about a table of metrics: kinds and facts, never words.

Rule: every fact is a cell of a table or one step of arithmetic on cells, and carries the unit and format of its
column. Rows for "all others" and for unknown groups are never called highest or lowest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from semantic_layer.model import SemanticModel, Unit
from semantic_layer.query import SemanticQuery, Top
from semantic_layer.result import Column, ResultTable, Value
from tools.metrics import facts, series
from tools.metrics.facts import Group, Row, cell, metrics, ranked
from tools.metrics.row_findings import of_rows
from tools.result import Fact, Finding


@dataclass(frozen=True)
class Found:
    """What the findings are read from: the answer's rows, all groups behind a ranking, and the overall value.

    `level` holds the groups that the data cannot tell from the leader, the leader first; `cut` the rows whose period
    the window cuts. `count` is the number of rows in all, where the table shows the first of them only.
    """

    query: SemanticQuery
    table: ResultTable
    context: ResultTable | None = None
    overall: tuple[tuple[str, Value], ...] = ()  # metric key -> value without the groups
    level: tuple[Group, ...] = ()
    cut: tuple[int, ...] = ()
    count: int | None = None


def findings(found: Found, model: SemanticModel) -> tuple[Finding, ...]:
    """Findings in the order in which they are said; the first is the headline."""
    query, table = found.query, found.table
    if query.rows is not None:
        return of_rows(table, query.top, len(table.rows) if found.count is None else found.count)
    if not query.metrics or not metrics(table):
        return (_none(table) if not table.rows and _is_withheld(table) else _listing(table),)
    if not table.rows:
        return (_none(table),)
    if _has_not_begun(found):
        return (Finding("just_begun", (("metric", facts.label_of(metrics(table)[0])),)),)
    if query.top and not query.top.per:
        return _ranking(found, query.top, model)
    if query.grain and query.having and not query.dimensions:
        return (Finding("filtered_periods", (("count", facts.count(len(table.rows))), ("grain", Fact(query.grain)))),)
    if query.grain and not query.dimensions:
        if _is_withheld(table) and all(
            row[column.name] in (None, 0) for row in table.records() for column in metrics(table)
        ):
            return (Finding("withheld"),)  # periods without anything are left, which are no trend
        return series.alone(series.Series(query, table, found.cut))
    if not query.dimensions:
        return tuple(item for column in metrics(table) for item in _single(table, column))
    return _groups(found, model)


def _listing(table: ResultTable) -> Finding:
    return Finding("listing", (("count", facts.count(len(table.rows))),))


def _none(table: ResultTable) -> Finding:
    """Nothing to show: there is nothing, or nothing of enough members."""
    return Finding("withheld" if _is_withheld(table) else "empty")


def _is_withheld(table: ResultTable) -> bool:
    return any(item.code == "suppressed_groups" for item in table.left_out)


def _has_not_begun(found: Found) -> bool:
    """Whether the window has no day before as-of and nothing is there yet: a 0 or a fall to 0 would mislead."""
    window, table = found.query.window, found.table
    if window is None or window.start is None or window.start < found.query.as_of:
        return False
    return all(row[column.name] in (None, 0) for row in table.records() for column in metrics(table))


# --- one value --------------------------------------------------------------------------------------------------


def _single(table: ResultTable, column: Column) -> Iterable[Finding]:
    row = next(table.records())
    said = [("value", cell(row[column.name], column)), ("metric", facts.label_of(column))]
    yield Finding("number", (*said, *facts.companions(table, row, column)))
    for base in _bases(table, column):
        yield Finding("comparison", (("metric", facts.label_of(column)), *_compared(table, row, column, base)))


def _bases(table: ResultTable, column: Column) -> tuple[Column, ...]:
    return tuple(base for base in table.columns if base.kind == "base" and base.name.startswith(f"{column.name}__"))


def _compared(table: ResultTable, row: Row, column: Column, base: Column) -> Iterable[tuple[str, Fact]]:
    pairs = (("now", column.name), ("then", base.name), *((p, f"{base.name}_{p}") for p in ("change", "rate")))
    return (*facts.given(table, row, pairs), ("compared_to", Fact(base.compared_to)))


# --- rankings ---------------------------------------------------------------------------------------------------


def _ranking(found: Found, top: Top, model: SemanticModel) -> tuple[Finding, ...]:
    table = found.table
    by = table.columns[table.index(top.by)]
    rows = ranked(table, by)
    if not rows:
        return (_none(table),)
    if by.kind in ("change", "rate") and not top.skip:
        return (_first_change(table, by, rows[0], top),)
    if top.n == 1:
        return tuple(_leader(found, top, by, rows, model))
    return tuple(_top_n(found, top, by, rows, model))


def _leader(found: Found, top: Top, by: Column, rows: list[Row], model: SemanticModel) -> Iterable[Finding]:
    table, row = found.table, rows[0]
    level = found.level or tuple(facts.group_of(table, other) for other in rows if other[by.name] == row[by.name])
    said = [
        ("group", facts.group_fact(table, row)),
        ("value", cell(row[by.name], by)),
        ("metric", facts.label_of(by)),
        ("direction", Fact(top.direction)),
        ("place", facts.count(top.skip + 1)),
    ]
    overall = dict(found.overall).get(by.name)
    if overall is not None and facts.is_level(by.source or by.name, model):
        unit = Unit("points") if by.unit.kind == "share" else by.unit
        apart = facts.difference(row[by.name], overall)
        # members of several groups can lift every group above the whole: the lowest is then no comparison with it
        if facts.number(apart) == 0 or (facts.number(apart) > 0) == (top.direction == "desc") or top.skip:
            said += [("overall", cell(overall, by)), ("difference", Fact(apart, unit, by.format, by.source))]
    said += facts.companions(table, row, by)
    if len(level) > 1:  # nobody of them is first, so no leader is named beside them
        yield Finding("tie", (("groups", facts.groups_fact(table, level)), *said[1:]))
    else:
        yield Finding("leader", tuple(said))
        if not top.skip:
            yield from _part_of_whole(found, by, row, model)
    if top.skip:  # the field is led by those who were passed over
        return
    field = found.context or table
    after = [other for other in ranked(field, by) if facts.group_of(field, other) not in level]
    if after:
        said = [("group", facts.group_fact(field, after[0])), ("value", cell(after[0][by.name], by))]
        yield Finding("runner_up", (*said, *facts.companions(field, after[0], by)))


def _part_of_whole(found: Found, by: Column, row: Row, model: SemanticModel) -> Iterable[Finding]:
    """The leader's part of a sum."""
    overall = dict(found.overall).get(by.name)
    if facts.adds_up(by, model) and overall is not None and facts.number(overall) > 0:
        part = facts.share(facts.number(row[by.name]) / facts.number(overall), by.source)
        yield Finding("share", (("group", facts.group_fact(found.table, row)), ("share", part)))


def _top_n(found: Found, top: Top, by: Column, rows: list[Row], model: SemanticModel) -> Iterable[Finding]:
    groups = tuple(facts.group_of(found.table, row) for row in rows)
    said = [
        ("n", facts.count(len(groups))),
        ("groups", facts.groups_fact(found.table, groups)),
        ("values", Fact(tuple(row[by.name] for row in rows), by.unit, by.format, by.source or by.name)),
        ("metric", facts.label_of(by)),
        ("direction", Fact(top.direction)),
        ("place", facts.count(top.skip + 1)),
    ]
    if facts.adds_up(by, model):
        together = facts.total(row[by.name] for row in rows)
        said.append(("sum", Fact(together, by.unit, by.format, by.source)))
        overall = dict(found.overall).get(by.name)
        if overall is not None and facts.exact(overall):
            said.append(("share", facts.share(float(together / facts.exact(overall)), by.source)))
    yield Finding("top_n", tuple(said))


# --- changes of groups ------------------------------------------------------------------------------------------


def _first_change(table: ResultTable, by: Column, row: Row, top: Top) -> Finding:
    """The first by a change. If all fell, the one that was asked for as the largest rise is the smallest fall."""
    base = table.columns[table.index(by.name.removesuffix("_rate").removesuffix("_change"))]
    column = table.columns[table.index(base.name.rpartition("__")[0])]
    most = (facts.number(row[by.name]) >= 0) == (top.direction == "desc")
    return _changed("comparison_leader", table, row, column, base, by.kind, most)


def _changes(table: ResultTable, column: Column, model: SemanticModel) -> Iterable[Finding]:
    """Who changed most, who stands at the other end, and what the whole did where groups add up."""
    for base in _bases(table, column):
        by = next((c for c in table.columns if c.name == f"{base.name}_change"), None)
        rows = ranked(table, by) if by else []
        if by is None or not rows:
            continue
        rows.sort(key=lambda row: facts.number(row[by.name]))
        ends = sorted((rows[-1], rows[0]), key=lambda row: -abs(facts.number(row[by.name])))
        yield _changed("comparison_leader", table, ends[0], column, base, by.kind, most=True)
        if len(rows) > 1:
            signs = [facts.number(row[by.name]) > 0 for row in ends]
            yield _changed("comparison_end", table, ends[1], column, base, by.kind, most=signs[0] != signs[1])
        if facts.adds_up(column, model) and "parts_overlap" not in table.flags:
            now, then = (facts.total(table.values(c.name)) for c in (column, base))
            said = [("metric", facts.label_of(column)), ("now", cell(now, column)), ("then", cell(then, base))]
            said += facts.change_facts(then, now, column)
            yield Finding("comparison", (*said, ("compared_to", Fact(base.compared_to))))


def _changed(kind: str, table: ResultTable, row: Row, column: Column, base: Column, by: str, most: bool) -> Finding:
    said = [("group", facts.group_fact(table, row)), ("metric", facts.label_of(column)), ("by", Fact(by))]
    return Finding(kind, (*said, *_compared(table, row, column, base), ("extent", Fact("most" if most else "least"))))


# --- groups -----------------------------------------------------------------------------------------------------


def _groups(found: Found, model: SemanticModel) -> tuple[Finding, ...]:
    table, column = found.table, metrics(found.table)[0]
    if found.query.having or found.query.streak or _counts_members(found, model):
        return (_holding(found),)
    if found.query.grain:
        told = series.by_group(series.Series(found.query, table, found.cut), column, model)
        return told or (Finding("listing", (("count", facts.count(len(table.rows))),)),)
    rows = ranked(table, column)
    if not rows:
        return (Finding("listing", (("count", facts.count(len(table.rows))),)),)
    others = [other for other in metrics(table)[1:] if ranked(table, other)]
    return (
        *_changes(table, column, model),
        _breakdown(found, rows, column, model),
        *_largest_share(table),
        *(_ends(table, ranked(table, other), other) for other in others),
    )


def _holding(found: Found) -> Finding:
    """How often a condition holds: of members that each stand once, how many they are; of pairs, how many of each."""
    table, query = found.table, found.query
    of = query.dimensions[-1].name
    said = [("count", facts.count(len(table.rows))), ("of", Fact(of))]
    members = _distinct(table, of)
    if members in (None, len(table.rows)):
        return Finding("filtered_count", tuple(said))
    periods = _distinct(table, "period")
    if len(query.dimensions) == 1 and query.grain and members and periods:
        each = [("members", facts.count(members)), ("periods", facts.count(periods)), ("grain", Fact(query.grain))]
        return Finding("filtered_pairs", (*said, *each))
    return Finding("filtered_rows", tuple(said))


def _distinct(table: ResultTable, name: str) -> int | None:
    """How many different values stand in the column; None where the table has no such column."""
    at = next((n for n, column in enumerate(table.columns) if column.name == name), None)
    return None if at is None else len({row[at] for row in table.rows})


def _counts_members(found: Found, model: SemanticModel) -> bool:
    """A list of the entities that meet a condition: how many they are matters most."""
    names = [dimension.name for dimension in found.query.dimensions]
    known = [model.dimension(name) for name in names if model.has_dimension(name)]
    return bool(found.query.members) and len(known) == 1 and known[0].type == "identifier"


def _ends(table: ResultTable, rows: list[Row], column: Column) -> Finding:
    """The highest and the lowest group."""
    said: list[tuple[str, Fact]] = [("metric", facts.label_of(column))]
    for name, choose in (("highest", max), ("lowest", min)):
        row = choose(rows, key=lambda row: facts.number(row[column.name]))
        said += [(f"{name}_group", facts.group_fact(table, row)), (f"{name}_value", cell(row[column.name], column))]
        said += facts.companions(table, row, column, f"{name}_")
    return Finding("breakdown", tuple(said))


def _breakdown(found: Found, rows: list[Row], column: Column, model: SemanticModel) -> Finding:
    """The ends, how many groups there are, and what they are together; of the first in each group one end alone.

    The least of the first ones is not the least of all.
    """
    said = [("groups", facts.count(len(rows))), *_ends(found.table, rows, column).facts]
    if found.query.top:
        cut = "lowest_" if found.query.top.direction == "desc" else "highest_"
        said = [pair for pair in said if not pair[0].startswith(cut)]
    overall = dict(found.overall).get(column.name)
    if overall is not None and facts.adds_up(column, model):
        said.append(("total", cell(overall, column)))
    elif overall is not None and facts.is_level(column.source or column.name, model):
        said.append(("overall", cell(overall, column)))
    return Finding("breakdown", tuple(said))


def _largest_share(table: ResultTable) -> Iterable[Finding]:
    column = next((c for c in table.columns if c.kind == "share"), None)
    rows = ranked(table, column) if column else []
    if column and rows:
        row = max(rows, key=lambda item: facts.number(item[column.name]))
        yield Finding("share", (("group", facts.group_fact(table, row)), ("share", cell(row[column.name], column))))
