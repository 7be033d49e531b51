"""One sample world at scale 1 for the tests of this folder."""

from __future__ import annotations

import pytest

from tools.demo.generate import generate


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    return generate(tmp_path_factory.mktemp("demo"), scale=1, seed=0)
