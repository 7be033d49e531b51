"""Groups that are too small to show.

Rule: where a policy asks for at least k entities, a group with fewer is left out of the answer in every branch that
carries the entity, and counted; the answer then has no total, no shares and no running totals, from which a left-out
group could be had by subtraction (`run.py`). This holds for the groups of one question; differences between questions
are not covered.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from semantic_layer.compiler import sql
from semantic_layer.compiler.build import Build
from semantic_layer.compiler.compiled import Counted, Probe
from semantic_layer.compiler.grid import Grid
from semantic_layer.compiler.scope import Measured
from semantic_layer.compiler.sql import Node

Guard = Callable[[str], Node]


def guard_condition(build: Build, grid: Grid, probes: list[Probe]) -> Guard | None:
    """Ask for the number of entities in every group, and return the condition that there are enough."""
    wanted: list[tuple[str, int]] = []
    for minimum in build.view.min_groups:
        for dataset, time, scope in tuple(build.measured):
            if build.graph.entity_key(dataset, minimum.entity) is None:
                continue
            item = Measured(
                f"{minimum.entity}_count", dataset, "count_distinct", "", None, "continuous", time, None, False,
                entity=minimum.entity,
            )  # fmt: skip
            wanted.append((grid.measured(item, scope).name, minimum.k))
            build.policies[minimum.policy] = None
    if not wanted:
        return None

    def enough(relation: str) -> Node:
        shown = sql.all_of(_enough(name, k) for name, k in wanted)
        probes.append(suppressed(build, relation, shown))
        return shown

    return enough


def suppressed(build: Build, relation: str, shown: Node) -> Probe:
    """Count the groups of a relation that are not shown."""
    count: Node = sql.alias(exp.Count(this=exp.Star()), "rows")
    hidden = exp.Not(this=exp.Paren(this=shown.copy()))
    select = sql.select([count, sql.alias(exp.Null(), "value")], relation, where=hidden)
    text = build.statement(select).copy().sql(build.dialect, pretty=True, comments=False)
    return Probe(text, (Counted("suppressed_groups"),))


def _enough(name: str, k: int) -> Node:
    """A branch without rows for the group hides nothing."""
    return exp.GTE(this=sql.coalesce(sql.column(name), sql.number(k)), expression=sql.number(k))
