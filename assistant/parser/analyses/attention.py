"""Customers who need a look: "which customers suddenly stopped buying", 每日健康报告.

Rule: each alert has words of its own; a question for customers lists them, one for alerts counts them by rule. A health
report is of one day: a period in the question must be a single day, and the report is of its end.
"""

from __future__ import annotations

from datetime import timedelta

from pydantic import BaseModel

from assistant.parser.analyses.slots import Analysis, Read, read_count, read_scope, read_window, take_subject
from assistant.parser.draft import Draft, Item, refuse
from tools.business_arguments import AlertRule, AlertsArgs, HealthReportArgs

_RULES: dict[str, AlertRule] = {
    "alert_overdue": "overdue",
    "alert_frequency": "frequency_drop",
    "alert_score": "score_drop",
}


def _read_alerts(draft: Draft, _: Read) -> BaseModel:
    asked = [rule for cue, rule in _RULES.items() if any(item.has(cue) for item in draft.items)]
    given: dict[str, object] = {"rules": tuple(asked)} if asked else {}
    single = any(_asks_for_customers(draft, item) for item in draft.cued("which", "list"))
    counts = any(item.has("how_many", "count") and not item.taken for item in draft.items)
    _take_today(draft)
    given |= read_scope(draft)
    if asked and not counts:
        given["show"] = "members"
        limit = read_count(draft)
        if limit is not None:
            given["limit"] = limit
    for item in list(draft.cued("which", "list", "how_many", "count", "loose_recent")):
        if not item.piece.meanings:
            item.operate("request")
    take_subject(draft)
    if single and not asked:
        given["show"] = "members"
    return AlertsArgs.model_validate(given)


def _asks_for_customers(draft: Draft, item: Item) -> bool:
    """ "Which customers", 哪些客户: the word beside the asking one names them."""
    beside = draft.right(item)
    return beside is not None and any(meaning.name == "customer" for meaning in beside.named("entity"))


def _take_today(draft: Draft) -> None:
    """ "Today" is the day that the answer is of anyway."""
    for item in list(draft.free()):
        match = item.piece.time
        if match is not None and match.kind == "window":
            window = draft.calendar.resolve(match.rule)
            if window.start == draft.calendar.as_of and window.end == window.start + timedelta(days=1):
                item.take(f"time:{match.rule}", "time")


def _suits(draft: Draft) -> bool:
    """Not where the word is a name in the data: a table of alerts, a column health."""
    return not any(item.has("alerts", "health_report", *_RULES) and item.piece.meanings for item in draft.items)


def _read_health(draft: Draft, _: Read) -> BaseModel:
    _take_today(draft)
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


ALERTS = Analysis("alerts", ("alerts", *_RULES), _read_alerts, _suits)
HEALTH = Analysis("health_report", ("health_report",), _read_health, _suits)
