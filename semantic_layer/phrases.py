"""Known phrases and what each may stand for, kept so that a question costs the same for ten values and for a million.

Rule: names and the values of small columns are kept in full, with their inflections: they are searched in texts and may
be misspelled. A value of a large column is kept once, by its normal form; it is found exactly, and resembled only by
texts that begin like it.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import wraps
from itertools import chain
from typing import TypeVar
from weakref import WeakKeyDictionary

from semantic_layer.meanings import Meaning
from semantic_layer.model import Scalar

T = TypeVar("T")
IN_FULL = 20_000  # values of small columns: more would make searching for resembling ones slow
_PREFIX = 2  # characters by which the lengths of values are known: few texts share them with any value


class ManyValues:
    """Values of large columns: one dictionary from normal form to place, and the codes by place."""

    def __init__(self, columns: Iterable[tuple[str, Iterable[tuple[str, Scalar]]]] = ()) -> None:
        """`columns` are dimensions with the normal forms and codes of their values."""
        self._dimensions: list[str] = []
        self._starts: list[int] = []
        self._codes: list[Scalar] = []
        self._places: dict[str, int | tuple[int, ...]] = {}
        lengths: dict[str, set[int]] = {}
        self._alike: dict[tuple[str, int], list[str]] = {}  # by first character and length
        for dimension, values in columns:
            self._dimensions.append(dimension)
            self._starts.append(len(self._codes))
            for form, code in values:
                self._add(form, code)
                lengths.setdefault(form[:_PREFIX], set()).add(len(form))
        self._lengths = {prefix: tuple(sorted(known)) for prefix, known in lengths.items()}

    def _add(self, form: str, code: Scalar) -> None:
        place = len(self._codes)
        self._codes.append(code)
        before = self._places.get(form)
        if before is None:
            self._places[form] = place
            self._alike.setdefault((form[0], len(form)), []).append(form)
        else:
            self._places[form] = (*before, place) if isinstance(before, tuple) else (before, place)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, form: object) -> bool:
        return form in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def get(self, form: str) -> tuple[Meaning, ...]:
        """Return what a normal form stands for: nothing, or a value of one or more dimensions."""
        places = self._places.get(form)
        if places is None:
            return ()
        found = (self._meaning(place) for place in (places if isinstance(places, tuple) else (places,)))
        return tuple(dict.fromkeys(found))

    def _meaning(self, place: int) -> Meaning:
        return Meaning("value", self._dimensions[bisect_right(self._starts, place) - 1], self._codes[place])

    def found_in(self, text: str, starts: Iterable[int]) -> Iterator[tuple[int, str]]:
        """Return the values that stand in a normal text, with where they start, which is one of `starts`."""
        for start in starts:
            prefix = text[start : start + _PREFIX]
            for length in chain(self._lengths.get(prefix, ()), self._lengths.get(prefix[0], ()) if prefix[1:] else ()):
                form = text[start : start + length]
                if form in self._places and len(form) == length:
                    yield start, form

    def beginning_like(self, text: str, longest: float) -> list[str]:
        """Return the forms with the first character of `text` that are at most `longest` times as long, or as short."""
        lengths = range(math.ceil(len(text) / longest), math.floor(len(text) * longest) + 1)
        return [form for length in lengths for form in self._alike.get((text[0], length), ())]


@dataclass(frozen=True, eq=False)
class PhraseTable:
    """Phrases kept in full, with what each may stand for."""

    meanings: Mapping[str, tuple[Meaning, ...]]


@dataclass(frozen=True, eq=False)
class Phrases(Mapping[str, tuple[Meaning, ...]]):
    """All phrases of a vocabulary: words of one question or person, the model's, and values of large columns.

    `own` words come before the same ones of the model.
    """

    model: PhraseTable
    many: ManyValues = field(default_factory=ManyValues)
    own: PhraseTable = field(default_factory=lambda: PhraseTable({}))

    @property
    def tables(self) -> tuple[PhraseTable, ...]:
        """The phrases kept in full: those that may be misspelled."""
        return (self.own, self.model) if self.own.meanings else (self.model,)

    def knowing(self, words: Mapping[str, tuple[Meaning, ...]]) -> Phrases:
        """Return these phrases with `words`, which come first; nothing is copied but earlier words of that kind."""
        return Phrases(self.model, self.many, PhraseTable({**self.own.meanings, **words})) if words else self

    def __getitem__(self, phrase: str) -> tuple[Meaning, ...]:
        own = self.own.meanings.get(phrase)
        if own is not None:
            return own
        known = self.model.meanings.get(phrase)
        if known is not None:
            return tuple(dict.fromkeys((*known, *self.many.get(phrase)))) if self.many else known
        if phrase in self.many:
            return self.many.get(phrase)
        raise KeyError(phrase)

    def __contains__(self, phrase: object) -> bool:
        return phrase in self.model.meanings or phrase in self.own.meanings or phrase in self.many

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(chain(self.own.meanings, self.model.meanings, self.many)))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def per_table(make: Callable[[PhraseTable], T]) -> Callable[[PhraseTable], T]:
    """Decorate a function of one table: it is called once for each, and its result lives as long as the table."""
    kept: WeakKeyDictionary[PhraseTable, T] = WeakKeyDictionary()

    @wraps(make)
    def once(table: PhraseTable) -> T:
        if table not in kept:
            kept[table] = make(table)
        return kept[table]

    return once


def large_columns(sizes: Mapping[str, int]) -> frozenset[str]:
    """Return the columns whose values are not kept in full: the smaller ones come first, equal ones are alike.

    Examples
    --------
    >>> large_columns({"a": 12_000, "b": 30, "c": 12_000}) == {"a", "c"}
    True
    """
    total = 0
    for size, columns in _by_size(sizes):
        total += size * len(columns)
        if total > IN_FULL:
            return frozenset(name for name, other in sizes.items() if other >= size)
    return frozenset()


def _by_size(sizes: Mapping[str, int]) -> Iterator[tuple[int, list[str]]]:
    grouped: dict[int, list[str]] = {}
    for name, size in sizes.items():
        grouped.setdefault(size, []).append(name)
    yield from sorted(grouped.items())
