"""Rates that a status or a yes-or-no column tells: the cancelled ones of all orders, 取消率.

Rule: the rate is the number of rows of which the column says so over the number of all rows of the table, and its label
says which column and value that is. What is not decided yet, in a column of outcomes or beside what was won, is no part
of the base, and the label says so. A stage that rows still pass through tells no rate, and where a table holds the
rate itself nothing is proposed. Two columns that tell the same rate are two metrics of one name: a question asks which.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlglot import exp

from semantic_layer.inference.durations import event_of
from semantic_layer.inference.lateness import is_held_against
from semantic_layer.inference.naming import identifier, spelled_out
from semantic_layer.inference.profile import ColumnProfile, TableProfile
from semantic_layer.inference.rates import Rate, is_column, rates
from semantic_layer.inference.waiting import ended
from semantic_layer.model import Dataset, Dimension, Entity, Format, Input, Measure, RatioMetric, Text, Unit, Words
from semantic_layer.wordforms import normal_form, words_of_name

_STATUS = ("status", "state", "result", "outcome", "状态", "结果", "情况")
_OUTCOME = ("result", "outcome", "结果")
_WON = frozenset({"win rate", "bid win rate"})
_UNDECIDED = frozenset(
    {"open", "pending", "in progress", "ongoing", "active", "negotiation", "proposal", "qualified", "new", "submitted",
     "under review", "in review", "unknown", "undecided", "tbd", "n/a", "none", "待定", "进行中", "未决", "跟进中",
     "洽谈中", "评标中", "未知", "审核中", "处理中", "未开标"}
)  # fmt: skip
_FLAG = ("is ", "has ", "was ", "是否已", "是否", "已")
_YES = frozenset({"y", "yes", "t", "true", "是", "有"})
_NO = frozenset({"n", "no", "f", "false", "否", "无", "没有"})
_NAMES = 4  # words for the rows that may stand before the rate: "order cancellation rate"


@dataclass(frozen=True)
class _Told:
    """A condition that tells a rate, and how the label says it."""

    rate: Rate
    dimension: Dimension
    values: tuple[str | int | bool, ...] = ()  # none: any date at all
    undecided: tuple[str, ...] = ()  # other values, of rows that have no outcome yet
    has_empty: bool = False
    has_both: bool = False  # whether the column holds yes and no

    @property
    def is_of_outcomes(self) -> bool:
        """Is it a rate of rows that came to an end in one of several ways, beside others that did not yet?"""
        named = spelled_out(self.dimension.name).endswith(_OUTCOME) or self.rate.en[0] in _WON
        return bool(self.values) and named and (self.has_empty or bool(self.undecided))

    @property
    def is_of_decided(self) -> bool:
        """Is it a rate of rows that it is known of? Nobody knows yet whether what still waits will be late."""
        return (bool(self.values) and is_held_against(self.dimension)) or self.is_of_outcomes or self.is_of_answers

    @property
    def is_of_answers(self) -> bool:
        """Is it a rate of yes among yes and no, beside rows that say neither?"""
        return self.has_empty and self.has_both


def propose_status_rates(
    tables: Sequence[TableProfile], datasets: Sequence[Dataset], things: Collection[Entity], taken: Collection[str]
) -> tuple[RatioMetric, ...]:
    """Return a rate for each status and yes-or-no column that tells one; names in `taken` are not used again."""
    names = set(taken) | {measure.name for dataset in datasets for measure in dataset.measures}
    entities = {entity.name: entity for entity in things}
    found = []
    for table, dataset in zip(tables, datasets, strict=True):
        entity = entities.get(table.entity)
        count = next((m for m in dataset.measures if entity and m.name == entity.default_count), None)
        for told in _told(table, dataset) if entity is not None and count is not None else ():
            assert entity is not None and count is not None
            name = _free_name(told, dataset, names)
            if name is not None and not is_column(dataset, told.rate):
                names.add(name)
                found.append(_metric(name, told, entity, count))
    return tuple(found)


def _told(table: TableProfile, dataset: Dataset) -> list[_Told]:
    """A status says it better than the date that came with it."""
    found = list(_each_told(table, dataset))
    said = {told.rate.en for told in found if told.values}
    return [told for told in found if told.values or told.rate.en not in said]


def _each_told(table: TableProfile, dataset: Dataset) -> Iterator[_Told]:
    columns = {column.name: column for column in table.columns}
    for dimension in dataset.dimensions:
        column = columns.get(dimension.column)
        if dimension.hidden or dimension.personal:
            continue
        for rate in rates():
            if ended(dimension, table):
                if event_of(spelled_out(dimension.name)) in rate.parts:
                    yield _Told(rate, dimension)
            elif values := _saying(rate, dimension, column) if column else _held_against(rate, dimension):
                both = column is not None and column.distinct == 2 and _yes(dimension, column) is not None
                yield _Told(rate, dimension, values, _undecided(column, values), _has_empty(column, table), both)


def _undecided(column: ColumnProfile | None, values: Collection[str | int | bool]) -> tuple[str, ...]:
    others = (value for value in column.values if value not in values) if column else ()
    return tuple(str(value) for value in others if normal_form(value) in _UNDECIDED)


def _has_empty(column: ColumnProfile | None, table: TableProfile) -> bool:
    return column is not None and column.known < table.rows


def _held_against(rate: Rate, dimension: Dimension) -> tuple[str | int | bool, ...]:
    """Late is yes and on time is no of a date that is held against what was promised."""
    if not is_held_against(dimension):
        return ()
    words = {code: {a.word for a in dimension.adjectives if a.filter.endswith(str(code))} for code in (True, False)}
    return tuple(code for code, said in words.items() if said & rate.parts_en)[:1]


def _saying(rate: Rate, dimension: Dimension, column: ColumnProfile) -> tuple[str | int | bool, ...]:
    """The values of a column that say what the rate is about."""
    said = words_of_name(column.said)
    yes = _yes(dimension, column)
    if yes is not None:
        deeds = {said, *(said.removeprefix(start) for start in _FLAG)}
        return (yes,) if deeds & rate.parts else ()
    if not said.endswith(_STATUS) or len(column.values) < 2:
        return ()
    return tuple(value for value in column.values if normal_form(value) in rate.parts)


def _yes(dimension: Dimension, column: ColumnProfile) -> str | int | bool | None:
    """What stands for yes in a column of yes and no; nothing where it holds anything else."""
    if dimension.type == "boolean":
        return True
    if column.is_whole and column.distinct == 2 and (column.least, column.most) == (0, 1):
        return 1
    answers = {value: normal_form(value) for value in column.values}
    if len(answers) != 2 or not set(answers.values()) <= _YES | _NO:
        return None
    return next((value for value, form in answers.items() if form in _YES), None)


def _free_name(told: _Told, dataset: Dataset, taken: Collection[str]) -> str | None:
    name = identifier(told.rate.en[0])
    longer = (name, f"{dataset.prefix}_{name}", f"{dataset.prefix}_{told.dimension.name}_{name}")
    return next((each for each in longer if each not in taken), None)


def _metric(name: str, told: _Told, entity: Entity, count: Measure) -> RatioMetric:
    dimension, rate = told.dimension, told.rate
    column = exp.column(dimension.name, table=dimension.prefix)
    known = exp.Not(this=exp.Is(this=column.copy(), expression=exp.Null()))
    values = [exp.convert(value) for value in told.values]
    decided: exp.Expression = known
    if told.undecided:
        waits = exp.In(this=column.copy(), expressions=[exp.convert(value) for value in told.undecided])
        decided = exp.And(this=known.copy(), expression=exp.Not(this=waits))
    part: exp.Expression = exp.In(this=column, expressions=values) if values else known
    if len(values) == 1:
        part = exp.EQ(this=column, expression=values[0])
    return RatioMetric(
        name=name,
        labels=_label(told),
        synonyms=Words(
            _owned(entity.labels.en, entity.synonyms.en, rate.en, " "),
            _owned(entity.labels.zh, entity.synonyms.zh, rate.zh, ""),
        ),
        numerator=Input(count.name, filter=part.sql()),
        denominator=Input(count.name, filter=decided.sql()) if told.is_of_decided else Input(count.name),
        direction="neutral",
        unit=Unit("share"),
        format=Format("percent", 1),
        null_semantics="absent_is_unknown",
        state="generated",
        evidence=f"rows of which {dimension.name} is {' or '.join(map(str, told.values)) or 'known'}, of all rows"
        + (" of which it is known" if told.is_of_decided else "")
        + (f" and not {' or '.join(told.undecided)}" if told.is_of_outcomes and told.undecided else ""),
    )


def _label(told: _Told) -> Text:
    """The rate with what it counts: "cancellation rate (status: Cancelled)"."""
    is_flag = bool(told.values) and (not isinstance(told.values[0], str) or normal_form(told.values[0]) in _YES)
    values = "" if is_flag else ", ".join(map(str, told.values))
    answer_en, answer_zh = ("yes", "是") if told.values else ("known", "有")
    if told.values == (False,):
        answer_en, answer_zh = "no", "否"
    column = told.dimension.labels
    en = f"{column.en or told.dimension.name}: {values or answer_en}"
    zh = f"{column.zh or column.en or told.dimension.name}：{values or answer_zh}"
    base_en, base_zh = (", of those decided", "，仅计已有结果的") if told.is_of_outcomes else ("", "")
    if told.is_of_answers and not told.is_of_outcomes:
        base_en, base_zh = ", of those known", "，仅计已知的"
    return Text(f"{told.rate.en[0]} ({en}{base_en})", f"{told.rate.zh[0]}（{zh}{base_zh}）")


def _owned(label: str, others: Sequence[str], said: Sequence[str], joint: str) -> tuple[str, ...]:
    """The rate alone and after each word for its rows."""
    owners = list(dict.fromkeys(word for word in (label, *others) if word))[:_NAMES]
    return (*said, *(f"{owner}{joint}{word}" for owner in owners for word in said))
