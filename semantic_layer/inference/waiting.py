"""What a row is called while a date of it is still missing: open tickets, unpaid invoices, 未付款 bills.

Rule: only a date that some rows have and others wait for says so, and only where no value of the same table is called
so: a status that says "open" or "unpaid" itself is the better witness. Several such dates give a word to none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from semantic_layer.inference.durations import event_of
from semantic_layer.inference.naming import spelled_out
from semantic_layer.inference.profile import ColumnProfile, TableProfile
from semantic_layer.model import Adjective, Dataset, Dimension
from semantic_layer.wordforms import normal_form

_GOES_ON = ("active", "current", "ongoing")
_GOES_ON_ZH = ("活跃", "现有", "在用")


@dataclass(frozen=True)
class _Step:
    """What comes last in the life of a row: the words for the event and for the rows that wait for it."""

    events: tuple[str, ...]
    waiting: tuple[str, ...]


_STEPS = (
    _Step(("close", "closed", "closure", "closing"), ("open", "not closed", "unclosed", "still open", "未关闭")),
    _Step(("resolve", "resolved", "resolution"), ("unresolved", "not resolved", "open", "未解决")),
    _Step(("discharge", "discharged"), ("not discharged", "still admitted", "inpatient", "在院", "未出院")),
    _Step(("paid", "payment", "pay"), ("unpaid", "outstanding", "not paid", "未付款", "未支付", "未付")),
    _Step(("deliver", "delivered", "delivery"), ("undelivered", "not delivered", "未送达", "未交付")),
    _Step(("ship", "shipped", "shipping", "dispatched"), ("unshipped", "not shipped", "未发货")),
    _Step(("return", "returned"), ("unreturned", "not returned", "未归还")),
    _Step(("complete", "completed", "completion"), ("incomplete", "uncompleted", "not completed", "未完成")),
    _Step(("finish", "finished"), ("unfinished", "not finished", "未完成")),
    _Step(("settle", "settled", "settlement"), ("unsettled", "not settled", "未结清")),
    _Step(("approve", "approved", "approval"), ("unapproved", "not approved", "未批准")),
    _Step(("churn", "churned", "unsubscribed"), (*_GOES_ON, "not churned", *_GOES_ON_ZH, "未流失")),
    _Step(("cancel", "cancelled", "canceled", "cancellation"), (*_GOES_ON, "not cancelled", *_GOES_ON_ZH, "未取消")),
    _Step(
        ("terminate", "terminated", "termination", "leave", "leaving", "left", "exit", "resigned", "resignation"),
        (*_GOES_ON, "employed", "在职", *_GOES_ON_ZH),
    ),
    _Step(("end", "ended", "deactivated", "deactivation"), (*_GOES_ON, *_GOES_ON_ZH)),
)  # fmt: skip


def with_waiting_words(datasets: Sequence[Dataset], tables: Sequence[TableProfile]) -> tuple[Dataset, ...]:
    """Return the datasets with the words for rows whose last date is missing."""
    return tuple(_told(dataset, table) for dataset, table in zip(datasets, tables, strict=True))


def ended(dimension: Dimension, table: TableProfile) -> ColumnProfile | None:
    """The column of a date that some rows have and others wait for."""
    column = next((c for c in table.columns if c.name == dimension.column), None)
    return column if dimension.type == "time" and column and 0 < column.known < table.rows else None


def _told(dataset: Dataset, table: TableProfile) -> Dataset:
    claims = {d.name: tuple(_words(d)) for d in dataset.dimensions if ended(d, table)}
    often = Counter(word for words in claims.values() for word in words)
    taken = {normal_form(value) for column in table.columns for value in column.values}
    taken |= {normal_form(adjective.word) for d in dataset.dimensions for adjective in d.adjectives}
    free = {name: [w for w in words if often[w] == 1 and w not in taken] for name, words in claims.items()}
    return replace(dataset, dimensions=tuple(_said(d, free.get(d.name, ())) for d in dataset.dimensions))


def _words(dimension: Dimension) -> Iterator[str]:
    event = event_of(spelled_out(dimension.name))
    for step in _STEPS:
        if event in step.events:
            yield from step.waiting


def _said(dimension: Dimension, words: Sequence[str]) -> Dimension:
    empty = f"{dimension.expr} IS NULL"
    return replace(dimension, adjectives=(*dimension.adjectives, *(Adjective(word, empty) for word in words)))
