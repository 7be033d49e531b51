"""What members did, said by values alone: "used express but never economy", "both a bug and a billing ticket".

Rule: a value that members do not have themselves is what happened to them, where exactly one kind of rows ties the two.
Each of "both A and B" needs a row of its own; "never B" denies every such row.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.parser.conditions.events import Event, subject_of
from assistant.parser.draft import Draft, Item
from assistant.parser.rows.labels import dataset_of
from semantic_layer.query import Compare, EntitySet

_BETWEEN = ("both", "and", "comma", "filler", "relating", "possessing", "happened", "bought", "valued")


def find_deeds(draft: Draft) -> None:
    """Take "both ... and ..." and find what "never" denies where no verb of an event was found."""
    _read_both(draft)
    _find_denied(draft)


def _read_both(draft: Draft) -> None:
    """ "Visited both Cardiology and Pediatrics", 既看过心内科又看过儿科: a row for each."""
    cue = next(draft.cued("both"), None)
    if cue is None:
        return
    values = [item for item in draft.items[cue.index :] if item.named("value") and not item.taken]
    entity = subject_of(draft, cue)
    found = _deed(draft, entity, values) if entity and len(values) > 1 else None
    if entity is None or found is None or (draft.event is not None and draft.event.negated):
        return
    field, dataset = found
    inside = draft.items[cue.index : values[-1].index + 2]
    thing = draft.model.dataset(dataset).prefix
    things = [item for item in inside if any(m.name == thing for m in item.named("entity"))]
    if not all(item in values or item in things or item.taken or item.has(*_BETWEEN) for item in inside[:-1]):
        return
    for item in inside:
        if item in values:
            code = next(m.value for m in item.named("value") if m.name == field)
            item.take(f"value:{field}={code}", "value")
        elif item in things:
            item.take(f"event:{dataset}", "entity")
        elif item.has("both", "and", "comma", "possessing"):
            item.operate("both")
    draft.event = None
    wanted = {_compare(field, item) for item in values}
    draft.sets.append(EntitySet(entity, dataset, tuple(sorted(wanted, key=repr))))


def _compare(field: str, item: Item) -> Compare:
    codes = tuple(sorted({m.value for m in item.named("value") if m.name == field}, key=str))
    return Compare(field, "in" if len(codes) > 1 else "eq", codes)


def _find_denied(draft: Draft) -> None:
    """ "Never used economy": the rows that members never had are those with that value."""
    if draft.event is not None or any(item.has("bought") for item in draft.items):
        return
    for never in list(draft.cued("never")):
        value = draft.right(never)
        entity = subject_of(draft, never)
        found = _deed(draft, entity, [value]) if entity and value is not None and not value.taken else None
        if entity is not None and found is not None:
            draft.event = Event(entity, found[1], False, never)
            return


def _deed(draft: Draft, entity: str, values: Sequence[Item]) -> tuple[str, str] | None:
    """The dimension that all values share and the rows of members that have it; None unless there is one way."""
    shared = [{m.name for m in item.named("value")} for item in values]
    ways = [(field, dataset) for field in sorted(set.intersection(*shared)) for dataset in _rows(draft, entity, field)]
    return ways[0] if len(ways) == 1 else None


def _rows(draft: Draft, entity: str, field: str) -> list[str]:
    """The data whose rows belong to members of `entity` and have `field`, which members do not have themselves."""
    own = dataset_of(draft.model, entity)
    if own is None or draft.reach.has(own.name, field):
        return []
    found = [
        dataset
        for dataset in draft.model.datasets
        if dataset.name != own.name
        and dataset.role not in ("spine", "segment")
        and draft.reach.belongs(dataset.name, entity)
        and draft.reach.has(dataset.name, field)
    ]
    direct = [d for d in found if any(key.name == entity for key in d.entities)]
    return [d.name for d in direct or found]
