"""Members counted among the rows of finer data: customers by product category, over order lines.

Rule: each member counts once in a group, however many of its rows lie there, and may count in several groups. Which
members count is what the plain count of their own table says: its filters hold here too, read from the finer rows.
Which of those rows count is what their own count says.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from semantic_layer import expressions
from semantic_layer.compiler.build import Build
from semantic_layer.compiler.resolved import Resolved
from semantic_layer.compiler.scope import Measured, ModelFilter
from semantic_layer.errors import BadQuery
from semantic_layer.model import Dataset, Metric, SemanticModel, SimpleMetric


@dataclass(frozen=True)
class Members:
    """The members that a plain count of a table's rows counts; `filters` say which, by qualified names."""

    entity: str
    filters: tuple[str, ...] = ()


def counted_rows(model: SemanticModel, metric: Metric | None) -> Members | None:
    """Return whose rows a metric counts in their own table, where it is *the* count of them; None for other metrics."""
    if not isinstance(metric, SimpleMetric):
        return None
    measure = model.measure(metric.measure)
    home = model.dataset(measure.dataset)
    key = home.primary.columns[0] if home.primary and len(home.primary.columns) == 1 else None
    rows = {"count": ("1", key), "count_distinct": (key,)}.get(measure.agg, ())
    texts = [_qualified(text, home) for text in (*home.default_filters, measure.filter, metric.filter) if text]
    if key is None or home.primary is None or measure.column not in rows or None in texts:
        return None
    if model.entity(home.primary.name).default_count != metric.name:
        return None  # "new customers" count the same rows, and mean those who came then
    return Members(home.primary.name, tuple(filter(None, texts)))


def _qualified(text: str, home: Dataset) -> str | None:
    """A filter of a table's own rows, to be read from other rows; None where it needs more than the dimensions."""
    tree, own = expressions.parse(text), {dimension.name for dimension in home.dimensions}
    for column in tree.find_all(exp.Column):
        if not column.table and column.name not in own:
            return None
        if not column.table:
            column.set("table", exp.to_identifier(home.prefix))
    return tree.sql("duckdb")


def members_among(build: Build, resolved: Resolved, over: str) -> tuple[Measured, tuple[ModelFilter, ...]]:
    """Return the count of different members over the rows of `over`, and the filters that say which members count.

    Raises
    ------
    BadQuery
        The metric counts no rows of a table with a key, or the rows of `over` do not carry that key.
    """
    ref, counted = resolved.ref, counted_rows(build.model, resolved.metric)
    if counted is None or ref.agg is not None:
        raise BadQuery(f"{ref.name!r} counts no rows of a table with a key, so it cannot be counted over {over!r}.")
    known = {dataset.name for dataset in build.model.datasets}
    if over not in known or build.graph.entity_key(over, counted.entity) is None:
        raise BadQuery(f"There are no rows {over!r} that carry a key of {counted.entity!r}.", entity=counted.entity)
    name = ref.key.replace(".", "_")
    item = Measured(name, over, "count_distinct", "", None, "exact", None, None, zero=True, entity=counted.entity)
    return item, tuple(map(ModelFilter, (*counted.filters, *_what_counts(build.model, over))))


def _what_counts(model: SemanticModel, over: str) -> tuple[str, ...]:
    """What the rows' own count says of which of them count: only completed orders, where only these are orders."""
    key = model.dataset(over).primary
    count = model.entity(key.name).default_count if key else None
    metric = model.metric(count) if count else None
    if not isinstance(metric, SimpleMetric):
        return ()
    return tuple(text for text in (model.measure(metric.measure).filter, metric.filter) if text)
