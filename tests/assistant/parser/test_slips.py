"""Slips of the fingers in everyday words: put right before reading, unless they are words of the data."""

from __future__ import annotations

import pytest

from assistant.parser.text.normalise import normalise
from assistant.parser.text.slips import without_slips
from assistant.question import Question
from tests.assistant.parser.compact import compact
from tests.assistant.parser.world import World, world


@pytest.fixture(scope="module")
def shop() -> World:
    return world()


@pytest.mark.parametrize(
    ("slipped", "meant"),
    [
        ("total number fo orders by region", "total number of orders by region"),
        ("teh revenue by quater", "the revenue by quarter"),
        ("revenue in Febuary 2026", "revenue in February 2026"),
        ("orders on wendesday", "orders on Wednesday"),
        ("hwo many customers", "how many customers"),
        ("wich region has teh hihgest revenue", "which region has the highest revenue"),
        ("mothly revenue", "monthly revenue"),
        ("revenue last moth", "revenue last month"),
        ("totl revenue by region", "total revenue by region"),
        ("averge order value by region", "average order value by region"),
    ],
)
def test_a_slip_in_an_everyday_word_changes_no_plan(shop, slipped, meant):
    assert compact(shop.read(slipped)) == compact(shop.read(meant))
    assert not compact(shop.read(meant)).startswith("!")


def test_what_was_corrected_is_told_as_it_was_typed(shop):
    told = {span.repaired_from: span.read_as for span in shop.read("Averge order value in Febuary").reading.repairs}
    assert told == {"Averge": "average", "Febuary": "February"}
    assert shop.read("revenue fo last month").reading.repairs == ()  # a little word changes no meaning


def test_what_was_corrected_can_be_taken_back(shop):
    taken = shop.parser.read(Question.of("revenue in Febuary 2026", not_meant=(("Febuary", ""),)))
    assert [span.text for span in taken.reading.unknown] == ["Febuary"]


@pytest.mark.parametrize(
    "text",
    [
        "number of moths by site",
        "form of payment",
        "sunda strait",
        "by mouth",
        "yestarday",
        "on weekends",
        "by mondays",
    ],
)
def test_another_word_is_left_as_it_stands(text):
    assert without_slips(normalise(text), lambda word: False).text == text


def test_a_word_of_the_data_is_no_slip():
    text = normalise("revenue of fo by quater")
    assert without_slips(text, {"fo"}.__contains__).text == "revenue of fo by quarter"


def test_every_character_keeps_its_place_in_what_was_written():
    fixed = without_slips(normalise("revenue by quater now"), lambda word: False)
    assert fixed.text == "revenue by quarter now"
    assert fixed.raw_text(11, 18) == "quater"
    assert fixed.raw_text(19, 22) == "now"
