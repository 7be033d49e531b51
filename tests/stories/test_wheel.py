"""What is installed and nothing else: the built wheel makes its sample data and answers what a new page offers.

Rule: the packages come out of the wheel, not out of this folder, and whoever is asked for another machine is an error.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.stories.test_suggestions import PAIRS

ROOT = Path(__file__).parents[2]
GUARD = ROOT / "tests" / "ui" / "browser" / "guard"
ASK_ALL = """
import json, sys
from pathlib import Path
import assistant, semantic_layer, tools, ui
from assistant.answer import answer
from assistant.question import Question
from assistant.ways_on.suggestions import suggestions
from assistant.workspace import ensure_demo, open_workspace

home = Path(sys.argv[1])
ensure_demo(home, scale=0.05)
demo = open_workspace(home / "demo")
texts = [text for language in ("en", "zh") for text in suggestions(demo.model, language)]
found = [(text, answer(Question.of(text), demo)) for text in texts]
said = [(text, item.status, item.language, len(item.table.rows) if item.table else 0) for text, item in found]
folders = [str(Path(package.__file__).parent.parent) for package in (assistant, semantic_layer, tools, ui)]
print(json.dumps({"folders": folders, "said": said}))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder that holds what the wheel holds."""
    folder = tmp_path_factory.mktemp("wheel")
    built = ["uv", "build", "--quiet", "--wheel", "--out-dir", str(folder / "dist")]
    subprocess.run(built, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = (folder / "dist").glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


def test_the_wheel_answers_every_suggestion_in_both_languages_without_a_network(installed, tmp_path):
    reached = tmp_path / "sockets.txt"
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("OPENAI", "WENSHU_"))}
    environment = {**kept, "PYTHONPATH": f"{GUARD}{os.pathsep}{installed}", "WENSHU_TEST_SOCKETS": str(reached)}
    command = [sys.executable, "-c", ASK_ALL, str(tmp_path / "home")]
    ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert set(found["folders"]) == {str(installed)}
    english, chinese = zip(*PAIRS, strict=True)
    offered = [(text, "en") for text in english] + [(text, "zh") for text in chinese]
    assert [tuple(said[:3]) for said in found["said"]] == [(text, "answered", language) for text, language in offered]
    assert all(rows for *_, rows in found["said"])
    assert not reached.exists()
