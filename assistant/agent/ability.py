"""How an endpoint can be talked to: by tools, by a form that a JSON schema describes, or not at all.

Rule: tools are taken for granted until a request brings no call. Then each way is tried once, with a made-up tool and
no word of the question, and what is found holds as long as the process runs. A try that ended without a verdict (no
answer in time, too many requests, an error of the server) says nothing and is not kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from assistant.agent.endpoint import try_probe
from assistant.agent.endpoint_report import VERDICTS
from assistant.agent.session import Session
from assistant.agent.settings import ModelSettings

Way = Literal["tools", "form", "none"]


@dataclass(frozen=True)
class Ability:
    """The way that works, and whether replies may be asked for in pieces."""

    way: Way
    streams: bool


_LEARNT: dict[tuple[str, str], Ability] = {}  # by address and model; equal tries of two threads write equal entries


def known(settings: ModelSettings) -> Ability:
    """Return what has been found out, else that tools are to be used as the settings say."""
    learnt = _LEARNT.get(_key(settings))
    return Ability("tools", settings.streams) if learnt is None else learnt


def learn(session: Session) -> Ability:
    """Try what has not been tried yet and return the way to go on with.

    Raises
    ------
    AgentUnavailable
        `model_timeout`: the question's time is up.
    QueryInterrupted
        The person stopped.
    """
    key = _key(session.settings)
    if key not in _LEARNT:
        found = _found(session)
        if found is None:
            return known(session.settings)
        _LEARNT[key] = found
    return _LEARNT[key]


def _found(session: Session) -> Ability | None:
    """The first way that works; None where a try on the way to it gave no verdict."""
    streams = session.settings.streams
    ways = [
        *([(("stream_tools", "tool_result"), Ability("tools", True))] if streams else []),
        (("auto_tool", "tool_result"), Ability("tools", False)),
        (("schema",), Ability("form", streams)),
    ]
    works = cache(lambda probe: _works(probe, session))
    for probes, ability in ways:
        first = next((verdict for verdict in map(works, probes) if verdict is not True), True)
        if first is None:
            return None
        if first:
            return ability
    return Ability("none", streams)


def _works(probe: str, session: Session) -> bool | None:
    session.check()
    if not session.calls_left:
        return None
    session.model_calls += 1
    settings = replace(session.settings, timeout_s=min(session.settings.timeout_s, session.left_s))
    row = try_probe(settings, probe)
    return row.state == "yes" or (False if row.code in VERDICTS else None)


def _key(settings: ModelSettings) -> tuple[str, str]:
    return settings.base_url, settings.model
