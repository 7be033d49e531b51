"""Spellings of one word that mean the same.

Rule: whatever is looked up and whatever it is looked up in go through the same `fold`, so case, width, accents,
traditional characters and the joints of technical names never decide whether a word is known. Every folded
character remembers where it came from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol, cast

_HAN = re.compile(r"[\u3400-\u9fff]")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_POWER = re.compile(r"(?<![A-Z])[kKMGT](?:W[hH]?|VA)(?![A-Za-z])")  # MWh is one word
_BLANK_AT_BORDER = re.compile(r"(?<=[\u3400-\u9fff]) | (?=[\u3400-\u9fff])")
_BORDER = re.compile(r"(?<=[\u3400-\u9fff])(?=[a-z0-9])|(?<=[a-z0-9])(?=[\u3400-\u9fff])")
_QUOTES = {"‘": "'", "’": "'", "`": "'", "´": "'", "“": '"', "”": '"', "「": '"', "」": '"', "『": '"', "』": '"'}
_DASHES = dict.fromkeys("‐‑‒–—−", "-")
_SIGNS = {**_QUOTES, **_DASHES, "≥": ">=", "≤": "<=", "≠": "!=", "。": ".", "、": "、", "_": " ", "～": "~", "〜": "~"}

_IRREGULAR = {
    "people": "person", "men": "man", "women": "woman", "children": "child", "indices": "index",
    "series": "series", "status": "status", "statuses": "status", "gross": "gross", "sales": "sales",
    "analysis": "analysis", "analyses": "analysis", "bus": "bus", "news": "news", "gas": "gas",
    "campuses": "campus", "bonuses": "bonus", "buses": "bus", "viruses": "virus", "gases": "gas", "lenses": "lens",
    "censuses": "census", "diagnoses": "diagnosis",
}  # fmt: skip
_PLURALS = {
    "person": "people", "man": "men", "woman": "women", "child": "children", "status": "statuses",
    "analysis": "analyses", "sales": "sales", "series": "series", "news": "news", "gross": "gross",
}  # fmt: skip


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@lru_cache(maxsize=1)
def _simplifier() -> _Converter:
    from opencc import OpenCC

    return cast(_Converter, OpenCC("t2s"))


def has_han(text: str) -> bool:
    """Say whether `text` holds a Chinese character."""
    return not text.isascii() and _HAN.search(text) is not None


def is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if character in _SIGNS:
        return _SIGNS[character]
    folded = unicodedata.normalize("NFKC", character).casefold()
    if folded in _SIGNS:
        return _SIGNS[folded]
    if folded.isspace():
        return " "
    kept = unicodedata.normalize("NFKD", folded) if max(folded, default="a") < "\u0250" else folded
    return "".join(c for c in kept if unicodedata.category(c) not in {"Mn", "Cf", "Cc", "Me"})


_HALVES = re.compile("[\ud800-\udfff]")  # halves of a character, which no text encoding can hold


def simplified(text: str) -> str:
    """Return the text in simplified characters; every character keeps its place."""
    if not has_han(text):
        return text
    text = _HALVES.sub("\ufffd", text)
    converted = _simplifier().convert(text)
    if len(converted) == len(text):
        return converted
    return "".join(_simplifier().convert(c) if is_han(c) else c for c in text)


def _joint(text: str, position: int) -> bool:
    """Say whether the character only joins two words: `well-known`, two blanks, a blank between Chinese words."""
    here, before, after = text[position], text[position - 1 : position], text[position + 1 : position + 2]
    if here == "-":
        return before.isalpha() and after.isalpha() and not is_han(before) and not is_han(after)
    return False


def fold(text: str) -> tuple[str, tuple[int, ...]]:
    """Return the folded text, and for each of its characters the position in `text` it came from.

    Examples
    --------
    >>> fold("ＧＭＶ by  Region_Name")
    ('gmv by region name', (0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18))
    >>> fold("銷售額 走勢")[0]
    '销售额走势'
    """
    script = simplified(text)
    characters: list[str] = []
    origins: list[int] = []
    for position, character in enumerate(script):
        for folded in _fold_character(character):
            characters.append(folded)
            origins.append(position)
    joined = "".join(characters)
    kept: list[str] = []
    places: list[int] = []
    for position, character in enumerate(joined):
        written = " " if character == "-" and _joint(joined, position) else character
        if written == " " and (not kept or kept[-1] == " " or _between_han(kept[-1], joined, position)):
            continue
        kept.append(written)
        places.append(origins[position])
    while kept and kept[-1] == " ":
        kept.pop()
        places.pop()
    return "".join(kept), tuple(places)


def _between_han(before: str, text: str, position: int) -> bool:
    following = text[position:].lstrip(" ")[:1] if position + 1 < len(text) else ""
    return is_han(before) and bool(following) and is_han(following)


def normal_form(text: str) -> str:
    """Return the spelling under which `text` is looked up: what `fold` returns, much faster for plain Latin text."""
    if not text.isascii():
        return _folded(text)
    written = text.lower().translate(_ASCII)
    return " ".join((_HYPHEN.sub(" ", written) if "-" in written else written).split())


_HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z])")
_ASCII = {code: _fold_character(chr(code)) for code in range(128) if not "A" <= chr(code) <= "Z"}


@lru_cache(maxsize=65_536)
def _folded(text: str) -> str:
    joined = "".join(map(_fold_character, simplified(text)))
    if "-" in joined:
        return fold(text)[0]
    return _BETWEEN_HAN.sub("", _BLANKS.sub(" ", joined).strip(" "))


_BLANKS = re.compile(" {2,}")
_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")


def words_of_name(name: str) -> str:
    """Split a technical name into words.

    Examples
    --------
    >>> words_of_name("orderLine_id"), words_of_name("GMVTotal"), words_of_name("energyMWh")
    ('order line id', 'gmv total', 'energy mwh')
    """
    name = _POWER.sub(lambda unit: f" {unit[0].lower()} ", name)
    return normal_form(_CAMEL.sub(" ", name).replace("_", " ").replace(".", " "))


def plural(word: str) -> str:
    """Return the English plural of a lower-case word."""
    if word in _PLURALS:
        return _PLURALS[word]
    if word.endswith("sis"):  # diagnoses, analyses
        return word[:-2] + "es"
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def singular(word: str) -> str:
    """Return the English singular of a lower-case word; a word that is none comes back unchanged."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "zes", "ches", "shes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


def forms(phrase: str) -> frozenset[str]:
    """Return `phrase` with its last word in singular and plural; Chinese has one form.

    Examples
    --------
    >>> sorted(forms("product category"))
    ['product categories', 'product category']
    """
    head, _, last = phrase.rpartition(" ")
    if has_han(phrase) or not last.isalpha() or len(last) < (2 if head else 3):
        return frozenset({phrase})
    base = singular(last)
    inflected = {last, base, plural(base)}
    return frozenset(f"{head} {word}".strip() for word in inflected)


def all_forms(phrases: Iterable[str]) -> frozenset[str]:
    """Return the normal forms of `phrases` with their inflections; empty ones are left out."""
    normal = (normal_form(phrase) for phrase in phrases)
    return frozenset(form for phrase in normal if phrase for form in forms(phrase))


def spacings(phrase: str) -> frozenset[str]:
    """Return a phrase with and without blanks between Chinese and Latin writing.

    Examples
    --------
    >>> sorted(spacings("rfm 分群"))
    ['rfm 分群', 'rfm分群']
    """
    return frozenset({phrase, _BLANK_AT_BORDER.sub("", phrase), _BORDER.sub(" ", phrase)})
