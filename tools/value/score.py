"""What each customer is worth by several indicators with weights.

Rule: the weights are shown with the score, and the points of the indicators add up to it. An indicator is a metric of
the model per customer, a fact of the purchases, or an attribute that is a number or has an order. What is missing of a
customer counts as the median of the others and is counted.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from semantic_layer.model import CUSTOMER_FACTS, Format, Unit
from semantic_layer.policy import View
from semantic_layer.query import Window
from semantic_layer.result import Column, ResultTable, Value
from tools import trees
from tools.context import ToolContext
from tools.customer_arguments import Indicator, ValueScoreArgs
from tools.customers.base import BaseScope, count_left_out
from tools.customers.fields import field_steps, unit_of_field
from tools.errors import BadParameter, EmptyWindow, TooFewCustomers
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.rights import ensure_listable
from tools.segments.summary import left_out_caveats, scope_of
from tools.tables import (
    CUSTOMERS,
    INTEGER,
    MONEY,
    NONE,
    PERCENT,
    SCORE,
    SHARE,
    customers_column,
    fact,
    fetch,
    share_column,
)
from tools.trees import Step, column, named
from tools.value.weighted_score import Input, scored_steps, tier, weighted
from tools.value.weights import weights_of

TIERS = ("high", "mid", "low")
SHARES = (0.2, 0.3, 0.5)
FEWEST = 3  # one in each tier
POINTS_FORMAT = Format("decimal", 1)
GOOD_WHEN_SMALL = ("recency_days",)


def value_score(arguments: ValueScoreArgs, ctx: ToolContext) -> ToolResult:
    """The best customers with score, tier and the points of each indicator; beside them weights and tiers.

    Raises
    ------
    NotAllowed, EmptyWindow, TooFewCustomers, BadParameter, MissingRole
    """
    ensure_listable(ctx)
    scope = scope_of("value_score", arguments, ctx)
    weights = weights_of(arguments, scope.as_of, ctx.model)
    inputs = weighted([input_of(item, ctx) for item in weights.indicators])
    steps = (*field_numbers(inputs, scope, ctx), *scored_steps(inputs, arguments.scaling), ("tiered", _tiered(inputs)))
    counted, missing, counted_sql = _count(inputs, steps, ctx)
    if counted == 0:
        raise EmptyWindow("No customer bought anything in the window.", start=scope.start, end=scope.as_of)
    if counted < FEWEST:
        raise TooFewCustomers(counted, FEWEST)
    left_out = count_left_out(scope, ctx)
    table, sql = fetch(_listed(inputs, arguments.limit, steps), _columns(inputs, ctx), ctx, left_out=left_out)
    if counted > len(table.rows):
        table = ResultTable(table.columns, table.rows, left_out=left_out, flags=("truncated",))
    tiers, tiers_sql = fetch(_by_tier(steps), _TIER_COLUMNS, ctx)
    return ToolResult(
        "value_score",
        (
            NamedTable("main", table),
            NamedTable("tiers", tiers),
            NamedTable("weights", _weights_table(inputs, missing)),
        ),
        _findings(table, tiers, inputs, counted),
        (*_missing_caveats(inputs, missing), *left_out_caveats(left_out)),
        Lineage(
            as_of=scope.as_of,
            sql=(sql, tiers_sql, counted_sql),
            window=Window(scope.start, scope.as_of),
            metrics=tuple(item.name for item in inputs if ctx.model.has_metric(item.name)),
            parameters=(
                ("weights", weights.name),
                ("weights_version", weights.version),
                ("scaling", arguments.scaling),
                ("shares", ", ".join(f"{share:g}" for share in SHARES)),
                ("as_of", scope.as_of),
            ),
            row_counts=(("customers", counted), ("rows", len(table.rows))),
            policies=scope.orders.rows().policies,
        ),
    )


def input_of(item: Indicator, ctx: ToolContext) -> Input:
    """An indicator with its direction: as asked, else that of the metric."""
    name, view = item.metric, View(ctx.model, ctx.who)
    metric = view.model.metric(name) if view.has_metric(name) else None
    is_attribute = view.has_field(name) and view.model.has_dimension(name)
    if metric is None and name not in CUSTOMER_FACTS and not is_attribute:
        raise BadParameter("metric", name, f"a metric of the model, {', '.join(CUSTOMER_FACTS)}")
    if metric is not None and metric.judged_forward:
        raise BadParameter("metric", name, "a metric of what customers have done, not of what they do later")
    is_down = name in GOOD_WHEN_SMALL or (metric is not None and metric.direction == "down_is_good")
    up = not is_down if item.direction is None else item.direction == "up"
    return Input(name, item.weight, up, metric is not None and metric.null_semantics == "absent_is_zero")


def field_numbers(inputs: Sequence[Input], scope: BaseScope, ctx: ToolContext) -> tuple[Step, ...]:
    """The inputs as numbers: an attribute with an order counts by its place."""
    steps = field_steps([item.name for item in inputs], scope, "value_score", ctx)
    ordered = {item.name: _places(item.name, ctx) for item in inputs if ctx.model.has_dimension(item.name)}
    if not any(ordered.values()):
        return steps
    *before, (name, fields) = steps
    columns = [named(ordered.get(item.name) or column(item.name, "raw"), item.name) for item in inputs]
    return (*before, ("raw", fields), (name, trees.from_step("raw", column("key", "raw"), *columns)))


def _places(name: str, ctx: ToolContext) -> exp.Expression | None:
    """The place of each declared value in its order; nothing for a number.

    Raises
    ------
    BadParameter
        The attribute is neither a number nor has an order.
    """
    dimension = ctx.model.dimension(name)
    ranked = [value for value in dimension.values if value.order is not None]
    if ranked:
        case = exp.Case()
        for value in ranked:
            same = exp.EQ(this=column(name, "raw"), expression=trees.text(str(value.code)))
            case = case.when(same, trees.number(value.order or 0))
        return case
    if dimension.datatype not in ("Integer", "Decimal", "Float"):
        raise BadParameter("metric", name, "a number, or an attribute whose values have an order")
    return None


def _tiered(inputs: Sequence[Input]) -> exp.Select:
    names = [name for item in inputs for name in (item.name, item.points)]
    return trees.from_step("scored", *trees.columns("key", *names, "score"), named(tier(SHARES, TIERS), "tier"))


def _count(inputs: Sequence[Input], steps: tuple[Step, ...], ctx: ToolContext) -> tuple[int, dict[str, int], str]:
    """How many customers there are, and of how many each input is missing."""
    gaps = [
        named(trees.count_if(trees.is_null(column(item.name))), item.name)
        if not item.absent_is_zero
        else named(trees.number(0), item.name)
        for item in inputs
    ]
    select = trees.from_step("fields", named(exp.Count(this=exp.Star()), "customers"), *gaps)
    needed = steps[: [name for name, _ in steps].index("fields") + 1]
    sql = trees.render(trees.with_steps(select, needed), ctx.engine.dialect)
    everybody, *missing = ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows[0]
    return _whole(everybody), {item.name: _whole(n) for item, n in zip(inputs, missing, strict=True)}, sql


def _listed(inputs: Sequence[Input], limit: int, steps: tuple[Step, ...]) -> exp.Select:
    names = [name for item in inputs for name in (item.name, item.points)]
    select = trees.from_step("tiered", named(column("key"), "customer"), *trees.columns("score", "tier", *names))
    best_first = exp.Ordered(this=column("score"), desc=True, nulls_first=False)
    select = select.order_by(best_first, exp.Ordered(this=column("key"), nulls_first=False), copy=False)
    return trees.with_steps(select.limit(limit, copy=False), steps)


def _by_tier(steps: tuple[Step, ...]) -> exp.Select:
    counted = exp.Count(this=exp.Star())
    in_order = exp.Case()
    for place, name in enumerate(TIERS):
        in_order = in_order.when(exp.EQ(this=column("tier"), expression=trees.text(name)), trees.number(place))
    all_of_them = exp.Window(this=exp.Sum(this=counted.copy()))
    select = trees.from_step(
        "tiered",
        named(column("tier"), "segment"),
        named(counted, "customers"),
        named(trees.share_of(counted.copy(), all_of_them), "share"),
        named(exp.Min(this=column("score")), "least_score"),
        named(exp.Avg(this=column("score")), "mean_score"),
    ).group_by(column("tier"), copy=False)
    return trees.with_steps(select.order_by(exp.Ordered(this=in_order, nulls_first=False), copy=False), steps)


_TIER_COLUMNS = (
    fact("segment", kind="dimension", source="segment"),
    customers_column(),
    share_column("share"),
    fact("least_score", SCORE, POINTS_FORMAT),
    fact("mean_score", SCORE, POINTS_FORMAT),
)


def _columns(inputs: Sequence[Input], ctx: ToolContext) -> tuple[Column, ...]:
    pairs: list[Column] = []
    for item in inputs:
        metric = ctx.model.metric(item.name) if ctx.model.has_metric(item.name) else None
        unit = _unit(item.name, ctx)
        style = metric.format if metric else MONEY if unit.kind == "currency" else INTEGER
        pairs += [
            Column(item.name, "fact", unit, style, item.name),
            Column(item.points, "fact", SCORE, POINTS_FORMAT, item.name),
        ]
    return (
        fact("customer", kind="dimension"),
        Column("score", "metric", SCORE, POINTS_FORMAT),
        fact("tier", source="segment"),
        *pairs,
    )


def _unit(name: str, ctx: ToolContext) -> Unit:
    """Purchases are counted, not measured in days; the place of an attribute in its order has no unit."""
    if name == "frequency" or ctx.model.has_dimension(name):
        return NONE
    return unit_of_field(name, ctx.model)


def _weights_table(inputs: Sequence[Input], missing: dict[str, int]) -> ResultTable:
    columns = (
        fact("metric"),
        share_column("weight"),
        fact("good_when"),
        customers_column("missing_customers"),
    )
    rows = tuple((item.name, item.weight, "up" if item.up else "down", missing[item.name]) for item in inputs)
    return ResultTable(columns, rows)


def _findings(table: ResultTable, tiers: ResultTable, inputs: Sequence[Input], counted: int) -> tuple[Finding, ...]:
    """Who scores highest, and where the high tier begins; then what separates the listed ones from the average."""
    best, high = next(iter(table.records())), next(iter(tiers.records()))
    facts = (
        ("customers", Fact(counted, CUSTOMERS, INTEGER)),
        ("best", Fact(str(best["customer"]))),
        ("score", Fact(best["score"], SCORE, POINTS_FORMAT)),
        ("high", Fact(high["customers"], CUSTOMERS, INTEGER)),
        ("least", Fact(high["least_score"], SCORE, POINTS_FORMAT)),
    )
    heaviest = max(inputs, key=lambda item: item.weight)
    weight = (
        ("metric", Fact(heaviest.name, source="metric")),
        ("weight", Fact(heaviest.weight, SHARE, PERCENT)),
        ("inputs", Fact(len(inputs), NONE, INTEGER)),
    )
    return Finding("value_scored", facts), Finding("value_heaviest", weight)


def _missing_caveats(inputs: Sequence[Input], missing: dict[str, int]) -> tuple[Caveat, ...]:
    return tuple(
        Caveat("missing_as_median", (("name", item.name), ("customers", missing[item.name])))
        for item in inputs
        if missing[item.name]
    )


def _whole(value: Value) -> int:
    return int(str(value or 0))
