"""Two numbers of each row against each other: scatter plots and questions about a relation.

Rule: one row of the data is one point, and equal ones stay apart. A relation between a column of many numbers and one
of a few values is the average of the first for each value of the second. What connects the two columns must stand
between them or ask for a relation; two numbers that only stand in one sentence are no pair.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Group, Item, Measured, refuse
from assistant.parser.figures.columns import (
    asks_number,
    group_by,
    is_averaged,
    is_bare,
    is_thing,
    metrics_of,
    name_of,
    range_of,
)
from assistant.parser.groups.buckets import BAR_LIKE, edges_for
from semantic_layer.query import DimensionRef, MetricRef
from semantic_layer.wordforms import has_han

RELATING = ("versus", "relation", "varying")
DRAWN = (None, "scatter", "line", *BAR_LIKE[:1])


def read_points(draft: Draft) -> bool:
    """Read a pair of columns; True when the rows themselves are asked for."""
    pair = _pair(draft)
    if pair is None:
        return False
    first, second = pair
    if draft.chart != "scatter":
        split = _split(draft, first, second)
        if split is not None:
            _average_over(draft, pair, split)
            return False
        if draft.chart is not None:
            _average_over(draft, pair, second)
            return False
        if not _is_related(draft, first, second) and not _all_wide(draft, pair):
            return False
    _take_links(draft, first, second)
    _show_rows(draft, pair)
    return True


def _pair(draft: Draft) -> tuple[Item, Item] | None:
    """The two bare columns that a question sets against each other."""
    columns = [item for item in draft.free() if is_bare(draft, item)]
    if len(columns) != 2 or draft.buckets or draft.chart not in DRAWN or draft.grain or draft.compare:
        return None
    if any(_asks_else(draft, item) for item in draft.free() if item not in columns):
        return None
    first, second = columns
    if draft.chart == "scatter" or _is_related(draft, first, second):
        additive = not all(is_averaged(draft, item) for item in columns)
        asked = draft.chart == "scatter" or next(draft.cued("relation"), None) is not None
        return (first, second) if asked or not additive else None
    link, marker = _links(draft, first, second), draft.left(first)
    if len(link) == 1 and link[0].has("group"):
        return (first, second) if _by_number(draft, first, second) else None
    turned = marker is not None and marker.has("group") and not link and has_han(second.text)  # 按面积的价格
    return (second, first) if turned and _by_number(draft, second, first) else None


def _asks_else(draft: Draft, item: Item) -> bool:
    """A number, a rank or a time axis beside the two columns."""
    if is_thing(draft, item):
        return False
    return asks_number(draft, item) or item.has("high", "low", "top", "bottom", "best", "worst", "trend", "share")


def _by_number(draft: Draft, first: Item, second: Item) -> bool:
    """ "X by Y" where Y is a column of averages with many values: no grouping."""
    reach = range_of(draft, second)
    return is_averaged(draft, first) and is_averaged(draft, second) and reach is not None and reach.is_wide


def _links(draft: Draft, first: Item, second: Item) -> list[Item]:
    between = draft.between(first, second)
    return [item for item in between if item.has(*RELATING, "compare", "group") and not item.taken]


def _is_related(draft: Draft, first: Item, second: Item) -> bool:
    """ "X vs Y", "X compared with Y", "how does X vary with Y", "the relation between X and Y"."""
    linked = any(item.has(*RELATING, "compare") for item in _links(draft, first, second))
    return linked or next(draft.cued("relation"), None) is not None


def _all_wide(draft: Draft, pair: tuple[Item, Item]) -> bool:
    return all((reach := range_of(draft, item)) is not None and reach.is_wide for item in pair)


def _split(draft: Draft, first: Item, second: Item) -> Item | None:
    """The column of few values where the other one has many."""
    wide = [item for item in (first, second) if (reach := range_of(draft, item)) is not None and reach.is_wide]
    narrow = [item for item in (first, second) if (reach := range_of(draft, item)) is not None and not reach.is_wide]
    return narrow[0] if len(wide) == 1 and len(narrow) == 1 else None


def _average_over(draft: Draft, pair: tuple[Item, Item], over: Item) -> None:
    """The other column for each value of `over`, in ranges where a bar chart would have too many bars."""
    _take_links(draft, *pair)
    number = next(item for item in pair if item is not over)
    group_by(draft, over, marked=True, edges=edges_for(draft, over) if draft.chart in BAR_LIKE else ())
    metric = draft.choose(number, "ambiguous_metric", metrics_of(draft, number))
    counting = draft.left(number)
    if counting is not None and counting.has("how_many"):
        counting.operate("count")
    number.take(f"metric:{metric}", "metric")
    draft.metrics.append(Measured(MetricRef(metric), number))


def _take_links(draft: Draft, first: Item, second: Item) -> None:
    early, late = sorted((first, second), key=lambda item: item.index)
    marker = draft.left(early)
    if marker is not None and marker.has("group") and not marker.taken and early is second:
        marker.operate("axis")
    for item in _links(draft, early, late):
        item.operate("axis")
    for item in list(draft.cued("relation", "axis_x", "axis_y")):
        item.operate("axis")


def _show_rows(draft: Draft, pair: tuple[Item, Item]) -> None:
    """Both columns of every row; a category named beside them tells the points apart."""
    datasets = {d.dataset for item in pair if (d := draft.dimension(name_of(draft, item))) is not None}
    if len(datasets) > 1:  # no row of the data has both
        raise refuse("not_supported", construction=" / ".join(item.text for item in pair))
    if not datasets:
        return
    draft.rows, draft.chart = datasets.pop(), "scatter"
    for item in pair:
        counting = draft.left(item)
        if counting is not None and counting.has("how_many") and not counting.taken:
            counting.operate("count")
        name = name_of(draft, item)
        item.take(f"dimension:{name}", "dimension")
        draft.groups.append(Group(DimensionRef(name), item, True, -2))
    for item in list(draft.free()):
        if is_thing(draft, item):
            _take_thing(draft, item)


def _take_thing(draft: Draft, item: Item) -> None:
    """ "For each model", "of individual cars": each row is a point already."""
    left = draft.left(item)
    while left is not None and left.has("group", "single", "how_many") and not left.taken:
        left.operate("rows")
        left = draft.left(left)
    item.take(f"entity:{(item.named('entity') or item.named('dimension'))[0].name}", "entity")
