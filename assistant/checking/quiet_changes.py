"""What changes the figures of a query without being a condition, a period or a number of its own.

Rule: another aggregation, another column under a known name, a look at an earlier period, arithmetic, members without
a condition, another way to fill, to align or to count: each needs words that say it. What is not listed here or in
`call_facts.py` must not change a figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.restating.metric_words import sides, steps
from semantic_layer.query import Combine, Compare, EntitySet, Exists, Members, MetricRef, Predicate, every_member
from tools.arguments import QueryMetricsArgs

NEVER: frozenset[str] = frozenset()  # said by no word: only a plan made by hand holds it
_EVENTS = frozenset({"event", "bought", "not", "missing", "present", "combination", "relation", "with", "sold"})
_ARITHMETIC = frozenset({"divide", "add", "subtract", "multiply", "share", "per", "with"})
_LEVELS = frozenset({"entity", "dimension", "grain"})
_WITHOUT = frozenset({"not", "missing", "combination"})
_AGGREGATIONS = {
    "avg": frozenset({"agg:avg", "per", "axis"}),
    "max": frozenset({"agg:max", "rank"}),
    "min": frozenset({"agg:min", "rank"}),
    "count_distinct": frozenset({"count", "agg", "dimension", "entity"}),
    "count": frozenset({"count", "agg", "entity"}),
    "sum": frozenset({"agg:sum", "metric", "dimension"}),
}


@dataclass(frozen=True)
class QuietChange:
    """One such change. `said_by` are names of spans, or their heads ("agg:avg", "agg"), any of which asks for it."""

    what: str
    said_by: frozenset[str]


def quiet_changes(args: QueryMetricsArgs) -> Iterator[QuietChange]:
    """Yield every quiet change of a query, those of its metrics first."""
    for metric in args.metrics:
        yield from _of_metric(metric)
    if any(ref.alias for ref in args.dimensions):
        yield QuietChange("a grouping under another name", NEVER)
    if args.fill:
        yield QuietChange(f"filling with {args.fill}", NEVER)
    if args.runs:
        yield QuietChange("a kept run", NEVER)
    if args.fiscal:
        yield QuietChange("the fiscal year", frozenset({"fiscal"}))
    if args.identity != "account":
        yield QuietChange("counting persons", frozenset({"identity"}))
    if any(comparison.align == "full" for comparison in args.compare):
        yield QuietChange("a comparison with a longer period", frozenset({"full"}))
    for member in every_member(args.metrics, args.members):
        yield from _of_members(member)
    for predicate in _predicates(args):
        yield from _of_condition(predicate)


def _of_metric(metric: MetricRef) -> Iterator[QuietChange]:
    if metric.alias:
        yield QuietChange("a metric under another name", NEVER)
    if metric.offset:
        yield QuietChange("a look at an earlier period", frozenset({"compare"}))
    if metric.t0:
        yield QuietChange("another first day", frozenset({"time"}))
    if metric.agg:
        said_by = _AGGREGATIONS.get(metric.agg, frozenset({f"agg:{metric.agg}", "per"}))
        is_level = bool(metric.per) and metric.agg == "avg"  # "revenue per customer" is an average of customers
        yield QuietChange(f"the aggregation {metric.agg}", said_by | _LEVELS if is_level else said_by)
    for step in steps(metric):
        yield QuietChange(f"arithmetic ({step.how})", _ARITHMETIC)
    for side in sides(metric)[1:]:
        yield from _of_metric(side)


def _of_members(member: Members | EntitySet) -> Iterator[QuietChange]:
    if isinstance(member, Members):
        yield from _of_metric(member.metric)
        if (member.op, member.values) == ("eq", (0,)):
            yield QuietChange("members without any", _WITHOUT)
    elif not member.has and not member.never:
        yield QuietChange(f"only members with {member.dataset}", _EVENTS)


def _of_condition(predicate: Predicate) -> Iterator[QuietChange]:
    match predicate:
        case Combine(how, inner):
            fields = {item.field if isinstance(item, Compare) else "" for item in inner}
            if how == "any_of" and len(fields) > 1:
                yield QuietChange("alternatives", frozenset({"any of", "list", "combination"}))
            for item in inner:
                yield from _of_condition(item)
        case Exists(dataset, inner, _):
            yield QuietChange(f"only rows with {dataset}", _EVENTS | {"value", "number"})
            if inner is not None:
                yield from _of_condition(inner)
        case Compare(_, op, values):
            if op not in ("eq", "ne", "in", "not_in") and any(isinstance(value, str) for value in values):
                yield QuietChange(f"the comparison {op} with a text", frozenset({op, "number", "filter"}))


def _predicates(args: QueryMetricsArgs) -> Iterator[Predicate]:
    yield from args.filters
    for metric in args.metrics:
        for side in metric.sides:
            yield from side.filters
    for member in every_member(args.metrics, args.members):
        yield from member.filters if isinstance(member, Members) else (*member.has, *member.never)
        if isinstance(member, Members):
            yield from member.metric.filters
