"""Ctrl-C and a request to end reach a statement at whatever moment they come."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from semantic_layer.engines import running
from semantic_layer.engines.running import within_reach
from tests.waiting import LONG


class Statement:
    """Work that lasts until it is interrupted."""

    def __init__(self):
        self.begun, self.stopped = threading.Event(), threading.Event()

    def __call__(self):
        self.begun.set()
        return self.stopped.wait(LONG)


class SignalAfterSubmit(ThreadPoolExecutor):
    """The signal comes when the work is on its way, and before it is known by whom."""

    def submit(self, work):
        super().submit(work)
        raise KeyboardInterrupt


class SignalOnceBegun(ThreadPoolExecutor):
    """The same when the work has begun."""

    statement: Statement

    def submit(self, work):
        super().submit(work)
        assert self.statement.begun.wait(LONG)
        raise KeyboardInterrupt


@pytest.mark.parametrize("executor", [SignalAfterSubmit, SignalOnceBegun])
def test_a_signal_before_the_statement_is_waited_for_ends_it(executor, monkeypatch):
    statement = SignalOnceBegun.statement = Statement()
    monkeypatch.setattr(running, "ThreadPoolExecutor", executor)
    with pytest.raises(KeyboardInterrupt):
        within_reach(statement, statement.stopped.set)
    assert statement.stopped.is_set() or not statement.begun.is_set()


def test_what_the_work_gives_or_raises_comes_back():
    assert within_reach(lambda: 3, lambda: None) == 3
    with pytest.raises(ZeroDivisionError):
        within_reach(lambda: 1 / 0, lambda: None)
