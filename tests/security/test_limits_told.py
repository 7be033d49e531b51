"""The limits that are in force are told, and what is told is what holds."""

from __future__ import annotations

import re
import resource
import subprocess
import sys

import pytest

from assistant import cli, limits, serving
from assistant.agent.settings import ModelSettings
from assistant.limits import limits_said
from assistant.slots import Slots
from semantic_layer import limits as system
from semantic_layer.engines.duckdb import DuckDBEngine, open_published
from semantic_layer.importing.child import Limits
from semantic_layer.model import Policy
from tests.assistant.tiny import build

GIB = 1024**3


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return build(tmp_path_factory.mktemp("limits") / "shop")


def settings(engine):
    """What an engine is limited to by its own account: memory in GB, threads."""
    memory, threads = engine.run("SELECT current_setting('memory_limit'), current_setting('threads')").rows[0]
    return f"{float(memory.removesuffix(' GiB')) * GIB / 1e9:.0f} GB", str(threads)


def test_memory_and_threads_that_are_told_are_those_of_the_opened_engine(folder):
    engine = open_published(folder / "data")
    memory, threads = settings(engine)
    engine.close()
    said = limits_said("en", 3)[0]
    assert f"{memory} of memory" in said and f"{threads} threads" in said and "3 questions at once" in said


def test_rows_and_seconds_that_are_told_are_those_of_a_question(folder):
    engine = DuckDBEngine.memory({"t": [{"a": 1}]})
    found = engine.run("SELECT range FROM range(200000)")
    engine.close()
    assert found.truncated
    assert f"{len(found.rows):,} rows" in limits_said("en", 1)[0]


def test_memory_that_is_told_of_typed_sql_is_that_of_its_process():
    engine = DuckDBEngine.memory({"t": [{"a": 1}]})
    memory = engine.run_strict("SELECT current_setting('memory_limit')").rows[0][0]
    held = resource.prlimit(engine._worker._process._child.pid, resource.RLIMIT_AS)[0]
    engine.close()
    said = limits_said("en", 1)
    assert f"{float(memory.removesuffix(' MiB')) * 1024**2 / 1e9:.0f} GB of memory" in said[1]
    assert f"{held // GIB} GB of address space for typed SQL" in said[3]


def test_where_the_system_allows_less_the_smaller_limit_is_told():
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30));"
        "from assistant.limits import limits_said; print(*limits_said('en', 1))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "3 GB of address space for typed SQL; 3 GB and" in said
    assert Limits().memory > 3 * GIB


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_system_without_limits_is_told_to_have_none_and_nothing_is_claimed(language, monkeypatch):
    monkeypatch.setattr(limits, "in_force", lambda name, most: None)
    *others, last = limits_said(language, 1)
    assert not re.search("address space|地址空间", "".join((*others, last)))
    assert ("limits no memory" if language == "en" else "不限制进程的内存") in last


def test_what_is_told_of_a_limit_is_what_setting_it_sets():
    code = (
        "import resource; from semantic_layer.limits import in_force, limit; told = in_force('RLIMIT_AS', 5 << 30);"
        "limit('RLIMIT_AS', 5 << 30); print(told == resource.getrlimit(resource.RLIMIT_AS)[0])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout.strip() == b"True"
    assert system.in_force("RLIMIT_AS", 1 << 20) == 1 << 20


@pytest.mark.parametrize("command", ["check", "serve", "demo"])
def test_each_start_tells_the_limits(command, folder, monkeypatch, capsys):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.setattr(serving, "serve", lambda *_, **__: 0)
    monkeypatch.setattr("assistant.commands.services.demo_folder", lambda *_: folder)
    assert cli.main([command, *(() if command == "demo" else ("--model", str(folder)))]) == 0
    told = capsys.readouterr().err
    assert all(sentence in told for sentence in limits_said("zh", Slots().size))


def test_a_policy_that_names_no_smallest_group_means_five_and_a_model_is_asked_within_its_limits():
    assert Policy(name="p", dataset="t", min_group_entity="customer").min_group_k == 5
    settings = ModelSettings(model="m", base_url="http://127.0.0.1:9/v1", api_key="k")
    assert (settings.model_calls, settings.tool_calls, settings.total_s, settings.reply_bytes) == (6, 8, 60, 1_000_000)
