"""What the segments page says: every figure is a cell of a stored answer."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answer import run_plan
from assistant.plan import Compute, Plan
from assistant.question import Question
from assistant.reading import Reading
from assistant.segments.builder import condition, draft, fields, from_address, in_words, size_question, to_address
from assistant.segments.churn_panel import listing, panel, question, spread_alt, spread_chart
from assistant.segments.listing import as_of, list_rows
from assistant.segments.pages import comparison, days, earlier_day, grid, migration, sizes
from semantic_layer.loader import load_texts
from semantic_layer.policy import View
from tools.segment_arguments import Condition

RFM, STAGES, TIERS = "customer.rfm", "customer.lifecycle", "customer.value_tier"


def asked(choice, context, language="en"):
    found = run_plan(Plan(Compute(choice.calls), Reading(language, ())), Question(choice.label, language), context)
    assert found.status == "answered", found.headline
    return found


# --- list and grid ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "label"), [("en", "Champions"), ("zh", "冠军客户")])
def test_a_row_has_the_cells_of_both_answers_and_the_direction_between_them(demo, language, label):
    wording, rfm = demo.wording(language), demo.model.segmentation(RFM)
    now = asked(sizes(rfm, wording), demo, language)
    then = asked(sizes(rfm, wording, earlier_day(wording)), demo, language)
    first = list_rows(rfm, now, then, wording)[0]
    today, before = (dict(zip(("n", "share", "revenue"), (r["customers"], r["share"], r["revenue_share"]), strict=True))
                     for r in (next(a.table.records()) for a in (now, then)))  # fmt: skip
    assert first.label == label and first.customers == f"{today['n']:,}" and first.before == f"{before['n']:,}"
    assert first.share == f"{today['share']:.1%}" and first.revenue_share == f"{today['revenue']:.1%}"
    assert first.trend == ("up" if today["n"] > before["n"] else "down" if today["n"] < before["n"] else "same")
    assert as_of(now) == demo.as_of and as_of(then) == earlier_day(wording)


@pytest.mark.parametrize(
    ("name", "code", "en", "zh"),
    [
        (RFM, "champions", "recency 5, frequency 4 to 5", "最近购买 5、购买频次 4 至 5"),
        (STAGES, "churned", "last purchase more than", "上次购买在"),
        (TIERS, "high", "the top 20% of customers", "排名前 20% 的客户"),
    ],
)
def test_every_segment_has_its_rule_in_words(demo, name, code, en, zh):
    for language, told in (("en", en), ("zh", zh)):
        wording, found = demo.wording(language), demo.model.segmentation(name)
        rows = {row.code: row for row in list_rows(found, asked(sizes(found, wording), demo, language), None, wording)}
        assert told in rows[code].rule and all(row.rule for row in rows.values())
        assert rows[code].before == rows[code].trend == ""  # nothing to set it beside


def test_the_grid_has_count_and_share_of_every_pair_and_names_its_segment(demo):
    wording, rfm = demo.wording("en"), demo.model.segmentation(RFM)
    now = asked(sizes(rfm, wording), demo)
    found = grid(rfm, now, wording)
    assert found.recency == found.frequency == (5, 4, 3, 2, 1)
    assert (found.cells[0][0].label, found.cells[4][4].label) == ("Champions", "Hibernating")
    counts = [int(cell.customers.replace(",", "")) for row in found.cells for cell in row]
    assert sum(counts) == sum(row["customers"] for row in now.table.records())
    assert found.cells[0][0].share == f"{counts[0] / sum(counts):.1%}"
    stages = demo.model.segmentation(STAGES)
    assert grid(stages, asked(sizes(stages, wording), demo), wording) is None


# --- two segments, two days ---------------------------------------------------------------------------------------


def test_two_segments_are_compared_on_six_metrics_of_the_last_full_month(demo):
    wording, rfm = demo.wording("en"), demo.model.segmentation(RFM)
    found = asked(comparison(rfm, ("champions", "hibernating"), wording), demo)
    assert len(found.table.of_kind("metric")) == 6
    assert {row[0] for row in found.table.rows} <= {"champions", "hibernating"}
    assert found.sections[0].derivation.period_end == date(2026, 10, 31)


def test_a_migration_is_between_the_two_chosen_days(demo):
    wording, rfm = demo.wording("en"), demo.model.segmentation(RFM)
    offered = days(wording)
    assert offered[0] == demo.as_of and all(day.day == 1 for day in offered[1:])
    found = asked(migration(rfm, wording, (offered[2], offered[0])), demo)
    facts = dict(found.sections[0].result.lineage.parameters)
    assert (facts["from_as_of"], facts["to_as_of"]) == (offered[2], offered[0])


# --- the builder --------------------------------------------------------------------------------------------------


CONDITIONS = (Condition(field="frequency", op="ge", quantile=0.8), Condition(field="monetary", op="le", values=(3000,)))


def test_a_condition_survives_the_address_and_what_fits_nothing_is_left_out(demo):
    codes = [to_address(item) for item in CONDITIONS]
    written = [*codes, codes[0], '["phone", "eq", 1]', "nonsense", "[]"]
    assert from_address(written, View(demo.model, demo.tools.who)) == CONDITIONS


@pytest.mark.parametrize(("language", "pill"), [("en", "purchase days in the top 20% of customers"),
                                                ("zh", "购买天数位于前 20%")])  # fmt: skip
def test_a_pill_is_the_condition_in_words(demo, language, pill):
    assert in_words(CONDITIONS[0], demo.wording(language)) == pill


def test_the_size_is_that_of_an_answer_and_any_is_never_less_than_all(demo):
    wording = demo.wording("en")
    sizes_ = {}
    for match in ("all_of", "any_of"):
        rows = {row["segment"]: row for row in asked(size_question(CONDITIONS, match, wording), demo).table.records()}
        sizes_[match] = rows[wording.say("segments.this")]["customers"]
    assert 0 < sizes_["all_of"] < sizes_["any_of"]


def test_no_personal_field_is_offered_and_groups_come_with_their_codes(demo):
    offered = {item.name: item for item in fields({"customer.gender": ("F", "M")}, demo.wording("en"))}
    assert offered["customer.gender"].tests == ("in", "not_in") and offered["monetary"].tests[0] == "ge"
    assert "champions" in offered[RFM].values
    assert not any(demo.model.has_dimension(name) and demo.model.dimension(name).personal for name in offered)
    top = condition(offered["monetary"], "top", (0.2,))
    assert (top.op, top.quantile) == ("ge", 0.8)


def test_a_draft_is_a_segmentation_that_loads_with_the_model(demo):
    from assistant.learning.proposed_edits import as_yaml

    lines = draft("节俭常客", CONDITIONS, "all_of", demo.model)
    texts = {path.name: path.read_text("utf-8") for path in demo.tools.home.glob("*.yaml")}
    model = load_texts({**texts, "fresh.yaml": as_yaml({"segmentations": [lines]})})
    made = model.segmentation(f"customer.{lines['name']}")
    assert made.tool == "rule_segment" and made.values[0].labels.zh == "节俭常客"


# --- churn --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def risk(demo):
    return asked(question(demo.wording("en")), demo)


@pytest.mark.parametrize(("language", "told"), [("en", "Of 100 flagged, about"), ("zh", "每标记 100 位，约有")])
def test_a_border_says_in_words_what_the_test_period_gave(demo, risk, language, told):
    found = panel(risk, demo.wording(language))
    rows = {row["risk_threshold"]: row for row in _table(risk, "thresholds").records()}
    half, border = rows[0.5], found.border(0.5)
    assert told in border.precision and f"{half['precision'] * 100:.0f}" in border.precision
    assert f"{half['flagged_lost']:,}" in border.precision and f"{half['flagged']:,}" in border.precision
    assert f"{half['recall'] * 100:.0f}" in border.recall and border.now == f"{half['flagged_now']:,}"


def test_the_test_period_is_later_than_what_was_learned_and_both_are_said(demo, risk):
    found, facts = panel(risk, demo.wording("en")), dict(risk.sections[0].result.lineage.parameters)
    assert date.fromisoformat(str(facts["train_cuts"]).split(", ")[0]) < facts["test_cut"] < demo.as_of
    assert "later than what the rule was learned on" in found.measured and "Oct 2026" in found.measured
    assert (found.as_of == demo.as_of and "37" in found.base) or "of 100 customers" in found.base
    assert 1 <= len(found.drivers) <= 5


def test_the_histogram_has_every_listed_customer_and_marks_the_flagged(demo, risk):
    wording = demo.wording("zh")
    spec = spread_chart(risk, 0.5, wording)
    rows = spec["data"]["values"]
    assert len(rows) == 20 and [row["open"] for row in rows] == [True] * 10 + [False] * 10
    assert sum(row["value"] for row in rows) == sum(row[2] for row in _table(risk, "spread").rows)
    assert panel(risk, wording).border(0.5).now in spread_alt(panel(risk, wording), 0.5, wording)


def test_without_a_tested_border_there_is_no_panel_and_no_picture(demo, risk):
    from dataclasses import replace

    section = risk.sections[0]
    tables = tuple(
        replace(item, table=replace(item.table, rows=())) if item.name in ("thresholds", "spread") else item
        for item in section.result.tables
    )
    untested = replace(risk, sections=(replace(section, result=replace(section.result, tables=tables)),))
    assert panel(untested, demo.wording("en")) is None and spread_chart(untested, 0.5, demo.wording("en")) is None


def test_the_list_of_a_border_is_an_answer_of_its_own(demo):
    choice = listing(0.9, demo.wording("en"))
    assert "90%" in choice.label
    found = asked(choice, demo)
    assert all(row["p"] >= 0.9 for row in found.table.records())


def _table(answer, name):
    return next(item.table for item in answer.tables if item.name == name)
