"""Picks of what was picked: "the 3 best lessons, and the trainers whose total of these is above 100 minutes".

Rule: where one sentence ranks members first and then speaks of "these", what follows may show figures of the same
members; a condition on them, a second ranking or other things that are asked for belong to the result of the first
part and not to all rows, so the sentence is refused instead of being read as one flat question.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item, refuse

_RANKS = ("top", "bottom")


def refuse_nested_picks(draft: Draft) -> None:
    """Refuse a sentence whose second part picks from what the first part ranked."""
    those = next((item for item in draft.items if item.has("those") and not item.piece.meanings), None)
    if those is None:
        return
    first, second = draft.items[: those.index], draft.items[those.index + 1 :]
    ranked = next((item for item in first if item.has(*_RANKS)), None)
    if ranked is None or not any(_things(item) for item in first[ranked.index + 1 :]):
        return  # "the top 3 of these" ranks what was shown before
    again = _things(second[0]) if second else frozenset()
    things = [item for item in second[1:] if item.named("entity") and not item.named("metric")]
    others = [item for item in things if _things(item) - again]
    picks = [item for item in second if item.piece.condition is not None or item.has(*_RANKS, "which", "high", "low")]
    if others or picks:
        raise refuse("not_supported", construction=draft.text[those.piece.start : _end(second, those)])


def _things(item: Item) -> frozenset[str]:
    return frozenset(m.name for m in (*item.named("entity"), *item.named("dimension")))


def _end(items: list[Item], those: Item) -> int:
    return items[-1].piece.end if items else those.piece.end
