"""What the sources of a filled dimension may be.

Rule: a source is an expression over the columns of the same row, and each is asked once. When something happened, and
which thing a row is, is never filled in.
"""

from __future__ import annotations

from semantic_layer.loading.fields import Fields
from semantic_layer.loading.reference_checks import check_own
from semantic_layer.model import Dataset, Dimension

NEVER = ("time", "identifier")


def check_fill(dimension: Dimension, fields: Fields, dataset: Dataset) -> None:
    """Note sources that are no expression over the dataset, named twice, or of a dimension that is never filled in."""
    if not dimension.fill or any(key.startswith("fill") for key in fields.bad):
        return
    if dimension.type in NEVER:
        rule = f"A dimension of type {dimension.type} is never filled in."
        fields.say("fill", rule, "Remove 'fill', or make another dimension.")
    seen = [dimension.recorded]
    for source, place in zip(dimension.fill, fields.children("fill"), strict=True):
        check_own(place, "expr", source.expr, dataset)
        if source.expr in seen:
            place.say("expr", f"{source.expr!r} is asked before already.", "Name each source once.")
        seen.append(source.expr)
