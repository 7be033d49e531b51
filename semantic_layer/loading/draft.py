"""The definitions of a folder, read but not yet connected.

Rule: top-level lists may be split over files, everything else is written once in the whole folder. Each definition
keeps its place, so that a mistake found later still has a file and a line.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from semantic_layer.errors import Mistake
from semantic_layer.loading import definitions
from semantic_layer.loading.agreed_actions import SegmentActions, actions
from semantic_layer.loading.data_rules import DataRule, check_horizons, data_rule
from semantic_layer.loading.defaults import DEFAULTS, defaults
from semantic_layer.loading.definitions import DatasetParts
from semantic_layer.loading.fields import Fields, one_of
from semantic_layer.loading.map_checks import check_maps
from semantic_layer.loading.metric_definitions import metric
from semantic_layer.loading.policies import policy
from semantic_layer.loading.segmentation_params import ParamsRead, segmentation_params
from semantic_layer.loading.tags import tag
from semantic_layer.loading.watches import watch
from semantic_layer.loading.weights import Weights, weights
from semantic_layer.model import (
    CalendarSpec,
    Entity,
    FiscalYear,
    Language,
    Metric,
    Policy,
    Role,
    Segmentation,
    Spine,
    Tag,
    Text,
    Watch,
)
from semantic_layer.strict_yaml import Keys, parse, plain_value

LISTS = ("entities", "datasets", "metrics", "segmentations", "tags", "watches", "policies", "examples")
SETTINGS = ("maps", "weights", "actions", "rules", "horizons", *DEFAULTS)
HEAD = ("version", "model", "languages", "dialect", "calendar", "labels", "description", "roles", "extensions")
REQUIRED = ("version", "model", "calendar", "entities", "datasets")
_LANGUAGES: tuple[Language, ...] = ("en", "zh")


@dataclass
class Draft:
    """What all files of a folder define, with the place of each definition."""

    mistakes: list[Mistake] = field(default_factory=list)
    unread: bool = False  # a file could not be read, so names may be missing without fault
    version: str = ""
    model: str = ""
    languages: tuple[Language, ...] = _LANGUAGES
    dialect: str = "duckdb"
    labels: Text = field(default_factory=Text)
    description: Text = field(default_factory=Text)
    calendar: tuple[CalendarSpec, Fields] | None = None
    entities: list[tuple[Entity, Fields]] = field(default_factory=list)
    datasets: list[DatasetParts] = field(default_factory=list)
    metrics: list[tuple[Metric, Fields]] = field(default_factory=list)
    segmentations: list[tuple[Segmentation, Fields]] = field(default_factory=list)
    params: list[ParamsRead] = field(default_factory=list)  # of the segmentations, in their order
    tags: list[tuple[Tag, Fields]] = field(default_factory=list)
    watches: list[tuple[Watch, Fields]] = field(default_factory=list)
    policies: list[tuple[Policy, Fields]] = field(default_factory=list)
    roles: list[tuple[Role, Fields]] = field(default_factory=list)
    examples: list[Mapping[str, object]] = field(default_factory=list)
    extensions: Mapping[str, object] = field(default_factory=dict)
    settings: dict[str, object] = field(default_factory=dict)
    weights: list[Weights] = field(default_factory=list)
    actions: list[SegmentActions] = field(default_factory=list)
    rules: list[DataRule] = field(default_factory=list)
    defaults: list[Fields] = field(default_factory=list)  # of the files that write some


def read_draft(files: Mapping[str, str], unread: Collection[Mistake] = ()) -> Draft:
    """Read the texts of all files, by file name, into one draft; `unread` are the files without a text."""
    draft = Draft(mistakes=list(unread), unread=bool(unread))
    written: dict[str, str] = {}  # single key -> the file that has it
    for file in sorted(files):
        node, mistakes = parse(files[file], file)
        draft.mistakes.extend(mistakes)
        draft.unread = draft.unread or (node is None and bool(mistakes))
        if isinstance(node, Keys):
            _read_file(draft, Fields(node, file, "", draft.mistakes), written)
        elif node is not None:
            remedy = "Begin with keys such as 'datasets:'."
            draft.mistakes.append(Mistake(file, 1, "", "A model file is a mapping of keys.", remedy))
    for key in REQUIRED:
        if key not in written and not draft.unread:
            file = min(files, default="model.yaml")
            draft.mistakes.append(Mistake(file, 1, key, f"{key!r} is missing.", f"Add {key!r} to one of the files."))
    return draft


def _read_file(draft: Draft, fields: Fields, written: dict[str, str]) -> None:
    for key in (*HEAD, *SETTINGS):
        if key in fields and written.setdefault(key, fields.file) != fields.file:
            fields.note(key, f"{key!r} is written in {written[key]} as well.", "Keep one of the two.")
    written.update((key, fields.file) for key in LISTS if key in fields)
    _read_head(draft, fields)
    draft.entities.extend((definitions.entity(item), item) for item in fields.children("entities"))
    draft.datasets.extend(definitions.dataset(item) for item in fields.children("datasets"))
    draft.metrics.extend((metric(item), item) for item in fields.children("metrics"))
    for item in fields.children("segmentations"):
        draft.segmentations.append((definitions.segmentation(item), item))
        draft.params.append(segmentation_params(draft.segmentations[-1][0].tool, item))
    draft.tags.extend((tag(item), item) for item in fields.children("tags"))
    draft.watches.extend((watch(item), item) for item in fields.children("watches"))
    draft.policies.extend((policy(item), item) for item in fields.children("policies"))
    draft.examples.extend(
        {key: plain_value(node) for key, node in item.node.nodes.items()} for item in fields.children("examples")
    )
    fields.done()


def _read_head(draft: Draft, fields: Fields) -> None:
    draft.version = fields.text("version", draft.version)
    draft.model = fields.text("model", draft.model)
    draft.dialect = fields.text("dialect", draft.dialect)
    if "languages" in fields:
        draft.languages = _languages(fields)
    for key in ("labels", "description"):
        if key in fields:
            setattr(draft, key, fields.two_languages(key))
    calendar_fields = fields.child("calendar")
    if calendar_fields is not None and draft.calendar is None:
        draft.calendar = calendar(calendar_fields), calendar_fields
    roles = fields.child("roles")
    for name, node in roles.node.nodes.items() if roles else ():
        inner = roles.sole_child(name, node) if roles else None
        if inner is not None:
            draft.roles.append((definitions.role(name, inner), inner))
    if "extensions" in fields:
        draft.extensions = fields.mapping("extensions")
    _read_settings(draft, fields)


def _read_settings(draft: Draft, fields: Fields) -> None:
    """What the analyses take from the model; it stays as it was written, once it is known to be sound."""
    check_maps(fields)
    check_horizons(fields)
    draft.weights.extend(map(weights, fields.children("weights")))
    draft.actions.extend(actions(fields))
    draft.rules.extend(map(data_rule, fields.children("rules")))
    settled = defaults(fields)
    if settled is not None:
        draft.defaults.append(settled)
    for key in SETTINGS:
        node_below = fields.node_at(key)
        if node_below is not None:
            draft.settings[key] = plain_value(node_below)


def _languages(fields: Fields) -> tuple[Language, ...]:
    found = fields.texts("languages")
    for text in found:
        if text not in _LANGUAGES:
            fields.note("languages", f"The language {text!r} is not supported.", one_of(_LANGUAGES))
    return tuple(language for language in _LANGUAGES if language in found)


def calendar(fields: Fields) -> CalendarSpec:
    """Read the model's calendar rules."""
    fields.need("timezone")
    week = fields.child("week")
    if week is not None:
        week.need("start", "numbering")
    as_of = fields.child("as_of")
    found = CalendarSpec(
        timezone=fields.text("timezone", "UTC"),
        week_start=week.choice("start", ("monday", "sunday", "saturday"), "monday") if week else "monday",
        week_numbering=week.choice("numbering", ("iso", "us", "simple"), "iso") if week else "iso",
        fiscal_year=_fiscal_year(fields),
        spine=_spine(fields),
        holidays=fields.texts("holidays"),
        as_of=None if as_of is None or as_of.text("default") == "day_after_last_event" else as_of.day("default"),
        week_year_ago=fields.choice("week_year_ago", ("364_days", "same_number"), "364_days"),
        last_n=fields.choice("last_n", ("calendar", "rolling"), "calendar"),
        recent_days=fields.integer("recent_days", 30, low=1, high=3660) if "recent_days" in fields else None,
    )
    for inner in (week, as_of):
        if inner is not None:
            inner.done()
    if "custom_grains" in fields:
        fields.node_at("custom_grains")
        fields.note("custom_grains", "Custom grains cannot be asked for yet.", "Use a dimension of the spine instead.")
    fields.done()
    return found


def _fiscal_year(fields: Fields) -> FiscalYear | None:
    inner = fields.child("fiscal_year")
    if inner is None:
        return None
    if inner.text("column"):
        inner.note("column", "A fiscal year cannot be read from a column yet.", "Write start_month and start_day.")
    found = FiscalYear(
        start_month=inner.integer("start_month", 1, low=1, high=12),
        start_day=inner.integer("start_day", 1, low=1, high=28),
        named_by=inner.choice("named_by", ("start", "end"), "start"),
    )
    inner.done()
    return found


def _spine(fields: Fields) -> Spine | None:
    inner = fields.child("spine")
    if inner is None:
        return None
    inner.need("dataset", "column")
    found = Spine(
        dataset=inner.text("dataset"),
        column=inner.text("column"),
        range=inner.choice("range", ("window", "data", "full"), "window"),
    )
    inner.done()
    return found
