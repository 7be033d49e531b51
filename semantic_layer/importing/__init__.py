"""Files to tables: CSV, XLSX and Parquet into one published database, losing nothing in silence.

Rule: all files are read and typed before anything is written; the new database replaces the old one in one step, and
an error leaves the old one as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from semantic_layer.importing.child import read_apart
from semantic_layer.importing.errors import ImportProblem, NothingToImport
from semantic_layer.importing.folder import files_of, left_aside
from semantic_layer.importing.reading import FileChoice, ReadTable
from semantic_layer.importing.report import ImportReport
from semantic_layer.scratch import scratch


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
    files = files_of(source)
    if not files:
        raise NothingToImport(source.name)
    choices = {path.name: FileChoice(encoding, {}, confirm) for path in files}
    with scratch("import") as folder:
        tables: list[ReadTable] = []
        for outcome in read_apart(files, choices, folder).values():
            if isinstance(outcome, ImportProblem):
                raise outcome
            tables += outcome
        return replace(publish_tables(tables, out), left_aside=left_aside(source))


def publish_tables(tables: list[ReadTable], out: Path, announce: Callable[[str], object] | None = None) -> ImportReport:
    """Make staged tables the data of the model folder `out`, in one step.

    `announce` is told the name of the new data file before that step.
    """
    from semantic_layer.engines.duckdb import build_database

    build_database({table.report.table: table.path for table in tables}, out / "data", announce=announce)
    return ImportReport(tuple(table.report for table in tables))
