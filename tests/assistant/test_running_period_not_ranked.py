"""A period that is still running is ranked with no whole one; where it is large already, the answer must say so.

On 25 October 2026 September has 460 and October 550 so far.
"""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answer import answer
from assistant.question import Question


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("which month has the highest revenue", "Oct 2026 is not over (1–24 Oct 2026) and is not ranked."),
        ("哪个月销售额最高", "2026年10月尚未结束（2026年10月1日–24日），未参与排名。"),
    ],
)
def test_the_running_month_that_was_left_out_of_a_ranking_is_named(shop, text, told):
    found = answer(Question.of(text, as_of=date(2026, 10, 25)), shop)

    assert found.table is not None
    assert [float(row[-1]) for row in found.table.rows] == [460.0]
    assert told in [note.text for note in found.caveats]


@pytest.mark.parametrize(
    ("text", "as_of"),
    [
        ("which month has the highest revenue", date(2026, 11, 1)),  # November has not begun
        ("revenue by month", date(2026, 10, 25)),  # nothing is ranked
        ("which region has the highest revenue", date(2026, 10, 25)),
    ],
)
def test_nothing_is_said_where_no_running_period_was_left_out(shop, text, as_of):
    found = answer(Question.of(text, as_of=as_of), shop)

    assert "incomplete_not_ranked" not in [note.code for note in found.caveats]
