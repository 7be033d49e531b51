"""A period against the average of those before it: "last month against the average of the three months before",
上个月销售额比前三个月平均高多少, "compared with the monthly average of this year".

Rule: the average of several periods is compared with one period of the same length, so both sides are the figure for
one such period: its own average there, and the average over the others. Whole periods alone are averaged: of a running
year those that are over by the end of the period that is asked about. A period of another length is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from assistant.parser.draft import Draft, refuse
from assistant.parser.text.pieces import Piece
from semantic_layer.model import Grain
from semantic_layer.query import Comparison, Window

_CUE = "mean_before"
_SAID = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_WORDS = dict(zip(_SAID, range(2, 13), strict=True))
_HAN = dict(zip("两三四五六七八九十", range(2, 11), strict=True)) | {"二": 2, "十二": 12}
_N = rf"(?P<n>\d{{1,2}}|{'|'.join(_WORDS)})"
_VS = r"(?:(?:compared? (?:with|to|against)|versus|vs\.?|against|relative to|than) )"
_OF = r"(?:the |its |our )?average (?:of|over|for|in) (?:the )?"
_UNIT = r"(?P<unit>day|week|month|quarter|year)"
_EVERY = r"(?P<unit>monthly|weekly|quarterly|daily)"
_ENGLISH = (
    re.compile(rf"{_VS}{_OF}{_N} {_UNIT}s (?:before|earlier|prior)(?: that| it)?"),
    re.compile(rf"{_VS}{_OF}(?:previous|prior|preceding) {_N} {_UNIT}s"),
    re.compile(rf"{_VS}(?:the |its )?(?:previous|prior|preceding) {_N}[ -]{_UNIT}(?:s'?)? average"),
    re.compile(rf"{_VS}(?:the |its |our )?{_EVERY} average (?:of|for|in|over) (?P<year>this|last) year"),
    re.compile(rf"{_VS}(?P<year>this|last) year's {_EVERY} average"),
)  # fmt: skip
_ZH_VS = r"(?:比起|相比于?|相较于?|对比|比|较|与|和|跟)"
_ZH_N = rf"(?P<n>\d{{1,2}}|十二|[{''.join(_HAN)[:10]}])"
_ZH_UNIT = r"(?P<unit>个月|个?季度|周|个星期|天|年)"
_MEAN = r"的?(?:平均值?|平均水平|均值|[月周季日年]均值?)"
_TAIL = r"(?:相比|比较|对比)?"
_CHINESE = (
    re.compile(rf"{_ZH_VS}(?:它|其)?(?:之前|此前|前面?|往前)(?:的)?{_ZH_N}{_ZH_UNIT}{_MEAN}(?:水平)?{_TAIL}"),
    re.compile(rf"{_ZH_VS}(?P<year>今|去)年的?(?P<unit>[月周季日])(?:度)?(?:均值?|平均值?)(?:水平)?{_TAIL}"),
)
_UNITS: dict[str, Grain] = {
    "day": "day", "week": "week", "month": "month", "quarter": "quarter", "year": "year",
    "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter",
    "天": "day", "日": "day", "周": "week", "个星期": "week", "个月": "month", "月": "month",
    "季度": "quarter", "个季度": "quarter", "季": "quarter", "年": "year",
}  # fmt: skip


_GRAINS = frozenset(_UNITS.values())


def mean_pieces(text: str) -> Iterator[Piece]:
    """Return the words that hold a period against an average of others."""
    for pattern in (*_ENGLISH, *_CHINESE):
        for match in pattern.finditer(text):
            yield Piece(match.start(), match.end(), cues=frozenset({_CUE}))


def settle_mean_before(draft: Draft) -> None:
    """Turn the figure into its average for one period, and compare it with that of the others.

    Raises
    ------
    Unreadable
        The period that is asked about is none of that length, or the figure is an average already.
    """
    cue = next(draft.cued(_CUE), None)
    if cue is None:
        _refuse_mixed(draft)
        return
    said = next(match for p in (*_ENGLISH, *_CHINESE) if (match := p.fullmatch(cue.text)))
    unit = _UNITS[said["unit"]]
    ref = draft.metrics[0].ref if len(draft.metrics) == 1 else None
    if draft.window is None:
        draft.window = draft.calendar.resolve(f"last:1:{unit}")
        draft.assume("default_window", f"time:{draft.window.rule}")
    plain = ref is not None and not (ref.agg or ref.per or ref.combine or ref.offset or ref.over)
    if ref is None or not plain or draft.grain or draft.top or not _is_one(draft, draft.window, unit):
        raise refuse("not_supported", construction=cue.text, missing=[cue.text])
    draft.metrics[0] = replace(draft.metrics[0], ref=replace(ref, agg="avg", per=unit))
    draft.compare = [Comparison("window", window=_others(draft, said, unit, draft.window))]
    cue.operate("against the average", "comparison")
    for word in list(draft.cued("comparative_more", "comparative_less", "difference", "compare")):
        word.operate("compare", "comparison")


def _refuse_mixed(draft: Draft) -> None:
    """ "Revenue last month vs the average monthly revenue of three months": side by side, the sum of the three months
    would stand as what the one is compared with."""
    plain = {measured.ref.name for measured in draft.metrics if measured.ref.agg is None}
    means = [m for m in draft.metrics if m.ref.agg == "avg" and m.ref.per in _GRAINS and m.ref.name in plain]
    if means and any(item.to == "window" for item in draft.compare):
        raise refuse("not_supported", construction=means[0].item.text if means[0].item else draft.text)


def _is_one(draft: Draft, window: Window, unit: Grain) -> bool:
    """Is the period one whole unit?"""
    if window.start is None or window.end is None:
        return False
    return draft.calendar.next(window.start, unit) == window.end and window.end <= draft.calendar.as_of


def _others(draft: Draft, said: re.Match[str], unit: Grain, window: Window) -> Window:
    groups = said.groupdict()
    assert window.start is not None and window.end is not None
    if groups.get("n"):
        end, start = window.start, window.start
        for _ in range(_number(groups["n"])):
            start = _before(draft, start, unit)
    else:
        year = window.start.year - (groups["year"] in ("last", "去"))
        start, end = date(year, 1, 1), min(date(year + 1, 1, 1), window.end)
    return draft.calendar.resolve(f"between:{start.isoformat()}:{(end - timedelta(days=1)).isoformat()}")


def _before(draft: Draft, start: date, unit: Grain) -> date:
    """The first day of the unit before."""
    day = start - timedelta(days=1)
    return max(p for p in draft.calendar.periods(Window(day - timedelta(days=370), start), unit) if p < start)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _WORDS.get(text) or _HAN[text]
