"""One's own data: dropped files become a data set that can be asked, step by step on one page.

Rule: the page draws what the draft on disk holds; every choice is a select box or a check-box, nothing is guessed in
silence, and nothing that was there before is touched until the last button.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from assistant import formats
from assistant.context import Context
from assistant.onboarding.decisions import Decisions, decided
from assistant.onboarding.drafts import Draft, Looked, NoDraft, drop_old, open_draft
from assistant.onboarding.evidence_words import evidence_in
from assistant.onboarding.keeping import Reviewed, folder_for, is_kept, keep, opened, propose, review
from assistant.onboarding.proposals import (
    MetricRow,
    RelationRow,
    Role,
    RoleRow,
    metric_rows,
    relation_rows,
    role_rows,
)
from assistant.onboarding.rights import may_add_data, may_replace
from assistant.places import home
from assistant.storage.conversations import new_id
from assistant.texts import say
from assistant.ways_on.suggestions import suggestions
from semantic_layer.engines.errors import EngineError
from semantic_layer.errors import ModelError
from semantic_layer.loader import load_model
from semantic_layer.model import Language, SemanticModel
from ui import session
from ui.clicked import clicked
from ui.inert import inert, visible
from ui.opened import reopen, workspace
from ui.views.data_files import draw_reading

SHOWN_PROBLEMS = 5
OFFERED = 3
WAITING = ":material/warning:"


def draw(context: Context, language: Language) -> None:
    st.markdown(f"## {say('data.title', language)}")
    if not may_add_data(context):
        st.markdown(inert(say("data.not_yours", language)))
        return
    st.caption(f":material/lock: {inert(say('data.local', language))}")
    kept = st.query_params.get("kept")
    if kept:
        _draw_kept(str(kept), context, language)
        return
    draft = _draft()
    st.file_uploader(
        say("data.drop", language),
        accept_multiple_files=True,
        key=f"data-files-{draft.folder.name}",
        on_change=_dropped,
        args=(draft,),
    )
    if not draft.files:
        return
    looked = draft.look()
    st.markdown(f"### {say('data.step_read', language)}")
    draw_reading(draft, looked, language)
    if not looked.is_complete:
        st.markdown(f"{WAITING} {inert(say('data.unsettled', language))}")
        return
    name = _name(looked, draft, language)
    target = _target(context, name)
    if not may_replace(target, context.tools.who):
        st.markdown(inert(say("data.not_yours", language)))
        return
    model = propose(draft, looked, name, target)
    _draw_meaning(draft, looked, model, target, name, language)


def _draft() -> Draft:
    """The draft of this visit, found again by the address."""
    folder = home(os.environ)
    try:
        return open_draft(folder, str(st.query_params.get("draft", "")))
    except NoDraft:
        drop_old(folder)
        st.query_params["draft"] = new_id()
        return open_draft(folder, st.query_params["draft"])


def _dropped(draft: Draft) -> None:
    files = st.session_state[f"data-files-{draft.folder.name}"]
    draft.put({file.name: file.getvalue() for file in files})


def _name(looked: Looked, draft: Draft, language: Language) -> str:
    first = max(looked.reports, key=lambda report: report.accepted).table
    given = st.text_input(say("data.name", language), value=first, max_chars=60, key=f"data-name-{draft.folder.name}")
    return str(given).strip() or first


def _target(context: Context, name: str) -> Path:
    """The open data set when it has this name, else the folder that the name stands for."""
    is_own = os.environ.get("WENSHU_MODEL") is not None and name in (context.model.labels.en, context.model.name)
    return context.tools.home if is_own else folder_for(home(os.environ), name)


def _draw_meaning(
    draft: Draft, looked: Looked, model: SemanticModel, target: Path, name: str, language: Language
) -> None:
    """Steps two to five: each draws what the step before it left."""
    if is_kept(target):
        st.markdown(inert(say("data.updates", language)))
    st.markdown(f"### {say('data.step_roles', language)}")
    roles = _roles(role_rows(model), model, draft, language)
    try:
        asked = decided(model, Decisions(roles))
        with opened(draft, asked) as draft_context:
            st.markdown(f"### {say('data.step_relations', language)}")
            refused = _relations(relation_rows(asked, draft_context.tools.engine), asked, draft, language)
            st.markdown(f"### {say('data.step_metrics', language)}")
            wanted = _metrics(metric_rows(draft_context, language), draft, language)
        st.markdown(f"### {say('data.step_keep', language)}")
        _draw_last(draft, looked, model, Decisions(roles, refused, wanted), target, name, language)
    except ModelError as error:
        st.error(inert(say("data.contradiction", language, why=str(error))))


def _roles(rows: Sequence[RoleRow], model: SemanticModel, draft: Draft, language: Language) -> dict[str, Role]:
    """A select box a column; returns the roles that differ from the guess."""
    changed: dict[str, Role] = {}
    for dataset in model.datasets:
        own = [row for row in rows if row.dataset == dataset.name]
        with st.expander(inert(dataset.label(language)), expanded=len(model.datasets) == 1 or len(rows) <= 12):
            for row in own:
                chosen = _role(row, draft, language)
                if chosen != row.role:
                    changed[row.key] = chosen
    return changed


def _role(row: RoleRow, draft: Draft, language: Language) -> Role:
    name, choice, sure = st.columns([3, 3, 2], vertical_alignment="center")
    name.markdown(f"**{inert(row.name)}**  \n:small[{inert(evidence_in(language, row.evidence))}]")
    chosen: Role = choice.selectbox(
        inert(say("data.role", language, column=row.name)),
        row.options,
        format_func=lambda role: say(f"data.role.{role}", language),
        key=f"data-role-{draft.folder.name}-{row.key}",
        label_visibility="collapsed",
        disabled=len(row.options) == 1,
    )
    sure.caption(say(f"data.confidence.{row.confidence}", language))
    return chosen


def _relations(rows: Sequence[RelationRow], model: SemanticModel, draft: Draft, language: Language) -> frozenset[str]:
    """A check-box a relation; returns those that are none."""
    if not rows:
        st.markdown(inert(say("data.no_relations", language)))
    labels = {dataset.name: dataset.label(language) for dataset in model.datasets}
    refused = set()
    for row in rows:
        said = {"child": labels[row.child], "parent": labels[row.parent]}
        text = say("data.relation", language, column=row.column, **said)
        if not st.checkbox(inert(text), value=True, key=f"data-relation-{draft.folder.name}-{row.key}"):
            refused.add(row.key)
        if row.repeats:
            most = formats.count(row.most, language)
            st.caption(f"{WAITING} {inert(say('data.fan_out', language, most=most, **said))}")
        if row.orphans:
            n = formats.count(row.orphans, language)
            st.caption(f"{WAITING} {inert(say('data.orphans', language, n=n, **said))}")
    return frozenset(refused)


def _metrics(rows: Sequence[MetricRow], draft: Draft, language: Language) -> frozenset[str]:
    """A check-box a metric with its value now; returns those that are wanted."""
    wanted = set()
    for row in rows:
        value = row.value or say("data.no_value", language)
        text = say("data.metric", language, label=row.label, formula=row.formula, value=value)
        is_wanted = st.checkbox(
            inert(text),
            value=row.value is not None,
            key=f"data-metric-{draft.folder.name}-{row.name}",
            help=inert(evidence_in(language, row.evidence)),
        )
        if is_wanted:
            wanted.add(row.name)
    return frozenset(wanted)


def _draw_last(
    draft: Draft,
    looked: Looked,
    model: SemanticModel,
    decisions: Decisions,
    target: Path,
    name: str,
    language: Language,
) -> None:
    """The difference first; what was changed since it was looked at must be looked at again."""
    shown, now = f"data-review-{draft.folder.name}", f"{sorted(decisions.roles.items())}{decisions.no_relations}"
    now = f"{now}{sorted(decisions.metrics or ())}{name}"
    if clicked(say("data.review", language), key=f"data-check-{draft.folder.name}"):
        st.session_state[shown] = now
    if st.session_state.get(shown) != now:
        return
    with st.spinner(""):
        reviewed = review(draft, model, decisions, target)
    _draw_review(reviewed, language)
    if reviewed.broken:
        return
    if clicked(say("data.keep", language), key=f"data-keep-{draft.folder.name}", type="primary"):
        try:
            keep(reviewed, looked, target)
        except EngineError as error:
            st.error(inert(say("data.not_kept", language, why=f"{error} ")))
            return
        draft.drop()
        reopen()
        del st.query_params["draft"]
        st.query_params["kept"] = target.name
        st.rerun()


def _draw_review(reviewed: Reviewed, language: Language) -> None:
    for key, defects in (("data.broken", reviewed.broken), ("data.notes", reviewed.notes)):
        if defects:
            st.markdown(inert(say(key, language)))
            lines = (inert(d.message.in_language(language)) for d in defects[:SHOWN_PROBLEMS])
            st.markdown("\n".join(f"- {line}" for line in lines))
    if reviewed.noticed:
        st.markdown(inert(say("data.noticed", language)))
        told = (inert(notice.in_language(language)) for notice in reviewed.noticed)
        st.markdown("\n".join(f"- {line}" for line in told))
    if reviewed.difference:
        with st.expander(say("data.difference", language)):
            st.code("\n".join(visible(line) for line in reviewed.difference.splitlines()), language="diff")
    else:
        st.markdown(inert(say("data.no_difference", language)))


def _draw_kept(folder: str, context: Context, language: Language) -> None:
    """What can be asked now; one click opens the data set and asks."""
    target = next((path for path in (home(os.environ) / "models").glob("*") if path.name == folder), None)
    if target is None or not is_kept(target):  # what the address names is compared and never looked up
        target = workspace().tools.home
    if not may_replace(target, context.tools.who):
        st.markdown(inert(say("data.not_yours", language)))
        return
    model = load_model(target)
    name = model.labels.in_language(language) or model.name
    tables, rows = _size(target)
    numbers = {"tables": formats.count(tables, language), "rows": formats.count(rows, language)}
    st.markdown(inert(say("data.kept", language, name=name, **numbers)))
    questions = suggestions(model, language)[:OFFERED]
    if st.user.get("email") or st.user.get("sub"):  # others are at work in the data set that is open
        st.markdown("\n".join(f"- {inert(text)}" for text in questions))
        command = f"wenshu serve --model {target}"
        st.markdown(inert(say("data.kept_other", language, command=command)))
    else:
        for position, text in enumerate(questions):
            st.button(inert(text), key=f"data-ask-{position}", on_click=_ask, args=(target, text))
    if clicked(say("data.again", language), key="data-again"):
        del st.query_params["kept"]
        st.rerun()


def _size(target: Path) -> tuple[int, int]:
    """Tables and rows of the published data."""
    from assistant.workspace import DATABASE
    from semantic_layer.engines.publish import current

    tables = current(target / DATABASE, DATABASE).tables
    return len(tables), sum(record.rows for record in tables.values())


def _ask(target: Path, text: str) -> None:
    """Open the data set in this server, which serves one person, and ask."""
    os.environ["WENSHU_MODEL"] = str(target)
    reopen()
    session.open_conversation(new_id())
    session.ask(text)
