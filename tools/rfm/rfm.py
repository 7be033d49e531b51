"""Recency, frequency and monetary value of every customer, as scores and as named segments.

Rule: 5 is best in all three (recency is turned round). Where scores begin is in `cuts.py`, which scores make a
segment in `maps.py`. Every answer carries the cuts and how many customers each score has, empty scores too.
"""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from semantic_layer.query import Window
from semantic_layer.result import Column, ResultTable, Value
from tools import trees
from tools.actions.agreed import actions_of
from tools.arguments import RfmArgs, RfmScoring
from tools.context import ToolContext
from tools.customer_arguments import RfmScoresArgs
from tools.customers.base import BaseScope, count_left_out, returns_only_part
from tools.errors import EmptyWindow, TooFewCustomers
from tools.one_pass import run_parts
from tools.result import Caveat, Lineage, NamedTable, ToolResult
from tools.rfm.base import scored_base
from tools.rfm.counts import COUNTED, Scored, cell_parts
from tools.rfm.cuts import SCORES, Rules, kept_rows, rules_of, score_steps
from tools.rfm.maps import FOUR, check_levels, code, find_map, segment_of, segment_of_four
from tools.rights import ensure_listable
from tools.roles import money_unit
from tools.segments.summary import Assignment, left_out_caveats, scope_of, summary_parts, summed
from tools.tables import DAYS, INTEGER, MONEY, NONE, SCORE, fact, fetch
from tools.trees import Step, column, named

FEWEST_BUYERS = 20  # below, a quintile would stand for three people or less


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
    rules, assigned = rules_of(arguments, ctx), assignment(arguments, scope, ctx)
    found = run_parts({**summary_parts(assigned), **cell_parts(rules)}, assigned.steps, ctx)
    result = summed("rfm_segments", assigned, scope, found, ctx)
    scored = Scored(arguments, rules, found, ctx)
    main = NamedTable("main", _with_actions(result.main, ctx))
    return replace(
        result,
        tables=(main, *result.tables[1:], *scored.tables()),
        caveats=(*result.caveats, *scored.caveats()),
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
    steps = (*scored_base(scope, arguments.frequency), *score_steps(rules))
    found = run_parts({"returns_only": returns_only_part(), **cell_parts(rules)}, steps, ctx)
    scored = Scored(arguments, rules, found, ctx)
    if scored.customers == 0:
        raise EmptyWindow("No customer bought anything in the window.", start=scope.start, end=scope.as_of)
    if rules.has_quantiles and scored.customers < FEWEST_BUYERS:
        raise TooFewCustomers(scored.customers, FEWEST_BUYERS)
    left_out = count_left_out(scope, ctx, returns_only=int(str(found.value("returns_only"))))
    table, sql = fetch(_listed(rules, arguments, steps), _score_columns(arguments, ctx), ctx, left_out=left_out)
    if scored.customers > len(table.rows):
        table = replace(table, flags=("truncated",))
    return ToolResult(
        "rfm_scores",
        (NamedTable("main", table), *scored.tables()),
        scored.findings(),
        (*scored.caveats(), *_cut_short(table, scored.customers), *left_out_caveats(left_out)),
        Lineage(
            as_of=scope.as_of,
            sql=(sql, found.sql),
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
        named(column("frequency"), COUNTED[arguments.frequency]),
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
        fact(COUNTED[arguments.frequency], NONE, INTEGER),
        Column("monetary", "metric", money_unit(ctx.model), MONEY),
        *(fact(score.name, SCORE, INTEGER) for score in SCORES),
        fact("code"),
    )
