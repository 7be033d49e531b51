"""Does a plan account for every recognised span of the question, and for nothing else?

Rule: this module accepts or rejects; it never edits. What the parser recognised (metrics, values, times, numbers,
negations, rankings, comparisons, shares, grains) must be in the agent's calls, and a filter, period, ranking or
condition in the calls must come from the question.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.call_facts import CallFacts
from assistant.reading import Reading, Span
from semantic_layer.calendar import Calendar
from semantic_layer.model import SemanticModel
from tools.catalog import ToolCall


@dataclass(frozen=True)
class Gap:
    """One thing that question and calls do not share."""

    kind: Literal["missing", "added"]
    what: str  # "metric:revenue", "value:customer.region=East", "time:last:1:month", "window", ...
    text: str = ""  # the words of the question, for a missing span

    def __str__(self) -> str:
        if self.kind == "missing":
            return f"The question says {self.text!r} ({self.what}); the call does not account for it."
        return f"The call contains {self.what}, which the question does not ask for."


def gaps(calls: tuple[ToolCall, ...], reading: Reading, model: SemanticModel, calendar: Calendar) -> tuple[Gap, ...]:
    """Return every difference between what was asked and what is to be computed; empty = accepted."""
    stated = [span for span in reading.spans if span.status in ("slot", "operator", "repair")]
    found = CallFacts.of(calls, model, calendar)
    periods = _Periods.of(stated, reading, found, calendar)
    missing = tuple(
        Gap("missing", span.bound_to, span.text) for span in stated if not _accounted(span, found, periods, calendar)
    )
    return missing + tuple(Gap("added", what) for what in _added(stated, reading, found, periods))


Days = tuple[date | None, date | None]


@dataclass(frozen=True)
class _Periods:
    """The periods that were said and assumed, against those that are computed."""

    said: frozenset[Days]
    assumed: frozenset[Days]
    shown: frozenset[Days]  # computed, comparison bases included

    @staticmethod
    def of(stated: list[Span], reading: Reading, found: CallFacts, calendar: Calendar) -> _Periods:
        bound = [span.bound_to for span in stated]
        stand = [assumption.bound_to for assumption in reading.assumptions]
        return _Periods(
            _resolved(bound, calendar),
            _resolved(stand, calendar),
            frozenset((w.start, w.end) for w in (*found.windows, *found.bases)),
        )

    def is_computed(self, days: Days) -> bool:
        """As it stands, as one of several that are computed together, or around a narrower one that was said too."""
        together = _hull(self.said) in self.shown or days == _hull(self.shown)
        narrower = any(other in self.shown and _within(other, days) for other in self.said - {days})
        return days in self.shown or together or narrower

    def is_said(self, days: Days) -> bool:
        given = self.said | self.assumed
        return days in given or days == _hull(self.said) or _hull(self.shown) in self.said


def _resolved(bound: list[str], calendar: Calendar) -> frozenset[Days]:
    found: set[Days] = set()
    for text in bound:
        head, _, rule = text.partition(":")
        if head == "compare":
            rule = rule.partition(":")[2]
        if head in ("time", "compare") and rule:
            try:
                window = calendar.resolve(rule)
            except ValueError:  # a date column, which is no period
                continue
            found.add((window.start, window.end))
    return frozenset(found)


def _hull(periods: frozenset[Days]) -> Days | None:
    """One period from the first day to the last one, where there is more than one and none is open."""
    starts = [start for start, _ in periods if start]
    ends = [end for _, end in periods if end]
    return (min(starts), max(ends)) if len(periods) > 1 and len(starts) == len(ends) == len(periods) else None


def _within(inner: Days, outer: Days) -> bool:
    later = outer[0] is None or (inner[0] is not None and inner[0] >= outer[0])
    return later and (outer[1] is None or (inner[1] is not None and inner[1] <= outer[1]))


def _accounted(span: Span, found: CallFacts, periods: _Periods, calendar: Calendar) -> bool:
    """Is one recognised span of the question in the calls?"""
    head, _, rest = span.bound_to.partition(":")
    match head:
        case "metric" | "dimension" | "segmentation" | "tool":
            return rest in found.names or rest.split(".")[-1] in {name.split(".")[-1] for name in found.names}
        case "value":
            field, _, code = rest.partition("=")
            same = any(c.field == field and code in map(str, c.values) for c, _ in found.compares)
            return same or rest in found.names or _is_whole(field, found)
        case "time":
            return all(periods.is_computed(days) for days in _resolved([span.bound_to], calendar))
        case "grain":
            return rest in found.grains
        case "number" if not rest:  # "above average": the number is one that the data give
            return found.has_reference
        case "number":
            return all(float(number) in found.numbers for number in rest.split(","))
        case "rank":
            direction, *places = rest.split(":")
            same = all(float(place) in found.numbers for place in places if place.isdigit() and place != "1")
            return found.has_ranking and same and (direction not in ("asc", "desc") or direction in found.directions)
        case "part":
            part, _, said = rest.partition(":")
            return _has_part(part, said, found) or (not said and part in found.grains)
        case "per":
            return rest in found.levels or found.is_defined
        case "divide" | "add" | "subtract" | "multiply":
            return head in found.arithmetic or found.is_defined
        case "streak":
            return rest in found.streaks if rest else bool(found.streaks)
        case "compare":
            return found.has_comparison or (not rest and found.has_rows)
        case "share":
            return found.has_share
        case "not":
            return any(negated for _, negated in found.compares) or found.has_never or _has_never(found)
        case _:
            return True  # fillers, aggregation words and the like carry no constraint of their own


def _has_never(found: CallFacts) -> bool:
    return any(c.op in ("is_null", "not_null") for c, _ in found.compares) or 0.0 in found.implied


def _has_part(part: str, said: str, found: CallFacts) -> bool:
    """Whether exactly these parts of the calendar are a condition: days 6 and 7 of the week, say."""
    wanted = {int(number) for number in said.split(",")} if said else None
    for condition, _ in found.compares:
        values = {value for value in condition.values if isinstance(value, int)}
        if condition.op == "between" and len(values) == 2:
            values = set(range(min(values), max(values) + 1))
        if condition.part == part and wanted in (None, values):
            return True
    return False


def _is_whole(field: str, found: CallFacts) -> bool:
    """All values of a short list, named one by one, are the groups of the answer."""
    return field in found.names and all(c.field != field for c, _ in found.compares)


def _added(stated: list[Span], reading: Reading, found: CallFacts, periods: _Periods) -> Iterator[str]:
    """Constraints of the calls that no span of the question gives."""
    heads = {span.bound_to.partition(":")[0] for span in stated}
    bound = {span.bound_to for span in stated}
    for condition, negated in found.compares:
        stem = f"part:{condition.part}" if condition.part else f"value:{condition.field}="
        given = any(text.startswith(stem) for text in bound)
        if condition.part and not given:
            yield f"a condition on the {condition.part}"
        elif not given and "number" not in heads and condition.op not in ("is_null", "not_null"):
            yield f"a filter on {condition.field}"
        if negated and "not" not in heads:
            yield f"a negation on {condition.field}"
    for window in found.windows:
        if not periods.is_said((window.start, window.end)):
            yield f"the period {window.rule or window.start}"
    said = {text.partition(":")[2] for text in bound if text.startswith("number:")}
    said |= {a.bound_to.partition(":")[2] for a in reading.assumptions if a.bound_to.startswith("top:")}
    numbers = {float(number) for text in said for number in text.split(",") if number}
    if heads & {"bought", "compare", "not"}:
        numbers |= found.implied
    ranks = {
        float(part) for text in bound if text.startswith("rank:") for part in text.split(":")[2:] if part.isdigit()
    }
    for number in sorted(found.numbers - numbers - ranks):
        if not (found.has_ranking and number == 1.0 and "rank" in heads):
            yield f"the number {number:g}"
    yield from _added_shapes(heads, bound, found)
    if found.has_comparison and "compare" not in heads and not (found.ranks_change and "rank" in heads):
        yield "a comparison of periods"


def _added_shapes(heads: set[str], bound: set[str], found: CallFacts) -> Iterator[str]:
    """What is computed from the figures, where nothing in the question says so."""
    for level in sorted(found.levels):
        named = {f"{kind}:{level}" for kind in ("per", "entity", "dimension", "grain", "segmentation")}
        if not named & bound:
            yield f"a computation for each {level}"
    if found.streaks and "streak" not in heads:
        yield "a streak"
    if found.has_reference and "number" not in heads:
        yield "a comparison with what the data give"
    if found.has_never and not heads & {"not", "missing"}:
        yield "members without an event"
