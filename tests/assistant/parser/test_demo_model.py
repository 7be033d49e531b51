"""The parser over the model of the sample data: every name is understood by itself, in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.parser import Parser
from assistant.plan import Clarify, Compute
from assistant.question import Question
from semantic_layer.calendar import Calendar
from semantic_layer.loader import load_model
from semantic_layer.model import ComparisonMetric
from semantic_layer.vocabulary import Vocabulary
from tools.demo import MODEL_DIR

from .compact import compact

MODEL = load_model(MODEL_DIR)
METRICS = [m for m in MODEL.metrics if not m.hidden and not isinstance(m, ComparisonMetric)]

PAIRS = [
    ("Which segment has the highest repurchase rate?", "哪个分群的复购率最高？"),
    ("Revenue by month this year", "今年每月的销售额走势"),
    ("Revenue last month compared with last year", "上个月销售额同比"),
    ("Top 5 categories by revenue this year", "今年销售额前5的品类"),
    ("Which customers are likely to churn?", "哪些客户可能流失？"),
    ("Share of orders by channel", "各渠道的订单量占比"),
    ("gross margin by category", "各品类的毛利率"),
    ("revenue trend for East", "华东的销售额走势"),
    ("how many champions", "有多少冠军客户"),
    ("average order value by city tier", "各城市级别的客单价"),
    ("customers by member level", "各会员等级的客户数"),
    ("female customers in East by member level", "华东女性客户按会员等级"),
    ("revenue on Double 11 last year", "去年双十一的销售额"),
    ("Compare app and web shop revenue last month", "对比App和网店上个月的销售额"),
    ("top 10 products by units sold this year", "今年销量前10的商品"),
    ("Which store sold the most last week?", "上周哪个门店卖得最多？"),
    ("what does repurchase rate mean", "复购率是什么意思"),
    ("segment my customers by RFM", "按RFM给客户分群"),
]


@pytest.fixture(scope="module")
def read():
    calendar = Calendar.of(
        MODEL.calendar, first_day=date(2024, 11, 1), last_day=date(2026, 10, 31), as_of=date(2026, 11, 1)
    )
    parser = Parser(MODEL, Vocabulary.build(MODEL), calendar)
    return lambda text: parser.read(Question.of(text))


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_a_question_and_its_translation_give_one_plan(read, english, chinese):
    plan = read(english)

    assert isinstance(plan.outcome, Compute), compact(plan)
    assert plan.to_bytes() == read(chinese).to_bytes()


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_every_metric_is_understood_by_its_labels(read, metric):
    for text in (metric.labels.en, metric.labels.zh, f"{metric.labels.en} last month", f"上个月{metric.labels.zh}"):
        plan = read(text)
        assert isinstance(plan.outcome, Compute), (text, compact(plan))
        assert [ref.name for ref in plan.outcome.calls[0].arguments.metrics] == [metric.name]


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_every_metric_can_be_ranked_by_region(read, metric):
    english = read(f"which region has the highest {metric.labels.en}")
    chinese = read(f"哪个地区的{metric.labels.zh}最高")

    assert english.to_bytes() == chinese.to_bytes()
    assert compact(english) == f"{metric.name} by city.region top 1 {metric.name} desc"


@pytest.mark.parametrize(
    "dimension",
    [
        d
        for d in MODEL.dimensions()
        if not d.hidden and not d.personal and d.type in ("categorical", "ordinal", "geography")
    ],
    ids=lambda d: d.qualified,
)
def test_every_dimension_is_understood_by_its_labels(read, dimension):
    for text in (f"revenue by {dimension.labels.en}", f"按{dimension.labels.zh}看销售额"):
        plan = read(text)
        assert isinstance(plan.outcome, Compute | Clarify), (text, compact(plan))
        assert f"by {dimension.qualified}" in compact(plan), text
