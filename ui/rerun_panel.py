"""Run the plan of a receipt again, where its figures are shown.

Rule: nothing runs until the button is pressed; the run can be stopped, and what changed is listed with both values.
"""

from __future__ import annotations

import logging

import streamlit as st

from assistant import formats
from assistant.answer import Answer
from assistant.context import Context
from assistant.records.rerun import Rerun, rerun
from assistant.storage.conversations import new_id
from assistant.texts import say
from semantic_layer.model import Language
from ui.clicked import clicked
from ui.inert import inert, visible
from ui.work import Failed, Stopped, Waiting, run

LOG = logging.getLogger("wenshu.ui")


def rerun_panel(answer: Answer, key: str, context: Context) -> None:
    """The receipt's id and day, and the button."""
    language = answer.language
    if answer.receipt is None:
        st.caption(inert(say("receipt.none", language)))
        return
    day = formats.day(answer.as_of, language)
    st.caption(inert(say("receipt.id", language, id=answer.receipt, day=day)))
    rerun_button(answer.receipt, key, context, language)


def rerun_button(receipt: str, key: str, context: Context, language: Language) -> None:
    """The button, and below it what became of the figures."""
    if not clicked(say("receipt.run", language), key=f"rerun-{key}", icon=":material/replay:"):
        return
    identity = new_id()
    try:
        with st.status(say("page.step_compute", language)) as status:

            def tick(waited: float, _: Waiting) -> None:
                step = say("page.step_compute", language)
                status.update(label=say("page.seconds", language, step=step, seconds=f"{waited:.0f}"))

            found = run(lambda mine: rerun(receipt, mine, language), context, identity, tick)
            status.update(label=inert(found.sentence), state="complete")
    except Stopped:
        return
    except Failed as failure:
        LOG.error("receipt %s could not run again (%s)", receipt, identity, exc_info=failure.cause)
        st.error(inert(say("page.failed", language, id=identity)))
        return
    draw_rerun(found, key)


def draw_rerun(found: Rerun, key: str) -> None:
    """The verdict, and a table of what changed."""
    draw = st.success if found.verdict == "same" else st.info
    draw(inert(found.sentence))
    if not found.rows:
        return
    import pandas as pd

    rows = [tuple(map(visible, row)) for row in found.rows]
    headings = [visible(heading) for heading in found.headings]
    st.dataframe(pd.DataFrame(rows, columns=headings), hide_index=True, key=f"changes-{key}")
    if found.more:
        st.caption(inert(found.more))
