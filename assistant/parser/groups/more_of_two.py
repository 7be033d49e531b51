"""Which of two there are more of: 女会员多还是男会员多, "are there more male or female members".

Rule: two values of one column set against each other by a word of degree ask which of them has more of the things, or
of the figure, that stand behind them; they are read as the question for the one that wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.parser.draft import Draft, Item
from assistant.parser.text.pieces import Piece
from semantic_layer.meanings import Meaning
from semantic_layer.wordforms import has_han

_HIGH, _LOW = "多高大", "少低小"
_CHINESE = re.compile(rf"(?P<first>[{_HIGH}{_LOW}])(?:一些|一点|些|点)?[,，]?还是")
_ENGLISH = re.compile(r"(?<![a-z])(?P<more>more|fewer)(?= [^,;?!]{1,40} or (?!more|fewer|less))")


def more_of_two_pieces(text: str) -> Iterator[Piece]:
    """Return the words of degree between, behind and in front of two values."""
    for match in _CHINESE.finditer(text):
        ends = re.search(rf"{match['first']}(?:一些|一点|些|点)?(?=[\s呢啊呀?？]*$)", text[match.end() :])
        if ends is not None:
            cue = "more_of_two" if match["first"] in _HIGH else "fewer_of_two"
            yield Piece(*match.span(), cues=frozenset({cue, "and"}))
            yield Piece(match.end() + ends.start(), match.end() + ends.end(), cues=frozenset({cue}))
    for match in _ENGLISH.finditer(text):
        yield Piece(*match.span("more"), cues=frozenset({"more_of_two" if match["more"] == "more" else "fewer_of_two"}))


def read_more_of_two(draft: Draft) -> None:
    """Put "and" between the values, and the question for the winner behind them."""
    cues = [item for item in draft.items if item.has("more_of_two", "fewer_of_two") and not item.taken]
    if not cues:
        return
    chinese = has_han(draft.text)
    between = cues[0] if chinese else next((i for i in draft.items[cues[0].index :] if i.has("or")), None)
    if between is None or len(cues) != (2 if chinese else 1):
        return
    first = _value_before(draft, between)
    second = next((item for item in draft.items[between.index + 1 :] if item.named("value")), None)
    shared = (
        {m.name for m in first.named("value")} & {m.name for m in second.named("value")} if first and second else ()
    )
    if first is None or second is None or not shared:
        return
    column = draft.choose(first, "ambiguous_dimension", sorted(shared))
    counted = _counted(draft, second)
    if counted is None:
        return
    rank = "high" if cues[0].has("more_of_two") else "low"
    said_again = draft.items[first.index + 1 : between.index]  # the things behind the second value
    for item in said_again:
        item.take("filler", "filler", "filler")
    between.piece = replace(between.piece, cues=frozenset({"and"}))
    tail = cues[1] if chinese else cues[0]
    tail.operate("which has more")
    tail.piece = replace(tail.piece, cues=frozenset({"filler"}))
    place = second.piece.end
    words = [
        Item(Piece(place, place, meanings=(Meaning("metric", counted),)), 0, ""),
        Item(Piece(place, place, cues=frozenset({"which"})), 0, ""),
        Item(Piece(place, place, meanings=(Meaning("dimension", column),)), 0, ""),
        Item(Piece(place, place, cues=frozenset({rank})), 0, ""),
    ]
    rest = draft.items[second.index + 1 :]
    for item in rest:
        if item.named("metric") or item.named("entity"):
            item.take(f"metric:{counted}", "metric")
            item.piece = replace(item.piece, meanings=(), cues=frozenset({"filler"}))
    draft.items[second.index + 1 :] = [*words, *rest]
    draft.items = [item for item in draft.items if all(item is not again for again in said_again)]
    for index, item in enumerate(draft.items):
        item.index = index


def _value_before(draft: Draft, between: Item) -> Item | None:
    """The value nearest before the joint, with at most the thing behind it."""
    return next((item for item in reversed(draft.items[: between.index]) if item.named("value")), None)


def _counted(draft: Draft, second: Item) -> str | None:
    """The figure behind the second value, else the number of the things there."""
    for item in draft.items[second.index + 1 :]:
        counts = [draft.model.entity(m.name).default_count for m in item.named("entity")]
        names = [m.name for m in item.named("metric")] if not counts else [name for name in counts if name]
        if names:
            return draft.choose(item, "ambiguous_metric", names)
    return None
