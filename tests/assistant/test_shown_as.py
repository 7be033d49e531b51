"""A turn that only asks for a table or a chart says that it is shown so, and changes nothing else."""

from __future__ import annotations

import pytest

from assistant.answer import answer
from assistant.conversation import Past
from assistant.question import Question

BEFORE = {
    "en": (
        "why did revenue change last month",
        "revenue in October 2026 compared with August 2026",
        "revenue by region",
    ),
    "zh": ("上个月销售额为什么变化", "2026年10月销售额与2026年8月相比", "各地区销售额"),
}
TURNS = [("en", "as a table", "Changed: shown as a table"), ("en", "as a bar chart", "Changed: shown as a bar chart"),
         ("zh", "用表格显示", "变更：以表格显示"), ("zh", "用柱状图显示", "变更：以条形图显示")]  # fmt: skip


@pytest.mark.parametrize(("language", "turn", "said"), TURNS)
@pytest.mark.parametrize("place", range(3))
def test_another_way_to_show_it_is_said_and_nothing_else_changes(demo, language, turn, said, place):
    before = answer(Question.of(BEFORE[language][place]), demo)
    found = answer(Question.of(turn), demo, Past.of([before]))
    (note,) = [note.text for note in found.notes if note.code == "changed"]
    assert note.startswith(said)
    assert "instead" not in note and "dropped" not in note and "原为" not in note and "去掉" not in note
    (was,), (now,) = before.plan.outcome.calls, found.plan.outcome.calls
    assert now.arguments.chart in ("table", "bar")
    assert now.arguments.model_copy(update={"chart": None}) == was.arguments
    assert found.restatement == before.restatement and found.table == before.table


@pytest.mark.parametrize(("language", "turn"), [("en", "by channel"), ("zh", "按渠道")])
def test_a_period_that_was_compared_with_stays_while_the_period_stays(demo, language, turn):
    before = answer(Question.of(BEFORE[language][1]), demo)
    (call,) = answer(Question.of(turn), demo, Past.of([before])).plan.outcome.calls
    assert call.arguments.compare == before.plan.outcome.calls[0].arguments.compare


@pytest.mark.parametrize(("language", "turn"), [("en", "and in September 2026?"), ("zh", "那2026年9月呢")])
def test_a_period_that_was_compared_with_goes_with_the_period(demo, language, turn):
    before = answer(Question.of(BEFORE[language][1]), demo)
    found = answer(Question.of(turn), demo, Past.of([before]))
    assert found.plan.outcome.calls[0].arguments.compare == ()
    assert any("dropped" in note.text or "去掉" in note.text for note in found.notes)
