"""High, mid and low customers: by value, behaviour, potential or declared needs; and the tiers of business customers.

Rule: a tie is never split. A customer's tier depends on how many have strictly more, so equal customers are in one
tier and the shares are met as closely as the ties allow. Which inputs made it is part of the answer; all count the
same.
"""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from semantic_layer.result import ResultTable
from tools import trees
from tools.arguments import LifecycleArgs, TiersArgs
from tools.context import ToolContext
from tools.customers.base import BaseScope, base_steps
from tools.errors import MissingRole
from tools.lifecycle.stages import assignment as stages
from tools.result import Caveat, Finding, ToolResult
from tools.segments.summary import Assignment, scope_of, summarise
from tools.tables import as_fact
from tools.trees import Step, column, named
from tools.value.tier_inputs import (
    Gathered,
    add_attribute,
    add_growth,
    behaviour_inputs,
    potential_inputs,
    value_inputs,
)
from tools.value.weighted_score import Input, borders, more_than, scored_steps, tier, weighted
from tools.value.weights import named_weights

TIERS = ("high", "mid", "low")
NAMES = {"b2b_account": ("strategic", "develop", "general"), "b2b_size": ("large", "medium", "small")}
RISK = ("potential", "maintain", "risk")
NEEDS = "demand"  # the name under which a model keeps the weights of declared needs


def tiers(arguments: TiersArgs, ctx: ToolContext) -> ToolResult:
    """Customers and revenue of each tier."""
    scope = scope_of("tiers", arguments, ctx)
    found = summarise("tiers", assignment(arguments, scope, ctx), scope, ctx)
    return replace(found, findings=_first_tier(found.main) or found.findings)


def _first_tier(table: ResultTable) -> tuple[Finding, ...]:
    """How many are in the first tier and what they bring; nothing where the shares may not be shown."""
    first = next(iter(table.records()), None)
    if first is None or first["share"] is None or first["revenue_share"] is None:
        return ()
    segment, customers, share, _, revenue_share, *_ = table.columns
    return (
        Finding(
            "tier_first",
            (
                ("group", as_fact(first["segment"], segment)),
                ("customers", as_fact(first["customers"], customers)),
                ("share", as_fact(first["share"], share)),
                ("revenue_share", as_fact(first["revenue_share"], revenue_share)),
            ),
        ),
    )


def assignment(arguments: TiersArgs, scope: BaseScope, ctx: ToolContext) -> Assignment:
    """Every buyer: the best `shares[0]` are in the first tier, the next `shares[1]` in the second, the rest third.

    Raises
    ------
    BadParameter, MissingRole
    """
    borders(arguments.shares)
    if arguments.preset == "b2b_risk":
        return _risk(scope, ctx)
    names = NAMES.get(arguments.preset or "", TIERS)
    inputs, steps, left_out = _ranked(arguments, scope, ctx)
    members = trees.from_step("scored", column("key"), named(tier(arguments.shares, names), "segment"))
    return Assignment(
        steps=(*steps, ("members", members)),
        order=names,
        parameters=(
            ("kind", arguments.preset or arguments.kind),
            ("inputs", ", ".join(item.name for item in inputs)),
            ("shares", ", ".join(f"{share:g}" for share in arguments.shares)),
        ),
        need=len(TIERS),
        caveats=_told(inputs, left_out),
        named=_named(arguments, ctx),
    )


def _named(arguments: TiersArgs, ctx: ToolContext) -> str:
    """Whose labels say what high is: of the model's tiers of this kind, else the product's own for it."""
    if arguments.preset is not None:
        return "segment"
    for item in ctx.model.segmentations:
        if item.tool == "tiers" and item.params.get("kind", "value") == arguments.kind and "preset" not in item.params:
            return item.qualified if {value.code for value in item.values} >= set(TIERS) else f"tier_{arguments.kind}"
    return f"tier_{arguments.kind}"


