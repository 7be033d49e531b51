""" "Share of each", 各占多少, "what share does each have": the parts of the figures before.

Rule: the turn names no figure and no grouping of its own; "each" means the groups that were shown.
"""

from __future__ import annotations

from assistant.parser.draft import Draft
from semantic_layer.query import Share
from tools.arguments import QueryMetricsArgs


def read_share_of_each(draft: Draft, base: QueryMetricsArgs) -> None:
    """Take the words of a share and of each."""
    if not base.metrics or not (base.dimensions or base.grain) or base.rows is not None:
        return
    shares = [item for item in draft.free() if item.has("share")]
    each = [item for item in draft.free() if item.has("group") and not item.piece.meanings]
    others = [item for item in draft.free() if item not in shares and item not in each and not item.piece.is_soft]
    is_of_each = bool(each) or any(item.text.startswith("各") for item in shares)
    if len(shares) != 1 or not is_of_each or others:
        return
    draft.share, draft.edits = Share(), True
    shares[0].operate("share")
    for item in each:
        item.operate("each")
