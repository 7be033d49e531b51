"""Processes that end without a word, and power that goes: the data are those of before or of after.

The number of kills is small here; `WENSHU_KILLS` makes it larger.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pyarrow
import pytest

from assistant.records.audit import Audit
from assistant.together import announce, settle
from semantic_layer.engines import duckdb as duckdb_engine
from semantic_layer.engines import publish as publishing
from semantic_layer.engines.base import TableRecord
from semantic_layer.engines.duckdb import open_published, publish_arrow
from semantic_layer.engines.errors import DatabaseDamaged
from semantic_layer.engines.publish import current, publish
from semantic_layer.scratch import scratch
from tests.faults.conftest import ROOT, wenshu
from tests.faults.killing import kills
from tests.waiting import LONG

KILLS = int(os.environ.get("WENSHU_KILLS", "3"))


def test_r07_r08_after_a_kill_at_any_moment_the_next_process_answers_from_whole_data(demo_copy, tmp_path):
    seen = kills(tmp_path, KILLS, seed=3, shop=demo_copy)
    assert len(seen.restarts) == KILLS
    assert max(seen.cpu) < 5


def wrote(content):
    def write(target):
        target.write_bytes(content)
        return {"t": TableRecord(1, "a")}

    return write


CUT = """
import os, signal, sys
from pathlib import Path
from semantic_layer.engines.base import TableRecord
from semantic_layer.engines.publish import publish

calls, fsync = iter(range(100)), os.fsync

def cut(handle):
    if next(calls) == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
    fsync(handle)

def write(target):
    target.write_bytes(b"new")
    return {"t": TableRecord(1, "a")}

os.fsync = cut
publish(Path(sys.argv[1]), "data", write)
"""


@pytest.mark.parametrize("call", range(6))
def test_r07_an_end_at_any_flush_leaves_one_whole_version(call, tmp_path):
    publish(tmp_path, "data", wrote(b"old"))
    command = [sys.executable, "-c", CUT, str(tmp_path), str(call)]
    code = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False).returncode
    assert code == (-signal.SIGKILL if call < 5 else 0)
    assert publishing.current_file(tmp_path, "data").read_bytes() == (b"old" if call < 4 else b"new")
    publish(tmp_path, "data", wrote(b"next"))
    assert publishing.current_file(tmp_path, "data").read_bytes() == b"next"
    assert len(list(tmp_path.glob("*.duckdb"))) == 2 and not list(tmp_path.glob("*.new"))


def test_r09_file_and_folder_are_flushed_before_the_pointer_names_them(tmp_path, monkeypatch):
    """What was said to be imported survives the power: nothing is named before it is on disk."""
    steps, fsync, replace = [], os.fsync, Path.replace

    def flushed(handle):
        name = Path(os.readlink(f"/proc/self/fd/{handle}"))
        steps.append("folder" if name.is_dir() else name.name.split("-")[0].split(".json")[0] + name.suffix)
        fsync(handle)

    def named(path, target):
        steps.append("named")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(Path, "replace", named)
    publish(tmp_path, "data", wrote(b"new"))
    assert steps == ["data.duckdb", "folder", "data.new", "folder", "named", "folder"]


def test_two_publishers_in_one_process_wait_for_each_other(tmp_path):
    threads = [
        threading.Thread(target=publish, args=(tmp_path, "data", wrote(bytes([65 + n]) * 1000))) for n in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    content = publishing.current_file(tmp_path, "data").read_bytes()
    assert len(set(content)) == 1 and len(content) == 1000
    assert len(list(tmp_path.glob("*.duckdb"))) == 2


def test_two_processes_that_publish_at_once_leave_one_whole_version(tmp_path):
    script = (
        "import sys\nfrom pathlib import Path\nfrom semantic_layer.engines.publish import publish\n"
        "from semantic_layer.engines.base import TableRecord\n"
        "def write(target):\n    target.write_bytes(sys.argv[2].encode() * 1000)\n    return {}\n"
        "for n in range(15): publish(Path(sys.argv[1]), 'data', write)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    children = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path), sign], env=environment) for sign in "abc"
    ]
    assert [child.wait(LONG) for child in children] == [0, 0, 0]
    content = publishing.current_file(tmp_path, "data").read_bytes()
    assert content in (b"a" * 1000, b"b" * 1000, b"c" * 1000)
    assert [number for number, _ in publishing._versions(tmp_path, "data")] == [44, 45]


def test_a_reader_finds_a_whole_version_while_others_publish(tmp_path):
    publish(tmp_path, "data", wrote(b"0"))
    ended = threading.Event()

    def writes():
        for n in range(60):
            publish(tmp_path, "data", wrote(str(n).encode()))
        ended.set()

    thread = threading.Thread(target=writes)
    thread.start()
    looked = 0
    while not ended.is_set():
        publishing.current_file(tmp_path, "data")
        looked += 1
    thread.join()
    assert looked > 0


def test_a_file_that_goes_while_it_is_looked_at_is_damage_only_while_the_pointer_names_it(tmp_path, monkeypatch):
    publish(tmp_path, "data", wrote(b"first"))
    look = publishing._difference

    def others_publish(path, record):
        monkeypatch.setattr(publishing, "_difference", look)
        publish(tmp_path, "data", wrote(b"second"))
        publish(tmp_path, "data", wrote(b"third"))  # removes the first file
        return look(path, record)

    monkeypatch.setattr(publishing, "_difference", others_publish)
    path, record = publishing.current_version(tmp_path, "data")
    assert path.read_bytes() == b"third" and record.file == path.name
    path.unlink()
    with pytest.raises(DatabaseDamaged, match="is gone"):
        publishing.current_file(tmp_path, "data")


def test_an_engine_opens_the_newer_data_when_the_file_goes_before_it_is_opened(tmp_path, monkeypatch):
    def rows(number):
        return {"t": pyarrow.table({"n": list(range(number))})}

    publish_arrow(rows(1), tmp_path, "data")
    find = duckdb_engine.current_version

    def others_publish(folder, name):
        monkeypatch.setattr(duckdb_engine, "current_version", find)
        found = find(folder, name)
        publish_arrow(rows(2), folder, name)
        publish_arrow(rows(3), folder, name)
        return found

    monkeypatch.setattr(duckdb_engine, "current_version", others_publish)
    with closing(open_published(tmp_path, "data")) as engine:
        assert engine.run("SELECT count(*) FROM t").rows == ((3,),)


# --- model files and data together ------------------------------------------------------------------------------


def test_r07_model_files_hold_with_the_data_they_belong_to_and_not_before(tmp_path):
    (tmp_path / "model.yaml").write_text("old", encoding="utf-8")
    publish(tmp_path / "data", "data", wrote(b"old"))

    def write(target):
        announce(tmp_path, target.name, {"model.yaml": "new", "metrics.yaml": "more"})
        settle(tmp_path)  # whoever opens the folder at this moment finds the model of the data in force
        assert (tmp_path / "model.yaml").read_text("utf-8") == "old"
        return wrote(b"new")(target)

    publish(tmp_path / "data", "data", write)
    assert (tmp_path / "model.yaml").read_text("utf-8") == "old"  # the process ended here
    settle(tmp_path)
    assert (tmp_path / "model.yaml").read_text("utf-8") == "new"
    assert (tmp_path / "metrics.yaml").read_text("utf-8") == "more"
    assert not (tmp_path / ".wenshu" / "incoming.json").exists()


def test_r07_model_files_of_data_that_never_came_are_never_used(tmp_path):
    (tmp_path / "model.yaml").write_text("old", encoding="utf-8")
    publish(tmp_path / "data", "data", wrote(b"old"))
    announce(tmp_path, "data-000002-1.duckdb", {"model.yaml": "new"})
    settle(tmp_path)
    assert (tmp_path / "model.yaml").read_text("utf-8") == "old"


@pytest.mark.parametrize("said", ["", "{", "[]", '{"data": 1}', '{"data": "CURRENT", "files": {"../x.yaml": "new"}}'])
def test_r07_what_was_written_down_and_cannot_be_read_changes_nothing(said, tmp_path):
    publish(tmp_path / "data", "data", wrote(b"old"))
    place = tmp_path / ".wenshu" / "incoming.json"
    place.parent.mkdir()
    place.write_text(said.replace("CURRENT", current(tmp_path / "data", "data").file), encoding="utf-8")
    settle(tmp_path)
    assert not list(tmp_path.glob("*.yaml")) and not (tmp_path.parent / "x.yaml").exists()


def test_what_a_killed_process_left_goes_with_the_next_work_of_its_kind(tmp_path):
    child = subprocess.Popen([sys.executable, "-c", "pass"])
    child.wait()
    left = tmp_path / f"wenshu-import-{child.pid}-x"
    (left / "deep").mkdir(parents=True)
    with scratch("import", tmp_path) as mine, scratch("import", tmp_path):
        assert mine.is_dir() and not left.exists()
    assert list(tmp_path.iterdir()) == []


# --- requests to end --------------------------------------------------------------------------------------------

ASKS = """
import sys
import threading
from pathlib import Path
import assistant.answer as answering
from assistant.workspace import open_workspace
from assistant.cli import main

