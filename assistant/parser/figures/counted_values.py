"""How often a value stands in the rows: 迟到次数, 迟到最多的员工, 各部门请假次数.

Rule: behind a value, a word for how many times, or "most" where the question names no number, asks for the rows that
hold the value; which thing is ranked or split says the rest of the question.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item, Measured
from semantic_layer.query import MetricRef

_TIMES = ("次数", "的次数", "多少次", "几次", "有多少次", "有几次", "人次", "多少人次", "的人次", "笔数", "的笔数")
_MOST = ("最多", "最多的", "最少", "最少的")


def read_counted_values(draft: Draft) -> None:
    """Count the rows of the one value that such a word stands behind."""
    values = [item for item in draft.items if item.kind == "value" and item.bound_to.startswith("value:")]
    if len(values) != 1 or draft.metrics or any(_is_number(item) for item in draft.items):
        return
    cue = draft.right(values[0])
    counted = _rows(draft, values[0])
    if cue is None or cue.taken or counted is None:
        return
    if cue.text in _TIMES:
        cue.operate("count", "aggregation")
    elif cue.text not in _MOST:
        return
    draft.metrics.append(Measured(MetricRef(counted), values[0]))


def _is_number(item: Item) -> bool:
    return bool(item.named("metric")) and not item.named("entity") and item.kind != "value"


def _rows(draft: Draft, value: Item) -> str | None:
    dimension = draft.dimension(value.bound_to.removeprefix("value:").partition("=")[0])
    own = draft.model.dataset(dimension.dataset).primary if dimension is not None else None
    return draft.model.entity(own.name).default_count if own is not None else None
