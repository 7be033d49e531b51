"""Where a click on a mark or a row leads."""

from __future__ import annotations

import pytest

from assistant.answer import answer, run_plan
from assistant.charts.choice import marked_table, words_of
from assistant.charts.drill import drill
from assistant.plan import Compute, Plan
from assistant.question import Question
from assistant.reading import Reading
from semantic_layer.query import Compare
from tools.catalog import ToolCall
from tools.customer_arguments import RfmScoresArgs


def asked(text, demo):
    found = answer(Question.of(text), demo)
    return found, found.sections[0]


def at(label, text, demo):
    """The drill of the mark that is called `label`."""
    found, section = asked(text, demo)
    wording = words_of(section, demo.wording(found.language))
    shown = marked_table(section, section.chart)
    cells = wording.table(shown).rows
    row = next(n for n, row in enumerate(cells) if label in row)
    return drill(section, shown, row, wording), found, shown.rows[row]


def run(found, language, demo):
    question = Question(found.choice.label, language, who=demo.tools.who)
    return run_plan(Plan(Compute(found.choice.calls), Reading(language, ())), question, demo)


@pytest.mark.parametrize(
    ("language", "text", "label"),
    [
        ("en", "revenue by region", "East China"), ("zh", "各地区销售额", "华东"),
        ("en", "revenue by month in 2026", "Mar 2026"), ("zh", "2026年各月销售额", "2026年3月"),
        ("en", "revenue by weekday", "Tuesday"), ("en", "revenue by RFM segment", "Champions"),
    ],
)  # fmt: skip
def test_the_parts_of_a_group_add_up_to_its_mark(demo, language, text, label):
    found, _, row = at(label, text, demo)
    inside = run(found, language, demo)
    assert found.name == label and inside.status == "answered"
    split = inside.sections[0].table
    total = sum(float(value) for value in split.values("revenue") if value is not None)
    assert len(split.rows) > 1 and total == pytest.approx(float(row[-1]))


def test_a_value_becomes_a_condition_on_its_own_field(demo):
    found, _, _ = at("East China", "revenue by region", demo)
    assert Compare("city.region", "eq", ("east",)) in found.choice.calls[0].arguments.filters


def test_a_cell_of_two_groupings_has_both_conditions(demo):
    found, _, _ = at("beauty", "revenue by product category by channel", demo)
    fields = [item.field for item in found.choice.calls[0].arguments.filters]
    assert fields == ["product.category", "channel.channel"]


def test_a_group_without_a_name_is_a_condition_too(demo):
    found, _, row = at("unknown", "revenue by region", demo)
    inside = run(found, "en", demo).sections[0].table
    assert sum(float(value) for value in inside.values("revenue") if value) == pytest.approx(float(row[-1]))


@pytest.mark.parametrize("text", ["RFM scores", "给客户做RFM打分", "RFM of customers", "客户的RFM"])
def test_a_cell_of_the_grid_of_scores_leads_to_the_customers_of_its_segment(demo, text):
    found, section = asked(text, demo)
    wording = words_of(section, demo.wording(found.language))
    shown = marked_table(section, section.chart)
    assert section.chart.type == "heatmap" and "scores" in shown.flags
    best = next(n for n, row in enumerate(shown.rows) if row[:2] == (5, 5))
    offer = drill(section, shown, best, wording)
    assert offer.name == {"en": "Champions", "zh": "冠军客户"}[found.language]
    listed = run(offer, found.language, demo)
    assert listed.status == "answered" and len(listed.sections[0].table.rows) > 1
    assert Compare("customer.rfm", "eq", ("champions",)) in offer.choice.calls[0].arguments.filters


def test_scores_given_in_another_way_lead_to_no_segment_of_the_model(demo):
    plan = Plan(Compute((ToolCall(tool="rfm_scores", arguments=RfmScoresArgs(bins=3)),)), Reading("en", ()))
    section = run_plan(plan, Question("scores", "en", who=demo.tools.who), demo).sections[0]
    shown = marked_table(section, section.chart)
    assert len(shown.rows) == 9
    assert drill(section, shown, 0, demo.wording("en")) is None


def test_a_segment_of_a_lifecycle_leads_to_its_customers(demo):
    found, _, row = at("Churned", "customer lifecycle", demo)
    listed = run(found, "en", demo)
    assert listed.sections[0].result.main.rows and str(int(row[1])) in listed.headline.replace(",", "")


def test_a_part_of_a_change_leads_to_what_changed_in_it(demo):
    _, section = asked("Why did revenue change last month?", demo)
    found = drill(section, section.table, 0, demo.wording("en"))
    call = found.choice.calls[0]
    assert call.tool == "explain_change" and call.arguments.filters[-1].field == section.table.columns[0].source


def test_what_stands_for_several_groups_or_for_no_group_leads_nowhere(demo):
    _, section = asked("revenue by city", demo)
    wording = demo.wording("en")
    assert [drill(section, section.table, row, wording) for row in (-1, 10_000)] == [None, None]
    _, alone = asked("revenue", demo)
    assert drill(alone, alone.table, 0, wording) is None
    _, listed = asked("which customers are likely to churn?", demo)
    assert drill(listed, listed.table, 0, wording) is None
