"""Lines of documents: the rows of an order, an invoice or a receipt happened when the document did.

Rule: a table without a date of its own takes the date of the one dated table it points to, where its name says that its
rows are parts: lines, items, details. An "order of a customer" is none, and is never dated by when the customer came.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from semantic_layer.model import Dataset

_PARTS = re.compile(
    r"\b(line|lines|item|items|detail|details|entry|entries|position|positions)$|(明细|行|条目|详情|子项|子表)$"
)


def with_dates_of_documents(datasets: Sequence[Dataset]) -> tuple[Dataset, ...]:
    """Return the datasets, with lines dated by what they are lines of."""
    return tuple(_dated(dataset, datasets) for dataset in datasets)


def _dated(dataset: Dataset, datasets: Sequence[Dataset]) -> Dataset:
    keys = {key.name for key in dataset.entities if key.type == "foreign"}
    owners = [
        d for d in datasets if d is not dataset and d.prefix in keys and d.time_basis == "event" and d.default_time
    ]
    if dataset.default_time or len(owners) != 1 or not _is_part(dataset):
        return dataset
    time = f"{owners[0].prefix}.{owners[0].default_time}"
    evidence = f"{dataset.evidence}; without a date of its own, dated by {time}"
    return replace(dataset, time_basis="event", default_time=time, evidence=evidence)


def _is_part(dataset: Dataset) -> bool:
    return any(_PARTS.search(name) for name in (dataset.prefix.replace("_", " "), dataset.labels.en, dataset.labels.zh))
