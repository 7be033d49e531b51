"""What is around the program: the folder that changes or cannot be written, the clock, the zone, another process."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant import workspace as workspace_module
from assistant.answer import answer
from assistant.cli import main
from assistant.conversation import Past
from assistant.live import Live
from assistant.question import Question
from assistant.workspace import open_workspace
from semantic_layer.engines.base import RawResult
from semantic_layer.engines.errors import QueryTimeout
from tests.assistant.tiny import MODEL, ROWS, build
from tests.faults.conftest import ROOT, wenshu


def rows(said):
    return [[str(value) for value in row] for row in said.tables[0].table.rows]


# --- R21 to R24: the database -----------------------------------------------------------------------------------


def holder(file):
    script = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    child = subprocess.Popen([sys.executable, "-c", script, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdout.readline().strip() == b"open"
    return child


def test_r21_a_locked_database_names_the_process_and_answers_when_it_is_free(folder, tmp_path):
    child = holder(next((folder / "data").glob("*.duckdb")))
    try:
        for language, words in (("C.UTF-8", "Close it or wait"), ("zh_CN.UTF-8", "请关闭该程序")):
            done = wenshu("ask", "revenue", "--model", folder, home=tmp_path, env={"LANG": language})
            assert (done.returncode, done.stdout) == (1, "")
            assert str(child.pid) in done.stderr and words in done.stderr
    finally:
        child.communicate()
    assert wenshu("ask", "revenue", "--model", folder, home=tmp_path).returncode == 0


DAMAGE = {
    "R22 cut": lambda content: content[: len(content) // 2],
    "R22 empty": lambda _: b"",
    "R22 text": lambda _: b"id,amount\n1,2\n",
    "R22 a changed byte": lambda content: content[:9000] + bytes([content[9000] ^ 255]) + content[9001:],
    "R24 another version": lambda content: content[:12] + b"\x09\x00\x00\x00\x00\x00\x00\x00" + content[20:],
}


def told(capsys, folder):
    code = main(["ask", "revenue", "--model", str(folder)])
    return code, *capsys.readouterr()


@pytest.mark.parametrize("how", DAMAGE)
def test_r22_r24_a_damaged_database_is_never_an_empty_answer(how, folder, capsys):
    file = next((folder / "data").glob("*.duckdb"))
    file.write_bytes(DAMAGE[how](file.read_bytes()))
    code, out, err = told(capsys, folder)
    assert (code, out) == (1, "") and "import the files again" in err and "Traceback" not in err
    build(folder)
    assert told(capsys, folder)[0] == 0


def test_r23_a_write_ahead_log_of_garbage_is_found(folder, capsys):
    file = next((folder / "data").glob("*.duckdb"))
    file.with_name(f"{file.name}.wal").write_bytes(os.urandom(4096))
    code, out, err = told(capsys, folder)
    assert (code, out) == (1, "") and "damaged" in err


@pytest.mark.parametrize("name", ["days", "values", "ranges"])
@pytest.mark.parametrize("content", ["", "{", "[1]", "null", "\x00"])
def test_what_is_kept_to_save_time_may_be_damaged(name, content, folder):
    expected = rows(answer(Question.of("revenue of East by month"), open_workspace(folder)))
    (file,) = (folder / ".wenshu" / "cache").glob(f"{name}-*.json")
    file.write_text(content, encoding="utf-8")
    assert rows(answer(Question.of("revenue of East by month"), open_workspace(folder))) == expected


# --- R25, R26: clock and zone -----------------------------------------------------------------------------------


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati"])
def test_r25_the_zone_of_the_machine_changes_no_figure(zone, folder, tmp_path):
    asked = wenshu("ask", "revenue by month", "--json", "--model", folder, home=tmp_path, env={"TZ": zone})
    said = json.loads(asked.stdout)
    assert [row[-1] for row in said["rows"]][:3] == [140, 460, 600] and said["as_of"] == "2026-11-01"


def test_r25_hours_that_a_change_of_clocks_skips_or_repeats_are_counted_once(tmp_path):
    """8 March 2026 has no hour from 2 to 3 in New York, 1 November has the hour from 1 to 2 twice."""
    from datetime import datetime

    from semantic_layer.engines.duckdb import DuckDBEngine

    hours = [datetime(2026, month, day, hour) for month, day in ((3, 8), (11, 1)) for hour in range(24)]
    engine = DuckDBEngine.memory({"t": [{"moment": hour} for hour in hours]})
    found = engine.run("SELECT CAST(moment AS DATE), count(*) FROM t GROUP BY 1 ORDER BY 1").rows
    assert [(str(day), n) for day, n in found] == [("2026-03-08", 24), ("2026-11-01", 24)]


def test_r26_a_follow_up_after_midnight_is_about_the_same_period(shop):
    """What counts as today belongs to the workspace and the question; no clock is read in between."""
    first = answer(Question.of("revenue last month by region"), shop)
    second = answer(Question.of("by channel"), shop, Past.of((first,)))
    assert (first.as_of, second.as_of) == (date(2026, 11, 1), date(2026, 11, 1))
    assert "Oct" in first.restatement and "Oct" in second.restatement
    assert sum(float(row[-1]) for row in rows(first)) == sum(float(row[-1]) for row in rows(second)) == 600


def test_r25_r26_nothing_behind_a_question_reads_the_clock_for_a_date():
    root = Path(workspace_module.__file__).parents[1]
    paths = [path for folder in ("assistant", "tools", "semantic_layer") for path in (root / folder).rglob("*.py")]
    found = {path.relative_to(root).as_posix() for path in paths if ".today()" in path.read_text("utf-8")}
    taught = {"assistant/learning/proposals.py", "assistant/learning/lessons.py"}  # the day something was taught
    assert found == taught | {"assistant/records/definitions.py"}  # the day a definition was first in use


# --- R41, R42: files that change while the program runs ---------------------------------------------------------


@pytest.fixture
def live(folder):
    return Live(folder, lambda: open_workspace(folder))


def test_r41_a_model_with_an_error_changes_nothing_and_the_error_is_told(live, folder):
    before = live.now()
    (folder / "model.yaml").write_text(MODEL.replace("agg: sum", "agg: summ"), encoding="utf-8")
    assert live.now() is before and "summ" in str(live.trouble)
    assert rows(answer(Question.of("revenue"), live.now())) == [["1200.00"]]
    (folder / "model.yaml").write_text(MODEL, encoding="utf-8")
    assert live.now() is before and live.trouble is None


def test_r42_a_corrected_model_holds_from_the_next_question_on_and_is_on_record(live, folder):
    before = live.now()
    (folder / "model.yaml").write_text(MODEL.replace("expr: amount", "expr: amount * 2"), encoding="utf-8")
    after = live.now()
    assert rows(answer(Question.of("revenue"), after)) == [["2400.00"]]
    assert rows(answer(Question.of("revenue"), before)) == [["1200.00"]]  # what runs ends with what it began with
    (noted,) = (record for record in after.audit.records() if record["event"] == "model")
    assert (noted["before"], noted["model"]) == (before.model.hash, after.model.hash)
    assert after.audit.verify().is_sound and after.slots is before.slots


def test_r42_data_that_were_imported_again_hold_from_the_next_question_on(live, folder):
    assert rows(answer(Question.of("orders"), live.now())) == [["12"]]
    build(folder, rows=ROWS[:5])
    assert rows(answer(Question.of("orders"), live.now())) == [["5"]]


def test_data_that_are_damaged_while_the_program_runs_leave_the_open_ones_in_use(live, folder):
    live.now()
    (folder / "data" / "data.json").write_text("{", encoding="utf-8")
    assert rows(answer(Question.of("orders"), live.now())) == [["12"]]
    assert live.trouble is not None


# --- R43: read-only folder, no home, no /tmp --------------------------------------------------------------------

NO_RIGHTS = (
    ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if hasattr(os, "geteuid") and not os.geteuid() else ()
)


@pytest.fixture
def read_only(folder):
    """A model folder that cannot be written to, whoever runs the tests."""
    shutil.rmtree(folder / ".wenshu", ignore_errors=True)
    places = [folder, *folder.rglob("*")]
    for path in places:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield folder
    for path in places:
        path.chmod(0o755)


def test_r43_a_folder_that_cannot_be_written_to_is_answered_from_and_what_is_missing_is_said(read_only, tmp_path):
    done = wenshu("ask", "revenue", "--json", "--model", read_only, home=tmp_path, prefix=NO_RIGHTS)
    said = json.loads(done.stdout)
    assert said["rows"] == [[1200]]
    assert {"receipt_failed", "audit_failed"} <= {caveat["code"] for caveat in said["caveats"]}
    assert not (read_only / ".wenshu").exists()


def test_r43_where_the_system_knows_no_home_the_setting_that_helps_is_named(folder, tmp_path):
    from assistant.agent.settings import BadSetting
    from assistant.places import home

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pathlib.Path.home", lowered)
        with pytest.raises(BadSetting, match="WENSHU_HOME"):
            home({})
        assert str(home({"WENSHU_HOME": "/x"})) == "/x"


def lowered():
    raise RuntimeError("Could not determine home directory.")


def test_r43_without_a_folder_for_temporary_files_a_question_is_answered(folder, tmp_path):
    nowhere = {"TMPDIR": str(tmp_path / "nowhere"), "TMP": "", "TEMP": ""}
    done = wenshu("ask", "revenue", "--json", "--model", folder, home=tmp_path, env=nowhere)
    assert json.loads(done.stdout)["rows"] == [[1200]]


def test_r43_a_defect_is_written_down_somewhere_or_said_to_be_nowhere(tmp_path, monkeypatch):
    import tempfile

    from assistant.records.error_log import log_error

    monkeypatch.setenv("WENSHU_HOME", str(tmp_path / "file" / "home"))
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))
    number, file = log_error(ValueError("x"))
    assert file == tmp_path / "wenshu-errors.log" and number in file.read_text("utf-8")
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path / "file"))
    assert str(log_error(ValueError("x"))[1]) == os.devnull


def test_r44_a_path_with_spaces_and_chinese_letters_is_a_path(tmp_path):
    folder = build(tmp_path / "我的 数据 (1) 'x' %41 🎉")
    shop = open_workspace(folder)
    assert rows(answer(Question.of("revenue by region"), shop)) == [["E", "900.00"], ["W", "300.00"]]
    assert shop.tools.engine.run_strict("SELECT count(*) FROM sales").rows == ((12,),)
    shop.tools.engine.close()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a name is text")
def test_a_folder_whose_name_is_no_text_is_refused_in_words_before_anything_is_written(tmp_path, capfd):
    """As from an archive that was packed under GBK: the engine takes no such path."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "t.csv").write_text("a,b\n1,2\n")
    strange = tmp_path / os.fsdecode("数据".encode("gbk"))
    for command in (
        ["init", "--data", str(tmp_path / "in"), "--out", str(strange)],
        ["check", "--model", str(strange)],
    ):
        assert main(command) == 1
        said = capfd.readouterr().err
        assert "no UTF-8 text" in said and "went wrong" not in said
        assert command[0] == "check" or not strange.exists()
        build(tmp_path / f"sound-{command[0]}").rename(strange) if command[0] == "init" else None


