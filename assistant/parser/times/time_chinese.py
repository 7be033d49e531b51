"""Periods in Chinese.

Rule: a table of patterns and meanings, one idea a line, as in `time_english.py`; the forms with digits that both
languages write stand there. Longer phrases contain shorter ones (去年三月 holds 去年): both are found, the caller
prefers the longer.
"""

# ruff: noqa: E501  (tables: one phrase a line)

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.parser.text.numbers import chinese_number, count_of
from assistant.parser.times.time_english import weekend
from assistant.parser.times.time_match import (
    DIGITS,
    Build,
    Phrase,
    Sense,
    fixed,
    full_year,
    in_year,
    quarters,
    trailing,
)
from assistant.parser.times.time_names import CHINESE_WEEKDAYS
from semantic_layer.calendar import Calendar

_UNITS = {
    "日": "day", "天": "day", "周": "week", "星期": "week", "礼拜": "week", "月": "month", "月份": "month", "个月": "month",
    "季": "quarter", "季度": "quarter", "半年": "half", "半年度": "half", "年": "year", "年度": "year", "年份": "year",
    "财年": "fy", "财政年度": "fy", "财年度": "fy", "财季": "fq",
}  # fmt: skip
_RELATIVE_YEARS = {
    "今年": 0,
    "本年": 0,
    "本年度": 0,
    "去年": 1,
    "上年": 1,
    "上一年": 1,
    "上年度": 1,
    "前年": 2,
    "大前年": 3,
    "明年": -1,
}
_N = rf"(?P<n>\d{{1,4}}|[{DIGITS}]{{1,5}})"
_UNIT = r"(?P<unit>个?(?:半年度?|季度|月份|财政年度|财年度?|财季|星期|礼拜|年度|日|天|周|月|季|年))"
_THIS = r"(?:本|这一?个?|当前?这?个?)"
YEAR = (
    r"(?:(?:(?P<year>(?:19|20)\d\d(?=年|度|\D)|(?<!\d)\d\d(?=年)|[零〇一二三四五六七八九]{4}(?=年))年?度?"
    r"|(?P<relative>今年|本年|去年|上一?年|大?前年|明年)度?)的?)"
)
_MONTH = r"(?P<month>1[0-2]|0?[1-9](?!\d)|十[一二]?|[一二两三四五六七八九])"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])"
_JOIN = r"(?:-|–|—|~|到|至)"
_QUARTER = r"(?P<q>[一二三四1-4])"
_INSIDE = r"\s*,?\s*\(?(?:包[括含]|含)(?:今天|今日|当天|当日)(?:在内)?\)?"


def _unit(match: re.Match[str]) -> str:
    text = match["unit"]
    return _UNITS[text] if text in _UNITS else _UNITS[text.removeprefix("个")]


def _count(match: re.Match[str]) -> int:
    return count_of(match["n"]) or 1


def _whole(text: str) -> int:
    """A month, day or quarter number: 3, 03, 三, 二十一, 廿一."""
    return int(text) if text.isdigit() and text.isascii() else int(chinese_number(text.replace("廿", "二十")) or 0)


def year_of(match: re.Match[str], calendar: Calendar) -> int | None:
    groups = match.groupdict()
    if groups.get("year"):
        return full_year(str(_whole(groups["year"])), calendar)
    if groups.get("relative"):
        return calendar.as_of.year - _RELATIVE_YEARS[groups["relative"]]
    return None


