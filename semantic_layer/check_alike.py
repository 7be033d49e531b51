"""Names and values of the data that look alike and are different texts.

Rule: they are told, never merged: a report counts them apart, and whoever reads it sees one name twice. Personal values
are counted and not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from semantic_layer.lookalikes import alike, spelled
from semantic_layer.model import Dataset, Dimension

MOST_VALUES = 20_000
KINDS = ("categorical", "identifier", "text", "geo")
Told = tuple[str, int, tuple[str, ...]]


def alike_names(dataset: Dataset, columns: Iterable[str], values: Callable[[Dimension], Iterable[str]]) -> list[Told]:
    """For the columns and each dimension: what it is about, how many texts look like another one, and two of them."""
    found = [_told(dataset.source, columns, is_shown=True)]
    found += [
        _told(item.qualified, values(item), is_shown=not item.personal)
        for item in dataset.dimensions
        if item.type in KINDS
    ]
    return [item for item in found if item is not None]


def _told(subject: str, texts: Iterable[str], *, is_shown: bool) -> Told | None:
    groups = alike(texts)
    if not groups:
        return None
    examples = tuple(spelled(text) for text in groups[0][:2]) if is_shown else ()
    return subject, sum(len(group) for group in groups), examples
