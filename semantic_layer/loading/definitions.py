"""Shape of entities, datasets, dimensions, measures, segmentations and roles.

Rule: each function reads one definition and returns its value, whole and typed; names that point elsewhere are
checked later (`resolve.py`), when all files are read. Closed enums are read from the model's own types, so the two
cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import get_args, get_type_hints

from semantic_layer.loading.fields import Fields, did_you_mean
from semantic_layer.loading.fills import filled, fills
from semantic_layer.loading.named import STATES, named
from semantic_layer.loading.units import format_, unit
from semantic_layer.model import (
    Additivity,
    Adjective,
    Aggregation,
    Dataset,
    DatasetRole,
    Dimension,
    DimensionType,
    DimensionValue,
    Direction,
    Entity,
    EntityKey,
    EntityKind,
    Format,
    Grain,
    Measure,
    NullSemantics,
    Role,
    Segmentation,
    SemiAdditive,
    TimeBasis,
    Unit,
)
from semantic_layer.strict_yaml import Scalar

ROLES: tuple[DatasetRole, ...] = get_args(DatasetRole)
TIME_BASES: tuple[TimeBasis, ...] = get_args(TimeBasis)
ADDITIVITIES: tuple[Additivity, ...] = get_args(Additivity)
NULL_SEMANTICS: tuple[NullSemantics, ...] = get_args(NullSemantics)
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
AGGREGATIONS: tuple[Aggregation, ...] = get_args(Aggregation)
DIMENSION_TYPES: tuple[DimensionType, ...] = get_args(DimensionType)
ENTITY_KINDS: tuple[EntityKind, ...] = get_args(EntityKind)
GRAINS: tuple[Grain, ...] = get_args(Grain)
DATATYPES = (
    "String", "Integer", "Decimal", "Float", "Boolean", "Date", "Time", "DateTime", "DateTimeTz", "Opaque",
)  # fmt: skip
LEVEL_PICKS = get_args(get_type_hints(SemiAdditive)["pick"])
METHODS = get_args(get_type_hints(Measure)["method"])


def entity(fields: Fields) -> Entity:
    found = Entity(
        **named(fields),
        label_dimension=fields.optional("label_dimension"),
        default_count=fields.optional("default_count"),
    )
    fields.done()
    return found


def entity_key(fields: Fields) -> EntityKey:
    fields.need("name", "type", "columns")
    found = EntityKey(
        name=fields.name(),
        type=fields.choice("type", ENTITY_KINDS, "foreign"),
        columns=fields.texts("columns"),
        role=fields.name("role") or None,
        default_role=fields.flag("default_role"),
        mandatory=fields.flag("mandatory"),
    )
    if "columns" in fields and not found.columns and "columns" not in fields.bad:
        fields.note("columns", "An entity needs at least one column.", "Name the columns of its key.")
    fields.done()
    return found


@dataclass(frozen=True)
class DatasetParts:
    """A dataset with the places of its parts, for the mistakes that are found later."""

    dataset: Dataset
    fields: Fields
    keys: tuple[tuple[EntityKey, Fields], ...]
    dimensions: tuple[tuple[Dimension, Fields], ...]
    measures: tuple[tuple[Measure, Fields], ...]


def dataset(fields: Fields) -> DatasetParts:
    fields.need("source", "role", "grain", "time_basis", "entities")
    base = named(fields)
    keys = tuple((entity_key(item), item) for item in fields.children("entities"))
    primary = next((key.name for key, _ in keys if key.type == "primary"), base["name"])
    dimensions = tuple((dimension(item, base["name"], primary), item) for item in fields.children("dimensions"))
    measures = tuple((measure(item, base["name"]), item) for item in fields.children("measures"))
    valid_from, valid_to = _valid(fields)
    found = Dataset(
        **base,
        source=fields.text("source"),
        role=fields.choice("role", ROLES, "fact"),
        grain=fields.texts("grain"),
        time_basis=fields.choice("time_basis", TIME_BASES, "none"),
        entities=tuple(key for key, _ in keys),
        dimensions=tuple(item for item, _ in dimensions),
        measures=tuple(item for item, _ in measures),
        default_time=fields.optional("default_time"),
        default_filters=fields.texts("default_filters"),
        valid_from=valid_from,
        valid_to=valid_to,
        complete_to=fields.optional("complete_to"),
        bridge_weight=_bridge_weight(fields),
        exclude=fields.texts("exclude"),
    )
    fields.done()
    return DatasetParts(found, fields, keys, dimensions, measures)


def _valid(fields: Fields) -> tuple[str | None, str | None]:
    inner = fields.child("valid")
    if inner is None:
        return None, None
    inner.need("from", "to")
    found = inner.optional("from"), inner.optional("to")
    inner.done()
    return found


def _bridge_weight(fields: Fields) -> str | None:
    inner = fields.child("bridge")
    if inner is None:
        return None
    inner.need("weight")
    weight = inner.optional("weight")
    inner.done()
    return weight


def dimension(fields: Fields, dataset_name: str, prefix: str) -> Dimension:
    fields.need("type")
    base = named(fields)
    datatype = fields.text("datatype")
    if datatype and datatype not in DATATYPES:
        fields.note("datatype", f"'datatype' cannot be {datatype!r}.", did_you_mean(datatype, DATATYPES))
    hierarchy, level = _hierarchy(fields)
    recorded, sources = fields.text("expr", base["name"]), fills(fields)
    found = Dimension(
        **base,
        type=fields.choice("type", DIMENSION_TYPES, "categorical"),
        dataset=dataset_name,
        prefix=prefix,
        expr=filled(recorded, sources),
        recorded=recorded if sources else "",
        fill=sources,
        datatype=datatype,
        grain=fields.choice("grain", GRAINS, "day") if "grain" in fields else None,
        timezone=fields.optional("timezone"),
        values=dimension_values(fields, datatype),
        closed=fields.flag("closed"),
        hierarchy=hierarchy,
        level=level,
        sort_by=fields.optional("sort_by"),
        null_label=fields.two_languages("null_label") if "null_label" in fields else Dimension.null_label,
        index=fields.choice("index", ("auto", "exact", "off"), "auto"),
        personal=fields.flag("personal"),
        adjectives=tuple(_adjective(item) for item in fields.children("adjectives")),
    )
    fields.done()
    return found


def _hierarchy(fields: Fields) -> tuple[str | None, int | None]:
    inner = fields.child("hierarchy")
    if inner is None:
        return None, None
    inner.need("name", "level")
    found = inner.name() or None, inner.optional_integer("level")
    inner.done()
    return found


def dimension_values(fields: Fields, datatype: str = "") -> tuple[DimensionValue, ...]:
    """Read the list `values`; a code that is written twice is a mistake."""
    found: list[DimensionValue] = []
    for item in fields.children("values"):
        item.need("code")
        value = DimensionValue(
            code=item.code("code", datatype),
            labels=item.two_languages("labels"),
            synonyms=item.words("synonyms"),
            order=item.optional_integer("order"),
        )
        item.done()
        if any(value.code == other.code and type(value.code) is type(other.code) for other in found):
            item.note("code", f"The code {value.code!r} is listed twice.", "Remove one of the two.")
        found.append(value)
    return tuple(found)


def _adjective(fields: Fields) -> Adjective:
    fields.need("word", "filter")
    found = Adjective(fields.text("word"), fields.text("filter"))
    fields.done()
    return found


def measure(fields: Fields, dataset_name: str) -> Measure:
    fields.need("agg", "additivity", "unit", "format", "null_semantics")
    base = named(fields)
    found = Measure(
        **base,
        dataset=dataset_name,
        agg=fields.choice("agg", AGGREGATIONS, "sum"),
        expr=fields.text("expr", base["name"]),
        additivity=fields.choice("additivity", ADDITIVITIES, "additive"),
        unit=unit(fields) or Unit("none"),
        format=format_(fields) or Format("text"),
        null_semantics=fields.choice("null_semantics", NULL_SEMANTICS, "absent_is_unknown"),
        percentile=fields.number("percentile"),
        method=fields.choice("method", METHODS, "continuous"),
        filter=fields.optional("filter"),
        time=fields.optional("time"),
        semi=_semi(fields),
        finer=fields.optional("finer"),
        create_metric=fields.flag("create_metric"),
        direction=fields.choice("direction", DIRECTIONS, "neutral"),
    )
    fields.done()
    return found


def _semi(fields: Fields) -> SemiAdditive | None:
    inner = fields.child("semi")
    if inner is None:
        return None
    inner.need("pick")
    carry = inner.text("carry_forward", "none")
    found = SemiAdditive(
        pick=inner.choice("pick", LEVEL_PICKS, "last"),
        per=inner.texts("per"),
        carry_forward="unlimited" if carry == "unlimited" else "none",
    )
    if carry not in ("none", "unlimited"):
        days = inner.days("carry_forward")
        found = found if days is None else replace(found, carry_forward=days)
    inner.done()
    return found


def segmentation(fields: Fields) -> Segmentation:
    fields.need("entity", "dataset", "tool", "params", "values")
    found = Segmentation(
        **named(fields),
        entity=fields.text("entity"),
        dataset=fields.name("dataset"),
        tool=fields.text("tool"),
        params=fields.mapping("params"),
        values=dimension_values(fields),
        valid_for=fields.optional("valid_for"),
        run=fields.choice("run", ("latest_before_window", "latest"), "latest_before_window"),
    )
    fields.done()
    return found


def role(name: str, fields: Fields) -> Role:
    """Read where a tool finds what it needs: `customer: {dataset: customers, columns: {key: customer_id}}`."""
    fields.need("dataset", "columns")
    columns = fields.child("columns")
    parts: list[tuple[str, str]] = []
    for part, node in columns.node.nodes.items() if columns else ():
        if columns and not isinstance(node, Scalar):
            columns.note(part, "A column must be one text.", "Write the name of the column.")
        elif isinstance(node, Scalar):
            parts.append((part, node.text))
    state, evidence = fields.choice("state", STATES, "confirmed"), fields.text("evidence")
    found = Role(name, fields.text("dataset"), tuple(parts), state, evidence)
    fields.done()
    return found
