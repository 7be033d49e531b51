"""One row of the answer for each row of a dataset.

Rule: the dataset's own rows are listed first, under their policies and conditions and with equal ones kept apart.
Metrics are computed for each row's key alone and joined to the list, so a row with nothing finer still stands there,
and no join can repeat or lose one. A window dates the rows where they are what is listed or measured; of metrics of
finer datasets it dates what is counted, each by its own time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from semantic_layer.compiler import sql
from semantic_layer.compiler.branch import Branch
from semantic_layer.compiler.build import Build
from semantic_layer.compiler.checks import fields_of
from semantic_layer.compiler.frames import Frame
from semantic_layer.compiler.grid import Grid
from semantic_layer.compiler.groups import key_value
from semantic_layer.compiler.names import Field, find_field
from semantic_layer.compiler.paths import Path
from semantic_layer.compiler.refusals import several_ways, unreachable
from semantic_layer.compiler.resolved import Resolved
from semantic_layer.compiler.scope import (
    Condition,
    DimensionKey,
    EntityColumn,
    Keys,
    Measured,
    Member,
    RowNumber,
    Scope,
)
from semantic_layer.errors import BadQuery, GroupsOnly, NotAdditive
from semantic_layer.metric_inputs import inputs_of
from semantic_layer.model import (
    ConversionMetric,
    Dataset,
    Metric,
    NestedMetric,
    PopulationRateMetric,
    Segmentation,
    SimpleMetric,
)
from semantic_layer.query import Combine, Compare, Exists

METRIC_TIME = "metric_time"


@dataclass(frozen=True)
class RowList:
    """The rows of one dataset, and which of the query's conditions choose them.

    `rows` is the scope of the list, `measured` that of the metrics. A row that no metric has anything for is left out
    only where a condition is on something finer than the rows (`is_limited`).
    """

    build: Build
    dataset: Dataset
    keys: Keys  # what is shown
    identity: Keys  # what tells one row from another
    rows: Scope
    measured: Scope
    time: str | None = None  # dates the rows where it is not their dataset's default
    is_limited: bool = False

    def grid(self) -> Grid:
        """Return the grid in which metrics are computed for each row's key."""
        return _RowGrid(self)

    def listed(self) -> str:
        """Write the step of all rows: what is shown of them and, where metrics follow, their keys."""
        numbers = tuple(key for key in self.identity if isinstance(key, RowNumber))
        branch = Branch(self.build, self.dataset.name, self.time, self.rows, (*self.keys, *numbers))
        if branch.joins.weights:
            raise self._repeated()
        branch.note_scan()
        names = [
            sql.alias(key_value(branch.joins, key, branch.time, None), key.name)
            for key in self.identity
            if isinstance(key, EntityColumn)
        ]
        return self.build.add(f"{self.dataset.name}_rows", branch.select(names, group=False))

    def joined(self, relation: str) -> str:
        """Write the step of all rows with the columns that the metrics are made of."""
        listed = self.listed()
        own = {key.name for key in self.identity}
        shown = [sql.column(key.name, listed) for key in self.keys]
        found = [node.alias_or_name for node in self.build.steps[relation].selects]
        columns = [*shown, *(sql.column(name, relation) for name in found if name not in own)]
        same = sql.all_of(
            exp.EQ(this=sql.column(key.name, listed), expression=sql.column(key.name, relation))
            for key in self.identity
        )
        join = exp.Join(this=sql.table(relation), side=None if self.is_limited else "LEFT", on=same)
        return self.build.add("measured_rows", sql.select(columns, listed, joins=[join]))

    def is_for(self, dataset: str) -> bool:
        """Whether the conditions on the rows mean the same for what is measured in a dataset."""
        return dataset == self.dataset.name or all(
            _can_take(self.build, dataset, item) for item in self.rows.conditions
        )

    def path_from(self, dataset: str) -> Path:
        """Return the way from a measured dataset to the rows that it belongs to; none from the rows themselves."""
        entity = next((key.entity for key in self.identity if isinstance(key, EntityColumn)), None)
        found = self.build.graph.entity_key(dataset, entity) if entity else None
        if dataset == self.dataset.name or found is None:
            return ()
        ways = self.build.graph.entity_ways(dataset, found[1].name)
        if len(ways) > 1:
            raise several_ways(dataset, found[1].name, ways)
        path, key = found
        end = path[-1].target if path else dataset
        hops = self.build.graph.hops(end)
        return (*path, *(hop for hop in hops if hop.key == key and hop.target == self.dataset.name))

    def _repeated(self) -> Exception:
        """A weight splits a sum; it cannot choose one of several values for a row."""
        for key in self.keys:
            if not isinstance(key, DimensionKey) or key.ref.name == METRIC_TIME:
                continue
            field = find_field(self.build, key.ref.name)
            if isinstance(field, Field) and not _reaches(self.build, self.dataset.name, field):
                return unreachable(self.build, self.dataset.name, field)
        return BadQuery(f"A condition would repeat the rows of {self.dataset.name!r}. Leave it out.")


