""" "Is that good?", 这算好吗: the figure before, held against the period before it and the average of those before.

Rule: no target is known and none is made up, so nothing is called good or bad. What it is compared with is part of the
answer: the period just before, and as many whole earlier periods of the same length as the data hold, up to a year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from assistant.conversation import Past
from assistant.parser.turns.turn_base import is_left
from assistant.parser.turns.why import base_of_figure
from assistant.plan import Compute, Plan, Refuse
from assistant.question import Question
from assistant.reading import Assumption, Reading, Span
from semantic_layer.calendar import Calendar
from semantic_layer.model import Grain, SemanticModel
from semantic_layer.query import Comparison, Window
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall

_JUDGED = (
    r"(?:any )?(?:good|bad|ok|okay|normal|high|low|healthy|fine|usual|typical|unusual|a lot|much|big|small|enough|"
    r"better|worse|well)"
)
_IT = r"(?:that|this|it|these|those)(?: (?:figure|number|value|result|level|rate)s?)?"
_ENGLISH = re.compile(
    rf"^(?:so |and |but |ok |okay |well )?(?:(?:is|was|are|were) {_IT} (?:a )?(?:very |really |actually )?{_JUDGED}"
    rf"(?: (?:figure|number|value|result|level|rate|one))?(?: or (?:not |rather )?(?:{_JUDGED}|not))?"
    rf"|how good (?:is|was|are) {_IT}|good or bad)$"
)
_ZH_IT = r"(?:这个|这些|这样|这|那个|那|它|该|目前|现在)?(?:数字|数据|数值|数|结果|水平|指标|表现|成绩)?"
_ZH_JUDGED = r"(?:好|差|坏|高|低|多|少|正常|合理|理想|健康|偏高|偏低|不错|优秀)"
_CHINESE = re.compile(
    rf"^(?:那么|那)?{_ZH_IT}(?:到底|究竟)?(?:算不算|算是|算|是不是|是|属于|还)?"
    rf"(?:{_ZH_JUDGED}(?:的)?(?:吗|么|嘛|不)|{_ZH_JUDGED}不{_ZH_JUDGED}|{_ZH_JUDGED}还是(?:不)?{_ZH_JUDGED}"
    rf"|怎么样|什么水平|如何)(?:呢|啊)?$"
)
_UNITS: dict[Grain, int] = {"day": 28, "week": 12, "month": 12, "quarter": 4, "year": 3}
"""How many earlier periods of a length make an average."""
_LEAST = 2
_LONGEST = 370  # days of the longest period
_FEW_DAYS = 6  # at the beginning of the data, as where two periods are compared


def asks_whether_good(text: str) -> bool:
    """Whether the words ask nothing but for a judgement of what was shown."""
    said = text.strip(" ?？!！。.")
    return bool(_ENGLISH.match(said) or _CHINESE.match(said))


def read_is_it_good(question: Question, text: str, past: Past, model: SemanticModel, calendar: Calendar) -> Plan | None:
    """The comparisons, or why there are none; None for any other turn."""
    if past.answered is None or is_left(past) or not asks_whether_good(text):
        return None
    base = base_of_figure(past, model, calendar)
    if base is None or base.window is None:
        return _plan(question, Refuse("no_yardstick", (), (question.text.strip(" ?？"),)))
    before = base.model_copy(update={"compare": (Comparison("previous"),)})
    found = [*_against_average(base, calendar), before]  # what follows changes the last one: the figure itself
    calls = tuple(ToolCall(tool="query_metrics", arguments=arguments) for arguments in found)
    return _plan(question, Compute(calls), (Assumption("no_target", "compare"),))


def _against_average(base: QueryMetricsArgs, calendar: Calendar) -> Iterator[QueryMetricsArgs]:
    """Of one whole period and a figure without groups: the average of those before."""
    window = base.window
    unit = next((unit for unit in _UNITS if window and _is_one(window, unit, calendar)), None)
    ref = base.metrics[0]
    if unit is None or window is None or window.start is None or base.dimensions:
        return
    begins = list(_earlier(window.start, unit, calendar))
    if len(begins) < _LEAST:
        return
    rule = f"between:{begins[-1].isoformat()}:{(window.start - timedelta(days=1)).isoformat()}"
    others = Comparison("window", window=calendar.resolve(rule))
    yield base.model_copy(update={"metrics": (replace(ref, agg="avg", per=unit),), "compare": (others,)})


def _earlier(start: date, unit: Grain, calendar: Calendar) -> Iterator[date]:
    """The first days of the whole periods before, the latest first, that the data hold."""
    for _ in range(_UNITS[unit]):
        day = start - timedelta(days=1)
        around = calendar.periods(Window(day - timedelta(days=_LONGEST), start), unit)
        before = [period for period in around if period <= day]
        if not before:
            return  # the data begin here
        start = max(before)
        missing = _FEW_DAYS if unit in ("month", "quarter", "year") else 0  # a shop that opens on the 3rd
        if calendar.first_day is None or (calendar.first_day - start).days > missing:
            return
        yield start


def _is_one(window: Window, unit: Grain, calendar: Calendar) -> bool:
    """Is it one whole period that is over?"""
    if window.start is None or window.end is None or window.end > calendar.as_of:
        return False
    return calendar.next(window.start, unit) == window.end


def _plan(question: Question, outcome: Compute | Refuse, said: tuple[Assumption, ...] = ()) -> Plan:
    span = Span(question.text, 0, len(question.text), "intent", "is_it_good", "slot")
    return Plan(outcome, Reading(question.language, (span,), said))
