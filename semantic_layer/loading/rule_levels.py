"""Rules of a segmentation that nobody can meet: they contradict themselves, or an earlier rule takes everybody first.

Rule: the first rule that holds decides. A rule behind one that holds whenever it holds is a segment without customers;
so is one whose conditions exclude each other. Both are mistakes of the model, found from the rules alone, without data.
Only what follows for certain is said: conditions on different fields are never compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from semantic_layer.model import Scalar

Bound = tuple[float, bool]  # the number, and whether it belongs to what is allowed
_ORDERED = ("ge", "gt", "le", "lt")
_LISTED = ("eq", "in")


@dataclass(frozen=True)
class Condition:
    """One field against values, or against the value that a `quantile` of the customers are up to."""

    field: str
    op: str
    values: tuple[Scalar, ...] = ()
    quantile: float | None = None

    @property
    def subject(self) -> tuple[str, bool]:
        return self.field, self.quantile is not None

    @property
    def number(self) -> float | None:
        """What an ordered condition compares with."""
        if self.quantile is not None:
            return self.quantile
        value = self.values[0] if len(self.values) == 1 else None
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    def allows(self, value: Scalar) -> bool | None:
        """Whether a listed value meets it; None where that cannot be said."""
        if self.op in _LISTED:
            return value in self.values
        number = self.number
        if self.op not in _ORDERED or number is None or isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return {"ge": value >= number, "gt": value > number, "le": value <= number, "lt": value < number}[self.op]


@dataclass(frozen=True)
class Level:
    """One rule: all of `all_of` hold; `narrowed` says whether it asks for more than that."""

    name: str
    all_of: tuple[Condition, ...]
    narrowed: bool = False


def contradiction(level: Level) -> tuple[Condition, Condition] | None:
    """Two conditions of the rule that never hold together."""
    pairs = combinations(level.all_of, 2)
    return next(((one, other) for one, other in pairs if one.subject == other.subject and _exclude(one, other)), None)


def taken_by(levels: Sequence[Level], position: int) -> Level | None:
    """The earlier rule that holds whenever the rule at `position` holds."""
    own = levels[position]
    return next((item for item in levels[:position] if not item.narrowed and _covers(item, own)), None)


def _covers(earlier: Level, own: Level) -> bool:
    return bool(earlier.all_of) and all(
        any(_implies(given, wanted) for given in own.all_of) for wanted in earlier.all_of
    )


def _implies(given: Condition, wanted: Condition) -> bool:
    if given == wanted:
        return True
    if given.subject != wanted.subject:
        return False
    if given.op in _LISTED and given.values:
        return all(wanted.allows(value) for value in given.values)
    have, need = _bound(given), _bound(wanted)
    if have is None or need is None or (given.op in ("ge", "gt")) != (wanted.op in ("ge", "gt")):
        return False
    further = have[0] > need[0] if given.op in ("ge", "gt") else have[0] < need[0]
    return further or (have[0] == need[0] and (need[1] or not have[1]))


def _exclude(one: Condition, other: Condition) -> bool:
    for listed, against in ((one, other), (other, one)):
        if listed.op in _LISTED and listed.values:
            return all(against.allows(value) is False for value in listed.values)
    first, second = _bound(one), _bound(other)
    if first is None or second is None:
        return False
    if one.op in ("le", "lt"):
        first, second, one, other = second, first, other, one
    if one.op not in ("ge", "gt") or other.op not in ("le", "lt"):
        return False
    (low, low_counts), (high, high_counts) = first, second
    return low > high or (low == high and not (low_counts and high_counts))


def _bound(condition: Condition) -> Bound | None:
    number = condition.number if condition.op in _ORDERED else None
    return None if number is None else (number, condition.op in ("ge", "le"))
