"""What one says to a list of customers that an analysis has shown: list all, export it, what to do about it."""

from __future__ import annotations

import pytest

from assistant.answer import answer
from assistant.conversation import Past
from assistant.question import Question

SHOWN = {"en": "which customers in Shanghai are about to churn?", "zh": "上海哪些客户快要流失"}


def turn(text, demo, language):
    past = Past.of([answer(Question.of(SHOWN[language]), demo)])
    found = answer(Question.of(text), demo, past)
    assert found.status == "answered", found.headline
    (call,) = found.plan.outcome.calls
    return found, call


@pytest.mark.parametrize(
    ("language", "text"),
    [("zh", "列出名单"), ("zh", "把名单列出来"), ("zh", "列出他们"), ("en", "list them"), ("en", "show the list")],
)
def test_the_list_is_shown_as_long_as_it_may_be_for_the_same_customers(demo, language, text):
    found, call = turn(text, demo, language)
    assert call.tool == "churn_risk" and call.arguments.limit == 1000
    assert [item.field for item in call.arguments.filters] == ["city.city"]
    assert len(found.table.rows) > 20


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("zh", "导出名单", "文件在下方“…”菜单中"),
        ("zh", "导出他们", "文件在下方“…”菜单中"),
        ("en", "export the list", "its file is in the menu “…” below"),
        ("en", "export them", "its file is in the menu “…” below"),
    ],
)
def test_a_file_of_it_is_where_the_answer_says(demo, language, text, said):
    found, call = turn(text, demo, language)
    assert (call.tool, call.arguments.limit) == ("churn_risk", 1000)
    assert said in found.restatement


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("zh", "行动计划", "针对全部客户，不限于名单"),
        ("zh", "制定行动计划", "针对全部客户，不限于名单"),
        ("en", "make an action plan", "of all customers, not only those listed"),
    ],
)
def test_a_plan_is_what_is_agreed_for_the_segments(demo, language, text, said):
    found, call = turn(text, demo, language)
    assert call.tool == "segment_actions" and not call.arguments.filters
    assert said in found.restatement and found.table.rows


@pytest.mark.parametrize("text", ["export the champions", "导出冠军客户名单"])
def test_a_named_segment_is_exported_as_ever(demo, text):
    from assistant.parser.text.normalise import normalise
    from assistant.parser.turns.of_shown_list import read_shown_list

    past = Past.of([answer(Question.of(SHOWN["en"]), demo)])
    words = normalise(text)
    pieces = demo.reader.known.recogniser.all_pieces(words)
    assert read_shown_list(Question.of(text), words, pieces, past, demo.model) is None
