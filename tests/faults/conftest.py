"""Small worlds of one's own, to be broken."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.assistant.tiny import build, world

ROOT = Path(__file__).parents[2]


@pytest.fixture
def shop(tmp_path):
    """The tiny shop, opened."""
    return world(tmp_path / "shop")


@pytest.fixture
def folder(tmp_path):
    """The tiny shop's model folder."""
    return build(tmp_path / "shop")


@pytest.fixture
def demo_copy(demo_home, tmp_path):
    """A demo that may be changed."""
    shutil.copytree(demo_home / "demo", tmp_path / "demo")
    return tmp_path / "demo"


def wenshu(*arguments, home, prefix=(), env=None, **options):
    """The command line in a process of its own."""
    command = [*prefix, sys.executable, "-m", "assistant.cli", *map(str, arguments)]
    known = {**os.environ, "LANG": "C.UTF-8", "WENSHU_HOME": str(home), "PYTHONPATH": str(ROOT), **(env or {})}
    return subprocess.run(command, capture_output=True, text=True, env=known, check=False, **options)
