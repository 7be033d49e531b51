"""The fourth wall alone: runaway statements in the worker process, under small limits.

Nothing here passes the guard: the statements are given to the process as they are, and it is the process that ends.
"""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from semantic_layer.engines import errors
from semantic_layer.engines import worker as worker_module
from semantic_layer.engines.worker import Worker, WorkerSetup
from semantic_layer.engines.worker_lines import GRACE_S
from tests.security.world import build
from tests.waiting import LONG, until

GIGABYTE = 1 << 30
DEAF = "SELECT levenshtein(repeat('ab', 200000), repeat('ba', 200000))"  # one call of minutes: no interrupt is heard
COUNT = "SELECT count(*) FROM orders"
PATIENT = "SELECT count(*) FROM range(100000000) a, range(1000) b WHERE a.range + b.range = 3"


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    folder = tmp_path_factory.mktemp("world")
    build(folder).close()
    return folder / "data.duckdb"


@pytest.fixture(scope="module")
def worker(database):
    worker = Worker(WorkerSetup(database, {}, "200MB", 1, address_space=2 * GIGABYTE, max_mb=2))
    yield worker
    worker.close()


def ask(worker, sql, timeout_s=20.0, max_rows=1000, run_id=None):
    return worker.run(sql, timeout_s=timeout_s, max_rows=max_rows, run_id=run_id)