# --- R47: an engine that gives a part, or nothing in time -------------------------------------------------------


class Wrapped:
    """The engine, with one way of its own."""

    def __init__(self, engine, run):
        self._engine, self._run = engine, run

    def __getattr__(self, name):
        return getattr(self._engine, name)

    def run(self, sql, **options):
        return self._run(self._engine, sql, options)


def late(engine, sql, options):
    raise QueryTimeout(30)


def part(engine, sql, options):
    found = engine.run(sql, **options)
    return RawResult(found.columns, found.types, found.rows[:1], truncated=True)


@pytest.mark.parametrize("way", [late, part], ids=["in no time", "a part"])
def test_r47_rows_that_are_late_or_cut_are_never_a_figure(way, shop):
    broken = replace(shop, tools=replace(shop.tools, engine=Wrapped(shop.tools.engine, way)))
    said = answer(Question.of("revenue by region"), broken)
    if way is late:
        assert said.status == "refused" and said.refusal.code == "query_timeout" and not said.sections
    else:
        codes = [note.code for note in said.caveats]
        assert said.status == "refused" or any("trunc" in code or "cut" in code for code in codes), said.headline


# --- R11: no room to spill into ---------------------------------------------------------------------------------

SPILLS = """
import resource, sys
from pathlib import Path
from semantic_layer.engines.duckdb import open_published
from semantic_layer.engines.errors import EngineError
engine = open_published(Path(sys.argv[1]), memory_limit="100MB", threads=1, spill=Path(sys.argv[2]))
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
try:
    engine.run("SELECT range, hash(range) h FROM range(8000000) ORDER BY h", max_rows=1)
except EngineError as error:
    print(error.code, error.params.get("kind"))
print(engine.run("SELECT sum(amount) FROM sales").rows[0][0])
"""


@pytest.mark.skipif(os.name != "posix", reason="Windows has no limit on the size of files")
def test_r11_a_disk_that_is_full_in_a_spill_is_said_and_the_next_question_works(folder, tmp_path):
    (tmp_path / "spill").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", SPILLS, str(folder / "data"), str(tmp_path / "spill")],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    said, total = done.stdout.splitlines()
    assert said in ("query_failed disk", "memory_limit None") and total == "1200.00"
