"""Questions of every family over six worlds in two languages: nothing is wrong beyond what is known, and the score
on the board is the score of this code.

Rule: `WENSHU_UPDATE_SCOREBOARD=1` stores the counts of a run; what is known to be wrong is written by a person.
"""

from __future__ import annotations

import os

from assistant.question import detect_language
from tests.evaluation import scoreboard
from tests.evaluation.corpus import pairs


def told(item):
    return f"{item.pair.id} {item.language} [{item.pair.family}] {item.text!r} -> {item.headline!r} {item.rows[:3]}"


def name(item):
    return f"{item.pair.id} {item.language}"


def test_there_are_questions_of_every_family_in_both_languages_for_every_world(worlds):
    found = [pair for world in worlds.values() for pair in pairs(world)]
    assert len(found) >= 400
    assert len({pair.family for pair in found}) >= 40
    assert len({pair.id for pair in found}) == len(found)
    assert sum(bool(pair.en and pair.zh) for pair in found) >= 0.95 * len(found)
    for pair in found:
        assert not pair.en or detect_language(pair.en) == "en", pair.en
        assert (pair.expect == "rows") == bool(pair.sql), pair.en
    assert all(any(pair.world == world for pair in found) for world in worlds)


def test_nothing_breaks(asked):
    assert not [told(item) for item in asked if item.verdict.outcome == "failed"]


def test_no_answer_is_wrong_beyond_those_that_are_known(asked):
    known = scoreboard.known_wrong()
    wrong = {name(item): told(item) for item in asked if item.verdict.outcome == "wrong"}
    assert not [text for key, text in wrong.items() if key not in known]


def test_what_is_known_to_be_wrong_still_is(asked):
    """An entry that came right must go, so that it cannot hide the next mistake."""
    wrong = {name(item) for item in asked if item.verdict.outcome == "wrong"}
    assert not [key for key in scoreboard.known_wrong() if key not in wrong]


def test_a_pair_that_both_languages_answer_rightly_has_one_plan(asked):
    known = scoreboard.known_two_plans()
    right = {name(item) for item in asked if item.verdict.outcome == "right"}
    unlike = [
        told(item)
        for item in asked
        if item.language == "en" and item.twin is False and {f"{item.pair.id} en", f"{item.pair.id} zh"} <= right
    ]
    assert not [text for text in unlike if text.split(" ")[0] not in known]


def test_the_scoreboard_is_the_score(asked, worlds):
    now = scoreboard.score(asked, worlds)
    if os.environ.get(scoreboard.UPDATE):
        scoreboard.store(now)
    assert scoreboard.stored()["now"] == now, f"{scoreboard.UPDATE}=1 stores the new counts: {now}"
