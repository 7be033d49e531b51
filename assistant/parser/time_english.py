"""Time phrases in English, and the forms with digits that both languages write (2025-03-05, Q3 2025, FY25, YTD).

Rule: a table of patterns and meanings, one idea a line; what spans several periods (ranges, "since", "vs") is
composed in `times.py`. Patterns are matched in lower-case text.
"""

# ruff: noqa: E501  (tables: one phrase a line)

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from assistant.parser.numbers import count_of
from assistant.parser.time_match import (
    BARE,
    Build,
    Phrase,
    Sense,
    compare,
    fixed,
    full_year,
    grain,
    in_year,
    latest,
    part,
    quarters,
    trailing,
)
from semantic_layer.calendar import Calendar
from semantic_layer.model import Grain

_MONTH_NAMES = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_WEEKDAY_NAMES = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_MONTHS = (
    {name: n for n, name in enumerate(_MONTH_NAMES, 1)}
    | {name[:3]: n for n, name in enumerate(_MONTH_NAMES, 1)}
    | {"sept": 9}
)
_WEEKDAYS = {name: n for n, name in enumerate(_WEEKDAY_NAMES, 1)}
_SHORT_WEEKDAYS = {
    "mon": 1,
    "tue": 2,
    "tues": 2,
    "wed": 3,
    "thu": 4,
    "thur": 4,
    "thurs": 4,
    "fri": 5,
    "sat": 6,
    "sun": 7,
}
_NTH = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
UNITS = {
    "day": "day", "week": "week", "month": "month", "quarter": "quarter", "half year": "half", "half-year": "half", "half": "half",
    "year": "year", "fiscal year": "fy", "financial year": "fy", "fiscal quarter": "fq", "fy": "fy",
}  # fmt: skip
_GRAINS: tuple[tuple[str, str, Grain], ...] = (
    ("hour", "hourly", "hour"),
    ("day", "daily", "day"),
    ("week", "weekly", "week"),
    ("month", "monthly", "month"),
    ("quarter", "quarterly", "quarter"),
    ("year", "yearly|annually|annual", "year"),
)
HOLIDAYS: tuple[tuple[str, str], ...] = (
    ("black_friday", r"black friday"),
    ("cyber_monday", r"cyber monday"),
    ("thanksgiving", r"thanksgiving(?: day)?"),
    ("christmas_eve", r"christmas eve|xmas eve"),
    ("christmas", r"(?:christmas|xmas)(?: day)?(?! eve)"),
    ("boxing_day", r"boxing day"),
    ("new_year", r"new year'?s(?: day)?(?! eve)"),
    ("valentines_day", r"valentine'?s?(?: day)?"),
    ("easter", r"easter(?: sunday)?"),
    ("halloween", r"halloween"),
    ("mothers_day", r"mother'?s day"),
    ("fathers_day", r"father'?s day"),
    ("womens_day", r"(?:international )?women'?s day"),
    (
        "spring_festival",
        r"chinese new year(?! eve)|lunar new year(?! eve)|spring festival|cny(?= (?:holiday|period|week|20\d\d))",
    ),
    ("spring_festival_eve", r"(?:chinese|lunar) new year'?s? eve"),
    ("lantern", r"lantern festival"),
    ("qingming", r"qingming(?: festival)?|tomb[- ]sweeping day"),
    ("labour_day", r"(?:chinese )?(?:labou?r|may) day holiday|may day|labou?r day"),
    ("dragon_boat", r"dragon boat(?: festival)?"),
    ("qixi", r"qixi(?: festival)?"),
    ("mid_autumn", r"mid[- ]autumn(?: festival)?"),
    ("double_ninth", r"double ninth(?: festival)?|chongyang"),
    ("national_day", r"(?:chinese |china )?national day(?: holiday)?|golden week"),
    ("618_day", r"june 18th? \(618\)|618 day"),
    ("618", r"(?<![\d.,])618(?![\d.,%])(?! day)(?: (?:sale|festival|campaign|promotion))?"),
    ("double_11", r"singles'?'? day|double (?:11|eleven)(?!\d)|11[./]11(?!\d)"),
    ("double_12", r"double (?:12|twelve)(?!\d)|12[./]12(?!\d)"),
)

