"""What became of each file, as plain JSON and back.

Rule: the other side of the wire has read a stranger's file, so only known shapes are built from what it says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from semantic_layer.importing.errors import EncodingUndecided, ImportProblem, LinesUnaccounted, UnreadableFile
from semantic_layer.importing.reading import Outcome, ReadTable
from semantic_layer.importing.report import ColumnReport, Doubt, FileReport, RejectedRow

Plain = dict[str, object]


def to_plain(found: Mapping[str, Outcome]) -> dict[str, Plain]:
    """Outcomes by file name, as JSON can hold them."""
    return {name: _problem(o) if isinstance(o, ImportProblem) else _tables(o) for name, o in found.items()}


def from_plain(plain: Mapping[str, Mapping[str, Any]]) -> dict[str, Outcome]:
    """The outcomes again."""
    return {name: _outcome(name, said) for name, said in plain.items()}


def _tables(tables: tuple[ReadTable, ...]) -> Plain:
    return {"tables": [{"path": str(table.path), "report": asdict(table.report)} for table in tables]}


def _problem(problem: ImportProblem) -> Plain:
    match problem:
        case EncodingUndecided():
            return {"undecided": [problem.guess, list(problem.preview), problem.line]}
        case UnreadableFile():
            return {"unreadable": [problem.reason, problem.line]}
    return {"unaccounted": True}


def _outcome(name: str, said: Mapping[str, Any]) -> Outcome:
    if "undecided" in said:
        guess, preview, line = said["undecided"]
        return EncodingUndecided(name, guess, tuple(preview), line)
    if "unreadable" in said:
        return UnreadableFile(name, *said["unreadable"])
    if "tables" in said:
        return tuple(ReadTable(report_from(table["report"]), Path(table["path"])) for table in said["tables"])
    return LinesUnaccounted(name)


def report_from(plain: Mapping[str, Any]) -> FileReport:
    """One file's report from what `dataclasses.asdict` made of it."""
    return FileReport(
        **{
            **plain,
            "rejected": tuple(RejectedRow(**row) for row in plain["rejected"]),
            "columns": tuple(_column(column) for column in plain["columns"]),
            "renamed": tuple((str(a), str(b)) for a, b in plain["renamed"]),
            "left_out": tuple(plain["left_out"]),
            "sheets_aside": tuple(plain["sheets_aside"]),
            "preview": tuple(tuple(row) for row in plain["preview"]),
        }
    )


def _column(plain: Mapping[str, Any]) -> ColumnReport:
    said = plain["doubt"]
    doubt = said and Doubt(
        said["kind"], tuple(said["options"]), said["count"], tuple(said["lines"]), tuple(said["samples"])
    )
    return ColumnReport(**{**plain, "samples": tuple(plain["samples"]), "lines": tuple(plain["lines"]), "doubt": doubt})
