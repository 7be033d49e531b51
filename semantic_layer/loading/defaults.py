"""What a model settles for everybody: the metric of "best", the segmentation of "segment", whether a record is a must.

Rule: each is a name that exists. A default that points to nothing would be passed over in silence.
"""

from __future__ import annotations

from semantic_layer.loading.fields import Fields, did_you_mean
from semantic_layer.loading.known_names import KnownNames

DEFAULTS = ("default_metric", "default_segmentation", "audit", "audit_questions")
AUDITS = ("required", "best-effort")
QUESTIONS = ("text", "hash")


def defaults(fields: Fields) -> Fields | None:
    """Read the defaults of one file; nothing where it has none."""
    fields.choice("audit", AUDITS, "best-effort")
    fields.choice("audit_questions", QUESTIONS, "text")
    for key in ("default_metric", "default_segmentation"):
        fields.text(key)
    return fields if any(key in fields for key in DEFAULTS) else None


def check_defaults(written: list[Fields], known: KnownNames) -> None:
    """Note a default metric or segmentation that does not exist."""
    segmentations = {name: item.name for name, item in known.segmentations.items()}
    for fields in written:
        metric, segmentation = fields.text("default_metric"), fields.text("default_segmentation")
        if metric and metric not in known.metrics:
            fields.say("default_metric", f"There is no metric {metric!r}.", did_you_mean(metric, known.metrics))
        if segmentation and segmentation not in {*segmentations, *segmentations.values()}:
            remedy = did_you_mean(segmentation, segmentations)
            fields.say("default_segmentation", f"There is no segmentation {segmentation!r}.", remedy)
