"""Saved answers and the links to them: question, plan, receipt and figures, as they stood on a day.

    FOLDER/<receipt>/<person>.json      one saved answer

Rule: a link gives no right. Only who saved an answer, with the rights of that day, is shown its old figures; for
anybody else the plan runs under their own. An id that is unknown, revoked or somebody else's is not found, in the same
words.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from assistant.answer import Answer
from assistant.files import write_whole
from assistant.learning.proposals import Proposals
from assistant.plan import Compute, Plan
from assistant.reading import Reading
from assistant.records.receipts import Receipt, changed_definitions, is_for, rules
from assistant.storage.stored_values import OtherFormat, dump, load
from semantic_layer.model import Language
from tools.catalog import ToolCall
from tools.context import ToolContext

_ID = re.compile(r"[0-9a-f]{12}")


class NotSaved(LookupError):
    """There is no such saved answer for this person."""


@dataclass(frozen=True)
class Saved:
    """One saved answer. `answer` is None where another version stored it; the plan still runs."""

    receipt: str
    person: str
    at: datetime
    question: str
    language: Language
    calls: tuple[ToolCall, ...]
    is_shared: bool = False
    answer: Answer | None = None

    @property
    def plan(self) -> Plan:
        """The plan as it was; of an answer that cannot be read its calls."""
        return self.answer.plan if self.answer else Plan(Compute(self.calls), Reading(self.language, ()))


@dataclass(frozen=True)
class SavedAnswers:
    """The saved answers of one model folder."""

    folder: Path
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def save(self, answer: Answer, person: str) -> Saved:
        """Keep an answer for its person alone; one that is kept already stays as it is.

        Raises
        ------
        ValueError
            If the answer has no receipt: there is nothing it could be called by.
        """
        if answer.receipt is None or not isinstance(answer.plan.outcome, Compute):
            raise ValueError("an answer without a receipt cannot be saved")
        known = self._read(self._path(answer.receipt, person))
        if known is not None:
            return known
        calls = answer.plan.outcome.calls
        text, language = answer.question.text, answer.language
        found = Saved(answer.receipt, person, self.clock(), text, language, calls, answer=answer)
        self._write(found)
        return found

    def share(self, receipt: str, person: str, *, is_shared: bool) -> Saved:
        """Open an own saved answer to others, or take that back.

        Raises
        ------
        NotSaved
        """
        found = replace(self.own(receipt, person), is_shared=is_shared)
        self._write(found)
        return found

    def forget(self, receipt: str, person: str) -> None:
        """Remove an own saved answer and its link."""
        if _ID.fullmatch(receipt):
            self._path(receipt, person).unlink(missing_ok=True)

    def own(self, receipt: str, person: str) -> Saved:
        """The person's own saved answer.

        Raises
        ------
        NotSaved
        """
        found = self._read(self._path(receipt, person)) if _ID.fullmatch(receipt) else None
        if found is None or found.person != person:
            raise NotSaved(receipt)
        return found

    def opened(self, receipt: str, person: str) -> Saved:
        """What a link leads this person to: the own saved answer, else one that somebody shares, without its figures.

        Raises
        ------
        NotSaved
        """
        try:
            return self.own(receipt, person)
        except NotSaved:
            if not _ID.fullmatch(receipt):
                raise
        for path in sorted((self.folder / receipt).glob("*.json")):
            found = self._read(path)
            if found is not None and found.is_shared:
                return replace(found, answer=found.answer and _without_figures(found.answer))
        raise NotSaved(receipt)

    def of(self, person: str, limit: int = 50) -> tuple[Saved, ...]:
        """The person's saved answers, the one touched last first."""
        name = self._path("0" * 12, person).name
        paths = sorted(self.folder.glob(f"*/{name}"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        found = (self._read(path) for path in paths[:limit])
        return tuple(item for item in found if item)

    def _path(self, receipt: str, person: str) -> Path:
        return self.folder / receipt / f"{hashlib.sha256(person.encode()).hexdigest()[:24]}.json"

    def _read(self, path: Path) -> Saved | None:
        try:
            stored = json.loads(path.read_text("utf-8"))
            return _saved(stored) if isinstance(stored, dict) else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _write(self, saved: Saved) -> None:
        stored = {
            "receipt": saved.receipt,
            "person": saved.person,
            "at": saved.at.isoformat(),
            "question": saved.question,
            "language": saved.language,
            "calls": [call.to_json() for call in saved.calls],
            "shared": saved.is_shared,
            "answer": dump(saved.answer) if saved.answer else None,
        }
        write_whole(self._path(saved.receipt, saved.person), json.dumps(stored, ensure_ascii=False))


def _saved(stored: Mapping[str, object]) -> Saved:
    calls = stored["calls"]
    language: Language = "zh" if stored["language"] == "zh" else "en"
    return Saved(
        str(stored["receipt"]),
        str(stored["person"]),
        datetime.fromisoformat(str(stored["at"])),
        str(stored["question"]),
        language,
        tuple(
            ToolCall.parse(str(item["tool"]), item["arguments"]) for item in (calls if isinstance(calls, list) else ())
        ),
        stored.get("shared") is True,
        _answer(stored.get("answer")),
    )


def _answer(stored: object) -> Answer | None:
    try:
        found = load(stored) if stored else None
    except OtherFormat:
        return None
    return found if isinstance(found, Answer) else None


def _without_figures(answer: Answer) -> Answer:
    """The plan and the question; no figure of who shared it leaves with a link."""
    return Answer(answer.status, answer.question, answer.plan, answer.as_of)


# --- how it stands today -------------------------------------------------------------------------------------


def may_see_figures(saved: Saved, receipt: Receipt, tools: ToolContext) -> bool:
    """Whether the figures of that day are this person's still: own, made with the rights and rules of today."""
    is_own = saved.person == tools.who.name and saved.answer is not None and bool(saved.answer.sections)
    return is_own and is_for(receipt, tools.who, tools.model) and receipt.get("rules") == rules(tools.who, tools.model)


def needs_recheck(receipt: Receipt, tools: ToolContext) -> tuple[str, ...]:
    """The metrics whose definition is another one now, or is about to be: a draft of a change waits for the owner."""
    used, changed = receipt["definitions"], changed_definitions(receipt, tools.model)
    waiting = Proposals(tools.home, tools.model).changing()
    names = (str(name) for name in used if name in waiting) if isinstance(used, dict) else ()
    return tuple(dict.fromkeys((*changed, *names)))
