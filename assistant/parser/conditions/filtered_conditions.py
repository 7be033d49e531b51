"""What a condition on members is about: "customers with more than 3 orders in the app" have more than 3 orders there.

Rule: where the members themselves are listed or counted, a value that is no attribute of theirs narrows the rows that
their bound is about, as it narrows what is shown of them. Where another figure is asked for ("app revenue of customers
with more than 3 orders") the value is of that figure, and the bound holds over everything.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft
from semantic_layer.model import Dataset, SimpleMetric
from semantic_layer.query import Compare, Exists, Members, Predicate


def settle_filtered_conditions(draft: Draft) -> None:
    """Put the value into the bound; take it off the members, who have no such attribute."""
    if not draft.members or draft.share is not None or draft.sets:
        return
    given = tuple(draft.filters)
    for at, member in enumerate(draft.members):
        own, home = draft.model.dataset_of_entity(member.entity), _home(draft, member)
        if own is None or home is None or own is home or member.filters or not _is_about_members(draft, member):
            continue
        about = [found for found in given if _narrows(draft, found, own, home)]
        rows = {found: value for found in given if (value := _of_rows(found, home)) is not None}
        draft.members[at] = replace(member, filters=(*about, *rows.values()))
        if member.op in ("gt", "ge"):  # who has so many of them has one
            draft.filters = [found for found in draft.filters if found not in rows]
    within = {found for member in draft.members for found in member.filters}
    if within and all(_counts(draft, member) for member in draft.members):
        draft.filters = [found for found in draft.filters if found not in within]


def _home(draft: Draft, member: Members) -> Dataset | None:
    """The rows that the bound is about; None where it is more than one plain sum or count."""
    ref = member.metric
    metric = draft.model.metric(ref.name) if draft.model.has_metric(ref.name) else None
    plain = not (ref.combine or ref.filters or ref.per or ref.members or ref.name in draft.numbers)
    return (
        draft.model.dataset(draft.model.measure(metric.measure).dataset)
        if isinstance(metric, SimpleMetric) and plain
        else None
    )


def _narrows(draft: Draft, found: Predicate, own: Dataset, home: Dataset) -> bool:
    if not isinstance(found, Compare) or draft.dimension(found.field) is None:
        return False
    return draft.reach.has(home.name, found.field) and not draft.reach.has(own.name, found.field)


def _of_rows(found: Predicate, home: Dataset) -> Predicate | None:
    """The value that members are counted under as those who have such rows."""
    return found.predicate if isinstance(found, Exists) and found.dataset == home.name and not found.negated else None


def _is_about_members(draft: Draft, member: Members) -> bool:
    """Nothing but the members' number, or what the bound itself says of each, is shown."""
    return all(
        measured.ref.name == draft.model.entity(member.entity).default_count
        or (measured.ref == member.metric and (measured.item is None or _is_of_bound(draft, measured.item.index)))
        for measured in draft.metrics
    )


def _is_of_bound(draft: Draft, index: int) -> bool:
    return any(word.index == index for word in draft.condition_words)


def _counts(draft: Draft, member: Members) -> bool:
    count = draft.model.entity(member.entity).default_count
    return bool(draft.metrics) and all(measured.ref.name == count for measured in draft.metrics)
