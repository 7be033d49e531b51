"""Numbers in the one form plans use.

Rule: a whole number is an int, so "3", "3.0" and "三" give one plan.
"""

from __future__ import annotations

from decimal import Decimal


def typed(value: float | Decimal) -> int | float:
    """Return an int for a whole number.

    >>> typed(3.0), typed(2.5)
    (3, 2.5)
    """
    return int(value) if value == int(value) and abs(value) < 2**53 else float(value)
