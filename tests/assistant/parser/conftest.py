from __future__ import annotations

from datetime import date

import pytest

from assistant.parser import Parser
from semantic_layer.calendar import Calendar
from semantic_layer.loader import load_model
from semantic_layer.vocabulary import Vocabulary
from tools.demo import MODEL_DIR

from .world import World, world


@pytest.fixture(scope="session")
def shop_world() -> World:
    return world()


@pytest.fixture(scope="session")
def demo_reader() -> Parser:
    """The parser over the sample model, without its values, on 1 November 2026."""
    model = load_model(MODEL_DIR)
    days = {"first_day": date(2024, 11, 1), "last_day": date(2026, 10, 31), "as_of": date(2026, 11, 1)}
    return Parser(model, Vocabulary.build(model), Calendar.of(model.calendar, **days))
