"""Small companies to ask about: their tables, their model, and the same tables raw for the expected side.

Rule: a world with a `<name>.yaml` beside this file has a model written by hand; the others have the model that
`wenshu init` proposes for their files, unread and unedited. A world is opened once and asked many times.
"""

from __future__ import annotations

import csv
import datetime as dt
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from assistant.context import Context
from assistant.model_setup import set_up
from assistant.workspace import DEMO_SEED, ensure_demo, open_workspace
from tests.evaluation.worlds.tables import TABLES, Tables
from tools.demo.generate import generate

DEMO_SCALE = 0.25
HERE = Path(__file__).parent
TODAY = dt.date(2025, 7, 1)
DEMO_TODAY = dt.date(2026, 11, 1)
SMALL = tuple(TABLES)
NAMES = ("demo", *SMALL)


@dataclass(frozen=True)
class World:
    """A model to ask, and a connection on which the expected answers are computed."""

    name: str
    context: Context
    raw: duckdb.DuckDBPyConnection
    today: dt.date


def demo_world(context: Context, raw: duckdb.DuckDBPyConnection) -> World:
    """The sample data, opened by somebody else, as a world."""
    return World("demo", without_records(context), raw, DEMO_TODAY)


def open_demo(folder: Path) -> World:
    """Build the sample data below `folder` and open them."""
    facts = generate(folder / "raw", scale=DEMO_SCALE, seed=DEMO_SEED)
    raw = duckdb.connect()
    for path in sorted(facts.tables_dir.glob("*.parquet")):
        raw.read_parquet(str(path)).create_view(path.stem)
    return demo_world(open_workspace(ensure_demo(folder, scale=DEMO_SCALE)), raw)


def open_world(name: str, folder: Path) -> World:
    """Write the world's files below `folder`, set its model up and open it."""
    if name == "demo":
        return open_demo(folder)
    files, target = folder / "files", folder / name
    write_csv(TABLES[name](), files)
    target.mkdir(parents=True, exist_ok=True)
    written = HERE / f"{name}.yaml"
    if written.is_file():
        shutil.copyfile(written, target / "model.yaml")
    set_up(files, target, is_agreed=True)
    context = without_records(open_workspace(target))
    assert context.as_of == TODAY, f"{name}: today is {context.as_of}"
    raw = duckdb.connect()
    for path in sorted(files.glob("*.csv")):
        raw.read_csv(str(path)).to_table(path.stem)
    return World(name, context, raw, TODAY)


def without_records(context: Context) -> Context:
    """The same context without receipts and audit: a corpus leaves no trail."""
    return replace(context, receipts=None, audit=None)


def write_csv(tables: Tables, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, (columns, rows) in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows(rows)
