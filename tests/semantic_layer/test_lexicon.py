"""The shipped word lists: reviewed, in normal form, and read only where every piece is known."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files

import pytest

from semantic_layer.lexicon import concept_of, cut_run, read_name, sayings, spelled_out_word
from semantic_layer.lexicon.closed_sets import kind_of, member, other_names
from semantic_layer.wordforms import has_han, normal_form


def lines(name):
    text = files("semantic_layer.lexicon").joinpath(name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


FIELDS = ("commerce", "money", "people", "care", "travel", "industry", "media", "public")
SHARED_BY_MANY = 6  # English heads that one Chinese label may stand for: 行程 is a trip and a ride


def concepts():
    return [line for name in ("business", *FIELDS) for line in lines(f"{name}.tsv")]


def test_every_word_is_written_in_normal_form_and_in_its_own_column():
    for en, zh, *rest in concepts():
        assert all(normal_form(word) == word and not has_han(word) for word in en.split("|"))
        assert all(normal_form(word.removeprefix("~")) == word.removeprefix("~") for word in zh.split("|"))
        assert all(has_han(word) or word.isascii() for word in zh.split("|"))
        assert len(rest) <= 1


def test_members_of_closed_sets_are_found_by_their_normal_form():
    for kind, en, zh, *codes in lines("values.tsv") + lines("places.tsv"):
        for word in (*en.split("|"), *zh.split("|"), *"|".join(codes).split("|")):
            assert not word or normal_form(word) == word.lower(), (kind, word)


def test_no_two_lines_have_the_same_english_head():
    heads = Counter(en.split("|")[0] for en, *_ in concepts())
    assert [head for head, count in heads.items() if count > 1] == []
    assert len(heads) > 4_000


def test_an_english_word_of_a_field_stands_on_one_line_only():
    words = Counter(word for en, *_ in concepts() for word in en.split("|"))
    common = {word for en, *_ in lines("business.tsv") for word in en.split("|")}
    assert [word for word, count in words.items() if count > 1 and word not in common] == []


def test_one_chinese_label_stands_for_few_things_and_never_for_the_same_words_twice():
    labels = Counter(zh.split("|")[0] for _, zh, *_ in concepts())
    assert [label for label, count in labels.items() if count > SHARED_BY_MANY] == []
    same = Counter(frozenset(zh.split("|")) for _, zh, *_ in concepts() if zh.count("|") > 1)
    assert [words for words, count in same.items() if count > 1] == []


def test_a_closed_set_names_a_value_once():
    names = Counter((kind, word.lower()) for kind, en, *_ in lines("values.tsv") for word in en.split("|"))
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize(
    ("name", "zh"),
    [
        ("insurance type", "险种"),
        ("policyholder", "投保人"),
        ("sick leave", "病假"),
        ("claim status", "理赔状态"),
        ("electricity consumption", "用电量"),
        ("warehouse capacity", "库容"),
        ("play count", "播放量"),
        ("good rate", "合格率"),
        ("downtime minutes", "停机时长"),
        ("credits earned", "获得学分"),
        ("term months", "期限月数"),
        ("fare amount", "车费"),
    ],
)
def test_names_of_many_fields_are_said_in_chinese(name, zh):
    reading = read_name(name)
    assert reading is not None
    assert zh in sayings(reading).zh


def test_a_phrase_that_means_its_pieces_is_also_said_with_these():
    reading = read_name("supplier rating")
    assert reading is not None
    assert {"vendor rating", "rating of supplier", "supplier score"} & set(sayings(reading).en)


def test_words_of_a_closed_set_are_read_only_where_the_set_is():
    assert "年假" in other_names(["annual", "sick", "unpaid"])["annual"]
    assert "年假" not in other_names(["annual", "monthly"]).get("annual", ())
    assert "车险" in other_names(["Auto", "Home", "Travel", "Life"])["Auto"]
    assert "车险" not in other_names(["Auto", "Manual", "Robot"]).get("Auto", ())


@pytest.mark.parametrize(
    ("name", "english", "chinese"),
    [
        ("average rating", "average rating", "平均评分"),
        ("payment method", "payment method", "付款方式"),
        ("date of birth", "birthday", "生日"),
        ("number of employees", "number of employees", "员工数量"),
        ("覆盖城市数量", "number of covered cities", "覆盖城市数量"),
        ("累计订单数", "cumulative order count", "累计订单数"),
        ("打车app", "ride hailing app", "打车应用"),
    ],
)
def test_a_name_of_known_pieces_is_read_in_both_languages(name, english, chinese):
    reading = read_name(name)
    assert reading is not None
    assert (reading.english, reading.chinese) == (english, chinese)


@pytest.mark.parametrize("name", ["frobnicated rating", "魑魅数量", "", "xq"])
def test_a_name_with_an_unknown_piece_is_not_read(name):
    assert read_name(name) is None


def test_a_compound_is_said_with_one_of_its_pieces_in_other_words():
    reading = read_name("覆盖城市数量")
    assert reading is not None
    assert {"覆盖城市数", "覆盖的城市数", "覆盖的城市数量"} <= set(sayings(reading).zh)
    assert "covered city count" in sayings(reading).en
    kind = read_name("membership type")
    assert kind is not None
    assert {"type of membership", "types of membership", "kind of membership"} <= set(sayings(kind).en)


def test_pieces_marked_as_tails_are_never_a_name_of_their_own():
    concept = concept_of("amount")
    assert concept is not None
    assert "额" not in concept.zh
    assert "额" in concept.tails


@pytest.mark.parametrize(
    ("run", "words"),
    [
        ("productname", "product name"),
        ("customername", "customer name"),
        ("unitprice", "unit price"),
        ("horsepower", "horsepower"),
        ("transaction", "transaction"),
        ("xanthophyll", "xanthophyll"),
    ],
)
def test_runs_of_words_are_cut_only_into_known_words(run, words):
    assert cut_run(run) == words


def test_abbreviations_are_spelled_out_and_acronyms_stay():
    assert (spelled_out_word("qty"), spelled_out_word("dept"), spelled_out_word("mpg")) == (
        "quantity",
        "department",
        "mpg",
    )


def test_a_code_is_read_by_the_company_it_keeps():
    assert "california" in other_names(["CA", "NY", "TX"])["CA"]
    assert "canada" in other_names(["CA", "US", "MX"])["CA"]
    assert other_names(["CA", "red apple", "blue sky"]) == {}


@pytest.mark.parametrize(
    ("values", "value", "name"),
    [
        (["credit_card", "check", "cash"], "credit_card", "信用卡"),
        (["Credit Card", "Cash"], "Credit Card", "信用卡"),
        (["Sat", "Sun", "Mon"], "Sat", "周六"),
        (["California", "New York"], "California", "加州"),
        (["California", "New York"], "California", "ca"),
        (["洛杉矶", "旧金山"], "洛杉矶", "los angeles"),
        (["绵阳", "成都"], "绵阳", "绵阳市"),
        (["Active", "Inactive"], "Active", "活跃"),
    ],
)
def test_a_stored_value_has_its_other_names(values, value, name):
    assert name in other_names(values)[value]


def test_a_first_name_that_is_also_a_country_stays_a_first_name():
    assert other_names(["Jordan", "Anna", "Boris", "Clara", "Dora", "Emil"]) == {}


def test_the_set_of_a_column_needs_all_of_its_values():
    assert kind_of(["Thur", "Sat"]) == "weekday"
    assert kind_of(["Thur", "someday"]) is None
    assert [member("weekday", day).order for day in ("Mon", "周日")] == [1, 7]
