"""A turn that changes the analysis before it: "only VIP", 按渠道看, "top 20", "for the next 90 days".

Rule: the same tool runs again with the arguments that the turn names; all others are inherited and said. An analysis
of a metric is changed like a query of that metric, by the query's own rules.
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ValidationError

from assistant.parser.analyses import read_analysis
from assistant.parser.analyses.change import EXPLAIN
from assistant.parser.analyses.series import FORECAST, UNUSUAL
from assistant.parser.analyses.slots import Analysis, Read, take_subject
from assistant.parser.draft import Draft, Item, Unreadable, refuse
from assistant.parser.figures.shape import read_chart
from assistant.parser.turns.analysis_refusals import Given, not_in_turn
from assistant.parser.turns.analysis_slots import read_slots
from tools.arguments import SegmentationArgs
from tools.catalog import ToolCall

OF_A_METRIC: Mapping[str, Analysis] = {analysis.tool: analysis for analysis in (EXPLAIN, FORECAST, UNUSUAL)}
SHARED = ("metric", "window", "filters", "by", "grain")  # what the query before already inherits
WORDS = ("about", "adding", "swap", "only", "and", "comma", "tool_word", "remove", "filter_word")


def read_turn(draft: Draft, read_query: Read) -> ToolCall:
    """The call before with what the turn changes; raises `Unreadable` where it changes nothing."""
    call = draft.goes_on
    assert call is not None
    if any(item.has("how_many") and not item.taken for item in draft.items):
        raise refuse("not_a_turn")
    given = _of_metric(draft, call, read_query) if call.tool in OF_A_METRIC else read_slots(draft, call)
    if not given and _opens(draft):
        other = read_analysis(draft, read_query)
        if other is not None:
            return _with_scope(draft, call, other)
    left = [item.text for item in draft.free() if item.named("dimension") or item.named("segmentation")]
    if left and not given:
        raise not_in_turn(call, draft.text)
    if not given:
        raise refuse("not_a_turn")
    _take_words(draft)
    _note_kept(draft, call.arguments, given)
    return ToolCall(tool=call.tool, arguments=_changed(call, given))


def _of_metric(draft: Draft, call: ToolCall, read_query: Read) -> Given:
    """An analysis of a metric: the rest is read as a change of the query of that metric."""
    named = [item for item in draft.free() if item.named("metric")]
    others = [item for item in draft.free() if item not in named and (item.piece.meanings or item.piece.time)]
    if len(named) > 1 or (named and others and not _opens(draft)):
        raise refuse("not_a_turn")
    read_chart(draft)
    chart: Given = {"chart": draft.chart} if draft.chart else {}
    draft.chart = None
    if chart and all(item.taken or item.piece.is_soft or item.has(*WORDS) for item in draft.items):
        return chart
    words = [item.text for item in draft.items if item.piece.meanings or item.piece.time or item.piece.number]
    try:
        new = OF_A_METRIC[call.tool].read(draft, read_query)
    except Unreadable as unreadable:
        if unreadable.refuse.code != "not_in_analysis":
            raise
        said = " ".join(words) or draft.text
        raise not_in_turn(call, said) from unreadable
    fields = type(new).model_fields
    changed = {
        name: getattr(new, name)
        for name in new.model_fields_set
        if getattr(new, name) != (getattr(call.arguments, name) if name in SHARED else fields[name].default)
    }
    if changed.keys() & {"metric", "window", "filters"} and "premise" in fields:
        changed.setdefault("premise", None)  # what was taken for granted was of the figures before
    return changed | chart


def _opens(draft: Draft) -> bool:
    """Whether the words begin like an edit: "what about", 那, "and"."""
    return any(item.has("about", "and", "adding") for item in draft.items[:2])


def _with_scope(draft: Draft, call: ToolCall, other: ToolCall) -> ToolCall:
    """ "And their lifetime value?": another analysis of those whom the one before was about."""
    old, new = call.arguments, other.arguments
    _take_words(draft)
    if not isinstance(old, SegmentationArgs) or not isinstance(new, SegmentationArgs) or not old.filters:
        return other
    if new.filters or "filters" in draft.dropped:
        return other
    draft.assume("inherited", "argument:filters")
    return ToolCall(tool=other.tool, arguments=new.model_copy(update={"filters": old.filters}))


def _take_words(draft: Draft) -> None:
    """Words that only say that something changes, and whom it is about."""
    for item in list(draft.cued(*WORDS)):
        if not item.piece.meanings and not _splits(draft, item):
            item.operate("turn")
    take_subject(draft)


def _splits(draft: Draft, item: Item) -> bool:
    """An "and" inside the turn joins two things, one of which nobody read."""
    return item.has("and") and not item.has("about") and item.index > 1


def _changed(call: ToolCall, given: Given) -> BaseModel:
    before = {name: getattr(call.arguments, name) for name in call.arguments.model_fields_set - {"chart"}}
    try:
        return type(call.arguments).model_validate(before | given)
    except ValidationError as error:
        raise not_in_turn(call, ", ".join(map(str, given))) from error


def _note_kept(draft: Draft, before: BaseModel, given: Given) -> None:
    draft.assume("inherited", "argument:tool")
    for name, field in type(before).model_fields.items():
        if name not in given and getattr(before, name) != field.default:
            draft.assume("inherited", f"argument:{name}")
