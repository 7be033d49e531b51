"""A folder of files to typed tables, each file on its own.

Rule: one file that cannot be read, or whose encoding must be asked for, takes nothing from the others; each becomes
tables with a report, or one problem. Nothing is published here.
"""

from __future__ import annotations

import errno
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from semantic_layer.importing.columnar import read_parquet
from semantic_layer.importing.delimited import TextTable, read_delimited
from semantic_layer.importing.errors import ImportProblem, LinesUnaccounted, UnreadableFile
from semantic_layer.importing.kinds import kind_of
from semantic_layer.importing.report import SHOWN_CHARACTERS, Doubt, FileReport
from semantic_layer.importing.rules import Typed
from semantic_layer.importing.typing import type_column
from semantic_layer.importing.workbook import read_workbook
from semantic_layer.importing.writings import Column, Counts, two_writings

if TYPE_CHECKING:
    import pyarrow

PREVIEWED = 8
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_LONGEST_NAME = 60
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True)
class FileChoice:
    """What a person decided about one file: its encoding, and how columns (by final name) are read."""

    encoding: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    accepts_guess: bool = False


@dataclass(frozen=True)
class ReadTable:
    """One table as a staged Parquet file."""

    report: FileReport
    path: Path


Outcome = tuple[ReadTable, ...] | ImportProblem


def read_files(files: Sequence[Path], choices: Mapping[str, FileChoice], staging: Path) -> dict[str, Outcome]:
    """Read each file, type its columns and write its tables to `staging`; return what became of it, by file name."""
    taken: set[str] = set()
    found: dict[str, Outcome] = {}
    texts: dict[Column, Counts] = {}
    for path in files:
        try:
            tables = _whole(path, choices.get(path.name, FileChoice()), taken)
            for report, table in tables:
                texts |= _texts(report, table)
            found[path.name] = tuple(
                ReadTable(report, _staged(table, staging / f"{len(found)}-{number}.parquet"))
                for number, (report, table) in enumerate(tables)
            )
        except ImportProblem as problem:
            found[path.name] = problem
        except OSError as error:
            found[path.name] = UnreadableFile(path.name, "no_room" if error.errno in _FULL else "unreachable")
    doubts = two_writings(texts)
    return {name: outcome if isinstance(outcome, ImportProblem) else tuple(_doubted(table, doubts) for table in outcome)
            for name, outcome in found.items()}  # fmt: skip


def _texts(report: FileReport, table: pyarrow.Table) -> dict[Column, Counts]:
    """The rows of each text, for the columns in which a person may choose how they are written."""
    import pyarrow.compute as compute

    return {
        (report.table, column.name): {
            entry["values"]: entry["counts"]
            for entry in compute.value_counts(table[column.name].drop_null()).to_pylist()
        }
        for column in report.columns
        if column.type == "String" and report.kind != "parquet" and column.doubt is None
    }


def _doubted(table: ReadTable, doubts: Mapping[Column, Doubt]) -> ReadTable:
    """The table with what only all tables together show about its columns."""
    columns = tuple(
        replace(column, doubt=doubts.get((table.report.table, column.name), column.doubt))
        for column in table.report.columns
    )
    return replace(table, report=replace(table.report, columns=columns))


def _whole(path: Path, choice: FileChoice, taken: set[str]) -> list[tuple[FileReport, pyarrow.Table]]:
    """What the file holds, where it held the same before and after it was read."""
    before = _digest(path)
    tables = _read(path, choice, taken)
    if _digest(path) != before:
        raise UnreadableFile(path.name, "changed")
    return tables


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _read(path: Path, choice: FileChoice, taken: set[str]) -> list[tuple[FileReport, pyarrow.Table]]:
    match kind_of(path):
        case "parquet":
            return [_parquet(path, _table_name(path.stem, taken))]
        case "xlsx":
            sheets = read_workbook(path)
            if not sheets:
                raise UnreadableFile(path.name, "empty")
            return _workbook(path, sheets, taken, choice)
    text = read_delimited(path.name, path.read_bytes(), choice.encoding, choice.accepts_guess)
    return [_typed(path.name, _table_name(path.stem, taken), "csv", text, choice)]


