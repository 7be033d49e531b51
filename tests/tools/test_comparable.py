"""Comparisons with a time that the data do not hold, or hold in part; the sample begins on 1 November 2024."""

from __future__ import annotations

import pytest

from assistant.answer import answer
from assistant.question import Question


@pytest.mark.parametrize("text", ["revenue in December 2024 vs the same month last year", "2024年12月销售额同比"])
def test_a_comparison_with_a_time_before_the_data_is_refused_and_never_against_nothing(text, demo):
    found = answer(Question.of(text), demo)
    assert found.status == "refused"
    assert "2024" in found.refusal.reason


@pytest.mark.parametrize(
    ("text", "is_in_part"),
    [
        ("revenue in 2025 vs 2024", True),
        ("2025年销售额与2024年相比", True),
        ("revenue in October 2026 vs October 2025", False),
    ],
)
def test_a_year_of_which_the_data_hold_a_part_is_told(text, is_in_part, demo):
    found = answer(Question.of(text), demo)
    assert found.status == "answered"
    codes = {note.code for note in found.caveats}
    assert ("compared_in_part" in codes) is is_in_part