_UNIT = r"(?P<unit>(?:fiscal|financial) (?:year|quarter)|half[- ]year|day|week|month|quarter|half|year|fy)"
_N = r"(?P<n>\d{1,4}|a couple of|couple of|a dozen|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|eighteen|twenty|twenty[- ]four|thirty|forty|fifty|sixty|ninety)"
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d|'\d\d)(?![\d.,]\d|%)"
_OF = r"(?:\s*,?\s*(?:of|in)?\s*)"
_RELATIVE = r"(?P<relative>last|previous|prior|this|the current|current|next)"
_AGO = {"last": 1, "previous": 1, "prior": 1, "this": 0, "the current": 0, "current": 0, "next": -1}
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_ISO_DAY = r"(?P<year>(?:19|20)\d\d)(?P<sep>[-/.])(?P<month>0?[1-9]|1[0-2])(?P=sep)(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)"


def _compile(pattern: str) -> re.Pattern[str]:
    """Latin words end at Latin letters and digits, not at Chinese characters (看2025q3的)."""
    return re.compile(rf"(?<![a-z0-9])(?:{pattern})(?![a-z0-9])")


def _year(match: re.Match[str], calendar: Calendar) -> int | None:
    """The year in the phrase: written out, or "last year"; None if there is none."""
    groups = match.groupdict()
    if groups.get("year"):
        return full_year(groups["year"].lstrip("'"), calendar)
    if groups.get("relative"):
        return calendar.as_of.year - _AGO[groups["relative"]]
    return None


def _unit(match: re.Match[str]) -> str:
    return UNITS[match["unit"].removesuffix("s")]


def _count(match: re.Match[str]) -> int:
    return count_of(match["n"]) or 1


