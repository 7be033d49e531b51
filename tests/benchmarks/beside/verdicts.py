"""Judging the answers that readers left behind.

Rule: SQL is run over the same file; SQL that does not run is no answer (its user sees the error), any answer that is
not the expected one is silently wrong. An answer is judged by its values alone.
"""

from __future__ import annotations

import json
from statistics import median

from tests.benchmarks.beside.questions import ASKED

LONGEST_RUN = 100_000  # rows of an answer that are looked at


def compare(folder, names):
    """Print one line a reader and table; each verdict stands in `<reader>.txt`."""
    import duckdb

    print("| questions | reader | right | silently wrong | not answered | ms | processor ms |")
    print("|---|---|---:|---:|---:|---:|---:|")
    connection = duckdb.connect()
    for table in ASKED:
        connection.read_csv(str(folder / f"{table}.csv")).to_table(table)
    details = {name: [] for name in names}
    for table, asked in ASKED.items():
        for name in names:
            answers = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))[table]
            verdicts = [
                verdict(answer, sql, connection) for (_, sql), answer in zip(asked, answers, strict=True)
            ]  # fmt: skip
            counts = " | ".join(str(verdicts.count(kind)) for kind in ("right", "wrong", "none"))
            ms, processor = (median(answer[unit] for answer in answers) for unit in ("ms", "processor_ms"))
            print(f"| {table} | {name} | {counts} | {ms:.1f} | {processor:.1f} |")
            details[name] += [
                f"{found:5} {answer['question']}: {answer['said'][:200]!r}"
                for found, answer in zip(verdicts, answers, strict=True)
            ]
    for name, lines in details.items():
        (folder / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def verdict(answer, expected, connection):
    """ "right", "wrong" or "none" (nothing was answered); nothing is right where the table cannot say it."""
    import duckdb

    from tests.evaluation.matching import matches

    rows = answer.get("rows")
    if answer.get("sql"):
        try:
            rows = connection.execute(answer["sql"]).fetchmany(LONGEST_RUN)
        except duckdb.Error:
            rows = None
    if expected is None or rows is None:
        return "right" if expected is rows else "wrong" if expected is None else "none"
    gold = connection.execute(expected).fetchall()
    return "right" if matches(rows, gold, shares=answer.get("shares", ())) else "wrong"
