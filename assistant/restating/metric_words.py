"""What a metric is called when a question asks for more than its name: aggregation, two levels, conditions, arithmetic.

Rule: two different columns of an answer never carry one name, and a name says everything that makes its figures differ
from the plain metric's. A number that a metric is compared with carries the metric's unit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import get_args

from assistant import formats
from assistant.restating.conditions import ANY_ROW, adjective, predicate_text, window_text
from assistant.restating.references import against, reference_text, times
from assistant.wording import Wording
from semantic_layer.model import Grain, Input, PopulationRateMetric, RatioMetric, SemanticModel, SimpleMetric
from semantic_layer.query import Combination, EntitySet, Exists, Members, MetricFilter, MetricRef, Operator, Predicate
from tools.result import Lineage

_GRAINS: tuple[str, ...] = get_args(Grain)
_SAYS_MEAN = re.compile(
    r"average|mean\b|median|per\b|rate\b|ratio|percent|price|score|rating|平均|均|率|比例|占比|价|评分|得分|分数|成绩|满意度"
)


def metric_text(metric: MetricRef, wording: Wording, lineage: Lineage | None = None) -> str:
    """A metric as asked for: aggregation, levels, own conditions, observation period, arithmetic."""
    if metric.combine:
        return _combined(metric, metric.combine, wording)
    text = _measured(metric, wording)
    days = metric.horizon_days or _resolved_horizon(metric, wording, lineage)
    if days:
        text = wording.say("restate.metric.horizon", name=text, days=days)
    if said := own_conditions(metric, wording):
        text = wording.say("restate.metric.filtered", name=text, filters=wording.comma(said))
    if metric.offset:
        grain = wording.say(f"grain.{metric.offset.grain}")
        text = wording.say("restate.metric.offset", name=text, n=metric.offset.n, grain=grain)
    return text


def with_names(metrics: Sequence[MetricRef], wording: Wording) -> Wording:
    """The wording of one call: its columns are named by what was asked for, not by the metric alone."""
    alike = Counter(_base(metric) for metric in metrics)
    named = {
        metric.key: metric_text(
            metric
            if alike[_base(metric)] > 1 or metric.combine
            else replace(metric, filters=(), members=(), horizon_days=None),
            wording,
        )
        for metric in metrics
    }
    return replace(wording, named=tuple(sorted(named.items())))


def sides(metric: MetricRef) -> tuple[MetricRef, ...]:
    """The metrics that an arithmetic is made of, in their order; the metric itself where there is none."""
    return (replace(metric, combine=None, alias=None), *(step.other for step in steps(metric)))


def steps(metric: MetricRef) -> tuple[Combination, ...]:
    """The arithmetic of a metric, one step after the other."""
    found, step = [], metric.combine
    while step:
        found.append(step)
        step = step.then
    return tuple(found)


def side_text(metric: MetricRef, wording: Wording, *, is_counted: bool = True) -> str:
    """One side of an arithmetic; one value stands before the name: "returned orders".

    `is_counted`: a plain count is called by what it counts, which reads in a ratio and not in a sum.
    """
    if metric.combine:
        return wording.say("restate.combine.group", text=metric_text(metric, wording))
    plain = replace(metric, filters=(), members=(), alias=None)
    said = own_conditions(metric, wording)
    counted = _counted(plain, wording) if is_counted or said else ""
    name = wording.entities(counted) if counted else metric_text(plain, wording)
    if (word := adjective(metric.filters, wording)) and not metric.members:
        return wording.say("restate.metric.adjective", value=word, name=name)
    return wording.say("restate.metric.filtered", name=name, filters=wording.comma(said)) if said else name


def own_conditions(metric: MetricRef, wording: Wording) -> list[str]:
    """The conditions of one metric alone."""
    rows = [predicate_text(item, wording) for item in metric.filters]
    return rows + [member_condition(item, metric, wording) for item in metric.members]


def member_text(item: Members | EntitySet, wording: Wording) -> str:
    """Which members of an entity count, and in which period that was looked at."""
    condition, more = _condition_and_more(item, wording)
    return wording.say("members.only", entity=wording.entities(item.entity), condition=condition, more=more)


def member_condition(item: Members | EntitySet, metric: MetricRef, wording: Wording) -> str:
    """The same, beside a metric: "with number of orders = 1" of the members that it counts, else with their name."""
    condition, more = _condition_and_more(item, wording)
    if _counted(MetricRef(metric.name), wording) == item.entity and not metric.agg:
        return condition + more
    return wording.say("members.of", entity=wording.entities(item.entity), condition=condition) + more


def _condition_and_more(item: Members | EntitySet, wording: Wording) -> tuple[str, str]:
    """The condition, and what is added to it: what they never did, and the period."""
    period = window_text(item.window, wording)
    more = ""
    if isinstance(item, Members):
        said = [_members_condition(item, wording), *(predicate_text(extra, wording) for extra in item.filters)]
        text = wording.say("members.members", condition=wording.comma(said))
    elif item.never and not item.has:
        return _never(item, period, wording), ""
    else:
        has = wording.say("combine.and").join(predicate_text(p, wording) for p in item.has if p != ANY_ROW)
        key = "members.set.has" if has else "members.set.has.any"
        text = wording.say(key, dataset=wording.dataset(item.dataset), predicate=has)
        if item.never:
            more = f" {wording.say('members.set.never', predicate=_either(item.never, wording))}"
    return text, more + (wording.say("members.window", period=period) if period else "")


def having_text(item: MetricFilter, metric: MetricRef | None, field: str, things: str, wording: Wording) -> str:
    """A condition on a metric of the answer; `field` is its name, `things` the groups of the answer."""
    if item.than:
        said = times(reference_text(item.than, things, field, wording), item.values, wording)
        return against(field, item.op, said, wording)
    return wording.say(f"op.{item.op}", field=field, value=_limits(item, metric, wording))


def numbers_text(metric: MetricRef, op: Operator, values: Iterable[float], wording: Wording) -> str:
    """Numbers that a metric is compared with, in its own unit; of an arithmetic they have none but a percentage."""
    if metric.combine:
        is_share = steps(metric)[-1].as_share
        said = [formats.percent(v, wording.language) if is_share else wording.param("", v) for v in values]
    elif wording.model.has_metric(metric.name) and metric.agg not in ("count", "count_distinct"):
        found = wording.model.metric(metric.name)
        said = [formats.write(value, found.unit, found.format, wording.language, form="exact") for value in values]
    else:
        said = [wording.param("", value) for value in values]
    return wording.join(said) if op == "between" else wording.comma(said)


# --- one level and two ---------------------------------------------------------------------------------------


def _measured(metric: MetricRef, wording: Wording) -> str:
    """The name with its aggregation: "average revenue", "average revenue per customer", "highest daily sales"."""
    name = wording.metric(metric.name)
    nth = f"P{metric.percentile * 100:g}" if metric.percentile is not None else ""
    if metric.per in _GRAINS:
        words = {"grain": wording.say(f"per.grain.{metric.per}"), "mean": wording.say(f"per.mean.{metric.per}")}
        return wording.say(f"restate.per.grain.{metric.agg or 'avg'}", name=name, percentile=nth, **words)
    if metric.per:
        member = wording.thing(metric.per)
        words = {"member": member, "each": wording.each(member)}
        return wording.say(f"restate.per.member.{metric.agg or 'avg'}", name=name, percentile=nth, **words)
    if metric.over:
        return wording.say("restate.members", name=name, rows=wording.dataset(metric.over))
    if among := _members_among_rows(metric, wording):
        return among
    agg = metric.agg or ("avg" if _is_averaged_by_guess(metric.name, wording.model) else "")
    return wording.say(f"restate.agg.{agg}", name=name, percentile=nth) if agg else name


def _is_averaged_by_guess(name: str, model: SemanticModel) -> bool:
    """Does nothing but a proposal that nobody reviewed say that a plain number is averaged: 消耗课时, "floor"?

    A rate or a price is known to be averaged by its name.
    """
    metric = model.metric(name) if model.has_metric(name) else None
    if not isinstance(metric, SimpleMetric) or metric.state != "generated" or metric.unit.kind == "share":
        return False
    said = f"{metric.labels.en} {metric.labels.zh}"
    return model.measure(metric.measure).agg == "avg" and not _SAYS_MEAN.search(said)


def _members_among_rows(metric: MetricRef, wording: Wording) -> str:
    """ "Number of customers among orders": the different keys of members that rows carry; empty for other columns."""
    model = wording.model
    if metric.agg != "count_distinct" or not model.has_dimension(metric.name):
        return ""
    dimension = model.dimension(metric.name)
    columns = (dimension.column,)
    keys = [
        key.name
        for key in model.dataset(dimension.dataset).entities
        if key.columns == columns and key.type == "foreign"
    ]
    counted = model.entity(keys[0]).default_count if len(keys) == 1 else None
    if counted is None:
        return ""
    return wording.say("restate.members", name=wording.metric(counted), rows=wording.dataset(dimension.dataset))


def _base(metric: MetricRef) -> MetricRef:
    return replace(metric, filters=(), members=(), alias=None)


# --- arithmetic ----------------------------------------------------------------------------------------------


def _combined(metric: MetricRef, step: Combination, wording: Wording) -> str:
    if known := _known_ratio(metric, step, wording):
        return known
    first = replace(metric, combine=None, alias=None)
    text = _share_of(first, step.other, wording) if step.as_share else _first_step(first, step, wording)
    for following in steps(metric)[1:]:
        left = wording.say("restate.combine.group", text=text)
        text = _step(left, following, wording, "restate.combine.divide.then")
    return text


def _known_ratio(metric: MetricRef, step: Combination, wording: Wording) -> str:
    """ "Return rate among order lines": a ratio of the model whose sides are counted among rows."""
    first, over = replace(metric, combine=None, alias=None), step.other.over or metric.over
    plain = (replace(first, over=None), replace(step.other, over=None, alias=None))
    if (
        over is None
        or step.how != "divide"
        or step.then
        or plain != (MetricRef(first.name), MetricRef(step.other.name))
    ):
        return ""
    named = (m for m in wording.model.metrics if isinstance(m, RatioMetric) and not m.filter)
    sides = (Input(first.name), Input(step.other.name))
    name = next((m.name for m in named if (m.numerator, m.denominator) == sides), "")
    return wording.say("restate.members", name=wording.metric(name), rows=wording.dataset(over)) if name else ""


def _first_step(first: MetricRef, step: Combination, wording: Wording) -> str:
    is_per = step.how == "divide" and not first.per and _base(first) != _base(step.other)
    counted = _counted(step.other, wording) if is_per else ""
    if counted:
        name, each = metric_text(first, wording), wording.each(wording.entity(counted))
        return wording.say("restate.combine.per", name=name, each=each)
    return _step(side_text(first, wording, is_counted=step.how == "divide"), step, wording, "restate.combine.divide")


def _step(left: str, step: Combination, wording: Wording, divide: str) -> str:
    right = side_text(step.other, wording, is_counted=step.how == "divide" and divide == "restate.combine.divide")
    key = divide if step.how == "divide" else f"restate.combine.{step.how}"
    return wording.say("restate.combine.share" if step.as_share else key, a=left, b=right)


def _share_of(part: MetricRef, whole: MetricRef, wording: Wording) -> str:
    """A part of the same metric is said by what sets it apart: "percentage of orders that are returned"."""
    own = tuple(item for item in part.filters if item not in whole.filters)
    set_apart = tuple(item for item in part.members if item not in whole.members)
    found = (len(own), len(set_apart))
    added = (len(part.filters) - len(whole.filters), len(part.members) - len(whole.members))
    said = {"a": side_text(part, wording), "b": side_text(whole, wording)}
    if _base(part) != _base(whole) or not any(found) or found != added:
        return wording.say("restate.combine.share", **said)
    word = adjective(own, wording)
    if set_apart:
        rows = [predicate_text(item, wording) for item in own]
        conditions = [*(member_condition(item, part, wording) for item in set_apart), *rows]
        return wording.say("restate.combine.share.with", **said, condition=wording.say("combine.and").join(conditions))
    if word and _is_count(whole, wording):
        return wording.say("restate.combine.share.that", **said, value=word)
    if word:
        return wording.say("restate.combine.share", **said)
    condition = wording.say("combine.and").join(predicate_text(item, wording) for item in own)
    has_rows = all(isinstance(item, Exists) for item in own)  # "orders with returns" needs no "where"
    return wording.say(f"restate.combine.share.{'with' if has_rows else 'where'}", **said, condition=condition)


def _counted(metric: MetricRef, wording: Wording) -> str:
    """The entity that a plain metric counts: `order` of the number of orders; nothing for all other metrics."""
    if metric != MetricRef(metric.name, alias=metric.alias) or not wording.model.has_metric(metric.name):
        return ""
    unit = wording.model.metric(metric.name).unit
    if unit.kind != "count" or not wording.model.has_entity(unit.of):
        return ""
    return unit.of if wording.model.entity(unit.of).default_count == metric.name else ""


def _is_count(metric: MetricRef, wording: Wording) -> bool:
    if metric.agg:
        return metric.agg in ("count", "count_distinct")
    return wording.model.has_metric(metric.name) and wording.model.metric(metric.name).unit.kind == "count"


# --- who counts ----------------------------------------------------------------------------------------------


def _members_condition(item: Members, wording: Wording) -> str:
    field = metric_text(item.metric, wording)
    if item.than:
        than = reference_text(item.than, wording.entities(item.entity), field, wording)
        return against(field, item.op, times(than, item.values, wording), wording)
    return wording.say(f"op.{item.op}", field=field, value=numbers_text(item.metric, item.op, item.values, wording))


def _never(item: EntitySet, period: str, wording: Wording) -> str:
    """Members without any such event; those without any event at all belong too."""
    condition = "" if _is_any(item.never) else _either(item.never, wording)
    key = f"members.set.none{'.where' if condition else ''}{'.window' if period else ''}"
    said = {"dataset": wording.dataset(item.dataset), "predicate": condition, "period": period}
    return wording.say(key, **said)


def _is_any(never: tuple[Predicate, ...]) -> bool:
    return ANY_ROW in never


def _either(predicates: Iterable[Predicate], wording: Wording) -> str:
    return wording.say("combine.or").join(predicate_text(item, wording) for item in predicates)


def _limits(item: MetricFilter, metric: MetricRef | None, wording: Wording) -> str:
    if item.by.endswith(("_rate", "__share")):
        return wording.comma(formats.percent(value, wording.language) for value in item.values)
    return numbers_text(metric or MetricRef(item.by.partition("__")[0]), item.op, item.values, wording)


def _resolved_horizon(metric: MetricRef, wording: Wording, lineage: Lineage | None) -> int | None:
    """The observation period the tool resolved for a population rate, where the call left it open."""
    if lineage is None or not wording.model.has_metric(metric.name):
        return None
    if not isinstance(wording.model.metric(metric.name), PopulationRateMetric):
        return None
    found = dict(lineage.parameters).get(f"{metric.key}.horizon_days")
    return found if isinstance(found, int) else None
