"""The same English questions over one table each, asked of us and of other readers that work without a network.

    python -m tests.benchmarks.side_by_side --out DIR --reader nl4dv=PYTHON --reader ln2sql=PYTHON --reader small_model=PYTHON

Each other reader runs in a process of an environment of its own, given by the path of its Python; none is a dependency
of this project. Rule: all see the same file and nothing else, and all are judged by the same SQL and the same matching.
Times are the fastest of three for each question (a slow one is asked once), the median over the questions; ours hold the whole answer (query,
chart, derivation), the others' the reading alone.
"""  # noqa: E501

from __future__ import annotations

import argparse
import importlib
import json
import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.beside.questions import ASKED, write_tables

SLOW = 1_000  # milliseconds, after which a question is not asked again
OTHERS = ("nl4dv", "ln2sql", "small_model")


def keep(folder, name):
    """Ask one reader every question three times, in this process; its answers are kept in `<name>.json`."""
    kept = {}
    for table, asked in ASKED.items():
        ask = importlib.import_module(f"tests.benchmarks.beside.{name}").reader(folder, table)
        kept[table] = [_asked(ask, text) for text, _ in asked]
    (folder / f"{name}.json").write_text(json.dumps(kept, indent=1, default=str), encoding="utf-8")


def _asked(ask, text):
    times, processor, found = [], [], {}
    while len(times) < 3 and sum(times) < SLOW:
        begun, spent = time.perf_counter(), time.process_time()
        try:
            found = ask(text)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, ZeroDivisionError) as error:
            found = {"said": f"{type(error).__name__}: {error}"}
        times.append((time.perf_counter() - begun) * 1000)
        processor.append((time.process_time() - spent) * 1000)
    return {"question": text, **found, "ms": min(times), "processor_ms": min(processor)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--reader", action="append", default=[], metavar="NAME=PYTHON", help=", ".join(OTHERS))
    parser.add_argument("--only", choices=["ours", *OTHERS], help="ask this one reader here and stop")
    given = parser.parse_args()
    if given.only:
        keep(given.out, given.only)
        return
    write_tables(given.out)
    others = dict(pair.split("=", 1) for pair in given.reader)
    for name, python in {"ours": sys.executable, **others}.items():
        here = ["-m", "tests.benchmarks.side_by_side", "--out", str(given.out), "--only", name]
        subprocess.run([python, *here], check=True)

    from tests.benchmarks.beside.verdicts import compare

    compare(given.out, ["ours", *others])


if __name__ == "__main__":
    main()
