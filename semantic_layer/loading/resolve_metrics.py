"""Metrics: inputs, cycles, units.

Rule: a metric's inputs exist and never lead back to it; a metric inherits unit, format and null semantics where it
says nothing; different units are never added and different currencies never mixed.
"""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from semantic_layer import expressions
from semantic_layer.expressions import ExpressionError
from semantic_layer.loading.definitions import GRAINS
from semantic_layer.loading.draft import Draft
from semantic_layer.loading.fields import Fields, did_you_mean
from semantic_layer.loading.known_names import KnownNames
from semantic_layer.loading.reference_checks import check_filter, check_format, check_percentile, check_time, expect
from semantic_layer.metric_inputs import inputs_of
from semantic_layer.model import (
    ComparisonMetric,
    ConversionMetric,
    CumulativeMetric,
    DerivedMetric,
    Format,
    Metric,
    NestedMetric,
    PopulationRateMetric,
    RatioMetric,
    SimpleMetric,
    Unit,
)

_INPUT_KEYS = {
    RatioMetric: ("numerator", "denominator"),
    ConversionMetric: ("base", "conversion"),
    PopulationRateMetric: ("among", "success"),
    DerivedMetric: ("metrics",),
}


def resolve_metrics(draft: Draft, known: KnownNames) -> tuple[Metric, ...]:
    """Return all metrics with what they inherit, created ones first; mistakes are noted at their places."""
    cyclic = _check_inputs(known)
    _check_measure_names(draft, known)
    resolver = _Inheritance(known)
    for metric, fields in draft.metrics:
        if metric.name in cyclic or known.places.get(metric.name) is not fields:
            continue
        whole = resolver.metric(metric.name)
        if whole is not None:
            _check_metric(whole, fields, known, resolver)
    return tuple(resolver.metric(name) or metric for name, metric in known.metrics.items())


def _check_inputs(known: KnownNames) -> frozenset[str]:
    """Note unknown inputs and cycles; return the metrics that stand in a cycle."""
    cyclic: set[str] = set()
    for name, fields in known.places.items():
        metric = known.metrics[name]
        keys = _INPUT_KEYS.get(type(metric), ("metric",))
        for place, item in enumerate(inputs_of(metric)):
            expect(fields, keys[min(place, len(keys) - 1)], "metric", item.metric, known.metrics)
        cycle = _cycle(name, known)
        if cycle:
            cyclic.add(name)
            rule = f"The metric is computed from itself: {' -> '.join(cycle)}."
            fields.say(keys[0], rule, "Compute it from measures or other metrics.")
    return frozenset(cyclic)


def _cycle(start: str, known: KnownNames) -> tuple[str, ...]:
    """Return one way from `start` back to it, or nothing."""
    waiting: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while waiting:
        path = waiting.pop()
        metric = known.metrics.get(path[-1])
        for item in inputs_of(metric) if metric else ():
            if item.metric == start:
                return (*path, start)
            if item.metric not in seen:
                seen.add(item.metric)
                waiting.append((*path, item.metric))
    return ()


class _Inheritance:
    """Fills in what a metric does not say itself, from the inside out."""

    def __init__(self, known: KnownNames) -> None:
        self.known = known
        self.done: dict[str, Metric | None] = {}

    def metric(self, name: str) -> Metric | None:
        """Return the metric with unit and format; None while they are unknown because of a mistake."""
        if name not in self.done:
            self.done[name] = None  # a cycle elsewhere ends here
            self.done[name] = self._whole(name)
        return self.done[name]

    def _whole(self, name: str) -> Metric | None:
        metric, fields = self.known.metrics.get(name), self.known.places.get(name)
        if metric is None or fields is None:
            return metric
        if isinstance(metric, SimpleMetric):
            measure = self.known.measures.get(metric.measure)
            if measure is None:
                return None
            if "null_semantics" not in fields:
                metric = replace(metric, null_semantics=measure.null_semantics)
            return _with(metric, fields, measure.unit, measure.format)
        parent = self.metric(inputs_of(metric)[0].metric) if _keeps_the_unit(metric) else None
        return _with(metric, fields, parent.unit, parent.format) if parent else metric


def _keeps_the_unit(metric: Metric) -> bool:
    return isinstance(metric, CumulativeMetric | NestedMetric) or (
        isinstance(metric, ComparisonMetric) and metric.as_ in ("value", "change")
    )


def _with(metric: Metric, fields: Fields, unit: Unit, format_: Format) -> Metric:
    return replace(
        metric,
        unit=metric.unit if "unit" in fields else unit,
        format=metric.format if "format" in fields else format_,
    )


