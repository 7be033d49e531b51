"""The audit page: every question is on it, filters narrow it, and a broken chain is seen."""

from __future__ import annotations

import shutil

import pytest

from assistant.answer import answer
from assistant.exports.xlsx import Texts, texts_to_xlsx
from assistant.learning.proposals import Proposals
from assistant.limits import limits_said
from assistant.question import Question
from assistant.records.audit import Audit
from assistant.records.audit_view import asked, metric_lines, narrowed, synonym_lines, to_csv
from assistant.records.retention import kept_days
from tests.ui.pages import open_page, texts


@pytest.fixture
def some_questions(demo):
    for text in ("revenue by channel", "各渠道的销售额", "snarkometers by channel"):
        answer(Question.of(text), demo)


def rows(page):
    return page.dataframe[0].value


@pytest.mark.parametrize(("language", "refused"), [("en", "refused"), ("zh", "已拒答")])
def test_every_question_is_on_the_page_in_both_languages(some_questions, language, refused):
    shown = rows(open_page("audit", language))
    assert {"revenue by channel", "各渠道的销售额", "snarkometers by channel"} <= set(shown.iloc[:, 2])
    assert refused in set(shown.iloc[:, 4])


@pytest.mark.parametrize(("language", "refused"), [("en", "refused"), ("zh", "已拒答")])
def test_filters_come_from_the_address_and_mean_the_same_in_both_languages(some_questions, language, refused):
    page = open_page("audit", language, outcome="refused", words="snarko")
    shown = rows(page)
    assert set(shown.iloc[:, 2]) == {"snarkometers by channel"}
    assert set(shown.iloc[:, 4]) == {refused}
    page.selectbox(key="audit-outcome").set_value("answered").run()
    assert page.query_params["outcome"] in ("answered", ["answered"])


def test_an_unknown_word_is_a_gap_with_lines_for_the_model(some_questions):
    page = open_page("audit")
    assert "snarkometers" in set(page.dataframe[1].value.iloc[:, 1])
    page.selectbox(key="gap-word").set_value("snarkometers")
    page.selectbox(key="gap-metric").set_value("revenue").run()
    assert "snarkometers" in page.code[0].value and "turnover" in page.code[0].value


def test_the_chain_is_verified_and_a_changed_record_is_found(some_questions, demo):
    page = open_page("audit")
    assert all(sentence in texts(page) for sentence in limits_said("en", demo.slots.size if demo.slots else 1))
    page.button(key="audit-verify").click().run()
    assert "The chain is whole" in page.success[0].value.replace("\\", "")
    whole = demo.audit.path.read_text("utf-8")
    try:
        demo.audit.path.write_text(whole.replace("revenue by channel", "revenue by chanel", 1), "utf-8")
        page.button(key="audit-verify").click().run()
        assert "broken at line" in texts(page)
    finally:
        demo.audit.path.write_text(whole, "utf-8")


def test_a_question_without_an_end_is_shown_as_not_finished(tmp_path):
    audit = Audit(tmp_path / "audit.jsonl")
    first = audit.begin({"question": "a", "who": "ada", "language": "en"})
    audit.begin({"question": "b", "who": "bo", "language": "zh"})
    audit.write("finished", first, {"status": "answered", "ms": {"read": 2, "compute": 3},
                                    "usage": {"tokens_sent": 10, "tokens_received": 5, "model": "m"}})  # fmt: skip
    found = asked(audit.records())
    assert [(row.question, row.outcome, row.ms, row.tokens) for row in found] == [
        ("b", "running", None, None),
        ("a", "answered", 5, 15),
    ]
    assert [row.question for row in narrowed(found, person="ada")] == ["a"]
    assert narrowed(found, language="zh", words="a") == ()


def test_a_question_that_is_a_formula_leaves_as_text(tmp_path):
    audit = Audit(tmp_path / "audit.jsonl")
    audit.begin({"question": "=1+1", "who": "ada", "language": "en"})
    file = to_csv(asked(audit.records()), ("t",) * 11)
    assert file.startswith(b"\xef\xbb\xbf") and b",'=1+1," in file


