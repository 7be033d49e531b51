"""Parts of a period and what lies around it: its first days, 上旬, the week of a day, "2 months before March 2021".

Rule: a period that was found is the anchor; the new phrase is its words and the ones around them. In Chinese 前 and 后
after an anchor mean its first and last part where the part fits inside (3月前10天), else the time before and after it
(3月前两个月, 春节前一周).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from assistant.parser.text.numbers import count_of
from assistant.parser.times.time_match import TimeMatch
from semantic_layer.calendar import Calendar
from semantic_layer.periods import Unit, move

_REACH = 40  # no connecting phrase is longer
_OPEN = ("since", "until", "all", "to_date")
_EN_UNIT = r"(?P<unit>day|week|month|quarter|year)s?"
_NUMBER = (
    r"\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|twenty|"
    r"thirty|sixty|ninety"
)
_ZH_UNITS: dict[str, Unit] = {
    "天": "day", "日": "day", "周": "week", "星期": "week", "月": "month", "季度": "quarter", "年": "year",
}  # fmt: skip
_ZH_N = r"(?P<n>\d{1,3}|[一二两三四五六七八九十半]+)"

_EN_PART = re.compile(
    rf"(?<![a-z])(?:the )?(?P<which>first|last|final)\s+(?:(?P<n>{_NUMBER})\s+)?{_EN_UNIT}\s+(?:of|in)\s+(?:the )?$"
)
_EN_END = re.compile(r"(?<![a-z])(?:(?:at|on) )?(?:the )?(?:very )?end of (?:the )?$")
_ZH_END = re.compile(r"(?<=[月度年])的?[底末](?!层)")
_ZH_PART = re.compile(
    rf"的?(?P<gap>里|中|之|以)?(?:(?P<first>前|头|第一|首|开头)|(?P<last>最后|末|后|最末))(?:的)?(?:{_ZH_N})?个?"
    r"(?P<unit>天|日|周|星期|月|季度|年)"
)


def find_around(text: str, windows: list[TimeMatch], calendar: Calendar) -> Iterator[TimeMatch]:
    """All phrases that one of `windows` anchors, in no order."""
    for window in windows:
        head, tail = text[max(0, window.start - _REACH) : window.start], text[window.end : window.end + _REACH]
        yield from _inclusive(window, tail)
        if window.rule.split(":")[0] not in _OPEN:
            yield from _first_and_last(window, head, text, calendar)
            yield from _chinese_parts(window, text, calendar)
            yield from _beside(window, head, calendar)
            yield from _thirds(window, head, tail, calendar)
            yield from _week_of(window, head, tail, calendar)


def _first_and_last(window: TimeMatch, head: str, text: str, calendar: Calendar) -> Iterator[TimeMatch]:
    if before := _EN_PART.search(head):
        kind = "first" if before["which"] == "first" else "last_of"
        rule = f"{kind}:{count_of(before['n'] or '1')}:{before['unit']}:{window.rule}"
        if rule in ("first:1:week:this:year", f"first:1:week:year:{window.rule[5:]}"):  # as "week 1" and 第一周
            rule = f"week:{calendar.rules.frame(window.rule).start.year}-01"
        yield TimeMatch(window.start - len(before[0]), window.end, rule, assumption=window.assumption)
    if before := _EN_END.search(head):
        yield _day_at_end(window, window.start - len(before[0]), window.end)
    if after := _ZH_END.match(text, window.end):
        yield _day_at_end(window, window.start, after.end())


def _day_at_end(window: TimeMatch, start: int, end: int) -> TimeMatch:
    return TimeMatch(start, end, f"last_of:1:day:{window.rule}", assumption=window.assumption)


def _chinese_parts(window: TimeMatch, text: str, calendar: Calendar) -> Iterator[TimeMatch]:
    after = _ZH_PART.match(text, window.end)
    if after is None or (after["gap"] in ("之", "以") and not after["n"]):
        return
    n, unit = count_of(after["n"] or "1") or 1, _ZH_UNITS[after["unit"]]
    early = bool(after["first"])
    plain = after[0].lstrip("的")[:1] in ("前", "后") or after["gap"] in ("之", "以")
    outside = plain and (after["gap"] in ("之", "以") or not _fits(window, n, unit, calendar))
    if outside and after["n"]:
        yield from _days_beside(window, n, unit, calendar, (window.start, after.end()), early=early)
    elif not outside and not (n == 1 and unit == "week" and window.rule in ("this:year", f"year:{window.rule[5:]}")):
        rule = f"{'first' if early else 'last_of'}:{n}:{unit}:{window.rule}"
        yield TimeMatch(window.start, after.end(), rule, assumption=window.assumption)


def _fits(window: TimeMatch, n: int, unit: Unit, calendar: Calendar) -> bool:
    """Whether a period is longer than n units; a holiday is a moment, whatever its window."""
    if window.rule.startswith(("holiday:", "day:", "on:")):
        return False
    frame = calendar.rules.frame(window.rule)
    return move(frame.start, n, unit) < frame.end


# "2 months before March 2021", "the week after Christmas"
_EN_BESIDE = re.compile(
    rf"(?<![a-z])(?:the )?(?:(?P<n>an?|{_NUMBER}) )?{_EN_UNIT} "
    r"(?P<side>before|prior to|leading up to|after|following) (?:the )?$"
)
_RELATIVE_ANCHORS = ("last", "ago", "this")


def _beside(window: TimeMatch, head: str, calendar: Calendar) -> Iterator[TimeMatch]:
    before = _EN_BESIDE.search(head)
    if before is None or (not before["n"] and window.rule.split(":")[0] in _RELATIVE_ANCHORS):
        return
    n = 1 if before["n"] in (None, "a", "an") else count_of(before["n"]) or 1
    early = before["side"] in ("before", "prior to", "leading up to")
    unit: Unit = next(unit for unit in _ZH_UNITS.values() if unit == before["unit"])
    at = (window.start - len(before[0]), window.end)
    yield from _days_beside(window, n, unit, calendar, at, early=early)


def _days_beside(
    window: TimeMatch, n: int, unit: Unit, calendar: Calendar, at: tuple[int, int], *, early: bool
) -> Iterator[TimeMatch]:
    frame = calendar.rules.frame(window.rule)
    first, last = (move(frame.start, -n, unit), frame.start) if early else (frame.end, move(frame.end, n, unit))
    yield TimeMatch(*at, f"between:{first}:{last - timedelta(days=1)}", assumption=window.assumption)


# Thirds and halves of a month.
_EN_THIRD = re.compile(
    r"(?<!\bwas )(?<!\bare )(?<!\bwere )(?<!\bis )(?<![a-z])"
    r"(?:in )?(?P<third>early|mid|middle of|late)[ -](?:the )?$"
)
_EN_HALF = re.compile(r"(?<![a-z])(?:the )?(?P<half>first|second) half of (?:the )?$")
_ZH_THIRD = re.compile(r"份?的?(?P<third>[上中下])旬")
_ZH_HALF = re.compile(r"份?的?(?P<half>[上下])半个?月")
_THIRDS = {"early": (1, 10), "上": (1, 10), "mid": (11, 20), "middle of": (11, 20), "中": (11, 20)}


def _thirds(window: TimeMatch, head: str, tail: str, calendar: Calendar) -> Iterator[TimeMatch]:
    month = calendar.rules.frame(window.rule)
    if month.n != 1 or month.unit != "month" or window.rule.startswith(("first", "last_of", "between")):
        return
    for found, at in (
        (_EN_THIRD.search(head) or _EN_HALF.search(head), None),
        (_ZH_THIRD.match(tail) or _ZH_HALF.match(tail), window.start),
    ):
        if found is None:
            continue
        groups = found.groupdict()
        if "third" in groups:
            first, last = _THIRDS.get(groups["third"], (21, 31))
        else:
            first, last = (1, 15) if groups["half"] in ("first", "上") else (16, 31)
        place = (window.start - len(found[0]), window.end) if at is None else (at, window.end + found.end())
        yield TimeMatch(
            *place, _days_of(month.start, first, last, month.end, window.rule), assumption=window.assumption
        )


def _days_of(start: date, first: int, last: int, end: date, rule: str) -> str:
    if first == 1:
        return f"first:{last}:day:{rule}"
    until = end - timedelta(days=1) if last == 31 else start + timedelta(days=last - 1)
    return f"between:{start + timedelta(days=first - 1)}:{until}"


# The calendar week that holds a day.
_EN_WEEK = re.compile(
    r"(?<![a-z])(?:in )?(?:the )?week (?:of|containing|starting(?: on)?|beginning(?: on)?|commencing) (?:the )?$"
)
_EN_WEEK_AFTER = re.compile(r" week(?![a-z])")
_ZH_WEEK = re.compile(r"(?:的?那一?个?|所在的?一?|当)周|(?<=节)周")


def _week_of(window: TimeMatch, head: str, tail: str, calendar: Calendar) -> Iterator[TimeMatch]:
    if not window.rule.startswith(("day:", "holiday:", "ago:1:day")):
        return
    day = calendar.rules.frame(window.rule).start
    before, after = _EN_WEEK.search(head), _ZH_WEEK.match(tail)
    if after is None and window.rule.startswith("holiday:"):
        after = _EN_WEEK_AFTER.match(tail)
    if before is None and after is None:
        return
    start = window.start - len(before[0]) if before else window.start
    end = window.end + (after.end() if after and not before else 0)
    for shifted in (0, -1, 1):
        year, week, _ = (day + timedelta(weeks=shifted)).isocalendar()
        found = calendar.resolve(f"week:{year}-{week:02}")
        if found.start and found.end and found.start <= day < found.end:
            yield TimeMatch(start, end, f"week:{year}-{week:02}", assumption=window.assumption)
            return


# "Excluding the current week", 含本月: what the last n units hold.
_EN_WITHOUT = re.compile(
    r",? ?\(?(?:excluding|excl\.?|without|not including|not counting|except(?: for)?)(?: the)? "
    r"(?:this|current|present|ongoing|running)?(?: |(?=today))?(?P<unit>today|day|week|month|quarter|year)\)?"
)
_ZH_WITHOUT = re.compile(
    r",?\(?(?:不含|不包括|不包含|不算|除去?)(?P<unit>今[天日]|本周|这周|本月|这个?月|当月|本季度?|本年|今年|当[天日]|当周)(?:外|之外)?\)?"
)
_EN_WITH = re.compile(
    r",? ?\(?(?:including|incl\.?|inclusive of|with)(?: the)? (?:this|current) (?P<unit>week|month|quarter|year)\)?"
)
_ZH_WITH = re.compile(r",?\(?(?:包[括含]|含)(?P<unit>本周|这周|本月|这个?月|当月|本季度?|本年|今年)(?:在内)?\)?")
_CURRENT = (("日", "day"), ("天", "day"), ("周", "week"), ("月", "month"), ("季", "quarter"), ("年", "year"))


def _inclusive(window: TimeMatch, tail: str) -> Iterator[TimeMatch]:
    kind, *rest = window.rule.split(":")
    if kind != "last" or len(rest) != 2:
        return
    n, unit = rest
    if (without := _EN_WITHOUT.match(tail) or _ZH_WITHOUT.match(tail)) and _unit(without["unit"]) in (unit, "day"):
        yield TimeMatch(window.start, window.end + without.end(), window.rule, assumption=window.assumption)
    if (inside := _EN_WITH.match(tail) or _ZH_WITH.match(tail)) and _unit(inside["unit"]) == unit:
        end = window.end + inside.end()
        yield TimeMatch(window.start, end, f"including_today:{n}:{unit}", assumption=window.assumption)


def _unit(text: str) -> str:
    return "day" if text == "today" else next((unit for sign, unit in _CURRENT if sign in text), text)
