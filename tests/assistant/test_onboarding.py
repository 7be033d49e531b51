"""From dropped files to a kept model: decisions are done, questions are answered, nothing is damaged on the way."""

from __future__ import annotations

import pytest

from assistant.answer import answer
from assistant.onboarding.asking import askable
from assistant.onboarding.decisions import Decisions, decided
from assistant.onboarding.drafts import NoDraft, open_draft
from assistant.onboarding.evidence_words import evidence_in
from assistant.onboarding.keeping import folder_for, keep, opened, propose, review
from assistant.onboarding.proposals import metric_rows, relation_rows, role_rows
from assistant.onboarding.reading_words import changes_said, doubt_said
from assistant.question import Question
from assistant.texts import TEXTS
from assistant.workspace import open_workspace
from semantic_layer.importing.errors import REASONS, EncodingUndecided
from semantic_layer.importing.rules import rules_for
from semantic_layer.importing.writings import ONE_WRITING

CITIES = ("北京", "上海", "广州")
ORDERS = "订单编号,客户编号,下单日期,城市,金额\n" + "".join(
    f"A{n:03},C{n % 7:02},2026年{n % 9 + 1}月{n % 27 + 1}日,{CITIES[n % 3]},{n * 10}\n" for n in range(60)
)
PEOPLE = "客户编号,等级\n" + "".join(f"C{n:02},{'甲乙'[n % 2]}\n" for n in range(7))
TOTAL = sum(n * 10 for n in range(60))


@pytest.fixture
def draft(tmp_path):
    made = open_draft(tmp_path, "a-draft-of-mine")
    made.put({"订单.csv": (ORDERS + "坏行\n").encode("gb18030"), "folder/客户.csv": PEOPLE.encode()})
    made.choose("订单.csv", encoding="gb18030")
    return made


@pytest.fixture
def target(tmp_path):
    return folder_for(tmp_path, "我的店")


def kept(draft, target, decisions=None):
    looked = draft.look()
    reviewed = review(draft, propose(draft, looked, "我的店", target), decisions or Decisions(), target)
    keep(reviewed, looked, target)
    return reviewed


def test_an_encoding_is_asked_for_and_the_choice_survives_a_refresh(tmp_path):
    draft = open_draft(tmp_path, "a-draft-of-mine")
    draft.put({"订单.csv": ORDERS.encode("gb18030"), "客户.csv": PEOPLE.encode()})
    looked = draft.look()
    assert [type(problem) for problem in looked.problems] == [EncodingUndecided]
    assert [report.table for report in looked.reports] == ["客户"]
    draft.choose("订单.csv", encoding="gb18030")
    again = open_draft(tmp_path, "a-draft-of-mine").look()
    assert again.is_complete
    assert sorted(report.accepted for report in again.reports) == [7, 60]


def test_every_line_of_a_draft_is_accounted_for(draft):
    orders = next(report for report in draft.look().reports if report.table == "订单")
    assert [(row.line, row.reason, row.text) for row in orders.rejected] == [(62, "too_few_fields", "坏行")]


@pytest.mark.parametrize("identity", ["../../etc", "a/b", "", "short", "x" * 50])
def test_a_draft_is_found_by_an_id_of_ours_only(tmp_path, identity):
    with pytest.raises(NoDraft):
        open_draft(tmp_path, identity)


def test_names_of_dropped_files_never_leave_the_folder(tmp_path):
    draft = open_draft(tmp_path, "a-draft-of-mine")
    draft.put({"../../a.csv": b"x,y\n1,2\n", "..\\a.csv": b"x,y\n3,4\n", "..": b"x,y\n5,6\n"})
    assert {path.parent.name for path in draft.files} == {"in"}
    assert len(draft.files) == 3


