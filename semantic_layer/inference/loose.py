"""Names that nobody wrote: what the values of a column say, and looser words for what the columns and rows are.

Rule: such a word is given where it can mean one thing only: nothing of the model is called so, nothing else ends in it,
and nothing else has as good a claim; but a few sums may all be takings, of which a question asks one. What gave a
column the name of its values stands in its evidence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from typing import TypeVar

from semantic_layer.inference.naming import spelled_out
from semantic_layer.inference.profile import ColumnProfile, TableProfile
from semantic_layer.inference.signs import holds_people, is_person
from semantic_layer.lexicon import concept_of
from semantic_layer.lexicon.closed_sets import kinds_held
from semantic_layer.model import Dataset, Dimension, Entity, Measure, Named, Words
from semantic_layer.wordforms import has_han, plural, singular, words_of_name

_NAMES = {  # of a closed set, as a head of business.tsv
    "country": "country", "continent": "continent", "us_state": "state", "province": "province", "city": "city",
    "weekday": "weekday", "season": "season", "gender": "gender", "colour": "color", "payment": "payment method",
    "channel": "channel", "department": "department", "industry": "industry", "cuisine": "cuisine",
    "device": "device", "education": "education", "marital": "marital status", "weather": "weather",
    "status": "status", "leave": "leave type", "insurance": "insurance type", "medical": "medical department",
    "employment": "employment type", "genre": "genre", "room": "room type", "cabin": "flight class",
    "region": "region", "crime": "crime type", "visa": "visa type", "shift": "work shift", "sport": "sport name",
    "energy": "energy type", "expense": "expense type", "transport": "transport mode", "meal": "meal type",
}  # fmt: skip
_PARTS_OF_THE_WORLD = ("country", "region")  # what one column of countries and continents is called
_PEOPLE = ("people", "persons", "人", "人员")
_PEOPLE_COUNTED = ("headcount", "head count", "number of people", "人数", "总人数")
_TAKINGS = frozenset({"revenue", "takings", "income", "营收", "收入", "营业收入", "营业额", "流水", "业绩"})
_SALES = ("sales", "sales amount", "sales revenue", "销售额", "销售金额", "成交额", "成交金额", "交易额")
_SOLD = ("order", "sale", "transaction", "receipt", "order item", "order line")  # rows of which takings are sales
_PAID_OUT = frozenset({"purchase", "return", "refund"})  # orders of which the payments are no takings
_FEW_SUMS = 3  # that may all be called takings: a question asks which
_GROUPS = frozenset({"categorical", "ordinal", "geography", "text"})

Called = TypeVar("Called", Dimension, Entity, Measure)
Key = tuple[str, str]  # kind of the thing and its name


def _is_sold(entity: str) -> bool:
    """Orders name the person who receives them and are no people."""
    said = spelled_out(entity)
    return said.endswith((*_SOLD, "invoice", "订单", "交易", "销售", "明细", "记录"))


def with_loose_words(
    datasets: tuple[Dataset, ...], entities: tuple[Entity, ...], tables: Collection[TableProfile]
) -> tuple[tuple[Dataset, ...], tuple[Entity, ...]]:
    """Return datasets and entities with the further names that their values and their own names suggest."""
    columns = {(table.entity, f'"{c.name}"'): c for table in tables for c in table.columns}
    dimensions = [d for dataset in datasets for d in dataset.dimensions]
    measures = [m for dataset in datasets for m in dataset.measures]
    held = {d.qualified: _held(d, columns) for d in dimensions}
    people = {table.entity for table in tables if holds_people(table) and not _is_sold(table.entity)}
    people = {entity for entity in people if is_person(entity)} or people  # salaries are no people beside employees
    rows = {entity.name: _head(entity) for entity in entities}
    suggested: dict[Key, tuple[str, ...]] = {}
    for dimension in dimensions:
        wider = (
            () if dimension.type in ("text", "identifier") else tuple(_wider(dimension, rows.get(dimension.prefix, "")))
        )  # these name the rows
        if not _TAKINGS.isdisjoint(wider) and rows.get(dimension.prefix, "").endswith(_SOLD):
            wider = (*wider, *_SALES)
        heads = _words(_heads_of_values(held[dimension.qualified]))
        suggested["column", dimension.qualified] = (*heads, *_with_plurals(wider))
    for entity in entities:
        looser = (*_wider(entity), *_told_by_columns(entity, dimensions))
        suggested["thing", entity.name] = (*_with_plurals(looser), *(_PEOPLE if entity.name in people else ()))
    counts = {f"{d.prefix}.{m.name}" for d in datasets for m in d.measures if m.expr == "1" and d.prefix in people}
    suggested |= {("column", count): _PEOPLE_COUNTED for count in counts}
    claims = Counter(word for words in suggested.values() for word in set(words))
    own = {("column", d.qualified): _ends(d) for d in dimensions} | {("thing", e.name): _ends(e) for e in entities}
    own |= {("column", count): frozenset() for count in counts}
    named = Counter(end for ends in own.values() for end in ends)
    named.update(end for measure in _own(measures, dimensions) for end in _ends(measure))

    def is_free(word: str, key: Key) -> bool:
        few = claims[word] <= (_FEW_SUMS if word in _TAKINGS or word in _SALES else 1)
        return few and named[word] == (word in own[key])

    free: dict[Key, tuple[str, ...]] = {}
    for key, words in suggested.items():  # where the first word is taken, the others would be as good for that one
        known = held.get(key[1], frozenset()) if key[0] == "column" else frozenset()
        first_taken = bool(known) and bool(words) and not is_free(words[0], key)
        free[key] = () if first_taken else tuple(w for w in dict.fromkeys(words) if is_free(w, key))

    def call(dimension: Dimension) -> Dimension:
        found = _more(dimension, free["column", dimension.qualified])
        kinds = held[dimension.qualified]
        if found is dimension or not kinds:
            return found
        note = f"nearly all of its values are of the kind {' or '.join(sorted(kinds))}"
        return replace(found, evidence=f"{found.evidence}; {note}")

    def call_measure(measure: Measure, dataset: Dataset) -> Measure:
        column = f"{dataset.prefix}.{measure.name}"
        return _more(measure, free.get(("column", column), ()))

    called = tuple(
        replace(
            item,
            dimensions=tuple(map(call, item.dimensions)),
            measures=tuple(call_measure(measure, item) for measure in item.measures),
        )
        for item in datasets
    )
    return called, tuple(_more(entity, free["thing", entity.name]) for entity in entities)


def _held(dimension: Dimension, columns: Mapping[Key, ColumnProfile]) -> frozenset[str]:
    """The closed set that the values of a column belong to; nothing for what is no grouping."""
    column = columns.get((dimension.dataset, f'"{dimension.expr.strip(chr(34))}"'))
    shown = column is not None and dimension.type in _GROUPS and not dimension.personal
    return kinds_held(column.values) if column is not None and shown else frozenset()


def _heads_of_values(kinds: frozenset[str]) -> tuple[str, ...]:
    if len(kinds) > 1:
        return _PARTS_OF_THE_WORLD
    return tuple(_NAMES[kind] for kind in kinds if kind in _NAMES)


def _wider(item: Named, owner: str = "") -> Iterator[str]:
    """The looser words of what is called by a known word, and of a column with that name of such rows."""
    head = _head(item)
    yield from _looser().get(head, ())
    for rows in _kinds_of_rows(owner):
        if found := _looser().get(f"{head} of {rows}", ()):
            yield from found
            return


def _kinds_of_rows(owner: str) -> Iterator[str]:
    """What rows are called, and what they are a kind of: a consumption order is an order."""
    yield from (owner,) if owner else ()
    kind = owner.rpartition(" ")[2]
    if kind != owner and _PAID_OUT.isdisjoint(owner.split(" ")):
        yield kind


def _head(item: Named) -> str:
    concept = concept_of(item.labels.en) or concept_of(item.labels.zh)
    return concept.en[0] if concept else item.labels.en


def _told_by_columns(entity: Entity, dimensions: Iterable[Dimension]) -> Iterator[str]:
    """What a column says about rows whose own name could mean several things: accounts of companies are customers."""
    concept = concept_of(entity.labels.en)
    for dimension in dimensions:
        if concept and dimension.prefix == entity.name:
            yield from _looser().get(f"{concept.en[0]} with {words_of_name(dimension.name)}", ())


@lru_cache(maxsize=1)
def _looser() -> Mapping[str, tuple[str, ...]]:
    """Heads of the business words to the looser words for them, in both languages."""
    found: dict[str, tuple[str, ...]] = {}
    for line in files("semantic_layer.lexicon").joinpath("looser.tsv").read_text(encoding="utf-8").splitlines():
        if line and line[0] != "#":
            en, zh, heads = line.split("\t")
            for head in heads.split("|"):
                found[head] = (*found.get(head, ()), *en.split("|"), *zh.split("|"))
    return found


def _words(heads: Iterable[str]) -> Iterator[str]:
    """A word with its plural and, where it heads a line of the business words, with the other words of that line."""
    for head in heads:
        concept = concept_of(head)
        others = (*concept.en, *concept.zh) if concept and concept.en[0] == head else (head,)
        yield from _with_plurals(others)


def _with_plurals(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        yield word
        if not has_han(word):
            yield plural(singular(word))


def _own(measures: Iterable[Measure], dimensions: Collection[Dimension]) -> Iterator[Measure]:
    """Measures but for those that share the name of their column, and for counts of rows."""
    columns = {d.name for d in dimensions}
    return (m for m in measures if m.name not in columns and m.expr != "1")


def _ends(item: Named) -> frozenset[str]:
    """The words that a name is or ends in; "country of birth" ends in both of its nouns, 出生国家 in 国家.

    Rows are never called by what stands behind "of": "dailies of stock" are no stock.
    """
    said = (words_of_name(item.name), item.labels.en, item.labels.zh, *item.synonyms.all())
    if isinstance(item, Entity):
        said = tuple(phrase.split(" of ")[0] for phrase in said)
    return frozenset(end for phrase in said for end in _endings(phrase.lower()))


def _endings(phrase: str) -> Iterator[str]:
    if has_han(phrase):
        yield from (phrase[start:] for start in range(len(phrase)))
        return
    for part in phrase.split(" of "):
        words = part.split(" ")
        if words[-1] == "level" and len(words) > 1:  # a "grade level" is called a grade as well
            yield from _endings(" ".join(words[:-1]))
        for start in range(len(words)):
            end = " ".join(words[start:])
            yield from (end, plural(singular(end)), singular(end))


def _more(item: Called, words: Collection[str]) -> Called:
    known = item.synonyms.all()
    new = [word for word in words if len(word) > 1 and word not in known]  # a single letter or character is no name
    return replace(item, synonyms=_joined(item.synonyms, new)) if new else item


def _joined(given: Words, new: Collection[str]) -> Words:
    en = (*given.en, *(word for word in new if not has_han(word)))
    return Words(en, (*given.zh, *(word for word in new if has_han(word))))
