"""The words that people know the product by, letter by letter, and one word for one thing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from assistant.answer import answer
from assistant.exports.text import to_text
from assistant.question import Question
from assistant.texts import TEXTS

WORDS = (
    ("page.input", "Ask about your business…", "问问您的业务数据…"),
    ("page.step_read", "Understanding", "理解问题"),
    ("page.step_compute", "Computing", "计算"),
    ("page.step_check", "Checking", "核对"),
    ("page.tab_chart", "Chart", "图表"),
    ("page.tab_table", "Table", "表格"),
    ("page.tab_derivation", "How it was computed", "计算过程"),
    ("caveat.month_incomplete", "is not complete (", "数据未满月（"),
    ("caveat.small_base", "Small sample: read with care", "样本较小，仅供参考"),
    ("caveat.tie", "Practically equal", "差异极小，可视为持平"),
    ("caveat.practical_tie", "Practically equal", "差异极小，可视为持平"),
    ("note.unused", "Not used: “", "未采用：“"),
    ("note.repaired", "Read “{typed}” as {name}", "已将“{typed}”理解为{name}"),
    ("clarify.ambiguous_metric", "Which one do you mean?", "您指哪一个？"),
    ("clarify.other", "Which one do you mean?", "您指哪一个？"),
    ("clarify.why", "They give different numbers.", "口径不同，结果不同。"),
    ("refuse.unknown_metric", "I have no metric for “{word}”.", "暂无“{word}”的指标"),
    ("refuse.nearest", "Closest:", "相近的有："),
    ("refuse.empty_filter", "Nothing matches these filters.", "没有符合条件的数据。"),
    ("page.stopped", "Stopped. Nothing was changed.", "已停止，未产生任何更改。"),
    ("page.failed", "This went wrong here. Try again?", "出错了，要重试吗？"),
    ("page.offline", "Offline · no data leaves this machine", "离线 · 数据不出本机"),
    ("receipt.same", "Same figures", "结果一致"),
    ("receipt.data_changed", "The data changed", "数据有变化"),
)
ANOTHER_WORD_FOR = {  # in Chinese: what stands for a thing that has its word already
    "客户": "用户|顾客|消费者|客群",
    "复购": "回购",
    "看板": "仪表盘|仪表板",
    "凭证": "回执|收据",
    "分群": "细分群|人群",
    "筛选": "过滤",
}


@pytest.mark.parametrize(("key", "en", "zh"), WORDS)
def test_a_word_that_people_know_stays_as_it_is(key, en, zh):
    assert en in TEXTS[key].en and zh in TEXTS[key].zh


@pytest.mark.parametrize(("language", "question", "told"), [
    ("en", "revenue by month this year", "Sep 2026 is not complete (1–19 Sep 2026)."),
    ("zh", "今年每月的销售额", "2026年9月数据未满月（2026年9月1日–19日）。"),
])  # fmt: skip
def test_an_open_month_is_named_with_its_days(demo, language, question, told):
    asked = replace(Question.of(question), as_of=date(2026, 9, 20))
    assert told in [note.text for note in answer(asked, demo).caveats]


@pytest.mark.parametrize(("question", "told"), [
    ("repurchase rate by store last month", "Small sample: read with care (n = "),
    ("上个月各门店的复购率", "样本较小，仅供参考（n = "),
    ("which gender has the highest repurchase rate", "practically equal"),
    ("哪个性别的复购率最高", "差异极小"),
    ("repurchse rate last month", "Read “repurchse rate” as repurchase rate."),
    ("上个月复够率是多少", "已将“复够率”理解为复购率。"),
    ("revenue by store", "rows without store name: shown as “online”."),  # by the name that they have in the table
    ("各门店销售额", "行缺少门店名称，归入“线上”。"),
    ("flibber by channel", "Closest:\n- "),
    ("各渠道的flibber率", "相近的有：\n- "),
])  # fmt: skip
def test_the_words_stand_where_they_are_true(demo, question, told):
    assert told in to_text(answer(Question.of(question), demo))


def test_a_change_says_which_period_before_it_means_with_both_dates(demo):
    for question, told in (("上个月销售额环比", "环比"), ("上个月销售额同比", "同比")):
        said = answer(Question.of(question), demo)
        assert told in said.restatement
        assert len(re.findall(r"\d{4}年\d{1,2}月", said.headline)) == 2


def test_one_thing_has_one_word(demo):
    model = demo.model
    named = (*model.metrics, *model.segmentations, *model.dimensions())
    shown = [text.zh for text in TEXTS.values()] + [item.labels.zh for item in named]
    for word, others in ANOTHER_WORD_FOR.items():
        assert [text for text in shown if re.search(others, text)] == [], word


def test_nobody_is_begged_and_nothing_is_regretted():
    """An apology is no help: a sentence says what to do."""
    sorry = re.compile(r"\b(sorry|unfortunately|oops|apolog\w+)\b|抱歉|对不起|遗憾", re.IGNORECASE)
    assert [key for key, text in TEXTS.items() if sorry.search(text.en + text.zh)] == []
