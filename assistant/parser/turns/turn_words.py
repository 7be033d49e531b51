"""Words that only a turn of a conversation says: 评分我知道了, "in the same order", 反过来 before a question.

Rule: what a person is done with is left out where the answer before shows it, and asks for nothing where it does not;
an order that is to stay must be there; "the other way round" before a whole question turns no order round.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.parser.draft import Draft, Item, refuse
from semantic_layer.query import MetricRef
from tools.arguments import QueryMetricsArgs

# They stand behind what they are about: 评分不用说了.
_BEHIND = (
    "不用说了",
    "不用说",
    "无所谓了",
    "无所谓",
    "就不用了",
    "不用了",
    "知道了",
    "知道啦",
    "我知道了",
    "我知道啦",
    "我已经知道了",
    "不重要了",
)
_FIGURES = (
    "数量",
    "个数",
    "数目",
    "数值",
    "数字",
    "值",
    "number",
    "the number",
    "count",
    "the count",
    "value",
    "the value",
)


def clause_before(draft: Draft, cue: Item) -> Sequence[Item]:
    """The words of the clause that `cue` ends, for a cue that stands behind what it is about."""
    if cue.text not in _BEHIND:
        return ()
    start = max((item.index + 1 for item in draft.items[: cue.index] if item.has("comma")), default=0)
    return draft.items[start : cue.index]


def take_dismissed(draft: Draft, cue: Item, named: Sequence[Item]) -> None:
    """ "Never mind the dates, ...": nothing of the answer before is left out, and something else is asked."""
    words = {id(item) for item in named}
    others = [item for item in draft.free() if id(item) not in words and item is not cue]
    if not any(item.piece.meanings or item.piece.condition or item.piece.time for item in others):
        raise refuse("nothing_to_drop", word=named[0].text)
    for item in (*named, cue):
        item.operate("dismissed")


def read_same_order(draft: Draft, base: QueryMetricsArgs) -> None:
    """ "In the same order", 按以上顺序: the order or ranking before is inherited."""
    for cue in list(draft.cued("same_order")):
        if not base.top and not base.order:
            raise refuse("nothing_to_drop", word=cue.text)
        cue.operate("the same order")


def take_turned_question(draft: Draft) -> None:
    """反过来各软件支持多少个应用呢: a whole question, asked from the other side of the one before."""
    counts = any(item.has("how_many", "agg_sum", "agg_avg") for item in draft.items)
    things = [item for item in draft.items if item.named("entity") or item.named("dimension")]
    if counts and len(things) > 1:
        for cue in list(draft.cued("reverse")):
            cue.operate("the other way round")


def read_order_of_figure(draft: Draft, base: QueryMetricsArgs) -> None:
    """ "Sort by number", 按数量从高到低: the only figure that was shown."""
    word = next((item for item in draft.free() if item.text in _FIGURES), None)
    marker = draft.items[word.index - 1] if word is not None and word.index else None
    if word is None or marker is None or not marker.has("group", "axis", "rank") or marker.piece.meanings:
        return
    if len(base.metrics) != 1 or not any(item.has("sort_desc", "sort_asc", "rank", "axis") for item in draft.items):
        return
    word.take(f"metric:{_name(base.metrics[0])}", "metric")
    marker.operate("sort")


def _name(ref: MetricRef) -> str:
    return ref.name
