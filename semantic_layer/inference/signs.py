"""What a column's name says about its figures: do they add up, are they personal, is it a year or a place?

Rule: years, ids, codes, phones and coordinates are never measured; prices, rates and scores are averaged, never summed;
contact data of a person is personal until somebody says otherwise, that of a business is not.
"""

from __future__ import annotations

import re
from decimal import Decimal

from semantic_layer.inference.naming import label_text, spelled_out, synonyms
from semantic_layer.inference.profile import ColumnProfile, TableProfile
from semantic_layer.inference.units import split_unit
from semantic_layer.lexicon import concept_of, read_name
from semantic_layer.model import Words
from semantic_layer.wordforms import singular, words_of_name

_ADDS_UP = re.compile(
    r"\b(amount|revenue|sales|profit|cost|total|subtotal|sub total|quantity|count|fee|fare|tax|discount|refund|income|"
    r"expense|expenses|"
    r"payment|price|budget|spend|spending|likes|views|clicks|visits|units|stock|distance|duration|loss|balance|"
    r"turnover|donation|principal|quotas?|rainfall|commission|bonus|sum|volume|mrr|arr|gmv|"
    r"payroll|headcount|seats|inventory|on hand|premiums?|population|kwh|mwh|gwh|consumed|produced|"
    r"downtime|overtime)\b|"
    r"\bnumber of\b|^(days|hours|minutes)$|"
    r"\b(worked|overtime|downtime|stoppage|billable|logged|leave|sick|vacation) (days|hours|minutes)\b|"
    r"\b(days|hours|minutes) (worked|taken|logged|billed|missed|lost|used|spent|played|watched|studied)\b"
    r"|额|量|课时|学时|工时|货款|邮费|本金|人口|数$|数\b|费用|费$|成本|利润|收入|支出|人数|件数|次数|总"
)
_AVERAGED = re.compile(
    r"\b(price|rate|ratio|percent|percentage|rating|score|average|avg|mean|age|temperature|speed|level|unit|rank|per|"
    r"mpg|index|experience|salary|wage|wages|year|years|height|width|length|median|density|maximum|minimum|margin|discount)\b"
    r"|率|价$|单价|评分|分数|平均|日均|人均|月均|年龄|排名|比例|占比|时间|年份|版本|最低|最高|首次|密度|折扣$"
)
_COUNTED_PEOPLE = re.compile(
    r"(?:^|\b)(students|employees|visitors|passengers|customers|members|users|subscribers|patients|attendees|viewers|"
    r"followers|participants|workers|residents|guests|clients|listeners|players|volunteers)$"
)
_COUNTED_THINGS = re.compile(
    r"(?:^|\b)(tickets|nights|copies|pieces|items|parcels|pallets|boxes|bottles|meals|doses|trips|rides|calls|messages|"
    r"sessions|downloads|installs|impressions|conversions|goals|absences|defects|incidents|accidents|complaints|bags|"
    r"orders|shipments|deliveries|loans|refunds|returns|lessons|passes|coupons|vouchers|samples|errors|failures)$"
)
_SPAN_OF = re.compile(r"(.*[a-z]) (?:minutes|mins?|hours|hrs?|days|seconds|secs?)")
_SPAN_OF_ZH = re.compile(r"(.{2,}?)(?:分钟数?|小时数?|天数|秒数)")
_NO_SPAN = frozenset({"opening", "business", "office", "working", "school", "credit", "time", "duration", "of", "per"})
_PIECES_ZH = ("件数", "商品件数", "总件数")
_DISCOUNT = re.compile(r"\bdiscounts?$|折扣$")
_ALL_OF_IT = 100  # per cent: what is more was taken off in money
_PRICE_PAID = re.compile(r"^(sale|sales|selling|sold|purchase|total) price$|^(售价|成交价|成交价格|总价|销售价格)$")
_NOT_MEASURED = re.compile(
    r"\b(year|month|day|week|quarter|phone|zip|postcode|postal|latitude|longitude|lat|lng|lon|house number|version)\b"
    r"|年份|时间|电话|邮编|经度|纬度|版本"
)
_PERSONAL = re.compile(
    r"\b(phone|mobile|cell|telephone|email|e mail|mail|birth|birthday|birthdate|passport|ssn|social security|id card|"
    r"identity card|password|token|credit card number|card number)\b|电话|手机|邮箱|生日|出生|身份证|护照|密码|银行卡号"
)
_HOME = re.compile(r"\b(address|street|house number)\b|地址|住址|门牌")
_PERSON = re.compile(
    r"\b(first name|last name|given name|surname|forename|gender|sex|age|birth|birthday|salary|marital|occupation)\b"
    r"|姓名|性别|年龄|生日|出生|婚姻|学历|职业|身份证"
)
_PEOPLE = re.compile(
    r"\b(customer|client|user|employee|staff|person|people|member|patient|student|teacher|driver|buyer|seller|guest|"
    r"passenger|subscriber|salesperson|contact|candidate|applicant|donor|voter|player|doctor|nurse|parent)\b"
    r"|客户|顾客|用户|员工|会员|患者|病人|学生|教师|老师|司机|买家|卖家|乘客|人员|联系人|医生"
)
_PLACE = re.compile(
    r"\b(country|region|city|state|province|county|district|area|continent|neighborhood|neighbourhood|town)\b"
    r"|国家|地区|城市|省份|省$|区域|区县"
)
_LONG_TEXT = re.compile(
    r"\b(text|comment|comments|description|message|body|note|notes|url|website|content|summary|review text|link)\b"
    r"|内容|描述|备注|官网|评论|网址|简介"
)
_YEAR = re.compile(
    r"\byear\b|\byears?$|\b(founded|established|launched|built|released|opened|joined|hired|born|since)\b|年份|年度|年$|时间|成立|创立|上线"
)
_ATTRIBUTES = frozenset(
    {"cylinders", "doors", "bedrooms", "bathrooms", "floors", "number of seats", "pages", "number of rooms", "beds"}
)
_ENERGY = ("kWh", "MWh", "GWh")  # energy that was used or made adds up, and power does not
_TIMES = {"days": "days", "hours": "hours", "min": "minutes", "seconds": "seconds"}
_DONE = {
    "invoice": "invoiced", "bill": "billed", "charge": "charged", "claim": "claimed", "refund": "refunded",
    "payment": "paid", "deposit": "deposited", "donation": "donated", "transfer": "transferred", "award": "awarded",
    "grant": "granted", "pledge": "pledged", "loan": "loaned", "order": "ordered", "reimbursement": "reimbursed",
}  # fmt: skip
_COUNTED_ALREADY = ("数", "量", "额", "率")
MAX_MEAN_LENGTH = 80  # of a text that somebody might name as a value
MAX_LOOKED_UP = 5000  # rows of a table of codes with what they stand for
MAX_LABEL_LENGTH = 40  # in the mean, of what a code stands for


