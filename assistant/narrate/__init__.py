"""Say what was found: one headline and a few sentences, each made from one finding.

Rule: every figure in a sentence is a fact of a finding, written by the formatter. Words with a direction (rose, fell,
above, below) follow the sign of the computed difference, never the question. Nothing names a cause.
"""

from __future__ import annotations

from assistant.evidence.derive import definition
from assistant.narrate.claims import is_claim, tell_claim, told_claim
from assistant.narrate.findings import tell
from assistant.narrate.numbers import tells_together, together
from assistant.narrate.rows import tell_rows
from assistant.narrate.unequal import Days, depends_on_length, tell_unequal, unequal_days
from assistant.narrate.writer import Sentence, Writer
from assistant.restating.analysis_words import described_name
from assistant.restating.metric_words import with_names
from assistant.texts import capital
from assistant.wording import Wording
from tools.arguments import DescribeArgs, QueryMetricsArgs
from tools.catalog import ToolCall
from tools.result import Finding, ToolResult

MAX_SENTENCES = 5  # six core figures are all told


def headline(call: ToolCall, result: ToolResult, wording: Wording) -> Sentence:
    """The one sentence that answers; the first finding is the one that matters most."""
    if isinstance(call.arguments, DescribeArgs) and call.arguments.name:
        return _definition(call.arguments, result, wording)
    if isinstance(call.arguments, QueryMetricsArgs) and call.arguments.rows:
        in_all = dict(result.lineage.row_counts).get("rows_in_all", 0)
        return tell_rows(call.arguments, result.main, in_all, with_names(call.arguments.metrics, wording))
    if isinstance(call.arguments, QueryMetricsArgs) and (said := tell_claim(call.arguments, result.main, wording)):
        return said
    writer = Writer(call, result, wording)
    ordered = in_order(call, result)
    if tells_together(ordered):
        return together(ordered, writer)
    first = ordered[:1]
    told = [sentence for finding in first for sentence in _told(finding, call, result, writer)[:1]]
    is_claimed = not (first and _over_unequal_days(first[0], call, result, wording))  # neither a yes nor a no
    if told and is_claimed and isinstance(call.arguments, QueryMetricsArgs):
        return (*told_claim(call.arguments, first[0], writer), *told[0])
    return told[0] if told else wording.pieces("finding.none")


def narrate(call: ToolCall, result: ToolResult, wording: Wording) -> tuple[str, ...]:
    """The sentences after the headline as text."""
    return tuple("".join(phrase.text for phrase in sentence) for sentence in sentences(call, result, wording))


def sentences(call: ToolCall, result: ToolResult, wording: Wording) -> tuple[Sentence, ...]:
    """The sentences after the headline, the most important first; of a list the headline says all."""
    if isinstance(call.arguments, QueryMetricsArgs) and (call.arguments.rows or is_claim(call.arguments)):
        return ()
    writer = Writer(call, result, wording)
    ordered = in_order(call, result)
    told = [_told(finding, call, result, writer) for finding in ordered]
    if tells_together(ordered):
        told = [sentence[1:] for sentence in told]  # the headline says every figure
        return tuple(sentence for each in told for sentence in each)[:MAX_SENTENCES]
    return tuple(sentence for each in told for sentence in each)[1 : 1 + MAX_SENTENCES]


def _told(finding: Finding, call: ToolCall, result: ToolResult, writer: Writer) -> list[Sentence]:
    days = _over_unequal_days(finding, call, result, writer.wording)
    return tell_unequal(finding, days, writer) if days else tell(finding, writer)


def _over_unequal_days(finding: Finding, call: ToolCall, result: ToolResult, wording: Wording) -> Days | None:
    return unequal_days(result) if depends_on_length(finding, call, wording) else None


def in_order(call: ToolCall, result: ToolResult) -> tuple[Finding, ...]:
    """Findings as they are said: a comparison says its number too, and a question for shares is answered by one."""
    compared = {finding.fact("metric").value for finding in result.findings if finding.kind == "comparison"}
    said = [
        finding
        for finding in result.findings
        if not (finding.kind == "number" and finding.fact("metric").value in compared)
    ]
    top = call.arguments.top if isinstance(call.arguments, QueryMetricsArgs) else None
    if top and top.skip:  # who comes after the leader and what part the leader has is about another place
        said = [finding for finding in said if finding.kind not in ("runner_up", "share")]
    said = [_without_told_total(finding, result.findings) for finding in said]
    first = "share" if isinstance(call.arguments, QueryMetricsArgs) and call.arguments.share else ""
    return tuple(sorted(said, key=lambda finding: finding.kind != first)) if first else tuple(said)


def _without_told_total(finding: Finding, findings: tuple[Finding, ...]) -> Finding:
    """A breakdown whose total a comparison tells already says who leads, and not the total again."""
    facts = dict(finding.facts)
    told = [item.fact("now").value for item in findings if item.kind == "comparison" and "now" in dict(item.facts)]
    if finding.kind != "breakdown" or "total" not in facts or facts["total"].value not in told:
        return finding
    return Finding(finding.kind, tuple((name, fact) for name, fact in finding.facts if name not in ("total", "groups")))


def _definition(arguments: DescribeArgs, result: ToolResult, wording: Wording) -> Sentence:
    """What a name means: its description, else its formula."""
    name = arguments.name or ""
    if wording.model.has_metric(name):
        found = definition(wording.model.metric(name), wording)
        return wording.pieces("finding.definition", name=capital(found.label), text=found.description or found.formula)
    row = next(result.main.records(), {})
    label = described_name(arguments, wording)
    if arguments.kind == "value":
        text: object = wording.say("describe.one_value", dimension=wording.dimension(str(row.get("dimension"))))
    else:
        text = row.get(f"description_{wording.language}") or row.get("label_en") or name
    return wording.pieces("finding.definition", name=capital(label), text=text)
