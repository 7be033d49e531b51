"""The groups of customers that can be asked for as soon as it is known who bought.

Rule: the groups are those of the tools with their usual names; a name that the tables use themselves stays theirs, so
a column "segment" is what "by segment" means.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from semantic_layer.inference.profile import TableProfile
from semantic_layer.inference.roles import Buying
from semantic_layer.model import (
    Dataset,
    DimensionValue,
    Named,
    Segmentation,
    Text,
    Words,
)
from semantic_layer.nicknames import called
from semantic_layer.wordforms import normal_form

_Row = tuple[str, str, str, tuple[str, ...], tuple[str, ...]]
_RFM: tuple[_Row, ...] = (
    ("champions", "Champions", "冠军客户", ("best customers",), ("重要价值客户", "优质客户")),
    ("loyal", "Loyal", "忠诚客户", ("loyal customers",), ("忠实客户",)),
    ("potential_loyalist", "Potential loyalists", "潜在忠诚客户", ("potential loyal customers",), ("潜力忠诚客户",)),
    ("new", "New buyers", "新购客户", (), ()),
    ("promising", "Promising", "有潜力客户", (), ("潜力客户",)),
    ("need_attention", "Need attention", "需关注客户", (), ("需要关注的客户",)),
    ("about_to_sleep", "About to sleep", "即将沉睡客户", (), ("即将休眠客户",)),
    ("at_risk", "At risk", "流失风险客户", ("at-risk customers",), ("有流失风险的客户",)),
    ("cant_lose", "Can't lose", "不能流失客户", ("cannot lose",), ("不可流失客户", "重要挽留客户")),
    ("hibernating", "Hibernating", "沉睡客户", (), ("休眠客户",)),
)
_TIERS: tuple[_Row, ...] = (
    ("high", "High value", "高价值", ("high-value customers",), ("高价值客户",)),
    ("mid", "Mid value", "中价值", ("medium value",), ("中价值客户",)),
    ("low", "Low value", "低价值", ("low-value customers",), ("低价值客户",)),
)
_SHARES = (0.2, 0.3, 0.5)  # of the customers, the most valuable first


def propose_groups(
    buying: Buying, datasets: Sequence[Dataset], profiles: Sequence[TableProfile]
) -> tuple[Segmentation, ...]:
    """Return the RFM segments and the value tiers of the customers, where no value of the data has their names."""
    own = frozenset(name for item in _named(datasets) for name in called(item))
    values = frozenset(normal_form(v) for table in profiles for column in table.columns for v in column.values)
    rfm = Segmentation(
        name="rfm",
        labels=Text("RFM segment", "RFM 分群"),
        synonyms=Words(
            _free(("segment", "customer segment", "customer group", "RFM", "RFM group"), own),
            _free(("分群", "客户分群", "客群", "分层", "客户分层", "客户细分", "RFM", "RFM分群", "RFM分层"), own),
        ),
        description=Text(
            "Ten groups of customers by how recently, how often and for how much they bought, each graded from 1 to 5.",
            "按最近购买时间、购买频次和消费金额各评 1 至 5 分，据此划分的十个客户分群。",
        ),
        entity=buying.customer.name,
        dataset="seg_rfm",
        tool="rfm_segments",
        params={"map": "ten"},
        values=_values(_RFM),
        state="generated",
        evidence=_of(buying),
    )
    tiers = Segmentation(
        name="value_tier",
        labels=Text("value tier", "价值分层"),
        synonyms=Words(
            _free(("customer value tier", "value class"), own), _free(("价值层级", "价值等级", "客户价值分层"), own)
        ),
        description=Text(
            "The top 20 %, the next 30 % and the remaining 50 % of customers by value.",
            "按客户价值排序的前 20%、其后 30% 和其余 50%。",
        ),
        entity=buying.customer.name,
        dataset="seg_value_tier",
        tool="tiers",
        params={"kind": "value", "shares": list(_SHARES)},
        values=_values(_TIERS),
        state="generated",
        evidence=_of(buying),
    )
    return tuple(
        item
        for item in (rfm, tiers)
        if own.isdisjoint(called(item)) and not any(values & _called_value(value) for value in item.values)
    )


def _of(buying: Buying) -> str:
    return f"{buying.dataset.name} says who bought"


def _named(datasets: Sequence[Dataset]) -> Iterator[Named]:
    for dataset in datasets:
        yield from (*dataset.dimensions, *dataset.measures)


def _free(words: tuple[str, ...], taken: frozenset[str]) -> tuple[str, ...]:
    return tuple(word for word in words if normal_form(word) not in taken)


def _values(rows: Sequence[_Row]) -> tuple[DimensionValue, ...]:
    return tuple(
        DimensionValue(code=code, labels=Text(en, zh), synonyms=Words(more_en, more_zh), order=place)
        for place, (code, en, zh, more_en, more_zh) in enumerate(rows, 1)
    )


def _called_value(value: DimensionValue) -> frozenset[str]:
    """Every way to write a value, in normal form."""
    return frozenset(map(normal_form, (value.labels.en, value.labels.zh, *value.synonyms.all())))
