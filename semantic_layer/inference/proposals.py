"""One profiled table to one proposed dataset.

Rule: years, ids, codes, phones and coordinates are never measured; prices, rates and scores are averaged, never
summed; what looks like contact data counts as personal until a person says otherwise.
"""

from __future__ import annotations

import re

from semantic_layer.expressions import is_name
from semantic_layer.inference.naming import identifier, label_text, spelled_out, synonyms
from semantic_layer.inference.profile import ColumnProfile, TableProfile
from semantic_layer.inference.relations import Relation, looks_like_key, primary_key
from semantic_layer.model import (
    Dataset,
    DatasetRole,
    Dimension,
    DimensionType,
    EntityKey,
    EntityKind,
    Format,
    Grain,
    Measure,
    Text,
    Unit,
    Words,
)
from semantic_layer.wordforms import plural

_ADDS_UP = re.compile(
    r"\b(amount|revenue|sales|profit|cost|total|quantity|count|number|fee|fare|tax|discount|refund|income|expense|"
    r"payment|price|budget|salary|spend|likes|views|clicks|visits|units|stock|distance|duration|loss|balance)\b"
    r"|额|量|数$|数\b|费用|费$|成本|利润|收入|支出|人数|件数|次数|总"
)
_AVERAGED = re.compile(
    r"\b(price|rate|ratio|percent|percentage|rating|score|average|avg|mean|age|temperature|speed|level|unit|rank|per|"
    r"mpg|index|experience|year|years|height|width|length)\b|率|价$|单价|评分|分数|平均|年龄|排名|比例|占比|时间|年份|版本|最低|最高|首次"
)
_NOT_MEASURED = re.compile(
    r"\b(year|month|day|week|quarter|phone|zip|postcode|postal|latitude|longitude|lat|lng|lon|house number|version)\b"
    r"|年份|时间|电话|邮编|经度|纬度|版本"
)
_PERSONAL = re.compile(
    r"\b(phone|mobile|email|e mail|mail|address|birth|birthday|passport|ssn|id card|password|token)\b"
    r"|电话|手机|邮箱|地址|生日|出生|身份证|护照|密码"
)
_PLACE = re.compile(r"\b(country|region|city|state|province|county|district|area)\b|国家|地区|城市|省份|省|区域")
_NOT_EVENT = re.compile(
    r"\b(birth|birthday|hire|termination|expiry|expire|due|end|created|updated|modified)\b|出生|到期|更新"
)
_LONG_TEXT = re.compile(
    r"\b(text|comment|description|message|body|note|url|website|address)\b|内容|描述|备注|官网|评论"
)
_CURRENCIES = {"usd": "USD", "eur": "EUR", "cny": "CNY", "rmb": "CNY", "gbp": "GBP", "jpy": "JPY"}


def propose_dataset(table: TableProfile, tables: tuple[TableProfile, ...], relations: tuple[Relation, ...]) -> Dataset:
    """Propose role, keys, time, dimensions and measures of one table."""
    key = primary_key(table)
    out = [relation for relation in relations if relation.child == table.name]
    used = {relation.column for relation in out} | ({key.name} if key else set())
    dimensions = tuple(_dimension(column, table, used) for column in table.columns)
    time = _default_time(table, dimensions)
    return Dataset(
        name=table.entity,
        labels=label_text(table.name),
        source=table.name,
        role=_role(table, out, relations, time is not None),
        grain=(table.entity,),
        time_basis="event" if time else "none",
        default_time=time,
        entities=_entities(table, key, out, tables, relations),
        dimensions=dimensions,
        measures=(_row_count(table), *_measures(table, used)),
        state="generated",
        evidence=f"{table.rows} rows; key {key.name if key else 'none: no column identifies a row'}",
    )


def _role(table: TableProfile, out: list[Relation], relations: tuple[Relation, ...], has_time: bool) -> DatasetRole:
    is_target = any(relation.parent == table.name for relation in relations)
    measured = any(_is_measured(column, set()) for column in table.columns)
    if is_target and not (has_time and measured and out):
        return "dimension"
    return "fact"


def _entities(
    table: TableProfile,
    key: ColumnProfile | None,
    out: list[Relation],
    tables: tuple[TableProfile, ...],
    relations: tuple[Relation, ...],
) -> tuple[EntityKey, ...]:
    """The table's own key, the unique columns that others point to, and its foreign keys."""
    by_name = {other.name: other for other in tables}
    kind: EntityKind = "primary" if key else "natural"
    own = EntityKey(table.entity, kind, (key.name,) if key else tuple(column.name for column in table.columns[:1]))
    pointed = {r.key for r in relations if r.parent == table.name} - {key.name if key else ""}
    if pointed:  # others point to another unique column: that one identifies the rows
        own = EntityKey(table.entity, "primary", (min(pointed),))
    foreign = tuple(EntityKey(by_name[r.parent].entity, "foreign", (r.column,), role=r.role) for r in out)
    return (own, *foreign)


