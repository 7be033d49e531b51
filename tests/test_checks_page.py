"""The table of checks is complete: each row names tests, and none of them is empty."""

import ast
import re
from pathlib import Path

from tests.written import written_tests

PAGE = Path("docs/checks.md").read_text(encoding="utf-8")


def test_every_row_of_the_table_names_a_test():
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and "checked by" not in line]
    assert len(rows) > 100
    assert [line for line in rows if not re.search(r"`test_\w+`", line)] == []


def test_no_test_that_is_named_is_empty():
    """A test checks something: an assertion, an expected refusal, or a comparison of arrays."""
    for name in set(re.findall(r"`(test_\w+)`", PAGE)):
        nodes = list(ast.walk(written_tests()[name]))
        checks = any(isinstance(node, ast.Assert) for node in nodes) or any(
            isinstance(node, ast.Call) and re.search("raises|assert_", ast.unparse(node.func)) for node in nodes
        )
        assert checks, name
