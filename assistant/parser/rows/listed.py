"""What a list of members is, and the words that every way of asking for one has in common.

Rule: the members are the rows of the one dataset that the thing is the key of; without columns they are told by their
labels. A word that asks for a figure makes no list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.parser.draft import Draft, Item
from assistant.parser.rows.attributes import AGGREGATES, implied_owner
from semantic_layer.model import Dataset
from semantic_layer.wordforms import has_han

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


def visible(dataset: Dataset) -> tuple[str, ...]:
    return tuple(d.qualified for d in dataset.dimensions if not d.hidden and not d.personal)


def entities_of(draft: Draft, head: Item) -> Sequence[str]:
    """The things that a word names, or that the name of a column begins with."""
    named = [meaning.name for meaning in head.named("entity")]
    implied = None if named else implied_owner(draft, head)
    return [implied] if implied else named


def asks_figures(draft: Draft) -> bool:
    """Say whether a figure is asked for as well."""
    return any(
        (item.named("metric") and not item.named("entity") and not item.named("dimension"))
        or item.has("how_many", "share", *AGGREGATES)
        for item in draft.items
    )


def is_which_of(draft: Draft, head: Item) -> bool:
    """哪个学生的得分最高: one word holds the member and the column, and it is the member that is asked for."""
    before = draft.left(head)
    return before is not None and before.has("which") and not head.named("entity")


def is_grouping(item: Item) -> bool:
    return item.has("group") and item.text not in EACH and not has_han(item.text)


def says_show(item: Item) -> bool:
    return bool(set(item.text.split()) & SHOWN) or item.text in SHOWN_ZH or item.has("list")
