"""The questions behind the segments page, and the grid that names the segment of each pair of scores.

Rule: a figure on the page is one of an answer, computed like any other question and stating its as-of date; this file
makes the questions and lays out cells, and computes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from assistant import formats
from assistant.answer import Answer
from assistant.answer_parts import Choice
from assistant.restating.restate import call_label
from assistant.ways_on.splits import is_answerable
from assistant.wording import Wording
from semantic_layer.model import Language, Metric, Segmentation
from semantic_layer.query import Compare, DimensionRef, MetricRef, Window
from semantic_layer.segment_maps import SegmentMap
from tools.arguments import QueryMetricsArgs, RfmArgs
from tools.catalog import ToolCall, UnknownTool
from tools.errors import BadParameter
from tools.rfm.maps import find_map
from tools.segments.migration import months_before

MIGRATION = "segment_migration"
EARLIER = 3  # months between the two sizes of a list, as between the two days of a migration
COMPARED = 6  # metrics
DAYS_BACK = 12  # months whose first days can be compared
LAST_MONTH = "last:1:month"


@dataclass(frozen=True)
class Cell:
    """One pair of scores. `segment` is empty where amounts decide as well; the figures are those of an answer."""

    segment: str
    label: str
    customers: str
    share: str
    heat: float = 0.0  # 0 to 1: how full the pair is beside the fullest


@dataclass(frozen=True)
class Grid:
    """Pairs of two scores, the best first: `cells[row][column]` is that of recency row and frequency column."""

    recency: tuple[int, ...]
    frequency: tuple[int, ...]
    cells: tuple[tuple[Cell, ...], ...]


def offered(wording: Wording) -> tuple[Segmentation, ...]:
    """The segmentations that the asking person may know."""
    return tuple(item for item in wording.model.segmentations if not item.hidden)


def sizes(segmentation: Segmentation, wording: Wording, day: date | None = None) -> Choice | None:
    """The question that gives size, shares and typical customers of each segment, as of a day.

    None where its tool is unknown.
    """
    params = dict(segmentation.params) if day is None else {**segmentation.params, "as_of": day}
    try:
        call = ToolCall.parse(segmentation.tool, params)
    except (UnknownTool, ValidationError):
        return None
    return Choice(call_label(call, wording), (call,))


def earlier_day(wording: Wording) -> date:
    """The day that a list of segments is set beside."""
    return months_before(wording.calendar.as_of, EARLIER)


def days(wording: Wording) -> tuple[date, ...]:
    """The days between which customers can be followed: as-of, then the first days of the months before."""
    today = wording.calendar.as_of
    firsts = (months_before(today.replace(day=1), months) for months in range(DAYS_BACK + 1))
    begin = wording.calendar.first_day
    return (today, *(day for day in firsts if day < today and (begin is None or day > begin)))


def migration(segmentation: Segmentation, wording: Wording, between: tuple[date, date] | None = None) -> Choice:
    """The question who moved from one segment to another, between two days or in the last three months."""
    days = {"from_as_of": between[0], "to_as_of": between[1]} if between else {}
    call = ToolCall.parse(MIGRATION, {"segmentation": segmentation.qualified, **days})
    return Choice(call_label(call, wording), (call,))


def comparison(segmentation: Segmentation, two: tuple[str, str], wording: Wording) -> Choice | None:
    """Six metrics of two segments in the last full month; None where no metric knows the segments."""
    chosen = _compared_metrics(segmentation, wording)
    if not chosen:
        return None
    found = wording.calendar.resolve(LAST_MONTH)
    arguments = QueryMetricsArgs(
        metrics=tuple(MetricRef(metric.name) for metric in chosen),
        dimensions=(DimensionRef(segmentation.qualified),),
        filters=(Compare(segmentation.qualified, "in", two),),
        window=Window(found.start, found.end, LAST_MONTH),
    )
    call = ToolCall(tool="query_metrics", arguments=arguments)
    return Choice(call_label(call, wording), (call,))


def _compared_metrics(segmentation: Segmentation, wording: Wording) -> tuple[Metric, ...]:
    """Up to six: the core metrics first, each only if it can be asked by segment together with those before it."""
    shown = [metric for metric in wording.model.metrics if not metric.hidden and not metric.judged_forward]
    kept: list[Metric] = []
    for metric in sorted(shown, key=lambda item: not item.core):
        tried = QueryMetricsArgs(
            metrics=tuple(MetricRef(item.name) for item in (*kept, metric)),
            dimensions=(DimensionRef(segmentation.qualified),),
        )
        if is_answerable(tried, wording):
            kept.append(metric)
        if len(kept) == COMPARED:
            break
    return tuple(kept)


def questions(
    segmentation: Segmentation, wording: Wording, segment: str | None = None, limit: int = 3
) -> tuple[Choice, ...]:
    """Core metrics by this segmentation, or of one of its segments, as questions."""
    core = [metric for metric in wording.model.metrics if metric.core and not metric.hidden]
    group = (DimensionRef(segmentation.qualified),) if segment is None else ()
    only = (Compare(segmentation.qualified, "eq", (segment,)),) if segment is not None else ()
    asked = (QueryMetricsArgs(metrics=(MetricRef(metric.name),), dimensions=group, filters=only) for metric in core)
    calls = (ToolCall(tool="query_metrics", arguments=item) for item in asked if is_answerable(item, wording))
    return tuple(Choice(call_label(call, wording), (call,)) for call in calls)[:limit]


def score_rules(segmentation: Segmentation, wording: Wording) -> dict[str, str]:
    """The scores of each segment in words; nothing where scores are not what makes the segments."""
    found = _map(segmentation, wording)
    if found is None or any(region.codes for region in found.regions):
        return {}
    return {region.segment: _scores((region.r, region.f, region.m), wording) for region in found.regions}


def grid(segmentation: Segmentation, answered: Answer, wording: Wording) -> Grid | None:
    """The grid of recency and frequency scores with how many customers have each pair; None where nothing is scored.

    A pair that the policies withhold has no figure.
    """
    table = next((t.table for t in answered.tables if t.name == "grid"), None)
    if table is None or not table.rows:
        return None
    said = {(row[0], row[1]): tuple(wording.cell(row[i], table.columns[i]) for i in (2, 3)) for row in table.rows}
    sizes = {(row[0], row[1]): float(str(row[2] or 0)) for row in table.rows}
    fullest = max(sizes.values()) or 1.0
    names = _segment_of_pair(segmentation, wording)
    rows, columns = (sorted({int(str(pair[i])) for pair in said}, reverse=True) for i in (0, 1))

    def cell(r: int, f: int) -> Cell:
        code = names.get((r, f), "")
        customers, share = said.get((r, f), (wording.say("segments.withheld"), ""))
        return Cell(code, wording.value(segmentation.qualified, code) if code else "", customers, share,
                    sizes.get((r, f), 0.0) / fullest)  # fmt: skip

    return Grid(tuple(rows), tuple(columns), tuple(tuple(cell(r, f) for f in columns) for r in rows))


def has_grid(segmentation: Segmentation) -> bool:
    return segmentation.tool == "rfm_segments"


def _segment_of_pair(segmentation: Segmentation, wording: Wording) -> dict[tuple[int, int], str]:
    """The segment of each pair of scores; nothing for a pair whose segment the amount decides."""
    found = _map(segmentation, wording)
    by_pair: dict[tuple[int, int], set[str]] = {}
    for (r, f, _), segment in found.by_cell().items() if found else ():
        by_pair.setdefault((r, f), set()).add(segment)
    return {pair: next(iter(segments)) for pair, segments in by_pair.items() if len(segments) == 1}


def _map(segmentation: Segmentation, wording: Wording) -> SegmentMap | None:
    if not has_grid(segmentation):
        return None
    try:
        return find_map(str(segmentation.params.get("map", RfmArgs.model_fields["map"].default)), wording.model)
    except BadParameter:
        return None


def _scores(chosen: Iterable[tuple[int, ...]], wording: Wording) -> str:
    names = (
        wording.say(f"segments.score.{letter}", value=_span(own, wording.language))
        for letter, own in zip("rfm", chosen, strict=True)
        if own
    )
    return wording.comma(names)


def _span(scores: tuple[int, ...], language: Language) -> str:
    low, high = min(scores), max(scores)
    return str(low) if low == high else formats.interval(str(low), str(high), language)
