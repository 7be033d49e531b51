"""The time grammar: every period, grain, calendar part and comparison of periods that a text names.

Rule: all candidates are given, also overlapping ones; the caller chooses. The same meaning in English and in Chinese
has the same canonical rule. The text is normalised (NFKC, lower case, simplified characters), and offsets are those
of that text. Single phrases come from the tables of `time_*.py`; here they are combined: ranges,
since/until, and "compared with" a period; parts of a period and what lies around it in `time_around.py`.
"""

# ruff: noqa: E501  (patterns: one phrase a line)

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from assistant.parser.times import time_chinese, time_comparisons, time_english, time_holidays, time_parts
from assistant.parser.times.time_around import find_around
from assistant.parser.times.time_match import BARE, TimeKind, TimeMatch, is_rule, with_year
from semantic_layer.calendar import Calendar
from semantic_layer.holidays import own_names

__all__ = ["TimeKind", "TimeMatch", "find_times"]

_PHRASES = (
    *time_english.PHRASES,
    *time_chinese.PHRASES,
    *time_holidays.PHRASES,
    *time_parts.PHRASES,
    *time_comparisons.PHRASES,
)
_REACH = 40  # no connecting phrase is longer
COMPOSED = ("first", "last_of", "between", "on")
_ABSOLUTE = ("day", "week", "month", "quarter", "half", "year", "fy", "fq", "between", "holiday")


def find_times(text: str, calendar: Calendar) -> tuple[TimeMatch, ...]:
    """All time phrases of the text as of the calendar's date, in order; longer ones first.

    Examples
    --------
    >>> from semantic_layer.model import CalendarSpec
    >>> day = Calendar(CalendarSpec(), date(2026, 10, 15))
    >>> [find_times(text, day)[0].rule for text in ("sales in q3 2025", "2025年第三季度的销售额")]
    ['quarter:2025-3', 'quarter:2025-3']
    """
    found = {match for phrase in _PHRASES for match in phrase.find(text, calendar)}
    found |= set(_own_holidays(text, calendar))
    windows = _ordered(match for match in found if match.kind == "window")
    found |= set(find_around(text, windows, calendar))
    windows = _ordered(match for match in found if match.kind == "window")
    found |= {*_ranges(text, windows, calendar), *_edges(text, windows, calendar), *_compared(text, windows)}
    return tuple(_ordered(set(_without_doubles(_ordered(found), calendar))))


def _ordered(matches: Iterator[TimeMatch] | set[TimeMatch]) -> list[TimeMatch]:
    return sorted(
        matches, key=lambda m: (m.start, -m.end, m.kind, m.rule, m.part or "", m.comparison or "", m.grain or "")
    )


def _without_doubles(matches: list[TimeMatch], calendar: Calendar) -> Iterator[TimeMatch]:
    """One reading where words have a name of their own (2025-Q3 is no range) or two rules give the same days."""
    seen: dict[tuple[int, int], set[object]] = {}
    for match in sorted(matches, key=lambda m: m.rule.split(":")[0] in COMPOSED):
        if match.kind != "window":
            yield match
            continue
        days = calendar.resolve(match.rule)
        before = seen.setdefault((match.start, match.end), set())
        composed = match.rule.split(":")[0] in COMPOSED
        if not before or not (composed or (days.start, days.end) in before):
            before.add((days.start, days.end))
            yield match


def _own_holidays(text: str, calendar: Calendar) -> Iterator[TimeMatch]:
    """Campaigns that only the model knows, by their name."""
    for name in own_names(calendar.spec.holidays):
        for match in re.finditer(re.escape(name.replace("_", " ").lower()), text):
            for year in (calendar.as_of.year, calendar.as_of.year - 1):
                rule = f"holiday:{name}:{year}"
                if is_rule(rule, calendar) and (calendar.resolve(rule).start or date.max) <= calendar.as_of:
                    yield TimeMatch(match.start(), match.end(), rule, assumption=BARE)
                    break


# Ranges: from A to B.
_JOIN = re.compile(
    r"\s*(?:初|起)?(?:-|–|—|~|→|to|until|till|through|thru|up to|和|与|and|到|至|直到|一直到)\s*(?:the )?(?:end of (?:the )?)?"
)
_OPEN = re.compile(
    r"(?:(?<![a-z])(?:from|between)\s+(?:the )?(?:(?:start|beginning|first day) of (?:the )?)?|从|自|介于|在)\s*$"
)
_CLOSE = re.compile(r"\s*(?:之间|期间|间|为止)")
_NOW = re.compile(
    r"\s*(?:(?:to|until|till|up to|through)\s+(?:now|today|date|the present|present)(?![a-z])|onwards?(?![a-z])|至今|迄今|"
    r"(?:一直)?[到至](?:现在|今天|今日|目前|当前|如今)(?:为止)?)"
)


