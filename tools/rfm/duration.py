"""RFM with a third dimension: how long a customer looks around before ordering.

Rule: up to the border somebody is fast, beyond it cautious. Who never visited before an order is "unknown", counted and
never guessed, least of all from how long they have been a customer. All figures come out of one pass over the orders.
"""

from __future__ import annotations

from sqlglot import exp

from semantic_layer.model import Format, Unit
from semantic_layer.query import Window
from semantic_layer.result import Column, ResultTable
from tools import trees
from tools.arguments import RfmScoring
from tools.context import ToolContext
from tools.customer_arguments import RfmDurationArgs
from tools.customers.base import BaseScope, base_steps, count_left_out
from tools.errors import EmptyWindow, NotAllowed, TooFewCustomers
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.rfm.cuts import rules_of, score_steps
from tools.rfm.decision_counts import Counted, count_styles
from tools.rfm.decision_times import decision_steps, has_presale
from tools.rights import ensure_listable, without_small_groups
from tools.roles import money_unit
from tools.segments.summary import left_out_caveats, scope_of
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
    steps = _steps(arguments, scope, ctx)
    found = count_styles(steps, has_presale(scope), ctx)
    if found.everybody == 0:
        raise EmptyWindow("No customer bought anything in the window.", start=scope.start, end=scope.as_of)
    if found.known < FEWEST:
        raise TooFewCustomers(found.known, FEWEST)
    styles = ResultTable(_style_columns(ctx), found.styles, left_out=count_left_out(scope, ctx))
    styles = without_small_groups(styles, "customers", ctx)
    cells = without_small_groups(ResultTable(_cell_columns(ctx), found.cells), "customers", ctx)
    listed = _listed(steps, arguments.limit, ctx)
    return ToolResult(
        "rfm_duration",
        (NamedTable("main", styles), NamedTable("cells", cells), *(NamedTable("scores", table) for table in listed)),
        _findings(styles, found, asked=arguments.fast_hours is not None),
        (
            Caveat(
                "decision_time_coverage",
                (
                    ("customers", found.known),
                    ("all", found.everybody),
                    ("orders", found.timed),
                    ("of", found.orders),
                ),
            ),
            *left_out_caveats(styles.left_out),
        ),
        Lineage(
            as_of=scope.as_of,
            sql=(found.sql,),
            window=Window(scope.start, scope.as_of),
            parameters=(
                ("lookback_days", arguments.lookback_days),
                ("fast_hours", found.border),
                ("scores", "fixed"),
                ("as_of", scope.as_of),
            ),
            row_counts=(
                ("customers", found.everybody), ("orders", found.orders), ("orders_with_visits", found.timed),
            ),
            policies=scope.orders.rows().policies,
        ),
    )  # fmt: skip


def _steps(arguments: RfmDurationArgs, scope: BaseScope, ctx: ToolContext) -> tuple[Step, ...]:
    """Steps that end in `styled`: every buyer with scores, hours and style."""
    fixed = RfmScoring(preset="fixed")
    steps = (
        *base_steps(scope),
        *score_steps(rules_of(fixed, ctx)),
        *decision_steps(scope, arguments.lookback_days, ctx),
        ("border", _border(arguments.fast_hours)),
        ("styled", _styled()),
    )
    first: dict[str, exp.Query] = {}
    for name, query in steps:  # what two of them need is there once
        first.setdefault(name, query)
    return tuple(first.items())


def _border(fast_hours: float | None) -> exp.Select:
    """The longest decision that is fast: as asked, else the median customer's."""
    if fast_hours:
        asked = named(trees.double(trees.number(fast_hours)), "fast_hours")
        return trees.from_step("durations", asked).limit(1, copy=False)
    return trees.from_step("durations", named(trees.double(exp.Median(this=column("duration_hours"))), "fast_hours"))


def _styled() -> exp.Select:
    hours = column("duration_hours", "durations")
    style = (
        exp.Case()
        .when(trees.is_null(hours.copy()), trees.text("unknown"))
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


def _findings(styles: ResultTable, found: Counted, *, asked: bool) -> tuple[Finding, ...]:
    """The typical length, then how the cautious differ from the fast."""
    rows = {str(row["style"]): row for row in styles.records()}
    told = [
        Finding(
            "decision_time_border" if asked else "decision_time",
            (
                ("hours", Fact(found.border, HOURS, ONE_DECIMAL)),
                ("customers", Fact(found.known, CUSTOMERS, INTEGER)),
                ("coverage", Fact(found.known / found.everybody, SHARE, PERCENT)),
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
