"""Commands about models: `init`, `check`.

Rule: every line of the data that is not taken as it stands, and every mistake of a model, is printed.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.commands.shared import (
    DONE,
    Misuse,
    folder_of,
    limits,
    on_a_line,
    out,
    tell,
)
from assistant.texts import say
from semantic_layer.model import Language, SemanticModel

if TYPE_CHECKING:
    pass


def check_command(arguments: argparse.Namespace, language: Language) -> int:
    from semantic_layer.loader import load_model_with_warnings

    folder = folder_of(arguments, language)
    model, warnings = load_model_with_warnings(folder)
    for warning in warnings:
        tell(f"  {warning}")
    dimensions = sum(1 for _ in model.dimensions())
    out(say("cli.check_ok", language, name=model.name, metrics=len(model.metrics), dimensions=dimensions))
    _check_data(model, folder, language)
    tell("\n".join(limits(language)))
    return DONE


def _check_data(model: SemanticModel, folder: Path, language: Language) -> None:
    """Say which promises of the model the data do not keep. Dirt in the data is no mistake in the model."""
    from assistant.workspace import DATABASE
    from semantic_layer.checks import check_data
    from semantic_layer.engines.duckdb import open_published

    if not (folder / DATABASE).is_dir():
        out(say("cli.check_no_data", language))
        return
    defects = [d for d in check_data(model, open_published(folder / DATABASE, DATABASE)) if d.severity != "note"]
    out(say("cli.check_data_found" if defects else "cli.check_data_ok", language, n=len(defects)))
    for defect in defects:
        out(f"  {say(f'cli.severity.{defect.severity}', language)}  {defect.message.in_language(language)}")


def _tell_noticed(model: SemanticModel, folder: Path, tables: Sequence[str], language: Language) -> None:
    """Say what was noticed about the files beyond their columns."""
    from assistant.onboarding.notices import notices
    from assistant.workspace import DATABASE
    from semantic_layer.engines.duckdb import open_published

    engine = open_published(folder / DATABASE, DATABASE)
    try:
        for notice in notices(model, engine, tables):
            tell(f"  {on_a_line(notice.in_language(language))}")
    finally:
        engine.close()


def _examples(model: SemanticModel, language: Language) -> list[str]:
    """Questions of the proposal in the language of the terminal, each of another metric."""
    found = [example["question"] for example in model.examples if isinstance(example.get("question"), dict)]
    return [str(question[language]) for question in found if isinstance(question, dict) and language in question][:3]


def init_command(arguments: argparse.Namespace, language: Language) -> int:
    from assistant.model_setup import set_up
    from assistant.onboarding.reading_words import changes_said, doubt_said
    from semantic_layer.importing.report import SHOWN_LINES

    if not arguments.data.is_dir():
        raise Misuse("cli.no_file", file=arguments.data.name)
    done = set_up(arguments.data, arguments.out, encoding=arguments.encoding, is_agreed=arguments.yes)
    for file in done.report.files:
        numbers = {"records": file.records, "accepted": file.accepted, "rejected": len(file.rejected)}
        tell(say("cli.imported", language, file=file.file, table=file.table, **numbers))
        for row in file.rejected[:20]:
            why = say(f"data.reason.{row.reason}", language)
            tell(say("cli.rejected_line", language, line=row.line, reason=why, text=on_a_line(row.text)))
        doubts = [
            doubt_said(file.table, column.name, column.doubt, language, SHOWN_LINES)
            for column in file.columns
            if column.doubt and not column.failed  # which is said with the same places
        ]
        for said in (*changes_said(file, language, SHOWN_LINES), *doubts):
            tell(f"  {on_a_line(said)}")
    if done.report.left_aside:
        tell(say("cli.left_aside", language, names=on_a_line(", ".join(done.report.left_aside))))
    if done.model is None:
        tell(say("cli.model_kept", language))
    else:
        _tell_noticed(done.model, arguments.out, [file.table for file in done.report.files], language)
        if done.model.role("order"):
            tell(say("cli.confirm_roles", language))
    out(say("cli.init_done", language, tables=len(done.report.files), out=arguments.out))
    if done.model is not None and (questions := _examples(done.model, language)):
        joined = " · ".join(questions)
        out(say("cli.init_ask", language, questions=on_a_line(joined)))
    return DONE
