"""What one goes on to from an analysis of customers: who is lost leads to what goes with it, segments to what they buy.

Rule: a way on keeps whom the analysis was about. It is offered only where the model holds all that it needs, so that it
can be computed with one click.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from pydantic import BaseModel

from assistant.ways_on.splits import FEW_VALUES, GROUPABLE, is_answerable
from assistant.wording import Wording
from semantic_layer.model import Segmentation
from semantic_layer.query import DimensionRef, MetricRef, Predicate, Window
from tools.action_arguments import SegmentActionsArgs
from tools.actions.agreed import actions_of
from tools.arguments import ChurnRiskArgs, QueryMetricsArgs, RfmArgs, SegmentationArgs
from tools.business_arguments import ExplainChangeArgs, ForecastArgs
from tools.catalog import ToolCall
from tools.customer_arguments import ChurnDriversArgs, ChurnRateArgs, ClvArgs, FunnelArgs, PathsArgs
from tools.roles import customer_entity

Calls = Iterator[ToolCall]
LAST_YEAR, LAST_MONTH = "last:12:month", "last:1:month"


def after_analysis(call: ToolCall, wording: Wording) -> Calls:
    """Calls to go on with after an analysis, the most natural one first; none for tools that lead nowhere yet."""
    ways = _WAYS.get(call.tool)
    return ways(call, wording) if ways else iter(())


# --- being lost -------------------------------------------------------------------------------------------------


def _after_risk(call: ToolCall, wording: Wording) -> Calls:
    """What goes with being lost, how many of each segment are, and what is agreed for the segments."""
    asked = call.arguments
    assert isinstance(asked, ChurnRiskArgs)
    if asked.customer is None:
        yield _call("churn_drivers", _same(ChurnDriversArgs, asked, population=asked.population))
    yield from _lost_by_segment(asked, wording)
    yield from _agreed(_first(wording), wording)


def _after_rate(call: ToolCall, wording: Wording) -> Calls:
    asked = call.arguments
    assert isinstance(asked, ChurnRateArgs)
    yield _call("churn_risk", _same(ChurnRiskArgs, asked))
    yield _call("churn_drivers", _same(ChurnDriversArgs, asked))
    if asked.by is None and asked.grain is None:
        yield from _lost_by_segment(asked, wording)


def _after_drivers(call: ToolCall, wording: Wording) -> Calls:
    asked = call.arguments
    assert isinstance(asked, ChurnDriversArgs)
    yield _call("churn_risk", _same(ChurnRiskArgs, asked, population=asked.population))
    yield from _lost_by_segment(asked, wording)


def _lost_by_segment(asked: SegmentationArgs, wording: Wording) -> Calls:
    first = _first(wording)
    if first is not None:
        yield _call("churn_rate", _same(ChurnRateArgs, asked, by=first.qualified))


# --- journeys ---------------------------------------------------------------------------------------------------


def _after_funnel(call: ToolCall, wording: Wording) -> Calls:
    """Where most are lost, the same by what each step was made with, and what people did before they ordered."""
    asked = call.arguments
    assert isinstance(asked, FunnelArgs)
    if asked.focus == "conversion" and asked.by is None:
        yield _changed(call, focus="loss")
    if asked.by is None and (by := _of_steps(wording)):
        yield _changed(call, by=by, focus="conversion")
    yield _call("paths", _same(PathsArgs, asked, within_hours=asked.within_hours, window=asked.window))


def _after_paths(call: ToolCall, _: Wording) -> Calls:
    asked = call.arguments
    assert isinstance(asked, PathsArgs)
    yield _call("funnel", _same(FunnelArgs, asked, window=asked.window))


def _of_steps(wording: Wording) -> str | None:
    """A column of the steps themselves, or of what they name, that has a few values and is not the kind of step."""
    role = wording.model.role("interaction")
    if role is None:
        return None
    home = wording.model.dataset(role.dataset)
    keys = {key.name for key in home.entities if key.mandatory}
    names = {
        d.qualified for d in wording.model.dimensions()
        if d.dataset == home.name or (d.prefix in keys and wording.model.entity(d.prefix).label_dimension == d.name)
    }  # fmt: skip
    for dimension in wording.model.dimensions():
        few = 1 < len(dimension.values) <= FEW_VALUES and dimension.type in GROUPABLE
        if few and dimension.qualified in names and dimension.name != role.column("kind") and not dimension.hidden:
            return dimension.qualified
    return None


# --- segments ---------------------------------------------------------------------------------------------------


def _after_segments(call: ToolCall, wording: Wording) -> Calls:
    """What each segment brought last month, how it comes back, and what is agreed for it.

    Only after the segmentation as the model keeps it: the segments of other cuts are kept nowhere.
    """
    own = next((item for item in wording.model.segmentations if item.tool == call.tool), None)
    asked = call.arguments
    if own is None or not isinstance(asked, SegmentationArgs) or (isinstance(asked, RfmArgs) and _is_other_cut(asked)):
        return
    for metric in [item for item in wording.model.metrics if item.core and not item.hidden]:
        window = wording.calendar.resolve(LAST_MONTH)
        made = QueryMetricsArgs(
            metrics=(MetricRef(metric.name),), dimensions=(DimensionRef(own.qualified),), filters=asked.filters,
            window=Window(window.start, window.end, LAST_MONTH), identity=asked.identity,
        )  # fmt: skip
        if is_answerable(made, wording):
            yield _call("query_metrics", made)
            break
    if not asked.filters and asked.identity == "account":
        yield from _agreed(own, wording)
    if own.entity == customer_entity(wording.model):
        yield _call("churn_rate", _same(ChurnRateArgs, asked, by=own.qualified))


def _is_other_cut(asked: RfmArgs) -> bool:
    plain = RfmArgs(filters=asked.filters, window=asked.window, map=asked.map, identity=asked.identity)
    return asked.model_copy(update={"chart": None}) != plain


# --- value ------------------------------------------------------------------------------------------------------


def _after_value(call: ToolCall, wording: Wording) -> Calls:
    """What each segment is worth, or the customers themselves; who of them may be lost, and what is agreed."""
    asked, first = call.arguments, _first(wording)
    assert isinstance(asked, ClvArgs)
    if asked.by is not None:
        yield _changed(call, by=None)
    elif first is not None:
        yield _changed(call, by=first.qualified)
    yield _call("churn_risk", _same(ChurnRiskArgs, asked))
    yield from _agreed(first, wording)


# --- one metric -------------------------------------------------------------------------------------------------


def _after_change(call: ToolCall, wording: Wording) -> Calls:
    """The same against the other period, and the metric over the last year."""
    asked = call.arguments
    assert isinstance(asked, ExplainChangeArgs)
    other = "year_ago" if asked.against == "previous" else "previous"
    yield _changed(call, against=other, premise=None)
    yield from _over_time(asked.metric, asked.filters, wording)


def _after_forecast(call: ToolCall, wording: Wording) -> Calls:
    asked = call.arguments
    assert isinstance(asked, ForecastArgs)
    yield from _over_time(asked.metric, asked.filters, wording)


def _over_time(metric: str, filters: tuple[Predicate, ...], wording: Wording) -> Calls:
    window = wording.calendar.resolve(LAST_YEAR)
    made = QueryMetricsArgs(
        metrics=(MetricRef(metric),), grain="month", filters=filters,
        window=Window(window.start, window.end, LAST_YEAR),
    )  # fmt: skip
    if is_answerable(made, wording):
        yield _call("query_metrics", made)


# --- what they share --------------------------------------------------------------------------------------------


def _first(wording: Wording) -> Segmentation | None:
    """The segmentation that the model names first, of customers."""
    if wording.model.role("customer") is None:
        return None
    entity = customer_entity(wording.model)
    return next((item for item in wording.model.segmentations if item.entity == entity), None)


def _agreed(segmentation: Segmentation | None, wording: Wording) -> Calls:
    if segmentation is not None and actions_of(segmentation, wording.model):
        yield _call("segment_actions", SegmentActionsArgs(segmentation=segmentation.qualified))


def _same(kind: type[SegmentationArgs], asked: SegmentationArgs, **given: object) -> SegmentationArgs:
    """The arguments of another analysis of the same people on the same day."""
    return kind.model_validate({"filters": asked.filters, "identity": asked.identity, "as_of": asked.as_of, **given})


def _call(tool: str, arguments: BaseModel) -> ToolCall:
    return ToolCall(tool=tool, arguments=arguments)


def _changed(call: ToolCall, **values: object) -> ToolCall:
    return ToolCall(tool=call.tool, arguments=call.arguments.model_copy(update={"chart": None, **values}))


_WAYS: Mapping[str, Callable[[ToolCall, Wording], Calls]] = {
    "churn_risk": _after_risk,
    "churn_rate": _after_rate,
    "churn_drivers": _after_drivers,
    "clv": _after_value,
    "funnel": _after_funnel,
    "paths": _after_paths,
    "rfm_segments": _after_segments,
    "lifecycle_stages": _after_segments,
    "explain_change": _after_change,
    "forecast": _after_forecast,
}
