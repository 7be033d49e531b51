"""Say several figures of one row in one sentence: who asks for two numbers is told both at once.

Rule: all of them or none. A figure that cannot be given, or that has a period of its own, is said in a sentence of its
own, and then the others are too.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer_parts import Phrase
from assistant.narrate.writer import Facts, Sentence, Writer, given
from assistant.texts import capital
from tools.result import Finding

MOST = 6  # more are a table


def tells_together(findings: Sequence[Finding]) -> bool:
    """Whether the findings are several plain figures of the same row."""
    facts = [dict(finding.facts) for finding in findings]
    return (
        1 < len(findings) <= MOST
        and all(finding.kind == "number" for finding in findings)
        and all(given(said, "value") and "period" not in said for said in facts)
    )


def together(findings: Sequence[Finding], writer: Writer) -> Sentence:
    """ "Oct 2026: revenue ¥1.095M, number of orders 7,433"."""
    figures = [
        _figure(writer, dict(finding.facts), first=not (n or writer.period)) for n, finding in enumerate(findings)
    ]
    between = Phrase("；" if writer.wording.language == "zh" else "; ")
    joined = [phrase for n, figure in enumerate(figures) for phrase in ((between, *figure) if n else figure)]
    head = writer.say("finding.numbers.period", period=writer.period) if writer.period else ()
    return (*head, *joined, *writer.say("finding.numbers.end"))


def _figure(writer: Writer, facts: Facts, *, first: bool) -> Sentence:
    said = writer.valued(facts)
    return writer.say("finding.numbers.figure", **(said | {"metric": capital(said["metric"])} if first else said))
