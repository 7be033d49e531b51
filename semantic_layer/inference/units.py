"""Units that stand in the name of a column: 图书数量（万）, amount_usd, Weight (lbs), distance_km.

Rule: the unit leaves the name that people say and goes to the definition; figures stay as they are stored. What stands
in brackets and is no known unit is a note and no unit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from semantic_layer.model import Unit
from semantic_layer.wordforms import words_of_name

_NOTE = re.compile(r"\s*[（(\[【](.*?)[)）\]】]\s*")
_SCALED = re.compile(r"(百万|千万|万|亿|千|百|thousands?|millions?|billions?|mn|bn|k|m)?\s*(.*)")
_SCALES = {"thousands": "thousand", "k": "thousand", "millions": "million", "mn": "million", "billions": "billion",
           "bn": "billion"}  # fmt: skip
_CURRENCIES = {
    "usd": "USD", "us$": "USD", "$": "USD", "dollar": "USD", "dollars": "USD", "美元": "USD", "美金": "USD",
    "eur": "EUR", "€": "EUR", "euro": "EUR", "euros": "EUR", "欧元": "EUR",
    "cny": "CNY", "rmb": "CNY", "¥": "CNY", "元": "CNY", "人民币": "CNY", "yuan": "CNY",
    "gbp": "GBP", "£": "GBP", "英镑": "GBP", "jpy": "JPY", "日元": "JPY", "yen": "JPY",
    "hkd": "HKD", "港元": "HKD", "港币": "HKD", "inr": "INR", "₹": "INR", "aud": "AUD", "cad": "CAD", "krw": "KRW",
    "韩元": "KRW", "sgd": "SGD", "chf": "CHF",
}  # fmt: skip
_COUNTERS = {word: word for word in "个人辆次件台户家本部张只单篇名位条套间票"}
_QUANTITIES = _COUNTERS | {
    "km": "km", "kms": "km", "公里": "km", "千米": "km", "kilometers": "km", "m": "m", "米": "m", "meters": "m",
    "cm": "cm", "厘米": "cm", "mm": "mm", "毫米": "mm", "mi": "mi", "mile": "mi", "miles": "mi", "英里": "mi",
    "ft": "ft", "feet": "ft", "in": "in", "inches": "in", "英寸": "in",
    "kg": "kg", "kgs": "kg", "公斤": "kg", "千克": "kg", "g": "g", "克": "g", "lb": "lb", "lbs": "lb", "pounds": "lb",
    "ton": "ton", "tons": "ton", "t": "ton", "吨": "ton", "l": "l", "升": "l", "ml": "ml", "毫升": "ml",
    "sqft": "sqft", "sqm": "m²", "㎡": "m²", "m2": "m²", "平方米": "m²", "平米": "m²", "km2": "km²", "平方公里": "km²",
    "min": "min", "mins": "min", "minutes": "min", "分钟": "min", "ms": "ms", "毫秒": "ms",
    "mb": "MB", "gb": "GB", "tb": "TB", "kwh": "kWh", "mwh": "MWh", "gwh": "GWh", "kw": "kW", "mw": "MW", "kva": "kVA",
    "mva": "MVA", "℃": "°C", "°c": "°C", "celsius": "°C",
    "pcs": "piece", "pieces": "piece", "mph": "mph", "kn": "kn", "km/h": "km/h", "kmh": "km/h",
}  # fmt: skip
_DURATIONS = {
    "days": "days", "天": "days", "日": "days", "hours": "hours", "hrs": "hours", "hour": "hours", "h": "hours",
    "小时": "hours", "seconds": "seconds", "secs": "seconds", "sec": "seconds", "秒": "seconds", "s": "seconds",
}  # fmt: skip
_YEAR = frozenset({"年", "年份", "year", "yyyy"})
_ENDING_UNITS = ("usd", "eur", "cny", "rmb", "gbp", "jpy", "km", "kms", "cm", "mm", "kg", "kgs", "lbs", "lb", "sqft",
                 "sqm", "mins", "hrs", "secs", "mb", "gb", "kwh", "mwh", "gwh", "kw", "mw", "kva", "mva")  # fmt: skip
_LONG = frozenset({"length", "height", "depth", "width", "distance", "altitude", "elevation", "draught", "diameter"})
_HEAVY = frozenset({"weight", "mass", "load", "payload", "cargo", "displacement"})
_FAST = frozenset({"speed", "velocity"})
# Short units that are other words elsewhere: "price_m" is in millions, "shirt_l" a size.
_UNITS_OF = {"m": _LONG, "ft": _LONG, "in": _LONG, "t": _HEAVY, "g": _HEAVY, "kn": _FAST, "kmh": _FAST, "mph": _FAST}
_TIMED = frozenset({"duration", "time", "delay", "length", "wait", "runtime", "elapsed", "travel", "trip"})


@dataclass(frozen=True)
class NamedColumn:
    """The name without its unit and notes; `note` is the unit as written where it scales the figures."""

    name: str
    unit: Unit | None = None
    note: str = ""
    is_year: bool = False


def split_unit(name: str) -> NamedColumn:
    """Take the unit off a column's name.

    Examples
    --------
    >>> split_unit("图书数量（万）")
    NamedColumn(name='图书数量', unit=Unit(kind='quantity', of='万'), note='万', is_year=False)
    >>> split_unit("distance_km").unit, split_unit("salary_min").unit
    (Unit(kind='quantity', of='km'), None)
    >>> split_unit("length_m").unit, split_unit("revenue_m").unit
    (Unit(kind='quantity', of='m'), None)
    """
    name = name.strip().rstrip("?？") or name  # "Insured?" asks nothing of those who ask
    notes = [note.strip().lower() for note in _NOTE.findall(name)]
    plain = _NOTE.sub(" ", name).strip("_ ") or name
    for note in notes:
        unit = _unit(note)
        if unit:
            return NamedColumn(plain, unit, note if unit.scale != 1 else "")
    if notes:
        return NamedColumn(plain, is_year=notes[0] in _YEAR)
    words = words_of_name(name).split()
    timed = len(words) > 1 and words[-1] == "min" and words[-2] in _TIMED
    measured = len(words) > 1 and words[-2] in _UNITS_OF.get(words[-1], frozenset())
    if len(words) > 1 and (timed or measured or words[-1] in _ENDING_UNITS):
        return NamedColumn(" ".join(words[:-1]), _unit(words[-1]))
    return NamedColumn(name)


def _unit(text: str) -> Unit | None:
    if text in _QUANTITIES:
        return Unit("quantity", _QUANTITIES[text])
    if text in _DURATIONS:
        return Unit("duration", _DURATIONS[text])
    if text in _CURRENCIES:
        return Unit("currency", _CURRENCIES[text])
    scaled = _SCALED.fullmatch(text)
    if scaled is None or not scaled[1]:
        return None
    scale = _SCALES.get(scaled[1], scaled[1])
    rest = scaled[2]
    if rest and rest not in _CURRENCIES and rest not in _QUANTITIES:
        return None
    return Unit("quantity", f"{scale}{'' if scale in '百万千万亿' else ' ' if rest else ''}{rest}")
