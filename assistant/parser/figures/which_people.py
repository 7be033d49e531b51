"""Who 人 and 人均 are about where a database has several kinds of people: 在职律师多少人, 高级技师人均工单数.

Rule: in a model that nobody has reviewed they are the people whom the question names, else those whose columns it
names, else the only ones to whom the rows of its figures belong directly; where nothing says who, the model's own
customers.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Item
from semantic_layer.model import Dataset, SemanticModel, SimpleMetric
from semantic_layer.nicknames import HOW_MANY_PEOPLE, called, person
from semantic_layer.per_model import per_model
from semantic_layer.vocabulary import Meaning

PEOPLE = ("人", "people", "人数")
_OWN = frozenset(
    {"姓名", "性别", "年龄", "出生日期", "入职日期", "手机号", "身份证号", "full name", "gender", "age", "hire date"}
)
_KINDS = frozenset(
    {"customer", "student", "member", "employee", "patient", "guest", "user", "teacher", "driver", "doctor", "lawyer"}
    | {"technician", "客户", "学生", "学员", "会员", "员工", "患者", "用户", "住户", "业主", "读者", "成员"}
)


def read_which_people(draft: Draft) -> None:
    """Let the words for people in the question stand for those whom it is about."""
    for item in draft.items:
        if item.taken or item.text not in (*PEOPLE, *HOW_MANY_PEOPLE) or not item.named("entity"):
            continue
        chosen = people_meant(draft, item)
        if chosen is not None and all(m.name != chosen for m in item.named("entity")):
            item.piece = replace(item.piece, meanings=(Meaning("entity", chosen),))


def people_meant(draft: Draft, word: Item) -> str | None:
    """The people of the question; None where nothing says who they are."""
    told = person(draft.model) or next((m.name for m in word.named("entity")), None)
    if told is not None and draft.model.entity(told).state == "confirmed":
        return told
    others = [item for item in draft.items if item is not word]
    named = {m.name for item in others for m in item.named("entity")} & people_of(draft.model)
    touched = [home for item in others for home in _homes(draft, item)]
    owning = {home.primary.name for home in touched if home.primary} & people_of(draft.model)
    tied = {key.name for home in touched for key in home.entities} & people_of(draft.model)
    nearest = named or owning or (tied if len(tied) == 1 else ())
    return told if told in nearest or not nearest else draft.choose(word, "ambiguous_dimension", sorted(nearest))


def _homes(draft: Draft, item: Item) -> list[Dataset]:
    """The data of the values, columns and figures that a word names, where it names no thing."""
    if item.named("entity"):
        return []
    named = {m.name for kind in ("value", "dimension", "adjective") for m in item.named(kind)}
    found = {d.dataset for name in named if (d := draft.dimension(name)) is not None}
    for meaning in item.named("metric"):
        metric = draft.model.metric(meaning.name)
        found |= {draft.model.measure(metric.measure).dataset} if isinstance(metric, SimpleMetric) else set()
    return [draft.model.dataset(name) for name in sorted(found)]


@per_model
def people_of(model: SemanticModel) -> frozenset[str]:
    """The things that are people: by their name, or by a column that only people have."""
    found = {person(model)} - {None}
    for dataset in model.datasets:
        if dataset.primary is None or not model.has_entity(dataset.primary.name):
            continue
        own = called(model.entity(dataset.primary.name))
        columns = {name for dimension in dataset.dimensions for name in called(dimension)}
        tails = {name.removeprefix(word).strip() for name in columns for word in own}
        if own & _KINDS or (columns | tails) & _OWN:
            found.add(dataset.primary.name)
    return frozenset(name for name in found if name is not None)
