"""Questions that go on when the run of the page that waits for them ends, and the pages that come back to them.

Rule: any question outlives a click on something else: the next run of the same page waits for it on, or stops it where
something else was asked or another page opened. A long analysis outlives a refresh too; whoever opens its turn again
waits for the same run, even while the page that began it has not yet noticed that it is gone. Where nobody comes back
for `KEPT_S` it is stopped like any other question, and so it is when the server is asked to end. How it ended is kept.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from streamlit import runtime
from streamlit.runtime import RuntimeState
from streamlit.runtime.scriptrunner import RerunException, get_script_run_ctx

from assistant.answer import Answer
from ui.work import POLL_S, Work

KEPT_S = 120.0
NEXT_RUN_S = 10.0  # within which the next run of a page finds an ordinary question again, however crowded the machine
BUSY_S = 10.0  # longer than any one step of the server takes
_ENDING = (RuntimeState.STOPPING, RuntimeState.STOPPED)
_RUNS: dict[str, Work[Answer]] = {}  # by turn, until it is kept how they ended
_LEFT: set[str] = set()  # the turns whose page is gone


def outlives(ended_by: BaseException | None, may_last: bool) -> bool:
    """Whether a question goes on when its page waits no longer: another run follows, or a long analysis is left."""
    return isinstance(ended_by, RerunException) or (may_last and is_page_gone())


def is_page_gone() -> bool:
    """Whether the page of this run was closed, refreshed or cut off; not when it was stopped, nor when all ends."""
    here = get_script_run_ctx()
    if here is None or not runtime.exists() or is_ending():
        return False
    _let_server_finish()  # a page is told to stop before it is taken off the list, in one step of the server
    return not runtime.get_instance().is_active_session(here.session_id)


def _let_server_finish() -> None:
    """Wait until the server has done what it was doing: on a crowded machine that takes as long as it takes."""
    done = threading.Event()
    try:
        runtime.get_instance()._get_async_objs().eventloop.call_soon_threadsafe(done.set)
    except RuntimeError:  # it ends just now
        return
    done.wait(BUSY_S)


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
    work = running(turn)
    return work if work is not None and work.may_last else None


def running(turn: str) -> Work[Answer] | None:
    """The work that answers a turn, of whatever kind, until it is kept how it ended."""
    return _RUNS.get(turn)


def leave(turn: str) -> None:
    """Stop what answers a turn that its page turned away from, but for an analysis that may last."""
    work = running(turn)
    if work is not None and not work.may_last:
        work.stop()


def keep_on(turn: str, work: Work[Answer], keep: Callable[[], object], kept_s: float = KEPT_S) -> None:
    """Let a run go on that its page has left; `keep` is called once, when it has ended."""
    if turn not in _LEFT:
        _LEFT.add(turn)
        threading.Thread(target=_watch_over, args=(turn, work, keep, kept_s), daemon=True).start()


def _watch_over(turn: str, work: Work[Answer], keep: Callable[[], object], kept_s: float) -> None:
    alone = 0.0
    while not work.wait(POLL_S):
        alone = 0.0 if work.is_watched else alone + POLL_S
        if alone > (kept_s if work.may_last else min(kept_s, NEXT_RUN_S)) or is_ending():
            work.stop()
    if turn in _RUNS:  # else a page came back and has kept it
        keep()
    end(turn)
    _LEFT.discard(turn)
