"""What could not be answered, by how often, and the lines for the model that would mend it.

Rule: the page proposes; a word or a metric counts once the owner has confirmed it.
"""

from __future__ import annotations

import streamlit as st

from assistant.context import Context
from assistant.learning.lesson import BadLesson
from assistant.learning.proposals import Proposals
from assistant.learning.proposed_edits import as_yaml
from assistant.records.audit import AD_HOC, WRONG, Audit
from assistant.records.audit_view import metric_lines, synonym_lines
from assistant.texts import say
from assistant.told import told_why
from assistant.wording import Wording
from semantic_layer.model import Language
from semantic_layer.policy import View
from ui.clicked import clicked
from ui.inert import inert, visible

WAYS = ("synonym", "metric")


def draw_gaps(audit: Audit, context: Context, wording: Wording) -> None:
    import pandas as pd

    language, found = wording.language, audit.gaps()
    if not found:
        st.markdown(inert(say("audit.no_gaps", language)))
        return
    rows = [(_kind(kind, language), visible(words), times) for kind, words, times in found]
    headings = [say(f"audit.gap.{name}", language) for name in ("kind", "what", "times")]
    st.dataframe(pd.DataFrame(rows, columns=headings), hide_index=True, key="audit-gaps")
    words = tuple(words for kind, words, _ in found if kind == "unknown_word")
    if words:
        _mend(words, context, wording)


def _kind(kind: str, language: Language) -> str:
    if kind == "unknown_word":
        return say("audit.gap.word", language)
    if kind == AD_HOC:
        return say("audit.gap.ad_hoc", language)
    return say("audit.gap.wrong" if kind.startswith(WRONG) else "audit.gap.question", language)


def _mend(words: tuple[str, ...], context: Context, wording: Wording) -> None:
    """The lines that would teach the model an unknown word, as a draft for the owner or to be copied."""
    language = wording.language
    st.markdown(f"**{say('audit.patch', language)}**")
    st.caption(inert(say("audit.patch_about", language)))
    word = st.selectbox(say("audit.patch_word", language), words, key="gap-word", format_func=visible)
    way = st.segmented_control(
        say("audit.patch_way", language),
        WAYS,
        default=WAYS[0],
        required=True,
        key="gap-way",
        format_func=lambda code: say(f"audit.patch_way.{code}", language),
        label_visibility="collapsed",
    )
    lines = _synonym(str(word), wording) if way == "synonym" else _new_metric(str(word), wording)
    if lines is None:
        return
    st.code(visible(as_yaml({"metrics": [lines]})), language="yaml")
    if clicked(say("segments.save", language), key="gap-save", type="primary"):
        try:
            view = View(context.model, context.tools.who)
            kept = Proposals(context.tools.home, context.model).add("metrics", lines, view.who.name, view)
        except (BadLesson, OSError) as error:
            st.error(inert(say("metrics.not_saved", language, why=told_why(error, language))))
        else:
            st.success(inert(say("metrics.saved", language, id=kept.id)))


def _synonym(word: str, wording: Wording) -> dict[str, object] | None:
    metric = st.selectbox(
        say("audit.patch_metric", wording.language),
        tuple(item.name for item in wording.model.metrics if not item.hidden),
        index=None,
        key="gap-metric",
        format_func=lambda name: visible(wording.metric(name)),
        placeholder=say("shell.choose", wording.language),
    )
    return synonym_lines(wording.model.metric(metric), word) if metric else None


def _new_metric(word: str, wording: Wording) -> dict[str, object] | None:
    offered = {f"{d.name}.{m.name}": (m, d.name) for d in wording.model.datasets if not d.hidden for m in d.measures}
    chosen = st.selectbox(
        say("audit.patch_measure", wording.language),
        list(offered),
        index=None,
        key="gap-measure",
        placeholder=say("shell.choose", wording.language),
    )
    return metric_lines(word, *offered[chosen]) if chosen else None
