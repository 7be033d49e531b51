"""Members counted among the rows that split them: "how many customers ordered by channel", 各渠道有多少客户下单.

Rule: members that have many values of a grouping are counted as the different ones among the rows that have one value
of it and belong to them; of several kinds of rows the coarsest do, and then orders and their parts.
Conditions that asked for such a row, and their period, are then of these rows. Members chosen by anything else are not
counted so: whether the others of their rows count is not said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import TypeVar

from assistant.parser.draft import Draft
from assistant.parser.figures.roles import entity_of_orders
from semantic_layer.compiler.among import counted_rows
from semantic_layer.inference.signs import is_person
from semantic_layer.metric_inputs import datasets_of
from semantic_layer.model import Dataset, RatioMetric
from semantic_layer.nicknames import person
from semantic_layer.query import (
    Combination,
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
    if draft.share or draft.cumulate or draft.ran or draft.listing:
        return
    for measured in draft.metrics:
        old, made = measured.ref.key, _among_rows(draft, measured.ref)
        if made is None:
            continue
        measured.ref = made
        if draft.top is not None and draft.top.by == old:
            draft.top = replace(draft.top, by=made.key)
        draft.order = tuple(_renamed(order, old, made.key) for order in draft.order)
        draft.having = [_renamed(condition, old, made.key) for condition in draft.having]


def _among_rows(draft: Draft, ref: MetricRef) -> MetricRef | None:
    """The same count among rows; of an arithmetic ("sales per order") its second side, of a ratio both that need it."""
    if ref.combine is not None:
        if draft.members or draft.sets or ref.combine.then:
            return None
        other = _among_rows(draft, ref.combine.other)
        return replace(ref, combine=replace(ref.combine, other=other)) if other else None
    if (parts := _parts(draft, ref)) is not None:
        return _ratio_among_rows(draft, ref, *parts)
    entity = _entity_counted(draft, ref)
    rows = _rows(draft, entity) if entity else None
    if entity is None or rows is None or not _is_counted_by(draft, rows, entity):
        return None
    return replace(ref, over=rows.name) if _take_conditions(draft, rows, entity) else None


def _parts(draft: Draft, ref: MetricRef) -> tuple[MetricRef, MetricRef] | None:
    """Both sides of a plain ratio: returned orders and orders of a return rate."""
    plain = ref == MetricRef(ref.name) and draft.model.has_metric(ref.name)
    metric = draft.model.metric(ref.name) if plain else None
    if not isinstance(metric, RatioMetric) or metric.filter:
        return None
    sides = (metric.numerator, metric.denominator)
    if any(side.filter or side.offset for side in sides):
        return None
    return MetricRef(sides[0].metric), MetricRef(sides[1].metric)


def _ratio_among_rows(draft: Draft, ref: MetricRef, above: MetricRef, below: MetricRef) -> MetricRef | None:
    """The ratio with each side that the groupings would repeat counted among rows; None where one cannot be."""
    if draft.members or draft.sets or all(_has_groups(draft, side) for side in (above, below)):
        return None
    found = [side if _has_groups(draft, side) else _among_rows(draft, side) for side in (above, below)]
    if found[0] is None or found[1] is None:
        return None
    as_share = draft.model.metric(ref.name).unit.kind == "share"
    return replace(found[0], combine=Combination("divide", found[1], as_share))


def _has_groups(draft: Draft, side: MetricRef) -> bool:
    """Has each row behind this metric one value of every grouping?"""
    split = [group.ref.name for group in draft.groups if draft.model.has_dimension(group.ref.name)]
    homes = datasets_of(draft.model, draft.model.metric(side.name))
    return all(draft.reach.has(home, name) for home in homes for name in split)


def _renamed(made: T, old: str, new: str) -> T:
    return replace(made, by=new) if made.by == old else made


def _entity_counted(draft: Draft, ref: MetricRef) -> str | None:
    """The members that a plain count of their own table counts."""
    plain = ref == MetricRef(ref.name) and draft.model.has_metric(ref.name)
    counted = counted_rows(draft.model, draft.model.metric(ref.name)) if plain else None
    return counted.entity if counted else None


def _rows(draft: Draft, entity: str) -> Dataset | None:
    """The only data whose rows carry the members' key and have one value of every grouping; none if the members do."""
    home = draft.model.dataset_of_entity(entity)
    split = [group.ref.name for group in draft.groups if draft.model.has_dimension(group.ref.name)]
    if home is None or all(draft.reach.has(home.name, name) for name in split):
        return None
    found = [
        dataset
        for dataset in draft.model.datasets
        if not dataset.hidden
        and draft.reach.belongs(dataset.name, entity)
        and all(draft.reach.has(dataset.name, name) for name in split)
    ]
    found = [rows for rows in found if not any(_is_finer(draft, rows, other) for other in found)]
    near = [dataset for dataset in found if any(name.partition(".")[0] == dataset.prefix for name in split)]
    chosen = near or found
    if len(chosen) > 1:
        order = entity_of_orders(draft.model, draft.vocabulary)
        chosen = [dataset for dataset in chosen if order and draft.reach.belongs(dataset.name, order)]
    return chosen[0] if len(chosen) == 1 else None


def _is_counted_by(draft: Draft, rows: Dataset, entity: str) -> bool:
    """Do people count these members by such rows: those who did something, what lines are of, what is asked for?

    Stores have a place of their own: by the orders of a region nobody counts them.
    """
    columns = [key.columns for key in rows.entities if key.name == entity and key.type == "foreign"]
    shown = any((d.column,) in columns for d in rows.dimensions if not d.hidden)
    is_line = rows.default_time is not None and rows.default_time.partition(".")[0] == entity
    is_asked = bool(draft.members or draft.sets)
    return shown or is_line or is_asked or entity == person(draft.model) or is_person(entity)


def _is_finer(draft: Draft, rows: Dataset, other: Dataset) -> bool:
    """Do rows belong to a row of the other data, which then says as much?"""
    return rows is not other and draft.reach.graph.reaches(rows.name, other.name)


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
        return not asked.never and draft.reach.graph.reaches(rows.name, asked.dataset)
    owners = [entity for entity in draft.model.entities if draft.reach.belongs(rows.name, entity.name)]
    if asked.window is not None or asked.filters:  # said of the rows themselves, not of what they belong to
        own = {rows.prefix, (rows.default_time or "").partition(".")[0]}  # or of what dates them: lines of an order
        owners = [entity for entity in owners if entity.name in own]
    least = (asked.op, asked.values) in (("ge", (1,)), ("gt", (0,)))
    return least and asked.than is None and asked.metric in [MetricRef(e.default_count or "") for e in owners]


def _each(predicates: tuple[Predicate, ...]) -> Iterator[Predicate]:
    for predicate in predicates:
        if isinstance(predicate, Combine) and predicate.how == "all_of":
            yield from predicate.predicates
        else:
            yield predicate
