"""Figures per head: 人均月薪, 学员人均消费, "average salary per capita"; and per order or store: 单均, 店均.

Rule: where each row of the figure's own data is one of those who are counted, and the figure is averaged over rows, per
head is that average. Else it is the figure over those heads that its data belong to: the one named before it, else the
only ones called people or households; of several the person is asked.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Item
from assistant.parser.figures.which_people import people_meant
from semantic_layer.model import SimpleMetric
from semantic_layer.nicknames import called

_HEADS = {
    "人均": ("人", "people"), "客均": ("客户", "customer"), "per capita": ("people", "人"),
    "户均": ("住户", "household", "家庭"),
    "店均": ("门店", "店铺", "store", "shop"), "车均": ("车辆", "汽车", "vehicle", "truck", "car"),
    "场均": ("场次", "session", "match", "game", "演出", "直播"), "课均": ("课程", "course"), "班均": ("班级", "class"),
    "单均": ("订单", "运单", "工单", "order"), "笔均": ("订单", "交易", "order", "transaction"),
    "票均": ("运单", "订单", "order"),
}  # fmt: skip
HEADS = frozenset(_HEADS)
_OF_THINGS = HEADS - {"人均", "客均", "per capita", "户均"}


def read_per_head(draft: Draft) -> None:
    """Say the average outright where rows are heads, and drop the word for heads that stands before."""
    for item in list(draft.cued("mean_of")):
        figure = draft.right(item)
        if item.text not in _HEADS or figure is None or len(figure.named("metric")) != 1:
            continue
        metric = draft.model.metric(figure.named("metric")[0].name)
        if not isinstance(metric, SimpleMetric):
            continue
        measure = draft.model.measure(metric.measure)
        own = draft.model.dataset(measure.dataset).primary
        is_row = measure.agg == "avg" or item.text in _OF_THINGS
        if is_row and own is not None and own.name in _called(draft, item.text):
            item.piece = replace(item.piece, cues=frozenset({"agg_avg"}))
            before = draft.left(item)
            if before is not None and any(m.name == own.name for m in before.named("entity")):
                before.take(f"entity:{own.name}", "entity")


def heads(draft: Draft, item: Item) -> str | None:
    """The entity that 人均 or 户均 divides by, among those that rows of the figure after it belong to."""
    told = people_meant(draft, item) if item.text not in ("户均", *_OF_THINGS) else None
    if told is not None:
        _take_named(draft, item, told)
        return told
    figure = draft.right(item)
    names = [m.name for m in figure.named("metric")] if figure is not None else []
    metric = draft.model.metric(names[0]) if len(names) == 1 else None
    if not isinstance(metric, SimpleMetric):
        return None
    home = draft.model.measure(metric.measure).dataset
    found = [name for name in _called(draft, item.text) if draft.reach.belongs(home, name)]
    before = draft.left(item)
    said = {m.name for m in before.named("entity")} if before is not None else set()
    chosen = [name for name in found if name in said] or found
    if len(chosen) == 1:
        _take_named(draft, item, chosen[0])
    return draft.choose(item, "ambiguous_dimension", chosen) if chosen else None


def _take_named(draft: Draft, item: Item, entity: str) -> None:
    """医生人均业绩: the heads by their own name, right before the word."""
    before = draft.left(item)
    if before is not None and any(m.name == entity for m in before.named("entity")):
        before.take(f"entity:{entity}", "entity")


def _called(draft: Draft, text: str) -> list[str]:
    """Entities of heads by their names; several kinds of people are all called by their own names."""
    words = set(_HEADS[text])
    named = [entity.name for entity in draft.model.entities if words & set(called(entity))]
    return named or ([e.name for e in draft.model.entities if _PEOPLE & set(called(e))] if "人" in words else [])


_PEOPLE = frozenset(
    {"customer", "student", "member", "employee", "patient", "guest", "user", "teacher", "driver", "客户", "学生",
     "学员", "会员", "员工", "患者", "用户", "住户", "业主", "读者", "成员"}
)  # fmt: skip
