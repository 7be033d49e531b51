"""A language model's call may not add or drop a place, a part of the calendar, a level, a streak or a missing event."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.checking.reading_check import gaps
from assistant.reading import Reading, Span
from semantic_layer.calendar import Calendar
from semantic_layer.loader import load_model
from semantic_layer.query import (
    Combination,
    Combine,
    Compare,
    DimensionRef,
    EntitySet,
    MetricFilter,
    MetricRef,
    Reference,
    Streak,
    Top,
)
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall
from tools.demo import MODEL_DIR

MODEL = load_model(MODEL_DIR)
CALENDAR = Calendar.of(
    MODEL.calendar, first_day=date(2024, 11, 1), last_day=date(2026, 10, 31), as_of=date(2026, 11, 1)
)
REVENUE, REGION = MetricRef("revenue"), DimensionRef("city.region")
WEEKEND = Compare("metric_time", "in", (6, 7), part="weekday")
RETURNED = Compare("order.status", "eq", ("cancelled",))
ANY = Combine("all_of", ())


def found(*bound: str, **arguments: object) -> set[str]:
    """The gaps between a question with these spans, after "revenue", and a call."""
    spans = tuple(Span(text, 0, 1, "operator", text) for text in ("metric:revenue", *bound))
    query = {"metrics": (REVENUE,), **arguments}
    call = ToolCall(tool="query_metrics", arguments=QueryMetricsArgs(**query))
    return {f"{gap.kind} {gap.what}" for gap in gaps((call,), Reading("en", spans), MODEL, CALENDAR)}


BY_REGION = {"dimensions": (REGION,)}
GROUPED = "dimension:city.region"


@pytest.mark.parametrize(
    ("bound", "arguments"),
    [
        ((GROUPED, "rank:desc:2"), {**BY_REGION, "top": Top(1, "revenue", skip=1)}),
        (("part:weekday:6,7",), {"filters": (WEEKEND,)}),
        (("part:weekday",), {"dimensions": (DimensionRef("metric_time", part="weekday"),)}),
        (("part:weekday:6,7", "not"), {"filters": (Compare("metric_time", "not_in", (6, 7), part="weekday"),)}),
        (("part:hour:9,10,11",), {"filters": (Compare("metric_time", "between", (9, 11), part="hour"),)}),
        (("per:customer",), {"metrics": (MetricRef("revenue", agg="avg", per="customer"),)}),
        (("entity:customer",), {"metrics": (MetricRef("revenue", agg="avg", per="customer"),)}),
        (
            ("divide", "metric:orders"),
            {"metrics": (MetricRef("revenue", combine=Combination("divide", MetricRef("orders"))),)},
        ),
        (
            ("share", "value:order.status=cancelled"),
            {
                "metrics": (
                    MetricRef("revenue", filters=(RETURNED,), combine=Combination("divide", REVENUE, as_share=True)),
                )
            },
        ),
        ((GROUPED, "streak:3:quarter", "streak"), {**BY_REGION, "streak": Streak("revenue", "quarter", 3)}),
        ((GROUPED, "number:"), {**BY_REGION, "having": (MetricFilter("revenue", "gt", (), Reference()),)}),
        ((GROUPED, "number:2"), {**BY_REGION, "having": (MetricFilter("revenue", "ge", (2.0,), Reference()),)}),
        (("not",), {"members": (EntitySet("customer", "orders", never=(ANY,)),)}),
    ],
)
def test_what_the_question_says_is_accepted(bound, arguments):
    assert found(*bound, **arguments) == set()


@pytest.mark.parametrize(
    ("bound", "arguments", "gap"),
    [
        ((GROUPED, "rank:desc:2"), {**BY_REGION, "top": Top(1, "revenue")}, "missing rank:desc:2"),
        ((GROUPED, "rank:desc:1"), {**BY_REGION, "top": Top(1, "revenue", skip=1)}, "added the number 2"),
        (("part:weekday:6,7",), {}, "missing part:weekday:6,7"),
        (
            ("part:weekday:6,7",),
            {"filters": (Compare("metric_time", "in", (6,), part="weekday"),)},
            "missing part:weekday:6,7",
        ),
        ((), {"filters": (WEEKEND,)}, "added a condition on the weekday"),
        (("per:customer",), {}, "missing per:customer"),
        (
            (),
            {"metrics": (MetricRef("revenue", agg="avg", per="customer"),)},
            "added a computation for each customer",
        ),
        (("divide",), {}, "missing divide"),
        (
            (GROUPED, "streak:3:quarter"),
            {**BY_REGION, "streak": Streak("revenue", "month", 3)},
            "missing streak:3:quarter",
        ),
        ((GROUPED,), {**BY_REGION, "streak": Streak("revenue", "month", 3)}, "added a streak"),
        ((GROUPED, "number:"), BY_REGION, "missing number:"),
        (
            (GROUPED,),
            {**BY_REGION, "having": (MetricFilter("revenue", "gt", (), Reference()),)},
            "added a comparison with what the data give",
        ),
        (
            (),
            {"members": (EntitySet("customer", "orders", never=(ANY,)),)},
            "added members without an event",
        ),
        (
            ("divide",),
            {
                "metrics": (
                    MetricRef("revenue", combine=Combination("divide", MetricRef("orders", filters=(RETURNED,)))),
                )
            },
            "added a filter on order.status",
        ),
    ],
)
def test_what_it_does_not_say_or_what_was_dropped_is_not(bound, arguments, gap):
    assert gap in found(*bound, **arguments)
