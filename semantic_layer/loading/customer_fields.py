"""Which names stand for a field of a customer: in rules of segments, in weights, in tags.

Rule: a field is a fact of the purchases, a segment, a metric, or an attribute that every customer has once. Whatever is
personal is none, because what is said of customers must not tell who somebody is.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from semantic_layer.loading.fields import Fields, did_you_mean
from semantic_layer.loading.known_names import KnownNames
from semantic_layer.model import CUSTOMER_FACTS, Dimension

NUMBERS = ("Integer", "Decimal", "Float")


@dataclass(frozen=True)
class CustomerFields:
    """The fields of a customer of one draft; `home` is the dataset of the customer role."""

    known: KnownNames
    home: str | None

    @property
    def names(self) -> tuple[str, ...]:
        return (*CUSTOMER_FACTS, *self.known.metrics, *self.known.segmentations, *self.known.dimensions)

    def check(self, name: str, key: str, fields: Fields, also: Collection[str] = ()) -> bool:
        """Note a name that is no field; True when it is one. `also` could be written in its place."""
        if name in CUSTOMER_FACTS or name in self.known.metrics or name in self.known.segmentations:
            return True
        dimension = self.known.dimensions.get(name)
        if dimension is None:
            fields.say(key, f"{name!r} is no field of a customer.", did_you_mean(name, (*self.names, *also)))
        elif dimension.personal:
            fields.say(key, f"{name!r} is personal.", "It must not tell who somebody is.")
        elif not self._is_reached(name):
            rule = f"A customer has no single {name!r}."
            fields.say(key, rule, "Name an attribute of the customer or a metric.")
        else:
            return True
        return False

    def is_number(self, name: str) -> bool:
        """Whether customers can be ordered by it; a name that is no field at all was noted before."""
        if name in self.known.segmentations:
            return False
        dimension = self.known.dimensions.get(name)
        return dimension is None or name in self.known.metrics or _is_ordered(dimension)

    def _is_reached(self, name: str) -> bool:
        if self.home is None or self.home not in self.known.datasets:
            return True  # a model without a customer role has no customer to ask
        return name.rpartition(".")[0] in self.known.reached(self.home)


def _is_ordered(dimension: Dimension) -> bool:
    return dimension.datatype in NUMBERS or any(value.order is not None for value in dimension.values)
