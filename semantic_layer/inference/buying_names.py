"""Orders and customers are asked for by these words, whatever their file calls them: receipts, invoices, accounts.

Rule: the one kind of document that says what was sold is also called an order, and the one who bought a customer, where
nothing else of the model has the word. The name in the file stays the first one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from semantic_layer.inference.roles import Buying, documents
from semantic_layer.model import Dataset, Entity, Named, Words
from semantic_layer.nicknames import called
from semantic_layer.wordforms import normal_form

_ORDER = Words(("order", "orders"), ("订单",))
_ORDERS_COUNTED = Words(
    ("orders", "number of orders", "order count", "total orders"),
    ("订单数", "订单量", "订单数量", "订单总数"),
)
_CUSTOMER = Words(("customer", "customers", "client", "clients"), ("客户", "顾客"))
_CUSTOMERS_COUNTED = Words(
    ("customers", "number of customers", "customer count", "total customers"),
    ("客户数", "客户数量", "客户总数", "顾客数"),
)


_PRODUCT = Words(("product", "products"), ("商品", "产品"))
_SOLD = frozenset(
    {"item", "item name", "item title", "sku", "article", "dish", "goods", "项目", "菜品", "货品", "宝贝标题"}
)


def with_buying_names(
    buying: Buying | None, datasets: Sequence[Dataset], things: Sequence[Entity]
) -> tuple[tuple[Dataset, ...], tuple[Entity, ...]]:
    """Return the datasets and the things with these words on the documents and on the buyers."""
    order = buying.order.name if buying else _only_document(datasets, things)
    datasets = _with_products(datasets, things, order)
    datasets, things = _more(datasets, things, order, _ORDER, _ORDERS_COUNTED)
    return _more(datasets, things, buying.customer.name if buying else "", _CUSTOMER, _CUSTOMERS_COUNTED)


def _with_products(datasets: Sequence[Dataset], things: Sequence[Entity], order: str) -> Sequence[Dataset]:
    """The one column of items on the rows of orders holds the products."""
    named: list[Named] = [*things, *(item for d in datasets for item in (*d.dimensions, *d.measures))]
    taken = frozenset(word for item in named if not item.hidden for word in called(item))
    sold = [d for d in datasets if any(key.name == order for key in d.entities)]
    found = [c for d in sold for c in d.dimensions if c.type == "categorical" and not _SOLD.isdisjoint(called(c))]
    if len(found) != 1 or not taken.isdisjoint(_PRODUCT.all()):
        return datasets
    told = replace(found[0], synonyms=_added(found[0].synonyms, _PRODUCT))
    return [replace(d, dimensions=tuple(told if c is found[0] else c for c in d.dimensions)) for d in datasets]


def _only_document(datasets: Sequence[Dataset], things: Sequence[Entity]) -> str:
    """What was sold on, where only one thing with a key of its own can be that."""
    keyed = {d.primary.name for d in datasets if d.primary is not None and d.primary.type == "primary"}
    found = sorted(documents(things) & keyed)
    return found[0] if len(found) == 1 else ""


def _more(
    datasets: Sequence[Dataset], things: Sequence[Entity], name: str, words: Words, counted: Words
) -> tuple[tuple[Dataset, ...], tuple[Entity, ...]]:
    named: list[Named] = [*things, *(item for d in datasets for item in (*d.dimensions, *d.measures))]
    taken = frozenset(word for item in named if not item.hidden for word in called(item))
    if not name or not taken.isdisjoint(map(normal_form, (*words.all(), *counted.all()))):
        return tuple(datasets), tuple(things)
    return tuple(_counted(d, name, counted) for d in datasets), tuple(
        replace(thing, synonyms=_added(thing.synonyms, words)) if thing.name == name else thing for thing in things
    )


def _counted(dataset: Dataset, name: str, words: Words) -> Dataset:
    if dataset.primary is None or dataset.primary.name != name or dataset.primary.type != "primary":
        return dataset
    measures = (replace(m, synonyms=_added(m.synonyms, words)) if m.expr == "1" else m for m in dataset.measures)
    return replace(dataset, measures=tuple(measures))


def _added(known: Words, more: Words) -> Words:
    return Words((*known.en, *more.en), (*known.zh, *more.zh))
