"""What a table counts and measures.

Rule: rows are always counted; a column is summed only where its name says that it adds up, else it is averaged, and
the evidence says which.
"""

from __future__ import annotations

import re
from decimal import Decimal

from semantic_layer.inference import signs
from semantic_layer.inference.columns import expression_of
from semantic_layer.inference.levels import is_beside_moves
from semantic_layer.inference.naming import identifier, label_text, plural_name, spelled_out
from semantic_layer.inference.profile import ColumnProfile, TableProfile
from semantic_layer.inference.relations import looks_like_key
from semantic_layer.inference.signs import is_price_paid
from semantic_layer.inference.units import split_unit
from semantic_layer.model import Format, Measure, Text, Unit, Words
from semantic_layer.wordforms import singular

_SHARE = re.compile(r"\b(rate|ratio|share)\b|率|比例|占比")
_PART = re.compile(
    r"\b(rate|ratio|share|percent|percentage|pct|margin|discount|probability|utili[sz]ation|occupancy)\b"
    r"|率|比例|占比|折扣|百分比|概率"
)
_PRICE_OF_MONEY = re.compile(r"\b(exchange|fx|forex|currency)\b|汇率")
_SOLD = re.compile(r"\b(order|sale|sales|transaction|purchase|invoice|receipt)\b|订单|销售|交易|购买")
# Things that are money themselves: their total may be how many they are, or what they come to.
_PAID = re.compile(r"\b(payments?|donations?|expenses?|refunds?|deposits?|withdrawals?|spendings?|costs|fees)\b")
_AMOUNT = re.compile(r"\b(amount|value|price|total)\b")
_PIECES = Words(("units sold", "sales volume", "quantity sold"), ("销量", "销售量", "销售数量"))
_TURNOVER = Words(
    ("revenue", "sales revenue", "sales amount", "total sales", "total sales amount", "revenue amount"),
    ("销售额", "销售金额", "营收"),
)
_SAY_TURNOVER = frozenset({"revenue", "turnover", "sales", "sales amount", "sales revenue", "销售额", "营业额", "收入"})
_TOTALS = frozenset({"total", "total amount", "total price", "grand total", "order total", "总额", "总金额", "总价"})
# What a customer paid for an order is the money taken, where the order has no other total.
_TAKEN = frozenset(
    {"payment amount", "paid amount", "amount paid", "amount received", "实付金额", "支付金额", "实收金额"}
)
_QUANTITY = frozenset({"quantity", "units", "items", "数量", "件数"})


def row_count(table: TableProfile) -> Measure:
    """How many rows: what "how many orders" counts, unless a column has counted them already."""
    labels, said = _counting(table)
    if _has_count(table):
        labels, said = (
            Text(f"{labels.en} (rows)" if labels.en else "", f"{labels.zh}（行）" if labels.zh else ""),
            Words(),
        )
    return Measure(
        name=f"{table.entity}_count",
        labels=labels,
        synonyms=said,
        dataset=table.entity,
        agg="count",
        expr="1",
        additivity="additive",
        unit=Unit("count", table.entity),
        format=Format("integer"),
        null_semantics="absent_is_zero",
        direction="neutral",
        state="generated",
        evidence="rows of the table",
    )


def _counting(table: TableProfile) -> tuple[Text, Words]:
    """What a number of these things is called."""
    label = label_text("sale" if table.entity == "sales" else table.entity)
    many = plural_name(label_text(table.entity).en)
    totals = () if many == "sales" else (many, f"total {many}")  # sales and total sales are money as well
    en = (*totals, f"{singular(label.en)} count", f"count of {many}") if many else ()
    zh = tuple(f"{label.zh}{word}" for word in ("数", "总数", "个数", "次数", "量")) if label.zh else ()
    counted = Text(f"number of {many}" if many else f"{table.entity} count", f"{label.zh}数量" if label.zh else "")
    return counted, Words(tuple(dict.fromkeys(en)), zh)


def _has_count(table: TableProfile) -> bool:
    return any(column.is_whole and spelled_out(column.said) == "count" for column in table.columns)


