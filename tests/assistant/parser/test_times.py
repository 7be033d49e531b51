"""The time grammar: phrase tables in both languages, and what must hold for every phrase."""

# ruff: noqa: E501  (tables: one phrase a line)

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.parser.times.times import TimeMatch, find_times
from semantic_layer.calendar import Calendar
from semantic_layer.model import CalendarSpec, FiscalYear
from semantic_layer.query import Window

AS_OF = date(2026, 10, 15)
CALENDAR = Calendar(CalendarSpec(), AS_OF)
ROWS = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "times.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def whole(text: str, calendar: Calendar = CALENDAR) -> list[TimeMatch]:
    """The matches that cover the whole text."""
    return [m for m in find_times(text, calendar) if (m.start, m.end) == (0, len(text))]


def rules(text: str, calendar: Calendar = CALENDAR) -> set[str]:
    return {m.rule for m in whole(text, calendar) if m.kind == "window"}


def _day(text: str) -> date | None:
    return None if text == "-" else date.fromisoformat(text)


@pytest.mark.parametrize(("english", "chinese", "rule", "start", "end"), ROWS)
def test_the_same_meaning_in_both_languages_is_one_rule_and_one_window(english, chinese, rule, start, end):
    assert rules(english) == {rule}
    assert rules(chinese) == {rule}
    assert CALENDAR.resolve(rule) == Window(_day(start), _day(end), rule)


def test_the_table_holds_enough_pairs():
    assert len(ROWS) >= 350


DAYS = (
    date(2024, 2, 29), date(2025, 1, 1), date(2025, 12, 31), date(2026, 3, 31), date(2026, 6, 15), date(2027, 2, 8),
    date(2027, 10, 31),
)  # fmt: skip


@pytest.mark.parametrize("day", DAYS)
def test_both_languages_name_the_same_days_whatever_day_it_is(day):
    """On other days a rule may be another one (a year later), but it is the same in both languages."""
    calendar = Calendar(CalendarSpec(), day)

    for english, chinese, *_ in ROWS:
        first, second = rules(english, calendar), rules(chinese, calendar)
        assert first == second, (english, chinese)
        assert len(first) <= 1, (english, first)
        assert all(calendar.resolve(rule).end for rule in first)


GRAINS = [
    ("by day", "按天", "day"), ("daily", "每天", "day"), ("per day", "每日", "day"), ("each day", "逐日", "day"),
    ("by week", "按周", "week"), ("weekly", "每周", "week"), ("per week", "各周", "week"),
    ("by month", "按月", "month"), ("monthly", "每月", "month"), ("per month", "每个月", "month"),
    ("each month", "各月", "month"), ("month by month", "逐月", "month"), ("for each month", "按月份", "month"),
    ("monthly", "月度", "month"), ("which month", "哪个月", "month"),
    ("by quarter", "按季度", "quarter"), ("per quarter", "每季度", "quarter"), ("quarterly", "季度", "quarter"),
    ("by year", "按年", "year"), ("each year", "每年", "year"), ("yearly", "年度", "year"), ("annually", "逐年", "year"),
    ("by hour", "按小时", "hour"),
]  # fmt: skip


@pytest.mark.parametrize(("english", "chinese", "grain"), GRAINS)
def test_a_grain_is_the_same_in_both_languages(english, chinese, grain):
    for text in (english, chinese):
        found = [m for m in find_times(text, CALENDAR) if m.kind == "grain" and m.end == len(text)]
        assert grain in {m.grain for m in found}, text


