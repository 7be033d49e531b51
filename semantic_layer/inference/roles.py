"""Who buys, and where that is written: the roles that customer analyses read.

Rule: customers are things called so, an order is a dated row that names one of them and what was paid for it, or whose
lines say what was paid: the one sum with such a name. Where two tables or two sums could be meant nothing is proposed:
the analyses then say which role they miss, and a person writes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from semantic_layer.model import (
    Dataset,
    Dimension,
    Entity,
    EntityKey,
    Measure,
    Named,
    PopulationRateMetric,
    Role,
    SemanticModel,
)
from semantic_layer.nicknames import called
from semantic_layer.wordforms import has_han

_CUSTOMERS = (
    frozenset({"customer", "client", "shopper", "consumer", "buyer", "客户", "顾客", "买家"}),
    frozenset({"member", "user", "guest", "会员", "用户"}),
    frozenset({"account", "subscriber", "账户", "订阅者"}),
    frozenset({"company", "organization", "organisation", "公司", "企业"}),
)
ORDERS = frozenset(
    {"order", "purchase", "sale", "sales", "transaction", "invoice", "receipt", "booking", "reservation"}
    | {"订单", "购买", "销售", "交易", "消费", "小票", "预订", "单据"}
)
_MOVED = frozenset({"transaction", "交易"})  # of an account they move its money: they buy nothing
_PAID = (
    frozenset({"revenue", "turnover", "sales", "sales amount", "sales revenue", "net sales", "gmv"})
    | {"销售额", "营业额", "营收"},
    frozenset({"total", "total amount", "total price", "grand total", "order total", "order amount", "order value"})
    | {"总额", "总金额", "总价", "订单金额"},
    frozenset({"payment amount", "paid amount", "amount paid", "实付金额", "支付金额", "实收金额", "消费金额"}),
    frozenset({"amount", "金额"}),
)
_PRODUCTS = frozenset({"product", "item", "sku", "goods", "article", "dish", "商品", "产品", "货品", "菜品"})
_PIECES = frozenset({"quantity", "数量", "件数"})
_BEGINNINGS = frozenset(
    {"signup date", "sign up date", "registration date", "registered at", "join date", "joined at", "created at"}
    | {"注册日期", "注册时间", "入会日期", "加入日期", "开户日期"}
)


@dataclass(frozen=True)
class Buying:
    """The rows that say who bought what: which order they are of and what was paid, in the words of their dataset.

    `document`: the dataset in which the customer and the day of the order stand; that of the rows themselves, or of the
    orders whose lines they are.
    """

    dataset: Dataset
    document: Dataset
    customer: EntityKey
    order: EntityKey
    paid: Measure

    @property
    def is_of_orders(self) -> bool:
        """Is a row a whole order, and not a line of one?"""
        return self.order.type in ("primary", "unique")

    def written(self, column: str) -> str:
        """A column of the document as a row names it."""
        if self.document is self.dataset:
            return next((d.expr for d in self.dataset.dimensions if d.column == column), column)
        return next(d.qualified for d in self.document.dimensions if d.column == column)


def find_buying(datasets: Sequence[Dataset], things: Sequence[Entity]) -> Buying | None:
    """The one table that says who bought what for how much; None where there is none or more than one."""
    for names in _CUSTOMERS:
        customers = _things(things, names)
        documents = ORDERS - _MOVED if "account" in names else ORDERS
        orders = {thing.name for thing in things if _heads(thing) & documents}
        found = [one for dataset in datasets for one in _buying(dataset, customers, orders)]
        found = found or [one for dataset in datasets for one in _lines_of(dataset, datasets, customers, orders)]
        whole = [one for one in found if one.is_of_orders] or found
        if found:
            return whole[0] if len(whole) == 1 else None
    return None


def documents(things: Sequence[Entity]) -> frozenset[str]:
    """The things that are orders by another name: invoices, receipts, sales."""
    return frozenset(thing.name for thing in things if _heads(thing) & (ORDERS - _MOVED))


def names_a_buyer(dataset: Dataset, things: Sequence[Entity]) -> bool:
    """Does a row say who ordered, which order and on what day, whatever was paid?"""
    orders = {thing.name for thing in things if _heads(thing) & ORDERS}
    carried = [key for key in dataset.entities if key.name in orders and key.type in ("foreign", "primary")]
    buyers = (_customer(dataset, _things(things, names)) for names in _CUSTOMERS)
    return len(carried) == 1 and _day(dataset) is not None and any(buyers)


def propose_roles(buying: Buying, datasets: Sequence[Dataset], things: Sequence[Entity]) -> tuple[Role, ...]:
    """Return the roles `order` and `customer`, and `product` where one table has the lines of the orders."""
    order = Role(
        "order",
        buying.dataset.name,
        (
            ("customer", _owner(buying)),
            ("time", buying.written(str(_day(buying.document)))),
            ("order", _column(buying.order)),
            ("amount", buying.paid.expr),
        ),
        state="generated",
        evidence=f"rows of {buying.dataset.name} name a {buying.customer.name} and an amount, {buying.paid.name}",
    )
    home = next(d for d in datasets if d.primary and d.primary.name == buying.customer.name)
    began = registered(home)
    columns = (("customer", _column(home.primary)), *((("registered", began.expr),) if began else ()))
    customer = Role("customer", home.name, columns, state="generated", evidence=f"one row per {buying.customer.name}")
    goods = _things(things, _PRODUCTS)
    lines = [role for dataset in datasets for role in _lines(dataset, buying, goods)]
    return (order, customer, *(lines if len(lines) == 1 else ()))


def registered(customers: Dataset) -> Dimension | None:
    """The day on which each of the customers registered, where their own table says it."""
    return next((d for d in customers.dimensions if d.type == "time" and _called(d, _BEGINNINGS)), None)


def _buying(dataset: Dataset, customers: set[str], orders: set[str]) -> Iterator[Buying]:
    """Rows with all of it: a customer, a day, an order and what was paid."""
    customer, own = _customer(dataset, customers), [key for key in dataset.entities if key.name in orders]
    own = [key for key in own if key.type != "natural" and len(key.columns) == 1]
    order = next((key for key in own if key.type == "primary"), own[0] if len(own) == 1 else None)
    paid = _paid(dataset)
    if customer and order and paid and _day(dataset):
        yield Buying(dataset, dataset, customer, order, paid)


def _lines_of(dataset: Dataset, datasets: Sequence[Dataset], customers: set[str], orders: set[str]) -> Iterator[Buying]:
    """Lines that say what was paid, of orders that say who bought and when."""
    paid, own = _paid(dataset), [key for key in dataset.entities if key.name in orders and key.type == "foreign"]
    home = next((d for d in datasets if d.primary and len(own) == 1 and d.primary.name == own[0].name), None)
    customer = _customer(home, customers) if home else None
    named = {dimension.column for dimension in home.dimensions} if home else set()
    if paid and home and customer and _day(home) and customer.columns[0] in named:
        yield Buying(dataset, home, customer, own[0], paid)


def _customer(dataset: Dataset, customers: set[str]) -> EntityKey | None:
    found = [key for key in dataset.entities if key.name in customers and key.type != "primary"]
    return found[0] if len(found) == 1 and len(found[0].columns) == 1 else None


def _day(dataset: Dataset) -> str | None:
    """The column of the day on which it happened, where the rows have one of their own."""
    return next((d.column for d in dataset.dimensions if d.name == dataset.default_time), None)


def _paid(dataset: Dataset) -> Measure | None:
    """The one sum with such a name; of several that are all takings in a looser word, the one with the better name."""
    meant = [measure for measure in dataset.measures if measure.agg == "sum"]
    is_narrowed = False
    for names in _PAID:
        if closer := [measure for measure in meant if _called(measure, names)]:
            meant, is_narrowed = closer, True
        if is_narrowed and len(meant) == 1:
            return meant[0]
    return None


def _lines(dataset: Dataset, buying: Buying, products: set[str]) -> Iterator[Role]:
    """The role `product`: rows that name an order and a product."""
    carried = {key.name: key for key in dataset.entities if key.type in ("foreign", "primary", "unique")}
    order = carried.get(buying.order.name)
    goods = [key for key in carried.values() if key.type == "foreign" and key.name in products]
    if order is None or len(goods) != 1:
        return
    pieces = [measure for measure in dataset.measures if measure.agg == "sum" and _called(measure, _PIECES)]
    paid = _paid(dataset)
    parts = [("order", _column(order)), ("product", _column(goods[0]))]
    parts += [("quantity", pieces[0].expr)] if len(pieces) == 1 else []
    parts += [("amount", paid.expr)] if paid else []
    yield Role(
        "product", dataset.name, tuple(parts), state="generated", evidence="rows that name an order and a product"
    )


def _things(things: Sequence[Entity], names: frozenset[str]) -> set[str]:
    return {thing.name for thing in things if _called(thing, names)}


def _heads(thing: Entity) -> frozenset[str]:
    """What a thing is a kind of: a shop order is an order, 线上订单 a 订单."""
    names = called(thing)
    chinese = (word for word in ORDERS if has_han(word) and any(name.endswith(word) for name in names))
    return frozenset((*(name.rpartition(" ")[2] for name in names), *chinese))


def _called(item: Named, names: frozenset[str]) -> bool:
    return not names.isdisjoint(called(item))


def _owner(buying: Buying) -> str:
    """The customer as a row names it: its own key as the column is called."""
    column = buying.customer.columns[0]
    return column if buying.document is buying.dataset else buying.written(column)


def _column(key: EntityKey | None) -> str:
    assert key is not None
    return key.columns[0]


def with_roles_as_they_are(model: SemanticModel) -> SemanticModel:
    """The model after its tables changed: roles that the program found are found anew, confirmed ones stay.

    Where nobody buys any more, the groups and rates that were proposed with the roles go as well.
    """
    if all(role.state != "generated" for role in model.roles):
        return model
    confirmed = {role.name: role for role in model.roles if role.state != "generated"}
    buying = find_buying(model.datasets, model.entities)
    found = propose_roles(buying, model.datasets, model.entities) if buying else ()
    roles = (*confirmed.values(), *(role for role in found if role.name not in confirmed))
    if any(role.name == "order" for role in roles):
        return replace(model, roles=roles)
    groups = tuple(item for item in model.segmentations if item.state != "generated")
    settings = dict(model.settings)
    if settings.get("default_segmentation") not in {name for item in groups for name in (item.name, item.qualified)}:
        settings.pop("default_segmentation", None)
    metrics = tuple(m for m in model.metrics if not (isinstance(m, PopulationRateMetric) and m.state == "generated"))
    return replace(model, roles=roles, segmentations=groups, metrics=metrics, settings=settings)
