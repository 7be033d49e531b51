"""A score of 0 to 100 from several inputs with weights, and tiers of customers by a score.

Rule: every input is first put on 0 to 1 over all customers (its mean rank divided by their number, so ties are equal,
or its place between the 1st and 99th percentile), turned round where little is good, and then weighted; the parts add
up to the score. What is not known of a customer counts as the median of the others. A tie is never split between
tiers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sqlglot import exp

from tools import trees
from tools.errors import BadParameter
from tools.trees import Step, column, named

Scaling = Literal["rank", "minmax"]
PRECISION = 9  # decimals: engines add floats in any order, and a tie must stay a tie


@dataclass(frozen=True)
class Input:
    """One input: its column in the step `fields`, its weight (0 or more), and whether much or little is good.

    `absent_is_zero`: a customer without a row has 0 of it, and nothing is missing.
    """

    name: str
    weight: float
    up: bool = True
    absent_is_zero: bool = False

    @property
    def points(self) -> str:
        return f"{self.name}__points"


def weighted(inputs: Sequence[Input]) -> tuple[Input, ...]:
    """The inputs with weights that add up to 1; inputs of weight 0 stay.

    Raises
    ------
    BadParameter
        A weight below 0, all weights 0, no input, or one named twice.
    """
    names = [item.name for item in inputs]
    if len(set(names)) != len(names):
        raise BadParameter("indicators", names, "each indicator once")
    below = [item.weight for item in inputs if item.weight < 0]
    if below:
        raise BadParameter("weight", below[0], "0 or more")
    total = sum(item.weight for item in inputs)
    if total <= 0:
        raise BadParameter("weights", [item.weight for item in inputs], "at least one above 0")
    return tuple(Input(i.name, i.weight / total, i.up, i.absent_is_zero) for i in inputs)


def scored_steps(inputs: Sequence[Input], scaling: Scaling) -> tuple[Step, ...]:
    """Steps after `fields` (key, inputs) that end in `scored`: key, the inputs, their points, score, and above (how
    many customers score more) and everybody (how many there are).
    """
    if scaling == "rank":
        middle = [trees.quantile(_known(item), 0.5) for item in inputs]
        learned = [named(value, f"{item.name}__median") for item, value in zip(inputs, middle, strict=True)]
    else:
        learned = [
            named(trees.quantile(_known(item), share), f"{item.name}__{name}")
            for item in inputs
            for name, share in (("median", 0.5), ("low", 0.01), ("high", 0.99))
        ]
    known = trees.from_step(
        "fields",
        column("key", "fields"),
        *(named(_filled(item), item.name) for item in inputs),
        *(
            column(f"{item.name}__{name}", "learned")
            for item in inputs
            for name in ("low", "high")
            if scaling != "rank"
        ),
    ).join(trees.step("learned"), join_type="cross", copy=False)
    points = [named(_points(item, scaling), item.points) for item in inputs]
    names = [item.name for item in inputs]
    together = trees.total([column(item.points) for item in inputs])
    score = exp.Round(this=exp.Paren(this=together), decimals=trees.number(PRECISION))
    return (
        ("learned", trees.from_step("fields", *learned)),
        ("known", known),
        ("weighed", trees.from_step("known", *trees.columns("key", *names), *points)),
        (
            "summed",
            trees.from_step(
                "weighed", *trees.columns("key", *names, *(i.points for i in inputs)), named(score, "score")
            ),
        ),
        (
            "scored",
            trees.from_step(
                "summed",
                *trees.columns("key", *names, *(i.points for i in inputs), "score"),
                named(more_than("score"), "above"),
                named(exp.Window(this=exp.Count(this=exp.Star())), "everybody"),
            ),
        ),
    )


def _known(item: Input) -> exp.Expression:
    value: exp.Expression = trees.double(column(item.name, "fields"))
    if item.absent_is_zero:
        value = trees.or_zero(value)
    return exp.Round(this=value, decimals=trees.number(PRECISION))


def _filled(item: Input) -> exp.Expression:
    return exp.Coalesce(this=_known(item), expressions=[column(f"{item.name}__median", "learned"), trees.number(0)])


def _points(item: Input, scaling: Scaling) -> exp.Expression:
    part = _mean_rank(item) if scaling == "rank" else _between(item)
    return exp.Mul(this=trees.number(100 * item.weight), expression=exp.Paren(this=part))


def _mean_rank(item: Input) -> exp.Expression:
    """(rank + (equal - 1) / 2) / n: equal customers share the mean of their places."""
    ordered = exp.Order(expressions=[exp.Ordered(this=column(item.name), desc=not item.up, nulls_first=False)])
    rank = exp.Window(this=exp.Anonymous(this="RANK"), order=ordered)
    equal = exp.Window(this=exp.Count(this=exp.Star()), partition_by=[column(item.name)])
    fewer = exp.Paren(this=exp.Sub(this=equal, expression=trees.number(1)))
    place = exp.Add(this=rank, expression=trees.share_of(fewer, trees.number(2)))
    return trees.share_of(exp.Paren(this=place), exp.Window(this=exp.Count(this=exp.Star())))


def _between(item: Input) -> exp.Expression:
    """The place between both percentiles; half where all are equal."""
    low, high = column(f"{item.name}__low"), column(f"{item.name}__high")
    clipped = exp.Least(this=exp.Greatest(this=column(item.name), expressions=[low.copy()]), expressions=[high.copy()])
    above = exp.Paren(this=exp.Sub(this=clipped, expression=low.copy()))
    part = trees.share_of(above, exp.Paren(this=exp.Sub(this=high, expression=low)))
    filled = exp.Coalesce(this=part, expressions=[trees.number(Decimal("0.5"))])
    return filled if item.up else exp.Sub(this=trees.number(1), expression=filled)


# --- tiers --------------------------------------------------------------------------------------------------------


def more_than(name: str) -> exp.Expression:
    """How many customers have strictly more."""
    ordered = exp.Order(expressions=[exp.Ordered(this=column(name), desc=True, nulls_first=False)])
    rank = exp.Window(this=exp.Anonymous(this="RANK"), order=ordered)
    return exp.Paren(this=exp.Sub(this=rank, expression=trees.number(1)))


def tier(shares: Sequence[float], names: Sequence[str]) -> exp.Expression:
    """The tier by the columns `above` and `everybody`: the first share is the first name, the rest the last."""
    first, second = borders(shares)
    return (
        exp.Case()
        .when(_fewer_above(first), trees.text(names[0]))
        .when(_fewer_above(second), trees.text(names[1]))
        .else_(trees.text(names[2]))
    )


def _fewer_above(border: Decimal) -> exp.Expression:
    limit = exp.Mul(this=column("everybody"), expression=trees.number(border))
    return exp.LT(this=column("above"), expression=limit)


def borders(shares: Sequence[float]) -> tuple[Decimal, Decimal]:
    """Where the first two tiers end. Decimal: 0.1 + 0.2 has to be 0.3."""
    exact = [Decimal(str(share)) for share in shares]
    if len(exact) != 3 or any(share <= 0 for share in exact) or sum(exact) != 1:
        raise BadParameter("shares", tuple(shares), "three shares above 0 that add up to 1")
    return exact[0], exact[0] + exact[1]
