"""Commands that stay: `serve`, `demo`, `mcp`, `endpoint`.

Rule: what is served is imported when it is served, so that asking stays quick.
"""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from assistant.commands.shared import (
    DONE,
    FAILED,
    Misuse,
    demo_folder,
    folder_of,
    limits,
    opened,
    out,
    tell,
)
from assistant.texts import say
from semantic_layer.model import Language

if TYPE_CHECKING:
    pass


def serve_command(arguments: argparse.Namespace, language: Language) -> int:
    from assistant.serving import serve

    if getattr(arguments, "model", None):
        folder = folder_of(arguments, language)
    else:
        folder = demo_folder(arguments.data, language)
    tell("\n".join(limits(language)))
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
    context = opened(arguments, language, who_asks(arguments.name, arguments.role, arguments.attribute))
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
