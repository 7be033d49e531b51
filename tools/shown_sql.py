"""The statements of an answer as the asking person may read them.

Rule: a column that does not exist for a person is named in no statement, although a policy, a default filter or the
owner's expression reads it. A condition on it gives way as a whole, with the values in it: that of a row policy to a
text that names the policy and is always true, since the guard puts the policy in again when the statement is run; any
other condition, and the column elsewhere, to a name that no table has, so that it cannot be run for something else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from semantic_layer.errors import PolicyError
from semantic_layer.expressions import names
from semantic_layer.model import Dataset
from semantic_layer.policy import View, row_predicate
from semantic_layer.sql_size import ensure_parsable
from tools.context import ToolContext
from tools.result import ToolResult

PART = "withheld_part"
"""What the name begins with that stands for a part somebody may not read."""


def with_shown_sql(result: ToolResult, ctx: ToolContext) -> ToolResult:
    """The result with its statements as the asking person may read them; what ran stays what it was."""
    view = View(ctx.model, ctx.who)
    if not view.is_limited:
        return result
    names_of = _Names(ctx, view)
    statements = tuple(shown(text, names_of, ctx) for text in result.lineage.sql)
    return replace(result, lineage=replace(result.lineage, sql=statements))


def shown(text: str, names_of: _Names, ctx: ToolContext) -> str:
    """One statement, unchanged where it names nothing that is kept back."""
    try:
        tree = sqlglot.parse_one(ensure_parsable(text, ctx.engine.dialect), read=ctx.engine.dialect)
    except (SqlglotError, RecursionError):
        return PART if names_of.anywhere else text
    places: dict[str, set[str]] = {}
    for table in tree.find_all(exp.Table):
        places.setdefault(table.alias_or_name, set()).add(table.name)
    kept_back = [node for node in tree.find_all(exp.Column) if names_of.is_hidden(node, places)]
    for node in kept_back:
        if node.root() is tree:  # not in a part that is gone already
            _withhold(node, names_of)
    for name in tree.find_all(exp.Identifier):
        if name.name in names_of.anywhere:
            name.set("this", names_of.placeholder(name.name))
    is_changed = kept_back or any(name in text for name in names_of.anywhere)
    return tree.sql(dialect=ctx.engine.dialect, pretty=True) if is_changed else text


@dataclass(frozen=True)
class _Names:
    """What a person may not know the name of, by table."""

    ctx: ToolContext
    view: View

    @cached_property
    def hidden(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        schema = self.ctx.engine.schema()
        for dataset in self.ctx.model.datasets:
            table = dataset.source.rpartition(".")[2].strip('" ')
            closed, known = _closed(dataset, self.view), self._known(dataset)
            other = (set(schema.get(table, ())) | _conditions(dataset)) - known
            found[table] = found.get(table, frozenset()) | closed | other
        return found

    @cached_property
    def anywhere(self) -> frozenset[str]:
        """Names that are hidden wherever they stand: no table has a column of that name that the person knows."""
        known = {name for dataset in self.ctx.model.datasets for name in self._known(dataset)}
        return frozenset().union(*self.hidden.values()) - known

    @cached_property
    def predicates(self) -> Mapping[str, str]:
        """The condition of each row policy, without the table that it is about -> the policy's name."""
        found: dict[str, str] = {}
        for policy in self.view.policies:
            try:
                if policy.rows is not None:
                    whole = row_predicate(policy, self.view.who, "t")
                    found |= {_bare(part): policy.name for part in (*whole.unnest().flatten(), whole)}
            except PolicyError:
                continue
        return found

    def is_hidden(self, column: exp.Column, places: Mapping[str, set[str]]) -> bool:
        tables = places.get(column.table, set())
        return column.name in self.anywhere or any(column.name in self.hidden.get(name, ()) for name in tables)

    def placeholder(self, name: str) -> str:
        return f"{PART}_{sorted(self._all).index(name) + 1}"

    @cached_property
    def _all(self) -> frozenset[str]:
        return frozenset().union(*self.hidden.values())

    def _known(self, dataset: Dataset) -> set[str]:
        """Columns behind what the person may know: fields, figures, keys, times and the parts that analyses read."""
        texts = [item.expr for item in dataset.dimensions if self.view.has_field(item.qualified)]
        hidden = self.view.hidden
        texts += [item.expr for item in dataset.measures if not {item.name, f"{dataset.name}.{item.name}"} & hidden]
        keys = {column for key in dataset.entities for column in key.columns}  # named as they are: "Order ID"
        parts = [text for role in self.ctx.model.roles if role.dataset == dataset.name for _, text in role.columns]
        texts += [text for text in parts if text not in keys]
        found = {name.column for text in texts if text for name in names(text)}
        return (found | keys) - _closed(dataset, self.view)


def _closed(dataset: Dataset, view: View) -> frozenset[str]:
    """The columns that are a dimension which does not exist for the person."""
    return frozenset(item.column for item in dataset.dimensions if not view.has_field(item.qualified))


def _conditions(dataset: Dataset) -> set[str]:
    return {name.column for text in dataset.default_filters for name in names(text) if not name.prefix}


def _withhold(column: exp.Column, names_of: _Names) -> None:
    around: list[exp.Expr] = []
    node: exp.Expr | None = column
    while node is not None and not isinstance(node, exp.Query):
        around += [node] if _is_condition(node) else []
        node = node.parent
    policy = next((item for item in reversed(around) if _bare(item) in names_of.predicates), None)
    if policy is not None:
        told = exp.Literal.string(f"{PART}: {names_of.predicates[_bare(policy)]}")
        policy.replace(exp.Not(this=exp.Is(this=told, expression=exp.Null())))
    elif around and around[0].find(exp.Literal):
        around[0].replace(exp.column(f"{PART}_condition", quoted=True))
    else:
        column.this.set("this", names_of.placeholder(column.name))  # a key of a join, an argument


def _is_condition(node: exp.Expr) -> bool:
    """Whether a node is one of the conditions that are put together with AND, or that a CASE asks."""
    above = node.parent
    while isinstance(above, exp.Paren):
        above = above.parent
    return isinstance(above, exp.And | exp.Where | exp.Having | exp.Join | exp.If) and isinstance(node, exp.Condition)


def _bare(tree: exp.Expr) -> str:
    """A condition without parentheses around it and without the names of tables."""
    copy = tree.copy().unnest()
    for node in copy.find_all(exp.Column):
        node.set("table", None)
    return copy.sql(normalize=True)
