"""Sentences that tell how to answer a question: "Use the revenue metric.", "(Group by city.)", 请使用销售额指标。

Rule: such a sentence never asks by itself. One that says what the plan of the question already holds is agreed with and
shown as read; one that names the metric to use takes the place of the number whose words that metric explains; any
other is read together with the question, where it adds what it says or stays unexplained.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.parser.text.normalise import NormalText, without
from assistant.parser.text.recognise import Recogniser
from assistant.parser.told.agreement import agrees, parts_said
from assistant.parser.told.named_metric import named_metric, without_explained
from assistant.plan import Compute, Plan, Refuse
from assistant.reading import Assumption, Span
from semantic_layer.query import MetricRef
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall

Read = Callable[[NormalText], Plan]

_VERBS = (
    "use|using|apply|combine|combining|aggregate|aggregating|group|grouped|grouping|calculate|calculated|calculating"
    "|compute|computed|computing|join|joining|filter|filtering|filtered|plot or tabulate|plot|tabulate|order|ordered"
    "|ordering|sort|sorted|sorting|return|sum|summing|map|mapping|based on"
)
_OPENS = rf"(?:please\s+)?(?:then\s+)?(?:{_VERBS})\b(?!\s*[?？])"
_OPENS_ZH = r"(?:请|并|再|然后)*(?:使用|采用|运用|应用|用|以|按照|按|根据|计算|关联|汇总|聚合|分组|排序|筛选)"
_END = r"(?:[.。!！](?=\s|$|[^\x00-\x7f])|$|(?<=[.。!！]))"
_BRACKETED = re.compile(rf"[(（]\s*(?P<told>(?:{_OPENS}|{_OPENS_ZH})[^()（）?？]*)[)）][.。]?", re.I)
_SENTENCE = re.compile(
    rf"(?<=[?？.。!！;；])\s*(?P<told>(?:{_OPENS}|{_OPENS_ZH})(?:[^?？.。!！;；()（）]|\.(?=\w))*)(?:[.。!！;；]|$)",
    re.I,
)


_EXAMPLE = re.compile(r"\bas (?:an )?examples?\W*$|(?:作为|当作)(?:示例|例子|参考)\W*$", re.I)


@dataclass(frozen=True)
class Direction:
    """A half-open place of the raw text, and the text inside it without brackets and stops."""

    start: int
    end: int
    told: str
    told_at: int

    @property
    def place(self) -> tuple[int, int]:
        return self.start, self.end


def directions(text: str) -> tuple[Direction, ...]:
    """Return the sentences of a raw text that only tell how to answer; the text is never only such sentences."""
    found = [*_BRACKETED.finditer(text), *_SENTENCE.finditer(text)]
    made = sorted((Direction(*m.span(), m["told"], m.start("told")) for m in found), key=lambda d: d.start)
    apart: list[Direction] = []
    for direction in made:
        if not apart or direction.start >= apart[-1].end:
            apart.append(direction)
    rest = "".join(c for i, c in enumerate(text) if not any(d.start <= i < d.end for d in apart))
    return tuple(apart) if any(map(str.isalnum, rest)) else ()


def follow(text: NormalText, told: Sequence[Direction], read: Read, recogniser: Recogniser) -> Plan | None:
    """Return the plan of a question that its directions agree with, or None where the whole text is to be read.

    Parameters
    ----------
    read : callable
        Reads a text without directions.
    """
    bare = without(text, [direction.place for direction in told])
    examples = [d for d in told if _EXAMPLE.search(d.told)]
    told = [d for d in told if d not in examples]
    if examples:
        known = follow(text, told, lambda part: read(without(part, [d.place for d in examples])), recogniser)
        return _set_aside(known, examples) if known is not None else None
    plan = read(bare)
    open_ones = [d for d in told if not _agrees(plan, d, text, recogniser)]
    if not open_ones:
        return _shown(_with_parts(plan, told, text, recogniser), told)
    for direction in open_ones:
        name = named_metric(_part(text, direction), recogniser)
        chosen = without_explained(bare, name, recogniser) if name is not None else None
        other = read(chosen.text) if chosen is not None else plan
        if chosen is not None and all(_agrees(other, d, text, recogniser) for d in told):
            return _shown(_with_parts(other, told, text, recogniser), told, chosen.spans)
        if name is not None and isinstance(plan.outcome, Compute):
            return _contradicted(plan, direction)
    agreed = [direction for direction in told if direction not in open_ones]
    if not agreed:
        return None
    plan = read(without(text, [direction.place for direction in agreed]))
    return _shown(plan, agreed) if isinstance(plan.outcome, Compute) else None


def _set_aside(plan: Plan, examples: Sequence[Direction]) -> Plan | None:
    """Examples restrict nothing; the answer says that they were not used."""
    if not isinstance(plan.outcome, Compute):
        return plan
    shown = _shown(plan, examples)
    unused = (Assumption("hint_unused", f"hint:{d.told}") for d in examples)
    return replace(shown, reading=replace(shown.reading, assumptions=(*shown.reading.assumptions, *unused)))


def _with_parts(plan: Plan, told: Sequence[Direction], text: NormalText, recogniser: Recogniser) -> Plan:
    """Where the asker writes out how the number comes about, the figures it comes from are shown beside it."""
    names = [name for d in told for name in parts_said(_part(text, d), recogniser)]
    if not names or not isinstance(plan.outcome, Compute):
        return plan
    call = plan.outcome.calls[0]
    query = call.arguments
    if not isinstance(query, QueryMetricsArgs):
        return plan
    shown = {ref.name for ref in query.metrics}
    metrics = (*query.metrics, *(MetricRef(name) for name in dict.fromkeys(names) if name not in shown))
    wider = ToolCall(tool=call.tool, arguments=query.model_copy(update={"metrics": metrics}))
    return replace(plan, outcome=Compute((wider,)))


def _contradicted(plan: Plan, direction: Direction) -> Plan:
    """What is asked is one number, and what is to be used another one; the question alone can be asked."""
    span = Span(
        direction.told, direction.told_at, direction.told_at + len(direction.told), "unknown", "", "unexplained"
    )
    spans = sorted((*plan.reading.spans, span), key=lambda s: s.start)
    nearest = plan.outcome.calls if isinstance(plan.outcome, Compute) else ()
    refused = Refuse("direction_differs", (("direction", direction.told),), (direction.told,), nearest)
    return replace(plan, outcome=refused, reading=replace(plan.reading, spans=tuple(spans)))


def _agrees(plan: Plan, direction: Direction, text: NormalText, recogniser: Recogniser) -> bool:
    if not isinstance(plan.outcome, Compute) or len(plan.outcome.calls) != 1:
        return False
    query = plan.outcome.calls[0].arguments
    return isinstance(query, QueryMetricsArgs) and agrees(query, _part(text, direction), recogniser)


def _part(text: NormalText, direction: Direction) -> NormalText:
    first, last = direction.told_at, direction.told_at + len(direction.told)
    kept = [i for i, origin in enumerate(text.origins) if first <= origin < last]
    return NormalText(text.raw, "".join(text.text[i] for i in kept), tuple(text.origins[i] for i in kept))


def _shown(plan: Plan, told: Sequence[Direction], more: Sequence[Span] = ()) -> Plan:
    """The plan whose reading holds the directions as well."""
    spans = [Span(d.told, d.told_at, d.told_at + len(d.told), "intent", "direction", "operator") for d in told]
    own = [s for s in plan.reading.spans if not any(d.start <= s.start < d.end for d in told)]
    ordered = sorted((*own, *more, *spans), key=lambda span: span.start)
    return replace(plan, reading=replace(plan.reading, spans=tuple(ordered)))