class _RowGrid(Grid):
    """Columns for the keys of rows. A row of the dataset itself has one level, however levels are picked over time."""

    def __init__(self, rows: RowList) -> None:
        shown = tuple(key.name for key in rows.keys)
        super().__init__(rows.build, rows.identity, fill=rows.build.query.fill, taken=shown)
        self._dataset = rows.dataset.name

    def measured(self, item: Measured, scope: Scope) -> exp.Column:
        return super().measured(replace(item, semi=None) if item.dataset == self._dataset else item, scope)


def row_list(build: Build, keys: Keys, scope: Scope, resolved: Sequence[Resolved] = ()) -> RowList:
    """Return the rows that the query lists, with its conditions told apart.

    Raises
    ------
    BadQuery
        If there is no such dataset, or nothing of it is asked for.
    NotAdditive
        If a metric is computed over many of these rows, so that none of them has a value.
    GroupsOnly
        If the rows stand for entities that may be shown in groups only.
    """
    if not keys and not resolved:
        raise BadQuery("The query asks for nothing. Add a metric, or a dimension to list.")
    dataset = _dataset(build)
    refuse_single_rows(build, dataset)
    if not resolved:
        return RowList(build, dataset, keys, (), scope, scope)
    identity = _identity(dataset)
    _check_units(build, resolved, identity)
    sources = list(_sources(build, resolved))
    times = {time for name, time in sources if name == dataset.name}
    if times and (build.query.compare or any(ref.offset for ref in build.query.metrics)):
        raise BadQuery(f"A row of {dataset.name!r} lies in one period, so it has no other to compare with.")
    own, finer = _told_apart(build, dataset, scope.conditions, is_dated=bool(times))
    members = tuple(item for item in scope.members if _carries(build, dataset, item))
    others = tuple(item for item in scope.members if item not in members)
    dated = scope if times else Scope(Frame())
    return RowList(
        build,
        dataset,
        keys,
        identity,
        replace(dated, conditions=own, members=members),
        replace(scope, conditions=finer, members=others),
        times.pop() if len(times) == 1 else None,
        bool(others) or any(set(_fields(item)) != {METRIC_TIME} for item in finer),
    )


def _dataset(build: Build) -> Dataset:
    known = {dataset.name: dataset for dataset in build.model.datasets if dataset.role != "spine"}
    name = build.query.rows
    if name not in known:
        raise BadQuery(f"There is no dataset {name!r} to list the rows of. There are {', '.join(known)}.", name=name)
    return known[name]


def refuse_single_rows(build: Build, dataset: Dataset) -> None:
    """A single row is a group of one."""
    for minimum in build.view.min_groups:
        if minimum.k > 1 and build.graph.entity_key(dataset.name, minimum.entity):
            raise GroupsOnly(
                f"The policy {minimum.policy!r} shows no group of fewer than {minimum.k} {minimum.entity} entities, "
                f"so single rows of {dataset.name!r} are not listed. Ask for a metric by a dimension.",
                policy=minimum.policy,
                k=minimum.k,
            )


