"""How many customers go through steps in order, and where they leave.

Rule: a customer enters once, with the first of the first steps in the window, and only an entry whose time is over
before as-of counts. Every later step is the earliest one at or after the step before it and within the time that begins
with the entry. Each step keeps the customers of the step before or fewer.

A behaviour segment is that of the day the window begins, before anything that is measured.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from semantic_layer.compiler.names import Field
from semantic_layer.compiler.paths import graph_of
from semantic_layer.errors import UnknownDimension
from semantic_layer.model import Unit
from semantic_layer.policy import View
from semantic_layer.query import Window
from semantic_layer.result import Column, ColumnKind, ResultTable, Value
from tools import trees
from tools.context import ToolContext
from tools.customer_arguments import FunnelArgs
from tools.customers.base import BaseScope
from tools.customers.groups import group_column, group_steps
from tools.errors import BadParameter, EmptyWindow, HorizonIncomplete
from tools.journeys.events import ORDER, Journeys, read_journeys, shown_step
from tools.journeys.funnel_findings import ONE_DIGIT, caveats, findings
from tools.journeys.funnel_steps import counts, entered, later, not_over
from tools.result import Lineage, NamedTable, ToolResult
from tools.rights import without_small_groups
from tools.roles import customer_entity
from tools.segments.summary import left_out_caveats, scope_of
from tools.stats import wilson
from tools.tables import CUSTOMERS, INTEGER, PERCENT, SHARE, fact, fetch

HOURS = Unit("duration", "hours")
ENDS: tuple[ColumnKind, ...] = ("low", "high")
SEGMENT_DAYS = 90  # entries of that many days, where a behaviour segment needs a beginning and none was given


def funnel(arguments: FunnelArgs, ctx: ToolContext) -> ToolResult:
    """One row per step (and group): customers, share of the step before, share of the entries, median hours.

    Raises
    ------
    MissingRole
    BadParameter
        An unknown step, the same step twice, fewer than two steps.
    EmptyWindow, HorizonIncomplete
        Nobody entered, or nobody whose time is over.
    """
    scope = _scope(arguments, ctx)
    journeys = read_journeys("funnel", scope, ctx, arguments.filters)
    steps = _checked(arguments, journeys)
    own = arguments.by if arguments.by and not _is_of_customers(arguments.by, ctx) else None
    tree_steps = (*journeys.steps(own), *entered(steps, arguments, scope, own), *later(steps, arguments))
    if arguments.by and own is None:
        start = scope.start if scope.start and ctx.model.has_segmentation(arguments.by) else scope.as_of
        tree_steps = (*tree_steps, *group_steps(arguments.by, start, "funnel", ctx))
    raw, sql = fetch(
        trees.with_steps(counts(steps, arguments.by, own), tree_steps), _raw_columns(arguments.by, len(steps)), ctx
    )
    late = not_over(steps[0], arguments, scope, journeys, ctx)
    if not raw.rows and late:
        raise HorizonIncomplete(scope.as_of + timedelta(hours=arguments.within_hours))
    if not raw.rows:
        raise EmptyWindow("Nobody entered in the window.", start=scope.start, end=scope.as_of)
    overall = _sums(raw, len(steps))
    shown = without_small_groups(raw, "n_0", ctx)
    table = replace(_table(shown, steps, journeys, arguments.by), left_out=shown.left_out)
    return ToolResult(
        "funnel",
        (NamedTable("main", table),),
        findings(table, overall, steps, journeys, arguments),
        (*caveats(journeys, overall), *left_out_caveats((*table.left_out, *late))),
        Lineage(
            as_of=scope.as_of,
            sql=(sql,),
            window=Window(scope.start, scope.as_of),
            parameters=(
                ("steps", " > ".join(steps)),
                ("within_hours", arguments.within_hours),
                ("start", scope.start),
                ("as_of", scope.as_of),
            ),
            row_counts=tuple((step, n) for step, n in zip(steps, overall, strict=True)),
            policies=scope.orders.rows().policies,
        ),
    )


def _scope(arguments: FunnelArgs, ctx: ToolContext) -> BaseScope:
    """The window limits entries, so that what follows may lie behind its end; never behind as-of."""
    open_end = arguments.model_copy(update={"window": None})
    scope = scope_of("funnel", open_end, ctx)
    window = arguments.window or Window()
    start = window.start
    if start is None and arguments.by and ctx.model.has_segmentation(arguments.by):
        start = scope.as_of - timedelta(hours=arguments.within_hours) - timedelta(days=SEGMENT_DAYS)
    if start and start >= scope.as_of:
        raise EmptyWindow("The window ends before it starts.", start=start, end=scope.as_of)
    return replace(scope, start=start)


def _checked(arguments: FunnelArgs, journeys: Journeys) -> tuple[str, ...]:
    steps = arguments.steps or (*journeys.kinds, ORDER)
    for step in steps:
        journeys.check("steps", step)
    if len(steps) < 2 or len(set(steps)) < len(steps):
        raise BadParameter("steps", " > ".join(steps), ", ".join((*journeys.kinds, ORDER)))
    return tuple(steps)


def _is_of_customers(by: str, ctx: ToolContext) -> bool:
    """Whether each customer has one value of it; else it belongs to the entry."""
    if ctx.model.has_segmentation(by) and View(ctx.model, ctx.who).has_field(by):
        return True
    if not View(ctx.model, ctx.who).has_field(by):
        raise UnknownDimension(by, View(ctx.model, ctx.who).field_names)
    home = ctx.model.dataset_of_entity(customer_entity(ctx.model))
    dimension = ctx.model.dimension(by)
    field = Field(dimension.qualified, dimension)
    return home is not None and graph_of(ctx.model).reaches(home.name, field.dataset, field.role)


def _raw_columns(by: str | None, count: int) -> tuple[Column, ...]:
    pairs = [
        column
        for i in range(count)
        for column in (fact(f"n_{i}", CUSTOMERS, INTEGER), fact(f"hours_{i}", HOURS, ONE_DIGIT))
    ]
    return (*((group_column(by),) if by else ()), *pairs)


def _sums(raw: ResultTable, count: int) -> tuple[int, ...]:
    """Customers at each step, over all groups."""
    return tuple(sum(int(str(value)) for value in raw.values(f"n_{i}")) for i in range(count))


def _table(raw: ResultTable, steps: tuple[str, ...], journeys: Journeys, by: str | None) -> ResultTable:
    """Long form: one row per (group and) step, in the order of the steps. Of groups the rate is what is drawn."""
    columns = (
        *((group_column(by),) if by else ()),
        fact("step", kind="dimension", source=journeys.source),
        Column("customers", "fact" if by else "metric", CUSTOMERS, INTEGER),
        fact("step_rate", SHARE, PERCENT),
        Column("total_rate", "metric" if by else "fact", SHARE, PERCENT),
        *((Column(f"total_rate__{end}", end, SHARE, PERCENT) for end in ENDS) if by else ()),
        fact("median_hours", HOURS, ONE_DIGIT),
    )
    rows: list[tuple[Value, ...]] = []
    for found in raw.records():
        group = (found["group"],) if by else ()
        entered, last = int(str(found["n_0"])), int(str(found["n_0"]))
        for i, step in enumerate(steps):
            n = int(str(found[f"n_{i}"]))
            rates = (n / last if last else None, n / entered)
            interval = wilson(n, entered) if by else ()
            rows.append((*group, shown_step(step), n, *rates, *interval, found[f"hours_{i}"]))
            last = n
    return ResultTable(columns, tuple(rows), flags=("ordered",))
