"""The inside of the worker process: limits first, then the data in the strict profile, then one statement at a time.

Rule: the limits of the operating system are set before anything is opened. A line that says stop is read while a
statement runs, so that it can end politely before the parent kills the process.
"""

from __future__ import annotations

import json
import queue
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from semantic_layer.engines import errors
from semantic_layer.engines.worker_lines import GRACE_S, send, tagged
from semantic_layer.limits import limit

if TYPE_CHECKING:
    from semantic_layer.engines.duckdb import DuckDBEngine

_RUN = "typed"  # the name under which the only running statement is known to the engine


def _limit_process(address_space: int) -> None:
    limit("RLIMIT_AS", address_space)
    limit("RLIMIT_CORE", 0)
    limit("RLIMIT_FSIZE", 0)  # nothing in here writes a file


def _limit_cpu(seconds: float) -> None:
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = int(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _serve(requests: IO[bytes], replies: IO[bytes]) -> None:
    """Open what the first line says, then answer one line with one line until the parent goes away."""
    setup = json.loads(requests.readline())
    _limit_process(setup["address_space"])
    from semantic_layer.engines.duckdb import DuckDBEngine

    try:
        engine = DuckDBEngine.open(
            Path(setup["path"]),
            memory_limit=setup["memory_limit"],
            threads=setup["threads"],
            attach={name: Path(path) for name, path in setup["attach"].items()},
            strict=True,
        )
    except errors.EngineError as error:
        send(replies, {"error": error.code, "params": error.params})
        return
    send(replies, {"ready": True})
    waiting: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests, waiting, engine), daemon=True).start()
    while (request := waiting.get()) is not None:
        _limit_cpu((request["timeout_s"] + 2 * GRACE_S) * setup["threads"])  # after the kill, which says why
        replies.write(_reply(engine, request, setup["max_mb"]))
        replies.flush()


def _listen(requests: IO[bytes], waiting: queue.SimpleQueue[dict[str, Any] | None], engine: DuckDBEngine) -> None:
    for line in requests:
        request = json.loads(line)
        if "stop" in request:
            engine.interrupt(_RUN)
        else:
            waiting.put(request)
    waiting.put(None)


def _reply(engine: DuckDBEngine, request: Mapping[str, Any], max_mb: int) -> bytes:
    try:
        found = engine.run(request["sql"], timeout_s=request["timeout_s"], max_rows=request["max_rows"], run_id=_RUN)
        rows = [[tagged(value) for value in row] for row in found.rows]
        reply: dict[str, object] = {
            "columns": found.columns,
            "types": found.types,
            "rows": rows,
            "truncated": found.truncated,
        }
        line = json.dumps(reply, ensure_ascii=False).encode() + b"\n"
        if len(line) > max_mb << 20:
            raise errors.ResultTooLarge(max_mb)
    except MemoryError:
        line = _error_line(errors.MemoryLimit(f"{max_mb} MB"))
    except errors.EngineError as error:
        line = _error_line(error)
    return line


def _error_line(error: errors.EngineError) -> bytes:
    return json.dumps({"error": error.code, "params": error.params}).encode() + b"\n"


if __name__ == "__main__":
    _serve(sys.stdin.buffer, sys.stdout.buffer)
