"""How long things took: the time between two dates of a row, in a unit that is said.

Rule: two dates make a duration where nearly every row that has both has them in that order, and neither is a birth, a
deadline or a later change of the record. It is averaged and never added up; it is asked for by its two events ("from
order to delivery") and takes no name that a column could have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from sqlglot import exp

from semantic_layer.engines.base import Engine
from semantic_layer.expressions import parse
from semantic_layer.inference.naming import spelled_out
from semantic_layer.inference.profile import TableProfile
from semantic_layer.model import Dataset, Dimension, Format, Measure, Text, Unit

_IN_ORDER = 0.95  # of the rows that have both dates
_MOST_DATES = 5
_STEM = 5  # letters that two names of one event share: "order" and "ordered"
_ENDS = (frozenset({"in", "out"}), frozenset({"start", "end"}), frozenset({"begin", "end"}), frozenset({"from", "to"}))
_NO_EVENT = re.compile(
    r"\b(birth|birthday|birthdate|updated|update|modified|last|due|expiry|expiration|expires?|deadline|valid|promised|"
    r"expected|estimated|planned|required|inserted|loaded|created)\b|出生|生日|更新|修改|最近|到期|截止|有效|预计|计划|创建|录入"
)
_DATE_WORDS = re.compile(r"\b(date|time|day|on|at|timestamp|datetime|dt|ts)\b|日期|时间|时刻")
_SHORT_S = {"minutes": 3 * 3600.0, "hours": 3 * 86400.0}  # a mean below this is told in that unit
_SECONDS = {"minutes": 60, "hours": 3600, "days": 86400}
_UNITS = {"minutes": Unit("quantity", "min"), "hours": Unit("duration", "hours"), "days": Unit("duration", "days")}
_NUMBER_ZH = {"minutes": "分钟数", "hours": "小时数", "days": "天数"}


@dataclass(frozen=True)
class _Pair:
    """Two dates of a table: rows with both, how many of them are in order, and the mean time between in seconds."""

    start: Dimension
    end: Dimension
    known: int
    in_order: int
    mean_s: float


def with_durations(datasets: Sequence[Dataset], tables: Sequence[TableProfile], engine: Engine) -> tuple[Dataset, ...]:
    """Return the datasets with a measure, and a column to filter by, for each two dates that follow each other."""
    taken = {measure.name for dataset in datasets for measure in dataset.measures}
    done = []
    for dataset, table in zip(datasets, tables, strict=True):
        made = [_duration(pair, dataset, taken) for pair in _pairs(dataset, table, engine)]
        taken |= {measure.name for _, measure in made}
        done.append(
            replace(
                dataset,
                dimensions=(*dataset.dimensions, *(dimension for dimension, _ in made)),
                measures=(*dataset.measures, *(measure for _, measure in made)),
            )
        )
    return tuple(done)


def _pairs(dataset: Dataset, table: TableProfile, engine: Engine) -> Iterator[_Pair]:
    times = [d for d in dataset.dimensions if d.type == "time" and not _NO_EVENT.search(spelled_out(d.name))]
    if not 2 <= len(times) <= _MOST_DATES or table.rows == 0:
        return
    pairs = [(a, b) for a, b in permutations(times, 2) if not _is_one_event(a.name, b.name)]
    if not pairs:
        return
    facts = [fact for start, end in pairs for fact in _facts(start, end)]
    select = exp.Select().select(*facts).from_(exp.Table(this=exp.to_identifier(table.name, quoted=True)))
    row = engine.run(select.sql(dialect=engine.dialect)).rows[0]
    for n, (start, end) in enumerate(pairs):
        known, in_order, later, mean_s = (float(str(value or 0)) for value in row[4 * n : 4 * n + 4])
        if known and later and in_order >= _IN_ORDER * known:
            yield _Pair(start, end, int(known), int(in_order), mean_s)


def _is_one_event(first: str, second: str) -> bool:
    """Do two dates name one event, "order" and "ordered"? "Check in" and "check out" are the two ends of a stay."""
    a, b = event_of(first), event_of(second)
    ends = frozenset(a.lower().split("_")) ^ frozenset(b.lower().split("_"))
    return a[:_STEM] == b[:_STEM] and ends not in _ENDS


def _facts(start: Dimension, end: Dimension) -> tuple[exp.Expression, ...]:
    """Rows with both dates, those in order, those truly later, and the mean of seconds between."""
    first, last = parse(start.expr), parse(end.expr)
    seconds = parse(f"date_diff('second', {start.expr}, {end.expr})")
    return (
        exp.Count(this=seconds.copy()),
        exp.CountIf(this=exp.LTE(this=first.copy(), expression=last.copy())),
        exp.CountIf(this=exp.LT(this=first.copy(), expression=last.copy())),
        exp.Avg(this=seconds),
    )


def _duration(pair: _Pair, dataset: Dataset, taken: set[str]) -> tuple[Dimension, Measure]:
    unit, expr = _written(pair)
    start, end = pair.start, pair.end
    name = f"{event_of(start.name)}_to_{event_of(end.name)}_{unit}"
    labels = Text(_english(unit, start, end), _chinese(unit, start, end))
    evidence = (
        f"{unit} between {start.name} and {end.name}: {pair.in_order} of {pair.known} rows with both are in this order"
    )
    dimension = Dimension(
        name=name,
        labels=labels,
        type="ordinal",
        dataset=dataset.name,
        prefix=dataset.prefix,
        expr=expr,
        datatype="Integer" if unit == "days" and not _has_clock(pair) else "Decimal",
        index="off",
        hidden=True,
        state="generated",
        evidence=evidence,
    )
    measure = Measure(
        name=name if name not in taken else f"{dataset.prefix}_{name}",
        labels=labels,
        dataset=dataset.name,
        agg="avg",
        expr=expr,
        additivity="non_additive",
        unit=_UNITS[unit],
        format=Format("decimal", 1),
        null_semantics="absent_is_unknown",
        hidden=True,
        state="generated",
        evidence=f"{evidence}; it is averaged",
    )
    return dimension, measure


def _written(pair: _Pair) -> tuple[str, str]:
    """The unit and the expression: whole days between dates; between moments, parts of the unit count."""
    if not _has_clock(pair):
        return "days", f"date_diff('day', {pair.start.expr}, {pair.end.expr})"
    unit = next((unit for unit, below in _SHORT_S.items() if pair.mean_s < below), "days")
    return unit, f"date_diff('second', {pair.start.expr}, {pair.end.expr}) / {_SECONDS[unit]}.0"


def _has_clock(pair: _Pair) -> bool:
    return pair.start.grain == pair.end.grain == "second"


def event_of(name: str) -> str:
    """The event of a date: "order" of order_date, 下单 of 下单日期."""
    rest = "_".join(_DATE_WORDS.sub(" ", name.replace("_", " ")).split())
    return rest or name


def _english(unit: str, start: Dimension, end: Dimension) -> str:
    first, last = (event_of(d.labels.en).replace("_", " ") for d in (start, end))
    return f"{unit} from {first} to {last}" if start.labels.en and end.labels.en else ""


def _chinese(unit: str, start: Dimension, end: Dimension) -> str:
    first, last = (event_of(d.labels.zh).replace("_", "") for d in (start, end))
    return f"从{first}到{last}的{_NUMBER_ZH[unit]}" if start.labels.zh and end.labels.zh else ""
