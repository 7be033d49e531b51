"""How the figures came about, told to a person: definitions, conditions, period, SQL, and what was left out.

Rule: nothing here is computed again. It is the lineage of the result that was shown, with the model's own words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import assert_never

from assistant import formats
from assistant.answer_parts import Definition, Derivation
from assistant.evidence.arithmetic import arithmetic
from assistant.evidence.filled_formulas import filled_formulas
from assistant.evidence.filter_words import column_words, filter_words
from assistant.restating.conditions import predicate_text
from assistant.restating.metric_words import member_text, own_conditions, sides
from assistant.texts import knows
from assistant.wording import Wording
from semantic_layer.model import (
    ComparisonMetric,
    ConversionMetric,
    CumulativeMetric,
    DerivedMetric,
    Input,
    Metric,
    NestedMetric,
    PopulationRateMetric,
    RatioMetric,
    SimpleMetric,
)
from semantic_layer.query import MetricRef, SemanticQuery, Window
from semantic_layer.result import Value
from tools.arguments import QueryMetricsArgs, SegmentationArgs
from tools.catalog import ToolCall
from tools.result import ToolResult


def derivation(call: ToolCall, result: ToolResult, wording: Wording) -> Derivation:
    """Return the evidence behind one result."""
    lineage = result.lineage
    window = lineage.window
    return Derivation(
        as_of=lineage.as_of,
        definitions=tuple(
            definition(wording.model.metric(name), wording)
            for name in dict.fromkeys((*lineage.metrics, *_combined_names(call)))
            if wording.model.has_metric(name)
        ),
        formulas=(
            *_filled(result, wording),
            *arithmetic(call, result.main, wording),
            *filled_formulas(result, wording),
        ),
        filters=_filters(call, wording),
        period=_days(window, wording),
        period_start=window.start if window else None,
        period_end=window.end - timedelta(days=1) if window and window.end else None,
        compared_period=_days(lineage.compared_window, wording),
        policies=lineage.policies,
        parameters=tuple(
            (_parameter_name(name, wording), _parameter(name, value, wording))
            for name, value in lineage.parameters
            if value not in (None, "")
        ),
        row_counts=tuple((wording.plain_name(step), rows) for step, rows in lineage.row_counts),
        left_out=result.main.left_out,
        sql=lineage.sql,
        queries=tuple(query_json(query) for query in lineage.queries),
        dialect=wording.model.dialect,
    )


def query_json(query: SemanticQuery) -> dict[str, object]:
    """A semantic query as plain values, without what was left open; of who asks the names of attributes alone."""
    plain = asdict(query)
    plain["who"]["attributes"] = [name for name, _ in query.who.attributes]
    found: dict[str, object] = json.loads(json.dumps(plain, default=_iso, ensure_ascii=False))
    return {name: value for name, value in found.items() if value not in (None, [], False, "")}


def definition(metric: Metric, wording: Wording) -> Definition:
    """What a metric means, in words."""
    language = wording.language
    return Definition(
        name=metric.name,
        label=metric.label(language),
        description=metric.description.in_language(language),
        formula=formula(metric, wording),
        unit=str(metric.unit),
        state=wording.say(f"state.{metric.state}"),
        owner=metric.owner,
        version=metric.version or wording.model.version,
    )


def formula(metric: Metric, wording: Wording) -> str:
    """The formula of a metric in the names of what it is made of."""
    text = _formula(metric, wording)
    return wording.say("formula.where", text=text, filter=metric.filter) if metric.filter else text


def _formula(metric: Metric, wording: Wording) -> str:
    def name(item: Input) -> str:
        text = wording.metric(item.metric)
        return wording.say("formula.where", text=text, filter=item.filter) if item.filter else text

    match metric:
        case SimpleMetric(measure=measure):
            found = wording.model.measure(measure)
            said = column_words(found, wording)
            text = wording.say("formula.measure", agg=wording.say(f"agg.{found.agg}"), name=said)
            condition = filter_words(found, wording)
            return wording.say("formula.where", text=text, filter=condition) if condition else text
        case RatioMetric(numerator=top, denominator=bottom):
            return wording.say("formula.ratio", top=name(top), bottom=name(bottom))
        case DerivedMetric(expr=expr, metrics=inputs):
            return _written_out(expr, {item.key: name(item) for item in inputs})
        case CumulativeMetric(metric=item):
            return wording.say("formula.cumulative", name=name(item))
        case ComparisonMetric(metric=item, to=to):
            return wording.say("formula.comparison", name=name(item), to=_compared_to(to, wording))
        case ConversionMetric(base=base, conversion=goal, window=window):
            return wording.say("formula.conversion", base=name(base), goal=name(goal), window=_span(window, wording))
        case PopulationRateMetric():
            return _population(metric, wording)
        case NestedMetric(metric=item, over=over, agg=agg):
            words = {"agg": wording.say(f"agg.{agg}"), "over": wording.entity(over)}
            return wording.say("formula.nested", name=name(item), **words)
        case _:
            assert_never(metric)


def _compared_to(to: str, wording: Wording) -> str:
    """The period that a metric is set against; one so many periods before is said as such."""
    key = f"formula.to.{to}"
    return wording.say(key) if knows(key) else _span(to.replace("_", " "), wording)


def _span(text: str, wording: Wording) -> str:
    """A length such as "7 days"; as it was written where it is none."""
    found = re.fullmatch(r"(\d+) (day|week|month|quarter|year)s?", text)
    return wording.say(f"formula.span.{found[2]}", n=found[1]) if found else text


def _written_out(expr: str, names: Mapping[str, str]) -> str:
    """A formula over metrics with their names in place of its own short ones."""
    signs = {"*": " × ", "/": " ÷ ", "-": " − ", "+": " + "}
    pieces = re.findall(r"\w+(?:\.\d+)?|[-+*/]|[^\w\s]", expr)
    return "".join(names.get(piece, signs.get(piece, piece)) for piece in pieces)


def _population(metric: PopulationRateMetric, wording: Wording) -> str:
    text = wording.say(
        "formula.population",
        entity=wording.entity(metric.entity),
        among=metric.among.at_least,
        base=wording.metric(metric.among.metric),
        success=metric.success.at_least,
        goal=wording.metric(metric.success.metric),
    )
    return wording.say("formula.horizon", text=text, days=metric.horizon_days) if metric.horizon_days else text


def _filled(result: ToolResult, wording: Wording) -> tuple[str, ...]:
    """Rates with the counts they are made of, for answers of few rows."""
    table = result.main
    columns = {column.name: position for position, column in enumerate(table.columns)}
    found = []
    for name, position in columns.items():
        n, hits = columns.get(f"{name}__n"), columns.get(f"{name}__hits")
        if n is None or hits is None:
            continue
        for row in table.rows[:3]:
            said = wording.say(
                "formula.filled",
                hits=wording.cell(row[hits], table.columns[hits]),
                n=wording.cell(row[n], table.columns[n]),
                value=wording.cell(row[position], table.columns[position]),
            )
            groups = [wording.cell(row[i], table.columns[i]) for i in table.of_kind("dimension", "period")]
            found.append(wording.pair(wording.comma(groups), said) if groups else said)
    return tuple(found)


def _parameter_name(name: str, wording: Wording) -> str:
    """ "repurchase_rate.horizon_days" is a parameter of a metric, and both have a name."""
    feature, _, end = name.rpartition("_")
    if end in ("low", "high", "centre") and not knows(f"column.{name}"):  # what was learned of a feature
        return wording.say(f"key.log_{end}", name=wording.param("name", feature))
    owner, _, own = name.rpartition(".")
    label = wording.plain_name(own)
    if not owner:
        return label
    return f"{wording.metric(owner) if wording.model.has_metric(owner) else wording.dimension(owner)} · {label}"


def _parameter(name: str, value: Value, wording: Wording) -> str:
    """A parameter's value; a choice or a list of choices has words of its own."""
    rule = f"horizon_rule.{value}"
    if name.endswith("rule") and knows(rule):
        return wording.say(rule)
    if isinstance(value, str) and not name.endswith("name"):
        words = value.split(", ")
        if all(knows(f"choice.{word}") for word in words):
            return wording.comma(wording.say(f"choice.{word}") for word in words)
        if name.endswith("features"):
            return wording.comma(wording.param("name", word) for word in words)
    return wording.param(name, value)


