"""The tests as they are written, for the pages that name them."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cache
from pathlib import Path


@cache
def written_tests() -> Mapping[str, ast.FunctionDef]:
    """Every test function by its name. Read when a test asks for it: reading takes seconds."""
    return {
        node.name: node
        for path in Path(__file__).parent.rglob("test_*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }
