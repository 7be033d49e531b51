""" "All segments", 看全部客户, "back to all regions", "drop the segment": a condition of the answer before is given up.

Rule: the words name all members of what the condition chose some of, and nothing else. Where no such condition was set
the words are read as in any other question.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item
from semantic_layer.query import Compare
from tools.arguments import QueryMetricsArgs
from tools.roles import customer_entity

_ALL = ("all", "all the", "全部", "所有", "所有的", "全部的", "全体")
_AROUND = ("back", "only", "about", "remove", "filter_word")


def read_widened(draft: Draft, base: QueryMetricsArgs) -> None:
    """Drop the conditions on what is asked for as a whole."""
    said = [item for item in draft.free() if not item.piece.is_soft or item.has("segment_word", "all_customers")]
    named = [item for item in said if not item.has(*_AROUND) or item.piece.meanings]
    if len(named) != 1 or not _says_all(draft, named[0]):
        return
    gone = [predicate.field for predicate in base.filters if isinstance(predicate, Compare)
            and _is_of(draft, named[0], predicate.field)]  # fmt: skip
    if not gone:
        return
    draft.dropped |= {f"filter:{field}" for field in gone}
    draft.edits = True
    for item in [*said, *(item for item in draft.free() if item.text in _ALL)]:
        if not item.bound_to:
            item.operate("all")


def _says_all(draft: Draft, named: Item) -> bool:
    is_removed = named.has("segment_word") and next(draft.cued("remove"), None) is not None
    return is_removed or named.has("all_customers") or any(item.text in _ALL for item in draft.items)


def _is_of(draft: Draft, named: Item, field: str) -> bool:
    """Whether the word means all of what a condition on the field chose from."""
    names = {meaning.name for meaning in named.piece.meanings}
    if draft.model.has_segmentation(field):
        entity = draft.model.segmentation(field).entity
        is_of_members = entity in names or (named.has("all_customers") and entity == customer_entity(draft.model))
        return named.has("segment_word") or field in names or is_of_members
    return field in names
