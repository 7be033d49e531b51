"""Who a group of customers is: what sets it apart from all others in identity, behaviour, need, value and interest.

Rule: every indicator is set against the same indicator of the base, as an index (100 is the base), with the share of
the group for which it is known. Of an attribute the value is shown that is most over-represented. Only what happened
before as-of is read; a single customer is shown only to those who may list customers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

from semantic_layer.model import Format
from semantic_layer.query import Compare, Predicate
from semantic_layer.result import Column, ResultTable, Value
from tools.action_arguments import ProfileArgs
from tools.context import ToolContext
from tools.customers.profile_data import Counted, Measured, Profiled, read_profile
from tools.errors import BadParameter, EmptyWindow, NotAllowed
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.rights import ensure_listable, smallest_group
from tools.segments.summary import scope_of
from tools.tables import CUSTOMERS, INTEGER, NONE, PERCENT, SHARE, fact

KINDS = ("identity", "behaviour", "need", "value", "interest")
EACH = 3  # indicators of a kind
FEW = 5  # customers behind a value that is named
TELLING = 0.05  # of the group must have a value for it to be worth naming
STANDS_OUT = 3
DECIMAL = Format("decimal", 2)
WHOLE = Format("decimal", 0)  # an index is read as a whole number, as it is told


@dataclass(frozen=True)
class Indicator:
    """One line of the profile: a share of an attribute's value, or a mean with its median."""

    kind: str
    trait: str
    index: float
    coverage: float
    shares: tuple[float, float] | None = None
    means: tuple[float, float] | None = None
    medians: tuple[Value, Value] = (None, None)


def profile(arguments: ProfileArgs, ctx: ToolContext) -> ToolResult:
    """Two or three indicators of each kind, those that differ most first.

    Raises
    ------
    NotAllowed
        A single customer, or a group below the policy's size, without the right.
    EmptyWindow
        Nobody meets the conditions, or there is nobody to set them against.
    BadParameter
        Neither conditions nor a customer, or "the rest" of everybody.
    """
    _check(arguments)
    if arguments.customer is not None:
        ensure_listable(ctx)
    scope = scope_of("profile", arguments.model_copy(update={"filters": ()}), ctx)
    read = read_profile(arguments, scope, ctx)
    if not read.customers or not read.base:
        raise EmptyWindow("Nobody meets the conditions.")
    smallest = smallest_group(ctx)
    if min(read.customers, read.base) < smallest and arguments.customer is None:
        raise NotAllowed(f"Groups below {smallest} customers are not shown.", policy="min_group")
    found = tuple(_indicators(read, is_one=arguments.customer is not None))
    return ToolResult(
        "profile",
        (NamedTable("main", _table(found)),),
        tuple(_findings(found, read, arguments)),
        tuple(_caveats(found, arguments, ctx)),
        Lineage(
            as_of=scope.as_of,
            sql=read.sql,
            parameters=(
                ("as_of", scope.as_of),
                ("against", arguments.against),
                ("index_base", 100),
                ("least_share", TELLING),
                *((f"{name}.run", scope.as_of) for name in segmentations_in(arguments, ctx)),
            ),
            row_counts=(("customers", read.customers), ("base", read.base)),
            policies=read.policies,
        ),
    )


def _check(arguments: ProfileArgs) -> None:
    if not arguments.filters and arguments.customer is None:
        raise BadParameter("who", "", "a segment, a condition or one customer")
    if arguments.against == "other_group" and not arguments.against_filters:
        raise BadParameter("against_filters", "", "a condition")


# --- indicators -------------------------------------------------------------------------------------------------


def _indicators(read: Profiled, *, is_one: bool) -> Iterator[Indicator]:
    for kind in KINDS:
        numbers = [item for measured in read.measured if measured.kind == kind if (item := _mean(measured, read))]
        shares = [item for item in (_share(counted, read, is_one) for counted in _by_trait(read, kind)) if item]
        best = sorted(shares, key=_departure, reverse=True) if kind != "interest" else shares
        yield from (*sorted(numbers, key=_departure, reverse=True), *best)[:EACH]


def _by_trait(read: Profiled, kind: str) -> list[list[Counted]]:
    """The counted values of one kind: of an attribute all its values together, of interests each alone."""
    own = [item for item in read.counted if item.kind == kind]
    if kind == "interest":
        ranked = [item for item in own if item.who >= max(FEW, TELLING * read.customers) and item.base]
        ranked.sort(key=lambda item: (-(item.who / read.customers) / (item.base / read.base), item.value))
        return [[item] for item in ranked]
    fields = dict.fromkeys(item.field for item in own)
    return [[item for item in own if item.field == field] for field in fields]


