"""A parser over the model that is proposed for some tables."""

from __future__ import annotations

from datetime import date

from assistant.parser import Parser
from semantic_layer.calendar import Calendar
from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.inference import propose_model
from semantic_layer.number_ranges import load_ranges
from semantic_layer.query import Who
from semantic_layer.value_index import load_values
from semantic_layer.vocabulary import Vocabulary


def reader_of(**tables):
    """Tables are lists of rows with equal keys; today is 1 July 2026."""
    engine, who = DuckDBEngine.memory(tables), Who()
    model = propose_model(engine)
    vocabulary = Vocabulary.build(model, load_values(model, engine, who), load_ranges(model, engine, who))
    engine.close()
    return Parser(model, vocabulary, Calendar(model.calendar, date(2026, 7, 1)))
