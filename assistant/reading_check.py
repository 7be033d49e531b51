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

from assistant.reading import Reading, Span
from semantic_layer.calendar import Calendar
from semantic_layer.model import SemanticModel
from semantic_layer.query import Combine, Compare, EntitySet, Exists, Members, Predicate, Window
from tools.arguments import QueryMetricsArgs, SegmentationArgs
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
    found = _Facts.of(calls, model, calendar)
    periods = _Periods.of(stated, reading, found, calendar)
    missing = tuple(
        Gap("missing", span.bound_to, span.text) for span in stated if not _accounted(span, found, periods, calendar)
    )
    return missing + tuple(Gap("added", what) for what in _added(stated, reading, found, periods))


@dataclass(frozen=True)
class _Facts:
    """What the calls contain, flattened."""

    names: frozenset[str]  # metrics, dimensions, tools
    compares: tuple[tuple[Compare, bool], ...]  # with: is it negated by what surrounds it
    windows: tuple[Window, ...]
    bases: tuple[Window, ...]  # what comparisons look back at
    numbers: frozenset[float]
    implied: frozenset[float]  # numbers that words such as "bought" and "grew" stand for
    directions: frozenset[str]
    has_ranking: bool
    has_comparison: bool
    has_share: bool
    has_rows: bool  # groups or several metrics, which can be set side by side
    ranks_change: bool
    grains: frozenset[str]

    @staticmethod
    def of(calls: tuple[ToolCall, ...], model: SemanticModel, calendar: Calendar) -> _Facts:
        names: set[str] = {call.tool for call in calls}
        compares: list[tuple[Compare, bool]] = []
        windows: list[Window] = []
        bases: list[Window] = []
        numbers: set[float] = set()
        implied: set[float] = set()
        directions: set[str] = set()
        grains: set[str] = set()
        ranking = comparison = share = rows = changed = False
        for call in calls:
            args = call.arguments
            if isinstance(args, SegmentationArgs):
                compares += [pair for p in args.filters for pair in _compares(p)]
                windows += [args.window] if args.window else []
            if not isinstance(args, QueryMetricsArgs):
                names.add(str(getattr(args, "name", "")))
                numbers |= {
                    float(v) for v in args.model_dump(exclude_defaults=True).values() if isinstance(v, int | float)
                }
                continue
            for ref in args.metrics:
                names |= {ref.name, ref.key, *_inputs(ref.name, model)}
                compares += [pair for p in ref.filters for pair in _compares(p)]
            names |= {d.name for d in args.dimensions}
            grains |= {str(d.grain or d.part) for d in args.dimensions if d.grain or d.part}
            compares += [pair for p in args.filters for pair in _compares(p)]
            windows += [w for w in (args.window, *(c.window for c in args.compare)) if w]
            for member in args.members:
                compares += [pair for p in _predicates(member) for pair in _compares(p)]
                windows += [member.window] if member.window else []
                if isinstance(member, Members):
                    names.add(member.metric.name)
                    bought = (member.op, member.values) in (("ge", (1,)), ("eq", (0,)))
                    implied |= set(member.values) if bought else set()
                    numbers |= set(member.values)
            numbers |= {value for condition in args.having for value in condition.values}
            implied |= {0.0} if any("__" in condition.by for condition in args.having) else set()
            numbers |= {float(args.cumulate.n)} if args.cumulate and args.cumulate.n else set()
            bases += _bases(args, calendar)
            rows = rows or bool(args.dimensions) or len(args.metrics) > 1
            changed = changed or (args.top is not None and "__" in args.top.by)
            if args.top:
                ranking, numbers = True, numbers | {float(args.top.n)}
                directions.add(args.top.direction)
            if args.order:
                ranking = True
                directions |= {order.direction for order in args.order}
            if args.limit:
                numbers.add(float(args.limit))
            comparison = comparison or bool(args.compare)
            share = share or args.share is not None
            grains |= {args.grain} if args.grain else set()
        numbers |= {float(v) for c, _ in compares for v in c.values if isinstance(v, int | float)}
        return _Facts(
            frozenset(names), tuple(compares), tuple(windows), tuple(bases), frozenset(numbers), frozenset(implied),
            frozenset(directions), ranking, comparison, share, rows, changed, frozenset(grains),
        )  # fmt: skip


