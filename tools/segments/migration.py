"""How customers moved between the segments of one segmentation, from one day to a later one.

Rule: by default the borders are those of the first day (`frozen_rules.py`), so that a move is the customer's own and
not the others'. Both days are read as they were: nothing dated on or after a day decides its segments. Money before and
after is counted over windows of equal length, which end on the two days.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from sqlglot import exp

from semantic_layer.model import Segmentation
from semantic_layer.query import Window
from semantic_layer.result import Column, ResultTable, Value
from tools import trees
from tools.context import ToolContext
from tools.customers.base import BaseScope
from tools.errors import BadParameter, EmptyWindow, RunMismatch
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.rights import without_small_groups
from tools.roles import money_unit, order_role
from tools.segment_arguments import MigrationArgs
from tools.segments.combine import named_segmentation, rank
from tools.segments.frozen_rules import Borders, frozen_members
from tools.segments.money import VISIBLE, join_on_key, money_step, visible_step
from tools.segments.runs import ensure_run, list_runs, member_select
from tools.tables import CUSTOMERS, INTEGER, MONEY, PERCENT, SHARE, customers_column, fact, fetch, share_column
from tools.trees import column, named

TOOL = "segment_migration"
ENTERED, LEFT = "entered", "left"
MOVES = ("from_segment", "to_segment")  # each of the two days has its customers in parts that are known elsewhere
MONTHS = 3

Days = tuple[date, date]


def segment_migration(arguments: MigrationArgs, ctx: ToolContext) -> ToolResult:
    """One row for every pair of segments: customers, their share of the first one, money before and after.

    `entered` stands for customers who were in no segment on the first day, `left` for those who are in none later.

    Raises
    ------
    RunMismatch
        The first day is not before the second, or the kept run follows another rule than the model states now.
    """
    segmentation = named_segmentation(arguments.segmentation, ctx)
    _check_segments(segmentation, arguments)
    days = _days(arguments, ctx)
    _check_rules(segmentation, arguments, ctx)
    scope = BaseScope(order_role(TOOL, ctx, arguments.filters), days[1])
    select, borders = _select(segmentation, days, arguments.cuts, scope, ctx)
    cells, sql = fetch(select, _columns(segmentation, ctx), ctx)
    if not cells.rows:
        raise EmptyWindow("Nobody is in a segment on either day.", start=days[0], end=days[1])
    sized = without_small_groups(_with_shares(cells), "customers", ctx, parts=MOVES)
    table = _asked(sized, arguments)
    return ToolResult(
        TOOL,
        (NamedTable("main", table), NamedTable("cuts", _borders_table(borders))),
        _findings(arguments, segmentation, days, cells, ctx),
        (Caveat(f"cuts_{arguments.cuts}", (("day", days[0] if arguments.cuts == "frozen" else days[1]),)),),
        Lineage(
            as_of=days[1],
            sql=(sql,),
            window=Window(days[0], days[1]),
            compared_window=Window(days[0] - (days[1] - days[0]), days[0]),
            dimensions=(segmentation.qualified,),
            parameters=(
                ("from_as_of", days[0]),
                ("to_as_of", days[1]),
                ("cuts", arguments.cuts),
                ("definition_hash", segmentation.definition_hash),
                *borders,
            ),
            row_counts=(("customers", sum(_whole(row[2]) for row in cells.rows)), ("moves", len(cells.rows))),
            policies=scope.orders.rows().policies,
        ),
    )


def _check_segments(segmentation: Segmentation, arguments: MigrationArgs) -> None:
    codes = [str(value.code) for value in segmentation.values]
    for name, segment in (("source", arguments.source), ("target", arguments.target)):
        if segment is not None and codes and segment not in codes:
            raise BadParameter(name, segment, ", ".join(codes))
    if arguments.window and (arguments.from_as_of or arguments.to_as_of):
        raise BadParameter("window", str(arguments.window.rule), "either a window or two days")


def _days(arguments: MigrationArgs, ctx: ToolContext) -> Days:
    window = arguments.window or Window(arguments.from_as_of, arguments.to_as_of)
    later = min(window.end or arguments.as_of or ctx.as_of, ctx.as_of)
    if (arguments.to_as_of or arguments.as_of or later) > ctx.as_of:
        raise BadParameter("to_as_of", str(arguments.to_as_of or arguments.as_of), f"up to {ctx.as_of.isoformat()}")
    first = window.start or months_before(later, MONTHS)
    if first >= later:
        shown = first.isoformat(), later.isoformat()
        raise RunMismatch(f"The first day ({shown[0]}) is not before the second ({shown[1]}).", first=shown[0],
                          second=shown[1])  # fmt: skip
    return first, later


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or its last day.

    Examples
    --------
    >>> months_before(date(2026, 5, 31), 3)
    datetime.date(2026, 2, 28)
    """
    number = day.year * 12 + day.month - 1 - months
    first_of_next = date((number + 1) // 12, (number + 1) % 12 + 1, 1)
    return min(date(number // 12, number % 12 + 1, 1) + timedelta(days=day.day - 1), first_of_next - timedelta(days=1))


def _check_rules(segmentation: Segmentation, arguments: MigrationArgs, ctx: ToolContext) -> None:
    """A run that was asked for by its day must follow the rule that the model states now."""
    for day in (arguments.from_as_of, arguments.to_as_of):
        kept = [run for run in list_runs(segmentation, ctx) if run.as_of == day]
        if kept and all(run.definition_hash != segmentation.definition_hash for run in kept):
            raise RunMismatch(
                f"The run of {day} follows another rule ({kept[0].definition_hash}, now "
                f"{segmentation.definition_hash}).",
                first=kept[0].definition_hash,
                second=segmentation.definition_hash,
            )


def _select(
    segmentation: Segmentation, days: Days, cuts: str, scope: BaseScope, ctx: ToolContext
) -> tuple[exp.Select, Borders]:
    """Pairs of segments: from, to, customers, revenue_before, revenue_after."""
    first, later = days
    ensure_run(segmentation, first, ctx)
    borders: Borders = ()
    if cuts == "frozen":
        after, borders = frozen_members(segmentation, first, later, ctx)
    else:
        after = member_select(segmentation, later, ctx)
    length = later - first
    steps = (
        ("before", member_select(segmentation, first, ctx)),
        ("after", after),
        *visible_step(scope, ctx),
        *money_step("money_before", first - length, first, scope),
        *money_step("money_after", first, later, scope),
    )
    key = exp.Coalesce(this=column("key", "before"), expressions=[column("key", "after")])
    source = exp.Coalesce(this=column("segment", "before"), expressions=[trees.text(ENTERED)])
    target = exp.Coalesce(this=column("segment", "after"), expressions=[trees.text(LEFT)])
    select = trees.from_step(
        "before",
        named(source, "from_segment"),
        named(target, "to_segment"),
        named(exp.Count(this=exp.Star()), "customers"),
        *(
            named(trees.or_zero(exp.Sum(this=column("revenue", f"money_{when}"))),
                  f"revenue_{when}")
            for when in ("before", "after")
        ),
    )  # fmt: skip
    select = join_on_key(select, "after", column("key", "before"), "full")
    for step, kind in ((VISIBLE, "inner"), ("money_before", "left"), ("money_after", "left")):
        select = join_on_key(select, step, key.copy(), kind)
    order = [rank(segmentation, source), rank(segmentation, target), source.copy(), target.copy()]
    select = select.group_by(source.copy(), target.copy(), copy=False).order_by(*order, copy=False)
    return trees.with_steps(select, steps), borders


def _columns(segmentation: Segmentation, ctx: ToolContext) -> tuple[Column, ...]:
    money = money_unit(ctx.model)
    return (
        fact("from_segment", kind="dimension", source=segmentation.qualified),
        fact("to_segment", kind="dimension", source=segmentation.qualified),
        customers_column(),
        Column("revenue_before", "metric", money, MONEY),
        Column("revenue_after", "metric", money, MONEY),
    )


def _with_shares(cells: ResultTable) -> ResultTable:
    """Add the share of the first segment: the rows of one add to 1."""
    whole: dict[Value, int] = {}
    for row in cells.rows:
        whole[row[0]] = whole.get(row[0], 0) + _whole(row[2])
    rows = tuple((*row[:3], _whole(row[2]) / whole[row[0]], *row[3:]) for row in cells.rows)
    columns = (*cells.columns[:3], share_column("share_of_from"), *cells.columns[3:])
    return ResultTable(columns, rows)


def _asked(table: ResultTable, arguments: MigrationArgs) -> ResultTable:
    """The rows of the segments that the question is about."""
    rows = tuple(
        row for row in table.rows if (arguments.source in (None, row[0])) and (arguments.target in (None, row[1]))
    )
    return ResultTable(table.columns, rows, left_out=table.left_out)


def _borders_table(borders: Borders) -> ResultTable:
    columns = (fact("parameter"), fact("threshold"))
    return ResultTable(columns, tuple((name, value) for name, value in borders))


# --- what is said ---------------------------------------------------------------------------------------------


def _findings(
    arguments: MigrationArgs, segmentation: Segmentation, days: Days, cells: ResultTable, ctx: ToolContext
) -> tuple[Finding, ...]:
    sizes = {(str(row[0]), str(row[1])): _whole(row[2]) for row in cells.rows}
    told = _Told(segmentation.qualified, days, sizes)
    small = without_small_groups(_with_shares(cells), "customers", ctx, parts=MOVES)
    if len(small.rows) < len(cells.rows):  # a headline must not say what the table may not show
        told = _Told(segmentation.qualified, days, {(str(r[0]), str(r[1])): _whole(r[2]) for r in small.rows})
    if arguments.source or arguments.target:
        return told.of_segments(arguments.source, arguments.target)
    return told.of_all()


class _Told:
    """The facts of a table of moves."""

    def __init__(self, source: str, days: Days, sizes: dict[tuple[str, str], int]) -> None:
        self._source, self._sizes = source, sizes
        self._days = (("from_day", Fact(days[0])), ("to_day", Fact(days[1])))

    def of_all(self) -> tuple[Finding, ...]:
        """How many stayed and moved; the largest move; who came."""
        here = {pair: n for pair, n in self._sizes.items() if pair[0] != ENTERED}
        total = sum(here.values())
        entered = sum(n for pair, n in self._sizes.items() if pair[0] == ENTERED)
        newcomers = (Finding("migration_entered", (("customers", _count(entered)), *self._days)),) if entered else ()
        if not total:
            return newcomers or (Finding("migration_none", self._days),)
        moves = {pair: n for pair, n in here.items() if pair[0] != pair[1]}
        moved = sum(moves.values())
        first = Finding(
            "migration_moved" if moved else "migration_nobody_moved",
            (*self._days, ("moved", _count(moved)), ("of", _count(total)), ("share", _share(moved / total))),
        )
        if not moves:
            return first, *newcomers
        pair = max(moves, key=lambda item: (moves[item], item))
        return first, Finding("migration_largest", self._pair(pair, moves[pair])), *newcomers

    def of_segments(self, source: str | None, target: str | None) -> tuple[Finding, ...]:
        """What became of a segment, or where the customers of one came from."""
        if source and target:
            n = self._sizes.get((source, target), 0)
            whole = sum(value for pair, value in self._sizes.items() if pair[0] == source)
            if not whole:
                return (Finding("migration_none_there", (("group", self._segment(source)), *self._days)),)
            kind = "migration_pair_stayed" if source == target else "migration_pair"
            return (Finding(kind, (*self._pair((source, target), n), ("of", _count(whole)),
                                   ("share", _share(n / whole)))),)  # fmt: skip
        known = source or target or ""
        side = 0 if source else 1
        there = {pair: n for pair, n in self._sizes.items() if pair[side] == known}
        whole = sum(there.values())
        if not whole:
            return (Finding("migration_none_there", (("group", self._segment(known)), *self._days)),)
        stayed = there.get((known, known), 0)
        others = {pair: n for pair, n in there.items() if pair[0] != pair[1]}
        facts = (
            *self._days, ("group", self._segment(known)), ("of", _count(whole)), ("stayed", _count(stayed)),
            ("share", _share(stayed / whole)),
        )  # fmt: skip
        first = Finding("migration_from" if source else "migration_into", facts)
        if not others:
            return (first,)
        pair = max(others, key=lambda item: (others[item], item))
        kind = "migration_largest" if pair[0] != ENTERED and pair[1] != LEFT else f"migration_largest_{_end(pair)}"
        return first, Finding(kind, self._pair(pair, others[pair]))

    def _pair(self, pair: tuple[str, str], n: int) -> tuple[tuple[str, Fact], ...]:
        groups = (("from_group", self._segment(pair[0])), ("to_group", self._segment(pair[1])))
        return (*groups, ("customers", _count(n)), *self._days)

    def _segment(self, code: str) -> Fact:
        return Fact(code, source=self._source)


def _end(pair: tuple[str, str]) -> str:
    return ENTERED if pair[0] == ENTERED else LEFT


def _count(n: int) -> Fact:
    return Fact(n, CUSTOMERS, INTEGER)


def _share(value: float) -> Fact:
    return Fact(value, SHARE, PERCENT)


def _whole(value: Value) -> int:
    return int(Decimal(str(value or 0)))
