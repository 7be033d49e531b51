"""Who may add data and replace what is there.

Rule: data are brought in by those who may see all of them. Who sees a part would decide, for everybody, about rows and
columns that are kept back from them.
"""

from __future__ import annotations

from pathlib import Path

from assistant.context import Context
from assistant.onboarding.keeping import is_kept
from semantic_layer.errors import ModelError
from semantic_layer.loader import load_model
from semantic_layer.policy import View
from semantic_layer.query import Who


def may_add_data(context: Context) -> bool:
    """Whether no policy keeps anything of the open data set from this person."""
    return not View(context.model, context.tools.who).is_limited


def may_replace(target: Path, who: Who) -> bool:
    """Whether a data set of that folder is new, or one of which nothing is kept back from this person.

    Of a model that cannot be read nobody knows from whom it keeps what, so it is replaced by its owner alone, by hand.
    """
    if not is_kept(target):
        return True
    try:
        return not View(load_model(target), who).is_limited
    except ModelError:
        return False
