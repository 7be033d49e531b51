"""What the things of a model are called in one language.

Rule: a name or a code reaches a person only through here. Labels come from the model; where two dimensions share a
label, the entity is said too, so that no heading or filter is ambiguous.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from assistant import formats
from assistant.answer_parts import Phrase
from assistant.texts import TEXTS, join_and, knows, pieces, places, say
from semantic_layer.calendar import Calendar
from semantic_layer.model import Dimension, DimensionValue, Language, PopulationRateMetric, SemanticModel
from semantic_layer.result import Value
from semantic_layer.segment_maps import read_maps
from semantic_layer.wordforms import plural, singular

_PERSONS = ("客户", "用户", "顾客", "员", "者", "师", "生", "人")


@dataclass(frozen=True)
class Names:
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
