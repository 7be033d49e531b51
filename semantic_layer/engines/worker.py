"""A separate process for SQL that a person or a model typed.

Rule: whatever such a statement does, the program survives it and the next statement works. The process starts
afresh with no environment, in an empty folder, under limits of the operating system, and opens the data in
the strict profile. It talks in lines of JSON, so nothing it sends can become anything but values; when it does
not end in time it is killed and replaced.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from semantic_layer.engines import errors
from semantic_layer.engines.base import RawResult
from semantic_layer.result import Value

GRACE_S = 1.0  # between the polite interrupt and the kill
START_S = 30.0
MAX_MB = 50
ADDRESS_SPACE = 4 << 30  # the memory limit of DuckDB covers its buffers only, this covers everything
KNOWN_VARIABLES = ("SYSTEMROOT", "LD_LIBRARY_PATH")  # what an interpreter may need to start; no secret lives here


@dataclass(frozen=True)
class WorkerSetup:
    """What the process opens, and under which limits of the engine."""

    path: Path
    attach: Mapping[str, Path]
    memory_limit: str
    threads: int


class Worker:
    """The parent's handle on one process, which is started when first needed and after every kill."""

    def __init__(self, setup: WorkerSetup) -> None:
        self._setup = setup
        self._turn = threading.Lock()  # one statement at a time
        self._process: _Process | None = None
        self._run_id: str | None = None
        self._stopped = False

    def run(self, sql: str, *, timeout_s: float, max_rows: int, run_id: str | None) -> RawResult:
        """Run one statement; raise what the process reports, or why it was killed."""
        with self._turn:
            if self._process is None or not self._process.is_alive():
                self._process = _Process(self._setup)
            self._run_id, self._stopped = run_id, False
            try:
                request = {"sql": sql, "timeout_s": timeout_s, "max_rows": max_rows}
                return _result(self._process.ask(request, timeout_s + GRACE_S))
            except errors.WorkerLost:
                if self._stopped:
                    raise errors.QueryInterrupted from None
                if self._process.ran_out_of_time:
                    raise errors.QueryTimeout(timeout_s) from None
                raise
            finally:
                self._run_id = None

    def interrupt(self, run_id: str) -> None:
        """Kill the process if it runs that statement."""
        if self._run_id == run_id and self._process:
            self._stopped = True
            self._process.kill()

    def close(self) -> None:
        """Kill the process; a later `run` would start another."""
        if self._process:
            self._process.close()

    def close_when_idle(self) -> None:
        """Close after the statement that runs now, without waiting for it."""

        def wait_and_close() -> None:
            with self._turn:
                self.close()

        threading.Thread(target=wait_and_close, daemon=True).start()


