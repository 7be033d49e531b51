"""A question kept as a test passes only while it is read as it was."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.answer import answer
from assistant.learning.regressions import Cases, NotAlone, passes
from assistant.question import Question


@pytest.fixture
def cases(tmp_path):
    return Cases(tmp_path)


def plan_of(text, context):
    return answer(Question.of(text), context).plan.to_json()


@pytest.mark.parametrize("text", ["revenue by region last month", "上个月各地区的收入", "profit of flibbertigibbets"])
def test_a_kept_question_passes_as_long_as_it_is_read_alike_whatever_became_of_it(shop, cases, text):
    kept = cases.keep(text, plan_of(text, shop), shop.as_of, shop)
    assert cases.all() == (kept,) and passes(kept, shop)


def test_a_question_is_read_again_as_of_its_own_day(shop, cases):
    earlier = shop.as_of - timedelta(days=31)
    plan = answer(Question.of("revenue last month", as_of=earlier), shop).plan.to_json()
    assert plan != plan_of("revenue last month", shop)
    assert passes(cases.keep("revenue last month", plan, earlier, shop), shop)


def test_another_plan_does_not_pass(shop, cases):
    kept = cases.keep("revenue by region", plan_of("revenue by region", shop), shop.as_of, shop)
    path = cases.folder / f"{kept.id}.yaml"
    path.write_text(path.read_text("utf-8").replace("order.region", "order.channel"), "utf-8")
    assert not passes(cases.all()[0], shop)


def test_a_question_that_leaned_on_the_turns_before_is_not_kept(shop, cases):
    with pytest.raises(NotAlone):
        cases.keep("by channel", plan_of("revenue by channel", shop), shop.as_of, shop)
    assert cases.all() == ()
