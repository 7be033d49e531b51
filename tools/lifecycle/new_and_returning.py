"""New and returning customers: who bought for the first time in a period, and who had bought before it.

Rule: both sides are people with an order in the period; only what lies before its first day makes somebody a
returning customer, and nothing after its end counts. What they bring is the metric as the model defines it, over the
same period. With a grain every period judges anew, so somebody is new in one month and returning in the next.
"""

from __future__ import annotations

from dataclasses import dataclass

from semantic_layer.compiler import CompiledQuery
from semantic_layer.model import SemanticModel, SimpleMetric
from semantic_layer.query import Members, MetricRef, Predicate, SemanticQuery, Window
from semantic_layer.result import Column, LeftOut, ResultTable, Value
from semantic_layer.run import run_query
from tools.context import ToolContext
from tools.customer_arguments import NewAndReturningArgs
from tools.customers.censoring import left_censored
from tools.errors import BadParameter, EmptyWindow, MissingRole
from tools.metrics.resolve import measures_of
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.roles import customer_entity, order_role
from tools.segments.summary import scope_of
from tools.tables import CUSTOMERS, DATE, INTEGER, NONE, PERCENT, SHARE, as_fact, customers_column, fact, share_column

TOOL = "new_and_returning"
SIDES = ("new", "returning")
DEFAULT_WINDOW = "last:12:month"
MAX_PERIODS = 40


def new_and_returning(arguments: NewAndReturningArgs, ctx: ToolContext) -> ToolResult:
    """Two rows, or two a period: the customers of each side, what they bring, and its share where it adds up.

    Raises
    ------
    EmptyWindow
        Nobody bought in the window.
    BadParameter
        More than 40 periods.
    MissingRole
        The model does not say what an order is, or does not count orders or customers.
    """
    periods = _periods(arguments, ctx)
    asked = _asked(arguments, Window(periods[0].start, periods[-1].end), ctx)
    rows: list[tuple[Value, ...]] = []
    ran: list[CompiledQuery] = []
    for period in periods:
        sides = [_side(side, period, asked, ran) for side in SIDES]
        for side, (people, value) in zip(SIDES, sides, strict=True):
            lead: tuple[Value, ...] = (period.start, side) if arguments.grain else (side,)
            rows.append((*lead, *_figures(people, value, sides, asked)))
    columns = _columns(asked)
    people = next(i for i, column in enumerate(columns) if column.name == "customers")
    shown = tuple(row for row in rows if row[people] is not None)
    withheld = (LeftOut("suppressed_groups", len(rows) - len(shown)),) if len(shown) < len(rows) else ()
    table = ResultTable(columns, shown, left_out=withheld)
    if not withheld and not any(_number(row[people]) for row in shown):
        raise EmptyWindow("Nobody bought in the window.", start=periods[0].start, end=periods[-1].end)
    window = Window(periods[0].start, periods[-1].end, arguments.window.rule if arguments.window else DEFAULT_WINDOW)
    return ToolResult(
        TOOL,
        (NamedTable("main", table),),
        _findings(table, asked),
        (Caveat("newness"), *left_censored(scope_of(TOOL, NewAndReturningArgs(), ctx), ctx)),
        Lineage(
            as_of=ctx.as_of,
            queries=tuple(item.query for item in ran),
            sql=tuple(dict.fromkeys(item.sql for item in ran)),
            window=window,
            metrics=(arguments.metric,) if arguments.metric else (),
            policies=tuple(dict.fromkeys(name for item in ran for name in item.policies)),
            parameters=(("metric", arguments.metric), ("grain", arguments.grain), ("as_of", ctx.as_of)),
            row_counts=(("periods", len(periods)),),
        ),
    )  # fmt: skip


@dataclass(frozen=True)
class _Asked:
    """What is computed for each side: the customers, and the metric with its column."""

    arguments: NewAndReturningArgs
    ctx: ToolContext
    entity: str
    counted: str  # the metric that counts customers
    orders: str  # the metric that counts orders
    column: Column | None  # of the metric that is asked for
    adds_up: bool


