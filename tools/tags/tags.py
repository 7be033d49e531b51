"""Tags of customers: who has which, which contradict each other, and which the data suggest.

Rule: a tag says something of a customer as of its own day, and the answer names that day where it is not today's. Tags
that the model declares to contradict each other are listed with how many customers have both; single customers are
named by the end of their key only. A proposal is never a tag until a person writes it into the model.
"""

from __future__ import annotations

from itertools import combinations

from sqlglot import exp

from semantic_layer.compiler.sql import either
from semantic_layer.model import Tag
from semantic_layer.policy import View
from semantic_layer.result import Column, ResultTable, Value
from tools import trees
from tools.context import ToolContext
from tools.customers.base import BaseScope
from tools.errors import BadParameter, EmptyWindow, NotAllowed
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.rights import ensure_listable, without_small_groups
from tools.roles import money_unit
from tools.segment_arguments import TagsArgs
from tools.segments.summary import scope_of
from tools.tables import CUSTOMERS, DATE, INTEGER, MONEY, PERCENT, SHARE, customers_column, fact, fetch, share_column
from tools.tags.dates import TagDate, keep_refresh, tag_dates
from tools.tags.flags import TAGGED, TOOL, combined, flag, tagged_steps
from tools.tags.proposals import propose
from tools.trees import Node, Step, column, named

MOST_CORE = 30
EXAMPLES = 20
SHOWN_END = 2  # characters of a masked key


def tags(arguments: TagsArgs, ctx: ToolContext) -> ToolResult:
    """All tags with their customers; or those of a combination; or contradictions; or proposals.

    Raises
    ------
    BadParameter
        A tag is unknown, or one is wanted and not wanted at once.
    """
    scope = scope_of(TOOL, arguments, ctx)
    if arguments.propose:
        return propose(scope, ctx)
    if not View(ctx.model, ctx.who).tags:
        raise BadParameter("tags", "none", "tags of the model, under `tags`")
    chosen = _chosen(arguments, ctx)
    is_now = arguments.refresh or arguments.conflicts  # a contradiction is one of the same day
    dated = tuple(TagDate(tag, scope.as_of, None) for tag in chosen) if is_now else ()
    dated = dated or tag_dates(chosen, scope.as_of, ctx)
    steps = tagged_steps(dated, scope, ctx)
    listed, sql = _listed(dated, steps, ctx)
    if arguments.refresh:
        keep_refresh(chosen, scope.as_of, ctx)
    is_combined = bool(arguments.all_of or arguments.any_of or arguments.none_of)
    caveats = (*(_dated_caveats(dated, scope) if is_combined else ()), *_core_caveat(ctx))  # a list shows the days
    if arguments.conflicts:
        tables, findings, more = _conflicts(chosen, steps, ctx)
    elif is_combined:
        tables, findings, more = _combination(arguments, steps, ctx)
        tables = (*tables, NamedTable("tags", listed))
    else:
        tables, findings, more = (NamedTable("main", listed),), _told(listed, arguments, scope), ""
    lineage = Lineage(
        as_of=scope.as_of,
        sql=tuple(text for text in (sql, more) if text),
        metrics=tuple(dict.fromkeys(name for tag in chosen for name in _metrics_of(tag, ctx))),
        parameters=tuple((tag.name, tag.rule) for tag in chosen),
        row_counts=(("tags", len(chosen)),),
        policies=scope.orders.rows().policies,
    )
    return ToolResult(TOOL, tables, findings, caveats, lineage)


def _chosen(arguments: TagsArgs, ctx: ToolContext) -> tuple[Tag, ...]:
    """The tags of the combination, else all."""
    wanted = (*arguments.all_of, *arguments.any_of, *arguments.none_of)
    known = View(ctx.model, ctx.who).tags
    for name in wanted:
        if name not in [tag.name for tag in known]:
            raise BadParameter("tag", name, ", ".join(tag.name for tag in known))
    both = sorted({*arguments.all_of, *arguments.any_of} & {*arguments.none_of})
    if both:
        raise BadParameter("none_of", both[0], "tags that are not wanted as well")
    return tuple(tag for tag in known if tag.name in wanted) if wanted else known


def _metrics_of(tag: Tag, ctx: ToolContext) -> tuple[str, ...]:
    from semantic_layer import expressions

    return tuple(str(name) for name in expressions.names(tag.rule) if ctx.model.has_metric(str(name)))


