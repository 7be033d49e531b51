"""Datasets, dimensions and measures: references and combinations.

Rule: what could give a wrong number is refused: a foreign key without a target, a measure without its time, a
distinct count that claims to add up, a level without `semi`.
"""

from __future__ import annotations

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from semantic_layer.check_queries import is_table
from semantic_layer.expressions import DIALECT
from semantic_layer.loading.definitions import DatasetParts
from semantic_layer.loading.fields import Fields, did_you_mean
from semantic_layer.loading.fill_checks import check_fill
from semantic_layer.loading.known_names import KnownNames
from semantic_layer.loading.reference_checks import (
    check_format,
    check_own,
    check_percentile,
    check_time,
    check_timezone,
    expect,
)
from semantic_layer.model import Dimension, EntityKey, Measure
from semantic_layer.sql_size import ensure_parsable

_ALWAYS_RECOMPUTED = ("count_distinct", "avg", "median", "percentile", "min", "max")


def check_dataset(parts: DatasetParts, known: KnownNames) -> None:
    dataset, fields = parts.dataset, parts.fields
    _check_source(fields, dataset.source)
    _check_keys(parts, known)
    _check_grain(parts)
    if dataset.default_time:
        check_time(fields, "default_time", dataset.default_time, dataset.name, known)
    for text in dataset.default_filters:
        check_own(fields, "default_filters", text, dataset)
    if (dataset.time_basis == "interval") != (dataset.valid_from is not None) and not fields.bad & {
        "time_basis",
        "valid",
    }:
        fields.say("valid", "'valid' belongs to time_basis interval.", "Write valid: {from: a, to: b}, or remove it.")
    if dataset.role != "bridge" and dataset.bridge_weight:
        fields.say("bridge", "Only a dataset of role bridge has a weight.", "Remove 'bridge', or change the role.")
    for dimension, place in parts.dimensions:
        _check_dimension(dimension, place, parts)
    for measure, place in parts.measures:
        _check_measure(measure, place, parts, known)


def _check_source(fields: Fields, source: str) -> None:
    if not source or is_table(source):
        return
    try:
        statement = sqlglot.parse_one(ensure_parsable(source, DIALECT), read=DIALECT)
    except (SqlglotError, RecursionError):
        statement = None
    if not isinstance(statement, exp.Query):
        fields.say("source", "The source is neither a table nor one SELECT.", "Write schema.table, or one SELECT.")


def _check_keys(parts: DatasetParts, known: KnownNames) -> None:
    prefixes: set[str] = set()
    for key, fields in parts.keys:
        if not expect(fields, "name", "entity", key.name, known.entities):
            continue
        if key.role and (key.role in known.entities or key.role in known.datasets):
            fields.say("role", f"The role {key.role!r} is the name of something else.", "Choose another word.")
        elif key.prefix in prefixes:
            remedy = "Give one of them a role of its own, e.g. 'role: referrer'."
            fields.say("name", f"The dataset leads to {key.prefix!r} twice.", remedy)
        prefixes.add(key.prefix)
        _check_target(key, fields, parts, known)
    if sum(key.type == "primary" for key, _ in parts.keys) > 1:
        parts.fields.say("entities", "A dataset has one primary entity.", "Make the others unique or foreign.")
    if parts.dataset.role == "bridge" and len(parts.keys) < 2 and "entities" not in parts.fields.bad:
        parts.fields.say("entities", "A bridge joins two entities.", "Add the second entity.")


def _check_target(key: EntityKey, fields: Fields, parts: DatasetParts, known: KnownNames) -> None:
    if key.type != "foreign" or "type" in fields.bad:
        return
    targets = [target for target in known.targets.get(key.name, ()) if target is not parts]
    if not targets and not (parts.dataset.primary and parts.dataset.primary.name == key.name):
        remedy = f"Add a dataset in which {key.name!r} is primary, or make the type natural."
        fields.say("name", f"The foreign key {key.name!r} has no target: no dataset has it as primary.", remedy)
        return
    widths = {len(item.columns) for target in targets for item in target.dataset.entities if item.name == key.name}
    if targets and key.columns and len(key.columns) not in widths:
        remedy = "Name as many columns, in the same order."
        fields.say("columns", f"{key.name!r} has {min(widths)} columns where it is primary.", remedy)


