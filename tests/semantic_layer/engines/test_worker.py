"""Typed SQL in a process of its own: it answers like the engine, and dies without taking anything along."""

import os
import threading
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest

from semantic_layer.engines import errors
from semantic_layer.engines.duckdb import DuckDBEngine, publish_arrow
from tests.waiting import LONG, until

# Minutes of work on one row, in one step: it hears no interrupt.
STUBBORN = "SELECT levenshtein(repeat('ab', 200000), repeat('ba', 200000))"


@pytest.fixture(scope="module")
def engine():
    engine = DuckDBEngine.memory(
        {"orders": [{"id": 1, "amount": Decimal("10.50"), "paid": date(2026, 1, 31), "状态": "已付"}]}
    )
    yield engine
    engine.close()


def test_the_isolated_process_gives_the_same_rows_as_the_engine(engine):
    for sql in (
        "SELECT * FROM orders",
        "SELECT TIMESTAMP '2026-01-01 10:00:00', TIME '10:00', 1.5::DOUBLE, NULL, true, 'it''s \"x\"\n'",
        "SELECT range FROM range(10)",
        "SELECT 1 WHERE false",
    ):
        assert engine.run_strict(sql, max_rows=5) == engine.run(sql, max_rows=5)
    assert engine.run_strict("SELECT TIMESTAMP '2026-01-01 10:00:00'").rows == ((datetime(2026, 1, 1, 10),),)


def test_errors_come_out_as_the_same_types(engine):
    with pytest.raises(errors.QueryFailed) as caught:
        engine.run_strict("SELECT 'x'::INTEGER")
    assert caught.value.kind == "conversion"


def test_a_statement_that_ignores_its_time_limit_is_killed_and_the_next_one_works(engine):
    engine.run_strict("SELECT 1")
    before = engine._worker._process._child
    with pytest.raises(errors.QueryTimeout, match=r"2(\.0)? seconds"):
        engine.run_strict(STUBBORN, timeout_s=2.0)  # it has begun by then: before, it would still hear

    assert before.wait(LONG)  # killed
    assert engine.run_strict("SELECT count(*) FROM orders").rows == ((1,),)


def test_a_value_larger_than_the_address_space_ends_in_a_memory_error(engine):
    with pytest.raises((errors.MemoryLimit, errors.WorkerLost)):
        engine.run_strict("SELECT length(repeat('x', 4000000000))", timeout_s=20)
    assert engine.run_strict("SELECT 1").rows == ((1,),)


def test_a_sort_beyond_the_memory_limit_is_refused_because_nothing_spills(engine):
    with pytest.raises(errors.MemoryLimit):
        engine.run_strict("SELECT repeat('x', 400) || range FROM range(4000000) ORDER BY hash(range)", max_rows=1)


def test_a_result_that_is_too_large_to_hand_out_is_refused(engine):
    with pytest.raises(errors.ResultTooLarge, match="50 MB"):
        engine.run_strict("SELECT repeat('x', 60000000)")


def test_a_stopped_statement_says_so(engine):
    engine.run_strict("SELECT 1")  # started
    seen = []

    def ask():
        try:
            engine.run_strict(STUBBORN, timeout_s=600, run_id="r")
        except errors.EngineError as error:
            seen.append(type(error))

    thread = threading.Thread(target=ask)
    thread.start()
    until(lambda: engine._worker._process._alarms)  # it has been asked
    engine.interrupt("other")
    assert not seen
    engine.interrupt("r")
    thread.join(LONG)

    assert seen == [errors.QueryInterrupted]
    assert engine.run_strict("SELECT 1").rows == ((1,),)


def test_the_process_knows_no_variable_of_ours_and_reads_no_file(engine, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "canary-7f3a")
    fresh = DuckDBEngine.memory({"t": [{"a": 1}]})
    fresh.run_strict("SELECT 1")
    worker = fresh._worker._process._child.pid

    if os.path.exists(f"/proc/{worker}/environ"):
        with open(f"/proc/{worker}/environ", "rb") as file:
            assert b"canary" not in file.read()
    for sql in ("SELECT * FROM read_text('/etc/hostname')", "SELECT * FROM glob('*')", "COPY t TO 'x.csv'"):
        with pytest.raises(errors.QueryFailed):
            fresh.run_strict(sql)
    fresh.close()
    assert not os.path.exists(f"/proc/{worker}")


def test_the_process_reads_attached_tables_and_newer_ones_after_reattaching(tmp_path):
    first = publish_arrow({"rfm": pa.table({"customer": [1]})}, tmp_path)
    second = publish_arrow({"rfm": pa.table({"customer": [1, 2]})}, tmp_path)
    engine = DuckDBEngine.memory({"t": [{"a": 1}]})

    engine.reattach({"segments": first})
    assert engine.run_strict("SELECT count(*) FROM segments.rfm").rows == ((1,),)
    engine.reattach({"segments": second})
    assert engine.run_strict("SELECT count(*) FROM segments.rfm").rows == ((2,),)
    engine.close()


def test_a_process_that_cannot_open_the_data_says_why(tmp_path):
    path = publish_arrow({"rfm": pa.table({"customer": [1]})}, tmp_path)
    engine = DuckDBEngine.open(path)
    path.unlink()

    with pytest.raises(errors.DatabaseMissing):
        engine.run_strict("SELECT 1")
