"""Moving sums and averages: "7-day rolling sum of revenue", 近7天滚动销售额, "3-month moving average".

Rule: the number of periods belongs to the window that moves, its unit is the time axis, and a word for a sum or an
average beside it says what is done with them; without such a word a rolling number is a sum. As of one day it is the
sum of the window that ends with that day.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import cast

from assistant.parser.draft import Draft, Item
from semantic_layer.model import Grain
from semantic_layer.query import Cumulate

_REACH = 3
_BESIDE = 2  # "cumulative 7-day revenue", 累计7天: the number belongs to a word for any sum only right beside it


_TRAILING = re.compile(r"(?:the )?trailing [\w]+-\w+$")


def read_rolling(draft: Draft) -> None:
    """Fill the moving window, before its unit and its number could be read as anything else."""
    rolling = next(draft.cued("moving_sum"), None)
    for cue in (rolling, *draft.cued("cumulative")):
        if cue is not None and _counted(draft, cue):
            return
    for item in list(draft.free()):
        rule = item.piece.time.rule if item.piece.time is not None and item.piece.time.kind == "window" else ""
        kind, _, rest = rule.partition(":")
        count, _, unit = rest.partition(":")
        if kind not in ("rolling", "last") or not count.isdigit() or unit not in ("day", "week", "month", "quarter"):
            continue
        moves = kind == "rolling" or _TRAILING.match(item.text) is not None
        cue = rolling if rolling is not None else _aggregate_after(draft, item) if kind == "rolling" else None
        if cue is None and moves and _runs_by(draft, item, unit):
            cue = item
        if cue is None or abs(cue.index - item.index) > _REACH:
            continue
        if int(count) > 1:
            _fill(draft, cue, int(count), cast(Grain, unit), (item,))
            return


def _runs_by(draft: Draft, item: Item, unit: str) -> bool:
    """ "Trailing 12-month revenue by month": one such sum for each month."""
    return any(t.piece.time and t.piece.time.grain == unit for t in draft.free() if t is not item)


def _counted(draft: Draft, rolling: Item) -> bool:
    reach = _REACH if rolling.has("moving_sum") else _BESIDE
    near = [i for i in draft.free() if abs(i.index - rolling.index) <= reach]
    number = next((i for i in near if i.piece.number is not None and i.piece.number.unit is None), None)
    unit = next((i for i in near if i.piece.time is not None and i.piece.time.kind == "grain"), None)
    if number is None or unit is None or number.piece.number is None or unit.piece.time is None:
        return False
    grain, n = unit.piece.time.grain, int(number.piece.number.value)
    if grain is None or n <= 1:
        return False
    _fill(draft, rolling, n, grain, (number, unit))
    return True


def _aggregate_after(draft: Draft, item: Item) -> Item | None:
    """ "Rolling 7-day average", "rolling 7-day sum"."""
    after = draft.items[item.index + 1] if item.index + 1 < len(draft.items) else None
    return after if after is not None and after.has("agg_avg", "agg_sum") and not after.taken else None


def _fill(draft: Draft, cue: Item, n: int, grain: Grain, words: tuple[Item, ...]) -> None:
    beside = (draft.left(cue), draft.right(cue))
    says = cue if cue.has("agg_avg", "agg_sum") else next((b for b in beside if b is not None and _says(b)), None)
    average = says is not None and says.has("agg_avg")
    for item in (cue, *words, *((says,) if says is not None else ())):
        item.take(f"rolling:{n}:{grain}", "operator", "operator")
    if not average and (day := _day_of(draft)) is not None:
        start = days_before(day, n, grain)
        draft.window = draft.calendar.resolve(f"between:{start.isoformat()}:{day.isoformat()}")
        return
    draft.grain = grain
    draft.cumulate = Cumulate("moving_avg" if average else "moving_sum", n=n)


def _day_of(draft: Draft) -> date | None:
    """ "As of 15 October", 截至10月15日: the one day that is asked for, where no course over time is."""
    times = [item for item in draft.free() if item.piece.time is not None]
    if len(times) != 1 or next(draft.cued("trend"), None) is not None:
        return None
    rule = times[0].piece.time.rule if times[0].piece.time else ""
    if not rule.startswith("until:") or len(times[0].piece.times) != 1:
        return None
    end = draft.calendar.resolve(rule).end
    times[0].take(f"time:{rule}", "time")
    return end - timedelta(days=1) if end else None


def days_before(day: date, n: int, grain: Grain) -> date:
    """Return the first day of the `n` days, weeks, months or quarters that end with `day`."""
    if grain in ("day", "week"):
        return day - timedelta(days=n * (7 if grain == "week" else 1) - 1)
    after = day + timedelta(days=1)
    months = after.year * 12 + after.month - 1 - n * (3 if grain == "quarter" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(after.day, monthrange(year, month + 1)[1]))


def _says(item: Item) -> bool:
    return item.has("agg_avg", "agg_sum") and not item.taken
