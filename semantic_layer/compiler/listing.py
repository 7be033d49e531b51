"""Which values a dimension has.

Rule: values are listed from the dataset that owns them (or the one that points to all of them), under the same policies
and filters as any number; nothing is listed that the asking person may not see.
"""

from __future__ import annotations

from semantic_layer.compiler.branch import Branch
from semantic_layer.compiler.build import Build
from semantic_layer.compiler.names import Field, find_field
from semantic_layer.compiler.scope import DimensionKey, Keys, Scope
from semantic_layer.errors import BadQuery, NoPath


def values_step(build: Build, keys: Keys, scope: Scope) -> str:
    """Write the step that lists the distinct groups of the query's dimensions."""
    if not keys:
        raise BadQuery("The query asks for nothing. Add a metric, or a dimension to list.")
    refs = [key.ref for key in keys if isinstance(key, DimensionKey)]
    if len(refs) < len(keys) or any(ref.name == "metric_time" for ref in refs):
        raise BadQuery("Periods are listed for a metric only. Add a metric, or name a time dimension.")
    dataset = _owner(build, [ref.name for ref in refs])
    branch = Branch(build, dataset, None, scope, keys)
    return build.add(f"{dataset}_values", branch.select([], group=False, distinct=True))


def _owner(build: Build, names: list[str]) -> str:
    """The dataset that holds, or points to, everything that is listed: the coarsest one, then one with facts."""
    wanted: list[tuple[str, str | None]] = []
    for name in names:
        field = find_field(build, name)
        if isinstance(field, Field):
            wanted.append((field.dataset, field.role))
            continue
        home = build.model.dataset_of_entity(field.entity)
        if home is None:
            raise NoPath(f"No dataset holds the entity of {name!r}.", dimension=name)
        wanted.append((home.name, None))
    own = [dataset for dataset, role in wanted if role is None]
    others = [dataset.name for dataset in build.model.datasets if dataset.role != "spine"]
    for candidate in dict.fromkeys([*own, *others]):
        if all(build.graph.ways(candidate, dataset, role).only is not None for dataset, role in wanted):
            return candidate
    raise NoPath(f"No dataset points to all of {', '.join(names)}, so they have no common list.", dimension=names[0])
