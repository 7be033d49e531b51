"""How days, weeks, months, quarters and fiscal years are written.

Rule: each part of a range is said once; weeks and fiscal periods follow the model's own calendar.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from semantic_layer.model import CalendarSpec, Grain, Language
from semantic_layer.result import Value

UNDEFINED = "–"
MAX_TEXT = 500  # characters of a value on the screen
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
}
_QUARTERS_ZH = ("第一季度", "第二季度", "第三季度", "第四季度")


def plain(value: str | bool | date | datetime | time, language: Language) -> str:
    """Write a value that is no number; of a text without end, its beginning."""
    match value:
        case bool():
            return ("是" if value else "否") if language == "zh" else ("yes" if value else "no")
        case datetime():
            at = f"{value:%H:%M}" if not value.second else f"{value:%H:%M:%S}"
            return day(value.date(), language) if value.time() == time() else f"{day(value.date(), language)} {at}"
        case date():
            return day(value, language)
        case time():
            return f"{value:%H:%M}"
        case _:
            text = str(value)
            return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


def day(value: date, language: Language) -> str:
    """Write a day: `1 Oct 2026`, `2026年10月1日`."""
    if language == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def day_range(first: date, last: date, language: Language) -> str:
    """Write days from `first` to `last`, both included, and say each part once.

    Examples
    --------
    >>> day_range(date(2026, 10, 1), date(2026, 10, 31), "en")
    '1–31 Oct 2026'
    >>> day_range(date(2025, 12, 1), date(2026, 1, 31), "zh")
    '2025年12月1日–2026年1月31日'
    """
    if first == last:
        return day(first, language)
    same_year = first.year == last.year
    same_month = same_year and first.month == last.month
    if language == "zh":
        until = f"{last.day}日" if same_month else f"{last.month}月{last.day}日" if same_year else day(last, "zh")
        return f"{day(first, 'zh')}–{until}"
    if same_month:
        return f"{first.day}–{day(last, 'en')}"
    since = f"{first.day} {MONTHS[first.month - 1]}" if same_year else day(first, "en")
    return f"{since} – {day(last, 'en')}"


def window(start: date | None, end: date | None, language: Language) -> str:
    """Write a half-open window by its shortest exact name: a year, quarter or month, else its days."""
    if start is None and end is None:
        return ""
    if start is None or end is None:
        return _open_window(start, end, language)
    last = end - timedelta(days=1)
    if start.day == 1 and end.day == 1:
        months = (end.year - start.year) * 12 + end.month - start.month
        if months == 1:
            return month(start, language)
        if months == 3 and start.month % 3 == 1:
            return quarter(start, language)
        if months == 12 and start.month == 1:
            return year(start, language)
    return day_range(start, last, language)


def month(start: date, language: Language) -> str:
    return f"{start.year}年{start.month}月" if language == "zh" else f"{MONTHS[start.month - 1]} {start.year}"


def quarter(start: date, language: Language) -> str:
    number = (start.month - 1) // 3
    return f"{start.year}年{_QUARTERS_ZH[number]}" if language == "zh" else f"Q{number + 1} {start.year}"


def year(start: date, language: Language) -> str:
    return f"{start.year}年" if language == "zh" else str(start.year)


def week(start: date, language: Language, spec: CalendarSpec) -> str:
    """Write a week with its days: `W43 2026 (19–25 Oct)`, `2026年第43周（10月19日–25日）`."""
    last = start + timedelta(days=6)
    name = week_name(start, language, spec)
    if language == "zh":
        until = f"{last.day}日" if last.month == start.month else f"{last.month}月{last.day}日"
        return f"{name}（{start.month}月{start.day}日–{until}）"
    since = str(start.day) if last.month == start.month else f"{start.day} {MONTHS[start.month - 1]}"
    dash = "–" if last.month == start.month else " – "
    return f"{name} ({since}{dash}{last.day} {MONTHS[last.month - 1]})"


def week_name(start: date, language: Language, spec: CalendarSpec) -> str:
    """Write a week by its number alone, for a sentence: `W43 2026`, `2026年第43周`."""
    number, its_year = _week_number(start, spec)
    return f"{its_year}年第{number}周" if language == "zh" else f"W{number} {its_year}"


def period(start: date, grain: Grain, language: Language, spec: CalendarSpec, *, fiscal: bool = False) -> str:
    """Write the period of `grain` that begins at `start`."""
    match grain:
        case "year":
            return fiscal_year(start, language, spec) if fiscal else year(start, language)
        case "quarter":
            return _fiscal_quarter(start, language, spec) if fiscal else quarter(start, language)
        case "month":
            return month(start, language)
        case "week":
            return week(start, language, spec)
        case _:
            return plain(start, language)


def fiscal_year(start: date, language: Language, spec: CalendarSpec) -> str:
    """Write the fiscal year that holds `start`: `FY2026`, `2026财年`."""
    number = _fiscal_year_number(start, spec)
    return f"{number}财年" if language == "zh" else f"FY{number}"


def calendar_part(value: Value, part: str, language: Language) -> str:
    """Write a part of the calendar: a weekday, a month of any year, an hour."""
    if not isinstance(value, int) or isinstance(value, bool):
        return UNDEFINED if value is None else str(value)
    zh = language == "zh"
    match part:
        case "weekday":
            return WEEKDAYS[language][(value - 1) % 7]
        case "month_of_year":
            return f"{value}月" if zh else MONTHS[value - 1]
        case "quarter_of_year":
            return _QUARTERS_ZH[value - 1] if zh else f"Q{value}"
        case "day_of_month":
            return f"{value}日" if zh else str(value)
        case "hour":
            return f"{value:02d}:00"
        case _:
            return f"{value}年" if zh else str(value)


def _open_window(start: date | None, end: date | None, language: Language) -> str:
    if start is not None:
        return f"{day(start, 'zh')}起" if language == "zh" else f"since {day(start, 'en')}"
    assert end is not None
    last = end - timedelta(days=1)
    return f"截至{day(last, 'zh')}" if language == "zh" else f"until {day(last, 'en')}"


def _week_number(start: date, spec: CalendarSpec) -> tuple[int, int]:
    """Number and year of the week that begins at `start`, by the model's own numbering."""
    if spec.week_numbering == "iso":
        iso = (start + timedelta(days=3)).isocalendar()
        return iso.week, iso.year
    its_year = (start + timedelta(days=6)).year if spec.week_numbering == "us" else start.year
    first = date(its_year, 1, 1)
    if spec.week_numbering == "us":  # week 1 is the week that holds 1 January
        first -= timedelta(days=(first.weekday() - start.weekday()) % 7)
    return (start - first).days // 7 + 1, its_year


def _fiscal_year_number(start: date, spec: CalendarSpec) -> int:
    rule = spec.fiscal_year
    if rule is None or (rule.start_month, rule.start_day) == (1, 1):
        return start.year
    begun = start.year if (start.month, start.day) >= (rule.start_month, rule.start_day) else start.year - 1
    return begun + (rule.named_by == "end")


def _fiscal_quarter(start: date, language: Language, spec: CalendarSpec) -> str:
    first_month = spec.fiscal_year.start_month if spec.fiscal_year else 1
    number = (start.month - first_month) % 12 // 3
    name = fiscal_year(start, language, spec)
    return f"{name}{_QUARTERS_ZH[number]}" if language == "zh" else f"{name} Q{number + 1}"
