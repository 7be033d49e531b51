"""Figures with a sign in a column of text are numbers with a unit, where all of them carry the same sign."""

from __future__ import annotations

import pytest

from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.inference import propose_model
from semantic_layer.model import Unit


def _measures(texts):
    rows = [{"lot_id": n, "fee": text} for n, text in enumerate(texts, 1)]
    engine = DuckDBEngine.memory({"lots": rows})
    return {m.name: m for m in propose_model(engine, "lots").datasets[0].measures if m.expr != "1"}, engine


@pytest.mark.parametrize(
    ("texts", "unit", "total"),
    [
        (["$1,200.50", "$990", "$0.50"], Unit("currency", "USD"), 2191),
        (["¥3,000", "¥12.5", "¥1"], Unit("currency", "CNY"), 3013.5),
        (["1,234 元", "6元", "60元"], Unit("currency", "CNY"), 1300),
        (["12%", "7.5%", "100%"], Unit("quantity", "%"), 119.5),
        (["1,200", "950", "2,000,000"], Unit("none"), 2002150),
    ],
)
def test_every_value_is_read_without_its_sign(texts, unit, total):
    measures, engine = _measures(texts)

    assert measures["fee"].unit == unit
    assert float(engine.run(f"SELECT sum({measures['fee'].expr}) FROM lots").rows[0][0]) == total


def test_percentages_are_averaged_and_never_summed():
    assert _measures(["12%", "8%"])[0]["fee"].agg == "avg"


@pytest.mark.parametrize("texts", [["$5", "€7"], ["$5", "five"], ["A-1", "B-2"], ["12%", "13"], ["007", "012"]])
def test_mixed_signs_words_and_codes_stay_text(texts):
    assert _measures(texts)[0] == {}
