"""Columns of numbers, which a question may average, group by, or show row by row.

Rule: here is only said what a column is and what stands beside it; the roles are chosen by `axes.py` and
`buckets.py` of `groups/` and by `points.py` of `rows/`.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Group, Item
from assistant.parser.figures.aggregations import AGGREGATIONS
from assistant.parser.figures.counts import is_countable_thing
from assistant.parser.figures.roles import metrics_of_columns
from semantic_layer.model import Aggregation, Dimension, SimpleMetric
from semantic_layer.number_ranges import NumberRange
from semantic_layer.query import DimensionRef
from semantic_layer.vocabulary import is_numeric

DIFFERENT = ("different", "various")


def is_column(item: Item) -> bool:
    """A free word that names a dimension."""
    return bool(item.named("dimension")) and not item.taken


def is_number_column(draft: Draft, item: Item) -> bool:
    """A free word for a column of numbers that is also a metric of the model."""
    if not is_column(item) or not metrics_of(draft, item):
        return False
    return any((d := draft.dimension(m.name)) is not None and is_numeric(d) for m in item.named("dimension"))


def is_averaged(draft: Draft, item: Item) -> bool:
    """A column whose metric is its average: what is said of it bare may as well be its values."""
    return is_number_column(draft, item) and _aggregations(draft, item) == {"avg"}


def _aggregations(draft: Draft, item: Item) -> set[Aggregation | None]:
    metrics = [draft.model.metric(name) for name in metrics_of(draft, item)]
    return {draft.model.measure(m.measure).agg if isinstance(m, SimpleMetric) else None for m in metrics}


def metrics_of(draft: Draft, item: Item) -> tuple[str, ...]:
    """The metrics that a word names, itself or through its column: "weight", "car weight"."""
    if item.named("metric"):
        return tuple(meaning.name for meaning in item.named("metric"))
    return tuple(metrics_of_columns(draft.model, [meaning.name for meaning in item.named("dimension")]))


def has_aggregation(draft: Draft, item: Item) -> bool:
    """ "Average X", "X的平均值": the word beside a number says how to aggregate it."""
    left, right = draft.left(item), draft.right(item)
    after = right is not None and right.text.startswith("的") and right.has(*AGGREGATIONS)
    return after or (left is not None and left.has(*AGGREGATIONS) and left.text not in DIFFERENT)


def is_counted(draft: Draft, item: Item) -> bool:
    """ "Number of X", "X count": the count of something, or the column that holds a number of things."""
    left = draft.left(item)
    return left is not None and left.has("how_many")


def is_marked(draft: Draft, item: Item) -> bool:
    """The wording puts the column in a role already: "by X", "which X", "highest X"."""
    left = draft.left(item)
    if left is not None and left.has("how_many"):
        left = draft.left(left)
    return left is not None and left.has("group", "which", "high", "low", "top", "bottom")


def is_bare(draft: Draft, item: Item) -> bool:
    """A column of numbers of which neither an aggregate nor a rank is asked."""
    return is_number_column(draft, item) and not has_aggregation(draft, item) and not _is_ranked(draft, item)


def _is_ranked(draft: Draft, item: Item) -> bool:
    left = draft.left(item)
    return left is not None and left.has("high", "low", "top", "bottom")


def asks_number(draft: Draft, item: Item) -> bool:
    """A word that asks for a number which is not the column beside it: "average", "how many", a metric."""
    if item.has("how_many", *AGGREGATIONS) and item.text not in DIFFERENT:
        return True
    return bool(item.named("metric")) and not item.taken and not is_averaged(draft, item)


def is_thing(draft: Draft, item: Item) -> bool:
    """A free word for the rows themselves: "cars", or the column that names them, "model"."""
    if item.taken:
        return False
    if item.named("entity"):
        return not item.named("metric") or is_countable_thing(draft, item)
    found = [draft.dimension(m.name) for m in item.named("dimension")]
    return bool(found) and all(d is not None and _names_members(draft, d) for d in found)


def _names_members(draft: Draft, dimension: Dimension) -> bool:
    """The column that tells one row from all others, or that stands for a row by name."""
    key = draft.model.dataset(dimension.dataset).primary
    label = draft.model.entity(dimension.prefix).label_dimension if draft.model.has_entity(dimension.prefix) else None
    named = label is not None and label in (dimension.name, dimension.qualified)
    return dimension.type == "identifier" or named or (key is not None and key.columns == (dimension.column,))


def range_of(draft: Draft, item: Item) -> NumberRange | None:
    """How far the column reaches, where the data were looked at."""
    ranges = [draft.vocabulary.ranges.get(m.name) for m in item.named("dimension")]
    return next((found for found in ranges if found is not None), None)


def name_of(draft: Draft, item: Item) -> str:
    return draft.choose(item, "ambiguous_dimension", [m.name for m in item.named("dimension")])


def group_by(draft: Draft, item: Item, *, marked: bool, edges: tuple[float, ...] = ()) -> None:
    """Make a column a grouping; a counting word before it only says that it holds a number."""
    name = name_of(draft, item)
    counting = draft.left(item)
    if counting is not None and counting.has("how_many") and not counting.taken:
        counting.operate("count")
        counting = draft.left(counting)
    if counting is not None and counting.has("group") and not counting.taken:
        counting.operate("by")
    item.take(f"dimension:{name}", "dimension")
    draft.groups.append(Group(DimensionRef(name, edges=edges), item, marked, -2))
