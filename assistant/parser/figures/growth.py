"""How much and how long something grew: "grew more than 10 %", "fell three quarters in a row", 连续三个季度增长.

Rule: a condition beside a word for growth is about the change of the number that is asked for, in percent of the value
before or in its own unit; a run of periods is a condition of its own and never an axis. Both need rows to choose from.
"""

from __future__ import annotations

from datetime import timedelta

from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.text.values import typed
from semantic_layer.query import MetricFilter, Operator, Streak

_GROWTH = ("growth", "decline", "change")
_MIRROR: dict[str, Operator] = {"gt": "lt", "ge": "le", "lt": "gt", "le": "ge"}
_REACH = 4  # words between the parts of "grew three quarters in a row"
GRAINS = ("day", "week", "month", "quarter", "year")


def read_streaks(draft: Draft) -> None:
    """Take "three quarters in a row" with the growth it is about."""
    for cue in list(draft.cued("streak")):
        near = [i for i in draft.items if not i.taken and abs(i.index - cue.index) <= _REACH]
        number = next((i for i in near if i.piece.number is not None and i.piece.number.unit is None), None)
        unit = next((i for i in near if i.piece.time is not None and i.piece.time.kind == "grain"), None)
        growth = next((i for i in draft.items if i.has("growth", "decline") and not i.piece.meanings), None)
        if number is None or unit is None or growth is None or number.piece.number is None or unit.piece.time is None:
            continue
        n, grain = int(number.piece.number.value), unit.piece.time.grain
        if grain not in GRAINS or n != number.piece.number.value or n < 1:
            continue
        for item in (cue, number, unit):
            item.take(f"streak:{n}:{grain}", "comparison", "operator")
        growth.take("streak", "comparison", "operator")
        draft.streak = (grain, n, "up" if growth.has("growth") else "down")


def read_growth_conditions(draft: Draft) -> None:
    """Take conditions that stand beside a word for growth; the number they are about is settled later."""
    for item in list(draft.free()):
        condition = item.piece.condition
        cue = _growth_before(draft, item) if condition is not None else None
        if condition is None or cue is None or condition.than is not None:
            continue
        falls = cue.has("decline")
        values = tuple(float(value) for value in condition.values)
        op: Operator = condition.op
        if falls:
            values = tuple(sorted(-value for value in values))
            op = _MIRROR.get(op, op)
        if condition.unit == "percent":
            draft.growth_conditions.append(("rate", op, tuple(typed(value / 100) for value in values), falls))
        else:
            kind = "points" if condition.unit == "points" else "change"
            draft.growth_conditions.append((kind, op, tuple(map(typed, values)), falls))
        item.take(f"number:{','.join(map(str, values))}", "number")


def _growth_before(draft: Draft, item: Item) -> Item | None:
    """ "Grew by more than 10 %", "growth rate above 5 %", 增长超过10%."""
    before = _before_comparison(draft, item)
    by = before if before is not None and before.text == "by" and not before.taken else None
    if by is not None:
        before = draft.left(by)
    if by is None and before is not None and _is_percentage(item) and (of := _growth_of(draft, before)):
        return of
    if before is None or not before.has(*_GROWTH, "fast") or before.piece.meanings:
        return None
    if by is not None:
        by.operate("by")
    return before


def _before_comparison(draft: Draft, item: Item) -> Item | None:
    """The word before a condition; "from the period before" may stand between the growth and its size."""
    before = draft.left(item)
    is_comparison = before is not None and before.piece.time is not None and before.piece.time.kind == "comparison"
    return draft.left(before) if before is not None and is_comparison else before


def _is_percentage(item: Item) -> bool:
    """A percentage: "> 10 %" is said of a change, and of no amount."""
    return item.piece.condition is not None and item.piece.condition.unit == "percent"


def _growth_of(draft: Draft, metric: Item) -> Item | None:
    """ "% growth of revenue > 10 %": the number stands between the word for growth and its condition."""
    names = [m.name for m in metric.named("metric")]
    cue = draft.left(metric)
    shares = any(draft.model.metric(name).format.kind == "percent" for name in names if draft.model.has_metric(name))
    if not names or shares or cue is None or cue.piece.meanings or not cue.has(*_GROWTH):
        return None
    return cue


def settle_growth(draft: Draft) -> None:
    """Fill the conditions on groups and the run of periods, once the number and the rows are known."""
    if draft.streak is not None:
        if not draft.groups or not draft.metrics:
            raise refuse("not_supported", construction=draft.words_of_time() or draft.text)
        grain, n, direction = draft.streak
        draft.ran = Streak(draft.metrics[0].ref.key, grain, n, direction)
    _leave_out_running_period(draft)
    for kind, op, values, falls in draft.growth_conditions:
        if not draft.metrics or not draft.compare or not (draft.groups or draft.grain):
            raise refuse("not_supported", construction=draft.growth or kind)
        name, key = draft.metrics[0].ref.name, draft.metrics[0].ref.key
        shown = "rate" if kind == "rate" else "change"
        if kind == "points":
            if not draft.model.has_metric(name) or draft.model.metric(name).format.kind != "percent":
                raise refuse("not_supported", construction=draft.growth or draft.called(name))
            values = tuple(typed(value / 100) for value in values)
        by = f"{key}__{draft.compare[0].to}_{shown}"
        draft.having.append(MetricFilter(by, op, values))
        if falls and op in ("gt", "ge"):  # "fell less than 5 %" fell all the same
            draft.having.append(MetricFilter(by, "lt", (0,)))


def _leave_out_running_period(draft: Draft) -> None:
    """ "Years that grew more than 10 %" are years that are over: a running one has not grown yet."""
    if not draft.growth_conditions or not draft.compare or draft.grain is None or draft.window is not None:
        return
    running = draft.calendar.resolve(f"this:{draft.grain}")
    if running.start is None or running.start >= draft.calendar.as_of:
        return
    draft.window = draft.calendar.resolve(f"until:{running.start - timedelta(days=1)}")
    draft.assume("default_window", f"time:{draft.window.rule}")
