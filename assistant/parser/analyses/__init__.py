"""Analyses of the toolbox by their everyday names: "why did revenue drop", 什么和什么一起买.

Rule: an analysis is asked for by a word of its own (a cue of the word lists) and takes the whole question: whatever its
reader does not bind stays unexplained, as in a query. A reader looks first whether the question suits it, and takes
words only then, so that several can be tried in the order of the list.
"""

from __future__ import annotations

from assistant.parser.analyses.change import EXPLAIN
from assistant.parser.analyses.pareto import FIRST_SHARE, HELD, PARETO
from assistant.parser.analyses.retention import COHORTS
from assistant.parser.analyses.slots import Analysis, Read
from assistant.parser.analyses.value import CLV
from assistant.parser.analyses.what_if import WHAT_IF
from assistant.parser.draft import Draft
from tools.catalog import ToolCall

ANALYSES: tuple[Analysis, ...] = (EXPLAIN, WHAT_IF, PARETO, FIRST_SHARE, HELD, COHORTS, CLV)


def read_analysis(draft: Draft, read_query: Read) -> ToolCall | None:
    """Return the call of the first analysis that is asked for and suits, or None."""
    for analysis in ANALYSES:
        cues = [item for item in draft.free() if item.has(*analysis.cues)]
        if not cues or not analysis.suits(draft):
            continue
        for item in cues:
            item.take(f"tool:{analysis.tool}", "intent", "operator")
        return ToolCall(tool=analysis.tool, arguments=analysis.read(draft, read_query))
    return None
