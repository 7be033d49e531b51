"""How values are written: the one formatter of every surface.

Rule: a value has two forms, short (at most four significant digits, for headlines and labels) and exact (tables,
tooltips, exports), and the same form is the same string everywhere. Rounding is half-up on `Decimal`; a unit is
chosen after rounding; unit and format come from the metric, never from the look of a value. An undefined value is
a dash, and neither a dash nor "no data" is ever 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from semantic_layer.model import CalendarSpec, Format, Grain, Language, Unit
from semantic_layer.result import Value

UNDEFINED = "–"
Form = Literal["short", "exact"]

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
}
_ORDINALS: Mapping[Language, tuple[str, ...]] = {
    "en": ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    "zh": tuple("一二三四五六七八九十"),
}
_QUARTERS_ZH = ("第一季度", "第二季度", "第三季度", "第四季度")
_CURRENCIES = {"CNY": "¥", "RMB": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "JP¥", "HKD": "HK$", "INR": "₹"}
_DURATIONS = {
    "seconds": ("second", "秒"),
    "minutes": ("minute", "分钟"),
    "hours": ("hour", "小时"),
    "days": ("day", "天"),
    "weeks": ("week", "周"),
    "months": ("month", "个月"),
    "years": ("year", "年"),
}
_QUANTITIES = {
    "piece": ("piece", "pieces", "件"),
    "unit": ("unit", "units", "件"),
    "item": ("item", "items", "件"),
    "box": ("box", "boxes", "箱"),
    "bottle": ("bottle", "bottles", "瓶"),
    "bag": ("bag", "bags", "袋"),
    "pair": ("pair", "pairs", "双"),
    "ton": ("ton", "tons", "吨"),
    "kg": ("kg", "kg", "千克"),
    "g": ("g", "g", "克"),
    "l": ("l", "l", "升"),
    "ml": ("ml", "ml", "毫升"),
    "m": ("m", "m", "米"),
    "km": ("km", "km", "公里"),
    "m2": ("m²", "m²", "平方米"),
    "kwh": ("kWh", "kWh", "千瓦时"),
}


@dataclass(frozen=True)
class Scale:
    """A unit of magnitude: 万, 亿, K, M, B."""

    divisor: Decimal
    suffix: str


PLAIN = Scale(Decimal(1), "")
_THRESHOLD = Decimal(10_000)  # 8,214 is as short as 8.214K and needs no thought
_SCALES: dict[str, tuple[Scale, ...]] = {
    "en": tuple(Scale(Decimal(10) ** n, s) for n, s in ((12, "T"), (9, "B"), (6, "M"), (3, "K"))),
    "zh": tuple(Scale(Decimal(10) ** n, s) for n, s in ((12, "万亿"), (8, "亿"), (4, "万"))),
}


def to_decimal(value: int | float | Decimal) -> Decimal:
    """Return the number a person would type for `value`: a double becomes its shortest decimal, never its bits."""
    return value if isinstance(value, Decimal) else Decimal(repr(value) if isinstance(value, float) else value)


def round_half_up(value: Decimal, digits: int) -> Decimal:
    """Round to `digits` decimals (negative: to tens, hundreds) away from zero at the half.

    Examples
    --------
    >>> round_half_up(Decimal("0.125"), 2), round_half_up(Decimal("-2.5"), 0)
    (Decimal('0.13'), Decimal('-3'))
    """
    rounded = value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded  # no "-0"


def significant(value: Decimal, digits: int = 4) -> Decimal:
    """Round to `digits` significant digits."""
    return value if value == 0 else round_half_up(value, digits - 1 - value.adjusted())


def scale_for(value: Decimal, language: Language) -> Scale:
    """Return the unit of magnitude for a value that was already rounded."""
    if abs(value) < _THRESHOLD:
        return PLAIN
    return next(scale for scale in _SCALES[language] if abs(value) >= scale.divisor)


def column_scale(values: Iterable[Value], language: Language) -> Scale | None:
    """Return one unit for a column of labels, or None where it would make the small ones unreadable."""
    sizes = [abs(significant(to_decimal(v))) for v in values if _is_number(v) and v != 0]  # type: ignore[arg-type]
    if not sizes:
        return None
    scale = scale_for(max(sizes), language)
    return scale if min(sizes) >= scale.divisor / 100 else None


def write(
    value: Value,
    unit: Unit,
    format_: Format,
    language: Language,
    *,
    form: Form = "short",
    signed: bool = False,
    scale: Scale | None = None,
) -> str:
    """Write one value in one of the two forms. `signed` is for differences, `scale` for columns of labels.

    Examples
    --------
    >>> write(34_567_890, Unit("currency", "CNY"), Format("currency", 2), "zh")
    '¥3,457万'
    >>> write(Decimal("0.4821"), Unit("share"), Format("percent", 1), "en")
    '48.2%'
    """
    if value is None:
        return UNDEFINED
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return plain(value, language)
    number = to_decimal(value)
    sign = "-" if number < 0 else "+" if signed and number > 0 else ""
    if format_.kind == "percent" and (unit.kind == "points" or (signed and unit.kind == "share")):
        return _points(number, format_, language)  # a difference of shares; a score in points has its own format
    if format_.kind == "percent":
        return _signed(sign, _percent(abs(number), format_), "%")
    text, suffix = _amount(abs(number), format_, language, form, scale)
    sign = sign if any(digit in "123456789" for digit in text) else ""
    if unit.kind == "currency" or format_.kind == "currency":
        return f"{sign}{currency_sign(unit)}{text}{suffix}"
    word = _unit_suffix(unit, format_, text, language)
    return f"{sign}{text}{suffix}{word.lstrip() if suffix and language == 'zh' else word}"


def percent(share: float | Decimal, language: Language, digits: int = 1) -> str:
    """Write a share between 0 and 1; both languages write it alike."""
    return write(share, Unit("share"), Format("percent", digits), language)


def change_rate(rate: Value, language: Language) -> str:
    """Write a relative change with its sign: `+12.3%`."""
    return write(rate, Unit("ratio"), Format("percent", 1), language, signed=True)


def count(value: int, language: Language) -> str:
    """Write a whole number exactly."""
    return write(value, Unit("count"), Format("integer"), language, form="exact")


def plain(value: str | bool | date | datetime | time, language: Language) -> str:
    """Write a value that is no number."""
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
            return str(value)


def currency_sign(unit: Unit) -> str:
    """The sign of the metric's own currency, whatever the language."""
    return _CURRENCIES.get(unit.of.upper(), f"{unit.of} " if unit.of else "")


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


