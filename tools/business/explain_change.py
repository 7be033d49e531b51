"""Where a metric changed: which parts of which dimension hold how much of the difference between two periods.

Rule: every split adds up to the whole change, to the last digit shown. Several dimensions are searched; the one in
which a single part departs most from the others is shown first, because a dimension in which everything moved alike
says nothing. What is said is where the change lies, never why it came.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from semantic_layer.compiler import compile_query
from semantic_layer.errors import QueryError
from semantic_layer.model import Input, MetricBase, RatioMetric
from semantic_layer.policy import View
from semantic_layer.query import Compare, Comparison, DimensionRef, MetricRef, SemanticQuery
from semantic_layer.result import Column, ResultTable, Value
from semantic_layer.run import run_part, run_query
from tools.business.decomposition import Pairs, Part, Split, split_ratio, split_sum
from tools.business.time_series import is_sum
from tools.business_arguments import ExplainChangeArgs
from tools.context import ToolContext
from tools.errors import EmptyWindow, NotAdditive
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.tables import INTEGER, NONE, PERCENT, SHARE, fact

DEFAULT_WINDOW = "last:1:month"
MOST_DIMENSIONS = 20
MOST_GROUPS = 60
SMALL = 0.01  # of all effects together: below it a part is folded into "other"
SHOWN = 12
UNKNOWN = 0.3
_GROUPABLE = frozenset({"categorical", "ordinal", "geography", "boolean"})


@dataclass(frozen=True)
class Looked:
    """One dimension with its split."""

    dimension: str
    split: Split
    sql: str


def explain_change(arguments: ExplainChangeArgs, ctx: ToolContext) -> ToolResult:
    """The parts of the change along the most telling dimension; beside it how telling every dimension is.

    Raises
    ------
    NotAdditive
        Values of the groups do not add up to the whole (customers are in several groups, a median ...).
    EmptyWindow
        There is nothing in one of the two periods.
    """
    if View(ctx.model, ctx.who).has_metric(arguments.metric):
        _refs(ctx.model.metric(arguments.metric), arguments.metric, ctx)
    window = arguments.window or ctx.calendar.resolve(DEFAULT_WINDOW)
    query = SemanticQuery(
        metrics=(MetricRef(arguments.metric),), window=window, filters=arguments.filters,
        compare=(Comparison(arguments.against),), as_of=ctx.as_of, who=ctx.who,
    )  # fmt: skip
    whole, compiled = run_query(query, ctx.model, ctx.engine, ctx.calendar, timeout_s=ctx.timeout_s, run_id=ctx.run_id)
    metric = ctx.model.metric(arguments.metric)
    refs = _refs(metric, arguments.metric, ctx)
    column = whole.columns[whole.index(arguments.metric)]
    now, then = (_number(whole, name) for name in (arguments.metric, f"{arguments.metric}__{arguments.against}"))
    if now is None or then is None or now == then == 0:
        raise EmptyWindow("There is nothing to compare in one of the periods.", start=window.start, end=window.end)
    looked = sorted(_look(replace(query, metrics=refs), metric, arguments, ctx), key=lambda one: -one.split.departure)
    found = [one for one in looked if one.split.parts]
    if not found:
        raise NotAdditive(arguments.metric)
    return ToolResult(
        "explain_change",
        (
            NamedTable("main", _parts_table(found[0], metric, column)),
            NamedTable("dimensions", _dimensions_table(found)),
        ),
        tuple(_findings(found, column, now, then, arguments.premise)),
        (*((Caveat("not_causal"),)), *((Caveat("like_for_like_days"),) if "like_for_like" in whole.flags else ())),
        Lineage(
            as_of=ctx.as_of,
            queries=(query,),
            sql=(compiled.sql, *(one.sql for one in found)),
            window=compiled.window,
            compared_window=compiled.compared[0][1].then if compiled.compared else None,
            metrics=(arguments.metric, *(ref.name for ref in refs)),
            dimensions=tuple(one.dimension for one in found),
            policies=compiled.policies,
            parameters=(("against", arguments.against), ("searched", ", ".join(one.dimension for one in looked))),
        ),
    )


def _refs(metric: MetricBase, name: str, ctx: ToolContext) -> tuple[MetricRef, ...]:
    """What has to be known of each part: the sum itself, or what stands above and below the line.

    Raises
    ------
    NotAdditive
        Parts of one of them do not add up.
    """
    if isinstance(metric, RatioMetric):
        inputs: tuple[Input, ...] = (metric.numerator, metric.denominator)
        if any(item.filter or item.offset for item in inputs):
            raise NotAdditive(name)
        names = tuple(item.metric for item in inputs)
    else:
        names = (name,)
    if not all(is_sum(item, ctx) for item in names):
        raise NotAdditive(name)
    return tuple(MetricRef(item) for item in names)


def _look(query: SemanticQuery, metric: MetricBase, arguments: ExplainChangeArgs, ctx: ToolContext) -> Iterator[Looked]:
    for name in arguments.by or _candidates(query, ctx):
        split = replace(query, dimensions=(DimensionRef(name),))
        table, compiled = run_part(
            split, ctx.model, ctx.engine, ctx.calendar, timeout_s=ctx.timeout_s, run_id=ctx.run_id
        )
        blocked = "parts_overlap" in table.flags or any(item.code == "suppressed_groups" for item in table.left_out)
        if arguments.by and blocked:
            raise NotAdditive(arguments.metric)
        if blocked or (not arguments.by and len(table.rows) > MOST_GROUPS):
            continue
        pairs = [_pairs(table, ref.name, arguments.against) for ref in query.metrics]
        if not arguments.by and _mostly_unknown(pairs[-1]):
            continue
        found = split_ratio(*pairs) if isinstance(metric, RatioMetric) else split_sum(pairs[0])
        yield Looked(name, found, compiled.sql)


def _mostly_unknown(pairs: Pairs) -> bool:
    """Whether most of the whole stands under no known group: such a dimension tells little."""
    unknown, whole = sum(pairs.get(None, (0.0, 0.0))), sum(sum(pair) for pair in pairs.values())
    return unknown > UNKNOWN * whole


def _candidates(query: SemanticQuery, ctx: ToolContext) -> Iterator[str]:
    """Dimensions with few values that the metric can be split by, those that need the fewest joins first.

    A dimension that a condition fixes to one value is none of them.
    """
    fixed = {p.field for p in query.filters if isinstance(p, Compare) and p.op == "eq"}
    found: list[tuple[int, str]] = []
    for dimension in ctx.model.dimensions():
        name = dimension.qualified
        if dimension.type not in _GROUPABLE or dimension.hidden or dimension.personal or name in fixed:
            continue
        try:
            compiled = compile_query(replace(query, dimensions=(DimensionRef(name),)), ctx.model, ctx.calendar)
        except QueryError:
            continue
        found.append((len(compiled.lineage.joins), name))
    yield from (name for _, name in sorted(found, key=lambda item: item[0])[:MOST_DIMENSIONS])


def _pairs(table: ResultTable, metric: str, against: str) -> Pairs:
    now, then = table.values(metric), table.values(f"{metric}__{against}")
    groups = [row[0] for row in table.rows]
    return {group: (_float(b), _float(a)) for group, a, b in zip(groups, now, then, strict=True)}


def _number(table: ResultTable, name: str) -> float | None:
    value = table.values(name)[0] if table.rows else None
    return None if value is None else float(str(value))


def _float(value: Value) -> float:
    return float(str(value or 0))


# --- tables -----------------------------------------------------------------------------------------------------


def _parts_table(one: Looked, metric: MetricBase, column: Column) -> ResultTable:
    """The parts by the size of their effect; those under 1 % of all effects, or after the first dozen, are one row.

    One part alone is never folded: its name says more than "other".
    """
    is_ratio = isinstance(metric, RatioMetric)
    size = sum(abs(part.effect) for part in one.split.parts) or 1.0
    shown = [part for part in one.split.parts if abs(part.effect) >= SMALL * size][:SHOWN]
    rest = [part for part in one.split.parts if part not in shown]
    shown, rest = ([*shown, *rest], []) if len(rest) == 1 else (shown, rest)
    rows = [_row(part, one.split.change, is_ratio=is_ratio) for part in shown]
    if rest:
        sums = [sum(getattr(part, name) for part in rest) for name in ("effect", "rate_effect", "mix_effect")]
        both = (None, None) if is_ratio else (_sum(part.then for part in rest), _sum(part.now for part in rest))
        rows.append(_row(Part(None, *both, *sums), one.split.change, is_ratio=is_ratio))
    points = replace(column.unit, kind="points") if column.unit.kind == "share" else column.unit
    effects = ("change", "rate_effect", "mix_effect") if is_ratio else ("change",)
    columns = (
        Column(one.dimension, "dimension", NONE, fact("group").format, one.dimension),
        fact("then", column.unit, column.format),
        fact("now", column.unit, column.format),
        Column("change", "metric", points, column.format),
        *(fact(name, points, column.format) for name in effects[1:]),
        Column("of_change", "share", SHARE, PERCENT),
    )
    return ResultTable(columns, tuple(rows), flags=("contributions",), others=len(rows) - 1 if rest else None)


def _row(part: Part, change: float, *, is_ratio: bool) -> tuple[Value, ...]:
    effects = (part.effect, part.rate_effect, part.mix_effect) if is_ratio else (part.effect,)
    return (part.group, part.then, part.now, *effects, part.effect / change if change else None)


def _sum(values: Iterator[float | None]) -> float:
    return sum(value or 0.0 for value in values)


def _dimensions_table(found: list[Looked]) -> ResultTable:
    columns = (
        fact("dimension", kind="dimension"),
        fact("departure", SHARE, PERCENT),
        fact("largest"),
        fact("groups", NONE, INTEGER),
    )
    rows = tuple(
        (one.dimension, one.split.departure, str(one.split.parts[0].group), len(one.split.parts)) for one in found
    )
    return ResultTable(columns, rows)


# --- what is said -----------------------------------------------------------------------------------------------


def _way(change: float) -> str:
    return "up" if change > 0 else "down" if change < 0 else "flat"


def _headline(change: float, premise: str | None) -> str:
    """A question may take a rise or fall for granted that was none: that is put right first."""
    way = _way(change)
    return f"changed_{way}" if premise in (None, way) else f"not_{premise}_but_{way}"


def _findings(found: list[Looked], column: Column, now: float, then: float, premise: str | None) -> Iterator[Finding]:
    split, change = found[0].split, now - then
    metric = ("metric", Fact(column.name, source="metric"))
    points = replace(column.unit, kind="points") if column.unit.kind == "share" else column.unit
    both = (("now", Fact(now, column.unit, column.format)), ("then", Fact(then, column.unit, column.format)))
    size = ("change", Fact(abs(change), points, column.format))
    yield Finding(_headline(change, premise), (metric, size, *both))
    if not change:
        return
    with_it = [part for part in split.parts if part.effect * change > 0]
    against = [part for part in split.parts if part.effect * change < 0]
    name = ("dimension", Fact(found[0].dimension, source="dimension"))
    if with_it and len(split.parts) > 1:  # a single part is the whole change again
        share = Fact(with_it[0].effect / change, SHARE, PERCENT)
        effect = Fact(abs(with_it[0].effect), points, column.format)
        group = Fact(with_it[0].group, source=found[0].dimension)
        yield Finding(f"change_lies_{_way(change)}", (name, ("group", group), ("effect", effect), ("share", share)))
    if split.rate_effect or split.mix_effect:
        rate, mix = (Fact(value, points, column.format) for value in (split.rate_effect, split.mix_effect))
        yield Finding("rate_and_mix", (("rate", rate), ("mix", mix), name))
    if against:
        effect = Fact(abs(against[0].effect), points, column.format)
        group = Fact(against[0].group, source=found[0].dimension)
        yield Finding(f"change_against_{_way(-change)}", (("group", group), ("effect", effect)))
