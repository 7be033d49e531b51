"""Does a plan account for every recognised span of the question, and for nothing else?

Rule: this module accepts or rejects; it never edits. What the parser recognised (metrics, values, times, numbers,
negations, rankings, comparisons, shares, grains) must be in the agent's calls, and a filter, period, ranking or
condition in the calls must come from the question.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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
    found = _Facts.of(calls, model)
    missing = tuple(
        Gap("missing", span.bound_to, span.text) for span in stated if not _accounted(span, found, calendar)
    )
    return missing + tuple(Gap("added", what) for what in _added(stated, found, calendar))


@dataclass(frozen=True)
class _Facts:
    """What the calls contain, flattened."""

    names: frozenset[str]  # metrics, dimensions, tools
    compares: tuple[tuple[Compare, bool], ...]  # with: is it negated by what surrounds it
    windows: tuple[Window, ...]
    numbers: frozenset[float]
    directions: frozenset[str]
    has_ranking: bool
    has_comparison: bool
    has_share: bool
    grains: frozenset[str]

    @staticmethod
    def of(calls: tuple[ToolCall, ...], model: SemanticModel) -> _Facts:
        names: set[str] = {call.tool for call in calls}
        compares: list[tuple[Compare, bool]] = []
        windows: list[Window] = []
        numbers: set[float] = set()
        directions: set[str] = set()
        grains: set[str] = set()
        ranking = comparison = share = False
        for call in calls:
            args = call.arguments
            if isinstance(args, SegmentationArgs):
                compares += [pair for p in args.filters for pair in _compares(p)]
                windows += [args.window] if args.window else []
            if not isinstance(args, QueryMetricsArgs):
                names.add(str(getattr(args, "name", "")))
                numbers |= {float(v) for v in args.model_dump().values() if isinstance(v, int | float)}
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
                    numbers |= set(member.values)
            numbers |= {value for condition in args.having for value in condition.values}
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
            frozenset(names), tuple(compares), tuple(windows), frozenset(numbers), frozenset(directions),
            ranking, comparison, share, frozenset(grains),
        )  # fmt: skip


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


def _accounted(span: Span, found: _Facts, calendar: Calendar) -> bool:
    """Is one recognised span of the question in the calls?"""
    head, _, rest = span.bound_to.partition(":")
    match head:
        case "metric" | "dimension" | "segmentation":
            return rest in found.names or rest.split(".")[-1] in {name.split(".")[-1] for name in found.names}
        case "value":
            field, _, code = rest.partition("=")
            return any(c.field == field and code in map(str, c.values) for c, _ in found.compares)
        case "time":
            return any(_same_window(rest, window, calendar) for window in found.windows)
        case "grain":
            return rest in found.grains
        case "number":
            return float(rest) in found.numbers
        case "rank":
            direction = rest.split(":")[0]
            return found.has_ranking and (direction not in ("asc", "desc") or direction in found.directions)
        case "compare":
            return found.has_comparison
        case "share":
            return found.has_share
        case "not":
            return any(negated for _, negated in found.compares) or _has_never(found)
        case _:
            return True  # fillers, aggregation words and the like carry no constraint of their own


def _has_never(found: _Facts) -> bool:
    return any(c.op == "is_null" for c, _ in found.compares)


def _same_window(rule: str, window: Window, calendar: Calendar) -> bool:
    if window.rule == rule:
        return True
    try:
        resolved = calendar.resolve(rule)
    except ValueError:
        return False
    return (resolved.start, resolved.end) == (window.start, window.end)


def _added(stated: list[Span], found: _Facts, calendar: Calendar) -> Iterator[str]:
    """Constraints of the calls that no span of the question gives."""
    heads = {span.bound_to.partition(":")[0] for span in stated}
    bound = {span.bound_to for span in stated}
    rules = [text.partition(":")[2] for text in bound if text.startswith("time:")]
    for condition, negated in found.compares:
        given = any(text.startswith(f"value:{condition.field}=") for text in bound)
        if not given and "number" not in heads and condition.op not in ("is_null", "not_null"):
            yield f"a filter on {condition.field}"
        if negated and "not" not in heads:
            yield f"a negation on {condition.field}"
    for window in found.windows:
        if not any(_same_window(rule, window, calendar) for rule in rules):
            yield f"the period {window.rule or window.start}"
    numbers = {float(text.partition(":")[2]) for text in bound if text.startswith("number:")}
    ranks = {
        float(part) for text in bound if text.startswith("rank:") for part in text.split(":")[2:] if part.isdigit()
    }
    for number in sorted(found.numbers - numbers - ranks):
        if not (found.has_ranking and number == 1.0 and "rank" in heads):
            yield f"the number {number:g}"
    if found.has_comparison and "compare" not in heads:
        yield "a comparison of periods"
