"""Which stage of life each customer is in.

Rule: the stages are a partition: the first condition that holds decides, and the last has none. The lengths come
from the same gaps as every horizon (`customers/horizons.py`), so "churned" means the same silence here and in a churn
rate.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from semantic_layer.model import SemanticModel
from tools import trees
from tools.arguments import LifecycleArgs
from tools.context import ToolContext
from tools.customers.base import BaseScope
from tools.customers.horizons import LADDER, Horizons, gap_steps, measure
from tools.errors import BadParameter
from tools.result import Caveat, ToolResult
from tools.roles import RoleSource, find_role
from tools.segments.summary import Assignment, scope_of, summarise
from tools.trees import Step, column, named

STAGES = ("new", "active", "reawakened", "silent", "churned", "prospect")


@dataclass(frozen=True)
class Lengths:
    """Days after which somebody is no longer new, no longer active, no longer only silent."""

    new: int
    active: int
    silent: int


def assignment(arguments: LifecycleArgs, scope: BaseScope, ctx: ToolContext) -> Assignment:
    """Every buyer, and everybody registered without a purchase where the model has a customer table."""
    measured = measure(scope, ctx)
    lengths = lengths_of(arguments, measured)
    return Assignment(
        steps=stage_steps(lengths, scope, ctx),
        order=STAGES,
        parameters=(
            ("new_days", lengths.new),
            ("active_days", lengths.active),
            ("silent_days", lengths.silent),
            ("rule", measured.rule),
            ("gaps", measured.gaps),
        ),
        caveats=(Caveat("horizon_rule", (("days", lengths.active), ("rule", measured.rule))),),
        sql=(measured.sql,) if measured.sql else (),
    )


def stage_steps(lengths: Lengths, scope: BaseScope, ctx: ToolContext) -> tuple[Step, ...]:
    """Steps that end in `members`: key and segment of everybody, as of the end of the scope."""
    steps = (*gap_steps(scope), ("last_gaps", _last_gaps()), ("buyers", _buyers(scope, lengths)))
    return (*steps, *_with_prospects(scope, ctx))


def lifecycle_stages(arguments: LifecycleArgs, ctx: ToolContext) -> ToolResult:
    """Customers and revenue of each stage."""
    scope = scope_of("lifecycle_stages", arguments, ctx)
    return summarise("lifecycle_stages", assignment(arguments, scope, ctx), scope, ctx)


def lengths_of(arguments: LifecycleArgs, measured: Horizons) -> Lengths:
    """Lengths as given, else as measured. Equal defaults move the silent length up a rung."""
    active = arguments.active_days or measured.repurchase_days
    silent = arguments.silent_days or measured.churn_days
    if silent <= active and arguments.silent_days is None:
        silent = next((step for step in LADDER if step > active), 2 * active)
    if silent <= active:
        raise BadParameter("silent_days", silent, f"more than active_days ({active})")
    new = arguments.new_days or active
    if new > active:
        raise BadParameter("new_days", new, f"at most active_days ({active})")
    return Lengths(new, active, silent)


def _last_gaps() -> exp.Select:
    """The silence before the last purchase of each customer."""
    newest = trees.from_step("gaps", column("key"), named(exp.Max(this=column("day")), "day"))
    newest = newest.group_by(column("key"), copy=False)
    same = trees.all_of(
        [exp.EQ(this=column(name, "gaps"), expression=column(name, "newest")) for name in ("key", "day")]
    )
    return trees.from_step("gaps", column("key", "gaps"), column("gap_days", "gaps")).join(
        newest.subquery("newest"), on=same, copy=False
    )


def _buyers(scope: BaseScope, lengths: Lengths) -> exp.Select:
    recency = column("recency_days", "customers")
    age = trees.days_between(column("first_day", "customers"), trees.day(scope.as_of))

    def beyond(value: exp.Expression, days: int) -> exp.Expression:
        return exp.GT(this=value.copy(), expression=trees.number(days))

    stage = (
        exp.Case()
        .when(beyond(recency, lengths.silent), trees.text("churned"))
        .when(beyond(recency, lengths.active), trees.text("silent"))
        .when(exp.LTE(this=age, expression=trees.number(lengths.new)), trees.text("new"))
        .when(beyond(column("gap_days", "last_gaps"), lengths.silent), trees.text("reawakened"))
        .else_(trees.text("active"))
    )
    return trees.from_step("customers", column("key", "customers"), named(stage, "segment")).join(
        trees.step("last_gaps"),
        on=exp.EQ(this=column("key", "last_gaps"), expression=column("key", "customers")),
        join_type="left",
        copy=False,
    )


def _with_prospects(scope: BaseScope, ctx: ToolContext) -> tuple[Step, ...]:
    """`members`: the buyers, and those registered before as-of who have no order at all.

    A filter or a window on orders says nothing of people without an order, so there are no prospects then.
    """
    buyers = trees.from_step("buyers", *trees.columns("key", "segment"))
    if not _has_registrations(ctx.model) or scope.start or scope.orders.filters:
        return (("members", buyers),)
    people = find_role("customer", "lifecycle_stages", ctx)
    select, needed = _prospects(people, scope)
    prospects = trees.from_step("prospects", column("key"), named(trees.text("prospect"), "segment"))
    members = exp.union(buyers, prospects, distinct=False, copy=False)
    known = trees.from_step("days", named(column("key"), "buyer")).distinct(copy=False)
    return (*needed, ("known", known), ("prospects", select), ("members", members))


def _has_registrations(model: SemanticModel) -> bool:
    role = model.role("customer")
    return role is not None and role.column("customer") is not None and role.column("registered") is not None


def _prospects(people: RoleSource, scope: BaseScope) -> tuple[exp.Select, tuple[Step, ...]]:
    rows = people.rows()
    rows.join("known", "known", exp.EQ(this=column("buyer", "known"), expression=rows.part("customer")))
    conditions = [
        trees.is_null(column("buyer", "known")),
        trees.is_known(rows.part("customer")),
        exp.LT(this=rows.day("registered"), expression=trees.day(scope.as_of)),
    ]
    return rows.select((named(rows.part("customer"), "key"),), conditions)
