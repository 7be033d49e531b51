"""Has something become more of what an adjective says: "have cars gotten lighter", "getting longer", 越来越贵了吗.

Rule: the adjective names a number of the thing that it is said of, and the question is how the average of that number
has gone over time; where the number is named itself, the adjective only says in which direction. A thing without such
a number is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.rows.qualities import QUALITIES, Direction, column_of, figures_of, quality_of
from assistant.parser.text.pieces import Piece
from assistant.parser.text.splits import split
from semantic_layer.meanings import Meaning
from semantic_layer.wordforms import has_han

_PLAIN: dict[str, Direction] = {
    **dict.fromkeys(("higher", "greater", "bigger", "larger", "高", "多", "大"), "desc"),
    **dict.fromkeys(("lower", "smaller", "低", "少", "小"), "asc"),
}
_EN_WORDS = sorted(
    {*(w for w in _PLAIN if w.isascii()), *(w for q in QUALITIES for w in q.comparatives)}, key=lambda word: -len(word)
)
_ZH_WORDS = sorted(
    {*(w for w in _PLAIN if not w.isascii()), *(w for q in QUALITIES for w in q.adjectives)},
    key=lambda word: -len(word),
)
_BECOME = r"(?:been |be )?(?:getting|gotten|got|gets|get|becoming|becomes|became|become|growing|grown|turning|turned)"
_ENGLISH = re.compile(
    rf"(?<![a-z]){_BECOME}(?: (?:much|any|a lot|a bit|ever|even|steadily))? (?P<word>{'|'.join(_EN_WORDS)})"
    r"(?: and (?P=word))?(?![a-z])(?! than)"
)
_CHINESE = re.compile(
    rf"(?:是不是|有没有)?(?:变得|变)?(?:越来越|(?<=变得)更|(?<=变)更?)(?P<word>{'|'.join(_ZH_WORDS)})(?:了没有|了没|了吗|吗|了)?"
    r"(?=[，。？,?]|$)"
)


def becoming_pieces(text: str) -> Iterator[Piece]:
    """Return "getting lighter", 越来越贵了吗 in a normal text, one piece each."""
    for pattern in (_ENGLISH, _CHINESE):
        for match in pattern.finditer(text):
            yield Piece(*match.span(), cues=frozenset({"becoming"}))


def read_becoming(draft: Draft) -> None:
    """Put the average that an adjective is about, its direction and the course over time in the adjective's place.

    Raises
    ------
    Unreadable
        The thing has no one number that the adjective is said of.
    """
    for item in list(draft.cued("becoming")):
        match = _CHINESE.match(item.text) if has_han(item.text) else _ENGLISH.match(item.text)
        if match is None:
            continue
        start, end = item.place
        direction = _PLAIN.get(match["word"]) or _direction(match["word"])
        cues = frozenset({"growth" if direction == "desc" else "decline"})
        course = (Piece(start + 2, start + 3, cues=cues), Piece(start + 3, end, cues=frozenset({"trend"})))
        if _named(draft, item):
            split(draft, item, course)
            continue
        asks_which = any(other.has("which") for other in draft.items)  # of single things nothing is kept over time
        meanings = () if asks_which else _number(draft, item, match["word"])
        if not meanings:
            raise refuse("not_supported", missing=[item.text], construction=item.text)
        average = Piece(start, start + 1, cues=frozenset({"agg_avg"}))
        split(draft, item, (average, Piece(start + 1, start + 2, meanings=meanings), *course))


def _direction(word: str) -> Direction:
    quality = quality_of(word)
    return quality.direction if quality is not None else "desc"


def _named(draft: Draft, item: Item) -> bool:
    """Is the number itself what gets higher?"""
    before = [o for o in draft.items if o.index < item.index or not has_han(item.text)]
    return any((o.named("metric") or o.named("dimension")) and not o.named("entity") for o in before)


def _number(draft: Draft, item: Item, word: str) -> tuple[Meaning, ...]:
    """The column of the only thing that is named, and the figure that averages it."""
    quality = quality_of(word)
    named = [other for other in draft.items if other.named("entity")]
    things = {m.name for other in named for m in other.named("entity")}
    home = draft.model.dataset_of_entity(things.pop()) if len(things) == 1 else None
    column = column_of(draft.model, home, quality) if quality is not None and home is not None else None
    if home is None or column is None:
        return ()
    for thing in named:
        thing.operate("owner", "entity")  # it says whose number is averaged, and is not counted
    return (*figures_of(draft.model, column), Meaning("dimension", column))
