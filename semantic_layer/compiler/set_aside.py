"""What the conditions of a question leave aside, or hold only because of one of their values.

Rule: two questions that differ by one condition, by one value of a list or by one alternative tell the rows between
them. Those rows are named here, once for compiled queries and for the analyses, so that both look at the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from semantic_layer.compiler.scope import Condition, Unmet
from semantic_layer.query import Combine, Compare, Predicate

MOST_PARTS = 20
"""Values of one list that are looked at singly: each costs a look at the rows."""


def set_aside(chosen: Sequence[Condition]) -> Iterator[tuple[Condition, ...]]:
    """The conditions of the rows between a question and the same with one condition or value fewer, or with none.

    Examples
    --------
    >>> a, b = Compare("club", "in", ("mid", "small")), Compare("kind", "eq", ("card",))
    >>> [len(found) for found in set_aside([a, b])]
    [2, 2, 2, 2, 1]
    """
    for place, item in enumerate(chosen):
        kept = (*chosen[:place], *chosen[place + 1 :])
        yield (*kept, Unmet((item,)))
        for part in parts_of(item):
            yield (*kept, part)
    if len(chosen) > 1:
        yield (Unmet(tuple(chosen)),)


def parts_of(item: Condition) -> tuple[Predicate, ...]:
    """The rows that single values or alternatives of a condition add, or take away; none of a condition that is one.

    Examples
    --------
    >>> [part.values for part in parts_of(Compare("club", "not_in", ("mid", "small")))]
    [('mid',), ('small',)]
    >>> parts_of(Compare("club", "eq", ("mid",)))
    ()
    """
    match item:
        case Compare(op="eq" | "in" | "ne" | "not_in", values=values, than=None) if 1 < len(values) <= MOST_PARTS:
            return tuple(replace(item, op="in", values=(value,)) for value in values)
        case Combine(how=how, predicates=predicates) if 1 < len(predicates) <= MOST_PARTS:
            return tuple(_alone(how == "all_of", predicates, place) for place in range(len(predicates)))
        case _:
            return ()


def _alone(is_all: bool, predicates: Sequence[Predicate], place: int) -> Predicate:
    """What only one alternative meets, or what only one of several conditions takes away."""
    mine, others = predicates[place], (*predicates[:place], *predicates[place + 1 :])
    if is_all:
        return Combine("all_of", (*others, Combine("none_of", (mine,))))
    return Combine("all_of", (mine, Combine("none_of", others)))
