"""The shape of the code, read from its sources: who imports whom, and what may not occur anywhere."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
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


@dataclass(frozen=True)
class Facts:
    """What the tests below ask of a source file; it is read once for all of them."""

    imports: tuple[tuple[str, int], ...]
    at_module_level: frozenset[str]
    is_empty: bool
    docstring: str | None
    called: tuple[tuple[str, int], ...]
    broad_handlers: int
    pasted: tuple[tuple[str, int], ...]  # the constant parts of strings that are pasted together


@cache
def facts(path: Path) -> Facts:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree))
    return Facts(
        tuple(imports(tree)),
        frozenset(module_level_imports(tree)),
        not tree.body,
        ast.get_docstring(tree),
        tuple((n.func.id, n.lineno) for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)),
        sum(isinstance(n, ast.ExceptHandler) and is_broad(n) for n in nodes),
        tuple(
            ("".join(str(part.value) for part in n.values if isinstance(part, ast.Constant)), n.lineno)
            for n in nodes
            if isinstance(n, ast.JoinedStr) and len(n.values) > 1
        ),
    )


def is_broad(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or (
        isinstance(handler.type, ast.Name) and handler.type.id in {"Exception", "BaseException"}
    )


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_imports_to_the_left(path):
    name = path.relative_to(ROOT).as_posix()
    allowed = ORDER[: ORDER.index(name.split("/")[0]) + 1]
    for module, line in facts(path).imports:
        top = module.split(".")[0]
        assert top not in ORDER or top in allowed, f"{name}:{line} imports {module}"
        places = ONLY_IN.get(top)
        assert places is None or name.startswith(places), f"{name}:{line} imports {module}"


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_heavy_libraries_are_imported_inside_functions_only(path):
    name = path.relative_to(ROOT).as_posix()
    heavy = LAZY - ({"streamlit"} if name.startswith("ui/") else set())
    found = {module.split(".")[0] for module in facts(path).at_module_level}
    assert not found & heavy, f"{name} imports {found & heavy} at module level"


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_module_states_its_rule_and_runs_no_generated_code(path):
    found, name = facts(path), path.relative_to(ROOT).as_posix()
    assert found.is_empty or found.docstring, f"{name} has no module docstring"
    for called, line in found.called:
        assert called not in {"exec", "eval"}, f"{name}:{line} calls {called}"
    assert not {"pickle", "marshal", "shelve"} & {module for module, _ in found.imports}, name


def test_broad_handlers_stand_only_at_the_entry_points():
    counts = {path.relative_to(ROOT).as_posix(): facts(path).broad_handlers for path in sources()}
    found = {name: count for name, count in counts.items() if count}
    allowed = {**LAST_RESORT, "semantic_layer/engines/worker.py": 1}
    assert all(count <= allowed.get(name, 0) for name, count in found.items()), found


def test_no_string_that_is_pasted_together_holds_sql():
    keyword = re.compile(r"\b(SELECT\s|INSERT\s+INTO|DELETE\s+FROM|CREATE\s+TABLE|ATTACH\s)", re.IGNORECASE)
    for path in sources():
        for text, line in facts(path).pasted:
            assert not keyword.search(text), f"{path.relative_to(ROOT)}:{line}: {text!r}"


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
