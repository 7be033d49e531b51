"""Misspelled, oddly spaced and foreign-spelled words: repaired where it is clear, and always shown."""

from __future__ import annotations

import pytest

from assistant.parser.text.spellings import spelling
from assistant.plan import Compute, Refuse
from assistant.question import Question

from .compact import compact
from .plots import FILMS, HOUSES, reader


@pytest.fixture(scope="module")
def films():
    return reader("film", "电影", FILMS)


@pytest.fixture(scope="module")
def houses():
    return reader("house", "房屋", HOUSES)


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("average rating by relaese year", "rating by film.release_year"),
        ("average ratng by genre", "rating by film.genre"),
        ("average run time by genre", "runtime by film.genre"),
        ("average run-time by genre", "runtime by film.genre"),
        ("各题材的平均平分", "rating by film.genre"),
        ("各制篇厂的平均评分", "rating by film.studio"),
    ],
)
def test_a_clear_slip_is_read_as_what_was_meant_and_said(films, text, plan):
    read = films.read(Question.of(text))

    assert compact(read) == plan
    assert any(span.status == "repair" for span in read.reading.spans)


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("average price by bed rooms", "price by house.bedrooms"),
        ("average price by bed-rooms", "price by house.bedrooms"),
        ("avrage prices by district", "price by house.district"),
    ],
)
def test_blanks_and_hyphens_inside_a_known_word_do_not_hide_it(houses, text, plan):
    assert compact(houses.read(Question.of(text))) == plan


@pytest.mark.parametrize("text", ["average rating by planet", "ratio by genre", "average raining by genre", "平均体重"])
def test_another_word_is_no_slip(films, text):
    outcome = films.read(Question.of(text)).outcome

    assert not isinstance(outcome, Compute)
    assert not isinstance(outcome, Refuse) or outcome.code in ("unknown_word", "not_supported", "nothing_asked")


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("neighbourhood", "neighborhood"), ("colour", "color"), ("favourites", "favorites"), ("organise", "organize"),
        ("organisation", "organization"), ("centre", "center"), ("theatres", "theaters"), ("catalogue", "catalog"),
        ("cancelled orders", "canceled orders"), ("behaviours", "behaviors"), ("metres", "meters"),
        ("jewellery", "jewelry"), ("analyse", "analyze"), ("e-mail", "email"), ("check-ins", "checkins"),
        ("check ins", "checkins"), ("licence", "license"),
    ],
)  # fmt: skip
def test_both_spellings_of_a_word_have_one_key(british, american):
    assert spelling(british) == spelling(american)


@pytest.mark.parametrize(
    ("first", "second"),
    [("four", "for"), ("tour", "tor"), ("hour", "hor"), ("called", "caled"), ("selling", "seling"), ("store", "stoer")],
)
def test_words_that_only_look_alike_keep_their_own_key(first, second):
    assert spelling(first) != spelling(second)


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("average ratng by genre", ("ratng", "metric:rating")),
        ("average run time by genre", ("run time", "metric:runtime")),
        ("各题材的平均平分", ("平分", "metric:rating")),
    ],
)
def test_a_correction_that_was_taken_back_is_made_neither_again_nor_offered(films, text, pair):
    assert [(span.repaired_from, span.bound_to) for span in films.read(Question.of(text)).reading.repairs] == [pair]

    plan = films.read(Question.of(text, not_meant=(pair,)))

    assert not isinstance(plan.outcome, Compute)
    assert any(span.text in pair[0] for span in plan.reading.unknown)
    offered = [call.to_json() for option in getattr(plan.outcome, "options", ()) for call in option.calls]
    assert films.read(Question.of(text)).outcome.calls[0].to_json() not in offered


def test_taking_back_one_correction_leaves_the_others(films):
    plan = films.read(Question.of("average ratng by genr", not_meant=(("ratng", "metric:rating"),)))

    assert "ratng" in [span.text for span in plan.reading.unknown]
