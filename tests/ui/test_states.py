"""The states without an answer, one test a row and both languages: each has a card of its own and a way on."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from assistant.answer import answer, run_plan
from assistant.plan import Compute, Plan
from assistant.question import Question
from assistant.reading import Reading
from assistant.replies import refuse_error
from assistant.storage.conversations import Store
from assistant.workspace import open_workspace
from semantic_layer.engines.errors import (
    DatabaseDamaged,
    DatabaseLocked,
    MemoryLimit,
    QueryTimeout,
    WrongVersion,
)
from semantic_layer.model import Policy
from semantic_layer.query import Compare, DimensionRef, MetricRef
from tests.assistant import tiny
from tests.ui.pages import open_page, open_popover, texts
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall
from ui.opened import conversations, reopen

ASKED = {"en": 0, "zh": 1}


ALL = ToolCall(tool="query_metrics", arguments=QueryMetricsArgs(metrics=(MetricRef("revenue"),)))


def run(call, context, language):
    return run_plan(Plan(Compute((call,)), Reading(language, ())), Question("q", language), context)


def says(*pairs):
    return pytest.mark.parametrize(("language", "told"), list(zip(ASKED, pairs, strict=True)))


def ask(question, language="en"):
    page = open_page("ask", language)
    page.chat_input[0].set_value(question).run()
    assert not page.exception, page.exception
    return page


def nearest(page):
    return [item for item in page.button if "-nearest-" in str(item.key) or "-next-" in str(item.key)]


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    return open_workspace(tiny.build(tmp_path_factory.mktemp("tiny")))


@pytest.fixture
def folder(tmp_path, demo_home, monkeypatch):
    """A folder of its own that the page opens; the demo is open again afterwards."""
    made = tiny.build(tmp_path)
    monkeypatch.setenv("WENSHU_MODEL", str(made))
    reopen()
    yield made
    monkeypatch.delenv("WENSHU_MODEL", raising=False)
    reopen()


# --- before anything was asked ------------------------------------------------------------------------------------


@says("metrics over", "项指标")
def test_nothing_asked_shows_the_scope_and_six_chips(demo_home, language, told):
    page = open_page("ask", language)
    assert told in texts(page)
    assert sum(str(item.key).startswith("suggestion-") for item in page.button) == 6
    page.button(key="way-data").click().run()
    assert not page.exception and page.get("file_uploader")


@says(("Add your data", "Open the demo"), ("添加您的数据", "打开示例数据"))
def test_no_data_loaded_offers_to_add_data_and_to_open_the_demo(folder, language, told):
    shutil.rmtree(folder / "data")
    reopen()
    page = open_page("ask", language)
    assert [item.label for item in page.button][: len(told)] == list(told)
    page.button(key="open-demo").click().run()
    assert not page.exception, page.exception
    assert sum(str(item.key).startswith("suggestion-") for item in page.button) == 6


def test_add_data_leads_to_the_page_of_ones_own_data(folder):
    shutil.rmtree(folder / "data")
    reopen()
    page = open_page("ask")
    page.button(key="add-data").click().run()
    assert not page.exception and page.get("file_uploader")


# --- nothing to compute -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "question", "told", "offered"),
    [("en", "revenue in 2015", "they run from 1 Nov 2024 to 31 Oct 2026", "Oct 2026"),
     ("zh", "2015年的销售额", "数据范围为2024年11月1日至2026年10月31日", "2026年10月"),
     ("en", "revenue in 2031", "they run from", "Oct 2026")],
)  # fmt: skip
def test_a_period_outside_the_data_shows_the_covered_range_and_the_last_full_period(
    demo_home, language, question, told, offered
):
    page = ask(question, language)
    assert told in texts(page)
    assert offered in nearest(page)[0].label
    nearest(page)[0].click().run()
    assert not page.exception and len(page.dataframe) >= 1


@says(("Nothing matches these filters.", "Without “"), ("没有符合条件的数据。", "去掉“"))
def test_a_filter_that_matches_nothing_is_named_with_the_question_without_it(shop, language, told):
    filters = (Compare("order.region", "eq", ("E",)), Compare("order.channel", "is_null"))
    arguments = QueryMetricsArgs(
        metrics=(MetricRef("revenue"),), dimensions=(DimensionRef("order.region"),), filters=filters
    )
    found = run(ToolCall(tool="query_metrics", arguments=arguments), shop, language)
    assert found.headline == told[0] and ("East" if language == "en" else "华东") in found.restatement
    assert len(found.next) == 2 and all(choice.label.startswith(told[1]) for choice in found.next)
    assert run(found.next[0].calls[0], shop, language).table.rows  # without the one said last
    whole = QueryMetricsArgs(metrics=(MetricRef("revenue"),), filters=filters)  # a sum over nothing is 0, and says why
    assert run(ToolCall(tool="query_metrics", arguments=whole), shop, language).next[0].label.startswith(told[1])


@pytest.mark.parametrize(
    ("language", "question", "told", "also", "owner"),
    [("en", "profit of flibbertigibbets by zork last month", "flibbertigibbets", "Also not understood: zork",
      "who looks after the data"),
     ("zh", "上个月各量子的flibber率是多少", "量子", "另有无法识别：flibber率", "供数据负责人查看")],
)  # fmt: skip
def test_an_unknown_word_names_what_is_missing_three_questions_and_the_owner(
    demo_home, demo, language, question, told, also, owner
):
    page = ask(question, language)
    assert told in texts(page) and also in texts(page).replace("\u200b", "") and owner in texts(page)
    assert len(nearest(page)) == 3
    assert any(told in words for _, words, _ in demo.audit.gaps())
    for choice in answer(Question.of(question), demo).refusal.nearest:
        said = run_plan(Plan(Compute(choice.calls), Reading(language, ())), Question(choice.label, language), demo)
        assert said.status == "answered", choice.label


@pytest.mark.parametrize(
    ("language", "question", "told", "offered"),
    [("en", "RFM segments of female customers in Lanzhou store", "at least 20 are needed", "gender = female"),
     ("zh", "兰州店女性客户的RFM分群", "至少需要 20 个", "性别为女")],
)  # fmt: skip
def test_too_few_customers_name_the_rule_and_what_can_be_asked_instead(demo_home, language, question, told, offered):
    page = ask(question, language)
    assert told in texts(page) and len(nearest(page)) == 3
    wider = next(item for item in nearest(page) if offered in item.label.replace("\\", ""))
    wider.click().run()
    assert not page.exception and len(page.dataframe) >= 1


@says("too small", "人数过少")
def test_a_group_below_the_smallest_size_is_withheld_and_counted_and_never_shown_as_0(demo, language, told):
    policy = Policy(name="groups", dataset="customers", min_group_entity="customer", min_group_k=100)
    closed = replace(demo, tools=replace(demo.tools, model=replace(demo.model, policies=(policy,))))
    found = run(ToolCall.parse("rfm_segments", {}), closed, language)
    open_ = run(ToolCall.parse("rfm_segments", {}), demo, language)
    small = sum(row["customers"] < 100 for row in open_.table.records())
    assert small and len(found.table.rows) == len(open_.table.rows) - small
    assert all(row["customers"] >= 100 for row in found.table.records())
    assert any(note.code == "suppressed_groups" or str(small) in note.text for note in found.caveats), told


# --- limits, databases, models --------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [QueryTimeout(30), MemoryLimit("2 GB")])
@says("shorter period", "缩短期间")
def test_a_limit_says_what_to_narrow_and_one_chip_does_it(demo, error, language, told):
    outcome = refuse_error(error, (ALL,), demo.model)
    found = run_plan(Plan(outcome, Reading(language, ())), Question("q", language), demo)
    assert told in found.headline and len(found.refusal.nearest) == 1
    choice = found.refusal.nearest[0]
    assert choice.calls[0].arguments.window.rule == "last:1:month"
    assert run_plan(Plan(Compute(choice.calls), Reading(language, ())), Question("q", language), demo).status == (
        "answered"
    )


@pytest.mark.parametrize(
    ("error", "en", "zh"),
    [(DatabaseLocked("x", "123"), "Close it or wait", "关闭"),
     (DatabaseDamaged("x", "cut"), "Restore it from a copy", "备份"),
     (WrongVersion("x"), "Import the source files again", "重新导入")],
)  # fmt: skip
def test_a_database_that_cannot_be_read_gets_a_plain_sentence_and_the_remedy(demo, error, en, zh):
    for language, told in (("en", en), ("zh", zh)):
        found = run_plan(
            Plan(refuse_error(error, (ALL,), demo.model), Reading(language, ())), Question("q", language), demo
        )
        assert found.status == "refused" and told in found.headline and not found.sections


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_folder_whose_data_are_damaged_says_why_and_shows_no_figure(folder, language):
    (folder / "data" / "data.json").write_text("{}", "utf-8")
    reopen()
    page = open_page("ask", language)
    assert page.error and not page.chat_input and not page.dataframe
    assert not [item for item in page.button if item.key == "open-demo"]  # what is damaged is mended, not left


@pytest.fixture
def dead_endpoint(demo_home, monkeypatch):
    names = {"BASE_URL": "http://127.0.0.1:9/v1", "MODEL": "small-one", "TIMEOUT": "1"}
    for name, value in names.items():
        monkeypatch.setenv(f"WENSHU_LLM_{name}", value)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    reopen()
    yield
    for name in (*(f"WENSHU_LLM_{name}" for name in names), "OPENAI_API_KEY"):
        monkeypatch.delenv(name)
    reopen()


@pytest.mark.parametrize(("language", "question"), [("en", "profit of flibbertigibbets"), ("zh", "flibber率是多少")])
def test_a_model_that_does_not_answer_is_said_once_and_the_parser_answers(dead_endpoint, language, question):
    page = ask(question, language)
    shown = texts(page)
    assert shown.count("127.0.0.1:9") + shown.count("small-one") >= 1
    assert "flibber" in shown and "sk-very-secret" not in shown
    assert len(nearest(page)) >= 1


# --- work that did not end ----------------------------------------------------------------------------------------


@pytest.fixture
def store(demo) -> Store:
    return conversations(demo)


@pytest.mark.parametrize(
    ("state", "en", "zh"),
    [("stopped", "Stopped. Nothing was changed.", "已停止，未产生任何更改。"),
     ("failed", "This went wrong here. Try again?", "出错了，要重试吗？")],
)  # fmt: skip
def test_a_stop_and_a_bug_keep_the_question_and_offer_to_try_again(demo_home, demo, store, state, en, zh):
    for text, told in (("revenue last month", en), ("上个月的销售额", zh)):
        conversation = f"state-{state}-{len(text)}"
        begun = store.begin(conversation, demo.tools.who.name, text)
        store.end(conversation, replace(begun, state=state))
        page = open_page("ask", "en", c=conversation)
        assert told in texts(page) and text in texts(page)
        if state == "failed":
            assert begun.id in texts(page).replace("\\", "")
        page.button(key=f"retry-{begun.id}").click().run()
        assert not page.exception and len(page.dataframe) >= 1


@says("you need the right", "需要")
def test_rows_about_persons_name_the_right_and_the_purpose(demo_home, language, told):
    page = ask("customers at risk of churn" if language == "en" else "哪些客户最可能流失？", language)
    open_popover(page, "more")
    shown = texts(page)
    assert told in shown
