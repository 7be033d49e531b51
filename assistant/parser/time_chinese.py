"""Time phrases in Chinese.

Rule: a table of patterns and meanings, one idea a line, as in `time_english.py`; the forms with digits that both
languages write stand there. Longer phrases contain shorter ones (去年三月 holds 去年): both are found, the caller
prefers the longer.
"""

# ruff: noqa: E501  (tables: one phrase a line)

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.parser.numbers import chinese_number, count_of
from assistant.parser.time_english import relative_holiday, weekend
from assistant.parser.time_match import (
    Build,
    Phrase,
    Sense,
    compare,
    fixed,
    full_year,
    grain,
    in_year,
    part,
    quarters,
    trailing,
)
from semantic_layer.calendar import Calendar
from semantic_layer.model import Grain

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
_WEEKDAYS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "日": 7, "天": 7, "末": 0}
HOLIDAYS: tuple[tuple[str, str], ...] = (
    ("new_year", r"元旦节?"),
    ("spring_festival", r"春节|农历新年|过年"),
    ("spring_festival_eve", r"除夕夜?|大年三十"),
    ("lantern", r"元宵节?"),
    ("qingming", r"清明节?"),
    ("labour_day", r"劳动节|五一(?!月)(?:黄金周)?"),
    ("dragon_boat", r"端午节?"),
    ("qixi", r"七夕节?"),
    ("mid_autumn", r"中秋节?"),
    ("double_ninth", r"重阳节?"),
    ("national_day", r"国庆节?(?:黄金周)?|十一黄金周|十一长假"),
    ("womens_day", r"三八(?:妇女)?节|妇女节|女神节|女王节|38节"),
    ("618", r"(?<![\d.,])618(?![\d.,%])(?!当天|当日)|六一八(?!当天|当日)"),
    ("618_day", r"(?<![\d.,])618(?=当天|当日)|六一八(?=当天|当日)"),
    ("double_11", r"双(?:十一|11)(?!\d)|光棍节"),
    ("double_12", r"双(?:十二|12)(?!\d)"),
    ("valentines_day", r"情人节"),
    ("easter", r"复活节"),
    ("mothers_day", r"母亲节"),
    ("fathers_day", r"父亲节"),
    ("halloween", r"万圣节"),
    ("thanksgiving", r"感恩节"),
    ("black_friday", r"黑色星期五|黑五"),
    ("cyber_monday", r"网络星期一|网一"),
    ("christmas_eve", r"平安夜"),
    ("christmas", r"圣诞节?"),
    ("boxing_day", r"节礼日"),
)

_DIGITS = "零〇一二两三四五六七八九十百"
_N = rf"(?P<n>\d{{1,4}}|[{_DIGITS}]{{1,5}})"
_UNIT = r"(?P<unit>个?(?:半年度?|季度|月份|财政年度|财年度?|财季|星期|礼拜|年度|日|天|周|月|季|年))"
_THIS = r"(?:本|这一?个?|当前?这?个?)"
_YEAR = (
    r"(?:(?:(?P<year>(?:19|20)\d\d(?=年|度|\D)|(?<!\d)\d\d(?=年)|[零〇一二三四五六七八九]{4}(?=年))年?度?"
    r"|(?P<relative>今年|本年|去年|上一?年|大?前年|明年)度?)的?)"
)
_MONTH = r"(?P<month>1[0-2]|0?[1-9](?!\d)|十[一二]?|[一二两三四五六七八九])"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])"
_JOIN = r"(?:-|–|—|~|到|至)"
_QUARTER = r"(?P<q>[一二三四1-4])"
_INSIDE = r"\s*,?\s*\(?(?:包[括含]|含)(?:今天|今日|当天|当日)(?:在内)?\)?"


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _unit(match: re.Match[str]) -> str:
    text = match["unit"]
    return _UNITS[text] if text in _UNITS else _UNITS[text.removeprefix("个")]


def _count(match: re.Match[str]) -> int:
    return count_of(match["n"]) or 1


