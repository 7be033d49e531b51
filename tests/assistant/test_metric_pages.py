"""What the metrics page says of a metric: its data, its small line, its history."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answer import answer, run_plan
from assistant.learning.proposals import Proposals
from assistant.metric_pages.cards import card, cards, found
from assistant.metric_pages.history import change_log, uses_of
from assistant.metric_pages.lines import fresh, freshness, lines, year
from assistant.plan import Compute, Plan
from assistant.question import BY_PAGE, Question
from assistant.reading import Reading
from assistant.storage.saved import needs_recheck
from assistant.workspace import open_workspace
from semantic_layer.loader import load_model
from tests.assistant import tiny


def asked(choice, context, conversation=None):
    question = Question(choice.label, "en", conversation=conversation)
    return run_plan(Plan(Compute(choice.calls), Reading("en", ())), question, context)


def test_the_small_line_has_the_values_of_twelve_full_months_and_the_last_in_words(demo):
    wording = demo.wording("en")
    small = lines(asked(year(["revenue", "orders"], wording), demo), wording)["revenue"]
    said = answer(Question.of("revenue by month in the last 12 months"), demo)
    assert len(small.values) == 12 and small.month == "Oct 2026"
    assert list(small.values) == [pytest.approx(float(row[1])) for row in said.table.rows]
    assert small.last.startswith("¥") and len(small.last) <= 8


@pytest.mark.parametrize(
    ("metric", "language", "told"),
    [
        ("revenue", "en", "sum of net amount, where order status = completed"),
        ("orders", "zh", "订单编号的计数，条件：订单状态为已完成"),
        ("presale_orders", "en", "count of order number, where order status = completed and pre-sale = yes"),
        ("on_time_orders", "en", "count of order number, where delivered_at <= promised_at"),  # no dimension says it
        ("gross_margin", "en", "(revenue − cost of goods) ÷ revenue"),
        ("gross_margin", "zh", "(销售额 − 商品成本) ÷ 销售额"),
    ],
)
def test_a_formula_is_written_in_the_names_of_the_model_where_it_has_them(demo, metric, language, told):
    assert card(demo.model.metric(metric), demo.wording(language)).formula == told


def test_a_metric_that_cannot_go_with_the_others_is_left_without_a_line(demo):
    wording = demo.wording("en")
    choice = year(["revenue", "no_such_metric", "repurchase_rate"], wording)
    assert choice.calls[0].arguments.metrics[0].name == "revenue"
    assert asked(choice, demo).status == "answered"


def test_freshness_is_the_last_day_of_the_data_and_not_a_mistyped_year(demo):
    wording = demo.wording("en")
    days = fresh(asked(freshness(wording), demo), wording)
    assert days["orders"] == "31 Oct 2026" == days["order_lines"]  # lines have no time of their own


def test_a_card_says_grain_and_whether_parts_add_up(demo):
    item = card(demo.model.metric("gross_margin"), demo.wording("zh"))
    assert item.grain == "订单明细" and item.adds_up == "不可以" and item.other_label == "gross margin"
    assert card(demo.model.metric("revenue"), demo.wording("en")).adds_up.startswith("yes")


def test_every_metric_and_segmentation_of_the_sample_is_described_in_both_languages(demo):
    for item in (*demo.model.metrics, *demo.model.segmentations):
        said = (item.description.en, item.description.zh)
        assert said[0].endswith(".") and said[1].endswith("。"), item.name
        assert "_" not in "".join(said), item.name  # an analyst's words, not the names of columns
        assert len({*said, item.labels.en, item.labels.zh}) == 4, item.name


@pytest.mark.parametrize(
    ("question", "language"), [("what does discount per order mean", "en"), ("发券量是什么", "zh")]
)
def test_what_a_metric_is_is_told_in_the_words_of_its_description(demo, question, language):
    told = answer(Question.of(question), demo)
    metric = demo.model.metric(told.plan.outcome.calls[0].arguments.name)
    description = metric.description.in_language(language)
    assert told.headline.endswith(description) and description in told.sections[0].shown.rows[0]
    assert card(metric, demo.wording(language)).description == description


@pytest.mark.parametrize("words", ["turnover", "营业额", "revenue", "销售额"])
def test_a_metric_is_found_by_name_and_synonym_of_either_language(demo, words):
    assert found(words, cards(demo.wording("en")))[0].name == "revenue" or "revenue" in {
        item.name for item in found(words, cards(demo.wording("zh")))
    }


# --- history --------------------------------------------------------------------------------------------------------


@pytest.fixture
def own(tmp_path):
    folder = tiny.build(tmp_path)
    (folder / "more.yaml").write_text(
        "metrics:\n  - {name: half, type: derived, expr: revenue / 2, metrics: [revenue], direction: neutral,\n"
        "     unit: currency(CNY), format: currency(2), labels: {en: half takings, zh: 半数收入}}\n",
        "utf-8",
    )
    return folder


def history(context, waiting=frozenset()):
    return uses_of("half", context.audit.records(), context.receipts, context.model, waiting)


def test_questions_that_used_a_metric_are_listed_and_those_of_pages_are_not(own):
    context = open_workspace(own)
    answer(Question.of("half takings by region"), context)
    asked(year(["half"], context.wording("en")), context, BY_PAGE)
    assert [use.question for use in history(context)] == ["half takings by region"]
    assert not history(context)[0].is_to_check


def test_a_waiting_change_and_a_confirmed_one_make_saved_answers_read_recheck(own):
    context = open_workspace(own)
    said = answer(Question.of("half takings by region"), context)
    receipt = context.receipts.load(said.receipt)
    assert needs_recheck(receipt, context.tools) == ()
    known = Proposals(own, context.model, lambda: date(2026, 11, 22))
    made = known.add("metrics", {"name": "half", "expr": "revenue / 3"}, "ada")
    assert needs_recheck(receipt, context.tools) == ("half",)
    assert history(context, known.changing())[0].is_to_check
    known.decide(made.id, "confirmed", "owner")
    again = open_workspace(own)
    assert needs_recheck(receipt, again.tools) == ("half",) and history(again)[0].is_to_check


def test_the_change_log_has_versions_and_decisions_the_newest_first(own):
    context = open_workspace(own)
    answer(Question.of("half takings"), context)
    known = Proposals(own, context.model)
    known.decide(known.add("metrics", {"name": "half", "expr": "revenue / 3"}, "ada").id, "confirmed", "owner")
    again = open_workspace(own)
    answer(Question.of("half takings"), again)
    log = change_log(history(again), Proposals(own, load_model(own)).about("half"), again.model)
    assert sorted(change.what for change in log) == ["confirmed", "version", "version"]
    assert next(change.person for change in log if change.what == "confirmed") == "owner"
    assert len({change.id for change in log if change.what == "version"}) == 2
