"""Two figures over periods of unequal length say so; months of 28 and 31 days are one month each."""

from __future__ import annotations

import pytest

from assistant.answer import answer
from assistant.question import Question

LONGER = "The periods are not equally long: 31 days are compared with 61."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("revenue in October 2026 compared with August to September 2026", [LONGER]),
        ("revenue in October 2026 vs September 2026", []),  # 31 and 30 days: a month each
        ("revenue by region in October 2026 vs September 2026", []),
        ("revenue from 1 to 7 October 2026 vs the previous period", []),
    ],
)
def test_periods_of_unequal_length_are_named(shop, text, told):
    found = answer(Question.of(text), shop)
    assert found.status == "answered", found.headline
    assert [note.text for note in found.caveats if note.code == "unequal_periods"] == told