def _whole(text: str) -> int:
    """A month, day or quarter number: 3, 03, 三, 二十一, 廿一."""
    return int(text) if text.isdigit() and text.isascii() else int(chinese_number(text.replace("廿", "二十")) or 0)


def _year(match: re.Match[str], calendar: Calendar) -> int | None:
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
    yield from in_year(lambda year: f"month:{year}-{_whole(match['month']):02}", _year(match, calendar), calendar)


def _months(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    """5-6月, 去年11月到12月; from the first month to the last day of the second one."""
    first, last = _whole(match["month"]), _whole(match["b"])
    for sense in in_year(lambda year: f"month:{year}-{first:02}", _year(match, calendar), calendar):
        start = calendar.resolve(sense.rule).start
        if start:
            following = start.year + (1 if last < first else 0)
            yield Sense(f"between:{start}:{_last_day(following, last, calendar)}", assumption=sense.assumption)


def _last_day(year: int, month: int, calendar: Calendar) -> str:
    end = calendar.resolve(f"last_of:1:day:month:{year}-{month:02}").start
    return str(end)


def _day(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    month, day = _whole(match["month"]), _whole(match["day"])
    yield from in_year(lambda year: f"day:{year}-{month:02}-{day:02}", _year(match, calendar), calendar)


def _days(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    month, first, last = _whole(match["month"]), _whole(match["day"]), _whole(match["b"])
    rule = f"-{month:02}-"
    yield from in_year(
        lambda year: f"between:{year}{rule}{first:02}:{year}{rule}{last:02}", _year(match, calendar), calendar
    )


def _day_of_month(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    month = calendar.shift(calendar.as_of, -1 if match["which"].startswith("上") else 0, "month")
    yield Sense(f"day:{month.year}-{month.month:02}-{_whole(match['day']):02}")


def _quarter(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    yield from quarters(_whole(match["q"]), _year(match, calendar), calendar)


def _half(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    number = 1 if match["h"] == "上" else 2
    yield from in_year(lambda year: f"half:{year}-{number}", _year(match, calendar), calendar)


def _latin_part(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    """去年Q3, 25年H1."""
    number = int(match["number"])
    if match["kind"] == "q":
        yield from quarters(number, _year(match, calendar), calendar)
    elif number <= 2:
        yield Sense(f"half:{_year(match, calendar)}-{number}")


def _plain_year(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    year = _year(match, calendar)
    if year and year <= calendar.as_of.year + 10:
        yield Sense(f"year:{year}")


def _fiscal_year(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    yield Sense(f"fy:{full_year(match['year'], calendar)}")


def _fiscal_quarter(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    yield Sense(f"fq:{full_year(match['year'], calendar)}-{_whole(match['q'] or match['q2'])}")


def _week(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    yield from in_year(lambda year: f"week:{year}-{_whole(match['week']):02}", _year(match, calendar), calendar)


def _weekday_of_week(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    """上周一, 本周三, 下周五, 上上周日, 上周末."""
    which, number = match["which"], _WEEKDAYS[match["weekday"]]
    offset = which.count("下") - which.count("上")
    week = {0: "this:week", -1: "last:1:week", 1: "next:1:week"}.get(offset, f"ago:{-offset}:week")
    yield Sense(f"on:{number}:{week}" if number else weekend(offset, calendar))


def _weekday(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    number = _WEEKDAYS[match["weekday"]]
    yield Sense(kind="part", part=f"weekday:{number}" if number else "weekday:6,7")


def _weekdays(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    first, last = _WEEKDAYS[match["a"]], _WEEKDAYS[match["b"]]
    numbers = range(first, last + 1) if first <= last else (*range(first, 8), *range(1, last + 1))
    yield Sense(kind="part", part="weekday:" + ",".join(map(str, sorted(numbers))))


_GRAINS: tuple[tuple[str, str, str, Grain], ...] = (
    ("小时|时", "小时级?|钟头", "", "hour"),
    ("日|天", "天|日", "日度|天级|哪[一]?天|哪几天|哪日|日期", "day"),
    ("周|星期", "个?周|个?星期|个?礼拜", "周度|哪[一个]?周|哪个星期", "week"),
    ("月份?|月度", "个?月份?", "月度|月份|哪[一几]?个?月份?|(?<=哪个)月|分月度?", "month"),
    ("季度?", "个?季度?", "季度|哪[一几]?个?季度", "quarter"),
    ("年度?|年份", "年度?|个年度|年份", "年度|年份|哪[一几]?年|历年", "year"),
)
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
    (rf"(?:最近|上)一?个?完整的?(?:一个)?{_UNIT}", _rule("last:1")),
    (rf"滚动{_N}{_UNIT}", _numbered("rolling")),
    (rf"(?:最近|过去|近){_N}{_UNIT}{_INSIDE}", _numbered("including_today")),
    (rf"(?:包[括含]|含)(?:今天|今日|当天|当日)(?:在内)?的?,?(?:最近|过去|近)?{_N}{_UNIT}", _numbered("including_today")),
    (rf"(?:未来|接下来|今后|往后|下|后){_N}{_UNIT}", _numbered("next")),
    (rf"{_N}{_UNIT}(?:之前|以前|前)", _numbered("ago")),
    (r"半年(?:之前|以前|前)", fixed("ago:6:month")),
    (r"(?P<year>(?<!\d)(?:19|20)\d\d|(?<!\d)\d\d(?=年度?(?![前来内]))|[零〇一二三四五六七八九]{4})年度?", _plain_year),
    (r"(?<!\d)(?P<year>(?:19|20)\d\d)(?=[\u4e00-\u9fff])", _plain_year),
    (rf"(?<!\d,)(?<![\d.第个十百千万两]){_YEAR}?\s*{_MONTH}月份?(?!\d)", _month),
    (rf"(?<!\d,)(?<![\d.第十百千万])(?<![^日号月年]-){_YEAR}?\s*{_MONTH}月?份?{_JOIN}(?P<b>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月份?(?!\d)", _months),
    (rf"(?<!\d,)(?<![\d.第十百千万])(?<![^日号月年]-){_YEAR}?\s*{_MONTH}月{_DAY}[日号]?(?![\d个])", _day),
    (rf"(?<!\d,)(?<![\d.第十百千万])(?<![^日号月年]-){_YEAR}?\s*{_MONTH}月{_DAY}[日号]?{_JOIN}(?P<b>3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])[日号](?!\d)", _days),
    (rf"(?P<which>本月|这个月|上个?月){_DAY}[日号]", _day_of_month),
    (rf"{_YEAR}?\s*第?{_QUARTER}季度?", _quarter),
    (rf"{_YEAR}?\s*(?P<h>[上下])半年(?!度?前)", _half),
    (rf"{_YEAR}(?P<kind>[qh])(?P<number>[1-4])(?!\d)", _latin_part),
    (r"(?<!\d)(?P<year>(?:19|20)?\d\d)财(?:政)?年度?", _fiscal_year),
    (rf"(?<!\d)(?P<year>(?:19|20)?\d\d)财(?:政)?年度?的?第?(?:{_QUARTER}季度?|q(?P<q2>[1-4]))", _fiscal_quarter),
    (rf"{_YEAR}?\s*第(?P<week>\d{{1,2}}|[{_DIGITS}]+)(?:周|个?星期)", _week),
    (r"(?P<which>上上个?|上个?|本|这个?|下个?|下下个?)(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末])", _weekday_of_week),
    (r"(?<![上下本这几])(?:每个?|逢)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末])", _weekday),
    (r"(?:从)?(?:周|星期|礼拜)(?P<a>[一二三四五六日天])(?:到|至|-|~|—)(?:周|星期|礼拜)?(?P<b>[一二三四五六日天])", _weekdays),
    (r"双休日", part("weekday:6,7")),
    (r"工作日|平日", part("weekday:1,2,3,4,5")),
    (r"(?:按|分|每|各|哪个?|不同)?(?:星期|周|礼拜)几(?:来看|统计)?|按星期(?:统计)?|一周(?:中|内|的)?(?:哪|各|每)[一]?天|按周内日", part("weekday")),
    (r"(?:按|分|各个?|不同|哪个?|每个?)时段|(?:按|各|分|哪个?)(?:小时|钟点)|一天(?:中|内|的)?(?:哪|各|每)个?(?:小时|时段)", part("hour")),
    (r"(?:按)?每年(?:的)?(?:各|哪|同)个?月", part("month_of_year")),
    (r"(?:早上|早晨|上午)", part("hour:6,7,8,9,10,11")),
    (r"下午|午后", part("hour:12,13,14,15,16,17")),
    (r"晚上|晚间|夜间", part("hour:18,19,20,21,22,23")),
    *(
        (rf"(?:按照?|分)(?:{by})(?:度)?(?:份)?|(?:每一?|逐|各)(?:{each})(?:份)?(?!末|[一二三四五六日几])" + (f"|{bare}" if bare else ""), grain(unit))
        for by, each, bare, unit in _GRAINS
    ),
    (r"(?:按|分|每个?|各个?|逐)财(?:政)?年度?", grain("year", fiscal=True)),
    (r"(?:按|分|每个?|各个?|逐)财季", grain("quarter", fiscal=True)),
    (r"截[至止]到?目前|到目前为止|迄今为止|有史以来|历史上|所有时间|全部时间|全时段|全部历史|开业以来|建店以来|上线以来", fixed("all")),
)  # fmt: skip

_WITH = r"(?:与|和|跟|同|较|比|比起|比较|对比|相比于?|相较于?|较之)"
_THAN = r"(?:相比(?:较)?|比较|对比|相较|比)?"
_LAST_YEAR = r"(?:去年|上一?年|上年度)"
_COMPARISONS: tuple[tuple[str, Build], ...] = (
    (r"同比(?:去年|上年)?|同环比", compare("year_ago")),
    (rf"(?<![\d{_DIGITS}])[年月周]同比", compare("year_ago")),
    (r"环比(?:上一?期)?|同环比", compare("previous")),
    (rf"(?<![\d{_DIGITS}])月度?环比|环比上一?个?月", compare("previous", "month")),
    (r"周环比|环比上一?个?周", compare("previous", "week")),
    (r"日环比|环比(?:前一[日天]|昨[天日])", compare("previous", "day")),
    (r"(?<![一二三四1-4])季度?环比|环比上一?个?季度?", compare("previous", "quarter")),
    (rf"{_WITH}?{_LAST_YEAR}的?(?:同期|同一?时期|同一?时间段?|这个时候){_THAN}", compare("year_ago")),
    (rf"{_WITH}?(?<!年)(?<!月)(?<!周)(?<!年的)同期(?:相比|对比|比较)", compare("year_ago")),
    (rf"{_WITH}(?:上一?期|上一?个?周期|前一期|前期|上一?个?同期){_THAN}|(?:上一?期|上一?个?周期|前一期){_THAN}", compare("previous")),
    (rf"{_WITH}?前一[天日](?:相比|对比|比较)?", compare("previous", "day")),
)  # fmt: skip
_HOLIDAY = (
    rf"(?:{_YEAR}|(?P<before>上个?|上一个?|下个?|下一个?|这个?)(?=.))?",
    r"(?:期间|当天|当日|大促|活动期?间?|假期|长假|小长假|购物节|节)?(?:期间)?",
)


def _holiday(name: str) -> Build:
    def build(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
        if match["before"]:
            word = {"上": "last", "下": "next", "这": "this"}[match["before"][0]]
            yield from relative_holiday(name, word, calendar)
        else:
            yield from in_year(lambda year: f"holiday:{name}:{year}", _year(match, calendar), calendar)

    return build


PHRASES: tuple[Phrase, ...] = (
    *(Phrase(_compile(pattern), build) for pattern, build in _PHRASES),
    *(Phrase(_compile(pattern), build) for pattern, build in _COMPARISONS),
    *(Phrase(_compile(rf"{_HOLIDAY[0]}(?:{words}){_HOLIDAY[1]}"), _holiday(name)) for name, words in HOLIDAYS),
)
