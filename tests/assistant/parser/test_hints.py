"""Words explained with a question hold for it alone, and what was not used is said."""

from __future__ import annotations

import pytest

from assistant.plan import Compute
from assistant.question import Question

from .compact import compact


@pytest.mark.parametrize(
    ("text", "hints", "plan"),
    [
        ("takings by region", "takings means revenue", "revenue by customer.region"),
        ("各地区的战果", "战果=销售额", "revenue by customer.region"),
        ("revenue by territory", '"territory" is region', "revenue by customer.region"),
        ("VIP customers", "VIP means Champions", "customers if customer.rfm eq champions"),
        ("尊享客户的销售额", "尊享客户指冠军客户", "revenue if customer.rfm eq champions"),
    ],
)
def test_a_hint_gives_a_word_the_meaning_of_a_known_name(shop_world, text, hints, plan):
    parser = shop_world.parser

    assert compact(parser.read(Question.of(text, hints=hints))) == plan
    assert not isinstance(parser.read(Question.of(text)).outcome, Compute)


def test_what_is_not_used_is_said(shop_world):
    hints = "takings means revenue; 战果=销售额\nmargin means profit over revenue"
    plan = shop_world.parser.read(Question.of("takings by region", hints=hints))

    assert [(a.code, a.bound_to) for a in plan.reading.assumptions] == [
        ("hint", "hint:takings means revenue"),
        ("hint_unused", "hint:战果=销售额"),
        ("hint_unused", "hint:margin means profit over revenue"),
    ]
