"""Customers who need a look: silent, buying less often, later than their own habit, or fallen in value.

Rule: every customer is held against the past of this same customer (but for the plain silence, whose length is fixed),
and only what lies before as-of is read. "New" is who meets a rule now and did not some days ago, by the same statement
run as of that day. A rule that needs more history than a customer has does not judge this customer.
"""

from __future__ import annotations

from datetime import timedelta

from sqlglot import exp

from semantic_layer.query import Window
from semantic_layer.result import Column, ResultTable, Value
from tools import trees
from tools.alerts.rules import FEWEST_WINDOWS, OWN_QUANTILE, SCORE_STEP, Settings, alert_steps
from tools.business_arguments import AlertsArgs
from tools.context import ToolContext
from tools.customers.base import BaseScope, base_steps, count_left_out
from tools.customers.censoring import left_censored
from tools.customers.horizons import measure
from tools.errors import EmptyWindow
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.rights import ensure_listable, without_small_groups
from tools.roles import money_unit
from tools.segments.summary import left_out_caveats, scope_of
from tools.tables import CUSTOMERS, DATE, DAYS, INTEGER, MONEY, NONE, as_fact, customers_column, fact, share_column
from tools.trees import Step, column, named

VALUE_DAYS = 365


def alerts(arguments: AlertsArgs, ctx: ToolContext) -> ToolResult:
    """Customers by rule with their spending of the last year, or the customers themselves, the most valuable first.

    Raises
    ------
    MissingRole
        The model has no orders.
    EmptyWindow
        Nobody has bought anything.
    NotAllowed
        Single customers are asked for, and a policy forbids to list them.
    """
    if arguments.show == "members":
        ensure_listable(ctx)
    scope = scope_of("alerts", arguments, ctx)
    lengths = measure(scope, ctx)
    settings = Settings(arguments.silent_days, lengths.repurchase_days)
    select = _rules(arguments, scope, settings) if arguments.show == "rules" else _customers(arguments, scope, settings)
    sql = trees.render(select, ctx.engine.dialect)
    raw = ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id)
    buyers = _buyers(scope, ctx)
    if not buyers:
        raise EmptyWindow("No customer bought anything.", start=scope.start, end=scope.as_of)
    if arguments.show == "rules":
        found = {row[0]: row for row in raw.rows}
        rows = tuple(_row(rule, found.get(rule), buyers) for rule in arguments.rules)
        table = without_small_groups(ResultTable(_rule_columns(ctx), rows), "customers", ctx, parts=())
        findings = _rule_findings(table, buyers, arguments)
    else:
        listed = tuple(row[:-2] for row in raw.rows)
        table = ResultTable(_customer_columns(ctx), listed)
        findings = _customer_findings(raw.rows, arguments, buyers)
    left_out = count_left_out(scope, ctx)
    return ToolResult(
        "alerts",
        (NamedTable("main", table),),
        findings,
        (*_caveats(arguments, lengths.repurchase_days), *left_censored(scope, ctx), *left_out_caveats(left_out)),
        Lineage(
            as_of=scope.as_of,
            sql=(sql,),
            window=Window(scope.start, scope.as_of),
            parameters=(
                ("rules", ", ".join(arguments.rules)), ("silent_days", arguments.silent_days),
                ("new_days", arguments.new_days), ("window_days", lengths.repurchase_days),
                ("fewest_windows", FEWEST_WINDOWS), ("own_quantile", OWN_QUANTILE), ("score_step", SCORE_STEP),
                ("value_days", VALUE_DAYS), ("as_of", scope.as_of),
            ),
            row_counts=(("buyers", buyers), ("listed", len(table.rows))),
            policies=scope.orders.rows().policies,
        ),
    )  # fmt: skip


# --- statements ---------------------------------------------------------------------------------------------------


def _hits(arguments: AlertsArgs, scope: BaseScope, settings: Settings) -> exp.Select:
    """Key and rule of everybody who meets one of the rules at the scope's as-of."""
    steps = alert_steps(scope, settings)
    chosen = exp.In(this=column("rule"), expressions=[trees.text(rule) for rule in arguments.rules])
    select = trees.from_step("hits", column("key"), column("rule")).where(chosen, copy=False)
    return trees.with_steps(select, steps)


