"""Customers by how long they take to decide, counted in one statement.

Rule: the whole, each style, and each combination of scores and style are levels of one grouping, so that a long join of
orders with visits runs once and the parts belong to the whole that is shown beside them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from semantic_layer.result import Value
from tools import trees
from tools.context import ToolContext
from tools.trees import Step, column, named

STYLES = ("fast", "cautious", "unknown")
_SCORES = ("r", "f", "m")
_LEVELS: tuple[Sequence[str], ...] = ((), ("style",), (*_SCORES, "style"))

Row = tuple[Value, ...]


@dataclass(frozen=True)
class Counted:
    """Customers with a known length and all; orders with a visit before and all; the border in hours; both tables.

    `styles` has style, customers, share, hours_to_decide, revenue, revenue_share, median_monetary, presale_share;
    `cells` has r, f, m, style, customers, revenue, presale_share, the best first.
    """

    known: int
    everybody: int
    timed: int
    orders: int
    border: float
    styles: tuple[Row, ...]
    cells: tuple[Row, ...]
    sql: str


def count_styles(steps: tuple[Step, ...], presale: bool, ctx: ToolContext) -> Counted:
    """Count what the step `styled` holds; `presale` says whether orders tell pre-sales."""
    sql = trees.render(trees.with_steps(_groups(presale), steps), ctx.engine.dialect)
    raw = ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id)
    whole, *parts = (dict(zip(raw.columns, row, strict=True)) for row in raw.rows)
    styles = {str(row["style"]): row for row in parts if row["all_scores"]}
    cells = ("r", "f", "m", "style", "customers", "revenue", "presale_share")
    return Counted(
        known=_number(whole["known"]),
        everybody=_number(whole["customers"]),
        timed=_number(whole["timed"]),
        orders=_number(whole["orders"]),
        border=round(float(str(whole["fast_hours"] or 0)), 4),
        styles=tuple(_style(styles[name], whole) for name in STYLES if name in styles),
        cells=tuple(tuple(row[name] for name in cells) for row in parts if not row["all_scores"]),
        sql=sql,
    )


def _groups(presale: bool) -> exp.Select:
    """All customers, then each style, then every combination of the fixed scores and the style, the best first."""
    orders = exp.Sum(this=column("orders"))
    presales = trees.share_of(exp.Sum(this=column("presales")), orders.copy()) if presale else exp.Null()
    select = trees.from_step(
        "styled",
        named(exp.Grouping(expressions=[column("style")]), "all_styles"),
        named(exp.Grouping(expressions=[column("r")]), "all_scores"),
        *trees.columns("style", *_SCORES),
        named(exp.Count(this=column("duration_hours")), "known"),
        named(exp.Count(this=exp.Star()), "customers"),
        named(exp.Sum(this=column("timed")), "timed"),
        named(orders, "orders"),
        named(exp.Max(this=column("fast_hours")), "fast_hours"),
        named(exp.Sum(this=column("monetary")), "revenue"),
        named(exp.Median(this=column("duration_hours")), "hours_to_decide"),
        named(exp.Median(this=trees.double(column("monetary"))), "median_monetary"),
        named(presales, "presale_share"),
    )
    sets = [exp.Tuple(expressions=trees.columns(*names)) for names in _LEVELS]
    select.set("group", exp.Group(grouping_sets=[exp.GroupingSets(expressions=sets)]))
    best_first = [_ordered(name, desc=True) for name in ("all_styles", "all_scores", *_SCORES)]
    return select.order_by(*best_first, _ordered("style", desc=False), copy=False)


def _ordered(name: str, *, desc: bool) -> exp.Ordered:
    return exp.Ordered(this=column(name), desc=desc, nulls_first=False)


def _style(row: Mapping[str, Value], whole: Mapping[str, Value]) -> Row:
    return (
        row["style"],
        row["customers"],
        _share(row, whole, "customers"),
        row["hours_to_decide"],
        row["revenue"],
        _share(row, whole, "revenue"),
        row["median_monetary"],
        row["presale_share"],
    )


def _share(part: Mapping[str, Value], whole: Mapping[str, Value], name: str) -> float | None:
    above, below = part[name], float(str(whole[name] or 0))
    return float(str(above)) / below if below and above is not None else None


def _number(value: Value) -> int:
    return int(str(value or 0))
