"""DuckDB as an engine: what it answers, what it cannot be made to do, and what survives a crash or damage."""

import json
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from semantic_layer.engines import duckdb as duckdb_engine
from semantic_layer.engines import errors
from semantic_layer.engines import publish as publishing
from semantic_layer.engines.duckdb import (
    DuckDBEngine,
    build_database,
    open_published,
    publish_arrow,
    write_table,
)
from semantic_layer.engines.opening import opening_error
from semantic_layer.engines.publish import current, current_file
from tests.waiting import LONG, until

ENDLESS = "SELECT count(*) FROM range(100000000) a, range(1000) b WHERE a.range + b.range = 3"


@pytest.fixture(scope="module")
def orders(tmp_path_factory):
    """Three orders in a Parquet file."""
    path = tmp_path_factory.mktemp("source") / "orders.parquet"
    pq.write_table(
        pa.table(
            {
                "id": [1, 2, 3],
                "amount": pa.array([Decimal("10.50"), None, Decimal("-0.50")], pa.decimal128(12, 2)),
                "paid": [date(2026, 1, 31), date(2026, 2, 1), None],
                "at": [datetime(2026, 1, 31, 23, tzinfo=UTC)] * 3,
            }
        ),
        path,
    )
    return path


@pytest.fixture
def folder(tmp_path, orders):
    """The orders, published; a test may damage this."""
    build_database({"orders": orders}, tmp_path / "data 库")
    return tmp_path / "data 库"


@pytest.fixture(scope="module")
def engine(tmp_path_factory, orders):
    """The orders, open; no test changes this, which is the point of the locked connection."""
    folder = tmp_path_factory.mktemp("published")
    build_database({"orders": orders}, folder)
    engine = open_published(folder)
    yield engine
    engine.close()


# --- answers -------------------------------------------------------------------------------------------------


def test_values_come_back_as_plain_typed_values(engine):
    result = engine.run('SELECT * FROM "orders" ORDER BY id')

    assert result.columns == ("id", "amount", "paid", "at")
    assert result.types == ("BIGINT", "DECIMAL(12,2)", "DATE", "TIMESTAMP")
    assert result.rows[0] == (1, Decimal("10.50"), date(2026, 1, 31), datetime(2026, 1, 31, 23))
    assert result.rows[2][2] is None
    assert not result.truncated


def test_rows_beyond_the_limit_are_cut_and_said_to_be(engine):
    result = engine.run("SELECT range FROM range(5)", max_rows=3)

    assert result.rows == ((0,), (1,), (2,))
    assert result.truncated
    assert not engine.run("SELECT range FROM range(3)", max_rows=3).truncated


def test_lists_structs_and_intervals_become_text(engine):
    result = engine.run(
        "SELECT [1, 2] AS l, {'a': 1} AS s, INTERVAL 1 DAY AS i, NULL::INTEGER[] AS n, TIME '10:00' AS t"
    )

    assert result.rows[0][:4] == ("[1, 2]", "{'a': 1}", "1 day, 0:00:00", None)


@pytest.mark.parametrize("expression", ["TIMESTAMPTZ '2026-01-01 00:00:00+00'", "'x'::BLOB", "[now()]"])
def test_a_type_that_cannot_be_shown_is_refused_by_name(engine, expression):
    with pytest.raises(errors.QueryFailed, match="cast it to TIMESTAMP"):
        engine.run(f"SELECT {expression}")


def test_the_schema_lists_tables_columns_and_types(engine):
    assert engine.schema() == {"orders": {"id": "BIGINT", "amount": "DECIMAL(12,2)", "paid": "DATE", "at": "TIMESTAMP"}}


def test_rows_travel_as_arrow(engine):
    table = engine.fetch_arrow("SELECT id, amount FROM orders ORDER BY id")

    assert table.to_pydict() == {"id": [1, 2, 3], "amount": [Decimal("10.50"), None, Decimal("-0.50")]}


def test_every_session_runs_in_utc(engine):
    assert engine.run("SELECT current_setting('TimeZone')").rows == (("UTC",),)


def test_what_one_statement_leaves_on_its_cursor_the_next_does_not_see(engine):
    with pytest.raises(errors.QueryFailed):
        engine.run("CREATE TEMP TABLE orders AS SELECT 1 AS id")

    assert engine.run("SELECT count(*) FROM orders").rows == ((3,),)


