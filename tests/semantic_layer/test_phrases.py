"""Values of large columns are kept once and found exactly; names and small columns are kept in full."""

from __future__ import annotations

import gc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from semantic_layer import phrases
from semantic_layer.meanings import Meaning
from semantic_layer.phrases import ManyValues, Phrases, PhraseTable, large_columns, per_table
from semantic_layer.value_index import HeldValues, IndexedValue
from semantic_layer.vocabulary import Vocabulary
from semantic_layer.wordforms import fold, normal_form

from .test_vocabulary import small_model

CITY = "customer.city"
PARIS, PARIS_TEXAS = Meaning("value", "a.city", "Paris"), Meaning("value", "b.town", "PARIS")


def many() -> ManyValues:
    return ManyValues([("a.city", [("paris", "Paris"), ("lyon", "Lyon")]), ("b.town", [("paris", "PARIS")])])


def test_a_form_that_two_columns_hold_stands_for_both_values():
    assert many().get("paris") == (PARIS, PARIS_TEXAS)
    assert many().get("lyon") == (Meaning("value", "a.city", "Lyon"),)
    assert many().get("nice") == ()


@given(
    st.lists(st.text("ab 京沪", min_size=1, max_size=5), max_size=12),
    st.text("ab 京沪", max_size=12),
)
def test_the_values_found_in_a_text_are_all_those_that_stand_in_it(forms, text):
    kept = ManyValues([("a.city", [(form, form) for form in forms])])

    expected = {(i, form) for form in forms for i in range(len(text)) if text.startswith(form, i)}
    assert sorted(kept.found_in(text, range(len(text)))) == sorted(expected)


def test_a_resembling_form_begins_with_the_same_character_and_is_about_as_long():
    kept = ManyValues([("a.city", [("london", 1), ("londonderry", 2), ("bondon", 3), ("lo", 4)])])

    assert kept.beginning_like("lodnon", 1.5) == ["london"]


def test_own_words_come_first_and_leave_the_others_as_they_are():
    name = Meaning("dimension", "a.paris")
    known = Phrases(PhraseTable({"paris": (name,)}), many())
    taught = known.knowing({"lyon": (name,)}).knowing({"vip": (name,)})

    assert known["paris"] == (name, PARIS, PARIS_TEXAS)
    assert taught["lyon"] == taught["vip"] == (name,)
    assert known["lyon"] == (Meaning("value", "a.city", "Lyon"),)
    assert taught.model is known.model and taught.many is known.many  # nothing is copied or built again
    assert "nice" not in taught and taught.get("nice", ()) == ()
    assert sorted(taught) == ["lyon", "paris", "vip"]
    assert len(taught) == 3


def test_the_largest_columns_are_the_ones_not_kept_in_full(monkeypatch):
    monkeypatch.setattr(phrases, "IN_FULL", 10)

    assert large_columns({"a": 9, "b": 1}) == frozenset()
    assert large_columns({"a": 9, "b": 1, "c": 1}) == {"a"}
    assert large_columns({"a": 6, "b": 6}) == {"a", "b"}


def test_what_follows_from_a_table_is_worked_out_once_and_goes_with_it():
    made = []

    @per_table
    def size(table: PhraseTable) -> int:
        made.append(len(table.meanings))
        return len(table.meanings)

    first = PhraseTable({"paris": ()})
    assert (size(first), size(first), made) == (1, 1, [1])
    del first
    gc.collect()
    assert size(PhraseTable({})) == 0
    assert made == [1, 0]


@pytest.mark.parametrize("in_full", [20_000, 0])
def test_a_value_is_found_offered_and_told_from_a_name_whatever_the_size_of_its_column(monkeypatch, in_full):
    monkeypatch.setattr(phrases, "IN_FULL", in_full)
    texts = ("Saint-Étienne", "People", "Region")
    vocabulary = Vocabulary.build(small_model(), {CITY: [IndexedValue(text, text) for text in texts]})

    assert bool(vocabulary.phrases.many) is (in_full == 0)
    assert vocabulary.meanings("saint etienne") == (Meaning("value", CITY, "Saint-Étienne"),)
    assert vocabulary.value_of(CITY, "SAINT ETIENNE") == Meaning("value", CITY, "Saint-Étienne")
    assert vocabulary.value_of("customer.region", "saint etienne") is None
    assert vocabulary.candidates("saint etinne")[0].meanings == (Meaning("value", CITY, "Saint-Étienne"),)
    assert vocabulary.meanings("region") == (Meaning("dimension", "customer.region"), Meaning("value", CITY, "Region"))
    assert vocabulary.meanings("people") == (Meaning("value", CITY, "People"),)  # a nickname yields to what is given


def test_held_values_are_a_sequence_of_values_without_blanks_around_their_texts():
    held = HeldValues((" Paris ", "Lyon"), (3, 1))

    assert list(held) == [IndexedValue(" Paris ", "Paris", 3), IndexedValue("Lyon", "Lyon", 1)]
    assert held[1] == IndexedValue("Lyon", "Lyon", 1)
    assert held[:1] == HeldValues((" Paris ",), (3,))
    assert len(held) == 2 and not HeldValues((), ())


@given(st.text(st.one_of(st.characters(), st.sampled_from(" \t_-－—‐aB 中國銷'’“~〜。")), max_size=12))
def test_the_fast_normal_form_is_the_folded_text(text):
    assert normal_form(text) == fold(text)[0]
