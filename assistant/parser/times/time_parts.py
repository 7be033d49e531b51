"""Units to group by and parts of the calendar: "by month", "on weekends", 每周一, 上午.

Rule: a table of patterns and meanings, one idea a line. A unit groups; a part with numbers chooses rows, without
numbers it groups.
"""

# ruff: noqa: E501  (tables: one phrase a line)

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.parser.text.numbers import chinese_number
from assistant.parser.times.time_match import Build, Phrase, Sense, grain, latin, part
from assistant.parser.times.time_names import CHINESE_WEEKDAYS, SHORT_WEEKDAYS, WEEKDAYS
from semantic_layer.calendar import Calendar
from semantic_layer.model import Grain

_ENGLISH_GRAINS: tuple[tuple[str, str, Grain], ...] = (
    ("hour", "hourly", "hour"),
    ("day", "daily", "day"),
    ("week", "weekly", "week"),
    ("month", "monthly", "month"),
    ("quarter", "quarterly", "quarter"),
    ("year", "yearly|annually|annual", "year"),
)
_CHINESE_GRAINS: tuple[tuple[str, str, str, Grain], ...] = (
    ("小时|时", "小时级?|钟头", "", "hour"),
    ("日|天", "天|日", "日度|天级|哪[一]?天|哪几天|哪日|日期|日子", "day"),
    ("周|星期", "个?周|个?星期|个?礼拜", "周度|哪[一个]?周|哪个星期", "week"),
    ("月份?|月度", "个?月份?", "月度|月份|哪[一几]?个?月份?|(?<=哪个)月|分月度?", "month"),
    ("季度?", "个?季度?", "季度|哪[一几]?个?季度", "quarter"),
    ("年度?|年份", "年度?|个年度|年份", "年度|年份|哪[一几]?年|历年", "year"),
)


_SEASONS = (  # by whole months, as the weather is counted
    (r"(?:summers?|summertime)", "夏天|夏季|夏日", "6,7,8"),
    (r"(?:winters?|wintertime)", "冬天|冬季|冬日", "12,1,2"),
    (r"(?:spring|springtime)", "春天|春季", "3,4,5"),
    (r"(?:autumns?|(?<=in the )fall|(?<=during the )fall)", "秋天|秋季", "9,10,11"),
)
_CLOCK = r"(?P<hour{0}>1[0-2]|0?[1-9]) ?(?P<half{0}>am|pm|a\.m\.|p\.m\.)"
_DIAL = r"(?P<half{0}>上午|早上|早晨|下午|晚上|凌晨|中午)?(?P<hour{0}>2[0-4]|1\d|\d|十[一二]?|[一二两三四五六七八九])(?:点钟?(?![\d几多半])|时(?!间|段|期))"
_PM = ("pm", "p.m.", "下午", "晚上")


