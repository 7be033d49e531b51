"""Things that lack something, named and nothing else: "warehouses without staff", 没有商品的供应商.

Rule: who is missing something is asked to be told by name, so the members are listed where they have names; with a
counting word, a figure or a grouping the question stays what that word asks.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item
from assistant.parser.rows.labels import dataset_of, key_of, labels_of, stated_label
from semantic_layer.wordforms import has_han

_LACKS = ("lacking", "never")
_ASKS = (
    "how_many", "share", "group", "which", "high", "low", "best", "worst", "top", "bottom", "trend", "compare",
    "agg_avg", "agg_sum", "agg_median", "agg_max", "agg_min", "agg_distinct", "possessing",
)  # fmt: skip
_JOINS = ("who", "that", "which", "who have", "that have", "which have")


def absent_members(draft: Draft) -> tuple[str, Item] | None:
    """Return the thing and the word for it, where a question is nothing but the thing and what it lacks."""
    if draft.previous is not None or any(_asks(item) for item in draft.items):
        return None
    said = [item for item in draft.items if not _is_aside(item)]
    head = _head(said)
    if head is None or len(names := {m.name for m in head.named("entity")}) != 1:
        return None
    entity = names.pop()
    labels = labels_of(draft.model, entity)
    named = bool(labels) and labels != (key_of(draft.model, entity),) and stated_label(draft.model, entity) is None
    return (entity, head) if named and dataset_of(draft.model, entity) is not None else None


def _is_aside(item: Item) -> bool:
    """Words without a meaning, and the period in which something is lacking."""
    time = item.piece.time
    return (item.has("filler") and not item.piece.meanings) or (time is not None and time.kind == "window")


def _asks(item: Item) -> bool:
    """A word that asks for something else; "who" behind the thing only joins what it lacks to it."""
    return item.has(*_ASKS) and not item.has(*_LACKS) and not (item.text in _JOINS and item.index)


def _head(said: list[Item]) -> Item | None:
    """The thing that stands first, before what it lacks; in Chinese it stands last, behind 的."""
    lacks = next((item for item in said if item.has(*_LACKS)), None)
    if lacks is None or len(said) < 3:
        return None
    if has_han(lacks.text):
        return said[-1] if lacks is said[0] and said[-1].named("entity") else None
    return said[0] if said[0].named("entity") and said.index(lacks) <= 2 else None
