"""What the calls of a plan contain, flattened, so that it can be held against the words of a question.

Rule: nothing that changes the figures is left out: conditions of metrics, sides of arithmetic and of members included.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from assistant.checking.argument_facts import ArgumentFacts
from assistant.checking.quiet_changes import QuietChange, quiet_changes
from assistant.restating.metric_words import steps
from semantic_layer.calendar import Calendar
from semantic_layer.model import DerivedMetric, NestedMetric, RatioMetric, SemanticModel, SimpleMetric
from semantic_layer.query import (
    Combine,
    Compare,
    EntitySet,
    Exists,
    Members,
    Predicate,
    Top,
    Window,
    every_member,
)
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall


@dataclass(frozen=True)
class CallFacts:
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
    arithmetic: frozenset[str]  # divide, add, subtract, multiply
    levels: frozenset[str]  # what a metric is computed for first: an entity, a dimension, a grain
    streaks: frozenset[str]  # "3:quarter"
    has_reference: bool  # a number that the data give: "above average"
    has_never: bool  # members without any such event
    is_defined: bool  # a metric whose own definition divides, adds or has two levels
    has_cumulation: bool = False
    times: frozenset[str] = frozenset()  # time dimensions other than each metric's own
    days: frozenset[date] = frozenset()  # dates that an analysis is made for
    settings: frozenset[str] = frozenset()  # choices of an analysis that are not its default: "churn_risk.method=auto"
    has_analysis: bool = False
    defaults: frozenset[float] = frozenset()  # numbers of an analysis that hold unless others are said
    quiet: tuple[QuietChange, ...] = ()
    sided: frozenset[tuple[str, float]] = frozenset()  # ("gt", 1000): numbers that something is compared with
    aggregations: frozenset[str] = frozenset()
    compared_to: frozenset[str] = frozenset()  # previous, year_ago, window
    ranked_by: frozenset[str] = frozenset()  # names of metrics and dimensions
    references: frozenset[str] = frozenset()  # avg, median, ...: how the data give a number
    narrows: bool = False  # not all groups are shown

    @staticmethod
    def of(calls: tuple[ToolCall, ...], model: SemanticModel, calendar: Calendar) -> CallFacts:
        names: set[str] = {call.tool for call in calls}
        compares: list[tuple[Compare, bool]] = []
        windows: list[Window] = []
        bases: list[Window] = []
        numbers: set[float] = set()
        implied: set[float] = set()
        directions: set[str] = set()
        grains: set[str] = set()
        arithmetic: set[str] = set()
        levels: set[str] = set()
        streaks: set[str] = set()
        times: set[str] = set()
        days: set[date] = set()
        defaults: set[float] = set()
        settings: set[str] = set()
        quiet: list[QuietChange] = []
        sided: set[tuple[str, float]] = set()
        aggregations: set[str] = set()
        compared_to: set[str] = set()
        ranked_by: set[str] = set()
        references: set[str] = set()
        narrows = False
        ranking = comparison = share = rows = changed = reference = never = cumulated = False
        for call in calls:
            args = call.arguments
            if not isinstance(args, QueryMetricsArgs):
                leaves = ArgumentFacts.of(args)
                names |= leaves.texts
                numbers |= leaves.numbers
                defaults |= leaves.defaults
                days |= leaves.days
                windows += leaves.windows
                compares += [pair for item in leaves.conditions for pair in _compares(cast(Predicate, item))]
                settings |= {f"{call.tool}.{choice}" for choice in leaves.choices}
                continue
            cumulated = cumulated or args.cumulate is not None
            times |= {args.time.name} - {"metric_time"}
            columns = {ref.key: ref.name for ref in args.metrics}
            names |= {replace(ref, alias=None).key for ref in args.metrics}
            quiet += quiet_changes(args)
            narrows = narrows or args.top is not None or args.limit is not None or bool(args.having)
            for side in (side for ref in args.metrics for side in ref.sides):
                names |= {side.name}
                aggregations |= {side.agg} if side.agg else _aggregation(side.name, model)
                numbers |= {float(n) for n in (side.horizon_days, side.lookback_days, side.percentile) if n is not None}
                compares += [pair for p in side.filters for pair in _compares(p)]
                levels |= {side.per} if side.per else set()
                arithmetic |= {step.how for step in steps(side)}
                share = share or any(step.as_share for step in steps(side))
            names |= {d.name for d in args.dimensions} | levels
            by = {order.by for order in args.order} | ({args.top.by} if args.top else set())
            ranked_by |= {columns.get(name, columns.get(name.partition("__")[0], name)) for name in by}
            names |= {args.rows} if args.rows else set()
            grains |= {str(d.grain or d.part) for d in args.dimensions if d.grain or d.part}
            compares += [pair for p in args.filters for pair in _compares(p)]
            windows += [w for w in (args.window, *(c.window for c in args.compare)) if w]
            for member in every_member(args.metrics, args.members):
                compares += [pair for p, turned in _predicates(member) for pair in _compares(p, turned)]
                windows += [member.window] if member.window else []
                never = never or (isinstance(member, EntitySet) and bool(member.never))
                if isinstance(member, Members):
                    reference = reference or member.than is not None
                    names |= set(member.than.per) if member.than else set()
                    names.add(member.metric.name)
                    bought = (member.op, member.values) in (("ge", (1,)), ("eq", (0,)))
                    implied |= set(member.values) if bought else set()
                    numbers |= set(member.values)
                    sided |= {(member.op, float(value)) for value in member.values}
                    references |= {member.than.agg} if member.than else set()
            numbers |= {value for condition in args.having for value in condition.values}
            sided |= {(c.op, float(value)) for c in args.having for value in c.values if "__" not in c.by}
            numbers |= {edge for ref in args.dimensions for edge in ref.edges}
            compared = [condition.than for condition in args.having if condition.than]
            compared += [c.than for c, _ in compares if c.than]
            reference = reference or bool(compared)
            references |= {than.agg for than in compared}
            compared_to |= {comparison.to for comparison in args.compare}
            names |= {name for than in compared for name in than.per}
            if args.streak:
                streaks.add(f"{args.streak.n}:{args.streak.grain}")
                directions.add({"up": "rise", "down": "decline"}[args.streak.direction])
            implied |= {0.0} if any("__" in condition.by for condition in args.having) else set()
            numbers |= {float(args.cumulate.n)} if args.cumulate and args.cumulate.n else set()
            bases += _bases(args, calendar)
            rows = rows or bool(args.dimensions) or len(args.metrics) > 1
            changed = changed or (args.top is not None and "__" in args.top.by)
            if args.top:
                ranking, numbers = True, numbers | _places(args.top)
                directions.add(args.top.direction)
            if args.order:
                ranking = True
                directions |= {order.direction for order in args.order}
            if args.limit:
                numbers.add(float(args.limit))
            comparison = comparison or bool(args.compare)
            share = share or args.share is not None
            grains |= {args.grain} if args.grain else set()
        sided |= {
            (_turned(c.op) if denied else c.op, float(v))
            for c, denied in compares
            if not c.part
            for v in c.values
            if isinstance(v, int | float) and not isinstance(v, bool)
        }
        numbers |= {
            float(v)
            for c, _ in compares
            if not c.part
            for v in c.values
            if isinstance(v, int | float) and not isinstance(v, bool)
        }
        return CallFacts(
            frozenset(names), tuple(compares), tuple(windows), tuple(bases), frozenset(numbers), frozenset(implied),
            frozenset(directions), ranking, comparison, share, rows, changed, frozenset(grains),
            frozenset(arithmetic), frozenset(levels), frozenset(streaks), reference, never,
            _is_defined(names, model), cumulated, frozenset(times), frozenset(days), frozenset(settings),
            any(not isinstance(call.arguments, QueryMetricsArgs) for call in calls), frozenset(defaults),
            tuple(quiet), frozenset(sided), frozenset(aggregations), frozenset(compared_to), frozenset(ranked_by),
            frozenset(references), narrows,
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


def _places(top: Top) -> set[float]:
    """The numbers of a ranking: how many, or which place ("the second highest" is one, and 2 is what was said)."""
    place = {float(top.skip + 1)} if top.skip else set()
    return place if top.skip and top.n == 1 else place | {float(top.n)}


def _aggregation(metric: str, model: SemanticModel) -> set[str]:
    """How a simple metric is made of its rows by its own definition."""
    definition = model.metric(metric) if model.has_metric(metric) else None
    return {model.measure(definition.measure).agg} if isinstance(definition, SimpleMetric) else set()


def _turned(op: str) -> str:
    """The comparison that holds where another does not."""
    return {"gt": "le", "ge": "lt", "lt": "ge", "le": "gt", "ne": "eq", "not_in": "in"}.get(op, op)


def _predicates(member: Members | EntitySet) -> list[tuple[Predicate, bool]]:
    """The conditions on members, with whether they say what never happened."""
    if isinstance(member, Members):
        is_none = (member.op, member.values) == ("eq", (0,))
        return [(item, is_none) for item in member.filters]
    return [(item, False) for item in member.has] + [(item, True) for item in member.never]


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


def _is_defined(names: set[str], model: SemanticModel) -> bool:
    known = (model.metric(name) for name in names if model.has_metric(name))
    return any(isinstance(metric, RatioMetric | DerivedMetric | NestedMetric) for metric in known)
