"""An answer as a workbook: one sheet of typed cells for each table, and a last sheet that says how they came about.

Rule: nothing in the file is a formula, a link or a macro. A text that begins like a formula is written as text, a
figure as a number with the format of its unit, a day as a day.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from assistant import formats
from assistant.evidence.pairs import evidence
from assistant.exports.cells import Leaving, is_fraction, is_points, leaving, leaving_table
from assistant.texts import say
from semantic_layer.result import Column, Value

if TYPE_CHECKING:
    from assistant.answer import Answer

MAX_ROWS = 1_048_575  # a sheet's, without its heading
MAX_TEXT = 32_767  # a cell's
_WIDEST, _NARROWEST, _LOOKED_AT = 48, 10, 200
_DAY, _MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"


class _Cell(Protocol):
    value: object
    data_type: str
    number_format: str
    font: object
    alignment: object


class _Width(Protocol):
    width: float


class _Sheet(Protocol):
    """The part of a worksheet that is used here."""

    freeze_panes: str

    @property
    def column_dimensions(self) -> dict[str, _Width]: ...

    def cell(self, row: int, column: int) -> _Cell: ...


def to_xlsx(answer: Answer) -> bytes:
    """The rows of every section on a sheet of its own, all groups behind a ranking on another, the evidence last."""
    from openpyxl import Workbook

    book, language = Workbook(), answer.language
    book.remove(book.active)
    for number, section in enumerate(answer.sections, 1):
        mark = f" {number}" if len(answer.sections) > 1 else ""
        _data(book.create_sheet(say("export.sheet_data", language) + mark), leaving(section, language, "sheet"))
        if section.context_table is not None and section.shown_context is not None:
            behind = leaving_table(section.context_table, section.shown_context, language, "sheet")
            _data(book.create_sheet(say("page.all_groups", language) + mark), behind)
    _evidence(book.create_sheet(say("page.tab_derivation", language)), answer)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@dataclass(frozen=True)
class Texts:
    """A sheet of texts alone."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def texts_to_xlsx(sheets: Sequence[Texts]) -> bytes:
    """Sheets of texts, each with its headings in bold above rows that stay texts."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    book.remove(book.active)
    for given in sheets:
        sheet = book.create_sheet(given.title)
        for down, row in enumerate((given.headers, *given.rows), 1):
            for across, text in enumerate(row, 1):
                _text(sheet.cell(down, across), text)
        for across, column in enumerate(zip(given.headers, *given.rows, strict=True), 1):
            sheet.cell(1, across).font = Font(bold=True)
            _widen(sheet, across, max(map(_width, column)))
        sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def number_format(column: Column) -> str:
    """How a spreadsheet shows the column's figures: with the digits and the sign of its unit."""
    digits = column.format.digits
    if is_fraction(column):
        shown = "0" + _point(1 if digits is None else digits)
        if is_points(column):
            return _signed(shown)
        return _signed(f"{shown}%") if column.kind == "rate" else f"{shown}%"
    if column.format.kind in ("text", "date"):
        return "General"
    usual = {"currency": 2, "duration": 1, "decimal": 2}.get(column.format.kind, 0)
    shown = "#,##0" + _point(usual if digits is None else digits)
    if column.unit.kind == "currency":
        shown = f'"{formats.currency_sign(column.unit)}"{shown}'
    return _signed(shown) if column.kind == "change" else f"{shown};-{shown}"


def _point(digits: int) -> str:
    return "." + "0" * digits if digits else ""


def _signed(shown: str) -> str:
    return f"+{shown};-{shown};{shown}"


def _data(sheet: _Sheet, table: Leaving) -> None:
    from openpyxl.styles import Font

    for across, (name, column) in enumerate(zip(table.headers, table.columns, strict=True), 1):
        head, style = sheet.cell(1, across), number_format(column)
        _text(head, name)
        head.font = Font(bold=True)
        for down, row in enumerate(table.rows[:MAX_ROWS], 2):
            _typed(sheet.cell(down, across), row[across - 1], style)
        written = [name, *(str(row[across - 1]) for row in table.rows[:_LOOKED_AT])]
        _widen(sheet, across, max(map(_width, written)))
    sheet.freeze_panes = "A2"


def _typed(cell: _Cell, value: Value, style: str) -> None:
    match value:
        case None:
            return
        case bool() | str():
            _text(cell, str(value))
        case datetime():
            cell.value, cell.number_format = value.replace(tzinfo=None), _MOMENT  # a sheet knows no time zone
        case date():
            cell.value, cell.number_format = value, _DAY
        case _:
            cell.value, cell.number_format = value, style


def _text(cell: _Cell, text: str) -> None:
    """Write a text that stays one; a character that a sheet cannot hold is shown by its code point."""
    kept = "".join(c if c.isprintable() or c in "\n\t" else f"\\u{ord(c):04x}" for c in text)
    cell.value = kept[:MAX_TEXT]
    cell.data_type = "s"


def _evidence(sheet: _Sheet, answer: Answer) -> None:
    from openpyxl.styles import Alignment, Font

    for down, (name, text) in enumerate(evidence(answer), 1):
        label, told = sheet.cell(down, 1), sheet.cell(down, 2)
        _text(label, name)
        _text(told, text)
        label.font = Font(bold=True)
        label.alignment = told.alignment = Alignment(wrap_text=True, vertical="top")
    _widen(sheet, 1, 22)
    _widen(sheet, 2, 100)


def _widen(sheet: _Sheet, across: int, width: int) -> None:
    from openpyxl.utils import get_column_letter

    sheet.column_dimensions[get_column_letter(across)].width = max(width + 2, _NARROWEST)


def _width(text: str) -> int:
    return min(sum(2 if ord(char) > 0x2E7F else 1 for char in text), _WIDEST)
