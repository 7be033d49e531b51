"""How long something took: "average time from order to delivery", 从下单到送达平均几天, "took 5 days to ship".

Rule: such words stand for a figure of the model that is the difference of two dates, found by how it is defined and
by the names of its two dates; never for a date. The unit that is said must be the unit of the figure, and words that
fit several such figures are asked about.
"""

# ruff: noqa: E501  (tables: one pattern a line)

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sqlglot import exp

from assistant.parser.figures.event_words import event_words, longest_first
from assistant.parser.text.numbers import ConditionMatch, find_conditions, find_numbers
from assistant.parser.text.pieces import Piece
from semantic_layer.expressions import parse
from semantic_layer.meanings import Meaning
from semantic_layer.model import Dataset, Dimension, SemanticModel, SimpleMetric, Unit
from semantic_layer.per_model import per_model
from semantic_layer.vocabulary import Vocabulary
from semantic_layer.wordforms import has_han

_UNIT_WORDS = {
    "days": "days", "day": "days", "天": "days", "日": "days", "hours": "hours", "hour": "hours", "hrs": "hours",
    "小时": "hours", "个小时": "hours", "minutes": "min", "minute": "min", "mins": "min", "分钟": "min",
}  # fmt: skip
_PROCESSES = (
    "delivery", "shipping", "shipment", "resolution", "response", "repair", "rental", "payment", "approval", "completion",
    "return", "loan", "settlement", "refund", "renewal", "installation", "inspection",
)  # fmt: skip
_UNITS = r"(?P<unit>days|hours|minutes|day|hour|minute|mins|hrs)"
_UNITS_ZH = r"(?P<unit>天|个?小时|分钟|日)"
_MORE = r"(?:more than|over|less than|under|at least|at most|longer than|fewer than|above|below|up to)"
_MORE_ZH = r"(?:超过|大于|多于|不到|少于|小于|至少|不超过|低于|高于|不少于)"
_NUMBER = r"(?:[0-9]+(?:\.[0-9]+)?|one|two|three|four|five|six|seven|eight|nine|ten)"
_NUMBER_ZH = r"(?:[0-9]+(?:\.[0-9]+)?|[一二两三四五六七八九十]+)"
_GIVEN = frozenset({"days", "hours", "min"})
_STAYS = frozenset({"stay", "stay_zh", "mean_stay", "stayed", "stayed_zh"})
_LEAVING = frozenset({"discharge", "check out", "checkout", "departure", "出院", "退房", "离店"})
_ARRIVING = frozenset(
    {"admission", "admitted", "check in", "checkin", "arrival", "入院", "住院", "入住", "签到", "到店"}
)
_STAYED_ZH = frozenset({"住院", "入住", "住店"})


@dataclass(frozen=True)
class Duration:
    """A difference of two dates: the column, the figure over it, its unit, and the words for both events."""

    dimension: str
    metric: str
    unit: str
    starts: frozenset[str]
    ends: frozenset[str]

    @property
    def meanings(self) -> tuple[Meaning, ...]:
        column = (Meaning("dimension", self.dimension),) if self.dimension else ()
        return (Meaning("metric", self.metric), *column)


