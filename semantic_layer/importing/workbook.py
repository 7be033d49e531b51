"""XLSX workbooks to rows of text: every sheet with content is a table.

Rule: formulas count by their stored result, and one without a stored result is an error of its cell, never a silent
blank; numbers keep the 15 digits that a sheet has.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from semantic_layer.importing.delimited import MAX_COLUMNS, MAX_FIELD, TextTable
from semantic_layer.importing.errors import UnreadableFile
from semantic_layer.importing.header import find_header
from semantic_layer.importing.report import SHOWN_CHARACTERS, RejectedRow
from semantic_layer.importing.totals import reasons_to_leave

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

MAX_SHEETS = 50
NO_RESULT = "#VALUE!"  # what a formula without a stored result reads as: typing counts it as failed
_DAMAGED = (
    zipfile.BadZipFile, ParseError, zlib.error, struct.error, KeyError, ValueError, TypeError, IndexError,
    AttributeError, EOFError, OSError, NotImplementedError, OverflowError, RecursionError,
)  # fmt: skip


def read_workbook(path: Path) -> tuple[tuple[str, TextTable], ...]:
    """Return the title and the rows of every sheet that has content.

    Raises
    ------
    UnreadableFile
        When the workbook is damaged or has too many sheets or columns.
    """
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        return tuple(_sheets(path))
    except (*_DAMAGED, InvalidFileException):
        raise UnreadableFile(path.name, "damaged_workbook") from None


def _sheets(path: Path) -> Iterator[tuple[str, TextTable]]:
    results, formulas = _open(path, with_results=True), _formulas(path)
    if len(results.worksheets) > MAX_SHEETS:
        raise UnreadableFile(path.name, "too_many_sheets")
    for sheet in results.worksheets:
        sheet.reset_dimensions()  # what a file says of its size may be wrong; its cells are not
        rows = [tuple(_text(cell) for cell in row) for row in sheet.iter_rows(values_only=True)]
        for row, column in formulas.get(sheet.title, ()):
            if row <= len(rows) and column <= len(rows[row - 1]) and not rows[row - 1][column - 1]:
                cells = list(rows[row - 1])
                cells[column - 1] = NO_RESULT
                rows[row - 1] = tuple(cells)
        if any(any(row) for row in rows):
            yield sheet.title, _table(path.name, rows)


def _open(path: Path, *, with_results: bool) -> Workbook:
    from openpyxl import load_workbook

    return load_workbook(BytesIO(path.read_bytes()), read_only=True, data_only=with_results, keep_links=False)


def _formulas(path: Path) -> dict[str, list[tuple[int, int]]]:
    """Where each sheet has formulas, by row and column from 1; looked up only where a sheet has any."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        if not any(b"<f>" in (text := archive.read(name)) or b"<f " in text for name in names):
            return {}
    found: dict[str, list[tuple[int, int]]] = {}
    for sheet in _open(path, with_results=False).worksheets:
        sheet.reset_dimensions()
        found[sheet.title] = [
            (cell.row, cell.column) for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
        ]
    return found


def _table(file: str, rows: Sequence[tuple[str, ...]]) -> TextTable:
    """What stands above the header is a preamble; totals and remarks below the rows are rejected by line."""
    width = max(len(row) for row in rows)
    while width and not any(len(row) >= width and row[width - 1] for row in rows):
        width -= 1  # columns that only have a format
    if width > MAX_COLUMNS:
        raise UnreadableFile(file, "too_many_columns")
    filled = [(n, (row + ("",) * width)[:width]) for n, row in enumerate(rows, 1) if any(row)]
    header = find_header([row for _, row in filled])
    body = filled[header.place + 1 :]
    reasons = {body[n][0]: reason for n, reason in reasons_to_leave([row for _, row in body]).items()}
    reasons |= {n: "field_too_long" for n, row in body if any(len(cell) > MAX_FIELD for cell in row)}
    kept = [(n, row) for n, row in body if n not in reasons]
    return TextTable(
        header=header.names,
        rows=tuple(row for _, row in kept),
        lines=tuple(n for n, _ in kept),
        records=len(rows),
        preamble=header.place,
        blank=len(rows) - len(filled),
        rejected=tuple(
            RejectedRow(n, reasons[n], next(filter(None, row))[:SHOWN_CHARACTERS]) for n, row in body if n in reasons
        ),
        encoding="",
        delimiter="",
    )


def _text(cell: object) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
        case date():
            return cell.isoformat()
        case float():
            return _figure(cell)
    return str(cell)


def _figure(value: float) -> str:
    """A number with the 15 digits that a sheet keeps, never with an exponent."""
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    return f"{Decimal(format(value, '.15g')):f}"
