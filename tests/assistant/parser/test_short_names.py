"""Names that people shorten: columns that count, one character for a column, the last word of a thing, spoken units."""

from __future__ import annotations

import pytest

from assistant.plan import Clarify, Compute, Refuse

from .compact import compact
from .small_worlds import Column, Table, small_world

HARBOUR = (
    Table(
        "firms",
        "ferry_firm",
        "ferry firm",
        "渡轮公司",
        (
            Column("firm_id", "id", "firm id", "公司编号"),
            Column("name", "text", "name", "名称"),
            Column("country", "text", "country", "国家"),
            Column("island_count", "int", "number of islands", "岛屿数量", "sum"),
            Column("rating", "num", "rating", "评分", "avg"),
            Column("likes", "int", "likes", "点赞数", "sum"),
            Column("shares", "int", "shares", "分享数", "sum"),
        ),
        rows=(("f1", "Alma", "Chile", 12, 8.5, 30, 4), ("f2", "Brisa", "Peru", 7, 6.0, 12, 9)),
    ),
    Table(
        "agents",
        "cargo_firm",
        "cargo firm",
        "货运公司",
        (Column("title", "text", "title", "头衔"), Column("tonnes", "num", "tonnage", "吨位", "sum")),
        rows=(("Nord", 120.0), ("Sund", 80.0)),
    ),
)
SAME = [
    (
        "which ferry firm has the most islands",
        "哪个渡轮公司的岛屿最多",
        "list of each firms by ferry_firm.name, ferry_firm.island_count top 1 ferry_firm.island_count desc",
    ),
    ("average rating by country", "各国的平均评分", "ferry_firm_rating by ferry_firm.country"),
    ("number of countries", "有多少个国", "count_distinct(ferry_firm.country)"),
    ("maximum rating", "评分最高为多少", "max(ferry_firm.rating)"),
    (
        "how many cargo firms have a tonnage over 100",
        "吨位超过100吨的货运公司有多少",
        "cargo_firm_count if cargo_firm.tonnes gt 100",
    ),
    (
        "likes plus shares of each ferry firm",
        "不同渡轮公司的点赞数与分享数之和",
        "ferry_firm_likes + ferry_firm_shares of each firms by ferry_firm.name",
    ),
]


@pytest.fixture(scope="module")
def harbour():
    return small_world("harbour", HARBOUR)


@pytest.mark.parametrize(("english", "chinese", "plan"), SAME, ids=[row[0] for row in SAME])
def test_a_short_name_means_the_same_in_both_languages(harbour, english, chinese, plan):
    first, second = harbour.read(english), harbour.read(chinese)

    assert compact(first) == plan
    assert compact(second) == plan
    assert first.to_bytes() == second.to_bytes()
    assert first.reading.is_closed
    assert second.reading.is_closed


@pytest.mark.parametrize("text", ["how many firms are there", "有多少家公司"])
def test_a_last_word_that_several_things_share_is_asked_about(harbour, text):
    assert isinstance(harbour.read(text).outcome, Clarify)


def test_a_last_word_means_the_thing_that_owns_the_column_beside_it(harbour):
    assert compact(harbour.read("average tonnage of firms")) == compact(harbour.read("average tonnage of cargo firms"))


@pytest.mark.parametrize("text", ["国是什么颜色", "列出国"])
def test_one_character_counts_only_behind_a_word_that_splits_or_counts(harbour, text):
    assert isinstance(harbour.read(text).outcome, Refuse)


@pytest.mark.parametrize("text", ["渡轮公司的岛屿有哪些", "list the islands"])
def test_a_counting_column_is_never_the_list_of_what_it_counts(harbour, text):
    assert not isinstance(harbour.read(text).outcome, Compute)
