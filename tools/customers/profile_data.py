"""The counts and means behind a profile, for the group and for its base.

Rule: one row per customer in the database, and only sums per value leave it. Attributes are those of the customer that
have a closed list of values and are not personal; what customers did comes through the roles that the model has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from semantic_layer.result import Value
from tools import trees
from tools.action_arguments import ProfileArgs
from tools.context import ToolContext
from tools.customers.base import BaseScope, base_steps
from tools.customers.profile_people import People, read_people, unique
from tools.experiments.data import dimension_of
from tools.roles import RoleSource, find_role
from tools.trees import Step, column, named

PER_CUSTOMER = (  # role, its kind of indicator, the trait; how many of its rows a customer has
    ("interaction", "behaviour", "visit_events"),
    ("complaint", "need", "complaints_each"),
    ("referral", "interest", "referrals_each"),
)


@dataclass(frozen=True)
class Counted:
    """How many customers of the group and of the base have a value of a dimension."""

    kind: str
    field: str
    value: str
    who: int
    base: int


@dataclass(frozen=True)
class Measured:
    """A number per customer: means and medians of both, and of how many of the group it is known."""

    kind: str
    trait: str
    mean: float | None
    base_mean: float | None
    median: float | None
    base_median: float | None
    known: int


@dataclass(frozen=True)
class Profiled:
    customers: int
    base: int
    counted: tuple[Counted, ...]
    measured: tuple[Measured, ...]
    sql: tuple[str, ...]
    policies: tuple[str, ...]


def read_profile(arguments: ProfileArgs, scope: BaseScope, ctx: ToolContext) -> Profiled:
    """Everything that is counted, in three statements."""
    people = read_people(arguments, scope, ctx)
    counts, counts_sql = _counts(people, ctx)
    numbers, numbers_sql = _numbers(people, scope, ctx)
    interests, interest_sql = _interests(people, scope, ctx)
    sizes, size_sql = _run(trees.with_steps(trees.from_step("people", *_sizes()), people.steps), ctx)
    who, base = (int(str(value or 0)) for value in sizes[0])
    sql = (size_sql, *counts_sql, numbers_sql, *interest_sql)
    return Profiled(who, base, (*counts, *interests), numbers, sql, people.policies)


# --- counting ---------------------------------------------------------------------------------------------------


def _sizes() -> tuple[exp.Expression, exp.Expression]:
    return named(exp.Sum(this=column("who")), "who"), named(exp.Sum(this=column("base")), "base")


def _counts(people: People, ctx: ToolContext) -> tuple[tuple[Counted, ...], tuple[str, ...]]:
    """Customers per value of every attribute; unknown values are not among them."""
    found: list[Counted] = []
    statements: list[str] = []
    for item in people.attributes:
        value = column(item.name)
        select = (
            trees.from_step("people", named(value, "value"), *_sizes())
            .where(trees.is_known(value.copy()), copy=False)
            .group_by(value.copy(), copy=False)
            .order_by(value.copy(), copy=False)
        )
        rows, sql = _run(trees.with_steps(select, people.steps), ctx)
        found += [Counted("identity", item.qualified, str(v), int(str(w)), int(str(b))) for v, w, b in rows]
        statements.append(sql)
    return tuple(found), tuple(statements)


def _interests(people: People, scope: BaseScope, ctx: ToolContext) -> tuple[tuple[Counted, ...], tuple[str, ...]]:
    """Customers who bought something of each kind of product before as-of."""
    dimension = _product_kind(ctx)
    role, customer = ctx.model.role("product"), find_role("customer", "profile", ctx)
    key = dimension_of(customer, "customer")
    time = ctx.model.role("order")
    if dimension is None or role is None or not key or time is None:
        return (), ()
    rows = RoleSource("profile", role, ctx).rows()
    when = ctx.model.dataset(role.dataset).default_time
    conditions = [exp.LT(this=trees.as_day(rows.dimension(_qualified(when, role.dataset, ctx))),
                         expression=trees.day(scope.as_of))] if when else []  # fmt: skip
    parts = (named(rows.dimension(key), "key"), named(rows.dimension(dimension), "value"))
    bought, needed = rows.select(parts, conditions)
    bought = bought.distinct(copy=False)
    on = exp.EQ(this=column("key", "bought_kinds"), expression=column("key", "people"))
    select = (
        trees.from_step("people", named(column("value", "bought_kinds"), "value"), *_sizes())
        .join(trees.step("bought_kinds"), on=on, copy=False)
        .where(trees.is_known(column("value", "bought_kinds")), copy=False)
        .group_by(column("value", "bought_kinds"), copy=False)
        .order_by(column("value", "bought_kinds"), copy=False)
    )
    steps = (*people.steps, *needed, ("bought_kinds", bought))
    found, sql = _run(trees.with_steps(select, unique(steps)), ctx)
    return tuple(Counted("interest", dimension, str(v), int(str(w)), int(str(b))) for v, w, b in found), (sql,)


def _qualified(name: str, dataset: str, ctx: ToolContext) -> str:
    return name if "." in name else f"{ctx.model.dataset(dataset).prefix}.{name}"


def _product_kind(ctx: ToolContext) -> str | None:
    """The first way to group products: a category of the product's own data that is not its name."""
    role = ctx.model.role("product")
    if role is None:
        return None
    bought = ctx.model.dataset(role.dataset)
    part = role.column("product")
    entity = next((key.name for key in bought.entities if part is not None and key.columns == (part,)), None)
    home = ctx.model.dataset_of_entity(entity) if entity else None
    if home is None or entity is None:
        return None
    label = ctx.model.entity(entity).label_dimension or ""
    found = (item for item in home.dimensions if item.type == "categorical" and not item.hidden)
    return next((item.qualified for item in found if item.name != label.split(".")[-1]), None)


