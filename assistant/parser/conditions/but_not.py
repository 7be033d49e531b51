"""One thing but not another: "bought shoes but not bags", 买过鞋但没买过包.

Rule: a row that is of one value is not of the other anyway, so what is denied beside an affirmed value of the same
field is denied of the members: they have a row of the one and none of the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.parser.draft import Draft
from semantic_layer.query import Combine, Compare, EntitySet, Members, Operator, Predicate

_DENIED: dict[Operator, Operator] = {"ne": "eq", "not_in": "in", "not_contains": "contains"}
_AFFIRMED = frozenset(_DENIED.values())


def settle_but_not(draft: Draft) -> None:
    """Say of members, and no longer of their rows, that they have nothing of the other value."""
    members: list[Members] = []
    for member in draft.members:
        rows, others = _apart(member.filters) if _has_one(member) else (member.filters, ())
        members.append(replace(member, filters=rows))
        members += [replace(member, op="eq", values=(0,), filters=(other,)) for other in others]
    draft.members = members
    draft.sets = [_without(asked) for asked in draft.sets]


def _has_one(member: Members) -> bool:
    return member.than is None and (member.op, tuple(member.values)) in (("ge", (1,)), ("gt", (0,)))


def _without(asked: EntitySet) -> EntitySet:
    if len(asked.has) != 1 or not isinstance(asked.has[0], Combine) or asked.has[0].how != "all_of":
        return asked
    rows, others = _apart(asked.has[0].predicates)
    return replace(asked, has=(Combine("all_of", rows),), never=(*asked.never, *others)) if others else asked


def _apart(said: Sequence[Predicate]) -> tuple[tuple[Predicate, ...], tuple[Predicate, ...]]:
    """What is said of the rows, and what of their members: the values denied beside an affirmed one, as values."""
    fields = {p.field for p in said if isinstance(p, Compare) and p.op in _AFFIRMED and p.than is None}
    denied = tuple(p for p in said if isinstance(p, Compare) and p.op in _DENIED and p.field in fields)
    rows = tuple(p for p in said if p not in denied)
    return rows, tuple(replace(p, op=_DENIED[p.op]) for p in denied)
