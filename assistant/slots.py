"""Who computes at this moment: a few questions at once, and always room for a small one.

Rule: who finds no room waits in the order of arrival, is told the place, and can be stopped meanwhile. Large questions
leave one place to the small ones. What is large was seen before: a computation is as large as it was the last time; an
analysis that nobody has run yet counts as large, a plain query as small. A small one that runs long counts as large
from then on, so nothing keeps the small ones waiting for longer than that.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from assistant.ports import NO_WATCH, Watch
from semantic_layer.engines.errors import QueryInterrupted
from tools.catalog import ToolCall

LARGE_S = 0.15  # of the processor; plain queries of the sample data take 0.01 to 0.08
LONG_S = 1.0  # of the clock
REMEMBERED = 2_000  # computations
_LOOK_S = 0.1
_PLAIN = frozenset({"query_metrics", "describe", "run_sql"})


@dataclass(eq=False)
class _Turn:
    is_large: bool
    begun: float | None = None  # None: still waiting
    worked: float = 0.0  # processor time when it began


@dataclass
class Slots:
    """The places of one process. Safe for several threads; `clock` counts seconds, `work` those of the processor.

    What is large is told by work: on a busy machine everything takes long.
    """

    size: int = field(default_factory=lambda: max(2, os.cpu_count() or 2))
    clock: Callable[[], float] = time.monotonic
    work: Callable[[], float] = time.thread_time
    _turns: list[_Turn] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _seconds: OrderedDict[str, float] = field(default_factory=OrderedDict)

    @contextmanager
    def taken(self, calls: Sequence[ToolCall], watch: Watch = NO_WATCH) -> Iterator[None]:
        """Hold a place while these calls are computed.

        Raises
        ------
        QueryInterrupted
            When the person who waits pressed stop.
        """
        key = _key(calls)
        turn = _Turn(self._is_large(calls, key))
        try:
            self._wait(turn, watch)
            yield
        finally:
            self._leave(turn, key)

    def _wait(self, turn: _Turn, watch: Watch) -> None:
        told = 0
        with self._changed:
            self._turns.append(turn)
            while not self._may_begin(turn):
                if watch.is_stopped():
                    raise QueryInterrupted
                place = self._place(turn)
                if place != told:
                    watch.stage("queue", place)
                    told = place
                self._changed.wait(_LOOK_S)
            turn.begun, turn.worked = self.clock(), self.work()
        if told:
            watch.stage("compute")

    def _leave(self, turn: _Turn, key: str) -> None:
        with self._changed:
            self._turns.remove(turn)
            if turn.begun is not None:
                self._seconds[key] = self.work() - turn.worked
                self._seconds.move_to_end(key)
                while len(self._seconds) > REMEMBERED:
                    self._seconds.popitem(last=False)
            self._changed.notify_all()

    def _is_large(self, calls: Sequence[ToolCall], key: str) -> bool:
        with self._changed:
            seconds = self._seconds.get(key)
        return any(call.tool not in _PLAIN for call in calls) if seconds is None else seconds > LARGE_S

    def _may_begin(self, turn: _Turn) -> bool:
        if self._place(turn) > 1:
            return False
        now = self.clock()
        running = [(other.is_large, now - other.begun) for other in self._turns if other.begun is not None]
        large = sum(is_large for is_large, _ in running)
        if turn.is_large:
            return large < max(1, self.size - 1)
        small = sum(not is_large and seconds < LONG_S for is_large, seconds in running)
        return small < max(1, self.size - large)

    def _place(self, turn: _Turn) -> int:
        """The place among those of the same kind who wait, from 1."""
        waiting = [other for other in self._turns if other.begun is None and other.is_large == turn.is_large]
        return waiting.index(turn) + 1


def _key(calls: Sequence[ToolCall]) -> str:
    return json.dumps([call.to_json() for call in calls], sort_keys=True, default=str)
