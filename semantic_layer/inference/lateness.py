"""Was it in time: a row with a date that was promised and the date on which it came about.

Rule: a promise is met by one event only, the one that its own name says ("scheduled departure", "actual departure") or
the last step of the row (paid, delivered, returned). Late is after the promise; a row that still waits is neither.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from semantic_layer.inference.durations import event_of
from semantic_layer.inference.naming import spelled_out
from semantic_layer.inference.profile import TableProfile
from semantic_layer.model import Adjective, Dataset, Dimension, DimensionValue, Text, Words
from semantic_layer.wordforms import normal_form

_PROMISED = re.compile(
    r"\b(due|deadline|promised|promise|expected|estimated|scheduled|schedule|sched|planned|plan|required|target|eta)\b"
    r"|应付|应还|到期|截止|承诺|预计|计划|要求"
)
_ACTUAL = re.compile(r"\b(actual|real)\b|实际")
_STEM = 4  # letters that "delivery" and "delivered" share
_LAST_STEPS = (
    ("delivered", ("delivered", "delivery", "deliver", "送达", "签收", "到货")),
    ("arrived", ("arrived", "arrival", "到达")),
    ("paid", ("paid", "payment", "付款", "支付", "实付")),
    ("returned", ("returned", "return", "归还", "还书")),
    ("completed", ("completed", "completion", "finished", "finish", "完成", "完工")),
    ("resolved", ("resolved", "resolution", "解决")),
    ("closed", ("closed", "close", "关闭")),
    ("submitted", ("submitted", "submission", "提交")),
    ("settled", ("settled", "settlement", "结算")),
    ("departed", ("departed", "departure", "起飞")),
    ("shipped", ("shipped", "ship", "shipping", "dispatched", "发货")),
)
_LATE_ZH = {
    "delivered": ("晚送达",), "paid": ("逾期付款", "逾期支付"), "returned": ("逾期归还",), "arrived": ("晚到",),
    "shipped": ("晚发货",), "": ("逾期", "延误", "晚点"),
}  # fmt: skip
_IN_TIME_ZH = {
    "delivered": ("按时送达", "准时送达"), "paid": ("按时付款", "按时支付"), "returned": ("按时归还",),
    "arrived": ("准点到达",), "shipped": ("按时发货",), "": ("按时", "准时", "准点"),
}  # fmt: skip


def with_lateness(datasets: Sequence[Dataset], tables: Sequence[TableProfile]) -> tuple[Dataset, ...]:
    """Return the datasets with a yes-or-no column where a promised date can be held against what happened."""
    return tuple(_held(dataset, table) for dataset, table in zip(datasets, tables, strict=True))


def is_held_against(dimension: Dimension) -> bool:
    """Is this such a yes-or-no column, made from two dates?"""
    return dimension.type == "boolean" and dimension.name.endswith("late") and " > " in dimension.expr


def _held(dataset: Dataset, table: TableProfile) -> Dataset:
    times = [d for d in dataset.dimensions if d.type == "time"]
    promised = [d for d in times if _PROMISED.search(spelled_out(d.name))]
    if len(promised) != 1 or any(_is_promised(d) for d in times if d is not promised[0]):
        return dataset
    found = _kept(promised[0], [d for d in times if d is not promised[0]])
    if found is None:
        return dataset
    taken = {normal_form(value) for column in table.columns for value in column.values}
    column = _column(dataset, promised[0], *found, taken)
    names = {d.name for d in dataset.dimensions}
    return dataset if column.name in names else replace(dataset, dimensions=(*dataset.dimensions, column))


def _is_promised(dimension: Dimension) -> bool:
    return bool(_PROMISED.search(spelled_out(dimension.name)))


def _kept(promise: Dimension, others: Sequence[Dimension]) -> tuple[Dimension, str] | None:
    """The date that keeps the promise, and the word for its event."""
    own = event_of(" ".join(_PROMISED.sub(" ", spelled_out(promise.name)).split()))
    said = [d for d in others if own and _about(d)[:_STEM] == own[:_STEM] and own != "date"]
    for word, events in _LAST_STEPS:
        for dimension in said or others:
            if _about(dimension) in events or (said and own in events):
                return (dimension, word) if not said or len(said) == 1 else None
    return (said[0], "") if len(said) == 1 and _ACTUAL.search(spelled_out(said[0].name)) else None


def _about(dimension: Dimension) -> str:
    return event_of(" ".join(_ACTUAL.sub(" ", spelled_out(dimension.name)).split()))


def _column(dataset: Dataset, promise: Dimension, kept: Dimension, word: str, taken: set[str]) -> Dimension:
    name = f"{word}_late" if word else "late"
    late = ("late", *((f"{word} late", f"late {word}") if word else ()), *_LATE_ZH.get(word, ()), *_LATE_ZH[""])
    in_time = ("on time", "in time", *((f"{word} on time", f"{word} in time") if word else ()))
    in_time = (*in_time, *_IN_TIME_ZH.get(word, ()), *_IN_TIME_ZH[""])
    return Dimension(
        name=name,
        labels=Text(f"{word} late".strip(), _LATE_ZH.get(word, _LATE_ZH[""])[0]),
        type="boolean",
        dataset=dataset.name,
        prefix=dataset.prefix,
        expr=f"({_day(kept, promise)} > {promise.expr})",
        datatype="Boolean",
        values=(DimensionValue(True, synonyms=Words(("yes",))), DimensionValue(False, synonyms=Words(("no",)))),
        adjectives=(
            *(Adjective(said, f"{name} = True") for said in late if said not in taken),
            *(Adjective(said, f"{name} = False") for said in in_time if said not in taken),
        ),
        state="generated",
        evidence=f"{kept.name} is after {promise.name}",
    )


def _day(kept: Dimension, promise: Dimension) -> str:
    """A promised day is kept until its end."""
    return f"CAST({kept.expr} AS DATE)" if (kept.grain, promise.grain) == ("second", "day") else kept.expr