def _check_metric(metric: Metric, fields: Fields, known: KnownNames, resolver: _Inheritance) -> None:
    if not isinstance(metric, SimpleMetric) and not _keeps_the_unit(metric):
        fields.need("unit", "format")
    if "unit" in fields or "format" in fields:  # what is inherited was checked where it is written
        check_format(fields, metric.unit, metric.format)
    if metric.unit.kind == "count" and "unit" in fields:
        expect(fields, "unit", "entity", metric.unit.of, known.entities)
    facts = known.facts(metric.name)
    check_filter(fields, "filter", metric.filter, known, facts if isinstance(metric, SimpleMetric) else ())
    keys = _INPUT_KEYS.get(type(metric), ("metric",))
    for place, item in enumerate(inputs_of(metric)):
        key = keys[min(place, len(keys) - 1)]
        check_filter(fields, key, item.filter, known, known.facts(item.metric))
    expect(fields, "rank_by", "metric", metric.rank_by, known.metrics)
    for fact in sorted(facts) if metric.time else ():
        check_time(fields, "time", metric.time or "", fact, known)
    _check_kind(metric, fields, known, resolver)


def _check_kind(metric: Metric, fields: Fields, known: KnownNames, resolver: _Inheritance) -> None:
    match metric:
        case RatioMetric():
            _check_currencies(fields, "denominator", _units(metric, resolver))
        case DerivedMetric():
            _check_derived(metric, fields, resolver)
        case ComparisonMetric():
            units = _units(metric, resolver)
            if metric.as_ == "points" and units and units[0].kind != "share":
                fields.say("as", "Only a change between shares is in points.", "Write as: change or as: rate.")
        case ConversionMetric():
            _check_entity(metric.entity, fields, known, metric.name)
            for pair in metric.constant:
                for name in pair:
                    expect(fields, "constant", "dimension", name, known.dimensions)
        case PopulationRateMetric():
            _check_entity(metric.entity, fields, known, metric.name)
        case NestedMetric():
            expect(fields, "over", "entity or grain", metric.over, [*known.entities, *GRAINS])
            check_percentile(fields, metric.agg, metric.percentile)


def _check_measure_names(draft: Draft, known: KnownNames) -> None:
    """Note simple metrics whose measure is unknown or exists in several datasets."""
    for metric, fields in draft.metrics:
        if isinstance(metric, SimpleMetric) and metric.measure in known.shared_measures:
            several = [name for name in known.measures if name.endswith(f".{metric.measure}")]
            fields.say("measure", f"Several datasets have a measure {metric.measure!r}.", f"Write {several[0]!r}.")
        elif isinstance(metric, SimpleMetric):
            expect(fields, "measure", "measure", metric.measure, known.measures)


def _check_entity(entity: str, fields: Fields, known: KnownNames, metric: str) -> None:
    if not expect(fields, "entity", "entity", entity, known.entities):
        return
    for fact in sorted(known.facts(metric)):
        if entity not in known.reached(fact):
            rule = f"The rows of {fact!r} do not belong to a {entity!r}."
            fields.say("entity", rule, f"Add the entity {entity!r} to {fact!r}, or name another entity.")


def _units(metric: Metric, resolver: _Inheritance) -> tuple[Unit, ...]:
    inputs = (resolver.metric(item.metric) for item in inputs_of(metric))
    return tuple(item.unit for item in inputs if item is not None)


def _check_currencies(fields: Fields, key: str, units: tuple[Unit, ...]) -> None:
    currencies = sorted({unit.of for unit in units if unit.kind == "currency"})
    if len(currencies) > 1:
        fields.say(key, f"Currencies are mixed: {' and '.join(currencies)}.", "Convert them to one currency first.")


def _check_derived(metric: DerivedMetric, fields: Fields, resolver: _Inheritance) -> None:
    units: dict[str, Unit] = {}
    aliases = [item.key for item in metric.metrics]
    for item in metric.metrics:
        found = resolver.metric(item.metric)
        if found is not None:
            units[item.key] = found.unit
    twice = sorted({alias for alias in aliases if aliases.count(alias) > 1})
    if twice:
        fields.say("metrics", f"The input {twice[0]!r} is listed twice.", "Give one of them an 'alias'.")
    _check_currencies(fields, "metrics", tuple(units.values()))
    if not metric.expr or fields.bad & {"expr", "metrics"}:
        return
    try:
        unknown = expressions.unknown(metric.expr, aliases)
    except ExpressionError as error:
        fields.say("expr", error.rule, error.remedy)
        return
    for name in unknown:
        fields.say("expr", f"'{name}' is not an input of this metric.", did_you_mean(str(name), aliases))
    _check_sums(expressions.parse(metric.expr), fields, units)


def _check_sums(expression: exp.Expression, fields: Fields, units: dict[str, Unit]) -> None:
    for node in expression.find_all(exp.Add, exp.Sub):
        left, right = _unit_of(node.this, units), _unit_of(node.expression, units)
        if left and right and left != right and {left.kind, right.kind} != {"currency"}:
            rule = f"'{node.sql(expressions.DIALECT)}' adds {left} to {right}."
            fields.say("expr", rule, "Add only values of one unit.")


def _unit_of(node: exp.Expr, units: dict[str, Unit]) -> Unit | None:
    """Return the unit of a part of the expression, where it is certain."""
    match node:
        case exp.Column():
            return units.get(node.name)
        case exp.Paren() | exp.Neg() | exp.Abs():
            return _unit_of(node.this, units)
        case exp.Coalesce():
            return _unit_of(node.this, units)
        case exp.Add() | exp.Sub():
            return _unit_of(node.this, units) or _unit_of(node.expression, units)
    return None