def test_the_lines_of_a_synonym_keep_the_ones_that_are_there(demo):
    lines = synonym_lines(demo.model.metric("revenue"), "流水")["synonyms"]
    assert "流水" in lines["zh"] and "营业额" in lines["zh"] and "turnover" in lines["en"]


def test_thumbs_of_an_answer_stand_in_its_row_and_the_last_word_counts(tmp_path):
    audit = Audit(tmp_path / "audit.jsonl")
    first = audit.begin({"question": "a", "who": "ada", "language": "en"})
    audit.write("finished", first, {"status": "answered", "receipt": "r1"})
    audit.begin({"question": "b", "who": "ada", "language": "en"})
    for verdict in ("up", "down"):
        audit.write("feedback", "r1", {"who": "ada", "verdict": verdict, "receipt": "r1"})
    found = asked(audit.records())
    assert [row.thumb for row in found] == ["", "down"]
    assert [row.question for row in narrowed(found, thumb="down")] == ["a"] and narrowed(found, thumb="up") == ()
    assert b",down,r1" in to_csv(found, ("t",) * 11)


def test_figures_that_a_page_computed_are_told_apart(tmp_path):
    audit = Audit(tmp_path / "audit.jsonl")
    audit.begin({"question": "a", "who": "ada", "language": "en", "conversation": "page"})
    audit.begin({"question": "b", "who": "ada", "language": "en", "conversation": "c1"})
    found = asked(audit.records())
    assert [row.question for row in narrowed(found, pages=False)] == ["b"] and len(narrowed(found)) == 2


# --- evidence, tests, gaps, retention -------------------------------------------------------------------------------


BOTH = pytest.mark.parametrize("language", ["en", "zh"])


@pytest.fixture
def tidy(demo):
    """What these tests keep beside the model is gone afterwards."""
    yield
    for folder in ("tests", "learned/proposed"):
        shutil.rmtree(demo.tools.home / folder, ignore_errors=True)
    demo.audit.path.with_name("retention.json").unlink(missing_ok=True)


def select(page, question):
    place = list(rows(page).iloc[:, 2]).index(question)
    page.session_state["audit-rows"] = {"selection": {"rows": [place], "columns": [], "cells": []}}
    page.run()
    assert not page.exception, page.exception


@BOTH
def test_a_clicked_row_opens_its_answer_in_the_evidence_drawer(demo_home, language):
    text = "revenue by store last month"
    chat = open_page("ask")
    chat.chat_input[0].set_value(text).run()
    page = open_page("audit", language)
    select(page, text)
    assert page.get("dialog") or "SQL" in texts(page)
    assert page.button(key="audit-open") is not None
    assert page.json


@pytest.mark.parametrize(("language", "told"), [("en", "Same figures"), ("zh", "结果一致")])
def test_the_receipt_of_a_row_is_run_again_and_says_whether_the_figures_are_the_same(some_questions, language, told):
    page = open_page("audit", language)
    select(page, "revenue by channel")
    next(item for item in page.button if str(item.key).startswith("rerun-audit")).click().run()
    assert told in texts(page) + "".join(item.value for item in page.success)


@pytest.mark.parametrize(
    ("language", "kept", "same"), [("en", "Kept as test", "read as before"), ("zh", "已保留为测试", "解读一致")]
)
def test_a_question_is_kept_as_a_test_with_its_plan_and_read_again(some_questions, tidy, language, kept, same):
    page = open_page("audit", language)
    select(page, "各渠道的销售额")
    next(item for item in page.button if str(item.key).startswith("keep-")).click().run()
    assert kept in page.success[0].value.replace("\\", "")
    page = open_page("audit", language)
    page.button(key="audit-run-tests").click().run()
    tests = page.dataframe[-1].value
    assert list(tests.iloc[0, :1]) == ["各渠道的销售额"] and tests.iloc[0, 3] == same