def test_roles_relations_and_metrics_are_proposed_with_values(draft, target):
    model = propose(draft, draft.look(), "我的店", target)
    roles = {row.key: row.role for row in role_rows(model)}
    assert roles["订单.订单编号"] == "key"
    assert roles["订单.客户编号"] == "reference"
    assert roles["订单.下单日期"] == "time"
    assert roles["订单.金额"] == "sum"
    with opened(draft, model) as context:
        (relation,) = relation_rows(model, context.tools.engine)
        assert (relation.child, relation.parent, relation.most, relation.orphans) == ("订单", "客户", 9, 0)
        assert relation.repeats
        values = {row.name: row.value for row in metric_rows(context, "en")}
    assert values["订单_count"] == "60"
    assert values["金额"] == "17.7K"


def test_a_rate_that_is_judged_forward_has_its_value_before_it_is_kept(draft, target):
    """The page computes as a question does: a repurchase rate without its days would look as if it had no value."""
    model = propose(draft, draft.look(), "我的店", target)
    with opened(draft, model) as context:
        rows = {language: {row.name: row for row in metric_rows(context, language)} for language in ("en", "zh")}
        said = answer(Question.of("复购率"), context)
    rate = rows["zh"]["repurchase_rate"]

    assert rate.value is not None and rate.value in said.headline
    assert rows["en"]["average_order_value"].formula == "amount ÷ number of orders"
    assert rows["zh"]["average_order_value"].formula == "金额 ÷ 订单数量"
    assert not any(letter.isascii() and letter.isalpha() for letter in rate.formula)


def test_what_was_paid_is_asked_for_first(draft, target):
    model = propose(draft, draft.look(), "我的店", target)
    with opened(draft, model) as context:
        first = {language: askable(context, language)[0] for language in ("en", "zh")}

    assert first == {"en": "amount by city", "zh": "各城市的金额"}


def test_a_changed_role_changes_the_figure(draft, target):
    model = decided(propose(draft, draft.look(), "我的店", target), Decisions({"订单.金额": "average"}))
    with opened(draft, model) as context:
        values = {row.name: (row.formula, row.value) for row in metric_rows(context, "en")}
    assert values["金额"] == ("avg(订单.金额)", f"{TOTAL // 60}")


def test_a_column_that_is_no_measure_takes_its_metrics_along(draft, target):
    model = decided(propose(draft, draft.look(), "我的店", target), Decisions({"订单.金额": "dimension"}))
    assert "金额" not in {metric.name for metric in model.metrics}


def test_a_relation_that_is_none_is_gone(draft, target):
    decisions = Decisions(no_relations=frozenset({"订单.客户编号"}))
    model = decided(propose(draft, draft.look(), "我的店", target), decisions)
    with opened(draft, model) as context:
        assert relation_rows(model, context.tools.engine) == ()


def test_three_questions_are_offered_in_each_language_and_answered_after_keeping(draft, target):
    reviewed = kept(draft, target)
    context = open_workspace(target)
    for language in ("en", "zh"):
        assert len(reviewed.questions[language]) == 3
        for text in reviewed.questions[language]:
            assert answer(Question.of(text), context).status == "answered"
    total = answer(Question.of("金额"), context)
    assert f"{TOTAL:,}" in total.headline.replace("1.77万", "17,700")


def test_a_metric_that_is_not_wanted_is_rejected_and_stays_so_after_a_second_import(draft, target):
    first = kept(draft, target, Decisions(metrics=frozenset({"金额"})))
    assert "state: rejected" in first.files["metrics.yaml"]
    looked = draft.look()
    again = review(draft, propose(draft, looked, "我的店", target), Decisions(), target)
    assert "-" not in {line[:1] for line in again.difference.splitlines() if not line.startswith("---")}
    assert "state: rejected" in again.files["metrics.yaml"]


def test_a_second_import_updates_the_data_and_adds_what_is_new(draft, target):
    kept(draft, target)
    head, *rows = ORDERS.splitlines()
    more = "\n".join([f"{head},运费", *(f"{row},5" for row in rows), "A900,C01,2026-09-01,北京,10,5"])
    draft.put({"订单.csv": more.encode(), "客户.csv": PEOPLE.encode()})
    draft.choose("订单.csv", encoding="utf-8")
    reviewed = kept(draft, target)
    assert "+  - name: 运费" in reviewed.difference
    assert "61" in answer(Question.of("订单数量"), open_workspace(target)).headline


