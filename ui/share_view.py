"""What a link to an answer opens: the figures of that day for their owner, the plan under their own access for others.

Rule: an id that is unknown, revoked or not for this person is not found, in the same words. Of somebody else's figures
nothing is on the page.
"""

from __future__ import annotations

import streamlit as st

from assistant import formats
from assistant.answer import Answer
from assistant.answer_parts import Choice
from assistant.context import Context
from assistant.records.receipts import Receipt, UnknownReceipt, access, rules
from assistant.storage.conversations import new_id
from assistant.storage.saved import NotSaved, Saved, may_see_figures, needs_recheck
from assistant.storage.shared_run import run_shared, standing
from assistant.texts import say
from semantic_layer.model import Language
from ui import session
from ui.card import draw_answer
from ui.inert import inert
from ui.rerun_panel import rerun_button
from ui.share import saved_answers
from ui.turns import draw_question
from ui.work import Failed, Stopped, Waiting, run

KEPT = 100
SHOWN = 5


def draw_linked(context: Context, language: Language) -> bool:
    """Draw the answer that the address names; False where it names none."""
    identity = st.query_params.get(session.LINKED)
    if identity is None:
        return False
    person = context.tools.who.name
    try:
        saved = saved_answers(context).opened(identity, person)
        receipt = context.receipts.load(identity) if context.receipts else None
    except (NotSaved, UnknownReceipt):
        receipt = None
    if receipt is None:
        st.warning(inert(say("share.not_found", language)))
        label = say("page.new", language)
        st.button(label, key="new-instead", on_click=lambda: session.open_conversation(new_id()))
        return True
    draw_question(saved.question)
    with st.container(key=f"linked-{identity}"):
        if may_see_figures(saved, receipt, context.tools):
            _draw_own(saved, receipt, context)
        else:
            _draw_run(saved, receipt, context)
    return True


def _draw_own(saved: Saved, receipt: Receipt, context: Context) -> None:
    """The figures as they were, marked as such."""
    assert saved.answer is not None
    language = saved.language
    day, at = formats.day(saved.answer.as_of, language), formats.day(saved.at.astimezone().date(), language)
    st.info(inert(say("share.as_of", language, day=day, at=at)), icon=":material/history:")
    changed = needs_recheck(receipt, context.tools)
    if changed:
        names = context.wording(language).join(_name(name, context, language) for name in changed)
        st.warning(inert(say("share.recheck", language, names=names)), icon=":material/rule:")
    with st.container(horizontal=True):
        rerun_button(saved.receipt, f"linked-{saved.receipt}", context, language)
    choice = Choice(saved.question, saved.calls)
    st.button(
        say("share.ask_again", language),
        key=f"again-{saved.receipt}",
        icon=":material/refresh:",
        on_click=session.ask,
        args=(saved.question, choice),
    )
    _draw(saved.answer, saved.receipt, context)


def _name(metric: str, context: Context, language: Language) -> str:
    return context.wording(language).metric(metric) if context.model.has_metric(metric) else metric


def _draw_run(saved: Saved, receipt: Receipt, context: Context) -> None:
    """The plan under the rights of who looks, and how its figures compare."""
    language = saved.language
    is_own = saved.person == context.tools.who.name
    reason = "other_version" if saved.answer is None else "own_new_rights"
    st.caption(inert(say(f"share.{reason if is_own else 'shared_by_other'}", language)))
    answer = _run(saved, receipt, context)
    if answer is None:
        return
    found = standing(answer, receipt, context)
    st.info(inert(say(f"share.standing.{found}", language)), icon=":material/lock_person:")
    _draw(answer, saved.receipt, context)


def _draw(answer: Answer, key: str, context: Context) -> None:
    draw_answer(answer, f"linked-{key}", context)


def _run(saved: Saved, receipt: Receipt, context: Context) -> Answer | None:
    """The answer, computed once for these rights and these data."""
    tools = context.tools
    state = (tools.who.name, access(tools.who, tools.model), str(rules(tools.who, tools.model)))
    key = (saved.receipt, *state, tools.model.hash, tools.engine.data_version(), str(tools.home))
    kept = _kept()
    if key not in kept:
        identity = new_id()
        try:
            with st.status(say("page.step_compute", saved.language)) as status:

                def tick(waited: float, _: Waiting) -> None:
                    step = say("page.step_compute", saved.language)
                    status.update(label=say("page.seconds", saved.language, step=step, seconds=f"{waited:.0f}"))

                found = run(lambda mine: run_shared(saved, receipt, mine), context, identity, tick)
        except Stopped:
            return None
        except Failed:
            st.error(inert(say("page.failed", saved.language, id=identity)))
            return None
        while len(kept) >= KEPT:
            kept.pop(next(iter(kept)))
        kept[key] = found
    return kept[key]


@st.cache_resource(show_spinner=False)
def _kept() -> dict[tuple[str, ...], Answer]:
    """Answers behind links, by everything that decides their figures."""
    return {}


def draw_saved(context: Context, language: Language) -> None:
    """The person's saved answers, the latest first, with a mark on those whose definition changed."""
    found = saved_answers(context).of(context.tools.who.name, limit=SHOWN)
    if not found:
        return
    st.caption(say("share.saved_title", language))
    with st.container(key="saved", gap="xsmall"):
        for saved in found:
            label = inert(saved.question)
            if _is_changed(saved, context):
                label = f"{label} · **{say('share.recheck_mark', language)}**"
            st.button(label, key=f"saved-{saved.receipt}", type="tertiary", on_click=_open, args=(saved.receipt,))


def _is_changed(saved: Saved, context: Context) -> bool:
    try:
        return bool(context.receipts and needs_recheck(context.receipts.load(saved.receipt), context.tools))
    except UnknownReceipt:
        return False


def _open(receipt: str) -> None:
    st.query_params[session.LINKED] = receipt
