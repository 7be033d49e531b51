"""What the number of rows is called after the shorter names of its rows: "tickets" of support tickets, 工单数.

Rule: whatever a thing is called in the plural also stands for how many there are, as the name of its table does, where
the word names nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from semantic_layer.model import Dataset, Entity, Measure, Named, Words
from semantic_layer.wordforms import has_han, plural, singular, words_of_name

_COUNTS_ZH = ("数", "数量", "总数", "个数")
_UNCOUNTED = frozenset({"people", "persons"})  # have words of their own for how many there are


def with_counted_names(datasets: Sequence[Dataset], entities: Collection[Entity]) -> tuple[Dataset, ...]:
    """Return the datasets with the further names of their counts of rows."""
    others: list[Named] = [item for d in datasets for item in (*d.dimensions, *d.measures)]
    taken = Counter(word for item in others for word in _called(item))
    taken.update(word for entity in entities for word in _called(entity))
    counts = {entity.default_count: entity for entity in entities if entity.default_count}
    done = []
    for dataset in datasets:
        measures = (_named(m, counts[m.name], taken) if m.name in counts else m for m in dataset.measures)
        done.append(replace(dataset, measures=tuple(measures)))
    return tuple(done)


def _named(measure: Measure, entity: Entity, taken: Counter[str]) -> Measure:
    said = entity.synonyms
    own = _called(measure)
    en = [w for w in said.en if w not in own | _UNCOUNTED and plural(singular(w)) == w != singular(w) and taken[w] == 1]
    en += [form for w in en for form in (f"total {w}", f"{singular(w)} count", f"count of {w}") if not taken[form]]
    zh = [f"{word}{tail}" for word in said.zh if has_han(word) and taken[word] == 1 for tail in _COUNTS_ZH]
    zh = [word for word in zh if word not in own and not taken[word]]
    if not en and not zh:
        return measure
    names = measure.synonyms
    return replace(measure, synonyms=Words((*names.en, *en), (*names.zh, *zh)))


def _called(item: Named) -> frozenset[str]:
    return frozenset({item.labels.en, item.labels.zh, words_of_name(item.name), *item.synonyms.all()} - {""})
