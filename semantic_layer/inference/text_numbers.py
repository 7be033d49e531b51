"""Numbers that are written as text: "$1,200.50", "¥3,000", "12%", "1,234 元".

Rule: a column is a number only when every value of it carries the same sign and reads as one number without it; the
sign becomes the unit: 12% is the number 12 in percent, as it is written and as people compare it. Two currencies in
one column stay text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from semantic_layer.model import Unit

_SIGNS = {
    "%": Unit("quantity", "%"), "％": Unit("quantity", "%"),
    "US$": Unit("currency", "USD"), "$": Unit("currency", "USD"), "USD": Unit("currency", "USD"),
    "€": Unit("currency", "EUR"), "EUR": Unit("currency", "EUR"), "£": Unit("currency", "GBP"),
    "GBP": Unit("currency", "GBP"), "¥": Unit("currency", "CNY"), "￥": Unit("currency", "CNY"),
    "CNY": Unit("currency", "CNY"), "RMB": Unit("currency", "CNY"), "元": Unit("currency", "CNY"),
}  # fmt: skip
_PLAIN = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")


@dataclass(frozen=True)
class TextNumber:
    """The sign that every value carries ("," where only thousands are grouped); empty where it is no number."""

    sign: str = ""

    @property
    def unit(self) -> Unit | None:
        return _SIGNS.get(self.sign)

    @property
    def is_percentage(self) -> bool:
        return self.sign in ("%", "％")

    def expression(self, column: str) -> str:
        """Return what reads the number out of `column`, an expression of the model.

        Examples
        --------
        >>> TextNumber("%").expression("discount")
        "CAST(trim(replace(replace(discount, ',', ''), '%', '')) AS DECIMAL(18, 4))"
        """
        bare = f"replace({column}, ',', '')"
        if self.sign != ",":
            bare = f"trim(replace({bare}, '{self.sign}', ''))"
        return f"CAST({bare} AS DECIMAL(18, 4))"


NO_NUMBER = TextNumber()


def sign_of(least: str, most: str) -> str:
    """Return the sign that both extremes carry around a number, or "" where they are no such numbers.

    Examples
    --------
    >>> sign_of("$1,200.50", "$990"), sign_of("12%", "7.5%"), sign_of("1,200", "950"), sign_of("$5", "€7")
    ('$', '%', ',', '')
    """
    if all(map(_PLAIN.fullmatch, (least, most))) and any(map(_GROUPED.fullmatch, (least, most))):
        return ","
    return next((sign for sign in _SIGNS if all(_carries(text, sign) for text in (least, most))), "")


def _carries(text: str, sign: str) -> bool:
    rest = text.replace(sign, "", 1).strip()
    at_an_end = text.strip().startswith((sign, f"-{sign}")) or text.strip().endswith(sign)
    return at_an_end and rest != text.strip() and bool(_PLAIN.fullmatch(rest))
