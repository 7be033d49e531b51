""" "Why?" after an answer, 为什么下降了: where the change of its metric lies, in its period and with its conditions.

Rule: an answer with one metric over time, or against another period, holds a change that can be asked about. Groups
beside each other hold none, unless the words say that something rose or fell. No cause is ever named.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from assistant.conversation import Past
from assistant.parser.analyses.change import DEFAULT_WINDOW
from assistant.parser.text.cover import best_covers
from assistant.parser.text.normalise import NormalText
from assistant.parser.text.pieces import Piece
from assistant.parser.turns.analysis_before import as_query
from assistant.plan import Compute, Plan, Refuse
from assistant.question import Question
from assistant.reading import Reading, Span
from semantic_layer.calendar import Calendar
from semantic_layer.model import SemanticModel
from semantic_layer.query import DimensionRef, MetricRef, Window
from tools.arguments import ChurnRiskArgs, QueryMetricsArgs
from tools.business_arguments import AnomaliesArgs, ExplainChangeArgs, ForecastArgs
from tools.catalog import ToolCall
from tools.customer_arguments import ChurnDriversArgs, ChurnRateArgs


def asks_why(pieces: Sequence[Piece]) -> bool:
    return any("why" in piece.cues for piece in pieces)


def only_asks_why(text: NormalText, pieces: Sequence[Piece]) -> bool:
    """ "Why?", "why did it drop", 怎么会下降了呢: the words name nothing of the data."""
    cover = best_covers(text.text, pieces, k=1)[0]
    said = ("why", "growth", "decline", "change", "those", "about", "analysis", "comma", "and")
    plain = all(not p.meanings and (p.is_soft or not p.cues.isdisjoint(said)) for p in cover.pieces)
    return not cover.gaps and plain


def base_of_why(
    past: Past, pieces: Sequence[Piece], model: SemanticModel, calendar: Calendar
) -> QueryMetricsArgs | None:
    """The metric, period, conditions and groupings whose change the answer before holds; None where it holds none."""
    call = _last(past)
    query = call.arguments if call is not None else None
    says_change = any(not piece.cues.isdisjoint(("growth", "decline", "change")) for piece in pieces)
    if call is not None and isinstance(query, ExplainChangeArgs | AnomaliesArgs | ForecastArgs):
        return _of_series(call, pieces) if says_change else None
    if not isinstance(query, QueryMetricsArgs) or not _is_plain(query, model):
        return None
    over_time = query.grain is not None or bool(query.compare) or (query.window is not None and not query.dimensions)
    if not over_time and not says_change:
        return None
    window = _last_complete(query, calendar)
    if window is not None and window.start is not None and window.start >= calendar.as_of:
        return None
    return QueryMetricsArgs(
        metrics=query.metrics,
        window=window,
        filters=query.filters,
        dimensions=_dimensions(query),
        compare=tuple(item for item in query.compare if item.to == "year_ago"),
    )


def base_of_figure(past: Past, model: SemanticModel, calendar: Calendar) -> QueryMetricsArgs | None:
    """The one metric of the answer before in its last complete period, with conditions and groupings; else None."""
    call = _last(past)
    query = call.arguments if call is not None else None
    if isinstance(query, ExplainChangeArgs):
        query = as_query(call).model_copy(update={"dimensions": ()}) if call is not None else None
    if not isinstance(query, QueryMetricsArgs) or not _is_plain(query, model):
        return None
    return QueryMetricsArgs(
        metrics=query.metrics,
        window=_last_complete(query, calendar),
        filters=query.filters,
        dimensions=_dimensions(query),
        identity=query.identity,
    )


def _of_series(call: ToolCall, pieces: Sequence[Piece]) -> QueryMetricsArgs | None:
    """ "Why did it drop last month" after a forecast: its metric, in the period that is named."""
    query = as_query(call).model_copy(update={"grain": None})
    is_dated = any(piece.time is not None and piece.time.kind == "window" for piece in pieces)
    if isinstance(call.arguments, ForecastArgs):
        return query.model_copy(update={"window": None}) if is_dated else None
    return query if query.window or is_dated else None


def _dimensions(query: QueryMetricsArgs) -> tuple[DimensionRef, ...]:
    """The groupings that are no part of the calendar and no range of numbers."""
    return tuple(ref for ref in query.dimensions if ref == DimensionRef(ref.name))


def _is_plain(query: QueryMetricsArgs, model: SemanticModel) -> bool:
    """One metric of the model as it is, and nothing that an explanation could not keep."""
    ref = query.metrics[0] if len(query.metrics) == 1 else None
    if ref is None or ref != MetricRef(ref.name) or not model.has_metric(ref.name):
        return False
    kept = query.model_copy(update={"top": None, "order": ()}) if query.compare else query
    others = (kept.members, kept.having, kept.streak, kept.share, kept.cumulate, kept.top, kept.rows, kept.limit)
    return not any(others) and all(item.to in ("previous", "year_ago") for item in query.compare)


def _last_complete(query: QueryMetricsArgs, calendar: Calendar) -> Window | None:
    """Of a metric by month the last month that is over; else the period as it is."""
    window = query.window
    if query.grain is None or query.grain not in ("day", "week", "month", "quarter", "year"):
        return window
    whole = window if window is None or window.start else calendar.resolve(window.rule)
    starts = [day for day in calendar.periods(whole or Window(), query.grain) if calendar.is_complete(day, query.grain)]
    if not starts:
        return window
    start, end = starts[-1], calendar.next(starts[-1], query.grain)
    last = calendar.resolve(f"last:1:{query.grain}")
    if (last.start, last.end) == (start, end):
        return last
    named = {"month": f"month:{start:%Y-%m}", "year": f"year:{start.year}", "day": f"day:{start.isoformat()}",
             "quarter": f"quarter:{start.year}-{(start.month + 2) // 3}"}  # fmt: skip
    exact = calendar.resolve(named[query.grain]) if query.grain in named else None
    if exact is not None and (exact.start, exact.end) == (start, end):
        return exact
    return Window(start, end)


def refuse_why(question: Question, past: Past, model: SemanticModel, calendar: Calendar) -> Plan:
    """What can be asked instead: where the change of a metric lies, or what goes together with it."""
    call = _last(past)
    arguments = call.arguments if call is not None else None
    window, code = calendar.resolve(DEFAULT_WINDOW), "no_causes"
    found: ExplainChangeArgs | ChurnDriversArgs | None = None
    match arguments:
        case QueryMetricsArgs():
            metric = next((ref.name for ref in arguments.metrics if model.has_metric(ref.name)), _turnover(model))
            by = tuple(ref.name for ref in _dimensions(arguments))
            told = ExplainChangeArgs(metric=metric, window=arguments.window or window, by=by, filters=arguments.filters)
            found = told if metric else None
        case ExplainChangeArgs():
            code = "no_cause_beyond"
            other: Literal["previous", "year_ago"] = "previous" if arguments.against == "year_ago" else "year_ago"
            found = arguments.model_copy(update={"against": other, "premise": None})
        case ForecastArgs() | AnomaliesArgs():
            found = ExplainChangeArgs(metric=arguments.metric, window=window, filters=arguments.filters)
        case ChurnRiskArgs() | ChurnRateArgs():
            found = ChurnDriversArgs(filters=arguments.filters)
        case _:
            found = ExplainChangeArgs(metric=_turnover(model), window=window) if _turnover(model) else None
    tool = "churn_drivers" if isinstance(found, ChurnDriversArgs) else "explain_change"
    nearest = (ToolCall(tool=tool, arguments=found),) if found is not None else ()
    span = Span(question.text, 0, len(question.text), "intent", "why", "slot")
    return Plan(Refuse(code, (), (question.text.strip(" ?？"),), nearest), Reading(question.language, (span,)))


def _turnover(model: SemanticModel) -> str:
    """The first sum of money."""
    return next((m.name for m in model.metrics if not m.hidden and m.unit.kind == "currency"), "")


def _last(past: Past) -> ToolCall | None:
    outcome = past.answered.plan.outcome if past.answered else None
    return outcome.calls[-1] if isinstance(outcome, Compute) else None
