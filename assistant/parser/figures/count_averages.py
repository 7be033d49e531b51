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

_SPLITS = ("group", "which", "list", "top", "bottom", "high", "low", "best", "worst")


def averaged_over(draft: Draft, cue: Item) -> tuple[str, Item] | None:
    """Return the entity that a number of things after `cue` is averaged over, with the word that is counted."""
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
    things = [item for item in draft.items if item.named("entity") and item is not number and not item.taken]
    over = {m.name for item in things for m in item.named("entity")} - {own}
    if len(over) != 1 or any(_is_split_by(draft, item) for item in things):
        return None
    entity = over.pop()
    return (entity, number) if entity in reached(draft.model, home) else None


def _counted(draft: Draft, cue: Item) -> Item | None:
    after = draft.right(cue)
    while after is not None and after.has("how_many", "filler") and not after.piece.meanings:
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
