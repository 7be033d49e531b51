"""Boards: what a person pinned, in the order it was given, on disk.

Rule: a tile holds the calls of a plan and the versions of the definitions they rest on, and no figure. So nothing old
can be shown as current: a tile that does not run shows why, and no number. Boards belong to the person who made them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from assistant.files import held, person_file, write_whole
from assistant.plan import Compute
from assistant.storage.conversations import new_id
from semantic_layer.model import Language, SemanticModel
from semantic_layer.versions import definition_hash, is_defined
from tools.catalog import tool

if TYPE_CHECKING:
    from assistant.answer import Answer

VERSION = 1
MAX_NAME, MAX_TILES, MAX_BOARDS = 80, 60, 40
WHOLE_MODEL = "*"  # stands for every definition, where an analysis names none


class BoardsDamaged(Exception):
    """The file of a person's boards cannot be read; it is left as it is."""


class BoardFull(Exception):
    """A board takes no more tiles, or a person no more boards."""


class NoSuchBoard(LookupError):
    """The board or the tile was removed meanwhile."""


@dataclass(frozen=True)
class Tile:
    """One pinned plan. `calls` are the tool calls as JSON, `definitions` pairs of name and version when pinned."""

    id: str
    title: str
    question: str
    language: Language
    pinned: date
    calls: tuple[Mapping[str, object], ...]
    definitions: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Board:
    """A named row of tiles."""

    id: str
    name: str
    tiles: tuple[Tile, ...] = ()


@dataclass(frozen=True)
class Boards:
    """The boards of one person in one model folder. Every change reads the file anew and writes it whole."""

    folder: Path
    person: str

    @property
    def path(self) -> Path:
        return person_file(self.folder, self.person)

    def all(self) -> tuple[Board, ...]:
        """Every board in order of creation.

        Raises
        ------
        BoardsDamaged
        """
        if not self.path.exists():
            return ()
        try:
            content = json.loads(self.path.read_text("utf-8"))
            if content["version"] != VERSION or content["person"] != self.person:
                raise BoardsDamaged(self.path.name)
            return tuple(_board(item) for item in content["boards"])
        except (ValueError, KeyError, TypeError, OSError):
            raise BoardsDamaged(self.path.name) from None

    def create(self, name: str) -> Board:
        """Add an empty board."""
        fresh = Board(new_id(), tidy(name))

        def add(boards: tuple[Board, ...]) -> tuple[Board, ...]:
            if len(boards) >= MAX_BOARDS:
                raise BoardFull(fresh.name)
            return (*boards, fresh)

        self._change(add)
        return fresh

    def rename(self, board: str, name: str) -> None:
        self._replace(board, lambda found: replace(found, name=tidy(name) or found.name))

    def remove(self, board: str) -> None:
        self._change(lambda boards: tuple(item for item in boards if item.id != board))

    def pin(self, board: str, tile: Tile) -> None:
        """Add a tile at the end.

        Raises
        ------
        NoSuchBoard, BoardFull, BoardsDamaged
        """

        def add(found: Board) -> Board:
            if len(found.tiles) >= MAX_TILES:
                raise BoardFull(found.name)
            return replace(found, tiles=(*found.tiles, tile))

        self._replace(board, add)

    def rename_tile(self, board: str, tile: str, title: str) -> None:
        self._replace_tile(board, tile, lambda found: replace(found, title=tidy(title) or found.title))

    def accept(self, board: str, tile: str, definitions: tuple[tuple[str, str], ...]) -> None:
        """Take the present definitions as the ones the tile is about."""
        self._replace_tile(board, tile, lambda found: replace(found, definitions=definitions))

    def unpin(self, board: str, tile: str) -> None:
        self._replace(board, lambda found: replace(found, tiles=tuple(t for t in found.tiles if t.id != tile)))

    def move(self, board: str, tile: str, by: Literal[-1, 1]) -> None:
        """Exchange a tile with the one before (-1) or after it; at an end nothing happens."""

        def moved(found: Board) -> Board:
            tiles, at = list(found.tiles), _position(found, tile)
            if 0 <= at + by < len(tiles):
                tiles[at], tiles[at + by] = tiles[at + by], tiles[at]
            return replace(found, tiles=tuple(tiles))

        self._replace(board, moved)

    # --- one change ------------------------------------------------------------------------------------------

    def _change(self, change: Callable[[tuple[Board, ...]], tuple[Board, ...]]) -> None:
        with held(self.path):
            boards = [asdict(board) for board in change(self.all())]
            content = {"version": VERSION, "person": self.person, "boards": boards}
            write_whole(self.path, json.dumps(content, ensure_ascii=False, indent=1, default=str))

    def _replace(self, board: str, change: Callable[[Board], Board]) -> None:
        def changed(boards: tuple[Board, ...]) -> tuple[Board, ...]:
            if board not in [item.id for item in boards]:
                raise NoSuchBoard(board)
            return tuple(change(item) if item.id == board else item for item in boards)

        self._change(changed)

    def _replace_tile(self, board: str, tile: str, change: Callable[[Tile], Tile]) -> None:
        def changed(found: Board) -> Board:
            at = _position(found, tile)
            return replace(found, tiles=(*found.tiles[:at], change(found.tiles[at]), *found.tiles[at + 1 :]))

        self._replace(board, changed)


