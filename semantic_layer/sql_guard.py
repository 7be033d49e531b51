"""Decide whether SQL that a person or a model typed may run, and turn it into what runs instead.

Rule: what is not listed is refused. Text goes in; `Allowed` (a new tree over the visible rows and columns, with
a limit) or `Refused` (rule, place, hint) comes out. The text itself never reaches an engine.

    G1 size and depth     G2 one SELECT          G3 listed node types only   G4 tables of the model
    G5 visible columns    G6 joins on a condition     G7 policed rows, a limit, no comments
    G8 read again, by our parser and the engine's own, the rendered text names the same tables and columns

A hidden table or column is refused in the same words as one that does not exist.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping

import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel, SqlglotError

from semantic_layer.sql_decision import Allowed, Refusal, Refused
from semantic_layer.sql_names import model_tables, qualified, refuse_unbound_columns
from semantic_layer.sql_nodes import refuse_unlisted
from semantic_layer.sql_rows import RowsOf, SecondOpinion, compare_readings, limited, put_policed_rows, refuse_withheld
from semantic_layer.sql_size import TooDeep, ensure_parsable

MAX_CHARACTERS = 20_000
MAX_NODES = 5_000
MAX_STARS = 20  # each is written out as all columns of a table
MAX_ROWS = 100_000
_FLATTER = "The statement is nested too deeply. Use WITH to name the steps."
# What the parser raises at a text that it cannot read; at some broken texts it stumbles instead of saying so.
_UNREADABLE = (SqlglotError, TypeError, ValueError, AttributeError, LookupError, NameError, AssertionError)

logging.getLogger("sqlglot").setLevel(logging.CRITICAL + 1)  # it prints text that it could not parse


def check(
    sql: str,
    *,
    schema: Mapping[str, Mapping[str, str]],
    dialect: str,
    rows_of: RowsOf | None = None,
    withheld: Collection[str] = (),
    second_opinion: SecondOpinion | None = None,
    max_rows: int = MAX_ROWS,
) -> Allowed | Refused:
    """Return the statement that may run in place of `sql`, or why none may.

    Parameters
    ----------
    schema : mapping
        Table to column to type: only what this user may see. Everything else does not exist.
    dialect : str
        The engine's own (`Engine.dialect`), never a constant.
    rows_of : callable, optional
        Gives the SELECT that stands for a table under the user's policies, or None for all its rows.
    withheld : collection of str
        Tables with a minimum group size: group sizes in free nesting cannot be checked (G7).
    second_opinion : callable, optional
        What the engine's own parser reads in the rendered text (`Engine.statement_tables`).
    """
    try:
        tree = _one_select(sql, dialect)
        refuse_unlisted(tree)
        used = model_tables(tree, {name.casefold(): name for name in schema if schema[name]})
        refuse_withheld(used, withheld)
        _refuse_odd_joins(tree)
        tree = qualified(tree, schema, used, dialect)
        refuse_unlisted(tree)
        refuse_unbound_columns(tree)
        _refuse_one_sided_joins(tree)
        put_policed_rows(tree, schema, used, rows_of)
        tree = limited(tree, max_rows)
        rendered = tree.sql(dialect=dialect, comments=False, pretty=True, unsupported_level=ErrorLevel.RAISE)
        compare_readings(tree, rendered, dialect, second_opinion)
    except Refusal as refusal:
        return refusal.decision
    except RecursionError:
        return Refused("G1", "nesting", _FLATTER)
    except _UNREADABLE:
        return Refused("G3", "SELECT", "A part of the statement has no exact form for this engine.")
    return Allowed(tree, rendered, frozenset(used.values()))


# --- G1, G2: size and kind -----------------------------------------------------------------------------------


def _one_select(sql: str, dialect: str) -> exp.Query:
    if len(sql) > MAX_CHARACTERS:
        raise Refusal("G1", f"{len(sql)} characters", f"A statement has at most {MAX_CHARACTERS} characters.")
    try:
        statements = sqlglot.parse(ensure_parsable(sql, dialect), dialect=dialect)
    except TooDeep:
        raise Refusal("G1", "nesting", _FLATTER) from None
    except _UNREADABLE:
        raise Refusal("G2", "syntax", "The text is not one valid SELECT statement.") from None
    if len(statements) != 1 or not isinstance(statements[0], exp.Select | exp.SetOperation):
        raise Refusal("G2", "statement", "Write exactly one SELECT.")
    if not statements[0].selects:
        raise Refusal("G2", "SELECT", "Write what to select.")
    if sum(1 for _ in statements[0].walk()) > MAX_NODES or len(list(statements[0].find_all(exp.Star))) > MAX_STARS:
        raise Refusal("G1", "length", "The statement has too many parts. Ask for one thing at a time.")
    return statements[0]


# --- G6: joins -----------------------------------------------------------------------------------------------


def _refuse_odd_joins(tree: exp.Expr) -> None:
    for join in tree.find_all(exp.Join):
        if join.method or join.kind not in ("", "INNER", "OUTER"):
            raise Refusal("G6", f"{join.method or join.kind} JOIN", "Use JOIN … ON, or LEFT JOIN … ON.")
        if not join.args.get("on") and not join.args.get("using"):
            raise Refusal("G6", "JOIN", "Every join needs a condition: JOIN … ON a.key = b.key.")


def _refuse_one_sided_joins(tree: exp.Expr) -> None:
    """A condition that does not compare two tables (ON TRUE) is no condition."""
    for join in tree.find_all(exp.Join):
        condition = join.args.get("on")
        tables = {column.table for column in condition.find_all(exp.Column)} if condition else set()
        if len(tables) < 2:
            raise Refusal("G6", "JOIN", "The condition of a join compares columns of both tables.")
