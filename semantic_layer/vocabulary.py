"""What people may call the things of a model, in both languages.

Rule: a phrase is found by its normal form and stands for every meaning the model gives it; nothing is chosen here
and nothing is substituted. What only resembles a phrase is offered as a candidate, never returned as a match.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz, process

from semantic_layer.first_names import names_of_first
from semantic_layer.lexicon.closed_sets import other_names
from semantic_layer.meanings import Meaning, MeaningKind
from semantic_layer.model import Dimension, DimensionValue, Scalar, Segmentation, SemanticModel, SimpleMetric, Text
from semantic_layer.nicknames import called, merged, nicknames
from semantic_layer.number_ranges import NUMERIC_TYPES, NumberRange
from semantic_layer.per_model import per_model
from semantic_layer.phrases import ManyValues, Phrases, PhraseTable, large_columns, per_table
from semantic_layer.value_index import IndexedValue, ValueProbe, load_values, value_probe
from semantic_layer.wordforms import all_forms, forms, has_han, normal_form, spacings, words_of_name

__all__ = [
    "Candidate",
    "IndexedValue",
    "Meaning",
    "MeaningKind",
    "Vocabulary",
    "is_numeric",
    "load_values",
    "value_probe",
]


# "Universities founded" are universities, not the column of when they were.
_DONE = frozenset({"built", "born"})
_NOT_DONE = frozenset({"speed", "breed", "feed", "seed", "need", "bed", "bleed", "greed", "weed", "led", "red"})


@dataclass(frozen=True)
class Candidate:
    """A known phrase that resembles an unknown one; `score` is between 0 and 100."""

    phrase: str
    meanings: tuple[Meaning, ...]
    score: float


def is_numeric(dimension: Dimension) -> bool:
    """Say whether conditions such as "over 30" apply to the dimension."""
    return dimension.datatype in NUMERIC_TYPES


@dataclass(frozen=True)
class Vocabulary:
    """All phrases of one model and one person's visible values."""

    model: SemanticModel
    phrases: Phrases
    # dimension -> normal form -> code, for columns whose values are kept in full
    indexed: Mapping[str, Mapping[str, Scalar]] = field(default_factory=dict)
    ranges: Mapping[str, NumberRange] = field(default_factory=dict)  # numeric dimension -> how far it reaches
    probe: ValueProbe | None = None  # for columns with too many values to keep

    @staticmethod
    def build(
        model: SemanticModel,
        values: Mapping[str, Sequence[IndexedValue]] | None = None,
        ranges: Mapping[str, NumberRange] | None = None,
        probe: ValueProbe | None = None,
    ) -> Vocabulary:
        """Collect names, labels, synonyms and values of `model`; `values` and `ranges` are those found in the data."""
        shown = _shown_values(model, values or {})
        large = large_columns({name: len(found) for name, found in shown.items()})
        many = ManyValues((name, _normal(shown[name])) for name in shown if name in large)
        full = {name: found for name, found in shown.items() if name not in large}
        found: dict[str, dict[Meaning, None]] = {}
        for phrase, meaning in (*_names(model), *_values(model, full)):
            found.setdefault(phrase, {})[meaning] = None
        for phrase, meaning in tuple(merged(_phrases(found, many), nicknames(model))):
            found.setdefault(phrase, {})[meaning] = None
        for phrase, meaning in tuple(_other_names(model, shown)):
            if all(other.kind == "value" for other in found.get(phrase, ())):
                found.setdefault(phrase, {})[meaning] = None
        indexed: dict[str, dict[str, Scalar]] = {}
        for phrase, meanings in found.items():
            for meaning in meanings:
                if meaning.kind == "value":
                    indexed.setdefault(meaning.name, {})[phrase] = meaning.value
        return Vocabulary(model, _phrases(found, many), indexed, ranges or {}, probe)

    def knowing(self, words: Mapping[str, tuple[Meaning, ...]], model: SemanticModel | None = None) -> Vocabulary:
        """Return this vocabulary with further words, which come before the same ones of the model.

        Parameters
        ----------
        words : mapping of str to tuple of Meaning
            Words in normal form with what they stand for.
        model : SemanticModel, optional
            The model that they are about, where it has more than this one.
        """
        return replace(self, model=model or self.model, phrases=self.phrases.knowing(words))

    def meanings(self, text: str) -> tuple[Meaning, ...]:
        """Return every meaning of `text`; none when the model does not know it."""
        return self.phrases.get(normal_form(text), ())

    def value_of(self, dimension: str, text: str) -> Meaning | None:
        """Return the value of `dimension` that `text` names exactly."""
        codes = self.indexed.get(dimension, {})
        key = normal_form(text)
        if key in codes:
            return Meaning("value", dimension, codes[key])
        if large := next((m for m in self.phrases.many.get(key) if m.name == dimension), None):
            return large
        found = self.probe.find(dimension, text) if self.probe else None
        return Meaning("value", dimension, found) if found is not None else None

    def probed(self, text: str) -> tuple[Meaning, ...]:
        """Return the values that `text` names exactly in columns that are too large to keep: one query for each.

        Only for words that nothing else explains, and for quoted ones.
        """
        columns = self.probe.columns if self.probe else {}
        found = (self.value_of(name, text) for name in columns)
        return tuple(meaning for meaning in found if meaning is not None)

    def candidates(self, text: str, n: int = 4, cutoff: float = 78.0) -> tuple[Candidate, ...]:
        """Return known phrases that resemble `text`, the best first, one for each set of meanings.

        A value of a large column is one only where it begins with the same character.
        """
        key = normal_form(text)
        if len(key) < 2:
            return ()
        pools = [_by_script(table)[has_han(key)] for table in self.phrases.tables]
        longest = (200 - cutoff) / cutoff  # of texts whose lengths differ more no so large part is shared
        close = {
            phrase: score
            for pool in (*pools, self.phrases.many.beginning_like(key, longest))
            for phrase, score, _ in process.extract(key, pool, scorer=fuzz.ratio, score_cutoff=cutoff, limit=n * 4)
        }
        ranked = sorted(close.items(), key=lambda hit: (-hit[1], hit[0]))
        chosen: dict[tuple[Meaning, ...], Candidate] = {}
        for phrase, score in ranked:
            chosen.setdefault(self.phrases[phrase], Candidate(phrase, self.phrases[phrase], score))
        return tuple(chosen.values())[:n]


