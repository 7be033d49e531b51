"""Whether a statement could have counted a row twice: every join it makes leads to one row at most.

Rule: the joins are read from the SQL that ran, the keys from the model. A join to a stored table must cover one of its
keys; a join to a step, what the step is grouped by. What this check cannot follow is no finding.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from semantic_layer.model import SemanticModel

_KEYS = ("primary", "unique")


def repeated_rows(statements: Sequence[str], model: SemanticModel) -> tuple[str, ...] | None:
    """Name what is joined on less than a key; empty where every join leads to one row, None where one cannot tell."""
    if not statements:
        return None
    found: list[str] = []
    for text in statements:
        try:
            tree = sqlglot.parse_one(text, read=model.dialect)
        except (SqlglotError, RecursionError):
            return None
        steps = {step.alias: step.this for step in tree.find_all(exp.CTE)}
        for join in tree.find_all(exp.Join):
            told = _leads_to_one(join, steps, model)
            if told is None:
                return None
            if not told:
                found.append(join.alias_or_name)
    return tuple(dict.fromkeys(found))


def _leads_to_one(join: exp.Join, steps: dict[str, exp.Expression], model: SemanticModel) -> bool | None:
    target, name = join.this, join.alias_or_name
    on = join.args.get("on")
    columns = {side.name for side in (on.find_all(exp.Column) if on else ()) if side.table == name}
    is_plain = on is not None and not list(on.find_all(exp.Or, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between))
    match target:
        case exp.Table() if not target.db and target.name in steps:
            return _step_is_unique(steps[target.name], columns, steps) if is_plain else None
        case exp.Table():
            keys = _keys(target, model)
            return any(set(key) <= columns for key in keys) if keys and is_plain else None
        case exp.Subquery():
            return _step_is_unique(target.this, columns, steps) if is_plain else None
    return None


def _keys(table: exp.Table, model: SemanticModel) -> list[tuple[str, ...]]:
    names = {table.name, ".".join(part.name for part in table.parts)}
    return [
        key.columns
        for dataset in model.datasets
        if dataset.source in names
        for key in dataset.entities
        if key.type in _KEYS
    ]


def _step_is_unique(step: exp.Expression, columns: set[str], steps: dict[str, exp.Expression]) -> bool | None:
    """A step that is grouped has one row for each group; a kept run of segments has one for each key and day."""
    if not isinstance(step, exp.Select):
        return None
    group = step.args.get("group")
    if group is not None:
        grouped = {node.sql() for node in group.expressions}
        names = {item.alias_or_name for item in step.selects if item.unalias().sql() in grouped}
        return names <= columns if len(names) == len(grouped) else None
    if step.args.get("distinct"):
        return {item.alias_or_name for item in step.selects} <= columns
    source = step.args.get("from_")
    inside = source.this if source else None
    if isinstance(inside, exp.Table) and not inside.db and inside.name in steps and not step.args.get("joins"):
        return _step_is_unique(steps[inside.name], columns, steps)  # fewer rows of a step have no more of a key
    if isinstance(inside, exp.Table) and inside.db == "runs":
        where = step.args.get("where")
        days = {node.this.name for node in where.find_all(exp.EQ) if isinstance(node.this, exp.Column)} if where else ()
        return True if "as_of" in days and "key" in columns else None
    return None
