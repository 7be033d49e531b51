"""A conversation through whole answers: what was shown can be pointed at, and what changed is said."""

from __future__ import annotations

import pytest

from assistant.answer import Answer, answer
from assistant.batch import answer_file
from assistant.context import Context
from assistant.conversation import Past
from assistant.question import Question


def talk(shop: Context, *texts: str) -> list[Answer]:
    past, answers = Past(), []
    for text in texts:
        answers.append(answer(Question.of(text), shop, past))
        past = past.after(answers[-1])
    return answers


def rows(found: Answer) -> list[tuple[object, ...]]:
    assert found.table is not None
    return [tuple(float(v) if not isinstance(v, str) else v for v in row) for row in found.table.rows]


@pytest.mark.parametrize(
    "texts",
    [
        ("top 1 region by revenue", "orders of that region"),
        ("rank regions by revenue", "the first one", "orders instead of revenue"),
        ("销售额最高的地区", "这些地区的订单数"),
    ],
)
def test_what_was_shown_can_be_pointed_at(shop, texts):
    last = talk(shop, *texts)[-1]

    assert last.status == "answered"
    assert rows(last)[0][-1] == 7  # the orders of East


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (("revenue by region in October 2026", "by channel"), "Changed: "),
        (("revenue by region in October 2026", "drop the period"), "Kept: revenue, by region; dropped: Oct 2026"),
        (("2026年10月各地区的销售额", "去掉时间条件"), "沿用：销售额、按地区；去掉：2026年10月"),
        (("2026年10月各地区的销售额", "按渠道呢"), "变更："),
    ],
)
def test_what_an_edit_changed_is_said(shop, texts, said):
    last = talk(shop, *texts)[-1]
    notes = [note.text for note in last.notes if note.code == "changed"]

    assert [text.startswith(said) for text in notes] == [True]


def test_a_new_question_has_nothing_changed(shop):
    last = talk(shop, "revenue by region", "orders by channel in October 2026")[-1]

    assert not any(note.code == "changed" for note in last.notes)


def test_going_back_shows_the_figures_of_the_answer_before(shop):
    answers = talk(shop, "revenue by region", "by channel", "go back")

    assert rows(answers[2]) == rows(answers[0])


def test_a_file_of_questions_may_hold_the_turns_before_each(shop, tmp_path):
    file = tmp_path / "questions.jsonl"
    file.write_text(
        '{"id": 1, "question": "orders instead", "turns": ["revenue by region", "orders instead"]}\n'
        '{"id": 2, "question": "orders by region"}\n',
        encoding="utf-8",
    )

    answer_file(file, tmp_path / "out.jsonl", shop, lambda *_, **__: None)
    first, second = ((tmp_path / "out.jsonl").read_text(encoding="utf-8")).splitlines()

    assert first.replace('"id": 1', '"id": 2').split('"rows"')[1] == second.split('"rows"')[1]


@pytest.mark.parametrize(
    ("first", "question", "wrong"),
    [
        ("orders by month", "revenue by rgion", ("rgion", "dimension:order.region")),
        ("每月订单数", "按地趣的销售额", ("地趣", "dimension:order.region")),
    ],
)
def test_what_is_taken_back_is_no_longer_leaned_on(shop, first, question, wrong):
    past = Past()
    for text in (first, question):
        said = answer(Question.of(text), shop, past)
        past = past.after(said)
    assert [note.undo for note in said.notes if note.undo] == [wrong]

    undone = answer(Question.of(question, not_meant=(wrong,)), shop, past)
    past = past.after(undone)

    assert undone.status != "answered"
    assert undone.notes[-1].code == "taken_back"
    assert answer(Question.of(question), shop, past).status != "answered", "it holds for the conversation"
    assert past.answered.text == first, "the answer that rested on it is none to go on from"