def test_many_threads_share_one_engine(engine):
    def ask(n):
        return engine.run(f"SELECT {n} + count(*) FROM orders, range(1000)").rows[0][0]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(64))) == [n + 3000 for n in range(64)]


def test_an_engine_can_be_filled_by_a_callable_or_by_rows():
    by_rows = DuckDBEngine.memory({"t": [{"a": None, "b": True}, {"a": 1.5, "b": False}]})
    by_call = DuckDBEngine.memory(lambda con: con.execute("CREATE TABLE t AS SELECT NULL::DOUBLE AS a, true AS b"))

    assert by_rows.schema() == by_call.schema() == {"t": {"a": "DOUBLE", "b": "BOOLEAN"}}
    assert by_rows.run("SELECT * FROM t ORDER BY b").rows == ((1.5, False), (None, True))


# --- errors --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("SELEC 1", "syntax"),
        ("SELECT nothing FROM orders", "unknown_name"),
        ("SELECT * FROM nothing", "unknown_name"),
        ("SELECT 'secret-value'::INTEGER", "conversion"),
        ("SELECT 9223372036854775807 + id FROM orders", "out_of_range"),
        ("SELECT 1 // 0", "invalid"),
        ("SELECT * FROM read_text('/etc/passwd')", "not_permitted"),
        ("", "not_permitted"),
        ("SELECT 1; SELECT 2", "not_permitted"),
    ],
)
def test_a_failed_statement_says_how_in_our_words(engine, sql, kind):
    with pytest.raises(errors.QueryFailed) as caught:
        engine.run(sql)

    assert caught.value.kind == kind
    for leaked in ("secret-value", "passwd", "LINE 1", "Error:"):
        assert leaked not in str(caught.value)


def test_every_error_survives_the_way_out_of_a_process():
    for error in (
        errors.DatabaseMissing("x"),
        errors.PathUnreadable("x"),
        errors.DatabaseLocked("x", "12"),
        errors.DatabaseDamaged("x", "why"),
        errors.WrongVersion("x"),
        errors.PublishFailed("x", "why"),
        errors.QueryTimeout(1.5),
        errors.QueryInterrupted(),
        errors.MemoryLimit("1GB"),
        errors.ResultTooLarge(50),
        errors.QueryFailed("syntax"),
        errors.WorkerLost(),
    ):
        revived = errors.revive(error.code, json.loads(json.dumps(error.params)))
        assert (type(revived), str(revived)) == (type(error), str(error))


def test_the_offline_path_loads_no_heavy_library(folder):
    script = (
        "import sys; from pathlib import Path; from semantic_layer.engines.duckdb import open_published\n"
        "open_published(Path(sys.argv[1])).run('SELECT * FROM orders')\n"
        "print([name for name in ('pandas', 'pyarrow', 'numpy.linalg', 'scipy') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", script, str(folder)], capture_output=True, check=True, text=True)

    assert found.stdout.strip() == "[]"


# --- limits --------------------------------------------------------------------------------------------------


def test_a_slow_query_is_stopped_and_the_next_one_works(engine):
    started = time.process_time()
    with pytest.raises(errors.QueryTimeout, match=r"0\.3 seconds"):
        engine.run(ENDLESS, timeout_s=0.3)

    assert time.process_time() - started < 10  # of hours
    assert engine.run("SELECT 1").rows == ((1,),)


def test_a_running_query_is_interrupted_by_its_id_and_no_other(engine):
    seen = []

    def ask():
        try:
            engine.run(ENDLESS, timeout_s=600, run_id="mine")
        except errors.EngineError as error:
            seen.append(type(error))

    thread = threading.Thread(target=ask)
    thread.start()
    until(lambda: "mine" in engine._running)
    engine.interrupt("other")
    time.sleep(0.1)
    assert not seen
    engine.interrupt("mine")
    thread.join(LONG)

    assert seen == [errors.QueryInterrupted]
    engine.interrupt("mine")  # over: nothing happens


def test_a_query_beyond_its_memory_is_refused_unless_it_may_spill(folder, tmp_path):
    greedy = "SELECT max(r) FROM (SELECT range AS r FROM range(4000000) ORDER BY hash(range) LIMIT 3999999)"
    path = current_file(folder, "data")

    tight = DuckDBEngine.open(path, memory_limit="60MB")
    with pytest.raises(errors.MemoryLimit, match="60MB"):
        tight.run(greedy)
    assert tight.run("SELECT 1").rows == ((1,),)

    spilling = DuckDBEngine.open(path, memory_limit="60MB", spill=tmp_path / "spill")
    assert len(spilling.run(greedy).rows) == 1


