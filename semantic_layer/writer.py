"""Write a model as YAML files that a person can read and edit.

Rule: loading what was written gives the same model. Keys that say nothing (defaults, what a metric inherits, metrics
that `create_metric` makes) are left out; texts that YAML would read as something else are quoted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import MISSING, fields

import yaml

from semantic_layer.loading.metric_definitions import created_metric
from semantic_layer.model import (
    CalendarSpec,
    ComparisonMetric,
    ConversionMetric,
    CumulativeMetric,
    Dataset,
    DerivedMetric,
    Dimension,
    DimensionValue,
    Entity,
    EntityKey,
    EventCondition,
    Input,
    Measure,
    Metric,
    MetricBase,
    Named,
    NestedMetric,
    Policy,
    PopulationRateMetric,
    RatioMetric,
    Role,
    Segmentation,
    SemanticModel,
    SemiAdditive,
    SimpleMetric,
    Tag,
    Text,
    Watch,
    Words,
)

Plain = dict[str, object]
_KIND = {
    SimpleMetric: "simple",
    RatioMetric: "ratio",
    DerivedMetric: "derived",
    CumulativeMetric: "cumulative",
    ComparisonMetric: "comparison",
    ConversionMetric: "conversion",
    PopulationRateMetric: "population_rate",
    NestedMetric: "nested",
}


class _Dumper(yaml.SafeDumper):
    """Small mappings and lists on one line, no anchors."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def dump_model(model: SemanticModel) -> dict[str, str]:
    """Return file name to YAML text: `model.yaml`, `datasets.yaml`, and what else the model has.

    Metrics are loaded with those of `create_metric` first; a model whose metrics stand in another order comes back
    in that one.
    """
    parts: dict[str, Plain] = {
        "model.yaml": _head(model),
        "datasets.yaml": {"datasets": [_dataset(item) for item in model.datasets]},
        "metrics.yaml": {"metrics": _metrics(model)},
        "segmentations.yaml": {"segmentations": [_segmentation(item) for item in model.segmentations]},
        "tags.yaml": {"tags": [_tag(item) for item in model.tags]},
        "watches.yaml": {"watches": [_watch(item) for item in model.watches]},
        "policies.yaml": {"policies": [_policy(item) for item in model.policies]},
        "examples.yaml": {"examples": [dict(item) for item in model.examples]},
    }
    needed = ("model.yaml", "datasets.yaml")
    return {name: _yaml(part) for name, part in parts.items() if name in needed or any(part.values())}


def _yaml(part: Plain) -> str:
    text = yaml.dump(part, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110, default_flow_style=None)
    return str(text)


def _filled(**keys: object) -> Plain:
    """Return the keys that say something; `as_` and `with_` lose their underscore."""
    return {name.rstrip("_"): value for name, value in keys.items() if value not in (None, "", False, (), [], {})}


def _text(text: Text) -> Plain:
    return _filled(en=text.en, zh=text.zh)


def _words(words: Words) -> Plain:
    return _filled(en=list(words.en), zh=list(words.zh))


def _named(item: Named, *, after_name: Mapping[str, object] | None = None) -> Plain:
    return {
        "name": item.name,
        **(after_name or {}),
        **_filled(
            labels=_text(item.labels),
            synonyms=_words(item.synonyms),
            description=_text(item.description),
            state="" if item.state == "confirmed" else item.state,
            owner=item.owner,
            version=item.version,
            hidden=item.hidden,
            meta=dict(item.meta),
            evidence=item.evidence,
        ),
    }


def _head(model: SemanticModel) -> Plain:
    return {
        "version": model.version,
        "model": model.name,
        "languages": list(model.languages),
        **_filled(
            dialect="" if model.dialect == "duckdb" else model.dialect,
            labels=_text(model.labels),
            description=_text(model.description),
        ),
        "calendar": _calendar(model.calendar),
        "entities": [_entity(item) for item in model.entities],
        **_filled(
            roles={role.name: _role(role) for role in model.roles},
            extensions=dict(model.extensions),
        ),
        **model.settings,
    }


def _role(role: Role) -> Plain:
    written = {"dataset": role.dataset, "columns": dict(role.columns)}
    return written | _filled(state="" if role.state == "confirmed" else role.state, evidence=role.evidence)


