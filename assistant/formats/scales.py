"""Units of magnitude: 万 and 亿, or K, M and B; and how a person wants to read numbers.

Rule: a unit is chosen after rounding, and values that stand in one column share it wherever each of them can be read
in it. A style changes how a number is written, never which number it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Literal

from semantic_layer.model import Language
from semantic_layer.result import Value


@dataclass(frozen=True)
class Scale:
    """A unit of magnitude: 万, 亿, K, M, B. From `least` to `below` of it are still written in it."""

    divisor: Decimal
    suffix: str
    below: Decimal = Decimal(10_000)
    least: Decimal = Decimal("0.5")


@dataclass(frozen=True)
class NumberStyle:
    """How a person likes numbers. It is handed along with the language, never kept for everybody.

    `magnitude`: "language" (万 and 亿 in Chinese, K, M and B in English), or one of the two for both languages.
    `decimals`: of money, shares and averages, 0 to 4; None is as each metric says. Whole counts stay whole.
    """

    magnitude: Literal["language", "wan", "thousand"] = "language"
    decimals: int | None = None

    def steps(self, language: Language) -> Sequence[Scale]:
        """The units of magnitude of a language, the largest first."""
        if self.magnitude == "language":
            return _STEPS["wan" if language == "zh" else "thousand"]
        return _STEPS[self.magnitude]


AS_USUAL = NumberStyle()
PLAIN = Scale(Decimal(1), "")
THRESHOLD = Decimal(10_000)  # 8,214 is as short as 8.214K and needs no thought
_LONGEST = Decimal(1_000_000)  # rather 12,340K than two units in one column
_LEAST = Decimal("0.01")  # rather 0.35M beside 12.34M than 12,340K; a digit further nobody reads it
_STEPS = {
    "thousand": tuple(Scale(Decimal(10) ** n, s) for n, s in ((12, "T"), (9, "B"), (6, "M"), (3, "K"))),
    "wan": tuple(Scale(Decimal(10) ** n, s) for n, s in ((12, "万亿"), (8, "亿"), (4, "万"))),
}


def to_decimal(value: int | float | Decimal) -> Decimal:
    """Return the number a person would type for `value`: a double becomes its shortest decimal, never its bits."""
    return value if isinstance(value, Decimal) else Decimal(repr(value) if isinstance(value, float) else value)


def is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def round_half_up(value: Decimal, digits: int) -> Decimal:
    """Round to `digits` decimals (negative: to tens, hundreds) away from zero at the half.

    Examples
    --------
    >>> round_half_up(Decimal("0.125"), 2), round_half_up(Decimal("-2.5"), 0)
    (Decimal('0.13'), Decimal('-3'))
    """
    room = Context(prec=max(1, value.adjusted() + digits + 2))  # as many digits as this number has: 28 are not enough
    rounded = value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP, context=room)
    return abs(rounded) if rounded == 0 else rounded  # no "-0"


def significant(value: Decimal, digits: int = 4) -> Decimal:
    """Round to `digits` significant digits."""
    return value if value == 0 else round_half_up(value, digits - 1 - value.adjusted())


def scale_for(value: Decimal, language: Language, style: NumberStyle = AS_USUAL) -> Scale:
    """Return the unit of magnitude for a value that was already rounded."""
    if abs(value) < THRESHOLD:
        return PLAIN
    return next(scale for scale in style.steps(language) if abs(value) >= scale.divisor)


def column_scale(values: Iterable[Value], language: Language, style: NumberStyle = AS_USUAL) -> Scale | None:
    """Return one unit for a column of short forms, or None where none suits both its largest and its smallest.

    It is the unit of the largest value where the smallest reaches it too; else the next smaller unit, where it
    suits the largest; else the first again, where the smallest is at least a hundredth of it: 12.34M beside 0.35M;
    else the smaller one all the same, with up to six digits: 12,340K beside 3.5K. Below the smallest unit of the
    language a value is written plainly: -561.6 and never -0.5616K.

    Examples
    --------
    >>> column_scale([12_340_000, 350_000], "en").suffix, column_scale([12_340_000, 350], "en")
    ('M', None)
    """
    sizes = [abs(significant(to_decimal(v))) for v in values if is_number(v) and v != 0]  # type: ignore[arg-type]
    if not sizes:
        return None
    largest = max(sizes)
    own = scale_for(largest, language, style)
    smaller = next((scale for scale in style.steps(language) if scale.divisor < own.divisor), PLAIN)
    if own is PLAIN or min(sizes) >= own.divisor:
        return own
    if smaller is PLAIN:
        return None
    tried = (smaller, replace(own, least=_LEAST), replace(smaller, below=_LONGEST))
    return next((scale for scale in tried if all(suits(size, scale) for size in sizes)), None)


def suits(size: Decimal, scale: Scale) -> bool:
    """Whether a size can be read in a unit: neither less nor more of it than is still written in it."""
    many = significant(size) / scale.divisor
    return size == 0 or scale.least <= many < scale.below
