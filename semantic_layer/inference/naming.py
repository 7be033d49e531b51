"""Technical names to names that people use.

Rule: a label is only ever a spelling-out of the given name; a translation and other ways to say it are added when
every piece of it is known.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from semantic_layer.inference.units import split_unit
from semantic_layer.lexicon import concept_of, cut_run, read_name, sayings, spelled_out_word
from semantic_layer.model import Text, Words
from semantic_layer.wordforms import has_han, plural, singular, words_of_name

_NAMED_EN = (" name", " title")
_NAMED_ZH = ("名称", "姓名", "名字", "名")
_MAX_SYNONYMS = 16
_BARE = {"数量": "quantity"}  # alone, it is how many pieces; at the end of a name, how many of what it names
_EVERYDAY = frozenset({"like", "share", "use", "made", "is", "has", "mean", "number of"})
_NOISE = frozenset(
    {
        "tbl", "dim", "fact", "fct", "stg", "raw", "data", "dataset", "datasets", "table", "vw", "view", "src", "csv",
        "tb", "ods", "dwd", "dws", "ads", "clean", "cleaned", "final", "export",
    }
)  # fmt: skip


_PERIODS = re.compile(r"(19|20)[0-9]{2}([01][0-9]([0-3][0-9])?)?|[hq][1-4]|fy[0-9]{2,4}|v[0-9]+|copy|副本")
_ENDED = re.compile(r"(?<=[a-z])(19|20)[0-9]{2}([01][0-9]([0-3][0-9])?)?$")  # "list202506"
_LISTS = frozenset({"list", "report", "sheet"})
_LISTS_ZH = re.compile(
    r"(?<=..)(?:(?:基本|基础|主)?(?:信息|资料|档案|数据)|主档|花名册|名册|名录|报表|一览|列表|清单|导出|表)+$"
)
_TRAVEL = {"dep": "departure", "arr": "arrival"}  # elsewhere a department
_OF_TRAVEL = frozenset({"delay", "time", "sched", "scheduled", "actual", "airport", "gate", "terminal", "arr"})
_UNNAMED = frozenset({"sheet", "sheet1", "table1", "data1", "df", "file", "untitled", "book1", "工作表", "数据", "表"})
_ROLES = frozenset({"first", "last", "full", "middle", "user", "country", "city", "state", "region", "group", "parent"})


def identifier(name: str) -> str:
    """Return `name` as one word of letters, digits and underscores.

    Examples
    --------
    >>> identifier("Order Date"), identifier("上线时间（年）")
    ('order_date', '上线时间_年')
    """
    return re.sub(r"\W+", "_", words_of_name(name).strip().replace(" ", "_")).strip("_").lower() or "column"


def spelled_out(name: str) -> str:
    """Return the words of a name with abbreviations resolved, runs of words cut and its unit left out.

    Examples
    --------
    >>> spelled_out("cust_addr"), spelled_out("OrderQty"), spelled_out("productname"), spelled_out("weight_kg")
    ('customer address', 'order quantity', 'product name', 'weight')
    """
    words = words_of_name(split_unit(name).name).lower().split()
    words = [*words[1:], "id"] if len(words) > 1 and words[0] == "id" else words
    travels = not _OF_TRAVEL.isdisjoint(words)
    words = [_TRAVEL.get(word, word) for word in words] if travels else words
    return " ".join(spelled_out_word(piece) for word in words for piece in cut_run(spelled_out_word(word)).split())


def label_text(name: str) -> Text:
    """Return labels in both languages; the second stays empty when a piece of the name is not known.

    A unit that scales the figures stays in the label, so that nobody reads 50 for 500,000.

    Examples
    --------
    >>> label_text("payment_method")
    Text(en='payment method', zh='付款方式')
    >>> label_text("评分")
    Text(en='rating', zh='评分')
    >>> label_text("用户数量（万）").zh
    '用户数量（万）'
    """
    column = split_unit(name)
    words = spelled_out(name)
    reading = read_name(words)
    if words in _BARE:
        return Text(_BARE[words], words)
    if has_han(name):
        note = f"（{column.note}）" if column.note else ""
        en = reading.english if reading else ""
        return Text(f"{en} ({column.note})" if en and column.note else en, words.replace(" ", "") + note)
    note = f" ({column.note})" if column.note else ""
    return Text(words + note, reading.chinese + note if reading else "")


def synonyms(*names: str) -> Words:
    """Other ways to say a name: as given, singular and plural, and with the known words of its pieces."""
    en: dict[str, None] = {}
    zh: dict[str, None] = {}
    for name in names:
        words = spelled_out(name)
        if has_han(name):
            zh |= dict.fromkeys((name, split_unit(name).name, words.replace(" ", "")))
            en |= dict.fromkeys((_BARE[words], plural_name(_BARE[words])) if words in _BARE else ())
        else:
            given = words_of_name(name).lower().strip()
            en |= dict.fromkeys((given, words, singular(words), plural_name(words)))
        reading = read_name(words)
        if reading:
            said = sayings(reading)
            en |= dict.fromkeys((reading.english if reading.is_chinese else words, *said.en))
            zh |= dict.fromkeys((reading.chinese, *said.zh))
    return Words(_clear(en), _clear(zh))


def _clear(words: Iterable[str]) -> tuple[str, ...]:
    """One letter or character says too little to be another name, and so do words of every question."""
    return tuple(word for word in words if len(word) > 1 and word not in _EVERYDAY)[:_MAX_SYNONYMS]


def plural_name(label: str) -> str:
    """The plural of what a table holds.

    Examples
    --------
    >>> plural_name("order line"), plural_name("payments received")
    ('order lines', 'payments received')
    """
    words = label.split(" ")
    if len(words) > 1 and singular(words[-2]) != words[-2]:
        return label
    return plural(singular(label)) if label else ""


def without_name(name: str) -> str:
    """Return what a column of names names: "city_name" and 城市名称 give the city; empty for any other column.

    Examples
    --------
    >>> without_name("city_name"), without_name("城市名称"), without_name("price"), without_name("first_name")
    ('city', '城市', '', '')
    """
    words = spelled_out(name)
    reading = read_name(words)
    if reading and len(reading.concepts) == 1 and reading.english in ("first name", "last name", "full name"):
        return ""
    for ending in _NAMED_ZH if has_han(name) else _NAMED_EN:
        rest = words.removesuffix(ending)
        if rest != words and len(rest) > 1 and rest not in ("first", "last", "full", "middle", "user"):
            return rest
    return ""


def entity_name(table: str, tables: tuple[str, ...]) -> str:
    """What one row of a table is: the table's name in the singular, without a prefix that all tables share.

    The period of an export goes where no other table differs by it alone.

    Examples
    --------
    >>> entity_name("ExportOrderList202506", ("ExportOrderList202506",)), entity_name("销售明细表", ("销售明细表",))
    ('order', '销售明细')
    >>> entity_name("sales_2024", ("sales_2024", "sales_2025"))
    'sales_2024'
    >>> entity_name("客户档案", ("客户档案",)), entity_name("教务导出_学员信息", ("教务导出_学员信息", "教务导出_课程"))
    ('客户', '学员')
    """
    table, tables = _without_book(table, tables), tuple(_without_book(name, tables) for name in tables)
    bare = _without_period(table)
    if bare and sum(_without_period(name) == bare for name in tables) < 2:
        table = bare
    words = words_of_name(table).lower().split()
    if len(tables) > 1:
        others = [words_of_name(name).lower().split() for name in tables]
        shared = 0
        while all(len(o) > shared + 1 for o in others) and len({o[shared] for o in others}) == 1:
            shared += 1
        words = words if any(word.isdigit() for word in words[shared : shared + 1]) else words[shared:]
    words = _without_noise(words)
    words = [*words[:-1], singular(words[-1])] if words and not has_han(words[-1]) else words
    return re.sub(r"\W+", "_", "_".join(words)).strip("_") or identifier(table)


def _without_book(table: str, tables: Collection[str]) -> str:
    """A sheet's name without that of the Chinese workbook it shares with other sheets, unless another table has it."""
    book, _, sheet = table.partition("_")
    is_shared = sum(name.startswith(f"{book}_") for name in tables) > 1
    alike = sum(name == sheet or name.endswith(f"_{sheet}") for name in tables)
    return sheet if is_shared and alike == 1 and has_han(book) and len(sheet) > 1 and has_han(sheet) else table


