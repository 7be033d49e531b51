"""The audit page: every question is on it, filters narrow it, and a broken chain is seen."""

from __future__ import annotations

import pytest

from assistant.answer import answer
from assistant.audit import Audit
from assistant.audit_view import asked, narrowed, rerun, synonym_patch, to_csv
from assistant.question import Question
from tests.ui.pages import open_page, texts


@pytest.fixture
def some_questions(demo):
    for text in ("revenue by channel", "各渠道的销售额", "flibbertigibbets by channel"):
        answer(Question.of(text), demo)


def rows(page):
    return page.dataframe[0].value


@pytest.mark.parametrize(("language", "refused"), [("en", "refused"), ("zh", "已拒答")])
def test_every_question_is_on_the_page_in_both_languages(some_questions, language, refused):
    shown = rows(open_page("audit", language))
    assert {"revenue by channel", "各渠道的销售额", "flibbertigibbets by channel"} <= set(shown.iloc[:, 2])
    assert refused in set(shown.iloc[:, 4])


@pytest.mark.parametrize(("language", "refused"), [("en", "refused"), ("zh", "已拒答")])
def test_filters_come_from_the_address_and_mean_the_same_in_both_languages(some_questions, language, refused):
    page = open_page("audit", language, outcome="refused", words="flibber")
    shown = rows(page)
    assert set(shown.iloc[:, 2]) == {"flibbertigibbets by channel"}
    assert set(shown.iloc[:, 4]) == {refused}
    page.selectbox(key="audit-outcome").set_value("answered").run()
    assert page.query_params["outcome"] in ("answered", ["answered"])


def test_an_unknown_word_is_a_gap_with_lines_for_the_model(some_questions):
    page = open_page("audit")
    assert "flibbertigibbets" in set(page.dataframe[1].value.iloc[:, 1])
    page.selectbox(key="gap-word").set_value("flibbertigibbets")
    page.selectbox(key="gap-metric").set_value("revenue").run()
    assert "flibbertigibbets" in page.code[0].value and "turnover" in page.code[0].value


def test_the_chain_is_verified_and_a_changed_record_is_found(some_questions, demo):
    page = open_page("audit")
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
    file = to_csv(asked(audit.records()), ("t",) * 10)
    assert file.startswith(b"\xef\xbb\xbf") and b",'=1+1," in file


def test_a_patch_keeps_the_synonyms_that_are_there(demo):
    lines = synonym_patch(demo.model.metric("revenue"), "流水")
    assert "流水" in lines and "营业额" in lines and "turnover" in lines


@pytest.mark.parametrize(("language", "told"), [("en", "Same figures"), ("zh", "结果一致")])
def test_a_receipt_is_run_again_and_says_whether_the_figures_are_the_same(some_questions, demo, language, told):
    row = next(row for row in asked(demo.audit.records()) if row.question == "revenue by channel" and row.receipt)
    assert told in rerun(row.receipt, demo, language)
    assert "0" * 12 in rerun("0" * 12, demo, language)