def count_of(table: TableProfile) -> str:
    """The measure that answers "how many": what a column named just "count" adds up to, else the rows."""
    return f"{table.entity}_total" if _has_count(table) else f"{table.entity}_count"


def is_measured(column: ColumnProfile, used: frozenset[str]) -> bool:
    """Is there anything to add or average in this column?"""
    return column.name not in used and not looks_like_key(column.said) and signs.is_measurable(column)


def measures_of(table: TableProfile, used: frozenset[str]) -> tuple[Measure, ...]:
    measured = [column for column in table.columns if is_measured(column, used)]
    return tuple(_measure(column, table, measured) for column in measured)


def _measure(column: ColumnProfile, table: TableProfile, others: list[ColumnProfile]) -> Measure:
    """A sum where the name says that it adds up, else an average."""
    unit = split_unit(column.said).unit or column.number.unit
    sums = signs.adds_up(column) and not column.number.is_percentage and not is_beside_moves(column, table)
    said = spelled_out(column.said)
    share = not column.is_whole and not column.number.is_percentage and bool(_SHARE.search(said))
    is_part = not sums and _is_part(column, said)
    names = signs.said_of(column)
    pieces = _is_pieces(column, said, others) and bool(_SOLD.search(spelled_out(table.said)))
    either = pieces and said == "amount"  # beside a total: which of the two is the money is for a person to say
    if either or _is_turnover(said, table, frozenset(spelled_out(c.said) for c in others)):
        names = Words(names.en + _TURNOVER.en, names.zh + _TURNOVER.zh)
    if pieces:
        names = Words(names.en + _PIECES.en, names.zh + _PIECES.zh)
    if sums and _PAID.search(plural_name(label_text(table.entity).en)) and _AMOUNT.search(said):
        names = Words((*names.en, f"total {plural_name(label_text(table.entity).en)}"), names.zh)
    name, labels = identifier(column.said), label_text(column.said)
    counted = column.is_whole and said == "count"
    if counted:
        name, (labels, more) = count_of(table), _counting(table)
        names = Words(names.en + more.en, names.zh + more.zh)
    return Measure(
        name=name,
        labels=labels,
        synonyms=names,
        dataset=table.entity,
        agg="sum" if sums else "avg",
        expr=expression_of(column),
        additivity="additive" if sums else "non_additive",
        unit=Unit("count", table.entity) if counted else unit or Unit("share" if is_part else "none"),
        format=Format("percent", 1)
        if is_part and unit is None
        else Format("integer")
        if sums and column.is_whole
        else Format("decimal", 4 if share else 2),
        null_semantics="absent_is_zero" if sums else "absent_is_unknown",
        direction="neutral",
        state="generated",
        evidence="its name says that it adds up" if sums else "no sign that it adds up, so it is averaged",
    )


def _is_part(column: ColumnProfile, said: str) -> bool:
    """Is this a part of a whole, written as a fraction: a discount of 0.2 is one of 20 %?"""
    if column.is_whole or column.is_read_as_number or not _PART.search(said) or _PRICE_OF_MONEY.search(said):
        return False
    least, most = (value if isinstance(value, int | float | Decimal) else None for value in (column.least, column.most))
    return least is not None and most is not None and -1 <= least < most <= 1


def _is_pieces(column: ColumnProfile, said: str, others: list[ColumnProfile]) -> bool:
    """Are these pieces that were sold? A whole amount is, where a total beside it is the money."""
    if said in _QUANTITY:
        return True
    beside = any(spelled_out(other.said) in _TOTALS for other in others)
    return said == "amount" and column.is_whole and beside


def _is_turnover(said: str, table: TableProfile, names: frozenset[str]) -> bool:
    """Is this what was taken for what was sold? An amount is, where a quantity beside it is something else."""
    if not _SOLD.search(spelled_out(table.said)) or names & _SAY_TURNOVER:
        return False
    if said in _TOTALS:
        return True
    if names & _TOTALS:
        return False
    if said in _TAKEN:
        return len(names & _TAKEN) == 1
    if said in ("amount", "金额"):
        return bool(names & _QUANTITY)
    return is_price_paid(said) and not names & (_QUANTITY | {"amount", "金额"})
