"""The ways in which values are written, one rule a way.

Rule: a rule reads a text as one value or not at all; what could be read in two ways belongs to no rule. Codes stay
text: leading zeros, more than 15 digits before the point, forms such as 1E5, telephone numbers. A number is read
exactly, with all digits that a program wrote (0.30000000000000004, 1e-05), as far as a decimal of 38 digits holds them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from semantic_layer.importing.numerals import chinese_numeral, has_unit

Typed = str | int | Decimal | bool | date | datetime | None
Convert = Callable[[str], Typed]

NUMBERS = ("Integer", "Decimal")
DATES = ("Date", "DateTime")
_INTEGER = re.compile(r"[+-]?(0|[1-9][0-9]{0,14})")
_WHOLE = re.compile(r"[+-]?(0|[1-9][0-9]{0,14})\.0")  # how whole numbers beside empty cells are often written out
_DECIMAL = re.compile(r"[+-]?(0|[1-9][0-9]{0,14})?\.[0-9]{1,20}|[+-]?(0|[1-9][0-9]{0,14})\.?")
_EXPONENT = re.compile(r"[+-]?[0-9](\.[0-9]{1,17})?[eE][+-][0-9]{1,2}")  # as programs write very small numbers
_BEFORE, _AFTER = 15, 23  # digits on both sides of the point, which a decimal of 38 digits holds together
_BEYOND = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?[eE]\+?(?P<power>[0-9]{3,9})")
_LARGEST = 308  # the power of ten of the largest machine number
_THOUSANDS = re.compile(
    r"[+-]?[1-9][0-9]{0,2}(,[0-9]{3}){1,4}(\.[0-9]{1,12})?|[+-]?(0|[1-9][0-9]{0,2})(\.[0-9]{1,12})?"
)
_COMMA = re.compile(r"[+-]?([1-9][0-9]{0,2}(\.[0-9]{3}){0,4}|0|[1-9][0-9]{0,14})(,[0-9]{1,12})?")
_YEAR_FIRST = re.compile(r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})[日号]?)")
_COMPACT = re.compile(r"((?:19|20)[0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])")
_STAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?)?")
_ZONED = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:?[0-9]{2})"
)
_AND_CLOCK = re.compile(
    r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?[ T]?(?<=[ T日])"
    r"([0-9]{1,2})[:时]([0-9]{1,2})(?:[:分](?:([0-9]{1,2})秒?)?)?"
)
_MONEY = re.compile(r"(?P<minus>-?)(?P<sign>[¥$€£]) ?(?P<before>[0-9,.]+)|(?P<figure>-?[0-9,.]+) ?(?P<unit>元|[¥€£])")
_BRACKETS = re.compile(r"\((?P<inside>[^()+-]*[0-9][^()+-]*)\)")
TWO_FIRST = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")
_CLOCK = re.compile(r"[ T]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(?: ?([ap])\.?m\.?)?$", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_LETTERS = re.compile(
    r"(?:(?P<month>[a-z]{3,9})\.?[ -](?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,?"
    r"|(?P<day2>[0-9]{1,2})(?:st|nd|rd|th)?[ -](?P<month2>[a-z]{3,9})\.?,?)[ -](?P<year>[0-9]{4})",
    re.IGNORECASE,
)
_PHONE = re.compile(r"1[3-9][0-9]{9}")
_BOOLEANS = {"true": True, "false": False, "yes": True, "no": False, "是": True, "否": False}
CODE = re.compile(r"[+-]?0[0-9]+|[0-9]{16,}|[0-9]+[eE][0-9]+")


@dataclass(frozen=True)
class TypeRule:
    """A type with the way its values are written."""

    type: str
    name: str
    convert: Convert

    def read(self, value: str) -> Typed:
        """Return the value, or None where this rule does not read it."""
        try:
            return self.convert(value)
        except (ValueError, ArithmeticError):
            return None


def rules_for(values: Sequence[str]) -> tuple[TypeRule, ...]:
    """The rules for a column of `values`, the more special ones first."""
    return (
        TypeRule("String", "phone", lambda v: v if _PHONE.fullmatch(v) else None),
        TypeRule("Boolean", "plain", lambda v: _BOOLEANS.get(v.lower())),
        TypeRule("Date", "compact", _compact),
        TypeRule("Integer", "plain", lambda v: int(v) if _INTEGER.fullmatch(v) else None),
        TypeRule("Integer", "whole", lambda v: int(v[:-2]) if _WHOLE.fullmatch(v) else None),
        TypeRule("Decimal", "plain", lambda v: Decimal(v) if _DECIMAL.fullmatch(v) else None),
        TypeRule("Decimal", "exponents", _exponents(values)),
        TypeRule("Decimal", "thousands", thousands),
        TypeRule("Decimal", "decimal_comma", _decimal_comma(values)),
        TypeRule("Decimal", "money", _money(values)),
        TypeRule("Decimal", "accounting", _accounting(values)),
        TypeRule("Decimal", "chinese_numerals", _numerals(values)),
        TypeRule("Date", "year_month_day", _year_first),
        TypeRule("DateTime", "iso", lambda v: datetime.fromisoformat(v) if _STAMP.fullmatch(v) else None),
        TypeRule("DateTime", "iso_utc", _in_utc),
        TypeRule("DateTime", "year_month_day", _date_and_clock),
        TypeRule("Date", "month_in_letters", month_in_letters),
        *_in_order(values),
    )


def rule_called(name: str, values: Sequence[str]) -> tuple[TypeRule, ...]:
    """The rules that a person's choice stands for: the rule of that name, or all of a kind ("number", "date")."""
    match name:
        case "number":
            return tuple(rule for rule in rules_for(values) if rule.type in NUMBERS)
        case "date":
            return tuple(rule for rule in rules_for(values) if rule.type in DATES)
        case "decimal_comma":
            return (TypeRule("Decimal", name, comma),)
        case "day_month_year" | "month_day_year":
            return (TypeRule("Date", name, two_first(day_first=name == "day_month_year")),)
    return ()


