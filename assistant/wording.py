"""What the things of a model are called in one language, and how their values are written.

Rule: a name or a code reaches a person only through here. Labels come from the model; where two dimensions share a
label, the entity is said too, so that no heading or filter is ambiguous.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from assistant import formats
from assistant.answer_parts import Phrase, ShownTable
from assistant.formats import Form, Scale
from assistant.texts import TEXTS, join_and, knows, pieces, places, say
from semantic_layer.calendar import Calendar
from semantic_layer.model import Dimension, DimensionValue, Language, PopulationRateMetric, SemanticModel
from semantic_layer.result import Column, ResultTable, Value
from semantic_layer.segment_maps import read_maps
from semantic_layer.wordforms import has_han, plural, singular
from tools.result import Fact

_PERSONS = ("客户", "用户", "顾客", "员", "者", "师", "生", "人")
_SIGNED = frozenset({"change", "rate"})
_COMPANIONS = frozenset({"n", "hits", "low", "high"})
_NUMERIC_KINDS = frozenset({"metric", "base", "change", "rate", "share", *_COMPANIONS})


@dataclass(frozen=True)
class Wording:
    """The model's words in one language."""

    model: SemanticModel
    calendar: Calendar
    language: Language
    named: tuple[tuple[str, str], ...] = ()  # columns of one call that have a name of their own: (key, name)

    def say(self, key: str, **params: object) -> str:
        return say(key, self.language, **params)

    def pieces(self, key: str, **params: object) -> tuple[Phrase, ...]:
        return pieces(key, self.language, **params)

    def say_given(self, key: str, params: Mapping[str, str]) -> str:
        """Say a sentence whose facts come from below; one that was not given is a dash, not a failed answer."""
        wanted = places(TEXTS[key].in_language(self.language))
        return self.say(key, **{name: params.get(name, formats.UNDEFINED) for name in wanted})

    def join(self, items: Iterable[str]) -> str:
        return join_and(tuple(items), self.language)

    def pair(self, name: str, value: str) -> str:
        """A name with its value: `rows: 20`, `行数：20`."""
        return self.say("page.pair", name=name, value=value)

    def comma(self, items: Iterable[str]) -> str:
        return ("、" if self.language == "zh" else ", ").join(items)

    # --- names -------------------------------------------------------------------------------------------

    def metric(self, name: str) -> str:
        """The label of a metric, a measure or a numeric dimension; else the name with blanks."""
        if self.model.has_metric(name):
            return self.model.metric(name).label(self.language)
        if self.model.has_dimension(name):
            return self.dimension(name)
        return self.plain_name(name)

    def measured(self, key: str) -> str:
        """What a column of metrics is called: by its call, else by the metric."""
        return dict(self.named).get(key) or self.metric(key)

    def dimension(self, name: str) -> str:
        """The label of a dimension or segmentation, with its entity where the label alone is ambiguous."""
        if self.model.has_segmentation(name):
            return self.model.segmentation(name).label(self.language)
        if name == "metric_time":
            return self.say("key.period")
        if not self.model.has_dimension(name):
            return self.plain_name(name)
        found = self.model.dimension(name)
        label = found.label(self.language)
        prefix = name.rpartition(".")[0]
        if prefix == found.prefix and self._labels[label] < 2:
            return label
        owner = self._owner(prefix)
        if label.casefold().startswith(owner.casefold()):
            return label
        return owner + label if self.language == "zh" else f"{owner} {label}"

    def entity(self, name: str) -> str:
        return self.model.entity(name).label(self.language) if self.model.has_entity(name) else self.plain_name(name)

    def entities(self, name: str, *, is_one: bool = False) -> str:
        """Several of an entity: `customers`, `客户`."""
        return self._several(self.entity(name), is_one=is_one)

    def things(self, dimension: str, *, is_one: bool = False) -> str:
        """Several groups of a dimension: `channels`; of an identifier, the entities themselves."""
        if self.model.has_dimension(dimension):
            found = self.model.dimension(dimension)
            if found.type == "identifier" and self.model.has_entity(found.prefix):
                return self.entities(found.prefix, is_one=is_one)
        return self._several(self.dimension(dimension), is_one=is_one)

    def thing(self, name: str) -> str:
        """One of an entity, or one group of a dimension: `customer`, `region`."""
        return self.entity(name) if self.model.has_entity(name) else self.things(name, is_one=True)

    def each(self, label: str) -> str:
        """A name after "per"; in Chinese people are counted by another word than things."""
        return self.say("each.person" if label.endswith(_PERSONS) else "each.thing", name=label)

    def is_numeric(self, dimension: str) -> bool:
        """Whether a dimension holds numbers that can be high and low (a key or a code written in digits does not)."""
        if not self.model.has_dimension(dimension):
            return False
        found = self.model.dimension(dimension)
        return found.datatype in ("Integer", "Decimal", "Float") and found.type != "identifier" and not found.values

    def rows_of(self, dataset: str, *, is_one: bool = False) -> str:
        """What the rows of a dataset are: `restaurants`; of one without a key of its own, its label."""
        found = next((item for item in self.model.datasets if item.name == dataset), None)
        if found is not None and found.primary is not None:
            return self.entities(found.primary.name, is_one=is_one)
        return self.say("row.of" if is_one else "rows.of", name=self.dataset(dataset))

    def members(self, metric: str) -> str:
        """Who a population rate is about, in the plural; nothing for other metrics."""
        found = self.model.metric(metric) if self.model.has_metric(metric) else None
        return self.entities(found.entity) if isinstance(found, PopulationRateMetric) else ""

    def _several(self, label: str, *, is_one: bool) -> str:
        if is_one or self.language == "zh":
            return label
        head, space, last = label.rpartition(" ")
        return f"{head}{space}{last if singular(last) != last else plural(last)}"

    def dataset(self, name: str) -> str:
        known = {item.name: item for item in self.model.datasets}
        return known[name].label(self.language) if name in known else self.plain_name(name)

    def plain_name(self, name: str) -> str:
        """A name the model does not label: a column of a tool's table, a parameter."""
        key = f"column.{name}"
        return self.say(key) if knows(key) else name.rpartition(".")[2].replace("_", " ")

    def value(self, source: str, value: Value) -> str:
        """The label of a code of a dimension or segmentation."""
        if value is None:
            return self._null_label(source)
        declared = self._declared.get(source, {})
        if value in declared:
            return declared[value].labels.in_language(self.language) or str(value).replace("_", " ")
        if isinstance(value, str) and knows(f"segment.{value}") and self.model.has_segmentation(source):
            return self.say(f"segment.{value}")  # before somebody was in a segment, and after
        if isinstance(value, str) and knows(f"word.{source}.{value}"):
            return self.say(f"word.{source}.{value}")
        if isinstance(value, str) and (traits := self._traits(value)):
            return traits
        if isinstance(value, str) and (attribute := self._attribute(value)):
            return attribute
        if isinstance(value, str) and (path := self._path(source, value)):
            return path
        if isinstance(value, str) and knows(f"value.{value}"):  # a group that a tool makes itself
            return self.say(f"value.{value}")
        if isinstance(value, float | Decimal):
            return f"{formats.to_decimal(value).normalize():f}"
        return (
            str(value)
            if isinstance(value, int) and not isinstance(value, bool)
            else formats.plain(value, self.language)
        )

    def step(self, code: str) -> str:
        """The label of a kind of behaviour, where the model has the role `interaction`; else nothing."""
        role = self.model.role("interaction")
        if role is None:
            return ""
        kinds = [d for d in self.model.dataset(role.dataset).dimensions if d.expr == role.column("kind")]
        return next((self.value(kind.qualified, code) for kind in kinds if code in {v.code for v in kind.values}), "")

    # --- cells -------------------------------------------------------------------------------------------

    def cell(self, value: Value, column: Column, form: Form = "exact", scale: Scale | None = None) -> str:
        """One value of a column: a label, a period, or a number with its unit."""
        match column.kind:
            case "dimension" if column.name == "rule" and isinstance(value, str):
                from assistant.tree_rules import rule_text

                return rule_text(value, self)
            case "dimension" if column.part:
                return formats.calendar_part(value, column.part, self.language)
            case "dimension" | "period" if column.grain and isinstance(value, date):
                return self.period(value, column)
            case "dimension" if column.unit.kind == "share" and _is_number(value):
                return formats.write(value, column.unit, column.format, self.language)  # "the first 20%"
            case "dimension":
                return self.value(column.source or column.name, value)
            case "fact" if column.name == "synonyms" and isinstance(value, str):
                return self.comma(word for word in value.split(", ") if has_han(word) == (self.language == "zh"))
            case "fact" if column.name in ("dimension", "metric") and isinstance(value, str):
                return self.param("name", value)
            case "fact" if column.name == "entity" and isinstance(value, str):
                return self.entity(value)
            case "fact" if column.name == "tool" and knows(f"tool.{value}"):
                return self.say(f"tool.{value}")
            case "fact" if isinstance(value, str) and knows(f"word.{column.name}.{value}"):
                return self.say(f"word.{column.name}.{value}")
            case "fact" if not _is_number(value):
                return self.value(column.source or column.name, value) if value is not None else formats.UNDEFINED
            case "rate":
                return formats.change_rate(value, self.language)
            case "n" | "hits" if isinstance(value, int):
                return formats.count(value, self.language)
            case _:
                signed = column.kind in _SIGNED
                return formats.write(
                    value, column.unit, column.format, self.language, form=form, signed=signed, scale=scale
                )

    def period(self, value: date, column: Column) -> str:
        day = value.date() if isinstance(value, datetime) else value
        if column.grain is None or column.grain in ("second", "minute", "hour"):
            return formats.plain(value, self.language)
        return formats.period(day, column.grain, self.language, self.calendar.spec)

    def fact(self, fact: Fact, *, signed: bool = False, form: Form = "short") -> str:
        """One fact of a finding; a tuple is joined."""
        if isinstance(fact.value, tuple):
            return self.join(self._fact_value(item, fact, signed=signed, form=form) for item in fact.value)
        return self._fact_value(fact.value, fact, signed=signed, form=form)

    def header(self, column: Column) -> str:
        """The heading of a column, with its unit where the cells do not carry it."""
        name = dict(self.named).get(column.name.partition("__")[0]) or self.metric(column.source or column.name)
        match column.kind:
            case "period":
                known = f"column.{column.name}"
                return self.say(known if knows(known) else "key.period")
            case "dimension" if column.part and column.source in ("", "metric_time"):
                return self.say(f"restate.part.{column.part}")
            case "fact" if column.source and knows(f"column.{column.name}"):
                return self.plain_name(column.name)
            case "fact" if column.source and column.name == f"median_{column.source}":
                is_metric = self.model.has_metric(column.source)
                return self.say("key.median", name=name if is_metric else self.dimension(column.source))
            case "dimension" if column.name in ("from_segment", "to_segment", "other_tag"):
                return self.plain_name(column.name)
            case "dimension" if knows(f"header.own.{column.name}"):
                return self.say(f"header.own.{column.name}")
            case "dimension":
                label = self.dimension(column.source) if column.source else self.plain_name(column.name)
                return f"{label} · {self.say(f'restate.part.{column.part}')}" if column.part else label
            case "base" if column.compared_to:
                return self.say(f"key.{column.compared_to}", name=name)
            case "change" | "rate":
                to = f".{column.compared_to}" if column.compared_to in ("previous", "year_ago") else ""
                return self.say(f"header.{column.kind}{to}", name=name)
            case "share" if column.source:
                return self.say("key.share", name=name)
            case "low" | "high" if column.compared_to:
                return self.say(f"key.{column.kind}.{column.compared_to}")
            case "n" | "hits" | "low" | "high":
                return self.say(f"key.{column.kind}")
            case _:
                return self.key(column.name, name)

    def key(self, key: str, name: str | None = None) -> str:
        """A column key that a ranking or an order uses ("revenue__previous_change"), in words."""
        stem, _, suffix = key.partition("__")
        label = name or self.measured(stem)
        to, _, what = suffix.rpartition("_") if suffix.endswith(("_change", "_rate")) else ("", "", "")
        if what:
            compared = f".{to}" if to in ("previous", "year_ago") else ""
            return self.say(f"key.{what}{compared}", name=label)
        if suffix in ("previous", "year_ago", "window", "share", "cumulated", "points"):
            return self.say(f"key.{suffix}", name=label)
        return label

    def table(self, table: ResultTable) -> ShownTable:
        """A whole table in words."""
        return ShownTable(
            headers=tuple(self.header(column) for column in table.columns),
            rows=tuple(self._row(row, table, position) for position, row in enumerate(table.rows)),
            numeric=tuple(is_numeric(column, table) for column in table.columns),
            total=self._total(table) if table.total else None,
        )

    def param(self, name: str, value: object) -> str:
        """A parameter of a caveat, a refusal or a derivation, whatever its type."""
        match value:
            case None:
                return formats.UNDEFINED
            case bool():
                return formats.plain(value, self.language)
            case int():
                return formats.count(value, self.language)
            case date():
                return formats.plain(value, self.language)
            case float() | Decimal():
                return f"{formats.round_half_up(formats.to_decimal(value), 4).normalize():,f}"
            case list() | tuple():
                return self.comma(self.param(name, item) for item in value)
            case _:
                text = str(value)
                if name == "tag" and self.model.has_tag(text):
                    return self.value("tag", text)
                if name in ("metric", "metrics", "name") and self.model.has_metric(text):
                    return text if self.model.metric(text).hidden else self.metric(text)
                if self.model.has_dimension(text):
                    return text if self.model.dimension(text).hidden else self.dimension(text)
                if self.model.has_segmentation(text):
                    return self.dimension(text)
                return self.say(f"choice.{text}") if name == "name" and knows(f"choice.{text}") else text

    # --- helpers -----------------------------------------------------------------------------------------

    @cached_property
    def _labels(self) -> Counter[str]:
        """How many visible dimensions carry a label; one inherited by a second role does not count."""
        shown = (item for item in self.model.dimensions() if not item.hidden)
        return Counter(item.label(self.language) for item in shown)

    @cached_property
    def _declared(self) -> dict[str, dict[object, DimensionValue]]:
        found: dict[str, dict[object, DimensionValue]] = {
            item.qualified: {value.code: value for value in item.values} for item in self.model.segmentations
        }
        regions = (region for item in read_maps(self.model.settings) for region in item.regions)
        found["segment"] = {region.segment: DimensionValue(region.segment, region.labels) for region in regions}
        for dimension in self.model.dimensions():
            found[dimension.qualified] = {value.code: value for value in dimension.values}
        found["segmentation"] = {
            item.qualified: DimensionValue(item.qualified, item.labels) for item in self.model.segmentations
        }
        found["tag"] = {tag.name: DimensionValue(tag.name, tag.labels) for tag in self.model.tags}
        for dataset in self.model.datasets:
            for key in dataset.entities:
                target = self.model.dataset_of_entity(key.name) if key.role else None
                for dimension in target.dimensions if target else ():
                    found[f"{key.role}.{dimension.name}"] = found[dimension.qualified]
        return found

    def _traits(self, code: str) -> str:
        """What sets a cluster apart, from the code the clustering gave it ("high_frequency low_recency_days")."""
        traits = code.split(" ")
        said = [self._trait(trait) for trait in traits if not trait.isdigit()]
        written = self.comma(said) if all(said) else ""
        return f"{written} {traits[-1]}" if written and traits[-1].isdigit() else written

    def _trait(self, trait: str) -> str:
        """A trait with words of its own, else "high" or "low" with the name of the metric or dimension."""
        if trait not in ("high", "low") and knows(f"trait.{trait}"):
            return self.say(f"trait.{trait}")
        side, _, name = trait.partition("_")
        known = self.model.has_metric(name) or self.model.has_dimension(name)
        if side not in ("high", "low") or not known:
            return ""
        label = self.metric(name) if self.model.has_metric(name) else self.dimension(name)
        return self.say(f"trait.{side}", name=label)

    def _attribute(self, code: str) -> str:
        """One value of one dimension among others, as a profile names it ("customer.gender=female")."""
        field, equals, value = code.partition("=")
        known = equals and (self.model.has_dimension(field) or self.model.has_segmentation(field))
        return self.pair(self.dimension(field), self.value(field, value)) if known else ""

    def _path(self, source: str, code: str) -> str:
        """Steps one after the other, from the code that an analysis of paths gave them ("visited > order")."""
        steps, declared = code.split(" > "), self._declared.get(source, {})
        if len(steps) < 2 or not all(step in declared or knows(f"value.{step}") for step in steps):
            return ""
        return " → ".join(self.value(source, step) for step in steps)

    def _owner(self, prefix: str) -> str:
        if self.model.has_entity(prefix):
            return self.entity(prefix)
        return self.dataset(prefix)

    def _null_label(self, source: str) -> str:
        found: Dimension | None = self.model.dimension(source) if self.model.has_dimension(source) else None
        return (found.null_label if found else Dimension.null_label).in_language(self.language)

    def _fact_value(self, value: Value, fact: Fact, *, signed: bool, form: Form) -> str:
        if _is_number(value):
            return formats.write(value, fact.unit, fact.format, self.language, form=form, signed=signed)
        if isinstance(value, date) and not isinstance(value, datetime):
            return formats.day(value, self.language)
        return self.value(fact.source, value)

    def _row(self, row: tuple[Value, ...], table: ResultTable, position: int) -> tuple[str, ...]:
        cells = [self.cell(value, column) for value, column in zip(row, table.columns, strict=True)]
        period = next(iter(table.of_kind("period")), None)
        if period is not None and position in table.incomplete:
            cells[period] = self.say("ui.open_period", period=cells[period])
        if position == table.others:
            for place, i in enumerate(table.of_kind("dimension")):
                cells[i] = self.say("ui.others_plain") if place == 0 or row[i] is None else cells[i]
        return tuple(cells)

    def _total(self, table: ResultTable) -> tuple[str, ...]:
        assert table.total is not None
        cells = [
            "" if value is None and column.kind in ("dimension", "period") else self.cell(value, column)
            for value, column in zip(table.total, table.columns, strict=True)
        ]
        if cells and not cells[0]:
            cells[0] = self.say("ui.total")
        return tuple(cells)


def is_numeric(column: Column, table: ResultTable) -> bool:
    """Whether a column is aligned as numbers."""
    if column.kind in _NUMERIC_KINDS:
        return True
    if column.kind != "fact":
        return False
    values = [row[table.columns.index(column)] for row in table.rows]
    return any(_is_number(value) for value in values) and all(value is None or _is_number(value) for value in values)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)
