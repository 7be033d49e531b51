"""The sample data as whole stories need it: opened as a person would, and raw for the expected side.

Rule: built once per test session in a folder of its own, at a quarter of the usual size. `raw` reads the generated
Parquet files and nothing the product made of them.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import duckdb
import hypothesis
import pytest

from assistant.context import Context
from assistant.workspace import DEMO_SEED, ensure_demo, open_workspace
from tools.demo.generate import DemoFacts, generate

# Hundreds of processes start in a run. Where compiled modules are not kept, each of them compiles the libraries again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# A crowded machine is no finding: how long an example took on the clock is not judged.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")


def pytest_xdist_auto_num_workers() -> int:
    """One worker more than processors: the one with the browser's tests waits for the page half of its time."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays to the end: the interpreter need not look through it again and again for rubbish."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


def pytest_sessionfinish() -> None:
    gc.unfreeze()


@pytest.fixture(scope="session")
def demo_scale() -> float:
    """1 is the size a person sees; `WENSHU_TEST_DEMO_SCALE` makes the test's copy larger or smaller."""
    return float(os.environ.get("WENSHU_TEST_DEMO_SCALE", "0.25"))


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory, demo_scale: float) -> Iterator[Path]:
    """A `WENSHU_HOME` in which the demo has been built."""
    folder = tmp_path_factory.mktemp("wenshu_home")
    ensure_demo(folder, scale=demo_scale)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WENSHU_HOME", str(folder))
        yield folder


@pytest.fixture(scope="session")
def demo(demo_home: Path) -> Context:
    return open_workspace(demo_home / "demo")


@pytest.fixture(scope="session")
def demo_facts(tmp_path_factory: pytest.TempPathFactory, demo_scale: float) -> DemoFacts:
    """The same tables once more as files, and beside them the truth that was planted."""
    return generate(tmp_path_factory.mktemp("demo_raw"), scale=demo_scale, seed=DEMO_SEED)


@pytest.fixture(scope="session")
def raw(demo_facts: DemoFacts) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for path in sorted(demo_facts.tables_dir.glob("*.parquet")):
            connection.read_parquet(str(path)).create_view(path.stem)
        yield connection
