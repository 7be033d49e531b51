"""The word that opens a comparison: "compare sales this year with the same period last year", 对比今年和去年同期.

Rule: where a period names what it is held against, a word of comparing at the head says the same once more.
"""

from __future__ import annotations

from assistant.parser.draft import Draft

_WORDS = ("compar", "对比", "比较")


def settle_compare_word(draft: Draft) -> None:
    """Take the word where the comparison has been read."""
    for cue in list(draft.cued("compare")):
        before = draft.items[: cue.index]
        if draft.compare and cue.text.startswith(_WORDS) and all(item.piece.is_soft for item in before):
            cue.operate("compare", "comparison")
