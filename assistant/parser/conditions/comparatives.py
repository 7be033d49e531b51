"""Conditions by an adjective: "heavier than 3000 kg", "more expensive than average", 比平均更贵, 比4小时更长.

Rule: the adjective names the column of the thing that it is said of, and the condition is read as one on that column;
where the thing has no such column, or several, the words are refused. A unit that is said must be the column's own,
but a length of time is told in any unit that makes an exact number of the column's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from assistant.parser.conditions.references import find_references
from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.figures.durations import durations_of
from assistant.parser.rows.qualities import QUALITIES, Quality, column_of, quality_of
from assistant.parser.text.numbers import ConditionMatch, ConditionOp, NumberValue, find_conditions
from assistant.parser.text.pieces import Piece
from assistant.parser.text.splits import split
from assistant.parser.times.time_axis import year_column
from semantic_layer.meanings import Meaning
from semantic_layer.model import Dataset
from semantic_layer.vocabulary import Vocabulary
from semantic_layer.wordforms import has_han, words_of_name

_AGES: dict[str, Quality] = {
    "older": Quality("desc", (), (), (), (("age", "年龄"),)),
    "younger": Quality("asc", (), (), (), (("age", "年龄"),)),
}
_YEARS: dict[str, ConditionOp] = {"older": "lt", "newer": "gt"}
_UNITS = {
    "kg": ("kg", "kgs", "kilo", "kilos", "kilogram", "kilograms", "公斤", "千克"),
    "g": ("g", "gram", "grams", "克"),
    "lb": ("lb", "lbs", "pound", "pounds", "磅"),
    "t": ("ton", "tons", "tonne", "tonnes", "吨"),
    "mm": ("mm", "毫米"),
    "cm": ("cm", "厘米"),
    "m": ("m", "meter", "meters", "metre", "metres", "米"),
    "km": ("km", "kilometer", "kilometers", "kilometre", "kilometres", "公里", "千米"),
    "in": ("inch", "inches", "英寸"),
    "ft": ("ft", "foot", "feet", "英尺"),
    "mi": ("mile", "miles", "英里"),
    "minutes": ("minute", "minutes", "min", "mins", "分钟"),
    "hours": ("hour", "hours", "hrs", "小时", "个小时"),
    "days": ("day", "days", "天", "日"),
    "weeks": ("week", "weeks", "周", "个星期"),
    "months": ("month", "months", "个月"),
    "years": ("year", "years", "年"),
}
_MINUTES = {"min": 1, "minutes": 1, "hours": 60, "days": 1440, "weeks": 10080}
_CANONICAL = {word: unit for unit, words in _UNITS.items() for word in words}
_ALL_UNITS = "|".join(sorted(_CANONICAL, key=lambda word: -len(word)))
_UNIT = re.compile(rf"\s*(?:(?<![a-z])|(?<=\d\s)|(?<=\d))(?P<unit>{_ALL_UNITS})(?![a-z])")
_SAID_UNIT = re.compile(rf"[0-9a-z一二两三四五六七八九十百千万半]\s*(?P<unit>{_ALL_UNITS})(?![a-z])")

_COMPARED = sorted({*_AGES, *_YEARS, *(w for q in QUALITIES for w in q.comparatives)}, key=lambda word: -len(word))
_ENGLISH = re.compile(rf"(?<![a-z])(?:lasted |lasts |lasting |last )?(?P<word>{'|'.join(_COMPARED)})(?= than )")
_LASTED = re.compile(
    r"(?<![a-z])(?:lasted|lasts|lasting|last)(?= (?:more|less|fewer|over|under|at least|at most|above|below|no) )"
)
_HAN = sorted({w for q in QUALITIES for w in q.adjectives}, key=lambda word: -len(word))
_CHINESE = re.compile(
    rf"比(?P<what>[^比，。？,?]{{1,14}}?)(?:还要|更加|更|还|要)?(?P<word>{'|'.join(_HAN)})(?=的|吗|呢|[，。？,?]|$)"
)
_ZH_THAN = re.compile(rf"(?P<word>{'|'.join(_HAN)})于(?=[0-9一二两三四五六七八九十百千万平])")
_ZH_NAMED = re.compile(
    r"比平均(?P<name>[\u4e00-\u9fff]{1,8}?)(?:还要|更加|更|还|要)?(?P<word>[高大多低小少])(?=的|吗|呢|[，。？,?]|$)"
)  # 比平均年龄更大: the column is named, and the adjective says in which direction


def comparative_pieces(text: str, vocabulary: Vocabulary) -> Iterator[Piece]:
    """Return the conditions of a normal text that begin with an adjective, one piece each with its unit."""
    for match in _ENGLISH.finditer(text):
        for found in _conditions("more", text[match.end() :], vocabulary):
            if _is_said_otherwise(match["word"], found):
                continue
            yield _piece(match.start(), text, match.end() - len("more"), found, _op(match["word"]))
    for match in _LASTED.finditer(text):
        for found in _conditions("", text[match.end() + 1 :], vocabulary):
            yield _piece(match.start(), text, match.end() + 1, found, found.op)
    for match in _CHINESE.finditer(text):
        what = re.sub(r"^(?:平均|均)价$", "平均价格", match["what"])
        for found in _conditions("高于", what, vocabulary):
            rest = what[found.end - len("高于") :].strip()
            if rest and rest not in _CANONICAL and not any(rest in names for names in _names(match["word"])):
                continue
            condition = replace(found, start=match.start(), end=match.end(), op=_op(match["word"]))
            yield Piece(match.start(), match.end(), condition=condition)
    for match in _ZH_NAMED.finditer(text):
        if any(m.kind in ("dimension", "metric") for m in vocabulary.phrases.get(match["name"], ())):
            op: ConditionOp = "gt" if match["word"] in "高大多" else "lt"
            than = next((c for c in find_references("高于平均", vocabulary)), None)
            if than is not None:
                start, end = match.start(), match.start("name")
                yield Piece(start, end, condition=replace(than, start=start, end=end, op=op))
                yield Piece(match.end("name"), match.end(), cues=frozenset({"filler"}))
    for match in _ZH_THAN.finditer(text):
        for found in _conditions("高于", text[match.end() :], vocabulary):
            yield _piece(match.start(), text, match.end() - len("高于"), found, _op(match["word"]))


def _conditions(before: str, rest: str, vocabulary: Vocabulary) -> Iterator[ConditionMatch]:
    """The longest condition that `before` and `rest` begin with."""
    text = before + rest
    found = [c for c in (*find_conditions(text), *find_references(text, vocabulary)) if c.start == 0]
    yield from sorted(found, key=lambda c: -c.end)[:1]


def _is_said_otherwise(word: str, found: ConditionMatch) -> bool:
    """ "Older than 40" is read by the age words; only an average and a year are left to say here."""
    if word not in _AGES and word not in _YEARS:
        return False
    return found.than is None and not _is_year(found)


def _is_year(condition: ConditionMatch) -> bool:
    return bool(condition.values) and all(value == int(value) and 1500 <= value <= 2100 for value in condition.values)


def _piece(start: int, text: str, shift: int, found: ConditionMatch, op: ConditionOp) -> Piece:
    end = found.end + shift
    unit = _UNIT.match(text, end)
    end = unit.end() if unit else end
    return Piece(start, end, condition=replace(found, start=start, end=end, op=op))


def _op(word: str) -> ConditionOp:
    if word in _YEARS and word not in _AGES:
        return _YEARS[word]
    quality = _AGES.get(word) or quality_of(word)
    return "gt" if quality is not None and quality.direction == "desc" else "lt"


def _names(word: str) -> tuple[tuple[str, ...], ...]:
    quality = quality_of(word)
    return quality.columns if quality else ()


def read_comparatives(draft: Draft) -> None:
    """Put the column that an adjective names before its condition.

    Raises
    ------
    Unreadable
        The thing has no such column, or the unit is another one.
    """
    for item in list(draft.free()):
        condition = item.piece.condition
        word = _word_of(item.text) if condition is not None else None
        if condition is not None and word is None:
            _read_paid(draft, item)
        if condition is None or word is None or _has_own_number(draft, item):
            continue
        found = _column(draft, item, word, condition)
        if found is None:
            raise refuse("not_supported", missing=[item.text], construction=item.text)
        name, op = found
        values = _in_unit(draft, item, name, condition.values)
        start, end = item.place
        at = start + 1
        own = replace(condition, start=at, end=end, op=op, values=values)
        split(draft, item, (Piece(start, at, meanings=(Meaning("dimension", name),)), Piece(at, end, condition=own)))


def _read_paid(draft: Draft, item: Item) -> None:
    """ "Staff paid more than 3000", where staff have a wage: what they are paid, and not what they paid."""
    verb = draft.left(item)
    pay = quality_of("better paid")
    if verb is None or verb.taken or verb.text != "paid" or pay is None:
        return
    names = [name for data in _thing(draft, verb) if (name := column_of(draft.model, data, pay)) is not None]
    if len(names) == 1 and any(other.named("entity") for other in draft.items):
        split(draft, verb, (Piece(*verb.place, meanings=(Meaning("dimension", names[0]),)),))


def _word_of(text: str) -> str | None:
    for pattern in (_ENGLISH, _CHINESE, _ZH_THAN):
        match = pattern.match(text)
        if match is not None:
            return match["word"]
    return "longer" if _LASTED.match(text) else None


def _has_own_number(draft: Draft, item: Item) -> bool:
    """ "Delivery time longer than average": the number is named, and the adjective says nothing more."""
    before = draft.left(item)
    return (
        before is not None and bool(before.named("metric") or before.named("dimension")) and not before.named("entity")
    )


def _column(draft: Draft, item: Item, word: str, condition: ConditionMatch) -> tuple[str, ConditionOp] | None:
    things = _thing(draft, item)
    if word in _YEARS and condition.than is None and _is_year(condition):
        years = [d.qualified for data in things if (d := year_column(data)) is not None]
        return (years[0], _YEARS[word]) if len(years) == 1 else None
    quality = _AGES.get(word) or quality_of(word)
    if quality is None:
        return None
    names = [name for data in things if (name := column_of(draft.model, data, quality)) is not None]
    return (names[0], condition.op) if len(names) == 1 else None


def _thing(draft: Draft, item: Item) -> tuple[Dataset, ...]:
    """The rows that the adjective is said of: of the nearest thing; where none is named, of any."""
    named = [other for other in draft.items if other.named("entity")]
    if not named:
        return draft.model.datasets
    behind = draft.right(item)
    before = [other for other in named if other.index < item.index]
    nearest = behind if has_han(item.text) and behind in named else before[-1] if before else named[0]
    homes = (draft.model.dataset_of_entity(m.name) for m in nearest.named("entity")) if nearest else ()
    return tuple(dict.fromkeys(home for home in homes if home is not None))


def _in_unit(draft: Draft, item: Item, name: str, values: tuple[NumberValue, ...]) -> tuple[NumberValue, ...]:
    """The values in the unit of the column."""
    match = _SAID_UNIT.search(item.text)
    said = _CANONICAL[match["unit"]] if match else None
    lasting = next((d.unit for d in durations_of(draft.model) if d.dimension == name), None)
    own = lasting or _stated_unit(draft, name)
    own = "minutes" if own == "min" else own
    if said is None and lasting and values:
        raise refuse("not_supported", missing=[item.text], construction=item.text)  # "longer than 4": of what?
    of_time = said in (*_MINUTES, "months", "years") and own not in _MINUTES  # no length, price or weight is in years
    if not of_time and (said is None or own is None or said == own):
        return values
    if said in _MINUTES and own in _MINUTES:
        exact = tuple(Decimal(value) * _MINUTES[said] / _MINUTES[own] for value in values)
        if all(value == round(value, 6) for value in exact):
            return exact
    raise refuse("not_supported", missing=[item.text], construction=item.text)


def _stated_unit(draft: Draft, name: str) -> str | None:
    dimension = draft.dimension(name)
    words = words_of_name(f"{dimension.name} {dimension.labels.en}").split() if dimension else []
    return next((_CANONICAL[word] for word in reversed(words) if word in _CANONICAL), None)
