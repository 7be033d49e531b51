"""What the commands of `wenshu` share: exit codes, misuse, where a model stands, and what is printed where.

Rule: answers go to standard output, everything else to standard error, one line for one thing whatever the data hold.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.texts import say
from assistant.visible import with_codes
from semantic_layer.model import Language

if TYPE_CHECKING:
    from assistant.context import Context
    from semantic_layer.query import Who

DONE, FAILED, USAGE, CLARIFY, REFUSED, INTERRUPTED = 0, 1, 2, 3, 4, 130


class Misuse(Exception):
    """The command was called in a way it cannot be carried out. `key` names the sentence."""

    def __init__(self, key: str, **params: object) -> None:
        self.key, self.params = key, params
        super().__init__(key)


def limits(language: Language) -> tuple[str, ...]:
    from assistant.limits import limits_said
    from assistant.slots import Slots

    return limits_said(language, Slots().size)


# --- small things --------------------------------------------------------------------------------------------


def on_a_line(text: str) -> str:
    """A text of a stranger's file, without anything that moves the cursor."""
    return with_codes(" ".join(text.splitlines()))


def out(text: str) -> None:
    """Print what was asked for."""
    sys.stdout.write(f"{text}\n")


def tell(text: str) -> None:
    """Print progress or trouble."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def opened(arguments: argparse.Namespace, language: Language, who: Who | None = None) -> Context:
    from assistant.agent.settings import configured
    from assistant.places import home
    from assistant.workspace import open_workspace

    as_of = getattr(arguments, "as_of", None)
    settings = configured(os.environ, home(os.environ))
    return open_workspace(folder_of(arguments, language), as_of=as_of, who=who, settings=settings)


def folder_of(arguments: argparse.Namespace, language: Language) -> Path:
    """The model folder that was named, else the demo's."""
    given: Path | None = arguments.model
    if given is None:
        return demo_folder("sample", language)
    if not given.is_dir():
        raise Misuse("cli.no_model", folder=given)
    return given


def demo_folder(data: str, language: Language) -> Path:
    from assistant.places import home
    from assistant.workspace import ensure_demo

    return ensure_demo(home(os.environ), lambda key: tell(say(key, language)), data=data)
