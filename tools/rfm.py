"""Recency, frequency and monetary value of every customer, as scores and as named segments.

Rule: 5 is best in all three (recency is turned round). Where scores begin is in `rfm_cuts.py`, which scores make a
segment in `rfm_maps.py`. Every answer carries the cuts and how many customers each score has, empty scores too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlglot import exp

from semantic_layer.model import Format
from semantic_layer.query import Window
from semantic_layer.result import Column, ResultTable, Value
from tools import trees
from tools.agreed_actions import actions_of
from tools.arguments import RfmArgs, RfmScoring
from tools.context import ToolContext
from tools.customer_arguments import RfmScoresArgs
from tools.customer_base import BaseScope, count_left_out
from tools.errors import EmptyWindow, TooFewCustomers
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.rfm_base import scored_base
from tools.rfm_cuts import SCORES, Rules, cut_name, kept_rows, rules_of, score_steps
from tools.rfm_maps import FOUR, check_levels, code, find_map, segment_of, segment_of_four
from tools.rights import ensure_listable
from tools.roles import money_unit
from tools.segment_summary import Assignment, left_out_caveats, scope_of, summarise
from tools.tables import (
    CUSTOMERS,
    DAYS,
    INTEGER,
    MONEY,
    NONE,
    PERCENT,
    SCORE,
    SHARE,
    customers_column,
    fact,
    fetch,
)  # fmt: skip
from tools.trees import Step, column, named

CUT = Format("decimal", 2)
FEWEST_BUYERS = 20  # below, a quintile would stand for three people or less
_COUNTED = {"days": "frequency", "orders": "orders"}  # what the column of the frequency is called


def assignment(arguments: RfmArgs, scope: BaseScope, ctx: ToolContext) -> Assignment:
    """Every buyer with the segment of the chosen map.

    Raises
    ------
    BadParameter, RunMismatch
        No such map, a map of other scores, or cuts that cannot be used.
    """
    found, rules = find_map(arguments.map, ctx.model), rules_of(arguments, ctx)
    if found is not None:
        check_levels(found, rules.levels)
    members = trees.from_step(
        "scores",
        *trees.columns("key", "recency_days", "frequency", "monetary", "r", "f", "m"),
        named(segment_of(found) if found else segment_of_four(), "segment"),
    )
    base = (*scored_base(scope, arguments.frequency), *score_steps(rules, medians=found is None))
    return Assignment(
        steps=(*base, ("members", members)),
        order=found.segments if found else FOUR,
        parameters=(("map", arguments.map), *_parameters(arguments, rules)),
        need=FEWEST_BUYERS if rules.has_quantiles else 1,
        beside=(("cuts", trees.with_steps(kept_rows(rules), base)),),
    )


def _parameters(arguments: RfmScoring, rules: Rules) -> tuple[tuple[str, Value], ...]:
    levels = "x".join(map(str, rules.levels))
    day = (("cuts_day", rules.day),) if rules.day else ()
    return (("scores", levels), ("frequency", arguments.frequency), ("cuts", rules.kind), *day)


def rfm_segments(arguments: RfmArgs, ctx: ToolContext) -> ToolResult:
    """Segments with customers, revenue and medians; beside them the cut points and the size of each score."""
    scope = scope_of("rfm_segments", arguments, ctx)
    result = summarise("rfm_segments", assignment(arguments, scope, ctx), scope, ctx)
    rules = rules_of(arguments, ctx)
    scored = _Scored(arguments, rules, scope, ctx)
    main = NamedTable("main", _with_actions(result.main, ctx))
    return replace(
        result,
        tables=(
            main,
            *result.tables[1:],
            NamedTable("cuts", scored.cuts_table()),
            NamedTable("bins", scored.bins_table()),
        ),
        caveats=(*result.caveats, *scored.caveats()),
        lineage=replace(result.lineage, sql=(*result.lineage.sql, scored.sql)),
    )


def _with_actions(table: ResultTable, ctx: ToolContext) -> ResultTable:
    """What is agreed to do about each segment, where the model says so."""
    source = table.columns[0].source
    agreed = actions_of(ctx.model.segmentation(source), ctx.model) if ctx.model.has_segmentation(source) else {}
    if not agreed:
        return table
    texts = {code: (action.action.en or None, action.action.zh or None) for code, action in agreed.items()}
    rows = tuple((*row, *texts.get(str(row[0]), ("no_action", "no_action"))) for row in table.rows)
    return replace(table, columns=(*table.columns, fact("action_en"), fact("action_zh")), rows=rows)


def rfm_scores(arguments: RfmScoresArgs, ctx: ToolContext) -> ToolResult:
    """Every customer's scores, the best first; beside them the cut points and the size of each score.

    Raises
    ------
    NotAllowed, EmptyWindow, TooFewCustomers, BadParameter, RunMismatch, MissingRole
    """
    ensure_listable(ctx)
    scope = scope_of("rfm_scores", arguments, ctx)
    rules = rules_of(arguments, ctx)
    scored = _Scored(arguments, rules, scope, ctx)
    if scored.customers == 0:
        raise EmptyWindow("No customer bought anything in the window.", start=scope.start, end=scope.as_of)
    if rules.has_quantiles and scored.customers < FEWEST_BUYERS:
        raise TooFewCustomers(scored.customers, FEWEST_BUYERS)
    left_out = count_left_out(scope, ctx)
    select = _listed(rules, arguments, (*scored_base(scope, arguments.frequency), *score_steps(rules)))
    table, sql = fetch(select, _score_columns(arguments, ctx), ctx, left_out=left_out)
    if scored.customers > len(table.rows):
        table = replace(table, flags=("truncated",))
    return ToolResult(
        "rfm_scores",
        (
            NamedTable("main", table),
            NamedTable("cuts", scored.cuts_table()),
            NamedTable("bins", scored.bins_table()),
        ),
        scored.findings(),
        (*scored.caveats(), *_cut_short(table, scored.customers), *left_out_caveats(left_out)),
        Lineage(
            as_of=scope.as_of,
            sql=(sql, scored.sql),
            window=Window(scope.start, scope.as_of),
            parameters=(*_parameters(arguments, rules), ("as_of", scope.as_of), ("start", scope.start)),
            row_counts=(("customers", scored.customers), ("rows", len(table.rows))),
            policies=scope.orders.rows().policies,
        ),
    )


def _cut_short(table: ResultTable, customers: int) -> tuple[Caveat, ...]:
    if "truncated" not in table.flags:
        return ()
    return (Caveat("truncated_list", (("rows", len(table.rows)), ("total", customers))),)


def code_text(rules: Rules) -> exp.Expression:
    """The scores beside each other, as text: 531, or 10-3-1 where a score has two digits."""
    if max(rules.levels) < 10:
        return exp.cast(code(), exp.DataType.Type.TEXT)
    parts = [exp.cast(column(score.name), exp.DataType.Type.TEXT) for score in SCORES]
    text: exp.Expression = parts[0]
    for part in parts[1:]:
        text = exp.DPipe(this=exp.DPipe(this=text, expression=trees.text("-")), expression=part)
    return text


def _listed(rules: Rules, arguments: RfmScoresArgs, steps: tuple[Step, ...]) -> exp.Select:
    """The best customers: by the sum of their scores, then by money; the key only orders equal ones."""
    together = trees.total([column(score.name) for score in SCORES])
    select = trees.from_step(
        "scores",
        named(column("key"), "customer"),
        column("recency_days"),
        named(column("frequency"), _COUNTED[arguments.frequency]),
        *trees.columns("monetary", "r", "f", "m"),
        named(code_text(rules), "code"),
    )
    ranked = [exp.Ordered(this=item, desc=True, nulls_first=False) for item in (together, column("monetary"))]
    select = select.order_by(*ranked, exp.Ordered(this=column("key"), nulls_first=False), copy=False)
    return trees.with_steps(select.limit(arguments.limit, copy=False), steps)


def _score_columns(arguments: RfmScoring, ctx: ToolContext) -> tuple[Column, ...]:
    return (
        fact("customer", kind="dimension"),
        fact("recency_days", DAYS, INTEGER),
        fact(_COUNTED[arguments.frequency], NONE, INTEGER),
        Column("monetary", "metric", money_unit(ctx.model), MONEY),
        *(fact(score.name, SCORE, INTEGER) for score in SCORES),
        fact("code"),
    )


class _Scored:
    """What one statement tells of all scored customers: the cuts, and customers and money of each combination."""

    def __init__(self, arguments: RfmScoring, rules: Rules, scope: BaseScope, ctx: ToolContext) -> None:
        self._rules, self._ctx, self._arguments = rules, ctx, arguments
        self._names = [cut_name(s.name, i) for s in SCORES for i in range(1, len(rules.of(s.name).shares) + 1)]
        steps = (*scored_base(scope, arguments.frequency), *score_steps(rules))
        self.sql = trees.render(trees.with_steps(self._select(), steps), ctx.engine.dialect)
        raw = ctx.engine.run(self.sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id)
        self._rows = [dict(zip(raw.columns, row, strict=True)) for row in raw.rows]
        self.customers = sum(_whole(row["customers"]) for row in self._rows)

    def _select(self) -> exp.Select:
        groups = [column(score.name, "scores") for score in SCORES]
        none = exp.LTE(this=column("monetary", "scores"), expression=trees.number(0))
        select = trees.from_step(
            "scores",
            *groups,
            named(exp.Count(this=exp.Star()), "customers"),
            named(exp.Sum(this=column("monetary", "scores")), "revenue"),
            named(trees.count_if(none), "worthless"),
            *(named(exp.Max(this=column(name, "cuts")), name) for name in self._names),
        )
        if self._names:
            select = select.join(trees.step("cuts"), join_type="cross", copy=False)
        return select.group_by(*(group.copy() for group in groups), copy=False)

    def cuts_table(self) -> ResultTable:
        """One row per cut: the value up to which a score goes; the cut itself belongs to the side before it."""
        units = {"r": "days", "f": _COUNTED[self._arguments.frequency], "m": money_unit(self._ctx.model).of}
        rows = tuple(
            (score.name, position, self._cut(score.name, position), units[score.name])
            for score in SCORES
            for position in range(1, self._rules.of(score.name).levels)
        )
        return ResultTable((fact("scored"), fact("cut", NONE, INTEGER), fact("value", NONE, CUT), fact("unit")), rows)

    def _cut(self, name: str, position: int) -> Value:
        cuts = self._rules.of(name)
        return self._rows[0][cut_name(name, position)] if cuts.shares else cuts.numbers[position - 1]

    def bins(self) -> list[tuple[str, int, int]]:
        """Customers of every score of r, f and m, those without anybody too."""
        return [
            (s.name, n, sum(_whole(row["customers"]) for row in self._rows if row[s.name] == n))
            for s in SCORES
            for n in range(1, self._rules.of(s.name).levels + 1)
        ]

    def bins_table(self) -> ResultTable:
        return ResultTable((fact("scored"), fact("score", SCORE, INTEGER), customers_column()), tuple(self.bins()))

    def caveats(self) -> Iterable[Caveat]:
        worthless = sum(_whole(row["worthless"]) for row in self._rows)
        if worthless:
            yield Caveat("non_positive_value", (("customers", worthless),))
        empty = [f"{name.upper()}{n}" for name, n, customers in self.bins() if not customers]
        if empty:
            yield Caveat("empty_scores", (("names", ", ".join(empty)),))

    def findings(self) -> tuple[Finding, ...]:
        """How many are best in all three and what they bring; how many are last in all three."""
        best = [row for row in self._rows if tuple(row[s.name] for s in SCORES) == self._rules.levels]
        last = [row for row in self._rows if all(row[s.name] == 1 for s in SCORES)]
        revenue = sum(float(str(row["revenue"] or 0)) for row in self._rows)
        brought = sum(float(str(row["revenue"] or 0)) for row in best)
        n = sum(_whole(row["customers"]) for row in best)
        facts = (
            ("customers", Fact(self.customers, CUSTOMERS, INTEGER)),
            ("best", Fact(n, CUSTOMERS, INTEGER)),
            ("best_share", Fact(n / self.customers, SHARE, PERCENT)),
            ("last", Fact(sum(_whole(row["customers"]) for row in last), CUSTOMERS, INTEGER)),
        )
        told = [Finding("rfm_scored", facts)]
        if n and revenue > 0:
            told.append(Finding("rfm_best_bring", (("share", Fact(brought / revenue, SHARE, PERCENT)),)))
        return tuple(told)


def _whole(value: Value) -> int:
    return int(str(value or 0))
