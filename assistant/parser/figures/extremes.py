"""One figure that is the longest, shortest or heaviest: "the longest duration of a bug ticket", 工单的最长时长.

Rule: a word of extent right before a number of the rows asks for that number's largest or smallest value, once. Where
several things or one of each group are asked for, nothing is taken here.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item, Measured
from assistant.parser.rows.labels import labels_of
from semantic_layer.model import Aggregation
from semantic_layer.query import MetricRef
from semantic_layer.vocabulary import is_numeric
from semantic_layer.wordforms import has_han, singular

_WORDS: dict[str, Aggregation] = {
    "longest": "max", "tallest": "max", "heaviest": "max", "shortest": "min", "lightest": "min",
    "最长": "max", "最重": "max", "最短": "min", "最轻": "min",
}  # fmt: skip
_MANY = ("which", "group", "list", "top", "bottom", "rank", "sort_desc", "sort_asc", "how_many")


def read_extremes(draft: Draft) -> None:
    """Take the word of extent, its number and the thing the number is of."""
    if any(item.has(*_MANY) and not item.has("filler") for item in draft.items):
        return
    for cue in list(draft.free()):
        agg = _WORDS.get(cue.text.removeprefix("the "))
        column = draft.right(cue) if agg else None
        name = _number(draft, column) if column is not None else None
        if agg is None or column is None or name is None:
            continue
        owner = name.partition(".")[0]
        things = [item for item in draft.free() if item.named("entity") and not _is_beside_value(draft, item)]
        if not all(_is_one_of(item, owner) for item in things):
            continue
        cue.operate(f"agg:{agg}", "aggregation")
        column.take(f"dimension:{name}", "dimension")
        for item in things:
            item.take(f"entity:{owner}", "entity")
        draft.metrics.append(Measured(MetricRef(name, agg=agg), column))
        return


def _number(draft: Draft, item: Item) -> str | None:
    """The one column of numbers that a word names."""
    named = [(m.name, draft.dimension(m.name)) for m in item.named("dimension")]
    found = [name for name, d in named if d is not None and is_numeric(d) and d.type != "identifier"]
    return found[0] if len(found) == 1 and not item.taken else None


def _is_beside_value(draft: Draft, item: Item) -> bool:
    """ "The cardiology ward": the thing whose name the value is, which says where; of "a bug ticket" it says what."""
    before = draft.items[item.index - 1] if item.index else None
    names = {m.name for m in item.named("entity")}
    labels = {label for name in names for label in labels_of(draft.model, name)}
    return before is not None and any(m.name in labels for m in before.named("value"))


def _is_one_of(item: Item, owner: str) -> bool:
    """ "Of a bug ticket": the thing whose rows hold the number, in the singular where the language has one."""
    named = any(m.name == owner for m in item.named("entity"))
    return named and (has_han(item.text) or singular(item.text) == item.text)
