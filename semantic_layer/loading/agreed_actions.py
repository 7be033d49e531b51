"""The actions of a model: what has been agreed to do with each segment.

Rule: an action stands under its segmentation and the code of a segment, with a version from 1 on and its words in both
languages. An action for a segment that does not exist would never be shown, so it is a mistake.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from semantic_layer.loading.fields import Fields, did_you_mean
from semantic_layer.loading.known_names import KnownNames

WORDS = ("action", "channel", "owner", "goal")


@dataclass(frozen=True)
class SegmentActions:
    """The actions of one segmentation: code of a segment and metric that is followed, with its place.

    `head` is where the segmentation is named, `codes` where its segments are.
    """

    segmentation: str
    entries: tuple[tuple[str, str, Fields], ...]
    head: Fields
    codes: Fields


def actions(fields: Fields) -> tuple[SegmentActions, ...]:
    """Read `actions: {customer.rfm: {at_risk: {version: 1, action: {en, zh}}}}`."""
    head = fields.child("actions")
    if head is None:
        return ()
    found = []
    for name, node in head.node.nodes.items():
        inner = head.sole_child(name, node)
        if inner is not None:
            found.append(SegmentActions(name, _entries(inner), head, inner))
    return tuple(found)


def _entries(fields: Fields) -> tuple[tuple[str, str, Fields], ...]:
    read = []
    for code, node in fields.node.nodes.items():
        entry = fields.sole_child(code, node)
        if entry is not None:
            read.append((code, _action(entry), entry))
    return tuple(read)


def _action(fields: Fields) -> str:
    """The metric that is followed; "" without one."""
    fields.need("version", "action")
    for key in WORDS:
        inner = fields.child(key)
        if inner is not None:
            inner.need("en", "zh")
            fields.two_languages(key)
    fields.integer("version", 1, low=1, high=999_999)
    fields.integer("priority", 1, low=1, high=999)
    fields.integer("follow_up_days", 30, low=1, high=730)
    followed = fields.text("follow_metric")
    fields.done()
    return followed


def check_actions(found: Sequence[SegmentActions], known: KnownNames) -> None:
    """Note actions for segmentations, segments and metrics that do not exist."""
    for item in found:
        segmentation = known.segmentations.get(item.segmentation)
        if segmentation is None:
            rule = f"There is no segmentation {item.segmentation!r}."
            item.head.say(item.segmentation, rule, did_you_mean(item.segmentation, known.segmentations))
        codes = [str(value.code) for value in segmentation.values] if segmentation else []
        for code, followed, fields in item.entries:
            if codes and code not in codes:
                rule = f"{item.segmentation!r} has no segment {code!r}."
                item.codes.say(code, rule, did_you_mean(code, codes))
            if followed and "follow_metric" not in fields.bad and followed not in known.metrics:
                fields.say("follow_metric", f"There is no metric {followed!r}.", did_you_mean(followed, known.metrics))
