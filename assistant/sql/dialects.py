"""A statement written for another database, to be read there.

Rule: what ran stays what it is; a translation is exact or it is not given.
"""

from __future__ import annotations

import sqlglot
from sqlglot.errors import ErrorLevel, SqlglotError

DIALECTS = {
    "duckdb": "DuckDB",
    "postgres": "PostgreSQL",
    "mysql": "MySQL",
    "snowflake": "Snowflake",
    "bigquery": "BigQuery",
    "spark": "Spark",
    "clickhouse": "ClickHouse",
    "tsql": "SQL Server",
}


def offered(ran: str) -> tuple[str, ...]:
    """The dialects to choose from, the one that ran first."""
    return (ran, *(name for name in DIALECTS if name != ran))


def translated(sql: str, ran: str, wanted: str) -> str | None:
    """The statement in another dialect; None where it has no exact form there."""
    if wanted == ran:
        return sql
    try:
        found = sqlglot.transpile(sql, read=ran, write=wanted, pretty=True, unsupported_level=ErrorLevel.RAISE)
    except (SqlglotError, RecursionError, ValueError):
        return None
    return found[0] if len(found) == 1 else None
