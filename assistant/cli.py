"""The command line: every command of `wenshu`, its exit code, and nothing that computes.

Rule: answers go to standard output, progress and trouble to standard error, in the language of the question or of the
terminal. A person never sees a traceback: the one last-resort handler writes it to a log file and names its number.
Heavy parts are imported by the command that needs them, so asking stays quick.
"""

from __future__ import annotations

import argparse
import locale
import os
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.texts import TEXTS, knows, places, say
from semantic_layer.engines.errors import QueryInterrupted
from semantic_layer.errors import ModelError, SemanticLayerError
from semantic_layer.model import Language
from tools.errors import ToolError

if TYPE_CHECKING:
    from assistant.context import Context

DONE, FAILED, USAGE, CLARIFY, REFUSED, INTERRUPTED = 0, 1, 2, 3, 4, 130
ANSWERED = {"answered": DONE, "clarify": CLARIFY, "refused": REFUSED}
VERDICTS = {"same": 0, "different": 1, "data_changed": 5, "definitions_changed": 6, "not_comparable": 7}


class Misuse(Exception):
    """The command was called in a way it cannot be carried out. `key` names the sentence."""

    def __init__(self, key: str, **params: object) -> None:
        self.key, self.params = key, params
        super().__init__(key)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    language = terminal_language(os.environ)
    _speak_utf8()
    arguments = parser(language).parse_args(argv)
    run: Callable[[argparse.Namespace, Language], int] = arguments.run
    try:
        _ensure_own_packages()
        return run(arguments, language)
    except Misuse as misuse:
        tell(say(misuse.key, language, **misuse.params))
        return USAGE
    except (KeyboardInterrupt, QueryInterrupted):
        tell(say("cli.stopped", language))
        return INTERRUPTED
    except ModelError as error:
        tell(say("cli.bad_model", language, folder=_folder_name(arguments)))
        for mistake in error.mistakes:
            tell(f"  {mistake}")
        return FAILED
    except (SemanticLayerError, ToolError) as error:
        tell(_said(error, language))
        return FAILED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader left; nothing more to say
        return DONE
    except OSError as error:
        tell(say("cli.disk", language, why=error.strerror or type(error).__name__))
        return FAILED
    except Exception as error:  # noqa: BLE001  (the last resort of this entry point)
        number, file = _log(error)
        tell(say("cli.failed", language, id=number, file=file))
        return FAILED


def parser(language: Language) -> argparse.ArgumentParser:
    """The commands and their options."""

    def text(key: str) -> str:
        return say(f"cli.{key}", language)

    root = argparse.ArgumentParser(prog="wenshu", description=text("about"))
    commands = root.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace, Language], int]) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text(name), description=text(name))
        made.set_defaults(run=run)
        return made

    def model(made: argparse.ArgumentParser, *, required: bool = False) -> None:
        made.add_argument("--model", type=Path, required=required, metavar="DIR", help=text("arg.model"))

    for name in ("demo", "serve"):
        page = command(name, _serve)
        if name == "serve":
            model(page, required=True)
        else:
            page.add_argument(
                "--data", choices=["sample", "complete-journey"], default="sample", help=text("arg.demo_data")
            )
        page.add_argument("--port", type=int, help=text("arg.port"))
        page.add_argument("--no-browser", action="store_true", help=text("arg.no_browser"))

    ask = command("ask", _ask)
    ask.add_argument("question", nargs="+", help=text("arg.question"))
    model(ask)
    ask.add_argument("--as-of", type=_day, metavar="DATE", help=text("arg.as_of"))
    ask.add_argument("--choose", type=int, metavar="N", help=text("arg.choose"))
    ask.add_argument("--reader", choices=["parser", "agent"], help=text("arg.reader"))
    form = ask.add_mutually_exclusive_group()
    for name in ("json", "csv", "sql", "html"):
        form.add_argument(f"--{name}", dest="form", action="store_const", const=name, help=text(f"arg.{name}"))

    batch = command("answer", _batch)
    model(batch, required=True)
    batch.add_argument("--questions", type=Path, required=True, metavar="FILE", help=text("arg.questions"))
    batch.add_argument("--out", type=Path, required=True, metavar="FILE", help=text("arg.out"))

    init = command("init", _init)
    init.add_argument("--data", type=Path, required=True, metavar="DIR", help=text("arg.data"))
    init.add_argument("--out", type=Path, required=True, metavar="DIR", help=text("arg.out"))
    init.add_argument("--encoding", help=text("arg.encoding"))
    init.add_argument("--yes", action="store_true", help=text("arg.yes"))

    model(command("check", _check), required=True)
    sql = command("sql", _sql)
    sql.add_argument("statement", metavar="SELECT", help=text("arg.sql"))
    model(sql)
    receipt = command("receipt", _receipt)
    receipt.add_argument("id", help=text("arg.id"))
    model(receipt)
    audit = command("audit", _audit)
    model(audit)
    what = audit.add_mutually_exclusive_group()
    what.add_argument("--verify", action="store_true", help=text("arg.verify"))
    what.add_argument("--gaps", action="store_true", help=text("arg.gaps"))
    audit.add_argument("--head", metavar="HASH", help=text("arg.head"))
    return root


# --- asking --------------------------------------------------------------------------------------------------


