"""Conversations on disk: what was asked, how it ended, and the whole answer, to be drawn again without a query.

    FOLDER/<conversation>/head.json          who began it, when, with which question
    FOLDER/<conversation>/00001-<turn>.json  one turn

Rule: a question is on disk before work on it starts. A conversation belongs to the person who began it; for anybody
else it does not exist. What was answered under other rights than those of today is not told again: of such a turn its
question is left. A turn that this version cannot read keeps its question and its headline and breaks nothing.
"""

from __future__ import annotations

import json
import re
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypeVar, cast, get_args

from assistant.answer import Answer
from assistant.answer_parts import Choice
from assistant.files import write_whole
from assistant.question import NotMeant
from assistant.storage.stored_values import OtherFormat, dump, load

State = Literal["running", "done", "stopped", "failed", "withheld"]
KEPT_IN_MEMORY = 200  # turns
RECENT = 30
MAX_TITLE = 80
T = TypeVar("T")
_ID = re.compile(r"[A-Za-z0-9_-]{8,40}")


class NotFound(LookupError):
    """There is no such conversation for this person."""


class NotStored(Exception):
    """The disk refused to keep a turn."""


@dataclass(frozen=True)
class Turn:
    """A question and how it ended. A turn that is done and has no answer was stored by another version.

    `rights`: what its person might see when it was asked, as a text that is the same for the same rights.
    """

    id: str
    text: str
    asked: datetime
    state: State = "running"
    answer: Answer | None = None
    chosen: Choice | None = None  # the choice that was clicked; a retry runs it again
    headline: str = ""
    not_meant: tuple[NotMeant, ...] = ()  # corrections of spelling taken back; a retry does so too
    rights: str = ""

    def under(self, rights: str) -> Turn:
        """The turn as it may be told under these rights: without its answer where they are others."""
        if rights == self.rights or self.state != "done":
            return self
        return replace(self, state="withheld", answer=None, headline="")

    def done(self, answer: Answer) -> Turn:
        return replace(self, state="done", answer=answer, headline=answer.headline)


@dataclass(frozen=True)
class Heading:
    """A conversation in a list."""

    id: str
    title: str
    last: datetime