def _dimension(column: ColumnProfile, table: TableProfile, used: set[str]) -> Dimension:
    words = spelled_out(column.name)
    kind, grain = _dimension_type(column, table, used)
    plain = column.name if is_name(column.name) else f'"{column.name}"'
    personal = bool(_PERSONAL.search(words)) and column.name not in used
    return Dimension(
        name=identifier(column.name),
        labels=label_text(column.name),
        synonyms=synonyms(column.name),
        type=kind,
        dataset=table.entity,
        prefix=table.entity,
        expr=f"CAST({plain} AS DATE)" if column.is_date_text else plain,
        datatype=_datatype(column),
        grain=grain,
        personal=personal,
        index="off" if column.is_number or personal else "auto",
        state="generated",
        evidence=f"{column.distinct} distinct values in {column.known} rows",
    )


def _dimension_type(column: ColumnProfile, table: TableProfile, used: set[str]) -> tuple[DimensionType, Grain | None]:
    words = spelled_out(column.name)
    if column.is_time or column.is_date_text:
        return "time", "day"
    if column.type == "BOOLEAN":
        return "boolean", None
    if column.name in used or (looks_like_key(column.name) and column.distinct > 20):
        return "identifier", None
    if column.is_number:
        return "ordinal", None
    if _PLACE.search(words):
        return "geography", None
    if _LONG_TEXT.search(words) or (table.rows > 50 and column.distinct > 0.9 * column.known):
        return "text", None
    return "categorical", None


def _datatype(column: ColumnProfile) -> str:
    if column.is_time or column.is_date_text:
        return "DateTime" if "TIMESTAMP" in column.type else "Date"
    if column.type == "BOOLEAN":
        return "Boolean"
    if column.is_whole:
        return "Integer"
    return "Decimal" if column.is_number else "String"


def _default_time(table: TableProfile, dimensions: tuple[Dimension, ...]) -> str | None:
    """The first date that says when something happened; technical dates only when there is no other."""
    times = [dimension for dimension in dimensions if dimension.type == "time"]
    events = [d for d in times if not _NOT_EVENT.search(spelled_out(d.name))]
    return next((dimension.name for dimension in (*events, *times)), None)


def _row_count(table: TableProfile) -> Measure:
    """How many rows: what "how many orders" counts."""
    label = label_text(table.entity)
    many = plural(label.en) if label.en else ""
    return Measure(
        name=f"{table.entity}_count",
        labels=Text(f"number of {many}" if many else f"{table.entity} count", f"{label.zh}数量" if label.zh else ""),
        synonyms=Words(
            tuple(filter(None, (many, f"{label.en} count", f"count of {many}", f"total {many}"))) if many else (),
            tuple(f"{label.zh}{word}" for word in ("数", "总数", "个数")) if label.zh else (),
        ),
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


def _is_measured(column: ColumnProfile, used: set[str]) -> bool:
    if not column.is_number or column.name in used:
        return False
    return not looks_like_key(column.name) and not _NOT_MEASURED.search(spelled_out(column.name))


def _measures(table: TableProfile, used: set[str]) -> tuple[Measure, ...]:
    return tuple(_measure(column, table) for column in table.columns if _is_measured(column, used))


def _measure(column: ColumnProfile, table: TableProfile) -> Measure:
    """A sum where the name says that it adds up, else an average."""
    words = spelled_out(column.name)
    sums = bool(_ADDS_UP.search(words)) and not _AVERAGED.search(words)
    currency = next((code for word, code in _CURRENCIES.items() if word in words.split()), None)
    share = column.most is not None and not column.is_whole and bool(re.search(r"rate|ratio|率|比例|占比", words))
    unit = Unit("currency", currency) if currency else Unit("none")
    return Measure(
        name=identifier(column.name),
        labels=label_text(column.name),
        synonyms=synonyms(column.name),
        dataset=table.entity,
        agg="sum" if sums else "avg",
        expr=column.name if is_name(column.name) else f'"{column.name}"',
        additivity="additive" if sums else "non_additive",
        unit=unit,
        format=Format("integer") if sums and column.is_whole else Format("decimal", 4 if share else 2),
        null_semantics="absent_is_zero" if sums else "absent_is_unknown",
        direction="neutral",
        state="generated",
        evidence="its name says that it adds up" if sums else "no sign that it adds up, so it is averaged",
    )
