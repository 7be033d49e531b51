"""Reasons to read the figures with care, in words.

Rule: a caveat is said once, in one line, and only when a tool raised it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from assistant import formats
from assistant.answer_parts import Note
from assistant.texts import knows
from assistant.wording import Wording
from semantic_layer.holidays import label
from semantic_layer.result import Value
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall
from tools.result import Caveat, ToolResult


def notes(call: ToolCall, result: ToolResult, wording: Wording) -> tuple[Note, ...]:
    """Every caveat of one result, each code and text once; what the restatement tells is not said again."""
    raised = [item for item in result.caveats if not _is_restated(item)]
    found = [
        together or note(item, call, wording) for item in raised for together in [_of_each(item, raised, call, wording)]
    ]
    return tuple(dict.fromkeys(found))


def _of_each(caveat: Caveat, raised: Sequence[Caveat], call: ToolCall, wording: Wording) -> Note | None:
    """Rows without a group, where the figures of a card have different ones: one line, each count with its figure."""
    if caveat.code != "unknown_bucket":
        return None
    dimension = dict(caveat.params).get("dimension")
    alike = [dict(item.params) for item in raised if item.code == caveat.code]
    alike = [item for item in alike if item.get("dimension") == dimension]
    if len({item["rows"] for item in alike}) < 2 or not all(item.get("metric") for item in alike):
        return None
    counts = [
        wording.say(
            "caveat.unknown_bucket.count", rows=wording.param("rows", item["rows"]), metric=_metric(item, wording)
        )
        for item in alike
    ]
    said = _group_words(dict(caveat.params), call, wording) | {"counts": wording.comma(dict.fromkeys(counts))}
    return Note(caveat.code, wording.say_given("caveat.unknown_bucket.each", said))


def _metric(params: dict[str, Value], wording: Wording) -> str:
    return wording.metric(str(params["metric"]))


def note(caveat: Caveat, call: ToolCall, wording: Wording) -> Note:
    """One caveat as a sentence; a code without a sentence shows its facts rather than nothing."""
    params = dict(caveat.params)
    key = f"caveat.{_code(caveat, call, wording)}"
    if not knows(key):
        said = wording.comma(f"{name} {wording.param(name, value)}" for name, value in params.items())
        return Note(caveat.code, wording.say("caveat.other", code=caveat.code.replace("_", " "), params=said))
    said_params = {name: wording.param(name, value) for name, value in params.items()}
    if caveat.code in ("period_incomplete", "period_cut", "incomplete_not_ranked"):
        said_params |= _open_period(params, call, wording)
    if caveat.code == "rows_left_out":
        said_params["reason"] = left_out_reason(str(params.get("code", "")), wording)
    if caveat.code == "horizon_rule":
        said_params["rule"] = _rule(str(params.get("rule", "")), wording)
    if caveat.code in ("tier_inputs", "inputs_left_out"):
        said_params["names"] = wording.comma(wording.say(f"choice.{n}") for n in str(params["names"]).split(", "))
    if caveat.code == "holiday_shift":
        holidays = [label(name).in_language(wording.language) for name in str(params["names"]).split(", ")]
        said_params["names"] = wording.join(holidays)
    if caveat.code == "generated_roles":
        said_params["dataset"] = wording.model.dataset(str(params["dataset"])).label(wording.language)
        said_params["amount"] = wording.metric(str(params["amount"]))
    if caveat.code == "missing_as_median":
        said_params["name"] = wording.metric(str(params["name"]))
    if caveat.code in ("filled_values", "filled_uncounted"):
        said_params["name"] = wording.dimension(str(params["name"]))
        said_params["sources"] = str(params.get(f"sources_{wording.language}", ""))
    if caveat.code == "unknown_bucket":
        said_params |= _group_words(params, call, wording)
    if caveat.code in ("members_overlap", "members_split"):
        said_params |= {
            "things": wording.members(str(params.get("metric"))),
            "names": _groupings(call, wording, many=True),
        }
    return Note(caveat.code, wording.say_given(key, said_params))


def _group_words(params: dict[str, Value], call: ToolCall, wording: Wording) -> dict[str, str]:
    """The grouping that rows lack, and what they are shown as."""
    dimension = str(params.get("dimension") or "")
    names = (dimension,) if dimension else _grouped_by(call)
    return {
        "names": wording.dimension(dimension) if dimension else _groupings(call, wording),
        "label": wording.join(dict.fromkeys(wording.value(name, None) for name in names)),
    }


def _is_restated(caveat: Caveat) -> bool:
    """The day of a segment run and a horizon that nobody had to guess stand in the restatement."""
    rule = dict(caveat.params).get("rule")
    return caveat.code == "segment_run" or (caveat.code == "horizon_rule" and rule in ("metric", "asked"))


def _code(caveat: Caveat, call: ToolCall, wording: Wording) -> str:
    if _has_no_day(caveat, wording):
        return "period_just_begun"
    if _runs_to_today(caveat, call, wording):
        return "period_to_date"
    is_month = caveat.code == "period_incomplete" and getattr(call.arguments, "grain", None) == "month"
    return "month_incomplete" if is_month else caveat.code


def _runs_to_today(caveat: Caveat, call: ToolCall, wording: Wording) -> bool:
    """A window (not a period of the time axis) that ends with the as-of day: only today is missing."""
    end, grain = dict(caveat.params).get("end"), getattr(call.arguments, "grain", None)
    is_window = caveat.code == "period_incomplete" and grain is None
    return is_window and end == wording.calendar.as_of + timedelta(days=1)


def _groupings(call: ToolCall, wording: Wording, *, many: bool = False) -> str:
    said = [wording.things(name) if many else wording.dimension(name) for name in _grouped_by(call)]
    return wording.join(said) or wording.say("column.group")


def _grouped_by(call: ToolCall) -> tuple[str, ...]:
    arguments = call.arguments
    return tuple(item.name for item in arguments.dimensions) if isinstance(arguments, QueryMetricsArgs) else ()


def left_out_reason(code: str, wording: Wording) -> str:
    key = f"left_out.{code}"
    return wording.say(key) if knows(key) else wording.say("left_out.other")


def _has_no_day(caveat: Caveat, wording: Wording) -> bool:
    """An open period that begins on the as-of day: not one of its days is complete."""
    params = dict(caveat.params)
    start, until = params.get("start"), params.get("until", wording.calendar.as_of)
    return caveat.code == "period_incomplete" and isinstance(start, date) and isinstance(until, date) and until <= start


def _open_period(params: dict[str, Value], call: ToolCall, wording: Wording) -> dict[str, str]:
    """The period by name and the days that are in it."""
    start, until = params.get("start"), params.get("until")
    if not isinstance(start, date):
        return {}
    arguments = call.arguments
    grain = arguments.grain if isinstance(arguments, QueryMetricsArgs) else None
    end = params.get("end")
    if grain and grain not in ("second", "minute", "hour", "day"):
        name = formats.period(start, grain, wording.language, wording.calendar.spec)
    else:
        name = formats.window(start, end if isinstance(end, date) else None, wording.language)
    last = (until if isinstance(until, date) else wording.calendar.as_of) - timedelta(days=1)
    return {
        "period": name,
        "until": formats.day_range(start, max(start, last), wording.language),
        "last": formats.day(last, wording.language),
    }


def _rule(rule: str, wording: Wording) -> str:
    key = f"horizon_rule.{rule}"
    return wording.say(key) if knows(key) else rule.replace("_", " ")
