"""Names that look alike, or turn a sentence round: as values, headings, questions, file names and names of metrics.

Two different texts are drawn as two different texts, and nothing that a text holds changes the order of what stands
beside it. What is not told apart is said here too, so that the page on security promises no more.
"""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from datetime import date

import pytest

from assistant.answer import answer
from assistant.exports.text import to_csv, to_html, to_text
from assistant.question import Question
from assistant.visible import spec_with_codes, with_codes
from assistant.workspace import open_workspace
from tests.assistant import tiny
from ui.inert import inert, visible

PAIRS = {
    "a Cyrillic letter": ("paypal", "p\u0430ypal"),
    "a Cyrillic capital": ("Amazon", "\u0410mazon"),
    "a Greek letter": ("Oslo", "\u039fslo"),
    "an Armenian letter": ("shop", "sh\u0585p"),
    "a Cherokee letter": ("Whale", "\u13b3hale"),
    "a small capital": ("bank", "\u0299ank"),
    "a blank of no width": ("East", "Ea\u200bst"),
    "a joiner": ("East", "East\u200d"),
    "a mark of order": ("East", "\ufeffEast"),
    "a soft hyphen": ("East", "Ea\u00adst"),
    "a word joiner": ("East", "Ea\u2060st"),
    "a blank that does not break": ("New York", "New\u00a0York"),
    "a thin blank": ("New York", "New\u2009York"),
    "a blank of letters": ("East", "East\u3164"),
    "a filler": ("East", "\u115fEast"),
    "a blank of Braille": ("East", "East\u2800"),
    "a joiner of marks": ("East", "E\u034fast"),
    "a chosen shape": ("East", "Ea\ufe00st"),
    "a shape far out": ("华东", "华\U000e0100东"),
    "a tag": ("East", "East\U000e0041"),
    "a turn to the left": ("East", "\u202eEast"),
    "an embedded turn": ("East", "Ea\u2067st\u2069"),
    "a mark to the left": ("East", "East\u200f"),
    "a bell": ("East", "East\x07"),
    "a line that ends": ("East", "Ea\u2028st"),
    "a private letter": ("East", "East\ue000"),
    "a pile of marks": ("Z\u0301\u0302\u0303algo", "Z\u0301\u0302\u0303\u0304algo"),
    "a taller pile": ("Z\u0301\u0302\u0303algo", "Z" + "\u0301\u0302\u0303" + "\u0304" * 40 + "algo"),
}
PLAIN = [
    "Москва", "Ελλάδα", "Երևան", "ᏣᎳᎩ", "日本語", "서울",
    "القاهرة", "תל אביב", "Nguyễn", "Żółć", "5 μm", "Δ revenue", "x²",
    "中文　空格",
    "❤️", "3D-модель", "Åse", "naïve", "Q&A", "C++", "北京-Beijing", "Z\u0301\u0302e",
]  # fmt: skip
TURNS = {"RLO", "LRO", "RLE", "LRE", "RLI", "LRI", "FSI", "PDF", "PDI"}
NOT_TOLD_APART = {
    "a whole word of another alphabet": ("ape", "\u0430\u0440\u0435"),
    "a letter and its mark in one piece": ("é", "e\u0301"),
    "digits of a letter's shape": ("O", "0"),
}


@pytest.mark.parametrize("name", PAIRS)
def test_two_different_texts_never_look_the_same(name):
    one, other = PAIRS[name]
    assert one != other
    for drawn in (with_codes, visible, inert):
        assert drawn(one) != drawn(other)
        assert not bare(drawn(other)).startswith(bare(drawn(one))) or len(bare(drawn(other))) > len(bare(drawn(one)))
    assert "<" in with_codes(other) and with_codes(one) == one


def bare(text):
    """What an eye makes of it: no character without a shape counts."""
    return "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Cc", "Mn"))


@pytest.mark.parametrize("text", PLAIN)
def test_a_text_of_any_language_stays_as_it_is(text):
    assert with_codes(text) == text


@pytest.mark.parametrize("name", NOT_TOLD_APART)
def test_what_is_not_told_apart_is_said(name):
    one, other = NOT_TOLD_APART[name]
    assert one != other and (with_codes(one), with_codes(other)) == (one, other)


# --- through an answer ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def answered(tmp_path_factory):
    """A shop whose regions are the pairs, one order each."""
    texts = sorted({text for pair in PAIRS.values() for text in pair})
    rows = tuple((n, date(2026, 10, 1), text, "web", 10 + n) for n, text in enumerate(texts, 100))
    context = open_workspace(tiny.build(tmp_path_factory.mktemp("alike") / "shop", rows))
    return texts, answer(Question.of("revenue by region"), context)


def test_every_value_has_a_line_of_its_own_that_looks_like_no_other(answered):
    texts, found = answered
    shown = [visible(row[0]) for row in found.sections[0].shown.rows]
    assert len(shown) == len(texts) == len(set(map(bare, shown)))


def test_no_file_and_no_chart_holds_what_turns_a_sentence_round(answered):
    _, found = answered
    drawn = [spec_with_codes(section.chart.spec or {}) for section in found.sections]
    for text in (to_text(found), to_html(found), json.dumps(drawn, ensure_ascii=False, default=str)):
        assert not TURNS & set(map(unicodedata.bidirectional, text))


def test_a_file_for_machines_keeps_the_very_characters(answered):
    texts, found = answered
    cells = {row[0] for row in csv.reader(io.StringIO(to_csv(found).decode("utf-8-sig")))}
    assert {text for text in texts if text.isprintable()} <= cells


@pytest.mark.parametrize("name", ["a Cyrillic letter", "a turn to the left", "a blank of letters", "a taller pile"])
def test_the_name_of_a_metric_is_drawn_with_its_codes(tmp_path, name):
    other = PAIRS[name][1]
    written = json.dumps(other)
    model = tiny.MODEL.replace("labels: {en: order value, zh: 客单价}", f"labels: {{en: {written}, zh: {written}}}")
    context = open_workspace(tiny.build(tmp_path / "shop", model=model))
    label = context.wording("en").metric("order_value")
    assert visible(label) == visible(other) and "<" in visible(label)
