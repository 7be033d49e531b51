"""The closed loop as a marketing manager runs it in the chat: who, what to do, hand it over, and later: did it work.

The same conversation in both languages; the first turns are asked on the day of the action, the last one a month later.
"""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import replace
from datetime import date

import pytest

from assistant.answer import answer
from assistant.conversation import Past
from assistant.question import Question
from assistant.workspace import ensure_demo, open_workspace
from semantic_layer.query import Who

THEN, LATER = date(2026, 8, 1), date(2026, 10, 1)
CONVERSATIONS = {
    "en": (
        "how many customers are at risk",
        "plan an action for them",
        "export them with a hold-out of 20%",
        "did it work",
    ),
    "zh": ("流失风险客户有多少", "为他们制定行动计划", "导出他们的名单，留出20%的对照组", "措施有效吗"),
}
TOOLS = ["query_metrics", "segment_actions", "export_segment", "campaign_effect"]


@pytest.fixture(scope="module")
def shop(tmp_path_factory, demo_scale):
    """A demo of its own: what is handed over here must not be found by other stories."""
    folder = tmp_path_factory.mktemp("closed_loop")
    return ensure_demo(folder, scale=demo_scale)


def talk(context, turns, days):
    past, said = Past(), []
    for text, day in zip(turns, days, strict=True):
        said.append(answer(replace(Question.of(text), as_of=day), context, past))
        past = past.after(said[-1])
    return said


@pytest.fixture(scope="module")
def stories(shop):
    """Both conversations, the English one first; each is opened anew, as on another day."""
    days = (THEN, THEN, THEN, LATER)
    return {language: talk(open_workspace(shop), turns, days) for language, turns in CONVERSATIONS.items()}


def test_collect_apply_measure_revise_is_answered_in_both_languages_with_equal_plans(stories):
    for language, said in stories.items():
        assert [item.status for item in said] == ["answered"] * 4, [item.headline for item in said]
        assert [item.language for item in said] == [language] * 4
        assert [item.plan.outcome.calls[0].tool for item in said] == TOOLS
    plans = [[item.plan.outcome.calls[0].to_json() for item in said] for said in stories.values()]
    assert plans[0] == plans[1]


def test_the_action_is_the_agreed_one_and_says_when_it_is_followed_up(stories):
    english, chinese = (said[1] for said in stories.values())
    assert "20 yuan coupon" in english.headline and "retention team" in english.headline
    assert "20 元优惠券" in chinese.headline and "留存组" in chinese.headline
    assert "31 Aug 2026" in english.narration[0] and "2026年8月31日" in chinese.narration[0]


def test_the_file_holds_masked_keys_of_the_contacted_and_nothing_else(stories, shop):
    size, exported = stories["en"][0], stories["en"][2]
    counts = dict(exported.sections[0].result.lineage.row_counts)
    [members] = size.table.rows[0]
    assert counts["contacted"] + counts["held_out"] == members
    assert 0.1 < counts["held_out"] / members < 0.3
    [file] = (shop / "exports").glob("*.csv")
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    assert list(rows[0]) == ["customer_id"] and len(rows) == counts["contacted"]
    assert all(len(row["customer_id"]) == 64 for row in rows)
    facts = dict(exported.sections[0].result.lineage.parameters)
    assert hashlib.sha256(file.read_bytes()).hexdigest() == facts["sha256"]


def test_asking_for_the_same_list_again_writes_nothing_new(stories, shop):
    first, again = (dict(said[2].sections[0].result.lineage.parameters) for said in stories.values())
    assert (first["is_new"], again["is_new"]) == (True, False)
    assert first["export"] == again["export"] and first["sha256"] == again["sha256"]
    assert len(list((shop / "exports").glob("*.csv"))) == 1


def test_every_export_is_on_record(stories, shop):
    context = open_workspace(shop)
    records = [record for record in context.audit.records() if record["event"] == "export"]
    assert [record["is_new"] for record in records] == [True, False]
    assert {record["who"] for record in records} == {"local"}
    assert context.audit.verify().is_sound


def test_the_effect_is_measured_against_those_who_were_held_out(stories, shop):
    measured = stories["en"][3].sections[0].result
    rows = {row["part"]: row for row in measured.main.records()}
    exported = dict(stories["en"][2].sections[0].result.lineage.row_counts)
    assert (rows["contacted"]["customers"], rows["held_out"]["customers"]) == (
        exported["contacted"], exported["held_out"],
    )  # fmt: skip
    bought = {}
    sql = """SELECT a.part, COUNT(DISTINCT o.customer_id) FROM runs.audiences AS a JOIN orders AS o
        ON o.customer_id = a.key WHERE o.status = 'completed' AND o.order_date >= DATE '2026-08-01'
        AND o.order_date < DATE '2026-08-31' GROUP BY a.part"""
    bought = dict(open_workspace(shop).tools.engine.run(sql).rows)
    assert {part: row["converted"] for part, row in rows.items()} == {part: bought.get(part, 0) for part in rows}
    # nothing of the kind was planted: nobody may be told that it worked
    assert measured.findings[0].kind == "effect_undecided"
    assert stories["en"][3].headline.startswith("No effect can be shown")
    assert stories["zh"][3].headline.startswith("看不出效果")


def test_the_effect_cannot_be_measured_before_its_time(stories, shop):
    early = answer(
        replace(Question.of("did the action for at-risk customers work"), as_of=date(2026, 8, 20)),
        open_workspace(shop),
    )
    assert early.status == "refused" and early.refusal.code == "horizon_incomplete"


def test_the_default_user_may_not_export_plain_keys_and_the_crm_team_may(stories, shop):
    asked = replace(Question.of("export champions unmasked"), as_of=THEN)
    refused = answer(asked, open_workspace(shop))
    assert refused.status == "refused" and refused.refusal.code == "export_not_allowed"
    assert not list((shop / "exports").glob("rfm_champions*"))
    allowed = answer(replace(asked, who=Who("mei", roles=("crm",))), open_workspace(shop))
    assert allowed.status == "answered"
    [file] = (shop / "exports").glob("rfm_champions*.csv")
    keys = [row["customer_id"] for row in csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig")))]
    assert keys and all(key.isdigit() for key in keys)


def test_a_segment_without_an_agreed_action_gets_none_invented(shop):
    for text, words in (
        ("what should we do with promising customers", "No action is agreed"),
        ("对有潜力客户应该采取什么措施", "尚未约定任何措施"),
    ):
        said = answer(Question.of(text), open_workspace(shop))
        assert said.status == "answered" and words in said.headline
