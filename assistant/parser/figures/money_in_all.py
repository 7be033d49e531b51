"""How much money in all, of rows that the question names: 已退款的订单一共多少钱, 各维修类型花了多少钱.

Rule: where no figure is named it is the sum of money over those rows themselves, else over rows that belong to what is
named; what was taken for what was sold comes first, and of several others the person is asked. A price is never meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.parser.draft import Draft, Item
from assistant.parser.figures.roles import is_called_turnover, is_money_by_name, money_metrics, simple_metrics
from semantic_layer.vocabulary import Meaning

_IN_ALL = ("一共", "总共", "合计", "总计", "一共是", "总共是")
_SPENT = ("花了", "花", "花费了", "花费", "花掉", "花掉了")


def read_money_in_all(draft: Draft) -> None:
    """Let the words for money stand for the sum."""
    if any(item.named("metric") and not item.named("entity") for item in draft.items):
        return
    for item in list(draft.cued("money")):
        before = draft.items[item.index - 1] if item.index else None
        if not item.text.startswith("多少") or before is None or before.piece.meanings:
            continue
        spent = before.text in _SPENT and not money_metrics(draft.model)
        if before.text not in _IN_ALL and not spent:
            continue
        names = _sums(draft)
        if not names:
            continue
        name = draft.choose(item, "ambiguous_metric", names)
        item.piece = replace(item.piece, cues=frozenset(), meanings=(Meaning("metric", name),))
        draft.assume("default_metric", f"metric:{name}")
        if spent:
            before.operate("spent")


def _sums(draft: Draft) -> Sequence[str]:
    named = {home for item in draft.items for home in _homes(draft, item)}
    sums = [
        (metric.name, dataset.name)
        for metric, measure, dataset in simple_metrics(draft.model)
        if measure.agg == "sum" and metric.direction != "down_is_good"
        and (metric.unit.kind == "currency" or is_money_by_name(draft.model, metric.name))
    ]  # fmt: skip
    tied = [name for name, home in sums if _belongs(draft, home, named)]
    if sold := [name for name in money_metrics(draft.model) if name in tied]:
        return sold
    found = [name for name, home in sums if home in named] or tied
    return [name for name in found if is_called_turnover(draft.model, name)] or found


def _belongs(draft: Draft, home: str, named: set[str]) -> bool:
    """Does each row belong to one row of everything that is named?"""
    keys = [key.name for n in named if n != home and (key := draft.model.dataset(n).primary)]
    return all(draft.reach.belongs(home, key) for key in keys)


def _homes(draft: Draft, item: Item) -> list[str]:
    """The data of the things, values and columns that a word names."""
    things = [draft.model.dataset_of_entity(m.name) for m in item.named("entity")]
    columns = [draft.dimension(m.name) for kind in ("value", "dimension") for m in item.named(kind)]
    return [home.name for home in things if home] + [d.dataset for d in columns if d is not None]
