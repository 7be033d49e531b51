"""Whether a query makes sense at all, and whether its filters reach all its metrics.

Rule: a filter that one of several metrics cannot take is refused, never dropped for that metric.
"""

from __future__ import annotations

from collections.abc import Iterator

from semantic_layer.compiler.build import Build
from semantic_layer.compiler.names import Field, find_field
from semantic_layer.compiler.refusals import can_filter
from semantic_layer.compiler.resolved import Resolved, datasets_below
from semantic_layer.compiler.streak import check_streak
from semantic_layer.errors import BadQuery, FilterUnreachable, NotAdditive
from semantic_layer.model import Segmentation
from semantic_layer.query import Combine, Compare, Predicate, SemanticQuery


def check_query(query: SemanticQuery) -> None:
    """Refuse a query that contradicts itself."""
    names = [ref.key for ref in query.dimensions] + [ref.key for ref in query.metrics]
    if query.grain:
        names.append("period")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BadQuery(f"The query has two columns {twice[0]!r}. Give one of them an alias.")
    if query.top is not None and query.top.n < 1:
        raise BadQuery(f"A top needs at least one group, not {query.top.n}.")
    if query.top is not None and query.top.others and (query.top.per or query.grain or not query.dimensions):
        raise BadQuery("Others are one row beside one top list: leave out `per` and the grain, and name a dimension.")
    if query.limit is not None and query.limit < 1:
        raise BadQuery(f"A limit is at least 1, not {query.limit}.")
    window = query.window
    if window and window.start and window.end and window.start >= window.end:
        raise BadQuery(f"The window ends on {window.end} before it starts on {window.start}.")
    if query.share and not (query.dimensions or query.grain or query.rows):
        raise BadQuery("A share needs groups. Add a dimension.")
    if query.top is not None and (query.top.skip < 0 or (query.top.skip and query.top.others)):
        raise BadQuery("A place counts from the first, and nobody is left out of others but the top.")
    if query.rows is not None:
        _check_rows(query)
    check_streak(query)
    _check_arithmetic(query)
    listed = query.top and query.rows is None
    operators = (query.compare, query.share, query.having, query.streak, listed, query.cumulate)
    if not query.metrics and any(operators):
        raise BadQuery("A list of values has no metric to compare, share, rank or filter by. Add a metric.")


def _check_rows(query: SemanticQuery) -> None:
    """Refuse for single rows what only groups and periods have."""
    asked = {
        "periods": query.grain,
        "running totals": query.cumulate,
        "streaks": query.streak,
        "a total": query.totals,
        "a row for all others": query.top and query.top.others,
        "filled gaps": query.fill and query.fill != "zero",
        "a share of anything but all listed rows": query.share and query.share.of != "filtered",
    }
    for what, is_asked in asked.items():
        if is_asked:
            raise BadQuery(f"Single rows of {query.rows!r} cannot have {what}. Leave it out, or group by a dimension.")


def _check_arithmetic(query: SemanticQuery) -> None:
    """Refuse running totals of what is computed from other numbers."""
    computed = [ref for ref in query.metrics if ref.combine or ref.per]
    if query.cumulate and computed:
        raise NotAdditive(
            f"{computed[0].key!r} is computed from other numbers and has no running value. Ask for those.",
            possible=(computed[0].name,),
            metric=computed[0].name,
        )


def check_filters(build: Build, resolved: list[Resolved]) -> None:
    """Refuse a filter that some metrics can take and others cannot; both sides of an arithmetic are metrics."""
    resolved = [side for item in resolved for side in item.sides]
    if len(resolved) < 2:
        return
    for name in dict.fromkeys(name for item in build.query.filters for name in fields_of(item)):
        if name == "metric_time":  # each metric's own
            continue
        field = find_field(build, name)
        outside = [item.ref.key for item in resolved if not _takes(build, item, field)]
        if outside and len(outside) < len(resolved):
            inside = [item.ref.key for item in resolved if item.ref.key not in outside]
            raise FilterUnreachable(
                f"{', '.join(outside)} cannot be filtered by {name!r}; {', '.join(inside)} can. "
                "Ask for them apart, or leave the filter out.",
                possible=tuple(inside) or can_filter(build, field),
                dimension=name,
                metrics=", ".join(outside),
            )


def fields_of(predicate: Predicate) -> Iterator[str]:
    """Yield the fields that a condition reads on the row itself."""
    match predicate:
        case Compare():
            yield predicate.field
        case Combine():
            for item in predicate.predicates:
                yield from fields_of(item)


def _takes(build: Build, item: Resolved, field: Field | Segmentation) -> bool:
    datasets = list(datasets_below(build.model, item))
    if isinstance(field, Segmentation):
        return all(build.graph.entity_key(name, field.entity) for name in datasets)
    graph, target = build.graph, field.dataset
    return all(graph.reaches(name, target, field.role) or graph.weighted(name, target, field.role) for name in datasets)
