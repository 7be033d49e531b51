"""One step for one group of measures.

Rule: a fact is aggregated alone, at the grain of the query, from its own rows: every join is to a unique key, every
policy and filter stands in this step, and one scan serves all measures that share dataset, time and scope.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlglot import exp

from semantic_layer.compiler import aggregates, dates, sql
from semantic_layer.compiler.build import Build
from semantic_layer.compiler.frames import SUB_DAY, Frame
from semantic_layer.compiler.groups import key_value
from semantic_layer.compiler.joins import Joins
from semantic_layer.compiler.members import member_condition
from semantic_layer.compiler.names import Field, time_field
from semantic_layer.compiler.predicates import condition, model_filter
from semantic_layer.compiler.scans import Scan
from semantic_layer.compiler.scope import EntityColumn, InnerPeriod, Keys, Measured, PeriodKey, RowNumber, Scope
from semantic_layer.compiler.sql import Node
from semantic_layer.errors import GrainTooFine, ManyToMany, NoTime
from semantic_layer.model import Dataset, Grain

_GRAINS = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")


class Branch:
    """The rows of one dataset under one scope, ready to be grouped."""

    def __init__(
        self, build: Build, dataset: str, time: str | None, scope: Scope, keys: Keys, *, is_dated: bool = True
    ) -> None:
        self.build = build
        self.scope = scope
        self.keys = keys
        self.joins = Joins(build, dataset, number=next((key.name for key in keys if isinstance(key, RowNumber)), None))
        self.time = self.joins.clock = self._time(time)
        self.period: Node | None = None
        self.where: list[Node] = self.joins.visible()
        self._spanning: exp.Join | None = None
        seen = len(self.where)
        self._span_join()
        spanned = len(self.where)
        self._conditions()
        conditions = self.where[spanned:]
        if is_dated:
            self.where += self.dates(scope.frame)
        self._apart = (tuple(self.where[:seen]), tuple(conditions), len(self.joins.joins))
        self._nodes = [key_value(self.joins, key, self.time, self.period and self.period.copy()) for key in keys]

    @property
    def dataset(self) -> Dataset:
        return self.joins.dataset

    def _time(self, own: str | None) -> Field | None:
        field = time_field(self.build, self.dataset, self.scope.time, own)
        dated = any(isinstance(key, PeriodKey | InnerPeriod) for key in self.keys) or not self.scope.frame.is_open
        if dated:
            self._check_time(field)
        return field

    def _check_time(self, field: Field | None) -> None:
        if field is None:
            raise NoTime(
                f"{self.dataset.name!r} has no time, so it has neither a window nor periods. Leave the period out.",
                dataset=self.dataset.name,
            )
        finest = field.dimension.grain
        self._check_window(field, finest)
        inside = [key.grain for key in self.keys if isinstance(key, InnerPeriod) and key.is_asked]
        for asked in filter(None, (self.build.query.grain, *inside)):
            if finest and _GRAINS.index(asked) < _GRAINS.index(finest):
                raise GrainTooFine(
                    f"{field.name!r} is known by {finest} only, so there is nothing by {asked}. "
                    f"Use {finest} or coarser.",
                    grain=finest,
                    dimension=field.name,
                )

    def _check_window(self, field: Field, finest: Grain | None) -> None:
        """A week holds nothing of rows that know their month only; a month that is not over yet ends at as-of."""
        window, calendar = self.build.query.window, self.build.calendar
        if window is None or finest is None or finest in ("day", *SUB_DAY):
            return
        edges = [edge for edge in (window.start, window.end) if edge is not None]
        edges = [edge for edge in edges if edge is window.start or edge < calendar.as_of]
        if any(calendar.floor(edge, finest, fiscal=False) != edge for edge in edges):
            raise GrainTooFine(
                f"{field.name!r} is known by {finest} only, so a part of one has no figure. Ask for whole ones.",
                grain=finest,
                dimension=field.name,
            )

    def when(self) -> Node:
        """Return the row's time, to compare with dates."""
        assert self.time is not None
        return self.joins.time(self.time)

    def _span_join(self) -> None:
        """Bring in the period of the answer for each row, where it is not the row's own period."""
        frame = self.scope.frame
        if not frame.spans:
            return
        step = self.build.spans(frame.spans, frame.label)
        name = self.joins.name(step)
        end = exp.LT(this=self.when(), expression=sql.column("to_day", name))
        on: Node
        if frame.is_whole and self.build.query.grain:
            spec, fiscal = self.build.calendar.spec, self.build.query.fiscal
            own = dates.period(self.when(), self.build.query.grain, spec, fiscal=fiscal, dialect=self.build.dialect)
            on = exp.EQ(this=own, expression=sql.column("from_day", name))
            self.where.append(end)
        else:
            start = exp.GTE(this=self.when(), expression=sql.column("from_day", name))
            on = exp.And(this=start, expression=end)
            self.where.append(sql.not_null(sql.column("period", name)))
        self._spanning = sql.left_join(sql.table(step, name), on)
        self.joins.joins.append(self._spanning)
        self.period = sql.column("period", name)

    def _conditions(self) -> None:
        self.where += [model_filter(self.joins, text) for text in self.dataset.default_filters]
        for wanted in self.scope.conditions:
            self.where.append(condition(self.joins, wanted))
        for member in self.scope.members:
            self.where.append(member_condition(self.joins, member))
        entities = dict.fromkeys(key.entity for key in self.keys if isinstance(key, EntityColumn))
        for entity in entities:
            self.where.append(sql.not_null(key_value(self.joins, EntityColumn(entity), self.time, None)))

    def dates(self, frame: Frame) -> list[Node]:
        """Return the conditions on the row's date; rows after as-of are left out unless they are planned."""
        if self.time is None:
            return []
        start, end = bounds(frame)
        if self.dataset.time_basis != "planned":
            end = min(end, self.build.tomorrow) if end else self.build.tomorrow
        grouped = any(isinstance(key, PeriodKey | InnerPeriod) for key in self.keys)
        found: list[Node] = []
        if start is not None:
            found.append(exp.GTE(this=self.when(), expression=sql.literal(start)))
        if end is not None:
            before: Node = exp.LT(this=self.when(), expression=sql.literal(end))
            if frame.is_open and not grouped:
                # Without a period in the question a row without a date is still a row.
                before = sql.either([before, sql.is_null(self.when())])
            found.append(before)
        elif grouped and start is None:
            found.append(sql.not_null(self.when()))
        return found

    def value(self, measured: Measured) -> Node:
        """Return what is aggregated, for one row."""
        if measured.entity is not None:
            return key_value(self.joins, EntityColumn(measured.entity), self.time, None)
        if measured.field is not None:
            dimension = self.build.model.dimension(measured.field)
            return self.joins.dimension(Field(measured.field, dimension))
        value = self.joins.expression(measured.expr, self.joins.base, self.dataset)
        return self._weighted(measured, value) if self.joins.weights else value

    def _weighted(self, measured: Measured, value: Node) -> Node:
        """Split a row's value over the bridge rows that repeat it; the weights of one row add to 1."""
        if measured.agg != "sum" or measured.semi is not None:
            raise ManyToMany(
                f"A bridge with weights can split a sum, not the {measured.agg} of {measured.name!r}. Ask for a sum.",
                metric=measured.name,
            )
        for weight in self.joins.weights:
            value = exp.Mul(this=sql.grouped(value), expression=sql.coalesce(weight.copy(), sql.number(1)))
        return value

    def note_scan(self) -> None:
        """Keep what this branch reads, so that its rows can be counted; a bridge repeats rows, so its are not."""
        if self.joins.weights:
            return
        visible, conditions, joined = self._apart
        joins = tuple(join for join in self.joins.joins[:joined] if join is not self._spanning)
        start, end = bounds(self.scope.frame)
        dated = tuple(self.dates(self.scope.frame))
        scan = Scan(self.dataset.name, self.joins.from_, joins, visible, dated, conditions, start, end)
        self.build.scans.append(scan)

    def key_nodes(self) -> list[Node]:
        """Return the values of the keys for one row."""
        return [node.copy() for node in self._nodes]

    def select(self, columns: Sequence[Node], *, group: bool = True, distinct: bool = False) -> exp.Select:
        """Return the step: the keys under their names, then `columns`."""
        nodes = self.key_nodes()
        named: list[Node] = [sql.alias(node, key.name) for node, key in zip(nodes, self.keys, strict=True)]
        where = sql.both(self.where)
        if where is not None:
            self.build.conditions.append((self.dataset.name, where))
        return sql.select(
            [*named, *columns],
            self.joins.from_,
            joins=self.joins.joins,
            where=where,
            group=[node.copy() for node in nodes] if group else (),
            distinct=distinct,
        )


