"""Whether a query makes sense at all, and whether its filters reach all its metrics.

Rule: a filter that one of several metrics cannot take is refused, never dropped for that metric.
"""

from __future__ import annotations

from collections.abc import Iterator

from semantic_layer.compiler.build import Build
from semantic_layer.compiler.metrics import Resolved
from semantic_layer.compiler.names import Field, find_field
from semantic_layer.compiler.refusals import can_filter, datasets_of
from semantic_layer.errors import BadQuery, FilterUnreachable
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
    if query.share and not (query.dimensions or query.grain):
        raise BadQuery("A share needs groups. Add a dimension.")
    if not query.metrics and (query.compare or query.share or query.having or query.top or query.cumulate):
        raise BadQuery("A list of values has no metric to compare, share, rank or filter by. Add a metric.")


def check_filters(build: Build, resolved: list[Resolved]) -> None:
    """Refuse a filter that some metrics can take and others cannot."""
    if len(resolved) < 2:
        return
    for name in dict.fromkeys(name for item in build.query.filters for name in fields_of(item)):
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
    datasets = [item.dimension.dataset] if item.dimension else []
    if item.metric is not None:
        datasets = list(datasets_of(build, item.metric))
    if isinstance(field, Segmentation):
        return all(build.graph.entity_key(name, field.entity) for name in datasets)
    graph, target = build.graph, field.dataset
    return all(graph.reaches(name, target, field.role) or graph.weighted(name, target, field.role) for name in datasets)
