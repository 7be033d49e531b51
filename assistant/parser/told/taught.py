"""Numbers that the asker defined: metrics of one question's own model, and how they leave it again.

Rule: while the question is read such a number is a metric like any other; the plan that leaves the parser names the
model's metrics only, so that it runs, is restated and is checked like every plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from assistant.plan import Clarify, Compute, Option, Outcome, Plan, Refuse
from semantic_layer.model import DerivedMetric, Format, Metric, SemanticModel, Text, Unit
from semantic_layer.query import Combination, Members, MetricRef, Predicate
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall

Numbers = Mapping[str, MetricRef]


def of_own_model(model: SemanticModel, numbers: Numbers) -> SemanticModel:
    """Return the model with one metric more for each of `numbers`."""
    return replace(model, metrics=(*model.metrics, *(_metric(model, name, ref) for name, ref in numbers.items())))


def _metric(model: SemanticModel, name: str, ref: MetricRef) -> Metric:
    base = model.metric(ref.name) if model.has_metric(ref.name) and ref.combine is None else None
    return DerivedMetric(
        name=name,
        labels=Text(name, name),
        direction=base.direction if base else "neutral",
        unit=base.unit if base else Unit("none"),
        format=base.format if base else Format("decimal"),
        expr="",
        metrics=(),
    )


def written_out(plan: Plan, numbers: Numbers) -> Plan:
    """Return the plan with the asker's numbers replaced by what they stand for."""
    return replace(plan, outcome=_outcome(plan.outcome, numbers)) if numbers else plan


def _outcome(outcome: Outcome, numbers: Numbers) -> Outcome:
    try:
        match outcome:
            case Compute(calls):
                return Compute(tuple(_call(call, numbers) for call in calls))
            case Clarify():
                options = tuple(
                    Option(tuple(_call(call, numbers) for call in o.calls), o.default, o.label) for o in outcome.options
                )
                return replace(outcome, options=options)
            case Refuse():
                return replace(outcome, nearest=tuple(_call(call, numbers) for call in outcome.nearest))
    except _NotOfNumbers as error:
        return Refuse("not_supported", (("construction", str(error)),))


class _NotOfNumbers(Exception):
    """An aggregate of a number that is no single metric."""


def _call(call: ToolCall, numbers: Numbers) -> ToolCall:
    arguments = call.arguments
    if not isinstance(arguments, QueryMetricsArgs):
        return call
    members = tuple(
        replace(m, metric=_ref(m.metric, numbers)) if isinstance(m, Members) else m for m in arguments.members
    )
    metrics = tuple(_ref(ref, numbers) for ref in arguments.metrics)
    changed = arguments.model_copy(update={"metrics": metrics, "members": members})
    return ToolCall(tool=call.tool, arguments=changed)


def _ref(ref: MetricRef, numbers: Numbers) -> MetricRef:
    combine = _inside(ref.combine, numbers)
    stands_for = numbers.get(ref.name)
    if stands_for is None:
        return replace(ref, combine=combine)
    is_plain = stands_for.agg is None and stands_for.per is None and stands_for.combine is None
    if (ref.agg or ref.per) and not is_plain:
        raise _NotOfNumbers(ref.agg or ref.per)
    own = filtered(stands_for, ref.filters)
    return replace(
        own,
        alias=ref.key,
        offset=ref.offset or own.offset,
        agg=ref.agg or own.agg,
        per=ref.per or own.per,
        percentile=ref.percentile or own.percentile,
        combine=chained(own.combine, combine),
    )


def _inside(step: Combination | None, numbers: Numbers) -> Combination | None:
    if step is None:
        return None
    return replace(step, other=_ref(step.other, numbers), then=_inside(step.then, numbers))


def filtered(ref: MetricRef, filters: tuple[Predicate, ...]) -> MetricRef:
    """Return the number under further conditions, which hold for every part of its arithmetic."""
    if not filters:
        return ref
    return replace(ref, filters=(*ref.filters, *filters), combine=_filtered(ref.combine, filters))


def _filtered(step: Combination | None, filters: tuple[Predicate, ...]) -> Combination | None:
    if step is None:
        return None
    return replace(step, other=filtered(step.other, filters), then=_filtered(step.then, filters))


def chained(first: Combination | None, then: Combination | None) -> Combination | None:
    """Return the arithmetic that goes on with `then`."""
    if first is None:
        return then
    return replace(first, then=chained(first.then, then)) if then else first
