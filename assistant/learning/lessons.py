"""All lessons about one model: one small file each, beside the model, to be read and reviewed like code.

Rule: a lesson is added, decided on and read as a whole file; nothing is ever deleted, and the same lesson taught again
changes nothing. A file that cannot be read is named, never guessed at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import yaml

from assistant.files import write_whole
from assistant.learning.lesson import BadLesson, Lesson, State, from_json
from semantic_layer.model import SemanticModel

FOLDER = "learned"
_SAFE_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Lessons:
    """The lessons in `folder`; what is read is kept until a file comes or changes."""

    folder: Path
    model: SemanticModel
    today: Callable[[], date] = date.today
    _read: dict[Path, tuple[int, Lesson]] = field(default_factory=dict)

    def all(self) -> tuple[Lesson, ...]:
        """Return every readable lesson, in the order of what is taught; `unreadable` names the others."""
        return tuple(sorted((lesson for _, lesson in self._files() if lesson), key=lambda one: (one.phrase, one.id)))

    def unreadable(self) -> tuple[str, ...]:
        """Return the names of files that hold no lesson."""
        return tuple(path.name for path, lesson in self._files() if lesson is None)

    def holding_for(self, person: str) -> tuple[Lesson, ...]:
        """Return the lessons that are used when `person` asks."""
        return tuple(lesson for lesson in self.all() if lesson.holds_for(person, self.model))

    def state(self) -> tuple[tuple[str, int], ...]:
        """Return what changes with every lesson that is added or decided."""
        return tuple((path.name, path.stat().st_mtime_ns) for path in self._paths())

    def add(self, lesson: Lesson) -> Lesson:
        """Keep a lesson and return it as it stands; one that is known already keeps its state and author."""
        path = self._path(lesson)
        known = self._lesson(path) if path.is_file() else None
        if known is not None and known.standing(self.model) != "expired":
            return known
        dated = replace(lesson, made=self.today())
        self._write(dated)
        return dated

    def decide(self, identity: str, state: State, person: str) -> Lesson:
        """Confirm or reject a lesson.

        Raises
        ------
        BadLesson
            If there is no such lesson, or it is expired and is to be confirmed.
        """
        lesson = next((lesson for lesson in self.all() if lesson.id == identity), None)
        if lesson is None:
            raise BadLesson(f"There is no lesson {identity}.", word=identity)
        if state == "confirmed" and lesson.standing(self.model) == "expired":
            raise BadLesson(
                f"A definition that lesson {identity} relies on has changed; it must be taught again.", word=identity
            )
        decided = lesson.decided(state, person)
        self._write(decided)
        return decided

    def _paths(self) -> list[Path]:
        return sorted(self.folder.glob("*.yaml"))

    def _files(self) -> Iterator[tuple[Path, Lesson | None]]:
        for path in self._paths():
            yield path, self._lesson(path)

    def _lesson(self, path: Path) -> Lesson | None:
        changed = path.stat().st_mtime_ns
        kept = self._read.get(path)
        if kept is not None and kept[0] == changed:
            return kept[1]
        try:
            content = yaml.load(path.read_text(encoding="utf-8"), _SAFE_LOADER)
            lesson = from_json(content) if isinstance(content, Mapping) else None
        except (yaml.YAMLError, UnicodeDecodeError, BadLesson):
            return None
        if lesson is not None:
            self._read[path] = (changed, lesson)
        return lesson

    def _path(self, lesson: Lesson) -> Path:
        return self.folder / f"{lesson.id}.yaml"

    def _write(self, lesson: Lesson) -> None:
        text = yaml.safe_dump(lesson.to_json(), allow_unicode=True, sort_keys=False, width=110)
        write_whole(self._path(lesson), text)
