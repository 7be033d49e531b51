"""A word that is a thing and its number at once: "orders", "customers", "cylinders".

Rule: it is counted where a count is asked, grouped or listed where things are, and the metric otherwise.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item
from assistant.parser.figures.aggregations import AGGREGATIONS, aggregation_beside, is_marked
from assistant.parser.figures.counts import is_countable_thing
from assistant.parser.figures.roles import reaches
from assistant.parser.rows.labels import key_of
from semantic_layer.vocabulary import is_numeric
from semantic_layer.wordforms import has_han, singular

ATTACHING = frozenset(
    {"of", "from", "for", "in", "at", "by", "to", "among", "our", "my", "the", "a", "an", "all", "that", "who"}
)
RANK_CUES = ("top", "bottom", "high", "low", "best", "worst", "fast", "rank")


def is_thing_here(draft: Draft, item: Item) -> bool:
    """ "Revenue of customers", "top 5 orders by amount", "which products": the word names things, not their number.

    "Most orders", "how many orders", "revenue and orders" ask for the number, and so does "orders" alone.
    """
    if not (item.named("entity") or item.named("dimension")):
        return False
    left, right = draft.left(item), draft.right(item)
    if _is_ranked_by_count(draft, item, left, right):
        return True
    if right is not None and right.has("spent", "sold") and any(other.has("money") for other in draft.items):
        return True
    if left is None:
        return is_ranked_thing(draft, item)
    if _follows_unit(draft, item, left):
        return True
    by = draft.left(left)
    if left.has("how_many") and item.named("dimension") and by is not None and by.has("group"):
        return True  # "by number of cylinders": the column holds the number
    if left.has("high", "low", "how_many", *AGGREGATIONS):
        return False
    if left.has("which", "top", "bottom", "best", "worst", "list") or is_ranked_thing(draft, item):
        return True
    others = [o for o in draft.items if o is not item and _is_other_number(draft, o)]
    if left.has("group") and draft.metrics and item.named("entity"):
        return not _ranks_by(draft, item)
    if left.has("group") and any(
        o is not item and (o.named("metric") or (item.named("dimension") and o.has("how_many", *AGGREGATIONS)))
        for o in draft.items
    ):
        return not _ranks_by(draft, item)
    return bool(others or draft.metrics) and is_countable_thing(draft, item) and is_attached(draft, item)


def _is_ranked_by_count(draft: Draft, item: Item, left: Item | None, right: Item | None) -> bool:
    """ "Customers with the most orders", "the most returned products": the number that ranks the things is another."""
    if not item.named("entity") or has_han(item.text):
        return False
    if left is not None and left.kind == "metric" and (cue := draft.left(left)) is not None and _is_extent(cue):
        return True
    counted = draft.right(right) if right is not None and _is_extent(right) else None
    tied = draft.items[item.index + 1].text in _WITH if right is not None else False
    return tied and counted is not None and bool(counted.named("metric")) and (left is None or not left.has("how_many"))


def _is_extent(item: Item) -> bool:
    return item.has("high", "low") and not item.piece.meanings


_WITH = ("with", "who have", "that have", "who had", "that had", "having", "who has", "which have", "which had")


def _follows_unit(draft: Draft, item: Item, joint: Item) -> bool:
    """ "Revenue by month and store": after "by month" the list goes on with what splits the number."""
    unit = draft.left(joint) if joint.has("and") and not joint.piece.meanings else None
    if unit is None or not item.named("entity") or not draft.metrics or not is_marked(draft, unit):
        return False
    one = has_han(item.text) or singular(item.text) == item.text
    return one and unit.piece.time is not None and unit.piece.time.kind == "grain"


_OF_KIND = ("类", "型", "款", "种", "的")


def is_attached(draft: Draft, item: Item) -> bool:
    """ "Revenue of customers", "East customers": a word ties the thing to what is asked; a comma or "and" does not."""
    before = draft.items[item.index - 1]
    while before.text in _OF_KIND and before.index:  # 生鲜类商品, 已下架的商品
        before = draft.items[before.index - 1]
    if before.has("filler"):
        return bool(set(before.text.split()) & ATTACHING)
    return bool(before.named("value") or before.named("adjective")) or before.piece.literal is not None


def _ranks_by(draft: Draft, item: Item) -> bool:
    """ "By orders" after a ranking word names the number to rank by; "highest revenue by country" has named it."""
    if any(measured.item is not None and _is_ranked_number(draft, measured.item) for measured in draft.metrics):
        return False
    cues = [o for o in draft.items if o is not item and o.has(*RANK_CUES, "axis", "sort_desc", "sort_asc")]
    if not has_han(item.text) and all(cue.index > item.index for cue in cues) and _may_split(draft, item):
        return False  # "revenue by customer, top 5"
    return bool(cues)


def _may_split(draft: Draft, item: Item) -> bool:
    """Do the rows of every number so far belong to these things, so that it can be split by them?"""
    key = key_of(draft.model, item.named("entity")[0].name) if item.named("entity") else None
    names = [measured.ref.name for measured in draft.metrics]
    return key is not None and bool(names) and all(_has(draft, name, key) for name in names)


def _has(draft: Draft, number: str, key: str) -> bool:
    if draft.model.has_metric(number):
        return reaches(draft.model, number, [key])
    column = draft.dimension(number)  # of which an average or an extreme is asked for
    return column is not None and draft.reach.has(column.dataset, key)


def _is_ranked_number(draft: Draft, item: Item) -> bool:
    before = draft.left(item, skip=lambda other: other.has("filler", "how_many", *AGGREGATIONS))
    return before is not None and before.has("high", "low")


def is_ranked_thing(draft: Draft, item: Item) -> bool:
    """ "Top 5 products", "3 products with", "前5个商品": a number and a ranking word before the thing."""
    number = draft.left(item)
    if number is None or number.piece.number is None:
        return False
    return any(other.has("top", "bottom", "high", "low", "best", "worst") for other in draft.items)


def _is_other_number(draft: Draft, item: Item) -> bool:
    if item.named("metric"):
        return not is_countable_thing(draft, item)
    is_column = any((d := draft.dimension(m.name)) is not None and is_numeric(d) for m in item.named("dimension"))
    return is_column and (item.kind == "dimension" or aggregation_beside(draft, item) is not None)
