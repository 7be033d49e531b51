"""Recency, frequency and monetary value of every customer, as scores and named segments.

Rule: equal values get equal scores. Cut points are discrete quantiles, and a score is one more than the number of
cuts below the value, so neither the order of rows nor the currency changes it (ranking in equal parts would give
identical customers different scores). A map names every cell exactly once; that is checked when it is built.

5 is best in all three: recency is turned round. Names of segments belong to the model; here are only codes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import product

from sqlglot import exp

from semantic_layer.result import ResultTable
from tools import trees
from tools.arguments import RfmArgs
from tools.context import ToolContext
from tools.customer_base import BaseScope, base_steps
from tools.errors import BadParameter
from tools.result import Caveat, NamedTable, ToolResult
from tools.roles import money_unit
from tools.segment_summary import Assignment, scope_of, summarise
from tools.tables import DAYS, INTEGER, MONEY, SCORE, customers_column, fact, fetch
from tools.trees import Step, column, named

FEWEST_BUYERS = 20


@dataclass(frozen=True)
class Score:
    """One dimension of RFM: the base column, the score's name, and whether small values are good."""

    value: str
    name: str
    inverted: bool


SCORES = (Score("recency_days", "r", True), Score("frequency", "f", False), Score("monetary", "m", False))

Cell = tuple[int, int]  # recency score, frequency score


@dataclass(frozen=True)
class Region:
    """A segment of a map: every pair of these recency and frequency scores."""

    segment: str
    recency: tuple[int, ...]
    frequency: tuple[int, ...]

    def cells(self) -> Iterable[Cell]:
        return product(self.recency, self.frequency)


def partition(regions: tuple[Region, ...], bins: int) -> dict[Cell, str]:
    """Return the segment of each cell, or fail naming the cells that are missing or named twice.

    Examples
    --------
    >>> partition((Region("a", (1,), (1, 2)), Region("b", (2,), (1, 2))), 2)[2, 1]
    'b'
    """
    named_cells = [(cell, region.segment) for region in regions for cell in region.cells()]
    wanted = set(product(range(1, bins + 1), repeat=2))
    found = [cell for cell, _ in named_cells]
    gaps = sorted(wanted - set(found))
    twice = sorted({cell for cell in found if found.count(cell) > 1})
    if gaps or twice or set(found) - wanted:
        raise ValueError(f"Not a partition: cells without a segment {gaps}, with several {twice}.")
    return dict(named_cells)


TEN = (
    Region("champions", (5,), (4, 5)),
    Region("loyal", (3, 4), (4, 5)),
    Region("potential_loyalist", (4, 5), (2, 3)),
    Region("new", (5,), (1,)),
    Region("promising", (4,), (1,)),
    Region("need_attention", (3,), (3,)),
    Region("about_to_sleep", (3,), (1, 2)),
    Region("at_risk", (1, 2), (3, 4)),
    Region("cant_lose", (1, 2), (5,)),
    Region("hibernating", (1, 2), (1, 2)),
)
partition(TEN, 5)


def score_steps(scope: BaseScope, bins: int) -> tuple[Step, ...]:
    """The base, its `cuts` (one row) and `scores`: the base's columns and r, f, m."""
    return (*base_steps(scope), ("cuts", _cuts(bins)), ("scores", _scores(bins)))


def _cut_name(score: Score, i: int) -> str:
    return f"{score.name}_cut_{i}"


def _cuts(bins: int) -> exp.Select:
    """Discrete quantiles at 1/bins .. (bins-1)/bins, and the medians that the map of four uses."""
    cuts = [
        named(trees.quantile(column(score.value), i / bins), _cut_name(score, i))
        for score in SCORES
        for i in range(1, bins)
    ]
    medians = [named(trees.quantile(column(name), 0.5), f"{name}_median") for name in ("recency_days", "monetary")]
    return trees.from_step("customers", *cuts, *medians)


def _scores(bins: int) -> exp.Select:
    base = ("key", "first_day", "last_day", "recency_days", "frequency", "monetary")
    select = trees.from_step(
        "customers",
        *(column(name, "customers") for name in base),
        *(named(_score(score, bins), score.name) for score in SCORES),
        *(column(f"{name}_median", "cuts") for name in ("recency_days", "monetary")),
    )
    return select.join(trees.step("cuts"), join_type="cross", copy=False)


def _score(score: Score, bins: int) -> exp.Expression:
    value = column(score.value, "customers")
    above = trees.total(
        [
            trees.indicator(exp.GT(this=value.copy(), expression=column(_cut_name(score, i), "cuts")))
            for i in range(1, bins)
        ]
    )
    if score.inverted:
        return exp.Sub(this=trees.number(bins), expression=exp.Paren(this=above))
    counted = exp.Add(this=trees.number(1), expression=above)
    if score.name != "m":
        return counted
    # Somebody who returned as much as they bought is worth nothing yet, however many are worth less.
    return exp.Case().when(exp.LTE(this=value.copy(), expression=trees.number(0)), trees.number(1)).else_(counted)


