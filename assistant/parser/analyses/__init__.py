"""Analyses of the toolbox by their everyday names: "why did revenue drop", 什么和什么一起买.

Rule: an analysis is asked for by a word of its own (a cue of the word lists) and takes the whole question: whatever its
reader does not bind stays unexplained, as in a query. A reader looks first whether the question suits it, and takes
words only then. Of several that suit, the one with the longer words for itself is meant ("retention by cohort" before
"cohort"); where they are equally long, the first of the list.
"""

from __future__ import annotations

from assistant.parser.analyses.action import ACTIONS, EFFECT, EXPORT, RETURN
from assistant.parser.analyses.attention import ALERTS, HEALTH
from assistant.parser.analyses.baskets import CROSS, GAPS, PAIRS
from assistant.parser.analyses.change import DECOMPOSE, EXPLAIN
from assistant.parser.analyses.churn import (
    CHURN_DRIVERS,
    CHURN_OF_GROUPS,
    CHURN_OVER_TIME,
    CHURN_RATE,
    CHURN_RISK,
    CHURN_TREND,
)
from assistant.parser.analyses.clusters import CLUSTERS
from assistant.parser.analyses.everyday import EVERYDAY
from assistant.parser.analyses.journeys import FUNNEL, PATHS, REFERRAL
from assistant.parser.analyses.lifespan import LIFESPAN
from assistant.parser.analyses.newcomers import NEWCOMERS
from assistant.parser.analyses.pareto import FIRST_SHARE, HELD, PARETO
from assistant.parser.analyses.persons import MERGE
from assistant.parser.analyses.portrait import PROFILE
from assistant.parser.analyses.quality import DUPLICATES, QUALITY
from assistant.parser.analyses.retention import COHORTS
from assistant.parser.analyses.rfm import CURVE, DURATION, SCORES, SEGMENTS, TIERS, VALUE
from assistant.parser.analyses.rules import RULES
from assistant.parser.analyses.segmentation import (
    BECAME,
    COMBINED,
    MIGRATION,
    SEGMENT_HISTORY,
    SEGMENT_LIST,
    SEGMENT_REFRESH,
)
from assistant.parser.analyses.series import FORECAST, UNUSUAL
from assistant.parser.analyses.slots import Analysis, Read
from assistant.parser.analyses.snapshots import FREEZE
from assistant.parser.analyses.tags import TAG_CONFLICTS, TAG_PROPOSALS, TAG_REFRESH, TAGGED
from assistant.parser.analyses.trees import TREE
from assistant.parser.analyses.trial import AB_TEST, SAMPLE_SIZE
from assistant.parser.analyses.value import CLV
from assistant.parser.analyses.what_if import CHURN_AS_FACTOR, WHAT_IF
from assistant.parser.draft import Draft
from tools.catalog import ToolCall

ANALYSES: tuple[Analysis, ...] = (
    CHURN_DRIVERS,
    CHURN_RATE,
    CHURN_TREND,
    CHURN_OVER_TIME,
    CHURN_OF_GROUPS,
    CHURN_RISK,
    EXPLAIN,
    DECOMPOSE,
    WHAT_IF,
    CHURN_AS_FACTOR,
    PARETO,
    FIRST_SHARE,
    HELD,
    SCORES,
    SEGMENTS,
    DURATION,
    CURVE,
    VALUE,
    TIERS,
    COHORTS,
    CLV,
    NEWCOMERS,
    ALERTS,
    HEALTH,
    UNUSUAL,
    FORECAST,
    QUALITY,
    DUPLICATES,
    ACTIONS,
    EXPORT,
    EFFECT,
    RETURN,
    PROFILE,
    AB_TEST,
    SAMPLE_SIZE,
    CROSS,
    PAIRS,
    GAPS,
    LIFESPAN,
    FUNNEL,
    PATHS,
    REFERRAL,
    TAG_CONFLICTS,
    TAG_PROPOSALS,
    TAG_REFRESH,
    TAGGED,
    SEGMENT_LIST,
    SEGMENT_REFRESH,
    SEGMENT_HISTORY,
    COMBINED,
    MIGRATION,
    BECAME,
    RULES,
    FREEZE,
    TREE,
    CLUSTERS,
    MERGE,
    *EVERYDAY,
)


def read_analysis(draft: Draft, read_query: Read) -> ToolCall | None:
    """Return the call of the analysis that is asked for and suits, or None."""
    said = frozenset().union(*(item.piece.cues for item in draft.free()))
    asked = (analysis for analysis in ANALYSES if not said.isdisjoint(analysis.cues) and analysis.suits(draft))
    found = [(analysis, list(draft.cued(*analysis.cues))) for analysis in asked]
    if not found:
        return None
    analysis, cues = max(found, key=lambda pair: sum(len(item.text) for item in pair[1]))
    for item in cues:
        item.take(f"tool:{analysis.tool}", "intent", "operator")
    return ToolCall(tool=analysis.tool, arguments=analysis.read(draft, read_query))
