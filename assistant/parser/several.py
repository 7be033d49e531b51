"""Two questions in one text: "What is revenue by region? And how many new customers did we get?"

Rule: what one plan holds is one question; sentences that ask are read one by one, and their calls stand in the order
of the questions. A sentence that only says how to show or order belongs to the question before it. A question that
speaks of the one before ("they", 各自) is not read without it. When one of them cannot be read, the whole is refused
for that one, and the others are offered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.conversation import NOTHING_SAID, Past
from assistant.parser.normalise import NormalText
from assistant.plan import Clarify, Compute, Option, Plan, Refuse
from assistant.reading import Assumption, Reading
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall

Read = Callable[[NormalText, Past], Plan]
MAX_QUESTIONS = 4
_SENTENCE = re.compile(r"[^?？。;；\n!！.]*(?:\.(?=[\w])[^?？。;；\n!！.]*)*(?:[?？。;；\n!！.]+|$)")
_ASKS = re.compile(
    r"^\W*(?:(?:and|also|then|finally|next|additionally|secondly|plus|or)\W+)*"
    r"(?:what|which|how|who|whom|whose|where|when|is there|are there|did|does|do we)\b"
)
_ASKS_ZH = re.compile(r"多少|哪|几[个家名位单笔种款]|什么|是谁|有谁|怎么样|如何|何时|多大|多高|有无")
# What only says how to show, order or restrict the answer before it.
_TELLS = re.compile(
    r"^\W*(?:please\W+)?(?:order|sort|return|show|display|use|only|round|limit|rank|note|include|exclude|list|give|plot|draw"
    r"|make|also|then|with|by|in|for|match|filter|group|assume|consider|ignore|where)\b|^\W*(?:按|以|用|请|并|并且|仅|只|不|显示|展示|列出|返回|排序)"
)
_LEANS = re.compile(r"^\W*(?:and|also|又|还|以及|另外|同时|再)")
_BACK = re.compile(
    r"\b(?:they|them|their|theirs|it|its|those|these|each|he|she|his|her|this|that|same|respective(?:ly)?|both)\b"
    r"|他们|她们|它们|它|其(?!他|它|余)|各自|分别|该|这些|那些|此|这个|那个|同样|相应|对应"
)
_JOINED = re.compile(
    r",?\s+and\s+(?:also\s+)?(?=(?:how many|how much|what|which|who|when|where)\b)"
    r"|[,，]\s*(?:又|以及|还有|并且|同时|另外|而且|且|和)?(?=[^,，]*(?:多少|哪|几个|什么))|(?:以及|还有)(?=[^,，]*(?:多少|哪|几个|什么))"
)


def read_several(text: NormalText, read: Read, past: Past) -> Plan:
    """Return the plan of a text that holds one question or several.

    Parameters
    ----------
    read : callable
        Reads one question, given what was said before it.
    """
    parts = _sentences(text)
    if len(parts) == 1:
        plan = read(text, past)
        parts = () if isinstance(plan.outcome, Compute) else _clauses(text)
        both = _each(parts, read, past) if len(parts) > 1 else None
        return both if both is not None and isinstance(both.outcome, Compute) else plan
    if any(_BACK.search(part.text) for part in parts[1:]):
        whole = read(text, past)
        return whole if isinstance(whole.outcome, Compute) else _each(parts, read, past, leaning=True) or whole
    plan = _each(parts, read, past) or read(text, past)
    if isinstance(plan.outcome, Compute):
        return plan
    whole = read(text, past)
    return whole if isinstance(whole.outcome, Compute) else plan


def _sentences(text: NormalText) -> tuple[NormalText, ...]:
    """The questions of a text, each with the sentences that go with it."""
    places: list[tuple[int, int]] = []
    asked, listed = False, bool(re.search(r"[;；\n]", text.text))
    for match in _SENTENCE.finditer(text.text):
        if not any(map(str.isalnum, match[0])):
            continue
        asks = bool(_ASKS.search(match[0]) or _ASKS_ZH.search(match[0]) or (listed and not _TELLS.search(match[0])))
        if places and not (asks and asked):
            places[-1] = (places[-1][0], match.end())
        else:
            places.append((match.start(), match.end()))
        asked = asked or asks
    if not 1 < len(places) <= MAX_QUESTIONS:
        return (text,)
    return tuple(_part(text, *place) for place in places)


def _clauses(text: NormalText) -> tuple[NormalText, ...]:
    """ "Which region sells most, and how many customers are there": two questions in one sentence."""
    found = list(_JOINED.finditer(text.text))
    if len(found) != 1:
        return (text,)
    first, second = _part(text, 0, found[0].start()), _part(text, found[0].end(), len(text.text))
    asks = all(_ASKS.search(p.text) or _ASKS_ZH.search(p.text) for p in (first, second))
    return (first, second) if asks and not _BACK.search(second.text) else (text,)


def _part(text: NormalText, start: int, end: int) -> NormalText:
    return NormalText(text.raw, text.text[start:end], text.origins[start:end])


def _each(parts: Sequence[NormalText], read: Read, past: Past, *, leaning: bool = False) -> Plan | None:
    """The plan that answers all parts, or says which one cannot be read; None where not even one can."""
    plans: list[Plan] = []
    for part in parts:
        before = Past.of_plan(plans[-1]) if plans else past
        plan = read(part, NOTHING_SAID if plans and not leaning else before)
        if plans and not isinstance(plan.outcome, Compute):
            plan = _first_computed(read(part, before), plan)
        plans.append(_in_period(plan, plans[-1]) if plans and _LEANS.search(part.text) else plan)
    calls = [plan.outcome.calls if isinstance(plan.outcome, Compute) else () for plan in plans]
    if not any(calls):
        return None
    failed = next((i for i, plan in enumerate(plans) if not isinstance(plan.outcome, Compute)), None)
    reading = _together(plans)
    if failed is None:
        return Plan(Compute(tuple(call for found in calls for call in found)), reading)
    outcome, others = plans[failed].outcome, tuple(call for found in calls for call in found)
    if isinstance(outcome, Refuse):
        return Plan(replace(outcome, nearest=others), reading)
    if isinstance(outcome, Clarify) and len(plans) - 1 == sum(map(bool, calls)):
        return Plan(replace(outcome, options=tuple(_joined(o, calls, failed) for o in outcome.options)), reading)
    return None


def _first_computed(plan: Plan, other: Plan) -> Plan:
    return plan if isinstance(plan.outcome, Compute) else other


def _joined(option: Option, calls: Sequence[tuple[ToolCall, ...]], place: int) -> Option:
    """An option of one question with the calls of the others around it."""
    around = [*calls[:place], option.calls, *calls[place + 1 :]]
    return replace(option, calls=tuple(call for found in around for call in found), label="")


def _in_period(plan: Plan, before: Plan) -> Plan:
    """A question without a period of its own speaks of the period of the one before; that is said."""
    own, first = _query(plan), _query(before)
    if own is None or first is None or first.window is None or own.window is not None or not own.metrics:
        return plan
    call = ToolCall(tool="query_metrics", arguments=own.model_copy(update={"window": first.window}))
    told = (*plan.reading.assumptions, Assumption("inherited", f"time:{first.window.rule}"))
    return replace(plan, outcome=Compute((call,)), reading=replace(plan.reading, assumptions=told))


def _query(plan: Plan) -> QueryMetricsArgs | None:
    if not isinstance(plan.outcome, Compute) or len(plan.outcome.calls) != 1:
        return None
    arguments = plan.outcome.calls[0].arguments
    return arguments if isinstance(arguments, QueryMetricsArgs) else None


def _together(plans: Sequence[Plan]) -> Reading:
    spans = sorted((span for plan in plans for span in plan.reading.spans), key=lambda span: span.start)
    assumptions = dict.fromkeys(a for plan in plans for a in plan.reading.assumptions)
    return Reading(plans[0].reading.language, tuple(spans), tuple(assumptions))
