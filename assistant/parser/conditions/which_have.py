""" "Which clinics have patients", 哪些科室有预约: the members that have at least one.

Rule: after "which", a thing, "have" and the bare name of things that are counted ask for members whose count is at
least one; the count stands beside them. A number, a rank, a condition or "no" between the two is another question.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item
from semantic_layer.query import Members, MetricRef

_HAVE = frozenset({"have", "has", "had", "have any", "has any", "had any", "having", "有", "有过", "拥有", "具有"})


def read_which_have(draft: Draft) -> None:
    """Add the condition to a count that stands right behind the word for having."""
    for measured in draft.metrics:
        counted = measured.item
        owner = _owner(draft, counted) if counted is not None and measured.ref.agg is None else None
        if counted is None or owner is None:
            continue
        names = [m.name for m in owner.named("entity")]
        counts = {draft.model.entity(m.name).default_count for m in counted.named("entity")}
        plain = measured.ref == MetricRef(measured.ref.name) and measured.ref.name in counts
        if plain and len(names) == 1 and all(member.metric != measured.ref for member in draft.members):
            draft.members.append(Members(names[0], measured.ref, "ge", (1,), None, ()))


def _owner(draft: Draft, counted: Item) -> Item | None:
    """The thing that "which" stands before and "have" behind, where nothing else stands between it and what it has."""
    verb = draft.items[counted.index - 1] if counted.index else None
    if verb is not None and verb.text == "any":
        verb = draft.items[verb.index - 1]
    if verb is None or verb.text not in _HAVE:
        return None
    thing = draft.left(verb, skip=_is_aside)
    which = draft.left(thing) if thing is not None else None
    if thing is None or which is None or not thing.named("entity") or not which.has("which"):
        return None
    return thing


def _is_aside(item: Item) -> bool:
    """Words without a meaning, and a period: 哪些科室在上个月有预约."""
    return (item.piece.is_soft and not item.piece.meanings) or item.piece.time is not None