@per_table
def _by_script(table: PhraseTable) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Phrases without and with Chinese characters."""
    chinese = tuple(phrase for phrase in table.meanings if has_han(phrase))
    apart = set(chinese)
    return tuple(phrase for phrase in table.meanings if phrase not in apart), chinese


def _phrases(found: Mapping[str, Iterable[Meaning]], many: ManyValues) -> Phrases:
    return Phrases(PhraseTable({phrase: tuple(meanings) for phrase, meanings in found.items()}), many)


def _shown_values(
    model: SemanticModel, values: Mapping[str, Sequence[IndexedValue]]
) -> Mapping[str, Sequence[IndexedValue]]:
    """The values found in the data of the columns that people may see and name."""
    return {
        dimension.qualified: values[dimension.qualified]
        for dimension in model.dimensions()
        if dimension.qualified in values and not dimension.personal and not dimension.hidden
    }


def _normal(values: Iterable[IndexedValue]) -> Iterator[tuple[str, Scalar]]:
    """Values with their normal forms; what has no letter and no digit cannot be found in a text."""
    formed = ((normal_form(value.text), value.code) for value in values)
    return ((form, code) for form, code in formed if any(map(str.isalnum, form)))


def _names(model: SemanticModel) -> Iterator[tuple[str, Meaning]]:
    for metric in model.metrics:
        if not metric.hidden:
            yield from _each(called(metric), Meaning("metric", metric.name))
    for entity in (entity for entity in model.entities if not entity.hidden):
        yield from _each(called(entity), Meaning("entity", entity.name))
    for segmentation in model.segmentations:
        yield from _each(called(segmentation), Meaning("segmentation", segmentation.qualified))
        yield from _each(names_of_first(segmentation, model), Meaning("segmentation", segmentation.qualified))
    for tag in model.tags:
        yield from _each(called(tag), Meaning("tag", tag.name))
    for dataset in model.datasets:
        for dimension in dataset.dimensions:
            if not dimension.hidden and dataset.role != "spine":
                yield from _dimension_names(model, dimension)
    yield from _second_roles(model)


def _each(phrases: Iterable[str], meaning: Meaning) -> Iterator[tuple[str, Meaning]]:
    return ((phrase, meaning) for phrase in sorted(phrases))


def _dimension_names(model: SemanticModel, dimension: Dimension) -> Iterator[tuple[str, Meaning]]:
    meaning = Meaning("dimension", dimension.qualified)
    phrases = called(dimension)
    yield from _each(phrases, meaning)
    if model.has_entity(dimension.prefix):
        told = {normal_form(adjective.word) for adjective in dimension.adjectives}  # "invoices paid late" are those
        owned = _prefixed(called(model.entity(dimension.prefix)), phrases - told)
        yield from _each(owned, meaning)
        for figure in _figures_of(model).get((dimension.dataset, dimension.expr), ()):
            if not called(model.metric(figure)).isdisjoint(phrases):
                yield from _each(owned, Meaning("metric", figure))
    for adjective in dimension.adjectives:
        yield normal_form(adjective.word), Meaning("adjective", dimension.qualified, adjective.filter)


@per_model
def _figures_of(model: SemanticModel) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """By dataset and column, the figures over it: "ride distance" names the figure as "distance" does."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for metric in model.metrics:
        if isinstance(metric, SimpleMetric) and not metric.hidden and not metric.filter:
            measure = model.measure(metric.measure)
            if not measure.filter:
                key = (measure.dataset, measure.expr)
                found[key] = (*found.get(key, ()), metric.name)
    return found


