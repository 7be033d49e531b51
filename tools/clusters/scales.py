"""How features are prepared before customers are compared: logarithm, clip at 1 % and 99 %, median and spread.

Rule: preparation is SQL with the learned numbers as literals, so that whoever is clustered later is prepared the same
way. A feature without spread cannot tell customers apart and is dropped, by name; an unknown value counts as the
median, and how many are unknown is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from tools import trees
from tools.context import ToolContext
from tools.customers.fields import FIELDS
from tools.errors import TooFewCustomers
from tools.trees import Step, column, named

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEWEST_CUSTOMERS = 50
_POINTS = (0.01, 0.25, 0.5, 0.75, 0.99)


@dataclass(frozen=True)
class Scale:
    """How one feature was prepared: clipped to `[low, high]` of its logarithm, centred, divided by the spread.

    `missing`: customers of whom it is not known.
    """

    feature: str
    low: float
    high: float
    centre: float
    spread: float
    missing: int = 0


def learn_scales(
    features: Sequence[str], steps: Sequence[Step], ctx: ToolContext
) -> tuple[tuple[Scale, ...], tuple[str, ...], str]:
    """Scales, the features without spread, and the statement.

    Raises
    ------
    TooFewCustomers
        Fewer than 50.
    """
    quantiles = [
        named(trees.quantile(_log(f), q), f"q{i}_{round(100 * q)}") for i, f in enumerate(features) for q in _POINTS
    ]
    known = [named(exp.Count(this=column(f, FIELDS)), f"n{i}") for i, f in enumerate(features)]
    select = trees.from_step(FIELDS, named(exp.Count(this=exp.Star()), "n"), *known, *quantiles)
    sql = trees.render(trees.with_steps(select, steps), ctx.engine.dialect)
    counted, *rest = ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows[0]
    customers = int(str(counted))
    if customers < FEWEST_CUSTOMERS:
        raise TooFewCustomers(customers, FEWEST_CUSTOMERS)
    scales, dropped = [], []
    for i, feature in enumerate(features):
        found = rest[len(features) + 5 * i : len(features) + 5 * i + 5]
        low, lower, centre, upper, high = (0.0 if value is None else float(str(value)) for value in found)
        if upper > lower:
            scales.append(Scale(feature, low, high, centre, upper - lower, customers - int(str(rest[i]))))
        else:
            dropped.append(feature)
    return tuple(scales), tuple(dropped), sql


def prepared_select(scales: Sequence[Scale]) -> exp.Select:
    """The key, and each feature prepared as `z_` and its name."""
    prepared = []
    for scale in scales:
        clipped: exp.Expression = exp.Least(
            this=exp.Greatest(this=_log(scale.feature), expressions=[trees.number(scale.low)]),
            expressions=[trees.number(scale.high)],
        )
        if scale.missing:
            unknown = trees.is_null(column(scale.feature, FIELDS))
            clipped = exp.Case().when(unknown, trees.number(scale.centre)).else_(clipped)
        centred = exp.Paren(this=exp.Sub(this=clipped, expression=trees.number(scale.centre)))
        prepared.append(named(exp.Div(this=centred, expression=trees.number(scale.spread)), f"z_{scale.feature}"))
    return trees.from_step(FIELDS, column("key", FIELDS), *prepared)


def read_points(
    scales: Sequence[Scale], steps: Sequence[Step], most: int, ctx: ToolContext
) -> tuple[NDArray[np.float64], str]:
    """Prepared features of at most `most` customers, evenly spread over the sorted keys."""
    import numpy as np

    position = trees.over(exp.RowNumber(), [], ["key"])
    everybody = exp.Window(this=exp.Count(this=exp.Star()))
    features = [f"z_{scale.feature}" for scale in scales]
    numbered = trees.from_step(
        "prepared", *trees.columns("key", *features), named(position, "position"), named(everybody, "everybody")
    )
    step = exp.Ceil(this=exp.Div(this=column("everybody"), expression=trees.double(trees.number(most))))
    chosen = exp.EQ(
        this=exp.Mod(this=column("position"), expression=exp.cast(step, exp.DataType.Type.BIGINT)),
        expression=trees.number(0),
    )
    select = trees.from_step("numbered", *trees.columns(*features)).where(chosen, copy=False)
    select = select.order_by(column("key"), copy=False)
    before = (*steps, ("prepared", prepared_select(scales)), ("numbered", numbered))
    sql = trees.render(trees.with_steps(select, before), ctx.engine.dialect)
    found = ctx.engine.fetch_arrow(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id)
    columns = [found.column(name).cast("double").to_numpy() for name in features]
    return np.ascontiguousarray(np.round(np.column_stack(columns), 9)), sql  # engines add in any order


def _log(feature: str) -> exp.Expression:
    """Signed logarithm: sign(x) * ln(1 + |x|)."""
    value = trees.double(column(feature, FIELDS))
    magnitude = exp.Ln(this=exp.Add(this=trees.number(1), expression=exp.Abs(this=value)))
    return exp.Mul(this=exp.Sign(this=value.copy()), expression=magnitude)
