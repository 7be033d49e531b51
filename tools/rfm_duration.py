"""RFM with a third dimension: how long a customer looks around before ordering.

Rule: the decision of an order begins with the first visit within the lookback and after the order before; its length is
the hours up to the order. A customer's length is the median of their orders; who never visited beforehand is "unknown",
counted and never guessed, least of all from how long they have been a customer.
"""

from __future__ import annotations

from sqlglot import exp

from semantic_layer.model import Format, Unit
from semantic_layer.query import Window
from semantic_layer.result import Column, ResultTable, Value
from tools import trees
from tools.arguments import RfmScoring
from tools.context import ToolContext
from tools.customer_arguments import RfmDurationArgs
from tools.customer_base import BaseScope, base_steps, count_left_out
from tools.errors import EmptyWindow, NotAllowed, TooFewCustomers
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.rfm_cuts import rules_of, score_steps
from tools.rights import ensure_listable, without_small_groups
from tools.roles import find_role, money_unit
from tools.segment_summary import left_out_caveats, scope_of
from tools.tables import (
    CUSTOMERS,
    DAYS,
    INTEGER,
    MONEY,
    NONE,
    PERCENT,
    SCORE,
    SHARE,
    as_fact,
    customers_column,
    fact,
    fetch,
    share_column,
)
from tools.trees import Step, column, named

STYLES = ("fast", "cautious", "unknown")
FEWEST = 20  # customers with a known length
HOURS, ONE_DECIMAL = Unit("duration", "hours"), Format("decimal", 1)


def rfm_duration(arguments: RfmDurationArgs, ctx: ToolContext) -> ToolResult:
    """Customers by how long they take to decide; beside them the cells with R, F and M, and single customers.

    Raises
    ------
    MissingRole
        The model has no visits, or orders have no time of day.
    EmptyWindow, TooFewCustomers
    """
    scope = scope_of("rfm_duration", arguments, ctx)
    steps, has_presale = _steps(arguments, scope, ctx)
    known, everybody, timed, orders, cut, sql = _coverage(steps, ctx)
    if everybody == 0:
        raise EmptyWindow("No customer bought anything in the window.", start=scope.start, end=scope.as_of)
    if known < FEWEST:
        raise TooFewCustomers(known, FEWEST)
    left_out = count_left_out(scope, ctx)
    styles, styles_sql = fetch(
        _by_style((*steps, ("coverage", _covered())), has_presale), _style_columns(ctx), ctx, left_out=left_out
    )
    styles = without_small_groups(styles, "customers", ctx)
    cells, cells_sql = fetch(_cells(steps, has_presale), _cell_columns(ctx), ctx)
    cells = without_small_groups(cells, "customers", ctx)
    listed = _listed(steps, arguments.limit, ctx)
    return ToolResult(
        "rfm_duration",
        (NamedTable("main", styles), NamedTable("cells", cells), *(NamedTable("scores", table) for table in listed)),
        _findings(styles, known, everybody, cut, asked=arguments.fast_hours is not None),
        (
            Caveat(
                "decision_time_coverage",
                (("customers", known), ("all", everybody), ("orders", timed), ("of", orders)),
            ),
            *left_out_caveats(styles.left_out),
        ),
        Lineage(
            as_of=scope.as_of,
            sql=(styles_sql, cells_sql, sql),
            window=Window(scope.start, scope.as_of),
            parameters=(
                ("lookback_days", arguments.lookback_days),
                ("fast_hours", cut),
                ("scores", "fixed"),
                ("as_of", scope.as_of),
            ),
            row_counts=(("customers", everybody), ("orders", orders), ("orders_with_visits", timed)),
            policies=scope.orders.rows().policies,
        ),
    )  # fmt: skip


