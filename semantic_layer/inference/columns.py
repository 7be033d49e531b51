"""One profiled column to one proposed dimension.

Rule: every column can be asked for, numbers too; what its values are is read from the values, never from the name
alone. A yes-or-no column gives adjectives to what its rows are, in the positive and in the negative.
"""

from __future__ import annotations

import re

from semantic_layer.expressions import column_expression
from semantic_layer.inference import signs
from semantic_layer.inference.naming import identifier, label_text, spelled_out, synonyms
from semantic_layer.inference.profile import ColumnProfile, TableProfile
from semantic_layer.inference.relations import looks_like_key
from semantic_layer.lexicon import read_name, sayings
from semantic_layer.lexicon.closed_sets import PLACES, kind_of, member
from semantic_layer.model import Adjective, Dimension, DimensionType, DimensionValue, Grain, Scalar, Words
from semantic_layer.wordforms import has_han, normal_form

_ORDERED = ("weekday", "month", "season", "daypart", "size")
_WEEKEND = ("saturday", "sunday")
_ASKS_EN = re.compile(r"^(?:is|was|are|has|have|had|can|does|did)\s+(?:a |an |the )?")
_CODE = re.compile(r"(?=.*[A-Z])[A-Z0-9][A-Z0-9_-]{1,11}")
_ASKS_ZH = re.compile(r"^(?:是否为?|是不是|能否|可否)")
_OPPOSITES = {
    "open": ("closed",), "active": ("inactive",), "available": ("unavailable",), "in stock": ("out of stock",),
    "paid": ("unpaid",), "verified": ("unverified",), "online": ("offline",), "public": ("private",),
    "enabled": ("disabled",), "valid": ("invalid",), "successful": ("unsuccessful", "failed"), "sold": ("unsold",),
    "married": ("unmarried", "single"), "employed": ("unemployed",), "resolved": ("unresolved",), "free": ("paid",),
}  # fmt: skip
_OPPOSITES_ZH = {
    "营业": ("停业", "歇业"), "开放": ("关闭", "已关闭"), "活跃": ("不活跃",), "有效": ("无效",), "有货": ("缺货",),
    "启用": ("禁用",), "在线": ("离线",), "成功": ("失败",), "已婚": ("未婚",), "支付": ("未支付",),
    "付款": ("未付款",), "免费": ("收费",),
}  # fmt: skip
_FEW_KINDS, _SHORT = 30, 12  # values, and letters of each


def propose_dimension(
    column: ColumnProfile, table: TableProfile, used: frozenset[str], copies: frozenset[str] = frozenset()
) -> Dimension:
    """Return the dimension of a column; `used` are the columns that are keys.

    The values of `copies` are found where they come from: a name in a table of names is looked up there.
    """
    kind, grain = _type(column, table, used)
    plain = column_expression(column.name)
    personal = signs.is_personal(column, table) and column.name not in used
    off = column.is_number or personal or column.name in copies or (kind == "text" and _is_long(column, table))
    yes_no = _yes_and_no(column)
    return Dimension(
        name=identifier(column.said),
        labels=label_text(column.said),
        synonyms=synonyms(column.said, "weekday") if _ordered_kind(column) == "weekday" else signs.said_of(column),
        type=kind,
        dataset=table.entity,
        prefix=table.entity,
        expr=expression_of(column),
        datatype=_datatype(column),
        grain=grain,
        values=() if personal else _answers(yes_no) if yes_no else _ordered_values(column),
        personal=personal,
        adjectives=() if personal else (*_adjectives(column, plain, yes_no), *_weekends(column, table, plain)),
        index="off" if off else "exact" if kind == "identifier" and _is_short_list(column, table) else "auto",
        meta={"doubtful_date": "day/month or month/day"} if column.date.is_ambiguous else {},
        state="generated",
        evidence=_evidence(column),
    )


def _is_short_list(column: ColumnProfile, table: TableProfile) -> bool:
    """Are these the codes of a small table, which people say: LHR, NX-204, D05?"""
    codes = column.values if column.is_text and column.known == column.distinct == table.rows else ()
    others = {value.casefold() for other in table.columns if other is not column for value in other.values}
    return bool(codes) and all(_CODE.fullmatch(code) and code.casefold() not in others for code in codes)


def expression_of(column: ColumnProfile) -> str:
    """What reads a column: the column itself, or the date or number out of its text."""
    plain = column_expression(column.name)
    if column.is_read_as_date:
        return column.date.expression(plain, has_clock=column.has_clock)
    return column.number.expression(plain) if column.is_read_as_number else plain


def _evidence(column: ColumnProfile) -> str:
    found = f"{column.distinct} distinct values in {column.known} rows"
    if column.pinyin:
        found = f"{found}; {column.name} is read as pinyin"
    if column.is_read_as_date:
        return f"{found}, all written {column.date.way}"
    if column.is_read_as_number:
        return f"{found}, all written with {column.number.sign!r}"
    if column.date.is_ambiguous:
        return f"{found}; they may be day/month or month/day, so they stay text"
    return found


