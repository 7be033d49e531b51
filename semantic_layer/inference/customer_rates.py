"""What can be asked of orders and customers once it is known who bought: whether they come back, what an order is.

Rule: whether customers come back is judged over the days that they usually take, as measured in the data; whether they
bought twice is counted in orders and never in lines. Where the tables name such a figure themselves it stays theirs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from semantic_layer.inference.order_figures import ORDERS_OF_LINES, RETURNED
from semantic_layer.inference.purchases import PURCHASES
from semantic_layer.inference.roles import Buying
from semantic_layer.model import (
    Dataset,
    Entity,
    EventCondition,
    Format,
    Input,
    Metric,
    Named,
    PopulationRateMetric,
    RatioMetric,
    Text,
    Unit,
    Words,
)
from semantic_layer.nicknames import called


def propose_customer_rates(
    buying: Buying, datasets: Sequence[Dataset], things: Collection[Entity], taken: Collection[str]
) -> tuple[Metric, ...]:
    """Return the rates whose names are free, by the datasets of `with_order_figures`."""
    own = frozenset(name for dataset in datasets for item in _items(dataset) for name in called(item))
    found: list[Metric] = [_repurchase(buying), _repeat(buying), _order_value(buying)]
    counted = next((thing.default_count for thing in things if thing.name == buying.order.name), None)
    if counted and any(measure.name == RETURNED for dataset in datasets for measure in dataset.measures):
        found.append(_return_rate(buying, counted))
    return tuple(metric for metric in found if metric.name not in taken and own.isdisjoint(called(metric)))


def _orders(buying: Buying) -> str:
    return _rows(buying) if buying.is_of_orders else ORDERS_OF_LINES


def _rows(buying: Buying) -> str:
    return next(measure.name for measure in buying.document.measures if measure.expr == "1")


def _purchases(buying: Buying, otherwise: str) -> str:
    """The count of orders without refunds, where the rows have any."""
    return PURCHASES if any(measure.name == PURCHASES for measure in buying.dataset.measures) else otherwise


def _repurchase(buying: Buying) -> PopulationRateMetric:
    bought = EventCondition(_purchases(buying, _rows(buying)), 1)
    return PopulationRateMetric(
        name="repurchase_rate",
        labels=Text("repurchase rate", "复购率"),
        synonyms=Words(("forward repurchase rate",), ("回购率",)),
        description=Text(
            "Customers who bought before a date and bought again in the days after it in which customers usually do, "
            "of all who bought before it.",
            "在某日之前购买过的客户中，此后在通常的再次购买天数内又购买的比例。",
        ),
        entity=buying.customer.name,
        among=bought,
        success=bought,
        horizon_auto=True,
        direction="up_is_good",
        unit=Unit("share"),
        format=Format("percent", 1),
        null_semantics="absent_is_unknown",
        state="generated",
        evidence=_of(buying),
    )


def _repeat(buying: Buying) -> PopulationRateMetric:
    return PopulationRateMetric(
        name="repeat_rate",
        labels=Text("repeat rate", "重复购买率"),
        synonyms=Words(("repeat purchase rate", "share of repeat customers"), ("重复购买比例", "重购率")),
        description=Text(
            "Customers with at least two orders, of all who ordered.", "下单至少两次的客户占全部下单客户的比例。"
        ),
        entity=buying.customer.name,
        among=EventCondition(_purchases(buying, _orders(buying)), 1),
        success=EventCondition(_purchases(buying, _orders(buying)), 2),
        direction="up_is_good",
        unit=Unit("share"),
        format=Format("percent", 1),
        null_semantics="absent_is_unknown",
        state="generated",
        evidence=_of(buying),
    )


def _order_value(buying: Buying) -> RatioMetric:
    paid = buying.paid
    return RatioMetric(
        name="average_order_value",
        labels=Text("average order value", "客单价"),
        synonyms=Words(
            ("AOV", "average basket value", "average order amount", "revenue per order", "sales per order"),
            ("笔单价", "平均订单金额", "单均金额", "平均客单价", "每单金额"),
        ),
        description=Text(
            f"{paid.labels.en.capitalize()} divided by the number of orders.", f"{paid.labels.zh}除以订单数。"
        ),
        numerator=Input(paid.name),
        denominator=Input(_orders(buying)),
        direction="up_is_good",
        unit=paid.unit,
        format=Format("currency" if paid.unit.kind == "currency" else "decimal", 2),
        null_semantics="absent_is_unknown",
        state="generated",
        evidence=_of(buying),
    )


def _return_rate(buying: Buying, counted: str) -> RatioMetric:
    return RatioMetric(
        name="return_rate",
        labels=Text("return rate", "退货率"),
        synonyms=Words(("order return rate", "share of orders returned"), ("订单退货率", "退单率")),
        description=Text(
            "Orders of which something came back, by the day of the return, of all orders.",
            "发生退货的订单数（按退货日期）除以订单数。",
        ),
        numerator=Input(RETURNED),
        denominator=Input(counted),
        direction="down_is_good",
        unit=Unit("share"),
        format=Format("percent", 1),
        null_semantics="absent_is_unknown",
        state="generated",
        evidence=_of(buying),
    )


def _of(buying: Buying) -> str:
    return f"{buying.dataset.name} says who bought"


def _items(dataset: Dataset) -> Iterator[Named]:
    yield from (*dataset.dimensions, *dataset.measures)