def _steps(arguments: RfmDurationArgs, scope: BaseScope, ctx: ToolContext) -> tuple[tuple[Step, ...], bool]:
    """Steps that end in `styled`: every buyer with scores, hours and style. Also whether orders say pre-sale."""
    visits, visits_needed = _visits(scope, ctx)
    has_presale = scope.orders.role.column("presale") is not None
    purchases, needed = _purchases(scope, has_presale)
    fixed = RfmScoring(preset="fixed")
    base = (*base_steps(scope), *score_steps(rules_of(fixed, ctx)))
    known = {name for name, _ in base}
    more = tuple(step for step in (*visits_needed, *needed) if step[0] not in known)
    cut = (
        trees.number(arguments.fast_hours)
        if arguments.fast_hours
        else exp.Median(this=column("duration_hours", "durations"))
    )
    steps: tuple[Step, ...] = (
        *base,
        *dict(more).items(),
        ("visits", visits),
        ("purchases", purchases),
        ("ordered", _ordered(has_presale)),
        ("decisions", _decisions(arguments.lookback_days, has_presale)),
        ("durations", _durations()),
        ("border", trees.from_step("durations", named(trees.double(cut), "fast_hours"))),
        ("styled", _styled()),
    )
    if arguments.fast_hours:
        steps = tuple(
            (n, q.limit(1, copy=False) if n == "border" and isinstance(q, exp.Select) else q) for n, q in steps
        )
    return steps, has_presale


def _visits(scope: BaseScope, ctx: ToolContext) -> tuple[exp.Select, tuple[Step, ...]]:
    rows = find_role("interaction", "rfm_duration", ctx).rows()
    known = exp.Not(this=exp.Is(this=rows.part("customer"), expression=exp.Null()))
    before = exp.LT(this=rows.day("time"), expression=trees.day(scope.as_of))
    return rows.select((named(rows.part("customer"), "key"), named(rows.moment("time"), "at")), [known, before])


def _purchases(scope: BaseScope, has_presale: bool) -> tuple[exp.Select, tuple[Step, ...]]:
    """One row per order: who, when, and whether it was a pre-sale."""
    rows = scope.orders.rows()
    conditions = [
        exp.Not(this=exp.Is(this=rows.part("customer"), expression=exp.Null())),
        exp.LT(this=rows.day("time"), expression=trees.day(scope.as_of)),
        exp.GTE(this=rows.part("amount"), expression=trees.number(0)),
    ]
    if scope.start:
        conditions.append(exp.GTE(this=rows.day("time"), expression=trees.day(scope.start)))
    presale = exp.Max(this=trees.indicator(rows.part("presale"))) if has_presale else exp.Null()
    parts = (
        named(rows.part("customer"), "key"),
        named(rows.part("order"), "order"),
        named(exp.Min(this=rows.moment("at")), "at"),
        named(presale, "presale"),
    )
    select, needed = rows.select(parts, conditions)
    return select.group_by(rows.part("customer"), rows.part("order"), copy=False), needed


def _ordered(has_presale: bool) -> exp.Select:
    """The orders of each customer with the moment of the order before."""
    before = trees.over(exp.Lag(this=column("at")), ["key"], ["at", "order"])
    return trees.from_step("purchases", *trees.columns("key", "order", "at", "presale"), named(before, "before"))


def _decisions(lookback_days: int, has_presale: bool) -> exp.Select:
    """Hours from the first visit that belongs to an order up to it; NULL without one."""
    visit, order = column("at", "visits"), column("at", "ordered")
    seconds = exp.DateDiff(this=order.copy(), expression=visit.copy(), unit=exp.var("SECOND"))
    after_last = exp.or_(
        exp.Is(this=column("before", "ordered"), expression=exp.Null()),
        exp.GT(this=visit.copy(), expression=column("before", "ordered")),
        copy=False,
    )
    belongs: list[exp.Expression] = [
        exp.EQ(this=column("key", "visits"), expression=column("key", "ordered")),
        exp.LT(this=visit.copy(), expression=order.copy()),
        exp.LTE(this=seconds.copy(), expression=trees.number(lookback_days * 86400)),
        exp.Paren(this=after_last),
    ]
    hours = trees.share_of(exp.Max(this=seconds), trees.number(3600))
    names = ("key", "order", "presale")
    select = trees.from_step("ordered", *(column(name, "ordered") for name in names), named(hours, "hours"))
    select = select.join(trees.step("visits"), on=trees.all_of(belongs), join_type="left", copy=False)
    return select.group_by(*(column(name, "ordered") for name in names), copy=False)


