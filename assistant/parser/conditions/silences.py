"""How long nothing has happened: "silent for over 90 days", "not ordered for more than 3 months", 超过90天没有下单.

Rule: a length of time beside a word for silence, or beside a denied purchase, is the time up to today in which nothing
was bought. A length of time without such a word is left alone.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from assistant.parser.draft import Draft, Item
from assistant.parser.text.pieces import Piece
from assistant.parser.times.times import find_times
from semantic_layer.wordforms import has_han

_SILENT = ("silent", "inactive", "dormant", "quiet", "not active", "沉默", "不活跃", "未活跃", "静默", "没有活跃")
_UNITS = {
    "day": "day", "days": "day", "天": "day", "日": "day",
    "week": "week", "weeks": "week", "周": "week", "个星期": "week",
    "month": "month", "months": "month", "个月": "month", "月": "month", "year": "year", "years": "year", "年": "year",
}  # fmt: skip
_DAYS = {"day": 1, "week": 7}
_DENIALS = ("never", "lacking", "not")
_YEARS = re.compile(r"(?<=[0-9一二两三四五六七八九十])年(?=多?(?:内|都|以来|来)?[没未])")


def length_pieces(text: str) -> Iterator[Piece]:
    """一年没来, 两年没下单: the unit of a length, where no year is named."""
    for match in _YEARS.finditer(text):
        yield Piece(match.start(), match.end(), cues=frozenset({"unit_word"}))


def read_silences(draft: Draft) -> None:
    """Turn the length into a period that ends today, and a word for silence into a denied purchase."""
    for item in list(draft.free()):
        length = _length(draft, item)
        if length is None:
            continue
        words, n, unit = length
        silent = next((i for i in draft.free() if i.text in _SILENT), None)
        denied = next((i for i in draft.cued(*_DENIALS) if _is_of_purchase(draft, i)), None)
        times = tuple(match for match in find_times(_said(n, unit, draft.calendar.as_of), draft.calendar))
        times = tuple(match for match in times if match.kind == "window")
        if (silent is None and denied is None) or not times:
            continue
        item.piece = Piece(item.piece.start, words[-1].piece.end, times=times[:1])
        item.text = draft.text[slice(*item.place)]
        for word in words[1:]:
            word.take("unit", "filler", "filler")
        if denied is None and silent is not None:
            _deny(draft, silent)
        return


def _said(n: int, unit: str, today: date) -> str:
    """The period in words; months and years end today as well, not with the last whole month."""
    if unit in _DAYS:
        return f"last {n * _DAYS[unit]} days"
    months = today.year * 12 + today.month - 1 - n * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    day = min(today.day, monthrange(year, month + 1)[1])
    return f"since {date(year, month + 1, day).isoformat()}"


def _length(draft: Draft, item: Item) -> tuple[list[Item], int, str] | None:
    """ "Over 90 days", 超过90天, "for 90 days", 90天没买: the words, the number and the unit."""
    condition, number = item.piece.condition, item.piece.number
    after = draft.items[item.index + 1] if item.index + 1 < len(draft.items) else None
    if item.has("half_year") and not item.taken and _is_of_denial(draft, item, item):
        return [item], 6, "month"
    if after is None:
        return None
    if number is not None and number.unit is None and number.op is None and _is_of_denial(draft, item, after):
        n = number.value
    elif condition is not None and condition.op in ("gt", "ge") and condition.than is None:
        n = condition.values[0]
    else:
        return None
    unit = _UNITS.get(after.text)
    if unit is None or after.taken or n != int(n) or not 1 <= n <= 3650:
        return None
    return [item, after], int(n), unit


def _is_of_denial(draft: Draft, number: Item, unit: Item) -> bool:
    """90天没买, 90天内没下过单 and "have not ordered for 90 days": the bare length stands right beside the denial."""
    if has_han(draft.text):
        after = draft.right(unit)
        after = draft.right(after) if after is not None and after.text in ("都", "内", "以来") else after
        return after is not None and after.has(*_DENIALS) and _is_of_purchase(draft, after)
    marker = draft.items[number.index - 1] if number.index else None
    verb = draft.left(number)
    denial = draft.left(verb) if verb is not None and verb.has("bought") else None
    return bool(marker and marker.text in ("for", "in")) and denial is not None and denial.has(*_DENIALS)


def _is_of_purchase(draft: Draft, denial: Item) -> bool:
    """ "Have not ordered", 没有下单, 没下过单."""
    after = draft.right(denial)
    return after is not None and after.has("bought")


def _deny(draft: Draft, silent: Item) -> None:
    """ "Silent" is "never bought", said in one word."""
    never = Item(Piece(*silent.place, cues=frozenset({"never"})), silent.index, silent.text)
    silent.piece = Piece(*silent.place, cues=frozenset({"bought"}))
    draft.items.insert(silent.index, never)
    for index, other in enumerate(draft.items):
        other.index = index
