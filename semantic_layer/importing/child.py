"""Reading files in a process of its own, which can do nothing but read them.

Rule: what a stranger's file does to a parser happens in a child with limits on memory, time and the size of what it
writes, with an empty environment and no network. If it dies, files are refused; nothing else is touched.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from semantic_layer.importing.errors import UnreadableFile
from semantic_layer.importing.reading import FileChoice, Outcome, read_files
from semantic_layer.importing.wire import from_plain, to_plain
from semantic_layer.limits import limit

_KEPT = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "LANG", "LC_ALL")
_SOCKETS = ("socket.__new__", "socket.connect", "socket.bind", "socket.getaddrinfo", "subprocess.Popen", "os.exec")


@dataclass(frozen=True)
class Limits:
    """What the child may use: address space and single files in bytes, processor time in seconds."""

    memory: int = 8 * 1024**3
    written: int = 10 * 1024**3
    seconds: int = 600


def read_apart(
    files: Sequence[Path], choices: Mapping[str, FileChoice], staging: Path, limits: Limits | None = None
) -> dict[str, Outcome]:
    """Like `read_files`, in a child process. Where the child does not end well, each file is tried alone."""
    limits = limits or Limits()
    found = _attempt(files, choices, staging, limits)
    if found is not None:
        return found
    alone: dict[str, Outcome] = {}
    for number, path in enumerate(files if len(files) > 1 else ()):
        folder = staging / f"alone-{number}"
        folder.mkdir()
        alone |= _attempt((path,), choices, folder, limits) or {path.name: UnreadableFile(path.name, "limits")}
    return alone or {path.name: UnreadableFile(path.name, "limits") for path in files}


def _attempt(
    files: Sequence[Path], choices: Mapping[str, FileChoice], staging: Path, limits: Limits
) -> dict[str, Outcome] | None:
    order = {
        "files": [str(path.absolute()) for path in files],
        "choices": {
            name: {"encoding": c.encoding, "columns": dict(c.columns), "accepts_guess": c.accepts_guess}
            for name, c in choices.items()
        },
        "staging": str(staging.resolve()),
        "limits": [limits.memory, limits.written, limits.seconds],
    }
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "semantic_layer.importing.child"],
            input=json.dumps(order).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=staging,
            env=_environment(staging),
            timeout=limits.seconds + 30,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return from_plain(json.loads(done.stdout)) if done.returncode == 0 else None


def _environment(staging: Path) -> dict[str, str]:
    """Where our code is, and what an interpreter needs to start; nothing else of the parent's."""
    spec = find_spec("semantic_layer")
    assert spec and spec.origin
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    home = str(staging.resolve())
    return {**kept, "PYTHONPATH": str(Path(spec.origin).parent.parent), "HOME": home, "TMPDIR": home}


# --- inside the process --------------------------------------------------------------------------------------


def _refuse(event: str, _: tuple[object, ...]) -> None:
    if event in _SOCKETS:
        raise PermissionError(event)


def _limit(memory: int, written: int, seconds: int) -> None:
    """Set the limits that the operating system enforces, and close the way outside."""
    sys.addaudithook(_refuse)
    limit("RLIMIT_AS", memory)
    limit("RLIMIT_FSIZE", written)
    limit("RLIMIT_CPU", seconds)
    limit("RLIMIT_CORE", 0)


def main() -> None:
    """Read the order from standard input, write what became of each file to standard output."""
    order = json.loads(sys.stdin.buffer.read())
    _limit(*order["limits"])
    choices = {name: FileChoice(**given) for name, given in order["choices"].items()}
    found = read_files([Path(path) for path in order["files"]], choices, Path(order["staging"]))
    sys.stdout.buffer.write(json.dumps(to_plain(found), ensure_ascii=True).encode())


if __name__ == "__main__":
    main()