COMPARISONS = [
    ("year over year", "同比", "year_ago", None), ("yoy", "同比", "year_ago", None),
    ("year-on-year", "去年同期", "year_ago", None), ("same period last year", "去年同期", "year_ago", None),
    ("compared with the same period last year", "与去年同期相比", "year_ago", None),
    ("vs the same month last year", "较去年同期", "year_ago", None),
    ("the same period of last year", "上年同期", "year_ago", None),
    ("month over month", "月环比", "previous", "month"), ("mom", "月环比", "previous", "month"),
    ("wow", "周环比", "previous", "week"), ("qoq", "季环比", "previous", "quarter"),
    ("day over day", "日环比", "previous", "day"), ("period over period", "环比", "previous", None),
    ("compared with the previous period", "与上期相比", "previous", None),
    ("vs the prior period", "较上期", "previous", None),
    ("vs last month", "较上月", "previous", "month"), ("compared with last month", "与上月相比", "previous", "month"),
    ("compared to last week", "比上周", "previous", "week"), ("than yesterday", "比昨天", "previous", "day"),
    ("versus last quarter", "跟上季度相比", "previous", "quarter"),
    ("compared with last year", "与去年相比", "year_ago", "year"), ("vs last year", "比去年", "year_ago", "year"),
    ("this time last year", "去年同期", "year_ago", None), ("quarter over quarter", "季度环比", "previous", "quarter"),
    ("vs 2023", "比2023年", "window", None), ("compared with march 2025", "与2025年3月相比", "window", None),
]  # fmt: skip


@pytest.mark.parametrize(("english", "chinese", "to", "grain"), COMPARISONS)
def test_a_comparison_is_the_same_in_both_languages(english, chinese, to, grain):
    for text in (english, chinese):
        found = {(m.comparison, m.grain) for m in whole(text) if m.kind == "comparison"}
        assert found == {(to, grain)}, text


PARTS = [
    ("monday", "周一", "weekday:1"), ("on mondays", "每周一", "weekday:1"), ("sundays", "星期天", "weekday:7"),
    ("on weekends", "周末", "weekday:6,7"), ("workdays", "工作日", "weekday:1,2,3,4,5"),
    ("monday to friday", "周一到周五", "weekday:1,2,3,4,5"), ("by weekday", "按星期几", "weekday"),
    ("by day of week", "按周几", "weekday"), ("hour of day", "分时段", "hour"),
    ("mornings", "上午", "hour:6,7,8,9,10,11"), ("at noon", "中午", "hour:11,12,13"),
    ("evenings", "晚上", "hour:18,19,20,21,22,23"), ("early mornings", "凌晨", "hour:0,1,2,3,4,5"),
    ("9am", "上午9点", "hour:9"), ("at 8 pm", "晚上8点", "hour:20"), ("12 am", "凌晨12点", "hour:0"),
    ("9am to 12pm", "上午9点到12点", "hour:9,10,11"), ("between 2pm and 5pm", "下午2点到5点", "hour:14,15,16"),
]  # fmt: skip


@pytest.mark.parametrize(("english", "chinese", "part"), PARTS)
def test_a_calendar_part_is_the_same_in_both_languages(english, chinese, part):
    for text in (english, chinese):
        assert {m.part for m in whole(text) if m.kind == "part"} == {part}, text


@pytest.mark.parametrize("text", ["march", "3月", "q1", "一季度", "上半年", "双十一", "march 5", "3月5日", "5-6月"])
def test_a_period_without_a_year_says_that_it_took_the_latest_one(text):
    assert {m.assumption for m in whole(text)} == {"bare_period_latest"}


@pytest.mark.parametrize("text", ["march 2025", "去年3月", "last month", "上半年以来不算", "2025年双十一"])
def test_a_period_that_was_named_in_full_assumes_nothing(text):
    longest = find_times(text, CALENDAR)[0]
    assert longest.assumption is None or text.startswith("上半年")


def test_a_bare_quarter_has_two_readings_where_the_fiscal_year_is_another_one():
    calendar = Calendar(CalendarSpec(fiscal_year=FiscalYear(start_month=4)), AS_OF)

    assert rules("q1", calendar) == {"quarter:2026-1", "fq:2026-1"}
    assert rules("2025年一季度", calendar) == {"quarter:2025-1", "fq:2025-1"}
    assert rules("fy25 q1", calendar) == {"fq:2025-1"}


def test_a_date_with_slashes_has_two_readings_when_both_numbers_may_be_months():
    assert rules("3/4/2025") == {"day:2025-03-04", "day:2025-04-03"}
    assert rules("13/4/2025") == {"day:2025-04-13"}