def _calendar(spec: CalendarSpec) -> Plain:
    fiscal, spine = spec.fiscal_year, spec.spine
    return {
        "timezone": spec.timezone,
        "week": {"start": spec.week_start, "numbering": spec.week_numbering},
        **_filled(
            fiscal_year={"start_month": fiscal.start_month, "start_day": fiscal.start_day, "named_by": fiscal.named_by}
            if fiscal
            else None,
            spine={"dataset": spine.dataset, "column": spine.column, "range": spine.range} if spine else None,
            holidays=list(spec.holidays),
            as_of={"default": spec.as_of.isoformat()} if spec.as_of else None,
            week_year_ago="" if spec.week_year_ago == "364_days" else spec.week_year_ago,
            last_n="" if spec.last_n == "calendar" else spec.last_n,
            recent_days=spec.recent_days,
        ),
    }


def _entity(entity: Entity) -> Plain:
    return _named(entity) | _filled(label_dimension=entity.label_dimension, default_count=entity.default_count)


def _dataset(dataset: Dataset) -> Plain:
    head = {
        "source": dataset.source,
        "role": dataset.role,
        "grain": list(dataset.grain),
        "time_basis": dataset.time_basis,
    }
    valid = {"from": dataset.valid_from, "to": dataset.valid_to} if dataset.valid_from else None
    return {
        **_named(dataset, after_name=head),
        **_filled(default_time=dataset.default_time),
        "entities": [_entity_key(key) for key in dataset.entities],
        **_filled(
            default_filters=list(dataset.default_filters),
            valid=valid,
            complete_to=dataset.complete_to,
            bridge={"weight": dataset.bridge_weight} if dataset.bridge_weight else None,
            exclude=list(dataset.exclude),
            dimensions=[_dimension(item) for item in dataset.dimensions],
            measures=[_measure(item) for item in dataset.measures],
        ),
    }


def _entity_key(key: EntityKey) -> Plain:
    head = {"name": key.name, "type": key.type, "columns": list(key.columns)}
    return head | _filled(role=key.role, default_role=key.default_role, mandatory=key.mandatory)


def _dimension(item: Dimension) -> Plain:
    expr = item.recorded or item.expr
    return {
        **_named(item, after_name={"type": item.type} | _filled(expr=expr if expr != item.name else "")),
        **_filled(
            fill=[{"expr": source.expr, "labels": _text(source.labels)} for source in item.fill],
            datatype=item.datatype,
            grain=item.grain,
            timezone=item.timezone,
            values=[_value(value) for value in item.values],
            closed=item.closed,
            hierarchy={"name": item.hierarchy, "level": item.level} if item.hierarchy else None,
            sort_by=item.sort_by,
            null_label=_text(item.null_label) if item.null_label != Dimension.null_label else None,
            index="" if item.index == "auto" else item.index,
            personal=item.personal,
            adjectives=[{"word": word.word, "filter": word.filter} for word in item.adjectives],
        ),
    }


def _value(value: DimensionValue) -> Plain:
    head: Plain = {"code": value.code}
    if value.order is not None:
        head["order"] = value.order
    return head | _filled(labels=_text(value.labels), synonyms=_words(value.synonyms))


def _measure(item: Measure) -> Plain:
    head = {
        "agg": item.agg,
        **_filled(expr=item.expr if item.expr != item.name or item.agg == "count" else ""),
        "additivity": item.additivity,
        "unit": str(item.unit),
        "format": str(item.format),
        "null_semantics": item.null_semantics,
    }
    return _named(item, after_name=head) | _filled(
        percentile=item.percentile,
        method="" if item.method == "continuous" else item.method,
        filter=item.filter,
        time=item.time,
        semi=_semi(item.semi) if item.semi else None,
        finer=item.finer,
        create_metric=item.create_metric,
        direction="" if item.direction == "neutral" else item.direction,
    )


def _semi(semi: SemiAdditive) -> Plain:
    carry = semi.carry_forward
    days = f"{carry} days" if isinstance(carry, int) else carry
    return {"pick": semi.pick} | _filled(per=list(semi.per), carry_forward="" if days == "none" else days)


