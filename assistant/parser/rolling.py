"""Moving sums and averages: "7-day rolling sum of revenue", 近7天滚动销售额, "3-month moving average".

Rule: the number of periods belongs to the window that moves, its unit is the time axis, and a word for a sum or an
average beside it says what is done with them; without such a word a rolling number is a sum.
"""

from __future__ import annotations

from typing import cast

from assistant.parser.draft import Draft, Item
from semantic_layer.model import Grain
from semantic_layer.query import Cumulate

_REACH = 3


def read_rolling(draft: Draft) -> None:
    """Fill the moving window, before its unit and its number could be read as anything else."""
    rolling = next(draft.cued("moving_sum"), None)
    if rolling is not None and _counted(draft, rolling):
        return
    for item in list(draft.free()):
        rule = item.piece.time.rule if item.piece.time is not None and item.piece.time.kind == "window" else ""
        kind, _, rest = rule.partition(":")
        count, _, unit = rest.partition(":")
        if kind not in ("rolling", "last") or not count.isdigit() or unit not in ("day", "week", "month", "quarter"):
            continue
        cue = rolling if rolling is not None else _aggregate_after(draft, item) if kind == "rolling" else None
        if cue is None or abs(cue.index - item.index) > _REACH:
            continue
        if int(count) > 1:
            _fill(draft, cue, int(count), cast(Grain, unit), (item,))
            return


def _counted(draft: Draft, rolling: Item) -> bool:
    near = [i for i in draft.free() if abs(i.index - rolling.index) <= _REACH]
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
    draft.grain = grain
    draft.cumulate = Cumulate("moving_avg" if average else "moving_sum", n=n)


def _says(item: Item) -> bool:
    return item.has("agg_avg", "agg_sum") and not item.taken