def test_data_that_no_longer_hold_a_confirmed_definition_are_not_kept(draft, target):
    kept(draft, target)
    before = {path.name: path.read_bytes() for path in target.glob("*.yaml")}
    doubled = ORDERS + ORDERS.splitlines()[1] + "\n"
    draft.put({"订单.csv": doubled.encode(), "客户.csv": PEOPLE.encode()})
    draft.choose("订单.csv", encoding="utf-8")
    looked = draft.look()
    reviewed = review(draft, propose(draft, looked, "我的店", target), Decisions(), target)
    assert [defect.code for defect in reviewed.broken] == ["duplicate_keys"]
    with pytest.raises(ValueError, match="settled"):
        keep(reviewed, looked, target)
    assert {path.name: path.read_bytes() for path in target.glob("*.yaml")} == before
    assert "60" in answer(Question.of("订单数量"), open_workspace(target)).headline


# --- why something was guessed, in Chinese ---------------------------------------------------------------------------


def test_the_reasons_of_every_guess_are_told_in_chinese(draft, target):
    looked = draft.look()
    model = propose(draft, looked, "shop", target)
    told = [evidence_in("zh", item.evidence) for item in (*model.dimensions(), *model.metrics) if item.evidence]
    assert told and [text for text in told if " rows" in text or "distinct" in text or "adds up" in text] == []
    assert evidence_in("en", "3 distinct values in 5 rows") == "3 distinct values in 5 rows"
    assert evidence_in("zh", "something new") == "something new"


def test_every_reason_rule_and_doubt_of_an_import_has_its_words():
    needed = {f"data.refusal.{reason}" for reason in REASONS}
    needed |= {f"data.rule.{rule.name}" for rule in rules_for(["1.5", "1e-05", "31/1/2024"])}
    needed |= {f"data.{kind}.{ONE_WRITING}" for kind in ("rule", "option")}
    needed |= {f"data.doubt.{kind}" for kind in ("two_writings", "made_one")}
    assert needed <= TEXTS.keys()


def test_texts_in_two_writings_are_asked_about_made_one_and_made_two_again(tmp_path):
    draft = open_draft(tmp_path, "two-writings")
    draft.put({"t.csv": "name,n\n張三,1\n张三,2\nＡ店,3\n".encode()})
    (report,) = draft.look().reports
    doubt = report.columns[0].doubt
    assert "張三" in doubt_said(report.table, "name", doubt, "zh") and doubt.options[0] == "text"
    assert changes_said(report, "zh") == ("name：1 个值去掉了首尾空白，或把全角字母、数字改成了半角。",)
    draft.choose("t.csv", column="name", rule="one_writing")
    (report,) = draft.look().reports
    assert [row[0] for row in report.preview] == ["张三", "张三", "A店"]
    assert report.columns[0].doubt.options == ("one_writing", "text")
    draft.choose("t.csv", column="name", rule="text")
    assert [row[0] for row in draft.look().reports[0].preview] == ["張三", "张三", "A店"]


def test_customer_analyses_are_proposed_and_go_when_the_person_says_that_nobody_is_named(draft, target):
    model = propose(draft, draft.look(), "我的店", target)
    assert [role.name for role in model.roles] == ["order", "customer"]
    assert model.has_metric("repurchase_rate")
    alone = decided(model, Decisions(no_relations=frozenset({"订单.客户编号"})))
    assert (alone.roles, alone.segmentations, alone.has_metric("repurchase_rate")) == ((), (), False)
    assert "default_segmentation" not in alone.settings
    counted = decided(model, Decisions(roles={"订单.金额": "category"}))
    assert counted.roles == ()


def test_a_second_import_keeps_what_was_confirmed_of_the_buyers(draft, target):
    kept(draft, target)
    text = target.joinpath("model.yaml").read_text("utf-8")
    assert "\n    state: generated\n" in text.partition("roles:")[2]
    target.joinpath("model.yaml").write_text(text.replace("    state: generated\n", ""), "utf-8")
    assert {role.state for role in propose(draft, draft.look(), "我的店", target).roles} == {"confirmed"}
