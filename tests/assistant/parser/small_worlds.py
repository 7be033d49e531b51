"""Small databases as `init` proposes them: a school and a library, with their rows, in both languages.

Names that were only found in the data are shared by members (two students are called Li Wei), so that rows count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.parser import Parser
from assistant.plan import Plan
from assistant.question import Question
from semantic_layer.calendar import Calendar
from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.model import (
    CalendarSpec,
    Dataset,
    Dimension,
    Entity,
    EntityKey,
    Format,
    Measure,
    SemanticModel,
    SimpleMetric,
    Text,
    Unit,
    Words,
)
from semantic_layer.vocabulary import IndexedValue, Vocabulary

AS_OF = date(2025, 6, 1)
_TYPES = {
    "id": ("identifier", "String"),
    "text": ("categorical", "String"),
    "int": ("ordinal", "Integer"),
    "num": ("ordinal", "Decimal"),
    "date": ("time", "Date"),
    "bool": ("boolean", "Boolean"),
}


@dataclass(frozen=True)
class Column:
    name: str
    kind: str
    en: str
    zh: str
    agg: str = ""  # a number that is averaged or summed has a metric of the same name


@dataclass(frozen=True)
class Table:
    """A table called `name` whose rows are an `entity` each; `keys` are its foreign keys: column to entity."""

    name: str
    entity: str
    en: str
    zh: str
    columns: tuple[Column, ...]
    keys: tuple[tuple[str, str], ...] = ()
    default_time: str | None = None
    rows: tuple[tuple[object, ...], ...] = ()


def _dataset(table: Table) -> Dataset:
    dimensions = []
    for column in table.columns:
        kind, datatype = _TYPES[column.kind]
        dimensions.append(
            Dimension(
                name=column.name, type=kind, dataset=table.name, prefix=table.entity, expr=column.name,
                labels=Text(column.en, column.zh), datatype=datatype, state="generated",
                grain="day" if kind == "time" else None,
            )  # type: ignore[arg-type]
        )  # fmt: skip
    measures = [_measure(table, f"{table.entity}_count", "count", "1")]
    measures += [_measure(table, f"{table.entity}_{c.name}", c.agg, c.name) for c in table.columns if c.agg]
    return Dataset(
        name=table.name, source=table.name, role="dimension" if not table.keys else "fact", grain=(table.entity,),
        time_basis="event" if table.default_time else "none", default_time=table.default_time,
        entities=(
            EntityKey(table.entity, "primary", (table.columns[0].name,)),
            *(EntityKey(entity, "foreign", (column,)) for column, entity in table.keys),
        ),
        dimensions=tuple(dimensions), measures=tuple(measures), state="generated",
    )  # fmt: skip


def _measure(table: Table, name: str, agg: str, expr: str) -> Measure:
    return Measure(
        name=name, dataset=table.name, agg=agg, expr=expr,
        additivity="non_additive" if agg == "avg" else "additive",
        unit=Unit("count", table.entity) if agg == "count" else Unit("none"),
        format=Format("integer") if agg == "count" else Format("decimal", 2),
        null_semantics="absent_is_unknown" if agg == "avg" else "absent_is_zero",
    )  # type: ignore[arg-type]  # fmt: skip


def _metrics(table: Table) -> list[SimpleMetric]:
    counted = SimpleMetric(
        name=f"{table.entity}_count", measure=f"{table.entity}_count", direction="neutral",
        labels=Text(f"number of {table.en}s", f"{table.zh}数量"),
        synonyms=Words((f"{table.en}s", f"{table.en} count"), (f"{table.zh}数", f"{table.zh}总数")),
        unit=Unit("count", table.entity), format=Format("integer"), state="generated",
    )  # fmt: skip
    figures = [
        SimpleMetric(
            name=f"{table.entity}_{c.name}", measure=f"{table.entity}_{c.name}", direction="neutral",
            labels=Text(c.en, c.zh), unit=Unit("none"), format=Format("decimal", 2), state="generated",
        )
        for c in table.columns
        if c.agg
    ]  # fmt: skip
    return [counted, *figures]


def model_of(name: str, tables: Sequence[Table]) -> SemanticModel:
    return SemanticModel(
        name=name, version="1", languages=("en", "zh"), calendar=CalendarSpec(), labels=Text(name, name),
        entities=tuple(
            Entity(
                name=t.entity, labels=Text(t.en, t.zh), default_count=f"{t.entity}_count", state="generated",
            )
            for t in tables
        ),
        datasets=tuple(map(_dataset, tables)),
        metrics=tuple(metric for table in tables for metric in _metrics(table)),
    )  # fmt: skip


def values_of(tables: Sequence[Table]) -> Mapping[str, tuple[IndexedValue, ...]]:
    found = {}
    for table in tables:
        for position, column in enumerate(table.columns):
            if column.kind in ("text", "id"):
                texts = sorted({str(row[position]) for row in table.rows if row[position] is not None})
                found[f"{table.entity}.{column.name}"] = tuple(IndexedValue(text, text, 1) for text in texts)
    return found


SCHOOL = (
    Table(
        "teachers", "teacher", "teacher", "教师",
        (
            Column("teacher_id", "id", "teacher id", "教师编号"),
            Column("first_name", "text", "first name", "名字"),
            Column("last_name", "text", "last name", "姓氏"),
            Column("subject", "text", "subject", "学科"),
            Column("hire_date", "date", "hire date", "入职日期"),
            Column("salary", "num", "salary", "工资", "avg"),
        ),
        rows=(
            ("T1", "Ann", "Cole", "Physics", date(2014, 8, 1), 5200),
            ("T2", "Bo", "Lund", "History", date(2016, 2, 1), 4100),
            ("T3", "Cy", "Cole", "Physics", date(2019, 9, 1), 4700),
            ("T4", "Di", "Moss", "Drama", date(2022, 1, 15), 3900),
        ),
    ),
    Table(
        "students", "student", "student", "学生",
        (
            Column("student_id", "id", "student id", "学号"),
            Column("name", "text", "name", "姓名"),
            Column("city", "text", "city", "城市"),
            Column("age", "int", "age", "年龄", "avg"),
            Column("score", "num", "score", "得分", "avg"),
        ),
        rows=(
            ("S1", "Li Wei", "Oslo", 15, 88.5),
            ("S2", "Li Wei", "Bergen", 17, 91.0),
            ("S3", "Mia Holm", "Oslo", 16, 72.0),
            ("S4", "Tom Berg", "Bergen", 14, 95.5),
            ("S5", "Eva Ness", "Molde", 16, 60.0),
        ),
    ),
    Table(
        "courses", "course", "course", "课程",
        (
            Column("course_id", "id", "course id", "课程编号"),
            Column("title", "text", "title", "标题"),
            Column("level", "text", "level", "级别"),
            Column("credits", "int", "credits", "学分", "avg"),
            Column("teacher_id", "id", "teacher id", "教师编号"),
        ),
        keys=(("teacher_id", "teacher"),),
        rows=(
            ("C1", "Optics", "Advanced", 6, "T1"),
            ("C2", "Vikings", "Basic", 3, "T2"),
            ("C3", "Waves", "Basic", 4, "T3"),
        ),
    ),
    Table(
        "enrollments", "enrollment", "enrollment", "选课",
        (
            Column("enrollment_id", "id", "enrollment id", "选课编号"),
            Column("student_id", "id", "student id", "学号"),
            Column("course_id", "id", "course id", "课程编号"),
            Column("enrolled_on", "date", "enrollment date", "选课日期"),
            Column("grade", "int", "grade", "成绩", "avg"),
        ),
        keys=(("student_id", "student"), ("course_id", "course")),
        default_time="enrolled_on",
        rows=(
            ("E1", "S1", "C1", date(2025, 1, 10), 5),
            ("E2", "S1", "C2", date(2025, 5, 20), 4),
            ("E3", "S2", "C2", date(2024, 9, 2), 6),
            ("E4", "S3", "C1", date(2024, 9, 3), 3),
            ("E5", "S3", "C3", date(2025, 5, 28), 4),
        ),
    ),
)  # fmt: skip

LIBRARY = (
    Table(
        "authors", "author", "author", "作者",
        (
            Column("author_id", "id", "author id", "作者编号"),
            Column("name", "text", "name", "姓名"),
            Column("country", "text", "country", "国家"),
            Column("birth_year", "int", "birth year", "出生年份"),
        ),
        rows=(
            ("A1", "Nora Falk", "Norway", 1950),
            ("A2", "Jon Strand", "Sweden", 1972),
            ("A3", "Ida Vik", "Norway", 1985),
        ),
    ),
    Table(
        "books", "book", "book", "图书",
        (
            Column("book_id", "id", "book id", "图书编号"),
            Column("title", "text", "title", "书名"),
            Column("genre", "text", "genre", "类型"),
            Column("price", "num", "price", "价格", "avg"),
            Column("pages", "int", "pages", "页数", "avg"),
            Column("published_on", "date", "publication date", "出版日期"),
            Column("author_id", "id", "author id", "作者编号"),
        ),
        keys=(("author_id", "author"),),
        rows=(
            ("B1", "North Wind", "Crime", 12.5, 320, date(2001, 3, 1), "A1"),
            ("B2", "Glass Fjord", "Poetry", 9.0, 96, date(2015, 6, 1), "A1"),
            ("B3", "Red Harbour", "Crime", 15.0, 410, date(2020, 1, 5), "A2"),
            ("B4", "Silent Snow", "Fantasy", 18.0, 510, date(2022, 10, 9), "A3"),
        ),
    ),
    Table(
        "members", "member", "member", "会员",
        (
            Column("member_id", "id", "member id", "会员编号"),
            Column("name", "text", "name", "姓名"),
            Column("city", "text", "city", "城市"),
            Column("joined_on", "date", "join date", "加入日期"),
        ),
        rows=(
            ("M1", "Ola Dahl", "Tromso", date(2021, 5, 1)),
            ("M2", "Ola Dahl", "Hamar", date(2023, 2, 1)),
            ("M3", "Kim Lie", "Hamar", date(2024, 11, 1)),
            ("M4", "Pia Moe", "Tromso", date(2025, 1, 20)),
        ),
    ),
    Table(
        "loans", "loan", "loan", "借阅",
        (
            Column("loan_id", "id", "loan id", "借阅编号"),
            Column("member_id", "id", "member id", "会员编号"),
            Column("book_id", "id", "book id", "图书编号"),
            Column("loan_date", "date", "loan date", "借阅日期"),
            Column("fine", "num", "fine", "罚款", "sum"),
        ),
        keys=(("member_id", "member"), ("book_id", "book")),
        default_time="loan_date",
        rows=(
            ("L1", "M1", "B1", date(2025, 5, 10), 0.0),
            ("L2", "M1", "B3", date(2025, 1, 3), 2.5),
            ("L3", "M2", "B1", date(2024, 12, 12), 0.0),
            ("L4", "M3", "B2", date(2025, 5, 25), 1.0),
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class SmallWorld:
    parser: Parser
    model: SemanticModel
    calendar: Calendar

    def read(self, text: str) -> Plan:
        return self.parser.read(Question.of(text))


def small_world(name: str, tables: Sequence[Table]) -> SmallWorld:
    model = model_of(name, tables)
    calendar = Calendar.of(model.calendar, first_day=date(2024, 9, 1), last_day=date(2025, 5, 31), as_of=AS_OF)
    parser = Parser(model, Vocabulary.build(model, values_of(tables)), calendar)
    return SmallWorld(parser, model, calendar)


_SQL_TYPES = {"id": "VARCHAR", "text": "VARCHAR", "int": "INTEGER", "num": "DOUBLE", "date": "DATE", "bool": "BOOLEAN"}


def engine_of(tables: Sequence[Table]) -> DuckDBEngine:
    """The tables with their rows, in memory."""

    def fill(connection) -> None:
        for table in tables:
            columns = ", ".join(f"{column.name} {_SQL_TYPES[column.kind]}" for column in table.columns)
            connection.execute(f"CREATE TABLE {table.name} ({columns})")
            for row in table.rows:
                connection.execute(f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(row))})", list(row))

    return DuckDBEngine.memory(fill)
