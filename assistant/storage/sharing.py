"""The record of a link that was opened to others, or taken back.

Rule: it is written before the link changes; where a model demands records and there is none, nothing changes.
"""

from __future__ import annotations

from assistant.context import Context
from assistant.records.audit import AuditFailed
from assistant.storage.saved import Saved


def record_share(saved: Saved, *, is_shared: bool, context: Context) -> bool:
    """Write who opened or closed which link; False where it must not go on."""
    if context.audit is None:
        return True
    facts = {"who": context.tools.who.name, "receipt": saved.receipt, "shared": is_shared}
    try:
        context.audit.write("share", saved.receipt, facts)
    except AuditFailed:
        return context.model.settings.get("audit") != "required"
    return True
