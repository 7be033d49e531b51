"""How far the numbers of a column reach, and how many different ones there are.

Rule: what is known comes from one complete engine query a dataset, and only for columns that people may see; it is
kept beside the value index until the model or the data change. It chooses the ranges of a histogram and which of two
columns is split by the other, never what a number means.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from sqlglot import exp

from semantic_layer.engines.base import Engine
from semantic_layer.expressions import parse
from semantic_layer.model import Dataset, Dimension, SemanticModel
from semantic_layer.query import Who
from semantic_layer.value_index import is_hidden_from, seen_source, state_of
from semantic_layer.whole_files import keep, kept

NUMERIC_TYPES = frozenset({"Integer", "Decimal", "Float"})
MANY = 25  # more different values than these are shown in ranges
BUCKETS = 10
_NICE = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class NumberRange:
    """Smallest and largest value of a column and the approximate number of different ones."""

    low: float
    high: float
    distinct: int

    @property
    def is_wide(self) -> bool:
        return self.distinct > MANY

    def edges(self, *, width: float | None = None, n: int | None = None) -> tuple[float, ...]:
        """Return the borders of equal ranges that hold every value.

        With `width` they are that wide and start at a multiple of it; with `n` they are exactly so many, from the
        lowest value up; else about ten of a round width. One value only, or more than 1,000 ranges, have none.

        Examples
        --------
        >>> NumberRange(1613, 5140, 270).edges(width=1000)
        (1000, 2000, 3000, 4000, 5000, 6000)
        >>> NumberRange(0, 90, 50).edges(n=3)
        (0.0, 30.1, 60.2, 90.3)
        """
        if not self.high > self.low:
            return ()
        if n is not None:
            step = _above((self.high - self.low) / n)
            return tuple(round(self.low + i * step, 9) for i in range(n + 1))
        step = width if width is not None else _round_step((self.high - self.low) / BUCKETS)
        if step <= 0 or (self.high - self.low) / step > 1000:
            return ()
        first, last = math.floor(self.low / step), math.floor(self.high / step) + 1
        return tuple(round(i * step, 9) for i in range(first, last + 1))


def _above(step: float) -> float:
    """The next number of three digits above `step`, so that the last range holds the highest value: 30 -> 30.1."""
    unit = 10.0 ** (math.floor(math.log10(step)) - 2)
    return (math.floor(step / unit + 1e-9) + 1) * unit


def _round_step(step: float) -> float:
    """The smallest round width that is not below `step`: 0.37 -> 0.5, 352 -> 500."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(factor * power for factor in _NICE if factor * power >= step * (1 - 1e-9))


def load_ranges(
    model: SemanticModel, engine: Engine, who: Who, *, cache: Path | None = None
) -> Mapping[str, NumberRange]:
    """Return the range of every numeric dimension that `who` may see, by its qualified name.

    Parameters
    ----------
    cache : Path, optional
        Folder of kept ranges. A file holds for one model, one state of the data and one person's rights.
    """
    file = cache / f"ranges-{state_of(model, engine, who)}.json" if cache else None
    if file and isinstance(known := kept(file), dict):
        return {str(name): NumberRange(*reach) for name, reach in known.items()}
    found = _found(model, engine, who)
    if file:
        keep(file, {name: [reach.low, reach.high, reach.distinct] for name, reach in found.items()})
    return found


def _found(model: SemanticModel, engine: Engine, who: Who) -> Mapping[str, NumberRange]:
    found: dict[str, NumberRange] = {}
    for dataset in model.datasets:
        shown = [d for d in dataset.dimensions if _is_ranged(d) and not is_hidden_from(model, d, who)]
        if dataset.role not in ("segment", "spine") and shown:
            found |= _ranges(model, dataset, shown, engine, who)
    return found


def _is_ranged(dimension: Dimension) -> bool:
    """Columns whose few values are declared need no ranges."""
    shown = not dimension.personal and not dimension.hidden and not dimension.values
    return dimension.datatype in NUMERIC_TYPES and dimension.type != "identifier" and shown


def _ranges(
    model: SemanticModel, dataset: Dataset, dimensions: list[Dimension], engine: Engine, who: Who
) -> Mapping[str, NumberRange]:
    values = [parse(d.expr or d.name) for d in dimensions]
    figures = [kind(this=value.copy()) for value in values for kind in (exp.Min, exp.Max, exp.ApproxDistinct)]
    columns = [exp.alias_(figure, f"c{n}", quoted=True) for n, figure in enumerate(figures)]
    statement = exp.select(*columns).from_(seen_source(model, dataset, who))
    row = engine.run(statement.sql(dialect=engine.dialect), max_rows=1).rows[0]
    return {
        dimension.qualified: NumberRange(float(low), float(high), int(distinct))
        for position, dimension in enumerate(dimensions)
        for low, high, distinct in (row[3 * position : 3 * position + 3],)
        if isinstance(low, (int, float, Decimal)) and isinstance(high, (int, float, Decimal))
        and isinstance(distinct, int) and math.isfinite(low) and math.isfinite(high)
    }  # fmt: skip