@dataclass(frozen=True)
class _Phrases:
    """All durations of a model with the patterns of their words."""

    durations: tuple[Duration, ...]

    def _words(self, *, ends: bool, han: bool) -> str:
        found = frozenset(w for d in self.durations for w in (d.ends if ends else d.starts) if has_han(w) == han)
        return "|".join(map(re.escape, longest_first(found))) or r"(?!)"

    @cached_property
    def patterns(self) -> Mapping[str, re.Pattern[str]]:
        a, b = (self._words(ends=ends, han=False) for ends in (False, True))
        ah, bh = (self._words(ends=ends, han=True) for ends in (False, True))
        the = r"(?:the |an |a |its |their |being )?"
        verb = rf"(?P<verb>(?:to (?:be )?|for (?:the )?)(?P<end>{b}))"
        written = {
            "from": rf"\b(?:amount of |number of |length of )?(?P<said>time|{_plain(_UNITS)}|duration|gap|interval|delay|lag)"
            rf"(?: taken| it takes| elapsed| passed| needed)? (?:from|between) {the}(?P<start>{a}) "
            rf"(?:to|and|until|till) {the}(?P<end>{b})\b",
            "take": rf"\bhow (?:long|much time|many (?P<said>{_plain(_UNITS)})) (?:does|did|do) it take"
            rf"(?: on average)? (?:from|between) {the}(?P<start>{a}) (?:to|and|until|till) {the}(?P<end>{b})\b",
            "process": rf"\b(?P<end>{'|'.join(_PROCESSES)}) (?:time|duration|delay|(?P<said>days))\b",
            "process_takes": rf"\bhow long (?:does|do|did|is|are) {the}(?P<end>{'|'.join(_PROCESSES)}|deliveries|shipments|repairs|returns) "
            r"(?:usually |typically |normally )?(?:take|taking)(?: on average)?\b",
            "to_do": r"\b(?:how long (?:does|did|do) it (?:usually |typically |normally )?take(?: on average)?|(?<![0-9] )(?:number of )?"
            rf"(?P<said>{_plain(_UNITS)})|time(?: it takes| taken| needed)?) (?:it takes )?to (?P<end>{b})\b",
            "process_average": rf"(?<=平均)(?P<end>{bh})(?P<said>时间)",
            "own": r"\b(?P<thing>[a-z]+) (?:length|duration)\b",
            "stay": r"\b(?:length of stay|stay length|stay duration)\b",
            "mean_stay": r"\b(?:average|avg|mean|median|typical|usual|longest|shortest|maximum|minimum) (?P<stay>stays?)\b",
            "stayed": rf"\b(?P<took>(?:that |which |who )?(?:stayed|stay|stays|staying)(?: for)?) (?:{_MORE}) {_NUMBER} {_UNITS}"
            r"(?P<tail>)(?=$|[ ?.,])",
            "stayed_zh": rf"(?P<took>(?:住院|住店|入住|住)了?)(?:{_MORE_ZH})了?{_NUMBER_ZH}{_UNITS_ZH}(?P<tail>)",
            "took": rf"\b(?P<took>(?:that |which )?(?:took|take|takes|taking|needed)) (?:{_MORE}) {_NUMBER} {_UNITS}"
            rf"(?P<tail> {verb})?(?=$|[ ?.,])",
            "after": rf"\b(?P<end>{b}) (?:{_MORE}) {_NUMBER} {_UNITS}(?P<tail> after {the}(?P<start>{a}))(?=$|[ ?.,])",
            "within": rf"\b(?P<end>{b}) (?P<within>within {_NUMBER} {_UNITS})(?P<tail> (?:of|after|from) {the}(?P<start>{a}))?"
            rf"(?=$|[ ?.,])",
            "within_zh": rf"(?:(?P<start>{ah})后)?(?P<within>{_NUMBER_ZH}{_UNITS_ZH}(?:之内|以内|内))(?P<tail>(?:就|便)?(?P<end>{bh}))",
            "longest": rf"\b(?P<took>(?:took|take|takes)) (?P<longest>(?:the )?(?:longest|shortest)(?: time)?) {verb}"
            r"(?=$|[ ?.,])",
            "from_zh": rf"从?(?P<start>{ah})(?:日期|时间)?(?:到|至)(?P<end>{bh})(?:日期|时间)?"
            r"(?:之间)?(?:的|所需的?|需要的|花费的)?(?P<said>时长|时间|用时|耗时|间隔|天数|小时数|分钟数)?",
            "process_zh": rf"(?P<end>{bh})(?P<said>时长|用时|耗时|所需时间|花费时间|天数|小时数)",
            "process_takes_zh": rf"(?P<end>{bh})(?:平均)?(?:需要|要|得|花)(?:花|用)?(?:多久|多长时间|几天|多少天|多少小时|几个?小时|多少分钟)",
            "stay_zh": r"(?:住院|入住|住店)(?:天数|时长|时间|日数)",
            "after_zh": rf"(?:(?P<start>{ah})后)?(?:{_MORE_ZH})了?{_NUMBER_ZH}{_UNITS_ZH}(?P<tail>(?:后|以后)?才?(?P<end>{bh}))",
        }
        return {name: re.compile(pattern) for name, pattern in written.items()}


def duration_pieces(text: str, vocabulary: Vocabulary) -> Iterator[Piece]:
    """Return the phrases of a normal text that stand for durations, with the words that belong to them."""
    known = _phrases(vocabulary.model)
    if not known.durations:
        return
    for name, pattern in known.patterns.items():
        for match in pattern.finditer(text):
            yield from _read(name, match, known.durations, vocabulary)


