""" "Still open", "currently active", 还在途: a state that rows have is the state they have now.

Rule: such a word is explained only right before a state that was read as a value, or before its denial; a figure of
now ("current stock") is another question and keeps the word.
"""

from __future__ import annotations

from assistant.parser.draft import Draft


def read_still(draft: Draft) -> None:
    """Take words of now beside a value that rows were chosen by."""
    for cue in list(draft.cued("still")):
        following = [item for item in draft.items[cue.index + 1 : cue.index + 4] if not item.has("is")]
        if following and following[0].taken and following[0].kind in ("value", "negation"):
            cue.operate("now")
