"""The queries of `checks.py`, as SQLGlot trees.

Rule: each returns one row of (all, NULL, wrong) counts, except the list of codes, and uses only what every engine
has: GROUP BY, LEFT JOIN on equality, CASE, and one ROWS window.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import sqlglot
from sqlglot import exp

from semantic_layer.expressions import DIALECT, parse

Query = exp.Select
_TABLE = re.compile(r'(?:[^\W\d]\w*|"[^"]+")(?:\.(?:[^\W\d]\w*|"[^"]+")){0,2}')
_TOLERANCE = 1e-6  # of a sum of weights: decimals such as 0.33 + 0.33 + 0.34 are exact, floats are not


def is_table(source: str) -> bool:
    """Say whether a dataset's source is a table or view, not a SELECT."""
    return _TABLE.fullmatch(source) is not None


def source_of(source: str, alias: str = "s") -> exp.Expression:
    """Return what stands in FROM for a dataset's source."""
    if is_table(source):
        table = exp.to_table(source, dialect=DIALECT)
        for part in table.parts:
            part.set("quoted", True)
        return table.as_(alias)
    return exp.Subquery(this=sqlglot.parse_one(source, read=DIALECT), alias=exp.TableAlias(this=exp.to_identifier(alias)))


def quoted(column_name: str) -> str:
    """Return a column's name as an expression, whatever characters it has."""
    return exp.to_identifier(column_name, quoted=True).sql(DIALECT)


def column(name: str) -> exp.Expression:
    return parse(quoted(name))
