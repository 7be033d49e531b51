"""The typed arguments of the tools about a metric. `as_of`, `window` and `filters` are common to all of them."""

from __future__ import annotations

from typing import Literal

from tools.arguments import SegmentationArgs


class ExplainChangeArgs(SegmentationArgs):
    """`metric` in `window` (the last complete month where none is given) against the period or the year before.

    `by`: the dimensions to look at; none means all that the metric can be split by. `premise` is what the question
    takes for granted ("why did it fall").
    """

    metric: str
    against: Literal["previous", "year_ago"] = "previous"
    by: tuple[str, ...] = ()
    premise: Literal["up", "down"] | None = None
