"""Questions that ask for rows: "name and rating of all restaurants", "show all employees", 所有软件的全部信息.

Rule: the rows are the members of one thing, with the columns that are asked for, else those that stand for it. What
has one value for each member can be shown beside it; everything else in the question chooses or orders the members.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.parser.conditions.absent import absent_members
from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.figures.counts import OWN_NUMBER
from assistant.parser.rows.attributes import (
    AGGREGATES,
    column_names,
    implied_owner,
    is_asked,
    is_condition,
    is_figure_elsewhere,
    is_listed_after,
    is_order,
    is_ranked,
    is_returned,
    owner_after,
    owner_before,
)
from assistant.parser.rows.labels import dataset_of, is_label, key_of, labels_of, stated_label
from assistant.parser.rows.with_theirs import members_with_theirs
from semantic_layer.model import Dataset
from semantic_layer.vocabulary import is_numeric
from semantic_layer.wordforms import has_han, singular

SHOWN = frozenset(
    ["show", "display", "list", "find", "get", "give", "return", "see", "view", "provide", "retrieve", "fetch"]
)
SHOWN_ZH = (
    "显示",
    "展示",
    "列出",
    "给出",
    "返回",
    "查询",
    "查看",
    "告诉我",
    "看看",
    "列一下",
    "找出",
    "给我",
    "请列出",
)
DIFFERENT = frozenset({"distinct", "unique", "different", "不同", "不同的", "不重复", "不重复的", "去重", "去重后"})
NAMES = frozenset({"name", "names", "full name", "full names", "姓名", "名字", "名称"})
WHOSE, WHOSE_ZH = frozenset({"their", "its", "his", "her"}), ("其", "及其", "它们的", "他们的", "她们的", "以及其")
EACH = frozenset(
    {"all", "every", "each", "各", "各个", "每个", "所有", "全部", "所有的", "各自", "分别", "respectively"}
)


@dataclass(frozen=True)
class Listing:
    """The members of `entity`, which are the rows of `dataset`; `columns` are empty where none was named.

    `head` is the word for the members, `first` the word for the first column.
    """

    entity: str
    dataset: str
    head: Item
    columns: tuple[str, ...] = ()
    first: Item | None = None
    distinct: bool = False  # the different values of the columns, not the members


# Words of a chart or a course over time: columns beside them are axes, not columns of a list.
PLOTTED = (
    "trend", "distribution", "bins", "chart_word", "chart_bar", "chart_line", "chart_pie", "chart_histogram",
    "chart_scatter", "chart_heatmap", "chart_stacked_bar", "chart_grouped_bar",
)  # fmt: skip


def find_listing(draft: Draft) -> None:
    """Decide whether members of a thing are asked for, and take the words that say so."""
    if draft.listing is not None or any(item.has(*PLOTTED) for item in draft.items):
        return
    found = next((found for read in _READINGS if (found := read(draft)) is not None), None)
    if found is None:
        return
    draft.listing = found
    for item in draft.items:
        if found.distinct and item.text in DIFFERENT:
            item.operate("distinct")
    if found.head.named("entity"):
        found.head.take(f"entity:{found.entity}", "entity")
    for item in draft.items:
        named = any(m.name == found.entity for m in item.named("entity"))
        if named and not item.taken and _is_again(draft, item, found):
            item.take(f"entity:{found.entity}", "entity")
    before = draft.left(found.head)
    if before is not None and before.has("group") and not before.taken:
        before.operate("each")


def _lacking(draft: Draft) -> Listing | None:
    found = absent_members(draft)
    dataset = dataset_of(draft.model, found[0]) if found else None
    return Listing(found[0], dataset.name, found[1]) if found and dataset else None


def _paired(draft: Draft) -> Listing | None:
    found = members_with_theirs(draft)
    dataset = dataset_of(draft.model, found[0]) if found else None
    if found is None or dataset is None:
        return None
    entity, head, column, name = found
    column.take(f"dimension:{name}", "dimension")
    return Listing(entity, dataset.name, head, (*labels_of(draft.model, entity), name), column)


def _is_again(draft: Draft, item: Item, found: Listing) -> bool:
    """The thing named a second time, with nothing that counts it."""
    before = draft.left(item)
    return item is not found.head and not (before is not None and before.has("how_many", "group", *AGGREGATES))


# -- what may be asked ----------------------------------------------------------------------------------------


def _everything(draft: Draft) -> Listing | None:
    """ "All information on the restaurants", 所有软件的全部信息: every visible column."""
    cue = next(draft.cued("details"), None) or _details_by_name(draft)
    if cue is None or _counts(draft) or (cue.text.endswith("明细") and any(map(_is_grouped, draft.items))):
        return None
    named = [item for item in draft.items if item.named("entity") or _is_which_of(draft, item)]
    entities = {name for item in named for name in _entities(draft, item)}
    others = [item for item in draft.items if item.named("dimension") and is_asked(draft, item) and item not in named]
    if len(entities) != 1 or others:
        return None
    entity = entities.pop()
    dataset = dataset_of(draft.model, entity)
    if dataset is None:
        return None
    if cue is not named[0]:
        cue.operate("details")
    return Listing(entity, dataset.name, named[0], visible(dataset))


def _details_by_name(draft: Draft) -> Item | None:
    """订单明细: a table of details, named and nothing more, is asked for row by row."""
    last = draft.items[-1] if draft.items else None
    return last if last and last.text.endswith("明细") and last.named("entity") and not last.taken else None


def _is_grouped(item: Item) -> bool:
    spread = item.piece.time is not None and item.piece.time.kind == "grain"
    return spread or (item.has("group", "trend", "chart_word") and item.text not in EACH and item.text != "分")


def visible(dataset: Dataset) -> tuple[str, ...]:
    return tuple(d.qualified for d in dataset.dimensions if not d.hidden and not d.personal)


def _distinct(draft: Draft) -> Listing | None:
    """ "The distinct list of customer ids that ...", 列出学生的不同城市: values, however many members share them."""
    words = [item for item in draft.items if item.text in DIFFERENT]
    counted = [item for item in draft.items if item.has("how_many", *AGGREGATES) and item not in words]
    if not words or counted or not any(_says_show(item) for item in draft.items):
        return None
    asked = [item for item in draft.items if _is_plainly_asked(draft, item, words)]
    for item in asked:
        for head in _heads(draft, item):
            found = _listing_of(draft, head, _entities(draft, head), asked, distinct=True)
            if found is not None:
                return found
    return None


def _is_plainly_asked(draft: Draft, item: Item, words: Sequence[Item]) -> bool:
    before = draft.left(item)
    if before in words:
        return bool(item.named("dimension")) and not item.taken and not is_condition(draft, item)
    return is_asked(draft, item)


def _entities(draft: Draft, head: Item) -> Sequence[str]:
    """The things that a word names, or that the name of a column begins with."""
    named = [meaning.name for meaning in head.named("entity")]
    implied = None if named else implied_owner(draft, head)
    return [implied] if implied else named


def _columns_of_thing(draft: Draft) -> Listing | None:
    asked = [item for item in draft.items if is_asked(draft, item)]
    for item in asked:
        for head in _heads(draft, item):
            found = _listing_of(draft, head, _entities(draft, head), asked)
            if found is not None:
                return found
    return None


def _heads(draft: Draft, item: Item) -> Sequence[Item]:
    """The things that a column may be of."""
    if implied_owner(draft, item) is not None:
        return (item,)
    tied = owner_after(draft, item) or owner_before(draft, item)
    if tied is not None:
        return (tied,)
    if not is_returned(draft, item):
        return ()
    things = [i for i in draft.items if i.named("entity") and i.index < item.index]
    things = [thing for thing in things if (b := draft.left(thing)) is None or not b.has("how_many", *AGGREGATES)]
    return sorted(things, key=lambda thing: not _is_target(draft, thing))


def _is_target(draft: Draft, item: Item) -> bool:
    before = draft.left(item)
    if before is not None and before.piece.number is not None:
        before = draft.left(before)
    return before is not None and before.has("which", "list", "group", "top", "bottom", "high", "low", "best", "worst")


def _listing_of(
    draft: Draft, head: Item, entities: Sequence[str], asked: Sequence[Item], *, distinct: bool = False
) -> Listing | None:
    for entity in entities:
        dataset = dataset_of(draft.model, entity)
        if dataset is None or head.taken:
            continue
        tied = [item for item in asked if item is head or _is_tied(draft, item, head, entity)]
        found = [(item, _columns_named(draft, item, dataset, entity)) for item in tied]
        named = [(item, names) for item, names in found if names]
        if not any(name.startswith(f"{dataset.prefix}.") for _, names in named for name in names):
            continue
        if distinct or _is_about_members(draft, head, entity, named):
            labels = labels_of(draft.model, entity) if _is_added(draft, head, named[0][0], entity) else ()
            shown = [name for item, names in named for name in _taken(draft, item, names, entity)]
            columns = tuple(dict.fromkeys((*labels, *shown)))
            return Listing(entity, dataset.name, head, columns, named[0][0], distinct)
    return None


def _is_added(draft: Draft, head: Item, first: Item, entity: str) -> bool:
    """ "Members and their cities", 会员及其城市: columns beside the members, not instead of them."""
    if head.index >= first.index or all(name == key_of(draft.model, entity) for name in labels_of(draft.model, entity)):
        return False
    between = draft.between(head, first)
    whose = any(set(item.text.split()) & WHOSE or item.text in WHOSE_ZH for item in between)
    return whose and not any(set(item.text.split()) & SHOWN or item.text in SHOWN_ZH for item in between)


def _columns_named(draft: Draft, item: Item, dataset: Dataset, entity: str) -> tuple[str, ...]:
    """The columns a word may name; "name" is what stands for members without a column of that name."""
    names = column_names(draft, item, dataset.name, draft.reach)
    own = any(name.startswith(f"{dataset.prefix}.") for name in names)
    return labels_of(draft.model, entity) if item.text in NAMES and not own else names


def _taken(draft: Draft, item: Item, names: tuple[str, ...], entity: str) -> tuple[str, ...]:
    if len(names) > 1 and names == labels_of(draft.model, entity):
        item.take(f"dimension:{names[0]}", "dimension")
        return names
    name = draft.choose(item, "ambiguous_dimension", names)
    dimension = draft.dimension(name)
    if dimension is not None and dimension.personal:
        raise refuse("personal_data", missing=[name])
    before = draft.left(item)
    if before is not None and before.has("list") and not before.taken:
        before.operate("list")
    if before is not None and before.has("how_many") and not before.taken:
        before.operate(OWN_NUMBER)
    item.take(f"dimension:{name}", "dimension")
    return (name,)


def _is_tied(draft: Draft, item: Item, head: Item, entity: str) -> bool:
    if implied_owner(draft, item) == entity:
        return True
    owner = owner_after(draft, item) or owner_before(draft, item)
    if owner is not None:
        return owner is head or any(m.name == entity for m in owner.named("entity"))
    if implied_owner(draft, item) == entity or is_returned(draft, item):
        return True
    return implied_owner(draft, head) is not None and is_listed_after(draft, item, head)


def _is_about_members(draft: Draft, head: Item, entity: str, named: Sequence[tuple[Item, tuple[str, ...]]]) -> bool:
    """Columns of members, and not the distinct values of one column or a figure over all of them."""
    if any(item.has("agg_distinct") and item.text in DIFFERENT for item in draft.items):
        return False
    names = [name for _, found in named for name in found]
    if any(is_label(draft.model, entity, name) for name in names) or (len(named) > 2 and _identify(draft, names)):
        returned = len(named) > 2 and is_returned(draft, named[0][0])
        return not _counts(draft) or returned or _is_each(draft, head) or _is_picked(draft, head)
    if not head.named("entity") and (cue := draft.left(head)) is not None and cue.has("which"):
        return False  # "which customer city has the most orders": a city
    if _counts(draft):
        return _is_each(draft, head) or _is_picked(draft, head)
    numbers = all((d := draft.dimension(name)) is not None and is_numeric(d) for name in names)
    one = len(named) == 1
    if numbers and one:
        return any(item.has("list") for item in draft.items) or _is_picked(draft, head)
    return not one or _is_each(draft, head) or _is_picked(draft, head) or _is_one(head)


def _identify(draft: Draft, names: Sequence[str]) -> bool:
    return any((d := draft.dimension(name)) is not None and d.type == "identifier" for name in names)


def _counts(draft: Draft) -> bool:
    """Say whether a figure is asked for as well."""
    return any(
        (item.named("metric") and not item.named("entity") and not item.named("dimension"))
        or item.has("how_many", "share", *AGGREGATES)
        for item in draft.items
    )


def _is_each(draft: Draft, head: Item) -> bool:
    before = draft.left(head)
    marked = before is not None and before.has("group")
    near = [i for i in draft.items if head.index - 3 <= i.index < head.index or i.has("respectively")]
    return marked or any(set(item.text.split()) & EACH or item.text in EACH for item in near)


def _is_picked(draft: Draft, head: Item) -> bool:
    """ "The business with the highest rating", "top 5 customers": some of the members are chosen by rank."""
    return any(
        item.has("top", "bottom", "high", "low", "best", "worst", "newest", "oldest", "quality") for item in draft.items
    )


def _is_one(head: Item) -> bool:
    return not has_han(head.text) and singular(head.text) == head.text


def _all_shown(draft: Draft) -> Listing | None:
    """ "Show all employees", "which restaurants serve", 列出所有员工: members, where nothing else is asked of them."""
    if _counts(draft):
        return None
    things = [item for item in draft.items if _entities(draft, item)]
    for head in things[:1]:
        if head.taken:
            return None  # it only says whose number is asked for
        picked = _is_picked_by_column(draft, head) or _is_put_in_order(draft, head)
        if not (picked or _is_shown(draft, head) or _is_named_by(draft, head)):
            continue
        if not picked and (_asks_figure(draft, head) or (_is_which_of(draft, head) and not has_han(head.text))):
            continue  # "which customer cities are there" asks for the cities
        entity = draft.choose(head, "ambiguous_dimension", _entities(draft, head))
        dataset = dataset_of(draft.model, entity)
        ordered = (
            picked
            or next(draft.cued("alphabetical", "newest", "oldest"), None)
            or any(is_order(draft, item) for item in draft.items)
        )
        dated = next(draft.cued("newest", "oldest"), None)  # "the latest orders" are told by number and date
        stated = _is_stated(draft, entity) and dated is None
        if dataset is None or (stated_label(draft.model, entity) and not ordered) or stated:
            return None  # one label says it all: it is listed as a value
        named = any(item.has("list") and "name" in item.text for item in draft.items[: head.index])
        return Listing(entity, dataset.name, head, labels_of(draft.model, entity) if named else ())
    return None


def _is_stated(draft: Draft, entity: str) -> bool:
    return draft.model.entity(entity).state == "confirmed" and stated_label(draft.model, entity) is None


def _is_put_in_order(draft: Draft, head: Item) -> bool:
    """请将各播客按上线时间从早到晚排一下序: members that are ordered by a column of their own, which is no number."""
    before = draft.left(head)
    before = draft.left(before) if before is not None and before.has("group") else before
    if before is not None and not before.text.endswith(("将", "把", "给", "为")):
        return False
    ordered = [item for item in draft.items if item.named("dimension") and is_order(draft, item)]
    dataset = next((dataset_of(draft.model, name) for name in _entities(draft, head)), None)
    return dataset is not None and any(
        column_names(draft, item, dataset.name, draft.reach) and not item.named("metric") for item in ordered
    )


def _is_picked_by_column(draft: Draft, head: Item) -> bool:
    """ "The student with the highest score", 得分最高的学生: by a column of their own."""
    if any(_is_grouping(item) for item in draft.items if not item.text.startswith(("by", "按"))):
        return False
    for entity in _entities(draft, head)[:1]:
        dataset = dataset_of(draft.model, entity)
        for item in draft.items:
            if item.taken or not item.named("dimension") or dataset is None:
                continue
            if item is head and not _is_which_of(draft, head):
                continue
            if is_figure_elsewhere(draft, item, dataset.name):
                continue
            own = [n for n in column_names(draft, item, dataset.name, draft.reach) if n.startswith(f"{entity}.")]
            if own and (is_ranked(draft, item) or _is_ranked_by(draft, item)):
                return True
    return False


def _is_which_of(draft: Draft, head: Item) -> bool:
    """哪个学生的得分最高: one word holds the member and the column, and it is the member that is asked for."""
    before = draft.left(head)
    return before is not None and before.has("which") and not head.named("entity")


def _is_ranked_by(draft: Draft, item: Item) -> bool:
    """ "Top 3 students by score", 得分前3的学生."""
    before, after = draft.left(item), draft.right(item)
    if after is not None and has_han(after.text) and after.has("top", "bottom"):
        return True
    if before is None or not before.has("group", "axis"):
        return False
    return any(other.has("top", "bottom") and other.piece.time is None for other in draft.items)


def _is_named_by(draft: Draft, head: Item) -> bool:
    """ "Which restaurants", "the names of the restaurants", 哪些餐厅, 有哪些餐厅, 餐厅有哪些."""
    before, after = draft.left(head), draft.right(head)
    if before is not None and before.has("which", "list", "newest", "oldest") and not before.taken:
        return True
    if any(item.has("newest", "oldest", "quality") for item in draft.items[max(0, head.index - 6) : head.index]):
        return True
    if after is None or not has_han(after.text) or not after.has("which", "list"):
        return False
    asked = draft.right(after)  # 图书有哪些类型 asks for the values of a column
    return asked is None or not (asked.named("dimension") or asked.named("entity"))


def _asks_figure(draft: Draft, head: Item) -> bool:
    """A ranking by a figure, a grouping or a condition on a figure is read by the rules of figures."""
    ranks = any(
        i.has("high", "low", "best", "worst", "fast", "growth", "decline", "top", "bottom") for i in draft.items
    )
    return ranks or any(_is_grouping(item) for item in draft.items)


def _is_grouping(item: Item) -> bool:
    return item.has("group") and item.text not in EACH and not has_han(item.text)


def _is_shown(draft: Draft, head: Item) -> bool:
    """Only words of showing and "all" stand before the thing, or values that narrow it."""
    shown = every = False
    for item in draft.items[: head.index]:
        if item.named("value") or item.named("adjective") or item.piece.literal is not None:
            continue
        if has_han(head.text) and (item.piece.meanings or _narrows(item)):
            continue
        if not item.has("filler", "list"):
            return False
        words = set(item.text.split())
        shown = shown or _says_show(item)
        every = every or bool(words & EACH) or item.text in EACH
    return shown and every


def _narrows(item: Item) -> bool:
    """What may stand between 列出 and the members in Chinese: periods, conditions and verbs."""
    limits = item.piece.time is not None or item.piece.condition is not None or item.piece.number is not None
    return limits or item.has("relating", "happened", "never", "lacking", "not", "and", "or", "quality")


def _says_show(item: Item) -> bool:
    return bool(set(item.text.split()) & SHOWN) or item.text in SHOWN_ZH or item.has("list")


_READINGS = (_everything, _distinct, _columns_of_thing, _all_shown, _lacking, _paired)