def _asked(arguments: NewAndReturningArgs, window: Window, ctx: ToolContext) -> _Asked:
    model, entity = ctx.model, customer_entity(ctx.model)
    orders = _orders(arguments.filters, ctx)
    counted = model.entity(entity).default_count if model.has_entity(entity) else None
    if orders is None or counted is None:
        raise MissingRole(TOOL, "order" if orders is None else "customer")
    if arguments.metric is None:
        return _Asked(arguments, ctx, entity, counted, orders, None, True)
    whole, _ = _run((MetricRef(arguments.metric),), window, (), (), ctx)
    metric = model.metric(arguments.metric)
    adds_up = isinstance(metric, SimpleMetric) and model.measure(metric.measure).additivity == "additive"
    return _Asked(arguments, ctx, entity, counted, orders, whole.columns[whole.index(arguments.metric)], adds_up)


def _orders(filters: tuple[Predicate, ...], ctx: ToolContext) -> str | None:
    """The dated metric that counts orders: of the thing whose key the rows of the role carry, else those rows."""
    source, model = order_role(TOOL, ctx, filters), ctx.model
    carried = [key.name for key in source.dataset.entities if key.columns == (source.role.column("order"),)]
    own = source.dataset.primary
    things = [name for name in (*carried, *([own.name] if own else [])) if model.has_entity(name)]
    counts = [name for thing in things if (name := model.entity(thing).default_count) is not None]
    return next((name for name in counts if _is_dated(name, model)), None)


def _is_dated(metric: str, model: SemanticModel) -> bool:
    counted = measures_of(model.metric(metric), model)
    return all(measure.time or model.dataset(measure.dataset).default_time for measure in counted)


def _periods(arguments: NewAndReturningArgs, ctx: ToolContext) -> tuple[Window, ...]:
    window = ctx.calendar.clip(arguments.window or ctx.calendar.resolve(DEFAULT_WINDOW))
    start, end = window.start, min(window.end or ctx.as_of, ctx.as_of)
    if start is None or start >= end:
        raise EmptyWindow("The window holds no day before as-of.", start=start, end=end)
    if arguments.grain is None:
        return (Window(start, end),)
    starts = [max(day, start) for day in ctx.calendar.periods(Window(start, end), arguments.grain)]
    if len(starts) > MAX_PERIODS:
        raise BadParameter("grain", arguments.grain, f"at most {MAX_PERIODS} periods")
    return tuple(Window(day, until) for day, until in zip(starts, (*starts[1:], end), strict=True))


def _side(side: str, period: Window, asked: _Asked, ran: list[CompiledQuery]) -> tuple[Value, Value]:
    """Customers of one side in one period, and what they bring."""
    assert period.start is not None
    orders = MetricRef(asked.orders)
    earlier = Window(None, period.start)
    before = Members(asked.entity, orders, "eq", (0,), earlier) if side == "new" else (
        Members(asked.entity, orders, "ge", (1,), earlier)
    )  # fmt: skip
    conditions = asked.arguments.filters
    buying = Members(asked.entity, orders, "ge", (1,), period, conditions)
    people = _value(asked.counted, None, (), (buying, before), asked.ctx, ran)
    if asked.arguments.metric is None:
        return people, people
    bought = Members(asked.entity, orders, "ge", (1,), period)
    return people, _value(asked.arguments.metric, period, conditions, (bought, before), asked.ctx, ran)


def _run(
    metrics: tuple[MetricRef, ...], window: Window | None, filters: tuple[Predicate, ...], members: tuple[Members, ...],
    ctx: ToolContext,
) -> tuple[ResultTable, CompiledQuery]:  # fmt: skip
    query = SemanticQuery(
        metrics=metrics, window=window, filters=filters, members=members, as_of=ctx.as_of, who=ctx.who
    )  # fmt: skip
    return run_query(query, ctx.model, ctx.engine, ctx.calendar, timeout_s=ctx.timeout_s, run_id=ctx.run_id)