def _workbook(
    path: Path, sheets: Sequence[tuple[str, TextTable]], taken: set[str], choice: FileChoice
) -> list[tuple[FileReport, pyarrow.Table]]:
    """Every sheet that is a table; a few words on a sheet of their own beside one are told, not read."""
    tables = [(title, table) for title, table in sheets if not _is_note(table)] or list(sheets)
    aside = tuple(title for title, table in sheets if _is_note(table)) if len(tables) < len(sheets) else ()
    stems = [path.stem if len(tables) == 1 else f"{path.stem}_{title}" for title, _ in tables]
    read = [
        _typed(path.name, _table_name(stem, taken), "xlsx", table, choice)
        for stem, (_, table) in zip(stems, tables, strict=True)
    ]
    (first, rows), *others = read
    return [(replace(first, sheets_aside=aside), rows), *others]


def _is_note(table: TextTable) -> bool:
    return len(table.header) == 1 and not table.rows and not table.rejected


def _parquet(path: Path, name: str) -> tuple[FileReport, pyarrow.Table]:
    table, columns, left_out = read_parquet(path)
    names, renamed = safe_header([column.name for column in columns])
    table = table.rename_columns(names)
    shown = [[_shown(value) for value in row.values()] for row in table.slice(0, PREVIEWED).to_pylist()]
    report = FileReport(
        file=path.name,
        table=name,
        kind="parquet",
        records=table.num_rows,
        header=0,
        preamble=0,
        blank=0,
        accepted=table.num_rows,
        columns=tuple(replace(column, name=new) for column, new in zip(columns, names, strict=True)),
        renamed=renamed,
        left_out=left_out,
        preview=tuple(tuple(row) for row in shown),
    )
    return report, table


def _typed(file: str, name: str, kind: str, text: TextTable, choice: FileChoice) -> tuple[FileReport, pyarrow.Table]:
    """Type each column and keep the count of every line."""
    header, renamed = safe_header(text.header)
    columns = [
        type_column(column, [row[n] for row in text.rows], text.lines, choice.columns.get(column), text.delimiter)
        for n, column in enumerate(header)
    ]
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
        preview=tuple(tuple(_shown(values[n]) for values, _ in columns) for n in range(min(PREVIEWED, len(text.rows)))),
    )
    if not report.adds_up:
        raise LinesUnaccounted(file)
    if _is_note(text):
        raise UnreadableFile(file, "no_header")  # a few words alone are no table
    if text.rejected and not text.rows:
        raise UnreadableFile(file, "no_rows", text.rejected[0].line)
    return report, _arrow(header, [values for values, _ in columns], [column.type for _, column in columns])


def _shown(value: object) -> str:
    return "" if value is None else str(value)[:SHOWN_CHARACTERS]


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


def _staged(table: pyarrow.Table, path: Path) -> Path:
    import pyarrow.parquet

    pyarrow.parquet.write_table(table, path)
    return path


def safe_header(header: Sequence[str]) -> tuple[list[str], tuple[tuple[str, str], ...]]:
    """Names that are empty, double, endless or hold unseen characters are changed, and each change is reported."""
    names: list[str] = []
    taken: set[str] = set()
    renamed: list[tuple[str, str]] = []
    for position, given in enumerate(header, 1):
        base = re.sub(r"\s+", " ", _UNSAFE.sub("", given)).strip()[:_LONGEST_NAME].strip() or f"column_{position}"
        name, n = base, 2
        while name.lower() in taken:
            name, n = f"{base}_{n}", n + 1
        if name != given:
            renamed.append((given[:SHOWN_CHARACTERS], name))
        names.append(name)
        taken.add(name.lower())
    return names, tuple(renamed)


def _table_name(stem: str, taken: set[str]) -> str:
    base = re.sub(r"[^\w]+", "_", stem).strip("_")[:_LONGEST_NAME] or "table"
    name, n = base, 2
    while name.lower() in taken:
        name, n = f"{base}_{n}", n + 1
    taken.add(name.lower())
    return name
