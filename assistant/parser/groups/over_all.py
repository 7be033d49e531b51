"""Over everything: "average weight across all stations", "highest daily energy across all plants".

Rule: where an aggregate, a superlative or a total is asked for "across all" things, the things only say that none is
left out; they are neither listed nor counted. Without such a word, or in a comparison, "across all" splits.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item

_ALL = frozenset({"across all", "over all", "across all the", "across all of the"})
_OF_ALL = ("agg_avg", "agg_median", "agg_max", "agg_min", "agg_sum", "agg_percentile", "mean_of", "high", "low")
_SPLITS = ("compare", "group", "distribution", "trend", "which", "list", "rank", "axis", "top", "bottom")


def read_over_all(draft: Draft) -> None:
    """Take "across all" and the things behind it where one number is asked for."""
    for item in draft.items:
        thing = draft.items[item.index + 1] if item.index + 1 < len(draft.items) else None
        if item.text not in _ALL or item.taken or thing is None or thing.taken or not _is_thing(thing):
            continue
        before = draft.items[: item.index]
        if any(word.has(*_OF_ALL) for word in before) and not any(word.has(*_SPLITS) for word in draft.items):
            item.operate("total")
            thing.take(f"entity:{_name(thing)}", "entity")


def _is_thing(item: Item) -> bool:
    return bool(item.named("entity") or item.named("dimension")) and not item.named("value")


def _name(item: Item) -> str:
    return (item.named("entity") or item.named("dimension"))[0].name
