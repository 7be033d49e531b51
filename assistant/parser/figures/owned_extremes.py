"""The extreme of a column of a thing: "the highest fee of a visit", 运单最长的距离, 患者的最小和最大年龄.

Rule: where the superlative is said of a number that every member has, the number is asked for and the thing only says
whose it is; it is neither counted nor listed. "The visit with the highest fee" asks for the member.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item
from assistant.parser.rows.labels import dataset_of
from semantic_layer.vocabulary import is_numeric
from semantic_layer.wordforms import has_han

_OF = ("of", "of a", "of an", "of the", "of all", "of our", "of any")
_ARTICLES = ("a", "an", "the", "all", "our", "any")
_ASKS = ("which", "list", "group", "how_many", "top", "bottom", "agg_distinct")
_EXTREME = ("high", "low", "quality", "agg_max", "agg_min")


def read_owned_extremes(draft: Draft) -> None:
    """Take the thing whose number's extreme is asked for."""
    for thing in list(draft.free()):
        names = [m.name for m in thing.named("entity")]
        before = draft.left(thing)
        if len(names) != 1 or (before is not None and before.has(*_ASKS)):
            continue
        column = _after(draft, thing) if has_han(thing.text) else _before(draft, thing)
        home = dataset_of(draft.model, names[0])
        if column is None or home is None:
            continue
        named = [draft.dimension(m.name) for m in column.named("dimension")]
        if any(d is not None and d.dataset == home.name and is_numeric(d) for d in named):
            thing.take(f"entity:{names[0]}", "entity")


def _after(draft: Draft, thing: Item) -> Item | None:
    """患者的最小和最大年龄: the column after the superlatives that follow the thing."""
    following = draft.right(thing)
    if following is None or not following.has(*_EXTREME):
        return None
    while following is not None and following.has(*_EXTREME, "and", "comma") and not following.piece.meanings:
        if following.text.startswith(("最多", "最少")):
            return None
        following = draft.right(following)
    return following


def _before(draft: Draft, thing: Item) -> Item | None:
    """ "The highest fee of a visit": the column before "of" with its superlative."""
    index = thing.index - 1
    while index > 0 and draft.items[index].text in _ARTICLES:
        index -= 1
    if index < 1 or draft.items[index].text not in _OF:
        return None
    column = draft.items[index - 1]
    cue = draft.left(column)
    asked = any(item.has(*_ASKS) and not item.text.startswith("what") for item in draft.items[: column.index])
    return column if cue is not None and cue.has(*_EXTREME) and not asked else None