def _hour(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    yield Sense(kind="part", part=f"hour:{_clock(match['hour'], match['half'])}")


def _hours(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    """ "9am to 12pm", 上午9点到12点: the hours that begin before the second one; 下午 goes on to the second."""
    half = match["half2"] or (match["half"] if match["half"] in _PM else None)
    first, last = _clock(match["hour"], match["half"]), _clock(match["hour2"], half) or 24
    if first < last:
        yield Sense(kind="part", part="hour:" + ",".join(map(str, range(first, last))))


def _clock(text: str, half: str | None) -> int:
    """The hour of the day: 9 pm is 21, 12 am and 凌晨12点 are 0, 24点 is 0."""
    hour = int(text) if text.isdigit() else int(chinese_number(text) or 0)
    if half in _PM:
        return hour + 12 if hour < 12 else hour % 24
    return 0 if hour == 24 or (hour == 12 and half in ("am", "a.m.", "凌晨")) else hour


def _weekday(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    name = match["weekday"].removesuffix("s")
    number = WEEKDAYS.get(name) or SHORT_WEEKDAYS.get(match["weekday"]) or SHORT_WEEKDAYS[name]
    yield Sense(kind="part", part=f"weekday:{number}")


def _weekdays(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    names = WEEKDAYS | SHORT_WEEKDAYS
    first, last = names[match["a"]], names[match["b"]]
    numbers = range(first, last + 1) if first <= last else (*range(first, 8), *range(1, last + 1))
    yield Sense(kind="part", part="weekday:" + ",".join(map(str, sorted(numbers))))


def _chinese_weekday(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    number = CHINESE_WEEKDAYS[match["weekday"]]
    yield Sense(kind="part", part=f"weekday:{number}" if number else "weekday:6,7")


def _chinese_weekdays(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    first, last = CHINESE_WEEKDAYS[match["a"]], CHINESE_WEEKDAYS[match["b"]]
    numbers = range(first, last + 1) if first <= last else (*range(first, 8), *range(1, last + 1))
    yield Sense(kind="part", part="weekday:" + ",".join(map(str, sorted(numbers))))


# "Busiest weekday" ranks the days of the week; elsewhere weekdays are Monday to Friday.
_ENDS = (
    "busiest",
    "quietest",
    "slowest",
    "best",
    "worst",
    "strongest",
    "weakest",
    "peak",
    "popular",
    "highest",
    "lowest",
)
_RANKED = "(?:" + "|".join(f"(?<={word} )" for word in _ENDS) + ")"

_ENGLISH: tuple[tuple[str, Build], ...] = (
    (r"(?:on |every |each )?(?P<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)days?)", _weekday),
    (r"(?:on|every|each) (?P<weekday>mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)s?", _weekday),
    (rf"(?:from )?(?P<a>{'|'.join([*WEEKDAYS, *SHORT_WEEKDAYS])}) ?(?:-|–|to|through) ?(?P<b>{'|'.join([*WEEKDAYS, *SHORT_WEEKDAYS])})", _weekdays),
    (r"(?:on |at |at the )?weekends?", part("weekday:6,7")),
    (rf"{_RANKED}weekday", part("weekday")),
    (r"(?:on )?(?:weekdays?|workdays?|working days?|business days?|workweek)", part("weekday:1,2,3,4,5")),
    (r"(?:by |per |each |every |for each |which |what )?(?:day of (?:the |each )?week|days of the week|weekday name)", part("weekday")),
    (r"(?:by|per|for each|which|what) weekdays?", part("weekday")),
    (r"(?:by |per |each |which |what )?hour of (?:the )?day|by time of day", part("hour")),
    (r"(?:by |per |which |what )?(?:month of (?:the )?year|calendar month)", part("month_of_year")),
    (r"(?:by |per |which |what )?quarter of (?:the )?year", part("quarter_of_year")),
    (r"(?:by |per |which |what )?day of (?:the )?month", part("day_of_month")),
    (r"(?:in the )?early mornings?|(?:in the )?small hours|after midnight", part("hour:0,1,2,3,4,5")),
    (r"(?:in the |on )?mornings?", part("hour:6,7,8,9,10,11")),
    (r"(?:at )?(?:noon|midday)|(?:at )?lunch(?:time| time)", part("hour:11,12,13")),
    (r"(?:in the )?afternoons?", part("hour:12,13,14,15,16,17")),
    (r"(?:in the |on )?evenings?|at night|nights", part("hour:18,19,20,21,22,23")),
    *((rf"(?:in |during |over )?(?:the )?{name}", part(f"month_of_year:{months}")) for name, _, months in _SEASONS),
    (rf"(?:at |around )?{_CLOCK.format('')}", _hour),
    (rf"(?:from |between )?{_CLOCK.format('')} ?(?:-|–|to|and|until) ?{_CLOCK.format('2')}", _hours),
    *(
        (rf"(?:by|per|each|every|for each|for every|in each) {noun}s?|(?:(?:on|at) an? )?(?:{adverb})(?: basis| level)?|{noun}[ -](?:by|over|on|after)[ -]{noun}|{noun}s?|broken down by {noun}", grain(unit))
        for noun, adverb, unit in _ENGLISH_GRAINS
    ),
    (r"(?:by|per|each|every|for each) (?:fiscal|financial) year", grain("year", fiscal=True)),
    (r"(?:by|per|each|every|for each) (?:fiscal|financial) quarter", grain("quarter", fiscal=True)),
)  # fmt: skip
_CHINESE: tuple[tuple[str, Build], ...] = (
    (r"(?<![上下本这几])(?:每个?|逢)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末])", _chinese_weekday),
    (r"(?:从)?(?:周|星期|礼拜)(?P<a>[一二三四五六日天])(?:到|至|-|~|—)(?:周|星期|礼拜)?(?P<b>[一二三四五六日天])", _chinese_weekdays),
    (r"双休日", part("weekday:6,7")),
    (r"工作日|平日", part("weekday:1,2,3,4,5")),
    (r"(?:按|分|每|各|哪个?|不同)?(?:星期|周|礼拜)几(?:来看|统计)?|按星期(?:统计)?|一周(?:中|内|的)?(?:哪|各|每)[一]?天|按周内日", part("weekday")),
    (r"(?:按|分|各个?|不同|哪个?|每个?)时段|(?:按|各|分|哪个?)(?:小时|钟点)|一天(?:中|内|的)?(?:哪|各|每)个?(?:小时|时段)", part("hour")),
    (r"(?:按)?每年(?:的)?(?:各|哪|同)个?月", part("month_of_year")),
    (r"(?:早上|早晨|上午)", part("hour:6,7,8,9,10,11")),
    (r"下午|午后", part("hour:12,13,14,15,16,17")),
    (r"晚上|晚间|夜间", part("hour:18,19,20,21,22,23")),
    (r"凌晨", part("hour:0,1,2,3,4,5")),
    (r"中午|午间", part("hour:11,12,13")),
    *((name, part(f"month_of_year:{months}")) for _, name, months in _SEASONS),
    (rf"{_DIAL.format('')}", _hour),
    (rf"(?:从)?{_DIAL.format('')}(?:到|至|-|~){_DIAL.format('2')}(?:之间)?", _hours),
    *(
        (rf"(?:按照?|分)(?:{by})(?:度)?(?:份)?|(?:每一?|逐|各)(?:{each})(?:份)?(?!末|[一二三四五六日几])" + (f"|{bare}" if bare else ""), grain(unit))
        for by, each, bare, unit in _CHINESE_GRAINS
    ),
    (r"(?:按|分|每个?|各个?|逐)财(?:政)?年度?", grain("year", fiscal=True)),
    (r"(?:按|分|每个?|各个?|逐)财季", grain("quarter", fiscal=True)),
)  # fmt: skip
PHRASES: tuple[Phrase, ...] = (
    *(Phrase(latin(pattern), build) for pattern, build in _ENGLISH),
    *(Phrase(re.compile(pattern), build) for pattern, build in _CHINESE),
)
