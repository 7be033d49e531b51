"""G7 and G8: what runs in place of a typed statement, and the engine's second opinion on it.

Rule: every table gives way to the rows and columns that this person may see, so that nothing else is in reach of the
statement, and what was rendered is read again: by our parser and by the engine's own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from semantic_layer.engines.base import TablesRead
from semantic_layer.sql_decision import Refusal
from semantic_layer.sql_names import names_step, stored_tables

RowsOf = Callable[[str], exp.Select | None]
SecondOpinion = Callable[[str], TablesRead | None]
_NAMING = (exp.Table, exp.Column, exp.Select)


def refuse_withheld(used: Mapping[str, str], withheld: Collection[str]) -> None:
    for table in used.values():
        if table in withheld:
            raise Refusal("G7", table, "This table is shown in groups of a minimum size only. Ask for metrics.")


def put_policed_rows(
    tree: exp.Query, schema: Mapping[str, Mapping[str, str]], used: Mapping[str, str], rows_of: RowsOf | None
) -> None:
    """Replace each table by its visible rows and columns, so that nothing else is in reach of the statement.

    Rows under a policy end in ``OFFSET 0``, which changes nothing and keeps the engine from running what was typed
    before the policy: a cast that fails on a hidden row would tell of it.
    """
    rows: dict[str, exp.Select] = {}
    for folded, name in used.items():
        policed = rows_of(name) if rows_of else None
        rows[folded] = policed.offset(0) if policed is not None else _visible_columns(name, schema[name])
    _rename_steps(tree, {table.name.casefold() for select in rows.values() for table in select.find_all(exp.Table)})
    for table in stored_tables(tree):
        table.replace(exp.Subquery(this=rows[table.name.casefold()].copy(), alias=table.args["alias"].copy()))


def _rename_steps(tree: exp.Query, taken: Collection[str]) -> None:
    """Rename WITH steps that have the name of a table which policies read: a step must not take its place."""
    steps = list(tree.find_all(exp.CTE))
    references = [table for table in tree.find_all(exp.Table) if names_step(table)]
    names = {step.alias.casefold() for step in steps}
    for name in sorted(names & set(taken)):
        fresh = next(
            f"{name}_{n}" for n in range(2, len(names) + len(taken) + 3) if f"{name}_{n}" not in names | set(taken)
        )
        for step in steps:
            if step.alias.casefold() == name:
                step.args["alias"].set("this", exp.to_identifier(fresh, quoted=True))
        for table in references:
            if table.name.casefold() == name:
                table.set("this", exp.to_identifier(fresh, quoted=True))


def _visible_columns(table: str, columns: Collection[str]) -> exp.Select:
    selected = [exp.column(column, quoted=True) for column in columns]
    return exp.select(*selected).from_(exp.table_(table, quoted=True))


def limited(tree: exp.Query, max_rows: int) -> exp.Query:
    """Cap the rows at one more than is shown, so that a cut result is known to be cut."""
    limit = tree.args.get("limit")
    wanted = int(limit.expression.name) if limit else max_rows + 1
    return tree.limit(min(wanted, max_rows + 1), copy=False)


def compare_readings(tree: exp.Query, rendered: str, dialect: str, second_opinion: SecondOpinion | None) -> None:
    """Read the rendered text again: what a part of it smuggled in would show as one more name."""
    different = Refusal(
        "G8", "FROM", "The engine does not read this as it is meant. Check names and types, or write it more plainly."
    )
    try:
        again = sqlglot.parse_one(rendered, dialect=dialect)
    except SqlglotError:
        raise different from None
    if _mentions(again) != _mentions(tree):
        raise different
    if second_opinion is None:
        return
    read = second_opinion(rendered)
    if read is None or {name.casefold() for name in read.stored} != {_dotted(table) for table in stored_tables(tree)}:
        raise different
    if Counter(name.casefold() for name in read.named) != Counter(map(_dotted, tree.find_all(exp.Table))):
        raise different


def _mentions(tree: exp.Expr) -> Counter[str]:
    """How often each table and column is named, and how many SELECTs there are."""
    return Counter(
        _dotted(node) if isinstance(node, exp.Table | exp.Column) else "" for node in tree.find_all(*_NAMING)
    )


def _dotted(node: exp.Table | exp.Column) -> str:
    return ".".join(part.name for part in node.parts).casefold()