def _judged(arguments: AlertsArgs, scope: BaseScope, settings: Settings) -> tuple[Step, ...]:
    """Steps of the base, then `now` (key, rule), `before` (the same some days ago) and `worth` (key, value)."""
    earlier = BaseScope(scope.orders, scope.as_of - timedelta(days=arguments.new_days), scope.start)
    since = exp.GTE(this=column("day"), expression=trees.day(scope.as_of - timedelta(days=VALUE_DAYS)))
    worth = trees.from_step(
        "days", column("key"), named(exp.Sum(this=trees.when(since, column("amount"))), "value")
    ).group_by(column("key"), copy=False)
    now, before = _hits(arguments, scope, settings), _hits(arguments, earlier, settings)
    return (*base_steps(scope), ("now", now), ("before", before), ("worth", worth))


def _joined(*expressions: exp.Expression) -> exp.Select:
    same = trees.all_of(
        [exp.EQ(this=column(name, "before"), expression=column(name, "now")) for name in ("key", "rule")]
    )
    worth = exp.EQ(this=column("key", "worth"), expression=column("key", "now"))
    return (
        trees.from_step("now", *expressions)
        .join(trees.step("before"), on=same, join_type="left", copy=False)
        .join(trees.step("worth"), on=worth, join_type="left", copy=False)
    )


def _rules(arguments: AlertsArgs, scope: BaseScope, settings: Settings) -> exp.Select:
    """One row for each rule: customers, new ones, and what they spent in the last year."""
    is_new = trees.is_null(column("key", "before"))
    select = _joined(
        column("rule", "now"),
        named(exp.Count(this=exp.Star()), "customers"),
        named(trees.count_if(is_new), "new"),
        named(exp.Sum(this=column("value", "worth")), "value"),
    ).group_by(column("rule", "now"), copy=False)
    return trees.with_steps(select, _judged(arguments, scope, settings))


def _customers(arguments: AlertsArgs, scope: BaseScope, settings: Settings) -> exp.Select:
    """One row for each customer: the rules met, the silence, and at the end the numbers over all of them."""
    was_known = trees.is_known(column("key", "before"))
    met = _joined(
        column("key", "now"),
        named(exp.GroupConcat(this=column("rule", "now"), separator=trees.text(", ")), "rules"),
        named(exp.Min(this=trees.indicator(was_known)), "known"),
        named(exp.Max(this=column("value", "worth")), "value"),
    ).group_by(column("key", "now"), copy=False)  # fmt: skip
    base = exp.EQ(this=column("key", "customers"), expression=column("key", "met"))
    everybody = exp.Window(this=exp.Count(this=exp.Star()))
    fresh = exp.Window(this=exp.Sum(this=exp.Sub(this=trees.number(1), expression=column("known", "met"))))
    select = (
        trees.from_step(
            "met",
            named(column("key", "met"), "customer"),
            named(column("rules", "met"), "rules"),
            named(column("last_day", "customers"), "last_day"),
            named(column("recency_days", "customers"), "silence"),
            named(column("value", "met"), "value"),
            named(exp.EQ(this=column("known", "met"), expression=trees.number(0)), "new"),
            named(everybody, "everybody"),
            named(fresh, "fresh"),
        )
        .join(trees.step("customers"), on=base, copy=False)
        .order_by(
            exp.Ordered(this=column("value", "met"), desc=True, nulls_first=False),
            exp.Ordered(this=column("key", "met"), nulls_first=False),
            copy=False,
        )
        .limit(arguments.limit, copy=False)
    )
    return trees.with_steps(select, (*_judged(arguments, scope, settings), ("met", met)))


def _buyers(scope: BaseScope, ctx: ToolContext) -> int:
    select = trees.with_steps(trees.from_step("customers", named(exp.Count(this=exp.Star()), "n")), base_steps(scope))
    raw = ctx.engine.run(trees.render(select, ctx.engine.dialect), timeout_s=ctx.timeout_s, run_id=ctx.run_id)
    return int(str(raw.rows[0][0] or 0))


