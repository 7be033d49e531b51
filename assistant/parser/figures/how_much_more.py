"""How much more or less one has than another: 华东比华南多多少, 8月销售额比9月少多少, 美妆比家电多卖了多少.

Rule: such a word behind 比 asks for the difference, the one that is said to have more first; the figure may stand
before 比 or behind it. How many times or per cent more is another question and stays unexplained.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.parser.draft import Draft, Item
from assistant.parser.text.pieces import Piece

_MORE, _LESS = "多高大贵长重久", "少低小短便宜轻"
_ASKED = re.compile(
    rf"(?<![最很太更])(?:[{_MORE}少低小短轻]|便宜)(?:出|了|出了)?(?P<did>卖了?|花了?)?(?:多少|几)(?:个点|个百分点|元|块钱|钱)?"
    r"(?=$|[\s呢啊呀,;?!])"
)


def more_pieces(text: str) -> Iterator[Piece]:
    """Return the words that ask for a difference behind 比; the verb in them may say of what."""
    than = text.find("比")
    for match in _ASKED.finditer(text, than + 1) if than >= 0 else ():
        if match["did"]:
            yield Piece(
                match.start("did"), match.end("did"), cues=frozenset({"sold" if "卖" in match["did"] else "spent"})
            )
            yield Piece(match.start(), match.start("did"), cues=frozenset({"filler"}))
            yield Piece(match.end("did"), match.end(), cues=frozenset({"difference"}))
        else:
            yield Piece(match.start(), match.end(), cues=frozenset({"difference"}))


def read_how_much_more(draft: Draft) -> None:
    """Put a figure that stands between the first value and 比 behind the second value."""
    cue = next((item for item in draft.cued("difference") if asks_how_much_more(draft, item)), None)
    than = next((item for item in draft.cued("compare") if item.text.endswith("比")), None)
    if cue is None or than is None or than.index > cue.index:
        return
    figure, first = draft.left(than), next((item for item in draft.items if item.named("value")), None)
    if figure is None or not figure.named("metric") or first is None or first.index > figure.index:
        return
    said = draft.items[first.index + 1 : than.index]
    draft.items = [item for item in draft.items if all(item is not other for other in said)]
    at = next(index for index, item in enumerate(draft.items) if item is cue)
    draft.items[at:at] = said
    for index, item in enumerate(draft.items):
        item.index = index


def asks_how_much_more(draft: Draft, item: Item) -> bool:
    """Is this a word for a difference in one direction?"""
    return "比" in draft.text[: item.piece.start] and _said(draft, item) is not None


def says_less(draft: Draft, item: Item) -> bool:
    """少多少: the second value is the larger one."""
    said = _said(draft, item)
    return said is not None and said[0] in _LESS


def _said(draft: Draft, item: Item) -> str | None:
    found = (m for m in _ASKED.finditer(draft.text) if m.end() == item.piece.end and m.start() <= item.piece.start)
    return next((match[0] for match in found), None)