def _bases(args: QueryMetricsArgs, calendar: Calendar) -> list[Window]:
    """The periods that the comparisons of a query look back at."""
    if args.window is None:
        return []
    found: list[Window] = []
    for comparison in args.compare:
        if comparison.to != "window":
            found.append(calendar.compared(args.window, comparison.to, "full", None).then)
    return found


def _inputs(metric: str, model: SemanticModel) -> set[str]:
    if not model.has_metric(metric):
        return set()
    definition = model.metric(metric)
    return {str(measure) for measure in (getattr(definition, "measure", None),) if measure}


def _predicates(member: Members | EntitySet) -> tuple[Predicate, ...]:
    return member.filters if isinstance(member, Members) else member.has + member.never


def _compares(predicate: Predicate, negated: bool = False) -> Iterator[tuple[Compare, bool]]:
    """Every condition on a field, with whether a surrounding negation turns it round."""
    match predicate:
        case Compare():
            yield predicate, negated != (predicate.op in ("ne", "not_in", "not_contains"))
        case Combine(how, predicates):
            for inner in predicates:
                yield from _compares(inner, negated != (how == "none_of"))
        case Exists(_, inner, turned):
            if inner is not None:
                yield from _compares(inner, negated != turned)


Days = tuple[date | None, date | None]


@dataclass(frozen=True)
class _Periods:
    """The periods that were said and assumed, against those that are computed."""

    said: frozenset[Days]
    assumed: frozenset[Days]
    shown: frozenset[Days]  # computed, comparison bases included

    @staticmethod
    def of(stated: list[Span], reading: Reading, found: _Facts, calendar: Calendar) -> _Periods:
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


def _accounted(span: Span, found: _Facts, periods: _Periods, calendar: Calendar) -> bool:
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
        case "number":
            return all(float(number) in found.numbers for number in rest.split(","))
        case "rank":
            direction = rest.split(":")[0]
            return found.has_ranking and (direction not in ("asc", "desc") or direction in found.directions)
        case "compare":
            return found.has_comparison or (not rest and found.has_rows)
        case "share":
            return found.has_share
        case "not":
            return any(negated for _, negated in found.compares) or _has_never(found)
        case _:
            return True  # fillers, aggregation words and the like carry no constraint of their own


def _has_never(found: _Facts) -> bool:
    return any(c.op in ("is_null", "not_null") for c, _ in found.compares) or 0.0 in found.implied


def _is_whole(field: str, found: _Facts) -> bool:
    """All values of a short list, named one by one, are the groups of the answer."""
    return field in found.names and all(c.field != field for c, _ in found.compares)


def _added(stated: list[Span], reading: Reading, found: _Facts, periods: _Periods) -> Iterator[str]:
    """Constraints of the calls that no span of the question gives."""
    heads = {span.bound_to.partition(":")[0] for span in stated}
    bound = {span.bound_to for span in stated}
    for condition, negated in found.compares:
        given = any(text.startswith(f"value:{condition.field}=") for text in bound)
        if not given and "number" not in heads and condition.op not in ("is_null", "not_null"):
            yield f"a filter on {condition.field}"
        if negated and "not" not in heads:
            yield f"a negation on {condition.field}"
    for window in found.windows:
        if not periods.is_said((window.start, window.end)):
            yield f"the period {window.rule or window.start}"
    said = {text.partition(":")[2] for text in bound if text.startswith("number:")}
    said |= {a.bound_to.partition(":")[2] for a in reading.assumptions if a.bound_to.startswith("top:")}
    numbers = {float(number) for text in said for number in text.split(",")}
    if heads & {"bought", "compare", "not"}:
        numbers |= found.implied
    ranks = {
        float(part) for text in bound if text.startswith("rank:") for part in text.split(":")[2:] if part.isdigit()
    }
    for number in sorted(found.numbers - numbers - ranks):
        if not (found.has_ranking and number == 1.0 and "rank" in heads):
            yield f"the number {number:g}"
    if found.has_comparison and "compare" not in heads and not (found.ranks_change and "rank" in heads):
        yield "a comparison of periods"