def _without_period(table: str) -> str:
    """The name without the months and copies that a program or a person wrote behind it, and without "list"."""
    words = _ENDED.sub("", words_of_name(table).lower()).split()
    while words and (_PERIODS.fullmatch(words[-1]) or words[-1] in _LISTS):
        words = words[:-1]
    name = " ".join(words)
    return _LISTS_ZH.sub("", name) if has_han(name) else name


def thing_of_columns(table: str, columns: Iterable[str]) -> str:
    """What one row is where the table's name says nothing ("data", "Sheet1"): the known thing that a column identifies.

    Examples
    --------
    >>> thing_of_columns("data", ["employee_id", "salary"]), thing_of_columns("Sheet1", ["Car Name", "mpg"])
    ('employee', 'car')
    >>> thing_of_columns("data", ["id", "first_name"]), thing_of_columns("sales", ["order_id"])
    ('', '')
    """
    if not all(word in _NOISE | _UNNAMED or word.isdigit() for word in words_of_name(table).lower().split()):
        return ""
    for ending in (" id", " name", "编号", "名称"):
        for column in columns:
            rest = spelled_out(column).removesuffix(ending).strip()
            if rest and rest != spelled_out(column) and rest not in _ROLES and concept_of(rest):
                return identifier(singular(rest))
    return ""


def _without_noise(words: list[str]) -> list[str]:
    """Words at the ends of a table's name that say what a table is, not what it holds."""
    kept = list(words)
    while len(kept) > 1 and kept[0] in _NOISE:
        kept = kept[1:]
    while len(kept) > 1 and kept[-1] in _NOISE:
        kept = kept[:-1]
    return kept
