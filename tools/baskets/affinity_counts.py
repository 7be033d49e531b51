"""How many units hold each thing and each pair of things.

Rule: one self-join over distinct units and items, each pair once; items beyond the `top_items` most frequent are not
paired. Only the counts of pairs leave the engine.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from semantic_layer.query import Compare, Predicate
from semantic_layer.result import Value
from tools import trees
from tools.baskets.affinity_data import Baskets
from tools.context import ToolContext
from tools.customer_arguments import BasketPairsArgs
from tools.trees import Step, column, named


@dataclass(frozen=True)
class Counted:
    """Units with the first thing, the second and both."""

    a: Value
    b: Value
    with_a: int
    with_b: int
    both: int


@dataclass(frozen=True)
class Counts:
    """The frequent pairs of a level; `possible` is the number of pairs that could have been."""

    pairs: tuple[Counted, ...]
    possible: int
    sql: str


def count_units(baskets: Baskets, ctx: ToolContext) -> int:
    counted = exp.Count(this=exp.Distinct(expressions=[column("unit")]))
    select = trees.with_steps(trees.from_step("baskets", named(counted, "n")), baskets.steps())
    sql = trees.render(select, ctx.engine.dialect)
    return int(str(ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows[0][0] or 0))


def count_pairs(baskets: Baskets, level: str, arguments: BasketPairsArgs, ctx: ToolContext) -> Counts:
    """Pairs with at least `min_count` units that hold both."""
    if arguments.item is None:
        select = _all_pairs(baskets, level, arguments)
    else:
        select = _with_one(baskets, level, arguments.item, arguments)
    sql = trees.render(select, ctx.engine.dialect)
    found = ctx.engine.fetch_arrow(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id).to_pylist()
    names = ("with_a", "with_b", "both")
    pairs = tuple(Counted(row["a"], row["b"], *(int(row[name]) for name in names)) for row in found)
    items = int(found[0]["items"]) if found else 0
    return Counts(pairs, items if arguments.item is not None else items * (items - 1) // 2, sql)


def _item_steps() -> tuple[Step, ...]:
    """`sizes`: the item and how many units hold it."""
    count = named(exp.Count(this=exp.Star()), "units")
    return (("sizes", trees.from_step("items", column("item"), count).group_by(column("item"), copy=False)),)


def _all_pairs(baskets: Baskets, level: str, arguments: BasketPairsArgs) -> exp.Select:
    """Every pair once (a before b), of the most frequent items."""
    top = trees.from_step("sizes", column("item"), column("units"))
    top = top.order_by(exp.Ordered(this=column("units"), desc=True), exp.Ordered(this=column("item")), copy=False)
    top = top.limit(arguments.top_items, copy=False)
    kept = trees.from_step("items", column("unit", "items"), column("item", "items"), column("units", "top"))
    kept = kept.join(trees.step("top"), on=_same("item", "top", "items"), copy=False)
    both = exp.Count(this=exp.Star())
    left, right = _aliased("kept", "left_side"), _aliased("kept", "right_side")
    ordered = exp.LT(this=column("item", "left_side"), expression=column("item", "right_side"))
    groups = [column("item", "left_side"), column("item", "right_side")]
    groups += [column("units", "left_side"), column("units", "right_side")]
    select = (
        exp.Select(
            expressions=[
                named(column("item", "left_side"), "a"),
                named(column("item", "right_side"), "b"),
                named(column("units", "left_side"), "with_a"),
                named(column("units", "right_side"), "with_b"),
                named(both, "both"),
                named(_rows_of("top"), "items"),
            ]
        )
        .from_(left, copy=False)
        .join(right, on=trees.all_of([_same("unit", "left_side", "right_side"), ordered]), copy=False)
        .group_by(*groups, copy=False)
        .having(exp.GTE(this=both.copy(), expression=trees.number(arguments.min_count)), copy=False)
    )
    steps = (*baskets.steps(), *baskets.items("items", level), *_item_steps(), ("top", top), ("kept", kept))
    return trees.with_steps(baskets.enough(select, column("unit", "left_side"), both), (*steps, *baskets.owners()))


def _with_one(baskets: Baskets, level: str, item: Predicate, arguments: BasketPairsArgs) -> exp.Select:
    """The asked thing with every other."""
    both = exp.Count(this=column("unit", "held"))
    name = item.values[0] if isinstance(item, Compare) and item.op == "eq" else None
    select = (
        trees.from_step(
            "items",
            named(exp.Null() if name is None else trees.text(str(name)), "a"),
            named(column("item", "items"), "b"),
            named(_rows_of("held"), "with_a"),
            named(exp.Count(this=exp.Star()), "with_b"),
            named(both, "both"),
            named(_rows_of("sizes"), "items"),
        )
        .join(trees.step("held"), on=_same("unit", "held", "items"), join_type="left", copy=False)
        .group_by(column("item", "items"), copy=False)
        .having(exp.GTE(this=both.copy(), expression=trees.number(arguments.min_count)), copy=False)
    )
    steps = (*baskets.steps(), *baskets.items("items", level, item), *_item_steps(), *baskets.holders("held", item))
    return trees.with_steps(baskets.enough(select, column("unit", "held"), both), (*steps, *baskets.owners()))


def _rows_of(step: str) -> exp.Expression:
    return trees.from_step(step, exp.Count(this=exp.Star())).subquery()


def _same(name: str, one: str, other: str) -> exp.Expression:
    return exp.EQ(this=column(name, one), expression=column(name, other))


def _aliased(name: str, alias: str) -> exp.Expression:
    table = trees.step(name)
    table.set("alias", exp.TableAlias(this=exp.to_identifier(alias, quoted=True)))
    return table
