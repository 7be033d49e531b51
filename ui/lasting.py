"""Analyses of customers that go on when their page is gone, and the pages that come back to them.

Rule: a long analysis outlives a refresh; whoever opens its turn again waits for the same run, even while the page that
began it has not yet noticed that it is gone. Where nobody comes back for `KEPT_S` it is stopped like any other
question, and so it is when the server is asked to end. How it ended is kept.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from streamlit import runtime
from streamlit.runtime import RuntimeState
from streamlit.runtime.scriptrunner import get_script_run_ctx

from assistant.answer import Answer
from ui.work import POLL_S, Work

KEPT_S = 120.0
SETTLE_S = 0.05
_ENDING = (RuntimeState.STOPPING, RuntimeState.STOPPED)
_RUNS: dict[str, Work[Answer]] = {}  # by turn, until it is kept how they ended
_LEFT: set[str] = set()  # the turns whose page is gone


def is_page_gone() -> bool:
    """Whether the page of this run was closed, refreshed or cut off; not when it was stopped, nor when all ends."""
    here = get_script_run_ctx()
    if here is None or not runtime.exists() or is_ending():
        return False
    time.sleep(SETTLE_S)  # a page is told to stop before it is taken off the list
    return not runtime.get_instance().is_active_session(here.session_id)


def is_ending() -> bool:
    """Whether the server was asked to end."""
    return runtime.exists() and runtime.get_instance().state in _ENDING


def begin(turn: str, work: Work[Answer]) -> Work[Answer]:
    """The work, to be found by every page that opens its turn."""
    _RUNS[turn] = work
    return work


def end(turn: str) -> None:
    """It is kept how the work ended."""
    _RUNS.pop(turn, None)


def going_on(turn: str) -> Work[Answer] | None:
    """The analysis that answers a turn, while it lasts."""
    work = _RUNS.get(turn)
    return work if work is not None and work.may_last else None


def keep_on(turn: str, work: Work[Answer], keep: Callable[[], object], kept_s: float = KEPT_S) -> None:
    """Let a run go on that its page has left; `keep` is called once, when it has ended."""
    if turn not in _LEFT:
        _LEFT.add(turn)
        threading.Thread(target=_watch_over, args=(turn, work, keep, kept_s), daemon=True).start()


def _watch_over(turn: str, work: Work[Answer], keep: Callable[[], object], kept_s: float) -> None:
    alone = 0.0
    while not work.wait(POLL_S):
        alone = 0.0 if work.is_watched else alone + POLL_S
        if alone > kept_s or is_ending():
            work.stop()
    keep()
    end(turn)
    _LEFT.discard(turn)
