from __future__ import annotations

import pytest

from .world import World, world


@pytest.fixture(scope="session")
def shop_world() -> World:
    return world()