def ordinal(n: int, language: Language) -> str:
    """Write a place: `second`, `11th`; in Chinese the figure that follows 第.

    Examples
    --------
    >>> ordinal(2, "en"), ordinal(22, "en"), ordinal(2, "zh"), ordinal(12, "zh")
    ('second', '22nd', '二', ' 12 ')
    """
    known = _ORDINALS[language]
    if n <= len(known):
        return known[n - 1]
    if language == "zh":
        return f" {n} "
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def unit_word(unit: Unit, language: Language) -> str:
    """The unit for a heading: `¥`, `%`, `days`; empty for counts and plain numbers."""
    match unit.kind:
        case "currency":
            return currency_sign(unit).strip()
        case "share":
            return "%"
        case "points":
            return "个百分点" if language == "zh" else "pts"
        case "duration":
            return _duration_word(unit.of, language, plural=True)
        case "quantity":
            return _quantity_word(unit.of, language, plural=True)
        case _:
            return ""


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _amount(value: Decimal, format_: Format, language: Language, form: Form, scale: Scale | None) -> tuple[str, str]:
    digits = _digits(value, format_)
    if form == "short" and value == 0:
        return "0", ""
    if form == "exact":
        return f"{round_half_up(value, digits):,f}", ""
    rounded = significant(value)
    if scale is None:
        scale = scale_for(rounded, language)
    if scale is PLAIN and rounded < _THRESHOLD:
        whole = max(0, value.adjusted() + 1) if value else 0
        kept = max(0, min(digits, 4 - whole))
        text = f"{round_half_up(value, kept):,f}"
        keeps_cents = format_.kind == "currency" and kept == digits and value != value.to_integral_value()
        return (text if keeps_cents else _bare(text)), ""
    return _bare(f"{significant(value / scale.divisor):,f}"), scale.suffix


def _digits(value: Decimal, format_: Format) -> int:
    """Decimals to write. A fraction in a column of whole numbers (an average of counts) is not cut silently."""
    if format_.digits is not None and format_.kind != "integer":
        return format_.digits
    if format_.kind == "currency":
        return 2
    if format_.kind == "duration":
        return 1
    if format_.kind == "integer" and round_half_up(value, 6) == value.to_integral_value():
        return 0
    return 2


def _percent(value: Decimal, format_: Format) -> Decimal:
    """Hundredths with the metric's digits; one more, up to four, while a small share would show as 0."""
    digits = 1 if format_.digits is None else format_.digits
    hundredths = value * 100
    while hundredths and round_half_up(hundredths, digits) == 0 and digits < 4:
        digits += 1
    return round_half_up(hundredths, digits)


def _points(value: Decimal, format_: Format, language: Language) -> str:
    sign = "-" if value < 0 else "+" if value > 0 else ""
    unit = " 个百分点" if language == "zh" else " pts"
    return _signed(sign, _percent(abs(value), Format("percent", format_.digits)), unit)


def _signed(sign: str, number: Decimal, suffix: str) -> str:
    return f"{sign if number else ''}{number:,f}{suffix}"


def _bare(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _unit_suffix(unit: Unit, format_: Format, text: str, language: Language) -> str:
    if unit.kind == "duration" or format_.kind == "duration":
        return f" {_duration_word(unit.of, language, plural=text != '1')}"
    return f" {_quantity_word(unit.of, language, plural=text != '1')}" if unit.kind == "quantity" and unit.of else ""


def _quantity_word(of: str, language: Language, *, plural: bool) -> str:
    """A unit of goods; one that is not known here is written as the model names it."""
    one, many, zh = _QUANTITIES.get(of.lower(), (of, of, of))
    return zh if language == "zh" else many if plural else one


def _duration_word(of: str, language: Language, *, plural: bool) -> str:
    en, zh = _DURATIONS.get(of or "days", (of, of))
    return zh if language == "zh" else f"{en}s" if plural else en


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