def _identity(dataset: Dataset) -> Keys:
    """The key of the dataset; the number of the row where it has none."""
    key = next((key for key in dataset.entities if key.type in ("primary", "unique")), None)
    if key is None:
        return (RowNumber(dataset.name),)
    key = dataset.primary or key
    return tuple(EntityColumn(key.name, position) for position in range(len(key.columns)))


# --- what the metrics are computed from ---------------------------------------------------------------------------


def _below(build: Build, metric: Metric) -> Iterator[Metric]:
    yield metric
    for item in inputs_of(metric):
        yield from _below(build, build.model.metric(item.metric))


def _sources(build: Build, resolved: Sequence[Resolved]) -> Iterator[tuple[str, str | None]]:
    """Every dataset that is measured, with the time that dates it (None = its default)."""
    for item in (side for given in resolved for side in given.sides):
        if item.ref.over is not None:
            yield item.ref.over, None
            continue
        if item.dimension is not None:
            yield item.dimension.dataset, None
        for metric in _below(build, item.metric) if item.metric else ():
            if isinstance(metric, SimpleMetric):
                measure = build.model.measure(metric.measure)
                yield measure.dataset, metric.time or measure.time


def _check_units(build: Build, resolved: Sequence[Resolved], identity: Keys) -> None:
    """A rate of customers has no value for one customer."""
    entities = {key.entity for key in identity if isinstance(key, EntityColumn)}
    for item in (side for given in resolved for side in given.sides):
        counted = {item.ref.per} if item.ref.per else set()
        for metric in _below(build, item.metric) if item.metric else ():
            match metric:
                case PopulationRateMetric() | ConversionMetric():
                    counted.add(metric.entity)
                case NestedMetric():
                    counted.add(metric.over)
        if entities & counted:
            one = next(iter(entities & counted))
            raise NotAdditive(
                f"{item.ref.name!r} is computed over many {one} rows, so a single one has no value. "
                "Ask for it by a dimension.",
                metric=item.ref.name,
            )


# --- which conditions choose the rows -----------------------------------------------------------------------------


def _can_take(build: Build, dataset: str, item: Condition) -> bool:
    """Whether a condition means the same for the rows of another dataset: it reads nothing but what they point to."""
    fields = tuple(_fields(item))
    return bool(fields) and not _asks_existence(item) and all(_takes(build, dataset, name) for name in fields)


def _asks_existence(item: Condition) -> bool:
    match item:
        case Exists():
            return True
        case Combine():
            return any(map(_asks_existence, item.predicates))
        case _:
            return False


def _told_apart(
    build: Build, dataset: Dataset, conditions: Sequence[Condition], *, is_dated: bool
) -> tuple[tuple[Condition, ...], tuple[Condition, ...]]:
    """The conditions on the rows, and those on what is measured for them; one on the metrics' time may be both."""
    own: list[Condition] = []
    finer: list[Condition] = []
    for item in conditions:
        names = set(_fields(item))
        is_own = all(_takes(build, dataset.name, name) for name in names)
        if is_own and (is_dated or METRIC_TIME not in names):
            own.append(item)
        if not is_own or METRIC_TIME in names:
            finer.append(item)
    return tuple(own), tuple(finer)


def _fields(item: Condition) -> Iterator[str]:
    if isinstance(item, Compare | Combine):
        yield from fields_of(item)


def _takes(build: Build, dataset: str, name: str) -> bool:
    if name == METRIC_TIME:
        return True
    field = find_field(build, name)
    if isinstance(field, Segmentation):
        return build.graph.entity_key(dataset, field.entity) is not None
    return _reaches(build, dataset, field)


def _reaches(build: Build, dataset: str, field: Field) -> bool:
    return build.graph.reaches(dataset, field.dataset, field.role)


def _carries(build: Build, dataset: Dataset, member: Member) -> bool:
    return build.graph.entity_key(dataset.name, member.entity) is not None
