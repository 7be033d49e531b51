"""What the amount of a table is called beside the name of its rows: 交易总额, "loan amount"..

Rule: where the rows of a table have one figure only that adds up and is an amount by its name, that figure is also the
amount of those rows, by its own word where it has one (the amount of a rental is the 租金); every 消费金额 that adds up
is also 消费总额. What already names something keeps its meaning.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from semantic_layer.lexicon import concept_of
from semantic_layer.model import Dataset, Entity, Measure, Named, Words

_AMOUNTS = frozenset({"amount", "total amount", "total", "value", "sum", "principal", "payment amount", "subtotal"})
_AMOUNTS_ZH = frozenset({"金额", "总金额", "总额", "数额", "本金", "价税合计", "合计金额"})
_SOLD = frozenset({"sale", "sales"})  # what was sold needs a quantity beside it
_FORMS_EN = ("{} amount", "total {} amount", "amount of {}")
_FORMS_ZH = ("{}金额", "{}额", "{}总额", "{}总金额")


def with_amount_names(datasets: Sequence[Dataset], entities: Collection[Entity]) -> tuple[Dataset, ...]:
    """Return the datasets with the further names of their amounts."""
    named: list[Named] = [*entities, *(item for d in datasets for item in (*d.dimensions, *d.measures))]
    taken = {word for item in named for word in (item.labels.en, item.labels.zh, *item.synonyms.all())}
    things = {entity.name: entity for entity in entities}
    return tuple(_called(dataset, things.get(dataset.prefix), taken) for dataset in datasets)


def _called(dataset: Dataset, thing: Entity | None, taken: Collection[str]) -> Dataset:
    sums = [m for m in dataset.measures if m.agg == "sum" and _is_amount(m)]
    only = sums[0] if thing is not None and len(sums) == 1 else None
    words = _words(thing, taken) if thing is not None else Words()
    measures = (_more(m, words) if m is only else m for m in dataset.measures)
    return replace(dataset, measures=tuple(_more(m, _own_forms(m, taken)) for m in measures))


def _own_forms(measure: Measure, taken: Collection[str]) -> Words:
    """消费金额 in its other forms."""
    stem = measure.labels.zh.removesuffix("金额")
    if measure.agg != "sum" or not stem or stem == measure.labels.zh:
        return Words()
    forms = (form.format(stem) for form in _FORMS_ZH)
    return Words((), tuple(word for word in forms if word not in taken and word not in measure.synonyms.zh))


def _is_amount(measure: Measure) -> bool:
    said = (measure.labels.en, measure.name.replace("_", " "))
    zh = measure.labels.zh
    return not _AMOUNTS.isdisjoint(said) or zh in _AMOUNTS_ZH or zh.endswith("金额")


def _words(thing: Entity, taken: Collection[str]) -> Words:
    en = (form.format(thing.labels.en) for form in _FORMS_EN if thing.labels.en)
    known = concept_of(f"{thing.labels.en} amount") if thing.labels.en not in _SOLD else None
    zh = (*(form.format(thing.labels.zh) for form in _FORMS_ZH if thing.labels.zh), *(known.zh if known else ()))
    return Words(tuple(w for w in en if w not in taken), tuple(w for w in dict.fromkeys(zh) if w not in taken))


def _more(measure: Measure, words: Words) -> Measure:
    return replace(measure, synonyms=Words((*measure.synonyms.en, *words.en), (*measure.synonyms.zh, *words.zh)))
