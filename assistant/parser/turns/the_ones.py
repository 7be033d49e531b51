""" "Only the urgent ones", "just the paid ones": what was shown before, told by a value.

Rule: behind a value the word stands for the rows of the answer before, of which the value is said; alone it points at
nothing and stays unexplained.
"""

from __future__ import annotations

from assistant.parser.draft import Draft


def read_the_ones(draft: Draft) -> None:
    """Take "ones" behind a value, in a turn."""
    if draft.previous is None:
        return
    for item in list(draft.free()):
        before = draft.items[item.index - 1] if item.index else None
        if item.has("the_ones") and not item.piece.meanings and before is not None and before.named("value"):
            item.operate("ones")
