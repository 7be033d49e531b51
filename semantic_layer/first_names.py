"""What people call a dimension of the first order: "first order channel", 首购渠道.

Rule: every name of the dimension gives the names of what it was in the first order, so that a model declares none of
them; the other way round none of them names the dimension itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from semantic_layer.model import Segmentation, SemanticModel
from semantic_layer.nicknames import called
from semantic_layer.wordforms import has_han

_FIRST = ("first", "first order", "first order's", "first purchase", "first-purchase", "first-order")
_OF = ("", "the ", "their ", "a customer's ", "the customer's ")
_ORDERS = ("first order", "first purchase", "first orders", "first purchases")
_FIRST_ZH = ("首单", "首购", "首次下单", "首次购买", "首笔订单", "第一单", "第一笔订单", "首次")


def names_of_first(segmentation: Segmentation, model: SemanticModel) -> Iterator[str]:
    """The names that follow from those of the dimension; none for other segmentations."""
    base = segmentation.first_of
    if base is None or not model.has_dimension(base):
        return
    for name in called(model.dimension(base)):
        if has_han(name):
            yield from (f"{first}{of}{name}" for first in _FIRST_ZH for of in ("", "的"))
        else:
            yield from (f"{first} {name}" for first in _FIRST)
            yield from (f"{name} of {whose}{order}" for whose in _OF for order in _ORDERS)
