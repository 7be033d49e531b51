"""The SQL of an answer, opened to be edited and run, or proposed as a metric.

Rule: the text is judged by the guard under the rights of who presses the button. What runs becomes a turn like any
other: recorded, with table, chart and receipt, and marked as ad hoc. The model is never written.
"""

from __future__ import annotations

import streamlit as st

from assistant.answer import Answer, run_plan
from assistant.answer_parts import Choice
from assistant.context import Context
from assistant.learning.lesson import BadLesson
from assistant.learning.proposals import Proposals
from assistant.metric_pages.from_sql import NotAMetric
from assistant.metric_pages.proposal import BadName, propose
from assistant.plan import Compute, Plan
from assistant.question import Question
from assistant.reading import Reading
from assistant.sql.editing import editable
from assistant.sql.hints import why_refused
from assistant.texts import say
from assistant.visible import with_codes
from semantic_layer.model import Language, Text
from semantic_layer.policy import View
from tools.arguments import SqlArgs
from tools.catalog import ToolCall
from ui import drawers, session
from ui.clicked import clicked
from ui.inert import inert
from ui.moment import as_drawn


def ask_for_panel(turn: str, position: int, language: Language, key: str) -> None:
    """The button that closes what is open and opens the panel."""

    def open_panel() -> None:
        if f"more-{turn}" in st.session_state:
            st.session_state[f"more-{turn}"] = False  # it would lie over the panel
        drawers.open_drawer(f"sql-{turn}-{position}")

    label = say("sqlpanel.open", language)
    if st.button(label, key=f"sql-edit-{key}", icon=":material/edit:", on_click=open_panel):
        st.rerun()  # in the drawer a click runs the drawer alone


def draw_panel(answer: Answer, turn: str, context: Context) -> None:
    """Draw the panel of this answer, if it is open."""
    for position in range(len(answer.sections)):
        if drawers.is_open(f"sql-{turn}-{position}"):
            _draw(answer, position, f"{turn}-{position}", context)


def _draw(answer: Answer, position: int, key: str, context: Context) -> None:
    language, dialect = answer.language, context.tools.engine.dialect

    @st.dialog(say("sqlpanel.title", language), width="medium", position="right", on_dismiss=drawers.close)
    def panel() -> None:
        as_drawn()
        st.caption(inert(say("sqlpanel.about", language)))
        sql = st.text_area(
            say("sqlpanel.text", language),
            value=editable(answer.sections[position], dialect),
            key=f"sql-text-{key}",
            height=380,
            max_chars=20_000,
        )
        is_wanted = clicked(
            say("sqlpanel.run", language), key=f"sql-run-{key}", type="primary", icon=":material/play_arrow:"
        )
        with st.container(key=f"sql-told-{key}"):  # stands always, so that what is below keeps its place
            if is_wanted:
                _run(sql, answer, context)
        with st.expander(say("proposal.title", language)):
            _propose(sql, key, language, context)

    panel()


def _run(sql: str, answer: Answer, context: Context) -> None:
    """Ask it as the next turn; what the guard refuses goes on record and stays in the panel, to be corrected."""
    language = answer.language
    call = ToolCall(tool="run_sql", arguments=SqlArgs(sql=sql))
    text = say("sqlpanel.asked", language, question=answer.question.text)
    refused = why_refused(sql, context.tools, language)
    if refused is None:
        drawers.close()
        session.ask(text, Choice(say("sqlpanel.label", language), (call,)))
        st.rerun()
    question = Question(text, language, who=context.tools.who)
    run_plan(Plan(Compute((call,)), Reading(language, ())), question, context)
    st.error(inert(str(refused)))


def _propose(sql: str, key: str, language: Language, context: Context) -> None:
    st.caption(inert(say("proposal.about", language)))
    left, right = st.columns(2)
    english = left.text_input(say("proposal.en", language), key=f"proposal-en-{key}", max_chars=60)
    chinese = right.text_input(say("proposal.zh", language), key=f"proposal-zh-{key}", max_chars=60)
    if not clicked(say("proposal.do", language), key=f"proposal-do-{key}"):
        return
    dialect = context.tools.engine.dialect
    kept, labels = Proposals(context.tools.home, context.model), Text(english.strip(), chinese.strip())
    try:
        view = View(context.model, context.tools.who)
        found = propose(sql, labels, kept, dialect=dialect, author=view.who.name, view=view)
    except NotAMetric as no:
        st.error(inert(say(f"proposal.reason.{no.reason}", language, what=no.what)))
    except BadName as bad:
        st.error(inert(say(f"proposal.{bad.reason}", language, name=bad.name)))
    except BadLesson as error:
        st.error(inert(say("proposal.reason.refused_by_model", language, what=str(error))))
    except OSError:
        st.error(inert(say("proposal.not_kept", language)))
    else:
        st.success(inert(say("proposal.done", language, id=found.id)))
        st.code(with_codes(found.yaml()), language="yaml")
