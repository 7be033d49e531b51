"""Split the change of a number among its parts, so that the parts add up to the change exactly.

Rule: arithmetic only; no part is called a cause. A sum is split by what each part gained or lost. A ratio is split
twice: what each part's own rate changed (rate), and what its weight changed (mix).

Sources
-------
Rate and mix with mean weights and mean rates: the symmetric form of the Kitagawa decomposition (1955), which leaves no
rest. Departure of a part: its effect less the effect it would have had, had every part moved in proportion.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from semantic_layer.result import Value


@dataclass(frozen=True)
class Part:
    """One part of the whole: its value before and now, and what of the change it holds.

    Of a ratio, `then` and `now` are the part's own rates; `effect` is `rate_effect + mix_effect`.
    """

    group: Value
    then: float | None
    now: float | None
    effect: float
    rate_effect: float = 0.0
    mix_effect: float = 0.0


@dataclass(frozen=True)
class Split:
    """The parts, the largest effect first.

    `departure` is the largest of any known part's, as a share of the change: 0 when all moved in proportion. Many small
    parts that scatter at random stay low, one part that moves on its own stands out.
    """

    parts: tuple[Part, ...]
    change: float
    departure: float

    @property
    def rate_effect(self) -> float:
        return sum(part.rate_effect for part in self.parts)

    @property
    def mix_effect(self) -> float:
        return sum(part.mix_effect for part in self.parts)


Pairs = Mapping[Value, tuple[float, float]]
"""Group to (before, now)."""


def split_sum(pairs: Pairs) -> Split:
    """What each part gained or lost.

    Examples
    --------
    >>> split = split_sum({"east": (100.0, 60.0), "west": (100.0, 105.0)})
    >>> [(part.group, part.effect) for part in split.parts], split.change
    ([('east', -40.0), ('west', 5.0)], -35.0)
    """
    parts = [Part(group, then, now, now - then) for group, (then, now) in pairs.items()]
    base, change = sum(then for then, _ in pairs.values()), sum(part.effect for part in parts)
    even = {group: change * then / base if base else 0.0 for group, (then, _) in pairs.items()}
    return Split(_by_size(parts), change, _departure(parts, even))


def split_ratio(above: Pairs, below: Pairs) -> Split:
    """What each part's rate and weight changed, of sum(above) / sum(below).

    A part that is missing in one of the periods copies its rate from the other, so that it is all mix. Without anything
    below the line in one of the periods there is no rate to split: no parts.
    """
    groups = list(dict.fromkeys([*above, *below]))
    lower = [_total(below, side) for side in (0, 1)]
    if not lower[0] or not lower[1]:
        return Split((), 0.0, 0.0)
    overall = [_total(above, side) / lower[side] for side in (0, 1)]
    middle = sum(overall) / 2
    parts: list[Part] = []
    even: dict[Value, float] = {}
    for group in groups:
        upper, base = above.get(group, (0.0, 0.0)), below.get(group, (0.0, 0.0))
        weights = [base[side] / lower[side] for side in (0, 1)]
        rates = [upper[side] / base[side] if base[side] else None for side in (0, 1)]
        r0 = rates[0] if rates[0] is not None else rates[1] or 0.0
        r1 = rates[1] if rates[1] is not None else r0
        rate_effect = (weights[0] + weights[1]) / 2 * (r1 - r0)
        mix_effect = (weights[1] - weights[0]) * ((r0 + r1) / 2 - middle)
        even[group] = (overall[1] - overall[0]) * weights[0]
        parts.append(Part(group, rates[0], rates[1], rate_effect + mix_effect, rate_effect, mix_effect))
    return Split(_by_size(parts), overall[1] - overall[0], _departure(parts, even))


def _total(pairs: Pairs, side: int) -> float:
    return sum(pair[side] for pair in pairs.values())


def _by_size(parts: Sequence[Part]) -> tuple[Part, ...]:
    return tuple(sorted(parts, key=lambda part: (-abs(part.effect), str(part.group))))


def _departure(parts: Sequence[Part], even: Mapping[Value, float]) -> float:
    change = sum(part.effect for part in parts)
    known = [abs(part.effect - even[part.group]) for part in parts if part.group is not None]
    return max(known, default=0.0) / abs(change) if change else 0.0
