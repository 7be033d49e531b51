"""Names written in pinyin: khmc and kehu_mingcheng are both the name of a customer.

Rule: a database is read so only when several of its names say it, each of them read whole and none of them English; a
word of a name is read whole or keeps its letters (jl_xm: jl full name). What two usual words begin with is read by the
column's values.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from semantic_layer.lexicon import chinese_words, concept_of, spelled_out_word
from semantic_layer.wordforms import has_han, words_of_name

Place = Literal["number", "text", "date", "table", "head", "tail"]
_LEAST_NAMES = 3  # of three letters and more, before a database counts as written in pinyin
_LEAST_LETTERS = 3
_LEAST_SYLLABLES = 4  # letters of a word written out: "kehu"; shorter ones are English words too often
_KEY = "id"


@dataclass(frozen=True)
class Named:
    """A name of the database and what holds it: a table, or a column of numbers, texts or dates."""

    name: str
    place: Place


@dataclass(frozen=True)
class _Piece:
    english: str
    places: frozenset[str]


def read_pinyin(names: Collection[Named]) -> Mapping[Named, str]:
    """Return the English words for the names of a database that are pinyin; empty where the database is not.

    Examples
    --------
    >>> names = [Named(n, "text") for n in ("khmc", "cplb", "ddrq", "email")]
    >>> list(read_pinyin(names).values())
    ['customer name', 'product category', 'order date']
    >>> read_pinyin([Named("cp", "number"), Named("dd", "number")])
    {}
    """
    unknown = [named for named in dict.fromkeys(names) if not _is_known(named.name)]
    read = {named: words for named in unknown if (words := _read(named))}
    long = {named.name for named in read if len(named.name.replace("_", "")) >= _LEAST_LETTERS}
    partly = {named: words for named in unknown if named not in read and (words := _read_partly(named))}
    found = read | partly
    return found if len(long) >= _LEAST_NAMES and 2 * len(found) >= len(unknown) else {}


def _is_known(name: str) -> bool:
    return has_han(name) or all(_is_english(word) for word in _words(name))


def _words(name: str) -> list[str]:
    return words_of_name(name).lower().split()


def _is_english(word: str) -> bool:
    return word == _KEY or word.isdigit() or spelled_out_word(word) != word or concept_of(word) is not None


def _read(named: Named) -> str | None:
    """The words of one name; None when a part of it is neither pinyin nor English."""
    words = _words(named.name)
    if len(words) > 1 and (whole := _initial_meaning("".join(words), {named.place})):  # zc_rq is zcrq
        return whole
    read = _pieces(words, named.place)
    return None if None in read else " ".join(piece for pieces in read if pieces for piece in pieces)


def _read_partly(named: Named) -> str | None:
    """The words of a name of several of which the last is pinyin; the others keep their letters."""
    words = _words(named.name)
    read = _pieces(words, named.place)
    if len(words) < 2 or read[-1] is None or _is_english(words[-1]):
        return None
    return " ".join(piece for word, pieces in zip(words, read, strict=True) for piece in pieces or (word,))


def _pieces(words: list[str], place: Place) -> list[tuple[str, ...] | None]:
    last = len(words) - 1
    return [
        (spelled_out_word(word),) if _is_english(word) else _cut(word, place, n > 0, n == last)
        for n, word in enumerate(words)
    ]


def _cut(word: str, place: Place, has_before: bool, is_last: bool) -> tuple[str, ...] | None:
    """The fewest pieces that make up a word, the longest last."""
    if not word.isascii() or not word.isalpha():
        return None
    best: list[tuple[str, ...] | None] = [()]
    for end in range(1, len(word) + 1):
        found: tuple[str, ...] | None = None
        for start in range(end):
            before = best[start]
            if before is None or (found is not None and len(before) + 1 >= len(found)):
                continue
            ends = is_last and end == len(word)
            places = {place, *(["tail"] if start or has_before else [])} if ends else {"head"}
            english = _meaning(word[start:end], places)
            if english:
                found = (*before, english)
        best.append(found)
    return best[-1]


def _meaning(letters: str, places: Collection[str]) -> str | None:
    found = _initial_meaning(letters, places)
    return found or (_syllables().get(letters) if len(letters) >= _LEAST_SYLLABLES else None)


def _initial_meaning(letters: str, places: Collection[str]) -> str | None:
    fits = (p.english for p in _initials().get(letters, ()) if not p.places or not p.places.isdisjoint(places))
    return next(fits, None)


@lru_cache(maxsize=1)
def _initials() -> Mapping[str, tuple[_Piece, ...]]:
    found: dict[str, tuple[_Piece, ...]] = {}
    for line in files(__package__).joinpath("pinyin.tsv").read_text(encoding="utf-8").splitlines():
        if line and line[0] != "#":
            letters, english, places, *_ = (*line.split("\t"), "")
            piece = _Piece(english, frozenset(filter(None, places.split("|"))))
            found[letters] = (*found.get(letters, ()), piece)
    return found


@lru_cache(maxsize=1)
def _syllables() -> Mapping[str, str]:
    """The words of the list written out in letters without tones: shuliang is the quantity."""
    from pypinyin import lazy_pinyin

    found: dict[str, str] = {}
    for word, english in chinese_words():
        if len(word) > 1 and all(has_han(character) for character in word):
            found.setdefault("".join(lazy_pinyin(word)), english)
    return found
