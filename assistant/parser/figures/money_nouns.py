"""Nouns for money that came in or went out: 今年回款多少, 回款最多的客户, 各区域充值.

Rule: such a noun is the amount where its rows have one amount of money, or one that is called what was sold, and where
it is asked how much, ranked, compared, taken per head or named last. With a word for pieces (几笔, 次数), with 有 or
没有 before it, or behind another figure it is the rows.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Item
from assistant.parser.figures.roles import is_called_turnover, is_money_by_name, simple_metrics
from semantic_layer.vocabulary import Meaning

_NOUNS = frozenset(
    {"回款", "收款", "付款", "还款", "捐款", "存款", "取款", "放款", "打款", "汇款", "拨款", "欠款", "充值", "缴费"}
    | {"报销", "打赏", "赔付", "支出", "进账", "收费", "消费"}
)
_HOW_MUCH = frozenset({"多少", "是多少", "有多少", "多少钱", "怎么样", "如何", "情况"})
_COMPARED = ("high", "low", "growth", "decline", "change", "share", "trend", "rank", "compare", "cumulative")
_ROWS = ("lacking", "never", "not", "possessing", "relating", "how_many", "except", "happened")


def read_money_nouns(draft: Draft) -> None:
    """Let the noun stand for the amount of its rows."""
    others = [item for item in draft.items if item.named("metric") and not item.named("entity")]
    for item in draft.items:
        if item.taken or others or item.text not in _NOUNS or len(item.named("entity")) != 1:
            continue
        name = amount_of(draft, item.named("entity")[0].name)
        if name is not None and _asks_amount(draft, item):
            item.piece = replace(item.piece, meanings=(Meaning("metric", name),))
            draft.assume("default_metric", f"metric:{name}")


def amount_of(draft: Draft, entity: str) -> str | None:
    """Return the one amount of money that rows of an entity have, or the one that is called what was sold."""
    home = draft.model.dataset_of_entity(entity)
    sums = [
        metric.name
        for metric, measure, dataset in simple_metrics(draft.model)
        if dataset is home and measure.agg == "sum" and is_money_by_name(draft.model, metric.name)
    ]
    found = [name for name in sums if is_called_turnover(draft.model, name)] or sums
    return found[0] if len(found) == 1 else None


def _asks_amount(draft: Draft, item: Item) -> bool:
    before, after = draft.left(item), draft.right(item)
    if before is not None and (before.has(*_ROWS) or before.piece.condition is not None or before.piece.number):
        return False
    compared = after is not None and (after.has(*_COMPARED) or bool(after.piece.times)) and not after.piece.meanings
    each = before is not None and before.has("mean_of") and after is not None and after.has("comma")
    return after is None or after.text in _HOW_MUCH or compared or each
