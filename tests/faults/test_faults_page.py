"""The page of faults is complete: every row of trouble names tests, and each of them exists and checks something."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.written import written_tests

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "faults.md").read_text("utf-8")
ELSEWHERE = {"R35", "R48"}  # a benchmark; one engine only


def test_every_row_names_tests_that_check_something():
    rows = [line for line in PAGE.splitlines() if re.match(r"\| (R\d\d|–) ", line)]
    for row in rows:
        names = re.findall(r"`(test_\w+)`", row)
        assert names, row
        for name in names:
            nodes = list(ast.walk(written_tests()[name]))
            asserts = any(isinstance(node, ast.Assert) for node in nodes)
            assert asserts or any("raises" in ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call))


def test_no_row_is_missing():
    every = {f"R{n:02}" for n in range(1, 49)}
    assert every <= set(re.findall(r"\b(R\d\d)\b", PAGE))
    assert set(re.findall(r"^\| (R\d\d)", PAGE, re.MULTILINE)) == every - ELSEWHERE


def test_every_test_named_after_a_row_is_on_the_page():
    own = {name for name in written_tests() if re.match(r"test_r\d\d_", name)}
    assert own - set(re.findall(r"`(test_\w+)`", PAGE)) == set()