def _durations() -> exp.Select:
    return trees.from_step(
        "decisions",
        column("key"),
        named(exp.Median(this=column("hours")), "duration_hours"),
        named(exp.Count(this=exp.Star()), "orders"),
        named(exp.Count(this=column("hours")), "timed"),
        named(exp.Sum(this=column("presale")), "presales"),
    ).group_by(column("key"), copy=False)


def _styled() -> exp.Select:
    hours = column("duration_hours", "durations")
    style = (
        exp.Case()
        .when(exp.Is(this=hours.copy(), expression=exp.Null()), trees.text("unknown"))
        .when(exp.LTE(this=hours.copy(), expression=column("fast_hours", "border")), trees.text("fast"))
        .else_(trees.text("cautious"))
    )
    names = ("key", "recency_days", "frequency", "monetary", "r", "f", "m")
    same = exp.EQ(this=column("key", "durations"), expression=column("key", "scores"))
    return (
        trees.from_step(
            "scores",
            *(column(name, "scores") for name in names),
            hours,
            *(column(name, "durations") for name in ("orders", "timed", "presales")),
            column("fast_hours", "border"),
            named(style, "style"),
        )
        .join(trees.step("durations"), on=same, join_type="left", copy=False)
        .join(trees.step("border"), join_type="cross", copy=False)
    )


# --- tables -------------------------------------------------------------------------------------------------------


def _coverage(steps: tuple[Step, ...], ctx: ToolContext) -> tuple[int, int, int, int, float, str]:
    """Customers with a known length, all, orders with visits, all, and the border in hours."""
    select = trees.from_step(
        "styled",
        named(exp.Count(this=column("duration_hours")), "known"),
        named(exp.Count(this=exp.Star()), "everybody"),
        named(exp.Sum(this=column("timed")), "timed"),
        named(exp.Sum(this=column("orders")), "orders"),
        named(exp.Max(this=column("fast_hours")), "border"),
    )
    sql = trees.render(trees.with_steps(select, steps), ctx.engine.dialect)
    known, everybody, timed, orders, cut = ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows[0]
    return _whole(known), _whole(everybody), _whole(timed), _whole(orders), round(float(str(cut or 0)), 4), sql


def _covered() -> exp.Select:
    return trees.from_step("styled", named(exp.Count(this=exp.Star()), "everybody"))


def _by_style(steps: tuple[Step, ...], has_presale: bool) -> exp.Select:
    counted, revenue = exp.Count(this=exp.Star()), exp.Sum(this=column("monetary"))
    in_order = exp.Case()
    for place, name in enumerate(STYLES):
        in_order = in_order.when(exp.EQ(this=column("style"), expression=trees.text(name)), trees.number(place))
    select = trees.from_step(
        "styled",
        column("style"),
        named(counted, "customers"),
        named(trees.share_of(counted.copy(), _over_all(counted)), "share"),
        named(exp.Median(this=column("duration_hours")), "hours_to_decide"),
        named(revenue, "revenue"),
        named(trees.share_of(revenue.copy(), _over_all(revenue)), "revenue_share"),
        named(exp.Median(this=trees.double(column("monetary"))), "median_monetary"),
        named(_presale_share(has_presale), "presale_share"),
    ).group_by(column("style"), copy=False)
    return trees.with_steps(select.order_by(exp.Ordered(this=in_order, nulls_first=False), copy=False), steps)


def _cells(steps: tuple[Step, ...], has_presale: bool) -> exp.Select:
    """Every combination of the fixed scores and the style that has customers, the best first."""
    groups = ("r", "f", "m", "style")
    select = trees.from_step(
        "styled",
        *trees.columns(*groups),
        named(exp.Count(this=exp.Star()), "customers"),
        named(exp.Sum(this=column("monetary")), "revenue"),
        named(_presale_share(has_presale), "presale_share"),
    ).group_by(*trees.columns(*groups), copy=False)
    best_first = [exp.Ordered(this=column(name), desc=name != "style", nulls_first=False) for name in groups]
    return trees.with_steps(select.order_by(*best_first, copy=False), steps)


