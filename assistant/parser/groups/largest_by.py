"""The largest thing by a number: "largest client by invoiced amount", "biggest stores by revenue".

Rule: a word of size right before a thing, behind which "by" names a number, ranks the things by that number and says
nothing of how many there are. "Worst first" and "best first" sort by what nobody said is good, and are refused.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, refuse

_LARGE = frozenset({"largest", "the largest", "biggest", "the biggest", "greatest", "the greatest"})
_SMALL = frozenset({"smallest", "the smallest"})


def read_largest_by(draft: Draft) -> None:
    """Read the word of size as "top" or "bottom"."""
    for item in draft.items:
        after = draft.items[item.index + 1 : item.index + 4]
        if item.has("best", "worst") and after and after[0].text == "first" and not item.taken:
            raise refuse("not_supported", construction=f"{item.text} first")
        if item.text not in _LARGE | _SMALL or item.taken or len(after) < 3 or item.piece.meanings:
            continue
        thing, marker, number = after
        if thing.named("entity") and marker.text == "by" and number.named("metric") and not number.named("entity"):
            cue = "top" if item.text in _LARGE else "bottom"
            item.piece = replace(item.piece, cues=frozenset({cue}))