RUNAWAY = {
    "a deaf call": (DEAF, 0.3, (errors.QueryTimeout,)),
    "a cross join": (PATIENT, 0.3, (errors.QueryTimeout,)),
    "a huge range": ("SELECT list_sum(range(4000000000))", 1.0, None),
    "a huge text": ("SELECT length(repeat('x', 4000000000))", 1.0, None),
    "a text that doubles": (
        "SELECT length(replace(replace(repeat('x', 9000), 'x', repeat('y', 9000)), 'y', repeat('z', 900)))", 1.0, None,
    ),
    "a huge list": ("SELECT length(list(x)) FROM (SELECT repeat('x', 1000) AS x FROM range(5000000))", 3.0, None),
    "a sort without spill": (
        "SELECT repeat('x', 400) || range FROM range(4000000) ORDER BY hash(range)", LONG, (errors.MemoryLimit,),
    ),
    "a wide row": ("SELECT repeat('x', 3000000)", LONG, (errors.ResultTooLarge,)),
    "many long rows": ("SELECT repeat('x', 10000) FROM range(1000)", LONG, (errors.ResultTooLarge,)),
    "endless recursion": (
        "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT max(n) FROM r", 0.5,
        (errors.QueryTimeout, errors.MemoryLimit),
    ),
    "a heavy pattern": (
        "SELECT count(*) FROM range(5000000) WHERE regexp_matches(repeat('a', 5000) || range, '(a+)+(b|c|d)+$')", 0.3,
        (errors.QueryTimeout,),
    ),
    "a grouping of everything": (
        "SELECT count(*) FROM (SELECT a.range, b.range, count(*) FROM range(30000) a, range(30000) b GROUP BY ALL)",
        1.0, (errors.QueryTimeout, errors.MemoryLimit),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RUNAWAY)
def test_a_runaway_statement_ends_and_the_next_one_works(worker, name):
    sql, seconds, expected = RUNAWAY[name]
    with pytest.raises(expected or (errors.MemoryLimit, errors.QueryTimeout, errors.WorkerLost, errors.QueryFailed)):
        ask(worker, sql, timeout_s=seconds)

    assert ask(worker, "SELECT count(*) FROM orders").rows == ((4,),)


def test_a_statement_that_hears_nothing_is_ended_by_the_kill_and_not_by_itself(worker):
    ask(worker, "SELECT 1")
    child = worker._process._child
    with pytest.raises(errors.QueryTimeout):
        ask(worker, DEAF, timeout_s=0.3)
    assert child.returncode in (-9, 1)  # 1: where there are no signals
    assert worker._process.ran_out_of_time
    assert ask(worker, "SELECT count(*) FROM orders").rows == ((4,),)


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of processor seconds")
def test_an_end_at_the_limit_of_processor_seconds_is_a_limit_of_time(worker, monkeypatch):
    ask(worker, "SELECT 1")
    monkeypatch.setattr(worker._process, "_on_time_out", lambda: None)  # the kill comes too late
    with pytest.raises(errors.QueryTimeout):
        ask(worker, DEAF, timeout_s=0.3)
    assert ask(worker, "SELECT count(*) FROM orders").rows == ((4,),)


def test_more_rows_than_the_limit_are_cut_and_said_to_be(worker):
    found = ask(worker, "SELECT range FROM range(100000)", max_rows=10)
    assert (len(found.rows), found.truncated) == (10, True)


@pytest.mark.skipif(sys.platform == "win32", reason="stops a process by a signal")
@pytest.mark.parametrize("is_deaf", [False, True])
def test_stop_is_an_interrupt_first_and_a_kill_after_the_grace(worker, is_deaf, monkeypatch):
    if not is_deaf:
        monkeypatch.setattr(worker_module, "GRACE_S", LONG)  # nothing is killed for being slow
    ask(worker, "SELECT 1")
    before, raised = worker._process._child.pid, []

    def run():
        try:
            ask(worker, PATIENT, timeout_s=600, run_id="r")
        except errors.EngineError as error:
            raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    until(lambda: worker._process._alarms)  # it has been asked
    worker.interrupt("another")
    assert thread.is_alive()
    if is_deaf:
        os.kill(before, signal.SIGSTOP)  # it hears nothing any more
    started = time.monotonic()
    while thread.is_alive():  # one that begins after the stop does not hear it
        worker.interrupt("r")
        thread.join(0.2)

    assert [type(error) for error in raised] == [errors.QueryInterrupted]
    assert not is_deaf or time.monotonic() - started >= GRACE_S
    assert ask(worker, "SELECT count(*) FROM orders").rows == ((4,),)
    assert (worker._process._child.pid == before) != is_deaf


def test_a_stop_that_comes_too_late_stops_nothing_else(worker):
    ask(worker, "SELECT 1", run_id="done")
    worker.interrupt("done")
    process = worker._process._child.pid
    time.sleep(1.1)
    assert ask(worker, "SELECT 2").rows == ((2,),)
    assert worker._process._child.pid == process


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_process_has_its_limits_an_own_folder_and_no_secret(worker, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "canary-7f3a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "canary-7f3a")
    worker.close()
    ask(worker, "SELECT 1")
    process = Path("/proc") / str(worker._process._child.pid)
    limits = (process / "limits").read_text()

    assert str(2 * GIGABYTE) in next(line for line in limits.splitlines() if line.startswith("Max address space"))
    assert next(line for line in limits.splitlines() if line.startswith("Max core file size")).split()[4] == "0"
    assert next(line for line in limits.splitlines() if line.startswith("Max file size")).split()[3] == "0"
    cpu = next(line for line in limits.splitlines() if line.startswith("Max cpu time")).split()[3]
    assert 0 < int(cpu) < 30
    environment = (process / "environ").read_bytes()
    assert b"canary" not in environment
    names = {entry.split(b"=")[0] for entry in environment.split(b"\0") if entry}
    assert names <= {b"PYTHONPATH", b"HOME", b"TMPDIR", b"LD_LIBRARY_PATH", b"SYSTEMROOT", b"LC_CTYPE"}
    folder = Path(os.readlink(process / "cwd"))
    assert folder.name.startswith("wenshu-worker-")
    assert not list(folder.iterdir())
    assert folder.stat().st_mode & 0o077 == 0


def killing(worker, monkeypatch, times, number=None):
    """Kill the process at the very moment a statement is on its way to it, as often as told."""
    killed, sent = [], worker_module.send

    def send(stream, message):
        if "sql" in message and len(killed) < times:
            child = worker._process._child
            killed.append(child.pid)
            os.kill(child.pid, number or signal.SIGKILL)
            child.wait()
        sent(stream, message)

    monkeypatch.setattr(worker_module, "send", send)
    return killed


@pytest.mark.skipif(sys.platform == "win32", reason="kills a process by a signal")
@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM"])
def test_a_process_that_is_killed_as_a_statement_is_sent_costs_no_answer(worker, monkeypatch, name):
    ask(worker, "SELECT 1")
    killed = killing(worker, monkeypatch, 1, getattr(signal, name))
    assert ask(worker, "SELECT count(*) FROM orders").rows == ((4,),)
    assert len(killed) == 1 and worker._process._child.pid != killed[0]


@pytest.mark.skipif(sys.platform == "win32", reason="kills a process by a signal")
def test_a_process_that_is_killed_while_it_computes_costs_no_answer(worker, monkeypatch):
    ask(worker, "SELECT 1")
    first, found, sent, send = worker._process._child.pid, [], [], worker_module.send

    def takes_long_at_first(stream, message):
        if "sql" in message:
            sent.append(message["sql"])
            message = {**message, "sql": PATIENT if len(sent) == 1 else message["sql"]}
        send(stream, message)

    monkeypatch.setattr(worker_module, "send", takes_long_at_first)
    thread = threading.Thread(target=lambda: found.append(ask(worker, COUNT, timeout_s=LONG).rows))
    thread.start()
    until(lambda: sent and worker._process._alarms)
    os.kill(first, signal.SIGKILL)
    thread.join()
    assert found == [((4,),)] and worker._process._child.pid != first and sent == [COUNT, COUNT]


@pytest.mark.skipif(sys.platform == "win32", reason="kills a process by a signal")
def test_a_statement_is_tried_twice_and_no_more(worker, monkeypatch):
    ask(worker, "SELECT 1")
    killed = killing(worker, monkeypatch, 100)
    with pytest.raises(errors.WorkerLost):
        ask(worker, "SELECT 1")
    assert len(killed) == len(set(killed)) == 2
    monkeypatch.undo()
    assert ask(worker, "SELECT count(*) FROM orders").rows == ((4,),)


@pytest.mark.skipif(sys.platform == "win32", reason="kills a process by a signal")
def test_a_process_that_a_statement_brings_down_is_not_given_it_again(worker, monkeypatch):
    ask(worker, "SELECT 1")
    killed = killing(worker, monkeypatch, 100, signal.SIGSEGV)
    with pytest.raises(errors.WorkerLost):
        ask(worker, "SELECT 1")
    assert len(killed) == 1


def test_what_a_lost_process_leaves_is_cleaned_up(worker):
    ask(worker, "SELECT 1")
    process, folder = worker._process._child, Path(worker._process._folder.name)
    process.kill()
    process.wait()
    assert ask(worker, "SELECT 1").rows == ((1,),)
    worker.close()
    assert process.poll() is not None
    assert not folder.exists() or not list(folder.iterdir())


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM read_text('/proc/self/environ')",
        "SELECT * FROM glob('*')",
        "COPY orders TO 'out.csv'",
        "COPY orders TO '/tmp/out.csv'",
        "ATTACH 'x.duckdb' AS x",
        "INSTALL httpfs",
        "SELECT * FROM read_csv('http://127.0.0.1:1/x.csv')",
        "SELECT getenv('HOME')",
        "CREATE TEMP TABLE t AS SELECT 1",
        "SET memory_limit = '1TB'",
        "not SQL at all",
        "",
        "SELECT 1; SELECT 2",
    ],
)
def test_the_process_refuses_and_stays(worker, sql):
    ask(worker, "SELECT 1")
    before = worker._process._child.pid
    with pytest.raises(errors.QueryFailed) as caught:
        ask(worker, sql)
    assert "hostname" not in str(caught.value)
    assert ask(worker, "SELECT 1").rows == ((1,),)
    assert worker._process._child.pid == before


@pytest.mark.parametrize(
    "line",
    [
        b"not json\n",
        b'{"rows": 1}\n',
        b'{"error": "no_such_error", "params": {}}\n',
        b'{"error": "query_timeout", "params": {"unknown": 1}}\n',
        b'{"columns": ["a"], "types": ["INTEGER"], "rows": [[["object", "os.system"]]], "truncated": false}\n',
        b'{"columns": ["a"], "types": ["INTEGER"], "rows": [[["decimal", "x"]]], "truncated": false}\n',
        b"[1]\n",
        b"null\n",
        b"x" * 3_000_000,
        b"\n",
        b"",
    ],
)
def test_a_line_that_is_no_answer_is_a_lost_worker_and_revives_nothing(worker, monkeypatch, line):
    ask(worker, "SELECT 1")

    class Pipe:
        def readline(self, size):
            return line[:size]

        def close(self):
            pass

    monkeypatch.setattr(worker._process._child, "stdout", Pipe())
    with pytest.raises(errors.WorkerLost):
        ask(worker, "SELECT 1")
    assert ask(worker, "SELECT 1").rows == ((1,),)
