"""Every question that a new page offers is answered by the parser, in both languages, with the same plan."""

from __future__ import annotations

import pytest

from assistant.answer import answer
from assistant.question import Question
from assistant.ways_on.suggestions import SHOWN, suggestions
from semantic_layer.loader import load_model
from tools.demo import MODEL_DIR

MODEL = load_model(MODEL_DIR)
PAIRS = list(zip(suggestions(MODEL, "en"), suggestions(MODEL, "zh"), strict=True))


def test_there_are_six_in_each_language():
    assert len(PAIRS) == SHOWN


@pytest.mark.parametrize(("en", "zh"), PAIRS)
def test_a_suggestion_is_answered_in_both_languages_with_one_plan(demo, en, zh):
    english, chinese = answer(Question.of(en), demo), answer(Question.of(zh), demo)
    assert (english.status, english.language) == ("answered", "en")
    assert (chinese.status, chinese.language) == ("answered", "zh")
    assert english.plan.to_bytes() == chinese.plan.to_bytes()
    assert english.table.rows == chinese.table.rows
    assert english.table.rows
    assert english.headline and chinese.headline


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_next_questions_of_a_suggestion_can_be_asked(demo, language):
    from assistant.answer import run_plan
    from assistant.plan import Compute, Plan
    from assistant.reading import Reading

    for text in suggestions(MODEL, language):
        question = Question.of(text)
        for choice in answer(question, demo).next:
            followed = run_plan(Plan(Compute(choice.calls), Reading(language, ())), question, demo)
            assert followed.status == "answered", choice.label
