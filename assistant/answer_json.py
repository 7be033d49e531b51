"""An answer as plain JSON values: the one contract of command line, batch and page.

Rule: figures are the engine's own. A `Decimal` becomes a number of the same digits where a double holds them,
dates become ISO text, codes stay codes (their labels are for the eye). Columns and rows describe the main table.
"""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

from assistant.answer_parts import Chart, Choice, Clarification, Derivation, Refusal, Section, Trend
from assistant.reading import Reading
from semantic_layer.result import Column, LeftOut, ResultTable, Value

if TYPE_CHECKING:
    from assistant.answer import Answer

Json = dict[str, object]


def to_json(answer: Answer) -> Json:
    """Return the whole answer; equal answers give equal values."""
    table = answer.table
    return {
        "status": answer.status,
        "language": answer.language,
        "question": answer.question.text,
        "restatement": answer.restatement,
        "headline": answer.headline,
        "narration": list(answer.narration),
        "columns": [column.name for column in table.columns] if table else [],
        "rows": rows_json(table) if table else [],
        "units": [str(column.unit) for column in table.columns] if table else [],
        "chart": chart_json(answer.chart),
        "trend": _trend(answer.sections[0].trend) if answer.sections else None,
        "derivation": derivation_json(answer.sections[0].derivation) if answer.sections else {},
        "caveats": [{"code": note.code, "text": note.text} for note in answer.caveats],
        "clarify": _clarify(answer.clarification) if answer.clarification else None,
        "refusal": _refusal(answer.refusal) if answer.refusal else None,
        "reading": reading_json(answer.plan.reading),
        "plan": answer.plan.to_json(),
        "reader": answer.reader,
        "next": [choice.label for choice in answer.next],
        "also": [_section(item) for item in answer.sections[1:]],
        "as_of": answer.as_of.isoformat(),
        "receipt": answer.receipt,
        "usage": answer.usage.to_json() if answer.usage else None,
        "ms": dict(answer.ms),
    }


def batch_line(identity: object, answer: Answer) -> Json:
    """One line of `wenshu answer`: the whole contract with its id, `chart` reduced to its type."""
    line = to_json(answer)
    return {"id": identity, **line, "chart": answer.chart.type}


def value_json(value: Value) -> str | int | float | bool | None:
    """Return one value as JSON knows it.

    Examples
    --------
    >>> value_json(Decimal("12.50")), value_json(Decimal("12")), value_json(date(2026, 10, 1))
    (12.5, 12, '2026-10-01')
    """
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return value


def rows_json(table: ResultTable) -> list[list[object]]:
    return [[value_json(value) for value in row] for row in table.rows]


def chart_json(chart: Chart) -> Json:
    return {"type": chart.type, "spec": chart.spec, "reason": chart.reason, "alt": chart.alt}


def derivation_json(derivation: Derivation) -> Json:
    return {
        "metrics": [
            {
                "name": item.name,
                "label": item.label,
                "description": item.description,
                "formula": item.formula,
                "unit": item.unit,
                "state": item.state,
                "owner": item.owner,
                "version": item.version,
            }
            for item in derivation.definitions
        ],
        "formulas": list(derivation.formulas),
        "filters": list(derivation.filters),
        "period": {
            "text": derivation.period,
            "start": _iso(derivation.period_start),
            "end": _iso(derivation.period_end),
            "compared": derivation.compared_period,
        },
        "as_of": derivation.as_of.isoformat(),
        "sql": list(derivation.sql),
        "dialect": derivation.dialect,
        "queries": list(derivation.queries),
        "policies": list(derivation.policies),
        "parameters": dict(derivation.parameters),
        "row_counts": [{"step": step, "rows": rows} for step, rows in derivation.row_counts],
        "left_out": [_left_out(item) for item in derivation.left_out],
    }


def reading_json(reading: Reading) -> list[Json]:
    return [
        {
            "text": span.text,
            "start": span.start,
            "end": span.end,
            "kind": span.kind,
            "bound_to": span.bound_to,
            "status": span.status,
            **({"repaired_from": span.repaired_from} if span.repaired_from else {}),
        }
        for span in reading.spans
    ]


def _section(section: Section) -> Json:
    return {
        "restatement": section.restatement,
        "headline": section.headline,
        "narration": list(section.narration),
        "columns": [column.name for column in section.table.columns],
        "rows": rows_json(section.table),
        "units": [str(column.unit) for column in section.table.columns],
        "chart": chart_json(section.chart),
        "derivation": derivation_json(section.derivation),
    }


def _trend(trend: Trend | None) -> Json | None:
    """What stands beside one number, with the query that gave it."""
    if trend is None:
        return None
    table = trend.result.main
    return {
        "change": trend.tile.detail,
        "columns": [column.name for column in table.columns],
        "rows": rows_json(table),
        "sql": list(trend.result.lineage.sql),
    }


def _clarify(item: Clarification) -> Json:
    options = [
        {**_choice(choice), "default": choice.default, **({"blocked": choice.blocked} if choice.blocked else {})}
        for choice in item.choices
    ]
    return {"question": item.question, "why": item.why, "options": options}


def _refusal(item: Refusal) -> Json:
    return {
        "code": item.code,
        "reason": item.reason,
        "missing": list(item.missing),
        "nearest": [choice.label for choice in item.nearest],
    }


def _choice(choice: Choice) -> Json:
    return {"label": choice.label, "plan": {"calls": [call.to_json() for call in choice.calls]}}


def _column(column: Column) -> Json:
    return {
        "name": column.name,
        "kind": column.kind,
        "unit": str(column.unit),
        "format": str(column.format),
        "source": column.source,
    }


def _left_out(item: LeftOut) -> Json:
    return {
        "code": item.code,
        "rows": item.rows,
        "metric": item.metric,
        "value": value_json(item.value),
        "detail": item.detail,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
