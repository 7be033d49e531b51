"""Which rows and columns a role may see.

Rule: a policy is a definition like any other; it is applied inside every compiled query.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from semantic_layer.model.words import Named


@dataclass(frozen=True)
class Mask:
    dimension: str
    with_: str  # "null" | "hash" | "prefix(n)"


@dataclass(frozen=True, kw_only=True)
class Policy(Named):
    """Which rows and columns a role may see. Applied inside every compiled query."""

    dataset: str
    rows: str | None = None  # predicate with :who.attribute
    null_keys: Literal["hidden", "visible"] = "hidden"
    mask: tuple[Mask, ...] = ()
    hide: tuple[str, ...] = ()
    min_group_entity: str | None = None
    min_group_k: int = 5
    export: Literal["none", "masked", "plain"] = "none"  # what the roles may take away as a file; a grant
    applies_to: tuple[str, ...] = ()  # roles; empty = everybody
