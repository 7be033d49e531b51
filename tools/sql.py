"""An analyst's own SELECT, through the guard and the policies.

Rule: the text never runs. The guard reads it against the tables and columns this person may see, puts the visible
rows in place of every table, and what it renders runs in the isolated worker.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

from semantic_layer import sql_guard
from semantic_layer.compiler import sql as nodes
from semantic_layer.engines.base import RawResult
from semantic_layer.expressions import names
from semantic_layer.model import Dataset, Dimension, Format, Segmentation, Unit
from semantic_layer.policy import View
from semantic_layer.result import Column, ColumnKind, ResultTable
from semantic_layer.sql_decision import Allowed, Refused
from semantic_layer.visible_rows import visible_rows
from tools.arguments import SqlArgs
from tools.context import ToolContext
from tools.errors import SqlRefused
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult

SHOWN_ROWS = 1_000
_FORMATS = (
    (("INTEGER", "BIGINT", "SMALLINT", "TINYINT", "HUGEINT", "UINTEGER", "UBIGINT"), Format("integer")),
    (("DECIMAL", "DOUBLE", "FLOAT"), Format("decimal", 2)),
    (("DATE",), Format("date")),
)


def run_sql(arguments: SqlArgs, ctx: ToolContext) -> ToolResult:
    """Run one SELECT over the visible tables; `SqlRefused` says which rule of the guard it broke, and where."""
    visible = VisibleTables(ctx)
    decision = guarded(arguments.sql, ctx)
    raw = ctx.engine.run_strict(decision.sql, timeout_s=ctx.timeout_s, max_rows=SHOWN_ROWS, run_id=ctx.run_id)
    table = _table(raw)
    return ToolResult(
        "run_sql",
        (NamedTable("main", table),),
        (_finding(table),),
        (
            Caveat("ad_hoc_sql"),
            *((Caveat("truncated", (("rows", SHOWN_ROWS),)),) if raw.truncated else ()),
            *(Caveat("policy_applied", (("policy", policy.name),)) for policy in visible.view.policies),
        ),
        Lineage(
            as_of=ctx.as_of,
            sql=(decision.sql,),
            policies=tuple(policy.name for policy in visible.view.policies),
            parameters=(("typed", arguments.sql), ("tables", ", ".join(sorted(decision.tables)))),
            row_counts=(("rows", len(table.rows)),),
        ),
    )


def guarded(sql: str, ctx: ToolContext) -> Allowed:
    """Return what may run in place of a typed statement; nothing runs here.

    Raises
    ------
    SqlRefused
        With the rule of the guard that the statement breaks, and where.
    """
    visible = VisibleTables(ctx)
    decision = sql_guard.check(
        sql,
        schema=visible.schema(),
        dialect=ctx.engine.dialect,
        rows_of=visible.rows_of,
        withheld=visible.withheld(),
        second_opinion=ctx.engine.statement_tables,
        max_rows=SHOWN_ROWS,
    )
    if isinstance(decision, Refused):
        raise SqlRefused(decision.rule, decision.where, decision.hint)
    return decision


@dataclass(frozen=True)
class VisibleTables:
    """The tables of the model as this person may see them, under the names they are typed by.

    A table is called as in the database, a dataset written as a SELECT by its own name, and the kept runs of a
    segmentation by the segmentation's table.
    """

    ctx: ToolContext

    @property
    def view(self) -> View:
        return View(self.ctx.model, self.ctx.who)

    def schema(self) -> Mapping[str, Mapping[str, str]]:
        found = {name: self._columns(dataset) for name, dataset in self._datasets().items()}
        return {**{name: columns for name, columns in found.items() if columns}, **self._runs()}

    def rows_of(self, table: str) -> exp.Select | None:
        """The SELECT that stands for a table; None where all rows of the columns shown may be seen."""
        if table in self._runs():
            return self._run_rows(next(item for item in self.ctx.model.segmentations if item.dataset == table))
        return self._policed(self._datasets()[table], self._columns(self._datasets()[table]))

    def withheld(self) -> tuple[str, ...]:
        """With a smallest group size no table is open to free nesting; nor is one that two datasets police."""
        if self.view.min_groups:
            return tuple(self._datasets())
        policed = set(self.view.policed)
        return tuple(
            name
            for name, dataset in self._datasets().items()
            if any(
                other.name in policed and other.name != dataset.name and other.source == dataset.source
                for other in self.ctx.model.datasets
            )
        )

    def _datasets(self) -> dict[str, Dataset]:
        return {_table_name(dataset): dataset for dataset in self.ctx.model.datasets if dataset.role != "segment"}

    def _runs(self) -> dict[str, Mapping[str, str]]:
        schema = self.ctx.engine.schema()
        shown = ("key", "segment", "as_of")
        return {
            item.dataset: {name: schema[f"runs.{item.dataset}"][name] for name in shown}
            for item in self.ctx.model.segmentations
            if f"runs.{item.dataset}" in schema and self.view.has_field(item.qualified)
        }

    def _columns(self, dataset: Dataset) -> Mapping[str, str]:
        """Columns of the table without excluded, personal, hidden and masked ones."""
        stored = self.ctx.engine.schema().get(_table_name(dataset))
        if stored is None:
            stored = {key: "VARCHAR" for name in dataset.entities for key in name.columns} | {
                dimension.expr: "VARCHAR" for dimension in dataset.dimensions if dimension.expr.isidentifier()
            }
        alike = [other for other in self.ctx.model.datasets if _table_name(other) == _table_name(dataset)]
        closed = {name for other in alike for name in (*other.exclude, *self._closed(other))}
        if self.view.masks or self.view.hidden:  # what nobody described may hold what a policy keeps back
            closed |= stored.keys() - {name for other in alike for name in _described(other)}
        return {name: type_ for name, type_ in stored.items() if name not in closed}

    def _closed(self, dataset: Dataset) -> set[str]:
        """Columns behind a dimension that is personal, hidden or masked for this person."""

        def is_closed(dimension: Dimension) -> bool:
            name = dimension.qualified
            return dimension.personal or not self.view.has_field(name) or name in self.view.masks

        closed = [dimension.expr for dimension in dataset.dimensions if is_closed(dimension)]
        closed += [measure.expr for measure in dataset.measures if self._is_hidden(dataset, measure.name)]
        return {name.column for text in closed for name in names(text)}

    def _is_hidden(self, dataset: Dataset, measure: str) -> bool:
        return bool({measure, f"{dataset.name}.{measure}"} & self.view.hidden)

    def _policed(self, dataset: Dataset, columns: Mapping[str, str]) -> exp.Select | None:
        select, is_policed = visible_rows(self.ctx.model, dataset, self.ctx.who, tuple(columns))
        if not is_policed and _is_table(dataset):
            return None
        for table in select.find_all(exp.Table):
            table.set("db", None)  # tables lie in the engine's default schema, which the guard does not name
            table.set("catalog", None)
        return select

    def _run_rows(self, item: Segmentation) -> exp.Select:
        """Key and segment of the members that this person may see."""
        columns = [nodes.column(name) for name in self._runs()[item.dataset]]
        run = exp.Table(this=nodes.identifier(item.dataset), db=nodes.identifier("runs"))
        owner = next(
            (
                dataset
                for dataset in self.ctx.model.datasets
                if dataset.primary and dataset.primary.name == item.entity and len(dataset.primary.columns) == 1
            ),
            None,
        )
        if owner is None or owner.primary is None:
            return nodes.select(columns, run, where=exp.false() if self.view.policed else None)
        seen = self._policed(owner, dict.fromkeys(owner.primary.columns, ""))
        is_seen = exp.In(this=nodes.column("key"), query=exp.Subquery(this=seen)) if seen is not None else None
        return nodes.select(columns, run, where=is_seen)


def _described(dataset: Dataset) -> set[str]:
    """Columns that the model says something about."""
    written = [dimension.expr for dimension in dataset.dimensions] + [measure.expr for measure in dataset.measures]
    keys = {column for key in dataset.entities for column in key.columns}
    return keys | {name.column for text in written for name in names(text)}


def _is_table(dataset: Dataset) -> bool:
    return dataset.source.lstrip()[:6].lower() != "select" and dataset.source.lstrip()[:4].lower() != "with"


def _table_name(dataset: Dataset) -> str:
    return dataset.source.rpartition(".")[2] if _is_table(dataset) else dataset.name


def _table(raw: RawResult) -> ResultTable:
    formats = [_format(type_) for type_ in raw.types]
    kinds = _kinds(formats, raw)
    columns = tuple(
        Column(name, kind, Unit("none"), form) for name, kind, form in zip(raw.columns, kinds, formats, strict=True)
    )
    return ResultTable(columns, raw.rows, flags=("truncated",) if raw.truncated else ())


def _kinds(formats: list[Format], raw: RawResult) -> list[ColumnKind]:
    """A column of texts that tells the rows apart is what the numbers beside it are by: such a table has a chart."""
    texts = [i for i, form in enumerate(formats) if form.kind == "text"]
    others = [form.kind for i, form in enumerate(formats) if i not in texts]
    values = [row[texts[0]] for row in raw.rows] if len(texts) == 1 else []
    is_by = values and None not in values and len(set(values)) == len(values) > 1
    if is_by and others and all(kind in ("integer", "decimal") for kind in others):
        return ["dimension" if i in texts else "metric" for i in range(len(formats))]
    return ["fact"] * len(formats)


def _format(type_: str) -> Format:
    return next((form for kinds, form in _FORMATS if type_.startswith(kinds)), Format("text"))


def _finding(table: ResultTable) -> Finding:
    if len(table.rows) == 1 and len(table.columns) == 1:
        column = table.columns[0]
        value = Fact(table.rows[0][0], column.unit, column.format)
        return Finding("number", (("metric", Fact(column.name)), ("value", value)))
    return Finding("listing", (("count", Fact(len(table.rows), Unit("count"), Format("integer"))),))
