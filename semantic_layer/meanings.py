"""What a phrase may stand for.

Rule: a meaning names one thing of the model and holds no text of a question.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from semantic_layer.model import Scalar

MeaningKind = Literal["metric", "dimension", "entity", "segmentation", "value", "adjective", "tag"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing a phrase may stand for. `name` is the metric, qualified dimension, entity or segmentation.

    `value` is the code of a dimension value, or the filter text of an adjective.
    """

    kind: MeaningKind
    name: str
    value: Scalar = None

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}" + ("" if self.value is None else f"={self.value}")