# --- what is shown and said ---------------------------------------------------------------------------------------


def _rule_columns(ctx: ToolContext) -> tuple[Column, ...]:
    return (
        fact("alert_rule", kind="dimension"),
        customers_column(),
        Column("newly_met", "fact", CUSTOMERS, INTEGER),
        share_column("share"),
        Column("value_of_year", "fact", money_unit(ctx.model), MONEY),
    )


def _row(rule: str, found: tuple[Value, ...] | None, buyers: int) -> tuple[Value, ...]:
    if found is None:
        return (f"alert_{rule}", 0, 0, 0.0, 0)
    _, customers, new, value = found
    return (f"alert_{rule}", customers, new, int(str(customers)) / buyers, value)


def _customer_columns(ctx: ToolContext) -> tuple[Column, ...]:
    dataset = ctx.model.dataset_of_entity("customer")
    key = dataset.primary.columns[0] if dataset and dataset.primary else ""
    source = f"customer.{key}" if ctx.model.has_dimension(f"customer.{key}") else ""
    return (
        fact("customer", kind="dimension", source=source),
        fact("alert_rules"),
        fact("last_day", NONE, DATE),
        fact("silence", DAYS, INTEGER),
        Column("value_of_year", "metric", money_unit(ctx.model), MONEY),
        fact("is_new"),
    )


def _rule_findings(table: ResultTable, buyers: int, arguments: AlertsArgs) -> tuple[Finding, ...]:
    days = ("days", Fact(arguments.new_days, DAYS, INTEGER))
    all_of = ("buyers", Fact(buyers, CUSTOMERS, INTEGER))
    found = []
    for row in sorted(table.records(), key=lambda row: (-int(str(row["newly_met"] or 0)), str(row["alert_rule"]))):
        said = (
            ("customers", as_fact(row["customers"], table.columns[1])),
            ("new", as_fact(row["newly_met"], table.columns[2])), all_of, days,
            ("value", as_fact(row["value_of_year"], table.columns[4])),
            ("silent", Fact(arguments.silent_days, DAYS, INTEGER)),
        )  # fmt: skip
        kind = "alert" if row["customers"] else "alert_none"
        found.append(Finding(f"{kind}_{str(row['alert_rule']).removeprefix('alert_')}", said))
    return tuple(found)


def _customer_findings(rows: tuple[tuple[Value, ...], ...], arguments: AlertsArgs, buyers: int) -> tuple[Finding, ...]:
    all_of = ("buyers", Fact(buyers, CUSTOMERS, INTEGER))
    if not rows:
        return (Finding("alert_nobody", (all_of,)),)
    everybody, fresh = (int(str(value)) for value in rows[0][-2:])
    one = arguments.rules[0] if len(arguments.rules) == 1 else "any"
    said = (
        ("customers", Fact(everybody, CUSTOMERS, INTEGER)), ("new", Fact(fresh, CUSTOMERS, INTEGER)), all_of,
        ("days", Fact(arguments.new_days, DAYS, INTEGER)), ("shown", Fact(len(rows), CUSTOMERS, INTEGER)),
        ("silent", Fact(arguments.silent_days, DAYS, INTEGER)),
    )  # fmt: skip
    found = [Finding(f"alert_listed_{one}", said)]
    if everybody > len(rows):
        found.append(Finding("alert_most_valuable", (("shown", Fact(len(rows), CUSTOMERS, INTEGER)),)))
    return tuple(found)


def _caveats(arguments: AlertsArgs, window_days: int) -> tuple[Caveat, ...]:
    found = []
    if "frequency_drop" in arguments.rules:
        found.append(Caveat("frequency_windows", (("days", window_days), ("n", FEWEST_WINDOWS))))
    if "overdue" in arguments.rules:
        found.append(Caveat("overdue_by_chance"))
    if "score_drop" in arguments.rules:
        found.append(Caveat("score_of_year"))
    return tuple(found)
