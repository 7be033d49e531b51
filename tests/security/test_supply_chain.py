"""What the program is built of: licences, pins, a bill of materials, and no word to anybody."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.security.sbom import ROOT, bill, license_of, locked, main, reached

PERMISSIVE = {
    "MIT", "MIT-0", "MIT-CMU", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Apache-2.0", "ISC", "Zlib", "PSF-2.0",
    "CC0-1.0", "Unlicense", "CNRI-Python", "HPND", "BSL-1.0",
}  # fmt: skip
# Copyleft of single files: used unchanged, nothing of it is copied into ours.
FILE_COPYLEFT = {
    "certifi": "MPL-2.0", "hypothesis": "MPL-2.0", "pathspec": "MPL-2.0",
    "orjson": "MPL-2.0 AND (Apache-2.0 OR MIT)",
}  # fmt: skip
READ_BY_HAND = {"tiktoken": "MIT"}  # says it in a whole text instead of a name

EVERYTHING = reached(("export", "mcp", "complete-journey", "sign-in"), ("dev",))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def allowed(expression):
    """Whether one of the alternatives asks for nothing but permissive licences."""
    alternatives = re.split(r"\s+OR\s+", expression.strip("()"))
    return any(
        all(part.strip("() ") in PERMISSIVE for part in re.split(r"\s+AND\s+", choice)) for choice in alternatives
    )


def test_every_dependency_has_a_licence_that_asks_for_nothing_in_return():
    assert len(EVERYTHING) > 60
    for name, package in EVERYTHING.items():
        said = license_of(package)
        if name in FILE_COPYLEFT:
            assert said == FILE_COPYLEFT[name]
        elif name in READ_BY_HAND:
            texts = [file for file in package.files or [] if file.name.upper().startswith("LICENSE")]
            assert any("MIT License" in file.read_text() for file in texts), name
        else:
            assert said, f"{name} does not say its licence"
            assert allowed(said), f"{name}: {said}"


@pytest.mark.parametrize(
    ("said", "is_fine"),
    [
        ("MIT", True), ("Apache-2.0 OR BSD-3-Clause", True), ("MIT AND PSF-2.0", True), ("GPL-3.0-only OR MIT", True),
        ("AGPL-3.0-only", False), ("GPL-3.0-or-later", False), ("LGPL-3.0", False), ("BUSL-1.1", False),
        ("SSPL-1.0", False), ("Elastic-2.0", False), ("MIT AND GPL-2.0-only", False), ("CC-BY-NC-4.0", False),
        ("Proprietary", False), ("", False), ("MPL-2.0", False),
    ],
)  # fmt: skip
def test_the_licence_check_can_fail(said, is_fine):
    assert allowed(said) == is_fine


def test_every_requirement_names_the_version_it_was_tried_with():
    for line in PROJECT["project"]["dependencies"]:
        need = Requirement(line)
        operators = {specifier.operator for specifier in need.specifier}
        assert operators & {"==", ">="}, line
        assert need.url is None, line


def test_the_parser_that_the_guard_rests_on_is_pinned_to_one_version():
    needs = {need.name: str(need.specifier) for need in map(Requirement, PROJECT["project"]["dependencies"])}
    assert needs["sqlglot"] == needs["sqlglotc"]
    assert needs["sqlglot"].startswith("==")
    assert EVERYTHING["sqlglot"].version == EVERYTHING["sqlglotc"].version == needs["sqlglot"].removeprefix("==")


def test_versions_with_known_holes_are_below_the_floor():
    found = {name: tuple(int(part) for part in re.findall(r"\d+", package.version)[:3])
             for name, package in EVERYTHING.items()}  # fmt: skip
    assert found["langchain-core"] >= (1, 2, 5)
    assert found["streamlit"] >= (1, 54, 0)
    floors = {need.name: need.specifier for need in map(Requirement, PROJECT["project"]["dependencies"])}
    assert not floors["langchain-core"].contains("1.2.4")
    assert not floors["streamlit"].contains("1.53.0")
    sign_in = {
        need.name: need.specifier for need in map(Requirement, PROJECT["project"]["optional-dependencies"]["sign-in"])
    }
    assert not sign_in["authlib"].contains("1.6.8")


def test_the_bill_of_materials_names_every_part_and_is_the_same_each_time(tmp_path, monkeypatch):
    file = tmp_path / "sbom.json"
    monkeypatch.setattr(sys, "argv", ["sbom", "--dev", str(file)])
    main()
    written = json.loads(file.read_text(encoding="utf-8"))

    assert written == bill(dev=True)
    assert (written["bomFormat"], written["specVersion"]) == ("CycloneDX", "1.6")
    assert {item["name"] for item in written["components"]} == set(EVERYTHING)
    refs = {item["bom-ref"] for item in written["components"]}
    assert {ref for entry in written["dependencies"] for ref in (entry["ref"], *entry["dependsOn"])} == refs
    assert "wenshu" not in {item["name"] for item in written["components"]}
    direct = {re.sub(r"[-_.]+", "-", Requirement(line).name).lower() for line in PROJECT["project"]["dependencies"]}
    assert direct <= set(EVERYTHING)
    assert str(Path.home()) not in file.read_text(encoding="utf-8")
    known = locked()
    for item in written["components"]:
        if f"{item['name']}=={item['version']}" in known:
            assert item["properties"], item["name"]


def test_the_server_sends_no_statistics():
    from assistant.serving import command

    settings = tomllib.loads((ROOT / "ui" / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["browser"]["gatherUsageStats"] is False
    assert "--browser.gatherUsageStats=false" in command(8501)
    assert "--server.address=127.0.0.1" in command(8501)
    assert "--client.showErrorDetails=none" in command(8501)


_LISTENING = """
import socket, sys
tried = []
class Guarded(socket.socket):
    def connect(self, address):
        tried.append(address)
        raise OSError("no network here")
    connect_ex = connect
