"""Levels: pick one over time for each entity, then add.

Rule: a level (stock, balance) is never added over time. Inside each period the last (first, average, lowest, highest)
level of every entity is picked, and only then are the entities added. With carry-forward an entity without a row in the
period counts its last known level.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlglot import exp

from semantic_layer.compiler import aggregates, sql
from semantic_layer.compiler.branch import Branch, aggregated
from semantic_layer.compiler.build import Build
from semantic_layer.compiler.frames import Frame, Span
from semantic_layer.compiler.names import Field
from semantic_layer.compiler.scope import InnerPeriod, Keys, Measured, PeriodKey, Scope
from semantic_layer.compiler.sql import Node
from semantic_layer.errors import BadQuery, NoTime
from semantic_layer.model import Aggregation, SemiAdditive


def level_step(
    build: Build, dataset: str, time: str | None, scope: Scope, keys: Keys, measures: Sequence[tuple[str, Measured]]
) -> str:
    """Write the steps of a group of levels that are picked in the same way; return the name of the last."""
    semi = measures[0][1].semi
    assert semi is not None
    scope = scope.with_frame(_known_frame(build, scope.frame, semi, keys))
    branch = Branch(build, dataset, time, scope, keys)
    branch.note_scan()
    if branch.time is None:
        raise NoTime(f"{dataset!r} has no time, so its levels cannot be picked. Give it a default_time.")
    for _, item in measures:
        build.times[item.name, branch.time.name] = None
    holders = [_holder(branch, name) for name in semi.per]
    if semi.pick in ("last", "first"):
        picked = _picked_row(build, branch, semi, holders, measures)
    else:
        picked = _picked_value(build, branch, semi, holders, measures)
    label = f"_{scope.frame.label}" if scope.frame.label else ""
    names: list[Node] = [sql.column(key.name) for key in keys]
    totals = [sql.alias(aggregated(build, item, sql.column(name)), name) for name, item in measures]
    where = exp.EQ(this=sql.column("place"), expression=sql.number(1)) if semi.pick in ("last", "first") else None
    step = sql.select([*names, *totals], picked, where=where, group=[name.copy() for name in names])
    return build.add(f"{dataset}_levels{label}", step)


def _known_frame(build: Build, frame: Frame, semi: SemiAdditive, keys: Keys) -> Frame:
    """With carry-forward a period also reads the levels known before it."""
    if semi.carry_forward == "none":
        return frame
    if semi.pick not in ("last", "first"):
        raise BadQuery("Only a last or first level can be carried forward. Correct the measure's `semi`.")
    if not any(isinstance(key, PeriodKey) for key in keys):
        end = frame.end or build.tomorrow
        return replace(frame, start=_earliest(end, semi), end=frame.end)
    spans = frame.spans or build.axis.spans(lambda start, end: (start, min(end, build.tomorrow)))
    return Frame(
        spans=tuple(Span(span.period, _earliest(span.end, semi), span.end) for span in spans),
        label=frame.label or "known",
    )


def _earliest(end: date, semi: SemiAdditive) -> date | None:
    return end - timedelta(days=semi.carry_forward) if isinstance(semi.carry_forward, int) else None


def _holder(branch: Branch, name: str) -> Node:
    """The key, or the dimension, that has a level each."""
    key = next((key for key in branch.dataset.entities if name in (key.name, key.role)), None)
    if key is not None and len(key.columns) == 1:
        return sql.column(key.columns[0], branch.joins.base)
    dimension = next((item for item in branch.dataset.dimensions if name in (item.name, item.qualified)), None)
    if dimension is None:
        raise BadQuery(f"{branch.dataset.name!r} has no {name!r} that could have a level each. Correct `semi.per`.")
    return branch.joins.dimension(Field(dimension.qualified, dimension))


def _periods(branch: Branch) -> list[Node]:
    """The periods inside which a level is picked."""
    nodes = branch.key_nodes()
    return [node for node, key in zip(nodes, branch.keys, strict=True) if isinstance(key, PeriodKey | InnerPeriod)]


def _picked_row(
    build: Build, branch: Branch, semi: SemiAdditive, holders: Sequence[Node], measures: Sequence[tuple[str, Measured]]
) -> str:
    """Every row with its place by time; all rows of the picked moment share place 1."""
    order = sql.ordered(branch.when(), "desc" if semi.pick == "last" else "asc")
    place = sql.window(exp.Rank(), [*holders, *_periods(branch)], [order])
    values: list[Node] = [sql.alias(branch.value(item), name) for name, item in measures]
    select = branch.select([*values, sql.alias(place, "place")], group=False)
    return build.add(f"{branch.dataset.name}_by_time", select)


def _picked_value(
    build: Build, branch: Branch, semi: SemiAdditive, holders: Sequence[Node], measures: Sequence[tuple[str, Measured]]
) -> str:
    """One average, lowest or highest level for each holder in each group."""
    assert semi.pick != "last" and semi.pick != "first"
    agg: Aggregation = semi.pick
    values: list[Node] = [
        sql.alias(aggregates.aggregate(agg, branch.value(item), build), name) for name, item in measures
    ]
    select = branch.select(values)
    group = select.args.get("group") or exp.Group(expressions=[])
    for holder in holders:
        group.append("expressions", holder)
    if group.expressions:
        select.set("group", group)
    return build.add(f"{branch.dataset.name}_by_holder", select)
