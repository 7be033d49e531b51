"""What the options of a question back would answer, computed once they stand on the page.

Rule: options never wait for their values. A click on one of them meanwhile ends the computation; what could not be
computed leaves the options as they are.
"""

from __future__ import annotations

import logging

import streamlit as st

from assistant.storage.conversations import Turn
from assistant.ways_on.previews import has_previews, with_previews
from ui.turns import Conversation
from ui.work import Failed, Stopped, Waiting, Work

LOG = logging.getLogger("wenshu.ui")


def values_of_options(turn: Turn, page: Conversation) -> Turn | None:
    """The turn with a value beside each option that is quickly computed; None where there is nothing to add."""
    asked_back = turn.answer
    if asked_back is None or not has_previews(asked_back):
        return None
    place = st.empty()

    def tick(waited: float, waiting: Waiting) -> None:
        place.empty()  # where a click is noticed

    try:
        with Work(lambda context: with_previews(asked_back, context), page.context, turn.id) as work:
            return turn.done(work.result(tick))
    except Stopped:
        return None
    except Failed as failure:
        LOG.error("options without values (%s)", turn.id, exc_info=failure.cause)
        return None
