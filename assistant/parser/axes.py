"""Words about a chart's axes, and columns that could be a number or a grouping.

Rule: a column that is averaged by default is a grouping where the wording puts it on an axis, sets it against a
number that was asked for, or names it bare beside one; the words themselves never change what is computed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.parser.draft import Draft, Group, Item
from assistant.parser.measures import AGGREGATIONS
from semantic_layer.model import SimpleMetric
from semantic_layer.query import DimensionRef

DIFFERENT = ("different", "various")


def read_axes(draft: Draft) -> None:
    """Decide which columns are groupings because of where they stand."""
    _read_different(draft)
    _read_spread(draft)
    numbers = [item for item in draft.items if _asks_number(item) or _is_number(draft, item)]
    for item in list(draft.cued("axis_y")):
        item.operate("axis")
    for item in list(draft.cued("axis_x")):
        target = _column_beside(draft, item)
        item.operate("axis")
        if target is not None:
            _group(draft, target, marked=True)
    if not numbers:
        _read_scatter(draft)
        return
    aggregated = [item for item in draft.items if _is_column(draft, item) and _has_aggregation(draft, item)]
    for cue in list(draft.cued("versus")):
        second = draft.right(cue)
        if second is not None and _is_column(draft, second) and not _has_aggregation(draft, second):
            cue.operate("axis")
            _group(draft, second, marked=True)
    if aggregated:
        for item in list(draft.free()):
            if _is_averaged(draft, item) and not _has_aggregation(draft, item) and not _is_marked(draft, item):
                _group(draft, item, marked=False)


def _read_different(draft: Draft) -> None:
    """ "Average weight for different origins" groups; "how many different origins" counts."""
    for item in draft.items:
        before = [other for other in draft.items if other.index < item.index]
        if item.text in DIFFERENT and any(_asks_number(o) or o.named("metric") for o in before):
            item.piece = replace(item.piece, cues=frozenset({"group"}))


def _read_spread(draft: Draft) -> None:
    """ "Distribution of cylinders", "cylinder histogram", "cylinder count": how many rows each value has."""
    spread = draft.chart == "histogram" or any(item.has("distribution") for item in draft.items)
    for item in list(draft.free()):
        right = draft.right(item)
        counted = right is not None and right.text in ("count", "counts")
        if (spread or counted) and _is_averaged(draft, item) and not _has_aggregation(draft, item):
            marker = draft.left(item)
            if marker is not None and marker.has("group") and not marker.taken:
                marker.operate("by")
            _group(draft, item, marked=True)


def _is_number(draft: Draft, item: Item) -> bool:
    return bool(item.named("metric")) and not item.taken and not _is_averaged(draft, item)


def _asks_number(item: Item) -> bool:
    return item.has("how_many", *AGGREGATIONS) and item.text not in DIFFERENT


def _has_aggregation(draft: Draft, item: Item) -> bool:
    left = draft.left(item)
    return left is not None and left.has(*AGGREGATIONS)


def _is_marked(draft: Draft, item: Item) -> bool:
    left = draft.left(item)
    if left is not None and left.has("how_many"):
        left = draft.left(left)
    return left is not None and left.has("group", "which", "high", "low", "top", "bottom")


def _is_column(draft: Draft, item: Item) -> bool:
    return bool(item.named("dimension")) and not item.taken


def _is_averaged(draft: Draft, item: Item) -> bool:
    """A column whose metric is its average: what is said of it bare may as well be its values."""
    if not _is_column(draft, item) or not item.named("metric"):
        return False
    metrics = [draft.model.metric(m.name) for m in item.named("metric")]
    return all(isinstance(m, SimpleMetric) and draft.model.measure(m.measure).agg == "avg" for m in metrics)


def _column_beside(draft: Draft, item: Item) -> Item | None:
    """ "X axis cylinders", "number of cylinders on the x axis": the column that an axis shows."""
    after, before = draft.right(item), draft.left(item)
    for other in (after, before):
        if other is not None and _is_column(draft, other) and not _has_aggregation(draft, other):
            return other
    return None


def _group(draft: Draft, item: Item, *, marked: bool) -> None:
    name = draft.choose(item, "ambiguous_dimension", [m.name for m in item.named("dimension")])
    counting = draft.left(item)
    if counting is not None and counting.has("how_many") and not counting.taken:
        counting.operate("count")
    item.take(f"dimension:{name}", "dimension")
    draft.groups.append(Group(DimensionRef(name), item, marked, -2))


def _read_scatter(draft: Draft) -> None:
    """ "Mpg vs horsepower": two bare columns are shown row by row, one against the other."""
    for cue in list(draft.cued("versus")):
        pair = (draft.left(cue), draft.right(cue))
        if all(item is not None and _is_averaged(draft, item) for item in pair):
            cue.operate("axis")
            rows = _present(pair) if draft.chart in (None, "scatter") else _present(pair)[1:]
            draft.chart = draft.chart or "scatter"
            for item in rows:
                _group(draft, item, marked=True)


def _present(items: Sequence[Item | None]) -> list[Item]:
    return [item for item in items if item is not None]
