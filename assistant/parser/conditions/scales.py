"""Numbers compared with figures that are stored in thousands or ten thousands: 理赔金额（万元） over 10万.

Rule: an amount that is said with its own magnitude or currency is brought into the unit of the column; a bare number is
in the unit that the column shows, unless it is so large that it may as well be the plain amount, which refuses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.text.numbers import NumberValue
from assistant.parser.text.values import typed
from semantic_layer.model import Measure

_MAGNITUDE = re.compile(r"[十百千万亿]|\d\s?(?:k|m|mn|bn|b|w)\b|\b(?:thousand|million|billion|trillion)s?\b")


def in_own_unit(
    draft: Draft, item: Item, name: str, values: Sequence[NumberValue], unit: str | None
) -> tuple[int | float, ...]:
    """Return what `item` compares `name` with, in the unit in which the column or metric `name` is stored.

    Raises
    ------
    Unreadable
        A bare number that reaches the scale of the column: 500000 beside figures in 万元.
    """
    plain, scale = tuple(typed(value) for value in values), _scale(draft, name)
    if unit == "percent" and _is_fraction(draft, name):  # 20 % of a share is 0.2
        return tuple(typed(float(Fraction(str(value)) / 100)) for value in plain)
    if scale == 1 or unit in ("percent", "points"):
        return plain
    if unit == "currency" or _MAGNITUDE.search(item.text):
        return tuple(typed(float(Fraction(str(value)) / scale)) for value in plain)
    if any(abs(value) >= scale for value in plain):
        raise refuse("not_supported", missing=[item.text], construction=f"{item.text} ({draft.called(name)})")
    return plain


def _scale(draft: Draft, name: str) -> int:
    """How many one stored unit of a metric, or of the figures of a column, stands for."""
    if draft.model.has_metric(name):
        return draft.model.metric(name).unit.scale
    return next((m.unit.scale for m in _figures_of(draft, name) if m.unit.scale != 1), 1)


def _is_fraction(draft: Draft, name: str) -> bool:
    """Are these figures parts of a whole, which people say in percent?"""
    if draft.model.has_metric(name):
        return draft.model.metric(name).format.kind == "percent"
    return any(measure.format.kind == "percent" for measure in _figures_of(draft, name))


def _figures_of(draft: Draft, name: str) -> list[Measure]:
    """The measures over the column that a dimension shows."""
    dimension = draft.dimension(name)
    measures = draft.model.dataset(dimension.dataset).measures if dimension else ()
    return [measure for measure in measures if dimension and measure.expr == dimension.expr]
