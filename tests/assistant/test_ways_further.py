"""What is offered after an answer: a split that says something, and a way on from a list, a trend and a profile."""

from __future__ import annotations

import pytest

from assistant.answer import answer, run_plan
from assistant.charts.drill import drill
from assistant.conversation import Past
from assistant.plan import Compute, Plan
from assistant.question import Question
from assistant.reading import Reading

ASKED = {"en": ("what can this tell me?", "revenue by month this year"), "zh": ("你能告诉我什么？", "今年每月的销售额")}


def asked(text, demo):
    found = answer(Question.of(text), demo)
    assert found.status == "answered"
    return found


def calls(found):
    return [choice.calls[0].arguments for choice in found.next]


@pytest.mark.parametrize(
    ("language", "headline", "days"),
    [("en", "You can ask for ", "The data run from 1 Nov 2024"), ("zh", "可以查询 ", "数据范围：2024年11月1日")],
)
def test_what_can_be_asked_is_said_with_its_days_and_three_questions(demo, language, headline, days):
    found = asked(ASKED[language][0], demo)
    shown = sum(not metric.hidden for metric in demo.model.metrics)
    assert found.headline.startswith(headline) and f" {shown} " in found.headline
    assert days in found.sections[0].narration[-1]
    split, trend, other = calls(found)
    assert split.dimensions and trend.grain == "month" and other.metrics != split.metrics


@pytest.mark.parametrize("language", ["en", "zh"])
def test_after_a_trend_the_same_is_offered_by_a_grouping(demo, language):
    (split,) = calls(asked(ASKED[language][1], demo))
    assert split.dimensions and split.grain is None and split.window.rule == "this:year"


def test_one_product_is_not_split_by_what_every_product_has_one_of(demo):
    leader = calls(asked("top 3 products by revenue this year", demo))[0]
    field = leader.filters[-1].field
    assert demo.model.dimension(field).dataset != demo.model.dimension(leader.dimensions[0].name).dataset


@pytest.mark.parametrize("text", ["who are our champions?", "冠军客户画像"])
def test_a_profile_leads_to_the_members_themselves(demo, text):
    (listed,) = calls(asked(text, demo))
    assert listed.top.n == 10 and demo.model.dimension(listed.dimensions[0].name).type == "identifier"
    assert [item.field for item in listed.filters] == ["customer.rfm"]


@pytest.mark.parametrize("text", ["how many customers are at risk?", "流失风险客户有多少"])
def test_a_count_of_a_segment_leads_to_the_list_of_all_its_members(demo, text):
    listed = calls(asked(text, demo))[0]
    assert demo.model.dimension(listed.dimensions[0].name).type == "identifier" and listed.top is None
    assert [item.field for item in listed.filters] == ["customer.rfm"] and listed.order[0].direction == "desc"


@pytest.mark.parametrize("text", ["how many customers are at risk?", "流失风险客户有多少"])
def test_from_a_count_of_a_segment_one_click_leads_to_what_is_agreed_and_another_to_its_file(demo, text):
    agreed = next(choice for choice in asked(text, demo).next if choice.calls[0].tool == "segment_actions")
    found = run_plan(Plan(Compute(agreed.calls), Reading("en", ())), Question.of(agreed.label), demo)
    assert found.status == "answered"
    assert [choice.calls[0].tool for choice in found.next] == ["query_metrics", "export_segment"]


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("what is repurchase rate?", "repurchase_rate"),
        ("什么是复购率？", "repurchase_rate"),
        ("什么是毛利？", "gross_profit"),
    ],
)
def test_a_definition_leads_to_the_figure_itself(demo, text, metric):
    first, *_ = found = asked(text, demo).next
    assert first.calls[0].arguments.metrics[0].name == metric
    for choice in found:
        plan = Plan(Compute(choice.calls), Reading("en", ()))
        assert run_plan(plan, Question.of(choice.label), demo).status == "answered"


@pytest.mark.parametrize(
    ("text", "more", "told"),
    [("revenue by region last month", "by channel", "instead of: by region"),
     ("上个月各地区的销售额", "按渠道", "原为：按地区")],
)  # fmt: skip
def test_a_grouping_that_gave_way_is_named(demo, text, more, told):
    before = asked(text, demo)
    found = answer(Question.of(more), demo, Past.of([before]))
    assert told in next(note.text for note in found.notes if note.code == "changed")


@pytest.mark.parametrize(
    ("text", "restated", "headline"),
    [
        ("share of revenue by channel by month this year", "share of revenue within each month", "share of revenue in"),
        ("今年每月各渠道销售额占比", "销售额在每月内的占比", "销售额占比最高的是"),
    ],
)
def test_shares_over_time_are_told_as_shares(demo, text, restated, headline):
    found = asked(text, demo)
    assert restated in found.restatement and headline in found.headline
    assert "%" in found.headline and "¥" not in found.headline
    assert "pts" in found.sections[0].narration[0] or "个百分点" in found.sections[0].narration[0]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("app and in-store revenue by channel", 1),
        ("小程序和App的销售额，按渠道", 1),
        ("revenue by channel without web", 1),
        ("app and in-store revenue by channel for skincare", 2),  # what is said of something else stays
    ],
)
def test_the_question_about_one_group_says_its_field_once(demo, text, kept):
    found = asked(text, demo)
    split = next(item for item in calls(found) if any(getattr(part, "op", "") == "eq" for part in item.filters))
    fields = [item.field for item in split.filters]
    assert len(fields) == len(set(fields)) == kept
    (section,) = found.sections
    clicked = drill(section, section.table, 0, demo.wording(found.language))
    assert clicked is not None and len(clicked.choice.calls[0].arguments.filters) == kept


@pytest.mark.parametrize("text", ["how many champions in East China", "华东有多少冠军客户"])
def test_what_is_agreed_for_some_members_of_a_segment_is_told_of_as_many(demo, text):
    found = asked(text, demo)
    ((n,),) = found.table.rows
    agreed = next(choice for choice in found.next if choice.calls[0].tool == "segment_actions")
    told = run_plan(Plan(Compute(agreed.calls), Reading("en", ())), found.question, demo)
    assert told.table.values("customers") == (n,)
    assert all(item.filters for item in calls(told))  # the members and their file are those that were counted
