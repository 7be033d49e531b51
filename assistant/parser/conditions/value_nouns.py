"""The noun beside a value that says what kind of thing it is: "Italian food", "the city of Paris", 纽约市.

Rule: such a noun is a word of the name of the value's own dimension, or another word for it from a closed list. It
adds nothing to the value; beside any other value it stays unexplained.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.parser.text.pieces import Piece
from semantic_layer.meanings import Meaning
from semantic_layer.nicknames import called
from semantic_layer.vocabulary import Vocabulary
from semantic_layer.wordforms import has_han, is_han, singular

SAME: tuple[frozenset[str], ...] = tuple(
    map(
        frozenset,
        (
            ("food", "cuisine", "dish", "kitchen"),
            ("city", "town"),
            ("state", "province"),
            ("street", "road"),
            ("color", "colour"),
            ("genre", "category", "kind", "type", "style"),
            ("neighbourhood", "neighborhood", "district"),
            ("make", "brand", "manufacturer"),
            ("position", "job", "role", "title"),
            ("major", "subject", "discipline"),
            ("grade", "level", "tier"),
        ),
    )
)
SAME_ZH: tuple[frozenset[str], ...] = tuple(
    map(
        frozenset,
        (
            ("菜", "菜系"),
            ("市", "城市"),
            ("省", "省份"),
            ("州",),
            ("区",),
            ("县",),
            ("级", "等级", "级别", "评级"),
            ("类", "类别", "类型", "类目", "品类", "分类"),
        ),
    )
)
_SUFFIXES = ("级", "类")
_EMPTY = frozenset({"name", "names", "id", "number", "code", "date", "time", "of", "the"})
_AFTER = re.compile(r" ([a-z]+)(?: ([a-z]+))?")
_BEFORE = re.compile(r"(?<![a-z])([a-z]+) (?:of |called |named )?(?:the )?$")


def value_nouns(text: str, named: Iterable[Piece], vocabulary: Vocabulary) -> Iterator[Piece]:
    """Return the nouns that stand right beside a named value, each with the dimensions of that value."""
    seen: set[tuple[int, int]] = set()
    for piece in named:
        for meaning in piece.named("value"):
            for start, end in (*_after(text, piece.end), *_before(text, piece.start)):
                word = text[start:end]
                if (start, end) in seen or word in vocabulary.phrases or not _fits(vocabulary, meaning, word):
                    continue
                seen.add((start, end))
                if word in _SUFFIXES and start == piece.end:  # A级, 食品类: the value and its noun are one name
                    yield Piece(piece.start, end, meanings=piece.named("value"))
                    continue
                yield Piece(start, end, meanings=(Meaning("dimension", meaning.name),))


def _after(text: str, end: int) -> Iterator[tuple[int, int]]:
    match = _AFTER.match(text, end)
    if match:
        yield match.span(1)
    if end < len(text) and is_han(text[end]):
        yield end, end + 1
        if end + 1 < len(text) and is_han(text[end + 1]):
            yield end, end + 2


def _before(text: str, start: int) -> Iterator[tuple[int, int]]:
    match = _BEFORE.search(text, max(0, start - 40), start)
    if match:
        yield match.span(1)


def _fits(vocabulary: Vocabulary, value: Meaning, word: str) -> bool:
    model = vocabulary.model
    if not model.has_dimension(value.name) or word in _EMPTY:
        return False
    names = called(model.dimension(value.name))
    if has_han(word):
        return any(group & _han_words(names) for group in SAME_ZH if word in group)
    words = {singular(part) for name in names if not has_han(name) for part in name.split()} - _EMPTY
    same = next((group for group in SAME if singular(word) in group), frozenset({singular(word)}))
    return bool(words & same)


def _han_words(names: frozenset[str]) -> frozenset[str]:
    return frozenset(part for name in names if has_han(name) for part in (name, name[-1], name[-2:]))


_SHARED = re.compile(r"(?<![a-z])([a-z]+)(?= (?:and|or) ([a-z]+) ([a-z]+)(?![a-z]))")


def shared_nouns(text: str, vocabulary: Vocabulary) -> Iterator[Piece]:
    """The first of two columns that share their noun: "first and last name", "hire and termination date"."""
    for match in _SHARED.finditer(text):
        first, second = f"{match[1]} {match[3]}", f"{match[2]} {match[3]}"
        columns = [
            tuple(m for m in vocabulary.phrases.get(name, ()) if m.kind == "dimension") for name in (first, second)
        ]
        if all(columns):
            yield Piece(*match.span(1), meanings=columns[0])


_CLASSIFIERS = re.compile(
    r"(?<=[0-9一二两三四五六七八九十百千几哪每])[本部辆台所间份座首门场幅只条支套栋匹艘头](?=[一-鿿])"
)


def classifiers(text: str) -> Iterator[Piece]:
    """Measure words between a number and a thing: 2本图书, 三辆汽车. Anywhere else they are part of another word."""
    for match in _CLASSIFIERS.finditer(text):
        yield Piece(match.start(), match.end(), cues=frozenset({"filler", "unit_word"}))
