"""The way customers go: registered, first order, second order, dormant, back; and how many are lost at each step.

Rule: a rate counts only customers whose step had time to happen. A step has `step_days`; who came to the step before
less than that ago is in neither part of the rate. Dormant means a silence longer than `step_days` after the second
order, and there the lost are those who fall silent; at every other step they are those who did not go on in time.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from semantic_layer.query import Window
from semantic_layer.result import ResultTable, Value
from tools import trees
from tools.context import ToolContext
from tools.customer_arguments import LifecycleCurveArgs
from tools.customers.base import BaseScope, count_left_out
from tools.customers.horizons import gap_steps, measure
from tools.errors import EmptyWindow
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.rights import without_small_groups
from tools.roles import find_role
from tools.segments.summary import left_out_caveats, scope_of
from tools.tables import CUSTOMERS, DAYS, INTEGER, NONE, PERCENT, SHARE, customers_column, fact, share_column
from tools.trees import Step, column, named

REGISTERED = "registered"
STEPS = ("first_order", "second_order", "dormant", "back")


def lifecycle_curve(arguments: LifecycleCurveArgs, ctx: ToolContext) -> ToolResult:
    """One row per step: who could take it, who did in time, the rate, who was lost, and the median days it took.

    Raises
    ------
    EmptyWindow
        Nobody came in the window, or nobody long enough ago for the first step.
    """
    scope = scope_of("lifecycle_curve", arguments.model_copy(update={"window": None}), ctx)
    measured = measure(scope, ctx)
    days = arguments.step_days or measured.churn_days
    steps, with_people = _steps(days, scope, arguments.window or Window(), ctx)
    sql = trees.render(trees.with_steps(_counts(days), steps), ctx.engine.dialect)
    raw = ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id)
    found = dict(zip(raw.columns, raw.rows[0], strict=True))
    rows = _rows(found, with_people)
    if not any(row[1] for row in rows):
        raise EmptyWindow("Nobody came long enough ago.", start=scope.start, end=scope.as_of)
    left_out = count_left_out(scope, ctx)
    whole = ResultTable(_COLUMNS, tuple(rows), left_out=left_out)
    table = without_small_groups(whole, "base_customers", ctx, parts=())
    return ToolResult(
        "lifecycle_curve",
        (NamedTable("main", table),),
        _findings(table, days),
        (*_caveats(found, arguments, measured.rule, days, with_people), *left_out_caveats(table.left_out)),
        Lineage(
            as_of=scope.as_of,
            sql=(*((measured.sql,) if measured.sql else ()), sql),
            window=arguments.window,
            parameters=(
                ("step_days", days),
                ("rule", "asked" if arguments.step_days else measured.rule),
                ("as_of", scope.as_of),
            ),
            row_counts=(("customers", _whole(found["everybody"])),),
            policies=scope.orders.rows().policies,
        ),
    )


# --- the statement: ages are days before as-of, so an earlier day is a larger age ------------------------------------


def _steps(days: int, scope: BaseScope, window: Window, ctx: ToolContext) -> tuple[tuple[Step, ...], bool]:
    """Steps that end in `journeys`: key and the ages of each step; whether registrations are among them."""
    age = named(trees.days_between(column("day"), trees.day(scope.as_of)), "age")
    aged = trees.from_step("gaps", column("key"), column("gap_days"), age)
    repeat = trees.when(trees.is_known(column("gap_days")), column("age"))
    firsts = trees.from_step(
        "aged",
        column("key"),
        named(exp.Max(this=column("age")), "first_age"),
        named(exp.Max(this=repeat), "second_age"),
        named(exp.Min(this=column("age")), "last_age"),
    ).group_by(column("key"), copy=False)
    people = _people(scope, ctx)
    steps: tuple[Step, ...] = (
        *gap_steps(scope),
        ("aged", aged),
        ("firsts", firsts),
        ("silences", _silences(days)),
        ("turns", _turns(days)),
    )
    journeys = _journeys(scope, window, with_people=people is not None)
    if people is None:
        return (*steps, ("journeys", journeys)), False
    select, needed = people
    known = {name for name, _ in steps}
    return (
        *steps,
        *(step for step in needed if step[0] not in known),
        ("people", select),
        ("journeys", journeys),
    ), True


def _silences(days: int) -> exp.Select:
    """The first purchase after a long silence that followed the second order, and the one before that silence."""
    is_long: list[exp.Expression] = [
        exp.GT(this=column("gap_days", "aged"), expression=trees.number(days)),
        exp.LT(this=column("age", "aged"), expression=column("second_age", "firsts")),
    ]
    before = exp.Add(this=column("age", "aged"), expression=column("gap_days", "aged"))
    same = exp.EQ(this=column("key", "firsts"), expression=column("key", "aged"))
    return (
        trees.from_step(
            "aged",
            column("key", "aged"),
            named(exp.Max(this=before), "before_age"),
            named(exp.Max(this=column("age", "aged")), "back_age"),
        )
        .join(trees.step("firsts"), on=trees.all_of([same, *is_long]), copy=False)
        .group_by(column("key", "aged"), copy=False)
    )


def _turns(days: int) -> exp.Select:
    """`dormant_age`: the day on which the silence had lasted `days`; a silence that goes on counts as well."""
    goes_on = [
        trees.is_known(column("second_age", "firsts")),
        exp.GT(this=column("last_age", "firsts"), expression=trees.number(days)),
    ]
    still = trees.when(trees.all_of(goes_on), column("last_age", "firsts"))
    since = exp.Coalesce(this=column("before_age", "silences"), expressions=[still])
    same = exp.EQ(this=column("key", "silences"), expression=column("key", "firsts"))
    return trees.from_step(
        "firsts",
        *(column(name, "firsts") for name in ("key", "first_age", "second_age")),
        named(exp.Sub(this=since, expression=trees.number(days)), "dormant_age"),
        column("back_age", "silences"),
    ).join(trees.step("silences"), on=same, join_type="left", copy=False)


def _people(scope: BaseScope, ctx: ToolContext) -> tuple[exp.Select, tuple[Step, ...]] | None:
    """Who registered before as-of. A condition on orders says nothing of people without one: then none are counted."""
    role = ctx.model.role("customer")
    if role is None or role.column("customer") is None or role.column("registered") is None or scope.orders.filters:
        return None
    rows = find_role("customer", "lifecycle_curve", ctx).rows()
    conditions = [
        trees.is_known(rows.part("customer")),
        exp.LT(this=rows.day("registered"), expression=trees.day(scope.as_of)),
    ]
    age = trees.days_between(rows.day("registered"), trees.day(scope.as_of))
    return rows.select((named(rows.part("customer"), "key"), named(age, "registered_age")), conditions)


def _journeys(scope: BaseScope, window: Window, *, with_people: bool) -> exp.Select:
    ages = [column(name, "turns") for name in ("first_age", "second_age", "dormant_age", "back_age")]
    registered = column("registered_age", "people") if with_people else exp.Null()
    came = exp.Coalesce(this=registered.copy(), expressions=[column("first_age", "turns")])
    select = trees.from_step("turns", named(registered, "registered_age"), *ages)
    if with_people:
        same = exp.EQ(this=column("key", "people"), expression=column("key", "turns"))
        select = select.join(trees.step("people"), on=same, join_type="full", copy=False)
    conditions: list[exp.Expression] = [trees.is_known(came)]
    if window.start:
        oldest = (scope.as_of - window.start).days
        conditions.append(exp.LTE(this=came.copy(), expression=trees.number(oldest)))
    if window.end:
        newest = (scope.as_of - window.end).days
        conditions.append(exp.GT(this=came.copy(), expression=trees.number(newest)))
    return select.where(trees.all_of(conditions), copy=False)


def _counts(days: int) -> exp.Select:
    """One row: for each step who had the time, who took it in time, and the median days."""
    before = ("registered_age", "first_age", "second_age", "dormant_age")
    after = ("first_age", "second_age", "dormant_age", "back_age")
    columns: list[exp.Expression] = [named(exp.Count(this=exp.Star()), "everybody")]
    for step, earlier, later in zip(STEPS, before, after, strict=True):
        start, took = column(earlier), exp.Sub(this=column(earlier), expression=column(later))
        # Who ordered before registering did not take that step; they are counted apart.
        in_order = exp.or_(
            trees.is_null(column(later)), exp.LTE(this=column(later), expression=start.copy()), copy=False
        )
        could = [exp.GT(this=start.copy(), expression=trees.number(days)), exp.Paren(this=in_order)]
        did = [*could, trees.is_known(column(later))]
        if step != "dormant":
            did.append(exp.LTE(this=exp.Paren(this=took), expression=trees.number(days)))
        columns += [
            named(trees.count_if(trees.all_of([item.copy() for item in could])), f"{step}_base"),
            named(trees.count_if(trees.all_of([item.copy() for item in did])), f"{step}_hits"),
            named(exp.Median(this=trees.when(trees.all_of([i.copy() for i in did]), took.copy())), f"{step}_days"),
        ]
    registered = trees.is_known(column("registered_age"))
    late = exp.GT(this=column("first_age"), expression=column("registered_age"))
    columns += [
        named(trees.count_if(registered), REGISTERED),
        named(trees.count_if(late), "registered_later"),
    ]
    return trees.from_step("journeys", *columns)


# --- the answer ---------------------------------------------------------------------------------------------------

_COLUMNS = (
    fact("step", kind="dimension", source="step"),
    customers_column("base_customers"),
    customers_column("reached"),
    share_column("step_rate"),
    customers_column("lost"),
    share_column("loss_rate"),
    fact("days_taken", DAYS, INTEGER),
)


def _rows(found: dict[str, Value], with_people: bool) -> list[tuple[Value, ...]]:
    rows: list[tuple[Value, ...]] = []
    if with_people:
        registered = _whole(found[REGISTERED])
        rows.append((REGISTERED, registered, registered, None, None, None, None))
    for step in STEPS[0 if with_people else 1 :]:
        base, hits = _whole(found[f"{step}_base"]), _whole(found[f"{step}_hits"])
        lost = hits if step == "dormant" else base - hits
        rate, loss = (hits / base, lost / base) if base else (None, None)
        rows.append((step, base, hits, rate, lost, loss, found[f"{step}_days"]))
    return rows


def _findings(table: ResultTable, days: int) -> tuple[Finding, ...]:
    """Where most customers are lost, then the second order, on which everything later rests."""
    rows = [row for row in table.records() if row["loss_rate"] is not None]
    if not rows:
        return (Finding("curve_hidden"),)
    largest = max(rows, key=lambda row: float(str(row["loss_rate"])))
    kind = f"curve_largest_loss_{largest['step']}" if largest["lost"] else "curve_no_loss"
    told = [_step_finding(kind, largest, days)]
    told += [_step_finding(f"curve_{row['step']}", row, days) for row in rows]
    return tuple(told)


def _step_finding(kind: str, row: dict[str, Value], days: int) -> Finding:
    return Finding(
        kind,
        (
            ("group", Fact(row["step"], source="step")),
            ("base", Fact(row["base_customers"], CUSTOMERS, INTEGER)),
            ("reached", Fact(row["reached"], CUSTOMERS, INTEGER)),
            ("rate", Fact(row["step_rate"], SHARE, PERCENT)),
            ("lost", Fact(row["lost"], CUSTOMERS, INTEGER)),
            ("loss", Fact(row["loss_rate"], SHARE, PERCENT)),
            ("days", Fact(days, NONE, INTEGER)),
        ),
    )


def _caveats(
    found: dict[str, Value], arguments: LifecycleCurveArgs, rule: str, days: int, with_people: bool
) -> Sequence[Caveat]:
    told = [Caveat("step_needs_time", (("days", days),))]
    if not arguments.step_days:
        told.append(Caveat("horizon_rule", (("days", days), ("rule", rule))))
    if not with_people and arguments.filters:
        told.append(Caveat("no_registrations_with_conditions"))
    if _whole(found["registered_later"]):
        told.append(Caveat("registered_after_order", (("customers", _whole(found["registered_later"])),)))
    return told


def _whole(value: Value) -> int:
    return int(str(value or 0))
