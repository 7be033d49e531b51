"""Questions kept as tests: the plan that was right once, to be read again whenever words or the model change.

Rule: a case holds a question, the day it was asked on and its plan, in one small file beside the model. It passes only
when the reader gives the same plan byte for byte. A question that leans on turns before it is not kept: alone it would
be another question.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import yaml

from assistant.context import Context
from assistant.conversation import NOTHING_SAID
from assistant.files import write_whole
from assistant.question import Question, detect_language
from semantic_layer.model import Language

FOLDER = "tests"  # in the model folder


class NotAlone(ValueError):
    """Asked alone, the question is read in another way: it leaned on the turns before it."""


@dataclass(frozen=True)
class Case:
    """`plan` is the outcome as JSON: the calls, the question back, or the refusal with its code."""

    question: str
    language: Language
    as_of: date
    plan: Mapping[str, object]
    kept_by: str = ""

    @property
    def id(self) -> str:
        text = json.dumps([self.question, self.as_of.isoformat()], ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:8]


@dataclass(frozen=True)
class Cases:
    """The cases of one model folder."""

    home: Path

    @property
    def folder(self) -> Path:
        return self.home / FOLDER

    def all(self) -> tuple[Case, ...]:
        """Every readable case, by its question."""
        found = (_read(path) for path in sorted(self.folder.glob("*.yaml")))
        return tuple(sorted((case for case in found if case), key=lambda case: (case.question, case.as_of)))

    def keep(self, question: str, plan: Mapping[str, object], as_of: date, context: Context) -> Case:
        """Keep a question with its plan; the same question of the same day is one case.

        Raises
        ------
        NotAlone
        """
        made = Case(question, detect_language(question), as_of, plan, context.tools.who.name)
        if not passes(made, context):
            raise NotAlone(question)
        content = {
            "question": made.question,
            "language": made.language,
            "as_of": as_of.isoformat(),
            "kept_by": made.kept_by,
            "plan": dict(plan),
        }
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110)
        write_whole(self.folder / f"{made.id}.yaml", text)
        return made


def passes(case: Case, context: Context) -> bool:
    """Read the question again, as of its day and with the built-in reader, and compare the plans."""
    question = replace(Question.of(case.question, who=context.tools.who, as_of=case.as_of), language=case.language)
    now = context.at(question).reader.read(question, NOTHING_SAID).to_json()
    return _bytes(now) == _bytes(case.plan)


def _bytes(plan: Mapping[str, object]) -> bytes:
    return json.dumps(plan, sort_keys=True, ensure_ascii=False, default=str).encode()


def _read(path: Path) -> Case | None:
    try:
        content = yaml.safe_load(path.read_text("utf-8"))
        plan, language = content["plan"], content["language"]
        if not isinstance(plan, dict) or language not in ("en", "zh"):
            return None
        day = date.fromisoformat(str(content["as_of"]))
        return Case(str(content["question"]), language, day, plan, str(content.get("kept_by") or ""))
    except (yaml.YAMLError, OSError, UnicodeDecodeError, KeyError, TypeError, ValueError):
        return None
