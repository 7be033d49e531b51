"""The shipped table of holidays and campaigns, and the model's own ones.

Rule: a date stands here only when it is certain. Fixed days and days that follow from a published rule (Easter, the
fourth Thursday of November) hold for every year; dates of the lunar calendar are listed and end with the list. Days
off and moved workdays are announced a year at a time: `known_until` says how far that is known, later it is unknown.
A festival's window is the festival itself (Spring Festival: its first seven days), not the days off around it, so
that the same festival has the same length in every year.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

from semantic_layer.model import Text

HolidaySet = Literal["cn_public", "cn_shopping", "western", "model"]
HOLIDAY_SETS: tuple[HolidaySet, ...] = ("cn_public", "cn_shopping", "western")
_ANNOUNCED_UNTIL = date(2026, 12, 31)


@dataclass(frozen=True)
class Holiday:
    """One holiday in one year, half-open `[start, end)`.

    `workdays_moved` are weekend days worked instead (调休); None = not announced or not applicable to this holiday.
    """

    name: str
    year: int
    start: date
    end: date
    moving: bool
    group: HolidaySet
    workdays_moved: tuple[date, ...] | None = None
    source: str = ""
    known_until: date | None = None


@dataclass(frozen=True)
class HolidayKind:
    """A holiday through the years: `first_day(year)` is None where the date is not known."""

    name: str
    labels: Text
    group: HolidaySet
    first_day: Callable[[int], date | None]
    length: int = 1
    moving: bool = False
    source: str = "fixed day"

    def in_year(self, year: int) -> Holiday | None:
        start = self.first_day(year)
        if start is None:
            return None
        announced = self.group == "cn_public" and date(2024, 1, 1) <= start <= _ANNOUNCED_UNTIL
        return Holiday(
            name=self.name,
            year=year,
            start=start,
            end=start + timedelta(days=self.length),
            moving=self.moving,
            group=self.group,
            workdays_moved=_moved_workdays(self.name, year) if announced else None,
            source=self.source,
            known_until=_ANNOUNCED_UNTIL if self.group == "cn_public" else None,
        )


def _fixed(month: int, day: int) -> Callable[[int], date | None]:
    return lambda year: date(year, month, day)


def _listed(days_of_year: dict[int, str]) -> Callable[[int], date | None]:
    return lambda year: date.fromisoformat(f"{year}-{days_of_year[year]}") if year in days_of_year else None


def _years(text: str) -> dict[int, str]:
    return dict(enumerate(text.split(), start=2020))


def _nth_weekday(year: int, month: int, weekday: int, n: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))


def _thanksgiving(year: int) -> date:
    return _nth_weekday(year, 11, 3, 4)


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (anonymous algorithm, Nature 1876).

    Examples
    --------
    >>> easter(2026)
    datetime.date(2026, 4, 5)
    """
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


_LUNAR = "lunar calendar, GB/T 33661-2017"
# Years 2020 to 2030, in order.
_SPRING = _years("01-25 02-12 02-01 01-22 02-10 01-29 02-17 02-06 01-26 02-13 02-03")
_LANTERN = _years("02-08 02-26 02-15 02-05 02-24 02-12 03-03 02-20 02-09 02-27 02-17")
_QINGMING = _years("04-04 04-04 04-05 04-05 04-04 04-04 04-05 04-05 04-04 04-04 04-05")
_DRAGON_BOAT = _years("06-25 06-14 06-03 06-22 06-10 05-31 06-19 06-09 05-28 06-16 06-05")
_QIXI = _years("08-25 08-14 08-04 08-22 08-10 08-29 08-19 08-08 08-26 08-16 08-05")
_MID_AUTUMN = _years("10-01 09-21 09-10 09-29 09-17 10-06 09-25 09-15 10-03 09-22 09-12")
_DOUBLE_NINTH = _years("10-25 10-14 10-04 10-23 10-11 10-29 10-18 10-08 10-26 10-16 10-05")

