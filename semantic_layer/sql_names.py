"""G4 and G5: the tables and columns that a typed statement names.

Rule: a name stands for a table or column that this person may see, or the statement is refused. A hidden name is
refused in the words for one that does not exist, and a step in WITH never takes the name of a table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlglot import exp
from sqlglot.errors import OptimizeError
from sqlglot.optimizer.qualify import qualify

from semantic_layer.errors import nearest
from semantic_layer.sql_decision import Refusal

# --- G4: tables ----------------------------------------------------------------------------------------------


def model_tables(tree: exp.Query, known: Mapping[str, str]) -> dict[str, str]:
    """Return the tables of the model that the tree reads: name as typed, folded, to name in the model."""
    for cte in tree.find_all(exp.CTE):
        if cte.alias.casefold() in known:
            raise Refusal("G4", cte.alias, "A step in WITH needs a name that no table has.")
    used = {}
    for table in stored_tables(tree):
        name = table.name
        if table.parts != [table.this] or not isinstance(table.this, exp.Identifier):
            raise Refusal("G4", table.sql(), "Name tables alone, without catalog or schema.")
        if name.casefold() not in known:
            found = nearest(name, known.values())
            raise Refusal("G4", name, "There is no such table.", found)
        used[name.casefold()] = known[name.casefold()]
    return used


def stored_tables(tree: exp.Expr) -> list[exp.Table]:
    """Return the tables that are not references to a WITH step in whose scope they stand."""
    return [table for table in tree.find_all(exp.Table) if not names_step(table)]


def names_step(table: exp.Table) -> bool:
    """True for a reference to a WITH step in whose scope the table stands."""
    if len(table.parts) > 1:
        return False
    name, child, node = table.name.casefold(), table, table.parent
    inside: exp.Expr = child
    while node is not None:
        if isinstance(node, exp.With):
            steps = node.expressions[: _position(node.expressions, inside)]
        else:
            with_ = node.args.get("with_")
            steps = with_.expressions if with_ is not None and with_ is not inside else []
        if any(step.alias.casefold() == name for step in steps):
            return True
        inside, node = node, node.parent
    return False


def _position(nodes: list[exp.Expr], wanted: exp.Expr) -> int:
    return next(index for index, node in enumerate(nodes) if node is wanted)


# --- G5: columns ---------------------------------------------------------------------------------------------


def qualified(
    tree: exp.Query, schema: Mapping[str, Mapping[str, str]], used: Mapping[str, str], dialect: str
) -> exp.Query:
    """Bind every column to a visible column of its table and write out ``*``."""
    names = _named_outputs(tree, dialect)
    visible: dict[str, object] = {name: dict.fromkeys(schema[used[name]], "VARCHAR") for name in used}
    try:
        bound = qualify(tree, schema=visible, dialect=dialect)
    except OptimizeError as error:
        found = re.search(r"[Cc]olumn '\"?([^'\"]*)", str(error))
        name = found[1] if found else "column"
        columns = {column for table in used.values() for column in schema[table]}
        raise Refusal("G5", name, "There is no such column, or it is ambiguous.", nearest(name, columns)) from None
    if not isinstance(bound, exp.Select | exp.SetOperation):
        raise Refusal("G5", "SELECT", "The statement could not be bound to the tables.")
    _keep_spelling(bound, names)
    return bound


def _named_outputs(tree: exp.Query, dialect: str) -> list[str]:
    """Name each computed column after its text, and return all names as typed; none where ``*`` stands."""
    if not isinstance(tree, exp.Select) or tree.is_star:
        return []
    for column in tree.selects:
        if not isinstance(column, exp.Alias | exp.Column):
            text = column.sql(dialect=dialect, comments=False)
            column.replace(exp.Alias(this=column.copy(), alias=exp.to_identifier(text, quoted=True)))
    return tree.named_selects


def _keep_spelling(tree: exp.Query, names: list[str]) -> None:
    """Give the columns back the capitals that were typed; binding folds them."""
    typed = {name.casefold(): exp.to_identifier(name, quoted=True) for name in names}
    for column in tree.selects:
        if isinstance(column, exp.Alias) and column.alias.casefold() in typed:
            column.set("alias", typed[column.alias.casefold()].copy())
    order = tree.args.get("order")
    for column in order.find_all(exp.Column) if order else ():
        if not column.table and column.name.casefold() in typed:
            column.set("this", typed[column.name.casefold()].copy())


def refuse_unbound_columns(tree: exp.Expr) -> None:
    for column in tree.find_all(exp.Column):
        if not column.table and not _is_output_name(column):
            raise Refusal("G5", column.name, "There is no such column, or it is ambiguous.")


def _is_output_name(column: exp.Column) -> bool:
    """True for a name in ORDER BY that is an output column of the same query."""
    order = column.find_ancestor(exp.Order)
    query = order.parent if order else None
    return isinstance(query, exp.Select | exp.SetOperation) and column.name.casefold() in map(
        str.casefold, query.named_selects
    )
