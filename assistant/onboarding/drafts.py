"""The files of one visit, and what became of their lines.

    FOLDER/in/            the files as they were dropped
    FOLDER/choices.json   what was decided about reading them
    FOLDER/tables/        what was read of them, typed
    FOLDER/looked.json    the report on each, with what it was made of
    FOLDER/model/         the proposed model with its data: an ordinary model folder

Rule: the draft is on disk, so that a refresh finds it; files are read again only when they or the choices changed.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.files import write_whole
from semantic_layer.importing.child import read_apart
from semantic_layer.importing.errors import ImportProblem
from semantic_layer.importing.reading import FileChoice, ReadTable
from semantic_layer.importing.report import FileReport
from semantic_layer.importing.wire import from_plain, to_plain

FOLDER = "drafts"
KEPT_DAYS = 7
_ID = re.compile(r"[A-Za-z0-9_-]{8,40}")
_LONGEST_NAME = 100


class NoDraft(LookupError):
    """There is no such draft."""


@dataclass(frozen=True)
class Looked:
    """What became of each file: tables, or a problem that takes nothing from the others."""

    tables: tuple[ReadTable, ...]
    problems: tuple[ImportProblem, ...]

    @property
    def reports(self) -> tuple[FileReport, ...]:
        return tuple(table.report for table in self.tables)

    @property
    def is_complete(self) -> bool:
        """Whether there is something to import and every file can be."""
        return bool(self.tables) and not self.problems


@dataclass(frozen=True)
class Draft:
    """One visit's files in `folder`."""

    folder: Path

    @property
    def model_dir(self) -> Path:
        return self.folder / "model"

    @property
    def files(self) -> tuple[Path, ...]:
        inside = self.folder / "in"
        return tuple(sorted(inside.iterdir())) if inside.is_dir() else ()

    def put(self, dropped: Mapping[str, bytes]) -> None:
        """Keep exactly these files, by their bare names; others are removed."""
        inside = self.folder / "in"
        inside.mkdir(parents=True, exist_ok=True)
        named = _bare_names(dropped)
        for path in inside.iterdir():
            if path.name not in named:
                path.unlink()
        for name, content in named.items():
            path = inside / name
            if not path.is_file() or path.read_bytes() != content:
                path.write_bytes(content)

    @property
    def choices(self) -> dict[str, FileChoice]:
        """What was decided so far about reading each file."""
        kept = self.folder / "choices.json"
        said = json.loads(kept.read_text("utf-8")) if kept.is_file() else {}
        return {name: FileChoice(one["encoding"], one["columns"]) for name, one in said.items()}

    def choose(self, file: str, *, encoding: str | None = None, column: str = "", rule: str = "") -> None:
        """Decide the encoding of a file, or how one of its columns is read."""
        choices = self.choices
        before = choices.get(file, FileChoice())
        columns = {**before.columns, column: rule} if column else before.columns
        choices[file] = FileChoice(encoding or before.encoding, columns)
        said = {name: {"encoding": one.encoding, "columns": dict(one.columns)} for name, one in choices.items()}
        write_whole(self.folder / "choices.json", json.dumps(said))

    def look(self) -> Looked:
        """Read the files apart, or return what was found before with the same files and choices."""
        choices = self.choices
        key, kept = self._key(choices), self.folder / "looked.json"
        if kept.is_file():
            said = json.loads(kept.read_text("utf-8"))
            if said["key"] == key:
                return _looked(said["found"])
        staging = self.folder / "tables"
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(parents=True)
        found = to_plain(read_apart(self.files, choices, staging)) if self.files else {}
        write_whole(kept, json.dumps({"key": key, "found": found}))
        return _looked(found)

    def _key(self, choices: Mapping[str, FileChoice]) -> str:
        digest = hashlib.sha256()
        for path in self.files:
            choice = choices.get(path.name, FileChoice())
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
            digest.update(repr((path.name, choice.encoding, sorted(choice.columns.items()))).encode())
        return digest.hexdigest()

    def drop(self) -> None:
        """Remove the draft with everything in it."""
        shutil.rmtree(self.folder, ignore_errors=True)


def open_draft(home: Path, identity: str) -> Draft:
    """Return the draft of that id below `home`; its folder is made with the first file.

    Raises
    ------
    NoDraft
        When the id is not one of ours.
    """
    if not _ID.fullmatch(identity):
        raise NoDraft(identity)
    return Draft(home / FOLDER / identity)


def drop_old(home: Path, now: datetime | None = None) -> None:
    """Remove drafts that nobody has touched for a week."""
    today = now or datetime.now(UTC)
    for folder in (home / FOLDER).glob("*/"):
        if (today - datetime.fromtimestamp(folder.stat().st_mtime, UTC)).days >= KEPT_DAYS:
            Draft(folder).drop()


def _looked(found: Mapping[str, Mapping[str, object]]) -> Looked:
    outcomes = from_plain(found)
    problems = tuple(outcome for outcome in outcomes.values() if isinstance(outcome, ImportProblem))
    tables = tuple(t for outcome in outcomes.values() if not isinstance(outcome, ImportProblem) for t in outcome)
    return Looked(tables, problems)


def _bare_names(dropped: Mapping[str, bytes]) -> dict[str, bytes]:
    """Names without folders and signs that a file system may take for something else; equal ones get a number."""
    named: dict[str, bytes] = {}
    for given, content in dropped.items():
        bare = re.sub(r"[^\w.() -]+", "_", re.split(r"[/\\]", given)[-1]).strip(" .") or "file"
        stem, dot, ending = bare[-_LONGEST_NAME:].rpartition(".")
        name, n = f"{stem}{dot}{ending}", 2
        while name in named:
            name, n = f"{stem or ending}_{n}{dot}{ending if stem else ''}", n + 1
        named[name] = content
    return named