def _ranges(text: str, windows: list[TimeMatch], calendar: Calendar) -> Iterator[TimeMatch]:
    by_start: dict[int, list[TimeMatch]] = {}
    for window in windows:
        by_start.setdefault(window.start, []).append(window)
    for first in windows:
        opened = _OPEN.search(text[max(0, first.start - _REACH) : first.start])
        start = first.start - len(opened[0]) if opened else first.start
        if now := _NOW.match(text, first.end):
            yield TimeMatch(start, now.end(), _since(first.rule, calendar), assumption=first.assumption)
        join = _JOIN.match(text, first.end)
        ends = {join.end(), join.end() - (4 if join[0].endswith("the ") else 0)} if join else ()
        for last in (window for end in sorted(ends) for window in by_start.get(end, ())):
            closed = _CLOSE.match(text, last.end)
            weak = join is not None and join[0].split()[:1] in (["and"], ["和"], ["与"])
            span = _span(first, last, calendar)
            if span and (not weak or opened or closed):
                yield TimeMatch(start, closed.end() if closed else last.end, span[0], assumption=span[1])


def _span(first: TimeMatch, last: TimeMatch, calendar: Calendar) -> tuple[str, str | None] | None:
    """The rule from one period to another; the one without a year takes the other one's."""
    begin, finish = first.rule, last.rule.removeprefix("last_of:1:day:")  # until the end of a period
    assumption = first.assumption or last.assumption
    if first.assumption == BARE and last.assumption is None and last.rule.split(":")[0] in _ABSOLUTE:
        begin, assumption = _beside(begin, finish, calendar, after=False), None
    elif last.assumption == BARE:
        finish = _beside(finish, begin, calendar, after=True)
        assumption = first.assumption
    start, end = calendar.resolve(begin).start, calendar.resolve(finish).end
    if start is None or end is None or start >= end:
        return None
    if finish == "this:day":
        return _since(begin, calendar), assumption
    return f"between:{start}:{end - timedelta(days=1)}", assumption


def _beside(rule: str, other: str, calendar: Calendar, *, after: bool) -> str:
    """The open period in the other one's year, or in the next one (before: the one before) where order asks for it."""
    anchor = calendar.resolve(other).start or calendar.as_of
    for year in (anchor.year, anchor.year + (1 if after else -1)):
        moved = with_year(rule, year)
        start = calendar.resolve(moved).start if is_rule(moved, calendar) else None
        if start and (start >= anchor if after else start <= anchor):
            return moved
    return rule


def _since(rule: str, calendar: Calendar) -> str:
    """From the start of a period until now; a relative period stays relative."""
    kind, _, unit = rule.partition(":")
    if kind == "this":
        return f"to_date:{unit}" if unit != "day" else rule
    return f"since:{calendar.resolve(rule).start}" if kind in _ABSOLUTE else f"since:{rule}"


# Open ranges: since A, until A, after A, before A, as of A.
Edge = Callable[[str, Calendar], str]


def _until(rule: str, calendar: Calendar) -> str:
    rule = rule.removeprefix("last_of:1:day:")  # until the end of a period
    end = calendar.rules.frame(rule).end
    return f"until:{end - timedelta(days=1)}" if rule.split(":")[0] in _ABSOLUTE else f"until:{rule}"


def _after(rule: str, calendar: Calendar) -> str:
    return f"since:{calendar.rules.frame(rule).end}"


def _before(rule: str, calendar: Calendar) -> str:
    return f"until:{calendar.rules.frame(rule).start - timedelta(days=1)}"


_EN_EDGES: tuple[tuple[str, Edge, str | None], ...] = (
    (
        r"(?:(?:ever )?since|starting(?: from| in| on)?|beginning(?: in| on)?|from)(?: the)? (?:start|beginning|first day) of",
        _since,
        "start",
    ),
    (
        r"(?:ever )?since|starting(?: from| in| on)?|beginning(?: in| on)?|from|on or after|not before|no earlier than",
        _since,
        None,
    ),
    (r"until|till|through|up to|up until|on or before|no later than|not later than|not after", _until, None),
    (r"(?:until|till|through|up to|up until|by|to) the end of", _until, "end"),
    (r"by", _until, "by"),
    (r"as of|as at", _until, "as_of"),
    (r"after|later than", _after, None),
    (r"before|prior to|earlier than", _before, None),
)
_ZH_BEFORE_EDGES: tuple[tuple[str, Edge, str | None], ...] = (
    (r"自从?|从", _since, None),
    (r"截[至止]到?", _until, "as_of"),
    (r"直到|到", _until, None),
    (r"不晚于|不迟于", _until, None),
    (r"不早于", _since, None),
    (r"晚于", _after, None),
    (r"早于", _before, None),
)
_ZH_AFTER_EDGES: tuple[tuple[str, Edge, str | None], ...] = (
    (r"初?(?:以来|之?后?起|开始|起)|(?:及|或)(?:以|之)后", _since, None),
    (r"为止|底?止|(?:及|或)(?:以|之)前", _until, None),
    (r"之后|以后|后(?!天|年)", _after, None),
    (r"之前|以前|前(?![一二两三四五六七八九十\d天年])", _before, None),
)
_EN_HEADS = [(re.compile(rf"(?<![a-z])(?:{words})\s+(?:the )?$"), edge, part) for words, edge, part in _EN_EDGES]
_ZH_HEADS = [(re.compile(rf"(?:{words})\s*$"), edge, part) for words, edge, part in _ZH_BEFORE_EDGES]
_TAILS = [(re.compile(rf"\s*(?:{words})"), edge, part) for words, edge, part in _ZH_AFTER_EDGES]
_ONWARDS = re.compile(r"\s+(?:onwards?|on|and (?:later|after))(?![a-z])|以来|起|开始|至今|之后|以后")


