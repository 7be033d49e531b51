"""Figures per head: 人均月薪, 学员人均消费, 户均报修次数, "average salary per capita".

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
}  # fmt: skip


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
        if measure.agg == "avg" and own is not None and own.name in _called(draft, item.text):
            item.piece = replace(item.piece, cues=frozenset({"agg_avg"}))
            before = draft.left(item)
            if before is not None and any(m.name == own.name for m in before.named("entity")):
                before.take(f"entity:{own.name}", "entity")


def heads(draft: Draft, item: Item) -> str | None:
    """The entity that 人均 or 户均 divides by, among those that rows of the figure after it belong to."""
    told = people_meant(draft, item) if item.text != "户均" else None
    if told is not None:
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
    if before is not None and len(chosen) == 1 and chosen[0] in said:
        before.take(f"entity:{chosen[0]}", "entity")
    return draft.choose(item, "ambiguous_dimension", chosen) if chosen else None


def _called(draft: Draft, text: str) -> list[str]:
    """Entities of heads by their names; several kinds of people are all called by their own names."""
    words = set(_HEADS[text])
    named = [entity.name for entity in draft.model.entities if words & set(called(entity))]
    return named or ([e.name for e in draft.model.entities if _PEOPLE & set(called(e))] if "人" in words else [])


_PEOPLE = frozenset(
    {"customer", "student", "member", "employee", "patient", "guest", "user", "teacher", "driver", "客户", "学生",
     "学员", "会员", "员工", "患者", "用户", "住户", "业主", "读者", "成员"}
)  # fmt: skip
