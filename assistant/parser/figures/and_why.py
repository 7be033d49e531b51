"""Who is first, "and why": "which city has the worst return rate, and why?", 哪个城市退货率最差，为什么.

Rule: the data name no cause of a place in a ranking. The ranking is answered, the question for the cause is named as
not used, and what the first one is made of is offered with the answer like after every ranking. A change over time is
explained as such and does not come here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.conversation import Past
from assistant.parser.text.normalise import NormalText
from assistant.plan import Compute, Plan
from assistant.reading import Span
from tools.arguments import QueryMetricsArgs

_WHY = re.compile(
    r"[\s,，;；.?？]*(?:\b(?:and|but)\s+(?P<en>why(?: is that| is it| so)?)"
    r"|[,，;；?？\s](?:这是|是|又是)?(?P<zh>为什么(?:呢|会这样)?|为何|什么原因|原因是什么|原因何在|怎么回事))[\s?？。.!]*$"
)


def read_and_why(text: NormalText, read: Callable[[NormalText, Past], Plan], past: Past) -> Plan | None:
    """The ranking without its "and why"; None where there is no such tail, or what stands before it is no ranking."""
    tail = _WHY.search(text.text)
    if tail is None:
        return None
    first = read(NormalText(text.raw, text.text[: tail.start()], text.origins[: tail.start()]), past)
    calls = first.outcome.calls if isinstance(first.outcome, Compute) else ()
    query = calls[0].arguments if len(calls) == 1 else None
    if not isinstance(query, QueryMetricsArgs) or query.top is None or query.compare:
        return None
    start, end = text.raw_span(*tail.span("en" if tail["en"] else "zh"))
    why = Span(text.raw[start:end], start, end, "unused", "unused", "filler")
    spans = tuple(sorted((*first.reading.spans, why, *_joint(text, tail)), key=lambda span: span.start))
    return replace(first, reading=replace(first.reading, spans=spans))


def _joint(text: NormalText, tail: re.Match[str]) -> tuple[Span, ...]:
    """The "and" between the two."""
    at = re.search(r"\b(?:and|but)\b", tail[0]) if tail["en"] else re.search(r"这是|又是|是", tail[0])
    if at is None or at.end() + tail.start() > tail.start("en" if tail["en"] else "zh"):
        return ()
    start, end = text.raw_span(tail.start() + at.start(), tail.start() + at.end())
    return (Span(text.raw[start:end], start, end, "filler", "filler", "filler"),)
