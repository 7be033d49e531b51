"""What people propose for the model: a new segmentation, another definition of a metric, one word more.

Rule: a proposal is one small file beside the lessons, named by what it proposes, and a draft until the owner decides
with `wenshu learn`. It never changes a figure by itself: confirming it writes the lines into the model's own files, and
only if the model loads with them. It has expired when the definition that it would change is another one now.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

import yaml

from assistant.files import write_whole
from assistant.learning.lesson import STATES, BadLesson, Standing, State
from assistant.learning.proposed_edits import Unfit, as_yaml, edited, patch
from semantic_layer.errors import ModelError
from semantic_layer.loader import load_texts, model_files
from semantic_layer.model import SemanticModel
from semantic_layer.policy import View
from semantic_layer.versions import definition_hash, is_defined

Kind = Literal["segmentations", "metrics"]
KINDS: tuple[Kind, ...] = ("segmentations", "metrics")
FOLDER = "proposed"  # inside the folder of the lessons


@dataclass(frozen=True)
class Proposal:
    """`lines` are the keys of the object as the model's YAML has them; `name` is its name there.

    `was`: the hash of the definition that is to be changed, empty for something new.
    """

    kind: Kind
    name: str
    lines: Mapping[str, object]
    was: str = ""
    state: State = "draft"
    author: str = ""
    made: date | None = None
    decided_by: str = ""

    @property
    def id(self) -> str:
        """Eight hex digits of what is proposed; the same proposal made twice is one."""
        text = json.dumps([self.kind, self.name, self.lines], sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:8]

    def standing(self, model: SemanticModel) -> Standing:
        """The state, or "expired" for a draft about a definition that is another one now."""
        if self.state != "draft":
            return self.state
        now = definition_hash(self.name, model) if is_defined(self.name, model) else ""
        return "draft" if now == self.was else "expired"

    def yaml(self) -> str:
        """The lines as they would stand in the model's file."""
        return as_yaml(patch(self.kind, self.lines))


def told(found: Iterable[Proposal], view: View) -> tuple[Proposal, ...]:
    """The proposals whose lines a person may read: others' only if nothing is kept back, for lines name columns."""
    return tuple(item for item in found if not view.is_limited or item.author == view.who.name)


def slug(title: str, kind: str) -> str:
    """A name for the model out of a title: lower-case letters and digits, or a hash where the title has none."""
    plain = re.sub(r"[^a-z0-9]+", "_", title.casefold()).strip("_")
    if plain and plain[0].isalpha() and title.isascii():
        return plain[:40]
    return f"{kind}_{hashlib.sha256(title.strip().encode()).hexdigest()[:6]}"


@dataclass(frozen=True)
class Proposals:
    """The proposals about the model of one folder."""

    home: Path
    model: SemanticModel
    today: Callable[[], date] = date.today

    @property
    def folder(self) -> Path:
        return self.home / "learned" / FOLDER

    def all(self) -> tuple[Proposal, ...]:
        """Every readable proposal, the oldest first."""
        found = (_read(path) for path in sorted(self.folder.glob("*.yaml")))
        return tuple(sorted((item for item in found if item), key=lambda item: (str(item.made), item.id)))

    def about(self, name: str) -> tuple[Proposal, ...]:
        return tuple(item for item in self.all() if item.name == name)

    def waiting(self) -> tuple[Proposal, ...]:
        """The drafts that the owner has still to decide on."""
        return tuple(item for item in self.all() if item.standing(self.model) == "draft")

    def changing(self) -> frozenset[str]:
        """The names whose definition a draft would change: until it is decided, what rests on them is to be checked."""
        return frozenset(item.name for item in self.waiting() if item.was)

    def add(self, kind: Kind, lines: Mapping[str, object], author: str, view: View | None = None) -> Proposal:
        """Keep a proposal as a draft; one that is known keeps its state.

        `view`: what the author sees. Of who sees a part nothing is tried, because whether the model would load tells of
        names that are kept back; the owner is told when they confirm it.

        Raises
        ------
        BadLesson
            The model would not load with these lines, or what is to be changed is made from something else.
        """
        name = str(lines["name"])
        sees_all = view is None or not view.is_limited
        is_known = is_defined(name, self.model) and (sees_all or (view is not None and view.has_metric(name)))
        was = definition_hash(name, self.model) if is_known else ""
        made = Proposal(kind, name, dict(lines), was, author=author, made=self.today())
        if sees_all:
            self._try(made)
        path = self.folder / f"{made.id}.yaml"
        known = _read(path) if path.is_file() else None
        if known and known.state != "rejected":
            return known
        self._write(made)
        return made

    def decide(self, identity: str, state: State, person: str) -> Proposal:
        """Confirm or reject; confirming writes the model's file.

        Raises
        ------
        BadLesson
            There is no such proposal, it has expired, or the model would not load with it.
        """
        found = next((item for item in self.all() if item.id == identity), None)
        if found is None:
            raise BadLesson(f"There is no proposal {identity}.", word=identity)
        if state == "confirmed" and found.state != "confirmed":
            if found.standing(self.model) == "expired":
                raise BadLesson(f"The definition of {found.name} has changed since {identity} was made.", word=identity)
            for name, text in self._try(replace(found, lines={**found.lines, "state": "confirmed"})).items():
                write_whole(self.home / name, text)
        decided = replace(found, state=state, decided_by=person)
        self._write(decided)
        return decided

    def _try(self, proposal: Proposal) -> Mapping[str, str]:
        """The files that would change, with their new text, after the whole model was loaded with them."""
        texts = {path.name: path.read_text("utf-8-sig") for path in model_files(self.home)}
        try:
            changed = edited(texts, proposal.kind, proposal.lines, is_new=not proposal.was)
            load_texts({**texts, **changed})
        except Unfit as unfit:
            raise BadLesson(str(unfit), word=proposal.name) from None
        except ModelError as error:
            raise BadLesson(f"The model would not load with it: {error}", word=proposal.name) from None
        return changed

    def _write(self, proposal: Proposal) -> None:
        content = {
            "proposes": proposal.kind,
            "lines": dict(proposal.lines),
            "was": proposal.was,
            "state": proposal.state,
            "author": proposal.author,
            "made": proposal.made.isoformat() if proposal.made else "",
            "decided_by": proposal.decided_by,
        }
        write_whole(self.folder / f"{proposal.id}.yaml", as_yaml(content))


def _read(path: Path) -> Proposal | None:
    """The proposal in a file; None where it holds none, which changes nothing."""
    try:
        content = yaml.safe_load(path.read_text("utf-8"))
        lines, made = content["lines"], str(content.get("made") or "")
        return Proposal(
            kind=next(kind for kind in KINDS if kind == content["proposes"]),
            name=str(lines["name"]),
            lines=lines,
            was=str(content.get("was") or ""),
            state=next(state for state in STATES if state == content["state"]),
            author=str(content.get("author") or ""),
            made=date.fromisoformat(made) if made else None,
            decided_by=str(content.get("decided_by") or ""),
        )
    except (
        yaml.YAMLError,
        OSError,
        UnicodeDecodeError,
        KeyError,
        TypeError,
        ValueError,
        StopIteration,
        AttributeError,
    ):
        return None
