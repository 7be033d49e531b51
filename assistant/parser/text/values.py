"""Numbers in the one form plans use.

Rule: a whole number is an int, so "3", "3.0" and "三" give one plan.
"""

from __future__ import annotations

from decimal import Decimal


def typed(value: int | float | Decimal) -> int | float:
    """Return an int for a whole number.

    >>> typed(3.0), typed(2.5)
    (3, 2.5)
    """
    number = float(value)
    return int(value) if number.is_integer() and abs(number) < 2**53 else number
