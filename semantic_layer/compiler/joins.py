"""FROM one dataset, with everything it points to.

Rule: joins are LEFT joins to unique keys, so that every row of the measured dataset survives exactly once; each way is
joined once, however often it is used. What a policy hides is taken away here, for every dataset that can be reached.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import sqlglot
from sqlglot import exp

from semantic_layer import expressions
from semantic_layer.compiler import dates, sql
from semantic_layer.compiler.build import Build
from semantic_layer.compiler.names import Field, find_field
from semantic_layer.compiler.paths import Hop, Path
from semantic_layer.compiler.refusals import unreachable, way_to
from semantic_layer.compiler.sql import Node
from semantic_layer.errors import BadQuery
from semantic_layer.model import Dataset, EntityKey, Segmentation, SemanticModel, SimpleMetric
from semantic_layer.policy import row_predicate


def source(build: Build, dataset: Dataset, name: str) -> exp.Table | exp.Subquery:
    """Return a dataset's table or SELECT under an alias."""
    build.tables[dataset.source] = None
    text = dataset.source.strip()
    if text[:6].lower() == "select" or text[:4].lower() == "with":
        tree = sqlglot.parse_one(text, read=build.model.dialect)
        return sql.aliased(exp.Subquery(this=tree), name)
    parts = [sql.identifier(part) for part in text.split(".")]
    table = exp.Table(this=parts[-1])
    for level, part in zip(("db", "catalog"), reversed(parts[:-1]), strict=False):
        table.set(level, part)
    return sql.aliased(table, name)


def numbered(build: Build, dataset: Dataset, number: str) -> exp.Table:
    """Return a dataset's rows with a number each, for those that have no key.

    They are numbered in the order of all columns that the model knows: whenever they are read again, a number stands
    for the same row, or for one that equals it in everything that could be asked.
    """

    def make() -> str:
        order = [sql.ordered(sql.column(name), "asc") for name in known_columns(build.model, dataset)]
        row = sql.alias(sql.window(exp.RowNumber(), [], order), number)
        rows = source(build, dataset, dataset.name)
        return build.add(f"{dataset.name}_numbered", sql.select([exp.Star(), row], rows))

    return sql.table(build.once(("numbered", dataset.name), make), dataset.name)


def known_columns(model: SemanticModel, dataset: Dataset) -> tuple[str, ...]:
    """Return the columns of a dataset that the model reads."""
    simple = (metric for metric in model.metrics if isinstance(metric, SimpleMetric))
    own = [metric for metric in simple if model.measure(metric.measure).dataset == dataset.name]
    filters = [*dataset.default_filters]
    filters += [text for text in (*(m.filter for m in dataset.measures), *(m.filter for m in own)) if text]
    named = {item.name for item in dataset.dimensions}  # what a filter names is a dimension first, else a column
    read = [name for key in dataset.entities for name in key.columns]
    values = (*(item.expr for item in dataset.dimensions), *(item.expr for item in dataset.measures))
    read += [name for text in values for name in _bare(text)]
    read += [name for text in filters for name in _bare(text) if name not in named]
    return tuple(dict.fromkeys(read))


def _bare(text: str) -> list[str]:
    return [node.name for node in expressions.parse(text).find_all(exp.Column) if not node.table]


