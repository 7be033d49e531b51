"""Everyday business words in both languages, and what names made of them mean.

Rule: a name is read only when its pieces cover all of it, the longest first, so a half-understood name is never
translated. Two words share a line only when one can stand for the other everywhere; what merely resembles it has its
own line. A word of `business.tsv` never means what a list of one field makes of it. The lists know no table and no
question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from semantic_layer.model import Words
from semantic_layer.wordforms import has_han, plural, singular

_COMMON = "business.tsv"
_FIELDS = ("commerce", "money", "people", "care", "travel", "industry", "media", "public")
MAX_SAYINGS = 10  # for each language: enough to be understood, few enough to be read in a file
_SYNONYMS_OF_A_PIECE = 3
_LEAST_RUN = 6  # letters of a run without joints ("productname") that is worth cutting
_COUNT, _OF, _COUNTING = "count", "of", ("number", "count", "amount", "quantity")
_SILENT = frozenset({"的", "the", "a", "an"})
_DESCRIBING = frozenset(
    {
        "is", "has", "total", "average", "minimum", "maximum", "median", "first", "last", "new", "old", "current",
        "previous", "next", "net", "gross", "unit", "cumulative", "daily", "weekly", "monthly", "yearly", "active",
        "actual", "planned", "not",
    }
)  # fmt: skip
_AND = "and"
_UNIT = re.compile(r"[a-z0-9]+|[^a-z0-9 ]")
_SHORT_WORDS = frozenset({"the", "a", "an", "of", "is", "in", "on", "at", "no", "id", "by", "or", "and"})


@dataclass(frozen=True)
class Concept:
    """One thing with its words, the usual one first; `tails` are Chinese pieces that only end or join a compound."""

    en: tuple[str, ...]
    zh: tuple[str, ...]
    tails: tuple[str, ...] = ()
    short: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """A name as concepts in the order of Chinese, each with the word that was written."""

    concepts: tuple[Concept, ...]
    written: tuple[str, ...]
    is_chinese: bool

    @property
    def english(self) -> str:
        """The name in English: 覆盖城市数量 counts "covered cities"."""
        *rest, last = [concept.en[0] for concept in self.concepts]
        counted = last.removeprefix("number of ")
        if rest and counted != last:
            return f"number of {' '.join((*rest, counted))}"
        return _number_of(rest) if rest and last == _COUNT else " ".join((*rest, last))

    @property
    def chinese(self) -> str:
        return "".join(concept.zh[0] for concept in self.concepts)


def read_name(name: str) -> Reading | None:
    """Return the concepts that a name in normal form is made of, or None when a part of it is unknown.

    Examples
    --------
    >>> read_name("average rating").chinese, read_name("城市数量").english, read_name("number of orders").chinese
    ('平均评分', 'number of cities', '订单数')
    >>> read_name("frobnicated rating") is None
    True
    """
    return _read_pieces(name, as_one=True) if name else None


def _read_pieces(name: str, *, as_one: bool) -> Reading | None:
    """The concepts of a name; unless `as_one`, the name is cut even where it is a phrase of a list."""
    if has_han(name):
        units = tuple(unit for unit in _UNIT.findall(name) if unit not in _SILENT)
        return _reading(_cover(units, {**_phrases().english, **_phrases().chinese}, "", as_one=as_one), True)
    words = [word for word in name.split(" ") if word not in _SILENT]
    if as_one:
        whole = _reading(_cover(tuple(words), _phrases().english, " "), False)
        if whole and len(whole.concepts) == 1:
            return whole
    return _reading(_cover(tuple(_head_last(words)), _phrases().english, " ", as_one=as_one), False)


def _head_last(words: Sequence[str]) -> Sequence[str]:
    """ "date of order" is an "order date"; "num orders" and "number of orders" are an "order count"."""
    if _OF in words[1:-1]:
        place = words.index(_OF)
        head, owner = words[:place], words[place + 1 :]
        return (*owner, *((_COUNT,) if tuple(head) in (("number",), ("count",)) else head))
    return (*words[1:], _COUNT) if len(words) > 1 and words[0] in ("number", "count") else words


def _reading(cover: tuple[tuple[str, Concept], ...] | None, is_chinese: bool) -> Reading | None:
    if not cover:
        return None
    return Reading(tuple(concept for _, concept in cover), tuple(word for word, _ in cover), is_chinese)


def sayings(reading: Reading) -> Words:
    """Return other ways to say a name in both languages: one piece at a time in its other words.

    Examples
    --------
    >>> "type of product" in sayings(read_name("product type")).en
    False
    >>> "type of membership" in sayings(read_name("membership type")).en
    True
    """
    apart = _apart(reading)
    en, zh = list(_english(reading)), list(_chinese(reading))
    if apart:
        en += _english(apart)
        zh += (word for word in _chinese(apart) if "的" not in word)  # "X的Y" is said of any two things
    return Words(_unique(en), _unique(zh))


def _apart(reading: Reading) -> Reading | None:
    """A phrase of a list as its pieces, where it means no more than these: a store manager is a manager of a store."""
    concept = reading.concepts[0]
    pieces = _read_pieces(reading.written[0], as_one=False) if len(reading.concepts) == 1 else None
    if pieces is None:
        return None
    same = pieces.english == concept.en[0] if reading.is_chinese else pieces.chinese == concept.zh[0]
    return pieces if same else None


def spelled_out_word(word: str) -> str:
    """Return what a short form stands for, else the word itself: "qty" is "quantity"."""
    return _phrases().short.get(word, word)


def cut_run(word: str) -> str:
    """Cut a run of known English words: "productname" is "product name"; anything else comes back as it is.

    Examples
    --------
    >>> cut_run("ridedistance"), cut_run("horsepower"), cut_run("xanthophyll")
    ('ride distance', 'horsepower', 'xanthophyll')
    """
    phrases = _phrases().english
    known = word in phrases or singular(word) in phrases
    if known or len(word) < _LEAST_RUN or not word.isascii() or not word.isalpha():
        return word
    pieces = _cover_run(word, phrases)
    return " ".join(pieces) if pieces else word


def concept_of(phrase: str) -> Concept | None:
    """Return the concept that a phrase in normal form names as a whole."""
    known = _phrases()
    return known.chinese.get(phrase) or known.english.get(phrase) or known.english.get(_in_singular(phrase))


def chinese_words() -> Iterator[tuple[str, str]]:
    """Every Chinese word of the list with the English head of its line, the usual ones first."""
    return ((word, concept.en[0]) for word, concept in _phrases().chinese.items())


def _in_singular(phrase: str) -> str:
    head, _, last = phrase.rpartition(" ")
    return f"{head} {singular(last)}".strip()


@dataclass(frozen=True)
class _Phrases:
    english: Mapping[str, Concept]
    chinese: Mapping[str, Concept]
    short: Mapping[str, str]


@lru_cache(maxsize=1)
def _phrases() -> _Phrases:
    """All words of the lists; a word that heads a line stands for that line before any other of the list."""
    english: dict[str, Concept] = {}
    chinese: dict[str, Concept] = {}
    short: dict[str, str] = {}
    for concepts in (tuple(_read((_COMMON,))), tuple(_read(f"{field}.tsv" for field in _FIELDS))):
        for concept in concepts:
            english.setdefault(concept.en[0], concept)
            chinese.setdefault(concept.zh[0], concept)
        for concept in concepts:
            for word in concept.en[1:]:
                english.setdefault(word, concept)
            for word in (*concept.zh[1:], *concept.tails):
                chinese.setdefault(word, concept)
            for word in concept.short:
                many = len(word) > 2 and word[-1] == "s" and "s" not in concept.en[0]  # hrs are hours, hr an hour
                short.setdefault(word, plural(concept.en[0]) if many else concept.en[0])
    for word, full in short.items():
        if full in english:
            english.setdefault(word, english[full])
    return _Phrases(english, chinese, short)


def _read(names: Iterable[str]) -> Iterator[Concept]:
    texts = (files(__package__).joinpath(name).read_text(encoding="utf-8") for name in names)
    for line in (line for text in texts for line in text.splitlines()):
        if line and line[0] != "#":
            en, zh, short, *_ = (*line.split("\t"), "", "")
            han = zh.split("|")
            yield Concept(
                tuple(en.split("|")),
                tuple(word for word in han if word[0] != "~"),
                tuple(word[1:] for word in han if word[0] == "~"),
                tuple(short.split("|")) if short else (),
            )


def _cover(
    units: tuple[str, ...], phrases: Mapping[str, Concept], joint: str, *, as_one: bool = True
) -> tuple[tuple[str, Concept], ...] | None:
    """The fewest known phrases that make up `units` (words or characters), the longest at the end first: the head."""
    best: list[tuple[tuple[str, Concept], ...] | None] = [()]
    for end in range(1, len(units) + 1):
        found: tuple[tuple[str, Concept], ...] | None = None
        for start in range(max(0, end - 12), end):
            before = best[start]
            if before is None or (end - start == len(units) and not as_one):
                continue
            phrase = joint.join(units[start:end])
            concept = phrases.get(phrase) or (phrases.get(_in_singular(phrase)) if joint else None)
            if concept and (found is None or len(before) + 1 < len(found)):
                found = (*before, (phrase, concept))
        best.append(found)
    return best[-1] or None


def _cover_run(word: str, phrases: Mapping[str, Concept]) -> tuple[str, ...] | None:
    """The fewest known words of three letters or more that make up a run of letters."""
    best: list[tuple[str, ...] | None] = [()]
    for end in range(1, len(word) + 1):
        found: tuple[str, ...] | None = None
        for start in range(max(0, end - 16), end):
            piece, before = word[start:end], best[start]
            long_enough = len(piece) >= 3 or piece in _SHORT_WORDS
            if before is None or not long_enough or (found and len(before) + 1 >= len(found)):
                continue
            if piece in phrases or singular(piece) in phrases or piece in _SHORT_WORDS:
                found = (*before, piece)
        best.append(found)
    pieces = best[-1]
    return pieces if pieces and any(len(piece) > 3 for piece in pieces) else None


def _number_of(heads: Sequence[str]) -> str:
    return f"number of {' '.join((*heads[:-1], plural(singular(heads[-1]))))}"


def _english(reading: Reading) -> Iterator[str]:
    concepts = reading.concepts
    if len(concepts) == 1:
        yield from concepts[0].en
        return
    heads = [c.en[0] if reading.is_chinese else word for c, word in zip(concepts, reading.written, strict=True)]
    owner, last = " ".join(heads[:-1]), concepts[-1].en[0]
    if last == _COUNT:
        yield from (_number_of(heads[:-1]), f"{_in_singular(owner)} count", f"{_in_singular(owner)} number")
    elif last == "type":
        yield from (f"{kind} of {owner}" for kind in ("type", "types", "kind", "kinds"))
    elif len(heads) == 2 and concepts[0].en[0] not in _DESCRIBING and last not in ("id", "code", "name"):
        yield f"{heads[-1]} of {owner}"
    yield from (" ".join(words) for words in _varied(heads, [concept.en for concept in concepts]))


def _chinese(reading: Reading) -> Iterator[str]:
    concepts = reading.concepts
    if len(concepts) == 1:
        yield from concepts[0].zh
        yield from _taken_apart(reading.written[0])
        return
    heads = [word if reading.is_chinese else c.zh[0] for c, word in zip(concepts, reading.written, strict=True)]
    rest = "".join(heads[:-1])
    yield "".join(heads)
    if concepts[-1].en[0] in _COUNTING and heads[-1] in ("数量", "数", "个数"):
        yield from (f"{rest}数量", f"{rest}数", f"{rest}个数", f"{rest}的数量")
        yield from ("".join((*head, "的", *tail, "数")) for head, tail in [*_cuts(heads[:-1])][:1])
    if concepts[0].en[0] not in _DESCRIBING and _AND not in (concept.en[0] for concept in concepts):
        yield from (f"{''.join(head)}的{''.join(tail)}" for head, tail in _cuts(heads))
    yield from ("".join(words) for words in _varied(heads, [concept.zh for concept in concepts]))


def _taken_apart(word: str) -> Iterator[str]:
    """上线时间 is also 上线的时间, where both halves are words."""
    known = _phrases().chinese
    for place in range(2, len(word) - 1):
        if has_han(word) and word[:place] in known and word[place:] in known:
            yield f"{word[:place]}的{word[place:]}"


def _cuts(heads: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    return ((heads[:place], heads[place:]) for place in range(1, len(heads)))


def _varied(heads: Sequence[str], words: Sequence[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """`heads` with one of them in another word, the last one first."""
    for place in reversed(range(len(heads))):
        for word in words[place][1 : 1 + _SYNONYMS_OF_A_PIECE]:
            yield (*heads[:place], word, *heads[place + 1 :])


def _unique(phrases: Iterable[str]) -> tuple[str, ...]:
    return tuple(phrase for phrase in dict.fromkeys(phrases) if not _stutters(phrase))[:MAX_SAYINGS]


def _stutters(phrase: str) -> bool:
    """ "city city" comes of pieces that share a word."""
    words = phrase.split(" ")
    return any(left == right for left, right in pairwise(words))
