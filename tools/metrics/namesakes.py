"""Members that share a name and are added up under it.

Rule: a grouping by the name of things tells where two of them bear one name in these figures, for their sum belongs to
neither. Where the key stands beside the name, or rows are listed, nobody is mixed up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from semantic_layer.model import SemanticModel
from semantic_layer.query import DimensionRef, SemanticQuery
from semantic_layer.result import ResultTable
from semantic_layer.run import run_query
from tools.context import ToolContext
from tools.result import Caveat


def namesakes(query: SemanticQuery, table: ResultTable, ctx: ToolContext) -> Iterator[Caveat]:
    """One caveat for each grouping in which a name that is shown stands for several members."""
    if query.rows is not None or not query.metrics:
        return
    for ref in query.dimensions:
        key = _key_beside(ref, ctx.model)
        if key is None or any(other.name == key for other in query.dimensions):
            continue
        apart = SemanticQuery(
            metrics=query.metrics[:1],
            dimensions=(ref, DimensionRef(key)),
            filters=query.filters,
            members=query.members,
            window=query.window,
            time=query.time,
            as_of=query.as_of,
            who=query.who,
        )
        found, _ = run_query(apart, ctx.model, ctx.engine, ctx.calendar)
        borne = Counter(str(row[0]) for row in found.rows if row[0] is not None and row[1] is not None)
        shown = {str(value) for value in table.values(ref.key)}
        shared = [name for name, members in borne.items() if members > 1 and name in shown]
        if shared:
            yield Caveat("namesakes", (("dimension", ref.name), ("n", len(shared))))


def _key_beside(ref: DimensionRef, model: SemanticModel) -> str | None:
    """The key of the things that a dimension names; None where it names none, or a person stated that it is enough."""
    if not model.has_dimension(ref.name):
        return None
    dimension = model.dimension(ref.name)
    home = model.dataset(dimension.dataset)
    own = home.primary
    if own is None or len(own.columns) != 1 or dimension.type not in ("categorical", "text", "geography"):
        return None
    thing = model.entity(own.name)
    if thing.state not in ("generated", "draft") or (thing.label_dimension or "").rpartition(".")[2] != dimension.name:
        return None
    key = next((d.name for d in home.dimensions if d.column == own.columns[0] and not d.personal), None)
    name = f"{ref.name.rpartition('.')[0]}.{key}"
    return name if key is not None and key != dimension.name and model.has_dimension(name) else None
