"""The pieces of a restatement that say what counts: metrics, conditions, members and windows.

Rule: a condition is said with the labels of the model and the values as the formatter writes them; a number that a
metric is compared with carries the metric's unit.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from assistant import formats
from assistant.wording import Wording
from semantic_layer.model import PopulationRateMetric, Scalar
from semantic_layer.query import Combine, Compare, EntitySet, Exists, Members, MetricRef, Operator, Predicate, Window
from tools.result import Lineage

_VALUELESS = frozenset({"is_null", "not_null"})


def metric_text(metric: MetricRef, wording: Wording, lineage: Lineage | None = None) -> str:
    """A metric as asked for: aggregation, own conditions, observation period."""
    text = wording.metric(metric.name)
    if metric.agg:
        nth = f"P{metric.percentile * 100:g}" if metric.percentile is not None else ""
        text = wording.say(f"restate.agg.{metric.agg}", name=text, percentile=nth)
    days = metric.horizon_days or _resolved_horizon(metric, wording, lineage)
    if days:
        text = wording.say("restate.metric.horizon", name=text, days=days)
    if metric.filters:
        said = wording.comma(predicate_text(item, wording) for item in metric.filters)
        text = wording.say("restate.metric.filtered", name=text, filters=said)
    if metric.offset:
        grain = wording.say(f"grain.{metric.offset.grain}")
        text = wording.say("restate.metric.offset", name=text, n=metric.offset.n, grain=grain)
    return text


def members_text(item: Members | EntitySet, wording: Wording) -> str:
    period = window_text(item.window, wording)
    match item:
        case Members():
            condition = wording.say(
                f"op.{item.op}",
                field=metric_text(item.metric, wording),
                value=numbers_text(item.metric.name, item.op, item.values, wording),
            )
            said = [condition, *(predicate_text(extra, wording) for extra in item.filters)]
            text = wording.say("members.members", entity=wording.entities(item.entity), condition=wording.comma(said))
        case EntitySet():
            has = wording.say("combine.and").join(predicate_text(p, wording) for p in item.has)
            text = wording.say(
                "members.set.has" if has else "members.set.has.any",
                entity=wording.entities(item.entity),
                dataset=wording.dataset(item.dataset),
                predicate=has,
            )
            if item.never:
                never = wording.say("combine.or").join(predicate_text(p, wording) for p in item.never)
                text = f"{text} {wording.say('members.set.never', predicate=never)}"
    return wording.say("members.window", text=text, period=period) if period else text


def predicate_text(predicate: Predicate, wording: Wording) -> str:
    """A condition in words."""
    match predicate:
        case Compare(field, op, values):
            written = _values(field, op, values, wording)
            return wording.say(f"op.{op}", field=wording.dimension(field), value=written)
        case Combine(how, predicates):
            word = wording.say("combine.and" if how == "all_of" else "combine.or")
            return wording.say(f"combine.{how}", items=word.join(predicate_text(item, wording) for item in predicates))
        case Exists(dataset, inner, negated):
            key = "exists.never" if negated else "exists.has"
            name = wording.dataset(dataset)
            if inner is None:
                return wording.say(key, dataset=name)
            return wording.say(f"{key}.where", dataset=name, predicate=predicate_text(inner, wording))


def window_text(window: Window | None, wording: Wording) -> str:
    """A window in absolute dates; nothing when all time is meant."""
    if window is None:
        return ""
    found = (
        wording.calendar.resolve(window.rule) if window.rule and window.start is None and window.end is None else window
    )
    return formats.window(found.start, found.end, wording.language)


def numbers_text(name: str, op: Operator, values: Iterable[float], wording: Wording) -> str:
    """Numbers a metric is compared with, in the metric's own unit."""
    if wording.model.has_metric(name):
        metric = wording.model.metric(name)
        said = [formats.write(value, metric.unit, metric.format, wording.language, form="exact") for value in values]
    else:
        said = [wording.param("", value) for value in values]
    return wording.join(said) if op == "between" else wording.comma(said)


def _values(field: str, op: Operator, values: Iterable[Scalar | date], wording: Wording) -> str:
    if op in _VALUELESS:
        return ""
    said = [wording.value(field, value) for value in values]
    if op == "between":
        return wording.join(said)
    return wording.say("combine.or").join(said) if op == "in" else wording.comma(said)


def _resolved_horizon(metric: MetricRef, wording: Wording, lineage: Lineage | None) -> int | None:
    """The observation period the tool resolved for a population rate, where the call left it open."""
    if lineage is None or not wording.model.has_metric(metric.name):
        return None
    if not isinstance(wording.model.metric(metric.name), PopulationRateMetric):
        return None
    found = dict(lineage.parameters).get(f"{metric.key}.horizon_days")
    return found if isinstance(found, int) else None
