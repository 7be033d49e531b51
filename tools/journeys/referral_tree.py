"""Who referred whom: the first referral of each customer, without circles, level by level.

Rule: each customer has at most one referrer, so a walk upwards is a chain; a referral whose chain comes back to the
referred customer closes a circle, and the latest of a circle is cut. Circles are looked for among the nearest five
ancestors, as deep as levels are ever counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sqlglot import exp

from tools import trees
from tools.context import ToolContext
from tools.customer_arguments import ReferralArgs
from tools.customers.base import BaseScope
from tools.result import Caveat
from tools.roles import RoleSource, find_role
from tools.trees import Step, column, named

LONGEST = 5  # levels and circles


@dataclass(frozen=True)
class Tree:
    """The referrals of a window. Steps end in `edges`: referrer, referee, day."""

    scope: BaseScope
    referrals: RoleSource
    shares: RoleSource | None
    depth: int

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        rows = self.referrals.rows()
        before = exp.LT(this=rows.day("time"), expression=trees.day(self.scope.as_of))
        parts = [named(rows.part(name), name) for name in ("referrer", "referee")]
        select, needed = rows.select(
            [*parts, named(rows.day("time"), "day")],
            [before, _known(rows.part("referrer")), _known(rows.part("referee"))],
        )
        return (
            *needed,
            ("recorded", select),
            ("first_of", self._first()),
            ("ancestors", self._ancestors()),
            ("edges", self._edges()),
        )

    def _first(self) -> exp.Select:
        """One referrer for each customer: the first by day, by key where the day is the same; nobody themselves."""
        place = trees.over(exp.RowNumber(), ["referee"], ["day", "referrer"])
        ranked = trees.from_step("recorded", *trees.columns("referrer", "referee", "day"), named(place, "place"))
        ranked = ranked.where(exp.NEQ(this=column("referrer"), expression=column("referee")), copy=False)
        first = exp.EQ(this=column("place"), expression=trees.number(1))
        select = exp.Select(expressions=trees.columns("referrer", "referee", "day"))
        return select.from_(ranked.subquery("ranked"), copy=False).where(first, copy=False)

    def _ancestors(self) -> exp.Select:
        """Each referral with the referrals above it: up_1 ... and their days."""
        select = trees.from_step("first_of", *(column(n, "first_of") for n in ("referrer", "referee", "day")))
        last = "first_of"
        for i in range(1, LONGEST):
            name = f"up_{i}"
            above = trees.step("first_of")
            above.set("alias", exp.TableAlias(this=exp.to_identifier(name, quoted=True)))
            on = exp.EQ(this=column("referee", name), expression=column("referrer", last))
            select = select.join(above, on=on, join_type="left", copy=False)
            select = select.select(
                named(column("referrer", name), f"referrer_{i}"), named(column("day", name), f"day_{i}"), copy=False
            )
            last = name
        return select

    def _edges(self) -> exp.Select:
        """The referrals that close no circle, in the window."""
        conditions: list[exp.Expression] = [exp.Not(this=_closes())]
        if self.scope.start:
            conditions.append(exp.GTE(this=column("day"), expression=trees.day(self.scope.start)))
        select = trees.from_step("ancestors", *trees.columns("referrer", "referee", "day"))
        return select.where(trees.all_of(conditions), copy=False)

    def levels(self) -> tuple[Step, ...]:
        """`descendants`: root, member, level, down to the depth."""
        first = trees.from_step(
            "edges",
            named(column("referrer"), "root"),
            named(column("referee"), "member"),
            named(trees.number(1), "level"),
        )
        made: list[Step] = [("level_1", first)]
        for level in range(2, self.depth + 1):
            above = f"level_{level - 1}"
            on = exp.EQ(this=column("referrer", "edges"), expression=column("member", above))
            select = trees.from_step(
                above,
                named(column("root", above), "root"),
                named(column("referee", "edges"), "member"),
                named(trees.number(level), "level"),
            ).join(trees.step("edges"), on=on, copy=False)
            made.append((f"level_{level}", select))
        together: exp.Query = trees.from_step("level_1", *trees.columns("root", "member", "level"))
        for level in range(2, self.depth + 1):
            following = trees.from_step(f"level_{level}", *trees.columns("root", "member", "level"))
            together = exp.union(together, following, distinct=False, copy=False)
        return (*made, ("descendants", together))

    def sharers(self) -> tuple[Step, ...]:
        """`sharers`: customers who shared something before as-of; nothing without the role."""
        if self.shares is None:
            return ()
        rows = self.shares.rows()
        conditions: list[exp.Expression] = [exp.LT(this=rows.day("time"), expression=trees.day(self.scope.as_of))]
        if self.scope.start:
            conditions.append(exp.GTE(this=rows.day("time"), expression=trees.day(self.scope.start)))
        select, needed = rows.select([named(rows.part("customer"), "key")], conditions)
        return (*needed, ("sharers", select.distinct()))

    def caveats(self, ctx: ToolContext) -> tuple[Caveat, ...]:
        """How many referrals were cut, and why."""
        alone = trees.count_if(exp.EQ(this=column("referrer"), expression=column("referee")))
        recorded = trees.from_step("recorded", named(alone, "alone"), named(exp.Count(this=exp.Star()), "n"))
        once = trees.from_step("first_of", named(exp.Count(this=exp.Star()), "n"))
        circles = trees.from_step("ancestors", named(trees.count_if(_closes()), "n"))
        select = exp.Select(
            expressions=[
                named(column("alone", "recorded"), "alone"),
                named(column("n", "circles"), "circles"),
                named(exp.Sub(this=column("n", "recorded"), expression=column("n", "once")), "not_first"),
            ]
        ).from_(recorded.subquery("recorded"), copy=False)
        for part, name in ((once, "once"), (circles, "circles")):
            select = select.join(part.subquery(name), join_type="cross", copy=False)
        sql = trees.render(trees.with_steps(select, self.steps), ctx.engine.dialect)
        row = ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows[0]
        alone_n, circles_n, not_first = (int(str(value or 0)) for value in row)
        found = (
            ("self_referrals", alone_n),
            ("referral_circles", circles_n),
            ("referred_again", not_first - alone_n),
        )
        return tuple(Caveat(code, (("n", n),)) for code, n in found if n)


def read_tree(arguments: ReferralArgs, scope: BaseScope, ctx: ToolContext) -> Tree:
    """The role `referral`, and `share` where the model has it; conditions are about the referrals."""
    referrals = find_role("referral", "referral", ctx, arguments.filters)
    shares = find_role("share", "referral", ctx) if ctx.model.role("share") else None
    orders = RoleSource(scope.orders.tool, scope.orders.role, ctx)
    return Tree(BaseScope(orders, scope.as_of, scope.start), referrals, shares, arguments.depth)


def _closes() -> exp.Expression:
    """Whether the chain above a referral comes back to the referred, and no referral of the circle is later."""
    found: exp.Expression = exp.Boolean(this=False)
    later: list[exp.Expression] = []
    for i in range(1, LONGEST):
        later.append(_is_after(i))
        returns = exp.EQ(this=column(f"referrer_{i}"), expression=column("referee"))
        closing = trees.all_of([exp.Coalesce(this=returns, expressions=[exp.Boolean(this=False)]), *later])
        found = exp.Or(this=found, expression=exp.Paren(this=closing.copy()))
    return exp.Paren(this=found)


def _is_after(i: int) -> exp.Expression:
    """The referral is later than the one `i` above; of one day, that of the higher key."""
    later = exp.GT(this=column("day"), expression=column(f"day_{i}"))
    same = exp.EQ(this=column("day"), expression=column(f"day_{i}"))
    key = exp.GT(this=column("referrer"), expression=column(f"referrer_{i}"))
    return exp.Paren(this=exp.Or(this=later, expression=exp.Paren(this=exp.And(this=same, expression=key))))


def _known(value: exp.Expression) -> exp.Expression:
    return trees.is_known(value)
