"""Shares of things that no number is named for: "share of students by channel", 各渠道的学员占比.

Rule: the things themselves are counted, which the answer says; where no thing is named, the rows that hold the column.
A question that names several things, or a number, is not read here.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item, Measured
from semantic_layer.query import MetricRef


def read_counted_shares(draft: Draft) -> None:
    """Count the one thing beside a word for a share of groups, which is no group itself."""
    if draft.metrics or draft.rows or draft.members or draft.sets or next(draft.cued("share"), None) is None:
        return
    marked = [group for group in draft.groups if group.marked]
    shown = [group for group in draft.groups if not group.marked and group.item.named("entity")]
    free = [item for item in draft.free() if item.named("entity") and not item.named("metric")]
    things = [*free, *(group.item for group in shown)]
    counted = _count(draft, things)
    if not things and not draft.groups:
        _read_value(draft)
    elif not things:
        _read_rows(draft)
    elif marked and counted is not None:
        draft.groups = [group for group in draft.groups if group not in shown]
        things[0].bound_to, things[0].kind = f"metric:{counted}", "metric"
        draft.metrics.append(Measured(MetricRef(counted), things[0]))
        draft.assume("default_count", f"metric:{counted}")


def _count(draft: Draft, things: list[Item]) -> str | None:
    names = {meaning.name for item in things for meaning in item.named("entity")}
    return draft.model.entity(names.pop()).default_count if len(things) == len(names) == 1 else None


def _read_value(draft: Draft) -> None:
    """硕士占比: the rows that the one value is of, and no other condition beside it."""
    values = [item for item in draft.items if item.kind == "value" and item.bound_to.startswith("value:")]
    alone = len(values) == len(draft.filters) == 1
    dimension = draft.dimension(values[0].bound_to.removeprefix("value:").partition("=")[0]) if alone else None
    own = draft.model.dataset(dimension.dataset).primary if dimension is not None else None
    counted = draft.model.entity(own.name).default_count if own is not None else None
    if counted is not None:
        draft.metrics.append(Measured(MetricRef(counted), None))
        draft.assume("default_count", f"metric:{counted}")


def _read_rows(draft: Draft) -> None:
    """各缺陷类型的占比: the rows that hold the one column, unless the model has a usual figure."""
    homes = {d.dataset for group in draft.groups if (d := draft.dimension(group.ref.name)) is not None}
    own = draft.model.dataset(homes.pop()).primary if len(homes) == 1 == len(draft.groups) else None
    counted = draft.model.entity(own.name).default_count if own is not None else None
    if counted is not None and not any(metric.core for metric in draft.model.metrics):
        draft.metrics.append(Measured(MetricRef(counted), None))
        draft.assume("default_count", f"metric:{counted}")
