"""Run a query: one SELECT for the rows, and cheap ones for what the rows do not show.

Rule: nothing that was excluded goes uncounted, and nothing is added to what the engine returned. A filter value that
does not exist is refused before anything is computed, so an empty answer is never a misspelling. Where groups are too
small to show, nothing is shown that the rest could be subtracted from: no total, no share, no running total.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from semantic_layer.calendar import Calendar
from semantic_layer.compiler import CompiledQuery, Probe, compile_count, compile_others, compile_query
from semantic_layer.compiler.compile import on_day
from semantic_layer.compiler.probes import compile_probes
from semantic_layer.compiler.scope import Outside
from semantic_layer.engines.base import TIMEOUT_S, Engine, RawResult
from semantic_layer.errors import UnknownValue, nearest
from semantic_layer.model import SemanticModel
from semantic_layer.query import Combine, Compare, DimensionRef, Predicate, SemanticQuery
from semantic_layer.result import Column, LeftOut, ResultTable, Value

Row = tuple[Value, ...]
SUGGESTION_ROWS = 2_000  # comparing a misspelling with more takes longer than a person waits


def run_query(
    query: SemanticQuery,
    model: SemanticModel,
    engine: Engine,
    calendar: Calendar,
    *,
    timeout_s: float = TIMEOUT_S,
    run_id: str | None = None,
) -> tuple[ResultTable, CompiledQuery]:
    """Compile a query, run it, and return its rows with everything that was left out.

    Raises
    ------
    QueryError
        If the model cannot give what is asked, or a filter names a value that does not exist.
    EngineError
        If the engine does not end in time or memory.
    """
    return _Run(query, model, engine, calendar, timeout_s, run_id).result()


def run_part(
    query: SemanticQuery,
    model: SemanticModel,
    engine: Engine,
    calendar: Calendar,
    *,
    timeout_s: float = TIMEOUT_S,
    run_id: str | None = None,
) -> tuple[ResultTable, CompiledQuery]:
    """Like `run_query`, for one of the many figures of an analysis that checks its conditions and counts rows itself.

    Conditions on values that do not exist are not refused, and of what is left out only groups that are too small to
    show are counted: an analysis that looks along twenty dimensions would count the same rows twenty times.
    """
    return _Run(query, model, engine, calendar, timeout_s, run_id, counted=True).result()


def count_rows(
    query: SemanticQuery, model: SemanticModel, engine: Engine, calendar: Calendar, *, timeout_s: float = TIMEOUT_S
) -> int:
    """Return how many rows the answer has, whatever its limit. Policies and left-out groups are those of the answer."""
    compiled = compile_count(query, model, on_day(calendar, query.as_of), dialect=engine.dialect)
    return int(str(engine.run(compiled.sql, timeout_s=timeout_s).rows[0][0]))


class _Run:
    """One run of one query; every statement has the same limits."""

    def __init__(
        self,
        query: SemanticQuery,
        model: SemanticModel,
        engine: Engine,
        calendar: Calendar,
        timeout_s: float,
        run_id: str | None,
        *,
        counted: bool = False,
    ) -> None:
        self.counted = counted
        self.query = query
        self.model = model
        self.engine = engine
        self.calendar = on_day(calendar, query.as_of)
        self.timeout_s = timeout_s
        self.run_id = run_id

    def result(self) -> tuple[ResultTable, CompiledQuery]:
        compiled = compile_query(self.query, self.model, self.calendar, dialect=self.engine.dialect)
        if not self.counted:
            self._check_values()
        raw = self._rows(compiled.sql)
        rows = _visible(compiled, raw)
        flags = [*compiled.flags, *_flags(compiled, raw)]
        left_out = [*compiled.left_out, *self._left_out(compiled, rows)]
        hides = _hides(left_out)
        total = None if hides else self._total(compiled)
        if hides:
            rows = _without_wholes(compiled, rows)
        others = None
        if self.query.top and self.query.top.others:
            rows, others = self._with_others(compiled, rows)
        table = ResultTable(
            columns=compiled.columns,
            rows=rows,
            left_out=tuple(left_out),
            flags=tuple(dict.fromkeys(flags)),
            incomplete=self._incomplete(compiled, rows),
            total=total,
            others=others,
        )
        return table, compiled

    def _rows(self, sql: str) -> RawResult:
        return self.engine.run(sql, timeout_s=self.timeout_s, run_id=self.run_id)

    def _total(self, compiled: CompiledQuery) -> Row | None:
        """The total row in the columns of the answer; groups are empty, and so is what has no total."""
        if compiled.total is None:
            return None
        rows = self._rows(compiled.total.sql).rows
        found = dict(zip((column.name for column in compiled.total.columns), rows[0], strict=False)) if rows else {}
        return tuple(found.get(column.name) for column in compiled.columns)

    def _with_others(self, compiled: CompiledQuery, rows: tuple[Row, ...]) -> tuple[tuple[Row, ...], int | None]:
        """Put the row of all other known groups after the top ones and before the unknown bucket."""
        size = len(self.query.dimensions)
        top = self.query.top
        assert top is not None
        known = [row for row in rows if None not in row[:size]]
        outside = Outside(self.query.dimensions, tuple(row[:size] for row in known))
        others = compile_others(self.query, outside, self.model, self.calendar, dialect=compiled.dialect)
        found = self._rows(others.sql).rows
        if not found or not self._any_row(outside):
            return rows, None
        values = dict(zip((column.name for column in others.columns), found[0], strict=False))
        row = tuple(values.get(column.name) for column in compiled.columns)
        unknown = [item for item in rows if None in item[:size]]
        place = len(rows) - len(unknown) if rows[len(rows) - len(unknown) :] == tuple(unknown) else len(rows)
        return (*rows[:place], row, *rows[place:]), place

    def _any_row(self, outside: Outside) -> bool:
        """Whether there is any group outside the top ones."""
        dialect = self.engine.dialect
        compiled = compile_others(self.query, outside, self.model, self.calendar, dialect=dialect, apart=1)
        return bool(self._rows(compiled.sql).rows)

    def _incomplete(self, compiled: CompiledQuery, rows: tuple[Row, ...]) -> tuple[int, ...]:
        """Rows whose period as-of cuts."""
        grain = self.query.grain
        if grain is None or grain in ("second", "minute", "hour"):
            return ()
        position = next(i for i, column in enumerate(compiled.columns) if column.kind == "period")
        return tuple(
            index
            for index, row in enumerate(rows)
            if (start := _as_day(row[position]))
            and not self.calendar.is_complete(start, grain, fiscal=self.query.fiscal)
        )

    def _left_out(self, compiled: CompiledQuery, rows: tuple[Row, ...]) -> Iterator[LeftOut]:
        """Count what is left out; reasons for the unknown bucket only where there is one, or may be a hidden one."""
        query, keys = self.query, [i for i, column in enumerate(compiled.columns) if column.kind == "dimension"]
        cut = bool(query.top or query.having or query.limit)
        unknown = cut or any(row[i] is None for row in rows for i in keys)
        probes = (
            () if self.counted else compile_probes(query, self.model, self.calendar, compiled.dialect, unknown=unknown)
        )
        for probe in (*compiled.probes, *probes):
            yield from self._counted(probe)

    def _counted(self, probe: Probe) -> Iterator[LeftOut]:
        rows = self._rows(probe.sql).rows
        row = rows[0] if rows else ()
        for position, item in enumerate(probe.counts):
            count, value = row[2 * position : 2 * position + 2]
            if isinstance(count, int) and count > 0:
                yield LeftOut(item.code, count, item.metric, value, item.detail)

    def _check_values(self) -> None:
        """Refuse a filter on a text that no row holds, with the nearest texts that exist."""
        sides = [side for ref in self.query.metrics for side in ref.sides]
        wanted = [*self.query.filters, *(item for side in sides for item in side.filters)]
        for item in dict.fromkeys(item for predicate in wanted for item in _equalities(predicate)):
            if not self.model.has_dimension(item.field) or item.field == "metric_time":
                continue
            texts = [value for value in item.values if isinstance(value, str)]
            if texts and (missing := self._missing(item.field, texts)):
                raise UnknownValue(item.field, missing, nearest(missing, self._listed(item.field, ())))

    def _missing(self, name: str, texts: list[str]) -> str | None:
        declared = {str(value.code) for value in self.model.dimension(name).values}
        rest = [text for text in texts if text not in declared]
        known = self._listed(name, (Compare(name, "in", tuple(rest)),)) if rest else []
        return next((text for text in rest if text not in known), None)

    def _listed(self, name: str, filters: tuple[Predicate, ...]) -> list[str]:
        listing = SemanticQuery(
            dimensions=(DimensionRef(name),),
            filters=filters,
            limit=SUGGESTION_ROWS,
            runs=self.query.runs,
            as_of=self.query.as_of,
            who=self.query.who,
        )
        compiled = compile_query(listing, self.model, self.calendar, dialect=self.engine.dialect)
        return [str(row[0]) for row in self._rows(compiled.sql).rows if row[0] is not None]


def _equalities(predicate: Predicate) -> Iterator[Compare]:
    match predicate:
        case Compare(op="eq" | "ne" | "in" | "not_in"):
            yield predicate
        case Combine():
            for item in predicate.predicates:
                yield from _equalities(item)


def _visible(compiled: CompiledQuery, raw: RawResult) -> tuple[Row, ...]:
    """The rows without the columns that only serve the flags, dates as dates."""
    rows = [row[: len(compiled.columns)] for row in raw.rows]
    days = [i for i, column in enumerate(compiled.columns) if _holds_days(column)]
    if not any(isinstance(row[i], datetime) for row in rows[:1] for i in days):
        return tuple(rows)
    return tuple(tuple(_as_day(value) if i in days else value for i, value in enumerate(row)) for row in rows)


def _holds_days(column: Column) -> bool:
    return column.kind in ("period", "dimension") and column.grain in ("day", "week", "month", "quarter", "year")


def _as_day(value: Value) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def _flags(compiled: CompiledQuery, raw: RawResult) -> Iterator[str]:
    if raw.truncated:
        yield "truncated"
    top = compiled.query.top  # of a first place all winners are shown, so there is no cut
    if compiled.hidden and top and top.n > 1 and any(row[-1] for row in raw.rows):
        yield "tie_at_cut"


def _hides(left_out: list[LeftOut]) -> bool:
    """A suppressed group could be had by subtracting the others from a shown total."""
    return any(item.code == "suppressed_groups" for item in left_out)


def _without_wholes(compiled: CompiledQuery, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows without what would give the total away: shares (a part and its share are the whole), running totals."""
    running = {f"{ref.key}__cumulated" for ref in compiled.query.metrics}
    open_ = [column.kind != "share" and column.name not in running for column in compiled.columns]
    return tuple(tuple(value if kept else None for value, kept in zip(row, open_, strict=True)) for row in rows)