def _ask(arguments: argparse.Namespace, language: Language) -> int:
    from assistant.answer import answer, run_plan
    from assistant.plan import Clarify, choose
    from assistant.question import Question

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
    _print_answer(found, arguments.form)
    return ANSWERED[found.status]


def _print_answer(found: object, form: str | None) -> None:
    from assistant import exports
    from assistant.answer import Answer
    from assistant.batch import json_text

    assert isinstance(found, Answer)
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


def _batch(arguments: argparse.Namespace, language: Language) -> int:
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


def _sql(arguments: argparse.Namespace, language: Language) -> int:
    from assistant import exports
    from assistant.answer import run_plan
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


def _receipt(arguments: argparse.Namespace, language: Language) -> int:
    from assistant.receipts import UnknownReceipt, compare, receipt_day

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


def _audit(arguments: argparse.Namespace, language: Language) -> int:
    from assistant.audit import Audit
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


def _check(arguments: argparse.Namespace, language: Language) -> int:
    from semantic_layer.loader import load_model_with_warnings

    folder = _folder(arguments, language)
    model, warnings = load_model_with_warnings(folder)
    for warning in warnings:
        tell(f"  {warning}")
    dimensions = sum(1 for _ in model.dimensions())
    out(say("cli.check_ok", language, name=model.name, metrics=len(model.metrics), dimensions=dimensions))
    return DONE


def _init(arguments: argparse.Namespace, language: Language) -> int:
    from assistant.model_setup import set_up

    if not arguments.data.is_dir():
        raise Misuse("cli.no_file", file=arguments.data.name)
    done = set_up(arguments.data, arguments.out, encoding=arguments.encoding, is_agreed=arguments.yes)
    for file in done.report.files:
        numbers = {"records": file.records, "accepted": file.accepted, "rejected": len(file.rejected)}
        tell(say("cli.imported", language, file=file.file, table=file.table, **numbers))
        for row in file.rejected[:20]:
            tell(say("cli.rejected_line", language, line=row.line, reason=row.reason.replace("_", " ")))
    if not done.files:
        tell(say("cli.model_kept", language))
    out(say("cli.init_done", language, tables=len(done.report.files), out=arguments.out))
    return DONE


def _serve(arguments: argparse.Namespace, language: Language) -> int:
    from assistant.serving import serve

    if getattr(arguments, "model", None):
        folder = _folder(arguments, language)
    else:
        folder = _demo_folder(arguments.data, language)
    return serve(
        folder,
        arguments.port,
        opens_browser=not arguments.no_browser,
        tell=lambda url: tell(say("cli.serving", language, url=url)),
    )


# --- small things --------------------------------------------------------------------------------------------


def out(text: str) -> None:
    """Print what was asked for."""
    sys.stdout.write(f"{text}\n")


def tell(text: str) -> None:
    """Print progress or trouble."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def terminal_language(environment: Mapping[str, str]) -> Language:
    """The language of the terminal, by its locale."""
    found = environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG") or ""
    return "zh" if (found or locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"


def _open(arguments: argparse.Namespace, language: Language) -> Context:
    from assistant.model_settings import ModelSettings
    from assistant.workspace import open_workspace

    as_of = getattr(arguments, "as_of", None)
    settings = ModelSettings.from_environment(os.environ)
    return open_workspace(_folder(arguments, language), as_of=as_of, settings=settings)


def _folder(arguments: argparse.Namespace, language: Language) -> Path:
    """The model folder that was named, else the demo's."""
    given: Path | None = arguments.model
    if given is None:
        return _demo_folder("sample", language)
    if not given.is_dir():
        raise Misuse("cli.no_model", folder=given)
    return given


def _demo_folder(data: str, language: Language) -> Path:
    from assistant.workspace import ensure_demo, home

    return ensure_demo(home(os.environ), lambda key: tell(say(key, language)), data=data)


def _folder_name(arguments: argparse.Namespace) -> str:
    given = getattr(arguments, "model", None)
    return given.name if isinstance(given, Path) else "demo"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(say("cli.bad_date", terminal_language(os.environ), value=text)) from None


def _said(error: SemanticLayerError | ToolError, language: Language) -> str:
    """An error of the layers below, in the words of a refusal; its own text where there are none."""
    key = f"refuse.{error.code}"
    if not knows(key):
        return str(error)
    text = say(
        key, language, **{name: error.params.get(name, "–") for name in places(TEXTS[key].in_language(language))}
    )
    preview: tuple[str, ...] = getattr(error, "preview", ())
    return "\n  ".join((text, *preview))


def _log(error: Exception) -> tuple[str, Path]:
    """Write the traceback to the log file; the number is a hash of it, so the same bug has the same number."""
    from assistant.workspace import home

    text = "".join(traceback.format_exception(error))
    number = sha256(text.encode()).hexdigest()[:8]
    file = home(os.environ) / "errors.log"
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as log:
        log.write(f"[{number}]\n{text}\n")
    return number, file


def _speak_utf8() -> None:
    """Write UTF-8 also where the terminal is set to something else."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="replace")


def _ensure_own_packages() -> None:
    """`tools` is a common name: a folder of the same name must not stand in for ours."""
    import tools

    own = Path(__file__).resolve().parents[1]
    found = Path(tools.__file__ or "").resolve().parents[1]
    if found != own:
        raise Misuse("cli.wrong_package", where=found.name)


if __name__ == "__main__":
    sys.exit(main())
