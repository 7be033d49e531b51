"""A parser over the model that is proposed for some tables.

Rule: it is made when it is first asked. Many stand at the top of a file of tests; every worker reads every file, and
one of them asks.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property

from assistant.parser import Parser
from semantic_layer.calendar import Calendar
from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.inference import propose_model
from semantic_layer.number_ranges import load_ranges
from semantic_layer.query import Who
from semantic_layer.value_index import load_values
from semantic_layer.vocabulary import Vocabulary


class GeneratedReader:
    """What a `Parser` has, made from the tables on first use."""

    def __init__(self, tables):
        self._tables = tables

    def read(self, *given, **more):
        return self._parser.read(*given, **more)

    @property
    def model(self):
        return self._parser.model

    @property
    def calendar(self):
        return self._parser.calendar

    @cached_property
    def _parser(self):
        engine, who = DuckDBEngine.memory(self._tables), Who()
        model = propose_model(engine)
        vocabulary = Vocabulary.build(model, load_values(model, engine, who), load_ranges(model, engine, who))
        engine.close()
        return Parser(model, vocabulary, Calendar(model.calendar, date(2026, 7, 1)))


def reader_of(**tables):
    """Tables are lists of rows with equal keys; today is 1 July 2026."""
    return GeneratedReader(tables)
