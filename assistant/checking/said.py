"""What the spans of a reading say, in the terms in which calls are checked: periods, numbers, denied values.

Rule: what is said is taken from the spans alone; a value is denied by the word before it (or the closing word right
after it), until something else than another value of the same kind comes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.checking.call_facts import CallFacts
from assistant.parser.text.normalise import normalise
from assistant.parser.text.numbers import find_conditions
from assistant.reading import Reading, Span
from semantic_layer.calendar import Calendar


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


def said_spans(reading: Reading) -> list[Span]:
    """The spans that carry something, in the order of the text: a number in loose words is said all the same."""
    return [span for span in reading.spans if span.status in ("slot", "operator", "repair") or is_open(span)]


def is_open(span: Span) -> bool:
    """A word that nothing took, and that says something by itself."""
    return span.status == "unexplained" and bool(span.bound_to)


def loose_words(reading: Reading) -> list[str]:
    """The words of which nobody but a language model knows what they mean, neighbours together."""
    found: list[list[Span]] = []
    for span in reading.spans:
        if span.status == "unexplained" and not span.bound_to:
            near = found and span.start - found[-1][-1].end <= 1
            found[-1].append(span) if near else found.append([span])
    return [" ".join(span.text for span in group) for group in found]


def text_of(reading: Reading) -> str:
    """The question as far as its spans tell it, in the normal form of the reader."""
    text = ""
    for span in reading.spans:
        text += " " * (span.start - len(text)) + span.text
    return normalise(text).text


def sides_said(reading: Reading) -> dict[float, frozenset[str]]:
    """Each number with how it is compared with: 1000 of "more than 1000" is a lower limit."""
    found: dict[float, frozenset[str]] = {}
    for match in find_conditions(text_of(reading)):
        ops = {"between": (_LOWER, _UPPER), "eq": (_EQUAL, _EQUAL)}.get(match.op, (_SIDES.get(match.op, _EQUAL),))
        for value, side in zip(match.values, ops, strict=False):
            for number in (float(value), round(float(value) / 100, 9)):
                found[number] = found.get(number, frozenset()) | side
    return found


_LOWER, _UPPER = frozenset({"gt", "ge", "between"}), frozenset({"lt", "le", "between"})
_EQUAL = frozenset({"eq", "in"})
_SIDES = {"gt": _LOWER, "ge": _LOWER, "lt": _UPPER, "le": _UPPER}


Days = tuple[date | None, date | None]


@dataclass(frozen=True)
class Periods:
    """The periods that were said and assumed, against those that are computed."""

    said: frozenset[Days]
    assumed: frozenset[Days]
    shown: frozenset[Days]  # computed, comparison bases included

    @staticmethod
    def of(stated: list[Span], reading: Reading, found: CallFacts, calendar: Calendar) -> Periods:
        bound = [span.bound_to for span in stated]
        stand = [assumption.bound_to for assumption in reading.assumptions]
        return Periods(
            resolved(bound, calendar),
            resolved(stand, calendar),
            frozenset((w.start, w.end) for w in (*found.windows, *found.bases)),
        )

    def is_computed(self, days: Days) -> bool:
        """As it stands, as one of several that are computed together, or around a narrower one that was said too."""
        together = _joined(self.said) in self.shown or days == _joined(self.shown)
        narrower = any(other in self.shown and _within(other, days) for other in self.said - {days})
        return days in self.shown or together or narrower

    def is_said(self, days: Days) -> bool:
        given = self.said | self.assumed
        return days in given or days == _joined(self.said) or _joined(self.shown) in self.said


def resolved(bound: list[str], calendar: Calendar) -> frozenset[Days]:
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


def _joined(periods: frozenset[Days]) -> Days | None:
    """The one period that several make, each beginning where another ends; None where they do not, or one is open."""
    closed = sorted((start, end) for start, end in periods if start and end)
    if len(closed) < 2 or len(closed) < len(periods):
        return None
    reached = closed[0][1]
    for start, end in closed[1:]:
        if start > reached:
            return None
        reached = max(reached, end)
    return closed[0][0], reached


def _within(inner: Days, outer: Days) -> bool:
    later = outer[0] is None or (inner[0] is not None and inner[0] >= outer[0])
    return later and (outer[1] is None or (inner[1] is not None and inner[1] <= outer[1]))


def numbers_said(span: Span, *, is_analysis: bool = False) -> list[frozenset[float]]:
    """What each number of a span may be computed as.

    50% is 50 or .5; for an analysis a fall by 10% is -10, a part may be written either way, and 7 days are 168 hours.
    """
    found: list[frozenset[float]] = []
    is_part = is_analysis or any(sign in span.text for sign in _PARTS)
    for part in filter(None, span.bound_to.partition(":")[2].split(",")):
        number = float(part.removesuffix("%"))
        meant = {number, number / 100} if part.endswith("%") or is_part else {number}
        meant |= {-value for value in meant} | {number * 24} if is_analysis else set()
        found.append(frozenset(meant))
    return found


_PARTS = ("%", "％", "percent", "per cent", "point", "百分", "个点", "成")
_CLOSING = ("外", "之外", "以外", "除外", "excluded", "excepted")


def denied(spans: Sequence[Span]) -> dict[str, bool]:
    """Return each value that is said ("customer.region=East"), with whether the words around it deny it."""
    found: dict[str, bool] = {}
    is_open, field = False, ""
    latest: list[str] = []
    for span in spans:
        head, _, rest = span.bound_to.partition(":")
        if span.bound_to == "not":
            if span.text.endswith(_CLOSING) and latest and not is_open:
                found |= dict.fromkeys(latest, True)
            is_open, field, latest = not span.text.endswith(_CLOSING), "", []
        elif head == "value":
            own = rest.partition("=")[0]
            is_open = is_open and field in ("", own)
            field = own if is_open else ""
            found[rest] = is_open
            latest.append(rest)
        elif head in ("metric", "time", "number", "rank", "compare", "grain", "dimension"):
            is_open, latest = False, []
    return found
