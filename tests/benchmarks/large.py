"""A model as large companies have it: 50 metrics, 200 groupings, a million values; names made of everyday words.

Rule: everything is generated from a fixed seed, and the questions name what the model has.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date

import yaml

from semantic_layer.calendar import Calendar
from semantic_layer.loader import load_texts
from semantic_layer.model import SemanticModel
from semantic_layer.value_index import IndexedValue

METRICS, DIMENSIONS, VALUES = 50, 200, 1_000_000
AS_OF = date(2026, 1, 1)


def _words(text: str) -> list[str]:
    return text.split()


KINDS = _words("gross net planned returned insured leased internal external pending disputed")
THINGS = _words("cost output margin tonnage mileage deposit surplus backlog throughput premium")
PLACES = _words("plant carrier depot broker harbor vessel bundle gauge valve turbine mould kiln loom crane silo")
SIDES = _words("class grade origin maker status zone series family colour unit band code type mode")
SYLLABLES = _words("ka lo mi ter van dro shi pel gun os ra bel tor nix qua jin mar zel fo hu")


def names(first: list[str], second: list[str], n: int) -> list[str]:
    return [f"{one} {other}" for other in second for one in first][:n]


def metrics() -> list[str]:
    return names(KINDS, THINGS, METRICS)


def dimensions() -> list[str]:
    return names(PLACES, SIDES, DIMENSIONS)


def model() -> SemanticModel:
    measures = [
        {
            "name": name.replace(" ", "_"), "agg": "sum", "expr": name.replace(" ", "_"), "additivity": "additive",
            "unit": "quantity(unit)", "format": "decimal(2)", "null_semantics": "absent_is_zero",
            "create_metric": True, "labels": {"en": name},
        }
        for name in metrics()
    ]  # fmt: skip
    groups = [{"name": name.replace(" ", "_"), "type": "categorical", "labels": {"en": name}} for name in dimensions()]
    dataset = {
        "name": "events", "source": "events", "role": "fact", "grain": ["event"], "time_basis": "event",
        "default_time": "day", "entities": [{"name": "event", "type": "primary", "columns": ["event_id"]}],
        "dimensions": [{"name": "day", "type": "time", "grain": "day"}, *groups], "measures": measures,
    }  # fmt: skip
    text = {
        "version": 1, "model": "large",
        "calendar": {"timezone": "UTC", "week": {"start": "monday", "numbering": "iso"}},
        "entities": [{"name": "event", "labels": {"en": "event"}}], "datasets": [dataset],
    }  # fmt: skip
    return load_texts({"model.yaml": yaml.safe_dump(text)})


def values(n: int = VALUES) -> Mapping[str, list[IndexedValue]]:
    """`n` values over all groupings, each two made-up words and a number."""
    source = random.Random(0)
    each = n // DIMENSIONS

    def word() -> str:
        return "".join(source.choice(SYLLABLES) for _ in range(source.randint(2, 4))).capitalize()

    words = [word() for _ in range(4000)]
    return {
        f"event.{name.replace(' ', '_')}": [
            IndexedValue(text, text)
            for text in (f"{source.choice(words)} {source.choice(words)} {place * each + i}" for i in range(each))
        ]
        for place, name in enumerate(dimensions())
    }


def calendar(of: SemanticModel) -> Calendar:
    return Calendar.of(of.calendar, first_day=date(2024, 1, 1), last_day=date(2025, 12, 31), as_of=AS_OF)


def questions(known: Mapping[str, list[IndexedValue]], n: int = 200) -> list[str]:
    """Questions with one to four slots: a metric, a grouping, a value, a period, a rank."""
    source = random.Random(1)
    shapes = (
        "{m} by {d}", "{m} by {d} last month", "{m} for {v}", "{m} of {v} by {d} in 2025", "top 5 {d} by {m}",
        "{m} excluding {v} this year", "monthly {m} for {v} in 2025", "which {d} had the highest {m} last quarter?",
    )  # fmt: skip
    found = []
    for place in range(n):
        column = source.choice(list(known))
        found.append(
            shapes[place % len(shapes)].format(
                m=source.choice(metrics()), d=source.choice(dimensions()), v=source.choice(known[column]).code
            )
        )
    return found
