"""Holidays and campaigns by name, with or without a year: "Black Friday 2024", 去年双十一, "last Christmas".

Rule: a name without a year is its latest one that has started; "last" is the latest that is over, "next" the first
that lies ahead.
"""

# ruff: noqa: E501  (tables: one phrase a line)

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.parser.times.time_chinese import YEAR, year_of
from assistant.parser.times.time_english import AGO
from assistant.parser.times.time_match import Build, Phrase, Sense, full_year, in_year, latin
from assistant.parser.times.time_names import CHINESE_HOLIDAYS, ENGLISH_HOLIDAYS
from semantic_layer.calendar import Calendar

_ENGLISH = (
    r"(?:(?P<relative_year>last|this|next) year'?s |(?P<before>last|this|next|previous) |(?P<year>(?:19|20)\d\d)['年]?s? ?(?:的)?)?",
    r"(?: (?:holiday|holidays|campaign|sale|promotion|festival))?(?:,? ?(?:in |of )?(?P<year2>(?:19|20)\d\d)(?!\d)|,? (?P<relative_year2>last|this|next) year)?",
)
_CHINESE = (
    rf"(?:{YEAR}|(?P<before>上个?|上一个?|下个?|下一个?|这个?)(?=.))?",
    r"(?:期间|当天|当日|大促|活动期?间?|假期|长假|小长假|购物节|节)?(?:期间)?",
)


def _english_holiday(name: str) -> Build:
    def build(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
        groups = match.groupdict()
        if groups.get("before") and not groups.get("relative_year"):
            yield from relative_holiday(name, groups["before"], calendar)
            return
        year = groups.get("year") or groups.get("year2")
        relative = groups.get("relative_year") or groups.get("relative_year2")
        said = full_year(year, calendar) if year else calendar.as_of.year - AGO[relative] if relative else None
        yield from in_year(lambda y: f"holiday:{name}:{y}", said, calendar)

    return build


def _chinese_holiday(name: str) -> Build:
    def build(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
        if match["before"]:
            word = {"上": "last", "下": "next", "这": "this"}[match["before"][0]]
            yield from relative_holiday(name, word, calendar)
        else:
            yield from in_year(lambda year: f"holiday:{name}:{year}", year_of(match, calendar), calendar)

    return build


def relative_holiday(name: str, word: str, calendar: Calendar) -> Iterator[Sense]:
    """ "last Christmas" is the latest that is over, "next Christmas" the first ahead, "this Christmas" this year's."""
    today = calendar.as_of
    if word == "this":
        yield Sense(f"holiday:{name}:{today.year}")
        return
    years = range(today.year - 2, today.year + 3)
    dated = [(year, calendar.resolve(f"holiday:{name}:{year}")) for year in years if _dated(name, year, calendar)]
    over = [year for year, window in dated if window.end and window.end <= today]
    ahead = [year for year, window in dated if window.start and window.start > today]
    if word == "next" and ahead:
        yield Sense(f"holiday:{name}:{ahead[0]}")
    elif word != "next" and over:
        yield Sense(f"holiday:{name}:{over[-1]}")


def _dated(name: str, year: int, calendar: Calendar) -> bool:
    return any(h.name == name and h.year == year for h in calendar.holidays)


PHRASES: tuple[Phrase, ...] = (
    *(
        Phrase(latin(rf"{_ENGLISH[0]}(?:{words}){_ENGLISH[1]}"), _english_holiday(name))
        for name, words in ENGLISH_HOLIDAYS
    ),
    *(
        Phrase(re.compile(rf"{_CHINESE[0]}(?:{words}){_CHINESE[1]}"), _chinese_holiday(name))
        for name, words in CHINESE_HOLIDAYS
    ),
)
