"""Policies: which rows a role may see, what is masked or hidden, and how small a group may be.

Rule: what is not written is closed: no export, rows without a key hidden, the least group size of the product.
"""

from __future__ import annotations

import re

from semantic_layer.loading.fields import Fields
from semantic_layer.loading.named import named
from semantic_layer.model import Mask, Policy

_MASK = re.compile(r"null|hash|prefix\([1-9][0-9]?\)")


def policy(fields: Fields) -> Policy:
    fields.need("dataset")
    group_entity, group_k = _min_group(fields)
    found = Policy(
        **named(fields),
        dataset=fields.text("dataset"),
        rows=fields.optional("rows"),
        null_keys=fields.choice("null_keys", ("hidden", "visible"), "hidden"),
        mask=tuple(_mask(item) for item in fields.children("mask")),
        hide=fields.texts("hide"),
        min_group_entity=group_entity,
        min_group_k=group_k,
        export=fields.choice("export", ("none", "masked", "plain"), "none"),
        applies_to=fields.texts("applies_to"),
    )
    fields.done()
    return found


def _min_group(fields: Fields) -> tuple[str | None, int]:
    inner = fields.child("min_group")
    if inner is None:
        return None, Policy.min_group_k
    inner.need("entity")
    found = inner.optional("entity"), inner.integer("k", Policy.min_group_k, low=1, high=1_000_000)
    inner.done()
    return found


def _mask(fields: Fields) -> Mask:
    fields.need("dimension", "with")
    found = Mask(fields.text("dimension"), fields.text("with", "null"))
    if not _MASK.fullmatch(found.with_):
        fields.note("with", f"'with' cannot be {found.with_!r}.", "Use null, hash or prefix(n).")
    fields.done()
    return found
