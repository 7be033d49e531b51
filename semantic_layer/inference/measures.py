"""What a table counts and measures.

Rule: rows are always counted; a column is summed only where its name says that it adds up, else it is averaged, and
the evidence says which.
"""

from __future__ import annotations

import re

from semantic_layer.inference import signs
from semantic_layer.inference.columns import column_expression
from semantic_layer.inference.naming import identifier, label_text, spelled_out, synonyms
from semantic_layer.inference.profile import ColumnProfile, TableProfile
from semantic_layer.inference.relations import looks_like_key
from semantic_layer.inference.units import split_unit
from semantic_layer.model import Format, Measure, Text, Unit, Words
from semantic_layer.wordforms import plural, singular

_SHARE = re.compile(r"rate|ratio|share|率|比例|占比")
_MONEY = re.compile(r"\b(revenue|turnover|amount|total|sales|income)\b|额|收入")
_PAID = Words(("revenue", "sales revenue", "sales amount"), ("销售额", "销售金额", "营收"))


def row_count(table: TableProfile) -> Measure:
    """How many rows: what "how many orders" counts."""
    label = label_text(table.entity)
    many = plural(singular(label.en)) if label.en else ""
    one = singular(label.en)
    return Measure(
        name=f"{table.entity}_count",
        labels=Text(f"number of {many}" if many else f"{table.entity} count", f"{label.zh}数量" if label.zh else ""),
        synonyms=Words(
            tuple(dict.fromkeys((many, f"{one} count", f"count of {many}", f"total {many}"))) if many else (),
            tuple(f"{label.zh}{word}" for word in ("数", "总数", "个数")) if label.zh else (),
        ),
        dataset=table.entity,
        agg="count",
        expr="1",
        additivity="additive",
        unit=Unit("count", table.entity),
        format=Format("integer"),
        null_semantics="absent_is_zero",
        direction="neutral",
        state="generated",
        evidence="rows of the table",
    )


def is_measured(column: ColumnProfile, used: frozenset[str]) -> bool:
    """Is there anything to add or average in this column?"""
    return column.name not in used and not looks_like_key(column.name) and signs.is_measurable(column)


def measures_of(table: TableProfile, used: frozenset[str]) -> tuple[Measure, ...]:
    measured = [column for column in table.columns if is_measured(column, used)]
    return tuple(_measure(column, table, measured) for column in measured)


def _measure(column: ColumnProfile, table: TableProfile, others: list[ColumnProfile]) -> Measure:
    """A sum where the name says that it adds up, else an average."""
    sums = signs.adds_up(column)
    said = spelled_out(column.name)
    unit = split_unit(column.name).unit
    share = not column.is_whole and bool(_SHARE.search(said))
    names = synonyms(column.name)
    paid = signs.is_price_paid(column) and not any(_MONEY.search(spelled_out(c.name)) for c in others)
    if paid and not any(spelled_out(c.name) in ("quantity", "units") for c in others):
        names = Words(names.en + _PAID.en, names.zh + _PAID.zh)
    return Measure(
        name=identifier(column.name),
        labels=label_text(column.name),
        synonyms=names,
        dataset=table.entity,
        agg="sum" if sums else "avg",
        expr=column_expression(column.name),
        additivity="additive" if sums else "non_additive",
        unit=unit or Unit("none"),
        format=Format("integer") if sums and column.is_whole else Format("decimal", 4 if share else 2),
        null_semantics="absent_is_zero" if sums else "absent_is_unknown",
        direction="neutral",
        state="generated",
        evidence="its name says that it adds up" if sums else "no sign that it adds up, so it is averaged",
    )
