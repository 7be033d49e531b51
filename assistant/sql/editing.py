"""The SQL of an answer as a person may edit and run it: the same statement over the tables by their bare names.

Rule: only names of tables change, and lists of dates become SELECTs. The policies are put in again by the guard when it
runs, whatever the text says.
"""

from __future__ import annotations

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from assistant.answer_parts import Section
from semantic_layer.sql_size import ensure_parsable
from tools.arguments import SqlArgs


def editable(section: Section, dialect: str) -> str:
    """What the panel opens with: what was typed, else the statement that ran; empty where none ran."""
    if isinstance(section.call.arguments, SqlArgs):
        return section.call.arguments.sql
    ran = section.derivation.sql
    return bare(ran[0], dialect) if ran else ""


def bare(sql: str, dialect: str) -> str:
    """The statement with its tables named alone; as it is where it cannot be read."""
    try:
        tree = sqlglot.parse_one(ensure_parsable(sql, dialect), read=dialect)
    except (SqlglotError, RecursionError):
        return sql
    for table in tree.find_all(exp.Table):
        table.set("db", None)
        table.set("catalog", None)
    for listed in list(tree.find_all(exp.Values)):
        listed.replace(_as_selects(listed))
    return tree.sql(dialect=dialect, pretty=True, comments=False)


def _as_selects(listed: exp.Values) -> exp.Expression:
    """A list of rows as a union of SELECTs, which may be typed."""
    names = [column.name for column in listed.args["alias"].columns]
    rows = [row.expressions if isinstance(row, exp.Tuple) else [row] for row in listed.expressions]
    selects = [
        exp.select(*(exp.alias_(value.copy(), name, quoted=True) for name, value in zip(names, row, strict=True)))
        for row in rows
    ]
    union: exp.Query = selects[0]
    for following in selects[1:]:
        union = exp.Union(this=union, expression=following, distinct=False)
    return exp.Subquery(this=union, alias=exp.TableAlias(this=listed.args["alias"].this.copy()))
