"""The command line: every command of `wenshu`, its exit code, and nothing that computes.

Rule: answers go to standard output, progress and trouble to standard error, in the language of the question or of the
terminal. A person never sees a traceback: the one last-resort handler writes it to a log file and names its number.
Heavy parts are imported by the command that needs them, so asking stays quick.
"""

from __future__ import annotations

import argparse
import locale
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from assistant.agent.settings import BadSetting
from assistant.commands import asking, models, records, services
from assistant.commands.shared import DONE, FAILED, INTERRUPTED, USAGE, Misuse, tell
from assistant.texts import say
from assistant.told import told_of
from semantic_layer.engines.errors import QueryInterrupted
from semantic_layer.errors import ModelError, SemanticLayerError
from semantic_layer.model import Language
from tools.errors import ToolError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    language = terminal_language(os.environ)
    _speak_utf8()
    _end_like_a_stop()
    arguments = parser(language).parse_args(argv)
    run: Callable[[argparse.Namespace, Language], int] = arguments.run
    try:
        _ensure_own_packages()
        return run(arguments, language)
    except Misuse as misuse:
        tell(say(misuse.key, language, **misuse.params))
        return USAGE
    except BadSetting as bad:
        tell(say("cli.bad_setting", language, name=bad.name, example=bad.example))
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
        tell(told_of(error, language))
        return FAILED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader left; nothing more to say
        return DONE
    except OSError as error:
        tell(say("cli.disk", language, why=error.strerror or type(error).__name__))
        return FAILED
    except Exception as error:  # noqa: BLE001  (the last resort of this entry point)
        from assistant.records.error_log import log_error

        number, file = log_error(error)
        tell(say("cli.failed", language, id=number, file=file))
        return FAILED


