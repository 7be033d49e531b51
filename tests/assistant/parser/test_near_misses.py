"""Questions that lie near an easy answer to another question: they are answered as asked, or refused by name."""

from __future__ import annotations

import pytest

from assistant.plan import Refuse

from .compact import compact
from .small_worlds import LIBRARY, SCHOOL, small_world


@pytest.fixture(scope="module")
def library():
    return small_world("library", LIBRARY)


@pytest.fixture(scope="module")
def school():
    return small_world("school", SCHOOL)


def test_details_named_alone_are_rows_and_grouped_they_are_counted(library):
    assert compact(library.read("借阅明细")).startswith("list of each loans by loan.loan_id")
    assert compact(library.read("各会员借阅明细")).startswith("loan_count")
    assert compact(library.read("有多少借阅明细")) == "loan_count"


def test_pieces_of_a_thing_are_never_its_amount(library):
    for text in ("借阅超过3笔的会员", "借阅超过3个的会员"):
        assert compact(library.read(text)) == compact(library.read("members with more than 3 loans"))
    assert isinstance(library.read("借阅超过3笔").outcome, Refuse)


def test_the_values_of_a_column_are_asked_for_and_not_the_things_they_belong_to(library):
    for text in ("which members cities are there", "which members' cities are there"):
        assert compact(library.read(text)) == "list by member.city"


@pytest.mark.parametrize(
    "text", ["average of the average grade of each student", "average of average grades by teacher"]
)
def test_a_figure_of_figures_is_refused_instead_of_losing_one_of_them(school, text):
    assert isinstance(school.read(text).outcome, Refuse)


def test_a_number_before_things_is_not_taken_for_the_figure_before_it(shop_world):
    assert (
        compact(shop_world.read("regions with revenue over 500")) == "revenue by customer.region having revenue gt 500"
    )
    outcome = shop_world.read("customers with revenue over 500 orders").outcome
    assert isinstance(outcome, Refuse)
    assert outcome.code == "not_supported"


def test_who_did_it_is_no_grouping_where_a_value_tells_them_apart(shop_world):
    assert compact(shop_world.read("orders by customers from East")) == "orders if customer.region eq east"


def test_a_text_of_very_many_words_is_refused_by_its_length(shop_world):
    outcome = shop_world.read("客户的" * 600).outcome
    assert isinstance(outcome, Refuse)
    assert outcome.code == "too_many_words"
