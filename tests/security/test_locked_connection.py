"""The third wall alone: what a locked connection refuses and what it still runs, in both profiles, without the guard.

The lists were measured with the pinned DuckDB. What still runs is the work of the other walls, so a change of a
statement from one list to another has to be noticed: every statement is expected to do exactly what its list says.
"""

from contextlib import closing

import duckdb
import pytest

from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.engines.errors import EngineError
from semantic_layer.sql_decision import Refused
from tests.security.world import CANARY, build, guard

REFUSED_BY_BOTH = [
    "SELECT * FROM read_text('{folder}/neighbour.csv')",
    "SELECT * FROM '{folder}/neighbour.csv'",
    "SELECT * FROM read_csv('{folder}/neighbour.csv')",
    "SELECT * FROM read_blob('{folder}/data.duckdb')",
    "SELECT * FROM read_blob('{folder}/runs.duckdb')",
    "SELECT * FROM read_text('/etc/hostname')",
    "SELECT * FROM read_text('/proc/self/environ')",
    "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM glob('{folder}/*')",
    "SELECT * FROM read_duckdb('{folder}/data.duckdb')",
    "COPY orders TO '{folder}/out.csv'",
    "COPY orders TO '/dev/stdout'",
    "COPY (SELECT 1) TO STDOUT",
    "COPY orders FROM '/etc/passwd'",
    "EXPORT DATABASE '{folder}/out'",
    "IMPORT DATABASE '{folder}/out'",
    "ATTACH '{folder}/new.duckdb' AS n",
    "ATTACH '{folder}/data.duckdb' AS again (READ_WRITE)",
    "ATTACH 'http://127.0.0.1:1/x.duckdb' AS h",
    "INSTALL httpfs",
    "LOAD httpfs",
    "INSTALL '/tmp/x.duckdb_extension'",
    "LOAD '/tmp/x.duckdb_extension'",
    "SELECT * FROM read_parquet('http://127.0.0.1:1/x')",
    "SELECT * FROM read_csv('s3://bucket/x.csv')",
    "SELECT * FROM 's3://bucket/x'",
    "SELECT http_get('http://127.0.0.1:1')",
    "SELECT * FROM python_variable",
    "SELECT getenv('HOME')",
    "CALL start_ui()",
    "SET memory_limit='100GB'",
    "SET threads=64",
    "SET enable_external_access=true",
    "SET lock_configuration=false",
    "SET disabled_filesystems=''",
    "SET temp_directory='/tmp'",
    "SET allowed_directories=['/']",
    "SET allowed_paths=['/etc/passwd']",
    "SET TimeZone='Asia/Tokyo'",
    "SET autoload_known_extensions=true",
    "SET allow_unsigned_extensions=true",
    "SET allow_community_extensions=true",
    "SET python_enable_replacements=true",
    "SET log_query_path='/tmp/x'",
    "SET profiling_output='/tmp/x'",
    "SET http_proxy='http://127.0.0.1:1'",
    "PRAGMA enable_profiling",
    "CALL enable_logging()",
    "RESET memory_limit",
    "CREATE PERSISTENT SECRET s (TYPE s3)",
    "INSERT INTO orders SELECT * FROM orders",
    "UPDATE orders SET amount = 0",
    "DELETE FROM orders",
    "TRUNCATE orders",
    "DROP TABLE orders",
    "DROP VIEW everything",
    "DROP SCHEMA private CASCADE",
    "ALTER TABLE orders ADD COLUMN x INT",
    "CREATE TABLE x AS SELECT 1",
    "CREATE VIEW v AS SELECT 1",
    "CREATE INDEX i ON orders (amount)",
    "CREATE SCHEMA s",
    "CREATE SEQUENCE s",
    "INSERT INTO runs.main.seg VALUES (1, 'x')",
    "DELETE FROM runs.main.seg",
    "DROP TABLE runs.main.seg",
]
# The spill folder is writable by SQL: the reason for the strict profile.
REFUSED_BY_STRICT_ONLY = [
    "COPY orders TO '{folder}/spill/out.csv'",
    "EXPORT DATABASE '{folder}/spill/out'",
    "ATTACH '{folder}/spill/x.duckdb' AS x (READ_WRITE)",
    "SELECT * FROM glob('{folder}/spill/*')",
]
STILL_RUN = [
    "SET search_path = 'memory'",
    "SET VARIABLE x = 1",
    "USE memory",
    "USE data.private",
    "PREPARE p AS SELECT 1",
    "EXPLAIN SELECT * FROM secrets",
    "EXPLAIN ANALYZE SELECT * FROM secrets",
    "CHECKPOINT",
    "VACUUM",
    "BEGIN",
    "ATTACH ':memory:' AS m",
    "DETACH runs",
    "CREATE TEMP TABLE orders AS SELECT 1 AS order_id",
    "CREATE TEMP VIEW customers AS SELECT 1 AS customer_id",
    "CREATE TEMP MACRO sum(x) AS 0",
    "CREATE TABLE memory.main.x AS SELECT 1",
    "PRAGMA database_list",
    "SELECT * FROM duckdb_tables()",
    "SELECT * FROM duckdb_columns()",
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM information_schema.columns",
    "SELECT current_setting('temp_directory')",
    "SELECT * FROM secrets",
    "SELECT * FROM private.tokens",
    "SELECT * FROM everything",
    "SELECT * FROM runs.main.seg",
    "SELECT o FROM customers AS o",
    "SELECT * FROM query('SELECT * FROM data.main.secrets')",
    "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT * FROM data.main.secrets'))",
    "SELECT * FROM range(10)",
    "SELECT length(repeat('x', 1000))",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("world")
    build(folder).close()
    (folder / "spill").mkdir(exist_ok=True)
    return folder


def opened(folder, profile):
    return DuckDBEngine.open(
        folder / "data.duckdb",
        attach={"runs": folder / "runs.duckdb"},
        spill=folder / "spill",
        strict=profile == "strict",
    )


@pytest.fixture(scope="module")
def engines(folder):
    """For statements that are refused: nothing remains of them."""
    found = {profile: opened(folder, profile) for profile in ("compiled", "strict")}
    yield found
    for engine in found.values():
        engine.close()


def rows(engine, sql):
    """Run a statement on a bare cursor of the locked connection, past the engine's own check."""
    python_variable = [1]
    assert python_variable
    with closing(engine._cursor()) as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


@pytest.mark.parametrize("profile", ["compiled", "strict"])
@pytest.mark.parametrize("sql", REFUSED_BY_BOTH)
def test_a_locked_connection_refuses(engines, folder, profile, sql):
    before = sorted(path.name for path in folder.iterdir())
    with pytest.raises(duckdb.Error):
        rows(engines[profile], sql.format(folder=folder))
    assert sorted(path.name for path in folder.iterdir()) == before
    assert rows(engines[profile], "SELECT count(*) FROM orders") == [(4,)]
    assert rows(engines[profile], "SELECT count(*) FROM runs.main.seg") == [(1,)]


@pytest.mark.parametrize("sql", REFUSED_BY_STRICT_ONLY)
def test_only_the_strict_profile_refuses_the_spill_folder(folder, sql):
    with closing(opened(folder, "compiled")) as compiled, closing(opened(folder, "strict")) as strict:
        rows(compiled, sql.format(folder=folder))
        with pytest.raises(duckdb.PermissionException):
            rows(strict, sql.format(folder=folder))


@pytest.mark.parametrize("profile", ["compiled", "strict"])
@pytest.mark.parametrize("sql", STILL_RUN)
def test_what_a_locked_connection_still_runs_is_stopped_by_the_guard(folder, profile, sql):
    with closing(opened(folder, profile)) as engine:
        rows(engine, sql)
        assert isinstance(guard(sql, engine), Refused)


@pytest.mark.parametrize("sql", [sql for sql in STILL_RUN if not sql.startswith("SELECT")])
def test_the_engine_takes_one_select_and_nothing_else(engines, sql):
    for engine in engines.values():
        with pytest.raises(EngineError):
            engine.run(sql)


@pytest.mark.parametrize("profile", ["compiled", "strict"])
def test_what_a_statement_leaves_on_its_cursor_is_gone_with_it(folder, profile):
    with closing(opened(folder, profile)) as engine:
        for sql in ("CREATE TEMP TABLE orders AS SELECT 1", "CREATE TEMP MACRO sum(x) AS 0", "USE memory",
                    "SET VARIABLE x = 1", "SET search_path = 'memory'", "PREPARE p AS SELECT 1"):  # fmt: skip
            rows(engine, sql)
        assert engine.run("SELECT count(*), sum(order_id) FROM orders").rows == ((4, 10),)
        assert rows(engine, "SELECT getvariable('x')") == [(None,)]
        with pytest.raises(duckdb.Error):
            rows(engine, "EXECUTE p")


def test_both_profiles_are_set_as_written(folder):
    wanted = {
        "enable_external_access": "false", "lock_configuration": "true", "TimeZone": "UTC",
        "autoinstall_known_extensions": "false", "autoload_known_extensions": "false",
        "allow_community_extensions": "false", "python_enable_replacements": "false",
    }  # fmt: skip
    own = {  # the disabled file system cannot be asked for; the lists above show it
        "compiled": {"temp_directory": str(folder / "spill")},
        "strict": {"temp_directory": ""},
    }
    for profile, settings in own.items():
        with closing(opened(folder, profile)) as engine:
            for name, value in {**wanted, **settings}.items():
                found = rows(engine, f"SELECT current_setting('{name}')")[0][0]
                assert ("" if found is None else str(found)).lower() == value.lower(), (profile, name)
            assert rows(engine, "SELECT readonly FROM duckdb_databases() WHERE database_name = 'data'") == [(True,)]
            assert rows(engine, "SELECT readonly FROM duckdb_databases() WHERE database_name = 'runs'") == [(True,)]


def test_no_folder_but_the_spill_folder_is_allowed(folder):
    for profile, count in (("compiled", 1), ("strict", 0)):
        with closing(opened(folder, profile)) as engine:
            allowed = rows(engine, "SELECT current_setting('allowed_directories')")[0][0]
            assert len(allowed) == count, allowed
            assert all(path.rstrip("/").endswith("spill") for path in allowed), allowed


def test_the_lists_are_as_long_as_they_were_measured():
    assert len(REFUSED_BY_BOTH) >= 65
    assert len(STILL_RUN) >= 30


def test_the_canary_is_really_within_reach_of_a_bare_connection(engines):
    assert CANARY in repr(rows(engines["strict"], "SELECT * FROM secrets"))
