"""What became of the columns of an imported file, in words.

Rule: the data page and the command line tell the same: each name that was changed, each column that was left out, each
value that became empty or was written in the ordinary way, and each thing that only a person can decide, with the lines
and what stands there.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant import formats
from assistant.texts import say
from semantic_layer.importing.report import ColumnReport, Doubt, FileReport
from semantic_layer.model import Language

SHOWN_PLACES = 5


def changes_said(report: FileReport, language: Language, shown: int = SHOWN_PLACES) -> tuple[str, ...]:
    """What was not taken as it stands: names, left-out columns, values that became empty; with `shown` places each."""
    said = [say("data.renamed", language, given=given, name=name) for given, name in report.renamed]
    said += [say("data.left_out", language, name=name) for name in report.left_out]
    said += [say("data.sheet_aside", language, name=name) for name in report.sheets_aside]
    said += [_emptied(column, language, shown) for column in report.columns if column.failed]
    said += [
        say("data.respelled", language, column=column.name, n=formats.count(column.respelled, language))
        for column in report.columns
        if column.respelled
    ]
    return tuple(said)


def doubt_said(table: str, column: str, doubt: Doubt, language: Language, shown: int = SHOWN_PLACES) -> str:
    """What a person could decide better about one column."""
    return say(
        f"data.doubt.{doubt.kind}",
        language,
        table=table,
        column=column,
        n=formats.count(doubt.count, language),
        places=_places(doubt.lines, doubt.samples, doubt.count, language, shown),
    )


def _emptied(column: ColumnReport, language: Language, shown: int) -> str:
    places = _places(column.lines, column.samples, column.failed, language, shown)
    return say(
        "data.failed" if places else "data.failed_somewhere",
        language,
        column=column.name,
        n=formats.count(column.failed, language),
        type=say(f"data.type.{column.type}", language),
        places=places,
    )


def _places(lines: Sequence[int], texts: Sequence[str], count: int, language: Language, shown: int) -> str:
    """Each line with its text; of doubts about a whole column only examples."""
    if not lines:
        return ("、" if language == "zh" else ", ").join(texts)
    told = [
        say("data.place", language, line=line, text=text)
        for line, text in zip(lines[:shown], texts[:shown], strict=True)
    ]
    return ("；" if language == "zh" else "; ").join([*told, *(["…"] if count > len(told) else [])])
