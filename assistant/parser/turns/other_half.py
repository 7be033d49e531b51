"""The rest of what the answer before listed: "which have?", 没有的呢, "which others are there", 除了这些还有哪些.

Rule: the members that are left are those the condition before turned away, or all that were not shown. Where the
condition cannot be turned round, or the members were not shown by their name, the turn is refused.
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.parser.draft import Draft, Group, Item, refuse
from assistant.parser.rows.labels import labels_of
from assistant.parser.rows.listed import Listing
from semantic_layer.query import Combine, Compare, DimensionRef, EntitySet, Exists, Predicate
from tools.arguments import QueryMetricsArgs

_HAVE = re.compile(r"^(?:and |but )?which (?:ones )?(?:do|have|did|does|has)(?P<no> not|n't)?(?: any)?$")
_HAVE_ZH = re.compile(r"^(?:那|那么)?(?:哪些|那些)?(?P<no>没)?有(?:过)?(?:的)?(?:呢|有哪些)?$")


def read_other_half(draft: Draft) -> None:
    """Turn the condition of the listed members round, or leave out those that were shown."""
    base = draft.previous
    if base is None or base.metrics or base.rows is None or not draft.items:
        return
    text = draft.text.strip(" .?!。？！，,")
    found = _HAVE.match(text) or _HAVE_ZH.match(text)
    if found:
        _turn_round(draft, base, wants_none=bool(found["no"]))
        return
    cue = next(draft.cued("other_half"), None) or _except_these(draft)
    if cue is not None and not _names_value(draft, cue):
        _leave_out(draft, base, cue)


# -- which have, which have not -------------------------------------------------------------------------------


def _turn_round(draft: Draft, base: QueryMetricsArgs, *, wants_none: bool) -> None:
    """Those with what the members before had not, or the other way round; what they have already stays."""
    first = draft.items[0]
    exists = [predicate for predicate in base.filters if isinstance(predicate, Exists)]
    sets = [member for member in base.members if isinstance(member, EntitySet)]
    if len(exists) + len(sets) != 1:
        raise refuse("nothing_shown", word=draft.text.strip(" ?？"))
    draft.edits_rows = True
    if exists:
        others = [predicate for predicate in base.filters if predicate is not exists[0]]
        draft.filters += [*others, replace(exists[0], negated=wants_none)]
        draft.dropped.add("filters")
    else:
        draft.sets.append(_opposite(sets[0], wants_none=wants_none))
        draft.dropped.add("members")
    for item in draft.items:
        item.operate("with none" if wants_none else "with any")
    draft.listing = Listing(_entity_of(draft, base, first), base.rows or "", first, ())


def _opposite(chosen: EntitySet, *, wants_none: bool) -> EntitySet:
    conditions = chosen.never or chosen.has
    if chosen.never and chosen.has:
        raise refuse("not_supported", construction=chosen.dataset)
    return replace(chosen, never=conditions if wants_none else (), has=() if wants_none else conditions)


def _entity_of(draft: Draft, base: QueryMetricsArgs, item: Item) -> str:
    key = draft.model.dataset(base.rows or "").primary
    if key is None:
        raise refuse("nothing_shown", word=item.text)
    return key.name


# -- all others -----------------------------------------------------------------------------------------------


def _except_these(draft: Draft) -> Item | None:
    """ "Other than those", 除了这些之外: an exception of what was shown."""
    for item in draft.cued("those"):
        before = draft.left(item)
        if before is not None and before.has("except", "except_open") and not before.taken:
            return before
    return None


def _names_value(draft: Draft, cue: Item) -> bool:
    """ "Other regions than East" is a condition, and so is a value that is called "other"."""
    return bool(cue.piece.meanings) or any(item.named("value") for item in draft.free())


def _leave_out(draft: Draft, base: QueryMetricsArgs, cue: Item) -> None:
    """All members but those that were shown: the conditions that chose these do not hold any more."""
    entity = _entity_of(draft, base, cue)
    labels = set(labels_of(draft.model, entity))
    shown = [found for found in draft.shown if found.dimension in labels]
    things = {meaning.name for item in draft.free() for meaning in item.named("entity")}
    if len(shown) != 1 or len(labels) != 1 or things - {entity}:
        raise refuse("nothing_shown", word=cue.text)
    if any(isinstance(predicate, Combine) for predicate in base.filters):
        raise refuse("not_supported", construction=cue.text)
    members = tuple(sorted(shown[0].members, key=str))
    left: Predicate = Compare(shown[0].dimension, "not_in" if len(members) > 1 else "ne", members)
    draft.filters.append(left)
    draft.dropped |= {"filters", "members", "time", "top", "having"}
    draft.edits_rows = True
    columns = tuple(ref.name for ref in base.dimensions)
    draft.listing = Listing(entity, base.rows or "", cue, columns)
    if not columns:
        draft.groups.append(Group(DimensionRef(shown[0].dimension), cue, False, -3))
    for item in draft.items:
        if item is cue or item.has("except", "except_open", "except_close", "those", "other_half", "list", "which"):
            item.operate("all others")
        elif any(meaning.name == entity for meaning in item.named("entity")):
            item.take(f"entity:{entity}", "entity")
