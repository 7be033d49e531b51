"""Every row of the table of formats, in both languages, with the values at its edges."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import partial

import pytest

from assistant import formats
from assistant.texts import TEXTS
from semantic_layer.model import CalendarSpec, FiscalYear, Format, Unit

COUNT, INTEGER = Unit("count", "order"), Format("integer")
MONEY, SHARE, PERCENT = Format("currency", 2), Unit("share"), Format("percent", 1)
YUAN, DOLLAR = Unit("currency", "CNY"), Unit("currency", "USD")
OCTOBER, NEXT = date(2026, 10, 1), date(2026, 11, 1)


def number(value, unit=COUNT, format_=INTEGER, **how):
    return partial(formats.write, value, unit, format_, **how)


def on(write, *days, **how):
    return lambda language: write(*days, language, **how)


def period(grain, *, fiscal):
    return lambda language: formats.period(date(2025, 4, 1), grain, language, APRIL, fiscal=fiscal)


ISO = CalendarSpec()
SUNDAY = CalendarSpec(week_start="sunday", week_numbering="us")
APRIL = CalendarSpec(fiscal_year=FiscalYear(4, 1, "end"))
ROWS = {
    "headline, count": [
        (number(123_456_789), "123.5M", "1.235亿"),
        (number(34_567_890), "34.57M", "3,457万"),
        (number(8_214), "8,214", "8,214"),
        (number(9_999), "9,999", "9,999"),
        (number(10_000), "10K", "1万"),
        (number(Decimal("9999.96")), "10K", "1万"),
        (number(99_999), "100K", "10万"),
        (number(999_499), "999.5K", "99.95万"),
        (number(999_999), "1M", "100万"),
        (number(99_999_999), "100M", "1亿"),
        (number(999_999_999), "1B", "10亿"),
        (number(-9_999.96), "-10K", "-1万"),
    ],
    "exact": [
        (number(34_567_890, form="exact"), "34,567,890", "34,567,890"),
        (number(-5, form="exact"), "-5", "-5"),
    ],
    "money": [
        (number(1_200_000, DOLLAR, MONEY), "$1.2M", "$120万"),
        (number(34_567_890, YUAN, MONEY), "¥34.57M", "¥3,457万"),
        (number(34_567_890, DOLLAR, MONEY, form="exact"), "$34,567,890.00", "$34,567,890.00"),
        (number(Decimal("2.675"), YUAN, MONEY, form="exact"), "¥2.68", "¥2.68"),  # half up; a binary float gives 2.67
        (number(Decimal("-0.004"), YUAN, MONEY, form="exact"), "¥0.00", "¥0.00"),  # nothing has no sign
    ],
    "share": [
        (number(Decimal("0.4821"), SHARE, PERCENT), "48.2%", "48.2%"),
        (number(Decimal("0.0004"), SHARE, PERCENT), "0.04%", "0.04%"),
        (number(1, SHARE, PERCENT), "100.0%", "100.0%"),
    ],
    "difference of shares": [
        (number(Decimal("0.241"), SHARE, PERCENT, signed=True), "+24.1 pts", "+24.1 个百分点"),
        (number(Decimal("-0.241"), SHARE, PERCENT, signed=True), "-24.1 pts", "-24.1 个百分点"),
    ],
    "relative change": [
        (on(formats.change_rate, Decimal("0.1234")), "+12.3%", "+12.3%"),
        (on(formats.change_rate, Decimal("-0.1234")), "-12.3%", "-12.3%"),
    ],
    "duration": [
        (number(12.4, Unit("duration", "days"), Format("duration")), "12.4 days", "12.4 天"),
        (number(1, Unit("duration", "days"), Format("duration")), "1 day", "1 天"),
    ],
    "day": [(on(formats.day, OCTOBER), "1 Oct 2026", "2026年10月1日")],
    "range of days": [(on(formats.day_range, OCTOBER, date(2026, 10, 31)), "1–31 Oct 2026", "2026年10月1日–31日")],
    "month": [(on(formats.window, OCTOBER, NEXT), "Oct 2026", "2026年10月")],
    "quarter": [(on(formats.window, date(2026, 7, 1), OCTOBER), "Q3 2026", "2026年第三季度")],
    "week": [
        (on(formats.week, date(2026, 10, 19), spec=ISO), "W43 2026 (19–25 Oct)", "2026年第43周（10月19日–25日）"),
        (on(formats.week, date(2026, 9, 28), spec=ISO), "W40 2026 (28 Sep – 4 Oct)", "2026年第40周（9月28日–10月4日）"),
        (on(formats.week, date(2026, 10, 18), spec=SUNDAY), "W43 2026 (18–24 Oct)", "2026年第43周（10月18日–24日）"),
    ],
    "across years": [
        (
            on(formats.day_range, date(2025, 12, 1), date(2026, 1, 31)),
            "1 Dec 2025 – 31 Jan 2026",
            "2025年12月1日–2026年1月31日",
        ),
        (on(formats.week, date(2025, 12, 29), spec=ISO), "W1 2026 (29 Dec – 4 Jan)", "2026年第1周（12月29日–1月4日）"),
    ],
    "fiscal period": [
        (period("quarter", fiscal=True), "FY2026 Q1", "2026财年第一季度"),
        (period("year", fiscal=True), "FY2026", "2026财年"),
        (period("quarter", fiscal=False), "Q2 2025", "2025年第二季度"),
    ],
    "undefined": [(number(None, SHARE, PERCENT), "–", "–")],
}  # fmt: skip


@pytest.mark.parametrize(
    ("write", "en", "zh"),
    [row for rows in ROWS.values() for row in rows],
    ids=[n for n, rows in ROWS.items() for _ in rows],
)
def test_a_value_is_written_as_the_table_says(write, en, zh):
    assert (write(language="en"), write(language="zh")) == (en, zh)


@pytest.mark.parametrize("value", [Decimal("0.5"), Decimal("1.5"), Decimal("2.5"), Decimal("-2.5")])
def test_a_half_is_rounded_away_from_zero_on_decimals(value):
    written = formats.write(value, YUAN, Format("currency", 0), "en", form="exact")
    assert written == f"{'-' if value < 0 else ''}¥{int(abs(value) + Decimal('0.5'))}"


def test_shares_are_not_made_to_sum_to_a_hundred():
    thirds = [formats.percent(Decimal(1) / 3, "en") for _ in range(3)]
    assert thirds == ["33.3%"] * 3


@pytest.mark.parametrize("value", [-5, -0.25, -34_567_890])
def test_a_minus_can_be_pasted_into_a_sheet(value):
    for language in ("en", "zh"):
        for form in ("short", "exact"):
            assert formats.write(value, YUAN, MONEY, language, form=form)[0] == "\u002d"


HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]")
FULL_WIDTH_DIGIT = re.compile(r"[０-９]")


def test_chinese_sentences_have_full_width_punctuation_and_half_width_digits():
    inside = {key: re.sub(r"`[^`]*`|\{[^}]*\}", "", text.zh) for key, text in TEXTS.items()}
    assert [key for key, zh in inside.items() if HALF_WIDTH.search(zh)] == []
    assert [key for key, text in TEXTS.items() if FULL_WIDTH_DIGIT.search(text.zh)] == []
