"""Why an import stopped before anything was changed.

    ImportProblem
    ├── NothingToImport        no file of a known kind in the folder
    ├── EncodingUndecided      the text could be of more than one encoding: ask, never guess in silence
    ├── UnreadableFile         damaged, empty, or not what its name says
    └── LinesUnaccounted       the count of lines does not add up (a defect of ours, never imported over)

Rule: the data of an earlier import stay as they were.
"""

from __future__ import annotations

from semantic_layer.errors import SemanticLayerError


class ImportProblem(SemanticLayerError):
    """Base of all import errors."""

    code = "import_problem"


class NothingToImport(ImportProblem):
    """No file of a known kind was found."""

    code = "nothing_to_import"

    def __init__(self, folder: str) -> None:
        super().__init__(f"There is no CSV, XLSX or Parquet file in {folder!r}.", folder=folder)


class EncodingUndecided(ImportProblem):
    """The file is no UTF-8; what it would be as GB18030 is shown, for a person to confirm."""

    code = "encoding_undecided"

    def __init__(self, file: str, guess: str, preview: tuple[str, ...]) -> None:
        self.preview = preview
        shown = "\n".join(f"  {line}" for line in preview)
        advice = (
            f"Read as {guess} it begins:\n{shown}\nIf that looks right, repeat with --encoding {guess} (or --yes)."
            if guess
            else "State it with --encoding (for example big5, cp1252, utf-16)."
        )
        super().__init__(f"{file} is not UTF-8. {advice}", file=file, guess=guess)


class UnreadableFile(ImportProblem):
    """A file that cannot be read as what it claims to be."""

    code = "unreadable_file"

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"{file} cannot be read: {reason}. Nothing was imported.", file=file, reason=reason)


class LinesUnaccounted(ImportProblem):
    """Accepted, rejected and skipped lines do not add up to the lines of the file."""

    code = "lines_unaccounted"

    def __init__(self, file: str) -> None:
        super().__init__(f"The lines of {file} do not add up, so nothing was imported.", file=file)
