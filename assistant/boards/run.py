"""A tile computed now, under the rights of who looks at it.

Rule: what is shown was computed for this person, this day, these data and these definitions; what was computed for
others is never reused. A tile that does not run carries the reason in place of figures.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from assistant import formats
from assistant.answer import Answer, run_plan
from assistant.boards.boards import WHOLE_MODEL, Tile, changed_definitions
from assistant.boards.plan import Narrowed, Setting, Settings, Unreadable, calls_now, fitted, is_moving, windows_of
from assistant.context import Context
from assistant.plan import Compute, Plan
from assistant.question import Question
from assistant.reading import Reading
from assistant.texts import knows, say
from assistant.wording import Wording
from semantic_layer.model import Language
from semantic_layer.query import Window

KEPT = 200


@dataclass(frozen=True)
class ShownTile:
    """A tile with its present answer, or with `broken` in its place. All texts are in the tile's language."""

    tile: Tile
    answer: Answer | None
    rule: str = ""  # "last full month"
    notes: tuple[str, ...] = ()  # definitions that changed, settings that do not apply
    is_changed: bool = False
    broken: str = ""


def show(tile: Tile, settings: Settings, context: Context) -> ShownTile:
    """Run one tile with the board's settings. `QueryInterrupted` passes: somebody stopped it."""
    language, calendar = tile.language, context.tools.calendar
    wording = context.wording(language)
    changed = changed_definitions(tile, context.model)
    notes = _changes(tile, changed, wording)
    try:
        own = calls_now(tile, calendar)
    except Unreadable:
        return ShownTile(tile, None, "", notes, bool(changed), say("board.unreadable", language))
    calls, ignored = fitted(own, settings, context.tools)
    question = Question(tile.question, language, context.tools.who)
    answer = run_plan(Plan(Compute(calls), Reading(language, ())), question, context)
    notes += tuple(say("board.not_applied", language, setting=setting_text(s, wording)) for s in ignored)
    windows = [window for call in calls for window in windows_of(call)]
    return ShownTile(tile, answer, _rules(windows, context, language), notes, bool(changed))


@dataclass
class Shown:
    """Tiles that were computed a moment ago, so that renaming one does not run all the others again."""

    _kept: OrderedDict[object, ShownTile] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(
        self, tile: Tile, settings: Settings, context: Context, opened: str, run: Callable[[], ShownTile]
    ) -> ShownTile:
        """The tile from `run`, or from before: same plan, settings, person, rights, day, data, model and opening."""
        engine, model = context.tools.engine, context.model
        key = (
            tile.id, str(tile.calls), tile.definitions, settings, context.tools.who, context.as_of,
            engine.data_version(), model.hash, context.number_style, opened,
        )  # fmt: skip
        with self._lock:
            found = self._kept.get(key)
        if found is not None and found.tile == tile:
            return found
        shown = run()
        with self._lock:
            self._kept[key] = shown
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return shown


def setting_text(setting: Setting, wording: Wording) -> str:
    """One setting of the board in words."""
    if isinstance(setting, Narrowed):
        values = wording.join(wording.value(setting.dimension, value) for value in setting.values)
        return wording.pair(wording.dimension(setting.dimension), values)
    return rule_text(setting, wording.language)


def rule_text(rule: str, language: Language) -> str:
    """A canonical period rule in words; empty where there are none for it."""
    kind, *args = rule.split(":")
    if kind in ("last", "rolling") and len(args) == 2:
        n, unit = args
        key = f"board.rule.{kind}.{unit}" if n == "1" else f"board.rule.{kind}_n.{unit}"
        return say(key, language, n=formats.count(int(n), language)) if knows(key) else ""
    key = f"board.rule.{rule.replace(':', '.')}"
    return say(key, language) if knows(key) else ""


def _rules(windows: list[Window], context: Context, language: Language) -> str:
    if not windows:
        return say("board.rule.none", language)
    told = []
    for window in windows:
        moves = "board.rule.moving" if is_moving(window, context.tools.calendar) else "board.rule.fixed"
        told.append(rule_text(window.rule, language) or say(moves, language))
    return ("；" if language == "zh" else "; ").join(dict.fromkeys(told))


def _changes(tile: Tile, changed: tuple[str, ...], wording: Wording) -> tuple[str, ...]:
    if not changed:
        return ()
    language, day = tile.language, formats.day(tile.pinned, tile.language)
    if WHOLE_MODEL in changed:
        return (say("board.model_changed", language, day=day),)
    names = wording.join(wording.param("name", name) for name in changed)
    return (say("board.definition_changed", language, names=names, day=day),)