def _told(inputs: tuple[Input, ...], left_out: list[str]) -> tuple[Caveat, ...]:
    """By what it was done, where that is more than net revenue; and what the model lacks for it."""
    names = [item.name for item in inputs]
    used = (Caveat("tier_inputs", (("names", ", ".join(names)),)),) if names != ["monetary"] else ()
    return (*used, Caveat("inputs_left_out", (("names", ", ".join(left_out)),))) if left_out else used


def _ranked(
    arguments: TiersArgs, scope: BaseScope, ctx: ToolContext
) -> tuple[tuple[Input, ...], tuple[Step, ...], list[str]]:
    """The inputs, the steps that end in `scored` (key, above, everybody), and the inputs that the model lacks."""
    gathered = Gathered(scope, "tiers", ctx)
    if arguments.preset == "b2b_size":
        if not gathered.role("customer", "customer", "size"):
            raise MissingRole("tiers", "customer.size")
        add_attribute(gathered, "size")
    elif arguments.preset is None and arguments.kind == "demand":
        return _by_needs(scope, ctx)
    elif arguments.preset is None and arguments.kind == "behaviour":
        behaviour_inputs(gathered)
    elif arguments.preset is None and arguments.kind == "potential":
        potential_inputs(gathered)
    elif arguments.inputs == "several":
        value_inputs(gathered)
    else:
        return (Input("monetary", 1.0),), (*base_steps(scope), ("scored", _by_revenue())), []
    inputs = weighted(gathered.inputs)
    return inputs, (*gathered.all_steps(), *scored_steps(inputs, "rank")), gathered.left_out


def _by_revenue() -> exp.Select:
    everybody = exp.Window(this=exp.Count(this=exp.Star()))
    return trees.from_step(
        "customers", column("key"), named(more_than("monetary"), "above"), named(everybody, "everybody")
    )


def _by_needs(scope: BaseScope, ctx: ToolContext) -> tuple[tuple[Input, ...], tuple[Step, ...], list[str]]:
    """What customers need is known only where the model declares it: weights of its own under the name `demand`."""
    from tools.value.score import field_numbers, input_of

    found = named_weights(NEEDS, scope.as_of, ctx.model)
    if found is None:
        raise MissingRole("tiers", "weights.demand")
    inputs = weighted([input_of(item, ctx) for item in found.indicators])
    return inputs, (*field_numbers(inputs, scope, ctx), *scored_steps(inputs, "rank")), []


def _risk(scope: BaseScope, ctx: ToolContext) -> Assignment:
    """Churned or silent is a risk; else above the median growth is potential; else maintain."""
    found = stages(LifecycleArgs(), scope, ctx)
    gathered = Gathered(scope, "tiers", ctx)
    add_growth(gathered)
    own = {name for name, _ in found.steps}
    growth_steps = tuple(step for step in gathered.all_steps() if step[0] not in own)
    lost = exp.In(this=column("segment", "buyers"), expressions=[trees.text("churned"), trees.text("silent")])
    same = exp.EQ(this=column("key", "fields"), expression=column("key", "buyers"))
    staying = trees.from_step("buyers", column("growth", "fields")).join(trees.step("fields"), on=same, copy=False)
    staying = staying.where(exp.Not(this=lost.copy()), copy=False)
    median = trees.from_step("staying", named(trees.quantile(column("growth"), 0.5), "growth_median"))
    above = exp.GT(this=column("growth", "fields"), expression=column("growth_median", "middle"))
    kind = exp.Case().when(lost, trees.text("risk")).when(above, trees.text("potential")).else_(trees.text("maintain"))
    members = (
        trees.from_step("buyers", column("key", "buyers"), named(kind, "segment"))
        .join(trees.step("fields"), on=same.copy(), copy=False)
        .join(trees.step("middle"), join_type="cross", copy=False)
    )
    needed = tuple(step for step in found.steps if step[0] not in ("members", "prospects", "known"))
    return Assignment(
        steps=(*needed, *growth_steps, ("staying", staying), ("middle", median), ("members", members)),
        order=RISK,
        parameters=(("kind", "b2b_risk"), ("inputs", "growth"), *found.parameters),
        need=len(RISK),
        caveats=found.caveats,
        sql=found.sql,
    )
