"""A separate process for SQL that a person or a model typed.

Rule: whatever such a statement does, the program survives it and the next statement works. The process starts
afresh with no environment, in an empty folder, under limits of the operating system, and opens the data in
the strict profile. It talks in lines of JSON, so nothing it sends can become anything but values; when it does
not end in time it is killed and replaced. A process that somebody else killed costs no answer: the statement only
reads, so it is run once more in a new one, within the time that is left.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from semantic_layer.engines import errors
from semantic_layer.engines.base import RawResult
from semantic_layer.engines.worker_lines import GRACE_S, answer_of, send

START_S = 30.0
MAX_MB = 50
MEMORY = "1GB"  # of the engine's buffers
ADDRESS_SPACE = 4 << 30  # the memory limit of DuckDB covers its buffers only, this covers everything
_KILL = 9  # the signal that no process hears; Windows has no name for it
_CPU_LIMIT = getattr(signal, "SIGXCPU", 24)
KNOWN_VARIABLES = ("SYSTEMROOT", "LD_LIBRARY_PATH")  # what an interpreter may need to start; no secret lives here


@dataclass(frozen=True)
class WorkerSetup:
    """What the process opens, and under which limits of the engine."""

    path: Path
    attach: Mapping[str, Path]
    memory_limit: str
    threads: int
    address_space: int = ADDRESS_SPACE  # bytes
    max_mb: int = MAX_MB  # of a result, on its way out


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
            self._run_id, self._stopped = run_id, False
            try:
                return self._at_most_twice(sql, timeout_s, max_rows)
            except errors.WorkerLost:
                if self._stopped:
                    raise errors.QueryInterrupted from None
                if self._process is not None and self._process.ran_out_of_time:
                    raise errors.QueryTimeout(timeout_s) from None
                raise
            finally:
                self._run_id = None

    def _at_most_twice(self, sql: str, timeout_s: float, max_rows: int) -> RawResult:
        until = time.monotonic() + timeout_s
        try:
            return self._once(sql, timeout_s, max_rows)
        except errors.WorkerLost:
            left = until - time.monotonic()
            if self._stopped or left <= 0 or self._process is None or not self._process.was_killed_by_others:
                raise
        return self._once(sql, left, max_rows)

    def _once(self, sql: str, timeout_s: float, max_rows: int) -> RawResult:
        """Run the statement in the process, or in a new one where there is none."""
        if self._process is None or not self._process.is_alive():
            self._process = _Process(self._setup)
        request = {"sql": sql, "timeout_s": timeout_s, "max_rows": max_rows}
        found = self._process.ask(request, timeout_s + GRACE_S)
        if found is None:
            raise errors.WorkerLost
        return found

    def interrupt(self, run_id: str) -> None:
        """Ask the process to end that statement, and kill it where it has not done so after the grace."""
        if self._run_id == run_id and self._process:
            self._stopped = True
            self._process.stop()

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
            [sys.executable, "-P", "-m", "semantic_layer.engines.worker_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self._folder.name,
            env=_environment(self._folder.name),
        )
        self._timed_out = self._is_ours = False  # ours: the kill that ended it
        self._max_mb = setup.max_mb
        self._turn = threading.Lock()  # one line at a time is written
        self._alarms: list[threading.Timer] = []  # set while an answer is awaited
        opening = {
            "path": str(setup.path.resolve()),
            "attach": {name: str(path.resolve()) for name, path in setup.attach.items()},
            "memory_limit": setup.memory_limit,
            "threads": setup.threads,
            "address_space": setup.address_space,
            "max_mb": setup.max_mb,
        }
        self.ask(opening, START_S)

    def is_alive(self) -> bool:
        return self._child.poll() is None

    @property
    def ran_out_of_time(self) -> bool:
        """Whether it was ended at a limit of time: by our kill, or by the system at its processor seconds."""
        return self._timed_out or self._child.poll() == -_CPU_LIMIT

    @property
    def was_killed_by_others(self) -> bool:
        """Whether it ended by a signal to end that was not ours: nothing that a statement does sends one."""
        return self._child.poll() in (-signal.SIGTERM, -_KILL) and not self._is_ours

    def stop(self) -> None:
        """Interrupt what runs, and kill the process where that has not helped after the grace."""
        assert self._child.stdin
        with self._turn, suppress(OSError, ValueError):  # the process may just have ended
            if self._alarms:
                send(self._child.stdin, {"stop": True})
                self._set_alarm(GRACE_S, self.kill)

    def kill(self) -> None:
        """End the process at once."""
        self._is_ours = self._is_ours or self._child.poll() is None
        self._child.kill()

    def close(self) -> None:
        self.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()
        self._folder.cleanup()

    def ask(self, request: Mapping[str, object], limit_s: float) -> RawResult | None:
        """Send one line and return the line that comes back; kill the process at the limit."""
        assert self._child.stdin and self._child.stdout
        try:
            with self._turn:
                self._set_alarm(limit_s, self._on_time_out)
                send(self._child.stdin, request)
            line = self._child.stdout.readline((self._max_mb << 20) + 1)
        except (OSError, ValueError):  # the pipe broke, or was closed under our hands
            line = b""
        finally:
            with self._turn:
                while self._alarms:
                    self._alarms.pop().cancel()
        try:
            return answer_of(line)
        except ValueError:  # cut off, or nothing that our process would say
            if not line:  # it has closed its end, so it is about to be gone: how, is seen when it is
                with suppress(subprocess.TimeoutExpired):
                    self._child.wait(GRACE_S)
            self.close()
            raise errors.WorkerLost from None

    def _set_alarm(self, seconds: float, then: Callable[[], None]) -> None:
        alarm = threading.Timer(seconds, then)
        self._alarms.append(alarm)
        alarm.start()

    def _on_time_out(self) -> None:
        self._timed_out = True
        self.kill()


def _environment(folder: str) -> dict[str, str]:
    """Return all that the process may know: where our code is, and what an interpreter needs to start."""
    spec = find_spec("semantic_layer")
    assert spec and spec.origin
    kept = {name: os.environ[name] for name in KNOWN_VARIABLES if name in os.environ}
    return {**kept, "PYTHONPATH": str(Path(spec.origin).parent.parent), "HOME": folder, "TMPDIR": folder}