def _presale_share(has_presale: bool) -> exp.Expression:
    if not has_presale:
        return exp.Null()
    return trees.share_of(exp.Sum(this=column("presales")), exp.Sum(this=column("orders")))


def _listed(steps: tuple[Step, ...], limit: int, ctx: ToolContext) -> tuple[ResultTable, ...]:
    """Single customers, the slowest first; nothing for who may not see them."""
    try:
        ensure_listable(ctx)
    except NotAllowed:
        return ()
    names = ("recency_days", "frequency", "monetary", "r", "f", "m", "duration_hours", "style")
    select = trees.from_step("styled", named(column("key"), "customer"), *trees.columns(*names))
    slowest = exp.Ordered(this=column("duration_hours"), desc=True, nulls_first=False)
    select = select.order_by(slowest, exp.Ordered(this=column("key"), nulls_first=False), copy=False)
    columns = (
        fact("customer", kind="dimension"),
        fact("recency_days", DAYS, INTEGER),
        fact("frequency", NONE, INTEGER),
        Column("monetary", "metric", money_unit(ctx.model), MONEY),
        *(fact(name, SCORE, INTEGER) for name in ("r", "f", "m")),
        fact("duration_hours", HOURS, ONE_DECIMAL),
        fact("style"),
    )
    return (fetch(trees.with_steps(select.limit(limit, copy=False), steps), columns, ctx)[0],)


def _over_all(aggregate: exp.Expression) -> exp.Expression:
    return exp.Window(this=exp.Sum(this=aggregate.copy()))


def _style_columns(ctx: ToolContext) -> tuple[Column, ...]:
    money = money_unit(ctx.model)
    return (
        fact("style", kind="dimension", source="style"),
        customers_column(),
        share_column("share"),
        fact("hours_to_decide", HOURS, ONE_DECIMAL),
        Column("revenue", "metric", money, MONEY),
        share_column("revenue_share"),
        fact("median_monetary", money, MONEY),
        fact("presale_share", SHARE, PERCENT),
    )


def _cell_columns(ctx: ToolContext) -> tuple[Column, ...]:
    return (
        *(fact(name, SCORE, INTEGER, kind="dimension") for name in ("r", "f", "m")),
        fact("style", kind="dimension", source="style"),
        customers_column(),
        Column("revenue", "metric", money_unit(ctx.model), MONEY),
        fact("presale_share", SHARE, PERCENT),
    )


def _findings(styles: ResultTable, known: int, everybody: int, cut: float, *, asked: bool) -> tuple[Finding, ...]:
    """The typical length, then how the cautious differ from the fast."""
    rows = {str(row["style"]): row for row in styles.records()}
    told = [
        Finding(
            "decision_time_border" if asked else "decision_time",
            (
                ("hours", Fact(cut, HOURS, ONE_DECIMAL)),
                ("customers", Fact(known, CUSTOMERS, INTEGER)),
                ("coverage", Fact(known / everybody, SHARE, PERCENT)),
            ),
        )
    ]
    fast, cautious = rows.get("fast"), rows.get("cautious")
    if fast and cautious:
        money, hours = styles.columns[styles.index("median_monetary")], styles.columns[styles.index("hours_to_decide")]
        told.append(
            Finding(
                "decision_styles",
                (
                    ("fast", as_fact(fast["customers"], customers_column())),
                    ("fast_hours", as_fact(fast["hours_to_decide"], hours)),
                    ("fast_money", as_fact(fast["median_monetary"], money)),
                    ("cautious", as_fact(cautious["customers"], customers_column())),
                    ("cautious_hours", as_fact(cautious["hours_to_decide"], hours)),
                    ("cautious_money", as_fact(cautious["median_monetary"], money)),
                ),
            )
        )
        if fast["presale_share"] is not None and cautious["presale_share"] is not None:
            shares = tuple((name, Fact(rows[name]["presale_share"], SHARE, PERCENT)) for name in ("cautious", "fast"))
            told.append(Finding("decision_presale", shares))
    return tuple(told)


def _whole(value: Value) -> int:
    return int(str(value or 0))
