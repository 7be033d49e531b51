"""The rows of an answer as a file holds them: words where the page shows words, exact values where it shows figures.

Rule: a figure leaves with all its digits and its unit in the heading, a day as a day, and a code as the label that
the page shows for it. Nothing is rounded here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal
from typing import Literal

from assistant import formats
from assistant.answer_parts import Section, ShownTable
from assistant.texts import say
from semantic_layer.model import Language
from semantic_layer.result import Column, ResultTable, Value

Style = Literal["plain", "sheet"]  # a sheet can show 0.482 as 48.2%, a plain file cannot
NAMED_PARTS = frozenset({"weekday", "month_of_year", "quarter_of_year", "hour"})


@dataclass(frozen=True)
class Leaving:
    """Headings and typed cells, in the order of the screen. `kept` of `known` rows, where more are known."""

    headers: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    known: int | None = None  # None: these are all


def leaving(section: Section, language: Language, style: Style) -> Leaving:
    """The main table of a section."""
    found = leaving_table(section.table, section.shown, language, style)
    return replace(found, known=known_rows(section))


def leaving_table(table: ResultTable, shown: ShownTable, language: Language, style: Style) -> Leaving:
    """One table: `shown` is the same table in words."""
    headers = tuple(_heading(name, c, language, style) for name, c in zip(shown.headers, table.columns, strict=True))
    rows = tuple(
        tuple(
            _cell(value, column, word, style, is_rest=position == table.others)
            for value, column, word in zip(row, table.columns, words, strict=True)
        )
        for position, (row, words) in enumerate(zip(table.rows, shown.rows, strict=True))
    )
    return Leaving(headers, table.columns, rows)


def is_fraction(column: Column) -> bool:
    """Whether 0.482 stands for 48.2%."""
    return column.format.kind == "percent" or column.kind == "rate"


def is_points(column: Column) -> bool:
    """Whether the column holds differences of shares."""
    return is_fraction(column) and (
        column.unit.kind == "points" or (column.kind == "change" and column.unit.kind == "share")
    )


def known_rows(section: Section) -> int | None:
    """How many rows there are where a limit kept some away and their number is known; None otherwise."""
    counts = dict(section.derivation.row_counts)
    found = counts.get("rows_in_all")
    return found if found is not None and found > len(section.table.rows) else None


def _heading(name: str, column: Column, language: Language, style: Style) -> str:
    if style == "plain" and is_fraction(column):
        unit = say("export.fraction", language)
    elif style == "sheet" and is_fraction(column) and not is_points(column):
        return name  # the cells show their %
    else:
        unit = formats.unit_word(column.unit, language)
    return say("export.header", language, name=name, unit=unit) if unit and unit not in name else name


def _cell(value: Value, column: Column, word: str, style: Style, *, is_rest: bool) -> Value:
    match value:
        case _ if is_rest and column.kind == "dimension":
            return word
        case None:
            return word if column.kind == "dimension" else None
        case bool() | str():
            return word
        case date() | time():
            return value
        case _ if column.kind == "dimension" and column.part in NAMED_PARTS:
            return word
        case _ if style == "sheet" and is_points(column):
            return Decimal(str(value)) * 100
        case _:
            return value
