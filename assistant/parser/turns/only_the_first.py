""" "Only the highest one", 只要最高的那个, "just the lowest": of the groups before the one at an end.

Rule: the groups that were shown are ranked by the figure that was shown, and the first is kept. It is no question for
another figure, so nothing else may be named.
"""

from __future__ import annotations

from assistant.parser.draft import Draft
from semantic_layer.query import Top
from tools.arguments import QueryMetricsArgs

_HIGH, _LOW = ("high",), ("low",)
_ONE = ("one", "ones", "个", "那个", "那一个", "一个", "1个")


def read_only_the_first(draft: Draft, base: QueryMetricsArgs) -> None:
    """Take "only", an end and "one"; raises nothing: other words are left to the other rules."""
    only = next(draft.cued("only"), None)
    ends = [item for item in draft.free() if item.has(*_HIGH, *_LOW) and not item.piece.meanings]
    if only is None or len(ends) != 1 or len(base.metrics) != 1 or not base.dimensions or base.grain or base.compare:
        return
    ones = [item for item in draft.free() if item.text in _ONE]
    if any(item not in (only, ends[0], *ones) and not item.piece.is_soft for item in draft.free()):
        return
    draft.top = Top(1, base.metrics[0].key, "desc" if ends[0].has(*_HIGH) else "asc")
    draft.edits = True
    ends[0].operate("rank", "ranking")
    for item in (only, *ones):
        if not item.bound_to:
            item.operate("only")
