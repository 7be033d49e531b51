"""How much two named values differ by: 两店的订单数差多少, "how much do Leeds and York differ in visits".

Rule: where an amount of difference is asked for, of exactly two values of one column and of one number, the answer is
the first value's number minus the second's. Where it is only asked how they differ, and with a grouping, a course over
time or another number, both stand side by side.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Item
from assistant.parser.figures.how_much_more import asks_how_much_more, says_less
from semantic_layer.meanings import Meaning
from semantic_layer.query import Combination, Compare, MetricRef

_AMOUNT = frozenset(
    {"差多少", "差了多少", "相差多少", "相差", "之差", "的差", "差值", "的差值", "差额", "的差额", "difference of"}
)


def read_value_difference(draft: Draft) -> None:
    """Make one number of two values that were set against each other by a word for their difference."""
    cue = next((item for item in draft.items if item.kind == "comparison" and _asks_how_much(draft, item)), None)
    names = set(draft.compared_members)
    if cue is None or len(names) != 1 or len(draft.metrics) != 1 or _has_more(draft, names):
        return
    name = names.pop()
    chosen = [p for p in draft.filters if isinstance(p, Compare) and p.field == name and p.op == "in"]
    pair = _in_order(draft, name)[:: -1 if says_less(draft, cue) else 1]
    if len(chosen) != 1 or len(pair) != 2 or {p.values[0] for p in pair} != set(chosen[0].values):
        return
    measured = draft.metrics[0]
    if measured.ref != MetricRef(measured.ref.name, agg=measured.ref.agg) or measured.ref.name in draft.numbers:
        return
    first, second = (replace(measured.ref, filters=(side,)) for side in pair)
    measured.ref = replace(first, combine=Combination("subtract", second))
    draft.filters.remove(chosen[0])
    draft.compared_members = []
    draft.groups = []


def _asks_how_much(draft: Draft, item: Item) -> bool:
    amount = item.text in _AMOUNT or "how much" in draft.text or asks_how_much_more(draft, item)
    return item.has("difference") and amount


def _has_more(draft: Draft, names: set[str]) -> bool:
    others = [group for group in draft.groups if group.ref.name not in names]
    shaped = draft.grain or draft.listing or draft.top or draft.compare or draft.share or draft.having or draft.rows
    return bool(others or shaped)


def _in_order(draft: Draft, name: str) -> list[Compare]:
    """The two values as they stand in the question."""
    return [
        Compare(name, "eq", (meaning.value,))
        for item in draft.items
        for meaning in _values(item)
        if meaning.name == name
    ]


def _values(item: Item) -> tuple[Meaning, ...]:
    return item.named("value") if item.kind == "value" else ()