# --- all tags ---------------------------------------------------------------------------------------------------


def _listed(dated: tuple[TagDate, ...], steps: tuple[Step, ...], ctx: ToolContext) -> tuple[ResultTable, str]:
    """One row for each tag: customers who have it, for how many it can be decided, and its days."""
    counts = [named(exp.Count(this=exp.Star()), "everybody")]
    for item in dated:
        value = column(flag(item.tag), TAGGED)
        counts.append(named(trees.count_if(exp.EQ(this=value, expression=trees.number(1))), f"has_{item.tag.name}"))
        counts.append(named(exp.Count(this=value.copy()), f"known_{item.tag.name}"))
    sql = trees.render(trees.with_steps(trees.from_step(TAGGED, *counts), steps), ctx.engine.dialect)
    row = ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows[0]
    everybody, found = _whole(row[0]), [_whole(value) for value in row[1:]]
    if not everybody:
        raise EmptyWindow("There is no customer.")
    rows: list[tuple[Value, ...]] = []
    for item, has, known in zip(dated, found[::2], found[1::2], strict=True):
        tag = item.tag
        rows.append((tag.name, tag.class_, has, has / everybody, known / everybody, tag.core, tag.refresh, item.day,
                     item.due))  # fmt: skip
    columns: tuple[Column, ...] = (
        fact("tag", kind="dimension"), fact("tag_class"), customers_column(), share_column("share"),
        Column("decidable", "fact", SHARE, PERCENT), fact("core"), fact("refresh"), fact("last_refresh", format=DATE),
        fact("due", format=DATE),
    )  # fmt: skip
    return without_small_groups(ResultTable(columns, tuple(rows)), "customers", ctx, parts=()), sql


def _told(listed: ResultTable, arguments: TagsArgs, scope: BaseScope) -> tuple[Finding, ...]:
    rows = list(listed.records())
    count = ("count", Fact(len(rows), format=INTEGER))
    if not rows:
        return (Finding("tags_hidden"),)
    top = max(rows, key=lambda row: _whole(row["customers"]))
    facts = (
        count, ("day", Fact(scope.as_of)), ("tag", Fact(top["tag"], source="tag")),
        ("customers", Fact(top["customers"], CUSTOMERS, INTEGER)), ("share", Fact(top["share"], SHARE, PERCENT)),
    )  # fmt: skip
    return (Finding("tags_refreshed" if arguments.refresh else "tags_listed", facts),)


# --- a combination ----------------------------------------------------------------------------------------------


def _combination(
    arguments: TagsArgs, steps: tuple[Step, ...], ctx: ToolContext
) -> tuple[tuple[NamedTable, ...], tuple[Finding, ...], str]:
    """One row: the customers with and without these tags, and their revenue."""
    wanted = combined(arguments, ctx)
    money = column("monetary", TAGGED)
    revenue = trees.or_zero(exp.Sum(this=trees.when(wanted.copy(), money)))
    select = trees.from_step(
        TAGGED,
        named(trees.count_if(wanted), "customers"),
        named(trees.share_of(trees.count_if(wanted.copy()), exp.Count(this=exp.Star())), "share"),
        named(revenue, "revenue"),
        named(trees.share_of(revenue.copy(), exp.Sum(this=money.copy())), "revenue_share"),
        named(exp.Count(this=exp.Star()), "all_customers"),
    )
    unit = money_unit(ctx.model)
    columns = (customers_column(), share_column("share"), Column("revenue", "metric", unit, MONEY),
               share_column("revenue_share"), customers_column("all_customers"))  # fmt: skip
    table, sql = fetch(trees.with_steps(select, steps), columns, ctx)
    row = next(iter(table.records()))
    table = without_small_groups(table, "customers", ctx)
    if not table.rows:
        policy = "min_group"
        raise NotAllowed("Fewer customers than the policy allows to show.", policy=policy)
    facts = (
        ("customers", Fact(row["customers"], CUSTOMERS, INTEGER)),
        ("of", Fact(row["all_customers"], CUSTOMERS, INTEGER)),
        ("share", Fact(row["share"], SHARE, PERCENT)),
        ("revenue", Fact(row["revenue"], unit, MONEY)),
        ("revenue_share", Fact(row["revenue_share"], SHARE, PERCENT)),
    )
    kind = "tag_customers" if row["customers"] else "tag_nobody"
    return (NamedTable("main", table),), (Finding(kind, facts),), sql


