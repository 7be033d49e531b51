"""How concentrated a sum is: what the first fifth of the members hold, and how many hold four fifths of it.

Rule: members are ordered by their value, the largest first; who holds nothing or less than nothing comes last and is
counted. Only groups are shown, never a single member. A tie at the cut is not split by chance: the share held is that
of the ordered values, whoever of the tied stands where.

Gini: mean absolute difference of two members over twice the mean (Gini 1912), over members of positive value.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from semantic_layer.model import Format, SimpleMetric
from semantic_layer.query import DimensionRef, MetricRef, SemanticQuery
from semantic_layer.result import Column, ResultTable, Value
from semantic_layer.run import run_query
from tools.business_arguments import ParetoArgs
from tools.context import ToolContext
from tools.errors import BadParameter, EmptyWindow, NotAdditive, NotAllowed, TooFewCustomers
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.tables import INTEGER, NONE, PERCENT, SCORE, SCORE_FORMAT, SHARE, fact

FEWEST = 10
WHOLE = Format("percent", 0)
STEPS = (0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


def pareto(arguments: ParetoArgs, ctx: ToolContext) -> ToolResult:
    """The curve of concentration in twelve steps.

    Raises
    ------
    NotAdditive
        The metric is no sum, so nobody holds a part of it.
    BadParameter
        The entity has no key that the metric can be split by.
    TooFewCustomers
        Fewer than ten members hold anything.
    """
    query = SemanticQuery(
        metrics=(MetricRef(arguments.metric),), window=arguments.window, filters=arguments.filters,
        as_of=arguments.as_of or ctx.as_of, who=ctx.who,
    )  # fmt: skip
    whole, _ = run_query(query, ctx.model, ctx.engine, ctx.calendar, timeout_s=ctx.timeout_s, run_id=ctx.run_id)
    metric = ctx.model.metric(arguments.metric)
    if not isinstance(metric, SimpleMetric) or ctx.model.measure(metric.measure).additivity != "additive":
        raise NotAdditive(arguments.metric)
    split = SemanticQuery(
        metrics=query.metrics, dimensions=(DimensionRef(_key(arguments.entity, ctx)),), window=query.window,
        filters=query.filters, as_of=query.as_of, who=query.who,
    )  # fmt: skip
    table, compiled = run_query(split, ctx.model, ctx.engine, ctx.calendar, timeout_s=ctx.timeout_s, run_id=ctx.run_id)
    if any(item.code == "suppressed_groups" for item in table.left_out):
        raise NotAllowed("Groups of one member are not shown.", policy="min_group")
    values = sorted(
        (float(str(row[1])) for row in table.rows if row[0] is not None and row[1] is not None), reverse=True
    )
    positive = [value for value in values if value > 0]
    if not positive:
        raise EmptyWindow("Nobody holds anything in the window.")
    if len(positive) < FEWEST:
        raise TooFewCustomers(len(positive), FEWEST)
    column = whole.columns[whole.index(arguments.metric)]
    return ToolResult(
        "pareto",
        (NamedTable("main", _curve(values, column)),),
        _findings(values, positive, arguments, column),
        ((Caveat("non_positive_last", (("members", len(values) - len(positive)),)),) if positive != values else ()),
        Lineage(
            as_of=query.as_of,
            queries=(split,),
            sql=(compiled.sql,),
            window=compiled.window,
            metrics=(arguments.metric,),
            policies=compiled.policies,
            parameters=(("entity", arguments.entity), ("share", arguments.share), ("held", arguments.held)),
            row_counts=(("members", len(values)), ("positive", len(positive))),
        ),
    )


def _key(entity: str, ctx: ToolContext) -> str:
    """The dimension that tells the members of an entity apart."""
    dataset = ctx.model.dataset_of_entity(entity) if ctx.model.has_entity(entity) else None
    keys = dataset.primary.columns if dataset and dataset.primary else ()
    found = [d.qualified for d in dataset.dimensions if len(keys) == 1 and d.column == keys[0]] if dataset else []
    if not found:
        raise BadParameter("entity", entity, "a thing with a key of its own")
    return found[0]


def first(values: Sequence[float], share: float) -> float:
    """The sum of the first `share` of the ordered values, rounded up to whole members.

    Examples
    --------
    >>> first([5.0, 3.0, 1.0, 1.0], 0.25)
    5.0
    """
    return sum(values[: ceil(share * len(values) - 1e-9)])


def members_for(values: Sequence[float], held: float) -> int:
    """How many of the ordered values together reach `held` of the sum.

    Examples
    --------
    >>> members_for([5.0, 3.0, 1.0, 1.0], 0.8)
    2
    """
    wanted, reached = held * sum(values) - 1e-9, 0.0
    for n, value in enumerate(values, 1):
        reached += value
        if reached >= wanted:
            return n
    return len(values)


def gini(values: Sequence[float]) -> float:
    """0 where all hold the same, towards 1 where one holds all; of values above 0.

    Examples
    --------
    >>> gini([1.0, 1.0]), gini([3.0, 1.0])
    (0.0, 0.25)
    """
    ordered, n = sorted(values), len(values)
    weighted = sum((2 * i - n - 1) * value for i, value in enumerate(ordered, 1))
    return weighted / (n * sum(ordered))


def _curve(values: Sequence[float], column: Column) -> ResultTable:
    total = sum(values)
    columns = (
        fact("first_share", SHARE, WHOLE, kind="dimension"),
        Column("share_held", "metric", SHARE, PERCENT),
        fact("members", NONE, INTEGER),
        Column("value", "fact", column.unit, column.format, column.source),
    )
    rows: list[tuple[Value, ...]] = []
    for step in STEPS:
        held = first(values, step)
        rows.append((step, held / total if total else None, ceil(step * len(values) - 1e-9), held))
    return ResultTable(columns, tuple(rows), flags=("ordered",))  # by how many of them, not by how much they hold


def _findings(
    values: Sequence[float], positive: Sequence[float], arguments: ParetoArgs, column: Column
) -> tuple[Finding, ...]:
    total, held = sum(values), first(values, arguments.share)
    n = members_for(positive, arguments.held)
    things = ("things", Fact(arguments.entity, source="entity"))
    metric = ("metric", Fact(column.name, source="metric"))
    top = (
        ("first", Fact(arguments.share, SHARE, WHOLE, "first_share")),
        ("members", Fact(ceil(arguments.share * len(values) - 1e-9), NONE, INTEGER)),
        ("value", Fact(held, column.unit, column.format)),
        ("share", Fact(held / total if total else None, SHARE, PERCENT)),
    )
    needed = (
        ("held", Fact(arguments.held, SHARE, WHOLE)),
        ("members", Fact(n, NONE, INTEGER)),
        ("part", Fact(n / len(values), SHARE, PERCENT)),
    )
    both = (
        Finding("concentration", (metric, things, *top)),
        Finding("concentration_needed", (metric, things, *needed)),
    )
    return (
        *(both if arguments.asked == "share" else reversed(both)),
        Finding("concentration_gini", (("gini", Fact(gini(positive), SCORE, SCORE_FORMAT)),)),
    )
