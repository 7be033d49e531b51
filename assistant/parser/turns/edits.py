"""Words that change the turn before: drop, replace, reverse, also, the period before that.

Rule: an edit names a slot of the plan before and says what becomes of it; a slot that the plan before does not have
cannot be edited, and the word is then read as in any other question.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.parser.draft import Draft, Group, Item, refuse
from assistant.parser.rows.member_rows import stand_in
from assistant.parser.turns.adjust import read_aggregation, read_supposition, read_threshold
from assistant.parser.turns.only_newcomers import refuse_only_newcomers
from assistant.parser.turns.only_the_first import read_only_the_first
from assistant.parser.turns.removed_values import read_removed_values
from assistant.parser.turns.share_of_each import read_share_of_each
from assistant.parser.turns.split_groups import read_split
from assistant.parser.turns.turn_base import refuse_dangling
from assistant.parser.turns.turn_words import (
    clause_before,
    read_order_of_figure,
    read_same_order,
    take_dismissed,
    take_turned_question,
)
from assistant.parser.turns.widened import read_widened
from semantic_layer import periods
from semantic_layer.calendar import Calendar
from semantic_layer.query import Compare, Window
from tools.arguments import QueryMetricsArgs


def read_edits(draft: Draft) -> None:
    """Take the words of an edit and note what is not to be inherited."""
    if next(draft.cued("new_topic"), None) is not None:
        for cue in list(draft.cued("new_topic")):
            cue.operate("new topic", "intent")
        draft.previous = None
    base = draft.previous
    take_turned_question(draft)
    if base is None:
        refuse_dangling(draft)
        return
    read_supposition(draft)
    read_same_order(draft, base)
    read_widened(draft, base)
    read_removed_values(draft, base)
    read_share_of_each(draft, base)
    read_only_the_first(draft, base)
    refuse_only_newcomers(draft, base)
    _read_swap(draft, base)
    _read_removal(draft, base)
    _read_reversal(draft, base)
    _read_earlier(draft, base)
    read_split(draft, base)
    _read_regrouping(draft, base)
    read_order_of_figure(draft, base)
    for cue in list(draft.cued("adding")):
        draft.adds = True
        cue.operate("also")
    read_threshold(draft, base)
    read_aggregation(draft, base)


# -- replace and drop -----------------------------------------------------------------------------------------


def _read_swap(draft: Draft, base: QueryMetricsArgs) -> None:
    """ "Orders instead of revenue", "replace region by channel", 把地区换成渠道: the one goes, the other comes."""
    for cue in list(draft.cued("swap")):
        before, after = draft.left(cue), draft.right(cue)
        old = after if cue.text in ("instead of", "rather than", "in place of", "replace", "swap", "而不是") else before
        if old is not None and _drop(draft, base, old):
            draft.adds = True
        elif not cue.has("about") and not (after is not None and _is_of_view(after)):
            continue  # 改成按渠道看 is an edit, 改成 a value is none
        cue.operate("instead")


def _is_of_view(item: Item) -> bool:
    """What an answer is split by, ranked by or about, which no row of the data holds."""
    return item.has("group", "top", "bottom", "rank", "sort_desc", "sort_asc") or item.piece.time is not None


def _read_removal(draft: Draft, base: QueryMetricsArgs) -> None:
    """ "Drop the filter", "remove East", 不用告诉我客单价了: slots that are not wanted any more."""
    for cue in list(draft.cued("remove")):
        if cue.text == "without" and any(item.piece.meanings for item in draft.items[: cue.index]):
            continue  # "customers without orders" is a condition
        named = [item for item in clause_before(draft, cue) if _is_slot(item)] or list(_named_after(draft, cue))
        word = next((item for item in named if item.has("filter_word")), None)
        others = [item for item in named if item is not word]
        if cue.has("write") and not all(_slots(base, item, only_filters=word is not None) for item in others):
            continue  # "delete the orders of East" is about data, not about the answer
        dropped = [item for item in others if _drop(draft, base, item, only_filters=word is not None)]
        if word is not None and not others:
            _require(bool(base.filters or base.members or base.having), word)
            draft.dropped |= {"filters", "members", "having"}
        elif not dropped and others and cue.has("dismissed"):
            take_dismissed(draft, cue, others)
        elif not dropped:
            _refuse_unknown_slot(draft, cue, others)
            continue
        cue.operate("remove")
        if word is not None:
            word.operate("filter")


def _refuse_unknown_slot(draft: Draft, cue: Item, named: Sequence[Item]) -> None:
    """ "Drop the channel" where the answer has none: "drop" is then no fall of a number."""
    first = next((item for item in draft.items if not item.has("filler", "comma")), None)
    after = draft.items[cue.index + 1] if cue.index + 1 < len(draft.items) else None
    whole = all(item in named or item is cue or item.piece.is_soft for item in draft.items)
    if first is cue and named and whole and (after is None or after.text in ("the", "that", "this")):
        raise refuse("nothing_to_drop", word=named[0].text)


def _require(is_there: bool, word: Item) -> None:
    if not is_there:
        raise refuse("nothing_to_drop", word=word.text)


def _named_after(draft: Draft, cue: Item) -> Iterable[Item]:
    """The words that an edit is about, up to the next comma; in 把地区筛选去掉 they stand before it."""
    found: list[Item] = []
    for item in draft.items[cue.index + 1 :]:
        if item.has("comma", "swap", "adding") and not item.piece.meanings:
            break
        found.append(item)
    found = [item for item in found if _is_slot(item)]
    if not found:
        found = [item for item in draft.items[: cue.index] if _is_slot(item)]
    return found


def _is_slot(item: Item) -> bool:
    return bool(item.piece.meanings or item.piece.time) or item.has(
        "filter_word", "period_word", "compare", "share", "top", "rank", "trend", "cumulative"
    )


def _drop(draft: Draft, base: QueryMetricsArgs, item: Item, *, only_filters: bool = False) -> bool:
    """Note that the slot that `item` names is not inherited; say whether there is one."""
    slots = _slots(base, item, only_filters=only_filters)
    if not slots:
        return False
    draft.dropped |= set(slots)
    item.operate("dropped")
    return True


def _slots(base: QueryMetricsArgs, item: Item, *, only_filters: bool) -> list[str]:
    """The slots of the query before that a word names."""
    slots = _filters_of(base, item, {meaning.name for meaning in item.piece.meanings})
    if only_filters:
        return slots
    time = item.piece.time
    names = {meaning.name for meaning in item.piece.meanings if meaning.kind != "value"}
    columns = [f"row:{ref.key}" for ref in base.dimensions if ref.name in names]
    if columns and base.rows:
        slots = [slot for slot in slots if slot.removeprefix("filter:") not in names]  # a column, not its condition
    slots += columns
    slots += [f"metric:{ref.key}" for ref in base.metrics if ref.name in names]
    slots += ["time"] if time is not None and time.kind == "window" and base.window else []
    slots += ["time"] if item.has("period_word") and base.window else []
    slots += ["grain"] if time is not None and time.kind == "grain" and time.grain == base.grain else []
    slots += ["compare"] if item.has("compare") and base.compare else []
    slots += ["share"] if item.has("share") and base.share else []
    slots += ["top"] if item.has("top", "rank") and (base.top or base.order) else []
    return slots


def _filters_of(base: QueryMetricsArgs, item: Item, names: set[str]) -> list[str]:
    """The conditions on a field or on a value that the plan before chose."""
    values = {meaning.value for meaning in item.named("value")}
    found = []
    for predicate in base.filters:
        if not isinstance(predicate, Compare) or predicate.field not in names:
            continue
        if not values or (predicate.op in ("eq", "ne") and set(predicate.values) <= values):
            found.append(f"filter:{predicate.field}")
    return found


# -- other rows -----------------------------------------------------------------------------------------------


def _read_regrouping(draft: Draft, base: QueryMetricsArgs) -> None:
    """ "By podcast instead", 换成按播客: a thing after "by" is what the figures before are split by, not a figure."""
    if not base.metrics or any(item.has("rank", "axis", "sort_desc", "sort_asc", "top") for item in draft.items):
        return
    for item in list(draft.free()):
        marker = draft.left(item)
        if not item.named("entity") or item.named("dimension") or marker is None or not marker.has("group"):
            continue
        if marker.taken or any(other.named("metric") and other is not item for other in draft.items):
            return
        name = draft.choose(item, "ambiguous_dimension", [m.name for m in item.named("entity")])
        draft.groups.append(Group(stand_in(draft, name, item), item, marked=True))
        marker.operate("by")
        item.take(f"entity:{name}", "entity")
        draft.edits = True


# -- turn round -----------------------------------------------------------------------------------------------


def _read_reversal(draft: Draft, base: QueryMetricsArgs) -> None:
    """ "Reverse the order", 请逆序再排一遍: the ranking or order before, from the other end."""
    for cue in list(draft.cued("reverse")):
        _require(bool(base.top or base.order), cue)
        draft.reversed = True
        cue.operate("reverse", "ranking")


# -- the period before ----------------------------------------------------------------------------------------


def _read_earlier(draft: Draft, base: QueryMetricsArgs) -> None:
    """ "And the period before that?", 再往前呢: as long as the one before, and right before it."""
    for cue in list(draft.cued("earlier")):
        if base.window is None:
            raise refuse("nothing_before", word=cue.text)
        _refuse_other_length(draft, cue, base.window)
        unit = next((item for item in (draft.left(cue), draft.right(cue)) if _is_unit(item)), None)
        draft.window = Window(rule=rule_before(draft.calendar, base.window))
        cue.take(f"time:{draft.window.rule}", "time")
        if unit is not None:
            unit.operate("period")


_LENGTHS = {"月": "month", "季度": "quarter", "周": "week", "年": "year"}


def _refuse_other_length(draft: Draft, cue: Item, window: Window) -> None:
    """再上个月 after a figure of a year: there is no month before it."""
    said = next((grain for word, grain in _LENGTHS.items() if cue.text.endswith(word)), None)
    whole = window if window.start else draft.calendar.resolve(window.rule)
    if said is None or whole.start is None or whole.end is None:
        return
    if periods.whole_units(whole.start, whole.end, draft.calendar.spec) != (1, said):
        raise refuse("nothing_before", word=cue.text)


def _is_unit(item: Item | None) -> bool:
    return item is not None and item.piece.time is not None and item.piece.time.kind == "grain" and not item.taken


def rule_before(calendar: Calendar, window: Window) -> str:
    """Return the rule of the period of the same length right before `window`."""
    whole = window if window.start else calendar.resolve(window.rule)
    then = calendar.compared(whole, "previous", "full", None).then
    assert then.start is not None
    assert then.end is not None  # a counterpart is always bounded
    n, unit = periods.whole_units(then.start, then.end, calendar.spec)
    if n == 1 and unit in ("day", "month", "quarter", "year"):
        start = then.start
        return {
            "day": f"day:{start.isoformat()}",
            "month": f"month:{start:%Y-%m}",
            "quarter": f"quarter:{start.year}-{(start.month + 2) // 3}",
            "year": f"year:{start.year}",
        }[unit]
    return f"between:{then.start.isoformat()}:{(then.end - periods.days(1)).isoformat()}"