class _Process:
    """One child process with its pipes and its private folder."""

    def __init__(self, setup: WorkerSetup) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="wenshu-worker-", ignore_cleanup_errors=True)
        self._child = subprocess.Popen(
            [sys.executable, "-P", "-m", "semantic_layer.engines.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self._folder.name,
            env=_environment(self._folder.name),
        )
        self.ran_out_of_time = False
        opening = {
            "path": str(setup.path.resolve()),
            "attach": {name: str(path.resolve()) for name, path in setup.attach.items()},
            "memory_limit": setup.memory_limit,
            "threads": setup.threads,
        }
        self.ask(opening, START_S)

    def is_alive(self) -> bool:
        return self._child.poll() is None

    def kill(self) -> None:
        """End the process at once; whoever waits for its answer then cleans up."""
        self._child.kill()

    def close(self) -> None:
        self.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()
        self._folder.cleanup()

    def ask(self, request: Mapping[str, object], limit_s: float) -> dict[str, Any]:
        """Send one line and return the line that comes back; kill the process at the limit."""
        assert self._child.stdin and self._child.stdout
        alarm = threading.Timer(limit_s, self._on_time_out)
        alarm.start()
        try:
            _send(self._child.stdin, request)
            line = self._child.stdout.readline()
        except (OSError, ValueError):  # the pipe broke, or was closed under our hands
            line = b""
        finally:
            alarm.cancel()
        if not line.endswith(b"\n"):
            self.close()
            raise errors.WorkerLost
        reply: dict[str, Any] = json.loads(line)
        if "error" in reply:
            raise errors.revive(reply["error"], reply["params"])
        return reply

    def _on_time_out(self) -> None:
        self.ran_out_of_time = True
        self._child.kill()


def _environment(folder: str) -> dict[str, str]:
    """Return all that the process may know: where our code is, and what an interpreter needs to start."""
    spec = find_spec("semantic_layer")
    assert spec and spec.origin
    kept = {name: os.environ[name] for name in KNOWN_VARIABLES if name in os.environ}
    return {**kept, "PYTHONPATH": str(Path(spec.origin).parent.parent), "HOME": folder, "TMPDIR": folder}


# --- lines ---------------------------------------------------------------------------------------------------


def _send(stream: IO[bytes], message: Mapping[str, object]) -> None:
    stream.write(json.dumps(message, ensure_ascii=False).encode() + b"\n")
    stream.flush()


def _tagged(value: Value) -> object:
    """Return the value as JSON; what JSON lacks becomes a pair of type and text."""
    match value:
        case Decimal():
            return ["decimal", str(value)]
        case datetime():
            return ["datetime", value.isoformat()]
        case date():
            return ["date", value.isoformat()]
        case time():
            return ["time", value.isoformat()]
        case _:
            return value


_READERS: Mapping[str, Callable[[str], Value]] = {
    "decimal": Decimal,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
}


def _untagged(value: Any) -> Value:
    if isinstance(value, list):
        return _READERS[value[0]](value[1])
    plain: Value = value
    return plain


def _result(reply: Mapping[str, Any]) -> RawResult:
    rows = tuple(tuple(_untagged(value) for value in row) for row in reply["rows"])
    return RawResult(tuple(reply["columns"]), tuple(reply["types"]), rows, reply["truncated"])


# --- inside the process --------------------------------------------------------------------------------------


def _limit_process() -> None:
    """Set the limits that the operating system enforces; Windows has none of them."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # nothing in here writes a file


def _limit_cpu(seconds: float) -> None:
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = int(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _serve(requests: IO[bytes], replies: IO[bytes]) -> None:
    """Open what the first line says, then answer one line with one line until the parent goes away."""
    from semantic_layer.engines.duckdb import DuckDBEngine

    setup = json.loads(requests.readline())
    try:
        engine = DuckDBEngine.open(
            Path(setup["path"]),
            memory_limit=setup["memory_limit"],
            threads=setup["threads"],
            attach={name: Path(path) for name, path in setup["attach"].items()},
            strict=True,
        )
    except errors.EngineError as error:
        _send(replies, {"error": error.code, "params": error.params})
        return
    _send(replies, {"ready": True})
    for line in requests:
        request = json.loads(line)
        _limit_cpu((request["timeout_s"] + GRACE_S) * setup["threads"])
        replies.write(_reply(engine.run, request))
        replies.flush()


def _reply(run: Any, request: Mapping[str, Any]) -> bytes:
    try:
        found: RawResult = run(request["sql"], timeout_s=request["timeout_s"], max_rows=request["max_rows"])
        rows = [[_tagged(value) for value in row] for row in found.rows]
        reply: dict[str, object] = {
            "columns": found.columns,
            "types": found.types,
            "rows": rows,
            "truncated": found.truncated,
        }
        line = json.dumps(reply, ensure_ascii=False).encode() + b"\n"
        if len(line) > MAX_MB << 20:
            raise errors.ResultTooLarge(MAX_MB)
    except errors.EngineError as error:
        line = json.dumps({"error": error.code, "params": error.params}).encode() + b"\n"
    return line


if __name__ == "__main__":
    _limit_process()
    _serve(sys.stdin.buffer, sys.stdout.buffer)