@dataclass(frozen=True)
class Store:
    """The conversations of one model folder."""

    folder: Path
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    _read: dict[Path, tuple[int, Turn]] = field(default_factory=dict, compare=False, repr=False)
    _heads: dict[str, dict[str, object]] = field(default_factory=dict, compare=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, compare=False, repr=False)

    def turns(self, conversation: str, person: str, rights: str = "") -> tuple[Turn, ...]:
        """The turns in order, as they may be told under these rights; none where nothing was asked yet.

        Raises
        ------
        NotFound
            If the conversation is somebody else's, or the id is none.
        """
        self._ensure_own(conversation, person)
        return tuple(found.under(rights) for path in self._files(conversation) if (found := self._turn(path)))

    def begin(
        self,
        conversation: str,
        person: str,
        text: str,
        chosen: Choice | None = None,
        not_meant: tuple[NotMeant, ...] = (),
        rights: str = "",
    ) -> Turn:
        """Keep a question as running, before any work on it.

        Raises
        ------
        NotFound, NotStored
        """
        self._ensure_own(conversation, person)
        turn = Turn(new_id(), text, self.clock(), chosen=chosen, not_meant=not_meant, rights=rights)
        if not self._head(conversation):
            self._write_head(conversation, person, text)
        number = len(self._files(conversation)) + 1
        self._write(self.folder / conversation / f"{number:05d}-{turn.id}.json", turn)
        return turn

    def end(self, conversation: str, turn: Turn) -> None:
        """Keep how a turn ended, in the place where it was begun."""
        for path in self._files(conversation):
            if path.stem.partition("-")[2] == turn.id:
                self._write(path, turn)

    def branch(self, conversation: str, person: str, turn: str) -> str:
        """Return a new conversation that holds the turns up to and including `turn`."""
        kept = self._files(conversation) if self.turns(conversation, person) else []
        ids = [path.stem.partition("-")[2] for path in kept]
        if turn not in ids:
            raise NotFound(turn)
        fresh = new_id()
        self._write_head(fresh, person, str(self._head(conversation).get("title", "")))
        for path in kept[: ids.index(turn) + 1]:
            _write_text(self.folder / fresh / path.name, path.read_text("utf-8"))
        return fresh

    def recent(self, person: str, limit: int = RECENT) -> tuple[Heading, ...]:
        """The person's conversations, the one used last first."""
        if not self.folder.is_dir():
            return ()
        own = (path for path in self.folder.iterdir() if self._head(path.name).get("person") == person)
        used = sorted(((_changed(path), path.name) for path in own), reverse=True)[:limit]
        return tuple(
            Heading(name, str(self._head(name).get("title", "")), datetime.fromtimestamp(last, UTC))
            for last, name in used
        )

    # --- files -----------------------------------------------------------------------------------------------

    def _ensure_own(self, conversation: str, person: str) -> None:
        if not _ID.fullmatch(conversation):
            raise NotFound(conversation)
        head = self._head(conversation)
        if head and head.get("person") != person:
            raise NotFound(conversation)

    def _head(self, conversation: str) -> dict[str, object]:
        """Who began it, with what; read once, because it is never changed."""
        if conversation not in self._heads:
            found = _json(self.folder / conversation / "head.json")
            if not found:
                return {}
            self._heads[conversation] = found
        return self._heads[conversation]

    def _write_head(self, conversation: str, person: str, title: str) -> None:
        head = {"person": person, "begun": self.clock().isoformat(), "title": " ".join(title.split())[:MAX_TITLE]}
        _write_text(self.folder / conversation / "head.json", json.dumps(head, ensure_ascii=False))

    def _files(self, conversation: str) -> list[Path]:
        return sorted((self.folder / conversation).glob("[0-9]*-*.json"))

    def _turn(self, path: Path) -> Turn | None:
        try:
            changed = path.stat().st_mtime_ns
        except OSError:
            return None
        with self._lock:
            known = self._read.get(path)
        if known and known[0] == changed:
            return known[1]
        found = _turn_of(_json(path))
        if found:
            self._remember(path, changed, found)
        return found

    def _write(self, path: Path, turn: Turn) -> None:
        _write_text(path, json.dumps(_to_json(turn), ensure_ascii=False))
        self._remember(path, path.stat().st_mtime_ns, turn)

    def _remember(self, path: Path, changed: int, turn: Turn) -> None:
        with self._lock:
            self._read.pop(path, None)
            self._read[path] = (changed, turn)
            while len(self._read) > KEPT_IN_MEMORY:
                self._read.pop(next(iter(self._read)))


def new_id() -> str:
    """An id that cannot be guessed."""
    return secrets.token_urlsafe(9)


def _to_json(turn: Turn) -> dict[str, object]:
    return {
        "id": turn.id,
        "text": turn.text,
        "asked": turn.asked.isoformat(),
        "state": turn.state,
        "headline": turn.headline,
        "answer": dump(turn.answer) if turn.answer else None,
        "chosen": dump(turn.chosen) if turn.chosen else None,
        "not_meant": turn.not_meant,
        "rights": turn.rights,
    }


def _turn_of(stored: dict[str, object]) -> Turn | None:
    """The turn of a file; None where not even question and time can be read."""
    try:
        asked = datetime.fromisoformat(str(stored["asked"]))
        identity, text, state = str(stored["id"]), str(stored["text"]), stored["state"]
    except (KeyError, ValueError):
        return None
    if state not in get_args(State):
        return None
    return Turn(
        identity,
        text,
        asked,
        cast("State", state),
        _loaded(Answer, stored.get("answer")),
        _loaded(Choice, stored.get("chosen")),
        str(stored.get("headline", "")),
        _pairs(stored.get("not_meant")),
        str(stored.get("rights", "")),
    )


def _pairs(stored: object) -> tuple[NotMeant, ...]:
    listed = stored if isinstance(stored, list) else []
    return tuple((str(item[0]), str(item[1])) for item in listed if isinstance(item, list) and len(item) == 2)


def _loaded(wanted: type[T], stored: object) -> T | None:
    try:
        found = load(stored) if stored else None
    except OtherFormat:
        return None
    return found if isinstance(found, wanted) else None


def _json(path: Path) -> dict[str, object]:
    """The map in a file; empty where there is none that can be read."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _write_text(path: Path, text: str) -> None:
    try:
        write_whole(path, text)
    except OSError as error:
        raise NotStored(error.strerror or "") from None


def _changed(folder: Path) -> float:
    try:
        return folder.stat().st_mtime
    except OSError:
        return 0.0
