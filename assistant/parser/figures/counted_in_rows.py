"""Members counted among the rows that split them: "how many customers ordered by channel", 各渠道有多少客户下单.

Rule: members that have many values of a grouping are counted as the different ones among the rows that have one value
of it and carry their key themselves; only one kind of rows may do so. Conditions that asked for such a row, and their
period, are then of these rows. Members chosen by anything else are not counted so: whether the others of their rows
count is not said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import TypeVar

from assistant.parser.draft import Draft
from semantic_layer.model import Dataset, SimpleMetric
from semantic_layer.query import (
    Combine,
    Compare,
    EntitySet,
    Exists,
    Members,
    MetricFilter,
    MetricRef,
    Operator,
    Order,
    Predicate,
    Window,
)

T = TypeVar("T", Order, MetricFilter)
_NEGATIVE: dict[Operator, Operator] = {"eq": "ne", "in": "not_in", "contains": "not_contains"}


def settle_counted_members(draft: Draft) -> None:
    """Replace each count of members that the groupings would repeat by one of different members among rows."""
    if draft.share or draft.cumulate or draft.compare or draft.ran or draft.listing:
        return
    for measured in draft.metrics:
        entity = _entity_counted(draft, measured.ref)
        if entity is None:
            continue
        rows = _rows(draft, entity)
        key = _key_in(rows, entity) if rows is not None else None
        if rows is None or key is None or not _take_conditions(draft, rows, entity):
            continue
        old, measured.ref = measured.ref.key, MetricRef(key, agg="count_distinct")
        if draft.top is not None and draft.top.by == old:
            draft.top = replace(draft.top, by=measured.ref.key)
        draft.order = tuple(_renamed(order, old, measured.ref.key) for order in draft.order)
        draft.having = [_renamed(condition, old, measured.ref.key) for condition in draft.having]


def _renamed(made: T, old: str, new: str) -> T:
    return replace(made, by=new) if made.by == old else made


def _entity_counted(draft: Draft, ref: MetricRef) -> str | None:
    """The members that a plain count of their own table counts."""
    if ref != MetricRef(ref.name) or not draft.model.has_metric(ref.name):
        return None
    metric = draft.model.metric(ref.name)
    if not isinstance(metric, SimpleMetric):
        return None
    measure = draft.model.measure(metric.measure)
    home = draft.model.dataset(measure.dataset)
    if measure.agg != "count" or measure.expr != "1" or measure.filter or home.primary is None:
        return None
    return home.primary.name


def _rows(draft: Draft, entity: str) -> Dataset | None:
    """The only data whose rows carry the members' key and have one value of every grouping; none if the members do."""
    home = draft.model.dataset_of_entity(entity)
    split = [group.ref.name for group in draft.groups if draft.model.has_dimension(group.ref.name)]
    if home is None or all(draft.reach.has(home.name, name) for name in split):
        return None
    found = [
        dataset
        for dataset in draft.model.datasets
        if _key_in(dataset, entity) is not None and all(draft.reach.has(dataset.name, name) for name in split)
    ]
    near = [dataset for dataset in found if any(name.partition(".")[0] == dataset.prefix for name in split)]
    chosen = near or found
    return chosen[0] if len(chosen) == 1 else None


def _key_in(dataset: Dataset, entity: str) -> str | None:
    columns = [key.columns for key in dataset.entities if key.name == entity and key.type == "foreign"]
    shown = [d.qualified for d in dataset.dimensions if not d.hidden and (d.expr.strip('"'),) in columns]
    return shown[0] if len(columns) == len(shown) == 1 else None


def _take_conditions(draft: Draft, rows: Dataset, entity: str) -> bool:
    """Turn "members who have such a row" into conditions on the rows; False where something else chooses members."""
    windows: list[Window | None] = [draft.window] if draft.window else []
    split = {group.ref.name for group in draft.groups}
    filters = [_of_rows(predicate, split) for predicate in draft.filters]
    if any(isinstance(predicate, Exists) for predicate in filters):  # said of members, not of the rows
        return False
    chosen: tuple[Members | EntitySet, ...] = (*draft.members, *draft.sets)
    for asked in chosen:
        if asked.entity != entity or not _asks_for_row(draft, asked, rows):
            return False
        filters += asked.filters if isinstance(asked, Members) else _each(asked.has)
        if asked.window is not None:
            windows.append(asked.window)
    if len(windows) > 1 or len(draft.members) + len(draft.sets) > 1:
        return False
    draft.members, draft.sets, draft.filters = [], [], filters
    draft.window = windows[0] if windows else None
    return True


def _of_rows(predicate: Predicate, split: Collection[str]) -> Predicate:
    """ "By channel without the web": a condition on what the answer is split by chooses groups, hence rows."""
    if not isinstance(predicate, Exists) or not isinstance(predicate.predicate, Compare):
        return predicate
    asked = predicate.predicate
    if asked.field not in split or (predicate.negated and asked.op not in _NEGATIVE):
        return predicate
    return replace(asked, op=_NEGATIVE[asked.op]) if predicate.negated else asked


def _asks_for_row(draft: Draft, asked: Members | EntitySet, rows: Dataset) -> bool:
    if isinstance(asked, EntitySet):
        return asked.dataset == rows.name and not asked.never
    owners = [entity for entity in draft.model.entities if draft.reach.belongs(rows.name, entity.name)]
    if asked.window is not None or asked.filters:  # said of the rows themselves, not of what they belong to
        owners = [entity for entity in owners if rows.primary is not None and entity.name == rows.primary.name]
    least = (asked.op, asked.values) in (("ge", (1,)), ("gt", (0,)))
    return least and asked.than is None and asked.metric in [MetricRef(e.default_count or "") for e in owners]


def _each(predicates: tuple[Predicate, ...]) -> Iterator[Predicate]:
    for predicate in predicates:
        if isinstance(predicate, Combine) and predicate.how == "all_of":
            yield from predicate.predicates
        else:
            yield predicate
