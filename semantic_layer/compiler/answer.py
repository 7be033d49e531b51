"""The last SELECTs of a query: metrics first, then one operator after the other.

Rule: an operator reads the columns of the step before it and adds its own; the order is fixed (metrics, carry, changes
and shares, having, rank, order, limit), so that the same query always means the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlglot import ErrorLevel, exp
from sqlglot.errors import UnsupportedError

from semantic_layer.calendar import ComparedWindows
from semantic_layer.compiler import columns as output
from semantic_layer.compiler import having, listing, operators, sql
from semantic_layer.compiler.build import Build
from semantic_layer.compiler.checks import check_filters
from semantic_layer.compiler.compiled import CompiledQuery, Lineage, Probe
from semantic_layer.compiler.cumulative import operator_frame, refuse_levels
from semantic_layer.compiler.frames import Frame
from semantic_layer.compiler.grid import Grid
from semantic_layer.compiler.guards import guard_of, suppressed
from semantic_layer.compiler.metrics import value_of
from semantic_layer.compiler.overlaps import parts_overlap
from semantic_layer.compiler.resolved import Resolved, resolve
from semantic_layer.compiler.rows import row_list
from semantic_layer.compiler.scope import PERIOD, DimensionKey, Keys, Scope
from semantic_layer.compiler.sql import Node
from semantic_layer.errors import BadQuery, NotAdditive, UnsupportedOnEngine
from semantic_layer.model import SimpleMetric, Unit
from semantic_layer.query import Window
from semantic_layer.result import Column

Compared = dict[str, tuple[Frame, tuple[ComparedWindows, ...]]]


@dataclass
class Answer:
    """The SELECT while the operators of the query are put on it."""

    build: Build
    keys: Keys
    scope: Scope
    columns: list[Column] = field(default_factory=list)
    select: exp.Select = field(default_factory=exp.Select)
    probes: list[Probe] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def _key_columns(self) -> list[Column]:
        return [
            output.dimension_column(self.build, key.ref)
            if isinstance(key, DimensionKey)
            else output.period_column(self.build)
            for key in self.keys
        ]

    def push(self, name: str) -> str:
        """Make the SELECT so far a step, to select from."""
        return self.build.add(name, self.select)

    def list_values(self) -> None:
        """A query without metrics lists the rows of a dataset, or the distinct groups."""
        if self.build.query.rows is not None:
            step, shown = row_list(self.build, self.keys, self.scope).listed(), None
        else:
            step, shown = listing.values_step(self.build, self.keys, self.scope)
        if shown is not None:
            self.probes.append(suppressed(self.build, step, shown))
        self.columns = self._key_columns()
        self.select = sql.select(operators.named(self.names), step, where=shown and shown.copy())
        self._rank()
        self._order()

    def measure(self, compared: Compared) -> None:
        """Compute the metrics and put every operator of the query on them."""
        build, query = self.build, self.build.query
        resolved = [resolve(build, ref) for ref in query.metrics]
        rows = row_list(build, self.keys, self.scope, resolved) if query.rows is not None else None
        if rows is None:
            check_filters(build, resolved)
        grid = rows.grid() if rows else Grid(build, self.keys, fill=query.fill)
        values, later = self._values(grid, resolved, compared, rows.measured if rows else self.scope)
        guard = guard_of(build, grid)
        relation = grid.relation(fill=query.grain is not None)
        if rows is not None:
            relation = rows.joined(relation)
        shown = None
        if guard is not None:
            relation, shown = guard.shown(relation, self.probes)
        keys = operators.named([key.name for key in self.keys])
        known = [node if node.alias_or_name == name else sql.alias(node, name) for name, node in values.items()]
        self.select = sql.select([*keys, *known], relation, where=shown)
        self.columns = self._key_columns() + [column for item in resolved for column in self._columns_of(item)]
        self._carry(list(values), resolved)
        self._derive(later, resolved)
        self._keep(resolved)
        self._rank()
        self._order()
        for item in resolved:
            if parts_overlap(build, item, self.keys):
                build.flags["parts_overlap"] = None

    def _values(
        self, grid: Grid, resolved: list[Resolved], compared: Compared, scope: Scope
    ) -> tuple[dict[str, Node], dict[str, list[Node]]]:
        """What is read from the grid, by column; and what is computed from those columns, by metric."""
        values: dict[str, Node] = {}
        later: dict[str, list[Node]] = {}
        for item in resolved:
            key = item.ref.key
            values |= self._own(grid, item, scope, key)
            later[key] = []
            for comparison in self.build.query.compare:
                frame = compared[comparison.to][0]
                then = self._own(grid, item, scope.with_frame(frame), f"{key}__{comparison.to}")
                values[f"{key}__{comparison.to}"] = then[f"{key}__{comparison.to}"]
                shown = output.compared_columns(item, comparison.to, comparison.show)
                later[key] += operators.changes(key, comparison.to, shown)
            cumulate = self.build.query.cumulate
            if cumulate and cumulate.how in ("moving_avg", "moving_sum"):
                self._check_moving(item)
                later[key].append(operators.moving(cumulate, key, self.keys, self.build.dialect))
            elif cumulate:
                self._refuse_level(item)
                running = scope.with_frame(operator_frame(self.build, cumulate))
                values[f"{key}__cumulated"] = value_of(grid, item, running)
        return values, later

    def _own(self, grid: Grid, item: Resolved, scope: Scope, key: str) -> dict[str, Node]:
        """The metric's value, and for rates of a population what stands below and above the line."""
        value = value_of(grid, item, scope)
        found: dict[str, Node] = {key: value}
        if output.counted_entity(item) is not None:
            n, hits = grid.companions[-1]
            found |= {f"{key}__n": n, f"{key}__hits": hits}
        return found

    def _refuse_level(self, item: Resolved) -> None:
        if isinstance(item.metric, SimpleMetric):
            refuse_levels(self.build, item.metric.name)

    def _check_moving(self, item: Resolved) -> None:
        self._refuse_level(item)
        if self.build.query.grain is None:
            raise BadQuery("A moving value needs a grain. Add one.")
        if self.build.query.cumulate and self.build.query.cumulate.how == "moving_sum":
            overlapping = parts_overlap(self.build, item, self.keys)
            if overlapping or not output.is_additive(self.build, item):
                raise NotAdditive(f"{item.ref.name!r} does not add up over periods. Ask for a moving average.")
        self.build.flags["window_incomplete"] = None

    def _columns_of(self, item: Resolved) -> list[Column]:
        """All columns of one metric in their final order."""
        query = self.build.query
        unit, form = output.unit_of(item)
        found = output.metric_columns(item)
        for comparison in query.compare:
            found += output.compared_columns(item, comparison.to, comparison.show)
        if query.share and (query.share.metric or query.metrics[0].key) == item.ref.key:
            found.append(Column(f"{item.ref.key}__share", "share", output.SHARE, output.PERCENT, item.ref.name))
        if query.cumulate:
            found.append(Column(f"{item.ref.key}__cumulated", "metric", unit, form, item.ref.name))
        return found

    def _carry(self, values: list[str], resolved: list[Resolved]) -> None:
        """Let periods without a value show the last known one, where the definition or the query says so."""
        carried = [item.ref.key for item in resolved if self._is_carried(item)]
        if not carried or PERIOD not in self.keys:
            return
        keys = [key.name for key in self.keys]
        source = self.push("measured")
        runs = [operators.known_so_far(name, self.keys, f"{name}__known", self.build.dialect) for name in carried]
        self.select = sql.select([*operators.named([*keys, *values]), *runs], source)
        source = self.push("known")
        nodes = [
            operators.carried(name, self.keys, f"{name}__known") if name in carried else sql.column(name)
            for name in values
        ]
        self.select = sql.select([*operators.named(keys), *nodes], source)

    def _is_carried(self, item: Resolved) -> bool:
        fill = self.build.query.fill
        if fill is not None:
            return fill == "carry"
        if not isinstance(item.metric, SimpleMetric) or not item.is_as_defined:
            return False
        measure = self.build.model.measure(item.metric.measure)
        return "carry_forward" in (item.metric.null_semantics, measure.null_semantics)

    def _derive(self, later: dict[str, list[Node]], resolved: list[Resolved]) -> None:
        """Add changes, shares and moving values: columns made of columns."""
        build, share = self.build, self.build.query.share
        extra = [node for nodes in later.values() for node in nodes]
        if not extra and share is None:
            return
        made = {node.alias for node in extra}
        joins: list[exp.Join] = []
        source = self.push("metrics")
        if share:
            key = share.metric or build.query.metrics[0].key
            item = next((item for item in resolved if item.ref.key == key), None)
            if item is None:
                raise BadQuery(f"The query has no metric {key!r} to take the share of.")
            if build.query.rows is None:
                step, kept = operators.whole(build, share, item, self.scope, self.keys)
            else:
                step, kept = operators.whole_of_rows(build, item, source), ()
            node, joins = operators.share_column(key, step, kept)
            extra.append(node)
            made.add(node.alias)
        named = [sql.column(name) for name in self.names if name not in made]
        self.select = sql.select([*named, *extra], source, joins=joins)

    def _keep(self, resolved: list[Resolved]) -> None:
        query = self.build.query
        if not query.having and query.streak is None:
            return
        source = self.push("answer")
        numbers = [column.name for column in self.columns if column.kind != "dimension"]
        where, joins = having.kept(self.build, source, self.keys, self.scope, resolved, numbers)
        names = [sql.column(name, source if joins else None) for name in self.names]
        self.select = sql.select(names, source, joins=joins, where=where)
        if joins:  # which have columns of the same names
            self.select = sql.select(operators.named(self.names), self.push("kept"))

    def _rank(self) -> None:
        top = self.build.query.top
        if top is None:
            return
        keys = set() if self.build.query.rows else {key.name for key in self.keys}
        operators.check_name(top.by, [name for name in self.names if name not in keys], "rank")
        source = self.push("unranked")
        where = operators.complete_periods(self.build, self.keys, top.per)
        if top.skip:
            self.select = sql.select(operators.standing(self.build, self.names, self.keys), source, where=where)
            source, where = self.push("standing"), operators.after_skipped(top)
        self.select = sql.select(operators.ranked(self.build, self.names, self.keys), source, where=where)
        source = self.push("ranked")
        columns = [*operators.named(self.names), operators.tied(self.build)]
        self.select = sql.select(columns, source, where=operators.in_top(self.build, self.keys))

    def _order(self) -> None:
        order = operators.order_of(self.build, self.names, self.keys)
        if order:
            self.select.set("order", exp.Order(expressions=order))
        if self.build.query.limit is not None:
            self.select.set("limit", exp.Limit(expression=sql.number(self.build.query.limit)))

    def count(self) -> None:
        """Count the rows of the answer instead of showing them."""
        self.select.set("order", None)
        source = self.push("counted")
        self.columns = [Column("rows", "metric", Unit("count"), output.INTEGER)]
        self.select = sql.select([sql.alias(exp.Count(this=exp.Star()), "rows")], source)

    def hide(self, names: frozenset[str]) -> None:
        """Leave columns out of the last SELECT, which may still be in their order."""
        if names:
            self.columns = [column for column in self.columns if column.name not in names]
            kept = [node for node in self.select.expressions if node.alias_or_name not in names]
            self.select.set("expressions", kept)

    def finish(self, compared: Compared) -> CompiledQuery:
        build, query = self.build, self.build.query
        hidden = tuple(node.alias for node in self.select.expressions if node.alias == operators.TIED)
        if not hidden:
            self.select.set("expressions", self._in_order(self.select.expressions))
        windows = tuple((to, _summary(pairs)) for to, (_, pairs) in compared.items())
        if any(pair.clipped for _, pair in windows):
            build.flags["like_for_like"] = None
        return CompiledQuery(
            sql=render(build.statement(self.select), build.dialect),
            dialect=build.dialect,
            columns=tuple(self.columns),
            query=query,
            lineage=Lineage(
                tuple(build.tables),
                tuple(build.columns),
                tuple(build.joins),
                tuple(build.times),
                tuple(build.conditions),
                () if build.view.min_groups else tuple(build.scans),
                build.steps,
            ),
            policies=tuple(sorted(build.policies)),
            probes=tuple(self.probes),
            flags=tuple(build.flags),
            left_out=tuple(build.left_out),
            window=build.axis.window,
            compared=windows,
            periods=build.axis.periods,
            hidden=hidden,
        )

    def _in_order(self, nodes: list[exp.Expression]) -> list[exp.Expression]:
        by_name = {node.alias_or_name: node for node in nodes}
        return [by_name[name] for name in self.names]


def _summary(pairs: tuple[ComparedWindows, ...]) -> ComparedWindows:
    """One pair of windows for a comparison: the cut one where one is cut, else the whole."""
    cut = next((pair for pair in reversed(pairs) if pair.clipped), None)
    if cut is not None or len(pairs) == 1:
        return cut or pairs[0]
    now = Window(pairs[0].now.start, pairs[-1].now.end)
    then = Window(pairs[0].then.start, pairs[-1].then.end)
    return ComparedWindows(now, then, sum(p.days_now for p in pairs), sum(p.days_then for p in pairs), False)


def render(tree: exp.Select, dialect: str) -> str:
    """Write the tree once; what a dialect cannot say is an error, never a guess."""
    try:
        return tree.sql(dialect, pretty=True, comments=False, unsupported_level=ErrorLevel.RAISE, copy=False)
    except UnsupportedError as error:
        raise UnsupportedOnEngine(f"{dialect} cannot compute this exactly: {error}", dialect=dialect) from error
