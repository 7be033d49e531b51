"""Turns after a list or a table of figures: what they add, drop, swap, order, narrow and count, and what is new."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from assistant.conversation import Past, Turn
from assistant.parser import Parser
from assistant.plan import Clarify, Compute, Plan, Refuse
from assistant.question import Question
from semantic_layer.vocabulary import IndexedValue, Vocabulary

from .compact import call, compact
from .radio_world import RADIO, radio
from .small_worlds import SmallWorld, model_of


@cache
def _world() -> SmallWorld:
    return radio()


def _talk(*texts: str) -> Plan:
    past = Past()
    plan = _world().read(texts[0])
    for text in texts[1:]:
        past = Past((*past.turns, Turn(text, plan)))
        plan = _world().parser.read(Question.of(text), past)
    return plan


def _table() -> list[tuple[str, str]]:
    lines = (Path(__file__).parent / "turns.tsv").read_text(encoding="utf-8").splitlines()
    return [(line.split("\t")[0], line.split("\t")[1]) for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize(("turns", "expected"), _table(), ids=[turns for turns, _ in _table()])
def test_a_turn_changes_what_it_names_and_keeps_the_rest(turns, expected):
    assert compact(_talk(*turns.split(" || "))) == expected


PAIRS = [
    (("name and rating of all podcasts", "also their hosts"), ("各播客的名称和评分", "顺便告诉我它们的主播")),
    (("name and rating of all podcasts", "subscribers instead of rating"), ("各播客的名称和评分", "换成订阅数")),
    (("list all podcasts", "how many of them are in Lyon"), ("列出所有播客", "其中有多少个在Lyon")),
    (("plays by topic", "only those above 500"), ("各主题的播放量", "只看超过500的")),
    (("average rating by city", "as a maximum instead"), ("各城市的平均评分", "换成最高值")),
    (("plays by month in 2025", "by quarter instead"), ("2025年每月的播放量", "按季度呢")),
]


@pytest.mark.parametrize(("english", "chinese"), PAIRS, ids=[" > ".join(en) for en, _ in PAIRS])
def test_the_same_turns_in_both_languages_give_one_plan(english, chinese):
    assert _talk(*english).outcome == _talk(*chinese).outcome


@pytest.mark.parametrize(
    "turns",
    [
        ("also their ratings",),
        ("their ratings",),
        ("再告诉我对应的名称吧",),
        ("plays by topic", "rating of the flimflam podcasts", "also their hosts"),
        ("plays by topic in 2025", "各播客的魔力值", "再告诉我对应的名称"),
    ],
    ids=lambda turns: " > ".join(turns),
)
def test_words_that_point_back_to_no_answer_are_refused(turns):
    outcome = _talk(*turns).outcome

    assert isinstance(outcome, Refuse)
    assert outcome.code == "nothing_before"


def test_an_edit_that_failed_leaves_the_answer_before_to_be_edited():
    assert compact(_talk("plays by topic", "only Atlantis", "in 2025")) == "episode_plays by episode.topic in year:2025"


@pytest.mark.parametrize(
    ("turns", "code"),
    [
        (("name and rating of all podcasts", "by city"), "not_supported"),
        (("各播客的名称、评分和城市", "换成订阅数"), "not_supported"),  # which of the two columns goes is not said
        (("name and rating of all podcasts", "the last three"), "nothing_shown"),  # of rows in no order
    ],
    ids=lambda value: value if isinstance(value, str) else " > ".join(value),
)
def test_an_edit_that_rows_cannot_follow_is_refused(turns, code):
    outcome = _talk(*turns).outcome

    assert isinstance(outcome, Refuse)
    assert outcome.code == code


def test_a_whole_question_about_one_more_number_is_asked_back():
    outcome = _talk("plays by topic", "how many podcasts are there").outcome

    assert isinstance(outcome, Clarify)
    assert [call(option.calls[0]) for option in outcome.options] == [
        "podcast_count",
        "podcast_count over episodes by episode.topic",
    ]


@pytest.mark.parametrize("why", ["why?", "why is that", "为什么？", "什么原因呢"])
def test_why_of_groups_beside_each_other_is_refused_with_the_change_as_the_nearest_question(why):
    outcome = _talk("plays by topic in April 2025", why).outcome

    assert isinstance(outcome, Refuse)
    assert outcome.code == "no_causes"
    assert [nearest.to_json()["arguments"] for nearest in outcome.nearest] == [
        {
            "metric": "episode_plays",
            "by": ["episode.topic"],
            "window": {"start": "2025-04-01", "end": "2025-05-01", "rule": "month:2025-04"},
        }
    ]


# --- spoken Chinese ------------------------------------------------------------------------------------------

LAUNCHES = "list of each podcasts by podcast.name, podcast.launched_on order podcast.launched_on"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("各播客的名称和主播分别是什么", "list of each podcasts by podcast.name, podcast.host"),
        ("麻烦你将播客按上线从晚到早的顺序排列", f"{LAUNCHES} desc"),
        ("请将各播客按上线的时间从早到晚排一下序", f"{LAUNCHES} asc"),
        ("各城市播客的均分", "podcast_rating by podcast.city"),
        ("播客的平均分是多少", "podcast_rating"),
        ("各城市的最高分", "max(podcast.rating) by podcast.city"),
        ("时长40分钟以上的节目有多少个", "episode_count if episode.minutes ge 40"),
        ("能帮我查出有多少个播客的评分超过七分吗？", "podcast_count if podcast.rating gt 7"),
        ("如何统计每个主题的总播放量？", "episode_plays by episode.topic"),
        ("哪个主题在各播客上的总播放量最多？", "episode_plays by episode.topic top 1 episode_plays desc"),
        ("哪两个主题的播放量最多", "episode_plays by episode.topic top 2 episode_plays desc"),
    ],
)  # fmt: skip
def test_spoken_short_forms_mean_what_their_full_forms_mean(text, expected):
    assert compact(_world().read(text)) == expected


@pytest.mark.parametrize("text", ["它们总共的播放量是多少？一起告诉我吧", "一共有多少播放量？一起告诉我"])
def test_together_is_no_number(text):
    assert " ge 1" not in compact(_world().read(text))


# --- hints ---------------------------------------------------------------------------------------------------


def test_the_words_of_a_hint_are_added_without_building_the_known_phrases_again(monkeypatch):
    values = {"podcast.name": tuple(IndexedValue(f"show {n}", f"show {n}", 1) for n in range(2000))}
    model = model_of("radio", RADIO)
    parser = Parser(model, Vocabulary.build(model, values), _world().parser.calendar)
    monkeypatch.setattr("assistant.parser.text.recognise.ahocorasick.Automaton", None)  # building one would fail

    plan = parser.read(Question.of("reach by topic", hints="reach means plays"))

    assert compact(plan) == "episode_plays by episode.topic"
    assert not isinstance(parser.read(Question.of("reach by topic")).outcome, Compute)
