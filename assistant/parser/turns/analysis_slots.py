"""What a turn names of an analysis: conditions, a period, days, a grouping, a unit, a number.

Rule: the tool's own reader takes what it can, since words mean in a turn what they mean in the whole question; what is
left is read for every tool that has the argument, by the name and the type that the tools share.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.parser.analyses import ANALYSES
from assistant.parser.analyses.churn import read_duration
from assistant.parser.analyses.slots import Analysis, read_by, read_horizon
from assistant.parser.draft import Draft, Item, Unreadable, refuse
from assistant.parser.figures.shape import read_chart
from assistant.parser.turns.analysis_names import (
    read_choice,
    read_metric,
    read_number,
    read_segmentation,
    read_share,
    read_things,
)
from assistant.parser.turns.analysis_refusals import DAYS, Given, choices, joined, not_in_turn
from assistant.parser.turns.analysis_whom import read_conditions, read_goods, read_period, read_segment_of
from tools.catalog import ToolCall


def read_slots(draft: Draft, call: ToolCall) -> Given:
    """Every argument that the words name, with its new value; raises `Unreadable` for one the tool does not have."""
    read_chart(draft)
    given: Given = {"chart": draft.chart} if draft.chart else {}
    given |= _by_its_own_rules(draft, call)
    for read in _READERS:
        given |= read(draft, call)
    return given


def _by_its_own_rules(draft: Draft, call: ToolCall) -> Given:
    """What the reader of the tool makes of the words, where it can be asked for without any argument."""
    own = next((item for item in ANALYSES if item.tool == call.tool), None)
    if own is None or any(field.is_required() for field in type(call.arguments).model_fields.values()):
        return {}
    said, unsaid = _read_by(own, draft, call), _read_by(own, replace(draft, items=[], filters=[], assumptions=[]), call)
    return {name: value for name, value in said.items() if name != "filters" and unsaid.get(name, _NOTHING) != value}


_NOTHING = object()


def _read_by(own: Analysis, draft: Draft, call: ToolCall) -> Given:
    """The arguments that the reader sets; those that it sets without any word as well are said by none."""
    try:
        read = own.read(draft, _no_query)
    except Unreadable as unreadable:
        code, params = unreadable.refuse.code, dict(unreadable.refuse.params)
        if code in _WITHOUT_WORDS:
            return {}
        if code not in ("not_in_analysis", "not_of_members"):
            raise
        raise not_in_turn(call, params.get("name", draft.text)) from unreadable
    return {name: getattr(read, name) for name in read.model_fields_set}


_WITHOUT_WORDS = frozenset({"profile_whom", "nothing_asked"})  # the words before said it


def _no_query(draft: Draft) -> ToolCall:
    raise refuse("not_a_turn")


def _days(draft: Draft, call: ToolCall) -> Given:
    fields = type(call.arguments).model_fields
    words = [item.text for item in draft.free()]
    ahead = _is_ahead(draft) and "metric" not in fields
    days = read_horizon(draft) if ahead else read_duration(draft)
    if days is None:
        return {}
    if ahead and "horizon_days" not in fields and "definition" in fields:
        return {"days": days, "definition": "model"}
    name = next((name for name in DAYS if name in fields and (not ahead or name == "horizon_days")), None)
    if name is None and "within_hours" in fields and not ahead:
        return {"within_hours": days * 24}
    if name is None:
        raise not_in_turn(call, joined(words))
    return {name: days}


def _is_ahead(draft: Draft) -> bool:
    times = [item.piece.time for item in draft.free() if item.piece.time is not None]
    return any(time.rule.startswith("next:") for time in times)


def _grouping(draft: Draft, call: ToolCall) -> Given:
    fields = type(call.arguments).model_fields
    cue = next((cue for cue in draft.cued("group") if _names_grouping(draft.right(cue))), None)
    if cue is None:
        return {}
    word = draft.right(cue)
    assert word is not None
    if "by" not in fields:
        if "entity" in fields or "segmentation" in fields or "level" in fields:
            return {}
        raise not_in_turn(call, joined([cue.text, word.text]))
    by = read_by(draft)
    return {"by": by} if by is not None else {}


def _names_grouping(item: Item | None) -> bool:
    return item is not None and bool(item.named("dimension") or item.named("segmentation") or item.has("segment_word"))


def _unit(draft: Draft, call: ToolCall) -> Given:
    field = type(call.arguments).model_fields.get("grain")
    for item in list(draft.free()):
        match = item.piece.time
        if match is None or match.kind != "grain":
            continue
        cue = draft.left(item)
        marked = cue is not None and cue.has("group") and not cue.piece.meanings
        if field is None or match.grain not in choices(field.annotation):
            raise not_in_turn(call, item.text if not marked or cue is None else joined([cue.text, item.text]))
        item.take(f"grain:{match.grain}", "grain")
        if marked and cue is not None:
            cue.operate("group")
        return {"grain": match.grain}
    return {}


_READERS: tuple[Callable[[Draft, ToolCall], Given], ...] = (
    _days,
    _grouping,
    _unit,
    read_segment_of,
    read_goods,
    read_conditions,
    read_period,
    read_choice,
    read_share,
    read_number,
    read_metric,
    read_segmentation,
    read_things,
)