def _share(values: Sequence[Counted], read: Profiled, is_one: bool) -> Indicator | None:
    """The value that is most over-represented, of those that enough of the group have."""
    is_interest = values[0].kind == "interest"
    known, known_base = (
        (read.customers, read.base)
        if is_interest
        else (sum(item.who for item in values), sum(item.base for item in values))
    )
    least = 1 if is_one else max(FEW, TELLING * read.customers)
    enough = [item for item in values if item.who >= least and item.base]
    if not enough or not known or not known_base:
        return None
    best = max(enough, key=lambda item: ((item.who / known) / (item.base / known_base), item.value))
    pair = (best.who / known, best.base / known_base)
    coverage = known / read.customers
    return Indicator(best.kind, f"{best.field}={best.value}", 100 * pair[0] / pair[1], coverage, shares=pair)


def _mean(measured: Measured, read: Profiled) -> Indicator | None:
    if measured.mean is None or not measured.base_mean or measured.base_mean < 0 or measured.mean < 0:
        return None
    return Indicator(
        measured.kind,
        measured.trait,
        100 * measured.mean / measured.base_mean,
        measured.known / read.customers,
        means=(measured.mean, measured.base_mean),
        medians=(measured.median, measured.base_median),
    )


def _departure(item: Indicator) -> float:
    """How far from the base, up or down alike; something that never occurs is as far as can be."""
    return abs(log(item.index / 100)) if item.index > 0 else 10.0


# --- table ------------------------------------------------------------------------------------------------------


def _table(found: Sequence[Indicator]) -> ResultTable:
    columns = (
        fact("trait", kind="dimension"),
        Column("index", "metric", NONE, WHOLE),
        fact("area"),
        fact("share_here", SHARE, PERCENT),
        fact("share_base", SHARE, PERCENT),
        fact("mean_here", NONE, DECIMAL),
        fact("mean_base", NONE, DECIMAL),
        fact("median_here", NONE, DECIMAL),
        fact("median_base", NONE, DECIMAL),
        fact("known_share", SHARE, PERCENT),
    )
    return ResultTable(columns, tuple(_row(item) for item in found), flags=("index",))


def _row(item: Indicator) -> tuple[Value, ...]:
    shares, means = item.shares or (None, None), item.means or (None, None)
    return (item.trait, item.index, item.kind, *shares, *means, *item.medians, item.coverage)


# --- what is said -----------------------------------------------------------------------------------------------


def _findings(found: Sequence[Indicator], read: Profiled, arguments: ProfileArgs) -> Iterator[Finding]:
    size = [
        ("customers", Fact(read.customers, CUSTOMERS, INTEGER)),
        ("base", Fact(read.base, CUSTOMERS, INTEGER)),
    ]
    named = _name(arguments.filters)
    who = [("who", named)] if named is not None else []
    suffix = "" if named is not None else "_unnamed"
    told = sorted(found, key=_departure, reverse=True)[:STANDS_OUT]
    if len(told) < STANDS_OUT:
        yield Finding(f"profile_size{suffix}", (*who, *size))
        return
    facts = [fact for n, item in enumerate(told, 1) for fact in _told(n, item)]
    yield Finding(f"profile_{arguments.against}{suffix}", (*who, *size, *facts))


def _told(n: int, item: Indicator) -> tuple[tuple[str, Fact], ...]:
    return ((f"trait{n}", Fact(item.trait)), (f"index{n}", Fact(round(item.index), NONE, INTEGER)))


def _name(filters: tuple[Predicate, ...]) -> Fact | None:
    """What the group is called, when it is one value of one dimension."""
    if len(filters) != 1 or not isinstance(filters[0], Compare):
        return None
    only = filters[0]
    return Fact(only.values[0], source=only.field) if only.op == "eq" and len(only.values) == 1 else None


def _caveats(found: Sequence[Indicator], arguments: ProfileArgs, ctx: ToolContext) -> Iterator[Caveat]:
    if segmentations_in(arguments, ctx):
        yield Caveat("segment_by_behaviour")
    low = [item.coverage for item in found if item.coverage < 0.5]
    if low:
        yield Caveat("low_coverage", (("n", len(low)),))


def segmentations_in(arguments: ProfileArgs, ctx: ToolContext) -> tuple[str, ...]:
    fields = (item.field for item in (*arguments.filters, *arguments.against_filters) if isinstance(item, Compare))
    return tuple(dict.fromkeys(field for field in fields if ctx.model.has_segmentation(field)))
