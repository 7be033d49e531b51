"""What is left of sales: 利润 beside 销售额 makes the 利润率, profit beside sales the profit margin.

Rule: a table tells a margin where one figure is a profit, one is what was sold for, and no row keeps more than it was
sold for. Where the data name such a margin themselves, or several figures could be either, nothing is proposed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from semantic_layer.engines.base import Engine
from semantic_layer.inference.dues import is_part, only_sum
from semantic_layer.inference.profile import TableProfile
from semantic_layer.model import Dataset, Format, Input, RatioMetric, Text, Unit, Words
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
        kept, sold = only_sum(dataset, {head}), only_sum(dataset, _SOLD)
        if kept is not None and sold is not None and kept.unit == sold.unit and is_part(table, kept, sold, engine):
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
