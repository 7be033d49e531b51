"""A column that holds a number of things, spoken without its counting word: 覆盖省份最多, "most employees".

Rule: 覆盖省份 means 覆盖省份数量, and "employees" the column num_employees, only where nothing of the model is
called so, and only beside a word that asks how many: a superlative of number, 多少, "how many", or a condition on
a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from assistant.parser.figures.roles import metrics_of_columns
from assistant.parser.text.pieces import Piece
from semantic_layer.meanings import Meaning
from semantic_layer.model import SemanticModel
from semantic_layer.nicknames import called
from semantic_layer.per_model import per_model
from semantic_layer.vocabulary import Vocabulary, is_numeric
from semantic_layer.wordforms import has_han, plural, singular

_ENDS = ("的数量", "数量", "个数", "总数", "数", " count", " counts", " number")
_HEADS = ("number of ", "num ", "no of ", "total number of ")
_MOST_AFTER = re.compile(
    r"(?:数)?(?:是|为|的)?(?:最多|最少|超过|不超过|多于|少于|不少于|不多于|不到|至少|达到|大于|小于|有多少|是多少|为多少|总数|总量|的?平均数量)"
)
_ASKED_BEFORE = re.compile(
    r"(?:多少|几)[个家款种名位条座处所]?$|(?:how many|most|fewest|(?:more|fewer|less) than \d+|at least \d+) $"
)


def counted_columns(text: str, vocabulary: Vocabulary) -> Iterator[Piece]:
    """Return the short forms in a normal text, with the columns that count."""
    for word, meanings in _counted(vocabulary.model).items():
        if word in vocabulary.phrases:
            continue
        start = text.find(word)
        while start >= 0:
            end = start + len(word)
            if _asks(text, start, end, word):
                yield Piece(start, end, meanings=meanings)
            start = text.find(word, start + 1)


def _asks(text: str, start: int, end: int, word: str) -> bool:
    if has_han(word):
        return bool(_MOST_AFTER.match(text, end) or _ASKED_BEFORE.search(text, max(0, start - 6), start))
    whole = not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum()
    return whole and bool(_ASKED_BEFORE.search(text, max(0, start - 24), start))


@per_model
def _counted(model: SemanticModel) -> Mapping[str, tuple[Meaning, ...]]:
    """By short form, what counts it: the column, and the figure over it."""
    found: dict[str, dict[Meaning, None]] = {}
    for dimension in model.dimensions():
        if dimension.hidden or dimension.personal or not is_numeric(dimension) or dimension.type == "identifier":
            continue
        over = metrics_of_columns(model, [dimension.qualified])
        for phrase in called(dimension):
            for rest in _shortened(phrase):
                kept = found.setdefault(rest, {})
                kept |= dict.fromkeys(
                    (Meaning("dimension", dimension.qualified), *(Meaning("metric", n) for n in over))
                )
    return {word: tuple(meanings) for word, meanings in found.items()}


def _shortened(phrase: str) -> Iterator[str]:
    rests = {phrase.removesuffix(end) for end in _ENDS} | {phrase.removeprefix(head) for head in _HEADS}
    for rest in rests - {phrase}:
        if len(rest) > 1 and not rest.endswith(("的", "总", "个")):
            yield from {rest} if has_han(rest) else {plural(singular(rest))}