def _edges(text: str, windows: list[TimeMatch], calendar: Calendar) -> Iterator[TimeMatch]:
    for window in windows:
        if window.rule.split(":")[0] in ("since", "until", "all"):
            continue
        head = text[max(0, window.start - _REACH) : window.start]
        for pattern, edge, part in (*_EN_HEADS, *_ZH_HEADS):
            if before := pattern.search(head):
                yield from _edge(text, window, window.start - len(before[0]), window.end, edge, part, calendar)
        for pattern, edge, part in _TAILS:
            if after := pattern.match(text, window.end):
                yield from _edge(text, window, window.start, after.end(), edge, part, calendar)


def _edge(
    text: str, window: TimeMatch, start: int, end: int, edge: Edge, part: str | None, calendar: Calendar
) -> Iterator[TimeMatch]:
    word = text[start : window.start].split(" ")[0]
    onwards = _ONWARDS.match(text, window.end) if edge is _since else None
    if word in ("from", "从") and not onwards and part != "start":  # "revenue from March" is of March
        return
    if part == "by" and not window.rule.startswith("day:"):  # "revenue by 2025" groups
        return
    if part == "end" and window.rule.startswith("day:"):
        return
    rule = edge(window.rule, calendar)
    if is_rule(rule, calendar):
        said = part if part == "as_of" else None
        yield TimeMatch(start, onwards.end() if onwards else end, rule, part=said, assumption=window.assumption)


# Compared with a period.
_VS = re.compile(
    r"(?:(?<![a-z])(?:(?:as )?compared? (?:with|to|against)|in comparison (?:with|to)|relative to|vs\.?|v\.|versus|against|than)"
    r"\s+(?:in |the |that of |those of )*|(?:相比于?|相较于?|较之?|比起?|对比|环比|同比)\s*)$"
)
_GREW = re.compile(
    r"(?<![a-z])(?<!follow )(?<!sign )(?<!pick )(?<!set )"  # a follow-up, a sign-up: nothing went up
    r"(?:growth|change|changed|increase|decrease|rise|fall|drop|up|down|grew|rose|fell|grown|improved|difference)"
    r"(?:\s[^\s.]+){0,4}?\s(?P<vs>(?:over|from|on)\s+(?:the )?)$"
)
_WITH = re.compile(r"(?:与|和|跟|同)\s*$")
_THAN = re.compile(r"\s*(?:的?同期)?\s*(?:相比(?:较)?|比较|对比|相较|比)")
_SAME_PERIOD = re.compile(r"的?同期")
# 对比今年上海和北京的销售额: the verb opens the question, and what it sets side by side stands behind the period.
_OPENS = re.compile(r"^\W*(?:请|帮我|再|麻烦)*(?:对比|比较)(?:一下)?\s*$")
_SIDE_BY_SIDE = re.compile(r"\s*的?[^和与跟、]+(?:和|与|跟|、)")
_PREVIOUS = {"last:1", "ago:1"}


def _compared(text: str, windows: list[TimeMatch]) -> Iterator[TimeMatch]:
    for window in windows:
        head = text[max(0, window.start - _REACH) : window.start]
        before, after = _VS.search(head), _THAN.match(text, window.end)
        if not before and after:
            before = _WITH.search(head)
        grew = _GREW.search(head)
        if not before and (not grew or _is_stretch(window, grew["vs"])):
            continue
        if _OPENS.match(text[: window.start]) and _SIDE_BY_SIDE.match(text, window.end):
            continue
        words = before[0] if before else grew["vs"] if grew else ""
        same = _SAME_PERIOD.match(text, window.end)
        end = after.end() if after else same.end() if same else window.end
        if not (same and window.rule == "last:1:year"):  # 去年同期 is a phrase of its own
            yield _comparison(window, window.start - len(words), end)


def _is_stretch(window: TimeMatch, joint: str) -> bool:
    """ "Over the past three months" is how long something took; "over last month" may be what it is measured against."""
    return joint.startswith("over") and window.rule.startswith("last:") and not window.rule.startswith("last:1:")


def _comparison(window: TimeMatch, start: int, end: int) -> TimeMatch:
    """Last month is the period before, last year the year before; any other period stands for itself."""
    head, _, unit = window.rule.rpartition(":")
    if head not in _PREVIOUS or unit not in ("day", "week", "month", "quarter", "year"):
        return TimeMatch(start, end, window.rule, "comparison", comparison="window", assumption=window.assumption)
    to = "year_ago" if unit == "year" else "previous"
    grain = next(g for g in ("day", "week", "month", "quarter", "year") if g == unit)
    return TimeMatch(start, end, window.rule, "comparison", grain, "year_ago" if to == "year_ago" else "previous")
