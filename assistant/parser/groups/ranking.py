"""Highest and lowest, first n and last n, best and worst.

Rule: a ranking needs something to rank and a number to rank by. "Best" follows the metric's own direction; a ranking
of a change follows the change. Without n a superlative asks for one, "top" for ten, and both are said.
"""

from __future__ import annotations

import re
from typing import Literal

from assistant.parser.draft import Draft, Item, Measured, refuse
from assistant.parser.figures.aggregations import AGGREGATIONS
from assistant.parser.figures.measures import default_metric
from assistant.parser.groups.bad_rows import counts_bad_rows
from assistant.parser.groups.sorted_groups import settle_sorted_groups, sort_by_group
from assistant.parser.text.numbers import chinese_number
from semantic_layer.query import MetricRef, Order, Top
from semantic_layer.wordforms import has_han, singular

SUPERLATIVES = ("high", "low", "best", "worst", "fast")
_LENGTHS = ("longest", "shortest", "the longest", "the shortest", "最长", "最短")
DEFAULT_LIMIT = 10
MAX_PLACE = 1000
_ORDINAL = re.compile(r"第([一二三四五六七八九十]+)")
Direction = Literal["desc", "asc"]


def read_ranking(draft: Draft) -> None:
    """Fill `top` or `order` from the ranking words of the question."""
    first_n = next(draft.cued("top", "bottom"), None)
    superlative = next(draft.cued(*SUPERLATIVES), None)
    if first_n and _is_period_word(draft, first_n):
        first_n = None
    if first_n and _is_cut_period(draft, first_n):
        raise refuse("not_supported", construction=f"{first_n.text} {draft.items[first_n.index + 1].text}")
    sorting = _sorting(draft)
    cue = first_n or superlative
    if cue is None:
        _read_nth_alone(draft)
        if draft.top is None:
            _sort(draft, sorting)
        return
    if not draft.groups and draft.grain is None:
        return  # nothing to rank: the word stays unexplained, or an aggregate takes it
    if not draft.metrics:
        name = default_metric(draft)
        draft.metrics.append(Measured(MetricRef(name), None))
        draft.assume("default_metric", f"metric:{name}")
    metric = _ranked_metric(draft, superlative or cue)
    if superlative is not None and superlative.text.startswith(_LENGTHS) and _is_count(draft, metric):
        return  # numbers of things are never long
    by = _column(draft, metric)
    direction = _direction(draft, metric, first_n, superlative, sorting)
    place = place_of(draft, cue, superlative)
    n = 1 if place else _how_many(draft, cue, superlative)
    for item in (first_n, superlative):
        if item:
            item.take(f"rank:{direction}:{n or 1}", "ranking", "operator")
    for item in list(draft.cued("rank", "axis", "sort_desc", "sort_asc")):
        item.operate("rank")
    if n is None and first_n and not _names_one(draft):
        n = DEFAULT_LIMIT
        draft.assume("default_limit", f"top:{n}")
    draft.top = Top(n or 1, by, direction, _within(draft, cue), skip=place - 1 if place else 0)


def _is_count(draft: Draft, measured: Measured) -> bool:
    known = draft.model.metric(measured.ref.name) if draft.model.has_metric(measured.ref.name) else None
    return known is not None and known.unit.kind == "count" and measured.ref.combine is None


def _names_one(draft: Draft) -> bool:
    """ "Top region" asks for one, "top regions" for several; Chinese does not say."""
    targets = [group.item.text for group in draft.groups if not group.marked]
    return bool(targets) and all(not has_han(text) and singular(text) == text for text in targets)


def _is_period_word(draft: Draft, item: Item) -> bool:
    return item.piece.time is not None


def _is_cut_period(draft: Draft, item: Item) -> bool:
    """ "Last month" that found no place as a period: never the last of the months by a number."""
    after = draft.items[item.index + 1] if item.index + 1 < len(draft.items) else None
    return item.text == "last" and after is not None and any(time.kind == "grain" for time in after.piece.times)


def _sorting(draft: Draft) -> Direction | None:
    if next(draft.cued("sort_asc"), None):
        return "asc"
    return "desc" if next(draft.cued("sort_desc", "rank"), None) else None


