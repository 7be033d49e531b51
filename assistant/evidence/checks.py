"""What can be verified of an answer from what was stored with it: each check passes, fails, or is not claimed.

Rule: a check is made anew from the figures, the SQL and the sentences, not from what made them. What a check cannot see
is left out; a tick that could not have been a cross is no check.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from assistant.answer_parts import Section
from assistant.checking.join_check import repeated_rows
from assistant.polishing.figures import foreign_figures
from assistant.wording import Wording
from semantic_layer.model import SemanticModel, SimpleMetric
from semantic_layer.result import Column, ResultTable, Value

if TYPE_CHECKING:
    from assistant.answer import Answer

_NEAR = Decimal("1e-9")


@dataclass(frozen=True)
class Check:
    """One check: `code` names its sentence, `subject` what it is about."""

    code: str
    is_passed: bool
    subject: str = ""


def checks(answer: Answer, wording: Wording) -> tuple[Check, ...]:
    """Every check that can be made of this answer, those about the figures first."""
    found: dict[Check, None] = {}
    for section in answer.sections:
        found.update(dict.fromkeys(_of_section(section, wording)))
    if answer.plan.reading.spans:
        found[Check("words", answer.plan.reading.is_closed)] = None
    codes = {note.code for note in answer.notes}
    if "readings_agree" in codes:
        found[Check("readers", True)] = None
    return tuple(found)


def _of_section(section: Section, wording: Wording) -> Iterator[Check]:
    table, model = section.result.main, wording.model
    for column in table.columns:
        if column.kind == "metric":
            yield from _sums(section, column, model, wording)
        if column.kind == "share":
            yield from _shares(section, table, column, wording)
        if column.kind == "change":
            yield from _differences(table, column, wording)
    repeated = repeated_rows(section.derivation.sql, model)
    if repeated is not None:
        yield Check("fan_out", not repeated, wording.comma(repeated))
    yield Check("figures", not (foreign := foreign_figures(section, wording)), wording.comma(foreign))


# --- sums ----------------------------------------------------------------------------------------------------


def _sums(section: Section, column: Column, model: SemanticModel, wording: Wording) -> Iterator[Check]:
    """The groups of a sum make up its total, and the whole that was computed without them."""
    if not _adds_up(column, model):
        return
    table, name = section.result.main, wording.metric(column.source or column.name)
    if table.total is not None and _is_whole(section, table):
        total = table.total[table.index(column.name)]
        yield Check("total", _equal(_sum(table.values(column.name)), total), name)
    overall = dict(section.result.lineage.overall).get(column.name)
    whole = next((item for item in (section.result.table("context"), table) if item and _is_whole(section, item)), None)
    if overall is not None and whole is not None and column.name in {item.name for item in whole.columns}:
        yield Check("whole", _equal(_sum(whole.values(column.name)), overall), name)


def _adds_up(column: Column, model: SemanticModel) -> bool:
    name = column.source or column.name
    metric = model.metric(name) if model.has_metric(name) else None
    if not isinstance(metric, SimpleMetric) or column.name != name:
        return False
    measure = model.measure(metric.measure)
    return measure.additivity == "additive" and measure.agg in ("sum", "count")


def _is_whole(section: Section, table: ResultTable) -> bool:
    """Whether the rows are all groups: nothing ranked away, cut, filtered by its own value, or withheld."""
    query = section.result.lineage.queries[0] if section.result.lineage.queries else None
    if query is None or not table.of_kind("dimension") or {"truncated", "parts_overlap"} & set(table.flags):
        return False
    if query.having or query.streak or query.compare or query.rows or query.cumulate or query.fill:
        return False
    is_main = table is section.result.main
    is_cut = is_main and (query.top is not None or query.limit is not None) and table.others is None
    is_full_field = is_main or len(table.rows) < 200  # the field behind a ranking ends there
    return not is_cut and is_full_field and not any(item.code == "suppressed_groups" for item in table.left_out)


def _shares(section: Section, table: ResultTable, column: Column, wording: Wording) -> Iterator[Check]:
    arguments = section.result.lineage.queries[0] if section.result.lineage.queries else None
    if (
        arguments is None
        or arguments.share is None
        or arguments.share.of != "filtered"
        or not _is_whole(section, table)
    ):
        return
    shares = [value for value in table.values(column.name) if value is not None]
    if shares and arguments.grain is None:
        yield Check("share", _equal(_sum(tuple(shares)), 1), wording.header(column))


def _differences(table: ResultTable, column: Column, wording: Wording) -> Iterator[Check]:
    """A change is what stands now without what stood then."""
    names = [item.name for item in table.columns]
    base = column.name.removesuffix("_change")
    now = base.rpartition("__")[0]
    if base not in names or now not in names:
        return
    rows = zip(table.values(now), table.values(base), table.values(column.name), strict=True)
    known = [(a, b, c) for a, b, c in rows if None not in (a, b, c)]
    if known:
        yield Check("difference", all(_equal(_number(a) - _number(b), c) for a, b, c in known), wording.header(column))


def _sum(values: tuple[Value, ...]) -> Decimal:
    return sum((_number(value) for value in values if value is not None), Decimal(0))


def _number(value: Value) -> Decimal:
    return Decimal(str(value)) if isinstance(value, int | float | Decimal) else Decimal("NaN")


def _equal(one: Decimal, other: Value) -> bool:
    known = _number(other)
    if one.is_nan() or known.is_nan():
        return False
    return abs(one - known) <= _NEAR * max(abs(one), abs(known), Decimal(1))
