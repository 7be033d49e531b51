"""What each command of `wenshu` does.

Rule: a command opens what it needs, prints what was asked for, and returns an exit code. It imports the parts it
uses, so that asking never loads the page, and serving never loads the tools.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.texts import say
from assistant.visible import with_codes
from semantic_layer.model import Language, SemanticModel

if TYPE_CHECKING:
    from assistant.answer import Answer
    from assistant.context import Context
    from semantic_layer.query import Who

DONE, FAILED, USAGE, CLARIFY, REFUSED, INTERRUPTED = 0, 1, 2, 3, 4, 130
ANSWERED = {"answered": DONE, "clarify": CLARIFY, "refused": REFUSED}
VERDICTS = {"same": 0, "different": 1, "data_changed": 5, "definitions_changed": 6, "not_comparable": 7}


class Misuse(Exception):
    """The command was called in a way it cannot be carried out. `key` names the sentence."""

    def __init__(self, key: str, **params: object) -> None:
        self.key, self.params = key, params
        super().__init__(key)


def ask_command(arguments: argparse.Namespace, language: Language) -> int:
    from assistant.answer import answer, run_plan
    from assistant.plan import Clarify, choose
    from assistant.question import Question
    from assistant.records.recording import record_export

    text = " ".join(arguments.question).strip()
    if not text:
        raise Misuse("cli.empty_question")
    context = _open(arguments, language)
    question = Question.of(text, as_of=arguments.as_of, reader=arguments.reader)
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


def batch_command(arguments: argparse.Namespace, language: Language) -> int:
    from assistant.batch import BadLine, answer_file

    if not arguments.questions.is_file():
        raise Misuse("cli.no_file", file=arguments.questions.name)
    context = _open(arguments, language)
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

    context = _open(arguments, language)
    call = ToolCall(tool="run_sql", arguments=SqlArgs(sql=arguments.statement))
    question = Question(text=arguments.statement, language=language, who=context.tools.who)
    found = run_plan(Plan(Compute((call,)), Reading(language, ())), question, context)
    out(exports.to_text(found).rstrip("\n"))
    return ANSWERED[found.status]


# --- records -------------------------------------------------------------------------------------------------


def receipt_command(arguments: argparse.Namespace, language: Language) -> int:
    from assistant.records.receipts import UnknownReceipt, compare, receipt_day

    context = _open(arguments, language)
    assert context.receipts
    try:
        receipt = context.receipts.load(arguments.id)
    except UnknownReceipt:
        raise Misuse("cli.unknown_receipt", id=arguments.id) from None
    calendar = replace(context.tools.calendar, as_of=receipt_day(receipt))
    found = compare(receipt, replace(context.tools, calendar=calendar))
    names = ", ".join(
        say(f"cli.receipt_reason.{name}", language) if found.verdict == "not_comparable" else name
        for name in found.names
    )
    out(say(f"cli.receipt_{found.verdict}", language, names=names))
    for key, rows in (("cli.receipt_before", found.before), ("cli.receipt_now", found.now)):
        if rows and found.before != found.now:
            out(say(key, language))
            out("\n".join("  " + "  ".join(map(str, row)) for row in rows[:20]))
    return VERDICTS[found.verdict]


def learn_command(arguments: argparse.Namespace, language: Language) -> int:
    """List what was taught, or add to it, or decide on it."""
    from assistant.learning import review

    context = _open(arguments, language)
    if arguments.teach or arguments.question:
        said = review.teach(arguments.teach, arguments.question, arguments.like, context)
        out(said.text if said else say("learn.not_understood", language))
        return DONE if said else REFUSED
    for identity, state in review.decisions(arguments.confirm, arguments.reject):
        out(review.decide(identity, state, context, language))
    if not arguments.confirm and not arguments.reject:
        out("\n".join(review.listed(context, language)))
    return DONE


def watch_command(arguments: argparse.Namespace, language: Language) -> int:
    """Judge the watches that are due once, and write the digest in both forms."""
    from assistant.watch import evaluate, to_html, to_markdown

    context = _open(arguments, language)
    if not context.tools.model.watches:
        raise Misuse("cli.no_watches")
    digest = evaluate(context, language, every=arguments.every)
    folder = arguments.out or _folder(arguments, language) / "digests"
    folder.mkdir(parents=True, exist_ok=True)
    texts = {"md": to_markdown(digest), "html": to_html(digest, context.wording(language))}
    files = [folder / f"digest-{digest.day.isoformat()}.{ending}" for ending in texts]
    for file, text in zip(files, texts.values(), strict=True):
        file.write_text(text, encoding="utf-8")
    out(texts["md"].rstrip("\n"))
    tell(say("cli.digest_written", language, files=", ".join(map(str, files))))
    return FAILED if digest.of("failed") else DONE


def audit_command(arguments: argparse.Namespace, language: Language) -> int:
    from assistant.records.audit import Audit
    from assistant.workspace import STATE

    audit = Audit(_folder(arguments, language) / STATE / "audit.jsonl")
    if arguments.gaps:
        gaps = audit.gaps()
        out("\n".join(f"{n:>6}  {kind}  {words}" for kind, words, n in gaps) or say("cli.no_gaps", language))
        return DONE
    if not arguments.verify and not arguments.head:
        for record in audit.records():
            what = record.get("question") or record.get("status") or ""
            out(f"{record['seq']:>6}  {record['time']}  {record['event']:<8}  {record['id']}  {what}")
        return DONE
    found = audit.verify(arguments.head)
    out(say("cli.audit_count", language, n=found.count, head=found.head))
    if found.torn:
        out(say("cli.audit_torn", language))
    if found.unfinished:
        out(say("cli.audit_unfinished", language, ids=", ".join(found.unfinished)))
    if found.is_sound:
        out(say("cli.audit_ok", language))
        return DONE
    key = "cli.audit_head_lost" if found.broken is None else "cli.audit_broken"
    out(say(key, language, seq=found.broken))
    return FAILED


# --- models --------------------------------------------------------------------------------------------------


def check_command(arguments: argparse.Namespace, language: Language) -> int:
    from semantic_layer.loader import load_model_with_warnings

    folder = _folder(arguments, language)
    model, warnings = load_model_with_warnings(folder)
    for warning in warnings:
        tell(f"  {warning}")
    dimensions = sum(1 for _ in model.dimensions())
    out(say("cli.check_ok", language, name=model.name, metrics=len(model.metrics), dimensions=dimensions))
    _check_data(model, folder, language)
    tell("\n".join(_limits(language)))
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
            tell(say("cli.rejected_line", language, line=row.line, reason=why, text=_on_a_line(row.text)))
        doubts = [
            doubt_said(file.table, column.name, column.doubt, language, SHOWN_LINES)
            for column in file.columns
            if column.doubt and not column.failed  # which is said with the same places
        ]
        for said in (*changes_said(file, language, SHOWN_LINES), *doubts):
            tell(f"  {_on_a_line(said)}")
    if done.report.left_aside:
        tell(say("cli.left_aside", language, names=_on_a_line(", ".join(done.report.left_aside))))
    if not done.files:
        tell(say("cli.model_kept", language))
    out(say("cli.init_done", language, tables=len(done.report.files), out=arguments.out))
    return DONE


def serve_command(arguments: argparse.Namespace, language: Language) -> int:
    from assistant.serving import serve

    if getattr(arguments, "model", None):
        folder = _folder(arguments, language)
    else:
        folder = _demo_folder(arguments.data, language)
    tell("\n".join(_limits(language)))
    return serve(
        folder,
        arguments.port,
        opens_browser=not arguments.no_browser,
        tell=lambda url: tell(say("cli.serving", language, url=url)),
    )


def mcp_command(arguments: argparse.Namespace, language: Language) -> int:
    """Serve programs on standard input and output, as one person, until the program closes its end."""
    from assistant.programs.mcp_server import ensure_installed, serve, who_asks

    ensure_installed()
    context = _open(arguments, language, who_asks(arguments.name, arguments.role, arguments.attribute))
    tell(say("cli.mcp_ready", language, model=arguments.model or "demo", day=context.as_of, who=context.tools.who.name))
    serve(context)
    return DONE


def endpoint_command(arguments: argparse.Namespace, language: Language) -> int:
    """Try what the configured language model can do; 0 when the product can use it as it is."""
    from assistant.agent import endpoint, endpoint_report
    from assistant.agent.settings import configured
    from assistant.batch import json_text
    from assistant.places import home

    settings = configured(os.environ, home(os.environ))
    if settings is None:
        raise Misuse("cli.no_endpoint")
    shown: Language = arguments.lang or language
    report = endpoint.try_endpoint(
        settings, lambda name: tell(say("endpoint.trying", shown, probe=say(f"endpoint.probe.{name}", shown)))
    )
    out(json_text(report.to_json(shown), indent=1) if arguments.json else endpoint_report.table(report, shown))
    return DONE if report.usable else FAILED


def _limits(language: Language) -> tuple[str, ...]:
    from assistant.limits import limits_said
    from assistant.slots import Slots

    return limits_said(language, Slots().size)


# --- small things --------------------------------------------------------------------------------------------


def _on_a_line(text: str) -> str:
    """A text of a stranger's file, without anything that moves the cursor."""
    return with_codes(" ".join(text.splitlines()))


def out(text: str) -> None:
    """Print what was asked for."""
    sys.stdout.write(f"{text}\n")


def tell(text: str) -> None:
    """Print progress or trouble."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def _open(arguments: argparse.Namespace, language: Language, who: Who | None = None) -> Context:
    from assistant.agent.settings import configured
    from assistant.places import home
    from assistant.workspace import open_workspace

    as_of = getattr(arguments, "as_of", None)
    settings = configured(os.environ, home(os.environ))
    return open_workspace(_folder(arguments, language), as_of=as_of, who=who, settings=settings)


def _folder(arguments: argparse.Namespace, language: Language) -> Path:
    """The model folder that was named, else the demo's."""
    given: Path | None = arguments.model
    if given is None:
        return _demo_folder("sample", language)
    if not given.is_dir():
        raise Misuse("cli.no_model", folder=given)
    return given


def _demo_folder(data: str, language: Language) -> Path:
    from assistant.places import home
    from assistant.workspace import ensure_demo

    return ensure_demo(home(os.environ), lambda key: tell(say(key, language)), data=data)
