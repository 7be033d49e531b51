"""How long the record of questions is kept.

Rule: records are kept for ever unless somebody sets a number of days. What is forgotten is the oldest part of the
chain as a whole: the file then begins with a line that says where the rest of the chain goes on, and the forgetting is
itself on record, so that what is left can still be verified.
"""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from assistant.files import write_whole
from assistant.records.audit import Audit

FILE = "retention.json"
OFFERED = (0, 90, 180, 365, 730, 1095)  # days; 0 is for ever


def kept_days(audit: Audit) -> int:
    """The days that records are kept; 0 for ever."""
    try:
        days = json.loads(_file(audit).read_text("utf-8"))["days"]
    except (OSError, ValueError, KeyError, TypeError):
        return 0
    return days if isinstance(days, int) and days > 0 else 0


def set_days(audit: Audit, days: int, person: str) -> None:
    """Keep records for so many days from now on, after it is on record who decided it: nothing is forgotten without.

    Raises
    ------
    AuditFailed, OSError
        The disk refused the record, or the setting.
    """
    audit.write("retention", "-", {"who": person, "days": max(0, days)})
    write_whole(_file(audit), json.dumps({"days": max(0, days)}))


def forget_old(audit: Audit) -> int:
    """Forget what is older than the setting allows, if anything is; return how many records."""
    days = kept_days(audit)
    return audit.forget(audit.clock() - timedelta(days=days), {"days": days}) if days else 0


def _file(audit: Audit) -> Path:
    return audit.path.with_name(FILE)
