"""Run one question in a thread of its own while the page stays alive.

Rule: a stop button, a closed tab and a refresh all end the query. No Streamlit call happens in the thread; every
call to `tick` in the waiting loop is a point where Streamlit may raise its stop.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

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
    """What the page sees of a question in work: its stage, and a flag that ends it."""

    name: Stage = "read"
    stopped: threading.Event = field(default_factory=threading.Event)

    def stage(self, name: Stage) -> None:
        self.name = name

    def is_stopped(self) -> bool:
        return self.stopped.is_set()


def run(job: Callable[[Context], T], context: Context, run_id: str, tick: Callable[[float, Stage], None]) -> T:
    """Return what `job` gives; `tick` is called with the seconds waited and the stage, about every `POLL_S`."""
    waiting = Waiting()
    mine = replace(context, tools=replace(context.tools, run_id=run_id), watch=waiting)
    results: queue.Queue[T | BaseException] = queue.Queue(maxsize=1)

    def work() -> None:
        try:
            results.put(job(mine))
        except (QueryInterrupted, EngineError, ArithmeticError, LookupError, ValueError, TypeError, OSError) as error:
            results.put(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    finished = False
    waited = 0.0
    try:
        while True:
            try:
                result = results.get(timeout=POLL_S)
                break
            except queue.Empty:
                waited += POLL_S
                if not thread.is_alive() and results.empty():
                    raise Failed(RuntimeError("the worker ended without an answer")) from None
                tick(waited, waiting.name)
        finished = True
    finally:
        if not finished:
            waiting.stopped.set()
            context.tools.engine.interrupt(run_id)
    if isinstance(result, QueryInterrupted):
        raise Stopped
    if isinstance(result, BaseException):
        raise Failed(result)
    return result