def _exponents(values: Sequence[str]) -> Convert:
    """1e-05 and 1.5e+07, beside decimals: only where some value has a point, because 1e5 alone is a code."""
    if not any(_EXPONENT.fullmatch(value) for value in values) or not any("." in value for value in values):
        return lambda value: None

    def convert(value: str) -> Typed:
        if not (_DECIMAL.fullmatch(value) or _EXPONENT.fullmatch(value)):
            return None
        number = Decimal(value)
        return number if number.adjusted() < _BEFORE and -int(number.as_tuple().exponent) <= _AFTER else None

    return convert


def is_beyond_all(value: str) -> bool:
    """Whether the text is a number that no machine number holds, as 1e400."""
    found = _BEYOND.fullmatch(value)
    return found is not None and int(found["power"]) > _LARGEST


def thousands(value: str) -> Typed:
    """1,234.56."""
    return Decimal(value.replace(",", "")) if _THOUSANDS.fullmatch(value) else None


def comma(value: str) -> Typed:
    """1.234,56."""
    return Decimal(value.replace(".", "").replace(",", ".")) if _COMMA.fullmatch(value) else None


def two_first(*, day_first: bool) -> Convert:
    """31/12/2024 or 12/31/2024, in a stated order."""

    def convert(value: str) -> Typed:
        found = TWO_FIRST.fullmatch(value)
        if not found:
            return None
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        return date(year, second, first) if day_first else date(year, first, second)

    return convert


def orders(values: Sequence[str]) -> tuple[bool, bool]:
    """Whether some value can only be day first, and whether some can only be month first."""
    days = (_CLOCK.sub("", value) for value in values)
    pairs = [(int(found[1]), int(found[3])) for day in days if (found := TWO_FIRST.fullmatch(day))]
    return any(first > 12 for first, _ in pairs), any(second > 12 for _, second in pairs)


