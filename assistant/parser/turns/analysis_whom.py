"""Whom and when an analysis is about, as a turn changes it: "only VIP", "what about champions", 去年的呢.

Rule: a condition stands beside those before and replaces the one on its own field; another segment replaces the segment
before it unless the words narrow. A tool that looks at everything is narrowed by neither.
"""

from __future__ import annotations

from assistant.parser.analyses.goods import goods, take_goods
from assistant.parser.analyses.segments_of import read_segment, segments_in, take_segment
from assistant.parser.analyses.slots import read_window
from assistant.parser.conditions.filters import read_filters
from assistant.parser.conditions.row_numbers import read_numbers
from assistant.parser.draft import Draft
from assistant.parser.turns.adjust import both_bounds
from assistant.parser.turns.analysis_refusals import OF_EVERYTHING, Given, joined, not_in_turn
from semantic_layer.query import Compare, Predicate
from tools.catalog import ToolCall


def read_segment_of(draft: Draft, call: ToolCall) -> Given:
    """One segment, where the tool is about one: its code, and the segmentation that holds it."""
    fields = type(call.arguments).model_fields
    if "segment" in fields:
        found = read_segment(draft)
        if found is None:
            return {}
        is_default = found[0] == draft.model.segmentations[0].qualified
        return {"segmentation": None if is_default else found[0], "segment": found[1]}
    if "source" not in fields:
        return {}
    named = segments_in(draft)
    if len(named) != 1:
        return {}
    item, segment = named[0]
    if segment[0] != getattr(call.arguments, "segmentation", None) or next(draft.cued("only"), None):
        return {}  # a condition on whom it is about
    take_segment(item, segment)
    is_target = getattr(call.arguments, "target", None) is not None and getattr(call.arguments, "source", None) is None
    return {"target" if is_target else "source": segment[1]}


def read_goods(draft: Draft, call: ToolCall) -> Given:
    """What is bought, where the tool looks for what goes with it."""
    found = goods(draft) if "item" in type(call.arguments).model_fields else []
    return {"item": take_goods(draft, found[0])} if len(found) == 1 else {}


def read_conditions(draft: Draft, call: ToolCall) -> Given:
    """Conditions beside those before; a value replaces the condition on its own field."""
    words = [item.text for item in draft.free() if item.piece.meanings]
    read_filters(draft)
    read_numbers(draft)
    if draft.filters and call.tool in OF_EVERYTHING:
        raise not_in_turn(call, joined(words))
    before: tuple[Predicate, ...] = getattr(call.arguments, "filters", ())
    kept = tuple(predicate for predicate in before if not _goes(draft, predicate))
    if not draft.filters and kept == before:
        return {}
    for predicate in kept:
        if isinstance(predicate, Compare):
            draft.assume("inherited", f"filter:{predicate.field}")
    return {"filters": (*kept, *draft.filters)}


def _goes(draft: Draft, old: Predicate) -> bool:
    name = old.field if isinstance(old, Compare) else ""
    new = [item for item in draft.filters if isinstance(item, Compare) and item.field == name]
    if _is_of_segment(draft, old) and any(_is_of_segment(draft, item) for item in draft.filters) and _is_other(draft):
        return True
    narrowed = isinstance(old, Compare) and bool(new) and all(both_bounds(old, item) for item in new)
    return "filters" in draft.dropped or f"filter:{name}" in draft.dropped or (bool(new) and not narrowed)


def _is_of_segment(draft: Draft, predicate: Predicate) -> bool:
    return isinstance(predicate, Compare) and predicate.op == "eq" and draft.model.has_segmentation(predicate.field)


def _is_other(draft: Draft) -> bool:
    """ "What about VIP", 冠军客户呢 after one segment: another one; "only VIP", "also" would be both."""
    return not draft.adds and any(i.has("about") and not i.has("only", "and", "adding") for i in draft.items)


def read_period(draft: Draft, call: ToolCall) -> Given:
    if "time" in draft.dropped:
        return {"window": None}
    words = [item.text for item in draft.free() if item.piece.time is not None]
    window = draft.window or read_window(draft)
    if window is not None and call.tool in OF_EVERYTHING:
        raise not_in_turn(call, joined(words))
    return {} if window is None else {"window": window}
