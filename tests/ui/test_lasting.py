"""What goes on when its page is gone: an analysis of customers, until somebody comes back or nobody does."""

from __future__ import annotations

import threading
from dataclasses import replace
from types import SimpleNamespace

import pytest

from assistant.workspace import open_workspace
from semantic_layer.engines.errors import QueryInterrupted
from tests.assistant.tiny import build
from tests.waiting import LONG, until
from tools.catalog import ToolCall
from ui import lasting
from ui.lasting import begin, going_on, keep_on
from ui.work import Stopped, Waiting, Work, no_tick


class PageGone(Exception):
    """What ends a script whose page was closed."""


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    return open_workspace(build(tmp_path_factory.mktemp("shop")))


class Job:
    """A question that is worked on until it is let go or stopped."""

    def __init__(self, stage):
        self.stage, self.begun, self.go = stage, threading.Event(), threading.Event()

    def __call__(self, mine):
        mine.watch.stage(self.stage)
        self.begun.set()
        while not self.go.wait(0.01):
            if mine.watch.is_stopped():
                raise QueryInterrupted
        return "found"


def outliving(is_page_gone):
    """What decides on a page, but for whether it is gone."""
    return lambda ended_by, may_last: may_last and is_page_gone()


def left(job, shop, run_id, is_page_gone=lambda: True):
    """Work whose page ended while it was waited for."""
    work = begin(run_id, Work(job, shop, run_id, outliving(is_page_gone)))
    with pytest.raises(PageGone), work:
        assert job.begun.wait(LONG)
        raise PageGone
    return work


def test_an_analysis_goes_on_and_the_page_that_comes_back_waits_for_the_same_run(shop):
    job, kept = Job("analyse"), []
    work = left(job, shop, "a")
    keep_on("a", work, lambda: kept.append(work.result(no_tick)))
    assert work.goes_on and going_on("a") is work and kept == []
    with work:
        job.go.set()
        assert work.result(no_tick) == "found"
    until(lambda: kept == ["found"])
    until(lambda: going_on("a") is None)


def test_a_page_that_is_opened_before_the_first_one_knows_that_it_is_gone_waits_for_the_same_run(shop):
    job, pages = Job("analyse"), [True]
    work = begin("e", Work(job, shop, "e", outliving(pages.pop)))
    with pytest.raises(PageGone), work:
        assert job.begun.wait(LONG)
        found = going_on("e")
        assert found is work
        found.__enter__()
        raise PageGone
    assert work.goes_on and work.is_watched
    job.go.set()
    assert work.result(no_tick) == "found" and not work.was_stopped
    found.__exit__(None, None, None)
    assert not work.is_watched


@pytest.mark.parametrize(("stage", "is_page_gone"), [("compute", True), ("analyse", False)])
def test_an_ordinary_question_and_whatever_is_stopped_by_hand_end_at_once(shop, stage, is_page_gone):
    work = left(Job(stage), shop, "b", lambda: is_page_gone)
    assert work.was_stopped and not work.goes_on and work.wait(LONG)
    with pytest.raises(Stopped):
        work.result(no_tick)


def test_an_analysis_that_nobody_comes_back_for_is_stopped(shop):
    kept = []
    work = left(Job("analyse"), shop, "c")
    keep_on("c", work, lambda: kept.append("ended"), kept_s=0)
    until(lambda: kept == ["ended"])
    with pytest.raises(Stopped):
        work.result(no_tick)


def test_a_page_that_came_back_can_stop_it(shop):
    pages = [True, False]  # the first was closed, the second is there when stop is pressed
    work = left(Job("analyse"), shop, "d", lambda: pages.pop(0))
    keep_on("d", work, lambda: None)
    with pytest.raises(PageGone), work:
        raise PageGone
    assert work.was_stopped and work.wait(LONG)
    until(lambda: going_on("d") is None)


@pytest.mark.parametrize(("tool", "may_last"), [("query_metrics", False), ("cluster_customers", True)])
def test_of_all_calls_only_the_analyses_of_customers_may_last(shop, tool, may_last):
    waiting = Waiting()
    with replace(shop, watch=waiting).turn(
        (ToolCall.parse(tool, {} if may_last else {"metrics": [{"name": "revenue"}]}),)
    ):
        assert waiting.may_last is may_last


class Server:
    """A server that is taking a page off its list, and does what it is asked for after that."""

    def __init__(self):
        self.active, self.asked = {"page"}, []
        self.eventloop = self

    def call_soon_threadsafe(self, call):
        self.asked.append(call)

    def _get_async_objs(self):
        return self

    def is_active_session(self, session_id):
        return session_id in self.active

    def finish(self, *, is_closed):
        until(lambda: self.asked)
        self.active -= {"page"} if is_closed else set()
        self.asked.pop()()


@pytest.mark.parametrize("is_closed", [True, False])
def test_a_page_that_was_told_to_stop_is_gone_where_the_server_takes_it_off_its_list_however_late(
    is_closed, monkeypatch
):
    server, found = Server(), []
    monkeypatch.setattr(lasting, "get_script_run_ctx", lambda: SimpleNamespace(session_id="page"))
    monkeypatch.setattr(lasting.runtime, "exists", lambda: True)
    monkeypatch.setattr(lasting.runtime, "get_instance", lambda: server)
    monkeypatch.setattr(lasting, "is_ending", lambda: False)
    page = threading.Thread(target=lambda: found.append(lasting.is_page_gone()))
    page.start()
    server.finish(is_closed=is_closed)
    page.join(LONG)
    assert found == [is_closed]
