""" "When did we have the most orders?", "when were sales highest": the period in which a figure was the highest.

Rule: "when" beside a ranking asks for a period of the usual unit, which is said as an assumption; a unit that is named
in the question is the one that is meant, and "when" without a ranking stays unexplained.
"""

from __future__ import annotations

from assistant.parser.draft import Draft
from assistant.parser.times.periods import default_grain


def read_when_most(draft: Draft) -> None:
    """Put the default unit in the place of "when"."""
    first = next(draft.cued("when_most"), None)
    ranked = next(draft.cued("high", "low"), None) is not None
    timed = any(item.piece.time is not None and item.piece.time.kind in ("grain", "part") for item in draft.items)
    if first is None or first.piece.meanings or not ranked or timed or draft.grain is not None:
        return
    draft.grain = default_grain(draft)
    draft.grain_marked = True
    draft.assume("default_grain", f"grain:{draft.grain}")
    first.take(f"grain:{draft.grain}", "grain")
