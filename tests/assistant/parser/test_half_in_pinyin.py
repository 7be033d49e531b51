"""Databases written half in first letters, tables of rentals, and two groups that are set against each other."""

# ruff: noqa: E501  (tables: one question a line)

from __future__ import annotations

import pytest

from assistant.question import Question
from assistant.restating.query_parts import query_parts
from assistant.wording import Wording

from .compact import compact
from .generated import reader_of

LIBRARY = reader_of(
    md=[{"md_id": f"M{n}", "md_mc": f"{name}馆", "cs": city} for n, (name, city) in enumerate([("东湖", "武汉"), ("南山", "深圳"), ("西溪", "杭州")])],
    jl=[{"jl_id": f"J{n}", "jl_xm": f"何{n}远", "md_id": f"M{n % 3}", "jb": ("初级", "高级")[n % 2], "rz_rq": f"2022-0{1 + n % 9}-01"} for n in range(12)],
    hy=[{"hy_id": f"H{n:03}", "hy_xm": f"罗{n}青", "xb": "男女"[n % 2], "md_id": f"M{n % 3}", "zc_rq": f"2025-0{1 + n % 9}-11"} for n in range(60)],
    sk=[{"sk_id": n, "hy_id": f"H{n % 50:03}", "jl_id": f"J{n % 11}", "kc_lx": ("书法", "茶艺", "古琴")[n % 3], "sk_rq": f"2026-0{1 + n % 6}-0{1 + n % 9}", "ks": 1 + n % 2} for n in range(150)],
)  # fmt: skip
RENTALS = reader_of(
    customers=[{"customer_id": n, "full_name": f"Person {n}", "gender": "MF"[n % 2], "is_member": n % 3 == 0} for n in range(1, 41)],
    cameras=[{"camera_id": n, "brand": ("Nikon", "Leica", "Fuji")[n % 3], "daily_rate": 20.0 + n} for n in range(1, 16)],
    rentals=[
        {"rental_id": n, "customer_id": 1 + n % 38, "camera_id": 1 + n % 14, "rental_date": f"2026-0{1 + n % 6}-0{1 + n % 9}", "pickup_date": f"2026-0{1 + n % 6}-1{n % 9}", "rental_days": 1 + n % 5, "amount": 30.5 + n}
        for n in range(1, 121)
    ],
)  # fmt: skip


def plan(reader, text):
    return compact(reader.read(Question.of(text)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("各门店会员数", "member_count of each store by store.store_name"),
        ("女会员有多少人", "member_count if member.gender eq 女"),
        ("6月10号之后注册的会员有多少", "member_count on member.registration_date in since:2026-06-11"),
        ("高级教练有多少", "jl_count if jl.level eq 高级"),
        ("各课程类型的授课数", "sk_count by sk.kc_type"),
        ("授课最多的教练", "sk_count of each jl by jl.jl_full_name top 1 sk_count desc"),
        ("没有会员的门店", "list of each store by store.store_name if no member"),
    ],
)
def test_what_is_read_of_a_name_and_what_keeps_its_letters_can_both_be_asked_for(text, expected):
    assert plan(LIBRARY, text) == expected


def test_a_word_that_a_light_character_cuts_is_shown_as_the_name_it_was_read_for():
    read = LIBRARY.read(Question.of("高级教练有多少")).reading
    assert [span.text for span in read.spans if span.status == "repair"] == ["教练"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("各品牌的租金", "amount by camera.brand"),
        ("上个月的订单数", "rental_count in last:1:month"),
        ("租赁次数最多的品牌", "rental_count by camera.brand top 1 rental_count desc"),
        ("租期中位数", "median(rental_days)"),
    ],
)
def test_rentals_are_no_amount_of_money_and_their_amount_is_the_rent(text, expected):
    assert plan(RENTALS, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("会员和非会员谁花得多", "amount by customer.is_member top 1 amount desc"),
        ("男客户和女客户谁花得多", "amount by customer.gender if customer.gender in F,M top 1 amount desc"),
        ("男客户和女客户谁租得少", "rental_count by customer.gender if customer.gender in F,M top 1 rental_count asc"),
        ("谁花得最多", "amount of each customer by customer.full_name top 1 amount desc"),
    ],
)
def test_of_two_named_groups_one_is_ahead_and_no_member_of_them(text, expected):
    assert plan(RENTALS, text) == expected


def test_the_groups_may_be_those_of_another_table(demo_reader):
    assert (
        plan(demo_reader, "华东和华南的客户谁花得多")
        == "revenue by city.region if city.region in east,south top 1 revenue desc"
    )


@pytest.mark.parametrize(
    ("english", "chinese", "expected"),
    [
        ("most popular brand", "最受欢迎的品牌", "rental_count by camera.brand top 1 rental_count desc"),
        ("share of rentals on weekends", "周末的租赁占比", "rental_count[metric_time.weekday in 6,7] /% rental_count"),
    ],
)
def test_demand_and_weekends_are_counted_in_what_happened(english, chinese, expected):
    assert (plan(RENTALS, english), plan(RENTALS, chinese)) == (expected, expected)


def test_who_likes_is_no_group_of_what_is_liked():
    assert (
        plan(RENTALS, "女客户最喜欢的品牌")
        == "rental_count by camera.brand if customer.gender eq F top 1 rental_count desc"
    )


def test_a_column_that_was_not_filled_in_is_missing():
    assert plan(LIBRARY, "级别没填的教练有多少") == "jl_count if jl.level is_null"


def test_a_day_of_the_week_is_of_the_date_that_a_verb_names_and_the_date_is_said():
    read = RENTALS.read(Question.of("周末取车的订单有多少"))
    assert compact(read) == "rental_count on rental.pickup_date if metric_time.weekday in 6,7"
    assert compact(RENTALS.read(Question.of("how many rentals were picked up on weekends"))) == compact(read)
    wording = Wording(RENTALS.model, RENTALS.calendar, "zh")
    said = [part.text for part in query_parts(read.outcome.calls[0].arguments, wording, None)]
    assert said[-1] == "以取件日期为准"
