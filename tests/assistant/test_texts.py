"""Every sentence exists in both languages, with the same places, and every code below has its own."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

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


def test_no_key_is_written_in_two_files():
    """A second one would win unseen and say the words of another table."""
    files = [path for path in Path("assistant/texts").rglob("*.py") if path.name != "__init__.py"]
    keys = [key for path in files for key in re.findall(r'^    "([\w.]+)": Text\(', path.read_text("utf-8"), re.M)]
    assert len(keys) > 1000 and [key for key, n in Counter(keys).items() if n > 1] == []


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
    assert pieces("finding.tie.desc", "en", groups="A and B", metric="revenue", value="¥2", base="") == (
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


def test_han_and_latin_letters_stand_apart():
    assert say("restate.by", "zh", names="RFM 分群") == "按 RFM 分群"
    assert say("members.only", "zh", condition="订单数大于 5", entity="客户", more="") == "仅限订单数大于 5 的客户"
    assert join_and(("门店", "App"), "zh") == "门店和 App"


def test_one_row_is_not_called_rows():
    left_out = {"reason": "without a date"}
    assert say("caveat.rows_left_out", "en", rows="1", **left_out) == "Not counted: 1 row without a date."
    assert say("caveat.rows_left_out", "en", rows="1,200", **left_out) == "Not counted: 1,200 rows without a date."


def test_every_caveat_that_a_tool_raises_has_its_own_sentence():
    raised = {
        code
        for path in Path("tools").rglob("*.py")
        for code in re.findall(r'Caveat\(\s*"([a-z_]+)"', path.read_text(encoding="utf-8"))
    }
    assert raised and {code for code in raised if f"caveat.{code}" not in TEXTS} == set()
