"""How things stand is told by what the model calls its core."""

from __future__ import annotations

import pytest

from assistant.question import Question

from .compact import compact
from .generated import reader_of

CORE = "revenue, gross_profit, gross_margin, orders, aov, active_customers"


@pytest.mark.parametrize(
    ("english", "chinese", "plan"),
    [
        ("how is business", "生意怎么样", f"{CORE} in last:1:month vs previous"),
        ("how did we do last month", "上个月经营情况怎么样", f"{CORE} in last:1:month vs previous"),
        ("how was last month", "上个月怎么样", f"{CORE} in last:1:month vs previous"),
        ("how did last month go", "上个月情况如何", f"{CORE} in last:1:month vs previous"),
        ("key figures by channel", "各渠道的核心指标", f"{CORE} by channel.channel in last:1:month vs previous"),
        ("are we doing better than last year", "我们比去年做得好吗", f"{CORE} in this:year vs year_ago"),
        (
            "how are we doing in Shanghai",
            "上海的业绩怎么样",
            f"{CORE} in last:1:month if city.city eq shanghai vs previous",
        ),
        (
            "how is Shanghai doing",
            "上海怎么样",
            f"{CORE} in last:1:month if city.city eq shanghai vs previous",
        ),
        (
            "how did the App channel do last month",
            "App渠道上个月表现如何",
            f"{CORE} in last:1:month if channel.channel eq app vs previous",
        ),
        (  # orders have no one category, so only what does stands
            "how is fresh food doing",
            "生鲜怎么样",
            "revenue, gross_profit, gross_margin in last:1:month if product.category eq fresh_food vs previous",
        ),
    ],
)
def test_the_core_figures_stand_against_the_period_before(english, chinese, plan, demo_reader):
    assert [compact(demo_reader.read(Question.of(text))) for text in (english, chinese)] == [plan, plan]


def test_which_ones_do_better_is_not_answered_with_all_of_them(demo_reader):
    assert compact(demo_reader.read(Question.of("which stores do better than last year"))).startswith("!")


@pytest.mark.parametrize("text", ["how is business", "生意怎么样", "how was last month", "上个月怎么样"])
def test_a_model_without_core_figures_has_no_answer(text):
    reader = reader_of(visits=[{"visit_id": n, "page": "ab"[n % 2], "seconds": n} for n in range(9)])

    assert compact(reader.read(Question.of(text))).startswith("!")
