"""Rows of an import that count twice, or for nobody."""

from __future__ import annotations

from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.repeated_rows import repeated_rows, rows_without

ROWS = [{"Order ID": n % 3, "Customer": None if n % 5 == 0 else "x", "Paid": 1.5} for n in range(6)]


def test_a_row_is_repeated_where_every_column_is_the_same():
    engine = DuckDBEngine.memory({"order lines": [*ROWS, ROWS[1], ROWS[0]]})

    seen = {tuple(row.values()) for row in ROWS}
    assert repeated_rows("order lines", engine) == 8 - len(seen)
    assert repeated_rows("order lines", DuckDBEngine.memory({"order lines": ROWS[:3]})) == 0


def test_blank_keys_are_counted_by_their_column():
    engine = DuckDBEngine.memory({"order lines": ROWS})

    assert (rows_without("order lines", "Customer", engine), rows_without("order lines", "Paid", engine)) == (2, 0)
