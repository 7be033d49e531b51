"""Thumbs reach the record and the learning of the parser; nothing changes for others before an owner confirms."""

from __future__ import annotations

import pytest

from assistant.answer import answer
from assistant.conversation import Past
from assistant.learning.feedback import PARTS, can_teach, confirm, correct
from assistant.question import Question
from assistant.workspace import open_workspace
from semantic_layer.query import Who
from tests.assistant import tiny


@pytest.fixture
def shop(tmp_path):
    return tiny.world(tmp_path / "shop")


def ask(context, text, past=None):
    question = Question.of(text, who=context.tools.who)
    return answer(question, context, past) if past else answer(question, context)


def feedback(context):
    return [record for record in context.audit.records() if record["event"] == "feedback"]


@pytest.mark.parametrize("text", ["revenue by region last month", "上个月各地区销售额"])
def test_thumbs_up_keeps_the_reading_as_a_draft_and_is_on_record(shop, text):
    found = ask(shop, text)
    heard = confirm(found, shop)
    lesson = shop.lessons.all()[0]
    assert heard.is_recorded and lesson.id in heard.sentence
    assert (lesson.phrase, lesson.calls, lesson.state) == (text, found.plan.outcome.calls, "draft")
    record = feedback(shop)[0]
    assert (record["verdict"], record["receipt"], record["lesson"]) == ("up", found.receipt, lesson.id)
    assert ask(shop, text).plan == found.plan
    assert shop.audit.verify().is_sound


@pytest.mark.parametrize("part", PARTS)
def test_thumbs_down_without_words_is_a_gap(shop, part):
    found = ask(shop, "revenue by region")
    correct(found, part, "", shop)
    assert (f"wrong_{part}", "revenue by region", 1) in shop.audit.gaps()
    assert shop.lessons.all() == ()


def test_a_correction_that_is_understood_is_taught_and_no_gap(shop):
    found = ask(shop, "revenue by region")
    correct(found, "metric", "orders by region", shop)
    assert shop.audit.gaps() == ()
    again = ask(shop, "revenue by region")
    assert again.sections[0].table.rows == (("E", 7), ("W", 5))
    assert feedback(shop)[0]["words"] == "orders by region"


def test_a_correction_holds_for_its_author_alone_until_it_is_confirmed(tmp_path):
    folder = tiny.build(tmp_path / "shop")
    ann = open_workspace(folder, who=Who("Ann"))
    correct(ask(ann, "revenue by region"), "metric", "orders by region", ann)
    bob = open_workspace(folder, who=Who("Bob"))
    assert ask(bob, "revenue by region").sections[0].table.rows == (("E", 900), ("W", 300))
    bob.lessons.decide(bob.lessons.all()[0].id, "confirmed", "Owner")
    assert ask(bob, "revenue by region").sections[0].table.rows == (("E", 7), ("W", 5))


@pytest.mark.parametrize("words", ["flibbertigibbet by region", "revenue by region", "各渠道的复购"])
def test_a_correction_that_says_nothing_new_is_a_gap(shop, words):
    correct(ask(shop, "revenue by region"), "filter", words, shop)
    assert shop.lessons.all() == ()
    assert ("wrong_filter", "revenue by region", 1) in shop.audit.gaps()


def test_the_last_word_about_an_answer_counts(shop):
    found = ask(shop, "revenue by region")
    correct(found, "period", "", shop)
    confirm(found, shop)
    assert shop.audit.gaps() == () and len(feedback(shop)) == 2


def test_a_follow_up_is_recorded_and_never_taught_as_a_whole_question(shop):
    first = ask(shop, "revenue by region last month")
    second = ask(shop, "by channel", Past.of([first]))
    assert second.status == "answered" and not can_teach(second)
    confirm(second, shop)
    assert shop.lessons.all() == () and feedback(shop)[0]["verdict"] == "up"


def test_what_cannot_be_recorded_teaches_nothing(shop):
    found = ask(shop, "revenue by region")
    shop.audit.path.unlink()
    shop.audit.path.mkdir()
    heard = confirm(found, shop)
    assert not heard.is_recorded and shop.lessons.all() == ()