# --- numbers ----------------------------------------------------------------------------------------------------


def _numbers(people: People, scope: BaseScope, ctx: ToolContext) -> tuple[tuple[Measured, ...], str]:
    """What customers did, per customer: buyers for what is about purchases, everybody for how often something was."""
    each = exp.Div(this=column("monetary", "customers"), expression=column("frequency", "customers"))
    traits: list[tuple[str, str, exp.Expression]] = [
        ("behaviour", "purchase_days", column("frequency", "customers")),
        ("behaviour", "days_since_purchase", column("recency_days", "customers")),
        ("value", "net_revenue", column("monetary", "customers")),
        ("value", "per_purchase_day", each),
    ]
    steps = [*people.steps, *base_steps(scope)]
    joins = ["customers"]
    for name, kind, trait in PER_CUSTOMER:
        made = _events(name, trait, scope, ctx)
        if made is not None:
            steps += [
                *made,
            ]
            joins.append(trait)
            count = trees.or_zero(column("n", trait))
            traits.append((kind, trait, count))
    survey = _survey(scope, ctx)
    if survey is not None:
        steps += survey
        joins.append("satisfaction_mean")
        traits.append(("need", "satisfaction_mean", column("n", "satisfaction_mean")))
    values = [named(trees.double(expression), trait) for _, trait, expression in traits]
    wide = trees.from_step("people", column("who", "people"), column("base", "people"), *values)
    for name in joins:
        on = exp.EQ(this=column("key", name), expression=column("key", "people"))
        wide = wide.join(trees.step(name), on=on, join_type="left", copy=False)
    select = trees.from_step("wide", *(item for _, trait, _ in traits for item in _summary(trait)))
    rows, sql = _run(trees.with_steps(select, (*unique(steps), ("wide", wide))), ctx)
    found: list[Measured] = []
    for position, (kind, trait, _) in enumerate(traits):
        mean, base_mean, median, base_median, known = rows[0][position * 5 : position * 5 + 5]
        sides = (_rounded(mean), _rounded(base_mean), _rounded(median), _rounded(base_median))
        found.append(Measured(kind, trait, *sides, int(str(known or 0))))
    return tuple(found), sql


def _rounded(value: Value) -> float | None:
    """An engine adds floats in any order; the last digits carry nothing."""
    return None if value is None else round(float(str(value)), 6)


def _summary(trait: str) -> Iterator[exp.Expression]:
    for what, make in (("mean", exp.Avg), ("median", exp.Median)):
        for side in ("who", "base"):
            inside = exp.EQ(this=column(side), expression=trees.number(1))
            yield named(make(this=trees.when(inside, column(trait))), f"{trait}_{side}_{what}")
    inside = exp.EQ(this=column("who"), expression=trees.number(1))
    yield named(exp.Count(this=trees.when(inside, column(trait))), f"{trait}_known")


def _events(role: str, trait: str, scope: BaseScope, ctx: ToolContext) -> tuple[Step, ...] | None:
    """How many rows of a role each customer has before as-of; None where the model lacks the role."""
    found = ctx.model.role(role)
    part = "referrer" if role == "referral" else "customer"
    if found is None or found.column(part) is None or found.column("time") is None:
        return None
    rows = RoleSource("profile", found, ctx).rows()
    before = exp.LT(this=rows.day("time"), expression=trees.day(scope.as_of))
    select, needed = rows.select((named(rows.part(part), "key"),), (before,))
    counted = trees.from_step(f"{trait}_rows", column("key"), named(exp.Count(this=exp.Star()), "n"))
    return (*needed, (f"{trait}_rows", select), (trait, counted.group_by(column("key"), copy=False)))


def _survey(scope: BaseScope, ctx: ToolContext) -> tuple[Step, ...] | None:
    """The mean satisfaction each customer gave before as-of."""
    found = ctx.model.role("survey")
    if found is None or found.column("satisfaction") is None or found.column("time") is None:
        return None
    rows = RoleSource("profile", found, ctx).rows()
    before = exp.LT(this=rows.day("time"), expression=trees.day(scope.as_of))
    parts = (named(rows.part("customer"), "key"), named(rows.part("satisfaction"), "score"))
    select, needed = rows.select(parts, (before,))
    mean = trees.from_step("answers", column("key"), named(exp.Avg(this=column("score")), "n"))
    return (*needed, ("answers", select), ("satisfaction_mean", mean.group_by(column("key"), copy=False)))


def _run(select: exp.Query, ctx: ToolContext) -> tuple[tuple[tuple[Value, ...], ...], str]:
    sql = trees.render(select, ctx.engine.dialect)
    return ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows, sql
