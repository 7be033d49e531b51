"""What people teach: kept beside the model, used for its author at once, for others after an owner's word."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assistant.answer import Answer, answer
from assistant.context import Context
from assistant.conversation import Past
from assistant.learning import review
from assistant.learning.lesson import BadLesson, question_lesson, word_lesson
from assistant.learning.lessons import Lessons
from assistant.question import Question
from assistant.workspace import open_workspace
from semantic_layer.meanings import Meaning
from semantic_layer.query import Who
from tests.assistant.parser.compact import compact

REVENUE = (Meaning("metric", "revenue"),)


@pytest.fixture
def shop(tiny_folder: Path, tmp_path: Path) -> Context:
    """A shop of its own for each test, because teaching writes beside the model."""
    shutil.copytree(tiny_folder, tmp_path / "shop", dirs_exist_ok=True)
    return open_workspace(tmp_path / "shop")


def ask(text: str, context: Context, who: str = "local") -> Answer:
    return answer(Question.of(text, who=Who(who)), context)


@pytest.mark.parametrize(
    ("teaching", "question"),
    [
        ("takings means revenue", "takings by region"),
        ("Remember: takings = revenue", "Takings by region?"),
        ("记住：流水就是销售额", "各地区的流水"),
        ("流水是指“销售额”", "各地区的流水"),
    ],
)
def test_a_taught_word_is_understood_from_the_next_question_on(shop, teaching, question):
    assert ask(question, shop).status == "refused"

    taught = ask(teaching, shop)

    assert taught.status == "answered"
    assert [note.code for note in taught.notes] == ["taught"]
    assert compact(ask(question, shop).plan) == compact(ask("revenue by region", shop).plan)


def test_a_draft_holds_for_its_author_only_until_an_owner_confirms_it(shop):
    ask("takings means revenue", shop, "anna")
    lesson = shop.lessons.all()[0]

    assert ask("takings by region", shop, "anna").status == "answered"
    assert ask("takings by region", shop, "bert").status == "refused"

    shop.lessons.decide(lesson.id, "confirmed", "owner")

    assert ask("takings by region", shop, "bert").status == "answered"


def test_a_rejected_word_is_used_for_nobody_and_cannot_be_taught_again(shop):
    ask("takings means revenue", shop, "anna")
    shop.lessons.decide(shop.lessons.all()[0].id, "rejected", "owner")

    again = ask("takings means revenue", shop, "anna")

    assert "rejected" in again.notes[0].text
    assert ask("takings by region", shop, "anna").status == "refused"


@pytest.mark.parametrize("teaching", ["region means revenue", "by means revenue", "地区就是销售额"])
def test_a_word_that_has_a_meaning_is_not_taught_over(shop, teaching):
    refused = ask(teaching, shop)

    assert refused.refusal is not None
    assert refused.refusal.code == "word_taken"
    assert shop.lessons.all() == ()


@pytest.mark.parametrize(
    "text", ["takings means profit margin of Mars", "what does revenue mean", "什么是销售额", "1 = 1"]
)
def test_what_explains_nothing_teaches_nothing(shop, text):
    ask(text, shop)

    assert shop.lessons.all() == ()


def test_a_lesson_ends_when_the_definition_it_relies_on_changes(shop, tmp_path):
    ask("takings means revenue", shop)
    shop.lessons.decide(shop.lessons.all()[0].id, "confirmed", "owner")
    file = next(path for path in (tmp_path / "shop").glob("*.yaml") if "agg: sum, expr: amount" in path.read_text())
    file.write_text(file.read_text().replace("agg: sum, expr: amount", "agg: sum, expr: amount * 2"))
    changed = open_workspace(tmp_path / "shop")

    assert changed.lessons.all()[0].standing(changed.model) == "expired"
    assert ask("takings by region", changed).status == "refused"
    with pytest.raises(BadLesson, match="taught again"):
        changed.lessons.decide(changed.lessons.all()[0].id, "confirmed", "owner")

    ask("takings means revenue", changed)

    assert ask("takings by region", changed).status == "answered"


def test_every_lesson_survives_being_written_and_read(tmp_path, shop):
    calls = shop.reader.read(Question.of("revenue by region in October 2026")).outcome.calls
    kept = Lessons(tmp_path / "learned", shop.model)
    word = kept.add(word_lesson("takings", REVENUE, shop.model, author="anna", evidence="takings by region"))
    asked = kept.add(question_lesson("how was October", calls, shop.model, author="anna", evidence="revenue by region"))

    read = Lessons(tmp_path / "learned", shop.model).all()

    assert read == (asked, word)


@pytest.mark.parametrize("phrase", ["", "   ", "123", "x" * 61])
def test_a_word_needs_letters_and_a_sensible_length(shop, phrase):
    with pytest.raises(BadLesson):
        word_lesson(phrase, REVENUE, shop.model, author="anna", evidence="")


@pytest.mark.parametrize(
    "content", ["- a list", "phrase: x\nstate: confirmed\nmeans: [{kind: rule, name: x}]", "{", "\x00"]
)
def test_a_damaged_file_is_named_and_disturbs_no_other_lesson(shop, content):
    ask("takings means revenue", shop)
    (shop.lessons.folder / "damaged.yaml").write_text(content)

    assert shop.lessons.unreadable() == ("damaged.yaml",)
    assert ask("takings by region", shop).status == "answered"
    assert any("damaged.yaml" in line for line in review.listed(shop, "en"))


# --- verified questions --------------------------------------------------------------------------------------


@pytest.fixture
def verified(shop: Context) -> Context:
    review.teach(None, "how did the shop do in East in September 2026?", "revenue in East in September 2026", shop)
    return shop


def test_a_verified_question_is_answered_as_confirmed(verified):
    assert compact(ask("How did the shop do in East in September 2026", verified).plan) == (
        "revenue in month:2026-09 if order.region eq E"
    )


def test_period_and_value_of_a_verified_question_may_vary(verified):
    assert compact(ask("how did the shop do in West in October 2026?", verified).plan) == (
        "revenue in month:2026-10 if order.region eq W"
    )


@pytest.mark.parametrize(
    "question",
    [
        "how did the shop do in web in September 2026?",
        "how did the shop do by East in September 2026?",
        "how did our shop do in East in September 2026?",
        "how did the shop do in East in September 2026 and October 2026?",
    ],
)
def test_no_other_word_and_no_other_field_of_a_verified_question_may_vary(verified, question):
    plan = ask(question, verified).plan

    assert not any(span.bound_to.startswith("verified:") for span in plan.reading.spans)


def test_a_number_of_a_verified_question_may_vary_where_it_stands_once(shop):
    review.teach(None, "name me 2 stars", "top 2 regions by revenue", shop)

    assert compact(ask("name me 1 stars", shop).plan) == "revenue by order.region top 1 revenue desc"


def test_a_question_is_learned_only_by_words_that_are_understood(shop):
    assert review.teach(None, "how are we", "zorble by region", shop) is None
    assert shop.lessons.all() == ()


# --- corrections and confirmed readings ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "corrected"),
    [
        ("how is the shop in East in September 2026?", "no, I meant revenue in East in September 2026"),
        ("华东2026年9月生意好吗", "我的意思是2026年9月华东的销售额"),
    ],
)
def test_a_correction_teaches_the_question_before_it(shop, asked, corrected):
    first = ask(asked, shop)
    assert first.status != "answered"

    second = answer(Question.of(corrected), shop, Past().after(first))

    assert second.status == "answered"
    assert [note.code for note in second.notes if note.code == "taught"] == ["taught"]
    assert compact(ask(asked, shop).plan) == "revenue in month:2026-09 if order.region eq E"


@pytest.mark.parametrize("words", ["remember this", "That's right, remember it", "记住这个问法", "请记住"])
def test_a_confirmed_reading_is_kept(shop, words):
    first = ask("revenue by region", shop)

    kept = answer(Question.of(words), shop, Past().after(first))

    assert kept.status == "answered"
    assert [(lesson.phrase, lesson.state) for lesson in shop.lessons.all()] == [("revenue by region", "draft")]


def test_there_is_nothing_to_remember_before_an_answer(shop):
    assert ask("remember this", shop).status != "answered"
    assert shop.lessons.all() == ()


def test_a_correction_that_is_not_understood_teaches_nothing(shop):
    first = ask("how is the shop", shop)

    answer(Question.of("I meant zorble by region"), shop, Past().after(first))

    assert shop.lessons.all() == ()


# --- review --------------------------------------------------------------------------------------------------


def test_the_review_shows_what_would_come_in_and_what_is_out(shop):
    ask("takings means revenue", shop, "anna")
    ask("流水就是销售额", shop, "bert")
    first, second = shop.lessons.all()
    shop.lessons.decide(second.id, "rejected", "owner")

    lines = list(review.listed(shop, "en"))

    assert lines[0].startswith(f"+ {first.id}  {first.phrase}")
    assert any(line.startswith(f"- {second.id}") for line in lines)
    assert any("by anna" in line and "takings means revenue" in line for line in lines)


def test_deciding_about_an_unknown_lesson_is_refused_by_its_id(shop):
    with pytest.raises(BadLesson, match="12345678"):
        shop.lessons.decide("12345678", "confirmed", "owner")


def test_the_same_lesson_taught_twice_is_one_lesson(shop):
    ask("takings means revenue", shop, "anna")
    ask("Takings = revenue", shop, "bert")

    assert [lesson.author for lesson in shop.lessons.all()] == ["anna"]


def test_a_folder_that_cannot_be_written_is_said_and_the_turn_is_answered(shop, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("assistant.learning.lessons.write_whole", full)
    taught = ask("takings means revenue", shop)

    assert taught.status == "answered"
    assert [note.code for note in taught.notes] == ["taught_failed"]
