"""Why an import stopped before anything was changed.

    ImportProblem
    ├── NothingToImport        no file that can be a table in the folder
    ├── EncodingUndecided      the text could be of more than one encoding: ask, never guess in silence
    ├── UnreadableFile         damaged, empty, or of a kind that is never read
    └── LinesUnaccounted       the count of lines does not add up (a defect of ours, never imported over)

Rule: the data of an earlier import stay as they were.
"""

from __future__ import annotations

from collections.abc import Mapping

from semantic_layer.errors import SemanticLayerError

REASONS: Mapping[str, str] = {
    "empty": "it is empty",
    "too_big": "it is larger than 2 GB",
    "compressed": "it is compressed; unpack it first",
    "archive": "it is an archive and no workbook; unpack it first",
    "database": "it is a database file; databases are configured, never imported",
    "old_office": "it is an old or encrypted Office file; save it as XLSX without a password",
    "other_workbook": "it is a binary workbook; save it as XLSX",
    "document": "it is a picture or a document and no table",
    "columnar": "it is a columnar file of a kind other than Parquet",
    "program": "it holds a program and no table",
    "markup": "it is a web page or XML and no table",
    "json": "it is JSON and no table",
    "macros": "the workbook holds macros; save it as XLSX without them",
    "links": "the workbook takes figures from other files; save it with values only",
    "bomb": "it would unpack to far more than its size",
    "damaged_workbook": "it is no undamaged XLSX workbook",
    "damaged_parquet": "it is no undamaged Parquet file",
    "encoding": "its text is not in the stated encoding",
    "unknown_encoding": "the stated encoding is not one that can be read",
    "too_many_columns": "it has more than 2,000 columns",
    "too_many_sheets": "it has more than 50 sheets",
    "no_header": "no line of it can be the header",
    "no_rows": "it has no row of data below its header",
    "no_columns": "it has no column that can be a column of a table",
    "limits": "reading it needs more time or memory than is allowed",
    "no_room": "there is no room left on the disk to read it into",
    "outside": "it is a link to a file outside the folder; put a copy of the file there",
    "unreachable": "it cannot be opened",
    "changed": "it changed while it was read; wait until it is complete",
}


class ImportProblem(SemanticLayerError):
    """Base of all import errors."""

    code = "import_problem"


class NothingToImport(ImportProblem):
    """No file that can be a table was found."""

    code = "nothing_to_import"

    def __init__(self, folder: str) -> None:
        super().__init__(f"There is no CSV, XLSX or Parquet file in {folder!r}.", folder=folder)


class EncodingUndecided(ImportProblem):
    """The file is no UTF-8 (or has no mark that says so); what it would be as `guess` is shown, for a person to decide.

    `guess` is empty where nothing fits; `line` is the first line that is no UTF-8.
    """

    code = "encoding_undecided"

    def __init__(self, file: str, guess: str, preview: tuple[str, ...], line: int = 1) -> None:
        self.file, self.guess, self.preview, self.line = file, guess, preview, line
        shown = "\n".join(f"  {text}" for text in preview)
        advice = (
            f"Read as {guess} it begins:\n{shown}\nIf that looks right, repeat with --encoding {guess} (or --yes)."
            if guess
            else "State it with --encoding (for example big5, cp1252, utf-16)."
        )
        super().__init__(f"{file} is not UTF-8 (line {line}). {advice}", file=file, guess=guess, line=line)


class UnreadableFile(ImportProblem):
    """A file that cannot be read as a table. `reason` is a key of `REASONS`; `line` is where it shows, if anywhere."""

    code = "unreadable_file"

    def __init__(self, file: str, reason: str, line: int | None = None) -> None:
        self.file, self.reason, self.line = file, reason, line
        where = f" (line {line})" if line else ""
        super().__init__(
            f"{file} cannot be read: {REASONS[reason]}{where}. Nothing was imported.",
            file=file,
            reason=f"{REASONS[reason]}{where}",
        )


class LinesUnaccounted(ImportProblem):
    """Accepted, rejected and skipped lines do not add up to the lines of the file."""

    code = "lines_unaccounted"

    def __init__(self, file: str) -> None:
        super().__init__(f"The lines of {file} do not add up, so nothing was imported.", file=file)
