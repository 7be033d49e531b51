"""Who may add data and replace what is there.

Rule: data are brought in by those who may see all of them. Who sees a part would decide, for everybody, about rows and
columns that are kept back from them.
"""

from __future__ import annotations

from assistant.context import Context
from semantic_layer.policy import View


def may_add_data(context: Context) -> bool:
    """Whether no policy keeps anything of the open data set from this person."""
    return not View(context.model, context.tools.who).is_limited
