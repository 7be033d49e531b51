"""What each word of a question was bound to: the closed ledger.

Rule: every content token of the question lies in exactly one span, and every span has exactly one status. A
reading with an `unexplained` span cannot become a plan that computes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from semantic_layer.model import Language

SpanKind = Literal[
    "metric", "dimension", "entity", "segmentation", "value", "number", "time", "grain", "operator", "aggregation",
    "ranking", "comparison", "negation", "share", "chart", "intent", "filler", "unused", "unknown",
]  # fmt: skip

Status = Literal["slot", "operator", "filler", "repair", "assumption", "unexplained"]


@dataclass(frozen=True)
class Span:
    """A piece of the raw text, half-open `[start, end)` in code points, and what it was bound to.

    `bound_to` is a canonical, language-free name: "metric:revenue", "value:customer.region=East",
    "time:last:1:month", "rank:desc:1", "not", "filler". `repaired_from` shows a corrected spelling, `read_as` the
    everyday word it was corrected to.
    """

    text: str
    start: int
    end: int
    kind: SpanKind
    bound_to: str
    status: Status = "slot"
    repaired_from: str | None = None
    read_as: str | None = None


@dataclass(frozen=True)
class Assumption:
    """A slot that the question left open and the model or a stated default filled. `code` names the sentence."""

    code: str  # default_segmentation, default_period, default_direction, bare_month_latest, ...
    bound_to: str


@dataclass(frozen=True)
class Reading:
    """The spans in order, with what was assumed. `unknown` are words that nothing explains."""

    language: Language
    spans: tuple[Span, ...]
    assumptions: tuple[Assumption, ...] = ()

    @property
    def unknown(self) -> tuple[Span, ...]:
        return tuple(span for span in self.spans if span.status == "unexplained")

    @property
    def repairs(self) -> tuple[Span, ...]:
        return tuple(span for span in self.spans if span.status == "repair")

    @property
    def is_closed(self) -> bool:
        return not self.unknown