def stands_on(board: Board, tile: Tile) -> bool:
    """Whether the board has a tile that shows the same by the same name."""
    return any(_shown_by(tile) == _shown_by(other) for other in board.tiles)


def _shown_by(tile: Tile) -> str:
    return json.dumps([tile.title, tile.question, tile.language, tile.calls, tile.definitions], sort_keys=True)


def can_be_pinned(answer: Answer) -> bool:
    """Whether the answer was computed, by tools that leave nothing behind when they run again."""
    outcome = answer.plan.outcome
    return isinstance(outcome, Compute) and not any(tool(call.tool).writes for call in outcome.calls)


def tile_of(answer: Answer, title: str, model: SemanticModel) -> Tile:
    """A tile for an answer that `can_be_pinned`."""
    assert isinstance(answer.plan.outcome, Compute)
    return Tile(
        id=new_id(),
        title=tidy(title) or tidy(answer.question.text),
        question=answer.question.text,
        language=answer.language,
        pinned=answer.as_of,
        calls=tuple(call.to_json() for call in answer.plan.outcome.calls),
        definitions=definitions_of(answer, model),
    )


def definitions_of(answer: Answer, model: SemanticModel) -> tuple[tuple[str, str], ...]:
    """Name and version of every definition behind the figures; of the whole model where an analysis names none."""
    lineages = [section.result.lineage for section in answer.sections]
    names = {name for lineage in lineages for name in (*lineage.metrics, *lineage.dimensions)}
    known = tuple((name, definition_hash(name, model)) for name in sorted(names) if is_defined(name, model))
    return known or ((WHOLE_MODEL, model.hash),)


def changed_definitions(tile: Tile, model: SemanticModel) -> tuple[str, ...]:
    """Names whose definition is not the one of the day the tile was pinned; `WHOLE_MODEL` for any."""
    now = {name: model.hash if name == WHOLE_MODEL else definition_hash(name, model) for name, _ in tile.definitions}
    return tuple(name for name, was in tile.definitions if now[name] != was)


def tidy(name: str) -> str:
    """One line of at most `MAX_NAME` characters."""
    return " ".join(name.split())[:MAX_NAME]


def _position(board: Board, tile: str) -> int:
    ids = [item.id for item in board.tiles]
    if tile not in ids:
        raise NoSuchBoard(tile)
    return ids.index(tile)


def _board(content: Mapping[str, object]) -> Board:
    tiles = cast("list[Mapping[str, object]]", content["tiles"])
    return Board(str(content["id"]), str(content["name"]), tuple(_tile(item) for item in tiles))


def _tile(content: Mapping[str, object]) -> Tile:
    return Tile(
        id=str(content["id"]),
        title=str(content["title"]),
        question=str(content["question"]),
        language="zh" if content["language"] == "zh" else "en",
        pinned=date.fromisoformat(str(content["pinned"])),
        calls=tuple(cast("list[Mapping[str, object]]", content["calls"])),
        definitions=tuple((str(n), str(v)) for n, v in cast("list[tuple[str, str]]", content["definitions"])),
    )