def test_an_engine_that_duckdb_shut_down_opens_again_by_itself(folder, monkeypatch):
    engine, working, calls = open_published(folder), duckdb_engine.fresh_cursor, []

    def broken_once(connection):
        calls.append(connection)
        if len(calls) == 1:
            raise duckdb.FatalException("the database has been invalidated")
        return working(connection)

    monkeypatch.setattr(duckdb_engine, "fresh_cursor", broken_once)

    assert engine.run("SELECT count(*) FROM orders").rows == ((3,),)
    assert calls[0] is not calls[1]


# --- the locked connection, tested without the guard ---------------------------------------------------------

REFUSED = [
    "INSERT INTO orders SELECT * FROM orders",
    "DELETE FROM orders",
    "DROP TABLE orders",
    "CREATE TABLE memory.main.x AS SELECT 1",
    "COPY orders TO 'out.csv'",
    "EXPORT DATABASE 'out'",
    "ATTACH 'x.duckdb' AS x",
    "DETACH data",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET memory_limit = '100GB'",
    "SET enable_external_access = true",
    "SET lock_configuration = false",
    "SET search_path = 'memory'",
    "PRAGMA enable_profiling",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM read_blob('/etc/passwd')",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM read_parquet('http://127.0.0.1:1/x.parquet')",
    "SELECT * FROM python_variable",
    "SELECT getenv('HOME')",
]


@pytest.mark.parametrize("sql", REFUSED)
def test_the_locked_connection_refuses(engine, sql):
    python_variable = pa.table({"a": [1]})
    assert python_variable.num_rows == 1

    with pytest.raises(errors.QueryFailed):
        engine.run(sql)
    assert engine.run("SELECT count(*) FROM orders").rows == ((3,),)


def test_the_strict_profile_cannot_even_read_its_own_file(folder, tmp_path):
    path = current_file(folder, "data")
    strict = DuckDBEngine.open(path, spill=tmp_path / "spill", strict=True)

    for sql in (f"SELECT * FROM read_blob('{path}')", f"SELECT * FROM glob('{tmp_path}/spill/*')"):
        with pytest.raises(errors.QueryFailed):
            strict.run(sql)
    assert strict.run("SELECT sum(amount) FROM orders").rows == ((Decimal("10.00"),),)


def test_duckdb_itself_finds_the_tables_of_a_statement(engine):
    def read(sql):
        found = engine.statement_tables(sql)
        return set(found.stored), sorted(found.named)

    assert read("SELECT 1 FROM orders AS o") == ({"orders"}, ["orders"])
    assert read("WITH x AS (SELECT 1) SELECT * FROM x") == (set(), ["x"])
    assert read('SELECT * FROM "my ""table" JOIN s.t ON true') == ({'my "table', "s.t"}, ['my "table', "s.t"])
    assert read("SELECT (SELECT max(id) FROM orders) FROM orders") == ({"orders"}, ["orders", "orders"])
    assert read("SELECT * FROM query('SELECT 1')") == (set(), ["()"])
    assert engine.statement_tables("SELECT 1; SELECT 2") is None
    assert engine.statement_tables("DROP TABLE orders") is None
    assert engine.statement_tables("nonsense") is None


# --- attached segment tables ---------------------------------------------------------------------------------


def test_attached_tables_are_read_under_their_name_and_newer_ones_after_reattaching(folder, tmp_path):
    first = publish_arrow({"rfm": pa.table({"customer": [1], "segment": ["Champions"]})}, tmp_path / "segments")
    engine = open_published(folder, attach={"segments": first})
    before = engine.data_version()
    assert engine.schema()["segments.rfm"] == {"customer": "BIGINT", "segment": "VARCHAR"}

    second = write_table(tmp_path / "segments", "lifecycle", pa.table({"customer": [1, 2]}))
    engine.reattach({"segments": second})

    assert engine.run("SELECT segment FROM segments.rfm").rows == (("Champions",),)
    assert engine.run("SELECT count(*) FROM segments.lifecycle").rows == ((2,),)
    assert engine.run("SELECT count(*) FROM orders").rows == ((3,),)
    assert engine.data_version() == before  # segments are derived, they are not data


