"""How many people did something: 报名人数, 就诊人数.

Rule: 人数 right behind the rows of an event counts the different people of these rows and never the rows: one who
enrols twice is one. Those who are served come before those who serve; where several could be meant, it is asked; where
nobody of either kind is tied to the rows, the rows are counted as 人次 and the word is left alone.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Item
from assistant.parser.figures.sides import stand_in
from assistant.parser.figures.which_people import people_of
from assistant.parser.rows.labels import dataset_of
from semantic_layer.model import Entity
from semantic_layer.nicknames import called
from semantic_layer.query import MetricRef
from semantic_layer.wordforms import has_han

_WORDS = ("人数", "的人数", "总人数")
_STAFF = frozenset(
    {"teacher", "employee", "doctor", "driver", "lawyer", "technician", "nurse", "coach", "staff", "老师", "教师"}
    | {"员工", "医生", "司机", "律师", "技师", "护士", "教练", "店员", "销售", "顾问", "业务员", "销售员", "经理"}
    | {"consultant", "advisor", "adviser", "sales rep", "salesperson", "agent", "manager", "cashier"}
    | {"客服", "收银员", "导购"}
)  # fmt: skip


def read_people_of_events(draft: Draft) -> None:
    """Put the number of different people in the place of the two words."""
    for event, word in zip(draft.items, draft.items[1:], strict=False):
        if word.text not in _WORDS or word.taken or word.named("entity") or word.named("metric") or event.taken:
            continue
        names = {m.name for m in event.named("entity")}
        rows = dataset_of(draft.model, next(iter(names))) if len(names) == 1 else None
        if rows is None or rows.default_time is None or names & people_of(draft.model):
            continue
        person = _person(draft, word, rows.name)
        counted = draft.model.entity(person).default_count if person is not None else None
        if counted is None:
            continue
        event.take(f"event:{rows.name}", "operator", "operator")
        word.take(f"metric:{counted}", "metric")
        event.piece = replace(event.piece, meanings=(), cues=frozenset({"filler"}))
        stand_in(draft, word.index, word.index, MetricRef(counted, over=rows.name))
        return


def _person(draft: Draft, word: Item, rows: str) -> str | None:
    found = [name for name in sorted(people_of(draft.model)) if draft.reach.belongs(rows, name)]
    served = [name for name in found if not _serves(draft.model.entity(name))]
    chosen = served or found
    return draft.choose(word, "ambiguous_dimension", chosen) if chosen else None


def _serves(person: Entity) -> bool:
    """Is this a kind of staff by one of its names: 课程顾问, "store manager"?"""
    names = {person.name, *called(person)}
    return any(
        name == word or name.endswith((f" {word}", *([word] if has_han(word) else [])))
        for name in names
        for word in _STAFF
    )
