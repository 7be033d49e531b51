"""The conditions of a SELECT that somebody else wrote, or why it cannot be held against a question.

Rule: every condition is one column (in HAVING: one aggregate) against written-out values, joined by AND; joins are
equalities of columns. What could hide a condition or a value (OR, CASE, functions, arithmetic on values, set
operations, samples, nested questions in a condition, windows) is not accepted, whatever it may mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from sqlglot import exp

_PARTS = (
    exp.Select, exp.From, exp.Join, exp.Table, exp.TableAlias, exp.Identifier, exp.Column, exp.Alias, exp.Literal,
    exp.Star, exp.Where, exp.And, exp.Not, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.In,
    exp.Paren, exp.Group, exp.Having, exp.Order, exp.Ordered, exp.Limit, exp.Count, exp.Sum, exp.Avg, exp.Min, exp.Max,
    exp.Median, exp.Distinct, exp.Div, exp.Mul, exp.Add, exp.Sub, exp.Round, exp.Cast, exp.DataType, exp.Coalesce,
    exp.Nullif, exp.TimestampTrunc, exp.DateTrunc, exp.Var, exp.Is, exp.Null, exp.With, exp.CTE, exp.Subquery,
)  # fmt: skip
_ARITHMETIC = (exp.Div, exp.Mul, exp.Add, exp.Sub)
_AGGREGATES = (exp.Count, exp.Sum, exp.Avg, exp.Min, exp.Max, exp.Median)
_OPS: dict[type[exp.Expr], str] = {
    exp.EQ: "eq", exp.NEQ: "ne", exp.GT: "gt", exp.GTE: "ge", exp.LT: "lt", exp.LTE: "le",
}  # fmt: skip


class Hidden(ValueError):
    """The text holds something that cannot be held against a question. The message names it."""


@dataclass(frozen=True)
class Leaf:
    """One value that a column is compared with. `op`: eq, ne, gt, ge, lt, le, in, or null; texts in lower case."""

    column: str
    op: str
    value: str | float | None
    is_denied: bool

    @property
    def leaves_out(self) -> bool:
        return self.is_denied != (self.op == "ne")


@dataclass(frozen=True)
class Shape:
    """The conditions of a SELECT, how many rows it stops at, and what else it does."""

    leaves: tuple[Leaf, ...]
    limits: tuple[float, ...]
    directions: frozenset[str]  # asc, desc
    has_division: bool


def shape_of(tree: exp.Expr) -> Shape:
    """Return the shape of a parsed SELECT; raises `Hidden`."""
    for node in tree.walk():
        if not isinstance(node, _PARTS):
            raise Hidden(f"{node.key.upper()} in SQL")
    _check_joins(tree)
    _check_numbers(tree)
    limits = tuple(float(node.expression.name) for node in tree.find_all(exp.Limit))
    ordered = {("desc" if node.args.get("desc") else "asc") for node in tree.find_all(exp.Ordered)}
    conditions = [node.this for kind in (exp.Where, exp.Having) for node in tree.find_all(kind)]
    leaves = tuple(leaf for condition in conditions for leaf in _leaves(condition, is_denied=False))
    return Shape(leaves, limits, frozenset(ordered), tree.find(exp.Div) is not None)


def _check_joins(tree: exp.Expr) -> None:
    for join in tree.find_all(exp.Join):
        on = join.args.get("on")
        pairs = list(on.flatten()) if isinstance(on, exp.And) else [on]
        equal = all(
            isinstance(pair, exp.EQ) and isinstance(pair.this, exp.Column) and isinstance(pair.expression, exp.Column)
            for pair in pairs
        )
        if not (join.args.get("using") or (on is not None and equal)):
            raise Hidden("a join without equal columns in SQL")


def _check_numbers(tree: exp.Expr) -> None:
    """Outside conditions a number may scale a ratio, fill a gap, round, count columns or limit; nothing else."""
    is_ratio = tree.find(exp.Div) is not None
    for literal in tree.find_all(exp.Literal):
        parent = literal.parent
        if literal.find_ancestor(exp.Where, exp.Having) is not None:
            continue
        number = None if literal.is_string else float(literal.name)
        fills = isinstance(parent, exp.Coalesce | exp.Nullif) and number == 0
        scales = isinstance(parent, exp.Mul) and is_ratio and number in (1.0, 100.0)
        places = isinstance(parent, exp.Round | exp.Group | exp.Ordered | exp.Limit) and number is not None
        unit = isinstance(parent, exp.TimestampTrunc | exp.DateTrunc)
        if not (fills or scales or places or unit):
            raise Hidden(f"the literal {literal.name[:40]!r} outside a condition")


def _leaves(node: exp.Expr, *, is_denied: bool) -> Iterator[Leaf]:
    match node:
        case exp.Paren():
            yield from _leaves(node.this, is_denied=is_denied)
        case exp.And() if not is_denied:
            yield from _leaves(node.this, is_denied=False)
            yield from _leaves(node.expression, is_denied=False)
        case exp.Not() if not is_denied:
            yield from _leaves(node.this, is_denied=True)
        case exp.Between():
            column = _column(node.this)
            yield Leaf(column, "ge", _value(node.args["low"]), is_denied)
            yield Leaf(column, "le", _value(node.args["high"]), is_denied)
        case exp.In() if node.expressions:
            yield from (Leaf(_column(node.this), "in", _value(item), is_denied) for item in node.expressions)
        case exp.Is() if isinstance(node.expression, exp.Null):
            yield Leaf(_column(node.this), "null", None, is_denied)
        case _ if type(node) in _OPS:
            binary = cast(exp.Binary, node)
            yield Leaf(_column(binary.this), _OPS[type(node)], _value(binary.expression), is_denied)
        case _:
            raise Hidden(f"the condition {node.key.upper()} in SQL")


def _column(node: exp.Expr) -> str:
    if isinstance(node, exp.Column):
        return node.name.casefold()
    aggregated = isinstance(node, _AGGREGATES) and not node.find(exp.Literal, *_ARITHMETIC)
    if aggregated and node.find_ancestor(exp.Having):
        return node.key
    raise Hidden(f"a condition on {node.key.upper()} in SQL")


def _value(node: exp.Expr) -> str | float:
    if isinstance(node, exp.Cast) and isinstance(node.this, exp.Literal) and node.this.is_string:
        node = node.this
    if not isinstance(node, exp.Literal):
        raise Hidden(f"a comparison with {node.key.upper()} in SQL")
    return node.name.casefold() if node.is_string else float(node.name)
