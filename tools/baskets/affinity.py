"""What is bought together more, or less, often than chance would have it.

Rule: beside how often two things occur together always stands how often each occurs at all; what says something is
the lift, the first over what chance would give. Pairs below `min_count` are not tested but counted as hypotheses; only
a pair whose adjusted p-value is below 5 % is called bought together.

A level nobody asked for is the finest at which such a pair is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from semantic_layer.model import Format, Unit
from semantic_layer.query import Compare, Window
from semantic_layer.result import Column, LeftOut, ResultTable, Value
from tools.baskets.affinity_counts import Counts, count_pairs, count_units
from tools.baskets.affinity_data import Baskets, item_dimensions, item_levels, read_baskets
from tools.baskets.association import SIGNIFICANT, adjusted, pair_p
from tools.context import ToolContext
from tools.customer_arguments import BasketPairsArgs
from tools.customers.base import BaseScope, count_left_out
from tools.errors import BadParameter, EmptyWindow, MissingRole, TooFewEvents
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.segments.summary import left_out_caveats, scope_of
from tools.tables import INTEGER, NONE, PERCENT, SCORE_FORMAT, SHARE, as_fact, fact

SATURATED = 0.9
NAMED = 3  # companions that the headline names
COUNT = Unit("count")
TIMES = Format("decimal", 2)


@dataclass(frozen=True)
class Pair:
    """Two things with how many units hold the first, the second, both; of `n` in all."""

    a: Value
    b: Value
    with_a: int
    with_b: int
    both: int
    n: int

    @property
    def lift(self) -> float:
        return self.both * self.n / (self.with_a * self.with_b)

    def row(self, p_adj: float) -> tuple[Value, ...]:
        return (
            self.a, self.b, self.both, self.both / self.n, self.both / self.with_a, self.both / self.with_b,
            self.with_a / self.n, self.with_b / self.n, self.lift, p_adj,
        )  # fmt: skip


def basket_pairs(arguments: BasketPairsArgs, ctx: ToolContext) -> ToolResult:
    """Pairs of one level, or what goes with one thing, those furthest from chance first.

    Raises
    ------
    MissingRole, EmptyWindow, BadParameter
    TooFewEvents
        No pair occurs `min_count` times.
    """
    scope = scope_of("basket_pairs", arguments, ctx)
    baskets = read_baskets("basket_pairs", scope, arguments.unit, ctx)
    levels = item_levels(ctx.model)
    if arguments.level is not None and arguments.level not in item_dimensions(ctx.model):
        raise BadParameter("level", arguments.level, ", ".join(levels))
    if not levels:
        raise MissingRole("basket_pairs", "product.product")
    n = count_units(baskets, ctx)
    if not n:
        raise EmptyWindow("Nothing was bought in the window.", start=scope.start, end=scope.as_of)
    level, counts = _first_level(baskets, arguments, n, ctx)
    tested = _tested(counts, n)
    if not tested:
        every = count_pairs(baskets, level, arguments.model_copy(update={"min_count": 1}), ctx)
        raise TooFewEvents(max((pair.both for pair in every.pairs), default=0), arguments.min_count)
    found = _found(tested, arguments.direction)
    table = _table(found or _by_count(tested), level, arguments)
    left_out = (*_missing(scope, arguments.unit, ctx), *baskets.unknown_lines(level, ctx))
    beside = _in_orders(arguments, ctx)
    return ToolResult(
        "basket_pairs",
        (
            NamedTable("main", replace(table, left_out=(*table.left_out, *left_out))),
            NamedTable("most_frequent", _table(_by_count(tested), level, arguments)),
            *((NamedTable("in_orders", beside.main),) if beside else ()),
        ),
        (*_findings(tested, found, level, arguments), *(beside.findings[:1] if beside else ())),
        (*_caveats(level, tested, arguments), *left_out_caveats((*table.left_out, *left_out))),
        Lineage(
            as_of=scope.as_of,
            sql=(counts.sql,),
            window=Window(scope.start, scope.as_of),
            dimensions=(level,),
            parameters=(
                ("level", level),
                ("unit", arguments.unit),
                ("min_count", arguments.min_count),
                ("top_items", arguments.top_items),
                ("significance", SIGNIFICANT),
            ),
            row_counts=(("units", n), ("pairs", len(tested)), ("significant", len(found))),
            policies=scope.orders.rows().policies,
        ),
    )


def _missing(scope: BaseScope, unit: str, ctx: ToolContext) -> tuple[LeftOut, ...]:
    """Rows that are in no unit; an order without a customer is an order all the same."""
    beyond = ("returns_only", "null_key") if unit == "basket" else ("returns_only",)
    return tuple(item for item in count_left_out(scope, ctx) if item.code not in beyond)


def _in_orders(arguments: BasketPairsArgs, ctx: ToolContext) -> ToolResult | None:
    """What goes with one thing in the same order, to set beside what its customers buy at any time."""
    if arguments.item is None or arguments.unit == "basket":
        return None
    try:
        return basket_pairs(arguments.model_copy(update={"unit": "basket"}), ctx)
    except TooFewEvents:
        return None


Tested = tuple[Pair, float]


def _first_level(baskets: Baskets, arguments: BasketPairsArgs, n: int, ctx: ToolContext) -> tuple[str, Counts]:
    """The asked level, else the finest with a significant pair, else the finest with any pair."""
    if arguments.level is not None:
        return arguments.level, count_pairs(baskets, arguments.level, arguments, ctx)
    levels = item_levels(ctx.model)
    anchor = arguments.item.field if isinstance(arguments.item, Compare) else None
    tried: list[tuple[str, Counts]] = []
    for level in levels[levels.index(anchor) :] if anchor in levels else levels:
        counts = count_pairs(baskets, level, arguments, ctx)
        if any(_is_found(item, arguments.direction) for item in _tested(counts, n)):
            return level, counts
        tried.append((level, counts))
    return next((item for item in tried if item[1].pairs), tried[0])


def _tested(counts: Counts, n: int) -> list[Tested]:
    """Each pair with its adjusted p-value, the furthest above chance first."""
    made = [Pair(pair.a, pair.b, pair.with_a, pair.with_b, pair.both, n) for pair in counts.pairs]
    p_values = adjusted([pair_p(n, pair.with_a, pair.with_b, pair.both) for pair in made], counts.possible)
    return sorted(zip(made, p_values, strict=True), key=lambda item: (-item[0].lift, -item[0].both, str(item[0])))


def _found(tested: Sequence[Tested], direction: str) -> list[Tested]:
    """Pairs that are together, or apart, beyond chance; the furthest first."""
    found = [item for item in tested if _is_found(item, direction)]
    return found if direction == "together" else found[::-1]


def _by_count(tested: Sequence[Tested]) -> list[Tested]:
    return sorted(tested, key=lambda item: (-item[0].both, -item[0].lift, str(item[0].a), str(item[0].b)))


def _is_found(item: Tested, direction: str) -> bool:
    pair, p = item
    return p < SIGNIFICANT and (pair.lift > 1 if direction == "together" else pair.lift < 1)


# --- table and findings -----------------------------------------------------------------------------------------


def _table(pairs: Sequence[Tested], level: str, arguments: BasketPairsArgs) -> ResultTable:
    chosen = pairs[: arguments.limit]
    flags = ("truncated",) if len(pairs) > len(chosen) else ()
    rows = tuple(pair.row(p) for pair, p in chosen)
    columns = _columns(level, arguments.unit)
    if arguments.item is not None:  # the first thing is the same in every row
        kept = [i for i, column in enumerate(columns) if column.name in WITH_ONE]
        columns = tuple(columns[i] for i in kept)
        columns = tuple(fact("item_b", kind="dimension", source=level) if c.name == "item_b" else c for c in columns)
        rows = tuple(tuple(row[i] for i in kept) for row in rows)
    return ResultTable(columns, rows, flags=flags)


WITH_ONE = ("item_b", "together_count", "conf_ab", "base_b", "lift", "p_adj")


def _columns(level: str, unit: str) -> tuple[Column, ...]:
    """The shares are facts and the lift is what is drawn."""
    shares = ("support", "conf_ab", "conf_ba", "base_a", "base_b")
    return (
        fact("item_a", source=level),
        fact("item_b", source=level),
        fact("together_count", unit_of(unit), INTEGER),
        *(fact(name, SHARE, PERCENT) for name in shares),
        Column("lift", "metric", NONE, TIMES),
        fact("p_adj", NONE, SCORE_FORMAT),
    )


def unit_of(unit: str) -> Unit:
    return Unit("count", "customer" if unit == "customer" else "order")


def _findings(
    tested: Sequence[Tested], found: Sequence[Tested], level: str, arguments: BasketPairsArgs
) -> tuple[Finding, ...]:
    unit, way = arguments.unit, arguments.direction
    summary = Finding(
        f"pairs_tested_{way}",
        (("pairs", Fact(len(tested), COUNT, INTEGER)), ("found", Fact(len(found), COUNT, INTEGER))),
    )
    frequent = _pair(f"pair_most_frequent_{unit}", _by_count(tested)[0], level, arguments)
    if not found:
        return (Finding(f"no_pair_{way}", summary.facts), frequent)
    if arguments.item is None:
        return (_pair(f"pair_{way}_{unit}", found[0], level, arguments), summary, frequent)
    most = () if _by_count(tested)[0] == found[0] else (frequent,)
    return (_companions(f"companions_{way}_{unit}", found, level, arguments), *most)


def _pair(kind: str, item: Tested, level: str, arguments: BasketPairsArgs) -> Finding:
    pair, p = item
    values = dict(zip((c.name for c in _columns(level, arguments.unit)), pair.row(p), strict=True))
    said = [(c.name.removeprefix("together_"), as_fact(values[c.name], c)) for c in _columns(level, arguments.unit)]
    return Finding(kind, (*((n, _thing(arguments) if n == "item_a" and arguments.item else f) for n, f in said),))


def _thing(arguments: BasketPairsArgs) -> Fact:
    """The thing that was asked for, under its own dimension."""
    item = arguments.item
    return Fact(
        item.values if isinstance(item, Compare) else None, source=item.field if isinstance(item, Compare) else ""
    )


def _companions(kind: str, found: Sequence[Tested], level: str, arguments: BasketPairsArgs) -> Finding:
    """The first few things by lift, then the first of them in detail."""
    named_first = [pair.b for pair, _ in found[:NAMED]]
    detail = _pair(kind, found[0], level, arguments).facts
    groups = ("groups", Fact(tuple(named_first), source=level))
    return Finding(kind, (groups, ("found", Fact(len(found), COUNT, INTEGER)), *detail))


def _caveats(level: str, tested: Sequence[Tested], arguments: BasketPairsArgs) -> Iterable[Caveat]:
    if arguments.level is None:
        yield Caveat("pairs_level", (("name", level),))
    if arguments.unit == "customer":
        yield Caveat("pairs_of_customers")
    if any(pair.with_a / pair.n > SATURATED and pair.with_b / pair.n > SATURATED for pair, _ in tested):
        yield Caveat("pairs_saturated")
