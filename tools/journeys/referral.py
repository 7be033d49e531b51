"""Who brings customers, how many, and what those customers spend.

Rule: a customer is referred once: by the first who referred them. Who referred themselves is counted and cut; of
referrals that run in a circle the last one, which would make somebody their own descendant, is counted and cut. Levels:
direct referrals, then those whom they refer, down to `depth`.

Revenue is what the referred customers have bought, net, before as-of. It is theirs, whoever would have come anyway.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlglot import exp

from semantic_layer.model import Format
from semantic_layer.query import Window
from semantic_layer.result import Column, ResultTable, Value
from tools import trees
from tools.context import ToolContext
from tools.customer_arguments import ReferralArgs
from tools.customers.base import BaseScope, base_steps
from tools.customers.groups import group_column, group_steps
from tools.errors import EmptyWindow
from tools.journeys.referral_tree import Tree, read_tree
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.rights import ensure_listable, without_small_groups
from tools.roles import money_unit
from tools.segments.summary import left_out_caveats, scope_of
from tools.tables import CUSTOMERS, INTEGER, MONEY, NONE, PERCENT, SHARE, fact, fetch
from tools.trees import Step, column, named

PER_HEAD = Format("decimal", 2)
NAMED = 5  # customers that share the first place and are named


@dataclass(frozen=True)
class Totals:
    """Referred customers and what they spent, over all."""

    customers: int
    referrers: int
    buyers: int
    revenue: Value
    all_revenue: Value

    @property
    def share(self) -> float | None:
        return float(str(self.revenue)) / float(str(self.all_revenue)) if self.all_revenue else None


def referral(arguments: ReferralArgs, ctx: ToolContext) -> ToolResult:
    """The first referrers, with `by` every group of customers with what it refers, or what referrals brought in all.

    Raises
    ------
    MissingRole
        The model has no referrals.
    EmptyWindow
        Nobody was referred in the window.
    NotAllowed
        Single customers may not be listed.
    """
    if arguments.by is None and arguments.show == "referrers":
        ensure_listable(ctx)
    tree = read_tree(arguments, scope_of("referral", arguments, ctx), ctx)
    totals, totals_sql = _totals(tree, ctx)
    if not totals.customers:
        raise EmptyWindow("Nobody was referred in the window.", start=tree.scope.start, end=tree.scope.as_of)
    if arguments.by:
        table, sql = fetch(_by_group(tree, arguments.by, ctx), _group_columns(arguments.by, ctx), ctx)
        table = without_small_groups(table, "customers", ctx)
    elif arguments.show == "total":
        table, sql = _total_table(totals, ctx), totals_sql
    else:
        table, sql = _first_rows(tree, arguments, ctx)
    return ToolResult(
        "referral",
        (NamedTable("main", _without_level(table)),),
        (*_leading(table, arguments), *_said(totals, ctx)),
        (*tree.caveats(ctx), Caveat("referral_revenue"), *left_out_caveats(table.left_out)),
        Lineage(
            as_of=tree.scope.as_of,
            sql=tuple(dict.fromkeys((totals_sql, sql))),
            window=Window(tree.scope.start, tree.scope.as_of),
            parameters=(("depth", arguments.depth), ("as_of", tree.scope.as_of), ("start", tree.scope.start)),
            row_counts=(("referred", totals.customers), ("referrers", totals.referrers)),
            policies=tree.scope.orders.rows().policies,
        ),
    )


# --- statements -------------------------------------------------------------------------------------------------


def _spent(scope: BaseScope) -> tuple[Step, ...]:
    """`days`, `customers` of all purchases before as-of, whoever the conditions are about."""
    return base_steps(BaseScope(scope.orders, scope.as_of))


def _totals(tree: Tree, ctx: ToolContext) -> tuple[Totals, str]:
    same = exp.EQ(this=column("key", "customers"), expression=column("referee", "edges"))
    everything = trees.from_step("customers", exp.Sum(this=column("monetary"))).subquery()
    select = trees.from_step(
        "edges",
        named(exp.Count(this=exp.Star()), "customers"),
        named(exp.Count(this=exp.Distinct(expressions=[column("referrer", "edges")])), "referrers"),
        named(exp.Count(this=column("key", "customers")), "buyers"),
        named(_sum("monetary", "customers"), "revenue"),
        named(everything, "all_revenue"),
    ).join(trees.step("customers"), on=same, join_type="left", copy=False)
    sql = trees.render(trees.with_steps(select, (*tree.steps, *_spent(tree.scope))), ctx.engine.dialect)
    row = ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows[0]
    counts = [int(str(value or 0)) for value in row[:3]]
    return Totals(counts[0], counts[1], counts[2], row[3], row[4]), sql


def _own(tree: Tree) -> Step:
    """`own`: each referrer with the members of each level below, and what all of them spent."""
    same = exp.EQ(this=column("key", "customers"), expression=column("member", "descendants"))
    select = trees.from_step("descendants", named(column("root", "descendants"), "key"))
    for level in range(1, tree.depth + 1):
        at = exp.EQ(this=column("level", "descendants"), expression=trees.number(level))
        select = select.select(named(trees.count_if(at), f"level_{level}"), copy=False)
    direct = exp.EQ(this=column("level", "descendants"), expression=trees.number(1))
    direct_revenue = exp.Sum(this=trees.when(direct, column("monetary", "customers")))
    select = select.select(
        named(trees.or_zero(direct_revenue), "revenue"),
        named(_sum("monetary", "customers"), "tree_revenue"),
        copy=False,
    )
    select = select.join(trees.step("customers"), on=same, join_type="left", copy=False)
    return ("own", select.group_by(column("root", "descendants"), copy=False))


def _listed(tree: Tree, arguments: ReferralArgs, ctx: ToolContext) -> exp.Select:
    """The first referrers, each with how many refer as many."""
    names = [column.name for column in _list_columns(arguments, ctx)]
    level = exp.Window(this=exp.Count(this=exp.Star()), partition_by=[column("level_1")])
    select = trees.from_step("own", named(column("key"), "customer"), *trees.columns(*names[1:]), named(level, "level"))
    order = [exp.Ordered(this=column("level_1"), desc=True), exp.Ordered(this=column("revenue"), desc=True)]
    select = select.order_by(*order, exp.Ordered(this=column("key")), copy=False).limit(arguments.limit, copy=False)
    return trees.with_steps(select, (*tree.steps, *_spent(tree.scope), *tree.levels(), _own(tree)))


def _by_group(tree: Tree, by: str, ctx: ToolContext) -> exp.Select:
    """All customers of a group, whether they refer or not: referrals per head need everybody below the line."""
    everybody = trees.from_step("groups", column("key", "groups"), column("group", "groups"))
    same = exp.EQ(this=column("key", "own"), expression=column("key", "everybody"))
    counted = exp.Count(this=exp.Star())
    direct = _sum("level_1", "own")
    expressions = [
        named(column("group", "everybody"), "group"),
        named(counted, "customers"),
        named(exp.Count(this=column("key", "own")), "referrers"),
        named(trees.share_of(exp.Count(this=column("key", "own")), counted.copy()), "referrer_share"),
        named(direct, "level_1"),
        named(trees.share_of(direct.copy(), counted.copy()), "per_customer"),
        named(_sum("revenue", "own"), "revenue"),
    ]
    steps = [*tree.steps, *_spent(tree.scope), *tree.levels(), _own(tree)]
    steps += [*group_steps(by, tree.scope.as_of, "referral", ctx), ("everybody", everybody)]
    select = trees.from_step("everybody", *expressions).join(trees.step("own"), on=same, join_type="left", copy=False)
    sharers = tree.sharers()
    if sharers:
        steps += sharers
        on = exp.EQ(this=column("key", "sharers"), expression=column("key", "everybody"))
        rate = trees.share_of(exp.Count(this=column("key", "sharers")), counted.copy())
        select = select.select(named(rate, "sharer_share"), copy=False)
        select = select.join(trees.step("sharers"), on=on, join_type="left", copy=False)
    select = select.group_by(column("group", "everybody"), copy=False)
    order = [exp.Ordered(this=column("per_customer"), desc=True), exp.Ordered(this=column("group", "everybody"))]
    return trees.with_steps(select.order_by(*order, copy=False), steps)


def _sum(name: str, table: str) -> exp.Expression:
    return trees.or_zero(exp.Sum(this=column(name, table)))


# --- tables and findings ----------------------------------------------------------------------------------------


def _list_columns(arguments: ReferralArgs, ctx: ToolContext) -> tuple[Column, ...]:
    money = money_unit(ctx.model)
    return (
        fact("customer", kind="dimension", source=_key_dimension(ctx)),
        Column("level_1", "metric", CUSTOMERS, INTEGER),
        *(fact(f"level_{level}", CUSTOMERS, INTEGER) for level in range(2, arguments.depth + 1)),
        fact("revenue", money, MONEY),
        *((fact("tree_revenue", money, MONEY),) if arguments.depth > 1 else ()),
    )


def _key_dimension(ctx: ToolContext) -> str:
    home = ctx.model.dataset_of_entity("customer")
    return next((d.qualified for d in home.dimensions if d.type == "identifier"), "") if home else ""


def _group_columns(by: str, ctx: ToolContext) -> tuple[Column, ...]:
    shared = (fact("sharer_share", SHARE, PERCENT),) if ctx.model.role("share") else ()
    return (
        group_column(by),
        fact("customers", CUSTOMERS, INTEGER),
        fact("referrers", CUSTOMERS, INTEGER),
        fact("referrer_share", SHARE, PERCENT),
        fact("level_1", CUSTOMERS, INTEGER),
        Column("per_customer", "metric", NONE, PER_HEAD),
        fact("revenue", money_unit(ctx.model), MONEY),
        *shared,
    )


def _first_rows(tree: Tree, arguments: ReferralArgs, ctx: ToolContext) -> tuple[ResultTable, str]:
    columns = (*_list_columns(arguments, ctx), fact("level", CUSTOMERS, INTEGER))
    return fetch(_listed(tree, arguments, ctx), columns, ctx)


def _without_level(table: ResultTable) -> ResultTable:
    """The shown table: how many refer as many is only for the headline."""
    kept = [i for i, column in enumerate(table.columns) if column.name != "level"]
    rows = tuple(tuple(row[i] for i in kept) for row in table.rows)
    return replace(table, columns=tuple(table.columns[i] for i in kept), rows=rows)


def _total_table(totals: Totals, ctx: ToolContext) -> ResultTable:
    money = money_unit(ctx.model)
    columns = (
        fact("referred", CUSTOMERS, INTEGER, kind="metric"),
        fact("referrers", CUSTOMERS, INTEGER),
        fact("referred_buyers", CUSTOMERS, INTEGER),
        fact("revenue", money, MONEY),
        fact("revenue_share", SHARE, PERCENT),
    )
    return ResultTable(columns, ((totals.customers, totals.referrers, totals.buyers, totals.revenue, totals.share),))


def _leading(table: ResultTable, arguments: ReferralArgs) -> tuple[Finding, ...]:
    if arguments.by is None:
        return _first_referrers(table) if arguments.show == "referrers" else ()
    known = [row for row in table.records() if row["group"] is not None]
    if not known:
        return ()
    source, best, worst = table.columns[0].source, known[0], known[-1]
    if best["per_customer"] == worst["per_customer"]:
        return ()
    return (Finding("referral_groups", (
        ("best_group", Fact(best["group"], source=source)), ("best", Fact(best["per_customer"], NONE, PER_HEAD)),
        ("customers", Fact(best["level_1"], CUSTOMERS, INTEGER)),
        ("worst_group", Fact(worst["group"], source=source)), ("worst", Fact(worst["per_customer"], NONE, PER_HEAD)),
    )),)  # fmt: skip


def _first_referrers(table: ResultTable) -> tuple[Finding, ...]:
    """Who refers most; several with the same number share the place."""
    rows = list(table.records())
    level, source = int(str(rows[0]["level"])), table.columns[0].source
    many = ("n", Fact(rows[0]["level_1"], CUSTOMERS, INTEGER))
    if level == 1:
        revenue = table.columns[table.index("revenue")]
        spent = Fact(rows[0]["revenue"], revenue.unit, revenue.format)
        return (
            Finding("referral_leader", (("group", Fact(rows[0]["customer"], source=source)), many, ("revenue", spent))),
        )
    if level > min(NAMED, len(rows)):
        return (Finding("referral_tied_many", (many, ("level", Fact(level, CUSTOMERS, INTEGER)))),)
    shown = Fact(tuple(row["customer"] for row in rows[:level]), source=source)
    return (Finding("referral_tied", (("groups", shown), many)),)


def _said(totals: Totals, ctx: ToolContext) -> tuple[Finding, ...]:
    money = money_unit(ctx.model)
    return (Finding("referral_total", (
        ("customers", Fact(totals.customers, CUSTOMERS, INTEGER)),
        ("referrers", Fact(totals.referrers, CUSTOMERS, INTEGER)),
        ("buyers", Fact(totals.buyers, CUSTOMERS, INTEGER)),
        ("revenue", Fact(totals.revenue, money, MONEY)), ("share", Fact(totals.share, SHARE, PERCENT)),
    )),)  # fmt: skip
