"""What its own rows do, said before a number of theirs: "billed amount" of bills, "shipped quantity" of shipments.

Rule: a verb that all rows of a table have in common narrows none of its numbers, so beside such a number it says only
whose it is. A verb that dates a later step of some rows, or that is a value, chooses rows and is not taken here.
"""

from __future__ import annotations

from assistant.parser.conditions.happenings import happenings
from assistant.parser.draft import Draft, Item
from semantic_layer.model import SimpleMetric


def read_own_deeds(draft: Draft) -> None:
    """Take verbs right before a number whose every row did what the verb says."""
    for item in list(draft.free()):
        if item.piece.meanings or item.text not in happenings(draft.model) or item.index + 1 >= len(draft.items):
            continue
        homes = _homes(draft, draft.items[item.index + 1])
        if len(homes) == 1 and _is_common(draft, item.text, homes.pop()):
            item.take("filler", "filler", "filler")
            draft.items.remove(item)
            for index, other in enumerate(draft.items):
                other.index = index


def _homes(draft: Draft, item: Item) -> set[str]:
    """The data whose rows are added up or averaged by the number that a word names."""
    found = set()
    for meaning in item.named("metric"):
        metric = draft.model.metric(meaning.name)
        if not isinstance(metric, SimpleMetric):
            return set()
        measure = draft.model.measure(metric.measure)
        if measure.agg != "count":
            found.add(measure.dataset)
    return found


def _is_common(draft: Draft, verb: str, name: str) -> bool:
    dataset = draft.model.dataset(name)
    first = f"{name}.{dataset.default_time}"
    own = [h for h in happenings(draft.model)[verb] if h.dataset == name]
    return bool(own) and all(h.dimension in (None, first) for h in own)
