"""What is left of sales: 利润 beside 销售额 makes the 利润率, profit beside sales the profit margin.

Rule: a table tells a margin where one figure is a profit, one is what was sold for, and no row keeps more than it was
sold for. Where the data name such a margin themselves, or several figures could be either, nothing is proposed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlglot import exp

from semantic_layer.engines.base import Engine
from semantic_layer.inference.profile import TableProfile
from semantic_layer.lexicon import concept_of
from semantic_layer.model import Dataset, Format, Input, Measure, RatioMetric, Text, Unit, Words
from semantic_layer.nicknames import called

_SOLD = frozenset({"sales", "sales amount", "turnover", "operating income", "net sales", "gmv"})
_MARGINS: Mapping[str, Words] = {
    "profit": Words(("profit margin", "margin", "profit rate"), ("利润率",)),
    "gross profit": Words(("gross margin", "gross profit margin"), ("毛利率",)),
    "net profit": Words(("net margin", "net profit margin"), ("净利率", "净利润率")),
}


def propose_margins(
    tables: Sequence[TableProfile], datasets: Sequence[Dataset], taken: Collection[str], engine: Engine
) -> tuple[RatioMetric, ...]:
    """Return the margins of the first table that tells each."""
    known = {name for dataset in datasets for item in (*dataset.dimensions, *dataset.measures) for name in called(item)}
    found: dict[str, RatioMetric] = {}
    for table, dataset in zip(tables, datasets, strict=True):
        for metric in _of_table(table, dataset, engine):
            if known.isdisjoint(called(metric)) and metric.name not in taken:
                found.setdefault(metric.name, metric)
    return tuple(found.values())


def _of_table(table: TableProfile, dataset: Dataset, engine: Engine) -> Iterator[RatioMetric]:
    for head, words in _MARGINS.items():
        kept, sold = _only(dataset, {head}), _only(dataset, _SOLD)
        if kept is not None and sold is not None and kept.unit == sold.unit and _is_part(table, kept, sold, engine):
            yield RatioMetric(
                name=words.en[0].replace(" ", "_"),
                labels=Text(words.en[0], words.zh[0]),
                synonyms=words,
                numerator=Input(kept.name),
                denominator=Input(sold.name),
                direction="up_is_good",
                unit=Unit("share"),
                format=Format("percent", 1),
                null_semantics="absent_is_unknown",
                state="generated",
                evidence=f"{kept.name} is never more than {sold.name}",
            )


def _only(dataset: Dataset, heads: Collection[str]) -> Measure | None:
    found = [m for m in dataset.measures if m.agg == "sum" and _head(m) in heads]
    return found[0] if len(found) == 1 else None


def _head(measure: Measure) -> str:
    concept = concept_of(measure.labels.en) or concept_of(measure.labels.zh)
    return concept.en[0] if concept else measure.labels.en


def _is_part(table: TableProfile, kept: Measure, sold: Measure, engine: Engine) -> bool:
    """No row keeps more than it was sold for, and some row keeps less."""
    left, right = (exp.column(measure.expr.strip('"'), quoted=True) for measure in (kept, sold))
    if any(measure.expr.strip('"') not in {column.name for column in table.columns} for measure in (kept, sold)):
        return False
    counts = [exp.CountIf(this=kind(this=left.copy(), expression=right.copy())) for kind in (exp.GT, exp.LT)]
    query = exp.select(*counts).from_(exp.Table(this=exp.to_identifier(table.name, quoted=True)))
    above, below = engine.run(query.sql(dialect=engine.dialect)).rows[0]
    return above == 0 and bool(below)
