"""Which segment a question means: "at-risk customers", 冠军客户, or "them" after an answer about one.

Rule: a pronoun stands for a segment only when the answer before was about exactly one.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item
from semantic_layer.query import Compare

Segment = tuple[str, str]  # segmentation and code


def segments_in(draft: Draft) -> list[tuple[Item, Segment]]:
    """The words that name a segment, in their order."""
    found = [(item, _choose(draft, item)) for item in draft.free()]
    return [(item, segment) for item, segment in found if segment is not None]


def has_segment(draft: Draft) -> bool:
    named = any(_options(draft, item) for item in draft.free())
    return named or (next(draft.cued("segment_pronoun"), None) is not None and segment_before(draft) is not None)


def read_segment(draft: Draft) -> Segment | None:
    """The one segment that is named or pointed at; its words are taken. Two stay unexplained."""
    named = segments_in(draft)
    if len(named) == 1:
        item, segment = named[0]
        take_segment(item, segment)
        return segment
    pronoun = next(draft.cued("segment_pronoun"), None)
    before = segment_before(draft)
    if named or pronoun is None or before is None:
        return None
    pronoun.take(f"value:{before[0]}={before[1]}", "value")
    return before


def take_segment(item: Item, segment: Segment) -> None:
    item.take(f"value:{segment[0]}={segment[1]}", "value")


def _options(draft: Draft, item: Item) -> list[str]:
    """The segments an item may stand for, as `segmentation=code`."""
    return [f"{m.name}={m.value}" for m in item.named("value") if draft.model.has_segmentation(m.name)]


def _choose(draft: Draft, item: Item) -> Segment | None:
    options = _options(draft, item)
    if not options:
        return None
    name, _, code = draft.choose(item, "ambiguous_value", options).partition("=")
    return name, code


def segment_before(draft: Draft) -> Segment | None:
    """The segment of the answer before: its condition, else the one member it showed."""
    conditions = draft.previous.filters if draft.previous else ()
    found = [
        (item.field, str(item.values[0]))
        for item in conditions
        if isinstance(item, Compare) and item.op in ("eq", "in") and len(item.values) == 1
        and draft.model.has_segmentation(item.field)
    ]  # fmt: skip
    found += [
        (shown.dimension, str(shown.members[0]))
        for shown in draft.shown
        if len(shown.members) == 1 and draft.model.has_segmentation(shown.dimension)
    ]
    return found[0] if len(set(found)) == 1 else None
