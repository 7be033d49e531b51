"""What an order comes to, by its everyday name: 客单价, "average order value".

Rule: where the model has no figure of that name but has orders, it is the money of orders divided by their number: what
is called sales, of the orders themselves before what belongs to them, else their one amount; of several the person is
asked. What is charged beside the goods is no order value. That it was read so is an assumption. A model's own "order
value" keeps its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.parser.draft import Draft
from assistant.parser.figures.roles import entity_of_orders, is_called_turnover, is_money_by_name, simple_metrics
from assistant.parser.figures.sides import model_ratio, stand_in
from assistant.parser.text.pieces import Piece
from semantic_layer.model import Dataset, Measure, SemanticModel, SimpleMetric
from semantic_layer.query import Combination, MetricRef
from semantic_layer.vocabulary import Vocabulary

_NAMES = re.compile(
    r"(?:平均)?(?:客单价|笔单价|单均金额)|(?<![a-z])(?:aov|(?:average|avg|mean) (?:order|basket) value)(?![a-z])"
)
_BESIDE = re.compile(
    r"\b(freight|shipping|delivery|postage|tax|vat|discount|tip|surcharge|refund|cost)\b|运费|邮费|配送费|税|折扣|优惠|退款|成本"
)
_OWN = ("客单价", "笔单价", "单均金额", "aov", "order value", "basket value", "average order value")


def order_value_pieces(text: str, vocabulary: Vocabulary) -> Iterator[Piece]:
    """Return the words, unless the model itself has something of such a name."""
    orders = entity_of_orders(vocabulary.model, vocabulary) if _NAMES.search(text) else None
    amounts = _amounts(vocabulary.model, orders) if orders else ()
    if not amounts or any(_is_other(vocabulary, word, amounts) for word in _OWN):
        return
    for match in _NAMES.finditer(text):
        yield Piece(match.start(), match.end(), cues=frozenset({"order_value"}))


def _is_other(vocabulary: Vocabulary, word: str, amounts: Sequence[str]) -> bool:
    """Say whether the model has something of this name; the amount of orders, as a total, is no value of one order."""
    return any(m.name.rpartition(".")[2] not in amounts for m in vocabulary.phrases.get(word, ()))


def read_order_value(draft: Draft) -> None:
    """Put the money of orders over their number in the place of the words."""
    for item in list(draft.cued("order_value")):
        orders = entity_of_orders(draft.model, draft.vocabulary)
        counted = draft.model.entity(orders).default_count if orders else None
        names = _amounts(draft.model, orders) if orders else ()
        if counted is None or not names:
            continue
        money = MetricRef(draft.choose(item, "ambiguous_metric", names))
        known = model_ratio(draft.model, money, MetricRef(counted))
        ref = MetricRef(known) if known else MetricRef(money.name, combine=Combination("divide", MetricRef(counted)))
        draft.assume("default_metric", f"metric:{known or money.name}")
        item.operate(f"metric:{ref.key}", "metric")
        stand_in(draft, item.index, item.index, ref)


def _amounts(model: SemanticModel, orders: str) -> Sequence[str]:
    """The sums of money over orders themselves, else over what belongs to them."""
    sums = [(m.name, d) for m, measure, d in simple_metrics(model) if _is_money(model, m, measure)]
    own = [name for name, data in sums if data.primary is not None and data.primary.name == orders]
    lines = [name for name, data in sums if _belongs(data, orders)]
    for found in (own, lines):
        if sold := [name for name in found if is_called_turnover(model, name)]:
            return sold
    return next((found for found in (own, lines) if not all(_is_beside(model, name) for name in found)), [])


def _is_money(model: SemanticModel, metric: SimpleMetric, measure: Measure) -> bool:
    if measure.agg != "sum" or measure.filter or metric.direction == "down_is_good":
        return False
    return metric.unit.kind == "currency" or (metric.unit.kind == "none" and is_money_by_name(model, metric.name))


def _is_beside(model: SemanticModel, name: str) -> bool:
    """Is this charged beside the goods? An order that says nothing else does not say what it comes to."""
    labels = model.metric(name).labels
    return bool(_BESIDE.search(f"{labels.en} {labels.zh}"))


def _belongs(data: Dataset, orders: str) -> bool:
    return any(key.name == orders and key.type == "foreign" for key in data.entities)
