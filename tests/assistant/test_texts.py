"""Every sentence exists in both languages, with the same places, and every code below has its own."""

from __future__ import annotations

import pytest

from assistant.answer_parts import Phrase
from assistant.texts import TEXTS, join_and, pieces, places, say
from semantic_layer.engines import errors as engine_errors
from semantic_layer.errors import QueryError
from tools.errors import ToolError


def test_every_sentence_exists_in_both_languages():
    assert [key for key, text in TEXTS.items() if not text.en or not text.zh] == []


def test_both_languages_of_a_sentence_have_the_same_places():
    assert [key for key, text in TEXTS.items() if places(text.en) != places(text.zh)] == []


def test_no_sentence_shouts():
    assert [key for key, text in TEXTS.items() if {"!", "！"} & set(text.en + text.zh)] == []


def all_below(parent: type) -> set[type]:
    return {parent, *(found for child in parent.__subclasses__() for found in all_below(child))}


@pytest.mark.parametrize(
    "error", sorted(all_below(QueryError) | all_below(ToolError) | all_below(engine_errors.EngineError), key=str)
)
def test_every_error_that_can_refuse_a_question_has_its_own_sentence(error):
    if error is not engine_errors.QueryInterrupted:  # a stop is not a refusal
        assert f"refuse.{error.code}" in TEXTS


def test_strong_places_stand_apart():
    assert pieces("finding.tie.desc", "en", groups="A and B", metric="revenue", value="¥2") == (
        Phrase("A and B", strong=True),
        Phrase(" tie for the highest "),
        Phrase("revenue"),
        Phrase(": practically equal, up to "),
        Phrase("¥2", strong=True),
        Phrase("."),
    )


def test_a_missing_key_is_a_defect():
    with pytest.raises(KeyError):
        say("no.such.sentence", "en")


def test_names_are_joined_as_each_language_does():
    assert join_and(("A", "B", "C"), "en") == "A, B and C"
    assert join_and(("甲", "乙", "丙"), "zh") == "甲、乙和丙"
