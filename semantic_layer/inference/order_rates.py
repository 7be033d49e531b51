"""Rates of orders where a wide table holds their lines: 取消率 is cancelled orders of all orders, not lines of lines.

Rule: a rate that a status of the lines tells is counted in orders where all lines of an order have the same status; the
names that say it is one of lines go. Where the lines of one order differ, each line has a status of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from semantic_layer.engines.base import Engine
from semantic_layer.expressions import parse
from semantic_layer.inference.documents import has_one, lines_of
from semantic_layer.inference.order_figures import ORDERS_OF_LINES
from semantic_layer.inference.profile import TableProfile
from semantic_layer.inference.roles import Buying
from semantic_layer.model import Dataset, Entity, Input, RatioMetric, Words
from semantic_layer.wordforms import has_han


def counted_in_orders(
    rates: Sequence[RatioMetric],
    buying: Buying,
    datasets: Sequence[Dataset],
    things: Sequence[Entity],
    tables: Sequence[TableProfile],
    engine: Engine,
) -> tuple[RatioMetric, ...]:
    """Return the rates, those of lines as rates of the orders that the lines are of."""
    rows = next((d for d in datasets if d.name == buying.dataset.name), None)
    if rows is None or not any(measure.name == ORDERS_OF_LINES for measure in rows.measures):
        return tuple(rates)
    counted = {measure.name for measure in rows.measures if measure.expr == "1"}
    home = next((d for d in datasets if d.primary and d.primary.name == buying.order.name), None)
    lines = lines_of(home, datasets, tables, engine) if home is not None else None
    if lines is None:
        return tuple(rates)
    columns = {d.name: d.column for d in rows.dimensions}
    order = next(thing for thing in things if thing.name == buying.order.name)
    done = []
    for rate in rates:
        named = {columns.get(name) for name in _columns(rate)}
        of_lines = {rate.numerator.metric, rate.denominator.metric} <= counted
        same = of_lines and bool(named) and all(name and has_one(lines, name, engine) for name in named)
        done.append(_of_orders(rate, order) if same else rate)
    return tuple(done)


def _columns(rate: RatioMetric) -> set[str]:
    texts = [side.filter for side in (rate.numerator, rate.denominator) if side.filter]
    return {column.name for text in texts for column in parse(text).find_all(exp.Column)}


def _of_orders(rate: RatioMetric, order: Entity) -> RatioMetric:
    en = _owned(rate.synonyms.en, order.labels.en, " ")
    zh = _owned(rate.synonyms.zh, order.labels.zh, "")
    return replace(
        rate,
        numerator=_counting(rate.numerator),
        denominator=_counting(rate.denominator),
        synonyms=Words(en, zh),
        evidence=f"{rate.evidence}; counted in orders, whose rows all have the same",
    )


def _counting(side: Input) -> Input:
    return replace(side, metric=ORDERS_OF_LINES)


def _owned(words: Sequence[str], owner: str, joint: str) -> tuple[str, ...]:
    """The names of the rate alone, which the longer ones end in, and those of orders."""
    alone = [w for w in words if not any(w != other and w.endswith(other) for other in words)]
    return (*alone, *(f"{owner}{joint}{word}" for word in alone if owner and has_han(owner) == has_han(word)))
