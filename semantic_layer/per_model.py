"""What is derived from a whole model, worked out once.

Rule: a model is a value and never changes, so what follows from it is kept as long as the model is used; only the last
few models are kept, because tests and imports make many.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from semantic_layer.model import SemanticModel

T = TypeVar("T")
KEPT_MODELS = 8


def per_model(make: Callable[[SemanticModel], T]) -> Callable[[SemanticModel], T]:
    """Decorate a function of one model: it is called once for each of the last few models."""
    kept: OrderedDict[int, tuple[SemanticModel, T]] = OrderedDict()

    @wraps(make)
    def once(model: SemanticModel) -> T:
        found = kept.get(id(model))
        if found is None or found[0] is not model:  # an id may come again once its model is gone
            found = kept[id(model)] = (model, make(model))
            while len(kept) > KEPT_MODELS:
                kept.popitem(last=False)
        return found[1]

    return once
