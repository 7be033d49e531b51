"""What the members of an audience bought after it was handed over, and in as many days before.

Rule: everybody in the audience counts, buyer or not, under the rights of the person who asks now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlglot import exp

from semantic_layer.result import Value
from tools import trees
from tools.actions.audiences import TABLE, Audience
from tools.context import ToolContext
from tools.customers.base import BaseScope, base_steps
from tools.experiments.stats import Sample
from tools.roles import find_role
from tools.segments.runs import ATTACHED, read_newest
from tools.trees import Step, column, named


@dataclass(frozen=True)
class Part:
    """One part of an audience: the days after, and as many days before."""

    after: Sample
    before: Sample


def parts_of(audience: Audience, days: int, scope: BaseScope, ctx: ToolContext) -> tuple[dict[str, Part], str]:
    """The parts of an audience by name, the contacted first."""
    if f"{ATTACHED}.{TABLE}" not in ctx.engine.schema():
        read_newest(ctx)  # another process may have handed the list over
    rows = find_role("customer", "campaign_effect", ctx).rows()
    kept = exp.to_table(f"{ATTACHED}.{TABLE}").as_("kept")
    visible, needed = rows.select((named(rows.part("customer"), "key"),))
    members = (
        exp.Select(expressions=[column("key", "kept"), named(column("part", "kept"), "group")])
        .from_(kept, copy=False)
        .join(trees.step("visible"), on=trees.same_key("visible", "kept"), copy=False)
        .where(exp.EQ(this=column("audience", "kept"), expression=trees.text(audience.id)), copy=False)
    )
    steps = (*base_steps(scope), *needed, ("visible", visible), ("members", members))
    found, sql = bought_around(steps, audience.exported_on, days, ctx)
    return {str(group): part for group, part in found}, sql


def bought_around(
    steps: tuple[Step, ...], start: date, days: int, ctx: ToolContext
) -> tuple[tuple[tuple[Value, Part], ...], str]:
    """Per group of `members` (key, group): who bought in `[start, start + days)` and in as many days before."""
    after = _inside(start, start + timedelta(days=days))
    before = _inside(start - timedelta(days=days), start)
    each = (
        trees.from_step(
            "members",
            column("key", "members"),
            column("group", "members"),
            *(
                named(expression, f"{what}_{when}")
                for when, inside in (("after", after), ("before", before))
                for what, expression in (("bought", _bought(inside)), ("amount", _amount(inside)))
            ),
        )
        .join(trees.step("days"), on=trees.same_key("days", "members"), join_type="left", copy=False)
        .group_by(column("key", "members"), column("group", "members"), copy=False)
    )
    select = trees.from_step(
        "each",
        column("group"),
        named(exp.Count(this=exp.Star()), "n"),
        *(
            named(exp.Sum(this=expression), f"{name}_{when}")
            for when in ("after", "before")
            for name, expression in (
                ("hits", column(f"bought_{when}")),
                ("total", column(f"amount_{when}")),
                ("squares", exp.Mul(this=column(f"amount_{when}"), expression=column(f"amount_{when}"))),
            )
        ),
    )
    select = select.group_by(column("group"), copy=False).order_by(column("group"), copy=False)
    sql = trees.render(trees.with_steps(select, (*steps, ("each", each))), ctx.engine.dialect)
    raw = ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id)
    return tuple((row[0], Part(_sample(row[1], row[2:5]), _sample(row[1], row[5:8]))) for row in raw.rows), sql


def _inside(start: date, end: date) -> exp.Expression:
    day = column("day", "days")
    since = exp.GTE(this=day, expression=trees.day(start))
    return trees.all_of([since, exp.LT(this=day.copy(), expression=trees.day(end))])


def _bought(inside: exp.Expression) -> exp.Expression:
    bought = exp.EQ(this=column("bought", "days"), expression=trees.number(1))
    return exp.Max(this=trees.indicator(trees.all_of([bought, inside.copy()])))


def _amount(inside: exp.Expression) -> exp.Expression:
    amount = trees.double(exp.Sum(this=trees.when(inside.copy(), column("amount", "days"))))
    return trees.or_zero(amount)


def _sample(n: Value, figures: tuple[Value, ...]) -> Sample:
    hits, total, squares = (float(str(value or 0)) for value in figures)
    # An engine adds floats in any order; the last digits of a cent carry nothing.
    return Sample(int(str(n)), round(hits), round(total, 6), round(squares, 4))