def _sort(draft: Draft, sorting: Direction | None) -> None:
    """ "Rank regions by revenue", "按销售额从高到低排序": all rows, in order."""
    axis = next(draft.cued("axis"), None) or _by_metric(draft)
    if draft.order and settle_sorted_groups(draft):
        for item in list(draft.cued("rank", "axis", "sort_desc", "sort_asc")):
            item.operate("sort")
        return
    if sorting is None and axis is None:
        return
    if _sort_by_time(draft, sorting) or sort_by_group(draft):
        return
    if draft.compared_members and sorting is None and axis:
        axis.operate("by metric")
        return
    if not draft.metrics or not (draft.groups or draft.grain):
        return
    metric = _ranked_metric(draft, axis or _first_figure(draft) or next(draft.cued("rank", "sort_desc", "sort_asc")))
    for item in list(draft.cued("rank", "axis", "sort_desc", "sort_asc")):
        item.operate("sort")
    draft.order = (Order(_column(draft, metric), sorting or "desc"),)


def _first_figure(draft: Draft) -> Item | None:
    """Of several figures that are sorted, where none is named: the first, which the answer is about."""
    return min((metric.item for metric in draft.metrics if metric.item), key=lambda item: item.index, default=None)


def _sort_by_time(draft: Draft, sorting: Direction | None) -> bool:
    """ "Ordered by month", 按年份排序: the periods in their own order, which is how they stand anyway."""
    cues = list(draft.cued("rank", "axis", "sort_desc", "sort_asc"))
    beside = [draft.left(cue) if has_han(cue.text) else draft.right(cue, skip=_is_by) for cue in cues]
    if draft.grain is None or not any(item is not None and item.kind == "grain" for item in beside):
        return False
    for cue in cues:
        cue.operate("sort")
    if sorting == "desc" and any(cue.has("sort_desc") for cue in cues):
        draft.order = (Order("period", "desc"),)
    return True


def _is_by(item: Item) -> bool:
    return item.has("filler", "group") and not item.piece.meanings


def _by_metric(draft: Draft) -> Item | None:
    """ "Regions by revenue": a grouping word before a metric names what to order by."""
    return next((word for word in draft.cued("group") if not _each(word) and _metric_after(draft, word)), None)


def _metric_after(draft: Draft, word: Item) -> Measured | None:
    """The metric of the answer that is named after "by"; it may have been named before as well."""
    named = draft.right(word, skip=_is_counting)
    if named is None or named.kind not in ("metric", "entity", "dimension"):
        return None
    return next((m for m in draft.metrics if m.item is named or named.bound_to in _bindings(m.ref.name)), None)


def _bindings(name: str) -> tuple[str, str]:
    """What a word for a metric, or for the column that it aggregates, is bound to."""
    return f"metric:{name}", f"dimension:{name}"


def _read_nth_alone(draft: Draft) -> None:
    """ "第一名", "ranked third": one place in a ranking."""
    for item in list(draft.free()):
        number = item.piece.number
        if number is None or number.op != "nth" or not (draft.groups or draft.grain) or not draft.metrics:
            continue
        place = int(number.value)
        if not 1 <= place <= MAX_PLACE:
            raise refuse("not_supported", construction=item.text)
        item.take(f"rank:desc:{place}", "ranking", "operator")
        for cue in list(draft.cued("rank")):
            cue.operate("rank")
        by = _column(draft, _ranked_metric(draft, item))
        draft.top = Top(1, by, "desc", _within(draft, item), skip=place - 1)


def _ranked_metric(draft: Draft, cue: Item) -> Measured:
    """The metric to rank by: named by "by M", else the one nearest to the ranking word."""
    for word in list(draft.cued("group", "axis")):
        measured = None if _each(word) else _metric_after(draft, word)
        if measured:
            word.operate("rank by")
            return measured
    if len(draft.metrics) == 1:
        return draft.metrics[0]

    def distance(measured: Measured) -> int:
        return abs(measured.item.index - cue.index) if measured.item else 999

    return min(draft.metrics, key=distance)


def _each(item: Item) -> bool:
    """ "Each", "各": words that split rows and never name what to rank by."""
    return any(word in item.text for word in ("each", "every", "per", "differ", "各", "每", "分", "不同"))


def _is_counting(item: Item) -> bool:
    """ "By number of orders", "by average amount": words between "by" and the metric."""
    if item.piece.meanings:
        return False
    return item.has("filler", "how_many", *AGGREGATIONS) or item.has("high", "low")


def _column(draft: Draft, measured: Measured) -> str:
    """The column that is ranked: the metric, or its change where a change was asked."""
    if draft.growth and draft.compare:
        shown = "change" if draft.growth == "change" else "rate"
        return f"{measured.ref.key}__{draft.compare[0].to}_{shown}"
    if draft.share and draft.share_ranked:
        return f"{measured.ref.key}__share"
    model = draft.model
    if model.has_metric(measured.ref.name) and measured.ref.agg is None:
        return model.metric(measured.ref.name).rank_by or measured.ref.key if _by_quality(draft) else measured.ref.key
    return measured.ref.key