def _type(column: ColumnProfile, table: TableProfile, used: frozenset[str]) -> tuple[DimensionType, Grain | None]:
    if column.is_time or column.is_read_as_date:
        return "time", "second" if column.has_hours else "month" if column.date.is_month else "day"
    if column.type == "BOOLEAN":
        return "boolean", None
    named_key = looks_like_key(column.said)
    if (column.name in used and (named_key or column.is_number)) or (named_key and column.distinct > 20):
        return "identifier", None
    if signs.is_year(column):
        return "ordinal", "year"
    if column.is_number or _ordered_kind(column):
        return "ordinal", None
    if signs.is_place(column) or kind_of(column.values, PLACES):
        return "geography", None
    near_unique = table.rows > 50 and column.distinct > 0.9 * column.known
    return ("text" if near_unique or _is_long(column, table) else "categorical"), None


def _is_long(column: ColumnProfile, table: TableProfile) -> bool:
    """A description is long, but for the one beside each code of a look-up table, which is what the code is called, and
    for a few short texts that come again and again, which are kinds (工作内容: 出庭, 会议)."""
    repeats = 0 < column.distinct <= _FEW_KINDS and column.known >= 5 * column.distinct and column.length <= _SHORT
    return signs.is_long_text(column) and not signs.is_meaning_of_code(column, table) and not repeats


def _datatype(column: ColumnProfile) -> str:
    if column.is_time or column.is_read_as_date:
        return "DateTime" if column.has_clock else "Date"
    if column.type == "BOOLEAN":
        return "Boolean"
    if column.is_whole:
        return "Integer"
    return "Decimal" if column.is_number else "String"


def _ordered_kind(column: ColumnProfile) -> str | None:
    return kind_of(column.values, _ORDERED) if column.distinct > 1 else None


def _ordered_values(column: ColumnProfile) -> tuple[DimensionValue, ...]:
    """Weekdays, months and sizes in their own order, with their other names."""
    kind = _ordered_kind(column)
    found = [(item, text) for text in column.values if kind and (item := member(kind, text))]
    return tuple(
        DimensionValue(text, synonyms=_words((*item.names, *item.codes), text), order=item.order)
        for item, text in sorted(found, key=lambda pair: pair[0].order)
    )


def _words(names: tuple[str, ...], text: str) -> Words:
    others = [name for name in names if name != normal_form(text)]
    return Words(tuple(n for n in others if not has_han(n)), tuple(n for n in others if has_han(n)))


def _yes_and_no(column: ColumnProfile) -> tuple[Scalar, Scalar] | None:
    """What is stored for yes and for no, where these are the only values."""
    if column.is_yes_or_no and not signs.adds_up(column):
        return 1, 0
    if column.type == "BOOLEAN" and column.known:
        return True, False
    if column.distinct == 2 and kind_of(column.values, ("answer",)):
        yes = [text for text in column.values if (item := member("answer", text)) and item.order == 1]
        no = [text for text in column.values if text not in yes]
        return (yes[0], no[0]) if len(yes) == len(no) == 1 else None
    return None


def _answers(stored: tuple[Scalar, Scalar]) -> tuple[DimensionValue, ...]:
    yes, no = stored
    return DimensionValue(yes, synonyms=Words(("yes",))), DimensionValue(no, synonyms=Words(("no",)))


def _adjectives(column: ColumnProfile, plain: str, stored: tuple[Scalar, Scalar] | None) -> tuple[Adjective, ...]:
    """ "open" and "closed" for is_open, 创新 and 非创新 for 是否创新."""
    if stored is None:
        return ()
    positive, negative = _poles(column.said)
    yes, no = (f"{plain} = {_literal(code)}" for code in stored)
    return (*(Adjective(word, yes) for word in positive), *(Adjective(word, no) for word in negative))


def _poles(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words for yes and the words for no, in both languages."""
    said = spelled_out(name)
    reading = read_name(said)
    english = (reading.english if reading else "") if has_han(said) else said
    chinese = dict.fromkeys((said.replace(" ", "") if has_han(said) else "", *(sayings(reading).zh if reading else ())))
    yes_zh = tuple(dict.fromkeys(_ASKS_ZH.sub("", word) for word in chinese if word))
    no_zh = tuple(other for word in yes_zh for other in (*_OPPOSITES_ZH.get(word, ()), f"非{word}", f"不是{word}"))
    bare = _ASKS_EN.sub("", english)
    if not bare:
        return yes_zh, no_zh
    if english.startswith(("has ", "have ", "had ")):
        return (f"with {bare}", *yes_zh), (f"without {bare}", f"no {bare}", *no_zh)
    return (bare, *yes_zh), (*_OPPOSITES.get(bare, ()), f"not {bare}", *no_zh)


def _weekends(column: ColumnProfile, table: TableProfile, plain: str) -> tuple[Adjective, ...]:
    """Weekend and working days of a column of weekdays, in a table that has no date to take them from."""
    has_date = any(c.is_time or c.is_read_as_date for c in table.columns)
    if _ordered_kind(column) != "weekday" or has_date:
        return ()
    days = [(text, item.names[0] in _WEEKEND) for text in column.values if (item := member("weekday", text))]
    found = []
    for words, is_weekend in ((("weekend", "weekends", "周末"), True), (("weekdays", "working days", "工作日"), False)):
        codes = [_literal(text) for text, weekend in days if weekend == is_weekend]
        is_one = f"{plain} = {codes[0]}" if len(codes) == 1 else f"{plain} in ({', '.join(codes)})"
        found += [Adjective(word, is_one) for word in words if codes]
    return tuple(found)


def _literal(code: Scalar) -> str:
    return str(code) if isinstance(code, int) else "'" + str(code).replace("'", "''") + "'"