def parser(language: Language) -> argparse.ArgumentParser:
    """The commands and their options."""

    def text(key: str) -> str:
        return say(f"cli.{key}", language)

    root = argparse.ArgumentParser(prog="wenshu", description=text("about"))
    known = root.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace, Language], int]) -> argparse.ArgumentParser:
        made = known.add_parser(name, help=text(name), description=text(name))
        made.set_defaults(run=run)
        return made

    def model(made: argparse.ArgumentParser, *, required: bool = False) -> None:
        made.add_argument("--model", type=Path, required=required, metavar="DIR", help=text("arg.model"))

    for name in ("demo", "serve"):
        page = command(name, services.serve_command)
        if name == "serve":
            model(page, required=True)
        else:
            page.add_argument(
                "--data", choices=["sample", "complete-journey"], default="sample", help=text("arg.demo_data")
            )
        page.add_argument("--port", type=int, help=text("arg.port"))
        page.add_argument("--no-browser", action="store_true", help=text("arg.no_browser"))

    ask = command("ask", asking.ask_command)
    ask.add_argument("question", nargs="+", help=text("arg.question"))
    model(ask)
    ask.add_argument("--as-of", type=_day, metavar="DATE", help=text("arg.as_of"))
    ask.add_argument("--choose", type=int, metavar="N", help=text("arg.choose"))
    ask.add_argument("--as-typed", action="append", default=[], metavar="WORD", help=text("arg.as_typed"))
    ask.add_argument("--reader", choices=["parser", "agent"], help=text("arg.reader"))
    form = ask.add_mutually_exclusive_group()
    for name in ("json", "csv", "sql", "html"):
        form.add_argument(f"--{name}", dest="form", action="store_const", const=name, help=text(f"arg.{name}"))
    form.add_argument("--xlsx", type=Path, metavar="FILE", help=text("arg.xlsx"))
    ask.add_argument("--purpose", default="", metavar="TEXT", help=text("arg.purpose"))

    batch = command("answer", asking.batch_command)
    model(batch, required=True)
    batch.add_argument("--questions", type=Path, required=True, metavar="FILE", help=text("arg.questions"))
    batch.add_argument("--out", type=Path, required=True, metavar="FILE", help=text("arg.out"))

    init = command("init", models.init_command)
    init.add_argument("--data", type=Path, required=True, metavar="DIR", help=text("arg.data"))
    init.add_argument("--out", type=Path, required=True, metavar="DIR", help=text("arg.out"))
    init.add_argument("--encoding", help=text("arg.encoding"))
    init.add_argument("--yes", action="store_true", help=text("arg.yes"))

    model(command("check", models.check_command), required=True)
    sql = command("sql", asking.sql_command)
    sql.add_argument("statement", metavar="SELECT", help=text("arg.sql"))
    model(sql)
    receipt = command("receipt", records.receipt_command)
    receipt.add_argument("id", help=text("arg.id"))
    model(receipt)
    mcp = command("mcp", services.mcp_command)
    model(mcp)
    mcp.add_argument("--as-of", type=_day, metavar="DATE", help=text("arg.as_of"))
    mcp.add_argument("--name", default="local", help=text("arg.name"))
    mcp.add_argument("--role", action="append", default=[], metavar="ROLE", help=text("arg.role"))
    mcp.add_argument("--attribute", action="append", default=[], metavar="NAME=VALUE", help=text("arg.attribute"))
    learn = command("learn", records.learn_command)
    model(learn)
    learn.add_argument("--confirm", metavar="ID", nargs="+", default=[], help=text("arg.confirm"))
    learn.add_argument("--reject", metavar="ID", nargs="+", default=[], help=text("arg.reject"))
    learn.add_argument("--teach", metavar="WORDS", help=text("arg.teach"))
    learn.add_argument("--question", metavar="WORDS", help=text("arg.learn_question"))
    learn.add_argument("--as", dest="like", metavar="WORDS", help=text("arg.as"))
    learn.add_argument("--export", type=Path, metavar="FILE", help=text("arg.learn_export"))
    learn.add_argument("--import", dest="taken", type=Path, metavar="FILE", help=text("arg.learn_import"))
    watch = command("watch", records.watch_command)
    model(watch)
    watch.add_argument("--as-of", type=_day, metavar="DATE", help=text("arg.as_of"))
    watch.add_argument("--out", type=Path, metavar="DIR", help=text("arg.watch_out"))
    watch.add_argument("--all", dest="every", action="store_true", help=text("arg.every"))
    endpoint = command("endpoint", services.endpoint_command)
    endpoint.add_argument("--lang", choices=["en", "zh"], help=text("arg.lang"))
    endpoint.add_argument("--json", action="store_true", help=text("arg.endpoint_json"))
    audit = command("audit", records.audit_command)
    model(audit)
    what = audit.add_mutually_exclusive_group()
    what.add_argument("--verify", action="store_true", help=text("arg.verify"))
    what.add_argument("--gaps", action="store_true", help=text("arg.gaps"))
    audit.add_argument("--head", metavar="HASH", help=text("arg.head"))
    return root


def terminal_language(environment: Mapping[str, str]) -> Language:
    """The language of the terminal, by its locale."""
    found = environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG") or ""
    return "zh" if (found or locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"


def _folder_name(arguments: argparse.Namespace) -> str:
    given = getattr(arguments, "model", None)
    return given.name if isinstance(given, Path) else "demo"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(say("cli.bad_date", terminal_language(os.environ), value=text)) from None


def _speak_utf8() -> None:
    """Write UTF-8 also where the terminal is set to something else."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="replace")


def _end_like_a_stop() -> None:
    """A request to end stops what runs, as Ctrl-C does: the record says "stopped", and no process is left behind."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)


def _ensure_own_packages() -> None:
    """`tools` is a common name: a folder of the same name must not stand in for ours."""
    import tools

    own = Path(__file__).resolve().parents[1]
    found = Path(tools.__file__ or "").resolve().parents[1]
    if found != own:
        raise Misuse("cli.wrong_package", where=found.name)


if __name__ == "__main__":
    sys.exit(main())