def test_days_that_do_not_exist_are_not_found():
    assert not rules("february 30")
    assert not rules("2025年2月30日")
    assert not rules("week 53 of 2025")


def test_as_of_a_day_is_marked_because_it_also_moves_today():
    assert [m.part for m in whole("截至6月30日")] == ["as_of"]
    assert [m.part for m in whole("as of june 30")] == ["as_of"]
    assert [m.part for m in whole("until june 30")] == [None]


def test_a_model_may_name_its_own_campaigns():
    calendar = Calendar(CalendarSpec(holidays=("cn_shopping", "spring_sale:03-20:03-31")), AS_OF)

    assert rules("spring sale", calendar) == {"holiday:spring_sale:2026"}


def test_the_past_month_rolls_only_where_the_model_says_so():
    rolling = Calendar(CalendarSpec(last_n="rolling"), AS_OF)

    assert rules("the past month") == rules("近一个月") == {"last:1:month"}
    assert rules("the past month", rolling) == rules("近一个月", rolling) == {"rolling:1:month"}
    assert rules("last month", rolling) == {"last:1:month"}


@pytest.mark.parametrize(
    ("text", "phrase", "rule"),
    [
        ("sales in q3 2025 by region", "q3 2025", "quarter:2025-3"),
        ("2025年第三季度各地区的销售额", "2025年第三季度", "quarter:2025-3"),
        ("按 region 看2025q3的gmv", "2025q3", "quarter:2025-3"),
        ("上个月销售额最高的三个地区", "上个月", "last:1:month"),
        ("how many orders did we get in march 2026?", "march 2026", "month:2026-03"),
        ("近30天复购率", "近30天", "last:30:day"),
        ("今年前三个月的订单数", "今年前三个月", "first:3:month:this:year"),
    ],
)
def test_offsets_point_at_the_phrase_in_the_sentence(text, phrase, rule):
    first = find_times(text, CALENDAR)[0]

    assert text[first.start : first.end] == phrase
    assert first.rule == rule


@pytest.mark.parametrize(
    "text",
    [
        "top 30 customers",
        "orders over 2500",
        "revenue of 2,024 dollars",
        "we may sell",
        "前三名",
        "一共有多少订单",
        "3个地区",
        "marching band",
    ],
)
def test_ordinary_numbers_and_words_are_no_periods(text):
    assert not [m for m in find_times(text, CALENDAR) if m.kind == "window"]


def test_every_match_resolves_and_lies_in_the_text_on_many_days():
    text = (
        "yoy sales from march to may vs last year 双十一 近30天含今天 上周一 5-6月 since q3 第53周 2月29日 last weekend"
    )
    for day in (date(2024, 2, 29), date(2025, 1, 1), date(2026, 12, 31), date(2027, 3, 31), date(2028, 10, 30)):
        calendar = Calendar(CalendarSpec(), day)
        found = find_times(text, calendar)
        assert found == find_times(text, calendar)
        for match in found:
            assert 0 <= match.start < match.end <= len(text)
            if match.kind == "window":
                assert calendar.resolve(match.rule).end is not None
            if match.assumption == "bare_period_latest" and match.rule.split(":")[0] in ("month", "day", "quarter"):
                assert calendar.resolve(match.rule).start <= day


@pytest.mark.parametrize(
    "text", ["growth from last month", "sales up 5% over last month", "how much did revenue change from last month"]
)
def test_growth_from_a_period_compares_with_it(text):
    assert {(m.comparison, m.grain) for m in find_times(text, CALENDAR) if m.kind == "comparison"} == {
        ("previous", "month")
    }


def test_over_the_last_month_without_growth_is_a_period():
    assert not [m for m in find_times("revenue over the last month", CALENDAR) if m.kind == "comparison"]


def test_last_christmas_is_the_latest_that_is_over_and_not_always_last_years():
    assert rules("last christmas", Calendar(CalendarSpec(), date(2026, 10, 15))) == {"holiday:christmas:2025"}
    assert rules("last christmas", Calendar(CalendarSpec(), date(2025, 12, 31))) == {"holiday:christmas:2025"}
