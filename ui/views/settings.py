"""The settings: language and numbers of the person, what the model fixes, which language model may be asked, limits.

Rule: the page shows what is in force and where it is changed; it stores how a person wants numbers written and nothing
else, and a key is never on it.
"""

from __future__ import annotations

import streamlit as st

from assistant import formats
from assistant.agent.endpoint import try_endpoint
from assistant.agent.endpoint_report import Report
from assistant.agent.settings import SECRETS, ModelSettings
from assistant.context import Context
from assistant.conversation import NOTHING_SAID
from assistant.formats import NumberStyle
from assistant.storage.preferences import DECIMALS, MAGNITUDES
from assistant.texts import say
from assistant.told import told_why
from semantic_layer.model import Format, Language, Unit
from semantic_layer.query import Who
from ui.clicked import clicked
from ui.inert import inert
from ui.model_panel import show_request
from ui.person import preferences_of
from ui.rail import LANGUAGES

EXAMPLE = 34_567_890
SHARE = 0.4816


def draw(context: Context, language: Language) -> None:
    st.markdown(f"## {say('shell.settings', language)}")
    left, right = st.columns(2, gap="large")
    with left:
        _language(language)
        _numbers(context, language)
        _calendar(context, language)
    with right:
        _endpoint(context, language)
        _leaves(context, language)
        _title("settings.telemetry", language)
        st.markdown(inert(say("settings.telemetry_none", language)))


def _title(key: str, language: Language) -> None:
    st.markdown(f"#### {say(key, language)}")


def _facts(facts: dict[str, str], language: Language) -> None:
    lines = (f"**{say(key, language)}**  \n{inert(text)}" for key, text in facts.items() if text)
    st.markdown("\n\n".join(lines))


def _calendar(context: Context, language: Language) -> None:
    _title("settings.calendar", language)
    calendar, spec = context.tools.calendar, context.model.calendar
    fiscal = spec.fiscal_year
    covered = (
        formats.day_range(calendar.first_day, calendar.last_day, language)
        if calendar.first_day and calendar.last_day
        else ""
    )
    _facts(
        {
            "settings.as_of": formats.day(context.as_of, language),
            "settings.covered": covered,
            "settings.week_start": say(f"settings.week.{spec.week_start}", language),
            "settings.fiscal": say(f"settings.month.{fiscal.start_month if fiscal else 1}", language),
            "settings.time_zone": spec.timezone,
            "settings.person": context.tools.who.name if context.tools.who != Who() else "",
            "settings.roles": ", ".join(context.tools.who.roles),
        },
        language,
    )
    st.caption(inert(say("settings.of_model", language)))


def _language(language: Language) -> None:
    _title("settings.language", language)

    def switch() -> None:
        st.session_state["lang"] = st.session_state["settings-language"]

    st.segmented_control(
        say("settings.language", language),
        list(LANGUAGES),
        format_func=lambda code: LANGUAGES[code],
        default=language,
        required=True,
        key="settings-language",
        on_change=switch,
        label_visibility="collapsed",
    )
    st.caption(inert(say("settings.language_about", language)))


def _numbers(context: Context, language: Language) -> None:
    """Large numbers and decimals, kept for the person; the examples show both."""
    _title("settings.numbers", language)
    kept, style = preferences_of(context), context.number_style
    magnitude = st.selectbox(
        say("settings.magnitude", language),
        MAGNITUDES,
        index=MAGNITUDES.index(style.magnitude),
        key="settings-magnitude",
        format_func=lambda code: say(f"settings.magnitude.{code}", language),
    )
    decimals = st.selectbox(
        say("settings.decimals", language),
        DECIMALS,
        index=DECIMALS.index(style.decimals),
        key="settings-decimals",
        format_func=lambda n: say("settings.decimals.metric", language) if n is None else str(n),
    )
    chosen = NumberStyle(magnitude=magnitude or "language", decimals=decimals)
    if chosen != style:
        try:
            kept.keep(chosen)
        except OSError as error:
            st.error(inert(say("metrics.not_saved", language, why=told_why(error, language))))
        else:
            st.rerun()
    count = formats.write(EXAMPLE, Unit("none"), Format("integer"), language, style=style)
    share = formats.write(SHARE, Unit("share"), Format("percent", 1), language, style=style)
    st.markdown(inert(say("settings.numbers_style", language, example=count, share=share)))
    st.caption(inert(say("settings.numbers_about", language)))


# --- the language model --------------------------------------------------------------------------------------


def _endpoint(context: Context, language: Language) -> None:
    _title("settings.endpoint", language)
    settings = context.settings
    if settings is None:
        st.markdown(inert(say("settings.no_endpoint", language, file=SECRETS)))
        return
    _facts({"settings.model": settings.model, "settings.host": settings.host}, language)
    st.caption(inert(say("settings.key", language)))
    if clicked(say("settings.test", language), key="settings-test", type="primary"):
        _tested(settings, language)
    st.caption(inert(say("settings.test_about", language, host=settings.host)))
    _budgets(settings, language)


def _tested(settings: ModelSettings, language: Language) -> None:
    with st.status(say("settings.test", language)) as status:
        report = try_endpoint(
            settings,
            lambda name: status.update(
                label=say("endpoint.trying", language, probe=say(f"endpoint.probe.{name}", language))
            ),
        )
        status.update(label=say("settings.test", language), state="complete" if report.usable else "error")
    _report(report, language)


def _report(report: Report, language: Language) -> None:
    import pandas as pd

    rows = [
        (
            say(f"endpoint.probe.{row.probe}", language),
            say(f"endpoint.state.{row.state}", language),
            row.text(language),
        )
        for row in report.rows
    ]
    headings = [say(f"settings.{name}", language) for name in ("probe", "result", "detail")]
    st.dataframe(pd.DataFrame(rows, columns=headings), hide_index=True, key="settings-report")
    missing = ", ".join(say(f"endpoint.probe.{name}", language) for name in report.missing)
    if report.by_form:
        st.info(inert(say("endpoint.by_form", language)))
    elif missing:
        st.error(inert(say("settings.unusable", language, names=missing)))
    else:
        st.success(inert(say("endpoint.usable", language)))


def _budgets(settings: ModelSettings, language: Language) -> None:
    _title("settings.budgets", language)
    cost = f"{settings.max_cost:g}" if settings.max_cost is not None else say("settings.no_limit", language)
    _facts(
        {
            "settings.calls": formats.count(settings.model_calls, language),
            "settings.tokens": formats.count(settings.tokens, language),
            "settings.seconds": f"{settings.total_s:g}",
            "settings.cost": cost,
        },
        language,
    )


def _leaves(context: Context, language: Language) -> None:
    _title("settings.leaves", language)
    settings = context.settings
    if settings is None:
        st.markdown(inert(say("settings.leaves_nothing", language)))
        return
    st.markdown(inert(say("settings.leaves_names", language, host=settings.host)))
    names = ", ".join(sorted(settings.share_values))
    values = say("settings.values_on", language, names=names) if names else say("settings.values_off", language)
    findings = say("settings.on" if settings.share_findings else "settings.off", language)
    _facts({"settings.values": values, "settings.findings": findings}, language)
    if clicked(say("page.preview", language), key="settings-preview"):
        show_request(context, language, None, NOTHING_SAID)
