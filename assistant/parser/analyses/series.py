"""What comes next and what is unusual: "forecast revenue for the next 3 months", 上周销售额有没有异常.

Rule: the rest of the question is read as a query, whose one metric, conditions, period and unit of time are taken. A
forecast needs a word that asks for one, or "will" with a period that lies ahead; what is unusual may have one grouping,
and is looked for in each of its groups. Words of other analyses of customers ("predict churn") are left to those.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pydantic import BaseModel

from assistant.parser.analyses.slots import Analysis, Read, read_rest_as_query, refuse_extra
from assistant.parser.draft import Draft, Item, refuse
from semantic_layer.wordforms import has_han
from tools.arguments import QueryMetricsArgs
from tools.business_arguments import AnomaliesArgs, ForecastArgs

DEFAULT_AHEAD = "next:3:month"
_OTHERS = ("churn", "clv", "cohort", "rfm", "lifecycle", "tiers", "clusters", "why")
_CUES = ("forecast", "forecast_will", "unusual")
_HOW_ZH = ("怎样", "怎么样", "如何", "是多少", "有多少")
_UNITS = ("day", "week", "month", "quarter", "year")


def _of_a_number(draft: Draft) -> bool:
    """Of a metric or of things that are counted; a cue that is also a name in the data is that name."""
    named = any(item.named("metric") or item.named("entity") or item.has("sold") for item in draft.items)
    others = any(item.has(*_OTHERS) for item in draft.items)
    return named and not others and not any(item.has(*_CUES) and item.piece.meanings for item in draft.items)


def _suits_forecast(draft: Draft) -> bool:
    asks = any(item.has("forecast") for item in draft.free()) or _asks_what_comes(draft)
    return _of_a_number(draft) and (asks or any(_lies_ahead(draft, item) for item in draft.free()))


def _asks_what_comes(draft: Draft) -> bool:
    """ "What will revenue be", 销售额会怎样: how it goes on, without a period."""
    timeless = all(item.piece.time is None for item in draft.items)
    will = next((item for item in draft.free() if item.has("forecast_will")), None)
    if will is None or not timeless:
        return False
    if has_han(will.text):
        return will.text.endswith(_HOW_ZH)
    return will.index == 1 and draft.items[0].text in ("what", "how")


def _lies_ahead(draft: Draft, item: Item) -> bool:
    match = item.piece.time
    if match is None or match.kind != "window":
        return False
    window = draft.calendar.resolve(match.rule)
    return window.start is not None and window.start >= draft.calendar.as_of


def _read_forecast(draft: Draft, read_query: Read) -> BaseModel:
    for item in list(draft.cued("analysis_word", "analysis")):
        if not item.piece.meanings:
            item.operate("request")
    unit = _unit_of_steps(draft)
    level, asked = _level(draft), _direction(draft)
    query = read_rest_as_query(draft, read_query)
    refuse_extra(draft, query, "forecast", "metrics", "filters", "window", "grain")
    window = query.window
    if window is None:
        window = draft.calendar.resolve(DEFAULT_AHEAD)
        draft.assume("default_window", f"time:{DEFAULT_AHEAD}")
    if window.end is not None and window.end <= draft.calendar.as_of:
        raise refuse("forecast_of_past")
    if window.start is not None and window.start <= draft.calendar.as_of:
        frame = draft.calendar.rules.frame(window.rule)  # of "this year" also what is still to come
        window = replace(window, start=frame.start, end=frame.end)
    given: dict[str, object] = {"metric": _metric(draft, query, "forecast"), "window": window, "filters": query.filters}
    grain = unit or query.grain
    if grain is not None:
        if grain not in _UNITS:
            raise refuse("not_in_analysis", what=grain, tool="forecast")
        given["grain"] = grain
    if level is not None:
        given["level"] = level
    if asked is not None:
        given["asked"] = asked
    return ForecastArgs.model_validate(given)


def _direction(draft: Draft) -> Literal["up", "down"] | None:
    """ "Will it go up", 会涨还是会跌: what is asked about, the first where both are named."""
    words = [item for item in draft.cued("growth", "decline") if not item.piece.meanings]
    if words and not any(item.has("forecast_will") or item.bound_to == "tool:forecast" for item in draft.items):
        return None
    for word in words:
        word.operate("direction")
    if len(words) > 1:
        for item in draft.items[words[0].index : words[-1].index]:
            if item.has("or", "about", "forecast_will", "analysis_word") and not item.piece.meanings:
                item.operate("direction")
    return None if not words else "up" if words[0].has("growth") else "down"


def _is_small(item: Item) -> bool:
    return item.has("filler") and not item.piece.meanings


def _level(draft: Draft) -> float | None:
    """ "With a 90% interval", 90%的置信区间."""
    for word in list(draft.cued("interval_word")):
        for item in (draft.left(word, skip=_is_small), draft.right(word, skip=_is_small)):
            number = item.piece.number if item is not None and not item.taken else None
            if item is not None and number is not None and number.unit == "percent":
                item.take(f"number:{number.value}", "number")
                word.operate("interval")
                return float(number.value) / 100
    return None


def _unit_of_steps(draft: Draft) -> str | None:
    """ "Which days", 哪几天: the unit that is asked for, with the word that asks."""
    for item in list(draft.cued("which_days")):
        item.take("grain:day", "grain")
        return "day"
    for item in list(draft.free()):
        match = item.piece.time
        if match is None or match.kind != "grain" or match.grain not in _UNITS:
            continue
        asking = draft.left(item)
        if asking is not None and not asking.taken and asking.has("which", "group") and not asking.piece.meanings:
            asking.operate("request")
        item.take(f"grain:{match.grain}", "grain")
        return match.grain
    return None


def _read_unusual(draft: Draft, read_query: Read) -> BaseModel:
    for item in list(draft.cued("analysis", "check_word")):
        if not item.piece.meanings:
            item.operate("request")
    unit = _unit_of_steps(draft)
    query = read_rest_as_query(draft, read_query)
    refuse_extra(draft, query, "anomalies", "metrics", "filters", "window", "grain", "dimensions")
    given: dict[str, object] = {"metric": _metric(draft, query, "anomalies"), "filters": query.filters}
    if query.window is not None:
        given["window"] = query.window
    if len(query.dimensions) > 1:
        raise refuse("not_in_analysis", what=query.dimensions[1].name, tool="anomalies")
    if query.dimensions:
        if query.dimensions[0].part or query.dimensions[0].edges:
            raise refuse("not_in_analysis", what=query.dimensions[0].name, tool="anomalies")
        given["by"] = query.dimensions[0].name
    grain = unit or query.grain
    if grain is not None:
        if grain not in ("day", "week", "month", "quarter"):
            raise refuse("not_in_analysis", what=grain, tool="anomalies")
        given["grain"] = grain
    return AnomaliesArgs.model_validate(given)


def _metric(draft: Draft, query: QueryMetricsArgs, tool: str) -> str:
    """The one plain metric."""
    ref = query.metrics[0] if len(query.metrics) == 1 else None
    if ref is None or ref != type(ref)(ref.name):
        raise refuse("not_in_analysis", what=draft.text, tool=tool)
    return ref.name


FORECAST = Analysis("forecast", ("forecast", "forecast_will"), _read_forecast, _suits_forecast)
UNUSUAL = Analysis("anomalies", ("unusual",), _read_unusual, _of_a_number)