def test_a_query_that_runs_while_files_are_exchanged_ends_on_the_old_ones(folder, tmp_path):
    first = publish_arrow({"rfm": pa.table({"customer": [1]})}, tmp_path / "segments")
    second = write_table(tmp_path / "segments", "rfm", pa.table({"customer": [1, 2]}))
    engine = open_published(folder, attach={"segments": first})
    slow = "SELECT count(DISTINCT hash(range)), (SELECT count(*) FROM segments.rfm) FROM range(3000000)"

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(engine.run, slow, run_id="old")
        until(lambda: "old" in engine._running)
        engine.reattach({"segments": second})
        assert engine.run("SELECT count(*) FROM segments.rfm").rows == ((2,),)
        assert running.result().rows == ((3000000, 1),)


def test_writing_one_table_keeps_the_others_and_replaces_its_own(tmp_path):
    write_table(tmp_path, "a b", pa.table({"x": [1, 2]}))
    write_table(tmp_path, "c", pa.table({"x": [3]}))
    write_table(tmp_path, "c", pa.table({"x": [4, 5, 6]}))

    assert {name: record.rows for name, record in current(tmp_path, "segments").tables.items()} == {"a b": 2, "c": 3}


# --- publishing and damage -----------------------------------------------------------------------------------


def test_the_same_file_imported_again_has_the_same_version(orders, tmp_path):
    build_database({"orders": orders}, tmp_path / "one")
    build_database({"orders": orders}, tmp_path / "two")
    build_database({"orders": orders}, tmp_path / "two")
    build_database({"renamed": orders}, tmp_path / "three")

    one, two, three = (open_published(tmp_path / name).data_version() for name in ("one", "two", "three"))
    assert one == two != three


def test_data_without_a_record_have_the_version_that_publishing_would_give(orders, tmp_path, engine):
    path = tmp_path / "plain.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(f'CREATE TABLE orders AS SELECT * REPLACE ("at"::TIMESTAMP AS "at") FROM \'{orders}\'')

    assert DuckDBEngine.open(path).data_version() == engine.data_version()


def test_a_checksum_sees_a_changed_value_but_not_the_order_of_rows():
    def version(*values):
        return DuckDBEngine.memory({"t": [{"a": value} for value in values]}).data_version()

    assert version(1, 2, 2) == version(2, 1, 2)
    assert len({version(1, 2, 2), version(1, 2), version(1, 1, 2), version(1, 2, 3), version(1, 2, None)}) == 5


def test_old_versions_go_when_a_newer_one_is_in_place(orders, tmp_path):
    for _ in range(4):
        build_database({"orders": orders}, tmp_path / "d")

    files = sorted(path.name for path in (tmp_path / "d").iterdir())
    assert [name[:11] for name in files] == ["data-000003", "data-000004", "data.json", "data.lock"]


def test_readers_stay_on_the_old_version_until_they_open_again(orders, folder, tmp_path):
    reader = open_published(folder)
    fewer = tmp_path / "fewer.parquet"
    pq.write_table(pq.read_table(orders).slice(0, 1), fewer)
    build_database({"orders": fewer}, folder)

    assert reader.run("SELECT count(*) FROM orders").rows == ((3,),)
    assert open_published(folder).run("SELECT count(*) FROM orders").rows == ((1,),)


def test_a_failed_import_leaves_the_old_data_and_no_rubbish(folder, tmp_path):
    bad = tmp_path / "bad.parquet"
    bad.write_text("this is no Parquet file" * 100)
    before = sorted(folder.iterdir())

    with pytest.raises(errors.PublishFailed, match=r"bad\.parquet"):
        build_database({"orders": bad}, folder)
    with pytest.raises(errors.PublishFailed, match="missing"):
        build_database({"orders": tmp_path / "nowhere.parquet"}, folder)

    assert sorted(folder.iterdir()) == before
    assert open_published(folder).run("SELECT count(*) FROM orders").rows == ((3,),)


@pytest.mark.parametrize("step", ["_ensure_settled", "_flush", "_record", "_write_pointer"])
def test_a_failure_at_any_step_of_publishing_leaves_the_old_data(folder, orders, monkeypatch, step):
    def full(*_):
        raise OSError(28, "No space left on device")

    before = sorted(folder.iterdir())
    monkeypatch.setattr(publishing, step, full)
    with pytest.raises(errors.PublishFailed, match="No space left"):
        build_database({"orders": orders}, folder)

    assert sorted(folder.iterdir()) == before
    assert open_published(folder).run("SELECT count(*) FROM orders").rows == ((3,),)


