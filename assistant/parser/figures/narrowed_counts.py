"""A number of things that have a count of their own: "revenue of cancelled orders", 退货单的金额.

Rule: behind "of" the name of a narrower count says which things are meant, and the number beside it is asked for those
alone. The model defines the count and not the number under its condition, so the two are never shown side by side as
if both had been asked for: the question is refused. Joined by "and" or a comma they are two numbers.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item, refuse
from semantic_layer.model import SimpleMetric

_OF = ("of", "from", "for", "of the", "from the", "for the", "of all", "的")


def refuse_narrowed_counts(draft: Draft) -> None:
    """Raise where one number is asked for of the things that another one counts.

    Raises
    ------
    Unreadable
    """
    for joint in draft.items:
        if joint.text not in _OF or not 0 < joint.index < len(draft.items) - 1:
            continue
        before, after = draft.items[joint.index - 1], draft.items[joint.index + 1]
        number, things = (after, before) if joint.text == "的" else (before, after)
        follows = draft.items[things.index + 1] if joint.text != "的" and things.index + 1 < len(draft.items) else None
        told = (
            follows is not None and bool(follows.named("entity")) and _is_number(draft, things)
        )  # "of refunded orders"
        if _is_number(draft, number) and (told or _narrows(draft, things)):
            raise refuse("not_supported", missing=[things.text], construction=f"{number.text} / {things.text}")


def _is_number(draft: Draft, item: Item) -> bool:
    return bool(item.named("metric")) and not item.taken and not item.named("entity")


def _narrows(draft: Draft, item: Item) -> bool:
    """Whether the word is the name of a count that is not that of a whole thing, and nothing else."""
    names = {meaning.name for meaning in item.piece.meanings if meaning.kind == "metric"}
    metrics = [draft.model.metric(name) for name in names if draft.model.has_metric(name)]
    if item.taken or len(metrics) != 1 or len(item.piece.meanings) != 1 or not isinstance(metrics[0], SimpleMetric):
        return False
    whole = metrics[0].name in {entity.default_count for entity in draft.model.entities}
    return draft.model.measure(metrics[0].measure).agg in ("count", "count_distinct") and not whole
