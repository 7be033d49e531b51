"""Periods as people say them, in both languages, with the days they mean.

Rule: every period is half-open and counted from `today`; the words stand before the noun in Chinese and behind the
number in English.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

MONTHS = tuple(calendar.month_name)
ORDINALS = (("first", "一"), ("second", "二"), ("third", "三"), ("fourth", "四"))


@dataclass(frozen=True)
class Span:
    en: str
    zh: str
    start: dt.date
    end: dt.date

    def sql(self, day: str) -> str:
        return f"{day} >= DATE '{self.start}' AND {day} < DATE '{self.end}'"


def first_of(year: int, month: int) -> dt.date:
    """The first day of a month counted from January of `year`; 13 is January of the next."""
    return dt.date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def month_of(today: dt.date, back: int) -> Span:
    """The month that lies `back` months before the one of `today`."""
    start = first_of(today.year, today.month - back)
    return Span(
        f"in {MONTHS[start.month]} {start.year}",
        f"{start.year}年{start.month}月",
        start,
        first_of(start.year, start.month + 1),
    )


def last_month(today: dt.date) -> Span:
    found = month_of(today, 1)
    return Span("last month", "上个月", found.start, found.end)


def this_year(today: dt.date) -> Span:
    return Span("this year", "今年", dt.date(today.year, 1, 1), today)


def spans(today: dt.date) -> tuple[Span, ...]:
    """One period of every kind."""
    year, monday = today.year, today - dt.timedelta(days=today.weekday())
    quarter = (today.month - 1) // 3  # the number of the last complete one; 0 is the fourth of last year
    q_start = first_of(year, 3 * quarter - 2)
    third = first_of(year, today.month - 3)
    named = first_of(year, today.month - 2)
    day = today - dt.timedelta(days=40)
    since = first_of(year, today.month - 2)
    week = dt.timedelta(days=7)
    return (
        last_month(today),
        this_year(today),
        Span("last year", "去年", dt.date(year - 1, 1, 1), dt.date(year, 1, 1)),
        Span("last quarter", "上个季度", q_start, first_of(year, 3 * quarter + 1)),
        Span("last week", "上周", monday - week, monday),
        Span("yesterday", "昨天", today - dt.timedelta(days=1), today),
        Span("in the last 30 days", "最近30天", today - dt.timedelta(days=30), today),
        Span("over the past three months", "过去三个月", third, first_of(year, today.month)),
        month_of(today, 4),
        Span(f"in {MONTHS[named.month]}", f"{named.month}月", named, first_of(year, today.month - 1)),
        Span(f"in Q1 {year}", f"{year}年第一季度", dt.date(year, 1, 1), dt.date(year, 4, 1)),
        Span(f"in the first half of {year}", f"{year}年上半年", dt.date(year, 1, 1), dt.date(year, 7, 1)),
        Span("in the second half of last year", "去年下半年", dt.date(year - 1, 7, 1), dt.date(year, 1, 1)),
        Span(f"in {year}", f"{year}年", dt.date(year, 1, 1), today),
        Span("year to date", "今年以来", dt.date(year, 1, 1), today),
        Span(
            f"between {MONTHS[2]} 10 and {MONTHS[3]} 20, {year}",
            f"{year}年2月10日到3月20日",
            dt.date(year, 2, 10),
            dt.date(year, 3, 21),
        ),
        Span(f"from {MONTHS[2]} to {MONTHS[4]} {year}", f"{year}年2月到4月", dt.date(year, 2, 1), dt.date(year, 5, 1)),
        Span(
            f"since {MONTHS[since.month]} 1, {year}",
            f"{year}年{since.month}月1日以来",
            since,
            today,
        ),
        Span(
            f"on {day.isoformat()}",
            f"{day.year}年{day.month}月{day.day}日",
            day,
            day + dt.timedelta(days=1),
        ),
        Span("in December last year", "去年12月", dt.date(year - 1, 12, 1), dt.date(year, 1, 1)),
        Span("the month before last", "上上个月", month_of(today, 2).start, month_of(today, 2).end),
    )
