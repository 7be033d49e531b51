"""The members that the answer before showed, as a condition: "which of them are in Lyon" after the top 3.

Rule: what narrows the shown members of a ranking, or asks for another figure of theirs, keeps those members; the
ranking is not made anew among others. Where no list
of names was shown, words that mean its members are refused.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.rows.labels import labels_of
from semantic_layer.query import Compare, Order
from tools.arguments import QueryMetricsArgs

_OWNING = ("their", "theirs", "its", "他们的", "她们的", "它们的", "它的", "it", "它")


# "Their ratings", 它的主播: words for the rows that were listed, where no noun follows them.
PRONOUNS = frozenset({"their", "its", "they", "them", "it", "his", "her", "these", "those"})
PRONOUNS_ZH = (
    "它",
    "它们",
    "他们",
    "她们",
    "他",
    "她",
    "其",
    "对应",
    "这些",
    "那些",
    "其中",
    "上述",
    "以上",
    "各自",
    "相应",
)

_SINGULAR = frozenset({"it", "its", "his", "her", "它", "他", "她", "其"})


def points_back(draft: Draft) -> bool:
    """Say whether a pronoun stands in the turn."""
    return any(set(item.text.split()) & PRONOUNS or item.text.startswith(PRONOUNS_ZH) for item in draft.items)


def shown_condition(draft: Draft, base: QueryMetricsArgs) -> Compare | None:
    """Return the condition to be one of the shown members; None where they were not shown by one name."""
    names = _named_by(draft, base)
    shown = [found for found in draft.shown if found.dimension in names and found.members]
    if len(names) != 1 or len(shown) != 1:
        return None
    members = tuple(sorted(shown[0].members, key=str))
    return Compare(shown[0].dimension, "in" if len(members) > 1 else "eq", members)


def _named_by(draft: Draft, base: QueryMetricsArgs) -> tuple[str, ...]:
    """The column that tells the shown members: the name of listed rows, else the only grouping."""
    if base.grain:
        return ()
    if base.rows is None:
        return tuple(ref.key for ref in base.dimensions)
    entity = draft.model.dataset(base.rows).primary
    return labels_of(draft.model, entity.name) if entity is not None else ()


def points_at_them(draft: Draft) -> Item | None:
    """The word that means the shown members: 其中, "of them", "those"."""
    return next((item for item in draft.items if item.has("those") and item.text not in _OWNING), None)


def _splits_them(draft: Draft, base: QueryMetricsArgs) -> bool:
    """它每个月多少, "its monthly trend", "and how much did they make last month": of those shown, and no new ranking.

    "It" after several members means the answer: "show it by month".
    """
    said = next((item for item in draft.items if not item.taken and _is_pronoun(item)), None)
    changes = bool(draft.grain or draft.groups or draft.window) or any(draft.cued("trend"))
    if said is None or not changes:
        return False
    chosen = shown_condition(draft, base)
    return chosen is not None and (len(chosen.values) == 1 or said.text.rstrip("的") not in _SINGULAR)


def _is_pronoun(item: Item) -> bool:
    return item.text in PRONOUNS or item.text.rstrip("的") in PRONOUNS_ZH


def keep_among(draft: Draft, base: QueryMetricsArgs) -> None:
    """Let a new condition choose among the members of a ranking."""
    if (base.top is None and base.limit is None) or draft.top is not None or "top" in draft.dropped:
        return
    word, narrowed = points_at_them(draft), draft.filters or draft.window or draft.members or draft.sets or draft.having
    of_theirs = bool(draft.metrics) and not draft.adds and not draft.groups and points_back(draft)
    splits = _splits_them(draft, base)
    if not of_theirs and not splits and (word is None or not narrowed):
        return
    chosen = shown_condition(draft, base)
    if chosen is None:
        raise refuse("nothing_shown", word=word.text if word else " ".join(item.text for item in draft.items))
    if all(not isinstance(predicate, Compare) or predicate.field != chosen.field for predicate in draft.filters):
        draft.filters.append(chosen)
    draft.adds = draft.adds or (splits and len(chosen.values) > 1)  # each of several by month
    if not draft.order and not draft.metrics and not draft.grain and next(draft.cued("trend"), None) is None:
        draft.order = base.order or ((Order(base.top.by, base.top.direction),) if base.top else ())
    draft.dropped.add("top")