socket.socket = Guarded
socket.create_connection = lambda address, *_, **__: tried.append(address) or (_ for _ in ()).throw(OSError("none"))
socket.getaddrinfo = lambda host, *_, **__: tried.append(host) or (_ for _ in ()).throw(OSError("none"))
from pathlib import Path
from assistant.answer import answer
from assistant.question import Question
from assistant.workspace import open_workspace
context = open_workspace(Path(sys.argv[1]))
for text in ("revenue by region", "各地区的销售额", "what is the weather", "SELECT 1"):
    answer(Question.of(text), context)
print(sorted(map(str, tried)))
"""


TALKATIVE = {
    "LANGSMITH_TRACING": "true", "LANGSMITH_API_KEY": "k", "LANGSMITH_ENDPOINT": "http://192.0.2.1:9",
    "LANGCHAIN_TRACING_V2": "true", "LANGCHAIN_API_KEY": "k", "LANGCHAIN_ENDPOINT": "http://192.0.2.1:9",
    "LANGSMITH_GATEWAY": "http://192.0.2.1:9", "LANGSMITH_OTEL_ENABLED": "true",
    "OTEL_EXPORTER_OTLP_ENDPOINT": "http://192.0.2.1:9",
    "OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "http://192.0.2.1:9/v1",
    "HTTP_PROXY": "http://192.0.2.1:9", "HTTPS_PROXY": "http://192.0.2.1:9", "ALL_PROXY": "http://192.0.2.1:9",
}  # fmt: skip


@pytest.mark.parametrize("environment", [{}, TALKATIVE], ids=["plain", "talkative"])
def test_without_an_endpoint_nothing_is_connected_to_whatever_the_shell_says(tmp_path, environment):
    from tests.assistant import tiny

    folder = tiny.build(tmp_path / "shop")
    done = subprocess.run(
        [sys.executable, "-c", _LISTENING, str(folder)],
        env={**os.environ, **environment}, capture_output=True, text=True, cwd=ROOT, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "[]", done.stdout


def test_with_an_endpoint_only_the_endpoint_is_connected_to_whatever_the_shell_says(tmp_path, monkeypatch):
    import socket
    from dataclasses import replace

    from assistant.answer import answer
    from assistant.question import Question
    from tests.assistant import tiny
    from tests.assistant.agent.runs import settings_for
    from tests.assistant.scripted_model import ScriptedModel

    for name, value in TALKATIVE.items():
        monkeypatch.setenv(name, value)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):  # a proxy is how this shell reaches its endpoint
        monkeypatch.delenv(name)
    connected, real = [], socket.socket.connect
    monkeypatch.setattr(
        socket.socket, "connect", lambda self, address: (connected.append(address), real(self, address))
    )
    with ScriptedModel([{"text": "no"}]) as endpoint:
        context = replace(tiny.world(tmp_path / "shop"), settings=settings_for(endpoint))
        answer(Question.of("zorbo of sales", reader="agent"), context)
        assert endpoint.requests
        port = endpoint.server_port
    assert {address[:2] for address in connected if isinstance(address, tuple)} == {("127.0.0.1", port)}
