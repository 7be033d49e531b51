"""Conditions of rows on named values, missing values and quoted text.

Rule: a value filters its own dimension; neighbours of one list make one condition; a negation governs the value or
list next to it.
"""

from __future__ import annotations

from assistant.parser.conditions.adjectives import read_adjective, says_of_its_own
from assistant.parser.conditions.missing_values import (
    lacked,
    possessed,
    read_lacking,
    read_missing,
    read_possessed,
    says_with,
)
from assistant.parser.conditions.quoted import read_literal
from assistant.parser.conditions.sets import lacked_entity, possessed_entity
from assistant.parser.conditions.value_lists import read_list
from assistant.parser.conditions.value_owners import owner_beside
from assistant.parser.draft import Draft, Item, refuse
from semantic_layer.query import Compare, Predicate


def read_filters(draft: Draft) -> None:
    """Turn every named value, missing value, quoted text and adjective into a predicate."""
    index = 0
    while index < len(draft.items):
        item = draft.items[index]
        if not item.taken and says_of_its_own(draft, item):
            read_adjective(draft, item)
        elif not item.taken and item.named("value") and _stands_for_value(draft, item):
            read_list(draft, item)
        elif not item.taken and item.piece.literal is not None:
            read_literal(draft, item)
        elif not item.taken and item.has("lacking") and (owner := lacked(draft, item)):
            read_lacking(draft, item, owner)
        elif not item.taken and item.has("lacking") and (owner := lacked_entity(draft, item)):
            item.operate("missing", "negation")
            owner.take(f"entity:{owner.named('entity')[0].name}", "entity")
            draft.related.append((owner.named("entity")[0].name, True))
        elif _says_with(item) and (owner := possessed_entity(draft, item)):
            item.operate("present")
            owner.take(f"entity:{owner.named('entity')[0].name}", "entity")
            draft.related.append((owner.named("entity")[0].name, False))
        elif not item.taken and (item.has("possessing") or says_with(item)) and (owner := possessed(draft, item)):
            read_possessed(draft, item, owner)
        elif not item.taken and item.has("missing", "present"):
            read_missing(draft, item)
        elif not item.taken and item.named("adjective"):
            read_adjective(draft, item)
        index += 1
    refuse_contradiction(draft)
    _spread_comparison(draft)


def _says_with(item: Item) -> bool:
    return not item.taken and (item.has("possessing") or item.text == "with")


def refuse_contradiction(draft: Draft) -> None:
    """ "East in 2025 and West in 2026" is two questions: nothing is in East and in West."""
    seen: set[str] = set()
    for predicate in draft.filters:
        if isinstance(predicate, Compare) and predicate.op in ("eq", "in"):
            if predicate.field in seen:
                raise refuse("not_supported", construction=_said(draft, predicate.field))
            seen.add(predicate.field)
    kept = {(p.field, p.values) for p in draft.filters if isinstance(p, Compare) and p.op == "eq" and not p.part}
    for predicate in draft.filters:  # one word read twice: "not sold" as a state, and as its opposite denied
        if isinstance(predicate, Compare) and predicate.op == "ne" and (predicate.field, predicate.values) in kept:
            raise refuse("not_supported", construction=_said(draft, predicate.field))


def _said(draft: Draft, field: str) -> str:
    """The words of the question for a field that has no name of its own: the calendar parts it was said by."""
    if draft.model.has_dimension(field) or draft.model.has_segmentation(field):
        return field
    return " + ".join(item.text for item in draft.items if item.kind in ("time", "grain") and item.taken) or field


def _stands_for_value(draft: Draft, item: Item) -> bool:
    """A word that is also a metric or grouping is a value only beside its dimension."""
    others = [m for m in item.piece.meanings if m.kind in ("metric", "dimension", "segmentation", "entity")]
    if all(m.name == v.name for m in others for v in item.named("value")):  # a yes-or-no column, named by its yes
        before = draft.left(item)
        return not others or before is None or not before.has("group", "which", "how_many")
    return not others or owner_beside(draft, item, {m.name for m in item.named("value")}) is not None


def _joins_columns(draft: Draft, cue: Item) -> bool:
    """ "For country in A and B show X vs Y": two columns are compared, not the members."""
    beside = (draft.left(cue), draft.right(cue))
    return all(item is not None and item.named("dimension") and not item.named("value") for item in beside)


def _spread_comparison(draft: Draft) -> None:
    """ "Compare East and West", "华东和华北对比", "respectively": the listed members become rows."""
    compared = (cue for cue in draft.cued("compare", "difference") if not _joins_columns(draft, cue))
    cue = next(draft.cued("respectively"), None) or next(compared, None)
    windows = sum(1 for item in draft.items if item.piece.time and item.piece.time.kind in ("window", "comparison"))
    if cue and draft.listed_members and (cue.has("respectively") or windows < 2):
        cue.operate("compare members", "comparison")
        draft.compared_members += draft.listed_members
    draft.filters = [f for f in draft.filters if not _is_whole(draft, f)]


def _is_whole(draft: Draft, predicate: Predicate) -> bool:
    """ "Men and women, respectively": rows for all values of a closed list need no filter."""
    if not isinstance(predicate, Compare) or predicate.op != "in" or predicate.field not in draft.compared_members:
        return False
    dimension = draft.dimension(predicate.field)
    codes = {value.code for value in dimension.values} if dimension and dimension.closed else set()
    return bool(codes) and codes == set(predicate.values)
