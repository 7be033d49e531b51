"""Phrases that compare with another period: "year over year", "vs last month", 同比, 较上期.

Rule: a comparison never restricts; it names the period before, the same period a year ago, or another period.
"""

# ruff: noqa: E501  (tables: one phrase a line)

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.parser.times.time_match import DIGITS, Build, Phrase, Sense, compare, latin
from semantic_layer.calendar import Calendar
from semantic_layer.model import Grain

_VS = r"(?:(?:as )?compared? (?:with|to|against)|in comparison (?:with|to)|relative to|vs\.?|versus|against|than|from|over|to)(?: the)? "
_OVER = r"[ -](?:over|on|to)[ -]"


def _stretch_before(match: re.Match[str], _: Calendar) -> Iterator[Sense]:
    """ "Vs the 7 days before": as long as the period that is asked about, or no comparison at all."""
    yield Sense(f"last:{match['n']}:{match['unit']}", "comparison", comparison="window")


_ENGLISH: tuple[tuple[str, Build], ...] = (
    (rf"(?:{_VS})(?P<n>\d{{1,3}}) (?P<unit>day|week|month|quarter|year)s (?:before|earlier|prior)(?: that)?", _stretch_before),
    (rf"year{_OVER}year(?:ly)?|yoy|y/y|y-o-y", compare("year_ago")),
    (rf"month{_OVER}month|mom|m/m|m-o-m", compare("previous", "month")),
    (rf"quarter{_OVER}quarter|qoq|q/q", compare("previous", "quarter")),
    (rf"week{_OVER}week|wow|w/w", compare("previous", "week")),
    (rf"day{_OVER}day|dod|d/d", compare("previous", "day")),
    *((rf"(?:{_VS})?(?:(?:the|one|a) )?{unit} (?:before|earlier|prior)(?! (?:last|yesterday|the ))", compare("previous", unit)) for unit in ("day", "week", "month", "quarter")),
    (rf"period{_OVER}period|pop(?= (?:growth|change))", compare("previous")),
    (rf"(?:{_VS})?(?:the )?(?:previous|prior|preceding|last|earlier) periods?|(?:{_VS})the period (?:before|earlier|prior)", compare("previous")),
    (rf"(?:{_VS})?(?:the )?(?:same|corresponding|comparable) (?:period|time|month|quarter|week|day|months|quarters|days|weeks|point|half)(?: of| in| from)?(?: the)? (?:last|previous|prior|preceding) year", compare("year_ago")),
    *((rf"(?:{_VS})?(?:the )?(?:same|corresponding|comparable) (?:period|time|point|days)(?: of| in| from)?(?: the)? (?:last|previous|prior|preceding) {unit}", compare("previous", unit)) for unit in ("week", "month", "quarter")),
    (rf"(?:{_VS})?(?:the )?same date (?:of |in )?(?:the )?(?:last|previous|prior) year", compare("year_ago")),
    (rf"(?:{_VS})?(?:the )?(?:same|corresponding) (?:period|time|month|quarter|week|day)(?:,)? (?:a|one) year (?:ago|earlier|before)", compare("year_ago")),
    (rf"(?:{_VS})(?:a|one) year (?:ago|earlier|before)|(?:a|one) year earlier", compare("year_ago")),
    (rf"(?:{_VS})?(?:the year (?:before|earlier|prior)|(?:at )?this time last year)(?! last)", compare("year_ago")),
    (rf"(?:{_VS})?last year'?s (?:same period|corresponding period|figures?|numbers?)|(?:{_VS})?(?:the )?(?:prior|previous)[ -]year(?:'s)? period", compare("year_ago")),
)  # fmt: skip

_WITH = r"(?:与|和|跟|同|较|比|比起|比较|对比|相比于?|相较于?|较之)"
_THAN = r"(?:相比(?:较)?|比较|对比|相较|比)?"
_LAST_YEAR = r"(?:去年|上一?年|上年度)"
_UNITS: tuple[tuple[str, Grain], ...] = (("周", "week"), ("月", "month"), ("季度?", "quarter"))
_CHINESE: tuple[tuple[str, Build], ...] = (
    (r"同比(?:去年|上年)?|同环比", compare("year_ago")),
    (rf"(?<![\d{DIGITS}])[年月周]同比", compare("year_ago")),
    (r"环比(?:上一?期)?|同环比", compare("previous")),
    (rf"(?<![\d{DIGITS}])月度?环比|环比上一?个?月", compare("previous", "month")),
    (r"周环比|环比上一?个?周", compare("previous", "week")),
    (r"日环比|环比(?:前一[日天]|昨[天日])", compare("previous", "day")),
    (r"(?<![一二三四1-4])季度?环比|环比上一?个?季度?", compare("previous", "quarter")),
    (rf"{_WITH}?{_LAST_YEAR}的?(?:同期|同一?时期|同一?时间段?|这个时候){_THAN}", compare("year_ago")),
    (rf"{_WITH}?(?<!年)(?<!月)(?<!周)(?<!年的)同期(?:相比|对比|比较)", compare("year_ago")),
    (rf"{_WITH}(?:上一?期|上一?个?周期|前一期|前期|上一?个?同期){_THAN}|(?:上一?期|上一?个?周期|前一期){_THAN}", compare("previous")),
    *((rf"{_WITH}?上一?个?{word}的?同期{_THAN}", compare("previous", unit)) for word, unit in _UNITS),
    (rf"{_WITH}?前一[天日](?:相比|对比|比较)?", compare("previous", "day")),
)  # fmt: skip
PHRASES: tuple[Phrase, ...] = (
    *(Phrase(latin(pattern), build) for pattern, build in _ENGLISH),
    *(Phrase(re.compile(pattern), build) for pattern, build in _CHINESE),
)