def _metrics(model: SemanticModel) -> list[Plain]:
    uses = Counter(measure.name for dataset in model.datasets for measure in dataset.measures)
    created: dict[str, Metric] = {}
    for dataset in model.datasets:
        for measure in dataset.measures:
            if measure.create_metric:
                name = measure.name if uses[measure.name] == 1 else f"{dataset.name}.{measure.name}"
                created[measure.name] = created_metric(measure, name)
    return [_metric(metric, model) for metric in model.metrics if created.get(metric.name) != metric]


def _metric(metric: Metric, model: SemanticModel) -> Plain:
    measure = model.measure(metric.measure) if isinstance(metric, SimpleMetric) else None
    unknown = measure.null_semantics if measure else MetricBase.null_semantics
    head = {"type": _KIND[type(metric)], **_kind_keys(metric), "direction": metric.direction}
    return _named(metric, after_name=head) | _filled(
        unit="" if measure and measure.unit == metric.unit else str(metric.unit),
        format="" if measure and measure.format == metric.format else str(metric.format),
        filter=metric.filter,
        null_semantics="" if metric.null_semantics == unknown else metric.null_semantics,
        time=metric.time,
        default_window=metric.default_window,
        rank_by=metric.rank_by,
        core=metric.core,
        judged_forward=metric.judged_forward,
    )


def _kind_keys(metric: Metric) -> Plain:
    """Return the keys of the metric's kind, which its dataclass adds to those of every metric."""
    own = {item.name: item.default for item in fields(metric)[len(fields(MetricBase)) :]}
    keys: Plain = {}
    for name, default in own.items():
        value = getattr(metric, name)
        if default is MISSING or value != default:
            keys[name.rstrip("_")] = _plain(value)
    if isinstance(metric, PopulationRateMetric):
        keys |= _filled(
            lookback=f"{metric.lookback_days} days" if metric.lookback_days else "",
            horizon="auto" if metric.horizon_auto else f"{metric.horizon_days} days" if metric.horizon_days else "",
        )
        for name in ("lookback_days", "horizon_days", "horizon_auto"):
            keys.pop(name, None)
    return keys


def _plain(value: object) -> object:
    match value:
        case Input():
            extras = _filled(filter=value.filter, offset=value.offset, alias=value.alias)
            return {"name": value.metric, **extras} if extras else value.metric
        case EventCondition():
            return {"metric": value.metric, "at_least": value.at_least}
        case tuple():
            return [_plain(item) for item in value]
    return value


def _segmentation(item: Segmentation) -> Plain:
    head = {"entity": item.entity, "dataset": item.dataset, "tool": item.tool, "params": dict(item.params)}
    return {
        **_named(item, after_name=head),
        "values": [_value(value) for value in item.values] if item.first_of is None else [],
        **_filled(valid_for=item.valid_for, run="" if item.run == "latest_before_window" else item.run),
    }


def _tag(item: Tag) -> Plain:
    head = {"class": item.class_, "rule": item.rule, "refresh": item.refresh}
    return _named(item, after_name=head) | _filled(core=item.core, conflicts_with=list(item.conflicts_with))


def _watch(item: Watch) -> Plain:
    if item.customers:
        what: Plain = {"customers": item.customers, "days": item.days, "at_least": item.at_least}
    else:
        what = {"metric": item.metric, "grain": item.grain, "condition": item.condition, "against": item.against}
        limits = {name: getattr(item, name) for name in ("low", "high", "by_share", "threshold")}
        what |= {name: value for name, value in limits.items() if value is not None}
        what |= _filled(where={name: list(values) for name, values in item.where})
    return _named(item, after_name={**what, "schedule": item.schedule})


def _policy(item: Policy) -> Plain:
    group = {"entity": item.min_group_entity, "k": item.min_group_k} if item.min_group_entity else None
    return _named(item, after_name={"dataset": item.dataset}) | _filled(
        rows=item.rows,
        null_keys="" if item.null_keys == "hidden" else item.null_keys,
        mask=[{"dimension": mask.dimension, "with": mask.with_} for mask in item.mask],
        hide=list(item.hide),
        min_group=group,
        export="" if item.export == "none" else item.export,
        applies_to=list(item.applies_to),
    )
