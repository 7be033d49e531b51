"""Segmentations that say something of the first order of a customer: "first channel".

Rule: such a segmentation has the values of the dimension it repeats, with their labels and their order, and none of its
own; what it repeats is a word of a closed or open list, and nothing personal.
"""

from __future__ import annotations

from dataclasses import replace

from semantic_layer.loading.fields import Fields, did_you_mean
from semantic_layer.loading.known_names import KnownNames
from semantic_layer.model import Segmentation

REPEATED = ("categorical", "ordinal", "geography", "text")


def with_values_of_base(segmentation: Segmentation, known: KnownNames) -> Segmentation:
    """The segmentation with the values of the dimension it repeats; any other segmentation as it is."""
    base = known.dimensions.get(segmentation.first_of or "")
    return segmentation if base is None else replace(segmentation, values=base.values)


def check_first_of(name: str, params: Fields, fields: Fields, known: KnownNames) -> None:
    """Note a dimension that does not exist, or cannot be repeated, and values beside its own.

    Parameters
    ----------
    params, fields : the parameters of the segmentation, and the segmentation itself.
    """
    base = known.dimensions.get(name)
    if base is None:
        params.say("by", f"There is no dimension {name!r}.", did_you_mean(name, known.dimensions))
    elif base.personal:
        params.say("by", f"{name!r} is personal.", "It must not tell who somebody is.")
    elif base.type not in REPEATED:
        params.say("by", f"{name!r} is of the type {base.type}.", "Name a dimension whose values are words.")
    elif next(fields.children("values"), None) is not None:
        rule = f"The values of a first order are those of {name!r}."
        fields.say("values", rule, "Write values: [] here, and labels at the dimension.")
