"""Each of those that were listed: 一对一和小班课各收了多少, 北京和上海各卖了多少钱.

Rule: 各 behind several values, with a verb or a question word behind it and nothing to group by, says that each of the
values has an answer of its own.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft

_KINDS = ("dimension", "entity", "segmentation")


def read_each_of_them(draft: Draft) -> None:
    """Let the word say "respectively"."""
    for item in draft.items:
        after = draft.items[item.index + 1] if item.index + 1 < len(draft.items) else None
        if item.text not in ("各", "各自") or item.taken or after is None or any(after.named(kind) for kind in _KINDS):
            continue
        if sum(bool(other.named("value")) for other in draft.items[: item.index]) > 1:
            item.piece = replace(item.piece, cues=frozenset({"respectively"}))
