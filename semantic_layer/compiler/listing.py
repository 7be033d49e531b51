"""Which values a dimension has.

Rule: values are listed from the dataset that owns them (or the one that points to all of them), under the same policies
and filters as any number; nothing is listed that the asking person may not see. Where a policy asks for a smallest
group, a value is listed that so many share; whether a value that was named exists is no list.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from semantic_layer.compiler import sql
from semantic_layer.compiler.branch import Branch
from semantic_layer.compiler.build import Build
from semantic_layer.compiler.groups import key_value
from semantic_layer.compiler.names import Field, find_field
from semantic_layer.compiler.rows import refuse_single_rows
from semantic_layer.compiler.scope import DimensionKey, EntityColumn, Keys, Scope
from semantic_layer.compiler.sql import Node
from semantic_layer.errors import BadQuery, NoPath
from semantic_layer.model import Dataset
from semantic_layer.query import Compare


def values_step(build: Build, keys: Keys, scope: Scope) -> tuple[str, Node | None]:
    """Write the step that lists the distinct groups of the query's dimensions; and which of them may be shown."""
    if not keys:
        raise BadQuery("The query asks for nothing. Add a metric, or a dimension to list.")
    refs = [key.ref for key in keys if isinstance(key, DimensionKey)]
    if len(refs) < len(keys) or any(ref.name == "metric_time" for ref in refs):
        raise BadQuery("Periods are listed for a metric only. Add a metric, or name a time dimension.")
    dataset = _owner(build, [ref.name for ref in refs])
    branch = Branch(build, dataset, None, scope, keys)
    if any(_is_own_key(build, ref.name, branch.dataset) for ref in refs):
        refuse_single_rows(build, branch.dataset)
    sizes = [] if _is_look_up(build) else list(_sizes(branch))
    if not sizes:
        return build.add(f"{dataset}_values", branch.select([], group=False, distinct=True)), None
    step = build.add(f"{dataset}_values", branch.select([size for size, _ in sizes]))
    enough = [exp.GTE(this=sql.column(size.alias), expression=sql.number(k)) for size, k in sizes]
    return step, sql.all_of(enough)


def _is_own_key(build: Build, name: str, dataset: Dataset) -> bool:
    """Whether each row of the dataset has a value of its own here."""
    field = find_field(build, name)
    keys = {column for key in dataset.entities if key.type in ("primary", "unique") for column in key.columns}
    return isinstance(field, Field) and field.dataset == dataset.name and field.dimension.column in keys


def _is_look_up(build: Build) -> bool:
    """Whether all that is asked of the values is which of some named ones exist."""
    query, fields = build.query, {ref.name for ref in build.query.dimensions}
    named = bool(query.filters) and all(isinstance(i, Compare) and i.field in fields for i in query.filters)
    return named and not query.members


def _sizes(branch: Branch) -> Iterator[tuple[exp.Alias, int]]:
    """How many entities share a group, for each smallest size that a policy sets."""
    build = branch.build
    for place, minimum in enumerate(build.view.min_groups):
        if build.graph.entity_key(branch.dataset.name, minimum.entity) is None:
            continue
        build.policies[minimum.policy] = None
        key = key_value(branch.joins, EntityColumn(minimum.entity), None, None)
        yield sql.alias(exp.Count(this=exp.Distinct(expressions=[key])), f"members_{place}"), minimum.k


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
