"""What the metrics page says of each metric, and which metrics a search finds.

Rule: everything comes from the model; no query runs. What can be grouped by is what the compiler accepts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from assistant import formats
from assistant.answer_parts import Choice
from assistant.evidence.derive import definition
from assistant.records.audit import Record
from assistant.restating.restate import call_label
from assistant.texts import knows
from assistant.ways_on.splits import is_answerable
from assistant.wording import Wording
from semantic_layer.model import (
    ComparisonMetric,
    ConversionMetric,
    CumulativeMetric,
    DerivedMetric,
    Metric,
    NestedMetric,
    PopulationRateMetric,
    RatioMetric,
    SemanticModel,
    SimpleMetric,
)
from semantic_layer.query import DimensionRef, MetricRef, Window
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall

_PERIOD = "last:1:month"
_DAYS = 30  # any horizon does to see what a forward rate can be grouped by


@dataclass(frozen=True)
class MetricCard:
    """One metric in words. `other_label` is its name in the other language, empty where that is the same."""

    name: str
    label: str
    other_label: str
    synonyms: tuple[str, ...]
    description: str
    formula: str
    unit: str
    adds_up: str
    state: str
    owner: str
    version: str
    made_of: str  # the dataset whose rows it is computed from, or the metrics
    grain: str  # what one row of those datasets is
    datasets: tuple[str, ...]  # whose rows it rests on in the end


def cards(wording: Wording) -> tuple[MetricCard, ...]:
    """A card for every metric that the asking person may know, in the order of the model."""
    return tuple(card(metric, wording) for metric in wording.model.metrics if not metric.hidden)


def card(metric: Metric, wording: Wording) -> MetricCard:
    said, datasets = definition(metric, wording), datasets_of(metric, wording.model)
    other = metric.labels.zh if wording.language == "en" else metric.labels.en
    return MetricCard(
        name=metric.name,
        label=said.label,
        other_label=other if other != said.label else "",
        synonyms=metric.synonyms.all(),
        description=said.description,
        formula=said.formula,
        unit=_unit(metric, wording),
        adds_up=wording.say(f"metrics.{_additivity(metric, wording.model)}"),
        state=said.state,
        owner=said.owner,
        version=said.version,
        made_of=wording.comma(_sources(metric, wording)),
        grain=wording.comma(wording.rows_of(name, is_one=True) for name in datasets),
        datasets=datasets,
    )


def found(words: str, offered: tuple[MetricCard, ...]) -> tuple[MetricCard, ...]:
    """The cards in which every word occurs: names first, then synonyms, then descriptions."""
    wanted = words.casefold().split()
    if not wanted:
        return offered
    places = ((_place(wanted, item), position) for position, item in enumerate(offered))
    kept = sorted((place, position) for place, position in places if place is not None)
    return tuple(offered[position] for _, position in kept)


def _place(wanted: list[str], item: MetricCard) -> int | None:
    """Where the words were found, 0 the best; None where they were not."""
    names = f"{item.name.replace('_', ' ')} {item.name} {item.label} {item.other_label}".casefold()
    synonyms = " ".join(item.synonyms).casefold()
    texts = (names, f"{names} {synonyms}", f"{names} {synonyms} {item.description.casefold()}")
    return next((place for place, text in enumerate(texts) if all(word in text for word in wanted)), None)


def question(metric: str, wording: Wording) -> Choice:
    """What "ask about this" runs: the metric of the last full month, else of all the data."""
    of_all = QueryMetricsArgs(metrics=(MetricRef(metric),))
    try:
        period = wording.calendar.resolve(_PERIOD)
        asked = of_all.model_copy(update={"window": Window(period.start, period.end, _PERIOD)})
    except ValueError:
        asked = of_all
    chosen = asked if is_answerable(asked, wording) else of_all
    call = ToolCall(tool="query_metrics", arguments=chosen)
    return Choice(call_label(call, wording), (call,))


def groupings(metric: Metric, wording: Wording) -> tuple[str, ...]:
    """The dimensions and segments by which the metric can be grouped."""
    model = wording.model
    ref = MetricRef(metric.name)
    fixed = {}
    if isinstance(metric, PopulationRateMetric) and wording.calendar.first_day:
        fixed[metric.name] = MetricRef(metric.name, t0=wording.calendar.first_day, horizon_days=_DAYS)
    names = [d.qualified for d in model.dimensions() if not d.hidden and not d.personal and d.type != "identifier"]
    names += [item.qualified for item in model.segmentations if not item.hidden]
    fitting = (
        name
        for name in names
        if is_answerable(QueryMetricsArgs(metrics=(ref,), dimensions=(DimensionRef(name),)), wording, fixed)
    )
    return tuple(dict.fromkeys(wording.dimension(name) for name in fitting))


def uses(metric: str, records: Iterable[Record]) -> int:
    """How many questions on record were answered with the metric."""
    return sum(record.get("event") == "finished" and metric in metrics_of(record) for record in records)


def metrics_of(record: Record) -> tuple[str, ...]:
    """The names of the metrics in the plan of a finished record."""
    plan = record.get("plan")
    calls = plan.get("calls") if isinstance(plan, dict) else None
    return tuple(dict.fromkeys(_named(calls))) if isinstance(calls, list) else ()


def _named(calls: list[object]) -> Iterable[str]:
    for call in calls:
        arguments = call.get("arguments") if isinstance(call, dict) else None
        if not isinstance(arguments, dict):
            continue
        listed = arguments.get("metrics")
        for item in listed if isinstance(listed, list) else ():
            name = item.get("name") if isinstance(item, dict) else item
            if isinstance(name, str):
                yield name
        if isinstance(arguments.get("metric"), str):
            yield str(arguments["metric"])


def _unit(metric: Metric, wording: Wording) -> str:
    key = f"metrics.unit.{metric.unit.kind}"
    of = metric.unit.of
    name = (
        wording.entity(of) if wording.model.has_entity(of) else formats.unit_word(metric.unit, wording.language) or of
    )
    return wording.say(f"{key}.of", name=name) if name and knows(f"{key}.of") else wording.say(key)


def _additivity(metric: Metric, model: SemanticModel) -> str:
    """Whether the parts of the metric sum to the whole: its measure says so; whatever divides does not."""
    if isinstance(metric, SimpleMetric):
        return model.measure(metric.measure).additivity
    return "non_additive"


def datasets_of(metric: Metric, model: SemanticModel) -> tuple[str, ...]:
    """The datasets whose rows the metric is computed from, through all that it is made of."""
    if isinstance(metric, SimpleMetric):
        return (model.measure(metric.measure).dataset,)
    parts = (datasets_of(model.metric(name), model) for name in _inputs(metric) if model.has_metric(name))
    return tuple(dict.fromkeys(name for names in parts for name in names))


def _sources(metric: Metric, wording: Wording) -> tuple[str, ...]:
    if isinstance(metric, SimpleMetric):
        return (wording.dataset(wording.model.measure(metric.measure).dataset),)
    return tuple(dict.fromkeys(wording.metric(name) for name in _inputs(metric)))


def _inputs(metric: Metric) -> tuple[str, ...]:
    """The names of the metrics that a metric is made of."""
    match metric:
        case SimpleMetric():
            return ()
        case RatioMetric(numerator=top, denominator=bottom):
            return (top.metric, bottom.metric)
        case DerivedMetric(metrics=inputs):
            return tuple(item.metric for item in inputs)
        case CumulativeMetric(metric=item) | ComparisonMetric(metric=item) | NestedMetric(metric=item):
            return (item.metric,)
        case ConversionMetric(base=base, conversion=goal):
            return (base.metric, goal.metric)
        case PopulationRateMetric():
            return (metric.among.metric, metric.success.metric)
        case _:
            assert_never(metric)
