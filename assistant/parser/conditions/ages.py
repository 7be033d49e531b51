"""Ages where only dates of birth are known: "average age", "patrons under 30", "how old", 65岁以上的客户.

Rule: a small bare number beside people is their age and no amount of theirs. Where no column holds ages, the question
is refused for what it asks: a date of birth is personal, and nothing is computed from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.text.pieces import Piece
from semantic_layer.model import Dataset
from semantic_layer.vocabulary import Vocabulary, is_numeric
from semantic_layer.wordforms import has_han, words_of_name

_WORDS = frozenset({"age", "ages", "aged", "old", "how old", "age group", "age groups", "age band", "age bands"})
_WORDS_ZH = frozenset({"年龄", "年纪", "岁", "岁数", "多大", "多大年纪", "几岁", "年龄段"})
_BIRTH = ("birth", "born", "出生", "生日")
_SPAN = re.compile(r"(?:[天日周]|小时|分钟|days?|hours?|minutes?|weeks?)$")  # "longer than 15 days" is no age
_HAVING = frozenset({"with", "have", "has", "having", "had", "own", "owns", "owning", "got", "keep", "keeps"})
_HAVING_ZH = frozenset({"有", "拥有", "养", "养了", "有着"})
_OLDEST = 120  # years
_AGE = re.compile(r"(?<![a-z])(?:ages?|age (?:groups?|bands?))(?![a-z])|年龄段?|年纪|岁数")


def age_pieces(text: str, vocabulary: Vocabulary) -> Iterator[Piece]:
    """Return the words for ages where the model has dates of birth and nothing of that name."""
    if any(_has_births(dataset) for dataset in vocabulary.model.datasets):
        for match in _AGE.finditer(text):
            if match[0] not in vocabulary.phrases:
                yield Piece(*match.span(), cues=frozenset({"age_word"}))


def refuse_ages(draft: Draft) -> None:
    """Refuse a word of age that no column answers.

    Raises
    ------
    Unreadable
        There are dates of birth, and no ages.
    """
    born = [dataset for dataset in draft.model.datasets if _has_births(dataset)]
    if not born or _knows_ages(draft):
        return
    for item in draft.items:
        is_word = item.has("age_word") or item.text in _WORDS | _WORDS_ZH
        if is_word and not item.taken and not item.piece.meanings:
            raise refuse("age_of_birth", missing=[item.text])
    for item in draft.items:
        if _may_be_age(item) and any(_is_of(draft, item, dataset) for dataset in born):
            raise refuse("age_of_birth", missing=[item.text])


def _has_births(dataset: Dataset) -> bool:
    return any(
        dimension.type == "time"
        and any(word in f"{words_of_name(dimension.name)} {dimension.labels.zh}" for word in _BIRTH)
        for dimension in dataset.dimensions
    )


def _knows_ages(draft: Draft) -> bool:
    named = [m.name for word in ("age", "年龄") for m in draft.vocabulary.meanings(word) if m.kind == "dimension"]
    return any((d := draft.dimension(name)) is not None and is_numeric(d) for name in named)


def _may_be_age(item: Item) -> bool:
    condition = item.piece.condition
    if condition is None or condition.unit is not None or condition.than is not None or item.taken:
        return False
    if _SPAN.search(item.text):
        return False
    return all(0 < value <= _OLDEST and value == int(value) for value in condition.values)


def _is_of(draft: Draft, item: Item, dataset: Dataset) -> bool:
    """The number stands bare beside the people: "patrons under 30", never "customers with over 3 orders"."""
    people = dataset.primary.name if dataset.primary else ""
    following = draft.items[item.index + 1 : item.index + 2]
    if _are_possessed(draft, item, following):
        return False
    if any(_says_of_what(other, people) for other in following):
        return False
    beside = [other for other in (draft.left(item), draft.right(item)) if other is not None]
    return any(m.name == people for other in beside for m in other.named("entity"))


def _are_possessed(draft: Draft, item: Item, following: Sequence[Item]) -> bool:
    """ "Owners with more than two pets": so many of those whose births are known, and no age of theirs."""
    before = draft.items[item.index - 1].text if item.index else ""
    has = before.rpartition(" ")[2] in _HAVING or before in _HAVING_ZH
    subjects = draft.items if has_han(item.text) else draft.items[: item.index]
    named = any(other.named("entity") and other not in following for other in subjects)
    return has and named and any(other.named("entity") for other in following)


def _says_of_what(item: Item, people: str) -> bool:
    """What follows the number says what it is of: orders, days, times."""
    if any(m.name == people for m in item.named("entity")):
        return False
    is_unit = item.piece.time is not None or item.has("times_word", "unit_orders", "unit_word")
    return is_unit or bool(item.named("metric") or item.named("dimension") or item.named("entity"))