def _compared(match: re.Match[str]) -> Iterator[Piece]:
    """The condition together with its unit, which is that of the figure."""
    for condition in find_conditions(match.string):
        if match.start() <= condition.start and condition.end <= match.start("unit"):
            end = match.end("unit")
            yield Piece(condition.start, end, condition=replace(condition, end=end))


def _read(name: str, match: re.Match[str], durations: Sequence[Duration], vocabulary: Vocabulary) -> Iterator[Piece]:
    groups = match.groupdict()
    fitting = [d for d in durations if _fits(d, groups, name)]
    if name == "own":
        fitting = _of_thing(match, durations, vocabulary)
    meanings = tuple(dict.fromkeys(meaning for duration in fitting for meaning in duration.meanings))
    if not meanings:
        return
    start, end = match.span()
    columns = tuple(meaning for meaning in meanings if meaning.kind == "dimension")
    if groups.get("unit"):
        yield from _compared(match)
    if groups.get("within"):
        yield from _within(match)
    if name.startswith("process"):
        if vocabulary.phrases.get(match[0], ()) and not _is_time(vocabulary, match[0]):
            return
        yield Piece(start, end, meanings=meanings)
        if longest := _LONGEST.search(match.string, 0, start):
            yield Piece(*longest.span(1), cues=_extreme(longest[1]))
    elif name == "mean_stay":
        if not vocabulary.phrases.get(match["stay"], ()):
            yield Piece(*match.span("stay"), meanings=meanings)
            yield from _ranked(match.string, match.start("stay"))
    elif name in ("took", "stayed", "stayed_zh"):
        yield Piece(*match.span("took"), meanings=columns)
        yield from _filler(match.start("tail") + 1, match.end("tail"))
    elif name == "longest":
        yield Piece(*match.span("took"), cues=frozenset({"filler"}))
        yield Piece(*match.span("longest"), cues=_extreme(match["longest"]))
        yield Piece(*match.span("verb"), meanings=meanings)
    elif name in ("after", "within"):
        yield Piece(*match.span("end"), meanings=columns)
        yield from _filler(match.start("tail") + 1, match.end("tail"))
    elif name in ("after_zh", "within_zh"):
        yield Piece(*match.span("tail"), meanings=columns)
        yield from _filler(match.start("start"), match.end("start") + 1)
    else:
        end = _object(match, fitting, vocabulary) if name == "to_do" else end
        yield Piece(start, end, meanings=meanings)
        yield from _ranked(match.string, start)
        yield from _asked(match.string, end)


def _of_thing(match: re.Match[str], durations: Sequence[Duration], vocabulary: Vocabulary) -> list[Duration]:
    """ "Visit length", "lease duration": of a thing whose rows have one duration, where no column is called so."""
    if vocabulary.phrases.get(match[0], ()):
        return []
    things = {m.name for m in vocabulary.phrases.get(match["thing"], ()) if m.kind == "entity"}
    found = [d for d in durations if d.dimension.partition(".")[0] in things]
    return found if len(found) == 1 else []


_OBJECT = re.compile(r" (?:an? |the |our |all )?([a-z]+)(?![a-z])")


def _object(match: re.Match[str], fitting: Sequence[Duration], vocabulary: Vocabulary) -> int:
    """ "How long does it take to close tickets": the things whose dates these are are no second figure."""
    found = _OBJECT.match(match.string, match.end())
    named = vocabulary.phrases.get(found[1], ()) if found else ()
    homes = {d.dimension.partition(".")[0] for d in fitting}
    own = any(meaning.kind == "entity" and meaning.name in homes for meaning in named)
    return found.end() if found is not None and own else match.end()


def _within(match: re.Match[str]) -> Iterator[Piece]:
    """ "Delivered within 3 days", 3天内送达: at most that long after the other event."""
    start, end = match.span("within")
    for number in find_numbers(match.string):
        if start <= number.start and number.end <= match.start("unit"):
            yield Piece(start, end, condition=ConditionMatch(start, end, "le", (number.value,)))


_LONGEST = re.compile(r"\b((?:the )?(?:longest|shortest)) (?:average |mean |median )?$")


