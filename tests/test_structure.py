"""The shape of the code, read from its sources: who imports whom, and what may not occur anywhere."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ORDER = ("semantic_layer", "tools", "assistant", "ui")  # each may import those before it
ONLY_IN = {
    "streamlit": ("ui/",),
    "langchain": ("assistant/agent/client.py",),
    "langchain_core": ("assistant/agent/client.py",),
    "langchain_openai": ("assistant/agent/client.py",),
    "openai": ("assistant/agent/client.py", "assistant/agent/probe.py"),
    "duckdb": ("semantic_layer/engines/",),
    "mcp": ("assistant/programs/mcp_server.py",),
    "mcp_types": ("assistant/programs/mcp_server.py",),
}
LAZY = {
    "sklearn",
    "scipy",
    "pandas",
    "streamlit",
    "langchain",
    "langchain_core",
    "langchain_openai",
    "openai",
    "mcp",
    "mcp_types",
    "anyio",
    "pypinyin",
}
LAST_RESORT = {"assistant/cli.py": 1, "assistant/programs/mcp_server.py": 1, "ui/app.py": 1}


def sources() -> list[Path]:
    return [path for folder in ORDER for path in sorted((ROOT / folder).rglob("*.py"))]


def imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module, node.lineno


def module_level_imports(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from (name for name, _ in imports(ast.Module([node], [])))


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_imports_to_the_left(path):
    name = path.relative_to(ROOT).as_posix()
    allowed = ORDER[: ORDER.index(name.split("/")[0]) + 1]
    for module, line in imports(ast.parse(path.read_text(encoding="utf-8"))):
        top = module.split(".")[0]
        assert top not in ORDER or top in allowed, f"{name}:{line} imports {module}"
        places = ONLY_IN.get(top)
        assert places is None or name.startswith(places), f"{name}:{line} imports {module}"


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_heavy_libraries_are_imported_inside_functions_only(path):
    name = path.relative_to(ROOT).as_posix()
    heavy = LAZY - ({"streamlit"} if name.startswith("ui/") else set())
    found = {module.split(".")[0] for module in module_level_imports(ast.parse(path.read_text(encoding="utf-8")))}
    assert not found & heavy, f"{name} imports {found & heavy} at module level"


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_module_states_its_rule_and_runs_no_generated_code(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    name = path.relative_to(ROOT).as_posix()
    assert not tree.body or ast.get_docstring(tree), f"{name} has no module docstring"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"exec", "eval"}, f"{name}:{node.lineno} calls {node.func.id}"
    assert not {"pickle", "marshal", "shelve"} & {module for module, _ in imports(tree)}, name


def test_broad_handlers_stand_only_at_the_entry_points():
    found: dict[str, int] = {}
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            broad = isinstance(node, ast.ExceptHandler) and (
                node.type is None
                or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"})
            )
            if broad:
                name = path.relative_to(ROOT).as_posix()
                found[name] = found.get(name, 0) + 1
    allowed = {**LAST_RESORT, "semantic_layer/engines/worker.py": 1}
    assert all(count <= allowed.get(name, 0) for name, count in found.items()), found


def test_no_string_that_is_pasted_together_holds_sql():
    keyword = re.compile(r"\b(SELECT\s|INSERT\s+INTO|DELETE\s+FROM|CREATE\s+TABLE|ATTACH\s)", re.IGNORECASE)
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr) and len(node.values) > 1:
                text = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
                assert not keyword.search(text), f"{path.relative_to(ROOT)}:{node.lineno}: {text!r}"


def test_the_offline_command_line_loads_no_heavy_library():
    code = (
        "import sys, assistant.cli, assistant.answer, assistant.workspace;"
        "print(sorted({m.split('.')[0] for m in sys.modules} & "
        "{'pandas','sklearn','scipy','streamlit','altair','langchain','langchain_core','openai','mcp'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_our_folders_are_the_ones_that_are_imported():
    import assistant
    import semantic_layer
    import tools

    for package in (assistant, semantic_layer, tools):
        assert Path(str(package.__file__)).is_relative_to(ROOT)


def test_tracked_files_name_no_machine_path_and_no_registry_host():
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    hosts = re.compile("pypi" + r"\.org|files\.python" + "hosted|registry\\." + "npmjs")
    for name in filter(None, files):
        path = ROOT / name
        if path.suffix in {".py", ".md", ".toml", ".yaml", ".yml", ".txt", ""} and path.is_file():
            text = path.read_text(encoding="utf-8", errors="ignore")
            assert not hosts.search(text), name
            assert "/wo" + "rk/" not in text, name
