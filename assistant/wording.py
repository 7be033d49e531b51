"""How the values, columns and tables of an answer are written in one language.

Rule: a value has its unit and format from its column or fact. The short forms of one metric share one unit of
magnitude within an answer, so that the same value is the same text in a headline, beside a bar and in a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from assistant import formats
from assistant.answer_parts import ShownTable
from assistant.formats import AS_USUAL, Form, NumberStyle, Scale
from assistant.texts import knows
from assistant.wording_names import Names
from semantic_layer.result import Column, ResultTable, Value
from semantic_layer.wordforms import has_han
from tools.result import Fact

_SIGNED = frozenset({"change", "rate"})
_DIFFERENCES = frozenset({"change", "rate_effect", "mix_effect", "difference"})  # columns of tools
_COMPANIONS = frozenset({"n", "hits", "low", "high"})
_OWN, _FIGURE = "column ", "figure "  # what has a unit of magnitude without being a metric of the model
_MOST_FIGURES = 60  # groups of an analysis; longer tables list single customers
_NUMERIC_KINDS = frozenset({"metric", "base", "change", "rate", "share", *_COMPANIONS})


@dataclass(frozen=True)
class Wording(Names):
    """The words and figures of one answer."""

    style: NumberStyle = AS_USUAL
    scales: tuple[tuple[str, Scale], ...] = ()  # the unit that the short forms of a metric share, or of its changes

    def with_scales(self, table: ResultTable) -> Wording:
        """The same words with one unit of magnitude for each metric of `table`, where one suits all its values."""
        return replace(self, scales=tuple(self._scales(table)))

    def _scales(self, table: ResultTable) -> Iterator[tuple[str, Scale]]:
        together: dict[str, list[Value]] = {}
        for position, column in enumerate(table.columns):
            if column.kind in ("metric", "base", "change"):
                name = _scaled_as(_key(column), column.kind == "change")
                together.setdefault(name, []).extend(row[position] for row in table.rows)
        for name, values in together.items():
            scale = formats.column_scale(values, self.language, self.style)
            if scale is None:
                continue
            yield name, scale
            if name.startswith(_OWN) and len(values) <= _MOST_FIGURES:  # a fact of the same figure is the same text
                yield from ((_figure(value), scale) for value in values)

    def scale_of(self, column: Column) -> Scale | None:
        """The unit of magnitude that the short forms of a column share, if they do."""
        return self._scale(_key(column), is_change=column.kind == "change")

    def _scale(self, name: str, *, is_change: bool) -> Scale | None:
        return dict(self.scales).get(_scaled_as(name, is_change)) if name else None

    def cell(self, value: Value, column: Column, form: Form = "exact") -> str:
        """One value of a column: a label, a period, or a number with its unit."""
        match column.kind:
            case "dimension" if column.name == "rule" and isinstance(value, str):
                from assistant.segments.tree_rules import rule_text

                return rule_text(value, self)
            case "dimension" if column.part:
                return formats.calendar_part(value, column.part, self.language)
            case "dimension" | "period" if column.grain and isinstance(value, date):
                return self.period(value, column)
            case "dimension" if column.unit.kind == "share" and formats.is_number(value):
                return formats.write(
                    value, column.unit, column.format, self.language, style=self.style
                )  # "the first 20%"
            case "dimension" if isinstance(value, str) and knows(f"word.{column.name}.{value}"):
                return self.say(f"word.{column.name}.{value}")
            case "dimension" if not column.source and isinstance(value, str) and knows(f"choice.{value}"):
                return self.say(f"choice.{value}")  # a code of a tool's own
            case "dimension":
                return self.value(column.source or column.name, value)
            case "fact" if column.name == "synonyms" and isinstance(value, str):
                words = (word for word in value.split(", ") if has_han(word) == (self.language == "zh"))
                return self.comma(dict.fromkeys(words))
            case "fact" if column.name == "alert_rules" and isinstance(value, str):
                return self.comma(self.say(f"choice.{rule}") for rule in value.split(", "))
            case "fact" if column.name in ("dimension", "metric") and isinstance(value, str):
                return self.param("name", value)
            case "fact" if column.name == "entity" and isinstance(value, str):
                return self.entity(value)
            case "fact" if column.name == "tool" and knows(f"tool.{value}"):
                return self.say(f"tool.{value}")
            case "fact" if isinstance(value, str) and knows(f"word.{column.name}.{value}"):
                return self.say(f"word.{column.name}.{value}")
            case "fact" if not formats.is_number(value):
                return self.value(column.source or column.name, value) if value is not None else formats.UNDEFINED
            case "rate":
                return formats.change_rate(value, self.language, self.style)
            case "n" | "hits" if isinstance(value, int):
                return formats.count(value, self.language)
            case _:
                signed = column.kind in _SIGNED or column.name in _DIFFERENCES
                scale = self.scale_of(column)
                return formats.write(
                    value,
                    column.unit,
                    column.format,
                    self.language,
                    form=form,
                    signed=signed,
                    scale=scale,
                    style=self.style,
                )

    def period(self, value: date, column: Column) -> str:
        day = value.date() if isinstance(value, datetime) else value
        if column.grain is None or column.grain in ("second", "minute", "hour"):
            return formats.plain(value, self.language)
        return formats.period(day, column.grain, self.language, self.calendar.spec)

    def fact(self, fact: Fact, *, signed: bool = False, form: Form = "short") -> str:
        """One fact of a finding; a tuple is joined."""
        if isinstance(fact.value, tuple):
            return self.join(self._fact_value(item, fact, signed=signed, form=form) for item in fact.value)
        return self._fact_value(fact.value, fact, signed=signed, form=form)

    def header(self, column: Column) -> str:
        """The heading of a column, with its unit where the cells do not carry it."""
        name = dict(self.named).get(column.name.partition("__")[0]) or self.metric(column.source or column.name)
        match column.kind:
            case "period":
                known = f"column.{column.name}"
                return self.say(known if knows(known) else "key.period")
            case "dimension" if column.part and column.source in ("", "metric_time"):
                return self.say(f"restate.part.{column.part}")
            case "fact" if column.source and knows(f"column.{column.name}"):
                return self.plain_name(column.name)
            case "fact" if column.source and column.name == f"median_{column.source}":
                is_metric = self.model.has_metric(column.source)
                return self.say("key.median", name=name if is_metric else self.dimension(column.source))
            case "dimension" if column.name in ("from_segment", "to_segment", "other_tag"):
                return self.plain_name(column.name)
            case "dimension" if knows(f"header.own.{column.name}"):
                return self.say(f"header.own.{column.name}")
            case "dimension":
                label = self.dimension(column.source) if column.source else self.plain_name(column.name)
                return f"{label} · {self.say(f'restate.part.{column.part}')}" if column.part else label
            case "base" if column.compared_to:
                return self.say(f"key.{column.compared_to}", name=name)
            case "change" | "rate":
                to = f".{column.compared_to}" if column.compared_to in ("previous", "year_ago") else ""
                return self.say(f"header.{column.kind}{to}", name=name)
            case "share" if column.source:
                return self.say("key.share", name=name)
            case "low" | "high" if column.compared_to:
                return self.say(f"key.{column.kind}.{column.compared_to}")
            case "n" | "hits" | "low" | "high":
                return self.say(f"key.{column.kind}")
            case _:
                return self.key(column.name, name)

    def key(self, key: str, name: str | None = None) -> str:
        """A column key that a ranking or an order uses ("revenue__previous_change"), in words."""
        stem, _, suffix = key.partition("__")
        label = name or self.measured(stem)
        to, _, what = suffix.rpartition("_") if suffix.endswith(("_change", "_rate")) else ("", "", "")
        if what:
            compared = f".{to}" if to in ("previous", "year_ago") else ""
            return self.say(f"key.{what}{compared}", name=label)
        if suffix in ("previous", "year_ago", "window", "share", "cumulated", "points"):
            return self.say(f"key.{suffix}", name=label)
        return label

    def table(self, table: ResultTable) -> ShownTable:
        """A whole table in words."""
        return ShownTable(
            headers=tuple(self.header(column) for column in table.columns),
            rows=tuple(self._row(row, table, position) for position, row in enumerate(table.rows)),
            numeric=tuple(is_numeric(column, table) for column in table.columns),
            total=self._total(table) if table.total else None,
        )

    def param(self, name: str, value: object) -> str:
        """A parameter of a caveat, a refusal or a derivation, whatever its type."""
        match value:
            case None:
                return formats.UNDEFINED
            case bool():
                return formats.plain(value, self.language)
            case int():
                return formats.count(value, self.language)
            case date():
                return formats.plain(value, self.language)
            case float() | Decimal():
                return f"{formats.round_half_up(formats.to_decimal(value), 4).normalize():,f}"
            case list() | tuple():
                return self.comma(self.param(name, item) for item in value)
            case _:
                text = str(value)
                if name == "tag" and self.model.has_tag(text):
                    return self.value("tag", text)
                if name in ("metric", "metrics", "name") and self.model.has_metric(text):
                    return text if self.model.metric(text).hidden else self.metric(text)
                if self.model.has_dimension(text):
                    return text if self.model.dimension(text).hidden else self.dimension(text)
                if self.model.has_segmentation(text):
                    return self.dimension(text)
                return self.say(f"choice.{text}") if name == "name" and knows(f"choice.{text}") else text

    def _fact_value(self, value: Value, fact: Fact, *, signed: bool, form: Form) -> str:
        if formats.is_number(value):
            scale = self._scale(fact.source, is_change=signed) or dict(self.scales).get(_figure(value))
            return formats.write(
                value, fact.unit, fact.format, self.language, form=form, signed=signed, scale=scale, style=self.style
            )
        if isinstance(value, date) and not isinstance(value, datetime):
            return formats.day(value, self.language)
        return self.value(fact.source, value)

    def _row(self, row: tuple[Value, ...], table: ResultTable, position: int) -> tuple[str, ...]:
        cells = [self.cell(value, column) for value, column in zip(row, table.columns, strict=True)]
        period = next(iter(table.of_kind("period")), None)
        if period is not None and position in table.incomplete:
            cells[period] = self.say("ui.open_period", period=cells[period])
        if position == table.others:
            for place, i in enumerate(table.of_kind("dimension")):
                cells[i] = self.say("ui.others_plain") if place == 0 or row[i] is None else cells[i]
        return tuple(cells)

    def _total(self, table: ResultTable) -> tuple[str, ...]:
        assert table.total is not None
        cells = [
            "" if value is None and column.kind in ("dimension", "period") else self.cell(value, column)
            for value, column in zip(table.total, table.columns, strict=True)
        ]
        if cells and not cells[0]:
            cells[0] = self.say("ui.total")
        return tuple(cells)


def is_numeric(column: Column, table: ResultTable) -> bool:
    """Whether a column is aligned as numbers."""
    if column.kind in _NUMERIC_KINDS:
        return True
    if column.kind != "fact":
        return False
    values = [row[table.columns.index(column)] for row in table.rows]
    return any(formats.is_number(value) for value in values) and all(
        value is None or formats.is_number(value) for value in values
    )


def _key(column: Column) -> str:
    """What the values of a column share their unit by: the metric, or the column of a tool's own."""
    return column.source or f"{_OWN}{column.name}"


def _figure(value: Value) -> str:
    """A figure of a table by its size: a sentence says it without its sign."""
    return f"{_FIGURE}{abs(value)}" if isinstance(value, int | float | Decimal) else ""


def _scaled_as(source: str, is_change: bool) -> str:
    """Changes have a unit of their own: they are smaller than what changed."""
    return f"{source} change" if is_change else source
