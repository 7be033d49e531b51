"""Constraints of calls that nothing in the question gives.

Rule: a condition, period, number, negation, ranking, share, comparison or choice of an analysis needs a span that says
it, a stated default, a reference to a member that was shown, or the same constraint in the answer before. Words that
only the model explains may name what is computed (a metric, a grouping, an analysis), never what is left out of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from assistant.checking.call_facts import CallFacts
from assistant.checking.said import Periods, denied, loose_words, numbers_said, sides_said
from assistant.reading import Reading, Span
from semantic_layer.query import Compare

_FISCAL = re.compile(r"fiscal|financial|\bf[yq]|财", re.IGNORECASE)


@dataclass(frozen=True)
class Given:
    """Everything that a constraint may come from."""

    spans: Sequence[Span]
    reading: Reading
    pointed: frozenset[str]  # values that references stand for: "city.region=east"
    before: CallFacts  # of the answer before

    @cached_property
    def bound(self) -> frozenset[str]:
        return frozenset(span.bound_to for span in self.spans)

    @cached_property
    def heads(self) -> frozenset[str]:
        """What kinds of things are said: "rank" of "rank by" and of "rank:desc:3"."""
        return frozenset(text.partition(":")[0].partition(" ")[0] for text in self.bound)

    @cached_property
    def denied(self) -> dict[str, bool]:
        return denied(self.spans)

    def says(self, names: frozenset[str]) -> bool:
        """Whether a span is called so, or is of such a kind."""
        kinds = {text.partition(":")[0] for text in self.bound}
        fiscal = {"fiscal"} if any(_FISCAL.search(span.text) for span in self.spans) else set()
        return bool(names & (kinds | self.bound | fiscal))

    @cached_property
    def sides(self) -> dict[float, frozenset[str]]:
        return sides_said(self.reading)

    @cached_property
    def has_loose_words(self) -> bool:
        return bool(loose_words(self.reading))

    def numbers(self, *, is_analysis: bool) -> set[float]:
        said = [span for span in self.spans if span.bound_to.startswith("number:")]
        found = {n for span in said for meant in numbers_said(span, is_analysis=is_analysis) for n in meant}
        ranks = {part for text in self.bound if text.startswith("rank:") for part in text.split(":")[2:]}
        tops = {a.bound_to.partition(":")[2] for a in self.reading.assumptions if a.bound_to.startswith("top:")}
        codes = {text.partition("=")[2] for text in self.denied}  # a value may be a number: a city of the first tier
        found |= {float(place) for place in ranks | tops | codes if place.isdigit()}
        return found | self.before.numbers

    def has_condition(self, condition: Compare, is_denied: bool) -> bool:
        """Whether the answer before had this very condition."""
        return (condition, is_denied) in self.before.compares


def added(found: CallFacts, given: Given, periods: Periods) -> Iterator[str]:
    """Yield what the calls contain and the question does not say."""
    for condition, is_denied in found.compares:
        if not given.has_condition(condition, is_denied):
            yield from _condition(condition, is_denied, given)
    earlier = {(window.start, window.end) for window in given.before.windows}
    for window in found.windows:
        days = (window.start, window.end)
        if days not in earlier and not periods.is_said(days):
            yield f"the period {window.rule or window.start}"
    yield from _numbers(found, given)
    yield from _shapes(found, given)
    yield from _choices(found, given)
    yield from _quiet(found, given)


def _quiet(found: CallFacts, given: Given) -> Iterator[str]:
    """What changes the figures without being a condition, and a number on the other side of a comparison."""
    for change in dict.fromkeys(found.quiet):
        if change not in given.before.quiet and not given.says(change.said_by):
            yield change.what
    if "not" not in given.heads:
        for op, number in sorted(found.sided - given.before.sided):
            if op not in given.sides.get(number, {op}):
                yield f"the comparison {op} {number:g}"
    said = {text.partition(":")[2] for text in given.bound if text.startswith("metric:")}
    if said and not given.has_loose_words:
        for name in sorted(found.ranked_by - said - given.before.ranked_by):
            if not given.says(frozenset({f"dimension:{name}", "grain", "sort", "entity", "count", "sold"})):
                yield f"a ranking by {name}"


def _condition(condition: Compare, is_denied: bool, given: Given) -> Iterator[str]:
    field = condition.field
    if condition.part:
        if not any(text.startswith(f"part:{condition.part}") for text in given.bound):
            yield f"a condition on the {condition.part}"
        return
    own = {text.partition("=")[2]: text for text in given.denied if text.partition("=")[0] == field}
    for value in condition.values:
        code = str(value)
        if f"{field}={code}" in given.pointed:
            continue
        if code in own:
            if given.denied[own[code]] != is_denied:
                yield f"{field} {'other than' if is_denied else '='} a value that the question {_other(is_denied)}"
        elif isinstance(value, str | bool):
            yield f"a filter on {field}"
        elif isinstance(value, date):
            yield f"a date condition on {field}"
        elif not {"number", *given.heads} & given.heads or not _is_named(field, given):
            yield f"a filter on {field}"  # the number itself is checked with the others
    if not condition.values and condition.than is None and not given.heads & {"not", "missing", "present", "value"}:
        yield f"a condition on whether {field} is known"
    if is_denied and "not" not in given.heads and not set(map(str, condition.values)) <= set(own):
        yield f"a negation on {field}"


def _other(is_denied: bool) -> str:
    return "asks for" if is_denied else "leaves out"


def _is_named(field: str, given: Given) -> bool:
    """A number is about a column that is named, or about whatever the loose words mean."""
    last = field.rpartition(".")[2]
    names = {text.partition(":")[2].rpartition(".")[2] for text in given.bound}
    return given.has_loose_words or last in names or "number" in given.heads


def _numbers(found: CallFacts, given: Given) -> Iterator[str]:
    numbers = given.numbers(is_analysis=found.has_analysis)
    if given.heads & {"bought", "compare", "not"}:
        numbers |= found.implied
    for number in sorted(found.numbers - numbers):
        is_winner = found.has_ranking and number == 1.0 and "rank" in given.heads
        is_twice = found.has_analysis and round(number / 100, 9) in found.numbers | numbers  # 80 beside 0.8
        if not is_winner and not is_twice:
            yield f"the number {number:g}"


def _shapes(found: CallFacts, given: Given) -> Iterator[str]:
    """What is computed from the figures, where nothing in the question says so."""
    heads, before = given.heads, given.before
    for level in sorted(found.levels):
        named = {f"{kind}:{level}" for kind in ("per", "entity", "dimension", "grain", "segmentation")}
        if not named & given.bound:
            yield f"a computation for each {level}"
    if found.streaks and "streak" not in heads:
        yield "a streak"
    if found.has_reference and "number" not in heads:
        yield "a comparison with what the data give"
    if found.has_never and not heads & {"not", "missing"}:
        yield "members without an event"
    is_ranked_change = found.ranks_change and "rank" in heads
    if found.has_comparison and not before.has_comparison and not is_ranked_change and "compare" not in heads:
        yield "a comparison of periods"
    if found.has_share and not before.has_share and not heads & {"share", "divide", "per"}:
        yield "a share"
    if found.has_ranking and not before.has_ranking and not heads & {"rank", "sort", "number"}:
        yield "a ranking"
    if found.has_cumulation and not before.has_cumulation and not heads & {"cumulative", "moving", "to"}:
        yield "a running total"
    for name in sorted(found.times - before.times - {text.partition(":")[2] for text in given.bound}):
        yield f"the date {name}"


def _choices(found: CallFacts, given: Given) -> Iterator[str]:
    """Ways of an analysis that are not its default need words: those that say so, or loose ones."""
    names = {text.partition(":")[2] for text in given.bound} | {s.text for s in given.spans}
    for choice in sorted(found.settings):
        value = choice.partition("=")[2]
        known = value in names or value.rpartition(".")[2] in {name.rpartition(".")[2] for name in names}
        if not known and not given.has_loose_words and "tool" not in given.heads:
            yield f"the choice {choice}"
