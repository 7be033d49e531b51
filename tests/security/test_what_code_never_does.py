"""Promises that the source itself keeps: what no module of the product calls, and the one place that does a thing."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path for folder in ("assistant", "semantic_layer", "tools", "ui") for path in (ROOT / folder).rglob("*.py")
)


def trees():
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in FILES}


@pytest.fixture(scope="module")
def code():
    found = trees()
    assert len(found) > 300
    return found


@pytest.fixture(scope="module")
def used(code):
    """What each file names."""
    return {file: frozenset(named(tree)) for file, tree in code.items()}


def named(tree):
    """Every name and attribute that is used, and every keyword that is passed."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
            yield f"{getattr(node.value, 'id', '')}.{node.attr}"
        elif isinstance(node, ast.keyword) and node.arg:
            yield f"{node.arg}="
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{one.name}" for one in node.names)
        elif isinstance(node, ast.Import):
            yield from (one.name for one in node.names)


def calls(tree, name):
    """Calls of `name`, a function or a method."""
    for node in _calls(tree):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called == name:
            yield node


@cache
def _calls(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


NEVER = {
    "objects revived from text": ("langchain_core.load", "langchain.load", "langchain_core.load.load", "dumpd"),
    "markup of our own making": ("unsafe_allow_html=", "components", "allow_dangerous_requests="),
    "text as a program": ("__import__", "compile_command", "runpy", "code.interact"),
    "a shell": ("os.system", "popen", "shell="),
}


@pytest.mark.parametrize("what", NEVER)
def test_no_module_uses(what, used):
    found = [(file, name) for file, names in used.items() for name in names if name in NEVER[what]]
    assert not found


def test_html_on_the_page_is_made_of_constants_alone(code):
    """A style sheet is; nothing that comes from data, a model or a question."""
    for file, tree in code.items():
        constants = {
            target.id
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name) and target.id.isupper()
        }
        constants |= {
            one.asname or one.name
            for node in tree.body
            if isinstance(node, ast.ImportFrom)
            for one in node.names
            if one.name.isupper()
        }
        for call in calls(tree, "html"):
            if isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "st":
                (given,) = call.args
                names = {node.id for node in ast.walk(given) if isinstance(node, ast.Name)}
                assert names - constants <= {"st"}, f"{file}:{call.lineno}"
                assert not [node for node in ast.walk(given) if isinstance(node, ast.JoinedStr)], (
                    f"{file}:{call.lineno}"
                )


def test_every_writer_of_csv_defuses_texts_by_the_one_rule_and_one_package_writes_workbooks(code, used):
    books = {file.rpartition("/")[0] for file, tree in code.items() if any(calls(tree, "Workbook"))}
    assert books == {"assistant/exports"}
    tables = {file for file, tree in code.items() if any(calls(tree, "writer")) or any(calls(tree, "DictWriter"))}
    assert len(tables) == 3  # answers, segments, the record
    assert all("tools.cells.safe_cell" in used[file] for file in tables)


def test_page_command_line_and_programs_go_through_the_same_door(code):
    for file in (
        "ui/views/ask.py",
        "assistant/commands/asking.py",
        "assistant/programs/tools.py",
        "assistant/batch.py",
    ):
        imported = {
            f"{node.module}.{one.name}"
            for node in ast.walk(code[file])
            if isinstance(node, ast.ImportFrom)
            for one in node.names
        }
        assert "assistant.answer.answer" in imported, file


def test_the_address_of_the_model_is_always_passed_and_only_the_client_makes_a_connection(code):
    makers = {file: list(calls(tree, "ChatOpenAI")) for file, tree in code.items() if any(calls(tree, "ChatOpenAI"))}
    assert list(makers) == ["assistant/agent/client.py"]
    for call in makers["assistant/agent/client.py"]:
        assert {"base_url", "api_key", "use_responses_api", "max_retries"} <= {keyword.arg for keyword in call.keywords}


def test_the_guard_reads_every_statement_in_the_dialect_of_the_engine_that_will_run_it(code):
    given = [
        ast.unparse(keyword.value)
        for tree in code.values()
        for call in calls(tree, "check")
        if isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "sql_guard"
        for keyword in call.keywords
        if keyword.arg == "dialect"
    ]
    assert given and all(value.endswith("engine.dialect") for value in given)
