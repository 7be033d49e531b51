"""Members who bought in one period and did, or did not, in another: "bought in May but not in June", 去年买过今年没买.

Rule: in English a period belongs to what is said before it, in Chinese to what is said after it; each such period is a
condition of its own on the same members. "For the first time" adds that there was nothing before it. Periods with a
denial between them that cannot be told apart so are refused: joined into one they would say something else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise

from assistant.parser.conditions.amounts_in_time import amount_among, choose_by_amount, is_amount
from assistant.parser.conditions.entities import person_by_value
from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.figures.roles import order_metric
from semantic_layer.nicknames import person
from semantic_layer.query import Members, MetricRef, Window
from semantic_layer.wordforms import has_han

_DENIALS = ("never", "not", "lacking")
_VERBS = ("bought", "first_time")
_JOINING = ("filler", "is", "and", "both", "again", "unit_orders", "relating", "not_before", *_VERBS, *_DENIALS)
_EACH = ("都", "均", "又", "也", "both", "again")


@dataclass(frozen=True)
class _Clause:
    """A period with the words that belong to it."""

    time: Item
    words: tuple[Item, ...]

    def has(self, *cues: str) -> bool:
        return any(word.has(*cues) for word in self.words)

    @property
    def says(self) -> bool:
        """Has it a verb of its own, or a number?"""
        return self.has(*_VERBS) or amount_among(self.words) is not None

    @property
    def is_each(self) -> bool:
        return any(word.text in _EACH for word in self.words)


def read_two_times(draft: Draft) -> None:
    """Turn every period that has its own verb into a condition on the members.

    Raises
    ------
    Unreadable
        One of several periods is denied, and which one cannot be told.
    """
    orders, buyer = order_metric(draft.vocabulary), person(draft.model)
    clauses = _clauses(draft) if orders and buyer and _names(draft, buyer) else []
    first = [clause for clause in clauses if clause.has("first_time", "not_before")]
    several = len(clauses) > 1 and (
        any(clause.is_each or clause.has(*_DENIALS) for clause in clauses) or sum(clause.says for clause in clauses) > 1
    )
    if not orders or not buyer or not (first or several) or len(first) > 1:
        _refuse_denied(draft)
        return
    for clause in clauses:
        match = clause.time.piece.time
        assert match is not None
        window = draft.calendar.resolve(match.rule)
        if clause in first:
            if window.start is None:
                raise refuse("not_supported", construction=clause.time.text)
            draft.members.append(_condition(buyer, orders, 0, before_window(draft, window)))
        if amount_among(clause.words) is not None:
            spends = any(other.has("spent") for other in clauses)
            draft.members.append(choose_by_amount(draft, buyer, clause.words, window, spends=spends))
        else:
            draft.members.append(_condition(buyer, orders, 0 if clause.has(*_DENIALS) else 1, window))
        clause.time.take(f"time:{match.rule}", "time")
        if match.assumption:
            draft.assume(match.assumption, f"time:{match.rule}")
        for word in clause.words:
            _take(word)
    draft.members.sort(key=lambda member: (str(member.window and member.window.start), member.op))


def _condition(entity: str, orders: str, least: int, window: Window) -> Members:
    """Members with an order in the window, or (`least` 0) with none."""
    return Members(entity, MetricRef(orders), "ge" if least else "eq", (least,), window)


def before_window(draft: Draft, window: Window) -> Window:
    assert window.start is not None
    return draft.calendar.resolve(f"until:{(window.start - timedelta(days=1)).isoformat()}")


def _names(draft: Draft, buyer: str) -> bool:
    """Whether the question speaks of those who buy, or of their number."""
    counted = draft.model.entity(buyer).default_count
    return person_by_value(draft) is not None or any(
        meaning.name == (buyer if kind == "entity" else counted)
        for item in draft.items
        for kind in ("entity", "metric")
        for meaning in item.named(kind)
    )


# --- whose period it is -----------------------------------------------------------------------------------------


def _times(draft: Draft) -> list[Item]:
    return [i for i in draft.free() if i.piece.time is not None and i.piece.time.kind == "window"]


def _clauses(draft: Draft) -> list[_Clause]:
    """The periods that a verb of buying governs, in the order of the text; empty where one of them has no verb."""
    times = _times(draft)
    if has_han(draft.text):
        found = _shift_denials([_Clause(time, _words(draft, time, 1)) for time in times])
        while found and not found[-1].says:
            found.pop()  # the period of what is asked about the members
        for index in range(len(found) - 2, -1, -1):  # 9月和10月都没买: what follows is said of both
            if not found[index].says:
                found[index] = replace(found[index], words=(*found[index].words, *found[index + 1].words))
        return found
    found = [_Clause(time, (*_words(draft, time, -1), *_not_before(draft, time))) for time in times]
    while found and not found[0].says:
        found.pop(0)
    return found if all(clause.words for clause in found) else []


def _words(draft: Draft, time: Item, step: int) -> tuple[Item, ...]:
    """The words beside a period that join it to a verb, up to the next period or the first word of another kind."""
    found: list[Item] = []
    index = time.index + step
    while 0 <= index < len(draft.items) and _joins(item := draft.items[index]):
        found.append(item)
        index += step
    return tuple(found)


def _not_before(draft: Draft, time: Item) -> tuple[Item, ...]:
    """ "Bought in October but never before": what is said after the period is of it."""
    after = draft.right(time)
    return (after,) if after is not None and after.has("not_before") and not after.taken else ()


def _joins(item: Item) -> bool:
    if is_amount(item):
        return True
    return not item.taken and not item.piece.meanings and item.has(*_JOINING) and item.piece.time is None


def _shift_denials(clauses: list[_Clause]) -> list[_Clause]:
    """9月买过但没有在10月买: a denial after the verb, right before the next period, is of that period."""
    found = list(clauses)
    for index, clause in enumerate(found[:-1]):
        verbs = [word.index for word in clause.words if word.has(*_VERBS)]
        late = tuple(w for w in clause.words if w.has(*_DENIALS) and verbs and w.index > max(verbs))
        if late:
            found[index] = replace(clause, words=tuple(word for word in clause.words if word not in late))
            found[index + 1] = replace(found[index + 1], words=(*late, *found[index + 1].words))
    return found


def _take(word: Item) -> None:
    if word.has(*_DENIALS):
        word.operate("not", "negation")
    elif not word.taken and not word.piece.is_soft:
        word.operate("condition")


def _refuse_denied(draft: Draft) -> None:
    """A denial between two periods is not to be lost when they are joined."""
    times = _times(draft)
    for before, after in pairwise(times):
        between = draft.between(before, after)
        if any(item.has(*_DENIALS) and not item.piece.meanings for item in between):
            said = draft.text[before.piece.start : after.piece.end]
            raise refuse("not_supported", construction=said, missing=[said])