def _value(
    metric: str, window: Window | None, filters: tuple[Predicate, ...], members: tuple[Members, ...],
    ctx: ToolContext, ran: list[CompiledQuery],
) -> Value:  # fmt: skip
    table, compiled = _run((MetricRef(metric),), window, filters, members, ctx)
    ran.append(compiled)
    return table.rows[0][table.index(metric)] if table.rows else None


# --- what is shown ----------------------------------------------------------------------------------------------


def _figures(people: Value, value: Value, sides: list[tuple[Value, Value]], asked: _Asked) -> tuple[Value, ...]:
    """Customers, the metric, and its share of the period where it adds up; a withheld side takes the share along."""
    whole = sum(_number(item) for _, item in sides)
    told = whole > 0 and _number(value) >= 0 and all(item is not None for item, _ in sides)
    share = (_number(value) / whole if told else None,) if asked.adds_up else ()
    return (people, *((value,) if asked.column else ()), *share)


def _columns(asked: _Asked) -> tuple[Column, ...]:
    grain = asked.arguments.grain
    return (
        *((Column("period", "period", NONE, DATE, grain=grain),) if grain else ()),
        fact("side", kind="dimension", source="newness"),
        customers_column() if asked.column is None else Column("customers", "base", CUSTOMERS, INTEGER),
        *((asked.column,) if asked.column else ()),
        *((share_column("share"),) if asked.adds_up else ()),
    )


def _findings(table: ResultTable, asked: _Asked) -> tuple[Finding, ...]:
    """The side that is asked for beside the other; over time how its share, or its figure, changed."""
    focus = "new" if asked.arguments.focus == "first_time" else "returning"
    rows = list(table.records())
    mine = [row for row in rows if row["side"] == focus]
    others = [row for row in rows if row["side"] != focus]
    name = asked.column.name if asked.column else "customers"
    shown = asked.column or customers_column()
    if not mine:
        return ()
    if asked.arguments.grain is None:
        facts = [("people", Fact(mine[0]["customers"], CUSTOMERS, INTEGER)), ("value", as_fact(mine[0][name], shown))]
        if asked.column:
            facts.append(("metric", Fact(asked.column.name, source="metric")))
        if others:
            facts.append(("other", as_fact(others[0][name], shown)))
            facts.append(("other_people", Fact(others[0]["customers"], CUSTOMERS, INTEGER)))
        told = asked.adds_up and mine[0]["share"] is not None
        if told:
            facts.append(("share", Fact(mine[0]["share"], SHARE, PERCENT)))
        kind = f"{focus}_" + ("count" if asked.column is None else "share" if told else "value")
        return (Finding(kind if others else f"{kind}_alone", tuple(facts)),)
    first, last = mine[0], mine[-1]
    measured = "share" if asked.adds_up and first["share"] is not None and last["share"] is not None else name
    column = share_column("share") if measured == "share" else shown
    way = _way(first[measured], last[measured])
    facts = [
        ("first_period", Fact(first["period"], source=asked.arguments.grain)),
        ("first_value", as_fact(first[measured], column)),
        ("last_period", Fact(last["period"], source=asked.arguments.grain)),
        ("value", as_fact(last[measured], column)),
        *((("metric", Fact(asked.column.name, source="metric")),) if asked.column else ()),
    ]  # fmt: skip
    what = "mix" if asked.column is None else "share" if measured == "share" else "figure"
    return (Finding(f"{focus}_{what}_{way}", tuple(facts)),)


def _way(first: Value, last: Value) -> str:
    then, now = _number(first), _number(last)
    return "rose" if now > then else "fell" if now < then else "same"


def _number(value: Value) -> float:
    return float(str(value)) if value is not None else 0.0
