"""Columns of text to typed columns, by a stated rule for each.

Rule: a column gets a type only when every value fits one rule; otherwise it stays text. Codes stay text: leading
zeros, more than 15 digits, forms such as 1E5. Day-month or month-day order is never guessed: such dates stay
text. NaN and infinity become NULL and are counted, and so does a dash among figures or dates. A sign of money is left
out where it is the same one in all values; two currencies in one column stay text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from semantic_layer.importing.report import ColumnReport

Typed = str | int | Decimal | bool | date | datetime | None
Convert = Callable[[str], Typed]

_NULLS = {"", "null", "none", "nan", "n/a", "na", "\\n", "-inf", "inf", "infinity", "-infinity", "#n/a", "nil"}
_DASHES = {"-", "--", "—", "——", "/"}  # what people write into a cell of figures that has none
_NOT_FINITE = {"nan", "inf", "-inf", "infinity", "-infinity"}
_INTEGER = re.compile(r"[+-]?(0|[1-9]\d{0,14})")
_DECIMAL = re.compile(r"[+-]?(0|[1-9]\d{0,14})?\.\d{1,12}|[+-]?(0|[1-9]\d{0,14})")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d{1,12})?|[+-]?(0|[1-9]\d{0,2})(\.\d{1,12})?")
_COMMA = re.compile(r"[+-]?([1-9]\d{0,2}(\.\d{3})*|0|[1-9]\d*)(,\d{1,12})?")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SLASH_DATE = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})")
_COMPACT_DATE = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_CHINESE_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日?")
_STAMP = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?")
_DATE_AND_CLOCK = re.compile(
    r"(\d{4})[/.年](\d{1,2})[/.月](\d{1,2})日?[ T]?(?<=[ T日])(\d{1,2})[:时](\d{1,2})(?:[:分](?:(\d{1,2})秒?)?)?"
)
_MONEY = re.compile(r"(?P<minus>-?)(?P<sign>[¥$€£]) ?(?P<before>[\d,.]+)|(?P<figure>-?[\d,.]+) ?(?P<unit>元|[¥€£])")
_TWO_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_BOOLEANS = {"true": True, "false": False, "yes": True, "no": False, "是": True, "否": False}


@dataclass(frozen=True)
class TypeRule:
    """A type with the way its values are written."""

    type: str
    name: str
    convert: Convert


def type_column(name: str, values: Sequence[str]) -> tuple[list[Typed], ColumnReport]:
    """Return the typed values of one column and how it was read.

    Examples
    --------
    >>> type_column("amount", ["1,200.50", "3", ""])[0]
    [Decimal('1200.50'), Decimal('3'), None]
    >>> type_column("code", ["00123", "00456"])[0]
    ['00123', '00456']
    >>> type_column("day", ["2024年1月3日"])[0]
    [datetime.date(2024, 1, 3)]
    """
    cleaned = [unicodedata.normalize("NFKC", value).strip() for value in values]
    known = [value for value in cleaned if value.lower() not in _NULLS]
    rule = _rule(known) or _rule([value for value in known if value not in _DASHES])
    if rule is None:  # text keeps its own spelling; only what is empty becomes NULL
        text: list[Typed] = [value.strip() or None for value in values]
        return text, ColumnReport(name, "String", "plain", nulls=sum(value is None for value in text))
    empty = _NULLS | _DASHES
    typed = [None if value.lower() in empty else rule.convert(value) for value in cleaned]
    failed = [value for value in cleaned if value.lower() in _NOT_FINITE]
    report = ColumnReport(name, rule.type, rule.name, sum(v is None for v in typed), len(failed), tuple(failed[:3]))
    return typed, report


def _rule(values: Sequence[str]) -> TypeRule | None:
    return next((rule for rule in _rules(values) if _fits(rule, values)), None) if values else None


def _fits(rule: TypeRule, values: Sequence[str]) -> bool:
    try:
        return all(rule.convert(value) is not None for value in values)
    except (ValueError, ArithmeticError):
        return False


def _rules(values: Sequence[str]) -> list[TypeRule]:
    return [
        TypeRule("Boolean", "plain", lambda v: _BOOLEANS.get(v.lower())),
        TypeRule("Date", "compact", _parts(_COMPACT_DATE)),
        TypeRule("Integer", "plain", lambda v: int(v) if _INTEGER.fullmatch(v) else None),
        TypeRule("Decimal", "plain", lambda v: Decimal(v) if _DECIMAL.fullmatch(v) else None),
        TypeRule("Decimal", "thousands", lambda v: Decimal(v.replace(",", "")) if _THOUSANDS.fullmatch(v) else None),
        TypeRule("Decimal", "decimal_comma", _decimal_comma(values)),
        TypeRule("Decimal", "money", _money(values)),
        TypeRule("Date", "iso", _parts(_ISO_DATE)),
        TypeRule("Date", "year_month_day", _parts(_SLASH_DATE)),
        TypeRule("Date", "chinese_date", _parts(_CHINESE_DATE)),
        TypeRule("DateTime", "iso", lambda v: datetime.fromisoformat(v) if _STAMP.fullmatch(v) else None),
        TypeRule("DateTime", "year_month_day", _date_and_clock),
        TypeRule("Date", "day_month_year", _day_month(values)),
    ]


def _parts(pattern: re.Pattern[str]) -> Convert:
    def convert(value: str) -> Typed:
        found = pattern.fullmatch(value)
        return date(*map(int, found.groups())) if found else None

    return convert


def _date_and_clock(value: str) -> Typed:
    """2024/3/5 8:05 and 2024年3月5日 8:05, with or without seconds."""
    found = _DATE_AND_CLOCK.fullmatch(value)
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    return datetime(year, month, day, hour, minute, second)


def _money(values: Sequence[str]) -> Convert:
    """¥1,200.50 or 1200元: only where all values that have a sign have the same one, and one of them has."""
    found = [_MONEY.fullmatch(value) for value in values]
    signs = {match["sign"] or match["unit"] for match in found if match}

    def convert(value: str) -> Typed:
        match = _MONEY.fullmatch(value) if len(signs) == 1 else None
        figure = match["figure"] or match["minus"] + match["before"] if match else value
        is_figure = _DECIMAL.fullmatch(figure) or _THOUSANDS.fullmatch(figure)
        return Decimal(figure.replace(",", "")) if len(signs) == 1 and is_figure else None

    return convert


def _decimal_comma(values: Sequence[str]) -> Convert:
    """1.234,56: only where some value cannot be read any other way."""
    decided = any(re.search(r",\d{1,2}$", value) and not _THOUSANDS.fullmatch(value) for value in values)

    def convert(value: str) -> Typed:
        if not decided or not _COMMA.fullmatch(value):
            return None
        return Decimal(value.replace(".", "").replace(",", "."))

    return convert


def _day_month(values: Sequence[str]) -> Convert:
    """31/12/2024 or 12/31/2024: the order is taken only when some value decides it."""
    pairs = [tuple(map(int, found.groups()[:2])) for v in values if (found := _TWO_FIRST.fullmatch(v))]
    day_first = any(first > 12 for first, _ in pairs)
    month_first = any(second > 12 for _, second in pairs)

    def convert(value: str) -> Typed:
        found = _TWO_FIRST.fullmatch(value)
        if not found or day_first == month_first:
            return None
        first, second, year = map(int, found.groups())
        return date(year, second, first) if day_first else date(year, first, second)

    return convert