def _filters(call: ToolCall, wording: Wording) -> tuple[str, ...]:
    match call.arguments:
        case QueryMetricsArgs(filters=filters) | SegmentationArgs(filters=filters):
            said = [predicate_text(item, wording) for item in filters]
            if isinstance(call.arguments, QueryMetricsArgs):
                owned = [
                    side for metric in call.arguments.metrics for side in sides(metric) if side.filters or side.members
                ]
                said += [_own_filters(side, wording) for side in owned]
                said += [member_text(item, wording) for item in call.arguments.members]
            return tuple(dict.fromkeys(said))
        case _:
            return ()


def _own_filters(metric: MetricRef, wording: Wording) -> str:
    """The conditions of one metric alone, with its name."""
    return wording.pair(wording.metric(metric.name), wording.comma(own_conditions(metric, wording)))


def _combined_names(call: ToolCall) -> tuple[str, ...]:
    """The metrics on the other side of an arithmetic; lineage may name the first side only."""
    metrics = call.arguments.metrics if isinstance(call.arguments, QueryMetricsArgs) else ()
    return tuple(side.name for metric in metrics for side in sides(metric))


def _days(window: Window | None, wording: Wording) -> str:
    """A window as its first and last day, whatever it is called."""
    if window is None or window.start is None or window.end is None:
        return formats.window(window.start, window.end, wording.language) if window else ""
    return formats.day_range(window.start, window.end - timedelta(days=1), wording.language)


def _iso(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
