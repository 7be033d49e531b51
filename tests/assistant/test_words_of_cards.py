"""Words of a card that once could be misread: counts of different rows, columns in a formula, the three scores."""

from __future__ import annotations

import re

import pytest

from assistant.answer import answer
from assistant.evidence.derive import formula
from assistant.exports.text import COPIED_ROWS, SHOWN_ROWS, to_copy, to_text
from assistant.question import Question
from assistant.texts import TEXTS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "revenue and orders by region",
            "Rows without region: {} of revenue, {} of number of orders; shown as “unknown”.",
        ),
        ("各地区的销售额和订单数", "缺少地区的行：销售额 {} 行、订单数 {} 行，归入“未知”。"),
        ("revenue by region", "{} rows without region: shown as “unknown”."),
    ],
)
def test_rows_without_a_group_are_counted_once_with_the_figure_they_are_of(demo, text, said):
    found = answer(Question.of(text), demo)
    counts = {item.metric: item.rows for item in found.sections[0].result.main.left_out}
    written = said.format(*(f"{count:,}" for count in counts.values()))
    assert len(set(counts.values())) == said.count("{}")
    assert [note.text for note in found.caveats if note.code == "unknown_bucket"] == [written]


@pytest.mark.parametrize(
    ("metric", "english", "chinese"),
    [
        (
            "revenue",
            "sum of net amount, where order status = completed",
            "字段“net_amount”的合计，条件：订单状态为已完成",
        ),
        ("returns", "count of return id", "退货单编号的计数"),
        ("revenue_growth", "revenue against previous", "销售额对比上期"),
        (
            "visit_conversion",
            "share of visits followed by number of orders within 7 days",
            "访问次数之后 7 天内发生订单数的占比",
        ),
    ],
)
def test_a_chinese_formula_shows_a_column_as_a_column(demo, metric, english, chinese):
    found = demo.model.metric(metric)
    assert (formula(found, demo.wording("en")), formula(found, demo.wording("zh"))) == (english, chinese)


def test_no_chinese_formula_of_the_demo_has_english_words_beside_it(demo):
    for metric in demo.model.metrics:
        said = formula(metric, demo.wording("zh")).partition("，条件：")[
            0
        ]  # a condition may be shown as it is computed
        bare = re.sub(r"“[^”]*”", "", said)
        assert not re.search(r"[a-z]{3,}", bare), (metric.name, said)


def test_the_three_scores_have_one_name_each_in_chinese():
    """最近购买, 购买频次, 消费金额: as the glossary has them."""
    other = re.compile("近度|频度|最近消费|消费频次|购买频率|消费频率|(?<!购买)频次")
    found = {key: text.zh for key, text in TEXTS.items() if other.search(text.zh) and "visit" not in key}
    assert found == {}


def test_a_copy_holds_every_row_that_is_shown(demo):
    found = answer(Question.of("revenue by week by channel"), demo)
    rows = found.sections[0].shown.rows
    assert SHOWN_ROWS < len(rows) <= COPIED_ROWS
    copied = to_copy(found)
    assert all(any(row[0] in line and row[-1] in line for line in copied.splitlines()) for row in rows)
    assert "--csv" in to_text(found) and "--csv" not in copied


@pytest.mark.parametrize(
    ("text", "title"), [("which region has the highest revenue", "All groups"), ("哪个地区销售额最高", "全部分组")]
)
def test_a_copy_of_a_ranking_holds_the_groups_behind_it(demo, text, title):
    found = answer(Question.of(text), demo)
    behind = found.sections[0].shown_context.rows
    assert len(found.sections[0].shown.rows) == 1 < len(behind)
    copied = to_copy(found)
    assert title in copied and all(row[0] in copied and row[1] in copied for row in behind)


@pytest.mark.parametrize(("language", "said"), [("en", "2 of 3 rows are copied"), ("zh", "共 3 行，复制前 2 行")])
def test_a_copy_that_is_cut_says_so(demo, monkeypatch, language, said):
    monkeypatch.setattr("assistant.exports.text.COPIED_ROWS", 2)
    question = {"en": "revenue by gender", "zh": "各性别的销售额"}[language]
    copied = to_copy(answer(Question.of(question), demo))
    assert said in copied
