"""A metric whose definition changed says so, with the day, where the answer is about the time before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.answer import answer
from assistant.question import Question
from assistant.records.definitions import Definitions
from assistant.workspace import open_workspace
from tests.assistant import tiny

FIRST, LATER = date(2026, 9, 1), date(2026, 10, 15)


def opened(folder, today):
    """The shop as it is opened on a day."""
    found = open_workspace(folder)
    known = Definitions(found.definitions.path, found.model, lambda: today)
    return replace(found, definitions=known)


def told(text, shop):
    found = answer(Question.of(text), shop)
    assert found.status == "answered", found.headline
    return [note.text for note in found.caveats if note.code == "definition_changed"]


@pytest.fixture
def changed(tmp_path):
    """A shop that was opened once, and whose revenue no longer counts all orders."""

    def change(old, new):
        folder = tiny.build(tmp_path)
        assert told("revenue in September 2026", opened(folder, FIRST)) == []
        (path,) = [path for path in folder.glob("*.yaml") if old in path.read_text("utf-8")]
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
        return folder

    return change


REVENUE = "name: revenue, agg: sum, expr: amount"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("revenue in September 2026",
         ["The definition of revenue changed on 15 Oct 2026: figures shown before that day follow the former one."]),
        ("2026年9月的销售额", ["销售额的定义已于2026年10月15日变更：该日之前展示的数值按原定义计算。"]),
        ("orders in September 2026", []),  # another metric
    ],
)  # fmt: skip
def test_a_changed_formula_is_told_with_its_day(changed, text, said):
    folder = changed(REVENUE, "name: revenue, agg: sum, expr: 2 * amount")
    assert told(text, opened(folder, LATER)) == said
    assert told(text, opened(folder, date(2026, 12, 1))) == said  # the day stays that of the change


def test_of_days_after_the_change_nothing_is_told(changed):
    folder = changed(REVENUE, "name: revenue, agg: sum, expr: 2 * amount")
    assert told("revenue in October 2026", opened(folder, date(2026, 10, 1))) == []


def test_another_label_is_no_other_definition(changed):
    folder = changed("en: revenue, zh: 销售额", "en: revenue, zh: 营业额")
    assert told("revenue in September 2026", opened(folder, LATER)) == []


def test_a_register_that_cannot_be_read_tells_nothing_and_is_written_anew(changed):
    folder = changed(REVENUE, "name: revenue, agg: sum, expr: 2 * amount")
    opened(folder, LATER).definitions.path.write_text("not json", "utf-8")
    assert told("revenue in September 2026", opened(folder, LATER)) == []
    assert opened(folder, LATER).definitions.path.read_text("utf-8").startswith("{")
