"""Shares, changes, trends, running totals, charts.

Rule: each of these words fills its own slot and needs what it is about: a share something to be part of, a trend a
time axis. What cannot be filled stays unexplained.
"""

from __future__ import annotations

from assistant.parser.conditions.own_filters import decides, share_of_restricted, share_under
from assistant.parser.draft import Draft, Item, Measured, refuse
from assistant.parser.figures.counts import OWN_NUMBER
from assistant.parser.figures.measures import default_metric
from assistant.parser.figures.share_or_rate import asks_rate, read_share_in_each
from assistant.parser.rows.labels import labels_of
from assistant.parser.times.periods import default_grain
from assistant.parser.turns.share_of_shown import settle_share_of_shown
from semantic_layer.model import Grain
from semantic_layer.nicknames import called
from semantic_layer.query import Compare, Comparison, Cumulate, MetricFilter, MetricRef, Share
from semantic_layer.wordforms import has_han

MOVING_UNITS: tuple[tuple[str, Grain], ...] = (
    ("个月", "month"), ("月", "month"), ("周", "week"), ("天", "day"), ("日", "day"), ("个季度", "quarter"),
)  # fmt: skip
VERBS = frozenset(["grew", "rose", "increased", "fell", "dropped", "declined", "decreased", "shrank"])
DIVIDING = ("split", "breakdown", "broken down", "break down", "divided", "segregated")
ALONG = ("随", "随着")
CHARTS = ("line", "bar", "grouped_bar", "stacked_bar", "pie", "heatmap", "histogram", "scatter", "table")


def read_changes(draft: Draft) -> None:
    """ "Growth", "change", "同比下降": the change of the metric, against the period before unless named."""
    cues = list(draft.cued("growth", "decline", "change", "difference"))
    fast = next(draft.cued("fast"), None)
    if fast and ("grow" in fast.text or "增" in fast.text):
        draft.growth = "rise"
    for cue in cues:
        if cue.has("change") and (next(draft.cued("trend"), None) or _is_along(draft, cue)):
            continue
        draft.growth = "rise" if cue.has("growth") else "decline" if cue.has("decline") else "change"
        cue.operate(f"compare:{draft.growth}", "comparison")
    if cues:
        _take_percentage(draft)
    draft.compare_named = bool(draft.compare)
    if draft.growth and not draft.compare:
        draft.compare.append(Comparison("previous"))


def _is_along(draft: Draft, cue: Item) -> bool:
    """价格随面积如何变化: the course along another column is no change against a period."""
    column = draft.left(cue)
    marker = draft.left(column) if column is not None and column.named("dimension") else None
    return marker is not None and marker.text in ALONG


def _take_percentage(draft: Draft) -> None:
    """ "By what percentage did X change", 变化了百分之几: how much it changed, and no share of anything."""
    for item in list(draft.cued("share")):
        before = draft.left(item)
        if has_han(item.text):
            asked = before is not None and before.has("growth", "decline", "change")
            words = [item] if asked and item.text.startswith(("百分之", "几成")) else []
        else:
            by = draft.left(before) if before is not None and before.has("which") else None
            words = [by, before, item] if by is not None and before is not None and by.text == "by" else []
        for word in words:
            word.operate("percent", "comparison")


def read_direction(draft: Draft) -> None:
    """ "Which regions grew": only those that did."""
    asked = any(item.has("which") and not item.text.startswith("what") for item in draft.items)
    asked = asked or any(_qualifies(draft, item) for item in draft.items)
    if draft.growth not in ("rise", "decline") or draft.top or draft.having or not (asked and draft.groups):
        return
    if not draft.metrics or not draft.compare:
        return
    by = f"{draft.metrics[0].ref.key}__{draft.compare[0].to}_change"
    draft.having.append(MetricFilter(by, "gt" if draft.growth == "rise" else "lt", (0,)))