def _says_done(phrase: str) -> bool:
    """A participle alone: "closed", "commissioned", "founded"."""
    return phrase in _DONE or (phrase.isalpha() and phrase.endswith("ed") and phrase not in _NOT_DONE)


def _prefixed(owners: Iterable[str], names: Iterable[str]) -> frozenset[str]:
    """ "customer" and "region" give "customer region"; "客户" and "地区" give "客户地区" and "客户的地区"."""
    made: set[str] = set()
    for owner in owners:
        for phrase in names:
            if phrase.startswith(owner) or has_han(owner) != has_han(phrase) or _says_done(phrase):
                continue
            if has_han(owner):
                made |= {owner + phrase, f"{owner}的{phrase}"}
            else:
                made |= {f"{owner} {phrase}", f"{owner}'s {phrase}", f"{owner}' {phrase}"}
    return frozenset(made)


def _second_roles(model: SemanticModel) -> Iterator[tuple[str, Meaning]]:
    """Dimensions reached by a named second way are known by their prefix only: "referrer region"."""
    for dataset in model.datasets:
        for key in dataset.entities:
            target = model.dataset_of_entity(key.name) if key.role else None
            for dimension in target.dimensions if target else ():
                meaning = Meaning("dimension", f"{key.role}.{dimension.name}")
                yield from _each(_prefixed(forms(words_of_name(key.role or "")), called(dimension)), meaning)


def _values(model: SemanticModel, values: Mapping[str, Sequence[IndexedValue]]) -> Iterator[tuple[str, Meaning]]:
    for dimension in model.dimensions():
        if dimension.personal or dimension.hidden:
            continue
        codes = {str(value.code) for value in dimension.values}
        yield from _declared(dimension.qualified, dimension.values)
        for found in values.get(dimension.qualified, ()):
            if str(found.code) not in codes:
                yield from _each(_value_forms(found.text), Meaning("value", dimension.qualified, found.code))
    for segmentation in (item for item in model.segmentations if item.first_of is None):
        yield from _declared(segmentation.qualified, segmentation.values)
        yield from _segment_entity_forms(model, segmentation)


def _other_names(model: SemanticModel, values: Mapping[str, Sequence[IndexedValue]]) -> Iterator[tuple[str, Meaning]]:
    """Names that a value of the data has everywhere: "California" and 加州 where "CA" is stored.

    A declared value is called what the model says, and nothing else.
    """
    for dimension in model.dimensions():
        if dimension.personal or dimension.hidden:
            continue
        declared = {str(value.code) for value in dimension.values if value.labels != Text()}
        texts = {found.text: found.code for found in values.get(dimension.qualified, ())}
        for text, names in other_names([text for text in texts if text not in declared]).items():
            meaning = Meaning("value", dimension.qualified, texts[text])
            yield from ((name, meaning) for name in names)


def _value_forms(text: str) -> frozenset[str]:
    """Forms of one value. Longer texts are names of things and stay as they are written."""
    key = normal_form(text)
    if not key:
        return frozenset()
    return forms(key) if key.count(" ") <= 1 else frozenset({key})


def _declared(name: str, declared: Iterable[DimensionValue]) -> Iterator[tuple[str, Meaning]]:
    for value in declared:
        words = (value.labels.en, value.labels.zh, *value.synonyms.all(), str(value.code).replace("_", " "))
        written = {form for word in all_forms(words) for form in spacings(word)}
        yield from _each(written, Meaning("value", name, value.code))


def _segment_entity_forms(model: SemanticModel, segmentation: Segmentation) -> Iterator[tuple[str, Meaning]]:
    """ "冠军客户" and "champion customers" name the segment together with what it is a segment of."""
    if not model.has_entity(segmentation.entity):
        return
    owners = called(model.entity(segmentation.entity))
    for value in segmentation.values:
        phrases = all_forms((value.labels.en, value.labels.zh, *value.synonyms.all()))
        meaning = Meaning("value", segmentation.qualified, value.code)
        for owner in owners:
            for phrase in phrases:
                if has_han(owner) == has_han(phrase) and not phrase.endswith(owner):
                    joined = phrase + owner if has_han(owner) else f"{phrase} {owner}"
                    yield joined, meaning
