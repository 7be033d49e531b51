"""What a stranger's file can reach while it is read, and which sizes are refused before anything is read."""

from __future__ import annotations

import json
import subprocess
import sys

import pyarrow
import pyarrow.parquet
import pytest

from semantic_layer.importing import child, kinds
from semantic_layer.importing.columnar import read_parquet
from semantic_layer.importing.errors import UnreadableFile

GIB = 1024**3
INSIDE = """
import json, os, resource, socket, subprocess, sys
from semantic_layer.importing.child import _limit
_limit(*json.loads(sys.argv[1]))
told = {}
for name, act in {
    "connect": lambda: socket.create_connection(("127.0.0.1", 9)),
    "name": lambda: socket.getaddrinfo("example.org", 80),
    "listen": lambda: socket.socket().bind(("127.0.0.1", 0)),
    "program": lambda: subprocess.run(["true"]),
}.items():
    try:
        act()
        told[name] = "done"
    except PermissionError:
        told[name] = "refused"
    except OSError as error:
        told[name] = str(error)
for name in ("AS", "CPU", "FSIZE", "CORE"):
    told[name] = resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def inside():
    """What the process that reads files may do, by its own account."""
    limits = child.Limits()
    given = json.dumps([limits.memory, limits.written, limits.seconds])
    done = subprocess.run([sys.executable, "-c", INSIDE, given], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("act", ["connect", "name", "listen", "program"])
def test_the_process_that_reads_files_has_no_network_and_starts_nothing(inside, act):
    assert inside[act] == "refused"


def test_the_process_that_reads_files_has_its_limits(inside):
    limits = child.Limits()
    assert inside["AS"] == [limits.memory] * 2
    assert inside["CPU"] == [limits.seconds] * 2
    assert inside["FSIZE"] == [limits.written] * 2
    assert inside["CORE"] == [0, 0]


def test_the_process_that_reads_files_knows_one_folder_and_no_secret(tmp_path, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "canary-7f3a")
    seen = {}

    def run(command, **options):
        seen.update(options, command=command)
        return subprocess.CompletedProcess(command, 0, stdout=b"{}")

    monkeypatch.setattr(child.subprocess, "run", run)
    child.read_apart([tmp_path / "t.csv"], {}, tmp_path)
    assert seen["cwd"] == tmp_path
    assert seen["env"]["HOME"] == seen["env"]["TMPDIR"] == str(tmp_path.resolve())
    assert "canary" not in json.dumps([*seen["env"].items(), *seen["command"]])


def refused(path):
    with pytest.raises(UnreadableFile) as problem:
        kinds.kind_of(path)
    return problem.value.reason


def test_a_file_beyond_the_size_is_refused_before_it_is_read(tmp_path):
    big = tmp_path / "big.csv"
    with big.open("wb") as file:
        file.write(b"a,b\n1,2\n")
        file.truncate(2 * GIB)  # takes no room on the disk
        assert kinds.kind_of(big) == "text"
        file.truncate(2 * GIB + 1)
    assert refused(big) == "too_big"


def test_a_parquet_file_that_declares_far_more_than_its_size_is_refused_before_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "t.parquet"
    same = pyarrow.table({"a": ["x" * 1000] * 30_000})
    pyarrow.parquet.write_table(same, path, compression="zstd", use_dictionary=False)
    assert path.stat().st_size * 100 < 30_000_000
    monkeypatch.setattr(pyarrow.parquet.ParquetFile, "read", lambda *_, **__: pytest.fail("it was read"))
    with pytest.raises(UnreadableFile) as problem:
        read_parquet(path)
    assert problem.value.reason == "bomb"


@pytest.mark.parametrize(
    ("unpacked", "size", "is_bomb"),
    [
        (10 * GIB, 10 * GIB, False),
        (10 * GIB + 1, 10 * GIB, True),
        (200_000_000, 2_000_000, False),
        (200_000_001, 2_000_000, True),
        (900_000, 100, False),  # nothing to fear
    ],
)
def test_ten_gigabytes_and_a_hundred_times_the_size_are_the_limits(unpacked, size, is_bomb):
    assert kinds.is_bomb(unpacked, size) is is_bomb
