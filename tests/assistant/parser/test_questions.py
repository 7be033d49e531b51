"""Both languages give one plan, and the plan is the one an analyst expects."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from assistant.plan import Compute

from .compact import compact

PAIRS = yaml.safe_load(Path(__file__).with_name("questions.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", PAIRS, ids=[row["en"] for row in PAIRS])
def test_a_question_and_its_translation_give_the_expected_plan(shop_world, row):
    english, chinese = shop_world.read(row["en"]), shop_world.read(row["zh"])

    assert compact(english) == row["plan"]
    assert compact(chinese) == row["plan"]
    assert english.to_bytes() == chinese.to_bytes()


@pytest.mark.parametrize("row", PAIRS, ids=[row["en"] for row in PAIRS])
def test_defaults_are_stated_as_assumptions(shop_world, row):
    stated = {code.strip() for code in row.get("assumes", "").split(",")} - {""}

    assert stated <= {assumption.code for assumption in shop_world.read(row["en"]).reading.assumptions}
    assert stated <= {assumption.code for assumption in shop_world.read(row["zh"]).reading.assumptions}


def test_every_word_of_an_answered_question_lies_in_a_span(shop_world):
    for row in PAIRS:
        for text in (row["en"], row["zh"]):
            plan = shop_world.read(text)
            covered = set()
            for span in plan.reading.spans:
                assert text[span.start : span.end] == span.text
                covered.update(range(span.start, span.end))
            words = {i for i, character in enumerate(text) if character.isalnum()}
            assert words <= covered, (text, [text[i] for i in sorted(words - covered)])
            assert isinstance(plan.outcome, Compute)
            assert plan.reading.is_closed