def test_a_killed_import_leaves_the_data_from_before(folder, orders):
    script = (
        "import sys; from pathlib import Path; from semantic_layer.engines import publish, duckdb\n"
        "publish._flush = lambda path: (print('writing', flush=True), sys.stdin.read())\n"
        "duckdb.build_database({'orders': Path(sys.argv[1])}, Path(sys.argv[2]))"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", script, str(orders), str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdout.readline() == b"writing\n"
    child.kill()
    child.wait()
    child.stdin.close()
    child.stdout.close()

    assert open_published(folder).run("SELECT count(*) FROM orders").rows == ((3,),)
    build_database({"orders": orders}, folder)
    assert open_published(folder).run("SELECT count(*) FROM orders").rows == ((3,),)


def _damage(path: Path, how: str) -> None:
    content = path.read_bytes()
    match how:
        case "text":
            path.write_text("hello " * 5000)
        case "empty":
            path.write_bytes(b"")
        case "truncated":
            path.write_bytes(content[: len(content) // 2])
        case "header":
            path.write_bytes(b"\x00" * 64 + content[64:])
        case "bytes":
            path.write_bytes(content[:-300] + b"z" * 300)
        case "wal":
            path.with_name(path.name + ".wal").write_bytes(os.urandom(500))
        case "gone":
            path.unlink()


@pytest.mark.parametrize("how", ["text", "empty", "truncated", "header", "bytes", "wal", "gone"])
def test_damage_is_found_when_opening_and_a_way_out_is_named(folder, how):
    _damage(current_file(folder, "data"), how)

    with pytest.raises(errors.DatabaseDamaged, match=r"Restore it from a copy, or import") as caught:
        open_published(folder)
    assert str(folder) not in str(caught.value)


@pytest.mark.parametrize("how", ["text", "empty", "truncated", "header"])
def test_a_damaged_file_without_a_record_is_refused_too(folder, how):
    path = current_file(folder, "data")
    _damage(path, how)

    with pytest.raises(errors.DatabaseDamaged):
        DuckDBEngine.open(path)


def test_a_copied_folder_opens_because_its_content_is_the_same(folder):
    path = current_file(folder, "data")
    os.utime(path, (1, 1))

    assert open_published(folder).run("SELECT count(*) FROM orders").rows == ((3,),)


def test_rows_that_are_missing_from_a_recorded_table_are_damage(folder):
    pointer = folder / "data.json"
    record = json.loads(pointer.read_text())
    record["tables"]["orders"]["rows"] = 4
    pointer.write_text(json.dumps(record))

    with pytest.raises(errors.DatabaseDamaged, match="3 rows instead of 4"):
        open_published(folder)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"file": "x"}', '{"tables": []}'])
def test_a_broken_record_is_damage(folder, text):
    (folder / "data.json").write_text(text)

    with pytest.raises(errors.DatabaseDamaged, match=r"'data\.json' cannot be read"):
        open_published(folder)


def test_a_record_cannot_point_outside_its_folder(folder):
    record = json.loads((folder / "data.json").read_text())
    record["file"] = "../other.duckdb"
    (folder / "data.json").write_text(json.dumps(record))

    with pytest.raises(errors.DatabaseDamaged, match="elsewhere"):
        open_published(folder)


def test_a_missing_database_says_how_to_make_one(tmp_path):
    for opening in (lambda: open_published(tmp_path), lambda: DuckDBEngine.open(tmp_path / "x.duckdb")):
        with pytest.raises(errors.DatabaseMissing, match="wenshu init"):
            opening()


def test_a_database_that_another_process_writes_is_locked_by_name(tmp_path):
    path = tmp_path / "busy.duckdb"
    script = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print(1, flush=True); input()"
    child = subprocess.Popen([sys.executable, "-c", script, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        child.stdout.readline()
        with pytest.raises(errors.DatabaseLocked, match=f"process {child.pid}.*busy|busy.*process {child.pid}"):
            DuckDBEngine.open(path)
    finally:
        child.kill()
        child.communicate()


def test_a_file_of_another_duckdb_version_is_named_as_such():
    said = (
        "Trying to read a database file with storage version number 99, but we can only read storage versions 64 to 68"
    )

    assert isinstance(opening_error("x.duckdb", said), errors.WrongVersion)
