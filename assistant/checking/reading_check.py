"""Does a plan account for every recognised span of the question, and for nothing else?

Rule: this module accepts or rejects; it never edits. What the parser recognised (metrics, values, times, numbers,
negations, rankings, comparisons, shares, grains) must be in the agent's calls, and a filter, period, ranking or
condition in the calls must come from the question.
"""

from __future__ import annotations

from assistant.checking.added_constraints import Given, added
from assistant.checking.call_facts import CallFacts
from assistant.checking.each_call import uneven
from assistant.checking.said import Days, Gap, Periods, loose_words, numbers_said, resolved, said_spans
from assistant.checking.sql_check import sql_gaps
from assistant.reading import Reading, Span
from semantic_layer.calendar import Calendar
from semantic_layer.model import SemanticModel
from tools.arguments import SqlArgs
from tools.catalog import ToolCall

_AGGREGATIONS = frozenset({"avg", "median", "max", "min"})  # a total is what most metrics are


def gaps(
    calls: tuple[ToolCall, ...],
    reading: Reading,
    model: SemanticModel,
    calendar: Calendar,
    *,
    pointed: frozenset[str] = frozenset(),
    before: tuple[ToolCall, ...] = (),
) -> tuple[Gap, ...]:
    """Return every difference between what was asked and what is to be computed; empty = accepted.

    Parameters
    ----------
    pointed : frozenset of str, optional
        Values that references stand for ("city.region=east"): members of a result, which no word spells out.
    before : tuple of ToolCall, optional
        The calls of the answer before. A follow-up may keep their conditions; it need not.
    """
    typed = tuple(call.arguments.sql for call in calls if isinstance(call.arguments, SqlArgs))
    computed = tuple(call for call in calls if not isinstance(call.arguments, SqlArgs))
    spans = said_spans(reading)
    if typed:
        return sql_gaps(typed, computed, reading, model, calendar)
    found = CallFacts.of(computed, model, calendar)
    periods = Periods.of(spans, reading, found, calendar)
    missing = tuple(
        Gap("missing", span.bound_to, span.text) for span in spans if not _accounted(span, found, periods, calendar)
    )
    given = Given(spans, reading, pointed, CallFacts.of(before, model, calendar))
    missing += tuple(uneven(computed, spans, model, calendar)) + _dropped(found, given)
    return tuple(dict.fromkeys(missing)) + tuple(Gap("added", what) for what in added(found, given, periods))


def _accounted(span: Span, found: CallFacts, periods: Periods, calendar: Calendar) -> bool:
    """Is one recognised span of the question in the calls?"""
    head, _, rest = span.bound_to.partition(":")
    match head:
        case "metric" | "dimension" | "segmentation" | "tool":
            return rest in found.names | found.ranked_by
        case "value":
            field, _, code = rest.partition("=")
            same = any(c.field == field and code in map(str, c.values) for c, _ in found.compares)
            return same or bool({rest, code} & found.names) or _is_whole(field, found)
        case "time":
            return all(
                periods.is_computed(days) or _is_day_of(days, found) for days in resolved([span.bound_to], calendar)
            )
        case "grain":
            return rest in found.grains or (found.has_analysis and rest in found.names)
        case "number" if not rest:  # "above average": the number is one that the data give
            return found.has_reference
        case "number":
            computed = found.numbers | found.defaults
            return all(meant & computed for meant in numbers_said(span, is_analysis=found.has_analysis))
        case "rank":
            if found.has_analysis:  # an analysis shows all its groups, and says which leads
                return True
            direction, *places = rest.split(":")
            same = all(float(place) in found.numbers for place in places if place.isdigit() and place != "1")
            return found.has_ranking and same and (direction not in ("asc", "desc") or direction in found.directions)
        case "part":
            part, _, said = rest.partition(":")
            return _has_part(part, said, found) or (not said and part in found.grains)
        case "per":
            return rest in found.levels or found.is_defined
        case "divide" | "add" | "subtract" | "multiply":
            return head in found.arithmetic or found.is_defined
        case "streak":
            return rest in found.streaks if rest else bool(found.streaks)
        case "compare":
            return _is_compared(rest.partition(":")[0], found)
        case "agg":
            return rest not in _AGGREGATIONS or rest in found.aggregations or found.is_defined or found.has_analysis
        case "cumulative":
            return found.has_cumulation or found.is_defined
        case "share":
            return found.has_share
        case "not":
            return any(negated for _, negated in found.compares) or found.has_never or _has_never(found)
        case _:
            return True  # fillers, aggregation words and the like carry no constraint of their own


def _dropped(found: CallFacts, given: Given) -> tuple[Gap, ...]:
    """Loose words must have become something that no other word says; else the plan is that of another question."""
    words = loose_words(given.reading)
    named = {text.partition(":")[2] for text in given.bound}
    fields = {condition.field for condition, _ in found.compares if not condition.part}
    if not words or (found.names | found.ranked_by | fields) - named - {"query_metrics"}:
        return ()
    return tuple(Gap("missing", "loose words", text) for text in words)


def _is_compared(kind: str, found: CallFacts) -> bool:
    """Whether figures are set against the period that was said: the one before, the year before, or any."""
    if not kind:
        return found.has_comparison or found.has_rows
    if kind in ("previous", "year_ago") and found.compared_to:
        return kind in found.compared_to
    return found.has_comparison


def _is_day_of(days: Days, found: CallFacts) -> bool:
    """Whether an analysis is made for this day, or as of the end of this period."""
    return any(day in found.days for day in days if day)


def _has_never(found: CallFacts) -> bool:
    return any(c.op in ("is_null", "not_null") for c, _ in found.compares) or 0.0 in found.implied


def _has_part(part: str, said: str, found: CallFacts) -> bool:
    """Whether exactly these parts of the calendar are a condition: days 6 and 7 of the week, say."""
    wanted = {int(number) for number in said.split(",")} if said else None
    for condition, _ in found.compares:
        values = {value for value in condition.values if isinstance(value, int)}
        if condition.op == "between" and len(values) == 2:
            values = set(range(min(values), max(values) + 1))
        if condition.part == part and wanted in (None, values):
            return True
    return False


def _is_whole(field: str, found: CallFacts) -> bool:
    """All values of a short list, named one by one, are the groups of the answer."""
    return field in found.names and not found.narrows and all(c.field != field for c, _ in found.compares)