def bounds(frame: Frame) -> tuple[date | None, date | None]:
    """Return the first day that a frame reads and the day after the last; None = open."""
    if not frame.spans:
        return frame.start, frame.end
    starts = [span.start for span in frame.spans]
    known = [start for start in starts if start is not None]
    return (min(known) if len(known) == len(starts) else None), max(span.end for span in frame.spans)


def aggregated(build: Build, item: Measured, value: Node) -> Node:
    """Return the aggregate of a measure over `value`."""
    return aggregates.aggregate(item.agg, value, build, rank=item.percentile, method=item.method)


def measure_step(
    build: Build, dataset: str, time: str | None, scope: Scope, keys: Keys, measures: Sequence[tuple[str, Measured]]
) -> str:
    """Write the step of a group of measures (column name, measure) and return its name."""
    if _can_run_up(scope.frame, keys, measures):
        return _running_step(build, dataset, time, scope, keys, measures)
    branch = Branch(build, dataset, time, scope, keys)
    branch.note_scan()
    columns: list[Node] = [sql.alias(aggregated(build, item, branch.value(item)), name) for name, item in measures]
    for _name, item in measures:
        if branch.time is not None:
            build.times[item.name, branch.time.name] = None
    label = f"_{scope.frame.label}" if scope.frame.label else ""
    return build.add(f"{dataset}_measured{label}", branch.select(columns))


