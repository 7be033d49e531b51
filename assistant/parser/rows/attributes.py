"""Which columns of a thing are asked for: "the name and rating of all restaurants", 各软件的名称和上线时间.

Rule: a column is asked for only where the wording ties it to a thing that has it: "of", "for each", 的, or a clause
that says what to return. A column beside a condition, a value, an order or an aggregation is not asked for.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item
from assistant.parser.groups.reach import Reach
from semantic_layer.model import SimpleMetric
from semantic_layer.nicknames import called
from semantic_layer.vocabulary import is_numeric
from semantic_layer.wordforms import has_han

AGGREGATES = ("agg_avg", "agg_sum", "agg_median", "agg_max", "agg_min", "agg_distinct")
SUPERLATIVES = ("high", "low", "best", "worst", "newest", "oldest")
TIES = frozenset({"of", "for", "from", "'s", "s", "'"})
RETURNS = frozenset(
    [
        "return",
        "returns",
        "show",
        "shows",
        "showing",
        "list",
        "give",
        "display",
        "include",
        "including",
        "provide",
        "their",
        "its",
        "output",
        "select",
    ]
)
RETURNS_ZH = ("返回", "显示", "展示", "给出", "列出", "包括", "它们的", "他们的", "她们的", "其", "告诉我", "提供")
SORTING = ("rank", "axis", "sort_desc", "sort_asc")


def column_names(draft: Draft, item: Item, dataset: str, reach: Reach) -> tuple[str, ...]:
    """The columns that a word may name in a row of `dataset`: its own, else those of coarser data."""
    names = [m.name for m in item.named("dimension") if draft.dimension(m.name) is not None]
    own = [name for name in names if (d := draft.dimension(name)) is not None and d.dataset == dataset]
    return reach.without_copies(own or [name for name in names if reach.has(dataset, name)])


def is_figure_elsewhere(draft: Draft, item: Item, dataset: str) -> bool:
    """A word that is also a figure over other rows: "review count" may be a column or the number of reviews."""
    metrics = [draft.model.metric(m.name) for m in item.named("metric")]
    homes = {draft.model.measure(m.measure).dataset for m in metrics if isinstance(m, SimpleMetric)}
    return bool(homes - {dataset})


def is_asked(draft: Draft, item: Item) -> bool:
    """Say whether a word that names a column may be one of the columns to show."""
    if item.taken or not item.named("dimension") or item.named("value") or item.piece.time is not None:
        return False
    return not (is_condition(draft, item) or is_order(draft, item) or is_ranked(draft, item) or _is_other(draft, item))


def is_condition(draft: Draft, item: Item) -> bool:
    """ "Rating over 4", "city of Paris", "Italian food type", 名称包含": a value or a number is beside it."""
    names = {m.name for m in item.named("dimension")}
    right = draft.right(item, skip=lambda other: other.is_between_value_and_name)
    if right is not None and _compares(right, names):
        return True
    if right is not None and right.piece.number is not None and _is_said_to_be(draft, item, right):
        return True
    before, after = draft.left(item), draft.right(item)
    if (
        after is not None
        and after.piece.time is not None
        and after.piece.time.kind == "window"
        and _is_time(draft, item)
    ):
        return True
    if before is None:
        return False
    if before.piece.number is not None and before.index == item.index - 1 and not _is_ranking(draft):
        return True
    return any(v.name in names for v in before.named("value")) or before.has("lacking", "possessing", "without")


def _compares(right: Item, names: set[str]) -> bool:
    if right.piece.condition is not None or right.piece.literal is not None:
        return True
    if right.has("missing", "present", "contains", "starts_with", "ends_with"):
        return True
    return any(v.name in names for v in right.named("value"))


def _is_said_to_be(draft: Draft, item: Item, number: Item) -> bool:
    """ "Year is 2020", "year 2020"; in "the name, 3 of them" a number belongs to something else."""
    between = draft.between(item, number)
    if any(other.has("comma", "and") for other in between):
        return False
    after = draft.right(number, skip=lambda o: o.has("filler", *SUPERLATIVES, "quality") and not o.named("entity"))
    return after is None or not after.named("entity")


def _is_time(draft: Draft, item: Item) -> bool:
    return any((d := draft.dimension(m.name)) is not None and d.type == "time" for m in item.named("dimension"))


def _is_ranking(draft: Draft) -> bool:
    return any(item.has("top", "bottom", *SUPERLATIVES) for item in draft.items)


def is_order(draft: Draft, item: Item) -> bool:
    """ "Ordered by name", "sort the results by year and name", 按评分从高到低."""
    before = draft.left(item)
    if before is None:
        return False
    if before.has("and", "comma") and _follows_order(draft, before):
        return True
    if before.has("axis") and not before.piece.meanings:
        return True
    if not before.has("group"):
        return False
    if has_han(before.text):
        after = draft.right(item)
        return before.text.startswith(("按", "根据", "依", "以")) and after is not None and after.has(*SORTING)
    cue = draft.left(before)
    return cue is not None and cue.has("rank", "sort_desc", "sort_asc", "list") and not cue.has("top")


def _follows_order(draft: Draft, joint: Item) -> bool:
    earlier = draft.items[joint.index - 1] if joint.index else None
    return earlier is not None and bool(earlier.named("dimension")) and is_order(draft, earlier)


