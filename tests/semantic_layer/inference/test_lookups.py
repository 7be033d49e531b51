"""A code with a table of what it means: the meaning is what the code is called."""

from __future__ import annotations

from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.inference import propose_model

CODES = [{"code": code, "description": text} for code, text in (("A", "Alps"), ("B", "Bay"), ("C", "Coast"))]
BOATS = [{"boat_id": n, "zone_code": "ABC"[n % 3], "length_m": n} for n in range(1, 13)]


def test_the_short_text_beside_each_code_stands_for_it_and_can_be_named():
    model = propose_model(DuckDBEngine.memory({"zones": CODES, "boats": BOATS}), "x")
    zone = model.entity("zone")

    assert zone.label_dimension == "description"
    assert model.dimension("zone.description").index == "auto"
    assert ("zone", "foreign", ("zone_code",)) in [
        (key.name, key.type, key.columns) for key in model.dataset("boat").entities
    ]


def test_a_text_that_comes_twice_stands_for_no_code():
    twice = [*CODES, {"code": "D", "description": "Bay"}]
    model = propose_model(DuckDBEngine.memory({"zones": twice, "boats": BOATS}), "x")

    assert model.entity("zone").label_dimension != "description"


def test_long_descriptions_of_things_are_still_no_names():
    wares = [{"ware_id": n, "ware_code": f"W{n}", "description": "soft and warm " * 9} for n in range(1, 5)]
    model = propose_model(DuckDBEngine.memory({"wares": wares}), "x")

    assert model.dimension("ware.description").index == "off"
