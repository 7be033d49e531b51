"""What a time phrase is, and the few helpers that both languages build it with.

Rule: a match carries a canonical rule of `semantic_layer/time_rules.py`, so the same meaning in two languages is the
same text. A phrase that leaves its year open takes the latest one that has started by as-of, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from semantic_layer.calendar import Calendar
from semantic_layer.model import Grain

TimeKind = Literal["window", "grain", "comparison", "part"]
BARE = "bare_period_latest"
DIGITS = "零〇一二两三四五六七八九十百"


@dataclass(frozen=True)
class TimeMatch:
    """A time phrase, half-open `[start, end)` in the text.

    - window: `rule` is the period. `part` "as_of" marks "as of 30 June": also the date to look from.
    - grain: `grain` to group by; `fiscal` for fiscal years and quarters.
    - comparison: `comparison` with its `grain` where one was said (MoM) and the `rule` of the period named after
      "vs"; "window" = that period itself, which is neither the one before nor the one a year ago.
    - part: `part` is a filter "weekday:6,7" (ISO numbers), "hour:6,7,8", or without numbers a grouping: "weekday",
      "month_of_year", "quarter_of_year", "day_of_month", "hour".

    Several matches over the same text with different rules are readings to choose from (3/4/2025; Q1 where the
    fiscal year is not the calendar year).
    """

    start: int
    end: int
    rule: str = ""
    kind: TimeKind = "window"
    grain: Grain | None = None
    comparison: Literal["previous", "year_ago", "window"] | None = None
    part: str | None = None
    assumption: str | None = None
    fiscal: bool = False


@dataclass(frozen=True)
class Sense:
    """What a phrase means, before its place in the text is known."""

    rule: str = ""
    kind: TimeKind = "window"
    grain: Grain | None = None
    comparison: Literal["previous", "year_ago", "window"] | None = None
    part: str | None = None
    assumption: str | None = None
    fiscal: bool = False

    def at(self, start: int, end: int) -> TimeMatch:
        return TimeMatch(
            start, end, self.rule, self.kind, self.grain, self.comparison, self.part, self.assumption, self.fiscal
        )


Build = Callable[[re.Match[str], Calendar], Iterator[Sense]]


@dataclass(frozen=True)
class Phrase:
    """A pattern and what its match means."""

    pattern: re.Pattern[str]
    build: Build

    def find(self, text: str, calendar: Calendar) -> Iterator[TimeMatch]:
        for match in self.pattern.finditer(text):
            for sense in self.build(match, calendar):
                if sense.kind != "window" or is_rule(sense.rule, calendar):
                    yield sense.at(match.start(), match.end())


def latin(pattern: str) -> re.Pattern[str]:
    """Latin words end at Latin letters and digits, not at Chinese characters (看2025q3的)."""
    return re.compile(rf"(?<![a-z0-9])(?:{pattern})(?![a-z0-9])")


def is_rule(rule: str, calendar: Calendar) -> bool:
    """Whether the rule gives days: 30 February and a week 53 that a year lacks do not."""
    try:
        calendar.resolve(rule)
    except (ValueError, OverflowError):
        return False
    return True


def fixed(rule: str) -> Build:
    """A phrase that always means the same rule."""

    def build(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
        yield Sense(rule)

    return build


def grain(unit: Grain, *, fiscal: bool = False) -> Build:
    def build(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
        yield Sense(kind="grain", grain=unit, fiscal=fiscal)

    return build


def part(name: str) -> Build:
    def build(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
        yield Sense(kind="part", part=name)

    return build


def compare(to: Literal["previous", "year_ago"], unit: Grain | None = None) -> Build:
    def build(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
        yield Sense(kind="comparison", comparison=to, grain=unit)

    return build


def latest(rule_of_year: Callable[[int], str], calendar: Calendar) -> Iterator[Sense]:
    """The latest period of that name that has started by as-of; nothing where no year has one (30 February)."""
    for year in range(calendar.as_of.year + 1, calendar.as_of.year - 9, -1):
        rule = rule_of_year(year)
        if is_rule(rule, calendar) and (calendar.resolve(rule).start or date.max) <= calendar.as_of:
            yield Sense(rule, assumption=BARE)
            return


def in_year(rule_of_year: Callable[[int], str], year: int | None, calendar: Calendar) -> Iterator[Sense]:
    """The period of that year, or the latest one started where no year was said."""
    if year is None:
        yield from latest(rule_of_year, calendar)
    else:
        yield Sense(rule_of_year(year))


def quarters(number: int, year: int | None, calendar: Calendar) -> Iterator[Sense]:
    """A quarter, and the fiscal quarter of the same number beside it where the two differ."""
    yield from in_year(lambda y: f"quarter:{y}-{number}", year, calendar)
    fiscal = calendar.spec.fiscal_year
    if fiscal and (fiscal.start_month, fiscal.start_day) != (1, 1):
        yield from in_year(lambda y: f"fq:{y}-{number}", year, calendar)


def full_year(text: str, calendar: Calendar) -> int:
    """25 -> 2025, 98 -> 1998, 2025 -> 2025."""
    year = int(text)
    return year if year >= 100 else year + (2000 if year <= calendar.as_of.year % 100 + 20 else 1900)


def with_year(rule: str, year: int) -> str:
    """The same month, quarter, half, day or holiday of another year.

    Examples
    --------
    >>> with_year("month:2026-10", 2024), with_year("holiday:618:2026", 2025)
    ('month:2024-10', 'holiday:618:2025')
    """
    kind, _, rest = rule.partition(":")
    if kind == "holiday":
        return f"holiday:{rest.rpartition(':')[0]}:{year}"
    return f"{kind}:{year}{rest[4:]}"


def trailing(n: int, unit: str, calendar: Calendar) -> str:
    """The rule of "past n units".

    One single year or week ("the past year", 近一周) is said of the twelve months or seven days up to now, never of
    the calendar year that ended months ago; "last year" and 去年 are that year. Under `last_n: rolling` a single
    month rolls too.
    """
    if unit == "half":
        return f"last:{6 * n}:month"
    if n == 1 and unit in ("year", "week"):
        return "last:12:month" if unit == "year" else "last:7:day"
    if n == 1 and calendar.spec.last_n == "rolling":
        return f"rolling:1:{unit}"
    return f"last:{n}:{unit}"