class Joins:
    """One FROM clause while a branch is being written. With `number` every row has one under that name."""

    def __init__(self, build: Build, dataset: str, number: str | None = None) -> None:
        self.build = build
        self.dataset = build.model.dataset(dataset)
        self.base = dataset
        self._aliases: dict[Path, str] = {(): dataset}
        self._names = {dataset}
        self._segments: dict[Segmentation, str] = {}
        self.joins: list[exp.Join] = []
        self.weights: list[Node] = []  # of the bridges that repeat the rows
        self.from_ = numbered(build, self.dataset, number) if number else source(build, self.dataset, dataset)
        self.clock: Field | None = None  # the time that dates the rows of the branch

    def name(self, wanted: str) -> str:
        """Return an alias that is not taken."""
        name, number = wanted, 2
        while name in self._names:
            name, number = f"{wanted}_{number}", number + 1
        self._names.add(name)
        return name

    def at(self, path: Path) -> str:
        """Return the alias of the dataset at the end of a path; joins it when it is new."""
        if path not in self._aliases:
            self._aliases[path] = self._join(self.at(path[:-1]), path[-1])
        return self._aliases[path]

    def _join(self, left: str, hop: Hop) -> str:
        target = self.build.model.dataset(hop.target)
        name = self.name(hop.key.role or hop.target)
        pairs = list(zip(hop.key.columns, hop.target_key.columns, strict=True))
        conditions: list[Node | None] = [
            exp.EQ(this=sql.column(mine, left), expression=sql.column(theirs, name)) for mine, theirs in pairs
        ]
        conditions += self._validity(hop, target, name)
        on = sql.all_of(conditions)
        words = " and ".join(f"{hop.source}.{mine} = {hop.target}.{theirs}" for mine, theirs in pairs)
        self.build.joins[words] = None
        self.joins.append(sql.left_join(source(self.build, target, name), on))
        return name

    def _validity(self, hop: Hop, target: Dataset, name: str) -> list[Node | None]:
        """The row of an `interval` dataset that was valid when the joined row happened."""
        if target.time_basis != "interval" or target.valid_from is None:
            return []
        time = self.build.model.dataset(hop.source).default_time
        if time is None:
            raise BadQuery(f"{target.name!r} is valid from-to, but {hop.source!r} has no time. Give it a default_time.")
        when = self.dimension(find_field(self.build, self._own_time(hop.source, time)))
        start = exp.LTE(this=sql.column(target.valid_from, name), expression=when)
        if target.valid_to is None:
            return [start]
        end = sql.column(target.valid_to, name)
        return [start, sql.either([sql.is_null(end.copy()), exp.LT(this=when.copy(), expression=end)])]

    def _own_time(self, dataset: str, time: str) -> str:
        return time if "." in time else f"{self.build.model.dataset(dataset).prefix}.{time}"

    def expression(self, text: str, table: str, dataset: Dataset) -> Node:
        """Return an expression over the columns of one joined dataset."""
        plain = _plain_column(text)
        if plain is not None:
            self.build.columns[f"{dataset.name}.{plain}"] = None
            return sql.column(plain, table)
        tree = expressions.parse(text)

        def place(node: Node) -> Node:
            if isinstance(node, exp.Column):
                self.build.columns[f"{dataset.name}.{node.name}"] = None
                return sql.column(node.name, table)
            return guarded(node)

        return tree.transform(place, copy=False)

    def path_to(self, field: Field) -> Path:
        """Return the way to a dimension; over a weighted bridge only where there is no other."""
        bridged = None if self.build.graph.reaches(self.base, field.dataset, field.role) else self._bridged(field)
        return bridged or way_to(self.build, self.base, field)

    def _bridged(self, field: Field) -> Path | None:
        way = self.build.graph.weighted(self.base, field.dataset, field.role)
        if way is None or any(hop.target in self.build.view.policed for hop in way):
            return None
        bridge = self.build.model.dataset(way[0].target)
        if way[:1] not in self._aliases and bridge.bridge_weight:
            self.weights.append(self.expression(bridge.bridge_weight, self.at(way[:1]), bridge))
        return way

    def dimension(self, field: Field | Segmentation) -> Node:
        """Return the value of a dimension or segmentation for a row of the measured dataset."""
        if isinstance(field, Segmentation):
            return self._segment(field)
        dataset = self.build.model.dataset(field.dataset)
        value = self.expression(field.dimension.expr, self.at(self.path_to(field)), dataset)
        return self.build.view.masked(value, field.dimension.qualified)

    def time(self, field: Field) -> Node:
        """Return a time dimension in the model's time zone."""
        return dates.local_time(self.dimension(field), field.dimension, self.build.calendar.spec)

    def entity(self, entity: str) -> tuple[str, EntityKey] | None:
        """Return alias and key where a row carries the key of `entity`; None where it does not."""
        found = self.build.graph.entity_key(self.base, entity)
        if found is None:
            return None
        path, key = found
        return self.at(path), key

    def _segment(self, segmentation: Segmentation) -> Node:
        if segmentation not in self._segments:
            self._segments[segmentation] = self._join_segment(segmentation)
        return sql.column("segment", self._segments[segmentation])

    def _join_segment(self, segmentation: Segmentation) -> str:
        build = self.build
        as_of = dict(build.query.runs).get(segmentation.qualified)
        if as_of is None:
            raise BadQuery(
                f"{segmentation.qualified!r} is computed by runs, and the query names no run. Add the run's date.",
                segmentation=segmentation.qualified,
            )
        place = self.entity(segmentation.entity)
        if place is None:
            raise unreachable(build, self.base, segmentation)
        left, key = place
        if len(key.columns) != 1:
            raise BadQuery(f"{segmentation.qualified!r} needs an entity with one key column.")
        name = self.name(segmentation.name)
        run = sql.select(
            [sql.column("key"), sql.column("segment")],
            exp.Table(this=sql.identifier(segmentation.dataset), db=sql.identifier("runs")),
            where=exp.EQ(this=sql.column("as_of"), expression=sql.literal(as_of)),
        )
        build.tables[f"runs.{segmentation.dataset}"] = None
        build.joins[f"{self.base}: run of {segmentation.qualified} on {as_of}"] = None
        on = exp.EQ(this=sql.column(key.columns[0], left), expression=sql.column("key", name))
        self.joins.append(sql.left_join(sql.aliased(exp.Subquery(this=run), name), on))
        return name

    def semi_join(self, step: str, entity: str, columns: Sequence[str], *, is_complement: bool = False) -> Node | None:
        """Join a step of entity keys and return the condition that the row's entity is in it.

        The step holds each key once, so that no row is repeated. Of a complement the condition is that the row has a
        key and the step lacks it. None where the row carries no such key.
        """
        place = self.entity(entity)
        if place is None:
            return None
        left, key = place
        name = self.name(step)
        on = sql.all_of(
            exp.EQ(this=sql.column(mine, left), expression=sql.column(theirs, name))
            for mine, theirs in zip(key.columns, columns, strict=True)
        )
        self.joins.append(sql.left_join(sql.table(step, name), on))
        hit = sql.zero_if_null(sql.column("hit", name))
        if not is_complement:
            return exp.EQ(this=hit, expression=sql.number(1))
        known = [sql.not_null(sql.column(mine, left)) for mine in key.columns]
        return sql.all_of([*known, exp.EQ(this=hit, expression=sql.number(0))])

    def visible(self) -> list[Node]:
        """Return the conditions that every policed row this dataset points to is visible."""
        found: list[Node] = []
        paths = self._policed_paths()
        self.build.view.refuse_bypass(self.base, [path[-1].target if path else self.base for path in paths])
        for path in paths:
            target = path[-1].target if path else self.base
            for policy in self.build.view.row_policies(target):
                table = self.at(path)
                predicate: Node = row_predicate(policy, self.build.view.who, table)
                if path:
                    missing = sql.is_null(sql.column(path[-1].target_key.columns[0], table))
                    if policy.null_keys == "visible" and self.build.view.who.name:
                        predicate = sql.either([missing, predicate])
                found.append(predicate)
                self.build.policies[policy.name] = None
        return found

    def _policed_paths(self) -> list[Path]:
        policed = set(self.build.view.policed)
        if not policed:
            return []
        found: list[Path] = []
        paths: list[Path] = [()]
        while paths:
            path = paths.pop(0)
            end = path[-1].target if path else self.base
            if end in policed:
                found.append(path)
            passed = {self.base, *(hop.target for hop in path)}
            paths += [(*path, hop) for hop in self.build.graph.hops(end) if hop.target not in passed]
        return found


@lru_cache(maxsize=8192)
def _plain_column(text: str) -> str | None:
    """The column, where an expression is no more than that (most are)."""
    tree = expressions.parse(text)
    return tree.name if isinstance(tree, exp.Column) else None


def guarded(node: Node) -> Node:
    """Divide without infinity: a zero below the line gives NULL."""
    if isinstance(node, exp.Div):
        return sql.ratio(node.this, node.expression)
    return node
