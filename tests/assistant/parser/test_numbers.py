"""Numbers and conditions: phrase tables in both languages."""

# ruff: noqa: E501  (tables: one phrase a line)

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.parser.text.numbers import chinese_number, count_of, find_conditions, find_numbers

NUMBERS = [
    ("0", 0, None), ("7", 7, None), ("1200", 1200, None), ("1,200", 1200, None), ("1,234,567.5", "1234567.5", None),
    ("1.2k", 1200, None), ("1.5k", 1500, None), ("$1.5k", 1500, "currency"), ("¥1,200.50", "1200.5", "currency"),
    ("3m", 3000000, None), ("3 million", 3000000, None), ("3.5 million", 3500000, None), ("2bn", 2000000000, None),
    ("2 billion", 2000000000, None), ("5 thousand", 5000, None), ("100w", 1000000, None), ("100万", 1000000, None),
    ("1.5万", 15000, None), ("2.5亿", 250000000, None), ("3千", 3000, None), ("5百", 500, None), ("3百万", 3000000, None),
    ("1亿2千万", 120000000, None), ("3万5", 35000, None), ("一万五", 15000, None), ("一千二", 1200, None),
    ("三百五", 350, None), ("一百二十", 120, None), ("两千", 2000, None), ("两千零三", 2003, None), ("十", 10, None),
    ("十五", 15, None), ("二十", 20, None), ("二十三", 23, None), ("一百零五", 105, None), ("五百万", 5000000, None),
    ("三亿", 300000000, None), ("三点五", "3.5", None), ("三点五万", 35000, None), ("20%", 20, "percent"),
    ("12.5%", "12.5", "percent"), ("-5%", -5, "percent"), ("20 percent", 20, "percent"), ("20 per cent", 20, "percent"),
    ("百分之二十", 20, "percent"), ("百分之20", 20, "percent"), ("百分之三点五", "3.5", "percent"),
    ("千分之五", "0.5", "percent"), ("三成", 30, "percent"), ("三成半", 35, "percent"), ("half", 50, "percent"),
    ("一半", 50, "percent"), ("半数", 50, "percent"), ("四分之一", 25, "percent"), ("2 points", 2, "points"),
    ("2 percentage points", 2, "points"), ("1.5pp", "1.5", "points"), ("2个百分点", 2, "points"),
    ("两个百分点", 2, "points"), ("a dozen", 12, None), ("two dozen", 24, None), ("a hundred", 100, None),
    ("a million", 1000000, None), ("half a million", 500000, None), ("three", 3, None), ("twenty five", 25, None),
    ("twenty-five", 25, None), ("two hundred", 200, None), ("two hundred and five", 205, None),
    ("one thousand two hundred", 1200, None), ("ten thousand", 10000, None), ("5000元", 5000, "currency"),
    ("三百块", 300, "currency"), ("500 dollars", 500, "currency"), ("twenty percent", 20, "percent"),
    ("us$30", 30, "currency"), ("88人民币", 88, "currency"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value", "unit"), NUMBERS)
def test_a_number_has_its_exact_value_and_unit(text, value, unit):
    found = [(n.value, n.unit) for n in find_numbers(text) if (n.start, n.end) == (0, len(text))]

    assert found
    assert set(found) == {(Decimal(value) if isinstance(value, str) else value, unit)}


@pytest.mark.parametrize(
    ("text", "number", "value", "op"),
    [
        ("前十", "十", 10, None), ("top 10", "10", 10, None), ("前5名", "5", 5, None), ("排名第三", "第三", 3, "nth"),
        ("the 3rd store", "3rd", 3, "nth"), ("the second best", "second", 2, "nth"), ("第12名", "第12", 12, "nth"),
        ("500+ orders", "500+", 500, "ge"), ("双十一", "十一", 11, None),
    ],
)  # fmt: skip
def test_a_number_is_found_inside_a_phrase(text, number, value, op):
    assert (number, value, op) in {(text[n.start : n.end], n.value, n.op) for n in find_numbers(text)}


@pytest.mark.parametrize("text", ["a store", "every customer", "c1234", "someone", "often", "stone", "亿达"])
def test_words_with_letters_of_numbers_are_no_numbers(text):
    assert not [n for n in find_numbers(text) if n.unit is None and (n.start, n.end) == (0, len(text))]
    assert "one" not in {text[n.start : n.end] for n in find_numbers(text)}


CONDITIONS = [
    ("at least 3", "ge", (3,)), ("no less than 1.2k", "ge", (1200,)), ("no fewer than 5", "ge", (5,)),
    ("a minimum of 5", "ge", (5,)), (">=5", "ge", (5,)), ("≥ 5", "ge", (5,)), ("3 or more", "ge", (3,)),
    ("3 and above", "ge", (3,)), ("500+", "ge", (500,)), ("不少于3", "ge", (3,)), ("不低于20%", "ge", (20,)),
    ("至少两", "ge", (2,)), ("最少5", "ge", (5,)), ("大于等于5", "ge", (5,)), ("500以上", "ge", (500,)),
    ("500元以上", "ge", (500,)), ("500以上(含)", "ge", (500,)), ("3个以上", "ge", (3,)), ("3个及以上", "ge", (3,)),
    ("over $1000", "gt", (1000,)), ("more than 20%", "gt", (20,)), ("above 5", "gt", (5,)), ("greater than 5", "gt", (5,)),
    ("exceeding 5", "gt", (5,)), (">5", "gt", (5,)), ("超过一万", "gt", (10000,)), ("大于5", "gt", (5,)),
    ("高于三成", "gt", (30,)), ("多于3", "gt", (3,)), ("超5000元", "gt", (5000,)), ("500以上(不含)", "gt", (500,)),
    ("under 5", "lt", (5,)), ("below 10%", "lt", (10,)), ("less than 3", "lt", (3,)), ("fewer than 3", "lt", (3,)),
    ("<5", "lt", (5,)), ("低于三成", "lt", (30,)), ("少于3", "lt", (3,)), ("小于5", "lt", (5,)), ("不到100", "lt", (100,)),
    ("不足一百", "lt", (100,)), ("up to 10", "le", (10,)), ("at most 10", "le", (10,)), ("no more than 20%", "le", (20,)),
    ("not more than 5", "le", (5,)), ("<=5", "le", (5,)), ("10 or less", "le", (10,)), ("不超过一万", "le", (10000,)),
    ("不高于5", "le", (5,)), ("至多3", "le", (3,)), ("最多三", "le", (3,)), ("100以下", "le", (100,)), ("100以内", "le", (100,)),
    ("小于等于5", "le", (5,)), ("exactly 5", "eq", (5,)), ("equal to 5", "eq", (5,)), ("=5", "eq", (5,)),
    ("正好5", "eq", (5,)), ("等于5", "eq", (5,)), ("between 10 and 20", "between", (10, 20)),
    ("between 10% and 20%", "between", (10, 20)), ("from 10 to 20", "between", (10, 20)), ("10-20%", "between", (10, 20)),
    ("介于10和20之间", "between", (10, 20)), ("10到20之间", "between", (10, 20)), ("3到5万", "between", (30000, 50000)),
    ("三成到五成", "between", (30, 50)), ("1k-2k", "between", (1000, 2000)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "op", "values"), CONDITIONS)
def test_a_condition_is_read_as_a_whole_and_only_one_way(text, op, values):
    found = {(c.op, c.values) for c in find_conditions(text) if (c.start, c.end) == (0, len(text))}

    assert found == {(op, values)}


@pytest.mark.parametrize("text", ["no more than 5", "不超过5", "大于等于5", "不大于5", "less than or equal to 5"])
def test_a_longer_condition_does_not_hold_its_opposite(text):
    assert len({c.op for c in find_conditions(text)}) == 1


@given(st.integers(min_value=1, max_value=999_999_999))
def test_a_written_out_number_is_read_back(number):
    assert chinese_number(_written(number)) == number
    assert count_of(str(number)) == number
    assert f"{number:,}" == str(number) or find_numbers(f"{number:,}")[0].value == number


def _written(number: int) -> str:
    """The number in Chinese, written by the textbook: 1203 -> 一千二百零三."""
    if number >= 10**8:
        rest = number % 10**8
        zero = "零" if 0 < rest < 10**7 else ""
        return _written(number // 10**8) + "亿" + zero + (_written(rest) if rest else "")
    if number >= 10**4:
        rest = number % 10**4
        zero = "零" if 0 < rest < 10**3 else ""
        return _written(number // 10**4) + "万" + zero + (_written(rest) if rest else "")
    text, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += ("零" if zero and text else "") + "零一二三四五六七八九"[digit] + name
        zero = digit == 0
    return text
