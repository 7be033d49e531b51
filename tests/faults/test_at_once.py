"""Several people, large questions beside small ones, and what ends a question."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from assistant.answer import answer, run_plan
from assistant.plan import Compute, Plan
from assistant.question import Question
from assistant.reading import Reading
from assistant.slots import LONG_S, Slots
from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.engines.errors import QueryInterrupted
from semantic_layer.query import MetricRef, Who
from tests.assistant.tiny import MODEL, build
from tests.waiting import LONG, until
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall
from ui.work import Stopped, run

SMALL = (ToolCall(tool="query_metrics", arguments=QueryMetricsArgs(metrics=(MetricRef("revenue"),))),)
LARGE = (ToolCall.parse("cluster_customers", {}),)
SLOW = "SELECT sum(hash(a.range * b.range)) FROM range(10000000) a, range(100000) b"


class Waiter:
    """Somebody who waits and is told the place."""

    def __init__(self):
        self.told, self.stopped = [], threading.Event()

    def stage(self, name, place=0):
        self.told.append((name, place))

    def is_stopped(self):
        return self.stopped.is_set()


class Holding:
    """Questions that hold a place until they are let go."""

    def __init__(self, slots):
        self.slots, self.go, self.threads = slots, threading.Event(), []

    def begin(self, calls, watch=None):
        begun = threading.Event()

        def hold():
            with self.slots.taken(calls, watch or Waiter()):
                begun.set()
                self.go.wait(LONG)

        self.threads.append(threading.Thread(target=hold, daemon=True))
        self.threads[-1].start()
        return begun

    def end(self):
        self.go.set()
        for thread in self.threads:
            thread.join(LONG)


def answered(text, context):
    return answer(Question.of(text), context)


def test_r01_questions_of_two_people_in_the_same_second_get_each_their_own_answer(shop):
    questions = {"revenue of East": 900, "revenue of West": 300, "orders": 12, "各地区的订单数": None}
    alone = {text: answered(text, shop).tables[0].table.rows for text in questions}
    with ThreadPoolExecutor(8) as people:
        found = list(people.map(lambda text: (text, answered(text, shop)), [*questions] * 8))
    assert all(said.tables[0].table.rows == alone[text] for text, said in found)
    assert len({said.receipt for _, said in found}) == len(questions)


def test_r02_two_people_with_other_rights_get_other_figures_and_share_nothing(tmp_path):
    limited = MODEL + "policies:\n  - {name: own, dataset: sales, applies_to: [east], rows: \"region = 'E'\"}\n"
    shop = world_of(tmp_path, limited)
    people = [Who("a", roles=("east",)), Who("b")] * 10

    def ask(who):
        return answer(Question.of("revenue", who=who), shop).tables[0].table.rows

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(ask, people))
    assert [int(rows[0][0]) for rows in found] == [900, 1200] * 10


def world_of(tmp_path, model):
    from assistant.workspace import open_workspace

    return open_workspace(build(tmp_path / "limited", model=model))


def test_r03_fifty_questions_at_once_are_all_answered(shop):
    texts = [
        "revenue by region",
        "orders by channel",
        "revenue in October",
        "各渠道的销售额",
        "order value by month",
    ] * 10
    with ThreadPoolExecutor(50) as people:
        found = list(people.map(lambda text: answered(text, shop), texts))
    assert {said.status for said in found} == {"answered"}
    assert shop.audit.verify().is_sound and shop.audit.verify().count == 100


def test_r03_who_waits_is_told_the_place_and_moves_up():
    slots = Slots(2)
    held = Holding(slots)
    assert held.begin(LARGE).wait(LONG)
    first, second = Waiter(), Waiter()
    begun = held.begin(LARGE, first)
    until(lambda: ("queue", 1) in first.told)
    held.begin(LARGE, second)
    until(lambda: ("queue", 2) in second.told)
    held.end()
    assert begun.is_set()
    assert first.told[-1] == second.told[-1] == ("compute", 0)
    assert [place for name, place in second.told if name == "queue"] in ([2], [2, 1])


def test_r04_large_questions_leave_a_place_to_the_small_ones():
    held = Holding(Slots(2))
    assert held.begin(LARGE).wait(LONG)
    waiting = held.begin(LARGE)
    assert not waiting.wait(0.3)
    assert held.begin(SMALL).wait(LONG)
    held.end()


def test_r04_a_small_question_that_runs_long_keeps_no_other_from_beginning_and_is_large_the_next_time():
    now = [0.0]
    slots = Slots(2, clock=lambda: now[0], work=lambda: now[0])
    held = Holding(slots)
    assert held.begin(SMALL).wait(LONG) and held.begin(SMALL).wait(LONG)
    third = held.begin(SMALL)
    assert not third.wait(0.3)
    now[0] = LONG_S + 1
    assert third.wait(LONG)
    now[0] = 2 * LONG_S + 2
    held.end()
    again = Holding(slots)
    assert again.begin(SMALL).wait(LONG)
    assert not again.begin(SMALL).wait(0.3)  # one large one at a time
    assert again.begin((*SMALL, *SMALL)).wait(LONG)
    again.end()


def test_r04_ten_light_questions_beside_a_heavy_one_end_while_it_runs(shop):
    engine = shop.tools.engine
    heavy = threading.Thread(target=lambda: interrupted(engine), daemon=True)
    heavy.start()
    try:
        with ThreadPoolExecutor(10) as people:
            found = list(people.map(lambda n: answered("revenue by region", shop), range(10)))
        assert all(said.status == "answered" for said in found)
        assert heavy.is_alive()
    finally:
        engine.interrupt("heavy")
        heavy.join(LONG)


def interrupted(engine):
    with pytest.raises(QueryInterrupted):
        engine.run(SLOW, timeout_s=600, run_id="heavy")


# --- stop button and closed tab ---------------------------------------------------------------------------------


class TabClosed(BaseException):
    """What Streamlit raises in the script of a page that nobody looks at any more."""


def slow_job(context):
    """A question of several slow statements, as an analysis is."""
    with context.turn(LARGE):
        for _ in range(20):
            context.tools.engine.run(SLOW, timeout_s=600, run_id=context.tools.run_id)


def test_r05_a_closed_tab_ends_the_query_and_frees_the_place_within_a_second(shop):
    """Judged by the work still done: a crowded machine hears of the closed tab later, and does less until then."""
    shop = replace(shop, slots=Slots(2))

    def closes(waited, _):
        if waited > 0.3:
            raise TabClosed

    with pytest.raises(TabClosed):
        run(slow_job, shop, "tab", closes)
    begun = time.process_time()
    with shop.slots.taken(LARGE):
        assert time.process_time() - begun < 5  # of hours
    assert shop.tools.engine.run("SELECT 1").rows == ((1,),)


def test_r06_a_stop_between_two_statements_stops_the_next_one_too(shop):
    """The interrupt may come while nothing runs in the engine; the statement that follows must not go on."""
    statements = []

    def job(context):
        for n in range(20):
            time.sleep(0.1)
            statements.append(n)
            context.tools.engine.run(SLOW, timeout_s=600, run_id=context.tools.run_id)

    def stops(*_):
        raise TabClosed

    with pytest.raises(TabClosed):
        run(job, shop, "stop", stops)
    until(lambda: not [t for t in threading.enumerate() if t.name.endswith("(_work)")])
    assert len(statements) <= 2


def test_r06_a_stopped_question_says_so_on_record_and_the_next_one_works(shop):
    class Slow:
        def __getattr__(self, name):
            return getattr(shop.tools.engine, name)

        def run(self, sql, **options):
            return shop.tools.engine.run(SLOW, timeout_s=600, run_id=options.get("run_id"))

    slow = replace(shop, tools=replace(shop.tools, engine=Slow()))
    plan = Plan(Compute(SMALL), Reading("en", ()))

    def job(context):
        return run_plan(plan, Question.of("revenue"), context)

    def presses(*_):
        shop.tools.engine.interrupt("pressed")

    with pytest.raises(Stopped):
        run(job, slow, "pressed", presses)
    assert [r["status"] for r in shop.audit.records() if r["event"] == "finished"] == ["stopped"]
    assert answered("revenue", shop).status == "answered"


def test_r06_who_waits_for_a_place_can_stop_too():
    slots = Slots(2)
    held, waiter = Holding(slots), Waiter()
    assert held.begin(LARGE).wait(LONG)
    waiter.stopped.set()
    with pytest.raises(QueryInterrupted), slots.taken(LARGE, waiter):
        pass
    held.end()
    with slots.taken(LARGE):
        pass


def test_r46_questions_leave_no_thread_and_no_open_file_behind(shop):
    import os

    def state():
        files = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
        return threading.active_count(), files

    for _ in range(5):
        answered("revenue by region", shop)
    before = state()
    for _ in range(40):
        answered("revenue by region", shop)
    threads, files = state()
    assert threads <= before[0] and files <= before[1] + 1


def test_an_engine_of_a_thousand_statements_at_once_keeps_none(shop):
    engine = DuckDBEngine.memory({"t": [{"n": 1}]})
    with ThreadPoolExecutor(20) as people:
        list(people.map(lambda n: engine.run("SELECT n FROM t", run_id=str(n)), range(200)))
    assert engine._running == {}