def _check_grain(parts: DatasetParts) -> None:
    dataset, fields = parts.dataset, parts.fields
    if "grain" in fields.bad or "grain" not in fields:
        return
    entities = {key.prefix for key in dataset.entities} | {key.name for key in dataset.entities}
    times = {dimension.name for dimension in dataset.dimensions if dimension.type == "time"}
    if not dataset.grain:
        fields.say("grain", "The grain is empty.", "Name what identifies one row.")
    for name in dataset.grain:
        if name not in entities | times:
            rule = f"The grain {name!r} is neither an entity nor a time dimension of this dataset."
            fields.say("grain", rule, did_you_mean(name, entities | times))
    if dataset.role == "snapshot" and not times & set(dataset.grain):
        fields.say("grain", "A snapshot has a row per day or month.", "Add its time dimension to the grain.")


def _check_dimension(dimension: Dimension, fields: Fields, parts: DatasetParts) -> None:
    check_own(fields, "expr", dimension.recorded or dimension.expr, parts.dataset)
    check_fill(dimension, fields, parts.dataset)
    if dimension.type == "time" and dimension.grain is None and not fields.bad & {"type", "grain"}:
        fields.say("grain", "A time dimension needs a grain.", "Add for example 'grain: day'.")
    if dimension.type != "time" and "type" not in fields.bad:
        is_year = dimension.grain == "year" and dimension.datatype == "Integer"  # a year written as a number
        for key in ("grain", "timezone"):
            if key in fields and not (key == "grain" and is_year):
                fields.say(key, f"{key!r} belongs to a time dimension.", "Remove it, or write 'type: time'.")
    check_timezone(fields, dimension.timezone)
    if dimension.closed and not dimension.values and "values" not in fields.bad:
        fields.say("closed", "A closed dimension lists its codes.", "Add 'values', or remove 'closed'.")
    for adjective in dimension.adjectives:
        if adjective.filter:
            check_own(fields, "adjectives", adjective.filter, parts.dataset)


def _check_measure(measure: Measure, fields: Fields, parts: DatasetParts, known: KnownNames) -> None:
    dataset = parts.dataset
    check_own(fields, "expr", measure.expr, dataset)
    if measure.filter:
        check_own(fields, "filter", measure.filter, dataset)
    if measure.agg == "count" and "expr" not in fields:
        fields.say("expr", "A count needs an expression.", "Name the column whose rows are counted, e.g. the key.")
    check_percentile(fields, measure.agg, measure.percentile)
    check_format(fields, measure.unit, measure.format)
    if measure.unit.kind == "count":
        expect(fields, "unit", "entity", measure.unit.of, known.entities)
    if measure.time:
        check_time(fields, "time", measure.time, dataset.name, known)
    elif not dataset.default_time and dataset.time_basis != "none" and "default_time" not in parts.fields.bad:
        remedy = "Add 'default_time' to the dataset or 'time' to the measure."
        fields.say("time", f"The measure {measure.name!r} has no time.", remedy)
    if measure.finer:
        expect(fields, "finer", "measure or metric", measure.finer, {**known.measures, **known.metrics})
    _check_additivity(measure, fields, parts)


def _check_additivity(measure: Measure, fields: Fields, parts: DatasetParts) -> None:
    if fields.bad & {"agg", "additivity", "semi"} or "additivity" not in fields:
        return
    if measure.additivity == "additive" and measure.agg in _ALWAYS_RECOMPUTED:
        fields.say("additivity", f"{measure.agg} is not additive.", "Write non_additive: it is recomputed from rows.")
    if measure.additivity == "semi_additive" and measure.semi is None:
        remedy = "Add for example 'semi: {pick: last, per: [sku]}'."
        fields.say("semi", "A semi-additive measure says how its level is picked.", remedy)
    if measure.additivity != "semi_additive" and measure.semi is not None:
        fields.say("semi", "'semi' belongs to a semi-additive measure.", "Write additivity: semi_additive.")
    inner = fields.child("semi")
    known = {key.prefix for key in parts.dataset.entities} | {item.name for item in parts.dataset.dimensions}
    for name in measure.semi.per if measure.semi and inner else ():
        if inner:
            expect(inner, "per", "entity of this dataset", name, known)
