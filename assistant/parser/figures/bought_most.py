"""What is bought most: 客户买得最多的品类, 女性客户最爱买的商品, "the category that customers buy most".

Rule: the words rank what stands beside them by the pieces that were bought, else by the lines of orders; who bought
them is no group of the answer. Where the buyers themselves are ranked, or a figure is named, they are left alone.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Item
from assistant.parser.figures.popular import has_figure, rank_by
from assistant.parser.figures.roles import lines_of, reaches
from assistant.parser.figures.verbs import pieces_metric
from semantic_layer.nicknames import person
from semantic_layer.wordforms import has_han

_BUYING = frozenset({"买", "买得", "买的", "买了", "购买", "购买得", "购买的", "下单"})
_LIKED = frozenset({"最爱买", "最喜欢买", "最常买", "最爱买的", "最喜欢买的", "最常买的"})
_BUYING_EN = frozenset({"buy", "bought", "purchase", "purchased", "buys"})


def read_bought_most(draft: Draft) -> None:
    """Put the figure and its rank in the place of the words."""
    cue = next((item for item in draft.items if _is_buying(item) and not item.taken), None)
    if cue is None or has_figure(draft):
        return
    rank = _rank(draft, cue)
    if rank is None:
        return
    target = _target(draft, cue, rank)
    name = _figure(draft, target) if target is not None else None
    if target is None or name is None:
        return
    _take_buyers(draft, cue, target)
    low = rank.has("low")
    if rank is not cue:
        rank.piece = replace(rank.piece, cues=frozenset({"filler"}))
    draft.assume("default_metric", f"metric:{name}")
    rank_by(draft, cue, name, "low" if low else "high")


def _is_buying(item: Item) -> bool:
    if item.named("metric") and not item.named("entity"):
        return False
    return item.text in _BUYING or item.text in _BUYING_EN or item.has("liked")


def _rank(draft: Draft, cue: Item) -> Item | None:
    """The word of degree that belongs to the verb: right behind it, in English before it as well."""
    if cue.has("liked"):
        return cue
    beside = [draft.right(cue), None if has_han(cue.text) else draft.left(cue)]
    found = (item for item in beside if item is not None and not item.taken and not item.piece.meanings)
    return next((item for item in found if item.has("high", "low")), None)


def _target(draft: Draft, cue: Item, rank: Item) -> Item | None:
    """What is ranked: behind the words, or before who buys it."""
    behind = draft.right(rank if rank.index > cue.index else cue)
    if behind is not None and behind.has("which") and not behind.piece.meanings:
        behind = draft.right(behind) or _goods(draft, behind)
    before = [item for item in draft.items[: cue.index] if not has_han(cue.text) or _is_asked(draft, item)]
    found = [behind, *reversed(before)]
    return next((i for i in found if i is not None and _can_be_ranked(draft, i)), None)


def _is_asked(draft: Draft, item: Item) -> bool:
    """哪些商品买得最多: what "which" asks for is ranked, and stands before the verb."""
    which = draft.left(item)
    return which is not None and which.has("which")


def _goods(draft: Draft, item: Item) -> Item:
    """客户最爱买什么: the goods themselves are asked for."""
    goods = [m for m in draft.vocabulary.meanings("商品") if m.kind == "entity"]
    if len(goods) == 1 and item.text in ("什么", "啥"):
        item.piece = replace(item.piece, meanings=tuple(goods), cues=frozenset())
    return item


def _can_be_ranked(draft: Draft, item: Item) -> bool:
    named = bool(item.named("entity") or item.named("dimension")) and not item.named("value")
    return named and not item.taken and not _is_buyer(draft, item)


def _is_buyer(draft: Draft, item: Item) -> bool:
    who = person(draft.model)
    return who is not None and any(m.name == who for m in item.named("entity"))


def _figure(draft: Draft, target: Item) -> str | None:
    """The pieces, else the lines, of which each has one of what is ranked."""
    fields = [m.name for m in target.named("dimension")] or [f"{m.name}." for m in target.named("entity")]
    pieces = pieces_metric(draft)
    if pieces is not None and any(reaches(draft.model, pieces, [field]) for field in fields):
        return pieces
    who = person(draft.model)
    found = [lines_of(draft.model, who, [field]) for field in fields] if who is not None else []
    return next((name for name in found if name is not None), None)


def _is_told(item: Item) -> bool:
    """Values that choose among the buyers, and words that say nothing."""
    return bool(item.named("value")) or (item.has("filler") and not item.piece.meanings)


def _take_buyers(draft: Draft, cue: Item, target: Item) -> None:
    for item in draft.items:
        if item is not target and not item.taken and _is_buyer(draft, item):
            before = draft.left(item, skip=_is_told)
            if before is not None and before.text == "by" and before.index in (cue.index + 1, cue.index + 2):
                before.operate("by")  # "bought most by customers"
            elif before is not None and before.has("group", "top", "bottom", "how_many"):
                continue
            item.take(f"entity:{item.named('entity')[0].name}", "entity")
            item.piece = replace(item.piece, meanings=(), cues=frozenset({"filler"}))
