"""Say one finding: the table of kinds, and the sentences that fit any kind.

Rule: the first sentence of a finding says its main fact. A finding of an analysis that has a text of its own is said by
it; one that nothing here knows shows its facts by name rather than nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from assistant import formats
from assistant.narrate import groups, lists, times
from assistant.narrate.writer import Facts, Sentence, Writer, given
from assistant.segments.tree_rules import rule_text
from assistant.texts.analyses import TEXTS as ANALYSIS_TEXTS
from tools.result import Fact, Finding

_FEW = 10


def tell(finding: Finding, writer: Writer) -> list[Sentence]:
    """The sentences of one finding."""
    facts = dict(finding.facts)
    keys = (f"finding.{finding.kind}.{writer.tool}", f"finding.{finding.kind}")
    if key := next((key for key in keys if key in ANALYSIS_TEXTS), ""):
        return [writer.say_given(key, _written(writer, facts))]
    teller = _TELLERS.get(finding.kind)
    return teller(writer, facts) if teller else [_other(writer, facts)]


def _one_number(writer: Writer, facts: Facts) -> list[Sentence]:
    metric = writer.metric(facts)
    if facts["value"].value is None:
        return [writer.say("finding.undefined", metric=metric)]  # nothing below the line, or no rows at all
    said = {"metric": metric, "value": writer.text(facts["value"]), "base": writer.base(facts)}
    period = writer.period_name(facts["period"]) if "period" in facts else writer.period
    if period:
        told = [writer.say("finding.number.period", period=period, **said)]
    else:
        told = [writer.say("finding.number", **said)]
    if given(facts, "n", "hits"):
        told.append(_of(writer, facts))
    return told


def _of(writer: Writer, facts: Facts) -> Sentence:
    said = {"n": writer.count(facts["n"]), "hits": writer.count(facts["hits"])}
    things = writer.wording.members(facts["value"].source)
    return (
        writer.say("finding.number.of_entity", things=things, **said)
        if things
        else writer.say("finding.number.of", **said)
    )


def _written(writer: Writer, facts: Facts) -> dict[str, str]:
    """Every fact as it stands in a sentence: names of the model by their labels; beside them the two periods."""
    said = {"period": writer.period, "compared": writer.compared}
    said |= {name: writer.text(fact) for name, fact in facts.items()}
    said |= {name: writer.group(fact) for name, fact in facts.items() if name.endswith(("group", "groups"))}
    said |= {name: writer.period_name(fact) for name, fact in facts.items() if name.endswith("period")}
    said |= {name: writer.size(_whole(fact)) for name, fact in facts.items() if name == "mae"}  # it has no direction
    said |= {n: writer.wording.dimension(str(f.value)) for n, f in facts.items() if f.source == "dimension"}
    said |= {n: _metrics(writer, f) for n, f in facts.items() if f.source == "metric"}
    said |= {n: writer.wording.entities(str(f.value)) for n, f in facts.items() if f.source == "entity"}
    said |= {n: rule_text(str(f.value), writer.wording) for n, f in facts.items() if f.source == "rule"}
    if "low" in said and "high" in said:
        said["interval"] = formats.interval(said["low"], said["high"], writer.wording.language)
    own = f"_{writer.wording.language}"  # a text that the data hold in both languages
    said |= {n.removesuffix(own): writer.text(f) for n, f in facts.items() if n.endswith(own)}
    return said | ({"metric": writer.metric(facts)} if "metric" in facts else {})


def _whole(fact: Fact) -> Fact:
    """How far counts are off, in whole things where it is more than a few."""
    is_many = fact.unit.kind == "count" and isinstance(fact.value, float) and abs(fact.value) >= _FEW
    return replace(fact, value=round(float(str(fact.value)))) if is_many else fact


def _metrics(writer: Writer, fact: Fact) -> str:
    names = fact.value if isinstance(fact.value, tuple) else (fact.value,)
    return writer.wording.join(writer.wording.measured(str(name)) for name in names)


def _other(writer: Writer, facts: Facts) -> Sentence:
    """A finding that has no sentence of its own: its facts by name."""
    said = [
        writer.wording.say("finding.fact", name=writer.wording.plain_name(name), value=writer.text(fact))
        for name, fact in facts.items()
    ]
    return writer.say("finding.other", facts=writer.wording.comma(said))


_TELLERS: Mapping[str, Callable[[Writer, Facts], list[Sentence]]] = {
    "number": _one_number,
    "leader": groups.leader,
    "tie": groups.tie,
    "runner_up": groups.runner_up,
    "breakdown": groups.breakdown,
    "top_n": groups.top_n,
    "share": groups.share,
    "trend": times.trend,
    "comparison": times.comparison,
    "comparison_at": times.comparison_at,
    "comparison_leader": times.changed,
    "comparison_end": times.changed,
    "cumulated": times.cumulated,
    "series_leader": times.series_leader,
    "just_begun": times.just_begun,
    "filtered_count": lists.filtered_count,
    "filtered_periods": lists.filtered_periods,
    "filtered_pairs": lists.filtered_pairs,
    "filtered_rows": lists.filtered_rows,
    "listing": lists.listing,
    "empty": lists.empty,
    "withheld": lists.withheld,
}