def _qualifies(draft: Draft, item: Item) -> bool:
    """ "Regions where revenue fell", "销售额下降的地区": the change says which ones."""
    if not item.has("growth", "decline"):
        return False
    following = draft.right(item)
    rows = [group.item for group in draft.groups if not group.marked]
    if has_han(item.text):
        return following in rows
    return item.text in VERBS and any(row.index < item.index for row in rows)


def read_side_by_side(draft: Draft) -> None:
    """ "Compare X across segments", "revenue vs orders": the rows or the metrics are what is compared."""
    if len(draft.metrics) < 2 and not draft.groups:
        return
    for cue in list(draft.cued("compare")):
        left, right = draft.left(cue), draft.right(cue)
        if any(other is not None and other.piece.time is not None for other in (left, right)):
            continue
        between = left is not None and right is not None and left.kind == right.kind == "metric"
        if between or cue.text.startswith("compar") or "对比" in cue.text or "比较" in cue.text:
            cue.operate("compare", "comparison")


def read_share(draft: Draft) -> None:
    """ "Share of revenue by region", "华东占销售额的比例", "what percentage of orders are returns"."""
    cue = next(draft.cued("share"), None) or _accounting(draft)
    if cue is None:
        return
    if not draft.metrics:
        return
    if not draft.groups and not draft.filters and draft.grain is None:
        return
    if settle_share_of_shown(draft) or read_share_in_each(draft, cue):
        return
    _refuse_part_of_each(draft, cue)
    if draft.groups and asks_rate(draft, cue):
        return
    for item in list(draft.cued("share", "account_for", "of_total", "among")):
        item.operate("share", "share")
    if draft.groups:
        rows = {group.ref.name for group in draft.groups}
        of_one = any(isinstance(f, Compare) and f.op == "eq" and f.field in rows for f in draft.filters)
        draft.share = Share("total" if of_one else "parent" if draft.grain else "filtered")  # over time: of each period
    elif draft.grain and not draft.filters:
        if _share_of_all_such(draft):
            return
        draft.share = Share()
    elif draft.grain:
        _share_of_each_period(draft, cue)
        return
    else:
        _share_of_members(draft, cue)
    draft.share_ranked = True


def _share_of_all_such(draft: Draft) -> bool:
    """ "Percentage of cancelled orders by month": of each month's orders, and not of all that were ever cancelled."""
    ref = draft.metrics[0].ref
    is_plain = len(draft.metrics) == 1 and all(entity.default_count != ref.name for entity in draft.model.entities)
    share = share_of_restricted(draft, ref, ref) if is_plain else None
    if share is not None:
        draft.metrics[0].ref = share
    return share is not None


def _accounting(draft: Draft) -> Item | None:
    """ "App orders make up how much of all orders", 占全部订单的多少."""
    asked = any(item.has("how_many", "of_total") for item in draft.items)
    return next(draft.cued("account_for"), None) if asked else None


def _share_of_members(draft: Draft, cue: Item) -> None:
    """ "East's share of revenue": the named values are the rows, the whole is everything without that filter."""
    named = [f for f in draft.filters if isinstance(f, Compare)]
    one = len({f.field for f in named}) == 1  # of two conditions either one could be the whole
    if len(named) != len(draft.filters) or not one or any(f.op not in ("eq", "in") for f in named):
        raise refuse("not_supported", construction=cue.text)
    of_days = named[0].part is not None  # on weekends: one part of the whole, and no list of days
    if len(draft.metrics) == 1 and (of_days or decides(draft, draft.metrics[0].ref.name, named[0].field)):
        draft.metrics[0].ref, draft.filters = share_under(draft, draft.metrics[0].ref, named), []
        return
    draft.compared_members += [f.field for f in named]
    draft.share = Share("total")


