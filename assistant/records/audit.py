"""The record of what was asked and answered: append-only, one line each, every line sealing the one before.

Rule: a record is flushed to disk before its writer goes on. Its hash covers the hash before it and its own content,
so an edited, missing or moved record is found; a cut tail is not, so the head hash is worth keeping elsewhere. A line
that a crash left unfinished stays as it is, and the chain goes on behind it.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Literal

GENESIS = "0" * 64
AD_HOC = "ad_hoc_sql"
WRONG = "wrong_"  # with the part that a person called wrong
Event = Literal["started", "finished", "export", "feedback", "share", "retention", "model"]
FORGOTTEN = "forgotten"  # the first line of a chain whose oldest part was forgotten
Record = dict[str, object]
_TAIL = 1 << 16  # enough for the last record at first try
_WRITING = threading.Lock()
_FLUSHING = threading.Lock()
_TICKETS: dict[Path, int] = {}  # how many records this process wrote to a file
_FLUSHED: dict[Path, int] = {}  # how many of them are on disk for certain


class AuditFailed(Exception):
    """A record could not be written."""


@dataclass(frozen=True)
class Verification:
    """What a look at the whole chain found. `broken` is the number of the first line that does not fit."""

    count: int
    head: str
    broken: int | None = None
    torn: int = 0
    unfinished: tuple[str, ...] = ()
    holds_head: bool = True  # whether the head that was kept elsewhere is in the chain

    @property
    def is_sound(self) -> bool:
        return self.broken is None and self.holds_head


@dataclass(frozen=True)
class Audit:
    """The record file of one model."""

    path: Path
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    conceal: Callable[[Mapping[str, object]], Mapping[str, object]] = dict  # what a record may not say

    def begin(self, facts: Mapping[str, object]) -> str:
        """Write that a question was started and return the id under which it will be finished."""
        return str(self._append("started", None, facts)["id"])

    def write(self, event: Event, identity: str, facts: Mapping[str, object]) -> None:
        """Write one record of a question that was started, or of an export."""
        self._append(event, identity, facts)

    def records(self) -> Iterator[Record]:
        """Every whole record in order."""
        return (record for _, record in self._lines() if record is not None)

    def verify(self, head: str | None = None) -> Verification:
        """Walk the chain. `head`: a hash kept elsewhere, which must occur in it."""
        before, count, torn, seen = GENESIS, 0, 0, {GENESIS}
        open_questions: dict[str, None] = {}
        at = 0
        for number, record in self._lines():
            if record is None:
                torn += 1
                continue
            if number == 1 and record["event"] == FORGOTTEN and record.get("hash") == _hash(record):
                at, before = int(str(record["seq"])), str(record["base"])
                seen.add(before)
                continue
            count, at = count + 1, at + 1
            if record.get("prev_hash") != before or record.get("seq") != at or record.get("hash") != _hash(record):
                return Verification(count, before, number, torn, tuple(open_questions), head is None or head in seen)
            before = str(record["hash"])
            seen.add(before)
            if record["event"] == "started":
                open_questions[str(record["id"])] = None
            elif record["event"] == "finished":
                open_questions.pop(str(record["id"]), None)
        return Verification(count, before, None, torn, tuple(open_questions), head is None or head in seen)

    def forget(self, before: datetime, facts: Mapping[str, object]) -> int:
        """Forget the records older than a moment and return how many; that this was done is on record first.

        What is forgotten is the oldest part as a whole, and never the newest record. A head kept elsewhere is in the
        chain only if its record is still there, or was the last one forgotten.
        """
        old = 0
        for _, record in self._lines():
            if record is None or record["event"] == FORGOTTEN:
                continue
            if datetime.fromisoformat(str(record["time"])) >= before:
                break
            old += 1
        if not old:
            return 0
        self._append("retention", "-", {**facts, "forgets": old, "older_than": before.isoformat()})
        try:
            with _WRITING, _newest(self.path):
                self._cut(old)
        except OSError as error:
            raise AuditFailed(error.strerror or "the disk refused it") from None
        return old

    def _cut(self, old: int) -> None:
        """Write the file without its first records, then let it take the place of the old one."""
        kept: list[bytes] = []
        base, left = GENESIS, old
        seq: object = 0
        for line in self.path.read_bytes().splitlines(keepends=True):
            record = _parsed(line)
            if left and record is not None and record["event"] != FORGOTTEN:
                base, seq, left = str(record["hash"]), record["seq"], left - 1
            elif not left:
                kept.append(line)
        first: Record = {"event": FORGOTTEN, "id": "-", "seq": seq, "base": base, "prev_hash": GENESIS}
        first["hash"] = _hash(first)
        fresh = self.path.with_name(f"{self.path.name}.new")
        fresh.write_bytes(b"".join([_canonical(first) + b"\n", *kept]))
        fresh.replace(self.path)

    def gaps(self) -> tuple[tuple[str, str, int], ...]:
        """What the model of the data lacks: (kind, words, how often), the most frequent first.

        Refused questions, words that nobody knows, what only SQL answered (each is a metric that nobody has defined
        yet), and answers that a person calls wrong in a part, as long as nothing was learned from it.
        """
        found: Counter[tuple[str, str]] = Counter()
        questions: dict[object, str] = {}
        wrong: dict[tuple[object, object], Record] = {}
        for record in self.records():
            if record["event"] == "feedback":
                wrong[record["id"], record.get("who")] = record  # the last word counts
            elif record["event"] == "started":
                questions[record["id"]] = str(record.get("question", ""))
            elif record.get("status") == "refused":
                words = record.get("unknown") or []
                if isinstance(words, list) and words:
                    found.update(("unknown_word", str(word)) for word in words)
                else:
                    found[str(record.get("code")), questions.get(record["id"], "")] += 1
            elif record["event"] == "finished" and "run_sql" in str(record.get("plan")):
                found[AD_HOC, questions.get(record["id"], "")] += 1
        found.update(
            (f"{WRONG}{record.get('part')}", str(record.get("question", "")))
            for record in wrong.values()
            if record.get("verdict") == "down" and not record.get("lesson")
        )
        return tuple((kind, words, n) for (kind, words), n in found.most_common())

    def _append(self, event: Event, identity: str | None, facts: Mapping[str, object]) -> Record:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with _WRITING, _newest(self.path) as file:
                seq, before, ends_clean = _tail(file)
                record: Record = {
                    "seq": seq + 1,
                    "time": self.clock().isoformat(timespec="milliseconds"),
                    "event": event,
                    "id": identity or f"q{seq + 1}",
                    **self.conceal(facts),
                    "prev_hash": before,
                }
                record["hash"] = _hash(record)
                file.write((b"" if ends_clean else b"\n") + _canonical(record) + b"\n")
                file.flush()
                ticket = _TICKETS[self.path] = _TICKETS.get(self.path, 0) + 1
            _flush(self.path, ticket)
        except OSError as error:
            raise AuditFailed(error.strerror or "the disk refused it") from None
        return record

    def _lines(self) -> Iterator[tuple[int, Record | None]]:
        """Line number and record; None for a line that is not whole."""
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                yield number, _parsed(line)


def _flush(path: Path, ticket: int) -> None:
    """Return when the record of that ticket is on disk: one flush serves all who wrote before it began."""
    with _FLUSHING:
        if _FLUSHED.get(path, 0) >= ticket:
            return
        written = _TICKETS.get(path, 0)
        with path.open("rb+") as file:
            os.fsync(file.fileno())
        _FLUSHED[path] = written


def _canonical(record: Mapping[str, object]) -> bytes:
    return json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str).encode()


def _hash(record: Mapping[str, object]) -> str:
    content = {name: value for name, value in record.items() if name != "hash"}
    return hashlib.sha256(str(record["prev_hash"]).encode() + _canonical(content)).hexdigest()


def _parsed(line: bytes) -> Record | None:
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) and {"seq", "event", "id", "prev_hash", "hash"} <= record.keys() else None


def _tail(file: IO[bytes]) -> tuple[int, str, bool]:
    """Number and hash of the last whole record, and whether the file ends with a whole line."""
    size = file.seek(0, os.SEEK_END)
    reach = min(_TAIL, size)
    while True:
        file.seek(size - reach)
        lines = file.read(reach).splitlines(keepends=True)
        whole = lines if reach == size else lines[1:]  # the first may be cut by where we began to read
        for line in reversed(whole):
            record = _parsed(line)
            if record is not None:
                return int(str(record["seq"])), str(record["hash"]), lines[-1].endswith(b"\n")
        if reach == size:
            return 0, GENESIS, not lines or lines[-1].endswith(b"\n")
        reach = min(reach * 8, size)


@contextmanager
def _newest(path: Path) -> Iterator[IO[bytes]]:
    """The file under a lock; opened again where another one took its name while we waited."""
    while True:
        with path.open("ab+") as file, _locked(file):
            if os.fstat(file.fileno()).st_ino == path.stat().st_ino:
                yield file
                return


@contextmanager
def _locked(file: IO[bytes]) -> Iterator[None]:
    """One writer at a time, other processes included; without file locks (Windows) this process only."""
    if os.name != "posix":
        yield
        return
    import fcntl

    fcntl.flock(file.fileno(), fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file.fileno(), fcntl.LOCK_UN)
