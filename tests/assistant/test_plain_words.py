"""Answers speak to a manager: an interval has one form, and the terms of a statistician stand in the evidence."""

from __future__ import annotations

import re

import pytest

from assistant import formats
from assistant.answer import answer
from assistant.evidence.items import trial_lines
from assistant.question import Question
from assistant.texts import TEXTS

OWN_INTERVAL = re.compile(r"\{low\}\s*(?:–|-|~|to|至)\s*\{high\}")
TERMS = re.compile(r"MASE|AUC|Brier|decile|十分位|\bp [\d{]|p=|silhouette|resampled|重复抽样")


def test_an_interval_is_written_alike_with_and_without_signs():
    assert formats.interval("82.2%", "86.2%", "en") == "82.2% to 86.2%"
    assert formats.interval("-0.3 pts", "+1.2 pts", "en") == "-0.3 pts to +1.2 pts"
    assert formats.interval("82.2%", "86.2%", "zh") == "82.2% 至 86.2%"


def test_no_sentence_writes_an_interval_of_its_own():
    said = [(key, text.en) for key, text in TEXTS.items()]
    said += [(key, text.zh) for key, text in TEXTS.items() if "之间" not in text.zh]  # "between" is a sentence
    own = [key for key, words in said if OWN_INTERVAL.search(words)]
    assert own == []


def test_no_finding_speaks_in_the_terms_of_a_statistician():
    said = {key: text for key, text in TEXTS.items() if key.startswith(("finding.", "caveat."))}
    assert [key for key, text in said.items() if TERMS.search(text.en) or TERMS.search(text.zh)] == []


@pytest.mark.parametrize(("text", "term"), [("forecast revenue for the next 3 months", "MASE"),
                                            ("预测未来三个月的销售额", "MASE")])  # fmt: skip
def test_the_terms_stand_in_the_evidence(demo, text, term):
    found = answer(Question.of(text), demo)
    section = found.sections[0]
    assert term not in " ".join((found.headline, *section.narration))
    lines = trial_lines(section, demo.wording(found.language))
    assert lines and all(term in line for line in lines)


def test_rows_of_one_analysis_share_a_unit_of_magnitude(demo):
    for text, unit in (("show me the RFM segments", "K"), ("看一下RFM分群", "万")):
        section = answer(Question.of(text), demo).sections[0]
        column = next(column for column in section.table.columns if column.name == "revenue")
        wording = demo.wording("zh" if unit == "万" else "en").with_scales(section.table)
        values = [row[section.table.columns.index(column)] for row in section.table.rows]
        scale = wording.scale_of(column)
        assert scale is None or scale.suffix == unit
        assert scale == formats.column_scale(values, wording.language)  # the axis and the labels have this one
