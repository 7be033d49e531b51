"""Signs and words of units: `¥`, `days`, `件`.

Rule: the unit is the metric's own, whatever the language; a unit that is not known here is written as the model names
it, and nothing is converted.
"""

from __future__ import annotations

from semantic_layer.model import Format, Language, Unit

_CURRENCIES = {"CNY": "¥", "RMB": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "JP¥", "HKD": "HK$", "INR": "₹"}
_DURATIONS = {
    "seconds": ("second", "秒"),
    "minutes": ("minute", "分钟"),
    "hours": ("hour", "小时"),
    "days": ("day", "天"),
    "weeks": ("week", "周"),
    "months": ("month", "个月"),
    "years": ("year", "年"),
}
_QUANTITIES = {
    "piece": ("piece", "pieces", "件"),
    "unit": ("unit", "units", "件"),
    "item": ("item", "items", "件"),
    "box": ("box", "boxes", "箱"),
    "bottle": ("bottle", "bottles", "瓶"),
    "bag": ("bag", "bags", "袋"),
    "pair": ("pair", "pairs", "双"),
    "ton": ("ton", "tons", "吨"),
    "kg": ("kg", "kg", "千克"),
    "g": ("g", "g", "克"),
    "l": ("l", "l", "升"),
    "ml": ("ml", "ml", "毫升"),
    "m": ("m", "m", "米"),
    "km": ("km", "km", "公里"),
    "m2": ("m²", "m²", "平方米"),
    "kwh": ("kWh", "kWh", "千瓦时"),
}


def currency_sign(unit: Unit) -> str:
    """The sign of the metric's own currency, whatever the language."""
    return _CURRENCIES.get(unit.of.upper(), f"{unit.of} " if unit.of else "")


def unit_word(unit: Unit, language: Language) -> str:
    """The unit for a heading: `¥`, `%`, `days`; empty for counts and plain numbers."""
    match unit.kind:
        case "currency":
            return currency_sign(unit).strip()
        case "share":
            return "%"
        case "points":
            return "个百分点" if language == "zh" else "pts"
        case "duration":
            return _duration_word(unit.of, language, plural=True)
        case "quantity":
            return _quantity_word(unit.of, language, plural=True)
        case _:
            return ""


def unit_suffix(unit: Unit, format_: Format, text: str, language: Language) -> str:
    if unit.kind == "duration" or format_.kind == "duration":
        return f" {_duration_word(unit.of, language, plural=text != '1')}"
    return f" {_quantity_word(unit.of, language, plural=text != '1')}" if unit.kind == "quantity" and unit.of else ""


def _quantity_word(of: str, language: Language, *, plural: bool) -> str:
    """A unit of goods; one that is not known here is written as the model names it."""
    one, many, zh = _QUANTITIES.get(of.lower(), (of, of, of))
    return zh if language == "zh" else many if plural else one


def _duration_word(of: str, language: Language, *, plural: bool) -> str:
    en, zh = _DURATIONS.get(of or "days", (of, of))
    return zh if language == "zh" else f"{en}s" if plural else en
