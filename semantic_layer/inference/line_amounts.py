"""What a line of an order came to, where it says how many pieces and the price of one, and nowhere their product.

Rule: rows that name a buyer, an order and a day, one quantity and one unit price, and no sum of money at all, were sold
for the one times the other. A discount or a tax beside them could change that: then nothing is made. The definition
says what it multiplies.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from semantic_layer.inference.naming import spelled_out
from semantic_layer.inference.roles import names_a_buyer
from semantic_layer.model import Dataset, Entity, Format, Measure, Named, Text, Words
from semantic_layer.nicknames import called

_PIECES = frozenset({"quantity", "units", "pieces", "数量", "件数"})
_PRICES = frozenset({"unit price", "price", "selling price", "item price", "单价", "售价", "价格"})
_CHANGED = re.compile(r"\b(discount|tax|vat|rebate|coupon|markdown|freight)\b|折扣|优惠|税|运费|满减")
_MONEY = re.compile(r"\b(amount|total|revenue|sales|value|turnover|paid|cost|profit)\b|额|金额|总价|利润|成本")
_SALES = Words(
    ("sales", "revenue", "turnover", "sales amount", "total sales", "total revenue"),
    ("销售额", "销售金额", "营收", "收入", "营业额", "总销售额"),
)


def with_line_amounts(datasets: Sequence[Dataset], things: Sequence[Entity]) -> tuple[Dataset, ...]:
    """Return the datasets, with what was sold on the rows that tell it by pieces and price alone."""
    named: list[Named] = [*things, *(item for d in datasets for item in (*d.dimensions, *d.measures))]
    if any(not called(item).isdisjoint(_SALES.all()) for item in named):
        return tuple(datasets)
    made = [amount for dataset in datasets if (amount := _amount(dataset, things)) is not None]
    if len(made) != 1:
        return tuple(datasets)
    return tuple(replace(d, measures=(*d.measures, made[0])) if d.name == made[0].dataset else d for d in datasets)


def _amount(dataset: Dataset, things: Sequence[Entity]) -> Measure | None:
    pieces = [m for m in dataset.measures if m.agg == "sum" and _said(m) & _PIECES]
    prices = [m for m in dataset.measures if m.agg == "avg" and _said(m) & _PRICES]
    words = [spelled_out(dimension.name) for dimension in dataset.dimensions if not dimension.hidden]
    is_told = any(_CHANGED.search(said) or _MONEY.search(said) for said in words)
    if len(pieces) != 1 or len(prices) != 1 or is_told or not names_a_buyer(dataset, things):
        return None
    piece, price = pieces[0], prices[0]
    return Measure(
        name="sales",
        labels=Text("sales", "销售额"),
        synonyms=_SALES,
        description=Text(
            f"{piece.labels.en.capitalize()} times {price.labels.en} of each row, added up.",
            f"逐行以{piece.labels.zh}乘以{price.labels.zh}后求和。",
        ),
        dataset=dataset.name,
        agg="sum",
        expr=f"{piece.expr} * {price.expr}",
        additivity="additive",
        unit=price.unit,
        format=Format("currency" if price.unit.kind == "currency" else "decimal", 2),
        null_semantics="absent_is_zero",
        direction="up_is_good",
        state="generated",
        evidence=f"{piece.name} times {price.name}: no column holds the amount",
    )


def _said(measure: Measure) -> frozenset[str]:
    return frozenset({measure.labels.en, measure.labels.zh, spelled_out(measure.name)})
