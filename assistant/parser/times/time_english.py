"""Periods in English, and the forms with digits that both languages write (2025-03-05, Q3 2025, FY25, YTD).

Rule: a table of patterns and meanings, one idea a line; what spans several periods (ranges, "since", "vs") is
composed in `times.py`. Patterns are matched in lower-case text.
"""

# ruff: noqa: E501  (tables: one phrase a line)

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from assistant.parser.text.numbers import count_of
from assistant.parser.times.time_match import (
    BARE,
    Build,
    Phrase,
    Sense,
    fixed,
    full_year,
    in_year,
    latest,
    latin,
    quarters,
    trailing,
)
from assistant.parser.times.time_names import MONTHS, NTH, WEEKDAYS
from semantic_layer.calendar import Calendar

UNITS = {
    "day": "day", "week": "week", "month": "month", "quarter": "quarter", "half year": "half", "half-year": "half", "half": "half",
    "year": "year", "fiscal year": "fy", "financial year": "fy", "fiscal quarter": "fq", "fy": "fy",
}  # fmt: skip
_UNIT = r"(?:(?:iso|calendar) )?(?P<unit>(?:fiscal|financial) (?:year|quarter)|half[- ]year|day|week|month|quarter|half|year|fy)"
_N = r"(?P<n>\d{1,4}|a couple of|couple of|a dozen|dozen|half a dozen|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|eighteen|twenty|twenty[- ]four|thirty|forty|fifty|sixty|ninety)"
_MONTH = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d|'\d\d)(?![\d.,]\d|%)"
_OF = r"(?:\s*,?\s*(?:of|in)?\s*)"
_RELATIVE = r"(?P<relative>last|previous|prior|this|the current|current|next)"
_RELATIVE_YEAR = rf"(?:{_RELATIVE} year|(?P<before_last>the year before last))"
_WHOLE = r"(?:full |complete |completed |whole |calendar |entire )?"
AGO = {"last": 1, "previous": 1, "prior": 1, "this": 0, "the current": 0, "current": 0, "next": -1}
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_ISO_DAY = r"(?P<year>(?:19|20)\d\d)(?P<sep>[-/.])(?P<month>0?[1-9]|1[0-2])(?P=sep)(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)"


def _year(match: re.Match[str], calendar: Calendar) -> int | None:
    """The year in the phrase: written out, or "last year"; None if there is none."""
    groups = match.groupdict()
    if groups.get("year"):
        return full_year(groups["year"].lstrip("'"), calendar)
    if groups.get("relative"):
        return calendar.as_of.year - AGO[groups["relative"]]
    return calendar.as_of.year - 2 if groups.get("before_last") else None


def _unit(match: re.Match[str]) -> str:
    return UNITS[match["unit"].removesuffix("s")]


def _count(match: re.Match[str]) -> int:
    return count_of(match["n"]) or 1


