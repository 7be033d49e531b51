"""What the model is told about a result.

Rule: by default its shape alone. Where the operator allows it, also the typed findings: their kinds and their
aggregated numbers, with members as references unless the values of that dimension may leave. A row of the data never
goes out, in either case.
"""

from __future__ import annotations

from decimal import Decimal

from assistant.agent.session import Session
from tools.result import Fact, ToolResult

MAX_FINDINGS = 8


def told(result: ToolResult, session: Session) -> dict[str, object]:
    """Return columns and number of rows, and the findings where they may be shared."""
    main = result.main
    shape: dict[str, object] = {"columns": [column.name for column in main.columns], "rows": len(main.rows)}
    if not main.rows:
        shape["note"] = "no_rows"
    if not session.settings.share_findings or _lists_rows(result):
        return shape
    found = [
        {"kind": finding.kind, **{name: _fact(fact, session) for name, fact in finding.facts}}
        for finding in result.findings[:MAX_FINDINGS]
    ]
    return {**shape, "data": found}


def _lists_rows(result: ToolResult) -> bool:
    """Whether the table holds rows of the data, or members one by one, instead of groups."""
    return any(query.rows for query in result.lineage.queries)


def _fact(fact: Fact, session: Session) -> object:
    value = fact.value
    if isinstance(value, tuple):
        return [_fact(Fact(item, fact.unit, fact.format, fact.source), session) for item in value[:5]]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float | Decimal):
        return float(value)
    if isinstance(value, str) and not (session.settings.may_share(fact.source) or _is_name(value, session)):
        return session.references.handle(value)
    return str(value)[:64]


def _is_name(value: str, session: Session) -> bool:
    """A name of the model is no value of the data."""
    model = session.tools.model
    return model.has_metric(value) or model.has_dimension(value)
