"""Names that the database writes in pinyin: 工时费 is gongshi_fei, 技师 is jishi.

Rule: a stretch of Chinese stands for a name that is written with the letters it is read with, where several names of
the database are pinyin and no English; it is shown like any other spelling that is not the database's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from assistant.parser.text.pieces import Piece
from semantic_layer.lexicon import concept_of, spelled_out_word
from semantic_layer.phrases import PhraseTable, per_table
from semantic_layer.vocabulary import Vocabulary
from semantic_layer.wordforms import is_han, singular

_LEAST_NAMES, _LEAST_LETTERS, _LONGEST = 5, 4, 8
_SYLLABLE = (
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|er|ia|ie|iu|in|ua|uo|ue|ui|un|[aeiouv]))"
)
_DATES = ("riqi", "shijian")  # 交车 is jiaoche_riqi, as 结案 is 结案日期
_PINYIN = re.compile(rf"{_SYLLABLE}{{2,}}")


def read_aloud(text: str, vocabulary: Vocabulary) -> Iterator[Piece]:
    """Return the stretches of a normal text that are read like a name in pinyin."""
    written = [letters for table in vocabulary.phrases.tables if (letters := _in_pinyin(table))]
    if sum(map(len, written)) < _LEAST_NAMES or not any(map(is_han, text)):
        return
    for start in range(len(text)):
        for end in range(start + 2, min(start + _LONGEST, len(text)) + 1):
            if not is_han(text[end - 1]) or not is_han(text[start]):
                break
            stretch = text[start:end]
            phrase = next((names[read] for names in written if (read := _letters(stretch)) in names), None)
            if phrase is not None and stretch not in vocabulary.phrases:
                yield Piece(start, end, meanings=vocabulary.phrases[phrase], repaired_from=stretch)


@per_table
def _in_pinyin(table: PhraseTable) -> Mapping[str, str]:
    """Names of columns, figures and things by their letters without blanks."""
    found: dict[str, str] = {}
    for phrase, meanings in table.meanings.items():
        letters = phrase.replace(" ", "")
        if len(letters) < _LEAST_LETTERS or not letters.isascii() or not _PINYIN.fullmatch(letters):
            continue
        if any(meaning.kind != "value" for meaning in meanings) and not any(map(_is_english, phrase.split(" "))):
            found.setdefault(letters, phrase)
            stem = next((letters.removesuffix(end) for end in _DATES if letters.endswith(end)), "")
            if len(stem) >= _LEAST_LETTERS and _PINYIN.fullmatch(stem):
                found.setdefault(stem, phrase)
    return found


def _is_english(word: str) -> bool:
    return any(spelled_out_word(w) != w or concept_of(w) is not None for w in (word, singular(word)))


@lru_cache(maxsize=50_000)
def _letters(stretch: str) -> str:
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(stretch))