def _this(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    yield Sense(f"this:{_unit(match)}")


def _to_date(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    yield Sense(f"to_date:{_unit(match)}")


def _last(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    yield Sense("ago:1:day" if _unit(match) == "day" else f"last:1:{_unit(match)}")


def _next(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    yield Sense(f"next:1:{_unit(match)}")


def _past(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    yield Sense(trailing(1, _unit(match), calendar))


def _last_n(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    yield Sense(trailing(_count(match), _unit(match), calendar) if _count(match) > 1 else f"last:1:{_unit(match)}")


def _numbered(kind: str) -> Build:
    def build(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
        yield Sense(f"{kind}:{_count(match)}:{_unit(match)}")

    return build


def _ahead(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    yield Sense(f"ago:-{_count(match)}:{_unit(match)}")


def _second_last(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    yield Sense(f"ago:2:{_unit(match)}")


def _month(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    text = match["month"]
    number = _MONTHS[text] if text in _MONTHS else int(text)
    yield from in_year(lambda year: f"month:{year}-{number:02}", _year(match, calendar), calendar)


def _relative_month(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    """ "last March" is the latest that is over, "this March" this year's, "next March" the first that lies ahead."""
    number, today = _MONTHS[match["month"]], calendar.as_of
    if match["relative"] in ("this", "current", "the current"):
        yield Sense(f"month:{today.year}-{number:02}")
        return
    ahead = match["relative"] == "next"
    year = today.year + (1 if number <= today.month else 0) - (0 if ahead else 1)
    yield Sense(f"month:{year}-{number:02}", assumption=None if ahead else BARE)


def _day(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    text = match["month"]
    month = _MONTHS[text] if text in _MONTHS else int(text)
    day = int(match["day"])
    yield from in_year(lambda year: f"day:{year}-{month:02}-{day:02}", _year(match, calendar), calendar)


def _slashed(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    """3/4/2025: month first, and day first as another reading where both are months."""
    first, second, year = int(match["a"]), int(match["b"]), int(match["year"])
    yield Sense(f"day:{year}-{first:02}-{second:02}")
    if first != second:
        yield Sense(f"day:{year}-{second:02}-{first:02}")


def _days(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    month, first, last = _MONTHS[match["month"]], int(match["a"]), int(match["b"])
    days = f"-{month:02}-"
    yield from in_year(
        lambda year: f"between:{year}{days}{first:02}:{year}{days}{last:02}", _year(match, calendar), calendar
    )


def _quarter(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    yield from quarters(_number(match["q"]), _year(match, calendar), calendar)


def _half(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    number = _number(match["h"])
    yield from in_year(lambda year: f"half:{year}-{number}", _year(match, calendar), calendar)


def _half_of_this_year(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    yield from latest(lambda year: f"half:{year}-{_number(match['h'])}", calendar)


def _number(text: str) -> int:
    return _NTH[text] if text in _NTH else int(text)


def _plain_year(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    yield Sense(f"year:{full_year(match['year'], calendar)}")


def _fiscal_year(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    yield Sense(f"fy:{full_year(match['year'], calendar)}")


def _fiscal_quarter(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    number, year = _number(match["q"]), match.groupdict().get("year")
    yield from in_year(lambda y: f"fq:{y}-{number}", full_year(year, calendar) if year else None, calendar)


def _week(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    yield from in_year(lambda year: f"week:{year}-{int(match['week']):02}", _year(match, calendar), calendar)


def _weekday(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    name = match["weekday"].removesuffix("s")
    number = _WEEKDAYS.get(name) or _SHORT_WEEKDAYS.get(match["weekday"]) or _SHORT_WEEKDAYS[name]
    yield Sense(kind="part", part=f"weekday:{number}")


def _weekdays(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    names = _WEEKDAYS | _SHORT_WEEKDAYS
    first, last = names[match["a"]], names[match["b"]]
    numbers = range(first, last + 1) if first <= last else (*range(first, 8), *range(1, last + 1))
    yield Sense(kind="part", part="weekday:" + ",".join(map(str, sorted(numbers))))


def _recent_weekday(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    """ "last Monday" is the latest one before today, "next Monday" the first one after."""
    number, today = _WEEKDAYS[match["weekday"]], calendar.as_of
    if match["relative"] == "next":
        yield Sense(f"day:{today + timedelta(days=(number - today.isoweekday() - 1) % 7 + 1)}")
    else:
        yield Sense(f"day:{today - timedelta(days=(today.isoweekday() - number - 1) % 7 + 1)}")


def _weekday_of_week(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    week = {0: "this:week", 1: "last:1:week", -1: "next:1:week"}[_AGO[match["relative"]]]
    yield Sense(f"on:{_WEEKDAYS[match['weekday']]}:{week}")


def _weekend(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    yield Sense(weekend(-_AGO[match["relative"]], calendar))


def weekend(offset: int, calendar: Calendar) -> str:
    """Saturday and Sunday of the week (Monday to Sunday) `offset` weeks from the one that holds as-of."""
    saturday = calendar.as_of + timedelta(days=6 - calendar.as_of.isoweekday() + 7 * offset)
    return f"between:{saturday}:{saturday + timedelta(days=1)}"


def _holiday(name: str) -> Build:
    def build(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
        groups = match.groupdict()
        if groups.get("before") and not groups.get("relative_year"):
            yield from relative_holiday(name, groups["before"], calendar)
            return
        year = groups.get("year") or groups.get("year2")
        relative = groups.get("relative_year") or groups.get("relative_year2")
        said = full_year(year, calendar) if year else calendar.as_of.year - _AGO[relative] if relative else None
        yield from in_year(lambda y: f"holiday:{name}:{y}", said, calendar)

    return build


def relative_holiday(name: str, word: str, calendar: Calendar) -> Iterator[Sense]:
    """ "last Christmas" is the latest that is over, "next Christmas" the first ahead, "this Christmas" this year's."""
    today = calendar.as_of
    if word == "this":
        yield Sense(f"holiday:{name}:{today.year}")
        return
    years = range(today.year - 2, today.year + 3)
    dated = [(year, calendar.resolve(f"holiday:{name}:{year}")) for year in years if _dated(name, year, calendar)]
    over = [year for year, window in dated if window.end and window.end <= today]
    ahead = [year for year, window in dated if window.start and window.start > today]
    if word == "next" and ahead:
        yield Sense(f"holiday:{name}:{ahead[0]}")
    elif word != "next" and over:
        yield Sense(f"holiday:{name}:{over[-1]}")


def _dated(name: str, year: int, calendar: Calendar) -> bool:
    return any(h.name == name and h.year == year for h in calendar.holidays)


_THE = r"(?:the )?"
_PAST = r"(?:last|past|previous|prior|preceding|trailing|most recent|latest|recent)"
_TODAY = r"(?:,? ?\(?(?:including|incl\.?|with) today\)?)"
_PHRASES: tuple[tuple[str, Build], ...] = (
    (r"today|so far today", fixed("this:day")),
    (r"yesterday", fixed("ago:1:day")),
    (r"(?:the )?day before yesterday", fixed("ago:2:day")),
    (r"tomorrow", fixed("next:1:day")),
    (r"(?:the )?day after tomorrow", fixed("ago:-2:day")),
    (rf"(?:this|the current|current|the present) {_UNIT}", _this),
    (rf"so far (?:this|in this|the current) {_UNIT}|(?:this|the current) {_UNIT.replace('?P<unit>', '?P<unit2>')} (?:so far|to date)", lambda m, c: iter((Sense(f"to_date:{UNITS[m['unit'] or m['unit2']]}"),))),
    (rf"{_UNIT}[ -]to[ -]date|since (?:the )?(?:start|beginning) of (?:the|this|the current) {_UNIT.replace('?P<unit>', '?P<unit2>')}", lambda m, c: iter((Sense(f"to_date:{UNITS[m['unit'] or m['unit2']]}"),))),
    (r"ytd", fixed("to_date:year")),
    (r"mtd", fixed("to_date:month")),
    (r"qtd", fixed("to_date:quarter")),
    (r"wtd", fixed("to_date:week")),
    (r"fytd|fiscal ytd", fixed("to_date:fy")),
    (rf"{_THE}(?:last|previous|prior|preceding|most recent) (?:full |complete )?{_UNIT}", _last),
    (rf"{_THE}(?:past|trailing) {_UNIT}", _past),
    (rf"{_THE}(?:next|coming|following|upcoming) {_UNIT}", _next),
    (rf"{_THE}{_PAST} (?:full |complete )?{_N}[ -](?:full |complete )?{_UNIT}s?", _last_n),
        (rf"{_THE}(?:next|coming|following|upcoming) {_N} {_UNIT}s?", _numbered("next")),
    (rf"{_THE}rolling {_N}[ -]{_UNIT}s?", _numbered("rolling")),
    (rf"{_THE}{_PAST} {_N} {_UNIT}s?{_TODAY}|(?:including|incl\.?) today,? {_THE}{_PAST} {_N.replace('?P<n>', '?P<n2>')} {_UNIT.replace('?P<unit>', '?P<unit2>')}s?",
     lambda m, c: iter((Sense(f"including_today:{count_of(m['n'] or m['n2']) or 1}:{UNITS[m['unit'] or m['unit2']]}"),))),
    (r"(?:ttm|ltm)", fixed("last:12:month")),
    (rf"{_THE}{_UNIT} before last", _second_last),
    (rf"{_N.replace('one|', 'an?|one|')} {_UNIT}s? ago", _numbered("ago")),
    (rf"{_N.replace('one|', 'an?|one|')} {_UNIT}s? from now|in {_N.replace('?P<n>', '?P<n2>')} {_UNIT.replace('?P<unit>', '?P<unit2>')}s?(?=$|[ ,.?]) from today", _ahead),
    (rf"{_MONTH}(?:\s+of\s+|\s*,?\s*|-){_YEAR}", _month),
    (rf"{_YEAR}[ -]{_MONTH}", _month),
    (rf"{_MONTH},? (?:of )?{_RELATIVE} year|{_RELATIVE.replace('?P<relative>', '?P<relative2>')} year'?s {_MONTH.replace('?P<month>', '?P<month2>')}",
     lambda m, c: iter((Sense(f"month:{c.as_of.year - _AGO[m['relative'] or m['relative2']]}-{_MONTHS[m['month'] or m['month2']]:02}"),))),
    (rf"(?<!you )(?<!we )(?<!i )(?<!this )(?<!last )(?<!next ){_MONTH}(?! (?:i|we|you|be|have|not)\b)", _month),
    (rf"(?P<relative>last|this|next|previous) {_MONTH}", _relative_month),
    (rf"{_MONTH} {_DAY}(?:,? {_YEAR})?(?![\d%])", _day),
    (rf"{_DAY} (?:of )?{_MONTH}(?:,? {_YEAR})?", _day),
    (rf"{_MONTH} (?P<a>\d{{1,2}})(?:st|nd|rd|th)?\s?(?:-|–|to|through) ?(?P<b>\d{{1,2}})(?:st|nd|rd|th)?(?:,? {_YEAR})?(?![\d%])", _days),
    (rf"(?P<a>\d{{1,2}})(?:st|nd|rd|th)?\s?(?:-|–|to|through) ?(?P<b>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{_MONTH}(?:,? {_YEAR})?", _days),
    (_ISO_DAY, _day),
    (r"(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])", _day),
    (r"(?P<year>(?:19|20)\d\d)[-/.](?P<month>0[1-9]|1[0-2]|[1-9])(?![-/.]?\d)", _month),
    (r"(?P<month>0?[1-9]|1[0-2])/(?P<year>(?:19|20)\d\d)", _month),
    (r"(?P<a>0?[1-9]|[12]\d|3[01])/(?P<b>0?[1-9]|[12]\d|3[01])/(?P<year>(?:19|20)\d\d)", _slashed),
    (rf"q(?P<q>[1-4])(?:{_OF}{_YEAR})?", _quarter),
    (rf"q(?P<q>[1-4]){_OF}{_RELATIVE} year", _quarter),
    (r"(?P<year>(?:19|20)\d\d)[ -]?年?q(?P<q>[1-4])", _quarter),
    (r"(?P<q>[1-4])q ?(?P<year>\d\d(?:\d\d)?)", _quarter),
    (rf"{_THE}(?P<q>first|second|third|fourth|1st|2nd|3rd|4th) quarter(?:{_OF}{_YEAR}|{_OF}{_RELATIVE} year)?", _quarter),
    (rf"h(?P<h>[12])(?:{_OF}{_YEAR})?", _half),
    (rf"h(?P<h>[12]){_OF}{_RELATIVE} year", _half),
    (r"(?P<year>(?:19|20)\d\d)[ -]?年?h(?P<h>[12])", _half),
    (r"(?P<h>[12])h ?(?P<year>\d\d(?:\d\d)?)", _half),
    (rf"{_THE}(?P<h>first|second|1st|2nd) half(?:[ -]year)?(?: of the year)?", _half_of_this_year),
    (rf"{_THE}(?P<h>first|second|1st|2nd) half(?:[ -]year)?(?:{_OF}{_YEAR}|{_OF}{_RELATIVE} year)", _half),
    (rf"(?:{_THE}(?:calendar )?year |cy ?)(?P<year>(?:19|20)\d\d)", _plain_year),
    (r"(?<![$¥€£.,+])(?P<year>(?:19[89]|20[0-4])\d)(?![.,]\d|%| ?(?:dollars|usd|yuan|rmb|orders|customers|units))", _plain_year),
    (r"(?:fy ?|fiscal (?:year )?|financial year )'?(?P<year>\d\d(?:\d\d)?)(?:/\d\d)?", _fiscal_year),
    (r"(?:fy ?|fiscal (?:year )?)'?(?P<year>\d\d(?:\d\d)?)[ -]?q(?P<q>[1-4])", _fiscal_quarter),
    (r"q(?P<q>[1-4]),? ?(?:of )?(?:fy ?|fiscal (?:year )?)'?(?P<year>\d\d(?:\d\d)?)", _fiscal_quarter),
    (r"(?:fq|fiscal q)(?P<q>[1-4])", _fiscal_quarter),
    (rf"(?:{_THE}week |calendar week |cw ?|wk ?)(?P<week>[1-5]?\d)(?:{_OF}{_YEAR})?", _week),
    (r"(?P<year>(?:19|20)\d\d)-?w(?P<week>[0-5]?\d)", _week),
    (r"(?<![\d-])w(?P<week>[0-5]?\d)(?: (?P<year>(?:19|20)\d\d))?", _week),
    (r"(?:on |every |each )?(?P<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)days?)", _weekday),
    (r"(?:on|every|each) (?P<weekday>mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)s?", _weekday),
    (rf"(?:from )?(?P<a>{'|'.join([*_WEEKDAYS, *_SHORT_WEEKDAYS])}) ?(?:-|–|to|through) ?(?P<b>{'|'.join([*_WEEKDAYS, *_SHORT_WEEKDAYS])})", _weekdays),
    (r"(?P<relative>last|past|previous|next) (?P<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day)", _recent_weekday),
    (r"this (?P<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day)", lambda m, c: iter((Sense(f"on:{_WEEKDAYS[m['weekday']]}:this:week"),))),
    (rf"(?P<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day) (?:of )?{_RELATIVE} week", _weekday_of_week),
    (rf"{_RELATIVE} week'?s (?P<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day)", _weekday_of_week),
    (r"(?:on |at |at the )?weekends?", part("weekday:6,7")),
    (r"(?P<relative>last|this|next) weekend", _weekend),
    (r"(?:on )?(?:weekdays?|workdays?|working days?|business days?|workweek)", part("weekday:1,2,3,4,5")),
    (r"(?:by |per |each |every |for each |which |what )?(?:day of (?:the |each )?week|days of the week|weekday name)", part("weekday")),
    (r"(?:by|per|for each|which|what) weekdays?", part("weekday")),
    (r"(?:by |per |each |which |what )?hour of (?:the )?day|by time of day", part("hour")),
    (r"(?:by |per |which |what )?(?:month of (?:the )?year|calendar month)", part("month_of_year")),
    (r"(?:by |per |which |what )?quarter of (?:the )?year", part("quarter_of_year")),
    (r"(?:by |per |which |what )?day of (?:the )?month", part("day_of_month")),
    (r"(?:in the )?mornings?", part("hour:6,7,8,9,10,11")),
    (r"(?:in the )?afternoons?", part("hour:12,13,14,15,16,17")),
    (r"(?:in the )?evenings?", part("hour:18,19,20,21,22,23")),
    *(
        (rf"(?:by|per|each|every|for each|for every|in each) {noun}s?|(?:(?:on|at) an? )?(?:{adverb})(?: basis| level)?|{noun}[ -](?:by|over|on|after)[ -]{noun}|{noun}s?|broken down by {noun}", grain(unit))
        for noun, adverb, unit in _GRAINS
    ),
    (r"(?:by|per|each|every|for each) (?:fiscal|financial) year", grain("year", fiscal=True)),
    (r"(?:by|per|each|every|for each) (?:fiscal|financial) quarter", grain("quarter", fiscal=True)),
    (r"(?:to|as of|up to|until) (?:date|now)|(?:of )?all[ -]time|since inception|(?:since|from) the (?:very )?beginning|(?:over )?the whole (?:period|history)|(?:over )?the entire (?:period|history)", fixed("all")),
)  # fmt: skip

_VS = r"(?:(?:as )?compared? (?:with|to|against)|in comparison (?:with|to)|relative to|vs\.?|versus|against|than|from|over|to)(?: the)? "
_OVER = r"[ -](?:over|on|to)[ -]"
_COMPARISONS: tuple[tuple[str, Build], ...] = (
    (rf"year{_OVER}year(?:ly)?|yoy|y/y|y-o-y", compare("year_ago")),
    (rf"month{_OVER}month|mom|m/m|m-o-m", compare("previous", "month")),
    (rf"quarter{_OVER}quarter|qoq|q/q", compare("previous", "quarter")),
    (rf"week{_OVER}week|wow|w/w", compare("previous", "week")),
    (rf"day{_OVER}day|dod|d/d", compare("previous", "day")),
    *((rf"(?:{_VS})?(?:(?:the|one|a) )?{unit} (?:before|earlier|prior)(?! (?:last|yesterday|the ))", compare("previous", unit)) for unit in ("day", "week", "month", "quarter")),
    (rf"period{_OVER}period|pop(?= (?:growth|change))", compare("previous")),
    (rf"(?:{_VS})?(?:the )?(?:previous|prior|preceding|last|earlier) periods?", compare("previous")),
    (rf"(?:{_VS})?(?:the )?(?:same|corresponding|comparable) (?:period|time|month|quarter|week|day|months|quarters|days|weeks|point|half)(?: of| in| from)?(?: the)? (?:last|previous|prior|preceding) year", compare("year_ago")),
    (rf"(?:{_VS})?(?:the )?(?:same|corresponding) (?:period|time|month|quarter|week|day)(?:,)? (?:a|one) year (?:ago|earlier|before)", compare("year_ago")),
    (rf"(?:{_VS})(?:a|one) year (?:ago|earlier|before)|(?:a|one) year earlier", compare("year_ago")),
    (rf"(?:{_VS})?(?:the year (?:before|earlier|prior)|(?:at )?this time last year)(?! last)", compare("year_ago")),
    (rf"(?:{_VS})?last year'?s (?:same period|corresponding period|figures?|numbers?)|(?:{_VS})?(?:the )?(?:prior|previous)[ -]year(?:'s)? period", compare("year_ago")),
)  # fmt: skip

_HOLIDAY_YEARS = (
    r"(?:(?P<relative_year>last|this|next) year'?s |(?P<before>last|this|next|previous) |(?P<year>(?:19|20)\d\d)['年]?s? ?(?:的)?)?",
    r"(?:,? ?(?:in |of )?(?P<year2>(?:19|20)\d\d)(?!\d)|,? (?P<relative_year2>last|this|next) year)?",
)
PHRASES: tuple[Phrase, ...] = (
    *(Phrase(_compile(pattern), build) for pattern, build in _PHRASES),
    *(Phrase(_compile(pattern), build) for pattern, build in _COMPARISONS),
    *(
        Phrase(_compile(rf"{_HOLIDAY_YEARS[0]}(?:{words}){_HOLIDAY_YEARS[1]}"), _holiday(name))
        for name, words in HOLIDAYS
    ),
)
