"""The groups of the answer before, divided further: "split the cylinders by their origin", 把各渠道再按月拆开.

Rule: splitting what the answer was grouped by keeps that grouping and adds one to it, and so does a colour or a stack
over such an answer; the groups that are named are those of before, and no number that is to be computed. "Split it by
month" and 把它按月拆开 split the answer, so its groups stay as well; "by month" alone asks for other groups.
"""

from __future__ import annotations

import re

from assistant.parser.draft import Draft, Item, refuse
from tools.arguments import QueryMetricsArgs

_SPLIT = ("split", "segregate", "segregated", "break down", "把", "将")
_ANSWER = re.compile(
    r"\b(?:split|break|slice) (?:it|them|this|that|these|those)(?: up| down)?(?: further)? by\b"
    r"|[把将](?:它们?|这个|这些|上面的?结果|结果)(?:再)?按.*?拆"
)
_DRAWN = ("color", "colour", "stack", "颜色", "着色", "堆叠", "分色")


def read_split(draft: Draft, base: QueryMetricsArgs) -> None:
    """Take the groups of before, and note that what is named behind "by" comes beside them."""
    if not base.metrics or not (base.dimensions or base.grain):
        return
    if any(item.has("encoding") and any(word in item.text for word in _DRAWN) for item in draft.items):
        draft.adds = draft.adds or len(base.dimensions) + bool(base.grain) == 1
        return
    if base.top is None and _ANSWER.search(draft.text):
        draft.adds = True
        return
    shown = {ref.name for ref in base.dimensions}
    for item in list(draft.free()):
        verb = draft.left(item, skip=lambda other: other.has("filler") and other.text not in _SPLIT)
        marker = next((other for other in draft.items[item.index + 1 :] if other.has("group")), None)
        if verb is None or verb.text not in _SPLIT or marker is None:
            continue
        if not _is_of_before(draft, item, shown):
            continue
        if base.top is not None:  # the first few pairs are not the parts of the first few
            raise refuse("not_supported", construction=f"{verb.text} {item.text}")
        item.operate("groups of before")
        verb.operate("split")
        draft.adds = draft.edits = True


def _is_of_before(draft: Draft, item: Item, shown: set[str]) -> bool:
    """Do the words name a grouping of the answer before, or the things that its label stands for?"""
    if {m.name for m in item.named("dimension")} & shown:
        return True
    labels = {draft.model.entity(m.name).label_dimension for m in item.named("entity")}
    homes = {m.name for m in item.named("entity")}
    return any(name.partition(".")[0] in homes and name.partition(".")[2] in labels for name in shown)
