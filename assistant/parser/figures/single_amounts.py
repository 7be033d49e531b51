"""The amount of one row, asked for by the name of the rows: 单笔最大付款, "the largest single payment".

Rule: where rows of that name have one amount that adds up, the largest one of them is the largest amount. With no such
amount, or several, the words stay unexplained.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Item
from assistant.parser.figures.counts import is_countable_thing
from assistant.parser.figures.roles import extreme_of, is_money_by_name
from semantic_layer.meanings import Meaning
from semantic_layer.model import Aggregation, SimpleMetric

_SINGLE = ("单笔", "单次", "单个", "single")


def read_single_amounts(draft: Draft) -> None:
    """Put the one amount of its rows in the place of each thing that a largest single one is asked of."""
    for thing in list(draft.free()):
        if not is_countable_thing(draft, thing):
            continue
        cue = draft.left(thing)
        if cue is None or cue.taken:
            continue
        if cue.has("agg_max", "agg_min") and any(word in cue.text for word in _SINGLE):
            _read_together(draft, cue, thing)
        elif cue.has("single"):
            _read_apart(draft, cue, thing)


def _read_together(draft: Draft, cue: Item, thing: Item) -> None:
    """单笔最大付款: one phrase; the model's own figure for it goes first."""
    agg: Aggregation = "max" if cue.has("agg_max") else "min"
    found = [name for m in thing.named("entity") if (name := extreme_of(draft.model, m.name, agg))]
    if len(found) == 1:
        thing.piece = replace(thing.piece, meanings=(Meaning("metric", found[0]),))
        cue.operate(f"agg:{agg}", "aggregation")
    elif not found:
        _put(draft, thing)


def _read_apart(draft: Draft, single: Item, thing: Item) -> None:
    """ "Largest single payment", 最大的一笔付款."""
    rank = draft.left(single)
    if rank is None or rank.taken or not rank.has("high", "low"):
        return
    agg: Aggregation = "max" if rank.has("high") else "min"
    if any(extreme_of(draft.model, meaning.name, agg) for meaning in thing.named("entity")) or not _put(draft, thing):
        return
    rank.piece = replace(rank.piece, cues=frozenset({f"agg_{agg}"}))
    single.operate("single")
    draft.items.remove(single)
    for index, other in enumerate(draft.items):
        other.index = index


def _put(draft: Draft, thing: Item) -> bool:
    names = {meaning.name for meaning in thing.named("entity")}
    home = draft.model.dataset_of_entity(names.pop()) if len(names) == 1 else None
    amounts = [
        m.name
        for m in draft.model.metrics
        if home is not None and isinstance(m, SimpleMetric) and not m.hidden
        if draft.model.measure(m.measure).dataset == home.name and is_money_by_name(draft.model, m.name)
    ]
    if len(amounts) != 1:
        return False
    thing.piece = replace(thing.piece, meanings=(Meaning("metric", amounts[0]),))
    return True
