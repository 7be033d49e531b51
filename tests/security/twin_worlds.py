"""Two copies of the sample shop that differ by nothing but what a policy withholds.

    source        first world                second world
    walk_in       three frequent buyers      four others of the same sixty
    paid_ads      the rest of the sixty      the rest of the sixty
    the others    as they are                as they are

Staff see groups of five customers. Whatever they are told must be the same in both: `walk_in` is too small, `paid_ads`
is the smallest beside it, and only the two together are the same people.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb

from semantic_layer.engines.duckdb import build_database
from semantic_layer.query import Who

STAFF, OWNER = Who("mia", ("staff",)), Who("boss", ("owner",))
POLICY = """\
policies:
  - {name: enough, dataset: customers, min_group: {entity: customer, k: 5}, applies_to: [staff]}
"""
FREQUENT = """
    SELECT customer_id, gender FROM customers JOIN orders USING (customer_id)
    GROUP BY ALL ORDER BY count(DISTINCT date_trunc('month', order_date)) DESC, count(*) DESC, customer_id LIMIT 60
"""


def build(source: Path, target: Path) -> tuple[Path, Path]:
    """Make both model folders from the one in `source`."""
    record = json.loads((source / "data" / "data.json").read_text(encoding="utf-8"))
    with duckdb.connect(str(source / "data" / record["file"]), read_only=True) as connection:
        both = connection.execute(FREQUENT).fetchall()
        women, men = ([key for key, gender in both if gender == which] for which in ("female", "male"))
        made = []
        for name, few in (("first", (*women[:2], *men[:1])), ("second", (*women[2:4], *men[1:3]))):
            folder = target / name
            folder.mkdir(parents=True)
            for file in source.glob("*.yaml"):
                shutil.copyfile(file, folder / file.name)
            (folder / "policies.yaml").write_text(POLICY, encoding="utf-8")
            changed = (
                f"* REPLACE (CASE WHEN customer_id IN {tuple(few)} THEN 'walk_in' WHEN customer_id IN "
                f"{tuple(key for key, _ in both)} THEN 'paid_ads' WHEN source IN ('walk_in', 'paid_ads') "
                "THEN 'word_of_mouth' ELSE source END AS source)"
            )
            files = {}
            for (table,) in connection.execute("SHOW TABLES").fetchall():
                files[table] = target / f"{table}.parquet"
                columns = changed if table == "customers" else "*"
                connection.execute(f"COPY (SELECT {columns} FROM {table}) TO '{files[table]}'")
            build_database(files, folder / "data")
            made.append(folder)
    return made[0], made[1]
