"""Files to tables: CSV, XLSX and Parquet into one published database, losing nothing in silence.

Rule: all files are read and typed before anything is written; the new database replaces the old one in one step, and
an error leaves the old one as it was.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from semantic_layer.importing.delimited import TextTable, read_delimited
from semantic_layer.importing.errors import LinesUnaccounted, NothingToImport, UnreadableFile
from semantic_layer.importing.report import FileReport, ImportReport
from semantic_layer.importing.typing import Typed, type_column

if TYPE_CHECKING:
    import pyarrow

KINDS = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".xlsx": "xlsx", ".parquet": "parquet"}
MAX_UNPACKED = 10 * 1024**3
MAX_RATIO = 100


def import_folder(source: Path, out: Path, *, encoding: str | None = None, confirm: bool = False) -> ImportReport:
    """Import every CSV, XLSX and Parquet file of `source` (not of its sub-folders) into `out`/data.

    Parameters
    ----------
    source : Path
        A folder of files. Each file, or each sheet of a workbook, becomes one table named after it.
    out : Path
        The model folder; its `data` folder receives the published database.
    encoding : str, optional
        The encoding of text files that are not UTF-8.
    confirm : bool
        Accept a guessed encoding without asking.

    Raises
    ------
    ImportProblem
        Nothing to import, an undecided encoding, or an unreadable file; the former data stay as they were.
    """
    from semantic_layer.engines.duckdb import build_database

    files = sorted(path for path in source.iterdir() if path.suffix.lower() in KINDS and path.is_file())
    if not files:
        raise NothingToImport(source.name)
    reports: list[FileReport] = []
    with tempfile.TemporaryDirectory(prefix="wenshu-import-") as folder:
        tables: dict[str, Path] = {}
        for path in files:
            for report, table in _read(path, encoding, confirm, set(tables)):
                if not report.adds_up:
                    raise LinesUnaccounted(path.name)
                reports.append(report)
                tables[report.table] = _as_parquet(table, Path(folder) / f"{len(tables)}.parquet")
        build_database(tables, out / "data")
    return ImportReport(tuple(reports))


def _read(
    path: Path, encoding: str | None, confirm: bool, taken: set[str]
) -> Iterator[tuple[FileReport, pyarrow.Table]]:
    kind = KINDS[path.suffix.lower()]
    name = _table_name(path.stem, taken)
    if kind == "parquet":
        yield _read_parquet(path, name)
    elif kind == "xlsx":
        yield from _read_workbook(path, taken)
    else:
        yield _typed(path.name, name, kind, read_delimited(path.name, path.read_bytes(), encoding, confirm))


def _read_parquet(path: Path, name: str) -> tuple[FileReport, pyarrow.Table]:
    import pyarrow
    import pyarrow.parquet

    try:
        size = sum(group.total_byte_size for group in _row_groups(pyarrow.parquet.ParquetFile(path)))
        if size > MAX_UNPACKED:
            raise UnreadableFile(path.name, "it would unpack to more than 10 GB")
        table = pyarrow.parquet.read_table(path)
    except (pyarrow.ArrowInvalid, OSError):
        raise UnreadableFile(path.name, "it is no undamaged Parquet file") from None
    return FileReport(path.name, name, "parquet", table.num_rows, 0, 0, 0, table.num_rows), table


def _row_groups(file: pyarrow.parquet.ParquetFile) -> Iterator[pyarrow.parquet.RowGroupMetaData]:
    return (file.metadata.row_group(number) for number in range(file.metadata.num_row_groups))


def _read_workbook(path: Path, taken: set[str]) -> Iterator[tuple[FileReport, pyarrow.Table]]:
    """Every sheet with content is a table; formulas count by their stored result."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
        if unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(path.stat().st_size, 1_000):
            raise UnreadableFile(path.name, "it unpacks to far more than its size")
        book = load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, OSError):
        raise UnreadableFile(path.name, "it is no undamaged XLSX workbook") from None
    for sheet in book.worksheets:
        rows = [tuple("" if cell is None else _text(cell) for cell in row) for row in sheet.iter_rows(values_only=True)]
        filled = [row for row in rows if any(row)]
        if not filled:
            continue
        width = max(len(row) for row in filled)
        first = next(n for n, row in enumerate(rows) if sum(map(bool, row)) == max(sum(map(bool, r)) for r in filled))
        body = [row + ("",) * (width - len(row)) for row in rows[first + 1 :] if any(row)]
        blank = sum(not any(row) for row in rows)
        preamble = sum(any(row) for row in rows[:first])
        table = TextTable(
            rows[first] + ("",) * (width - len(rows[first])), tuple(body), len(rows), preamble, blank, (), "", ""
        )
        stem = path.stem if len(book.worksheets) == 1 else f"{path.stem}_{sheet.title}"
        yield _typed(path.name, _table_name(stem, taken), "xlsx", table)


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time().isoformat() == "00:00:00" else cell.isoformat(sep=" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _typed(file: str, name: str, kind: str, text: TextTable) -> tuple[FileReport, pyarrow.Table]:
    """Type each column and keep the count of every line."""
    header, renamed = _safe_header(text.header)
    columns = [type_column(column, [row[n] for row in text.rows]) for n, column in enumerate(header)]
    report = FileReport(
        file=file,
        table=name,
        kind=kind,
        records=text.records,
        header=1,
        preamble=text.preamble,
        blank=text.blank,
        accepted=len(text.rows),
        rejected=text.rejected,
        columns=tuple(column for _, column in columns),
        encoding=text.encoding,
        delimiter=text.delimiter,
        renamed=renamed,
    )
    return report, _arrow(header, [values for values, _ in columns], [column.type for _, column in columns])


def _arrow(names: Sequence[str], columns: Sequence[Sequence[Typed]], types: Sequence[str]) -> pyarrow.Table:
    import pyarrow

    fixed = {
        "Boolean": pyarrow.bool_(),
        "Integer": pyarrow.int64(),
        "Date": pyarrow.date32(),
        "DateTime": pyarrow.timestamp("us"),
        "String": pyarrow.string(),
    }
    arrays = [
        pyarrow.array(values, type=fixed.get(kind) or pyarrow.decimal128(38, _scale(values)))
        for values, kind in zip(columns, types, strict=True)
    ]
    return pyarrow.table(dict(zip(names, arrays, strict=True)))


def _scale(values: Sequence[Typed]) -> int:
    """Digits after the point that the column needs."""
    return max((max(0, -int(v.as_tuple().exponent)) for v in values if isinstance(v, Decimal)), default=0)


def _as_parquet(table: pyarrow.Table, path: Path) -> Path:
    import pyarrow.parquet

    pyarrow.parquet.write_table(table, path)
    return path


def _safe_header(header: Sequence[str]) -> tuple[list[str], tuple[tuple[str, str], ...]]:
    """Names that are empty, double or hold control characters are changed, and each change is reported."""
    names: list[str] = []
    renamed: list[tuple[str, str]] = []
    for position, given in enumerate(header, 1):
        base = re.sub(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\ufeff]", "", given).strip() or f"column_{position}"
        name, n = base, 2
        while name.lower() in {taken.lower() for taken in names}:
            name, n = f"{base}_{n}", n + 1
        if name != given:
            renamed.append((given, name))
        names.append(name)
    return names, tuple(renamed)


def _table_name(stem: str, taken: set[str]) -> str:
    base = re.sub(r"[^\w]+", "_", stem).strip("_") or "table"
    name, n = base, 2
    while name in taken:
        name, n = f"{base}_{n}", n + 1
    return name
