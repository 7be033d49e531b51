"""Shape of metrics: one reader per kind.

Rule: the kind decides the keys. Unit and format that are not written are inherited later (`resolve.py`), because
the measure or metric they come from may stand in another file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Literal, get_args

from semantic_layer.loading.definitions import AGGREGATIONS, DIRECTIONS, NULL_SEMANTICS
from semantic_layer.loading.fields import Fields, did_you_mean
from semantic_layer.loading.named import NamedKeys, named
from semantic_layer.loading.units import format_, unit
from semantic_layer.model import (
    ComparisonMetric,
    ConversionMetric,
    CumulativeMetric,
    DerivedMetric,
    Direction,
    EventCondition,
    Format,
    Input,
    Measure,
    Metric,
    NestedMetric,
    NullSemantics,
    PopulationRateMetric,
    RatioMetric,
    SimpleMetric,
    Unit,
)
from semantic_layer.strict_yaml import Items, Node, Scalar

_SPAN = re.compile(r"[1-9][0-9]{0,4} (?:day|week|month|quarter|year)s?")
_ToDate = Literal["week", "month", "quarter", "year", "fiscal_year"]
_TO_DATES: tuple[_ToDate, ...] = get_args(_ToDate)
_START_OF = re.compile(r"start_of\((?:week|month|quarter|year)\)")


class MetricKeys(NamedKeys):
    """What every metric takes beside its own kind's keys."""

    direction: Direction
    unit: Unit
    format: Format
    filter: str | None
    null_semantics: NullSemantics
    time: str | None
    default_window: str | None
    rank_by: str | None
    core: bool
    judged_forward: bool


def metric(fields: Fields) -> Metric:
    """Read one metric. One of unknown kind keeps its name, so that those who use it are not blamed."""
    fields.need("type", "direction")
    kind = fields.text("type")
    read = _KINDS.get(kind)
    if read is None:
        if kind:
            fields.note("type", f"A metric cannot be of type {kind!r}.", did_you_mean(kind, tuple(_KINDS)))
        return SimpleMetric(**_common(fields), measure="")
    found = read(fields, _common(fields))
    fields.done()
    return found


def _common(fields: Fields) -> MetricKeys:
    return {
        **named(fields),
        "direction": fields.choice("direction", DIRECTIONS, "neutral"),
        "unit": unit(fields) or Unit("none"),
        "format": format_(fields) or Format("text"),
        "filter": fields.optional("filter"),
        "null_semantics": fields.choice("null_semantics", NULL_SEMANTICS, "absent_is_unknown"),
        "time": fields.optional("time"),
        "default_window": fields.optional("default_window"),
        "rank_by": fields.optional("rank_by"),
        "core": fields.flag("core"),
        "judged_forward": fields.flag("judged_forward"),
    }


def created_metric(measure: Measure, name: str) -> SimpleMetric:
    """Return the metric that `create_metric: true` stands for; it says what its measure says.

    Parameters
    ----------
    measure : Measure
    name : str
        How the metric names its measure: the bare name where it is unique, else `<dataset>.<measure>`.
    """
    return SimpleMetric(
        name=measure.name,
        measure=name,
        labels=measure.labels,
        synonyms=measure.synonyms,
        description=measure.description,
        state=measure.state,
        owner=measure.owner,
        version=measure.version,
        hidden=measure.hidden,
        evidence=measure.evidence,
        direction=measure.direction,
        unit=measure.unit,
        format=measure.format,
        null_semantics=measure.null_semantics,
    )


def _simple(fields: Fields, common: MetricKeys) -> Metric:
    fields.need("measure")
    return SimpleMetric(**common, measure=fields.text("measure"))


def _ratio(fields: Fields, common: MetricKeys) -> Metric:
    return RatioMetric(**common, numerator=_input(fields, "numerator"), denominator=_input(fields, "denominator"))


def _derived(fields: Fields, common: MetricKeys) -> Metric:
    fields.need("expr", "metrics")
    node = fields.node_at("metrics")
    nodes = node.nodes if isinstance(node, Items) else []
    if node is not None and not nodes:
        fields.note("metrics", "'metrics' must be a list of metrics.", "Write metrics: [revenue, cost].")
    inputs = tuple(_read_input(fields, f"metrics[{place}]", item) for place, item in enumerate(nodes))
    return DerivedMetric(**common, expr=fields.text("expr"), metrics=inputs)


def _cumulative(fields: Fields, common: MetricKeys) -> Metric:
    if "window" in fields and "to_date" in fields:
        fields.note("to_date", "A metric cumulates over a window or to date, not both.", "Remove one of the two.")
    to_date: _ToDate = fields.choice("to_date", _TO_DATES, "month")
    return CumulativeMetric(
        **common,
        metric=_input(fields, "metric"),
        window=_span(fields, "window"),
        to_date=to_date if "to_date" in fields else None,
        period_agg=fields.choice("period_agg", ("last", "first", "avg"), "last"),
    )


