"""High, mid and low value customers.

Rule: a tie is never split. A customer's tier depends on how many are worth strictly more, so customers of equal
value are in one tier and the shares are met as closely as the ties allow.
"""

from __future__ import annotations

from decimal import Decimal

from sqlglot import exp

from tools import trees
from tools.arguments import TiersArgs
from tools.context import ToolContext
from tools.customer_base import BaseScope, base_steps
from tools.errors import BadParameter
from tools.result import ToolResult
from tools.segment_summary import Assignment, scope_of, summarise
from tools.trees import column, named

TIERS = ("high", "mid", "low")


def assignment(arguments: TiersArgs, scope: BaseScope, ctx: ToolContext) -> Assignment:
    """Every buyer by net revenue: the best `shares[0]` are high, the next `shares[1]` mid, the rest low."""
    high, mid = _borders(arguments.shares)
    above = exp.Paren(
        this=exp.Sub(
            this=exp.Window(
                this=exp.Anonymous(this="RANK"),
                order=exp.Order(expressions=[exp.Ordered(this=column("monetary"), desc=True, nulls_first=False)]),
            ),
            expression=trees.number(1),
        )
    )
    ranked = trees.from_step(
        "customers",
        column("key"),
        named(above, "above"),
        named(exp.Window(this=exp.Count(this=exp.Star())), "everybody"),
    )
    tier = (
        exp.Case()
        .when(_fewer_above(high), trees.text("high"))
        .when(_fewer_above(mid), trees.text("mid"))
        .else_(trees.text("low"))
    )
    members = trees.from_step("ranked", column("key"), named(tier, "segment"))
    return Assignment(
        steps=(*base_steps(scope), ("ranked", ranked), ("members", members)),
        order=TIERS,
        parameters=(("kind", arguments.kind), ("shares", ", ".join(f"{share:g}" for share in arguments.shares))),
        need=len(TIERS),
    )


def tiers(arguments: TiersArgs, ctx: ToolContext) -> ToolResult:
    """Customers and revenue of each tier."""
    scope = scope_of("tiers", arguments, ctx)
    return summarise("tiers", assignment(arguments, scope, ctx), scope, ctx)


def _fewer_above(border: Decimal) -> exp.Expression:
    limit = exp.Mul(this=column("everybody"), expression=trees.number(border))
    return exp.LT(this=column("above"), expression=limit)


def _borders(shares: tuple[float, ...]) -> tuple[Decimal, Decimal]:
    """Where high and mid end. Decimal: 0.1 + 0.2 has to be 0.3."""
    exact = [Decimal(str(share)) for share in shares]
    if len(exact) != len(TIERS) or any(share <= 0 for share in exact) or sum(exact) != 1:
        raise BadParameter("shares", shares, "three shares above 0 that add up to 1")
    return exact[0], exact[0] + exact[1]
