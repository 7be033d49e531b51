"""What was read, written as the arguments of one query.

Rule: nothing is read here. Equal drafts give equal arguments, whatever the order in which the words stood.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Unreadable, refuse
from assistant.parser.figures.rises import claim_of
from assistant.parser.figures.sides import written_out
from assistant.parser.groups.groups import ordered_groups
from assistant.parser.rows.member_rows import rows_of
from semantic_layer.query import Compare, DimensionRef, Members, Predicate
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall


def query_call(draft: Draft) -> ToolCall:
    """Return the query of a draft; raises `Unreadable` where nothing was asked or a bound has no groups."""
    dimensions = ordered_groups(draft)
    for name in sorted(set(draft.compared_members)):
        if all(ref.name != name for ref in dimensions):
            dimensions = (*dimensions, DimensionRef(name))
    rows, dimensions = rows_of(draft, dimensions)
    if not draft.metrics and not dimensions:
        raise _nothing_asked(draft)
    _refuse_bound_of_total(draft, bool(dimensions or rows))
    draft.metrics.sort(key=lambda measured: measured.item.index if measured.item else -1)
    arguments = QueryMetricsArgs(
        metrics=written_out(draft, [measured.ref for measured in draft.metrics]),
        dimensions=dimensions,
        grain=draft.grain,
        time=draft.time,
        window=draft.window,
        filters=tuple(sorted(draft.filters, key=_filter_key)),
        members=(*(_member(m, draft) for m in draft.members), *draft.sets),
        having=tuple(draft.having),
        streak=draft.ran,
        compare=tuple(sorted(draft.compare, key=lambda c: c.to)),
        share=draft.share,
        cumulate=draft.cumulate,
        top=draft.top,
        order=draft.order,
        limit=draft.limit,
        fiscal=draft.fiscal,
        chart=draft.chart,
        claim=claim_of(draft),
        rows=draft.rows or rows,
    )
    return ToolCall(tool="query_metrics", arguments=arguments)


def _refuse_bound_of_total(draft: Draft, has_rows: bool) -> None:
    """A bound picks among groups; of the one total it says nothing that was asked."""
    if draft.having and not (has_rows or draft.rows or draft.grain):
        said = next((item.text for item in draft.items if item.kind == "number"), draft.text)
        raise refuse("not_supported", construction=said)


def _member(member: Members, draft: Draft) -> Members:
    return replace(member, metric=written_out(draft, [member.metric])[0])


def _filter_key(predicate: Predicate) -> tuple[str, str]:
    field = predicate.field if isinstance(predicate, Compare) else ""
    return field, repr(predicate)


def _nothing_asked(draft: Draft) -> Unreadable:
    """Of "takings last month" the word is named that is read as a verb and relates nothing: it may be a name for it."""
    idle = [item.text for item in draft.items if item.has("relating") and not item.piece.meanings]
    return refuse("unknown_word", word=idle[0], missing=idle) if idle else refuse("nothing_asked")
