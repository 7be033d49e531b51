"""Two names that look alike: told where files are brought in, where a model is checked, and beside an answer."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answer import answer
from assistant.cli import main
from assistant.question import Question
from assistant.workspace import open_workspace
from semantic_layer.checks import check_alike, check_data
from semantic_layer.lookalikes import alike, skeleton, spelled
from semantic_layer.model import Text

PAIRS = {
    "a whole word of Cyrillic letters": ("ape", "\u0430\u0440\u0435"),
    "capitals of it": ("HOPE", "\u041d\u041e\u0420\u0415"),
    "a whole word of Greek capitals": ("TOM", "\u03a4\u039f\u039c"),
    "a whole word of Armenian letters": ("sho".replace("s", "o"), "\u0585\u0570\u0585"),
    "a letter and its mark in two pieces": ("caf\u00e9", "cafe\u0301"),
    "two marks in another order": ("a\u0323\u0302", "\u1ead"),
    "a syllable in pieces": ("\ud55c\uad6d", "\u1112\u1161\u11ab\u1100\u116e\u11a8"),
}
APART = [("Oslo", "0slo"), ("Москва", "Mockba"), ("East", "east"), ("华东", "華東"), ("Δ", "A"), ("", "a")]


@pytest.mark.parametrize("name", PAIRS)
def test_texts_that_an_eye_takes_for_one_another_are_found_and_spelled_apart(name):
    one, other = PAIRS[name]
    assert one != other and skeleton(one) == skeleton(other)
    assert alike([one, other, "Oslo", one]) == (tuple(sorted((one, other))),)
    assert spelled(one) != spelled(other) and spelled(other).isascii()


@pytest.mark.parametrize("pair", APART)
def test_texts_that_look_different_are_no_pair(pair):
    assert alike(pair) == ()


@pytest.fixture(scope="module")
def shops(tmp_path_factory):
    """A folder of one file in which a name stands in two alphabets, set up as anybody would."""
    folder = tmp_path_factory.mktemp("shops")
    data, out = folder / "data", folder / "model"
    data.mkdir()
    names = ("ape", "\u0430\u0440\u0435", "Москва", "Oslo")
    lines = [f"{i},{names[i % 4]},{i + 1},2026-01-{i % 28 + 1:02}" for i in range(200)]
    (data / "orders.csv").write_text("\n".join(["order_id,shop,amount,day", *lines]) + "\n", encoding="utf-8")
    return data, out


def test_bringing_in_files_says_that_two_names_look_alike(shops, capsys):
    data, out = shops
    assert main(["init", "--data", str(data), "--out", str(out)]) == 0
    assert "look like another one" in capsys.readouterr().err


@pytest.mark.parametrize(("language", "words"), [("en", "look like another one"), ("zh", "看起来与另一个相同")])
def test_a_check_of_the_model_says_it_in_both_languages(shops, language, words):
    context = open_workspace(shops[1])
    found = [item for item in check_data(context.model, context.tools.engine) if item.code == "looks_alike"]
    assert [(item.severity, item.subject, item.rows) for item in found] == [("warning", "order.shop", 2)]
    assert isinstance(found[0].message, Text)
    told = found[0].message.in_language(language)
    assert words in told and "ape" in told and "<0430><0440><0435>" in told
    assert tuple(found) == check_alike(context.model, context.tools.engine)


@pytest.mark.parametrize(
    ("question", "language", "words"),
    [("total amount by shop", "en", "look alike"), ("各shop的amount", "zh", "看起来相同")],
)
def test_an_answer_with_both_names_says_that_they_are_two(shops, question, language, words):
    context = open_workspace(shops[1], as_of=date(2026, 2, 1))
    found = answer(Question(question, language), context)
    notes = [note.text for note in found.caveats if note.code == "looks_alike"]
    assert len(notes) == 1 and words in notes[0] and "ape" in notes[0] and "<0430>" in notes[0]
    other = answer(Question.of("total amount"), context)
    assert not [note for note in other.caveats if note.code == "looks_alike"]
