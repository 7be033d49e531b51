"""Say what two periods of unequal length show: what adds up is set side by side per day, the rest claims no change.

Rule: a longer period holds more, so its sum neither rose nor fell. Rates and averages do not depend on the length and
are told as ever. The caveat of unequal periods decides; months of 28 and 31 days are one month each.
"""

from __future__ import annotations

from dataclasses import replace

from assistant import formats
from assistant.narrate.writer import Facts, Sentence, Writer, number, way
from assistant.wording import Wording
from semantic_layer.model import Format, SimpleMetric
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall
from tools.metrics import lengths
from tools.result import Fact, Finding, ToolResult

_COMPARED = frozenset({"comparison", "comparison_leader", "comparison_end", "comparison_at"})
_SUMS = ("sum", "count")
_DIGITS = Format("decimal", 2)  # a count per day is seldom whole
Days = tuple[int, int]  # of the period, and of the one it is compared with


def unequal_days(result: ToolResult) -> Days | None:
    """The lengths of two periods that are not equally long; None where they are."""
    told = next((dict(item.params) for item in result.caveats if item.code == "unequal_periods"), None)
    return (int(str(told["days_now"])), int(str(told["days_then"]))) if told else None


def depends_on_length(finding: Finding, call: ToolCall, wording: Wording) -> bool:
    """Whether a compared figure is larger in a longer period: no average, no rate, no figure per month."""
    if finding.kind not in _COMPARED or not isinstance(call.arguments, QueryMetricsArgs):
        return False
    name = dict(finding.facts)["now"].source
    refs = [ref for ref in call.arguments.metrics if ref.name == name]
    plain = all(not (ref.agg or ref.per or ref.combine or ref.over) for ref in refs)
    depends = any(lengths.depends_on_length(ref, wording.model) for ref in refs)
    return plain and depends and call.arguments.share is None


def tell_unequal(finding: Finding, days: Days, writer: Writer) -> list[Sentence]:
    """The sentences of a comparison over `days`: of the whole per day, of a group only its two figures."""
    facts = dict(finding.facts)
    said = {
        "metric": writer.metric(facts),
        "now": writer.text(facts["now"]),
        "then": writer.text(facts["then"]),
        "days_now": formats.count(days[0], writer.wording.language),
        "days_then": formats.count(days[1], writer.wording.language),
        "now_period": writer.period,
        "then_period": writer.compared,
    }
    if "group" in facts:
        return [writer.say_given("unequal.group", said | {"group": writer.group(facts["group"])})]
    if not _adds_up(facts["now"].source, writer.wording) or (each := per_day(facts, days)) is None:
        return [writer.say_given("unequal.no_change", said)]
    now, then = each
    before, after = (number(fact) for fact in (then, now))
    assert before is not None and after is not None
    daily = {"now_daily": writer.text(now), "then_daily": writer.text(then)}
    if not before:
        return [writer.say_given("unequal.no_change", said)]
    rate = formats.change_rate((after - before) / before, writer.wording.language, writer.wording.style)
    first = writer.say_given(f"unequal.per_day.{way(after - before)}", said | daily | {"change": rate.lstrip("+-")})
    return [first, writer.say_given("unequal.in_all", said)]


def per_day(facts: Facts, days: Days) -> tuple[Fact, Fact] | None:
    """Both figures divided by their days; None where one is not known."""
    now, then = number(facts["now"]), number(facts["then"])
    if now is None or then is None:
        return None
    written = _DIGITS if facts["now"].unit.kind == "count" else facts["now"].format
    return (
        replace(facts["now"], value=now / days[0], format=written),
        replace(facts["then"], value=then / days[1], format=written),
    )


def _adds_up(name: str, wording: Wording) -> bool:
    metric = wording.model.metric(name) if wording.model.has_metric(name) else None
    if not isinstance(metric, SimpleMetric):
        return False
    measure = wording.model.measure(metric.measure)
    return measure.agg in _SUMS and measure.additivity == "additive"
