"""An analysis that is asked for in words it cannot use: the words are named, and never those that ask for it."""

from __future__ import annotations

import pytest

from assistant.question import Question

from .compact import compact


@pytest.mark.parametrize(
    ("text", "obstacle"),
    [
        ("retention trend", "trend"),
        ("留存趋势", "趋势"),
        ("retention by signup month", "signup"),
        ("按注册月份的留存", "注册"),
        ("is retention improving", "improving"),
    ],
)
def test_the_word_that_stands_in_the_way_is_named(text, obstacle, demo_reader):
    assert compact(demo_reader.read(Question.of(text))) == f"! not_supported {obstacle}"


@pytest.mark.parametrize("text", ["revenue by unicorns", "销售额按独角兽"])
def test_a_plain_question_still_names_its_own_unknown_word(text, demo_reader):
    assert compact(demo_reader.read(Question.of(text))).startswith("! unknown_word")
