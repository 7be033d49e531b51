"""A column that points to other rows of its own table is a role, proven by its values."""

from __future__ import annotations

import pytest

from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.inference import propose_model


def _keys(table, rows):
    return [
        (k.name, k.type, k.columns, k.role)
        for k in propose_model(DuckDBEngine.memory({table: rows}), "x").datasets[0].entities
    ]


@pytest.mark.parametrize(
    ("column", "role"),
    [("manager_id", "manager"), ("reports_to", "manager"), ("mgr_id", "manager"), ("上级编号", "上级")],
)
def test_the_one_above_is_another_row_of_the_table(column, role):
    rows = [{"worker_id": n, "name": f"w{n}", column: n // 2 or None} for n in range(1, 9)]

    assert _keys("workers", rows) == [
        ("worker", "primary", ("worker_id",), None),
        ("worker", "foreign", (column,), role),
    ]


def test_a_manager_who_is_no_row_of_the_table_makes_no_relation():
    rows = [{"worker_id": n, "name": f"w{n}", "manager_id": 100 + n % 3} for n in range(1, 9)]

    assert _keys("workers", rows) == [("worker", "primary", ("worker_id",), None)]


def test_a_table_keeps_its_role_when_it_points_to_itself():
    rows = [{"worker_id": n, "name": f"w{n}", "manager_id": n // 2 or None, "pay": n} for n in range(1, 9)]

    assert propose_model(DuckDBEngine.memory({"workers": rows}), "x").datasets[0].role == "fact"