@pytest.mark.parametrize(("language", "saved"), [("en", "Saved as draft"), ("zh", "已保存为草稿")])
def test_a_gap_becomes_a_synonym_or_a_metric_as_lines_and_as_a_draft(some_questions, demo, tidy, language, saved):
    page = open_page("audit", language)
    page.selectbox(key="gap-word").set_value("snarkometers")
    page.selectbox(key="gap-metric").set_value("gross_margin").run()
    assert "snarkometers" in page.code[0].value and "gross_margin" in page.code[0].value
    page.button(key="gap-save").click().run()
    assert saved in page.success[0].value.replace("\\", "")
    page.segmented_control(key="gap-way").set_value("metric").run()
    page.selectbox(key="gap-measure").set_value("order_lines.revenue").run()
    assert "measure: order_lines.revenue" in page.code[0].value
    page.button(key="gap-save").click().run()
    waiting = {item.name: item for item in Proposals(demo.tools.home, demo.model).waiting()}
    assert set(waiting) == {"gross_margin", "snarkometers"} and not waiting["snarkometers"].was


def test_a_new_metric_is_called_by_the_word_that_was_missing(demo):
    measure = demo.model.measure("order_lines.revenue")
    assert metric_lines("流水", measure, "order_lines")["labels"] == {"en": "流水", "zh": "流水"}


@pytest.mark.parametrize(("language", "told"), [("en", "1 taught as drafts"), ("zh", "学习 1 条（草稿）")])
def test_words_of_a_workbook_are_taught_on_the_page(demo_home, demo, language, told):
    page = open_page("audit", language)
    assert "words-file" in [str(item.key) for item in page.get("download_button")]
    given = texts_to_xlsx((Texts("Words", ("word", "means"), (("zorkings", "revenue"), ("flib", "zork"))),))
    page.file_uploader(key="words-given").set_value(("w.xlsx", given, "application/zip")).run()
    page.button(key="words-teach").click().run()
    assert not page.exception, page.exception
    shown = texts(page)
    assert told in shown and "flib" in shown
    shutil.rmtree(demo.lessons.folder)


@pytest.mark.parametrize(("language", "told"), [("en", "90 days"), ("zh", "90 天")])
def test_how_long_records_are_kept_is_set_on_the_page_and_on_record(some_questions, demo, tidy, language, told):
    page = open_page("audit", language)
    choice = page.selectbox(key="audit-retention")
    assert told in choice.options
    choice.set_value(90).run()
    page.button(key="audit-set-retention").click().run()
    assert not page.exception, page.exception
    assert kept_days(demo.audit) == 90
    last = [record for record in demo.audit.records() if record["event"] == "retention"][-1]
    assert last["days"] == 90 and last["who"]


@pytest.mark.parametrize(("language", "headings"), [
    ("en", "Time,Person,Question,Language,Outcome,Reader,Metrics,Milliseconds,Tokens,Thumbs,Receipt"),
    ("zh", "时间,提问人,问题,语言,结果,解读者,指标,毫秒,词元,评价,凭证"),
])  # fmt: skip
def test_the_table_says_who_asked_what_when_and_how_it_ended_and_each_filter_comes_from_the_address(
    some_questions, demo, language, headings
):
    shown = rows(open_page("audit", language))
    assert ",".join(shown.columns) == headings
    found = rows(open_page("audit", language, metric="revenue", outcome="answered", person="local", words="by channel"))
    assert set(found.iloc[:, 2]) >= {"revenue by channel"} and not [
        q for q in found.iloc[:, 2] if not ("by" in q and "channel" in q)
    ]
    assert len(narrowed(asked(demo.audit.records()), language="zh")) < len(asked(demo.audit.records()))


def test_the_export_is_itself_on_record(some_questions, demo):
    from ui.views.audit import _handed_out

    assert open_page("audit", "en", outcome="refused").get("download_button")
    shown = narrowed(asked(demo.audit.records()), outcome="refused")
    file = _handed_out(shown, ("t",) * 11, demo).decode("utf-8-sig")
    assert file.count("\r\n") == len(shown) + 1 and "snarkometers" in file
    last = list(demo.audit.records())[-1]
    assert (last["event"], last["form"], last["rows"], last["who"]) == ("export", "csv", [len(shown)], "local")
    assert demo.audit.verify().is_sound
