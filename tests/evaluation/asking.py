"""How a family draws its questions over a topic, in both languages, each with the SQL of its answer.

Rule: phrasings are written by people, side by side; only what fills them is drawn, from a fixed seed. A draw whose
answer would hang on a tie is passed over, so every expected answer is the only right one.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import duckdb

from tests.evaluation.pairs import Pair
from tests.evaluation.spans import Span, spans
from tests.evaluation.topics import Group, Metric, Topic
from tests.evaluation.worlds.draw import Draw

Phrasings = tuple[tuple[str, str], ...]
ROUNDS = 2


@dataclass(frozen=True)
class Asking:
    """A topic with its data at hand; each family draws from it."""

    topic: Topic
    raw: duckdb.DuckDBPyConnection
    today: dt.date
    draw: Draw

    def metric(self, *, adds_up: bool = False) -> Metric:
        fitting = [metric for metric in self.topic.metrics if metric.adds_up or not adds_up]
        if not fitting:
            raise NotHere
        return self.draw.one(fitting)

    def group(self, *, fewest: int = 0, valued: int = 0) -> Group:
        """A group with at least `fewest` members in the data and `valued` members that have names here."""
        fitting = [
            group
            for group in self.topic.groups
            if len(group.values) >= valued and (not fewest or len(self.rows([group.sql], by=1)) >= fewest)
        ]
        if not fitting:
            raise NotHere
        return self.draw.one(fitting)

    def values(self, group: Group, n: int) -> list[tuple[str, str, str]]:
        start = self.draw.below(len(group.values))
        return [group.values[(start + i) % len(group.values)] for i in range(n)]

    def span(self) -> Span:
        return self.draw.one(spans(self.today))

    def sql(self, columns: list[str], *where: str, by: int = 0, tail: str = "") -> str:
        until = f"{self.topic.day} < DATE '{self.today}'"
        conditions = " AND ".join((self.topic.always, until, *where))
        grouped = f" GROUP BY {', '.join(str(i + 1) for i in range(by))}" if by else ""
        return f"SELECT {', '.join(columns)} FROM {self.topic.source} WHERE {conditions}{grouped}{tail}"

    def rows(self, columns: list[str], *where: str, by: int = 0, tail: str = "") -> list[tuple[object, ...]]:
        return self.raw.execute(self.sql(columns, *where, by=by, tail=tail)).fetchall()

    def ranked(self, group: Group, metric: Metric, direction: str, *where: str) -> list[tuple[object, ...]]:
        """Members with their values in order of rank; raises where two of them tie or a member has no name."""
        tail = f" ORDER BY 2 {direction}"
        found = self.rows([group.sql, metric.sql], *where, by=1, tail=tail)
        values = [row[1] for row in found]
        if len(found) < 3 or len(set(values)) < len(values) or any(row[0] is None for row in found):
            raise NotHere
        return found


class NotHere(Exception):
    """This topic has nothing for the family, or the draw would not have one right answer."""


Family = Callable[[Asking], Iterator[Pair]]
FAMILIES: dict[str, Family] = {}


def family(name: str) -> Callable[[Family], Family]:
    def keep(build: Family) -> Family:
        FAMILIES[name] = build
        return build

    return keep


def pairs_of(topic: Topic, raw: duckdb.DuckDBPyConnection, today: dt.date) -> list[Pair]:
    """All questions of a topic, in the order of the families, without repetition."""
    found: dict[str, Pair] = {}
    for name, build in FAMILIES.items():
        for turn in range(ROUNDS):
            # A seed of its own for each: a family that comes or goes changes no question of the others.
            seed = zlib.crc32(f"{topic.world} {topic.name} {name} {turn}".encode())
            asking = Asking(topic, raw, today, Draw(seed))
            for pair in _drawn(build, asking):
                found.setdefault(pair.en, replace(pair, family=name, world=topic.world))
    return list(found.values())


def _drawn(build: Family, asking: Asking) -> list[Pair]:
    for _ in range(8):
        try:
            return list(build(asking))
        except NotHere:
            continue
    return []


def say(asking: Asking, phrasings: Phrasings, sql: str | tuple[str, ...], **words: tuple[str, str]) -> Pair:
    """Fill one of the phrasings; each of `words` is an English and a Chinese word. `sql` may be several answers."""
    english, chinese = asking.draw.one(phrasings)
    en = english.format(**{key: pair[0] for key, pair in words.items()})
    zh = chinese.format(**{key: pair[1] for key, pair in words.items()})
    return Pair(en=en[0].upper() + en[1:], zh=zh, sql=(sql,) if isinstance(sql, str) else sql)


def both(item: Metric | Group | Span) -> tuple[str, str]:
    return item.en, item.zh


def literal(values: list[tuple[str, str, str]]) -> str:
    return ", ".join(f"'{value[2]}'" for value in values)
