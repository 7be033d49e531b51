"""References to what the answer before showed: "those customers", "the second one", 其中, 第二个.

Rule: a reference stands for the members that were shown, or for the conditions that chose them; where nothing was shown
that the word can mean, the question is refused by it. A word of a list inside one question points to that list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.conversation import Shown
from assistant.parser.conditions.sets import narrow_purchases
from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.rows.labels import labels_of
from semantic_layer.query import Compare, Members, Predicate
from semantic_layer.wordforms import has_han
from tools.arguments import QueryMetricsArgs

ONES = ("one", "ones", "个", "名", "条", "项", "位", "家", "款", "种")


def read_place(draft: Draft) -> None:
    """ "The second one", 第二个呢: the member shown in that place, or the next rank where only the winner was."""
    base = draft.previous
    if base is None or draft.edits_rows:
        return
    if any(item.has("which", "rank", "top", "bottom", "high", "low") for item in draft.items):
        return
    for item in list(draft.free()):
        number = item.piece.number
        if number is None or number.op != "nth" or number.value != int(number.value):
            continue
        one = draft.items[item.index + 1] if item.index + 1 < len(draft.items) else None
        if one is not None and (one.piece.meanings or one.piece.time) and not _names_shown(draft, one):
            continue
        place = int(number.value)
        shown = _only_shown(draft, one)
        if shown is not None and 1 <= place <= len(shown.members):
            draft.filters.append(Compare(shown.dimension, "eq", (shown.members[place - 1],)))
            draft.dropped |= {"top", "share", "having"}
        elif base.top is not None and base.top.n == 1 and place > 1:
            draft.dropped.add("top")
            draft.top = replace(base.top, skip=place - 1)
        else:
            raise refuse("nothing_shown", word=item.text)
        item.take(f"shown:{place}", "value")
        if one is not None and (one.text in ONES or _names_shown(draft, one)):
            one.take(f"shown:{place}", "filler", "filler")


def read_named_reference(draft: Draft) -> None:
    """ "Revenue of those customers", 这些地区每月的订单数: the members before are the frame of the question."""
    for item in list(draft.cued("those")) if not draft.edits_rows else ():
        noun = draft.right(item)
        if noun is not None and noun.piece.time is not None and noun.piece.time.kind == "window":
            noun = draft.right(noun)  # 它2025年的播放量
        if noun is not None and draft.previous is not None and _is_figure_of_theirs(draft, draft.previous, item, noun):
            if not _points_near(draft, item):
                _keep_shown(draft, draft.previous, item)
            continue
        if noun is None or not _is_thing(noun) or _is_named_before(draft, item, noun):
            continue
        if item.text in _OWNING and (draft.previous is None or _points_near(draft, item)):
            continue
        if item.text in _OWNING and _counts_what_they_have(draft, item, noun):
            continue
        if draft.previous is None and item.text in _PRONOUNS and any(map(_is_thing, draft.items[: item.index])):
            continue  # 按学校评分列出它们各自的专业: what the question itself named before
        if draft.previous is None:
            raise refuse("nothing_before", word=item.text if has_han(item.text) else f"{item.text} {noun.text}")
        if draft.previous.rows is not None and any(m.name in _rows_of(draft) for m in noun.named("entity")):
            continue  # more about the rows that were listed: they are inherited with their order
        _point(draft, draft.previous, item, noun)
        if not any(other.has("which", "list") for other in draft.items[: item.index]):
            noun.take(f"shown:{noun.text}", "entity")


def _is_figure_of_theirs(draft: Draft, base: QueryMetricsArgs, item: Item, noun: Item) -> bool:
    """它们总共的播放量, "their orders": another figure of the groups before, which stay the groups."""
    is_pronoun = item.text in (*_OWNING, "它们", "他们", "她们", "they", "them")
    has_groups = bool(base.dimensions or base.grain)
    is_other = not noun.named("entity") or not any(_is_about(draft, shown, noun) for shown in draft.shown)
    return is_pronoun and has_groups and bool(noun.named("metric")) and is_other


def _counts_what_they_have(draft: Draft, item: Item, noun: Item) -> bool:
    """它的中介数量 after the cities: the number of what the shown members have."""
    base, after = draft.previous, draft.right(noun)
    counts = after is not None and after.has("how_many") and not after.piece.meanings
    if base is None or not counts or not base.dimensions or _names_shown(draft, noun):
        return False
    _keep_shown(draft, base, item)
    return True


def _keep_shown(draft: Draft, base: QueryMetricsArgs, item: Item) -> None:
    """Of a ranking the members that were shown are meant, not those that lead by the new figure."""
    shown = _only_shown(draft, None)
    if base.top is None:
        return
    if shown is None or len(draft.shown) > 1:
        raise refuse("nothing_shown", word=item.text)
    members = tuple(sorted(shown.members, key=str))
    draft.filters.append(Compare(shown.dimension, "in" if len(members) > 1 else "eq", members))
    draft.dropped.add("top")
    item.take(f"shown:{shown.dimension}", "value")


def read_pronoun(draft: Draft) -> None:
    """ "Orders by channel for those", 其中哪些是女性: the same without a noun, in a question that is no edit."""
    base = draft.previous
    for item in list(draft.cued("those")):
        if base is None or _points_near(draft, item) or ((noun := draft.right(item)) is not None and _is_thing(noun)):
            continue
        _point(draft, base, item, None)


def _points_near(draft: Draft, item: Item) -> bool:
    """ "List the regions and their revenue": the pronoun of a second clause means what the first one named.

    In "how many customers bought them" it cannot mean the customers.
    """
    if item.text in _FAR:
        return False
    things = [other for other in draft.items[: item.index] if _is_thing(other)]
    return any(o.has("and", "comma", "adding") or o.text in _JOINING for o in _since(draft, things, item))


def _since(draft: Draft, things: Sequence[Item], item: Item) -> Sequence[Item]:
    return draft.items[things[0].index + 1 : item.index] if things else ()


_OWNING = ("their", "theirs", "its", "it", "它", "他们的", "她们的", "它们的", "它的")
_PRONOUNS = ("它们", "他们", "她们", "它们各自", "他们各自")
_JOINING = ("并", "并且", "然后", "再", "以及", "then")
_FAR = ("those", "these", "of those", "of these", "among those", "among these", "这些", "那些", "上述", "以上这些")


def _point(draft: Draft, base: QueryMetricsArgs, item: Item, noun: Item | None) -> None:
    _refuse_each_of_them(draft, item)
    shown = _only_shown(draft, noun)
    if shown is not None:
        members = tuple(sorted(shown.members, key=str))
        chosen = Compare(shown.dimension, "in" if len(members) > 1 else "eq", members)
        if noun is not None or not narrow_purchases(draft, chosen):
            draft.filters.append(chosen)
        item.take(f"shown:{shown.dimension}", "value")
    elif not _take_conditions(draft, base, item):
        raise refuse("nothing_shown", word=item.text)


def _refuse_each_of_them(draft: Draft, item: Item) -> None:
    """它们各自的总数 asks for a figure of each one; one figure of all of them would be another answer."""
    after = draft.items[item.index + 1 : item.index + 3]
    if any(other.text in ("各自", "分别", "each", "respectively") for other in after) and not draft.groups:
        raise refuse("not_supported", construction=f"{item.text}{after[0].text}")


def _rows_of(draft: Draft) -> set[str]:
    """The things that the rows before were."""
    rows = draft.previous.rows if draft.previous else None
    return {key.name for dataset in draft.model.datasets if dataset.name == rows for key in dataset.entities} | (
        {rows} if rows else set()
    )


def _is_named_before(draft: Draft, item: Item, noun: Item) -> bool:
    """ "Which cities have shops? Rank these cities ...": the word means what the question itself named."""
    names = {m.name for m in noun.piece.meanings}
    return any(names & {m.name for m in other.piece.meanings} for other in draft.items[: item.index])


def _is_thing(item: Item) -> bool:
    return bool(item.named("entity") or item.named("dimension") or item.named("segmentation"))


def _names_shown(draft: Draft, item: Item) -> bool:
    return any(_is_about(draft, shown, item) for shown in draft.shown)


def _only_shown(draft: Draft, noun: Item | None) -> Shown | None:
    """The one list that was shown, or the one that the noun names."""
    fitting = [shown for shown in draft.shown if shown.members and (noun is None or _is_about(draft, shown, noun))]
    plain = [shown for shown in fitting if draft.dimension(shown.dimension) or _is_segmentation(draft, shown)]
    return plain[0] if len(plain) == 1 else None


def _is_segmentation(draft: Draft, shown: Shown) -> bool:
    return draft.model.has_segmentation(shown.dimension)


def _is_about(draft: Draft, shown: Shown, noun: Item) -> bool:
    """Say whether the noun names the column, or the thing whose label it is."""
    if noun.text in ONES:
        return True
    names = {m.name for m in noun.piece.meanings}
    labels = {label for m in noun.named("entity") for label in labels_of(draft.model, m.name)}
    return shown.dimension in names or shown.dimension in labels


def _take_conditions(draft: Draft, base: QueryMetricsArgs, item: Item) -> bool:
    """Of an answer that showed one number: the conditions that chose what it counts."""
    if base.dimensions or base.grain or not (base.filters or base.members or base.window):
        return False
    known = {predicate.field for predicate in draft.filters if isinstance(predicate, Compare)}
    draft.filters += [predicate for predicate in base.filters if _field(predicate) not in known]
    chosen = [member for member in base.members if isinstance(member, Members)]
    if len(chosen) < len(base.members):
        raise refuse("not_supported", construction=item.text)
    draft.members += [replace(member, window=member.window or base.window) for member in chosen]
    if base.window is not None and not base.members:
        if draft.window is not None and draft.window != base.window:
            raise refuse("not_supported", construction=item.text)
        draft.window = base.window
    item.take("shown:conditions", "value")
    return True


def _field(predicate: Predicate) -> str:
    return predicate.field if isinstance(predicate, Compare) else ""