_RUN_UP: dict[str, type[exp.Sum] | type[exp.Min] | type[exp.Max]] = {
    "sum": exp.Sum,
    "count": exp.Sum,
    "min": exp.Min,
    "max": exp.Max,
}


def _can_run_up(frame: Frame, keys: Keys, measures: Sequence[tuple[str, Measured]]) -> bool:
    """Whether overlapping periods can be put together from days."""
    overlapping = bool(frame.spans) and not frame.is_whole
    return (
        overlapping
        and any(isinstance(key, PeriodKey) for key in keys)
        and not any(isinstance(key, InnerPeriod) for key in keys)
        and all(item.agg in _RUN_UP and item.semi is None for _, item in measures)
    )


def _running_step(
    build: Build, dataset: str, time: str | None, scope: Scope, keys: Keys, measures: Sequence[tuple[str, Measured]]
) -> str:
    """Aggregate by day first, so that a row is read once however many running periods it counts in."""
    days: Keys = tuple(InnerPeriod("day", "day", is_asked=False) if isinstance(key, PeriodKey) else key for key in keys)
    start, end = bounds(scope.frame)
    by_day = measure_step(build, dataset, time, scope.with_frame(Frame(start, end)), days, measures)
    spans = build.spans(scope.frame.spans, scope.frame.label)
    day = sql.column("day", by_day)
    on = exp.And(
        this=exp.GTE(this=day, expression=sql.column("from_day", spans)),
        expression=exp.LT(this=day.copy(), expression=sql.column("to_day", spans)),
    )
    groups = [sql.column(key.name, spans if isinstance(key, PeriodKey) else by_day) for key in keys]
    columns = [sql.alias(_RUN_UP[item.agg](this=sql.column(name, by_day)), name) for name, item in measures]
    step = sql.select(
        [*groups, *columns],
        by_day,
        joins=[sql.left_join(sql.table(spans), on)],
        where=sql.not_null(sql.column("period", spans)),
        group=[node.copy() for node in groups],
    )
    return build.add(f"{dataset}_{scope.frame.label or 'running'}", step)
