"""The parsers of one model, kept for the persons and days that asked last.

Rule: a parser knows what its person may see and nothing else, so people share a vocabulary only where their rights are
the same. How many are kept is bounded; whoever comes back after that waits once more.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

from assistant.learning.lessons import Lessons
from assistant.ports import QuestionReader
from semantic_layer.calendar import Calendar
from semantic_layer.engines.base import Engine
from semantic_layer.model import SemanticModel
from semantic_layer.policy import as_seen
from semantic_layer.query import Who
from semantic_layer.vocabulary import Vocabulary

KEPT_VOCABULARIES = 16
KEPT_PARSERS = 64
T = TypeVar("T")


@dataclass
class Latest(Generic[T]):
    """The `size` values that were wanted last. One value is made at a time, so that two who wait share one."""

    size: int
    _kept: OrderedDict[Hashable, T] = field(default_factory=OrderedDict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of `key`, made if it is not kept."""
        with self._lock:
            if key not in self._kept:
                self._kept[key] = make()
            self._kept.move_to_end(key)
            while len(self._kept) > self.size:
                self._kept.popitem(last=False)
            return self._kept[key]

    def __len__(self) -> int:
        return len(self._kept)


@dataclass(frozen=True)
class Readers:
    """Makes the reader of a person and a day; called like a function."""

    model: SemanticModel
    engine: Engine
    cache: Path
    lessons: Lessons | None = None
    vocabularies: Latest[Vocabulary] = field(default_factory=lambda: Latest(KEPT_VOCABULARIES), compare=False)
    parsers: Latest[QuestionReader] = field(default_factory=lambda: Latest(KEPT_PARSERS), compare=False)

    def __call__(self, who: Who, calendar: Calendar) -> QuestionReader:
        return self.parsers.get((who, calendar), partial(self._parser, who, calendar))

    def _parser(self, who: Who, calendar: Calendar) -> QuestionReader:
        from assistant.parser import Parser

        vocabulary = self.vocabularies.get(self._rights(who), partial(self._vocabulary, who))
        return Parser(as_seen(self.model, who), vocabulary, calendar, self.lessons, who.name)

    def _rights(self, who: Who) -> Hashable:
        """What decides what is seen: policies read roles, attributes, and whether there is a name at all."""
        return (bool(who.name), who.roles, who.attributes) if self.model.policies else ()

    def _vocabulary(self, who: Who) -> Vocabulary:
        from semantic_layer.number_ranges import load_ranges
        from semantic_layer.vocabulary import load_values, value_probe

        model = as_seen(self.model, who)
        values = load_values(model, self.engine, who, cache=self.cache)
        ranges = load_ranges(model, self.engine, who, cache=self.cache)
        return Vocabulary.build(model, values, ranges, value_probe(model, self.engine, who, values))
