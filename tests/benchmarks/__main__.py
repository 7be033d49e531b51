"""Figures, each as a ratio to a named alternative measured in the same run: `uv run python -m tests.benchmarks`.

Nothing here is asserted: machines differ. `--lines 10000000` chooses the size of the tables (default one million),
`--only compile,execute,answer,cold,memory,rfm,clusters` the parts; `rfm` and `clusters` are asked for by name only.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

import sqlglot

from semantic_layer.calendar import Calendar
from semantic_layer.compiler import compile_query
from semantic_layer.engines.duckdb import DuckDBEngine
from tests.benchmarks import clusters, pairs, purchases, rfm, shop

AS_OF = dt.date(2026, 1, 1)


def timed(action, times, *, warm=True):
    """Seconds of each of `times` calls, after one that is not counted (`warm=False`: it has been called before)."""
    if warm:
        action()
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        action()
        found.append(time.perf_counter() - begun)
    return found


def line(name, mine, alternative, other, unit="ms"):
    factor = 1000 if unit == "ms" else 1
    ratio = median(mine) / median(other)
    p95 = quantiles(mine, n=20)[-1] if len(mine) > 20 else max(mine)
    print(
        f"{name:38} median {median(mine) * factor:9.2f} {unit}  p95 {p95 * factor:9.2f} {unit}   "
        f"{ratio:6.2f} x {alternative} ({median(other) * factor:.2f} {unit})"
    )


def bench_compile():
    """Compiling a query, against SQLGlot parsing the SQL that comes out."""
    calendar = Calendar(shop.MODEL.calendar, AS_OF, dt.date(2024, 1, 1), dt.date(2025, 12, 31))
    print(f"\ncompile (sqlglotc {'present' if compiled_core() else 'absent'})")
    for name, query in shop.QUERIES.items():
        sql = compile_query(query, shop.MODEL, calendar).sql
        mine = timed(lambda query=query: compile_query(query, shop.MODEL, calendar), 300)
        other = timed(lambda sql=sql: sqlglot.parse_one(sql, read="duckdb"), 100)
        line(name, mine, "parsing its SQL", other)


def compiled_core():
    import sqlglot.parser

    return not str(sqlglot.parser.__file__).endswith(".py")


def bench_execute(lines):
    """Running a compiled query, against SQL written by hand for the same rows."""
    calendar = Calendar(shop.MODEL.calendar, AS_OF, dt.date(2024, 1, 1), dt.date(2025, 12, 31))
    engine = DuckDBEngine.memory(lambda connection: shop.fill(connection, lines))
    print(f"\nexecute, {lines:,} order lines")
    for name, query in shop.QUERIES.items():
        sql = compile_query(query, shop.MODEL, calendar).sql
        repeat = 15 if lines <= 1_000_000 else 5
        mine = timed(lambda sql=sql: engine.run(sql), repeat)
        other = timed(lambda name=name: engine.run(shop.BY_HAND[name]), repeat)
        line(name, mine, "by hand", other)


def bench_answer():
    """A whole answer on the demo, against its engine's part alone; the parser's part beside it."""
    from assistant.answer import answer
    from assistant.conversation import NOTHING_SAID
    from assistant.question import Question
    from assistant.workspace import demo_workspace

    context = demo_workspace()
    print("\nanswer() on the demo")
    whole, parsed, engine = [], [], []
    for text in shop.QUESTIONS:
        question = Question.of(text)
        result = answer(question, context)
        whole += timed(lambda question=question: answer(question, context), 5)
        parsed += timed(lambda question=question: context.read(question, NOTHING_SAID), 5)
        statements = [sql for section in result.sections for sql in section.derivation.sql]
        engine += timed(lambda statements=statements: [context.tools.engine.run(sql) for sql in statements], 5)
    line("answer()", whole, "its SQL alone", engine)
    line("of which the parser", parsed, "its SQL alone", engine)


def bench_cold():
    """`wenshu ask` in a new process, against a process that imports duckdb and pandas and does nothing."""
    print("\ncold process")
    ask = [sys.executable, "-c", "import sys; from assistant.cli import main; sys.exit(main(sys.argv[1:]))", "ask"]
    mine = timed(lambda: subprocess.run([*ask, "revenue by channel"], capture_output=True, check=True), 5)
    other = timed(lambda: subprocess.run([sys.executable, "-c", "import duckdb, pandas"], check=True), 5)
    line("wenshu ask", mine, "importing duckdb and pandas", other, "s")


def bench_memory():
    """Resident memory of an idle server, against a page that only says hello."""
    print("\nmemory of an idle server")
    with tempfile.TemporaryDirectory() as folder:
        hello = Path(folder) / "hello.py"
        hello.write_text("import streamlit as st\nst.write('hello')\n", encoding="utf-8")
        own = Path(__file__).parents[2] / "ui" / "app.py"
        sizes = {name: _resident(path, port) for name, path, port in (("ours", own, 8601), ("hello", hello, 8602))}
    ours, other = sizes["ours"], sizes["hello"]
    print(f"{'server':38} {ours:.0f} MiB   {ours / other:.2f} x a hello page ({other:.0f} MiB)")


def _resident(script, port):
    import urllib.request

    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            str(script),
            "--server.port",
            str(port),
            "--server.headless",
            "true",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).read()
                break
            except OSError:
                time.sleep(0.2)
        pages = Path(f"/proc/{server.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20
    finally:
        server.terminate()
        server.wait(10)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--only", default="compile,execute,answer,cold,memory")
    parser.add_argument("--rfm-rows", type=int, default=0)
    parser.add_argument("--rfm-memory", default="2GB")
    parser.add_argument("--customers", default=",".join(map(str, purchases.SIZES)))
    options = parser.parse_args()
    parts = {
        "compile": bench_compile,
        "execute": lambda: bench_execute(options.lines),
        "answer": bench_answer,
        "cold": bench_cold,
        "memory": bench_memory,
        "rfm": lambda: rfm.bench(timed, line, options.rfm_rows, options.rfm_memory),
        "bgnbd": lambda: purchases.bench(timed, line, tuple(map(int, options.customers.split(",")))),
        "pairs": lambda: pairs.bench(timed, line),
        "clusters": lambda: clusters.bench(timed, line),
    }
    for name in options.only.split(","):
        parts[name]()


if __name__ == "__main__":
    main()