def _this(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    yield Sense(f"this:{_unit(match)}")


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
    number = MONTHS[text] if text in MONTHS else int(text)
    yield from in_year(lambda year: f"month:{year}-{number:02}", _year(match, calendar), calendar)


def _relative_month(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    """ "last March" is the latest that is over, "this March" this year's, "next March" the first that lies ahead."""
    number, today = MONTHS[match["month"]], calendar.as_of
    if match["relative"] in ("this", "current", "the current"):
        yield Sense(f"month:{today.year}-{number:02}")
        return
    ahead = match["relative"] == "next"
    year = today.year + (1 if number <= today.month else 0) - (0 if ahead else 1)
    yield Sense(f"month:{year}-{number:02}", assumption=None if ahead else BARE)


def _day(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    text = match["month"]
    month = MONTHS[text] if text in MONTHS else int(text)
    day = int(match["day"])
    yield from in_year(lambda year: f"day:{year}-{month:02}-{day:02}", _year(match, calendar), calendar)


def _day_of_month(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    month = calendar.shift(calendar.as_of, 0 if match["which"] in ("this", "the current") else -1, "month")
    yield Sense(f"day:{month.year}-{month.month:02}-{int(match['day']):02}")


def _slashed(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    """3/4/2025: month first, and day first as another reading where both are months."""
    first, second, year = int(match["a"]), int(match["b"]), int(match["year"])
    yield Sense(f"day:{year}-{first:02}-{second:02}")
    if first != second:
        yield Sense(f"day:{year}-{second:02}-{first:02}")


def _days(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    month, first, last = MONTHS[match["month"]], int(match["a"]), int(match["b"])
    days = f"-{month:02}-"
    yield from in_year(
        lambda year: f"between:{year}{days}{first:02}:{year}{days}{last:02}", _year(match, calendar), calendar
    )


def _quarter(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    yield from quarters(_number(match["q"] or match.groupdict().get("q2", "")), _year(match, calendar), calendar)


def _half(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    number = _number(match["h"] or match.groupdict().get("h2", ""))
    yield from in_year(lambda year: f"half:{year}-{number}", _year(match, calendar), calendar)


def _half_of_this_year(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    yield from latest(lambda year: f"half:{year}-{_number(match['h'])}", calendar)


def _number(text: str) -> int:
    return NTH[text] if text in NTH else int(text)


def _plain_year(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    yield Sense(f"year:{full_year(match['year'], calendar)}")


def _fiscal_year(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    yield Sense(f"fy:{full_year(match['year'], calendar)}")


def _fiscal_quarter(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    number, year = _number(match["q"]), match.groupdict().get("year")
    yield from in_year(lambda y: f"fq:{y}-{number}", full_year(year, calendar) if year else None, calendar)


def _week(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    yield from in_year(lambda year: f"week:{year}-{int(match['week']):02}", _year(match, calendar), calendar)


def _recent_weekday(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    """ "last Monday" is the latest one before today, "next Monday" the first one after."""
    number, today = WEEKDAYS[match["weekday"]], calendar.as_of
    if match["relative"] == "next":
        yield Sense(f"day:{today + timedelta(days=(number - today.isoweekday() - 1) % 7 + 1)}")
    else:
        yield Sense(f"day:{today - timedelta(days=(today.isoweekday() - number - 1) % 7 + 1)}")


def _weekday_of_week(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    week = {0: "this:week", 1: "last:1:week", -1: "next:1:week"}[AGO[match["relative"]]]
    yield Sense(f"on:{WEEKDAYS[match['weekday']]}:{week}")


def _weekend(match: re.Match[str], calendar: Calendar) -> Iterator[Sense]:
    yield Sense(weekend(-AGO[match["relative"]], calendar))


def weekend(offset: int, calendar: Calendar) -> str:
    """Saturday and Sunday of the week (Monday to Sunday) `offset` weeks from the one that holds as-of."""
    saturday = calendar.as_of + timedelta(days=6 - calendar.as_of.isoweekday() + 7 * offset)
    return f"between:{saturday}:{saturday + timedelta(days=1)}"


_THE = r"(?:the )?"
_PAST = r"(?:last|past|previous|prior|preceding|trailing|most recent|latest|recent)"
_TODAY = r"(?:,? ?\(?(?:(?:up to and )?including|incl\.?|inclusive of|with) today\)?)"
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
    (rf"{_THE}(?:last|previous|prior|preceding|most recent) {_WHOLE}{_UNIT}", _last),
    (rf"{_THE}(?:past|trailing) {_UNIT}", _past),
    (rf"{_THE}(?:next|coming|following|upcoming) {_UNIT}", _next),
    (rf"{_THE}{_PAST} {_WHOLE}{_N}[ -]{_WHOLE}{_UNIT}s?", _last_n),
    (rf"{_THE}(?:next|coming|following|upcoming) {_N} {_UNIT}s?", _numbered("next")),
    (rf"{_THE}rolling {_N}[ -]{_UNIT}s?", _numbered("rolling")),
    (rf"{_THE}{_PAST} {_N} {_UNIT}s?{_TODAY}|(?:including|incl\.?) today,? {_THE}{_PAST} {_N.replace('?P<n>', '?P<n2>')} {_UNIT.replace('?P<unit>', '?P<unit2>')}s?",
     lambda m, c: iter((Sense(f"including_today:{count_of(m['n'] or m['n2']) or 1}:{UNITS[m['unit'] or m['unit2']]}"),))),
    (r"(?:ttm|ltm)", fixed("last:12:month")),
    (rf"{_THE}{_UNIT} before (?:last|the last(?: one)?)", _second_last),
    (rf"{_THE}{_PAST} fortnight", fixed("last:2:week")),
    (rf"{_THE}{_PAST} decade", fixed("last:10:year")),
    (r"half a year ago", fixed("ago:6:month")),
    (r"a fortnight ago", fixed("ago:2:week")),
    (rf"{_THE}weekend before last", lambda m, c: iter((Sense(weekend(-2, c)),))),
    (rf"{_N.replace('one|', 'an?|one|')} {_UNIT}s? ago", _numbered("ago")),
    (rf"{_N.replace('one|', 'an?|one|')} {_UNIT}s? from now|in {_N.replace('?P<n>', '?P<n2>')} {_UNIT.replace('?P<unit>', '?P<unit2>')}s?(?=$|[ ,.?]) from today", _ahead),
    (rf"{_MONTH}(?:\s+of\s+|\s*,?\s*|-){_YEAR}", _month),
    (rf"{_YEAR}[ -]{_MONTH}", _month),
    (rf"{_MONTH} (?:of )?the year before last", lambda m, c: iter((Sense(f"month:{c.as_of.year - 2}-{MONTHS[m['month']]:02}"),))),
    (rf"(?:the )?month of {_MONTH}(?:[ ,]+(?:of )?{_YEAR})?", _month),
    (rf"{_MONTH},? (?:of )?{_RELATIVE} year|{_RELATIVE.replace('?P<relative>', '?P<relative2>')} year'?s {_MONTH.replace('?P<month>', '?P<month2>')}",
     lambda m, c: iter((Sense(f"month:{c.as_of.year - AGO[m['relative'] or m['relative2']]}-{MONTHS[m['month'] or m['month2']]:02}"),))),
    (rf"(?<!you )(?<!we )(?<!i )(?<!this )(?<!last )(?<!next ){_MONTH}(?! (?:i|we|you|be|have|not)\b)", _month),
    (rf"(?P<relative>last|this|next|previous) {_MONTH}", _relative_month),
    (rf"{_MONTH} (?:the )?{_DAY}(?:,? {_YEAR})?(?![\d%])", _day),
    (rf"(?:the )?{_DAY}(?: of |[ -]){_MONTH}(?:(?:, | |-){_YEAR})?", _day),
    (rf"(?:the )?{_DAY} of (?P<which>this|the current|last|the previous|the last) month", _day_of_month),
    (r"(?P<day>3[01]|[12]\d|0?[1-9])\.(?P<month>0?[1-9]|1[0-2])\.(?P<year>(?:19|20)\d\d)(?!\.?\d)", _day),
    (rf"{_MONTH} (?P<a>\d{{1,2}})(?:st|nd|rd|th)?\s?(?:-|–|to|through) ?(?P<b>\d{{1,2}})(?:st|nd|rd|th)?(?:,? {_YEAR})?(?![\d%])", _days),
    (rf"(?P<a>\d{{1,2}})(?:st|nd|rd|th)?\s?(?:-|–|to|through) ?(?P<b>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{_MONTH}(?:,? {_YEAR})?", _days),
    (_ISO_DAY, _day),
    (r"(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])", _day),
    (r"(?P<year>(?:19|20)\d\d)[-/.](?P<month>0[1-9]|1[0-2]|[1-9])(?![-/.]?\d)", _month),
    (r"(?P<month>0?[1-9]|1[0-2])/(?P<year>(?:19|20)\d\d)", _month),
    (r"(?P<a>0?[1-9]|[12]\d|3[01])/(?P<b>0?[1-9]|[12]\d|3[01])/(?P<year>(?:19|20)\d\d)", _slashed),
    (rf"q(?P<q>[1-4])(?:{_OF}{_YEAR})?", _quarter),
    (rf"q(?P<q>[1-4])(?:[ ,-]|{_OF}){_RELATIVE_YEAR}", _quarter),
    (r"q(?P<q>[1-4])[/-](?P<year>(?:19|20)\d\d)", _quarter),
    (rf"{_RELATIVE} year'?s (?:q(?P<q>[1-4])|(?P<q2>first|second|third|fourth|1st|2nd|3rd|4th) quarter)", _quarter),
    (rf"{_RELATIVE} year'?s (?:h(?P<h>[12])|(?P<h2>first|second|1st|2nd) half)", _half),
    (r"(?P<year>(?:19|20)\d\d)[ -]?年?q(?P<q>[1-4])", _quarter),
    (r"(?P<q>[1-4])q ?(?P<year>\d\d(?:\d\d)?)", _quarter),
    (rf"{_THE}(?P<q>first|second|third|fourth|1st|2nd|3rd|4th) quarter(?:{_OF}{_YEAR}|{_OF}{_RELATIVE_YEAR})?", _quarter),
    (rf"h(?P<h>[12])(?:{_OF}{_YEAR})?", _half),
    (rf"h(?P<h>[12]){_OF}{_RELATIVE} year", _half),
    (r"(?P<year>(?:19|20)\d\d)[ -]?年?h(?P<h>[12])", _half),
    (r"(?P<h>[12])h ?(?P<year>\d\d(?:\d\d)?)", _half),
    (rf"{_THE}(?P<h>first|second|1st|2nd) half(?:[ -]year)?(?: of the year)?", _half_of_this_year),
    (rf"{_THE}(?P<h>first|second|1st|2nd) half(?:[ -]year)?(?:{_OF}{_YEAR}|{_OF}{_RELATIVE_YEAR})", _half),
    (rf"(?:{_THE}(?:calendar )?year |cy ?)(?P<year>(?:19|20)\d\d)", _plain_year),
    (r"(?<![$¥€£.,+])(?P<year>(?:19[89]|20[0-4])\d)(?![.,]\d|%| ?(?:dollars|usd|yuan|rmb|orders|customers|units))", _plain_year),
    (r"(?:(?<=before )|(?<=after )|(?<=since )|(?<=until ))(?P<year>1[5-9]\d\d)(?![.,]\d|%| ?(?:dollars|usd|yuan|rmb|orders|customers|units))", _plain_year),
    (r"(?:fy ?|fiscal (?:year )?|financial year )'?(?P<year>\d\d(?:\d\d)?)(?:/\d\d)?", _fiscal_year),
    (r"(?:fy ?|fiscal (?:year )?)'?(?P<year>\d\d(?:\d\d)?)[ -]?q(?P<q>[1-4])", _fiscal_quarter),
    (r"q(?P<q>[1-4]),? ?(?:of )?(?:fy ?|fiscal (?:year )?)'?(?P<year>\d\d(?:\d\d)?)", _fiscal_quarter),
    (r"(?:fq|fiscal q)(?P<q>[1-4])(?:,? (?:of )?(?P<year>(?:19|20)\d\d))?", _fiscal_quarter),
    (rf"{_THE}(?P<q>first|second|third|fourth|1st|2nd|3rd|4th) quarter,? (?:of )?(?:fy ?|fiscal (?:year )?)'?(?P<year>\d\d(?:\d\d)?)", _fiscal_quarter),
    (rf"{_THE}(?P<year>(?:19|20)\d\d) (?:fiscal|financial) year", _fiscal_year),
    (rf"(?:{_THE}week |calendar week |cw ?|wk ?)(?P<week>[1-5]?\d)(?:{_OF}{_YEAR})?", _week),
    (r"(?P<year>(?:19|20)\d\d)(?:-?w| week )(?P<week>[0-5]?\d)", _week),
    (rf"{_THE}(?P<week>[1-5]?\d)(?:st|nd|rd|th) week(?:{_OF}{_YEAR})?", _week),
    (rf"{_THE}(?P<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day) of {_RELATIVE} week", _weekday_of_week),
    (r"(?<![\d-])w(?P<week>[0-5]?\d)(?: (?P<year>(?:19|20)\d\d))?", _week),
    (r"(?P<relative>last|past|previous|next) (?P<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day)", _recent_weekday),
    (r"this (?P<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day)", lambda m, c: iter((Sense(f"on:{WEEKDAYS[m['weekday']]}:this:week"),))),
    (rf"(?P<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day) (?:of )?{_RELATIVE} week", _weekday_of_week),
    (rf"{_RELATIVE} week'?s (?P<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day)", _weekday_of_week),
    (r"(?P<relative>last|this|next) weekend", _weekend),
    (r"so far(?! (?:this|in|the|today))|(?:to|as of|up to|until) (?:date|now)|(?:of )?all[ -]time|since inception|since (?:the )?(?:launch|opening|founding|start)|since we (?:launched|opened|started|went live)|all (?:of )?(?:the )?history|(?:since|from) the (?:very )?beginning(?! of)|(?:over )?the whole (?:period|history)|(?:over )?the entire (?:period|history)", fixed("all")),
)  # fmt: skip
PHRASES: tuple[Phrase, ...] = tuple(Phrase(latin(pattern), build) for pattern, build in _PHRASES)
