"""Rates whose part and whole both stand in one table: 通过人数 of 报名人数, passed and registered students.

Rule: a part is a number of things that its name says something became of; its whole is the only other number of the
same things, in the same unit, which the part exceeds in no row. The rate is the sum of the one over the sum of the
other. Where the data hold the rate as a column, or two columns could be the whole, nothing is proposed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from sqlglot import exp

from semantic_layer.engines.base import Engine
from semantic_layer.inference.naming import identifier, spelled_out
from semantic_layer.inference.profile import TableProfile
from semantic_layer.inference.units import split_unit
from semantic_layer.model import Dataset, Format, Input, Measure, RatioMetric, Text, Unit, Words
from semantic_layer.nicknames import called
from semantic_layer.wordforms import has_han, singular

_THINGS = re.compile(r"(总?人数|总?人次|总?数量|次数|总数|笔数|件数|单数|户数|家数|场数|套数|间数|台数|份数|数)$")
_TOTAL = ("总", "全部", "总共", "合计")
_KIND_AND_HEAD = 4  # characters: 留学机构 is a kind of 中介
_COUNTING = frozenset({"number", "num", "count", "total", "of", "all", "overall"})


@dataclass(frozen=True)
class Rate:
    """A rate with its words, and the words for what became of its part."""

    en: tuple[str, ...]
    zh: tuple[str, ...]
    parts_en: frozenset[str]
    parts_zh: frozenset[str]

    @property
    def parts(self) -> frozenset[str]:
        return self.parts_en | self.parts_zh


@dataclass(frozen=True)
class _Number:
    """A column that counts things: 通过人数 is `deed` 通过 of `thing` 人数, in `unit`."""

    measure: Measure
    column: str
    deed: str
    thing: str
    unit: Unit
    rate: Rate | None


def propose_rates(
    tables: Sequence[TableProfile], datasets: Sequence[Dataset], engine: Engine
) -> tuple[RatioMetric, ...]:
    """Return the rates of all tables; a rate that two tables have is named after its table in all but the first."""
    taken = {measure.name for dataset in datasets for measure in dataset.measures}
    found: list[RatioMetric] = []
    for table, dataset in zip(tables, datasets, strict=True):
        for part, whole in _pairs(table, dataset, engine):
            metric = _metric(part, whole, dataset, taken)
            if metric is not None:
                taken.add(metric.name)
                found.append(metric)
    return tuple(found)


def _pairs(table: TableProfile, dataset: Dataset, engine: Engine) -> Iterator[tuple[_Number, _Number]]:
    numbers = [number for measure in dataset.measures if (number := _number(measure, table)) is not None]
    for part in numbers:
        if part.rate is None:
            continue
        same = [n for n in numbers if n.rate is None and (n.thing, n.unit) == (part.thing, part.unit)]
        totals = [number for number in same if number.deed in _TOTAL]
        wholes = totals or same
        rivals = [n for n in numbers if n.rate is part.rate and n is not part and n.thing == part.thing]
        if len(wholes) == 1 and not rivals and _contains(table, part, wholes[0], engine):
            yield part, wholes[0]


def _number(measure: Measure, table: TableProfile) -> _Number | None:
    column = next((c for c in table.columns if f'"{c.name}"' == f'"{measure.expr.strip(chr(34))}"'), None)
    if column is None or measure.agg != "sum" or not column.is_number or measure.unit.kind == "currency":
        return None
    said = split_unit(column.said).name
    parts = _chinese_parts(said) if has_han(said) else _english_parts(spelled_out(column.said))
    if parts is None:
        return None
    deed, thing = parts
    rate = next((r for r in rates() if deed in (r.parts_zh if has_han(said) else r.parts_en)), None)
    return _Number(measure, column.name, deed, thing, measure.unit, rate)


def _chinese_parts(name: str) -> tuple[str, str] | None:
    match = _THINGS.search(name)
    if match is None or not name[: match.start()]:
        return None if match is None else ("总", match[0].removeprefix("总"))
    thing = match[0]
    deed = name[: match.start()]
    if thing.startswith("总"):
        return (deed if _is_part(deed) else "总"), thing.removeprefix("总")
    return deed, thing


def _is_part(deed: str) -> bool:
    return any(deed in rate.parts_zh for rate in rates())


def _english_parts(name: str) -> tuple[str, str] | None:
    """ "passed students" and "total students", "passed count" and "registered count"."""
    words = name.split()
    counts = bool(_COUNTING.intersection(words))
    rest = [word for word in words if word not in _COUNTING]
    deeds = [word for word in rest if any(word in rate.parts_en for rate in rates())]
    if len(deeds) > 1 or not rest:
        return None
    if deeds:
        return deeds[0], " ".join(singular(word) for word in rest if word not in deeds)
    if len(rest) == 1 and counts and ("count" in words or words[0] in ("num", "number")) and "total" not in words:
        return rest[0], ""
    return " ".join(rest[:-1]) or "总", singular(rest[-1])


def _contains(table: TableProfile, part: _Number, whole: _Number, engine: Engine) -> bool:
    """No row has more of the part than of the whole, and some row has less."""
    left, right = exp.column(part.column, quoted=True), exp.column(whole.column, quoted=True)
    more, less = exp.GT(this=left, expression=right), exp.LT(this=left.copy(), expression=right.copy())
    counts = [exp.CountIf(this=condition) for condition in (more, less)]
    query = exp.select(*counts).from_(exp.to_table(f'"{table.name}"', dialect=engine.dialect))
    above, below = engine.run(query.sql(dialect=engine.dialect)).rows[0]
    return above == 0 and bool(below)


def _metric(part: _Number, whole: _Number, dataset: Dataset, taken: set[str]) -> RatioMetric | None:
    rate = part.rate
    if rate is None or is_column(dataset, rate):
        return None
    name = identifier(rate.en[0])
    name = f"{dataset.prefix}_{name}" if name in taken else name
    if name in taken:
        return None
    return RatioMetric(
        name=name,
        labels=Text(rate.en[0], rate.zh[0]),
        synonyms=Words(rate.en, (*rate.zh, *_longer(whole, rate, dataset.labels.zh))),
        numerator=Input(part.measure.name),
        denominator=Input(whole.measure.name),
        direction="neutral",
        unit=Unit("share"),
        format=Format("percent", 1),
        null_semantics="absent_is_unknown",
        state="generated",
        evidence=f"{part.column} is part of {whole.column} in every row",
    )


def _longer(whole: _Number, rate: Rate, thing: str) -> tuple[str, ...]:
    """服务人数 and 成功人数 make the 服务成功率, and that of 留学机构 the 留学服务成功率."""
    if not has_han(whole.deed) or whole.deed in _TOTAL:
        return ()
    said = tuple(f"{whole.deed}{word}" for word in rate.zh)
    kind = thing[:-2] if has_han(thing) and len(thing) >= _KIND_AND_HEAD else ""
    return (*said, *(f"{kind}{word}" for word in said if kind))


def is_column(dataset: Dataset, rate: Rate) -> bool:
    """Return whether the data hold such a rate themselves."""
    words = {*rate.en, *rate.zh}
    named = [called(item) for item in (*dataset.dimensions, *dataset.measures)]
    return any(name == word or name.endswith(word) for names in named for name in names for word in words)


@lru_cache(maxsize=1)
def rates() -> tuple[Rate, ...]:
    """Return the rates of the list, in its order."""
    text = files("semantic_layer.lexicon").joinpath("rates.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.splitlines() if line and line[0] != "#")
    return tuple(
        Rate(tuple(en.split("|")), tuple(zh.split("|")), frozenset(parts.split("|")), frozenset(parts_zh.split("|")))
        for en, zh, parts, parts_zh in lines
    )