def is_ranked(draft: Draft, item: Item) -> bool:
    """ "The highest rating", 评分最高: the column chooses the rows."""
    before, after = draft.left(item), draft.right(item)
    if before is not None and before.has(*SUPERLATIVES):
        ranked = draft.left(before)  # 得分最高的学生的姓名: the score is ranked, not the name
        if not (has_han(before.text) and ranked is not None and ranked.named("dimension")):
            return True
    return after is not None and has_han(after.text) and after.has(*SUPERLATIVES)


def _is_other(draft: Draft, item: Item) -> bool:
    """A grouping ("by city") or what an aggregation is of ("average rating", 评分的平均值)."""
    before, after = draft.left(item), draft.right(item)
    if before is not None and before.has("how_many", *AGGREGATES):
        return not _is_their_number(draft, before, item)
    if before is not None and before.has("group"):  # 各教师的姓名 is the name of each, 各地区 a grouping
        return not ("的" in item.text and implied_owner(draft, item) and before.text.startswith(("各", "每")))
    return after is not None and has_han(after.text) and after.has(*AGGREGATES)


def _is_their_number(draft: Draft, counting: Item, item: Item) -> bool:
    """ "Stores with their number of seats": what is counted is a number that stands at each of them."""
    whose = draft.items[counting.index - 1] if counting.index else None
    numbers = [d for m in item.named("dimension") if (d := draft.dimension(m.name)) is not None and is_numeric(d)]
    return counting.has("how_many") and whose is not None and whose.text in ("their", "its", "其") and bool(numbers)


def implied_owner(draft: Draft, item: Item) -> str | None:
    """The thing that a column's own name begins with: "student name", 学生的姓名."""
    for meaning in item.named("dimension"):
        entity = meaning.name.partition(".")[0]
        if not draft.model.has_entity(entity):
            continue
        for name in called(draft.model.entity(entity)):
            if (
                item.text.startswith(name)
                and len(item.text) > len(name)
                and not _is_own_name(draft, meaning.name, item)
            ):
                return entity
    return None


def _is_own_name(draft: Draft, dimension: str, item: Item) -> bool:
    """A column that is itself called "student id" names no student."""
    return item.text in called(draft.model.dimension(dimension))


# -- ties -----------------------------------------------------------------------------------------------------


def owner_after(draft: Draft, item: Item) -> Item | None:
    """The thing that columns are "of": "name and rating of [all the Italian] restaurants"."""
    index, tied = item.index + 1, False
    while index < len(draft.items):
        other = draft.items[index]
        if other.named("entity") and tied:
            return other
        if not tied and _ties(other):
            tied = True
        elif not _passes(other, tied):
            return None
        index += 1
    return None


def _ties(item: Item) -> bool:
    if item.piece.meanings or has_han(item.text):
        return False
    return item.has("filler", "group", "list") and bool(set(item.text.split()) & TIES)


def _passes(item: Item, tied: bool) -> bool:
    """Words between a column and its thing: other columns and numbers before "of", what narrows the thing after."""
    if tied:
        narrows = bool(item.named("value") or item.named("adjective")) or item.piece.number is not None
        return narrows or item.has("filler", "group", "top", "bottom", "agg_distinct", "quality", *SUPERLATIVES)
    if item.named("dimension") or item.named("metric"):
        return True
    return item.has("and", "comma", "filler", "how_many", "respectively", *AGGREGATES) and not item.named("entity")


def owner_before(draft: Draft, item: Item) -> Item | None:
    """The thing before its columns: 各软件的名称和上线时间, "the restaurants' names and ratings"."""
    index, tied = item.index - 1, False
    while index >= 0:
        other = draft.items[index]
        if implied_owner(draft, other):
            return None  # 图书的书名、类型: what follows belongs to the same list
        if other.named("entity") and (tied or has_han(other.text)):
            return other if tied or other.index == item.index - 1 else None
        if other.text in ("的", "s", "'s", "'"):
            tied = True
        elif other.text in ("不同", "不同的", "去重的", "不重复的"):
            pass
        elif not (
            other.named("dimension") or other.has("and", "comma", "respectively", "filler", "how_many", *AGGREGATES)
        ):
            return None
        index -= 1
    return None


def is_listed_after(draft: Draft, item: Item, first: Item) -> bool:
    """ "Student name, city and age", 学生的姓名和城市: the next columns of one list."""
    between = draft.items[first.index + 1 : item.index]
    listed = (
        other.named("dimension") or other.named("metric") or other.has("and", "comma", "filler") for other in between
    )
    return item.index > first.index and all(listed)


def is_returned(draft: Draft, item: Item) -> bool:
    """ "..., return their name and city", "showing name, city and revenue": a clause that says what to show."""
    index = item.index - 1
    while index >= 0:
        other = draft.items[index]
        if _returns(other):
            return True
        listed = other.named("dimension") or other.named("metric")
        if not (listed or other.has("and", "comma", "filler", "how_many", *AGGREGATES)):
            return False
        index -= 1
    return False


def _returns(item: Item) -> bool:
    if item.piece.meanings:
        return False
    return bool(set(item.text.split()) & RETURNS) or item.text in RETURNS_ZH