# --- contradictions -----------------------------------------------------------------------------------------------


def _conflicts(
    chosen: tuple[Tag, ...], steps: tuple[Step, ...], ctx: ToolContext
) -> tuple[tuple[NamedTable, ...], tuple[Finding, ...], str]:
    """Pairs of tags that must not go together, and how many customers have both."""
    pairs = [(a, b) for a, b in combinations(chosen, 2) if b.name in a.conflicts_with or a.name in b.conflicts_with]
    columns: tuple[Column, ...] = (fact("tag", kind="dimension"), fact("other_tag", kind="dimension", source="tag"),
                                   customers_column())  # fmt: skip
    if not pairs:
        return (NamedTable("main", ResultTable(columns, ())),), (Finding("tag_conflicts_undeclared"),), ""
    both = [_both(a, b) for a, b in pairs]
    counts = [named(trees.count_if(condition), f"pair_{i}") for i, condition in enumerate(both)]
    anyone = either(both)
    counts.append(named(trees.count_if(anyone), "anyone"))
    sql = trees.render(trees.with_steps(trees.from_step(TAGGED, *counts), steps), ctx.engine.dialect)
    *found, anyone_n = ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows[0]
    rows = sorted(
        ((a.name, b.name, _whole(n)) for (a, b), n in zip(pairs, found, strict=True) if _whole(n)),
        key=lambda row: (-row[2], row[0], row[1]),
    )
    table = without_small_groups(ResultTable(columns, tuple(rows)), "customers", ctx)
    examples = _examples(either(both), steps, ctx) if table.rows else None
    tables = (NamedTable("main", table), *((NamedTable("examples", examples),) if examples else ()))
    if not table.rows:
        return tables, (Finding("tag_conflicts_none", (("pairs", Fact(len(pairs), format=INTEGER)),)),), sql
    first = next(iter(table.records()))
    facts = (
        ("tag", Fact(first["tag"], source="tag")),
        ("other", Fact(first["other_tag"], source="tag")),
        ("customers", Fact(first["customers"], CUSTOMERS, INTEGER)),
        ("anyone", Fact(_whole(anyone_n), CUSTOMERS, INTEGER)),
        ("found", Fact(len(table.rows), format=INTEGER)),
        ("pairs", Fact(len(pairs), format=INTEGER)),
    )
    return tables, (Finding("tag_conflicts", facts),), sql


def _both(a: Tag, b: Tag) -> Node:
    return trees.all_of([exp.EQ(this=column(flag(t), TAGGED), expression=trees.number(1)) for t in (a, b)])


def _examples(condition: Node, steps: tuple[Step, ...], ctx: ToolContext) -> ResultTable | None:
    """The end of some of their keys, for who may see single customers; else nothing."""
    try:
        ensure_listable(ctx)
    except NotAllowed:
        return None
    select = trees.from_step(TAGGED, column("key", TAGGED)).where(condition, copy=False)
    select = select.order_by(column("key", TAGGED), copy=False).limit(EXAMPLES, copy=False)
    sql = trees.render(trees.with_steps(select, steps), ctx.engine.dialect)
    keys = [str(row[0]) for row in ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows]
    return ResultTable((fact("masked_customer"),), tuple((masked(key),) for key in keys))


def masked(key: str) -> str:
    """The last characters of a key; none of one that is hardly longer.

    Examples
    --------
    >>> masked("C0012345"), masked("C12")
    ('••••45', '••••')
    """
    return "••••" + (key[-SHOWN_END:] if len(key) >= 2 * SHOWN_END else "")


# --- caveats --------------------------------------------------------------------------------------------------------


def _dated_caveats(dated: tuple[TagDate, ...], scope: BaseScope) -> tuple[Caveat, ...]:
    """Tags that are not as of the day that is asked about, by their day."""
    return tuple(
        Caveat(
            "tags_dated" if item.due else "tags_dated_on_demand",
            (("tag", item.tag.name), ("day", item.day), ("due", item.due)),
        )
        for item in dated
        if item.day < scope.as_of
    )


def _core_caveat(ctx: ToolContext) -> tuple[Caveat, ...]:
    core = sum(tag.core for tag in View(ctx.model, ctx.who).tags)
    return (Caveat("many_core_tags", (("count", core), ("limit", MOST_CORE))),) if core > MOST_CORE else ()


def _whole(value: Value) -> int:
    return int(str(value or 0))