def _by_quality(draft: Draft) -> bool:
    return any(item.has("best", "worst") for item in draft.items)


def _direction(
    draft: Draft, metric: Measured, first_n: Item | None, superlative: Item | None, sorting: Direction | None
) -> Direction:
    reverse = first_n is not None and first_n.has("bottom")
    if superlative is None:
        return "asc" if reverse else sorting or "desc"
    if superlative.has("low"):
        return "asc"
    if superlative.has("best", "worst"):
        better = _better(draft, metric)
        worst = superlative.has("worst") != (reverse and superlative.has("best"))
        return better if not worst else ("asc" if better == "desc" else "desc")
    falling = draft.growth == "decline"
    return "asc" if falling != reverse else "desc"


def _better(draft: Draft, measured: Measured) -> Direction:
    name = measured.ref.name
    direction = draft.model.metric(name).direction if draft.model.has_metric(name) else "neutral"
    if direction == "neutral" and counts_bad_rows(draft, name):
        return "asc"
    if direction == "neutral":
        draft.assume("default_direction", f"metric:{name}")
    return "asc" if direction == "down_is_good" else "desc"


def place_of(draft: Draft, *cues: Item | None) -> int | None:
    """The k of "second highest", "第二高", "third largest": the one place that is asked for."""
    for cue in cues:
        if cue is None:
            continue
        if said := _ORDINAL.match(cue.text):
            return int(chinese_number(said[1]) or 1)
        before = draft.left(cue)
        number = before.piece.number if before is not None and not before.taken else None
        if before is not None and number is not None and number.op == "nth" and 1 <= number.value <= MAX_PLACE:
            before.take(f"number:{int(number.value)}", "number")
            return int(number.value)
    return None


def _how_many(draft: Draft, *cues: Item | None) -> int | None:
    """The n of the ranking: the number beside a ranking word, or before the thing that is ranked."""
    beside = [n for cue in cues if cue for n in (draft.right(cue), draft.left(cue))]
    ahead = [draft.left(group.item) for group in draft.groups]
    ahead += [draft.left(item) for item in draft.items if item.kind == "grain"]
    for item in (*beside, *ahead):
        if item is None or item.taken or item.piece.number is None:
            continue
        number = item.piece.number
        if number.unit is not None or number.value != int(number.value) or not 1 <= number.value <= 10_000:
            continue
        if number.op == "nth" and number.value != 1:
            raise refuse("not_supported", construction=item.text)
        item.take(f"number:{int(number.value)}", "number")
        return int(number.value)
    return None


def _within(draft: Draft, cue: Item) -> tuple[str, ...]:
    """ "Top 3 products in each region", "best month for each region": what the ranking runs inside of.

    "The top 3 regions by month" may mean the regions of the whole time or of each month; only "each" decides.
    """
    marked = tuple(sorted(group.ref.key for group in draft.groups if group.marked))
    targets = [group for group in draft.groups if not group.marked]
    axis = next((item for item in draft.items if item.kind == "grain" and item.bound_to.startswith("grain:")), None)
    if axis is None or draft.grain is None:
        return marked if targets else ()
    if not _is_marked_axis(draft, axis):
        if targets:
            raise refuse("not_supported", construction=f"{cue.text} {axis.text}")
        return marked
    if not targets:
        return marked if _asks_for_periods(draft, axis) else ()
    if not _each(axis) or (has_han(axis.text) and axis.index > cue.index):
        raise refuse("not_supported", construction=f"{cue.text} {axis.text}")
    return (*marked, "period")


def _asks_for_periods(draft: Draft, axis: Item) -> bool:
    """ "各城市每月销售额前三的月份": the periods are named once more, as what is ranked."""
    named = (o for o in draft.items[axis.index + 1 :] if o.kind == "grain" and o.bound_to == axis.bound_to)
    return any(not _is_marked_axis(draft, item) for item in named)


def _is_marked_axis(draft: Draft, item: Item) -> bool:
    """ "By month", "每月", "by region and month" spread the answer over time; "which month" asks for months."""
    before = draft.left(item)
    return item.text not in BARE_UNITS or (before is not None and before.has("and", "comma", "group"))


_UNITS = ("day", "week", "month", "quarter", "year")
_ZH_UNITS = "日 天 周 星期 个星期 月 个月 月份 季度 个季度 年 年份 哪天 哪个月 哪月"
BARE_UNITS = frozenset((*_UNITS, *(f"{unit}s" for unit in _UNITS), *_ZH_UNITS.split()))
