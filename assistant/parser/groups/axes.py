"""Words about a chart's axes, and columns that could be a number or a grouping.

Rule: a column that is averaged by default is a grouping where the wording puts it on an axis, in a list of groupings,
sets it against a number that was asked for, or names it bare beside one; the words themselves never change what is
computed.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from assistant.parser.draft import Draft, Item, Measured, refuse
from assistant.parser.figures.columns import (
    DIFFERENT,
    asks_number,
    group_by,
    has_aggregation,
    is_averaged,
    is_column,
    is_marked,
    is_number_column,
    is_thing,
    range_of,
)
from assistant.parser.figures.shape import ALONG
from assistant.parser.groups.buckets import edges_for, read_spread
from assistant.parser.rows.points import read_points
from semantic_layer.query import MetricRef

LIST_WORDS = ("and", "comma")
APART = ("each", "every", "differ", "various", "各", "不同")


def read_axes(draft: Draft) -> None:
    """Decide which columns are groupings because of where they stand."""
    _read_count_to(draft)
    _read_different(draft)
    _read_along(draft)
    _read_stacks(draft)
    _read_row_counts(draft)
    _read_kinds(draft)
    _read_compounds(draft)
    _read_held_counts(draft)
    if read_points(draft):
        return
    _read_lists(draft)
    _read_by_number(draft)
    _read_counted_names(draft)
    read_spread(draft)
    numbers = [item for item in draft.items if asks_number(draft, item)]
    for item in list(draft.cued("axis_y")):
        item.operate("axis")
    for item in list(draft.cued("axis_x")):
        target = _column_beside(draft, item)
        item.operate("axis")
        if target is not None:
            wide = draft.chart == "bar" and is_averaged(draft, target)
            group_by(draft, target, marked=True, edges=edges_for(draft, target) if wide else ())
    if not numbers and not draft.metrics:
        return
    _read_against(draft)
    if any(is_column(item) and has_aggregation(draft, item) for item in draft.items):
        for item in list(draft.free()):
            if is_averaged(draft, item) and not has_aggregation(draft, item) and not is_marked(draft, item):
                group_by(draft, item, marked=False)


def read_plot_words(draft: Draft) -> None:
    """ "How X varies by Y", "the relation of X and Y": said once, when X is shown for each Y."""
    if draft.buckets is not None and not any(group.ref.edges for group in draft.groups):
        raise refuse("not_supported", construction=draft.buckets.item.text)
    if draft.groups or draft.grain or draft.rows:
        for item in list(draft.cued("varying", "relation", "versus")):
            item.operate("axis")
    for item in list(draft.cued("group")):
        following = draft.right(item)
        again = following is not None and following.has("group") and following.taken
        if following is not None and (again or following.kind == "chart" or following.has("chart_word")):
            item.operate("axis")


def _read_count_to(draft: Draft) -> None:
    """ "Chart count to city" sets one axis against the other; "count of cities" counts them."""
    for count, to in pairwise(draft.items):
        if count.text in ("count", "counts") and to.text == "to" and not to.taken and not to.piece.meanings:
            to.piece = replace(to.piece, cues=frozenset({"versus"}))


def _read_different(draft: Draft) -> None:
    """ "Average weight for different origins" groups; "how many different origins" counts."""
    for item in draft.items:
        before = [other for other in draft.items if other.index < item.index]
        counting = (item.has("agg_distinct") and item.has("group")) or item.text in DIFFERENT
        if counting and any(asks_number(draft, o) or o.named("metric") for o in before):
            item.piece = replace(item.piece, cues=frozenset({"group"}))


def _read_along(draft: Draft) -> None:
    """评分随片长如何变化: along another column, "how it changes" is no course over time."""
    along = [item for item in draft.cued("group") if item.text in ALONG]
    if any((column := draft.right(item)) is not None and is_column(column) for item in along):
        for item in draft.cued("varying", "change"):
            item.piece = replace(item.piece, cues=frozenset({"varying"}))


def _read_stacks(draft: Draft) -> None:
    """ "Stacked by genre" is a stacked chart."""
    stacked = any(item.has("encoding") and item.text.startswith("stack") for item in draft.items)
    if stacked and draft.chart in (None, "bar"):
        draft.chart = "stacked_bar"


def _read_row_counts(draft: Draft) -> None:
    """ "Number of rows", "count of records", 记录数: the members of the only thing that the model counts."""
    counts = {entity.default_count for entity in draft.model.entities if entity.default_count}
    if len(draft.model.datasets) != 1 or len(counts) != 1:
        return
    for item in list(draft.cued("rows_word")):
        beside = [o for o in (draft.left(item), draft.right(item)) if o is not None and o.has("how_many")]
        if not beside and not any(word in item.text for word in ("count", "数", "多少")):
            continue
        count = next(iter(counts))
        item.take(f"metric:{count}", "metric")
        draft.metrics.append(Measured(MetricRef(count), item))
        for other in beside[:1]:
            other.operate("count", "aggregation")


def _read_kinds(draft: Draft) -> None:
    """ "Each cylinder type", "each type of cylinder": the kinds of a column are its values."""
    for item in list(draft.cued("kind_word")):
        left, right = draft.left(item), draft.right(item)
        if any(other is not None and is_column(other) and not item.piece.meanings for other in (left, right)):
            item.take("kinds", "filler", "filler")


def _read_compounds(draft: Draft) -> None:
    """ "Model year", "car model weights": the thing before a column says whose column it is."""
    for item, following in zip(draft.items, draft.items[1:], strict=False):
        whole = is_thing(draft, item) and not item.named("entity") and is_column(following)
        before = draft.left(item)
        if whole and not is_thing(draft, following) and before is not None and _points_on(before):
            item.take(f"entity:{item.named('dimension')[0].name}", "entity")
            if before.named("entity") and not before.taken:
                before.take(f"entity:{before.named('entity')[0].name}", "entity")
            elif before.has("group") and not before.taken:
                before.operate("by")
                group_by(draft, following, marked=True)


def _points_on(item: Item) -> bool:
    return bool(item.named("entity")) or item.has("group", "trend")


def _read_held_counts(draft: Draft) -> None:
    """ "Cylinder count against acceleration": beside another number the column itself holds the count."""
    averaged = [item for item in draft.items if is_averaged(draft, item)]
    for item in averaged if len(averaged) > 1 else ():
        following = draft.items[item.index + 1] if item.index + 1 < len(draft.items) else None
        if following is not None and following.text in ("count", "counts") and not has_aggregation(draft, item):
            following.operate("count")


def _read_counted_names(draft: Draft) -> None:
    """ "Number of models by origin": beside a grouping, names are counted as the things they name."""
    for item in list(draft.free()):
        left = draft.left(item)
        if left is None or not left.has("how_many") or left.taken or item.named("entity") or not is_thing(draft, item):
            continue
        prefix = item.named("dimension")[0].name.partition(".")[0]
        count = draft.model.entity(prefix).default_count if draft.model.has_entity(prefix) else None
        by = draft.left(left)
        others = any(is_column(other) and not is_thing(draft, other) for other in draft.items)
        if count is not None and (others or draft.groups) and not (by is not None and by.has("group") and not by.taken):
            left.operate("count", "aggregation")
            item.take(f"entity:{prefix}", "entity")
            draft.metrics.append(Measured(MetricRef(count), item))


def _read_by_number(draft: Draft) -> None:
    """ "Cylinders by count of cars", "each cylinder's ...": a column beside a number of its own or split apart."""
    for item in list(draft.free()):
        if not is_averaged(draft, item) or has_aggregation(draft, item):
            continue
        before, after = draft.left(item), draft.right(item)
        number = draft.right(after) if after is not None and after.has("group") else None
        counted = draft.right(number) if number is not None and number.has("how_many") else None
        if counted is not None and is_thing(draft, counted) and after is not None and not after.taken:
            after.operate("by")
            group_by(draft, item, marked=True)
        elif before is not None and before.has("group") and any(word in before.text for word in APART):
            group_by(draft, item, marked=True)


def _read_lists(draft: Draft) -> None:
    """ "By origin and cylinders": the second column of a list of groupings is a grouping."""
    for item in list(draft.free()):
        reach = range_of(draft, item)
        if not is_averaged(draft, item) or has_aggregation(draft, item) or (reach is not None and reach.is_wide):
            continue
        before = draft.left(item)
        if before is None or not before.has(*LIST_WORDS):
            continue
        first = draft.left(before)
        marker = draft.left(first) if first is not None and is_column(first) else None
        if marker is not None and marker.has("group") and not marker.taken:
            group_by(draft, item, marked=True)


def _read_against(draft: Draft) -> None:
    """ "Year versus average horsepower", "count of cars vs weight": the number is shown over the other column."""
    for cue in list(draft.cued("versus", "relation", "varying")):
        pair = [item for item in (draft.left(cue), draft.right(cue)) if item is not None]
        if cue.has("relation") and len([item for item in pair if is_column(item)]) < 2:
            pair = [item for item in draft.free() if is_number_column(draft, item)]
        bare = [item for item in pair if is_column(item) and not has_aggregation(draft, item)]
        if len(bare) == 1 or (len(bare) == 2 and draft.metrics):
            cue.operate("axis")
            for item in bare:
                group_by(draft, item, marked=True)


def _column_beside(draft: Draft, item: Item) -> Item | None:
    """ "X axis cylinders", "number of cylinders on the x axis": the column that an axis shows."""
    after, before = draft.right(item), draft.left(item)
    for other in (after, before):
        if other is not None and is_column(other) and not has_aggregation(draft, other):
            return other
    return None
