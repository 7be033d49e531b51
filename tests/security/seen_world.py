"""Two workspaces that must answer alike: one where policies keep things back, one whose data hold nothing else.

`restricted` has all data and the policies of its model; `filtered` has, in ordinary tables and without policies, what
the restricted person may see: rows are taken away by hand here, along the keys of the model, masked values are masked
in the table, and a hidden dimension is not in the model at all.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import duckdb

from semantic_layer.engines.duckdb import build_database
from semantic_layer.loader import load_model
from semantic_layer.query import Who

PERSON = Who("mia", ("regional",), (("region", "east"),))
POLICIES = """
policies:
  - {name: own_region, dataset: regions, rows: "region = :who.region", null_keys: hidden, applies_to: [regional]}
  - {name: no_incomes, dataset: customers, hide: [income_band], applies_to: [regional]}
  - {name: short_industry, dataset: customers, mask: [{dimension: industry, with: prefix(2)}], applies_to: [regional]}
"""


def build(source: Path, target: Path) -> tuple[Path, Path]:
    """Make both model folders from the one in `source`."""
    restricted, filtered = target / "restricted", target / "filtered"
    for folder in (restricted, filtered):
        folder.mkdir(parents=True)
        for file in source.glob("*.yaml"):
            shutil.copyfile(file, folder / file.name)
    (restricted / "policies.yaml").write_text(POLICIES, encoding="utf-8")
    shutil.copytree(source / "data", restricted / "data")
    _forget_dimension(filtered, "income_band")
    model = load_model(source)
    record = json.loads((source / "data" / "data.json").read_text(encoding="utf-8"))
    parts = target / "parts"
    parts.mkdir()
    with duckdb.connect(str(source / "data" / record["file"]), read_only=True) as connection:
        kept = _visible_rows(connection, model)
        files = {}
        for table in (row[0] for row in connection.execute("SHOW TABLES").fetchall()):
            files[table] = parts / f"{table}.parquet"
            columns = "* REPLACE (substr(industry, 1, 2) AS industry)" if table == "customers" else "*"
            where = kept.get(table, "true")
            connection.execute(f"COPY (SELECT {columns} FROM {table} AS this WHERE {where}) TO '{files[table]}'")
    build_database(files, filtered / "data")
    return restricted, filtered


def _visible_rows(connection: duckdb.DuckDBPyConnection, model: object) -> Mapping[str, str]:
    """A condition for each table that points to a region, however far away."""
    kept = {"regions": "region = 'east'"}
    keys = {
        dataset.entities[0].name: dataset
        for dataset in model.datasets
        if dataset.primary and "SELECT" not in dataset.source
    }
    tables = [dataset for dataset in model.datasets if "SELECT" not in dataset.source]
    for _ in range(6):  # as many steps as a row may be away from its region
        for dataset in tables:
            table, conditions = dataset.source.rpartition(".")[2], []
            if table == "regions":
                continue
            for key in dataset.entities:
                owner = keys.get(key.name)
                if key.type != "foreign" or owner is None or owner.source.rpartition(".")[2] not in kept:
                    continue
                other = owner.source.rpartition(".")[2]
                pairs = zip(key.columns, owner.primary.columns, strict=True)
                on = " AND ".join(f'this."{mine}" = "{other}_x"."{theirs}"' for mine, theirs in pairs)
                inner = kept[other].replace("this.", f'"{other}_x".')
                conditions.append(f'EXISTS (SELECT 1 FROM {other} AS "{other}_x" WHERE {on} AND ({inner}))')
            if conditions:
                kept[table] = " AND ".join(conditions)
    return kept


def _forget_dimension(folder: Path, name: str) -> None:
    """Take one item of a list out of the text: from its dash to the next one."""
    for file in sorted(folder.glob("*.yaml")):
        text = file.read_text(encoding="utf-8")
        found = re.search(rf"^( *)- (name: {name}\n|\{{name: {name},)", text, re.MULTILINE)
        if found:
            rest = text[found.end() :]
            end = re.search(rf"^ {{0,{len(found[1])}}}\S", rest, re.MULTILINE)
            file.write_text(text[: found.start()] + (rest[end.start() :] if end else ""), encoding="utf-8")
            return
    raise LookupError(name)
