"""What orders bring and what their lines bring, where both are called the same: 营业额 is 实付金额 or 金额.

Rule: of sums of which one is kept for each order and the others for rows of the same order, people mean the sum of the
order, because it is what was paid; where the question names something that an order has several of, such as a product,
it is the sum of the lines that have one. The answer says which it took.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from semantic_layer.model import Dataset, SemanticModel, SimpleMetric

if TYPE_CHECKING:
    from assistant.parser.draft import Item
    from assistant.parser.groups.reach import Reach


def of_the_order(reach: Reach, items: Iterable[Item], names: Sequence[str]) -> str | None:
    """Return the one of several sums that is meant, or None where they are not of one order and its lines."""
    model = reach.model
    homes = {name: home for name in names if (home := _home_of_sum(model, name)) is not None}
    if len(homes) < 2 or len(homes) < len(names) or len({home.name for home in homes.values()}) < len(homes):
        return None
    orders = [name for name, home in homes.items() if _is_header(reach, home, homes.values())]
    if len(orders) != 1 or not _is_paid(model, homes[orders[0]]):
        return None
    fields = _named_fields(model, items)
    fitting = [name for name in homes if all(reach.has(homes[name].name, field) for field in fields)]
    if orders[0] in fitting:
        return orders[0]
    return fitting[0] if len(fitting) == 1 else None


def _home_of_sum(model: SemanticModel, name: str) -> Dataset | None:
    metric = model.metric(name) if model.has_metric(name) else None
    if not isinstance(metric, SimpleMetric) or model.measure(metric.measure).agg != "sum":
        return None
    return model.dataset(model.measure(metric.measure).dataset)


def _is_header(reach: Reach, home: Dataset, homes: Iterable[Dataset]) -> bool:
    own = home.primary.name if home.primary is not None else None
    return own is not None and all(other is home or reach.belongs(other.name, own) for other in homes)


def _is_paid(model: SemanticModel, home: Dataset) -> bool:
    """Whether the model knows that these rows are what customers pay for."""
    return any(role.name == "order" and role.dataset == home.name for role in model.roles)


def _named_fields(model: SemanticModel, items: Iterable[Item]) -> list[str]:
    """A column for each thing, value and column that the question names beside its figures."""
    found: list[str] = []
    for item in items:
        if item.named("metric"):
            continue
        names = [m.name for kind in ("dimension", "value") for m in item.named(kind)]
        things = [model.dataset_of_entity(m.name) for m in item.named("entity")]
        names += [d.qualified for home in things if home is not None for d in home.dimensions[:1]]
        found += names[:1] if len(names) == 1 else []
    return found
