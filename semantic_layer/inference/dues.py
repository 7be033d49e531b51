"""What is owed and what came in of it: 应收金额 with 实收金额 make the 欠费 and the 收缴率 of bills.

Rule: a table has both where one figure says what is due, one says what was paid, and no row was paid more than was due.
Where several figures could be either, or the data name the result themselves, nothing is proposed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlglot import exp

from semantic_layer.engines.base import Engine
from semantic_layer.inference.profile import TableProfile
from semantic_layer.lexicon import concept_of
from semantic_layer.model import Dataset, DerivedMetric, Format, Input, Measure, Metric, RatioMetric, Text, Unit, Words
from semantic_layer.nicknames import called

_DUE = frozenset(
    {"amount receivable", "amount due", "billing amount", "invoice amount", "bill total", "receivable amount"}
)
_PAID = frozenset({"amount received", "payment amount", "collected amount", "amount collected"})
_OWED = Words(
    ("amount outstanding", "outstanding amount", "unpaid amount", "arrears", "amount owed"),
    ("欠费", "欠费金额", "欠费总额", "欠款", "欠款金额", "欠缴金额", "未收金额", "未缴金额"),
)
_RATE = Words(
    ("collection rate", "amount collection rate", "payment collection rate"),
    ("收缴率", "收款率", "回款率", "收费率", "缴费完成率"),
)


def propose_dues(
    tables: Sequence[TableProfile], datasets: Sequence[Dataset], taken: Collection[str], engine: Engine
) -> tuple[Metric, ...]:
    """Return what is owed and the share that was collected, for the first table that tells both."""
    known = {name for dataset in datasets for item in (*dataset.dimensions, *dataset.measures) for name in called(item)}
    if not known.isdisjoint((*_OWED.all(), *_RATE.all())):
        return ()
    for table, dataset in zip(tables, datasets, strict=True):
        due, paid = only_sum(dataset, _DUE), only_sum(dataset, _PAID)
        if due is not None and paid is not None and is_part(table, paid, due, engine):
            found = (_owed(due, paid), _rate(due, paid))
            return tuple(metric for metric in found if metric.name not in taken)
    return ()


def only_sum(dataset: Dataset, heads: Collection[str]) -> Measure | None:
    """Return the only sum of a table that is called one of these."""
    found = [m for m in dataset.measures if m.agg == "sum" and _head(m) in heads]
    return found[0] if len(found) == 1 else None


def _head(measure: Measure) -> str:
    concept = concept_of(measure.labels.en) or concept_of(measure.labels.zh)
    return concept.en[0] if concept else measure.labels.en


def is_part(table: TableProfile, part: Measure, whole: Measure, engine: Engine) -> bool:
    """Return whether no row has more of the part than of the whole, and some row has less; both are columns.

    Rows that take back what was sold, with a whole below zero, tell neither.
    """
    names = [measure.column for measure in (part, whole)]
    if not set(names) <= {column.name for column in table.columns}:
        return False
    left, right = (exp.column(name, quoted=True) for name in names)
    kinds = [kind(this=left.copy(), expression=right.copy()) for kind in (exp.GT, exp.LT)]
    counts = [exp.CountIf(this=exp.and_(kind, right >= 0)) for kind in kinds]
    query = exp.select(*counts).from_(exp.Table(this=exp.to_identifier(table.name, quoted=True)))
    above, below = engine.run(query.sql(dialect=engine.dialect)).rows[0]
    return above == 0 and bool(below)


def _owed(due: Measure, paid: Measure) -> DerivedMetric:
    return DerivedMetric(
        name="amount_outstanding",
        labels=Text(_OWED.en[0], _OWED.zh[0]),
        synonyms=_OWED,
        expr=f"{due.name} - {paid.name}",
        metrics=(Input(due.name), Input(paid.name)),
        direction="down_is_good",
        unit=due.unit,
        format=due.format,
        null_semantics="absent_is_zero",
        state="generated",
        evidence=f"{due.name} less {paid.name}, which exceeds it in no row",
    )


def _rate(due: Measure, paid: Measure) -> RatioMetric:
    return RatioMetric(
        name="collection_rate",
        labels=Text(_RATE.en[0], _RATE.zh[0]),
        synonyms=_RATE,
        numerator=Input(paid.name),
        denominator=Input(due.name),
        direction="up_is_good",
        unit=Unit("share"),
        format=Format("percent", 1),
        null_semantics="absent_is_unknown",
        state="generated",
        evidence=f"{paid.name} is part of {due.name} in every row",
    )
