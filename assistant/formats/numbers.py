"""Numbers in two forms: short (at most four significant digits) and exact.

Rule: unit and format come from the metric, never from the look of a value; rounding is half-up on `Decimal`; the same
form of the same value is the same text everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from assistant.formats.dates import UNDEFINED, plain
from assistant.formats.scales import (
    AS_USUAL,
    PLAIN,
    NumberStyle,
    Scale,
    round_half_up,
    scale_for,
    significant,
    suits,
    to_decimal,
)
from assistant.formats.units import currency_sign, unit_suffix
from semantic_layer.model import Format, Language, Unit
from semantic_layer.result import Value

Form = Literal["short", "exact"]
_TENTH = Decimal("0.1")
_ORDINALS: Mapping[Language, tuple[str, ...]] = {
    "en": ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    "zh": tuple("一二三四五六七八九十"),
}


def write(
    value: Value,
    unit: Unit,
    format_: Format,
    language: Language,
    *,
    form: Form = "short",
    signed: bool = False,
    scale: Scale | None = None,
    style: NumberStyle = AS_USUAL,
) -> str:
    """Write one value in one of the two forms.

    `signed` is for differences, `scale` the unit that a column of short forms shares, `style` what the person likes.

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
    number, format_ = to_decimal(value), _styled(format_, style)
    sign = "-" if number < 0 else "+" if signed and number > 0 else ""
    if format_.kind == "percent" and (unit.kind == "points" or (signed and unit.kind == "share")):
        return _points(number, format_, language)  # a difference of shares; a score in points has its own format
    if format_.kind == "percent":
        return _signed(sign, _percent(abs(number), format_), "%")
    shared = scale if scale is not None and suits(abs(number), scale) else None
    text, suffix = _amount(abs(number), format_, form, shared or scale_for(significant(abs(number)), language, style))
    sign = sign if any(digit in "123456789" for digit in text) else ""
    if unit.kind == "currency" or format_.kind == "currency":
        return f"{sign}{currency_sign(unit)}{text}{suffix}"
    word = unit_suffix(unit, format_, text, language)
    return f"{sign}{text}{suffix}{word.lstrip() if suffix and language == 'zh' else word}"


def percent(share: float | Decimal, language: Language, digits: int = 1, style: NumberStyle = AS_USUAL) -> str:
    """Write a share between 0 and 1; both languages write it alike."""
    return write(share, Unit("share"), Format("percent", digits), language, style=style)


def change_rate(rate: Value, language: Language, style: NumberStyle = AS_USUAL) -> str:
    """Write a relative change with its sign: `+12.3%`."""
    return write(rate, Unit("ratio"), Format("percent", 1), language, signed=True, style=style)


def interval(low: str, high: str, language: Language) -> str:
    """Write a range from its written ends; each keeps its sign and unit: `82.2% to 86.2%`.

    Examples
    --------
    >>> interval("-0.3%", "1.2%", "en"), interval("2", "5", "zh")
    ('-0.3% to 1.2%', '2 至 5')
    """
    return f"{low} 至 {high}" if language == "zh" else f"{low} to {high}"


def count(value: int, language: Language) -> str:
    """Write a whole number exactly."""
    return write(value, Unit("count"), Format("integer"), language, form="exact")


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


def _styled(format_: Format, style: NumberStyle) -> Format:
    """The format with the decimals that the person likes; a whole number has none to change."""
    if style.decimals is None or format_.kind in ("integer", "text", "date"):
        return format_
    return replace(format_, digits=style.decimals)


def _amount(value: Decimal, format_: Format, form: Form, scale: Scale) -> tuple[str, str]:
    digits = _digits(value, format_)
    if form == "short" and value == 0:
        return "0", ""
    if form == "exact":
        return f"{round_half_up(value, digits):,f}", ""
    if scale is PLAIN:
        whole = max(0, value.adjusted() + 1) if value else 0
        kept = max(0, min(digits, 4 - whole))
        text = f"{round_half_up(value, kept):,f}"
        keeps_cents = format_.kind == "currency" and kept == digits and value != value.to_integral_value()
        return (text if keeps_cents else _bare(text)), ""
    many = value / scale.divisor
    short = round_half_up(many, 3) if many < _TENTH else significant(many)  # beside 12.34M: 0.054M, not 0.05423M
    return _bare(f"{short:,f}"), scale.suffix


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
