"""A refund is no purchase: where amounts below zero stand among the orders, coming back is judged without them.

Rule: the rows of orders count as purchases with an amount of zero or more, as in every customer analysis; this count
is made only where some amount is below zero, else each row is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from semantic_layer.engines.base import Engine
from semantic_layer.expressions import column_expression, parse
from semantic_layer.inference.roles import Buying
from semantic_layer.model import Dataset, Format, Measure, Text, Unit

PURCHASES = "purchases"


def with_purchases(buying: Buying, datasets: Sequence[Dataset], engine: Engine) -> tuple[Dataset, ...]:
    """Return the datasets, with the hidden count of purchases where a row of orders may be none."""
    rows = buying.dataset
    taken = {measure.name for dataset in datasets for measure in dataset.measures}
    if buying.document is not rows or PURCHASES in taken or not _has_refunds(buying, engine):
        return tuple(datasets)
    order = column_expression(buying.order.columns[0])
    measure = Measure(
        name=PURCHASES,
        labels=Text("number of purchases", "购买次数"),
        dataset=rows.name,
        agg="count_distinct",
        expr=f"CASE WHEN {buying.paid.expr} >= 0 THEN {order} END",
        additivity="non_additive",
        unit=Unit("count", buying.order.name),
        format=Format("integer"),
        null_semantics="absent_is_zero",
        hidden=True,
        state="generated",
        evidence=f"some rows have {buying.paid.name} below zero",
    )
    return tuple(replace(d, measures=(*d.measures, measure)) if d.name == rows.name else d for d in datasets)


def _has_refunds(buying: Buying, engine: Engine) -> bool:
    source = exp.Table(this=exp.to_identifier(buying.dataset.source, quoted=True))
    if " " in buying.dataset.source.strip():
        return False  # read out of other rows: its amounts are judged there
    least = exp.Select().select(exp.Min(this=parse(buying.paid.expr))).from_(source)
    found = engine.run(least.sql(dialect=engine.dialect)).rows[0][0]
    return found is not None and float(str(found)) < 0
