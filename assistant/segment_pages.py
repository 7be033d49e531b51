"""What the segments page shows of each segmentation: its rule in words, the questions behind its figures, its grid.

Rule: a figure on the page is one of an answer, computed like any other question and stating its as-of date. The grid
names the segment of each pair of scores; it is drawn only where the third score does not decide.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import ValidationError

from assistant.answer_parts import Choice
from assistant.next_questions import is_answerable
from assistant.restate import call_label
from assistant.wording import Wording
from semantic_layer.model import Segmentation
from semantic_layer.query import DimensionRef, MetricRef
from semantic_layer.segment_maps import SegmentMap
from tools.arguments import QueryMetricsArgs, RfmArgs
from tools.catalog import ToolCall, UnknownTool
from tools.errors import BadParameter
from tools.rfm_maps import find_map

MIGRATION = "segment_migration"


@dataclass(frozen=True)
class Grid:
    """Segments by two scores, the best first: `cells[row][column]` is the label of recency row, frequency column."""

    recency: tuple[int, ...]
    frequency: tuple[int, ...]
    cells: tuple[tuple[str, ...], ...]


def offered(wording: Wording) -> tuple[Segmentation, ...]:
    """The segmentations that the asking person may know."""
    return tuple(item for item in wording.model.segmentations if not item.hidden)


def sizes(segmentation: Segmentation, wording: Wording) -> Choice | None:
    """The question that gives size, shares and typical customers of each segment; None where its tool is unknown."""
    try:
        call = ToolCall.parse(segmentation.tool, dict(segmentation.params))
    except (UnknownTool, ValidationError):
        return None
    return Choice(call_label(call, wording), (call,))


def migration(segmentation: Segmentation, wording: Wording) -> Choice:
    """The question who moved from one segment to another in three months."""
    call = ToolCall.parse(MIGRATION, {"segmentation": segmentation.qualified})
    return Choice(call_label(call, wording), (call,))


def questions(segmentation: Segmentation, wording: Wording, limit: int = 3) -> tuple[Choice, ...]:
    """Core metrics by this segmentation, as questions."""
    core = [metric for metric in wording.model.metrics if metric.core and not metric.hidden]
    group = (DimensionRef(segmentation.qualified),)
    asked = (QueryMetricsArgs(metrics=(MetricRef(metric.name),), dimensions=group) for metric in core)
    calls = (ToolCall(tool="query_metrics", arguments=item) for item in asked if is_answerable(item, wording))
    return tuple(Choice(call_label(call, wording), (call,)) for call in calls)[:limit]


def rules(segmentation: Segmentation, wording: Wording) -> tuple[tuple[str, str], ...]:
    """Each segment with its scores in words; empty where scores are not what makes the segments."""
    found = _map(segmentation, wording)
    if found is None or any(region.codes for region in found.regions):
        return ()
    return tuple(
        (wording.value(segmentation.qualified, region.segment), _scores((region.r, region.f, region.m), wording))
        for region in found.regions
    )


def grid(segmentation: Segmentation, wording: Wording) -> Grid | None:
    """The grid of recency and frequency scores; None where amounts decide as well, or nothing is scored."""
    found = _map(segmentation, wording)
    if found is None:
        return None
    by_pair: dict[tuple[int, int], set[str]] = {}
    for (r, f, _), segment in found.by_cell().items():
        by_pair.setdefault((r, f), set()).add(segment)
    if any(len(names) > 1 for names in by_pair.values()):
        return None
    rows, columns = (tuple(range(levels, 0, -1)) for levels in found.levels[:2])
    label = {pair: wording.value(segmentation.qualified, next(iter(names))) for pair, names in by_pair.items()}
    return Grid(rows, columns, tuple(tuple(label[r, f] for f in columns) for r in rows))


def _map(segmentation: Segmentation, wording: Wording) -> SegmentMap | None:
    if segmentation.tool != "rfm_segments":
        return None
    try:
        return find_map(str(segmentation.params.get("map", RfmArgs.model_fields["map"].default)), wording.model)
    except BadParameter:
        return None


def _scores(chosen: Iterable[tuple[int, ...]], wording: Wording) -> str:
    names = (
        wording.say(f"segments.score.{letter}", value=_span(own))
        for letter, own in zip("rfm", chosen, strict=True)
        if own
    )
    return wording.comma(names)


def _span(scores: tuple[int, ...]) -> str:
    low, high = min(scores), max(scores)
    return str(low) if low == high else f"{low}–{high}"
