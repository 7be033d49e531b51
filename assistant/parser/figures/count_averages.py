"""Averages of numbers of things, without "per": "average number of lessons of active trainers", 教练的平均课程数.

Rule: rows that count one each have no average of their own, so the average of their number is over the members of the
one other thing that the question speaks of and that they belong to; where it speaks of several or of none, nothing is
read here. Members that have none count with zero. A thing that the answer is split by is not averaged over.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item
from assistant.parser.figures.roles import reached
from assistant.parser.figures.verbs import count_of
from semantic_layer.model import SimpleMetric

_EACH = ("每个", "每位", "每名", "每家", "each", "every")
_SPLITS = ("group", "which", "list", "top", "bottom", "high", "low", "best", "worst")


def averaged_over(draft: Draft, cue: Item) -> tuple[str, Item, tuple[Item, ...]] | None:
    """Return the entity that a number of things after `cue` is averaged over, the word that is counted, and the words
    that say "of each" of them."""
    number = _counted(draft, cue)
    name = _count(draft, number) if number is not None else None
    metric = draft.model.metric(name) if name is not None and draft.model.has_metric(name) else None
    if number is None or not isinstance(metric, SimpleMetric):
        return None
    measure = draft.model.measure(metric.measure)
    if measure.agg != "count":
        return None
    home = draft.model.dataset(measure.dataset)
    own = home.primary.name if home.primary else ""
    each = _each_before(draft, cue)
    things = [item for item in draft.items if _entities(item) and item is not number]
    over = {name for item in things if item in each or not _is_split_by(draft, item) for name in _entities(item)} - {
        own
    }
    if len(over) != 1 or (draft.listing is not None and draft.listing.entity in over):
        return None  # each member is a row of its own
    entity = over.pop()
    return (entity, number, each) if entity in reached(draft.model, home) else None


def _entities(item: Item) -> set[str]:
    """The things a free word names, or the one that a rule before took it for."""
    if item.taken:
        return {item.bound_to.removeprefix("entity:")} if item.bound_to.startswith("entity:") else set()
    return {m.name for m in item.named("entity")}


def _each_before(draft: Draft, cue: Item) -> tuple[Item, ...]:
    """每个客户的平均订单数: the number of one customer's orders has no average, so it is that of all of them."""
    thing = draft.left(cue)
    each = draft.left(thing) if thing is not None and not thing.taken and thing.named("entity") else None
    return (each, thing) if each is not None and thing is not None and each.text in _EACH and not each.taken else ()


def _counted(draft: Draft, cue: Item) -> Item | None:
    after = draft.right(cue)
    while (
        after is not None
        and not after.piece.meanings
        and (after.has("how_many", "filler") or after.bound_to == "bought")
    ):
        after = draft.right(after)
    if after is None or after.taken:
        return None
    if after.named("metric") and not after.named("entity"):
        return after
    beside = (draft.left(after), draft.right(after))
    counted = any(o is not None and o.has("how_many") and not o.piece.meanings for o in beside)
    return after if after.named("entity") and counted else None


def _count(draft: Draft, number: Item) -> str | None:
    if number.named("entity"):
        return count_of(draft, number.named("entity")[0].name)
    names = {m.name for m in number.named("metric")}
    return names.pop() if len(names) == 1 else None


def _is_split_by(draft: Draft, item: Item) -> bool:
    before = draft.left(item)
    return before is not None and before.has(*_SPLITS) and not before.piece.meanings
