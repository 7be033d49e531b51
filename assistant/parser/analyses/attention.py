"""Customers who need a look: "which customers suddenly stopped buying", 每日健康报告.

Rule: each alert has words of its own; a question for customers lists them, one for alerts counts them by rule. A health
report is of one day: a period in the question must be a single day, and the report is of its end.
"""

from __future__ import annotations

from datetime import timedelta

from pydantic import BaseModel

from assistant.parser.analyses.slots import Analysis, Read, read_count, read_scope, read_window, take_subject
from assistant.parser.draft import Draft, refuse
from tools.business_arguments import AlertRule, AlertsArgs, HealthReportArgs

_RULES: dict[str, AlertRule] = {
    "alert_overdue": "overdue",
    "alert_frequency": "frequency_drop",
    "alert_score": "score_drop",
}


def _read_alerts(draft: Draft, _: Read) -> BaseModel:
    asked = [rule for cue, rule in _RULES.items() if any(item.has(cue) for item in draft.items)]
    given: dict[str, object] = {"rules": tuple(asked)} if asked else {}
    single = any(item.has("which", "list") and not item.taken for item in draft.items)
    counts = any(item.has("how_many", "count") and not item.taken for item in draft.items)
    given |= read_scope(draft)
    if asked and not counts:
        given["show"] = "members"
        limit = read_count(draft)
        if limit is not None:
            given["limit"] = limit
    for item in list(draft.cued("which", "list", "how_many", "count")):
        if not item.piece.meanings:
            item.operate("request")
    take_subject(draft)
    if single and not asked:
        given["show"] = "members"
    return AlertsArgs.model_validate(given)


def _read_health(draft: Draft, _: Read) -> BaseModel:
    window = read_window(draft)
    for item in list(draft.free()):
        if item.piece.time is not None and item.piece.time.grain == "day":
            item.operate("request")
    take_subject(draft)
    if window is None:
        return HealthReportArgs()
    if window.start is None or window.end is None or window.end - window.start != timedelta(days=1):
        raise refuse("not_in_analysis", what=draft.text, tool="health_report")
    end = min(window.end, draft.calendar.as_of)
    return HealthReportArgs() if end == draft.calendar.as_of else HealthReportArgs(as_of=end)


ALERTS = Analysis("alerts", ("alerts", *_RULES), _read_alerts)
HEALTH = Analysis("health_report", ("health_report",), _read_health)
