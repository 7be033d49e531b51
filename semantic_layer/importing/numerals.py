"""Numbers written with Chinese numerals or units: 一百二十三, 三千五百万, 1.2万, 3亿.

Rule: a whole text is one number or it is none. Bare digits (一, 二〇) are names of classes and floors as often as
numbers, so only numerals with a unit from 百 upwards decide.
"""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = {
    **{c: n for n, c in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4,
    "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_ARABIC = re.compile(r"([+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.\d{1,8})?) ?([百千万萬亿億])")
_HAN = re.compile(rf"[{''.join(_DIGITS)}{''.join(_SMALL)}{''.join(_LARGE)}]+")
_UNITS = frozenset((_SMALL | _LARGE).keys() - {"十", "拾"})


def chinese_numeral(text: str) -> Decimal | None:
    """Return the number that `text` is, or None.

    Examples
    --------
    >>> [str(chinese_numeral(text)) for text in ("一百二十三", "两千零五万", "十五", "1.2万", "-3亿")]
    ['123', '20050000', '15', '12000', '-300000000']
    >>> chinese_numeral("三百五"), chinese_numeral("百万富翁"), chinese_numeral("万百")
    (None, None, None)
    """
    if found := _ARABIC.fullmatch(text):
        scale = (_SMALL | _LARGE)[found[2]]
        value = Decimal(found[1].replace(",", "")) * scale
        return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
    return _spelled(text) if _HAN.fullmatch(text) else None


def has_unit(text: str) -> bool:
    """Whether a unit from 百 upwards stands in the text."""
    return any(character in _UNITS for character in text)


def _spelled(text: str) -> Decimal | None:
    """Digits and units in falling order; 三百五 (350 said short) is left to people."""
    total = section = 0
    digit: int | None = None
    last, above = 10**4, 10**12
    for character in text:
        if character in _DIGITS:
            if digit is not None and digit != 0:
                return None
            digit = _DIGITS[character]
            last = 10**4 if digit == 0 and last != 10 else last
        elif character in _SMALL:
            unit = _SMALL[character]
            if unit >= last or (digit is None and unit != 10) or digit == 0:
                return None
            section, digit, last = section + (digit or 1) * unit, None, unit
        else:
            unit = _LARGE[character]
            below = section + (digit or 0)
            if unit >= above or not below:
                return None
            total, section, digit, last, above = total + below * unit, 0, None, 10**4, unit
    if digit and last not in (10, 10**4):
        return None
    return Decimal(total + section + (digit or 0))
