"""What the configured language model's endpoint can do, found out by trying each thing once.

Rule: each thing tried is one row with a plain sentence, also when it fails, and later rows are not tried when an
earlier one makes them pointless. A row never holds words of the server; what is printed is ours and counts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial

from assistant.agent.endpoint_report import Report, Row
from assistant.agent.probe import Call, Listing, Reply, ask, ask_in_pieces, list_models
from assistant.agent.settings import ModelSettings

NO_KEY = "not-needed"  # what stands for a key where none is set

_TOOL = {
    "type": "function",
    "function": {
        "name": "record_region",
        "description": "Record the name of one region.",
        "parameters": {
            "type": "object",
            "properties": {"region": {"type": "string", "description": "the region, in small letters"}},
            "required": ["region"],
            "additionalProperties": False,
        },
    },
}
_FORCED = {"type": "function", "function": {"name": "record_region"}}
_SCHEMA = {
    "type": "json_schema",
    "json_schema": {"name": "region", "strict": True, "schema": _TOOL["function"]["parameters"]},  # type: ignore[index]
}
_HELLO = "Reply with the word: ready"
_ONE = "Call the tool record_region for the region north. Do not answer in words."
_TWO = "Call the tool record_region twice, at once: for the region north and for the region south."


def try_endpoint(settings: ModelSettings, tell: Callable[[str], None] = lambda probe: None) -> Report:
    """Try everything once and report.

    Parameters
    ----------
    settings : ModelSettings
        `timeout_s` bounds each request; the whole takes at most ten of them.
    tell : callable
        Hears the name of each thing before it is tried.

    Returns
    -------
    Report
        Whatever the endpoint does: nothing is raised.
    """
    tell("reachable")
    listing = list_models(settings)
    gone = listing.trouble in ("unreachable", "bad_url", "bad_key")
    tell("reply")
    hello = Reply(listing.trouble) if gone else ask(settings, _HELLO)
    rows = [
        _reachable(listing, hello),
        _key(settings, listing, hello),
        _model(settings, listing, hello),
        _reply(hello),
    ]
    works = rows[-1].state == "yes"
    for probe, attempt in _FURTHER.items():
        if works:
            tell(probe)
        rows.append(attempt(settings, probe) if works else Row(probe, "not_tried"))
    rows.append(Row("usage", "yes" if hello.tells_usage else "no") if works else Row("usage", "not_tried"))
    rows.append(Row("latency", "yes", "ms", hello.ms) if works else Row("latency", "not_tried"))
    size = listing.context
    rows.append(Row("context", "yes", "tokens", size) if size else Row("context", "unknown", "not_told"))
    return Report(settings.host or "–", settings.model, tuple(rows), settings.streams)


def try_probe(settings: ModelSettings, probe: str) -> Row:
    """Try one of the things that go beyond a plain reply; nothing is raised.

    Raises
    ------
    KeyError
        If there is no such thing to try.
    """
    return _FURTHER[probe](settings, probe)


# --- what each reply means ------------------------------------------------------------------------------------


def _reachable(listing: Listing, hello: Reply) -> Row:
    """Any answer over HTTP will do, also a refusal."""
    silent = ("unreachable", "timeout", "bad_url", "bad_key")
    if listing.trouble in silent and hello.trouble in silent:
        return Row("reachable", "no", hello.trouble)
    return Row("reachable", "yes")


def _key(settings: ModelSettings, listing: Listing, hello: Reply) -> Row:
    """Only a reply proves a key: some servers list their models to everybody."""
    for trouble in ("bad_key", "key_refused"):
        if trouble in (listing.trouble, hello.trouble):
            return Row("key", "no", trouble)
    if hello.trouble:
        return Row("key", "unknown", "no_reply")
    return Row("key", "yes", "no_key_needed" if settings.api_key == NO_KEY else "")


def _model(settings: ModelSettings, listing: Listing, hello: Reply) -> Row:
    if settings.model in listing.names:
        return Row("model", "yes", "listed", len(listing.names))
    if not hello.trouble:
        return Row("model", "yes", "not_listed_but_replies")
    if listing.names:
        return Row("model", "no", "not_listed", len(listing.names))
    return Row("model", "no", "not_found") if hello.trouble == "not_found" else Row("model", "unknown", "no_reply")


def _reply(hello: Reply) -> Row:
    if hello.trouble:
        return Row("reply", "no", hello.trouble)
    return Row("reply", "yes") if hello.text.strip() else Row("reply", "no", "empty")


def _tool(settings: ModelSettings, probe: str, *, forced: bool) -> Row:
    reply = ask(settings, _ONE, tools=[_TOOL], tool_choice=_FORCED if forced else "auto")
    return _called(probe, reply)


def _tool_result(settings: ModelSettings, probe: str) -> Row:
    """The second turn of a call: some models want back more of their first reply than calls."""
    first = ask(settings, _ONE, tools=[_TOOL], tool_choice="auto")
    row = _called(probe, first)
    if row.state != "yes":
        return row
    second = ask(settings, _ONE, answered=first.calls, tools=[_TOOL], tool_choice="auto")
    return Row(probe, "no", second.trouble) if second.trouble else row


def _several(settings: ModelSettings, probe: str) -> Row:
    row = _called(probe, reply := ask(settings, _TWO, tools=[_TOOL], tool_choice="auto"))
    if row.state != "yes":
        return row
    return Row(probe, "yes", "calls", len(reply.calls)) if len(reply.calls) > 1 else Row(probe, "no", "one_call")


def _schema(settings: ModelSettings, probe: str) -> Row:
    reply = ask(settings, "Name one region: north or south.", response_format=_SCHEMA)
    if reply.trouble:
        return Row(probe, "no", reply.trouble)
    return Row(probe, "yes") if _is_region(reply.text) else Row(probe, "no", "schema_ignored")


def _stream(settings: ModelSettings, probe: str) -> Row:
    reply = ask_in_pieces(settings, _HELLO)
    trouble = _stream_trouble(reply)
    if trouble or not reply.text.strip():
        return Row(probe, "no", trouble or "empty")
    return Row(probe, "yes", "with_usage" if reply.tells_usage else "without_usage")


def _stream_tools(settings: ModelSettings, probe: str) -> Row:
    reply = ask_in_pieces(settings, _ONE, tools=[_TOOL], tool_choice="auto")
    trouble = _stream_trouble(reply)
    return Row(probe, "no", trouble) if trouble else _called(probe, reply)


def _stream_trouble(reply: Reply) -> str:
    if reply.trouble:
        return reply.trouble
    return "not_streamed" if not reply.chunks else "" if reply.ended else "broken_off"


def _called(probe: str, reply: Reply) -> Row:
    """Whether every call is of the tool there was, with arguments as it wants them."""
    if reply.trouble:
        return Row(probe, "no", reply.trouble)
    if not reply.calls:
        return Row(probe, "no", "words_instead")
    return Row(probe, "yes") if all(map(_is_right, reply.calls)) else Row(probe, "no", "wrong_call")


def _is_right(call: Call) -> bool:
    return call.tool == "record_region" and _is_region(call.arguments)


def _is_region(text: str) -> bool:
    try:
        found = json.loads(text)
    except ValueError:
        return False
    return isinstance(found, dict) and set(found) == {"region"} and isinstance(found["region"], str)


_FURTHER: Mapping[str, Callable[[ModelSettings, str], Row]] = {
    "forced_tool": partial(_tool, forced=True),
    "auto_tool": partial(_tool, forced=False),
    "tool_result": _tool_result,
    "several_tools": _several,
    "schema": _schema,
    "stream": _stream,
    "stream_tools": _stream_tools,
}
