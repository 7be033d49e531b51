"""Whether every figure of the sentences is a figure of the result.

Rule: a written figure is read back as a number with the precision it was written in; some value of the result must lie
within that precision. Names, periods and conditions may hold digits of their own, and these are known as texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain

from assistant import formats
from assistant.answer_parts import Section
from assistant.wording import Wording
from semantic_layer.query import Window
from semantic_layer.result import ResultTable, Value

_FIGURE = re.compile(r"(?<![A-Za-z\d.])(\d[\d,]*(?:\.\d+)?)\s?(%|[KMB](?![A-Za-z])|万|亿)?")
_TIMES = {"K": 1_000, "M": 1_000_000, "B": 1_000_000_000, "万": 10_000, "亿": 100_000_000}


def foreign_figures(section: Section, wording: Wording) -> tuple[str, ...]:
    """The figures of headline and narration that no value and no text of the result accounts for."""
    known = tuple(dict.fromkeys(_values(section)))
    texts = {figure for text in _texts(section, wording) for figure, _ in _FIGURE.findall(text)}
    said = "\n".join((section.headline, *section.narration))
    found = (match for match in _FIGURE.finditer(said) if match[1].rstrip(",") not in texts)
    return tuple(dict.fromkeys(match[0].strip() for match in found if not _is_known(match[1], match[2] or "", known)))


def _is_known(figure: str, sign: str, known: tuple[Decimal, ...]) -> bool:
    digits = figure.replace(",", "")
    times = Decimal(_TIMES.get(sign, 1))
    number = Decimal(digits) * times
    places = len(digits.partition(".")[2])
    near = times / (Decimal(10) ** places) / 2 * Decimal("1.000001")
    return any(abs(value * scale - number) <= near for value in known for scale in (1, 100))


def _values(section: Section) -> Iterator[Decimal]:
    """Every number of the tables, the findings and the overall values, without its sign."""
    for named in section.result.tables:
        yield Decimal(len(named.table.rows))
        yield from chain.from_iterable(map(_numbers, _rows(named.table)))
    yield from _numbers(tuple(value for _, value in section.result.lineage.overall))
    for finding in section.result.findings:
        for _, fact in finding.facts:
            yield from _numbers(fact.value if isinstance(fact.value, tuple) else (fact.value,))


def _rows(table: ResultTable) -> Iterator[tuple[Value, ...]]:
    yield from table.rows
    if table.total is not None:
        yield table.total


def _numbers(values: tuple[Value, ...]) -> Iterator[Decimal]:
    for value in values:
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            number = abs(Decimal(str(value)))
            if number.is_finite():
                yield number


def _texts(section: Section, wording: Wording) -> Iterator[str]:
    """What is no figure and may hold digits: groups, periods, conditions, parameters, names."""
    facts, lineage = section.derivation, section.result.lineage
    yield from (section.restatement, facts.period, facts.compared_period, *facts.filters)
    yield from (text for pair in facts.parameters for text in pair)
    yield from (_window(window, wording) for window in (lineage.window, lineage.compared_window) if window)
    for named in section.result.tables:
        places = named.table.of_kind("dimension", "period")
        for row in _rows(named.table):
            yield from (wording.cell(row[place], named.table.columns[place]) for place in places)
        yield from (wording.header(column) for column in named.table.columns)
    for finding in section.result.findings:
        yield from (wording.fact(fact) for _, fact in finding.facts if not formats.is_number(fact.value))


def _window(window: Window, wording: Wording) -> str:
    return formats.window(window.start, window.end, wording.language)
