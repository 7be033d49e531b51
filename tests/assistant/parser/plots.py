"""Two small tables with labels in both languages: films without a date, houses with one."""

from __future__ import annotations

from datetime import date

from assistant.parser import Parser
from semantic_layer.calendar import Calendar
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
from semantic_layer.number_ranges import NumberRange
from semantic_layer.vocabulary import IndexedValue, Vocabulary

AS_OF = date(2025, 1, 1)
Column = tuple[str, str, str, str, NumberRange | None]

FILMS: tuple[Column, ...] = (
    ("title", "title", "片名", "identifier", None),
    ("genre", "genre", "题材", "categorical", None),
    ("studio", "studio", "制片厂", "categorical", None),
    ("release_year", "release year", "上映年份", "plain", NumberRange(1998, 2019, 22)),
    ("runtime", "runtime", "片长", "avg", NumberRange(78, 190, 110)),
    ("budget", "budget", "预算", "sum", NumberRange(1.2, 119.6, 230)),
    ("rating", "rating", "评分", "avg", NumberRange(2.5, 9.4, 70)),
    ("votes", "votes", "票数", "avg", NumberRange(104, 89_950, 238)),
    ("awards", "awards", "奖项", "avg", NumberRange(0, 7, 8)),
)
HOUSES: tuple[Column, ...] = (
    ("sold_on", "sale date", "成交日期", "time", None),
    ("district", "district", "城区", "categorical", None),
    ("style", "style", "户型", "categorical", None),
    ("bedrooms", "bedrooms", "卧室数", "avg", NumberRange(1, 6, 6)),
    ("area", "area", "面积", "avg", NumberRange(35, 260, 190)),
    ("price", "price", "价格", "avg", NumberRange(78_000, 1_060_000, 296)),
)
VALUES = {
    "film.genre": ("Drama", "Comedy", "Action", "Horror"),
    "film.studio": ("Lantern", "Kestrel"),
    "house.district": ("Riverside", "Hilltop"),
    "house.style": ("terraced", "detached"),
}


def _dimension(dataset: str, prefix: str, column: Column) -> Dimension:
    name, en, zh, kind, _ = column
    types = {"avg": "ordinal", "sum": "ordinal", "plain": "ordinal"}
    number = kind in types
    rest = {"grain": "day", "datatype": "Date"} if kind == "time" else {}
    return Dimension(
        name=name,
        type=types.get(kind, kind),  # type: ignore[arg-type]
        dataset=dataset,
        prefix=prefix,
        expr=name,
        labels=Text(en, zh),
        **({"datatype": "Decimal"} if number else rest),  # type: ignore[arg-type]
    )


def _measure(dataset: str, name: str, agg: str, expr: str) -> Measure:
    return Measure(
        name=name,
        dataset=dataset,
        agg=agg,  # type: ignore[arg-type]
        expr=expr,
        additivity="non_additive" if agg == "avg" else "additive",
        unit=Unit("none"),
        format=Format("decimal", 2),
        null_semantics="absent_is_unknown" if agg == "avg" else "absent_is_zero",
    )


def table(thing: str, zh: str, columns: tuple[Column, ...]) -> tuple[SemanticModel, Vocabulary]:
    """A model of one table: its columns, a count of its rows, and one metric for each column of numbers."""
    source, counted = f"{thing}s", f"{thing}_count"
    numbers = [column for column in columns if column[3] in ("avg", "sum")]
    measures = [_measure(source, counted, "count", "1"), *(_measure(source, c[0], c[3], c[0]) for c in numbers)]
    labels = {c[0]: Text(c[1], c[2]) for c in columns} | {counted: Text(f"number of {source}", f"{zh}数量")}
    metrics = [
        SimpleMetric(
            name=measure.name,
            measure=measure.name,
            direction="neutral",
            labels=labels[measure.name],
            synonyms=Words((source,), (f"{zh}数",)) if measure.name == counted else Words(),
            unit=measure.unit,
            format=measure.format,
        )
        for measure in measures
    ]
    dated = any(column[3] == "time" for column in columns)
    dataset = Dataset(
        name=source,
        source=source,
        role="fact",
        grain=(thing,),
        time_basis="event" if dated else "none",
        default_time="sold_on" if dated else None,
        entities=(EntityKey(thing, "primary", ("id",)),),
        dimensions=tuple(_dimension(source, thing, column) for column in columns),
        measures=tuple(measures),
    )
    label = next((column[0] for column in columns if column[3] == "identifier"), None)
    entity = Entity(
        name=thing, labels=Text(thing, zh), synonyms=Words((source,)), label_dimension=label, default_count=counted
    )
    model = SemanticModel(
        name=source,
        version="1",
        languages=("en", "zh"),
        calendar=CalendarSpec(),
        entities=(entity,),
        datasets=(dataset,),
        metrics=tuple(metrics),
    )
    ranges = {f"{thing}.{column[0]}": column[4] for column in columns if column[4] is not None}
    values = {
        name: tuple(IndexedValue(text, text) for text in texts)
        for name, texts in VALUES.items()
        if name.startswith(f"{thing}.")
    }
    return model, Vocabulary.build(model, values, ranges)


def reader(thing: str, zh: str, columns: tuple[Column, ...]) -> Parser:
    model, vocabulary = table(thing, zh, columns)
    days = {"first_day": date(2022, 1, 1), "last_day": date(2024, 12, 31), "as_of": AS_OF}
    return Parser(model, vocabulary, Calendar.of(model.calendar, **days))