def _ranked(text: str, start: int) -> Iterator[Piece]:
    """ "The longest average stay": of averages the longest is the highest one."""
    longest = _LONGEST.search(text, 0, start)
    if longest is not None and longest.end() > longest.end(1) + 1:
        yield Piece(*longest.span(1), cues=_extreme(longest[1]))


def _extreme(said: str) -> frozenset[str]:
    return frozenset({"low" if "shortest" in said else "high"})


def _filler(start: int, end: int) -> Iterator[Piece]:
    """Words that only repeat which events are meant."""
    if 0 <= start < end:
        yield Piece(start, end, cues=frozenset({"filler"}))


_ASKED = re.compile(
    r"(?:平均)?((?:要|需要|需|用了?|花了?|花费|是|为)?(?:多少天|几天|多久|多长时间|多少小时|几小时|几个小时))(?:时间)?"
)


def _asked(text: str, end: int) -> Iterator[Piece]:
    """ "从下单到送达平均几天": the question word after the figure asks for it."""
    match = _ASKED.match(text, end)
    if match is not None:
        yield Piece(match.start(1), match.end(), cues=frozenset({"filler"}))


def _is_time(vocabulary: Vocabulary, phrase: str) -> bool:
    """Is a phrase of the model the name of dates alone, which have no average and no length?"""
    named = vocabulary.phrases.get(phrase, ())
    return all(m.kind == "dimension" and vocabulary.model.dimension(m.name).type == "time" for m in named)


def _fits(duration: Duration, groups: Mapping[str, str | None], name: str) -> bool:
    said = groups.get("unit") or groups.get("said") or ""
    unit = _UNIT_WORDS.get(said) or {"天数": "days", "小时数": "hours", "分钟数": "min"}.get(said)
    if unit is not None and unit != duration.unit:
        return False
    if name in _STAYS:  # from booking to leaving is longer than the stay
        return not _LEAVING.isdisjoint(duration.ends) and not _ARRIVING.isdisjoint(duration.starts)
    start, end = groups.get("start"), groups.get("end")
    if name.startswith("process_") and end in _STAYED_ZH:
        return False  # 入住天数 is how long people stayed, not the days until they came
    return (start is None or start in duration.starts) and (end is None or end in duration.ends)


def _plain(pattern: str) -> str:
    """A pattern without its name, to stand inside another one."""
    return pattern.replace("?P<unit>", "?:")


@per_model
def _phrases(model: SemanticModel) -> _Phrases:
    return _Phrases(durations_of(model))


@per_model
def durations_of(model: SemanticModel) -> tuple[Duration, ...]:
    """Return the times between two dates of one row that the model measures."""
    return tuple(_durations(model))


def _durations(model: SemanticModel) -> Iterator[Duration]:
    """Figures over one difference of two dates of their own rows."""
    for metric in model.metrics:
        if not isinstance(metric, SimpleMetric) or metric.filter:
            continue
        measure = model.measure(metric.measure)
        dataset = model.dataset(measure.dataset)
        dates = _dates_between(measure.expr, dataset) if measure.agg == "avg" else None
        if dates is not None and measure.filter and not _only_known(measure.filter, dates):
            continue
        unit = _unit(measure.unit)
        if dates is None or unit not in _GIVEN:
            continue
        column = next((d.qualified for d in dataset.dimensions if d.expr == measure.expr), "")
        yield Duration(column, metric.name, unit, event_words(dates[0]), event_words(dates[1]))


def _unit(unit: Unit) -> str:
    return unit.of if unit.kind == "duration" or (unit.kind == "quantity" and unit.of == "min") else ""


def _only_known(filter_: str, dates: tuple[Dimension, Dimension]) -> bool:
    """Whether a filter says no more than that one of the dates is known, without which there is no difference."""
    tree = parse(filter_)
    known = tree.this if isinstance(tree, exp.Not) else None
    if not isinstance(known, exp.Is) or not isinstance(known.expression, exp.Null):
        return False
    return known.this.sql() in {parse(date.expr).sql() for date in dates}


def _dates_between(text: str, dataset: Dataset) -> tuple[Dimension, Dimension] | None:
    """The two dates that an expression is the difference of."""
    found = list(parse(text).find_all(exp.DateDiff))
    if len(found) != 1:
        return None
    times = {parse(d.expr).sql(): d for d in dataset.dimensions if d.type == "time"}
    start, end = times.get(found[0].expression.sql()), times.get(found[0].this.sql())
    return (start, end) if start is not None and end is not None else None
