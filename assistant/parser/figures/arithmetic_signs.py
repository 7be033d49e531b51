"""Signs of arithmetic between blanks: "revenue - cost", "revenue / orders".

Rule: one such sign between two words is read like its word, where both sides are numbers; a dash before anything else
stays punctuation. Several signs, or signs with brackets, are a formula whose order of reading is not ours to guess:
they are refused and never dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.text.pieces import Piece

_SIGN = re.compile(r"(?<=[\w)]) (?P<sign>[-−–/÷]) (?=[\w(])")
_CUES = {"-": "minus", "−": "minus", "–": "minus", "/": "divided", "÷": "divided"}
_BRACKETS = frozenset("()")


def arithmetic_signs(text: str) -> Iterator[Piece]:
    """Return the sign of a normal text as its word, where there is one alone."""
    found = list(_SIGN.finditer(text))
    if len(found) == 1 and not _BRACKETS & set(text):
        yield Piece(*found[0].span("sign"), cues=frozenset({_CUES[found[0]["sign"]], "filler"}))


def refuse_dropped_signs(draft: Draft) -> None:
    """Refuse a sign that still stands between two numbers once arithmetic was read."""
    for match in _SIGN.finditer(draft.text):
        before, after = _number_at(draft, match.start() - 1, -1), _number_at(draft, match.end(), 1)
        if before is not None and after is not None and before is not after:  # one word stands for what was read
            raise refuse("not_supported", missing=[match["sign"]], construction=match[0].strip())


def _number_at(draft: Draft, place: int, step: int) -> Item | None:
    """The number of the model at a place of the text, over brackets."""
    while 0 <= place < len(draft.text) and draft.text[place] in _BRACKETS | {" "}:
        place += step
    items = (item for item in draft.items if item.piece.start <= place < item.piece.end)
    return next((item for item in items if item.named("metric")), None)
