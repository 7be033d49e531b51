"""What was sold, where only the lines of orders say it: the line amount of sales order lines is the sales.

Rule: the total of a line is called sales and revenue where nothing else of the model is, least of all a total of the
whole order, and where only one column is such a total; on rows that are called lines every amount is that of a line.
What a customer has paid by now is no better claim.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from semantic_layer.inference.naming import spelled_out
from semantic_layer.model import Dataset, Entity, Measure, Named, Words
from semantic_layer.wordforms import words_of_name

_LINE_TOTALS = frozenset(
    {"line amount", "line total", "line value", "subtotal", "sub total", "extended price", "extended amount",
     "line net amount", "net line amount", "item total", "小计", "小计金额", "行金额"}
)  # fmt: skip
_TOTALS = frozenset(
    {"total", "total amount", "order total", "order amount", "grand total", "net amount", "order value", "total value",
     "total price", "amount", "总额", "总金额", "订单金额"}
)  # fmt: skip
_LINES = re.compile(r"\b(line|item|detail)s?$|明细|行项目")
_SOLD = re.compile(r"\b(order|sale|sales|transaction|invoice|receipt)\b|订单|销售|交易|发票")
_BOUGHT = re.compile(r"\b(purchase|po|supplier|vendor|return|refund)\b|采购|供应|退货|退款")
_SALES = Words(
    ("sales", "revenue", "turnover", "total sales", "total revenue", "sales amount", "sales revenue", "revenue amount"),
    ("销售额", "销售金额", "营收", "收入", "营业额"),
)


def with_line_sales(datasets: Sequence[Dataset], entities: Collection[Entity]) -> tuple[Dataset, ...]:
    """Return the datasets with the names of sales on the one measure that tells them."""
    found = [(d, m) for d in datasets if _is_of_sales(d) for m in d.measures if _is_line_total(d, m)]
    named: list[Named] = [*entities, *(item for d in datasets for item in (*d.dimensions, *d.measures))]
    taken = {word for item in named for word in _called(item)}
    rivals = [m for d in datasets if _is_of_sales(d) for m in d.measures if _said(m) & _TOTALS and m.agg == "sum"]
    rivals = [m for m in rivals if all(m is not line for _, line in found)]
    if len(found) != 1 or rivals or taken & {*_SALES.en, *_SALES.zh}:
        return tuple(datasets)
    return tuple(_called_sales(dataset, found[0][1]) for dataset in datasets)


def _is_of_sales(dataset: Dataset) -> bool:
    said = spelled_out(dataset.name)
    return bool(_SOLD.search(said)) and not _BOUGHT.search(said)


def _is_line_total(dataset: Dataset, measure: Measure) -> bool:
    names = _LINE_TOTALS | _TOTALS if _LINES.search(spelled_out(dataset.name)) else _LINE_TOTALS
    return bool(_said(measure) & names) and measure.agg == "sum"


def _said(item: Named) -> frozenset[str]:
    return frozenset({item.labels.en, item.labels.zh, words_of_name(item.name)} - {""})


def _called(item: Named) -> frozenset[str]:
    return _said(item) | frozenset(item.synonyms.all())


def _called_sales(dataset: Dataset, sold: Measure) -> Dataset:
    """The column keeps its own name: "list the line amounts" is no question for sales."""
    names = Words((*sold.synonyms.en, *_SALES.en), (*sold.synonyms.zh, *_SALES.zh))
    return replace(dataset, measures=tuple(replace(m, synonyms=names) if m is sold else m for m in dataset.measures))
