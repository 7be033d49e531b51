"""Of the customers who bought one thing, how many bought another.

Rule: the share is set beside that of all buyers (the base) and that of the buyers without the first thing; the
difference to the latter is tested. "Often" is a number of orders, which is an argument and said with the answer.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from semantic_layer.model import Format
from semantic_layer.query import Compare, Predicate, Window
from semantic_layer.result import Column, ResultTable, Value
from tools import trees
from tools.baskets.affinity_data import Baskets, read_baskets
from tools.baskets.association import SIGNIFICANT, pair_p
from tools.context import ToolContext
from tools.customer_arguments import CrossPurchaseArgs
from tools.customers.base import count_left_out
from tools.errors import BadParameter, EmptyWindow, TooFewCustomers
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.rights import without_small_groups
from tools.segments.summary import left_out_caveats, scope_of
from tools.stats import newcombe, wilson
from tools.tables import CUSTOMERS, INTEGER, NONE, PERCENT, SCORE_FORMAT, SHARE, fact
from tools.trees import column, named

SATURATED = 0.9
ALL = "all_buyers"
TIMES = Format("decimal", 2)


def cross_purchase(arguments: CrossPurchaseArgs, ctx: ToolContext) -> ToolResult:
    """The rate of three groups: those who bought the first thing, the other buyers, and all.

    Raises
    ------
    MissingRole, EmptyWindow
    BadParameter
        Both things are the same.
    TooFewCustomers
        Nobody bought the first thing as often.
    """
    if arguments.bought == arguments.item:
        raise BadParameter("item", _value(arguments.item), "!=")
    scope = scope_of("cross_purchase", arguments, ctx)
    baskets = read_baskets("cross_purchase", scope, "customer", ctx)
    select = _counts(baskets, arguments)
    sql = trees.render(select, ctx.engine.dialect)
    found = ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows[0]
    n, n_a, n_b, n_ab = (int(str(value or 0)) for value in found)
    if not n:
        raise EmptyWindow("Nobody bought anything in the window.", start=scope.start, end=scope.as_of)
    if not n_a:
        raise TooFewCustomers(0, 1)
    whole = _table(n, n_a, n_b, n_ab)
    table = without_small_groups(whole, "customers", ctx)
    is_shown = len(table.rows) == len(whole.rows)
    left_out = count_left_out(scope, ctx)
    return ToolResult(
        "cross_purchase",
        (NamedTable("main", table),),
        _findings(n, n_a, n_b, n_ab, arguments) if is_shown else (Finding("withheld"),),
        (*_caveats(n, n_a, n_b), *left_out_caveats((*table.left_out, *left_out))),
        Lineage(
            as_of=scope.as_of,
            sql=(sql,),
            window=Window(scope.start, scope.as_of),
            parameters=(("at_least", arguments.at_least), ("as_of", scope.as_of), ("start", scope.start)),
            row_counts=(("customers", n), ("n_a", n_a), ("n_ab", n_ab)),
            policies=scope.orders.rows().policies,
        ),
    )


def _counts(baskets: Baskets, arguments: CrossPurchaseArgs) -> exp.Select:
    """One row: all buyers, buyers of the first thing, of the second, of both."""
    buyers = trees.from_step("baskets", column("unit")).distinct()
    select = trees.from_step(
        "buyers",
        named(exp.Count(this=exp.Star()), "n"),
        named(exp.Count(this=column("unit", "first")), "n_a"),
        named(exp.Count(this=column("unit", "second")), "n_b"),
        named(trees.count_if(trees.all_of([_is_known("first"), _is_known("second")])), "n_ab"),
    )
    for step in ("first", "second"):
        same = exp.EQ(this=column("unit", step), expression=column("unit", "buyers"))
        select = select.join(trees.step(step), on=same, join_type="left", copy=False)
    steps = (
        *baskets.steps(),
        ("buyers", buyers),
        *baskets.holders("first", arguments.bought, arguments.at_least),
        *baskets.holders("second", arguments.item),
    )
    return trees.with_steps(select, steps)


def _is_known(step: str) -> exp.Expression:
    return trees.is_known(column("unit", step))


def _table(n: int, n_a: int, n_b: int, n_ab: int) -> ResultTable:
    columns = (
        fact("buyers_group", kind="dimension"),
        fact("customers", CUSTOMERS, INTEGER),
        fact("bought_item", CUSTOMERS, INTEGER),
        Column("item_rate", "metric", SHARE, PERCENT),
        Column("item_rate__low", "low", SHARE, PERCENT),
        Column("item_rate__high", "high", SHARE, PERCENT),
        fact("lift", NONE, TIMES),
        fact("p_value", NONE, SCORE_FORMAT),
    )
    base, p = n_b / n, pair_p(n, n_a, n_b, n_ab)

    def row(name: str, size: int, hits: int, *, is_tested: bool = False) -> tuple[Value, ...]:
        rate = hits / size
        lift = rate / base if base else None
        return (name, size, hits, rate, *wilson(hits, size), lift, p if is_tested else None)

    rows = [row("with_first", n_a, n_ab, is_tested=True)]
    if n > n_a:
        rows.append(row("without_first", n - n_a, n_b - n_ab))
    rows.append(row(ALL, n, n_b))
    return ResultTable(columns, tuple(rows), flags=("parts_overlap",))


def _findings(n: int, n_a: int, n_b: int, n_ab: int, arguments: CrossPurchaseArgs) -> tuple[Finding, ...]:
    low, high = wilson(n_ab, n_a)
    base = n_b / n
    said = (
        ("bought", _thing(arguments.bought)), ("item", _thing(arguments.item)),
        ("at_least", Fact(arguments.at_least, NONE, INTEGER)),
        ("n", Fact(n_a, CUSTOMERS, INTEGER)), ("hits", Fact(n_ab, CUSTOMERS, INTEGER)),
        ("rate", Fact(n_ab / n_a, SHARE, PERCENT)), ("low", Fact(low, SHARE, PERCENT)),
        ("high", Fact(high, SHARE, PERCENT)), ("base", Fact(base, SHARE, PERCENT)),
        ("lift", Fact(n_ab / n_a / base if base else None, NONE, TIMES)),
    )  # fmt: skip
    kind = "cross_purchase_often" if arguments.at_least > 1 else "cross_purchase_ever"
    headline = Finding(kind if n_b else "cross_purchase_nobody", said)
    return (headline, *_difference(n, n_a, n_b, n_ab))


def _difference(n: int, n_a: int, n_b: int, n_ab: int) -> Iterable[Finding]:
    """Against the buyers who did not buy the first thing as often: only they are another group."""
    if n == n_a:
        return
    others, hits = n - n_a, n_b - n_ab
    low, high = newcombe(n_ab, n_a, hits, others)
    gap = n_ab / n_a - hits / others
    if pair_p(n, n_a, n_b, n_ab) >= SIGNIFICANT or low <= 0 <= high:
        kind = "cross_purchase_same"
    else:
        kind = "cross_purchase_more" if gap > 0 else "cross_purchase_less"
    unit = SHARE
    yield Finding(kind, (
        ("others", Fact(hits / others, unit, PERCENT)),
        ("gap", Fact(abs(gap) * 100, NONE, Format("decimal", 1))),
        ("low", Fact(min(abs(low), abs(high)) * 100, NONE, Format("decimal", 1))),
        ("high", Fact(max(abs(low), abs(high)) * 100, NONE, Format("decimal", 1))),
    ))  # fmt: skip


def _caveats(n: int, n_a: int, n_b: int) -> Iterable[Caveat]:
    if n_b > SATURATED * n:
        yield Caveat("cross_purchase_saturated")
    if n_a < 30:
        yield Caveat("few_buyers", (("n", n_a),))
    if n_a < n:
        yield Caveat("buyers_buy_more")


def _thing(item: Predicate) -> Fact:
    return Fact(item.values, source=item.field) if isinstance(item, Compare) else Fact(None)


def _value(item: Predicate) -> str:
    return ", ".join(map(str, item.values)) if isinstance(item, Compare) else ""
