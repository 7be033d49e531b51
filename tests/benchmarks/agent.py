"""What a language model is sent, and what we add to its time, beside the SQL agent of LangChain's own documentation.

    python -m tests.benchmarks.agent                       ours alone
    python -m tests.benchmarks.agent --other PYTHON        and, in the same run, the SQL agent

PYTHON is an interpreter with langchain, langchain-openai and langchain-community; it sees the same tables as SQLite.

Rule: the endpoint is scripted and answers at once, so the time is ours; every request is recorded as it was sent. Both
get one question that one table answers. Tokens are the request's characters by four. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median


def _words(text):
    return text.split()


FIELDS = (20, 200, 2_000)
A_TABLE = 20  # fields: a key, a day, 13 groupings, 5 measures
REPEATS = 9
CHARACTERS_A_TOKEN = 4
PLACES = _words("plant carrier depot broker harbor vessel bundle gauge valve turbine")
MATTERS = _words("audit repair transfer permit rental survey outage freight storage billing")
GROUPS = _words("grade origin maker status zone series family colour band crew supplier shift route")
FIGURES = _words("cost tonnage mileage deposit surplus")
QUESTION = "what did the plant audit cost per grade?"


def tables(fields):
    """Their names, as many as hold so many fields."""
    return [f"{place}_{matter}" for matter in MATTERS for place in PLACES][: fields // A_TABLE]


def rows():
    return [
        (n, f"2026-01-{n:02}", *(f"{g}{n % 3}" for g in GROUPS), *(n * 10 + i for i in range(5))) for n in range(1, 29)
    ]


def spent(action):
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def measured(endpoint, ask, script):
    """Time of one model call without the model's own, and the sizes of the requests of one question."""
    taken = []
    for _ in range(REPEATS + 1):
        endpoint.turns, endpoint.requests = list(script), []
        taken.append(spent(ask))
    sizes = [len(json.dumps(body, ensure_ascii=False)) // CHARACTERS_A_TOKEN for body in endpoint.requests]
    return {
        "calls": len(sizes), "first": sizes[0], "largest": max(sizes), "all": sum(sizes),
        "ms": median(taken[1:]) / len(sizes) * 1000,
    }  # fmt: skip


# --- ours -----------------------------------------------------------------------------------------------------


def model_of(fields):
    """A model of data with one dataset a table; every field is described as people describe fields."""
    return {
        "version": 1, "model": "wide", "entities": [{"name": "line", "labels": {"en": "line"}}],
        "calendar": {"timezone": "UTC", "week": {"start": "monday", "numbering": "iso"},
                     "as_of": {"default": "day_after_last_event"}},
        "datasets": [_dataset(name) for name in tables(fields)],
    }  # fmt: skip


def _dataset(table):
    said = table.replace("_", " ")
    groups = [{"name": group, "type": "categorical", "labels": {"en": f"{said} {group}"}} for group in GROUPS]
    measures = [
        {
            "name": f"{table}_{name}", "agg": "sum", "expr": name, "additivity": "additive", "unit": "quantity(unit)",
            "format": "decimal(2)", "null_semantics": "absent_is_zero", "create_metric": True,
            "labels": {"en": f"{said} {name}"},
            "description": {"en": f"The {name} that was booked for a {said}, in the month in which it was approved."},
        }
        for name in FIGURES
    ]  # fmt: skip
    return {
        "name": table, "source": f"main.{table}", "role": "fact", "grain": [f"{table}_line"], "time_basis": "event",
        "default_time": "day", "labels": {"en": said},
        "entities": [{"name": f"{table}_line", "type": "primary", "columns": ["id"]}],
        "dimensions": [{"name": "day", "type": "time", "grain": "day", "labels": {"en": f"{said} day"}}, *groups],
        "measures": measures,
    }  # fmt: skip


def workspace(folder, fields):
    import pyarrow
    import pyarrow.parquet
    import yaml

    from semantic_layer.engines.duckdb import build_database

    folder.mkdir(parents=True)
    model = model_of(fields)
    model["entities"] = [{"name": f"{name}_line", "labels": {"en": f"{name} line"}} for name in tables(fields)]
    (folder / "model.yaml").write_text(yaml.safe_dump(model), encoding="utf-8")
    names = ["id", "day", *GROUPS, *FIGURES]
    columns = {name: [row[at] for row in rows()] for at, name in enumerate(names)}
    table = pyarrow.table(columns)
    table = table.set_column(1, "day", table["day"].cast(pyarrow.date32()))
    file = folder / "rows.parquet"
    pyarrow.parquet.write_table(table, file)
    build_database(dict.fromkeys(tables(fields), file), folder / "data")
    file.unlink()


def ours(folder):
    """Our agent on the three models, asked what the parser could read as well."""
    from dataclasses import replace

    from assistant.agent.settings import ModelSettings
    from assistant.answer import answer
    from assistant.conversation import NOTHING_SAID
    from assistant.question import Question
    from assistant.workspace import open_workspace
    from tests.assistant.scripted_model import ScriptedModel

    table = tables(A_TABLE)[0]
    query = {"metrics": [{"name": f"{table}_cost"}], "dimensions": [{"name": f"{table}_line.grade"}]}
    script = [{"call": ("query_metrics", query)}, {"text": "done"}]
    found = {}
    for fields in FIELDS:
        workspace(folder / str(fields), fields)
        with ScriptedModel(script) as endpoint:
            settings = ModelSettings(model="scripted", base_url=endpoint.base_url, api_key="none")
            context = replace(open_workspace(folder / str(fields)), settings=settings, replies=None)
            question = replace(Question.of(QUESTION), reader="agent")
            result = answer(question, context)
            assert "readings_agree" in {note.code for note in result.caveats}, result.headline
            told = json.dumps(endpoint.requests[0])  # the names are there: no look-up is needed first
            assert f"- {table}_cost:" in told and f"- {table}_line.grade:" in told
            found[fields] = measured(endpoint, lambda q=question, c=context: answer(q, c), script)
            alone = replace(question, reader="parser")
            read = [spent(lambda q=alone, c=context: c.read(q, NOTHING_SAID)) for _ in range(REPEATS)]
            found[fields]["parser_ms"] = median(read) * 1000
    return found


def waiting(folder):
    """Milliseconds from the question to the first signs of life, in a process that has just opened its workspace."""
    from dataclasses import replace

    from assistant.agent.settings import ModelSettings
    from assistant.answer import answer
    from assistant.question import Question
    from assistant.workspace import open_workspace
    from tests.assistant.scripted_model import ScriptedModel

    seen = {}

    class Clock:
        begun = 0.0

        def stage(self, name, place=0):
            seen.setdefault(name, (time.perf_counter() - self.begun) * 1000)

        def is_stopped(self):
            return False

    clock = Clock()

    def turn(_):
        clock.stage("request")
        return {"text": "done"}

    with ScriptedModel([turn]) as endpoint:
        settings = ModelSettings(model="scripted", base_url=endpoint.base_url, api_key="none")
        context = replace(open_workspace(folder), settings=settings, replies=None, watch=clock)
        clock.begun = time.perf_counter()
        answer(replace(Question.of(QUESTION), reader="agent"), context)
    return {name: seen[name] for name in ("read", "model", "request")}


# --- the SQL agent --------------------------------------------------------------------------------------------


def sql_agent(folder):
    """`create_sql_agent` with its four tools; and the first request of a recipe that pastes the schema."""
    begun = time.perf_counter()
    from langchain.agents import create_agent
    from langchain_community.agent_toolkits import SQLDatabaseToolkit, create_sql_agent
    from langchain_community.utilities import SQLDatabase
    from langchain_openai import ChatOpenAI

    loaded = time.perf_counter() - begun
    from tests.assistant.scripted_model import ScriptedModel

    table = tables(A_TABLE)[0]
    sql = f"SELECT grade, sum(cost) FROM {table} GROUP BY grade"
    script = [
        {"call": ("sql_db_list_tables", {"tool_input": ""})}, {"call": ("sql_db_schema", {"table_names": table})},
        {"call": ("sql_db_query_checker", {"query": sql})}, {"text": sql},
        {"call": ("sql_db_query", {"query": sql})}, {"text": "Grade 0 cost most."},
    ]  # fmt: skip
    found = {"loaded": loaded * 1000}
    for fields in FIELDS:
        path = folder / f"{fields}.sqlite"
        _fill(path, fields)
        with ScriptedModel(script) as endpoint:
            model = ChatOpenAI(
                model="scripted", base_url=endpoint.base_url, api_key="none", streaming=True, max_retries=0
            )
            database = SQLDatabase.from_uri(f"sqlite:///{path}")
            agent = create_sql_agent(model, db=database, agent_type="tool-calling")
            found[fields] = measured(endpoint, lambda a=agent: a.invoke({"input": QUESTION}), script)
            tools = SQLDatabaseToolkit(db=database, llm=model).get_tools()
            pasted = create_agent(model, tools, system_prompt=f"Answer with SQL. Tables:\n{database.get_table_info()}")
            endpoint.turns, endpoint.requests = [{"text": "done"}], []
            pasted.invoke({"messages": [("user", QUESTION)]})
            found[fields]["pasted"] = len(json.dumps(endpoint.requests[0], ensure_ascii=False)) // CHARACTERS_A_TOKEN
    return found


def _fill(path, fields):
    names = ["id", "day", *GROUPS, *FIGURES]
    kinds = ["INTEGER", "DATE", *["TEXT"] * len(GROUPS), *["REAL"] * len(FIGURES)]
    columns = ", ".join(f"{name} {kind}" for name, kind in zip(names, kinds, strict=True))
    with sqlite3.connect(path) as connection:
        for table in tables(fields):
            connection.execute(f"CREATE TABLE {table} ({columns})")
            connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))})", rows())


