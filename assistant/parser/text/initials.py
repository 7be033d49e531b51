"""Names that the database writes with the first letters of Chinese words: 小区 is xq, 维修费用 is wx_fy.

Rule: only words that nothing explains are looked at, and only where several names of the database are such letters and
no English. A word stands for the name whose letters its characters begin with, and is shown like every repair; where
two names that differ begin so, it stands for neither. What light words cut off is still part of the word: 会 of 会员,
教 of 教练, 类型 of 课程类型.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from assistant.parser.text.pieces import Piece
from semantic_layer.lexicon import concept_of, spelled_out_word
from semantic_layer.phrases import PhraseTable, per_table
from semantic_layer.vocabulary import Vocabulary
from semantic_layer.wordforms import is_han, singular

_LEAST_NAMES = 5  # of a database, before it counts as written so
_LONGEST = 8
_LETTERS = re.compile(r"[a-z]{1,4}(?: [a-z]{1,5}){0,3}")
_SYLLABLE = re.compile(r"[aeiouv]")  # no Chinese syllable begins with i, u or v, and few with a, e or o
_COUNTS = re.compile(r"(?:总数|数量|数|量)(?![据字学值额码组列目])")
_KINDS = ("dimension", "metric", "entity")


def initial_pieces(
    text: str, gap: tuple[int, int], vocabulary: Vocabulary, around: Sequence[Piece] = ()
) -> tuple[Piece, ...]:
    """Return the stretches of an unexplained text that begin like names of the database."""
    tables = [names for table in vocabulary.phrases.tables if (names := _initials_of(table))]
    if sum(map(len, tables)) < _LEAST_NAMES:
        return ()
    return tuple(_found(text, gap, _reach(gap, around), vocabulary, tables))


def _reach(gap: tuple[int, int], around: Sequence[Piece]) -> tuple[int, int]:
    """The gap with a light character in front of it and the light words right behind."""
    start = next((p.start for p in around if p.end == gap[0] and p.end - p.start == 1 and _is_light(p)), gap[0])
    end = gap[1]
    for piece in sorted(around, key=lambda p: p.start):
        if piece.start == end and _is_light(piece):
            end = piece.end
    return start, end


def _is_light(piece: Piece) -> bool:
    """Does the piece carry no value, number, time or column by itself?"""
    carries = piece.meanings or piece.number or piece.time or piece.literal is not None or piece.condition
    return not carries and piece.cues <= _LIGHT


_LIGHT = frozenset({"filler", "relating", "group", "unit_word", "kind_word", "tool_word", "unit_orders", "times_word"})


def _found(
    text: str,
    gap: tuple[int, int],
    reach: tuple[int, int],
    vocabulary: Vocabulary,
    tables: list[Mapping[str, tuple[str, ...]]],
) -> Iterator[Piece]:
    for start in range(reach[0], gap[1]):
        for end in range(max(start + 2, gap[0] + 1), min(start + _LONGEST, reach[1]) + 1):
            stretch = text[start:end]
            if not all(map(is_han, stretch)):
                break
            letters = _first_letters(stretch)
            phrases = [phrase for names in tables for phrase in names.get(letters, ())]
            meant = {vocabulary.phrases.get(phrase, ()) for phrase in phrases}
            if len(meant) == 1:
                yield Piece(start, end, meanings=next(iter(meant)), repaired_from=stretch)
                if (count := _COUNTS.match(text, end)) is not None:  # 报修量
                    yield Piece(*count.span(), cues=frozenset({"how_many"}))


@per_table
def _initials_of(table: PhraseTable) -> Mapping[str, tuple[str, ...]]:
    """Names of columns, figures and things by their letters without blanks."""
    found: dict[str, tuple[str, ...]] = {}
    for phrase, meanings in table.meanings.items():
        if not _LETTERS.fullmatch(phrase) or _SYLLABLE.search(phrase):
            continue
        many = phrase.endswith("s") and phrase[:-1] in table.meanings
        if many or not any(m.kind in _KINDS for m in meanings) or any(map(_is_english, phrase.split(" "))):
            continue
        letters = phrase.replace(" ", "")
        if len(letters) > 1:
            found[letters] = (*found.get(letters, ()), phrase)
    return found


def _is_english(word: str) -> bool:
    said = (word, singular(word))
    return len(word) > 2 and any(spelled_out_word(w) != w or concept_of(w) is not None for w in said)


@lru_cache(maxsize=50_000)
def _first_letters(stretch: str) -> str:
    from pypinyin import lazy_pinyin

    return "".join(syllable[:1] for syllable in lazy_pinyin(stretch))
