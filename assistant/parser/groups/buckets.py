"""How the rows spread over a column: histograms, distributions, ranges of a number.

Rule: what is counted are the rows. A column of many different numbers is cut into ranges: of the width or the number
that was asked for, else about ten of a round width. Ranges need a column whose reach is known.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.parser.draft import Draft, Item, Measured, refuse
from assistant.parser.figures.columns import (
    asks_number,
    group_by,
    has_aggregation,
    is_averaged,
    is_bare,
    is_column,
    is_number_column,
    is_thing,
    range_of,
)
from semantic_layer.query import MetricRef

BAR_LIKE = ("bar", "pie", "stacked_bar", "grouped_bar", "histogram")
WIDTH_WORDS = ("width", "size", "of", "interval", "step", "rounded", "宽", "距", "间隔", "步长", "为一")
INTO = ("into", "in", "with", "分成", "分为", "成", "按每")
MAX_BUCKETS = 60


@dataclass(frozen=True)
class Buckets:
    """Ranges as they were asked for: how wide, or how many."""

    item: Item
    width: float | None = None
    n: int | None = None


def read_buckets(draft: Draft) -> None:
    """ "8 bins", "bin width 500", "in buckets of 500", 每500一组, before numbers become conditions."""
    for cue in list(draft.cued("bins")):
        number = next((o for o in (draft.right(cue), draft.left(cue)) if o and not o.taken and o.piece.number), None)
        cue.operate("buckets")
        draft.buckets = Buckets(cue)
        if number is None or number.piece.number is None:
            continue
        value = float(number.piece.number.value)
        if value <= 0:
            raise refuse("not_supported", construction=number.text)
        wide = any(word in cue.text for word in WIDTH_WORDS) or value > MAX_BUCKETS or value != int(value)
        number.take(f"number:{value:g}", "number")
        for other in (draft.left(cue), draft.left(number)):
            if other is not None and not other.taken and (other.has("group") or other.text in INTO):
                other.operate("buckets")
        draft.buckets = Buckets(cue, width=value) if wide else Buckets(cue, n=int(value))
        return


def read_spread(draft: Draft) -> None:
    """ "Distribution of cylinders", "cylinder histogram", "cylinder count": how many rows each value has."""
    cue = next((item for item in draft.items if item.has("distribution")), None)
    spread = draft.chart == "histogram" or cue is not None or draft.buckets is not None
    alone_spread = cue is not None and _stands_alone(draft)
    columns = [i for i in draft.items if _may_spread(draft, i) or (alone_spread and is_bare(draft, i))]
    alone = draft.chart in BAR_LIKE and len(columns) == 1 and not _other_number(draft, columns[0])
    for item in columns:
        right = draft.right(item)
        counted = right is not None and right.text in ("count", "counts") and right.index == item.index + 1
        if not (spread or counted or (alone and is_averaged(draft, item))):
            continue
        if counted and right is not None:
            right.operate("count")
        group_by(draft, item, marked=True, edges=() if counted and not spread else edges_for(draft, item))
    if spread and (draft.groups or any(is_column(item) and not is_thing(draft, item) for item in draft.items)):
        _count_things(draft)


def _stands_alone(draft: Draft) -> bool:
    """ "Salary distribution": one column of numbers, and nothing that its total could be divided by."""
    named = [i for i in draft.items if i.named("dimension") or i.named("metric") or i.named("segmentation")]
    columns = [item for item in named if not is_thing(draft, item)]
    splits = any(item.has("group") or item.piece.time is not None for item in draft.items)
    return len(columns) == 1 and is_number_column(draft, columns[0]) and not splits and draft.grain is None


def _may_spread(draft: Draft, item: Item) -> bool:
    if not is_bare(draft, item):
        return False
    return is_averaged(draft, item) or draft.chart == "histogram" or draft.buckets is not None


def _other_number(draft: Draft, column: Item) -> bool:
    """Something beside the column that is asked for or grouped by; "bar chart of weight" has neither."""
    counting = draft.left(column)
    return any(
        other not in (column, counting)
        and (asks_number(draft, other) or (is_column(other) and not is_number_column(draft, other) and _leads(other)))
        and not is_thing(draft, other)
        for other in draft.items
    )


def _leads(item: Item) -> bool:
    return bool(item.named("metric"))


def edges_for(draft: Draft, item: Item) -> tuple[float, ...]:
    """The borders of the ranges of a column; none where each of its few values is shown."""
    reach, asked = range_of(draft, item), draft.buckets
    if asked is None:
        return reach.edges() if reach is not None and reach.is_wide else ()
    edges = () if reach is None else reach.edges(width=asked.width, n=asked.n)
    if not edges:
        raise refuse("not_supported", construction=asked.item.text)
    return edges


def _count_things(draft: Draft) -> None:
    """ "Histogram of cars by weight", "distribution of models by weight": the things named are what is counted."""
    for item in list(draft.free()):
        if not is_thing(draft, item) or has_aggregation(draft, item):
            continue
        left = draft.left(item)
        if left is not None and left.has("group", "which", "top", "bottom"):
            continue
        prefix = (item.named("entity") or item.named("dimension"))[0].name.partition(".")[0]
        count = draft.model.entity(prefix).default_count if draft.model.has_entity(prefix) else None
        if count is None:
            continue
        item.take(f"entity:{prefix}", "entity")
        for other in (left, draft.right(item)):
            if other is not None and other.has("how_many") and not other.taken:
                other.operate("count", "aggregation")
        if all(measured.ref.name != count for measured in draft.metrics):
            draft.metrics.append(Measured(MetricRef(count), item))
