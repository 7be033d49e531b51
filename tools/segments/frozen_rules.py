"""A segmentation whose borders stay as they were on an earlier day.

Rule: with frozen borders a customer changes segment only by behaviour of their own, never because others changed. What
a tool learned from the data (cut points, lengths, centres, levels) is taken from the first day and put as literals
into the statement of the later one.
"""

from __future__ import annotations

from datetime import date

from sqlglot import exp

from semantic_layer.compiler.sql import literal
from semantic_layer.model import Segmentation
from semantic_layer.result import Value
from tools import trees
from tools.arguments import LifecycleArgs, TiersArgs
from tools.clusters.clustering import LEARNED_STEPS as CLUSTER_STEPS
from tools.context import ToolContext
from tools.customers.base import BaseScope, base_steps
from tools.errors import BadParameter
from tools.lifecycle.stages import assignment as lifecycle_assignment
from tools.roles import unrestricted
from tools.segments.runs import assign
from tools.segments.summary import Assignment
from tools.trees import Step, column, named

LEARNED = ("cuts", "levels")  # steps of one row that hold what was learned

Borders = tuple[tuple[str, Value], ...]


def frozen_members(
    segmentation: Segmentation, first: date, later: date, ctx: ToolContext
) -> tuple[exp.Select, Borders]:
    """Key and segment of everybody on the later day by the borders of the first, and those borders.

    Raises
    ------
    BadParameter
        The tool of the segmentation has no borders that can be kept.
    """
    everything = unrestricted(ctx)
    _, old = assign(segmentation, first, everything)
    scope, new = assign(segmentation, later, everything)
    match segmentation.tool:
        case "lifecycle_stages":
            return _by_lengths(segmentation, old, scope, everything)
        case "tiers":
            return _by_values(segmentation, old, scope, everything)
        case "cluster_customers":
            learned = {name: query for name, query in old.steps if name in CLUSTER_STEPS}
            steps = tuple((name, learned.get(name, query)) for name, query in new.steps)
            return _members(steps), tuple(old.parameters)
        case "rfm_segments" | "rule_segment":
            return _by_learned_rows(old, new, everything)
        case other:
            raise BadParameter("cuts", "frozen", f"fresh for segments made by {other}")


def _members(steps: tuple[Step, ...]) -> exp.Select:
    return trees.with_steps(trees.from_step("members", *trees.columns("key", "segment")), steps)


def _by_learned_rows(old: Assignment, new: Assignment, ctx: ToolContext) -> tuple[exp.Select, Borders]:
    """The statement of the later day, its one-row steps replaced by the values of the first day."""
    borders: Borders = ()
    learned: dict[str, exp.Select] = {}
    for name in LEARNED:
        query = dict(old.steps).get(name)
        if not isinstance(query, exp.Select):
            continue
        columns = [item.alias_or_name for item in query.expressions]
        select = trees.with_steps(trees.from_step(name, *(column(item) for item in columns)), old.steps)
        row = ctx.engine.run(trees.render(select, ctx.engine.dialect), timeout_s=ctx.timeout_s).rows[0]
        learned[name] = exp.Select(
            expressions=[named(literal(value), item) for item, value in zip(columns, row, strict=True)]
        )
        borders += tuple(zip(columns, row, strict=True))
    steps = tuple((name, learned.get(name, query)) for name, query in new.steps)
    return _members(steps), borders


def _by_lengths(
    segmentation: Segmentation, old: Assignment, scope: BaseScope, ctx: ToolContext
) -> tuple[exp.Select, Borders]:
    lengths = {name: dict(old.parameters)[name] for name in ("new_days", "active_days", "silent_days")}
    arguments = LifecycleArgs.model_validate({**segmentation.params, **lengths})
    found = lifecycle_assignment(arguments, scope, ctx)
    return found.select("key", "segment"), tuple(lengths.items())


def _by_values(
    segmentation: Segmentation, old: Assignment, scope: BaseScope, ctx: ToolContext
) -> tuple[exp.Select, Borders]:
    """The lowest value that was high, and the lowest that was mid, stay the borders."""
    if TiersArgs.model_validate(dict(segmentation.params)).kind != "value":
        raise BadParameter("cuts", "frozen", "fresh for tiers of another kind than value")
    select = trees.from_step(
        "members", column("segment", "members"), named(exp.Min(this=column("monetary", "customers")), "least")
    )
    same = exp.EQ(this=column("key", "customers"), expression=column("key", "members"))
    select = select.join(trees.step("customers"), on=same, copy=False).group_by(column("segment", "members"))
    sql = trees.render(trees.with_steps(select, old.steps), ctx.engine.dialect)
    least = {str(tier): value for tier, value in ctx.engine.run(sql, timeout_s=ctx.timeout_s).rows}
    tier = exp.Case()
    for name in old.order[:-1]:
        if name in least:
            reached = exp.GTE(this=column("monetary"), expression=literal(least[name]))
            tier = tier.when(reached, trees.text(name))
    members = trees.from_step("customers", column("key"), named(tier.else_(trees.text(old.order[-1])), "segment"))
    borders = tuple((f"least_{name}", least[name]) for name in old.order[:-1] if name in least)
    return _members((*base_steps(scope), ("members", members))), borders
