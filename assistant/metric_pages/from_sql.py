"""Read one SELECT as the aggregate of a metric: a table, an aggregate over its columns, a condition on its rows.

Rule: everything in the statement ends up in the metric or refuses it by name; groups alone may go, because a metric can
be grouped by anything.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from semantic_layer.model import Aggregation, Dataset, SemanticModel
from semantic_layer.sql_size import ensure_parsable

_AGGREGATES: dict[type[exp.Expr], Aggregation] = {
    exp.Sum: "sum",
    exp.Avg: "avg",
    exp.Min: "min",
    exp.Max: "max",
    exp.Median: "median",
}
_NEVER = (
    ("with_", "step"),
    ("joins", "join"),
    ("having", "having"),
    ("limit", "limit"),
    ("offset", "limit"),
    ("distinct", "distinct"),
    ("qualify", "window"),
)


class NotAMetric(Exception):
    """The SQL says what a metric of the model cannot say; `reason` is the code of the sentence, `what` its subject."""

    def __init__(self, reason: str, what: str = "") -> None:
        super().__init__(f"This cannot be a metric: {reason} {what}".strip())
        self.reason, self.what = reason, what


@dataclass(frozen=True)
class Aggregate:
    """What a metric is made of: `agg` of `expr` over the rows of `dataset` that meet `filter` (empty: all)."""

    dataset: str
    agg: Aggregation
    expr: str
    filter: str = ""


def aggregate_of(sql: str, model: SemanticModel, dialect: str) -> Aggregate:
    """The aggregate of a statement.

    Raises
    ------
    NotAMetric
        If the statement has anything that a metric cannot say.
    """
    select = _select(sql, dialect)
    for key, reason in _NEVER:
        if select.args.get(key):
            raise NotAMetric(reason)
    for kind, reason in ((exp.Window, "window"), (exp.Subquery, "step")):
        if select.find(kind):
            raise NotAMetric(reason)
    dataset = _dataset(select, model)
    agg, value = _aggregate(select)
    where = select.args.get("where")
    found = where.this if isinstance(where, exp.Where) else None
    if found is not None:
        _refuse_period(found, dataset)
    return Aggregate(dataset.name, agg, _plain(value, dataset, dialect), _plain(found, dataset, dialect))


def _select(sql: str, dialect: str) -> exp.Select:
    try:
        found = sqlglot.parse_one(ensure_parsable(sql, dialect), read=dialect)
    except (SqlglotError, RecursionError):
        raise NotAMetric("not_read") from None
    if not isinstance(found, exp.Select):
        raise NotAMetric("not_one_select")
    return found


def _dataset(select: exp.Select, model: SemanticModel) -> Dataset:
    source = select.args.get("from_")
    table = source.this if isinstance(source, exp.From) else None
    if not isinstance(table, exp.Table):
        raise NotAMetric("no_table")
    for dataset in model.datasets:
        if table.name.casefold() in (dataset.source.rpartition(".")[2].casefold(), dataset.name.casefold()):
            return dataset
    raise NotAMetric("no_table", table.name)


def _aggregate(select: exp.Select) -> tuple[Aggregation, exp.Expr]:
    """The one figure of the statement; what is grouped by may stand beside it."""
    group = select.args.get("group")
    groups = {node.sql() for node in group.expressions} if group else set()
    places = {str(place) for place, _ in enumerate(select.selects, 1)}
    figures = [
        item.unalias() for item in select.selects if item.unalias().sql() not in groups and not _is_group(item, groups)
    ]
    if not groups - places and len(figures) > 1:
        figures = [item for item in figures if item.find(exp.AggFunc)]
    if len(figures) != 1:
        raise NotAMetric("several_figures" if figures else "no_figure")
    figure = figures[0]
    agg = _AGGREGATES.get(type(figure))
    if agg is not None and not isinstance(figure.this, exp.Distinct):
        return agg, figure.this
    if isinstance(figure, exp.Count):
        inside = figure.this
        if isinstance(inside, exp.Distinct) and len(inside.expressions) == 1:
            return "count_distinct", inside.expressions[0]
        if not isinstance(inside, exp.Distinct):
            return "count", inside
    raise NotAMetric("no_aggregate" if not figure.find(exp.AggFunc) else "arithmetic", figure.sql()[:80])


def _is_group(item: exp.Expr, groups: set[str]) -> bool:
    return item.alias_or_name in groups or f'"{item.alias_or_name}"' in groups


def _refuse_period(where: exp.Expression, dataset: Dataset) -> None:
    """A metric holds for every period: a condition on its date belongs to the question."""
    times = {item.expr for item in dataset.dimensions if item.type == "time"}
    for column in where.find_all(exp.Column):
        if column.name in times:
            raise NotAMetric("period", column.name)


def _plain(node: exp.Expr | None, dataset: Dataset, dialect: str) -> str:
    """An expression over the bare columns of the dataset."""
    if node is None:
        return ""
    if isinstance(node, exp.Star):
        own = next((key for key in dataset.entities if key.type == "primary" and len(key.columns) == 1), None)
        if own is None:
            raise NotAMetric("no_key", dataset.name)
        return own.columns[0]
    found = node.copy()
    for column in found.find_all(exp.Column):
        column.set("table", None)
        if column.name.isidentifier():
            column.set("this", exp.to_identifier(column.name, quoted=False))
    return found.sql(dialect=dialect, comments=False)
