"""A metric proposed from SQL: the lines an owner would add to the model, kept as a draft with the other proposals.

Rule: the model is never written here. What a metric cannot say (a join, a step, a window, a period, several figures) is
refused with the reason, and so is what the model has already.
"""

from __future__ import annotations

from dataclasses import replace

import yaml

from assistant.learning.proposals import Proposal, Proposals, slug
from assistant.learning.proposed_edits import WITH_MEASURE
from assistant.metric_pages.from_sql import Aggregate, NotAMetric, aggregate_of
from semantic_layer.model import Dataset, Format, Measure, NullSemantics, SemanticModel, SimpleMetric, Text, Unit
from semantic_layer.policy import View
from semantic_layer.writer import dump_model


class BadName(Exception):
    """A proposal without a name, or under one that is taken; `reason` is the code of the sentence."""

    def __init__(self, reason: str, name: str = "") -> None:
        super().__init__(f"{reason} {name}".strip())
        self.reason, self.name = reason, name


def propose(
    sql: str, labels: Text, kept: Proposals, *, dialect: str, author: str, view: View | None = None
) -> Proposal:
    """Keep the metric that a statement says as a draft for the owner. `view`: what its author sees; None: everything.

    Raises
    ------
    NotAMetric
        If the SQL says what no metric can say, or a metric says it already.
    BadName
        If a name is missing or taken.
    BadLesson
        If the model would not load with it.
    """
    if not labels.en.strip() or not labels.zh.strip():
        raise BadName("no_name")
    name = slug(labels.en, "metric")
    if kept.model.has_metric(name) and (view is None or view.has_metric(name)):
        raise BadName("taken", name)
    return kept.add("metrics", lines_of(sql, name, labels, kept.model, dialect=dialect, view=view), author, view)


def lines_of(
    sql: str, name: str, labels: Text, model: SemanticModel, *, dialect: str, view: View | None = None
) -> dict[str, object]:
    """The keys of the metric as the model's YAML would have them, with the measure it needs if there is none."""
    found = aggregate_of(sql, model, dialect)
    known = _known(found, model)
    simple = (item for item in model.metrics if isinstance(item, SimpleMetric))
    seen = [item for item in simple if view is None or view.has_metric(item.name)]
    metric = next((item for item in seen if known and item.measure == known.name), None)
    if metric is None and view is not None and view.is_limited:
        known = None
    if metric is not None and metric.filter is None:
        raise NotAMetric("already", metric.name)
    lines: dict[str, object] = {
        "name": name,
        "type": "simple",
        "measure": known.name if known else name,
        "direction": "neutral",
        "labels": {"en": labels.en, "zh": labels.zh},
        "state": "draft",
    }
    if known is None:
        measure = _measure(found, name, model)
        lines[WITH_MEASURE] = {"dataset": found.dataset, "measure": _written(measure, model)}
    return lines


def _known(found: Aggregate, model: SemanticModel) -> Measure | None:
    """The measure that says just this, if the model has it."""
    return next(
        (
            measure
            for measure in model.dataset(found.dataset).measures
            if (measure.agg, measure.expr, measure.filter or "") == (found.agg, found.expr, found.filter)
        ),
        None,
    )


def _measure(found: Aggregate, name: str, model: SemanticModel) -> Measure:
    dataset = model.dataset(found.dataset)
    is_count = found.agg in ("count", "count_distinct")
    alike = next((m for m in dataset.measures if m.expr == found.expr and m.agg in ("sum", "avg", "min", "max")), None)
    unit, format_ = (alike.unit, alike.format) if alike else (Unit("none"), Format("decimal", 2))
    if is_count:
        unit, format_ = Unit("count", _counted(found, dataset)), Format("integer")
    nothing: NullSemantics = "absent_is_zero" if found.agg == "sum" or is_count else "absent_is_unknown"
    return Measure(
        name=name,
        dataset=found.dataset,
        agg=found.agg,
        expr=found.expr,
        filter=found.filter or None,
        additivity="additive" if found.agg in ("sum", "count") else "non_additive",
        unit=unit,
        format=format_,
        null_semantics=nothing,
    )


def _counted(found: Aggregate, dataset: Dataset) -> str:
    """What a count counts: the entity of the column, else of the rows."""
    own = next((key.name for key in dataset.entities if key.columns == (found.expr,)), None)
    return own or next((key.name for key in dataset.entities if key.type == "primary"), dataset.name)


def _written(measure: Measure, model: SemanticModel) -> dict[str, object]:
    """The measure as the model's own writer writes it."""
    dataset = model.dataset(measure.dataset)
    alone = replace(model, datasets=(replace(dataset, measures=(measure,)),), metrics=())
    content = yaml.safe_load(dump_model(alone)["datasets.yaml"])
    found: dict[str, object] = content["datasets"][0]["measures"][0]
    return found
