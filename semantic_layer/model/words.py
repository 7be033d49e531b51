"""What a definition is called, and how its values are written.

Rule: every text is in both languages, and one that lacks a language falls back to the other; a number has a unit and a
format, which travel with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["en", "zh"]
State = Literal["generated", "draft", "confirmed", "deprecated", "rejected"]


@dataclass(frozen=True)
class Text:
    """One text in the product's languages; an empty string means "not given"."""

    en: str = ""
    zh: str = ""

    def in_language(self, language: Language) -> str:
        """Return the text in `language`, else the other one."""
        return (self.zh or self.en) if language == "zh" else (self.en or self.zh)


@dataclass(frozen=True)
class Words:
    """Synonyms in both languages."""

    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()

    def all(self) -> tuple[str, ...]:
        return self.en + self.zh


@dataclass(frozen=True, kw_only=True)
class Named:
    """What every definition carries (semantic model reference, "Named objects")."""

    name: str
    labels: Text = Text()
    synonyms: Words = Words()
    description: Text = Text()
    state: State = "confirmed"
    owner: str = ""
    version: str = ""
    hidden: bool = False
    meta: Mapping[str, object] = field(default_factory=dict, compare=False, hash=False)
    evidence: str = ""  # how an inferred definition came about

    def label(self, language: Language) -> str:
        """The name a person reads; falls back to the technical name with blanks."""
        return self.labels.in_language(language) or self.name.replace("_", " ")


_SCALES = (
    ("百万", 10**6), ("千万", 10**7), ("千", 1000), ("万", 10**4), ("亿", 10**8),
    ("thousand", 1000), ("million", 10**6), ("billion", 10**9),
)  # fmt: skip
_NOT_SCALED = ("千克", "千米", "千瓦", "千瓦时", "千卡")


@dataclass(frozen=True)
class Unit:
    """`kind` of unit with its argument: count(order), currency(CNY), quantity(kg), duration(days)."""

    kind: Literal["count", "currency", "quantity", "share", "ratio", "points", "duration", "score", "none"]
    of: str = ""

    @property
    def scale(self) -> int:
        """How many one stored unit stands for: 10,000 in `quantity(万)`, else 1."""
        if self.kind != "quantity" or self.of in _NOT_SCALED:
            return 1
        return next((scale for word, scale in _SCALES if self.of.startswith(word)), 1)

    def __str__(self) -> str:
        return f"{self.kind}({self.of})" if self.of else self.kind


@dataclass(frozen=True)
class Format:
    """How a value is written: integer, decimal(n), currency(n), percent(n), duration, date, text."""

    kind: Literal["integer", "decimal", "currency", "percent", "duration", "date", "text"]
    digits: int | None = None

    def __str__(self) -> str:
        return self.kind if self.digits is None else f"{self.kind}({self.digits})"
