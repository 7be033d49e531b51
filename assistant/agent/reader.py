"""A language model that chooses tools, held against what the parser recognised.

Rule: the model ends in typed `ToolCall`s or in nothing. Its words are never shown, so a figure it invents cannot reach
anybody; its calls are validated by the tools' own argument types, tried on the data, and checked against the question.
What does not agree goes back to the model once, and then to the person as a choice; it is never computed silently.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from assistant.agent.ability import Ability, known, learn
from assistant.agent.client import Message, converse
from assistant.agent.form import converse_by_form
from assistant.agent.lookup import telling_analyses
from assistant.agent.pointing import pointed
from assistant.agent.prompt import earlier, system_prompt
from assistant.agent.session import AgentUnavailable, RequestNotTaken, Session
from assistant.agent.toolbox import AgentTool, toolbox
from assistant.checking.reading_check import gaps
from assistant.checking.said import Gap
from assistant.conversation import Past
from assistant.plan import Clarify, Compute, Option, Outcome, Plan, Refuse
from assistant.question import Question
from assistant.reading import Reading, Span
from tools.catalog import ToolCall

ROUNDS = 2  # one proposal, and one correction
_NO_CALL = "You made no valid call. Call a tool with arguments that fit its schema; if no tool fits, say done."


@dataclass(frozen=True)
class Exchange:
    """What the model is told at first."""

    question: str
    system: str
    messages: list[Message]
    tools: tuple[AgentTool, ...]


def exchange(question: Question, past: Past, session: Session) -> Exchange:
    """Return the instructions, the turns before with the question, and the tools; the session knows what they mean."""
    session.references.shown = past.answered.shown if past.answered else ()
    session.offered.update(telling_analyses(question.text, 3))
    return Exchange(
        question.text,
        system_prompt(session, question.text),
        [*earlier(past, session), ("user", question.text)],
        toolbox(session),
    )


def read_with_agent(question: Question, parsed: Plan, past: Past, session: Session) -> Plan:
    """Let the model choose the calls for a question.

    Parameters
    ----------
    question : Question
    parsed : Plan
        The parser's own outcome; its reading is what the calls are checked against, and what stands when the model
        gives nothing usable.
    past : Past
        The turns before. Constraints of the last answer may be kept by a follow-up; a new one needs the question.
    session : Session
        The endpoint with its limits, and data under the asking person's policies; calls are tried on it.

    Returns
    -------
    Plan
        `Compute` when the calls account for every recognised span and add nothing; `Clarify` or `Refuse` when they
        do not, even after one correction, or when the model asks back.

    Raises
    ------
    AgentUnavailable
        The endpoint gave nothing usable; `code` says why.
    QueryInterrupted
        The person stopped.
    """
    tried = known(session.settings)
    try:
        return _read(question, parsed, past, session, tried)
    except AgentUnavailable as trouble:
        if not _is_about_tools(trouble, session):
            raise
        way = learn(session)
        if way == tried or way.way == "none":
            raise
        return _read(question, parsed, past, session, way)


def _is_about_tools(trouble: AgentUnavailable, session: Session) -> bool:
    """Whether nothing came because the endpoint may not know what a tool is."""
    return isinstance(trouble, RequestNotTaken) or (trouble.code == "model_no_plan" and not session.tool_calls)


def _read(question: Question, parsed: Plan, past: Past, session: Session, ability: Ability) -> Plan:
    """Read in one way of talking to the endpoint."""
    asked = exchange(question, past, session)
    before = _calls(past.answered.plan) if past.answered else ()
    calls: tuple[ToolCall, ...] = ()
    found: tuple[Gap, ...] = ()
    messages = asked.messages
    for _ in range(ROUNDS):
        if not session.calls_left:
            break
        session.begin_round()
        talk(asked, messages, session, ability)
        if session.options:
            return Plan(_asked_back(session.options), parsed.reading, "agent")
        calls = _proposed(session)
        if not calls:
            messages = [*asked.messages, ("user", _NO_CALL)]
            continue
        session.watch.stage("check")
        found = _gaps(calls, parsed.reading, session, before)
        if not found:
            return Plan(Compute(calls), closed(parsed.reading), "agent")
        hint = "\n".join(str(gap) for gap in found)
        complaint = f"Your calls do not match the question:\n{hint}\nMake all calls again, corrected."
        messages = [*asked.messages, ("user", complaint)]
    if not calls:
        raise AgentUnavailable("model_no_plan")
    return Plan(_as_choice(calls, parsed.outcome, found), parsed.reading, "agent")


def _gaps(
    calls: tuple[ToolCall, ...], reading: Reading, session: Session, before: tuple[ToolCall, ...]
) -> tuple[Gap, ...]:
    """What the calls do not share with the question; the results they point to are held against it as well."""
    meant = pointed(session.calls, session.made, reading)
    model, calendar = session.tools.model, session.tools.calendar
    return gaps((*calls, *meant.calls), reading, model, calendar, pointed=meant.values, before=before)


def talk(asked: Exchange, messages: list[Message], session: Session, ability: Ability, **client: Any) -> None:
    """One exchange in the way that the endpoint can do; what came of it is in the session.

    Raises
    ------
    AgentUnavailable
        As for `converse`, and `model_unfit` where the endpoint is known to do neither.
    """
    if ability.way == "none":
        raise AgentUnavailable("model_unfit")
    session.watch.stage("model")  # before the client is loaded, which takes seconds in a new process
    session.settings = replace(session.settings, streams=ability.streams and session.settings.streams)
    if ability.way == "tools":
        converse(asked.system, messages, asked.tools, session, **client)
    else:
        converse_by_form(asked.question, messages, asked.tools, session, **client)


def _proposed(session: Session) -> tuple[ToolCall, ...]:
    """The calls that count: looking up what a name means is no answer where something was computed."""
    written = sorted(session.calls, key=lambda name: session.places[name])
    calls = tuple(dict.fromkeys(session.calls[name] for name in written))
    return tuple(call for call in calls if call.tool != "describe") or calls


def _calls(plan: Plan) -> tuple[ToolCall, ...]:
    return plan.outcome.calls if isinstance(plan.outcome, Compute) else ()


def compared(parsed: Plan, other: Plan) -> tuple[Plan, bool]:
    """Hold two readings of one question against each other.

    Returns
    -------
    plan : Plan
        The parser's plan where both say the same; a choice between the two where they do not; the model's outcome
        where only one of them computes.
    agree : bool
    """
    if not isinstance(parsed.outcome, Compute) or not isinstance(other.outcome, Compute):
        return other, False
    if parsed.outcome == other.outcome:
        return parsed, True
    options = (Option(parsed.outcome.calls, default=True), Option(other.outcome.calls))
    return Plan(Clarify("readings_differ", options), parsed.reading, "agent"), False


def _asked_back(calls: tuple[ToolCall, ...]) -> Outcome:
    """What the model wants to know, as options made from calls; its own words are not shown."""
    if len(calls) == 1:
        return Refuse("reading_not_confirmed", (), (), calls)
    return Clarify("readings_differ", tuple(Option((call,)) for call in calls))


def _as_choice(calls: tuple[ToolCall, ...], parsed: Outcome, found: tuple[Gap, ...]) -> Outcome:
    """The model's reading is offered, never run: beside the parser's options, or alone as the nearest question."""
    params = tuple((gap.kind, gap.text or gap.what) for gap in found)
    if isinstance(parsed, Clarify):
        return Clarify("readings_differ", (*parsed.options[:3], Option(calls)), params)
    if isinstance(parsed, Compute):
        return Clarify("readings_differ", (Option(parsed.calls, default=True), Option(calls)), params)
    return Refuse("reading_not_confirmed", params, tuple(gap.what for gap in found), calls)


def closed(reading: Reading) -> Reading:
    """Words that only the model explained are marked as its assumption; the restatement shows what they became."""
    spans = tuple(
        Span(s.text, s.start, s.end, s.kind, "agent", "assumption") if s.status == "unexplained" else s
        for s in reading.spans
    )
    return Reading(reading.language, spans, reading.assumptions)
