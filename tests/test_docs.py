"""The documents are complete and true: every name occurs, every example runs."""

from __future__ import annotations

import inspect
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import semantic_layer.engines.errors as engine_errors
import semantic_layer.errors as layer_errors
import tools.errors as tool_errors
from semantic_layer.loader import load_texts
from tools.catalog import CATALOG

ROOT = Path(__file__).parents[1]
FILES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "GLOSSARY.md", *sorted((ROOT / "docs").rglob("*.md"))]
PAGES = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in FILES}
EVERYTHING = "\n".join(PAGES.values())
KINDS = ("simple", "ratio", "derived", "cumulative", "comparison", "conversion", "population_rate", "nested")


def error_classes():
    for module in (layer_errors, tool_errors, engine_errors):
        for name, item in vars(module).items():
            if inspect.isclass(item) and issubclass(item, Exception) and item.__module__ == module.__name__:
                yield name


def blocks(language):
    for page, text in PAGES.items():
        for number, code in enumerate(re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)):
            yield pytest.param(code, id=f"{page}-{number}")


@pytest.mark.parametrize("kind", KINDS)
def test_every_metric_kind_is_documented(kind):
    assert f"`{kind}`" in PAGES["docs/semantic-model.md"]


@pytest.mark.parametrize("name", [spec.name for spec in CATALOG])
def test_every_tool_is_documented(name):
    assert f"`{name}`" in PAGES["docs/tools.md"]


@pytest.mark.parametrize("name", sorted(set(error_classes())))
def test_every_error_class_is_documented(name):
    assert f"`{name}`" in PAGES["docs/errors.md"]


def test_every_command_and_option_is_documented():
    from assistant.cli import parser as build_parser

    parser = build_parser("en")
    commands = next(action for action in parser._actions if hasattr(action, "choices") and action.choices).choices
    assert set(commands) >= {"demo", "ask", "answer", "init", "check", "serve", "sql", "receipt", "audit"}
    for name, command in commands.items():
        assert f"`wenshu {name}" in PAGES["docs/commands.md"], name
        for action in command._actions:
            for option in action.option_strings:
                assert option in ("-h", "--help") or option in PAGES["docs/commands.md"], (name, option)


def test_every_setting_is_documented():
    names = set()
    for folder in ("assistant", "tools", "semantic_layer", "ui"):
        for path in (ROOT / folder).rglob("*.py"):
            names |= set(re.findall(r"\b(WENSHU_[A-Z_]+|OPENAI_API_KEY)\b", path.read_text(encoding="utf-8")))
    assert names
    for name in names:
        assert f"`{name}`" in PAGES["docs/settings.md"], name


def test_every_decision_and_page_is_linked_from_somewhere():
    for page in PAGES:
        if page.startswith("docs/"):
            assert Path(page).name in EVERYTHING, page


@pytest.mark.parametrize("code", blocks("yaml"))
def test_every_yaml_example_that_is_a_model_loads(code):
    if code.lstrip().startswith("version:"):
        assert load_texts({"model.yaml": code}).metrics
    else:
        import yaml

        assert yaml.safe_load(code)


@pytest.mark.parametrize("code", blocks("python"))
def test_every_python_example_runs(code, demo_home, tmp_path):
    script = tmp_path / "example.py"
    script.write_text(code, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, cwd=tmp_path, env=environment)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("code", blocks("console"))
def test_every_command_line_example_runs(code, demo_home, capsys, monkeypatch, tmp_path):
    from assistant.cli import main

    monkeypatch.chdir(tmp_path)
    (tmp_path / "my_tables").mkdir()
    (tmp_path / "my_tables" / "orders.csv").write_text(
        "order_id,customer,city,day,amount\n1,Ann,Paris,2026-01-03,20.50\n2,Bo,Rome,2026-02-03,12.00\n",
        encoding="utf-8",
    )
    for line in code.splitlines():
        command = line.removeprefix("$ ").removeprefix("uv run ").strip()
        if not command.startswith("wenshu ") or "demo" in command.split()[1:2] or "serve" in command.split()[1:2]:
            continue  # servers are started by the browser test
        capsys.readouterr()
        assert main(shlex.split(command)[1:]) == 0, (command, capsys.readouterr())


def test_every_check_that_is_named_exists_and_every_analysis_has_one():
    page = PAGES["docs/checks.md"]
    named = set(re.findall(r"`(test_\w+)`", page))
    known = {
        name
        for path in Path("tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.M)
    }
    assert named and named <= known, sorted(named - known)
    plain = {"query_metrics", "describe", "run_sql"}
    assert {spec.name for spec in CATALOG} - plain <= set(re.findall(r"`(\w+)`", page))