def _share_of_each_period(draft: Draft, cue: Item) -> None:
    """ "App's share of revenue by month": of each month's revenue, and not of that of all months together."""
    named = [f for f in draft.filters if isinstance(f, Compare) and f.op in ("eq", "in")]
    if len(named) != len(draft.filters) or len({f.field for f in named}) != 1 or len(draft.metrics) != 1:
        raise refuse("not_supported", construction=cue.text)
    measured = draft.metrics[0]
    measured.ref, draft.filters = share_under(draft, measured.ref, named), []


def _refuse_part_of_each(draft: Draft, cue: Item) -> None:
    """ "Percentage of female customers by region": a part of each group, which no share of this query is.

    A filter that frames the whole question ("by region in East", "华东各渠道") is another thing.
    """
    rows = [group.item.index for group in draft.groups]
    if draft.choices.get(cue.place) == "share":
        return
    for item in draft.items:
        if (
            item.kind != "value"
            or not rows
            or any(item.bound_to.startswith(f"value:{g.ref.name}=") for g in draft.groups)
        ):
            continue  # "by channel, channel is app": one of the rows, which is a part of the whole
        part = item.index > min(rows) if has_han(item.text) else cue.index < item.index < min(rows)
        if part:
            raise refuse("not_supported", construction=f"{cue.text} {item.text}")


def read_distribution(draft: Draft) -> None:
    """ "Distribution of customers by age", "客户年龄分布": how many members each group has."""
    _refuse_spread_of_one(draft)
    plain = (
        "distribution",
        "makeup",
        "how_many",
        "chart_word",
        *(f"chart_{name}" for name in CHARTS if name != "table"),
    )
    asked = (item for item in draft.items if item.bound_to != OWN_NUMBER)
    cue = next((item for item in asked if item.has(*plain) or _divides(draft, item)), None)
    if cue is None or draft.metrics or not draft.groups or draft.rows:
        return
    if cue.has("how_many"):
        cue.operate("count", "aggregation")
    entity = draft.groups[0].ref.name.partition(".")[0]
    count = draft.model.entity(entity).default_count if draft.model.has_entity(entity) else None
    if count is None:
        raise refuse("not_supported", construction=cue.text)
    draft.metrics.append(Measured(MetricRef(count), None))
    draft.assume("default_count", f"metric:{count}")


def _refuse_spread_of_one(draft: Draft) -> None:
    """ "Average weight distribution of cars": one figure has no distribution, and the word is not dropped."""
    cue = next((item for item in draft.items if item.has("distribution") and not item.has("group")), None)
    split = draft.groups or draft.grain or draft.rows or next(draft.cued("trend", "share"), None)
    if cue is not None and draft.metrics and not split and draft.chart is None and draft.previous is None:
        raise refuse("not_supported", construction=cue.text)


def _divides(draft: Draft, item: Item) -> bool:
    """ "Gender split by department": the members are divided, no list of pairs is asked for."""
    left = draft.left(item)
    alone = item.text.startswith("breakdown") and left is None
    return (
        item.text.startswith(DIVIDING)
        and item.has("group")
        and (alone or (left is not None and left.kind == "dimension"))
    )


def read_trend(draft: Draft) -> None:
    cues = list(draft.cued("trend"))
    if not cues:
        return
    for cue in cues:
        cue.operate("trend")
    if draft.grain is None and not any(group.ref.part for group in draft.groups):
        draft.grain = default_grain(draft)
        draft.assume("default_grain", f"grain:{draft.grain}")


def read_running(draft: Draft) -> None:
    """Cumulative values and moving averages over the time axis."""
    if draft.cumulate is not None:
        return
    cue = next(draft.cued("cumulative"), None)
    moving = next(draft.cued("moving_average"), None)
    if moving:
        _read_moving(draft, moving)
    elif cue:
        cue.operate("cumulative")
        draft.cumulate = Cumulate("running")
        if draft.grain is None:
            draft.grain = default_grain(draft)
            draft.assume("default_grain", f"grain:{draft.grain}")