def _segment_of_ten() -> exp.Expression:
    case = exp.Case()
    for region in TEN:
        recency = exp.In(this=column("r"), expressions=[trees.number(score) for score in region.recency])
        frequency = exp.In(this=column("f"), expressions=[trees.number(score) for score in region.frequency])
        case = case.when(trees.all_of([recency, frequency]), trees.text(region.segment))
    return case


def _segment_of_four() -> exp.Expression:
    """Recent: not longer ago than the median. High: more than the median. Four combinations, so a partition."""
    recent = exp.LTE(this=column("recency_days"), expression=column("recency_days_median"))
    high = exp.GT(this=column("monetary"), expression=column("monetary_median"))
    return (
        exp.Case()
        .when(trees.all_of([recent.copy(), high.copy()]), trees.text("loyal_fans"))
        .when(recent.copy(), trees.text("potential"))
        .when(high.copy(), trees.text("to_reawaken"))
        .else_(trees.text("edge_of_churn"))
    )


MAPS: dict[str, tuple[Callable[[], exp.Expression], tuple[str, ...]]] = {
    "ten": (_segment_of_ten, tuple(region.segment for region in TEN)),
    "four": (_segment_of_four, ("loyal_fans", "potential", "to_reawaken", "edge_of_churn")),
}


def assignment(arguments: RfmArgs, scope: BaseScope, ctx: ToolContext) -> Assignment:
    """Every buyer with the segment of the chosen map."""
    if arguments.map == "ten" and arguments.bins != 5:
        raise BadParameter("bins", arguments.bins, "5 with the map of ten")
    segment, order = MAPS[arguments.map]
    members = trees.from_step(
        "scores",
        *trees.columns("key", "recency_days", "frequency", "monetary", "r", "f", "m"),
        named(segment(), "segment"),
    )
    return Assignment(
        steps=(*score_steps(scope, arguments.bins), ("members", members)),
        order=order,
        parameters=(("bins", arguments.bins), ("map", arguments.map), ("frequency", "days"), ("cuts", "fresh")),
        need=FEWEST_BUYERS,
    )


def rfm_segments(arguments: RfmArgs, ctx: ToolContext) -> ToolResult:
    """Segments with customers, revenue and medians; beside them the cut points."""
    scope = scope_of("rfm_segments", arguments, ctx)
    result = summarise("rfm_segments", assignment(arguments, scope, ctx), scope, ctx)
    cuts, cuts_sql = _cuts_table(scope, arguments.bins, ctx)
    bins, bins_sql, worthless = _bins_table(scope, arguments.bins, ctx)
    caveats = (Caveat("non_positive_value", (("customers", worthless),)),) if worthless else ()
    return replace(
        result,
        tables=(*result.tables, NamedTable("cuts", cuts), NamedTable("bins", bins)),
        caveats=(*result.caveats, *caveats),
        lineage=replace(result.lineage, sql=(*result.lineage.sql, cuts_sql, bins_sql)),
    )


def _cuts_table(scope: BaseScope, bins: int, ctx: ToolContext) -> tuple[ResultTable, str]:
    """One row: the cut points of the three dimensions, and the medians that the map of four uses."""
    units = {"recency_days": (DAYS, INTEGER), "frequency": (DAYS, INTEGER), "monetary": (money_unit(ctx.model), MONEY)}
    points = [(score.value, f"{i}/{bins}", _cut_name(score, i)) for score in SCORES for i in range(1, bins)]
    points += [(name, "median", f"{name}_median") for name in ("recency_days", "monetary")]
    columns = tuple(fact(name, *units[value]) for value, _, name in points)
    select = trees.from_step("cuts", *(column(name) for _, _, name in points))
    return fetch(trees.with_steps(select, (*base_steps(scope), ("cuts", _cuts(bins)))), columns, ctx)


def _bins_table(scope: BaseScope, bins: int, ctx: ToolContext) -> tuple[ResultTable, str, int]:
    """Customers in every bin of r, f and m; ties can leave bins empty. Also how many are worth nothing so far."""
    pairs = [(score.name, value) for score in SCORES for value in range(1, bins + 1)]
    counts = [
        named(trees.count_if(exp.EQ(this=column(name), expression=trees.number(value))), f"{name}{value}")
        for name, value in pairs
    ]
    worthless = named(trees.count_if(exp.LTE(this=column("monetary"), expression=trees.number(0))), "worthless")
    select = trees.with_steps(trees.from_step("scores", *counts, worthless), score_steps(scope, bins))
    sql = trees.render(select, ctx.engine.dialect)
    found = [int(str(value)) for value in ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows[0]]
    columns = (fact("dimension"), fact("score", SCORE, INTEGER), customers_column())
    rows = tuple((name, value, n) for (name, value), n in zip(pairs, found, strict=False))
    return ResultTable(columns, rows), sql, found[-1]
