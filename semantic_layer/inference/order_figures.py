"""What orders are counted and summed by once it is known where they stand: orders, new customers, returned orders.

Rule: lines of orders count the different orders they are of. A customer who has no row of their own began with the
first order of theirs; where customers registered, that is when they began. What was paid for is also called revenue
where nothing else is. A word that the tables use already stays theirs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import sqlglot
from sqlglot import exp

from semantic_layer.engines.base import Engine
from semantic_layer.expressions import column_expression, parse
from semantic_layer.inference.roles import Buying, registered
from semantic_layer.model import Dataset, Dimension, Entity, Format, Measure, Named, Text, Unit, Words
from semantic_layer.nicknames import called
from semantic_layer.wordforms import normal_form

ORDERS_OF_LINES, NEW, RETURNED = "orders_of_lines", "new_customers", "returned_orders"
_NEW = Words(
    ("new customers", "new customer count", "number of new customers", "first-time customers", "first-time buyers",
     "customers acquired"),
    ("新客数", "新客", "新客户数", "新客户", "新增客户数", "新增客户", "新客户数量", "首购客户数"),
)  # fmt: skip
_REVENUE = Words(
    ("revenue", "sales", "turnover", "sales amount", "sales revenue", "total revenue", "total sales"),
    ("销售额", "营收", "营业额", "收入", "销售收入", "销售金额"),
)
_RETURNS = frozenset({"return", "returns", "product return", "order return", "退货", "退货单", "退货记录"})
_FIRST = "first_"


def with_order_figures(
    buying: Buying, datasets: Sequence[Dataset], things: Collection[Entity], engine: Engine
) -> tuple[Dataset, ...]:
    """Return the datasets with the measures and names that come with knowing who bought."""
    taken = frozenset(word for item in (*_named(datasets), *things) for word in called(item))
    returns = returns_of(buying, datasets, things)

    def more(dataset: Dataset) -> Dataset:
        if dataset is buying.dataset:
            dataset = _with_revenue(dataset, buying.paid, taken)
            if not buying.is_of_orders:
                dataset = replace(dataset, measures=(*dataset.measures, _orders(buying)))
        if dataset is returns:
            dataset = replace(dataset, measures=(*dataset.measures, _returned(dataset, buying)))
        home = dataset.primary is not None and dataset.primary.name == buying.customer.name
        return _with_beginning(dataset, buying, taken, engine) if home else dataset

    return tuple(more(dataset) for dataset in datasets)


def returns_of(buying: Buying, datasets: Sequence[Dataset], things: Collection[Entity]) -> Dataset | None:
    """The one table of returns whose rows name the order that came back."""
    names = {thing.name for thing in things if not _RETURNS.isdisjoint(called(thing))}
    found = [
        dataset
        for dataset in datasets
        if dataset.prefix in names and dataset is not buying.dataset and _order_key(dataset, buying) is not None
    ]
    return found[0] if len(found) == 1 else None


def _order_key(dataset: Dataset, buying: Buying) -> str | None:
    keys = [key for key in dataset.entities if key.name == buying.order.name and key.type != "natural"]
    return keys[0].columns[0] if len(keys) == 1 and len(keys[0].columns) == 1 else None


def _orders(buying: Buying) -> Measure:
    column = buying.order.columns[0]
    return _count(ORDERS_OF_LINES, Text("number of orders", "订单数量"), buying.dataset, column, buying.order.name)


def _returned(dataset: Dataset, buying: Buying) -> Measure:
    column = str(_order_key(dataset, buying))
    return _count(RETURNED, Text("number of returned orders", "退货订单数"), dataset, column, buying.order.name)


def _count(name: str, labels: Text, dataset: Dataset, column: str, entity: str) -> Measure:
    return Measure(
        name=name,
        labels=labels,
        dataset=dataset.name,
        agg="count_distinct",
        expr=column_expression(column),
        additivity="non_additive",
        unit=Unit("count", entity),
        format=Format("integer"),
        null_semantics="absent_is_zero",
        hidden=True,
        state="generated",
        evidence=f"different values of {column}",
    )


def _with_revenue(dataset: Dataset, paid: Measure, taken: Collection[str]) -> Dataset:
    en, zh = (tuple(w for w in words if normal_form(w) not in taken) for words in (_REVENUE.en, _REVENUE.zh))
    named = replace(paid, synonyms=Words((*paid.synonyms.en, *en), (*paid.synonyms.zh, *zh)))
    return replace(dataset, measures=tuple(named if measure is paid else measure for measure in dataset.measures))


def _with_beginning(home: Dataset, buying: Buying, taken: Collection[str], engine: Engine) -> Dataset:
    """Customers who can be counted by when they began."""
    words = tuple(tuple(w for w in said if normal_form(w) not in taken) for said in (_NEW.en, _NEW.zh))
    if _NEW.en[0] not in words[0] or _NEW.zh[0] not in words[1]:
        return home
    began = registered(home)
    if began is None:
        home, began = _since_first_order(home, buying, engine)
    if began is None:
        return home
    measure = Measure(
        name=NEW,
        labels=Text(_NEW.en[0], _NEW.zh[0]),
        synonyms=Words(*words),
        description=Text(f"Customers by {began.labels.en}.", f"按{began.labels.zh}统计的客户数。"),
        dataset=home.name,
        agg="count",
        expr="1",
        time=began.name,
        additivity="additive",
        unit=Unit("count", home.prefix),
        format=Format("integer"),
        null_semantics="absent_is_zero",
        direction="up_is_good",
        state="generated",
        evidence=f"customers by {began.name}",
    )
    return replace(home, measures=(*home.measures, measure))


def _since_first_order(home: Dataset, buying: Buying, engine: Engine) -> tuple[Dataset, Dimension | None]:
    """Customers who were read out of the rows of orders, with the day of the first of these."""
    day = next((d for d in buying.dataset.dimensions if d.name == buying.dataset.default_time), None)
    query = sqlglot.parse_one(home.source, read=engine.dialect) if " " in home.source else None
    if day is None or not isinstance(query, exp.Select) or buying.document is not buying.dataset:
        return home, None
    name = f"{_FIRST}{day.name}"
    query.set("distinct", None)
    query.set("group", None)
    first = exp.alias_(exp.Min(this=parse(day.expr)), exp.to_identifier(name, quoted=True))
    query = query.select(first).group_by(exp.column(buying.customer.columns[0], quoted=True))
    began = replace(
        day,
        name=name,
        labels=Text(f"first {day.labels.en}", f"首个{day.labels.zh}"),
        synonyms=Words(),
        dataset=home.name,
        prefix=home.prefix,
        expr=column_expression(name),
        hidden=True,
        evidence=f"the first {day.name} of each {home.prefix}",
    )
    source = query.sql(dialect=engine.dialect)
    return replace(home, source=source, dimensions=(*home.dimensions, began)), began


def _named(datasets: Sequence[Dataset]) -> Iterator[Named]:
    for dataset in datasets:
        yield from (*dataset.dimensions, *dataset.measures)
