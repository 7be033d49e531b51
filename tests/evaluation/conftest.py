"""The worlds, opened once, and every question asked once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.evaluation.corpus import Asked, ask_all
from tests.evaluation.worlds import SMALL, World, demo_world, open_world


@pytest.fixture(scope="session")
def worlds(tmp_path_factory: pytest.TempPathFactory, demo, raw) -> Iterator[dict[str, World]]:
    found = {name: open_world(name, tmp_path_factory.mktemp(name)) for name in SMALL}
    yield {"demo": demo_world(demo, raw), **found}
    for world in found.values():
        world.raw.close()


@pytest.fixture(scope="session")
def asked(worlds) -> list[Asked]:
    return [item for world in worlds.values() for item in ask_all(world)]