def words(column: ColumnProfile) -> str:
    return spelled_out(column.said)


def adds_up(column: ColumnProfile) -> bool:
    """Do figures of this name add up over rows? A stored count does, a price does not, unless it is what was paid."""
    said = words(column)
    reading = read_name(said)
    if _PRICE_PAID.search(said) or said.endswith("discount amount") or said.endswith(("折扣金额", "优惠金额")):
        return True
    if _DISCOUNT.search(said) and isinstance(column.most, int | float | Decimal) and column.most > _ALL_OF_IT:
        return True
    if _AVERAGED.search(said):
        return False
    if reading and len(reading.concepts) == 1 and reading.concepts[0].en[0] in _ATTRIBUTES:
        return False
    concept = concept_of(said)
    unit = split_unit(column.said).unit
    if counts_people(column) or _is_count_of_things(column) or (unit is not None and unit.of in _ENERGY):
        return True
    counts = concept is not None and any(word.startswith("number of ") for word in concept.en)
    return counts or bool(_ADDS_UP.search(reading.english if reading else said) or _ADDS_UP.search(said))


def counts_people(column: ColumnProfile) -> bool:
    """Is this a whole number that is called like those it counts: "students", "daily visitors"?"""
    return column.is_whole and bool(_COUNTED_PEOPLE.search(words(column)))


def _is_count_of_things(column: ColumnProfile) -> bool:
    """Is this a whole number that is called by the plural of what is handed over or happens: "tickets", "nights"?"""
    return column.is_whole and bool(_COUNTED_THINGS.search(words(column)))


def _counts_things(column: ColumnProfile) -> bool:
    """Is this a whole number that is called by the plural of a known word: "seats"?"""
    said = words(column)
    return column.is_whole and singular(said) != said and concept_of(singular(said)) is not None


