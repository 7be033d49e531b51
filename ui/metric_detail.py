"""Below a metric: the questions that used it, what became of its definition, and a form to propose another one.

Rule: an answer under another definition reads "re-check"; a proposal changes nothing until the owner confirms it.
"""

from __future__ import annotations

import streamlit as st

from assistant import formats
from assistant.context import Context
from assistant.learning.lesson import BadLesson
from assistant.learning.proposals import Proposal, Proposals, told
from assistant.metric_pages.edits import changed, lines_of, rest_as_yaml, words_of
from assistant.metric_pages.history import Use, change_log, uses_of
from assistant.texts import say
from assistant.told import told_why
from assistant.wording import Wording
from semantic_layer.model import Language, Metric
from semantic_layer.policy import View
from ui.inert import inert, visible
from ui.person import may_audit

SHOWN_USES = 50
FIELDS = (
    ("labels", "en"),
    ("labels", "zh"),
    ("description", "en"),
    ("description", "zh"),
    ("synonyms", "en"),
    ("synonyms", "zh"),
)


def _uses(name: str, context: Context) -> tuple[Use, ...]:
    """What the person asked with the metric; of others only where they may see what others asked."""
    if context.audit is None:
        return ()
    waiting = Proposals(context.tools.home, context.model).changing()
    found = uses_of(name, context.audit.records(), context.receipts, context.model, waiting)
    return found if may_audit(context) else tuple(use for use in found if use.person == context.tools.who.name)


def draw_uses(name: str, context: Context, wording: Wording) -> None:
    """The questions that were answered with the metric, the newest first."""
    import pandas as pd

    language, uses = wording.language, _uses(name, context)
    title = say("metrics.used", language, n=formats.count(len(uses), language))
    with st.expander(inert(title), key="metric-uses"):
        if not uses:
            return
        rows = [
            (
                use.time.astimezone().strftime("%Y-%m-%d %H:%M"),
                visible(use.question),
                visible(use.person),
                say("metrics.recheck", language) if use.is_to_check else say("metrics.as_now", language),
                visible(use.receipt),
            )
            for use in uses[:SHOWN_USES]
        ]
        headings = [say(key, language) for key in ("audit.time", "audit.question", "audit.person", "metrics.standing",
                                                   "audit.receipt")]  # fmt: skip
        st.dataframe(pd.DataFrame(rows, columns=headings), hide_index=True, key="metric-uses-rows", height="content")


def draw_changes(name: str, proposals: tuple[Proposal, ...], context: Context, language: Language) -> None:
    """What happened to the definition: versions that answers rest on, proposals, decisions."""
    log = change_log(_uses(name, context), proposals, context.model)
    with st.expander(say("metrics.changes", language), key="metric-changes"):
        if not log:
            st.caption(say("metrics.no_changes", language))
        for change in log:
            day = formats.day(change.time.astimezone().date(), language) if change.time else ""
            said = say(f"metrics.change.{change.what}", language, id=change.id, person=change.person)
            st.markdown(f"- {inert(f'{day} · {said}' if day else said)}")
        for item in told(proposals, View(context.model, context.tools.who)):
            if item.standing(context.model) == "draft":
                st.code(visible(item.yaml()), language="yaml")


def draw_edit(metric: Metric, context: Context, language: Language) -> None:
    """A form with the words and the formula of a metric; what is saved is a draft."""
    with st.expander(say("metrics.edit", language), key="metric-edit"):
        lines = lines_of(metric, context.tools.home)
        if not lines:
            st.markdown(inert(say("metrics.edit_measure", language)))
            return
        st.caption(inert(say("metrics.edit_about", language)))
        with st.form(f"edit-{metric.name}", border=False):
            words, known = words_of(lines), words_of(lines)
            for key, code in FIELDS:
                label = say(f"metrics.edit.{key}.{code}", language)
                words[key][code] = st.text_area(
                    label, known[key][code], key=f"edit-{metric.name}-{key}-{code}", height=68
                )
            rest = st.text_area(say("metrics.edit.rest", language), rest_as_yaml(lines), key=f"edit-{metric.name}-rest")
            if st.form_submit_button(say("metrics.edit.save", language), type="primary"):
                _save(lines, words, str(rest), context, language)


def _save(
    lines: dict[str, object], words: dict[str, dict[str, str]], rest: str, context: Context, language: Language
) -> None:
    proposals = Proposals(context.tools.home, context.model)
    try:
        view = View(context.model, context.tools.who)
        kept = proposals.add("metrics", changed(lines, words, rest), context.tools.who.name, view)
    except (BadLesson, OSError) as error:
        st.error(inert(say("metrics.not_saved", language, why=told_why(error, language))))
    else:
        st.success(inert(say("metrics.saved", language, id=kept.id)))
