"""The format table of the product, in both languages, and the properties behind it."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import formats
from semantic_layer.model import CalendarSpec, FiscalYear, Format, Unit

COUNT, INTEGER = Unit("count", "order"), Format("integer")
YUAN, MONEY = Unit("currency", "CNY"), Format("currency", 2)
SHARE, PERCENT = Unit("share"), Format("percent", 1)
DAYS = Unit("duration", "days")


@pytest.mark.parametrize(
    ("value", "en", "zh"),
    [
        (123_456_789, "123.5M", "1.235亿"),
        (34_567_890, "34.57M", "3,457万"),
        (8_214, "8,214", "8,214"),
        (9_999, "9,999", "9,999"),
        (10_000, "10K", "1万"),
        (Decimal("9999.96"), "10K", "1万"),
        (999_999, "1M", "100万"),
        (99_999_999, "100M", "1亿"),
        (1_234_567_890_123, "1.235T", "1.235万亿"),
        (0, "0", "0"),
        (-34_567_890, "-34.57M", "-3,457万"),
    ],
)
def test_a_short_count_has_at_most_four_digits_and_its_unit_is_chosen_after_rounding(value, en, zh):
    assert formats.write(value, COUNT, INTEGER, "en") == en
    assert formats.write(value, COUNT, INTEGER, "zh") == zh


@pytest.mark.parametrize(
    ("value", "short_en", "short_zh", "exact"),
    [
        (1_200_000, "¥1.2M", "¥120万", "¥1,200,000.00"),
        (34_567_890, "¥34.57M", "¥3,457万", "¥34,567,890.00"),
        (Decimal("48.25"), "¥48.25", "¥48.25", "¥48.25"),
        (Decimal("12.5"), "¥12.50", "¥12.50", "¥12.50"),
        (100, "¥100", "¥100", "¥100.00"),
        (Decimal("0.125"), "¥0.13", "¥0.13", "¥0.13"),
        (-1234.5, "-¥1,235", "-¥1,235", "-¥1,234.50"),
    ],
)
def test_money_keeps_the_sign_of_its_own_currency_in_both_languages(value, short_en, short_zh, exact):
    assert formats.write(value, YUAN, MONEY, "en") == short_en
    assert formats.write(value, YUAN, MONEY, "zh") == short_zh
    assert formats.write(value, YUAN, MONEY, "en", form="exact") == exact
    assert formats.write(value, YUAN, MONEY, "zh", form="exact") == exact


def test_dollars_stay_dollars_in_chinese():
    assert formats.write(1_200_000, Unit("currency", "USD"), MONEY, "zh") == "$120万"


def test_a_difference_carries_its_sign_and_a_difference_of_shares_is_in_points():
    assert formats.write(0.241, SHARE, PERCENT, "en", signed=True) == "+24.1 pts"
    assert formats.write(-0.241, SHARE, PERCENT, "zh", signed=True) == "-24.1 个百分点"
    assert formats.write(0.05, Unit("points"), PERCENT, "en") == "+5.0 pts"
    assert formats.write(12.727, Unit("points"), Format("decimal", 1), "en") == "12.7"  # a score, not a difference
    assert formats.change_rate(Decimal("0.1234"), "en") == "+12.3%"
    assert formats.write(1_200_000, YUAN, MONEY, "en", signed=True) == "+¥1.2M"
    assert formats.write(0, YUAN, MONEY, "en", signed=True) == "¥0"


def test_a_share_rounds_half_up_and_a_tiny_one_is_not_shown_as_nothing():
    assert formats.percent(0.48249, "en") == "48.2%"
    assert formats.percent(Decimal("0.48250"), "en") == "48.3%"
    assert formats.percent(0.0004, "en") == "0.04%"
    assert formats.percent(0, "en") == "0.0%"


def test_undefined_is_a_dash_and_not_zero():
    assert formats.write(None, SHARE, PERCENT, "en") == "–"


def test_durations_and_quantities_carry_their_unit():
    assert formats.write(12.4, DAYS, Format("duration"), "en") == "12.4 days"
    assert formats.write(12.4, DAYS, Format("duration"), "zh") == "12.4 天"
    assert formats.write(1, DAYS, Format("duration"), "en") == "1 day"
    assert formats.write(1234, Unit("quantity", "kg"), INTEGER, "en", form="exact") == "1,234 kg"


def test_an_average_in_a_column_of_whole_numbers_keeps_its_fraction():
    assert formats.write(104.4694, COUNT, INTEGER, "en", form="exact") == "104.47"
    assert formats.write(104.0, COUNT, INTEGER, "en", form="exact") == "104"


@pytest.mark.parametrize(
    ("first", "last", "en", "zh"),
    [
        (date(2026, 10, 1), date(2026, 10, 1), "1 Oct 2026", "2026年10月1日"),
        (date(2026, 10, 1), date(2026, 10, 31), "1–31 Oct 2026", "2026年10月1日–31日"),
        (date(2026, 9, 15), date(2026, 10, 3), "15 Sep – 3 Oct 2026", "2026年9月15日–10月3日"),
        (date(2025, 12, 1), date(2026, 1, 31), "1 Dec 2025 – 31 Jan 2026", "2025年12月1日–2026年1月31日"),
    ],
)
def test_a_range_says_each_part_once(first, last, en, zh):
    assert formats.day_range(first, last, "en") == en
    assert formats.day_range(first, last, "zh") == zh


@pytest.mark.parametrize(
    ("start", "end", "en", "zh"),
    [
        (date(2026, 10, 1), date(2026, 11, 1), "Oct 2026", "2026年10月"),
        (date(2026, 7, 1), date(2026, 10, 1), "Q3 2026", "2026年第三季度"),
        (date(2026, 1, 1), date(2027, 1, 1), "2026", "2026年"),
        (date(2026, 2, 1), date(2026, 5, 1), "1 Feb – 30 Apr 2026", "2026年2月1日–4月30日"),
        (date(2026, 10, 1), None, "since 1 Oct 2026", "2026年10月1日起"),
        (None, date(2026, 7, 1), "until 30 Jun 2026", "截至2026年6月30日"),
    ],
)
def test_a_whole_period_is_called_by_its_name_and_any_other_by_its_days(start, end, en, zh):
    assert formats.window(start, end, "en") == en
    assert formats.window(start, end, "zh") == zh


def test_weeks_follow_the_numbering_of_the_model():
    iso = CalendarSpec()
    assert formats.week(date(2026, 10, 19), "en", iso) == "W43 2026 (19–25 Oct)"
    assert formats.week(date(2026, 10, 19), "zh", iso) == "2026年第43周（10月19日–25日）"
    assert formats.week(date(2024, 12, 30), "en", iso) == "W1 2025 (30 Dec – 5 Jan)"
    us = CalendarSpec(week_start="sunday", week_numbering="us")
    assert formats.week(date(2024, 12, 29), "en", us) == "W1 2025 (29 Dec – 4 Jan)"


def test_fiscal_periods_are_named_by_the_models_rule():
    by_end = CalendarSpec(fiscal_year=FiscalYear(4, 1, "end"))
    assert formats.period(date(2025, 4, 1), "quarter", "en", by_end, fiscal=True) == "FY2026 Q1"
    assert formats.period(date(2025, 4, 1), "quarter", "zh", by_end, fiscal=True) == "2026财年第一季度"
    by_start = CalendarSpec(fiscal_year=FiscalYear(4, 1, "start"))
    assert formats.period(date(2026, 1, 1), "year", "en", by_start, fiscal=True) == "FY2025"


def test_one_column_of_labels_uses_one_unit_unless_small_values_would_vanish():
    near = formats.column_scale([34_567_890, 905_000], "en")
    assert near is not None
    assert formats.write(905_000, COUNT, INTEGER, "en", scale=near) == "0.905M"
    assert formats.column_scale([34_567_890, 12], "en") is None


@pytest.mark.parametrize(
    ("language", "values", "written"),
    [
        ("en", (12_340_000, 3_500), ["12,340K", "3.5K"]),
        ("zh", (320_000_000, 6_000), ["32,000万", "0.6万"]),
    ],
)
def test_a_column_too_wide_for_its_largest_unit_is_written_in_the_smaller_one_throughout(language, values, written):
    shared = formats.column_scale(values, language)
    assert [formats.write(value, COUNT, INTEGER, language, scale=shared) for value in values] == written


@pytest.mark.parametrize(
    ("language", "values", "written"),
    [
        ("en", (12_170_000, 350_000), ["12.17M", "0.35M"]),
        ("en", (-12_170_000, 86_240), ["-12.17M", "0.086M"]),
        ("en", (5_311_000, 86_240), ["5,311K", "86.24K"]),  # below 10,000 of the smaller unit each keeps its digits
        ("zh", (120_000_000, 20_000_000), ["1.2亿", "0.2亿"]),
    ],
)
def test_one_fitting_unit_for_a_column_whose_largest_value_outgrows_the_smaller_unit(language, values, written):
    shared = formats.column_scale(values, language)
    assert [formats.write(value, COUNT, INTEGER, language, scale=shared) for value in values] == written


@given(st.decimals(min_value=-(10**14), max_value=10**14, allow_nan=False, allow_infinity=False, places=2))
def test_the_short_form_never_shows_more_than_four_significant_digits(value):
    for language in ("en", "zh"):
        text = formats.write(value, COUNT, Format("decimal", 2), language)
        digits = "".join(ch for ch in text if ch.isdigit()).strip("0")
        assert len(digits) <= 4, text
        assert text.startswith("-") == (value < 0 and any(ch in "123456789" for ch in text))


@given(st.integers(min_value=0, max_value=10**15))
def test_the_exact_form_of_a_count_reads_back_as_the_same_number(value):
    assert int(formats.write(value, COUNT, INTEGER, "zh", form="exact").replace(",", "")) == value


@pytest.mark.parametrize(
    ("value", "en", "zh"),
    [(1, "1 piece", "1 件"), (23_416, "23.42K pieces", "2.342万件"), (412, "412 pieces", "412 件")],
)
def test_a_quantity_has_its_unit_in_the_language(value, en, zh):
    unit, whole = Unit("quantity", "piece"), Format("integer")
    assert (formats.write(value, unit, whole, "en"), formats.write(value, unit, whole, "zh")) == (en, zh)
    assert formats.write(value, Unit("quantity", "crate"), whole, "zh", form="exact").endswith(" crate")