def said_of(column: ColumnProfile) -> Words:
    """Other ways to say a column: "students" and "seats" that are counted are also the number of these."""
    names = _said_otherwise(column, synonyms(column.said, *([column.name] if column.pinyin else [])))
    people = counts_people(column)
    if not people and not _counts_things(column):
        return names
    said, zh = words(column), label_text(column.said).zh
    endings = () if zh.endswith(_COUNTED_ALREADY) else (*(("人数",) if people else ()), "数", "总数", "数量")
    counted = tuple(f"{zh}{word}" for word in endings if zh)
    counted += _PIECES_ZH if said == "items" else ()
    return Words((*names.en, f"number of {said}", f"{singular(said)} count"), (*names.zh, *counted))


def _said_otherwise(column: ColumnProfile, names: Words) -> Words:
    """As written, with its unit where that is a time ("downtime hours"), and as what was done: an "invoiced amount"."""
    said = words(column)
    given = (words_of_name(column.name),) if column.written_out else ()
    unit = split_unit(column.said).unit
    time = _TIMES.get(unit.of or "") if unit is not None else None
    timed = (f"{said} {time}",) if time and time not in said else ()
    lasted, lasted_zh = _durations(said, label_text(column.said).zh)
    head = said.removesuffix(" amount")
    done = (f"{_DONE[head]} amount", f"amount {_DONE[head]}") if head in _DONE and head != said else ()
    more = (*given, *timed, *done, *lasted)
    return Words(
        (*names.en, *(word for word in more if word not in names.en)),
        (*names.zh, *(word for word in lasted_zh if word not in names.zh)),
    )


def _durations(said: str, zh: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """ "First reply minutes" are the first reply time, 首次回复分钟数 the 首次回复时长; opening hours take no time."""
    what = _SPAN_OF.fullmatch(said)
    han = _SPAN_OF_ZH.fullmatch(zh)
    en = (f"{what[1]} time",) if what and what[1].rpartition(" ")[2] not in _NO_SPAN else ()
    return en, (f"{han[1]}时长", f"{han[1]}用时") if han else ()


def is_measurable(column: ColumnProfile) -> bool:
    """May figures of this column be added or averaged at all?"""
    return (
        column.is_number
        and not column.is_read_as_date
        and not is_year(column)
        and not column.is_yes_or_no
        and not _NOT_MEASURED.search(words(column))
    )


def is_price_paid(said: str) -> bool:
    return bool(_PRICE_PAID.search(said))


def is_year(column: ColumnProfile) -> bool:
    """Is this a whole number of four digits whose name says that it is a year?"""
    if not column.is_whole or not isinstance(column.least, int) or not isinstance(column.most, int):
        return False
    named = split_unit(column.said).is_year or bool(_YEAR.search(words(column)))
    return named and 1000 <= column.least <= column.most <= 2200


def is_personal(column: ColumnProfile, table: TableProfile) -> bool:
    said = words(column)
    return bool(_PERSONAL.search(said) or (_HOME.search(said) and holds_people(table)))


def holds_people(table: TableProfile) -> bool:
    """Are the rows of this table persons?"""
    return is_person(table.entity) or any(_PERSON.search(words(c)) for c in table.columns)


def is_person(entity: str) -> bool:
    """Is one of these a person by its name?"""
    return bool(_PEOPLE.search(spelled_out(entity)))


def is_place(column: ColumnProfile) -> bool:
    return bool(_PLACE.search(words(column)))


def is_meaning_of_code(column: ColumnProfile, table: TableProfile) -> bool:
    """Is this the one short text that tells the rows of a small table apart, beside a code for it?"""
    texts = [c for c in table.columns if c.is_text and c.known == c.distinct == table.rows and not looks_like_code(c)]
    short = column.length <= MAX_LABEL_LENGTH and table.rows <= MAX_LOOKED_UP
    return len(table.columns) > 1 and texts == [column] and short and (len(table.columns) == 2 or _is_described(column))


def _is_described(column: ColumnProfile) -> bool:
    return bool(re.search(r"\b(description|desc)\b|描述", words(column)))


def looks_like_code(column: ColumnProfile) -> bool:
    """Is this called a code, a key or a number of something?"""
    return bool(re.search(r"\b(id|code|key|no|number|sku)$|编号$|代码$|编码$|号$", words(column)))


def is_long_text(column: ColumnProfile) -> bool:
    return column.length > MAX_MEAN_LENGTH or bool(_LONG_TEXT.search(words(column)))