# Announced by the State Council for 2024 to 2026; a holiday without an entry moved no workday in that year.
_MOVED = {
    ("spring_festival", 2024): "02-04 02-18",
    ("qingming", 2024): "04-07",
    ("labour_day", 2024): "04-28 05-11",
    ("mid_autumn", 2024): "09-14",
    ("national_day", 2024): "09-29 10-12",
    ("spring_festival", 2025): "01-26 02-08",
    ("labour_day", 2025): "04-27",
    ("national_day", 2025): "09-28 10-11",
    ("new_year", 2026): "01-04",
    ("spring_festival", 2026): "02-14 02-28",
    ("labour_day", 2026): "05-09",
    ("national_day", 2026): "09-20 10-10",
}


def _moved_workdays(name: str, year: int) -> tuple[date, ...]:
    return tuple(date.fromisoformat(f"{year}-{day}") for day in _MOVED.get((name, year), "").split())


def _before(days_of_year: dict[int, str]) -> Callable[[int], date | None]:
    known = _listed(days_of_year)

    def eve(year: int) -> date | None:
        day = known(year)
        return day - timedelta(days=1) if day else None

    return eve


KINDS: tuple[HolidayKind, ...] = (
    HolidayKind("new_year", Text("New Year's Day", "元旦"), "cn_public", _fixed(1, 1)),
    HolidayKind(
        "spring_festival_eve", Text("Chinese New Year's Eve", "除夕"), "cn_public", _before(_SPRING), 1, True, _LUNAR
    ),
    HolidayKind("spring_festival", Text("Spring Festival", "春节"), "cn_public", _listed(_SPRING), 7, True, _LUNAR),
    HolidayKind("lantern", Text("Lantern Festival", "元宵节"), "cn_public", _listed(_LANTERN), 1, True, _LUNAR),
    HolidayKind("qingming", Text("Qingming", "清明节"), "cn_public", _listed(_QINGMING), 1, True, "solar term"),
    HolidayKind("labour_day", Text("Labour Day", "劳动节"), "cn_public", _fixed(5, 1), 5),
    HolidayKind(
        "dragon_boat", Text("Dragon Boat Festival", "端午节"), "cn_public", _listed(_DRAGON_BOAT), 1, True, _LUNAR
    ),
    HolidayKind("qixi", Text("Qixi", "七夕"), "cn_public", _listed(_QIXI), 1, True, _LUNAR),
    HolidayKind(
        "mid_autumn", Text("Mid-Autumn Festival", "中秋节"), "cn_public", _listed(_MID_AUTUMN), 1, True, _LUNAR
    ),
    HolidayKind(
        "double_ninth", Text("Double Ninth Festival", "重阳节"), "cn_public", _listed(_DOUBLE_NINTH), 1, True, _LUNAR
    ),
    HolidayKind("national_day", Text("National Day", "国庆节"), "cn_public", _fixed(10, 1), 7),
    HolidayKind("womens_day", Text("Women's Day", "三八妇女节"), "cn_shopping", _fixed(3, 8)),
    HolidayKind("618", Text("618", "618"), "cn_shopping", _fixed(6, 1), 18),
    HolidayKind("618_day", Text("18 June (618)", "618当天"), "cn_shopping", _fixed(6, 18)),
    HolidayKind("double_11", Text("Singles' Day (11.11)", "双11"), "cn_shopping", _fixed(11, 11)),
    HolidayKind("double_12", Text("Double 12", "双12"), "cn_shopping", _fixed(12, 12)),
    HolidayKind("valentines_day", Text("Valentine's Day", "情人节"), "western", _fixed(2, 14)),
    HolidayKind("easter", Text("Easter Sunday", "复活节"), "western", easter, 1, True, "computed"),
    HolidayKind(
        "mothers_day",
        Text("Mother's Day", "母亲节"),
        "western",
        lambda y: _nth_weekday(y, 5, 6, 2),
        1,
        True,
        "computed",
    ),
    HolidayKind(
        "fathers_day",
        Text("Father's Day", "父亲节"),
        "western",
        lambda y: _nth_weekday(y, 6, 6, 3),
        1,
        True,
        "computed",
    ),
    HolidayKind("halloween", Text("Halloween", "万圣节"), "western", _fixed(10, 31)),
    HolidayKind("thanksgiving", Text("Thanksgiving", "感恩节"), "western", _thanksgiving, 1, True, "computed"),
    HolidayKind(
        "black_friday",
        Text("Black Friday", "黑色星期五"),
        "western",
        lambda y: _thanksgiving(y) + timedelta(days=1),
        1,
        True,
        "computed",
    ),
    HolidayKind(
        "cyber_monday",
        Text("Cyber Monday", "网络星期一"),
        "western",
        lambda y: _thanksgiving(y) + timedelta(days=4),
        1,
        True,
        "computed",
    ),
    HolidayKind("christmas_eve", Text("Christmas Eve", "平安夜"), "western", _fixed(12, 24)),
    HolidayKind("christmas", Text("Christmas", "圣诞节"), "western", _fixed(12, 25)),
    HolidayKind("boxing_day", Text("Boxing Day", "节礼日"), "western", _fixed(12, 26)),
)
_BY_NAME = {kind.name: kind for kind in KINDS}


