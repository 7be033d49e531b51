"""Conditions of which one is enough: "serve Italian food or are located in Paris", 位于北京或评分高于4.

Rule: "or" joins the conditions that stand right beside it. Where "and" follows in the same breath it could join either
way, and nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.parser.draft import Draft, Item, refuse
from semantic_layer.query import Combine, Compare, Predicate

BOUND = ("value", "number", "dimension", "entity", "metric")


def read_alternatives(draft: Draft) -> None:
    """Join the conditions on both sides of every "or" that no list of values took."""
    for cue in list(draft.cued("or")):
        left, right = _condition(draft, cue, -1), _condition(draft, cue, 1)
        if left is None or right is None or left[1] is right[1]:
            continue
        if _goes_on(draft, right[0]):
            raise refuse("not_supported", construction=cue.text)
        parts = (*_parts(left[1]), *_parts(right[1]))
        kept = [predicate for predicate in draft.filters if predicate not in (left[1], right[1])]
        draft.filters = [*kept, Combine("any_of", tuple(sorted(parts, key=repr)))]
        cue.operate("any of")


def _parts(predicate: Predicate) -> Sequence[Predicate]:
    return predicate.predicates if isinstance(predicate, Combine) and predicate.how == "any_of" else (predicate,)


def _condition(draft: Draft, cue: Item, step: int) -> tuple[Item, Predicate] | None:
    """The filter whose words are nearest to "or" on one side, before another joint."""
    index = cue.index + step
    while 0 <= index < len(draft.items):
        item = draft.items[index]
        if item.has("or", "comma") or (item.has("and") and not item.piece.meanings):
            return None
        field = _field(item)
        if field is not None:
            found = [p for p in draft.filters if _is_on(p, field)]
            return (item, found[0]) if len(found) == 1 else None
        index += step
    return None


def _field(item: Item) -> str | None:
    """The column that a word was bound to by a condition."""
    if item.kind == "value" and item.bound_to.startswith("value:"):
        return item.bound_to.removeprefix("value:").partition("=")[0]
    if item.about:
        return item.about
    return item.bound_to.removeprefix("field:") if item.bound_to.startswith("field:") else None


def _is_on(predicate: Predicate, field: str) -> bool:
    if isinstance(predicate, Combine):
        return any(_is_on(part, field) for part in predicate.predicates)
    return isinstance(predicate, Compare) and predicate.field == field


def _goes_on(draft: Draft, last: Item) -> bool:
    """ "X or Y and Z": another condition is tied to the second one."""
    for item in draft.items[last.index + 1 :]:
        if item.has("comma") and item.text != "、":
            return False
        if item.has("and") and not item.piece.meanings:
            rest = draft.items[item.index + 1 :]
            return any(_field(other) is not None for other in rest)
    return False
