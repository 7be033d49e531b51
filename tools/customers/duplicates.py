"""People who are in the data under several accounts: found by what accounts share, proposed, never merged.

Rule: two accounts belong together when they share a phone, e-mail or device, directly or through others. Values are
normalised and hashed in SQL, so that none of them leaves the engine. A value on more than ten accounts is a shop's or a
household's and links nobody; it is counted. Accounts are shown as counts only; who they are needs a right of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlglot import exp

from semantic_layer.policy import View
from semantic_layer.result import Column, ResultTable, Value
from tools import trees
from tools.context import ToolContext
from tools.customer_arguments import DuplicatesArgs
from tools.customers.base import BaseScope, base_steps
from tools.errors import MissingRole, NotAllowed, TooFewCustomers
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.roles import RoleSource, find_role, money_unit
from tools.segments.summary import scope_of
from tools.tables import CUSTOMERS, INTEGER, MONEY, NONE, PERCENT, SHARE, fact
from tools.trees import column, named

MOST_SHARING = 10
SHOWN = 200


@dataclass(frozen=True)
class Linked:
    """What links accounts: groups of accounts that are one person, the largest first.

    Attributes
    ----------
    by_account : of each account the values that somebody else shares, as (kind, hash).
    shared : kind and number of accounts of values that link nobody.
    keys : the kinds that the model knows, of those asked for.
    """

    groups: tuple[tuple[Value, ...], ...]
    by_account: dict[Value, list[tuple[str, Value]]]
    shared: tuple[tuple[str, int], ...]
    keys: tuple[str, ...]
    accounts: int
    sql: tuple[str, ...]


def duplicates(arguments: DuplicatesArgs, ctx: ToolContext) -> ToolResult:
    """One row per person with several accounts: accounts, what links them, revenue; the largest first.

    Raises
    ------
    MissingRole
        The customers have none of the keys.
    TooFewCustomers
        There are fewer than two accounts.
    NotAllowed
        A policy hides customers or sets a smallest group.
    """
    found = linked_accounts(arguments.keys, "duplicates", ctx)
    revenue, sql = _revenue(arguments, ctx)
    table = _table(found.groups, found.by_account, revenue, ctx)
    return ToolResult(
        "duplicates",
        (NamedTable("main", table), NamedTable("shared", _shared_table(found.shared))),
        _findings(found.groups, found.shared, found.accounts),
        (Caveat("merge_proposal"),),
        Lineage(
            as_of=ctx.as_of,
            sql=(*found.sql, sql),
            parameters=(("keys", ", ".join(found.keys)), ("most_sharing", MOST_SHARING)),
            row_counts=(("accounts", found.accounts), ("people", len(found.groups))),
        ),
    )


def linked_accounts(wanted: Sequence[str], tool: str, ctx: ToolContext) -> Linked:
    """Who belongs together by the keys wanted; the refusals are those of `duplicates`."""
    view = View(ctx.model, ctx.who)
    if view.policed or view.min_groups:
        raise NotAllowed("Comparing single accounts is not allowed.", policy="customers")
    source = find_role("customer", tool, ctx)
    keys = tuple(key for key in wanted if source.role.column(key))
    if not keys:
        raise MissingRole(tool, f"customer.{wanted[0]}")
    accounts, sql_accounts = _count(source, ctx)
    if accounts < 2:
        raise TooFewCustomers(accounts, 2)
    linked: dict[Value, list[tuple[str, Value]]] = defaultdict(list)
    shared: list[tuple[str, int]] = []
    statements = [sql_accounts]
    for key in keys:
        rows, sql = _sharing(source, key, ctx)
        statements.append(sql)
        by_value: dict[Value, list[Value]] = defaultdict(list)
        for account, value in rows:
            by_value[value].append(account)
        for value, members in by_value.items():
            if len(members) > MOST_SHARING:
                shared.append((key, len(members)))
                continue
            for member in members:
                linked[member].append((key, value))
    return Linked(union(linked), linked, tuple(shared), keys, accounts, tuple(statements))


def union(linked: dict[Value, list[tuple[str, Value]]]) -> tuple[tuple[Value, ...], ...]:
    """Accounts that are connected through shared values, the largest group first; single accounts are none.

    Examples
    --------
    >>> union({1: [("phone", "a")], 2: [("phone", "a"), ("device", "d")], 3: [("device", "d")], 4: []})
    ((1, 2, 3),)
    """
    parent: dict[object, object] = {}

    def root(node: object) -> object:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for account, values in linked.items():
        for value in values:
            parent[root(("account", account))] = root(value)
    groups: dict[object, list[Value]] = defaultdict(list)
    for account in linked:
        groups[root(("account", account))].append(account)
    several = (tuple(sorted(members, key=str)) for members in groups.values() if len(members) > 1)
    return tuple(sorted(several, key=lambda members: (-len(members), str(members[0]))))


# --- reading ----------------------------------------------------------------------------------------------------


def _count(source: RoleSource, ctx: ToolContext) -> tuple[int, str]:
    rows = source.rows()
    select, steps = rows.select((named(exp.Count(this=exp.Distinct(expressions=[rows.part("customer")])), "n"),))
    sql = trees.render(trees.with_steps(select, steps), ctx.engine.dialect)
    return int(str(ctx.engine.run(sql, timeout_s=ctx.timeout_s).rows[0][0])), sql


def _sharing(source: RoleSource, key: str, ctx: ToolContext) -> tuple[list[tuple[Value, Value]], str]:
    """Accounts whose value of a key somebody else has too, with the hash of that value."""
    rows = source.rows()
    plain = _normal(rows.part(key), key)
    select, steps = rows.select(
        (named(rows.part("customer"), "key"), named(exp.MD5(this=plain), "hash")),
        (
            trees.is_known(plain.copy()),
            exp.NEQ(this=plain.copy(), expression=trees.text("")),
        ),
    )
    counted = exp.Window(this=exp.Count(this=exp.Distinct(expressions=[column("key")])), partition_by=[column("hash")])
    with_count = trees.from_step("values", column("key"), column("hash"), named(counted, "n"))
    shared = (
        trees.from_step("counted", column("key"), column("hash"))
        .where(exp.GT(this=column("n"), expression=trees.number(1)), copy=False)
        .distinct(copy=False)
        .order_by(column("key"), copy=False)
    )
    sql = trees.render(
        trees.with_steps(shared, (*steps, ("values", select), ("counted", with_count))), ctx.engine.dialect
    )
    found = ctx.engine.fetch_arrow(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id)
    return list(zip(found.column("key").to_pylist(), found.column("hash").to_pylist(), strict=True)), sql


def _normal(value: exp.Expression, key: str) -> exp.Expression:
    """The value as it is compared: without case and blanks; of a phone without the signs between its digits."""
    text: exp.Expression = exp.Lower(this=exp.Trim(this=exp.cast(value, exp.DataType.Type.VARCHAR)))
    for sign in (" ", "-", "(", ")", "+86") if key == "phone" else (" ",):
        text = exp.Replace(this=text, expression=trees.text(sign), replacement=trees.text(""))
    return text


def _revenue(arguments: DuplicatesArgs, ctx: ToolContext) -> tuple[dict[Value, float], str]:
    """What each account spent up to as-of; nothing where the model has no orders."""
    try:
        scope: BaseScope = scope_of("duplicates", arguments, ctx)
    except MissingRole:
        return {}, ""
    select = trees.from_step("customers", column("key"), named(trees.double(column("monetary")), "monetary"))
    sql = trees.render(trees.with_steps(select, base_steps(scope)), ctx.engine.dialect)
    found = ctx.engine.fetch_arrow(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id)
    return dict(zip(found.column("key").to_pylist(), found.column("monetary").to_pylist(), strict=True)), sql


# --- tables and findings ----------------------------------------------------------------------------------------


def _table(
    groups: Sequence[Sequence[Value]],
    linked: dict[Value, list[tuple[str, Value]]],
    revenue: dict[Value, float],
    ctx: ToolContext,
) -> ResultTable:
    """Without who they are: a number, how many accounts, what links them, what they spent together."""
    columns = (
        fact("group_no", NONE, INTEGER),
        Column("accounts", "metric", CUSTOMERS, INTEGER),
        fact("links"),
        Column("revenue", "metric", money_unit(ctx.model), MONEY),
    )
    rows = tuple(
        (i, len(members), ", ".join(_kinds(members, linked)), round(sum(revenue.get(m, 0.0) for m in members), 2))
        for i, members in enumerate(groups[:SHOWN], 1)
    )
    return ResultTable(columns, rows, flags=("truncated",) if len(groups) > SHOWN else ())


def _kinds(members: Iterable[Value], linked: dict[Value, list[tuple[str, Value]]]) -> list[str]:
    """The kinds of values that at least two of the members share."""
    counted: dict[tuple[str, Value], int] = defaultdict(int)
    for member in members:
        for value in linked[member]:
            counted[value] += 1
    return sorted({kind for (kind, _), n in counted.items() if n > 1})


def _shared_table(shared: Sequence[tuple[str, int]]) -> ResultTable:
    columns = (fact("key_kind"), fact("accounts_sharing", CUSTOMERS, INTEGER))
    ordered = sorted(shared, key=lambda item: (-item[1], item[0]))
    return ResultTable(columns, tuple(ordered))


def _findings(
    groups: Sequence[Sequence[Value]], shared: Sequence[tuple[str, int]], accounts: int
) -> tuple[Finding, ...]:
    if not groups:
        found = [Finding("duplicates_none")]
    else:
        within = sum(len(members) for members in groups)
        found = [
            Finding(
                "duplicates_found",
                (
                    ("people", Fact(len(groups), NONE, INTEGER)),
                    ("accounts", Fact(within, NONE, INTEGER)),
                    ("share", Fact(within / accounts, SHARE, PERCENT)),
                ),
            )
        ]
    if shared:
        found.append(Finding("duplicates_shared", (("values", Fact(len(shared), NONE, INTEGER)),)))
    return tuple(found)