def slow(call, context):
    threading.Timer(0.3, print, ("computing",), {"flush": True}).start()  # the statement runs by then
    context.engine.run("SELECT sum(hash(a.range * b.range)) FROM range(10000000) a, range(100000) b", timeout_s=3600)

answering.run_tool = slow
sys.exit(main(["ask", "revenue by region", "--model", sys.argv[1]]))
"""


@pytest.mark.skipif(os.name != "posix", reason="Windows ends processes without a signal")
@pytest.mark.parametrize("request_to_end", [signal.SIGTERM, signal.SIGINT], ids=["end", "Ctrl-C"])
def test_r45_a_request_to_end_stops_the_running_question_and_says_so_on_record(folder, tmp_path, request_to_end):
    child = subprocess.Popen(
        [sys.executable, "-c", ASKS, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT), "WENSHU_HOME": str(tmp_path)},
    )
    assert child.stdout.readline().strip() == b"computing"
    child.send_signal(request_to_end)
    out, err = child.communicate(timeout=LONG)  # of an hour
    assert (child.returncode, out) == (130, b""), err
    records = list(Audit(folder / ".wenshu" / "audit.jsonl").records())
    assert [record.get("status") for record in records] == [None, "stopped"]


def test_r08_a_killed_question_is_shown_as_unfinished(folder, tmp_path):
    child = subprocess.Popen(
        [sys.executable, "-c", ASKS, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT), "WENSHU_HOME": str(tmp_path)},
    )
    assert child.stdout.readline().strip() == b"computing"
    child.kill()
    child.communicate()
    said = wenshu("audit", "--verify", "--model", folder, home=tmp_path)
    assert said.returncode == 0 and "q1" in said.stdout
    assert json.loads(wenshu("ask", "revenue", "--json", "--model", folder, home=tmp_path).stdout)["rows"] == [[1200]]