def _rule(kind: str) -> Build:
    """this:U, to_date:U, last:1:U, ago:2:U, ...: the kind, with what the phrase says of the unit."""

    def build(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
        yield Sense(f"{kind}:{_unit(match)}")

    return build


def _numbered(kind: str) -> Build:
    def build(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
        if _count(match) < 1000:  # 2025年之前 is no count of years
            yield Sense(f"{kind}:{_count(match)}:{_unit(match)}")

    return build


def _last_n(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    if _count(match) == 1 and match["past"] in ("前", "上"):  # 前一周 and 上一周 are the calendar week before
        yield Sense("ago:1:day" if _unit(match) == "day" else f"last:1:{_unit(match)}")
    else:
        yield Sense(trailing(_count(match), _unit(match), calendar))


def _year_and_half(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    yield Sense(f"last:{12 * _count(match) + 6}:month")


def _month(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    yield from in_year(lambda year: f"month:{year}-{_whole(match['month']):02}", year_of(match, calendar), calendar)


def _months(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    """5-6月, 去年11月到12月; from the first month to the last day of the second one."""
    first, last = _whole(match["month"]), _whole(match["b"])
    for sense in in_year(lambda year: f"month:{year}-{first:02}", year_of(match, calendar), calendar):
        start = calendar.resolve(sense.rule).start
        if start:
            following = start.year + (1 if last < first else 0)
            yield Sense(f"between:{start}:{_last_day(following, last, calendar)}", assumption=sense.assumption)


def _last_day(year: int, month: int, calendar: Calendar) -> str:
    end = calendar.resolve(f"last_of:1:day:month:{year}-{month:02}").start
    return str(end)


def _day(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    month, day = _whole(match["month"]), _whole(match["day"])
    yield from in_year(lambda year: f"day:{year}-{month:02}-{day:02}", year_of(match, calendar), calendar)


def _days(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    month, first, last = _whole(match["month"]), _whole(match["day"]), _whole(match["b"])
    rule = f"-{month:02}-"
    yield from in_year(
        lambda year: f"between:{year}{rule}{first:02}:{year}{rule}{last:02}", year_of(match, calendar), calendar
    )


def _day_of_month(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    month = calendar.shift(calendar.as_of, -1 if match["which"].startswith("上") else 0, "month")
    yield Sense(f"day:{month.year}-{month.month:02}-{_whole(match['day']):02}")


def _quarter(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    yield from quarters(_whole(match["q"]), year_of(match, calendar), calendar)


def _half(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    number = 1 if match["h"] == "上" else 2
    yield from in_year(lambda year: f"half:{year}-{number}", year_of(match, calendar), calendar)


def _latin_part(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    """去年Q3, 25年H1."""
    number = int(match["number"])
    if match["kind"] == "q":
        yield from quarters(number, year_of(match, calendar), calendar)
    elif number <= 2:
        yield Sense(f"half:{year_of(match, calendar)}-{number}")


def _plain_year(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    year = year_of(match, calendar)
    if year and year <= calendar.as_of.year + 10:
        yield Sense(f"year:{year}")


def _fiscal_year(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    yield Sense(f"fy:{full_year(match['year'], calendar)}")


def _fiscal_quarter(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    yield Sense(f"fq:{full_year(match['year'], calendar)}-{_whole(match['q'] or match['q2'])}")


def _week(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    yield from in_year(lambda year: f"week:{year}-{_whole(match['week']):02}", year_of(match, calendar), calendar)


def _weekday_of_week(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    """上周一, 本周三, 下周五, 上上周日, 上周末."""
    which, number = match["which"], CHINESE_WEEKDAYS[match["weekday"]]
    offset = which.count("下") - which.count("上")
    week = {0: "this:week", -1: "last:1:week", 1: "next:1:week"}.get(offset, f"ago:{-offset}:week")
    yield Sense(f"on:{number}:{week}" if number else weekend(offset, calendar))


_PAST = r"(?P<past>最近的?|过去的?|近|往前|过往|之前|此前|前面|前|上)"
_PHRASES: tuple[tuple[str, Build], ...] = (
    (r"今天|今日|当日|当天", fixed("this:day")),
    (r"昨天|昨日", fixed("ago:1:day")),
    (r"(?<!大)前天|(?<!大)前日", fixed("ago:2:day")),
    (r"大前天", fixed("ago:3:day")),
    (r"明天|明日", fixed("next:1:day")),
    (r"后天", fixed("ago:-2:day")),
    (r"今年|本年度?(?!至今)|当年", fixed("this:year")),
    (r"去年度?|上年度?", fixed("last:1:year")),
    (r"(?<!大)前年", fixed("ago:2:year")),
    (r"大前年", fixed("ago:3:year")),
    (r"明年", fixed("next:1:year")),
    (r"后年", fixed("ago:-2:year")),
    (rf"{_THIS}{_UNIT}", _rule("this")),
    (rf"(?<!上)上一?(?!半年){_UNIT}", _rule("last:1")),
    (rf"上上一?个?{_UNIT}|大上个?{_UNIT.replace('?P<unit>', '?P<unit2>')}", lambda m, c: iter((Sense(f"ago:2:{_UNITS[(m['unit'] or m['unit2']).removeprefix('个')]}"),))),
    (rf"(?<!下)下一?(?!半年){_UNIT}", _rule("next:1")),
    (rf"下下一?个?{_UNIT}", _rule("ago:-2")),
    (rf"(?:{_THIS}(?P<unit>年|月|周|季度?|年度|财年)|今(?P<unit2>年)|(?P<unit3>年|月|季|周)初)(?:度)?(?:以来|至今|到现在|到目前(?:为止)?|到今天|迄今|累计至今|截至目前|截至今天|截止目前)",
     lambda m, c: iter((Sense(f"to_date:{_UNITS[m['unit'] or m['unit2'] or m['unit3']]}"),))),
    (rf"{_PAST}{_N}{_UNIT}(?!前)", _last_n),
    (r"(?:最近|过去|近)[一1]?个?半年(?!度)", fixed("last:6:month")),
    (rf"(?:最近|过去|近){_N}年半", _year_and_half),
    (rf"(?:最近|上)一?个?(?:完整的?|自然|整)(?:一个)?(?:的)?{_UNIT}", _rule("last:1")),
    (rf"(?P<past>最近的?|过去的?|近){_N}个?(?:完整的?|自然|整)(?P<unit>(?:季度|星期|礼拜|月|周|日|天|年))", _last_n),
    (r"(?:未来|接下来)半年", fixed("next:6:month")),
    (r"后日", fixed("ago:-2:day")),
    (rf"滚动{_N}{_UNIT}", _numbered("rolling")),
    (rf"(?:最近|过去|近){_N}{_UNIT}{_INSIDE}", _numbered("including_today")),
    (rf"(?:包[括含]|含)(?:今天|今日|当天|当日)(?:在内)?的?,?(?:最近|过去|近)?{_N}{_UNIT}", _numbered("including_today")),
    (rf"(?:未来|接下来|今后|往后|下|后){_N}{_UNIT}", _numbered("next")),
    (rf"{_N}(?!月){_UNIT}(?:之前|以前|前)", _numbered("ago")),
    (r"半年(?:之前|以前|前)", fixed("ago:6:month")),
    (r"(?P<year>(?<!\d)(?:19|20)\d\d|(?<!\d)\d\d(?=年度?(?![前来内]))|[零〇一二三四五六七八九]{4})年度?", _plain_year),
    (r"(?<!\d)(?P<year>(?:19|20)\d\d)(?=[\u4e00-\u9fff])", _plain_year),
    (rf"(?<!\d,)(?<![\d.第个十百千万两]){YEAR}?\s*{_MONTH}月份?(?!\d)", _month),
    (rf"(?<!\d,)(?<![\d.第十百千万])(?<![^日号月年]-){YEAR}?\s*{_MONTH}月?份?{_JOIN}(?P<b>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月份?(?!\d)", _months),
    (rf"(?<!\d,)(?<![\d.第十百千万])(?<![^日号月年]-){YEAR}?\s*{_MONTH}月{_DAY}[日号]?(?![\d个])", _day),
    (rf"(?<!\d,)(?<![\d.第十百千万])(?<![^日号月年]-){YEAR}?\s*{_MONTH}月{_DAY}[日号]?{_JOIN}(?P<b>3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])[日号](?!\d)", _days),
    (rf"(?P<which>本月|这个月|上个?月){_DAY}[日号]", _day_of_month),
    (rf"{YEAR}?\s*第?{_QUARTER}季度?", _quarter),
    (rf"{YEAR}?\s*(?P<h>[上下])半年度?(?!前)", _half),
    (rf"{YEAR}(?P<kind>[qh])(?P<number>[1-4])(?!\d)", _latin_part),
    (r"(?<!\d)(?P<year>(?:19|20)?\d\d)财(?:政)?年度?", _fiscal_year),
    (rf"(?<!\d)(?P<year>(?:19|20)?\d\d)财(?:政)?年度?的?第?(?:{_QUARTER}季度?|q(?P<q2>[1-4]))", _fiscal_quarter),
    (rf"{YEAR}?\s*第(?P<week>\d{{1,2}}|[{DIGITS}]+)(?:周|个?星期)", _week),
    (r"(?P<which>上上个?|上个?|本|这个?|下个?|下下个?)(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末])", _weekday_of_week),
    (r"截[至止]到?目前|到目前为止|迄今为止|有史以来|历史上|所有时间|全部时间|全时段|全部历史|(?:自从?|从)?(?:我们)?(?:开业|建店|上线|成立|创立|运营|开张)以来", fixed("all")),
)  # fmt: skip
PHRASES: tuple[Phrase, ...] = tuple(Phrase(re.compile(pattern), build) for pattern, build in _PHRASES)
