"""Lists that name no column: "show all employees", "which restaurants serve", 得分最高的学生.

Rule: members are listed where they are shown, asked for by "which", put in order or picked by a column of their own,
and nothing in the question is a figure.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item
from assistant.parser.rows.attributes import column_names, is_figure_elsewhere, is_order, is_ranked
from assistant.parser.rows.labels import dataset_of, labels_of, stated_label
from assistant.parser.rows.listed import EACH, Listing, asks_figures, entities_of, is_grouping, is_which_of, says_show
from semantic_layer.wordforms import has_han

_CLAUSES = frozenset({"who", "that", "which", "whose", "where", "with", "without", "having"})


def all_shown(draft: Draft) -> Listing | None:
    """ "Show all employees", "which restaurants serve", 列出所有员工: members, where nothing else is asked of them."""
    if asks_figures(draft):
        return None
    things = [item for item in draft.items if entities_of(draft, item)]
    for head in things[:1]:
        if head.taken:
            return None  # it only says whose number is asked for
        picked = _is_picked_by_column(draft, head) or _is_put_in_order(draft, head)
        if not (picked or _is_shown(draft, head) or _is_named_by(draft, head)):
            continue
        if not picked and (_asks_figure(draft, head) or (is_which_of(draft, head) and not has_han(head.text))):
            continue  # "which customer cities are there" asks for the cities
        entity = draft.choose(head, "ambiguous_dimension", entities_of(draft, head))
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
    dataset = next((dataset_of(draft.model, name) for name in entities_of(draft, head)), None)
    return dataset is not None and any(
        column_names(draft, item, dataset.name, draft.reach) and not item.named("metric") for item in ordered
    )


def _is_picked_by_column(draft: Draft, head: Item) -> bool:
    """ "The student with the highest score", 得分最高的学生: by a column of their own."""
    if any(is_grouping(item) for item in draft.items if not item.text.startswith(("by", "按"))):
        return False
    for entity in entities_of(draft, head)[:1]:
        dataset = dataset_of(draft.model, entity)
        for item in draft.items:
            if item.taken or not item.named("dimension") or dataset is None:
                continue
            if item is head and not is_which_of(draft, head):
                continue
            if is_figure_elsewhere(draft, item, dataset.name):
                continue
            own = [n for n in column_names(draft, item, dataset.name, draft.reach) if n.startswith(f"{entity}.")]
            if own and (is_ranked(draft, item) or _is_ranked_by(draft, item)):
                return True
    return False


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
    if _is_shown_with_a_clause(draft, head):
        return True
    if any(item.has("newest", "oldest", "quality") for item in draft.items[max(0, head.index - 6) : head.index]):
        return True
    if after is None or not has_han(after.text) or not after.has("which", "list"):
        return False
    asked = draft.right(after)  # 图书有哪些类型 asks for the values of a column
    return asked is None or not (asked.named("dimension") or asked.named("entity"))


def _is_shown_with_a_clause(draft: Draft, head: Item) -> bool:
    """ "Show employees who are partners", "list urgent tickets": shown, and told which ones."""
    before = list(draft.items[: head.index])
    while before and (before[-1].named("value") or before[-1].named("adjective") or before[-1].piece.literal):
        before.pop()
    verb = before[-1] if before else None
    if has_han(head.text) or verb is None or verb.taken or not all(item.has("filler", "list") for item in before):
        return False
    if any(item.has("list") or "list" in item.text.split() for item in before):
        return True
    after = draft.items[head.index + 1] if head.index + 1 < len(draft.items) else None
    clause = after is not None and bool(set(after.text.split()[:1]) & _CLAUSES)
    return clause and any(says_show(item) for item in before)


def _asks_figure(draft: Draft, head: Item) -> bool:
    """A ranking by a figure, a grouping or a condition on a figure is read by the rules of figures."""
    ranks = any(
        i.has("high", "low", "best", "worst", "fast", "growth", "decline", "top", "bottom") for i in draft.items
    )
    return ranks or any(is_grouping(item) for item in draft.items)


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
        shown = shown or says_show(item)
        every = every or bool(words & EACH) or item.text in EACH
    return shown and every


def _narrows(item: Item) -> bool:
    """What may stand between 列出 and the members in Chinese: periods, conditions and verbs."""
    limits = item.piece.time is not None or item.piece.condition is not None or item.piece.number is not None
    return limits or item.has("relating", "happened", "never", "lacking", "not", "and", "or", "quality")
