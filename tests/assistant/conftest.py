"""The tiny shop, built once for the tests that only read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.context import Context
from tests.assistant import tiny


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.build(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def shop(tiny_folder: Path) -> Context:
    from assistant.workspace import open_workspace

    return open_workspace(tiny_folder)