# --- side by side ---------------------------------------------------------------------------------------------


def in_process(python, step, folder):
    """Run one step with an interpreter, from the root of this project, and return what it found."""
    root = Path(__file__).parents[2]
    command = [python, "-m", "tests.benchmarks.agent", "--step", step, "--folder", str(folder)]
    done = subprocess.run(
        command, cwd=root, check=True, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(root)}
    )
    return json.loads(done.stdout.splitlines()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--other", default="", help="an interpreter with langchain-community")
    parser.add_argument("--step", choices=["ours", "waiting", "sql_agent"])
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if given.step:
        print(json.dumps({"ours": ours, "waiting": waiting, "sql_agent": sql_agent}[given.step](given.folder)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        mine = in_process(sys.executable, "ours", folder)
        life = in_process(sys.executable, "waiting", folder / str(FIELDS[0]))
        theirs = in_process(given.other, "sql_agent", folder) if given.other else None
    print("| fields | | calls | first request | largest | all | ms a call |\n|---:|---|---:|---:|---:|---:|---:|")
    for fields in map(str, FIELDS):
        _row(fields, "ours", mine[fields])
        if theirs:
            _row("", "SQL agent", theirs[fields])
            both = {
                name: mine[fields][name] / theirs[fields][name] for name in ("calls", "first", "largest", "all", "ms")
            }
            print("| | ratio | " + " | ".join(f"{value:.2f}" for value in both.values()) + " |")
            print(f"| | schema pasted | | {theirs[fields]['pasted']:,} | | | |")
    for fields in map(str, FIELDS):
        print(f"the parser alone, {fields} fields: {mine[fields]['parser_ms']:.1f} ms")
    print("first signs of life in a new process: " + ", ".join(f"{name} {ms:.0f} ms" for name, ms in life.items()))
    if theirs:
        print(f"importing the SQL agent: {theirs['loaded']:.0f} ms")


def _row(fields, name, found):
    sizes = " | ".join(f"{found[key]:,}" for key in ("calls", "first", "largest", "all"))
    print(f"| {fields} | {name} | {sizes} | {found['ms']:.1f} |")


if __name__ == "__main__":
    main()