def _in_order(values: Sequence[str]) -> tuple[TypeRule, ...]:
    """Day-month order is taken only when some value decides it and none contradicts."""
    day_first, month_first = orders(values)
    if day_first == month_first:
        return ()
    name = "day_month_year" if day_first else "month_day_year"
    read = two_first(day_first=day_first)
    return (TypeRule("Date", name, read), TypeRule("DateTime", name, _with_clock(read)))


def _with_clock(read: Convert) -> Convert:
    """12/31/2024 14:05 and 12/31/2024 2:05 PM."""

    def convert(value: str) -> Typed:
        clock = _CLOCK.search(value)
        day = read(value[: clock.start()]) if clock else None
        if clock is None or not isinstance(day, date):
            return None
        hour, half = int(clock[1]), (clock[4] or "").lower()
        if half and not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0) if half else hour
        return datetime(day.year, day.month, day.day, hour, int(clock[2]), int(clock[3] or 0))

    return convert


def month_in_letters(value: str) -> Typed:
    """Jan 5, 2024, 5 January 2024 and 05-Jan-2024: the letters say which is the month."""
    found = _LETTERS.fullmatch(value)
    said = (found["month"] or found["month2"]).lower() if found else ""
    said = "sep" if said == "sept" else said
    if found is None or said not in (*_MONTHS, *_FULL_MONTHS):
        return None
    return date(int(found["year"]), _MONTHS.index(said[:3]) + 1, int(found["day"] or found["day2"]))


def _compact(value: str) -> Typed:
    found = _COMPACT.fullmatch(value)
    return date(*map(int, found.groups())) if found else None


def _year_first(value: str) -> Typed:
    """2024-01-03, 2024/1/3, 2024.1.3 and 2024年1月3日: the year comes first, so that they may stand side by side."""
    found = _YEAR_FIRST.fullmatch(value)
    return date(int(found[1]), int(found[3] or found[5]), int(found[4] or found[6])) if found else None


def _in_utc(value: str) -> Typed:
    """A time that states its zone, as the time of UTC."""
    if not _ZONED.fullmatch(value):
        return None
    return datetime.fromisoformat(value).astimezone(UTC).replace(tzinfo=None)


def _date_and_clock(value: str) -> Typed:
    """2024/3/5 8:05 and 2024年3月5日 8:05, with or without seconds; a date alone is its midnight."""
    found = _AND_CLOCK.fullmatch(value)
    if not found:
        day = _year_first(value)
        return datetime(day.year, day.month, day.day) if isinstance(day, date) else None
    year, month, day_, hour, minute, second = (int(part or 0) for part in found.groups())
    return datetime(year, month, day_, hour, minute, second)


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


def _accounting(values: Sequence[str]) -> Convert:
    """(1,200.50) and ($1,200.50) as books write what is taken off: only beside amounts without brackets."""
    inside = [found["inside"] if (found := _BRACKETS.fullmatch(value)) else value for value in values]
    if inside == list(values) or not any(value in inside for value in values):
        return lambda value: None
    with_sign = _money(inside)

    def convert(value: str) -> Typed:
        found = _BRACKETS.fullmatch(value)
        said = found["inside"] if found else value
        number = Decimal(said) if _DECIMAL.fullmatch(said) else thousands(said)
        number = with_sign(said) if number is None else number
        return -number if found and isinstance(number, Decimal) else number

    return convert


def _decimal_comma(values: Sequence[str]) -> Convert:
    """1.234,56: only where some value cannot be read any other way."""
    decided = any(re.search(r",[0-9]{1,2}$", value) and not _THOUSANDS.fullmatch(value) for value in values)
    return comma if decided else lambda value: None


def _numerals(values: Sequence[str]) -> Convert:
    """Chinese numerals, figures among them allowed, where some value has a unit from 百 upwards."""
    if not any(chinese_numeral(value) is not None and has_unit(value) for value in values):
        return lambda value: None

    def convert(value: str) -> Typed:
        return Decimal(value) if _DECIMAL.fullmatch(value) else chinese_numeral(value)

    return convert
