"""What levels are called, and what the rows that hold them are called.

Rule: where a table of levels is called after its level (account balances with a balance, district population), the name
means the level; the rows are its records, and are counted only where records are asked for.
"""

from __future__ import annotations

import re
from dataclasses import replace

from semantic_layer.inference.naming import label_text, plural_name, spelled_out
from semantic_layer.model import Dataset, Entity, Measure, Text, Words
from semantic_layer.wordforms import singular

PLANNED = re.compile(r"(?:targets?|budgets?|quotas?|目标|预算|指标|配额)$", re.I)


def with_level_names(dataset: Dataset) -> Dataset:
    """Return the dataset with its name given to the level that it is called after."""
    level = _named_level(dataset)
    if level is None:
        return dataset
    label = label_text(dataset.prefix)
    record = _record(label)
    measures = []
    for measure in dataset.measures:
        if measure is level:
            measure = replace(measure, synonyms=_said_also(measure.synonyms, label))
        elif measure.expr == "1":
            counted = Text(f"number of {plural_name(record.en)}", f"{record.zh}数量" if record.zh else "")
            said = Words((plural_name(record.en),), (f"{record.zh}数",) if record.zh else ())
            measure = replace(measure, labels=counted, synonyms=said)
        measures.append(measure)
    return replace(dataset, measures=tuple(measures))


def with_records(thing: Entity, dataset: Dataset) -> Entity:
    """Return the thing of a table that is called after its level as a record of it."""
    if _named_level(dataset) is None:
        return thing
    record = _record(label_text(dataset.prefix))
    return replace(thing, labels=record, synonyms=Words((plural_name(record.en),)))


def _named_level(dataset: Dataset) -> Measure | None:
    """The level whose name ends the name of its table; "inventory" and "stock" of other columns do not.

    A table of targets or budgets is called after its one amount in the same way.
    """
    planned = [m for m in dataset.measures if m.agg == "sum" and m.expr != "1"]
    if len(planned) == 1 and PLANNED.search(dataset.prefix):
        return planned[0]
    table = singular(spelled_out(dataset.prefix)).split(" ")
    for measure in dataset.measures:
        words = singular(spelled_out(measure.name)).split(" ")
        if measure.semi is not None and table[-len(words) :] == words:
            return measure
    return None


def _record(label: Text) -> Text:
    return Text(f"{singular(label.en)} record", f"{label.zh}记录" if label.zh else "")


def _said_also(known: Words, label: Text) -> Words:
    one, many = singular(label.en), plural_name(label.en)
    en = (*known.en, one, many, f"total {one}", f"total {many}")
    short = PLANNED.search(label.zh)
    zh = (*known.zh, label.zh, f"总{label.zh}", *([short[0]] if short else [])) if label.zh else known.zh
    return Words(tuple(dict.fromkeys(en)), tuple(dict.fromkeys(zh)))