def _comparison(fields: Fields, common: MetricKeys) -> Metric:
    fields.need("to", "as")
    to = fields.text("to")
    if to and to not in ("previous", "year_ago") and not _START_OF.fullmatch(to) and not _SPAN.fullmatch(to):
        remedy = "Use previous, year_ago, start_of(month) or a span such as '1 month'."
        fields.note("to", f"A metric cannot be compared to {to!r}.", remedy)
    return ComparisonMetric(
        **common,
        metric=_input(fields, "metric"),
        to=to,
        as_=fields.choice("as", ("value", "change", "rate", "points"), "change"),
    )


def _conversion(fields: Fields, common: MetricKeys) -> Metric:
    fields.need("entity", "window")
    return ConversionMetric(
        **common,
        entity=fields.text("entity"),
        base=_input(fields, "base"),
        conversion=_input(fields, "conversion"),
        window=_span(fields, "window") or "",
        constant=_pairs(fields, "constant"),
        calculation=fields.choice("calculation", ("rate", "count"), "rate"),
    )


def _population_rate(fields: Fields, common: MetricKeys) -> Metric:
    fields.need("entity", "among", "success")
    automatic = fields.text("horizon") == "auto"
    if "lookback" in fields and "horizon" not in fields:
        fields.note("lookback", "A look-back needs a horizon.", "Add for example 'horizon: 30 days'.")
    return PopulationRateMetric(
        **common,
        entity=fields.text("entity"),
        among=_condition(fields, "among"),
        success=_condition(fields, "success"),
        lookback_days=fields.days("lookback"),
        horizon_days=None if automatic else fields.days("horizon"),
        horizon_auto=automatic,
    )


def _nested(fields: Fields, common: MetricKeys) -> Metric:
    fields.need("over", "agg")
    return NestedMetric(
        **common,
        metric=_input(fields, "metric"),
        over=fields.text("over"),
        agg=fields.choice("agg", AGGREGATIONS, "sum"),
        percentile=fields.number("percentile"),
        include_absent=fields.flag("include_absent"),
    )


_KINDS: Mapping[str, Callable[[Fields, MetricKeys], Metric]] = {
    "simple": _simple,
    "ratio": _ratio,
    "derived": _derived,
    "cumulative": _cumulative,
    "comparison": _comparison,
    "conversion": _conversion,
    "population_rate": _population_rate,
    "nested": _nested,
}


def _input(fields: Fields, key: str) -> Input:
    fields.need(key)
    node = fields.node_at(key)
    return Input("") if node is None else _read_input(fields, key, node)


def _read_input(fields: Fields, key: str, node: Node) -> Input:
    if isinstance(node, Scalar):
        return Input(node.text)
    inner = fields.sole_child(key, node)
    if inner is None:
        return Input("")
    if ("name" in inner) == ("metric" in inner):
        inner.note("name", "An input names one metric.", "Write 'name: revenue', once.")
    found = Input(
        metric=inner.text("name") or inner.text("metric"),
        filter=inner.optional("filter"),
        offset=_span(inner, "offset"),
        alias=inner.name("alias") or None,
    )
    inner.text("metric")  # the other spelling of `name` is known as well
    inner.done()
    return found


def _span(fields: Fields, key: str) -> str | None:
    text = fields.text(key)
    if text and not _SPAN.fullmatch(text):
        fields.note(key, f"{key!r} must be a span of time, not {text!r}.", "Write for example '7 days' or '1 month'.")
        return None
    return text or None


def _condition(fields: Fields, key: str) -> EventCondition:
    inner = fields.child(key)
    if inner is None:
        return EventCondition("", 1)
    inner.need("metric", "at_least")
    found = EventCondition(inner.text("metric"), inner.integer("at_least", 1, low=1, high=1_000_000))
    inner.done()
    return found


def _pairs(fields: Fields, key: str) -> tuple[tuple[str, str], ...]:
    node = fields.node_at(key)
    pairs: list[tuple[str, str]] = []
    for item in node.nodes if isinstance(node, Items) else []:
        parts = [part.text for part in item.nodes if isinstance(part, Scalar)] if isinstance(item, Items) else []
        if len(parts) == 2:
            pairs.append((parts[0], parts[1]))
        else:
            fields.note(key, "A pair is two dimensions.", "Write [[session.device, order.device]].", line=item.line)
    if node is not None and not isinstance(node, Items):
        fields.note(key, f"{key!r} must be a list of pairs.", "Write [[session.device, order.device]].")
    return tuple(pairs)
