"""What the names of the model mean, what can be asked, and how fresh the data are.

Rule: a description is a table of what the model and the data say, in the model's own words; the tool adds none. A
name that the asking person may not see is unknown here too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import assert_never

from sqlglot import exp

from semantic_layer.errors import BadQuery, UnknownDimension, UnknownMetric, UnknownValue, nearest
from semantic_layer.model import (
    ComparisonMetric,
    ConversionMetric,
    CumulativeMetric,
    Dataset,
    DerivedMetric,
    DimensionValue,
    Metric,
    Named,
    NestedMetric,
    PopulationRateMetric,
    RatioMetric,
    Role,
    Segmentation,
    SimpleMetric,
    Unit,
)
from semantic_layer.policy import View
from semantic_layer.result import Column, ResultTable, Value
from tools import trees
from tools.arguments import DescribeArgs
from tools.context import ToolContext
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.roles import RoleSource
from tools.segments.runs import list_runs
from tools.tables import DATE, INTEGER, NONE, fact
from tools.trees import named

ROWS = Unit("count")
WORDS = ("name", "label_en", "label_zh", "description_en", "description_zh", "synonyms", "state", "owner")


def describe(arguments: DescribeArgs, ctx: ToolContext) -> ToolResult:
    """Describe one name, or list everything of a kind when no name is given."""
    tables, sql = _DESCRIBERS[arguments.kind](arguments.name, ctx)
    main = tables[0].table
    states = [
        Caveat(f"{row['state']}_definition", (("name", row["name"]),))
        for row in main.records()
        if arguments.name and row.get("state") in ("generated", "draft", "deprecated")
    ]
    return ToolResult(
        "describe",
        tables,
        (Finding("listing", (("count", Fact(len(main.rows), ROWS, INTEGER)),)),),
        tuple(states),
        Lineage(
            as_of=ctx.as_of,
            sql=sql,
            metrics=(arguments.name,) if arguments.kind == "metric" and arguments.name else (),
            dimensions=(arguments.name,) if arguments.kind in ("dimension", "segmentation") and arguments.name else (),
            parameters=(("kind", arguments.kind), ("name", arguments.name)),
            row_counts=(("rows", len(main.rows)),),
        ),
    )


Tables = tuple[tuple[NamedTable, ...], tuple[str, ...]]


def _metric(name: str | None, ctx: ToolContext) -> Tables:
    view = View(ctx.model, ctx.who)
    if name is not None and not view.has_metric(name):
        raise UnknownMetric(name, view.metric_names)
    metrics = [ctx.model.metric(item) for item in ((name,) if name else view.metric_names)]
    rows = [
        (*_words(metric), formula(metric, ctx), str(metric.unit), str(metric.format), metric.direction)
        for metric in metrics
        if name or not metric.hidden
    ]
    return _only(_text_table((*WORDS, "formula", "unit", "format", "direction"), rows)), ()


def _dimension(name: str | None, ctx: ToolContext) -> Tables:
    view = View(ctx.model, ctx.who)
    if name is not None and not (view.has_field(name) and ctx.model.has_dimension(name)):
        raise UnknownDimension(name, view.field_names)
    chosen = [ctx.model.dimension(name)] if name else [d for d in ctx.model.dimensions() if view.has_field(d.qualified)]
    rows = [(*_words(item, item.qualified), item.type, item.dataset, item.grain or "") for item in chosen]
    tables = _only(_text_table((*WORDS, "type", "dataset", "grain"), rows))
    return (*tables, *_values(chosen[0].values)) if name and chosen[0].qualified not in view.masks else tables, ()


def _segmentation(name: str | None, ctx: ToolContext) -> Tables:
    """The rule with every parameter, its segments, and the runs that are kept."""
    view = View(ctx.model, ctx.who)
    if name is not None and not (view.has_field(name) and ctx.model.has_segmentation(name)):
        raise UnknownDimension(name, view.field_names)
    chosen = [
        item for item in ctx.model.segmentations if view.has_field(item.qualified) and name in (None, item.qualified)
    ]
    rows = [(*_words(item, item.qualified), item.entity, item.tool, _parameters(item)) for item in chosen]
    tables = _only(_text_table((*WORDS, "entity", "tool", "parameters"), rows))
    return (*tables, *_values(chosen[0].values), _runs(chosen[0], ctx)) if name else tables, ()


def _value(name: str | None, ctx: ToolContext) -> Tables:
    """Where a value occurs: every declared value that is called so, by code, label or synonym.

    `<dimension>=<code>` names one value of one dimension.
    """
    if name is None:
        raise BadQuery("A value is described by its name. Name one.")
    view = View(ctx.model, ctx.who)
    declared = [(item.qualified, item.values) for item in ctx.model.dimensions()]
    declared += [(item.qualified, item.values) for item in ctx.model.segmentations if not item.first_of]
    fields = [
        (field, value)
        for field, values in declared
        if view.has_field(field) and field not in view.masks
        for value in values
    ]
    owner, _, code = name.rpartition("=")
    wanted = code.casefold()
    found = [
        (field, value)
        for field, value in fields
        if owner in ("", field) and wanted in {word.casefold() for word in _called(value)}
    ]
    if not found:
        known = [word for _, value in fields for word in _called(value)]
        raise UnknownValue("", name, nearest(name, known))
    rows = [
        (field, str(value.code), value.labels.en, value.labels.zh, _joined(value.synonyms.all()))
        for field, value in found
    ]
    return _only(_text_table(("dimension", "value", "label_en", "label_zh", "synonyms"), rows)), ()


def _catalogue(name: str | None, ctx: ToolContext) -> Tables:
    """Everything that can be asked."""
    view = View(ctx.model, ctx.who)
    items: list[tuple[str, Named, str]] = [
        ("metric", ctx.model.metric(item), item) for item in view.metric_names if not ctx.model.metric(item).hidden
    ]
    items += [
        ("dimension", d, d.qualified) for d in ctx.model.dimensions() if view.has_field(d.qualified) and not d.hidden
    ]
    items += [("segmentation", s, s.qualified) for s in ctx.model.segmentations if view.has_field(s.qualified)]
    rows = [(kind, *_words(item, called)) for kind, item, called in items]
    return _only(_text_table(("kind", *WORDS), rows)), ()


def _freshness(name: str | None, ctx: ToolContext) -> Tables:
    """Visible rows of every dataset, and the first and last day of those that have a time."""
    datasets = [item for item in ctx.model.datasets if item.role not in ("segment", "spine") and not item.hidden]
    columns = (fact("dataset"), fact("rows", ROWS, INTEGER), fact("first", NONE, DATE), fact("last", NONE, DATE))
    rows, ran = [], []
    for dataset in datasets:
        if name in (None, dataset.name):
            sql = trees.render(_extent(dataset, ctx), ctx.engine.dialect)
            rows.append((dataset.name, *ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows[0]))
            ran.append(sql)
    return _only(ResultTable((*columns, fact("as_of", NONE, DATE)), tuple((*row, ctx.as_of) for row in rows))), tuple(
        ran
    )


_DESCRIBERS: dict[str, Callable[[str | None, ToolContext], Tables]] = {
    "metric": _metric,
    "dimension": _dimension,
    "segmentation": _segmentation,
    "value": _value,
    "catalogue": _catalogue,
    "freshness": _freshness,
}


# --- pieces -----------------------------------------------------------------------------------------------------


def formula(metric: Metric, ctx: ToolContext) -> str:
    """How a metric is computed, in names of the model."""
    match metric:
        case SimpleMetric():
            measure = ctx.model.measure(metric.measure)
            return f"{measure.agg}({measure.expr})"
        case RatioMetric():
            return f"{metric.numerator.key} / {metric.denominator.key}"
        case DerivedMetric():
            return metric.expr
        case CumulativeMetric():
            return f"cumulative({metric.metric.key}, {metric.window or metric.to_date or 'all'})"
        case ComparisonMetric():
            return f"{metric.as_}({metric.metric.key}, {metric.to})"
        case ConversionMetric():
            return f"{metric.conversion.key} / {metric.base.key} [{metric.window}]"
        case PopulationRateMetric():
            return (
                f"{metric.entity}({metric.success.metric} >= {metric.success.at_least})"
                f" / {metric.entity}({metric.among.metric} >= {metric.among.at_least})"
            )
        case NestedMetric():
            return f"{metric.agg}({metric.metric.key} / {metric.over})"
        case _:
            assert_never(metric)


def _words(item: Named, name: str | None = None) -> tuple[Value, ...]:
    return (
        name or item.name,
        item.labels.en,
        item.labels.zh,
        item.description.en,
        item.description.zh,
        _joined(item.synonyms.all()),
        item.state,
        item.owner,
    )


def _parameters(segmentation: Segmentation) -> str:
    return _joined(f"{name}={value}" for name, value in sorted(segmentation.params.items()))


def _called(value: DimensionValue) -> tuple[str, ...]:
    return tuple(word for word in (str(value.code), value.labels.en, value.labels.zh, *value.synonyms.all()) if word)


def _values(values: tuple[DimensionValue, ...]) -> tuple[NamedTable, ...]:
    rows = [(str(v.code), v.labels.en, v.labels.zh, _joined(v.synonyms.all())) for v in values]
    return (NamedTable("values", _text_table(("value", "label_en", "label_zh", "synonyms"), rows)),) if rows else ()


def _runs(segmentation: Segmentation, ctx: ToolContext) -> NamedTable:
    columns = (fact("as_of", NONE, DATE), fact("customers", ROWS, INTEGER), fact("definition_hash"))
    limited = View(ctx.model, ctx.who).is_limited  # a run covers everybody
    rows = tuple(
        (run.as_of, None if limited else run.customers, run.definition_hash) for run in list_runs(segmentation, ctx)
    )
    return NamedTable("runs", ResultTable(columns, rows))


def _extent(dataset: Dataset, ctx: ToolContext) -> exp.Select:
    times = [d for d in dataset.dimensions if d.name == dataset.default_time]
    parts = tuple(("time", dimension.expr) for dimension in times)
    rows = RoleSource("describe", Role(dataset.name, dataset.name, parts), ctx).rows()
    day = rows.day("time") if times else exp.Null()
    counted = named(exp.Count(this=exp.Star()), "rows")
    extent = (named(exp.Min(this=day), "first"), named(exp.Max(this=day.copy()), "last"))
    select, needed = rows.select((counted, *extent))
    return trees.with_steps(select, needed)


def _text_table(names: Iterable[str], rows: Iterable[tuple[Value, ...]]) -> ResultTable:
    columns: tuple[Column, ...] = tuple(fact(name) for name in names)
    return ResultTable(columns, tuple(rows))


def _only(table: ResultTable) -> tuple[NamedTable, ...]:
    return (NamedTable("main", table),)


def _joined(words: Iterable[str]) -> str:
    return ", ".join(words)
