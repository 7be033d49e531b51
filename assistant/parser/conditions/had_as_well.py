"""A second thing that members have: "owners with more than 2 pets and a dog", 有2个以上订单并且有退货单的客户.

Rule: the value has an article or a verb of its own, so it is one more row that each member must have, and narrows
nothing that the bound before it counts. Beside other values of those rows nobody can say whose they are.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item, refuse
from semantic_layer.query import Compare, EntitySet, Exists, Members

_ARTICLES = ("a", "an", "at least one", "one")
_HAVE = ("have", "has", "had", "having", "have a", "has a", "had a", "have an", "has an", "had an", "with a", "with an")
_HAVE_ZH = ("有", "并且有", "且有", "也有", "还有", "又有")


def settle_had_as_well(draft: Draft) -> None:
    """Turn such a value into a set of its own."""
    bound = next((m for m in draft.members if isinstance(m, Members) and not m.filters), None)
    if bound is None or draft.sets or draft.share is not None or len(draft.members) != 1:
        return
    own = draft.model.dataset_of_entity(bound.entity)
    for given in list(draft.filters):
        found = given.predicate if isinstance(given, Exists) and not given.negated else given
        dimension = draft.dimension(found.field) if isinstance(found, Compare) and found.op in ("eq", "in") else None
        if dimension is None or own is None or not isinstance(found, Compare) or draft.reach.has(own.name, found.field):
            continue
        if not draft.reach.belongs(dimension.dataset, bound.entity) or not _has_own_word(draft, found):
            continue
        others = [f for f in draft.filters if f is not given and not _is_of(draft, f, own.name)]
        if others:
            raise refuse("not_supported", construction=str(found.values[0]))
        draft.sets.append(EntitySet(bound.entity, dimension.dataset, (found,)))
        draft.filters.remove(given)


def _is_of(draft: Draft, found: object, dataset: str) -> bool:
    return isinstance(found, Compare) and draft.reach.has(dataset, found.field)


def _has_own_word(draft: Draft, found: Compare) -> bool:
    """An article stands right before the value, or a verb, with the bound before both or in the turn before."""
    words = [item for item in draft.items if any(item.bound_to == f"value:{found.field}={v}" for v in found.values)]
    first = words[0] if words else None
    if first is None or not first.index:
        return False
    before = draft.items[first.index - 1]
    numbers = [item.index for item in draft.items if item.piece.condition is not None or item.has("tally")]
    behind = not numbers or min(numbers) < first.index
    return _introduces(draft, before) and (behind or before.text in _ARTICLES or before.has("possessing"))


def _introduces(draft: Draft, word: Item) -> bool:
    if word.text in _ARTICLES:
        before = draft.items[word.index - 1] if word.index else None
        return before is not None and (before.has("and", "possessing") or before.text.rpartition(" ")[2] in _HAVE)
    return word.text in _HAVE or word.text in _HAVE_ZH or word.has("possessing")
