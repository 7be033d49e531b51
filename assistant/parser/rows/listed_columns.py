"""Lists that name their columns: "name and rating of all restaurants", 列出学生的不同城市.

Rule: a column belongs to the thing that its wording ties it to. Its values are listed for each member, unless the words
ask for a figure over all of them or for the different values alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.figures.counts import OWN_NUMBER
from assistant.parser.rows.attributes import (
    AGGREGATES,
    column_names,
    implied_owner,
    is_asked,
    is_condition,
    is_listed_after,
    is_returned,
    owner_after,
    owner_before,
)
from assistant.parser.rows.labels import dataset_of, is_label, key_of, labels_of
from assistant.parser.rows.listed import EACH, SHOWN, SHOWN_ZH, Listing, asks_figures, entities_of, says_show
from semantic_layer.model import Dataset
from semantic_layer.vocabulary import is_numeric
from semantic_layer.wordforms import has_han, singular

DIFFERENT = frozenset({"distinct", "unique", "different", "不同", "不同的", "不重复", "不重复的", "去重", "去重后"})
NAMES = frozenset({"name", "names", "full name", "full names", "姓名", "名字", "名称"})
WHOSE, WHOSE_ZH = frozenset({"their", "its", "his", "her"}), ("其", "及其", "它们的", "他们的", "她们的", "以及其")


def distinct_values(draft: Draft) -> Listing | None:
    """ "The distinct list of customer ids that ...", 列出学生的不同城市: values, however many members share them."""
    words = [item for item in draft.items if item.text in DIFFERENT]
    counted = [item for item in draft.items if item.has("how_many", *AGGREGATES) and item not in words]
    if not words or counted or not any(says_show(item) for item in draft.items):
        return None
    asked = [item for item in draft.items if _is_plainly_asked(draft, item, words)]
    for item in asked:
        for head in _heads(draft, item):
            found = _listing_of(draft, head, entities_of(draft, head), asked, distinct=True)
            if found is not None:
                return found
    return None


def _is_plainly_asked(draft: Draft, item: Item, words: Sequence[Item]) -> bool:
    before = draft.left(item)
    if before in words:
        return bool(item.named("dimension")) and not item.taken and not is_condition(draft, item)
    return is_asked(draft, item)


def columns_of_thing(draft: Draft) -> Listing | None:
    asked = [item for item in draft.items if is_asked(draft, item)]
    for item in asked:
        for head in _heads(draft, item):
            found = _listing_of(draft, head, entities_of(draft, head), asked)
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
        return not asks_figures(draft) or returned or _is_each(draft, head) or _is_picked(draft, head)
    if not head.named("entity") and (cue := draft.left(head)) is not None and cue.has("which"):
        return False  # "which customer city has the most orders": a city
    if asks_figures(draft):
        return _is_each(draft, head) or _is_picked(draft, head)
    numbers = all((d := draft.dimension(name)) is not None and is_numeric(d) for name in names)
    one = len(named) == 1
    if numbers and one:
        return any(item.has("list") for item in draft.items) or _is_picked(draft, head)
    return not one or _is_each(draft, head) or _is_picked(draft, head) or _is_one(head)


def _identify(draft: Draft, names: Sequence[str]) -> bool:
    return any((d := draft.dimension(name)) is not None and d.type == "identifier" for name in names)


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
