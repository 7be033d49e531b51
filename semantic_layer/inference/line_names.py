"""What the rows of a wide table of orders are called, where its name does not say it: "superstore" holds order lines.

Rule: rows of which several belong to one order are lines of orders. A table whose own name says that it holds sales,
orders or lines keeps it; any other name stays a name of the rows beside the new one, and stops being counted aloud.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from semantic_layer.inference.naming import label_text, spelled_out
from semantic_layer.inference.roles import Buying
from semantic_layer.model import Dataset, Entity, Measure, Named, Text, Words
from semantic_layer.nicknames import called

_SAYS_SO = re.compile(
    r"\b(sales?|orders?|lines?|items?|details?|transactions?|purchases?|invoices?|receipts?|bookings?|records?)$"
    r"|(订单|销售|明细|记录|流水|交易|消费|小票|购买|数据)$"
)


def with_line_names(
    buying: Buying, datasets: Sequence[Dataset], things: Sequence[Entity]
) -> tuple[tuple[Dataset, ...], tuple[Entity, ...]]:
    """Return the datasets and the things, with the lines of orders called so."""
    rows = buying.dataset
    is_said = _SAYS_SO.search(spelled_out(rows.prefix)) or _SAYS_SO.search(rows.labels.zh)
    if buying.is_of_orders or buying.document is not rows or is_said:
        return tuple(datasets), tuple(things)
    order = next(thing for thing in things if thing.name == buying.order.name)
    line = Text(f"{order.labels.en or 'order'} line", f"{order.labels.zh or '订单'}明细")
    named: list[Named] = [*things, *(item for d in datasets for item in (*d.dimensions, *d.measures))]
    taken = frozenset(word for item in named for word in called(item))
    if not taken.isdisjoint((line.en, f"{line.en}s", line.zh)):
        return tuple(datasets), tuple(things)
    done = tuple(_renamed(dataset, line) if dataset is rows else dataset for dataset in datasets)
    return done, tuple(_called(thing, line, taken) if thing.name == rows.prefix else thing for thing in things)


def _renamed(rows: Dataset, line: Text) -> Dataset:
    measures = tuple(_counted(measure, line) if measure.expr == "1" else measure for measure in rows.measures)
    return replace(rows, measures=measures, labels=Text(f"{line.en}s", line.zh))


def _counted(measure: Measure, line: Text) -> Measure:
    en = (f"{line.en}s", f"total {line.en}s", f"{line.en} count", f"count of {line.en}s")
    zh = tuple(f"{line.zh}{word}" for word in ("数", "总数", "条数", "行数"))
    kept = measure.synonyms
    labels = Text(f"number of {line.en}s", f"{line.zh}数")
    return replace(measure, labels=labels, synonyms=Words((*en, *kept.en), (*zh, *kept.zh)))


def _called(thing: Entity, line: Text, taken: Collection[str]) -> Entity:
    """Its old names stay, as people see them on their file."""
    own = label_text(thing.name)
    en = [f"{line.en}s", *(word for word in ("line", "lines", "line item", "line items") if word not in taken)]
    zh = [word for word in ("明细",) if word not in taken]
    old = thing.synonyms
    en_old = tuple(word for word in (own.en, *old.en) if word and word not in en)
    zh_old = tuple(word for word in (own.zh, *old.zh) if word and word not in zh)
    return replace(thing, labels=line, synonyms=Words((*en, *dict.fromkeys(en_old)), (*zh, *dict.fromkeys(zh_old))))
