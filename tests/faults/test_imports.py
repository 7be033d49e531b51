"""Imports that cannot end: full disks, files that change or cannot be opened, damaged bytes, two imports at once.

The number of damaged files is small here; `WENSHU_FUZZED_FILES` makes it larger.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from assistant.model_setup import set_up
from semantic_layer.engines.duckdb import open_published
from semantic_layer.importing import import_folder
from semantic_layer.importing import reading as reading_module
from semantic_layer.importing.child import Limits, read_apart
from semantic_layer.importing.errors import ImportProblem, UnreadableFile
from semantic_layer.importing.reading import read_files
from tests.faults.conftest import wenshu
from tests.faults.fuzzing import fuzz, over_sound_data

FILES = int(os.environ.get("WENSHU_FUZZED_FILES", "100"))
ROWS = "id,amount\n" + "".join(f"{n},{n}\n" for n in range(100))


@pytest.fixture
def source(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "sales.csv").write_text(ROWS, encoding="utf-8")
    return tmp_path / "in"


def held(out):
    """What the folder holds: rows by table, and every file."""
    engine = open_published(out / "data")
    rows = {name: engine.run(f'SELECT count(*) FROM "{name}"').rows[0][0] for name in engine.schema()}
    engine.close()
    return rows, sorted(path.relative_to(out) for path in out.rglob("*") if path.is_file())


def test_damaged_bytes_never_end_the_parent_and_each_file_has_one_outcome(tmp_path):
    ends = fuzz(tmp_path, FILES, seed=5)
    assert sum(ends.values()) == FILES
    assert ends["limits"] == ends["lines_unaccounted"] == 0
    assert ends["read"] > FILES // 10


def test_damaged_files_beside_sound_ones_leave_whole_data(tmp_path):
    assert over_sound_data(tmp_path, 4, seed=2) > 0


@pytest.mark.parametrize("room", [200_000, 600_000])
def test_r10_a_disk_that_is_full_while_data_are_written_leaves_the_old_data_and_no_other_file(room, source, tmp_path):
    """The limit of file sizes fails a write as a full disk does; the old data were written without it."""
    out = tmp_path / "model"
    set_up(source, out)
    before = held(out)
    more = "id,amount,text\n" + "".join(f"{n},{n},{n * 7919}{n:0200}\n" for n in range(8000))
    (source / "sales.csv").write_text(more, encoding="utf-8")
    limit = ("prlimit", f"--fsize={room}", "--")
    done = wenshu("init", "--data", source, "--out", out, "--yes", home=tmp_path, prefix=limit)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert any(words in done.stderr for words in ("no room", "Make room")), done.stderr
    assert held(out) == before
    assert wenshu("init", "--data", source, "--out", out, "--yes", home=tmp_path).returncode == 0
    assert held(out)[0] == {"sales": 8000}


def test_r10_no_room_to_read_a_file_into_is_said_of_that_file(source, tmp_path):
    (source / "big.csv").write_text("a,b\n" + "".join(f"{n},{n * 7919}\n" for n in range(20_000)), encoding="utf-8")
    staging = tmp_path / "staging"
    staging.mkdir()
    files = sorted(source.iterdir())
    found = read_apart(files, {}, staging, Limits(written=20_000))
    assert isinstance(found["big.csv"], UnreadableFile) and found["big.csv"].reason == "no_room"
    assert not isinstance(found["sales.csv"], ImportProblem)


def test_r40_a_file_that_changes_while_it_is_read_is_refused(source, tmp_path, monkeypatch):
    read = reading_module._read

    def slowly(path, choice, taken):
        found = read(path, choice, taken)
        with path.open("a", encoding="utf-8") as file:
            file.write("100,100\n")
        return found

    monkeypatch.setattr(reading_module, "_read", slowly)
    (outcome,) = read_files([source / "sales.csv"], {}, tmp_path).values()
    assert isinstance(outcome, UnreadableFile) and outcome.reason == "changed"


def test_a_file_that_goes_while_it_is_read_is_named(source, tmp_path):
    (outcome,) = read_files([source / "gone.csv"], {}, tmp_path).values()
    assert isinstance(outcome, UnreadableFile) and outcome.reason == "unreachable"


def test_r39_the_same_files_again_give_the_same_numbers_and_version(source, tmp_path):
    out, versions = tmp_path / "model", []
    for _ in range(3):
        set_up(source, out)
        engine = open_published(out / "data")
        versions.append((engine.data_version(), engine.run("SELECT count(*), sum(amount) FROM sales").rows))
        engine.close()
    assert versions == [versions[0]] * 3 and versions[0][1] == ((100, 4950),)


def test_two_imports_at_once_leave_the_data_of_one(source, tmp_path):
    other, out = tmp_path / "other", tmp_path / "model"
    other.mkdir()
    (other / "sales.csv").write_text("id,amount\n1,5\n2,6\n", encoding="utf-8")
    threads = [threading.Thread(target=import_folder, args=(folder, out)) for folder in (source, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert held(out)[0] in ({"sales": 100}, {"sales": 2})


@pytest.mark.skipif(os.name != "posix", reason="pipes with names are a thing of POSIX")
def test_what_is_no_file_is_not_waited_for_and_named(source, tmp_path):
    os.mkfifo(source / "endless.csv")
    with pytest.raises(UnreadableFile) as refused:
        import_folder(source, tmp_path / "model")
    assert (refused.value.file, refused.value.reason) == ("endless.csv", "unreachable")
    assert not (tmp_path / "model" / "data").exists()


def test_a_refusal_names_file_and_line_in_the_language_of_the_terminal(source, tmp_path):
    (source / "sales.csv").write_bytes(b"PAR1" + b"\x00" * 40)
    for language, words in (("C.UTF-8", "it is no undamaged Parquet file"), ("zh_CN.UTF-8", "Parquet 文件已损坏")):
        done = wenshu("init", "--data", source, "--out", tmp_path / "m", home=tmp_path, env={"LANG": language})
        assert (done.returncode, words in done.stderr) == (1, True), done.stderr
    assert not Path(tmp_path / "m" / "data").exists()
