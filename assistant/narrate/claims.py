"""Say yes or no: whether one number is larger than another, with both numbers and what lies between them; whether a
figure rose or fell, before the sentence that tells how much.

Rule: the word follows the sign of the computed difference. Where one of the two is not known, nothing is claimed.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from assistant.narrate.writer import Sentence, Writer, number
from assistant.restating.metric_words import metric_text
from assistant.wording import Wording
from semantic_layer.query import MetricRef
from semantic_layer.result import ResultTable
from tools.arguments import QueryMetricsArgs
from tools.result import Finding

_SIDES = 3  # the two numbers and their difference


def is_claim(arguments: QueryMetricsArgs) -> bool:
    """True where a number stands beside another one and the difference of just these two."""
    if len(arguments.metrics) != _SIDES or arguments.dimensions or arguments.grain or arguments.rows:
        return False
    one, other, between = arguments.metrics
    step = between.combine
    if step is None or step.how != "subtract" or step.then is not None:
        return False
    return _plain(replace(between, combine=None)) == _plain(one) and _plain(step.other) == _plain(other)


def _plain(metric: MetricRef) -> MetricRef:
    return replace(metric, alias=None)


def tell_claim(arguments: QueryMetricsArgs, table: ResultTable, wording: Wording) -> Sentence | None:
    """The sentence that answers "is A higher than B?"; None where the data do not say."""
    places = table.of_kind("metric")
    if not is_claim(arguments) or len(table.rows) != 1 or len(places) != _SIDES:
        return None
    one, other, between = [table.rows[0][place] for place in places]
    if not isinstance(between, int | float | Decimal) or one is None or other is None:
        return None
    first, second, size = (table.columns[place] for place in places)
    said = {
        "one": metric_text(_plain(arguments.metrics[0]), wording),
        "other": metric_text(_plain(arguments.metrics[1]), wording),
        "value": wording.cell(one, first, "short"),
        "against": wording.cell(other, second, "short"),
    }
    if between == 0:
        return wording.pieces("claim.equal", **said)
    distance = between if between > 0 else -between
    difference = wording.cell(distance, size, "short")
    if arguments.claim == "which":
        if between < 0:
            said = {"one": said["other"], "other": said["one"], "value": said["against"], "against": said["value"]}
        return wording.pieces("claim.which", difference=difference, **said)
    return wording.pieces("claim.yes" if between > 0 else "claim.no", difference=difference, **said)


def told_claim(arguments: QueryMetricsArgs, finding: Finding, writer: Writer) -> Sentence:
    """The word before a told change; empty where no claim was asked about, or the change is not known.

    A change that the two written figures do not show is neither a yes nor a no.
    """
    facts = dict(finding.facts)
    moved = number(facts.get("change")) if finding.kind == "comparison" else None
    if arguments.claim is None or moved is None:
        return ()
    if moved and writer.text(facts["now"]) == writer.text(facts["then"]):
        return writer.say("claim.change.hardly")
    is_so = moved > 0 if arguments.claim == "rise" else moved < 0
    return writer.say("claim.change.yes" if is_so else "claim.change.no")