def label(name: str) -> Text:
    """What people call the holiday; a holiday of the model's own goes by its name."""
    kind = _BY_NAME.get(name)
    return kind.labels if kind else Text(name.replace("_", " "), name)


def find_holiday(name: str, year: int, settings: tuple[str, ...] = ()) -> Holiday | None:
    """The holiday in that year, or None where its date is unknown. `ValueError` for a name nobody knows.

    `settings` are the model's `holidays`: set names, and windows of its own that go before the shipped ones, written
    `name:10-20:11-11` for every year or `name:2026-10-20:2026-11-11` for one (first and last day).
    """
    own = [setting for setting in _own(settings) if setting.name == name]
    dated = next((holiday for setting in own if (holiday := setting.in_year(year))), None)
    if dated:
        return dated
    kind = _BY_NAME.get(name)
    if kind is None and not own:
        raise ValueError(f"There is no holiday {name!r}. Known are {', '.join(sorted(_BY_NAME))}.")
    return kind.in_year(year) if kind else None


def all_holidays(years: range, settings: tuple[str, ...] = ()) -> tuple[Holiday, ...]:
    """Every holiday of those years, in order of time."""
    names = dict.fromkeys([kind.name for kind in KINDS] + [setting.name for setting in _own(settings)])
    found = [holiday for year in years for name in names if (holiday := find_holiday(name, year, settings))]
    return tuple(sorted(found, key=lambda holiday: (holiday.start, holiday.end, holiday.name)))


def own_names(settings: tuple[str, ...]) -> tuple[str, ...]:
    """Names of the holidays that the model adds or redefines."""
    return tuple(dict.fromkeys(setting.name for setting in _own(settings)))


@dataclass(frozen=True)
class _Own:
    name: str
    first: str
    last: str

    def in_year(self, year: int) -> Holiday | None:
        if len(self.first) == len("2026-10-20"):
            start, last = date.fromisoformat(self.first), date.fromisoformat(self.last)
        else:
            start, last = date.fromisoformat(f"{year}-{self.first}"), date.fromisoformat(f"{year}-{self.last}")
        if start.year != year or last < start:
            return None
        return Holiday(self.name, year, start, last + timedelta(days=1), False, "model", source="the model")


@cache
def _own(settings: tuple[str, ...]) -> tuple[_Own, ...]:
    own = []
    for setting in settings:
        if setting in HOLIDAY_SETS:
            continue
        parts = setting.split(":")
        if len(parts) != 3:
            sets = ", ".join(HOLIDAY_SETS)
            raise ValueError(f"{setting!r} is no holiday set ({sets}) and no window (name:MM-DD:MM-DD).")
        own.append(_Own(*parts))
    return tuple(own)
