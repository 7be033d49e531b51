"""Commands that answer: `ask`, `answer`, `sql`.

Rule: a command opens what it needs, prints what was asked for, and returns an exit code.
"""

from __future__ import annotations

import argparse
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.commands.shared import (
    CLARIFY,
    DONE,
    FAILED,
    REFUSED,
    Misuse,
    opened,
    out,
    tell,
)
from assistant.texts import say
from semantic_layer.model import Language

if TYPE_CHECKING:
    from assistant.answer import Answer
    from assistant.context import Context

ANSWERED = {"answered": DONE, "clarify": CLARIFY, "refused": REFUSED}


def ask_command(arguments: argparse.Namespace, language: Language) -> int:
    from assistant.answer import answer, run_plan
    from assistant.plan import Clarify, choose
    from assistant.question import Question
    from assistant.records.recording import record_export

    text = " ".join(arguments.question).strip()
    if not text:
        raise Misuse("cli.empty_question")
    context = opened(arguments, language)
    as_typed = tuple((word, "") for word in arguments.as_typed)
    question = Question.of(text, as_of=arguments.as_of, reader=arguments.reader, not_meant=as_typed)
    found = answer(question, context)
    if arguments.choose is not None:
        if not isinstance(found.plan.outcome, Clarify):
            raise Misuse("cli.nothing_to_choose")
        try:
            chosen = choose(found.plan, arguments.choose)
        except ValueError:
            raise Misuse("cli.bad_choice", n=arguments.choose) from None
        found = run_plan(chosen, question, context)
    if arguments.form in ("csv", "html") and not record_export(found, arguments.form, context.audit):
        tell(say("caveat.audit_failed", language))
    _print_answer(found, arguments.form)
    if arguments.xlsx:
        _write_workbook(found, arguments.xlsx, arguments.purpose, context)
    return ANSWERED[found.status]


def _write_workbook(found: Answer, path: Path, purpose: str, context: Context) -> None:
    from assistant.evidence.pairs import rows_line
    from assistant.exports.files import NotForThisPerson, hand_out, hints, offered
    from assistant.records.audit import AuditFailed

    language = found.language
    file = next((file for file in offered(found, context) if file.form == "xlsx"), None)
    if file is None:
        tell(hints(found, context)[0] if found.status == "answered" else say("cli.xlsx_refused", language))
        return
    try:
        path.write_bytes(hand_out(file, found, context, purpose))
    except (AuditFailed, NotForThisPerson) as why:
        tell(str(why))
        return
    rows = ", ".join(rows_line(section, language) for section in found.sections)
    tell(say("cli.xlsx_written", language, file=path.name, rows=rows))


def _print_answer(found: Answer, form: str | None) -> None:
    from assistant.batch import json_text
    from assistant.exports import text as exports

    match form:
        case "json":
            out(json_text(found.to_json(), indent=1))
        case "csv":
            sys.stdout.buffer.write(exports.to_csv(found))
        case "html":
            out(exports.to_html(found).rstrip("\n"))
        case "sql":
            statements = [sql for section in found.sections for sql in section.derivation.sql]
            out(";\n\n".join(statements) + ";" if statements else say("cli.no_sql", found.language))
        case _:
            out(exports.to_text(found).rstrip("\n"))
            for word in (note.undo[0] for note in found.caveats if note.undo):
                tell(say("cli.undo_hint", found.language, word=shlex.quote(word)))


def batch_command(arguments: argparse.Namespace, language: Language) -> int:
    from assistant.batch import BadLine, answer_file

    if not arguments.questions.is_file():
        raise Misuse("cli.no_file", file=arguments.questions.name)
    context = opened(arguments, language)
    try:
        counts = answer_file(
            arguments.questions, arguments.out, context, tell=lambda key, **p: tell(say(key, language, **p))
        )
    except BadLine as bad:
        why = say(bad.why, language)
        raise Misuse("cli.bad_line", line=bad.number, file=arguments.questions.name, why=why) from None
    tell(say("cli.batch_done", language, n=sum(counts.values()), **{k: counts[k] for k in ANSWERED}))
    return FAILED if counts["failed"] else DONE


def sql_command(arguments: argparse.Namespace, language: Language) -> int:
    from assistant.answer import run_plan
    from assistant.exports import text as exports
    from assistant.plan import Compute, Plan
    from assistant.question import Question
    from assistant.reading import Reading
    from tools.arguments import SqlArgs
    from tools.catalog import ToolCall

    context = opened(arguments, language)
    call = ToolCall(tool="run_sql", arguments=SqlArgs(sql=arguments.statement))
    question = Question(text=arguments.statement, language=language, who=context.tools.who)
    found = run_plan(Plan(Compute((call,)), Reading(language, ())), question, context)
    out(exports.to_text(found).rstrip("\n"))
    return ANSWERED[found.status]


# --- records -------------------------------------------------------------------------------------------------