def _read_moving(draft: Draft, cue: Item) -> None:
    n = next(
        (item for item in draft.free() if item.piece.number is not None and abs(item.index - cue.index) <= 3), None
    )
    draft.grain = draft.grain or next((grain for word, grain in MOVING_UNITS if cue.text.startswith(word)), None)
    if n is None or n.piece.number is None or draft.grain is None:
        return
    count = int(n.piece.number.value)
    n.take(f"number:{count}", "number")
    cue.operate("moving average")
    draft.cumulate = Cumulate("moving_avg", n=count)


def read_chart(draft: Draft) -> None:
    for item in list(draft.free()):
        for name in CHARTS:
            if item.has(f"chart_{name}"):
                draft.chart = name
                item.take(f"chart:{name}", "chart")


def read_missing_metric(draft: Draft) -> None:
    """A question about rows without a number: counted when things are named, else the model's default metric."""
    if draft.metrics or draft.rows:
        return
    if count := _count_of_filtered(draft):
        draft.metrics.append(Measured(MetricRef(count), None))
        return
    wants_number = bool(
        draft.compare
        or draft.compared_members
        or draft.sides
        or draft.streak
        or next(draft.cued("trend", "share", "cumulative", "axis"), None)
    )
    if wants_number or draft.grain:
        name = default_metric(draft)
        draft.metrics.append(Measured(MetricRef(name), None))
        draft.assume("default_metric", f"metric:{name}")


def _count_of_filtered(draft: Draft) -> str | None:
    """ "How many champions": the members of a segment."""
    asked = next(draft.cued("how_many"), None)
    fields = {f.field for f in draft.filters if isinstance(f, Compare) and draft.model.has_segmentation(f.field)}
    if not fields and asked is not None and not draft.groups:
        return _count_of_owner(draft)
    if not fields and (count := _count_of_described(draft)):
        draft.assume("default_count", f"metric:{count}")
        return count
    if len(fields) != 1 or (draft.groups and asked is None):
        return None
    entity = draft.model.segmentation(fields.pop()).entity
    count = draft.model.entity(entity).default_count if draft.model.has_entity(entity) else None
    if count and asked is None:
        draft.assume("default_count", f"metric:{count}")
    return count


def _count_of_described(draft: Draft) -> str | None:
    """ "Online channels", where the column says whether a channel is online: the name of the thing is in the value."""
    for item in draft.items:
        dimension = (
            draft.dimension(item.named("value")[0].name) if item.kind == "value" and item.named("value") else None
        )
        if dimension is None or dimension.type != "boolean":
            continue
        ends = (item.text[start:] for start in range(1, len(item.text)))
        if any(
            m.kind == "entity" and m.name == dimension.prefix for end in ends for m in draft.vocabulary.meanings(end)
        ):
            return draft.model.entity(dimension.prefix).default_count
    return None


def _count_of_owner(draft: Draft) -> str | None:
    """ "How many women over 60": the members of the only thing that all conditions are about."""
    fields = {f.field for f in draft.filters if isinstance(f, Compare)}
    owners = {field.partition(".")[0] for field in fields}
    if len(owners) != 1 or not draft.model.has_entity(owner := owners.pop()):
        return None
    if not fields.isdisjoint(labels_of(draft.model, owner)) or not _is_counted_so(draft, owner):
        return None  # 翠湖花园有多少户: what has a name of its own is one, and is not what is counted
    return draft.model.entity(owner).default_count


def _is_counted_so(draft: Draft, entity: str) -> bool:
    """无锡有多少户: 户 counts households and customers, and no residential areas."""
    words = [item.text[-1:] for item in draft.items if item.has("how_many") and item.text[-1:] in _MEASURED]
    names = [name for name in called(draft.model.entity(entity)) if has_han(name)]
    return all(any(mark in name for name in names for mark in _MEASURED[word]) for word in words)


_MEASURED = {
    "户": "户家业主客", "套": "房屋套", "间": "房室间", "辆": "车", "栋": "楼栋", "本": "书刊本", "趟": "车次班趟",
}  # fmt: skip
