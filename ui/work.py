"""Run one question in a thread of its own while the page stays alive.

Rule: a stop button, a closed tab and a refresh all end the query; what may outlive the run of the page that waits for
it is said by who begins it (`lasting.py`). No Streamlit call happens in the thread; every call to `tick` in the waiting
loop is a point where Streamlit may raise its stop. A server that is asked to end stops its questions the same way, and
waits for what they write down.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Generic, TypeVar

from assistant.context import Context
from assistant.ports import Stage
from semantic_layer.engines.errors import EngineError, QueryInterrupted

POLL_S = 0.15
T = TypeVar("T")


class Stopped(Exception):
    """The question was stopped before it was answered."""


@dataclass(frozen=True)
class Failed(Exception):
    """Something that no refusal covers went wrong. `cause` is for the log only."""

    cause: BaseException


@dataclass
class Waiting:
    """What the page sees of a question in work: its stage, its place in the queue, and a flag that ends it."""

    name: Stage = "read"
    place: int = 0
    may_last: bool = False  # an analysis that can take minutes
    stopped: threading.Event = field(default_factory=threading.Event)

    def stage(self, name: Stage, place: int = 0) -> None:
        self.may_last |= name == "analyse"
        self.name, self.place = name, place

    def is_stopped(self) -> bool:
        return self.stopped.is_set()


def no_tick(waited: float, waiting: Waiting) -> None:
    """For who is not to be told."""


Outlives = Callable[[BaseException | None, bool], bool]


def never(ended_by: BaseException | None, may_last: bool) -> bool:
    """Nothing outlives the page that waits for it."""
    return False


class Work(Generic[T]):
    """A job that begins at once; leaving the `with` before its result is there ends it.

    `outlives` tells from what ended the page, and from whether this is an analysis that may last, whether it goes on
    instead: then `goes_on` is True. Several pages can wait for the same run, each in a `with` of its own.
    """

    def __init__(self, job: Callable[[Context], T], context: Context, run_id: str, outlives: Outlives = never) -> None:
        self._waiting = Waiting()
        self._context, self._run_id, self._outlives = context, run_id, outlives
        self._mine = replace(context, tools=replace(context.tools, run_id=run_id), watch=self._waiting)
        self._job = job
        self._outcome: list[T | BaseException] = []
        self._thread = threading.Thread(target=self._work, daemon=False)  # the process ends after its last record
        self._lock = threading.Lock()
        self._watchers = 0

    @property
    def is_watched(self) -> bool:
        """Whether a page waits for it."""
        return self._watchers > 0

    @property
    def may_last(self) -> bool:
        """Whether it is an analysis that can take minutes, as far as is known by now."""
        return self._waiting.may_last

    @property
    def was_stopped(self) -> bool:
        """Whether it was told to end before it had ended."""
        return self._waiting.is_stopped()

    @property
    def goes_on(self) -> bool:
        """Whether it runs, and nobody has told it to end."""
        return self._thread.is_alive() and not self.was_stopped

    def __enter__(self) -> Work[T]:
        with self._lock:
            self._watchers += 1
            if self._thread.ident is None:
                self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._lock:
            self._watchers -= 1
        if self._thread.is_alive() and not self._outlives(error, self.may_last):
            self.stop()

    def stop(self) -> None:
        """End it at once; it need not have heard when this returns."""
        if not self._waiting.stopped.is_set():
            self._waiting.stopped.set()
            threading.Thread(target=self._end, daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Whether it has ended within so many seconds."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def result(self, tick: Callable[[float, Waiting], None]) -> T:
        """Wait for the end; `tick` is called with the seconds waited and what is done, about every `POLL_S`.

        Raises
        ------
        Stopped, Failed
        """
        waited = 0.0
        while not self.wait(POLL_S):
            waited += POLL_S
            tick(waited, self._waiting)
        if not self._outcome:
            raise Failed(RuntimeError("the worker ended without an answer"))
        result = self._outcome[0]
        if isinstance(result, QueryInterrupted):
            raise Stopped
        if isinstance(result, BaseException):
            raise Failed(result)
        return result

    def _work(self) -> None:
        try:
            self._outcome.append(self._job(self._mine))
        except (QueryInterrupted, EngineError, ArithmeticError, LookupError, ValueError, TypeError, OSError) as error:
            self._outcome.append(error)

    def _end(self) -> None:
        """Interrupt every statement until the thread has ended: one that begins after the stop would not have heard."""
        while self._thread.is_alive():
            self._context.tools.engine.interrupt(self._run_id)
            self._thread.join(POLL_S)


def run(job: Callable[[Context], T], context: Context, run_id: str, tick: Callable[[float, Waiting], None]) -> T:
    """Return what `job` gives, waiting from the beginning."""
    with Work(job, context, run_id) as work:
        return work.result(tick)
