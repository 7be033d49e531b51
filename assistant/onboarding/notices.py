"""What was noticed about files beyond their columns: what looks alike, stands there twice, or was read out of the rows.

Rule: the terminal and the page say the same, in the language of who reads it. Whatever was inferred from the rows is
told as what follows from it, so that a wrong guess is seen before a figure rests on it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from assistant.texts import say
from semantic_layer.checks import check_alike
from semantic_layer.engines.base import Engine
from semantic_layer.model import Dataset, Dimension, SemanticModel, Text
from semantic_layer.repeated_rows import repeated_rows, rows_without

_OF_ONE_DAY = re.compile(r"; all rows of one have one (\w+)(.*)")  # the evidence of what was read out of a key
_OF_BUYERS = re.compile(r"(customer|client|buyer|member|shopper) |.*\|(客户|顾客|买家|会员)")
_OF_MEMBERS = "one for each "  # the evidence of what is the same in all rows of a member


def notices(model: SemanticModel, engine: Engine, tables: Collection[str]) -> tuple[Text, ...]:
    """Return what is worth knowing before the first question; `tables` are those that were brought in."""
    return (
        *(defect.message for defect in check_alike(model, engine)),
        *_repeated(engine, tables),
        *_of_nobody(model, engine, tables),
        *_read_out_of_rows(model),
        *_of_members(model),
        *_buyers(model),
        *_told_by_name(model),
        *_told_by_contact(model),
    )


def _repeated(engine: Engine, tables: Collection[str]) -> Iterator[Text]:
    for table in tables:
        if n := repeated_rows(table, engine):
            yield _both("cli.repeated_rows", Text(table, table), n=n)


def _of_nobody(model: SemanticModel, engine: Engine, tables: Collection[str]) -> Iterator[Text]:
    """Order lines that name no customer."""
    role = model.role("order")
    home = model.dataset(role.dataset) if role else None
    keys = home.entities if home else ()
    key = next((k for k in keys if role and k.columns == (role.column("customer"),)), None)
    if home and key and home.source in tables and (n := rows_without(home.source, key.columns[0], engine)):
        thing = model.entity(key.name)
        yield _both("cli.rows_of_nobody", Text(home.source, home.source), n=n, thing=_label(thing.labels, key.name))


def _read_out_of_rows(model: SemanticModel) -> Iterator[Text]:
    """Orders that only their lines tell of: dated by them, and counted once."""
    for dataset in model.datasets:
        if found := _OF_ONE_DAY.search(dataset.evidence):
            name = next((d.labels for d in dataset.dimensions if d.name == found[1]), Text(found[1], found[1]))
            yield _both("data.notice.documents", _label(dataset.labels, dataset.name), day=_label(name, found[1]))


def _of_members(model: SemanticModel) -> Iterator[Text]:
    """What is the same in all rows of a member, so that it is theirs too."""
    for dataset in model.datasets:
        if own := [item for item in dataset.dimensions if item.evidence.startswith(_OF_MEMBERS)]:
            yield _both("data.notice.features", _called(dataset, model), names=_listed(own))


def _buyers(model: SemanticModel) -> Iterator[Text]:
    orders = model.role("order")
    if orders:
        home = model.dataset(orders.dataset)
        amount = str(orders.column("amount"))
        yield _both("data.notice.buyers", _label(home.labels, home.name), amount=Text(amount, amount))


def _told_by_name(model: SemanticModel) -> Iterator[Text]:
    """Customers whom only their names tell apart: two of one name are one."""
    role = model.role("customer")
    home = model.dataset(role.dataset) if role and role.state == "generated" else None
    key = next((d for d in home.dimensions if role and d.column == role.column("customer")), None) if home else None
    if home and key and key.type in ("text", "categorical"):
        yield _both("data.notice.named_buyers", _called(home, model), column=_label(key.labels, key.name))


def _told_by_contact(model: SemanticModel) -> Iterator[Text]:
    """Customers of whom only contact data are known, on which no analysis rests."""
    if model.role("order"):
        return
    for dataset in model.datasets:
        if found := [d for d in dataset.dimensions if d.personal and _OF_BUYERS.match(f"{d.labels.en}|{d.labels.zh}")]:
            yield _both("data.notice.contacts", _label(dataset.labels, dataset.name), columns=_listed(found))


def _called(dataset: Dataset, model: SemanticModel) -> Text:
    return _label(
        model.entity(dataset.prefix).labels if model.has_entity(dataset.prefix) else dataset.labels, dataset.name
    )


def _listed(dimensions: list[Dimension]) -> Text:
    labels = [_label(item.labels, item.name) for item in dimensions]
    return Text(", ".join(item.en for item in labels), "、".join(item.zh for item in labels))


def _label(labels: Text, name: str) -> Text:
    return Text(labels.en or name, labels.zh or labels.en or name)


def _both(key: str, table: Text, *, n: int | None = None, **named: Text) -> Text:
    """One sentence in both languages, about a table or a thing."""

    def said(is_chinese: bool) -> str:
        words = {"table": table, **named}
        facts = {name: text.zh if is_chinese else text.en for name, text in words.items()}
        return say(key, "zh" if is_chinese else "en", **facts, **({"n": n} if n is not None else {}))

    return Text(said(False), said(True))
