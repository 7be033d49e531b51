"""Single requests to an endpoint, to learn what it can do.

Rule: every request ends, in time and in bytes, whatever the server does, and no word of the server leaves this module:
what comes back are codes of trouble, counts, and replies that only the caller's checks look at. The body of an error is
not even read, because it may repeat the key.
"""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from assistant.agent.settings import ModelSettings

if TYPE_CHECKING:
    import httpx2
    from openai import OpenAI

T = TypeVar("T")
MOST_BYTES = 200_000  # a list of models or a reply of one word is far below
_CONTEXT_FIELDS = ("context_length", "max_model_len", "context_window", "max_context_length", "n_ctx", "n_ctx_train")
_TROUBLE = {401: "key_refused", 403: "key_refused", 404: "not_found", 408: "timeout", 429: "too_many"}


@dataclass(frozen=True)
class Call:
    """A tool call as it arrived; the arguments are text, maybe no JSON."""

    tool: str
    arguments: str
    id: str = ""


@dataclass(frozen=True)
class Reply:
    """What one request brought. `trouble` is empty when a reply of the right form came, else a code.

    `text` is the model's own and may hold anything: it is for checks, not for showing. `ended` says that the server
    told the end of its reply; `chunks` counts the pieces of a stream.
    """

    trouble: str = ""
    ms: int = 0
    text: str = field(default="", repr=False)
    calls: tuple[Call, ...] = ()
    ended: bool = False
    chunks: int = 0
    tells_usage: bool = False


@dataclass(frozen=True)
class Listing:
    """The models that the endpoint lists, and the size of the context of ours where that is told (tokens)."""

    trouble: str = ""
    names: frozenset[str] = frozenset()
    context: int | None = None


def list_models(settings: ModelSettings) -> Listing:
    """Ask for the list of models."""

    def ask(client: OpenAI) -> Listing:
        listed = json.loads(client.models.with_raw_response.list().http_response.text)
        entries = {str(entry["id"]): entry for entry in listed["data"]}
        return Listing(names=frozenset(entries), context=_context(entries.get(settings.model, {})))

    return _within(settings, ask, lambda trouble: Listing(trouble))


def ask(settings: ModelSettings, prompt: str, answered: Sequence[Call] = (), **more: Any) -> Reply:
    """Ask once and take the reply whole.

    `answered` are calls that the model made for this prompt; they go along, each with a result. `more` goes into
    the request: tools, choice of a tool, form of the reply.
    """

    def exchange(client: OpenAI) -> Reply:
        begun = time.monotonic()
        raw = client.chat.completions.with_raw_response.create(**_request(settings, prompt, answered), **more)
        body = json.loads(raw.http_response.text)
        message, reason = body["choices"][0]["message"], body["choices"][0].get("finish_reason")
        calls = [(call["function"], call.get("id")) for call in message.get("tool_calls") or []]
        return Reply(
            ms=round((time.monotonic() - begun) * 1000),
            text=str(message.get("content") or ""),
            calls=tuple(Call(str(call["name"]), str(call["arguments"]), str(key or "")) for call, key in calls),
            ended=bool(reason),
            tells_usage=_is_usage(body.get("usage")),
        )

    return _within(settings, exchange, Reply)


def ask_in_pieces(settings: ModelSettings, prompt: str, **more: Any) -> Reply:
    """Ask once and take the reply as a stream."""

    def exchange(client: OpenAI) -> Reply:
        begun = time.monotonic()
        found = Reply()
        calls: dict[int, tuple[str, str]] = {}
        more_still = {"stream": True, "stream_options": {"include_usage": True}, **more}
        for chunk in client.chat.completions.create(**_request(settings, prompt), **more_still):
            found = _with_piece(found, chunk.model_dump(warnings=False), calls)
        ordered = tuple(Call(*calls[position]) for position in sorted(calls))
        return replace(found, ms=round((time.monotonic() - begun) * 1000), calls=ordered)

    return _within(settings, exchange, Reply)


def _request(settings: ModelSettings, prompt: str, answered: Sequence[Call] = ()) -> dict[str, Any]:
    messages: list[dict[str, Any]] = [{"role": "user", "content": prompt}]
    if answered:
        made = [
            {"id": call.id, "type": "function", "function": {"name": call.tool, "arguments": call.arguments}}
            for call in answered
        ]
        messages.append({"role": "assistant", "content": None, "tool_calls": made})
        messages += [{"role": "tool", "tool_call_id": call.id, "content": "recorded"} for call in answered]
    return {"model": settings.model, "messages": messages}


def _with_piece(found: Reply, chunk: Mapping[str, Any], calls: dict[int, tuple[str, str]]) -> Reply:
    """Add one piece of a stream; pieces of tool calls are put together by their position."""
    tells_usage = found.tells_usage or _is_usage(chunk.get("usage"))
    found = replace(found, chunks=found.chunks + 1, tells_usage=tells_usage)
    for choice in (chunk.get("choices") or [])[:1]:
        delta = choice.get("delta") or {}
        for piece in delta.get("tool_calls") or []:
            name, arguments = calls.get(piece["index"], ("", ""))
            told = piece.get("function") or {}
            calls[piece["index"]] = (name + (told.get("name") or ""), arguments + (told.get("arguments") or ""))
        ended = found.ended or bool(choice.get("finish_reason"))
        found = replace(found, text=found.text + str(delta.get("content") or ""), ended=ended)
    return found


def _is_usage(usage: object) -> bool:
    return isinstance(usage, Mapping) and all(
        isinstance(usage.get(name), int) for name in ("prompt_tokens", "completion_tokens")
    )


def _context(entry: Mapping[str, Any]) -> int | None:
    meta = entry.get("meta")
    places: Sequence[Mapping[str, Any]] = (entry, meta) if isinstance(meta, Mapping) else (entry,)
    told = (place.get(name) for place in places for name in _CONTEXT_FIELDS)
    return next((size for size in told if isinstance(size, int) and not isinstance(size, bool) and size > 0), None)


# --- every request ends --------------------------------------------------------------------------------------


def _within(settings: ModelSettings, work: Callable[[OpenAI], T], failed: Callable[[str], T]) -> T:
    """Do the work beside the main thread, so that not even a name server or a dripping header outlasts the time."""
    import httpx2  # noqa: F401 - loaded here: a second look must not meet modules that a first one is still loading
    import openai  # noqa: F401

    found: list[T] = []
    worker = threading.Thread(target=lambda: found.append(_translated(settings, work, failed)), daemon=True)
    worker.start()
    worker.join(settings.timeout_s + 1)
    return found[0] if found else failed("timeout")


def _translated(settings: ModelSettings, work: Callable[[OpenAI], T], failed: Callable[[str], T]) -> T:
    """Turn what the client raises into a code; nothing of what the server wrote is kept."""
    import httpx2
    import openai

    limits = _Limits(time.monotonic() + settings.timeout_s)
    try:
        with _client(settings, limits) as client:
            return work(client)
    except openai.APIStatusError as error:
        status = error.status_code
        other = "server_error" if status >= 500 else "redirected" if status < 400 else "not_supported"
        return failed(_TROUBLE.get(status, other))
    except (openai.APITimeoutError, httpx2.TimeoutException):
        return failed("timeout")
    except (openai.APIConnectionError, httpx2.RequestError) as error:
        if isinstance(error.__cause__, httpx2.UnsupportedProtocol):
            return failed("bad_url")
        return failed("babbles" if limits.is_exceeded else "broken_off" if limits.has_answered else "unreachable")
    except openai.APIError:  # an error in the middle of a stream
        return failed("server_error")
    except httpx2.InvalidURL:
        return failed("bad_url")
    except UnicodeEncodeError:  # a header holds ASCII only
        return failed("bad_key")
    except (openai.OpenAIError, ValueError, TypeError, LookupError, AttributeError):
        return failed("garbage" if limits.has_answered else "unreachable")  # no JSON, or JSON of another shape


@dataclass
class _Limits:
    """What the body of one reply may take; `until` is a time of the monotonic clock."""

    until: float
    left: int = MOST_BYTES
    has_answered: bool = False
    is_exceeded: bool = False


def _client(settings: ModelSettings, limits: _Limits) -> OpenAI:
    """The client with one request in mind: no retry, no redirect, bounded bodies."""
    import httpx2
    import openai

    class Bounded(httpx2.SyncByteStream):
        """A body that breaks off at the limits."""

        def __init__(self, stream: httpx2.SyncByteStream, is_error: bool) -> None:
            self.stream, self.is_error = stream, is_error

        def __iter__(self) -> Iterator[bytes]:
            if self.is_error:
                return
            for piece in self.stream:
                limits.left -= len(piece)
                limits.is_exceeded = limits.left < 0
                if limits.is_exceeded:
                    raise httpx2.ReadError("too long")
                if time.monotonic() > limits.until:
                    raise httpx2.ReadTimeout("too slow")
                yield piece

        def close(self) -> None:
            self.stream.close()

    def bound(response: httpx2.Response) -> None:
        limits.has_answered = True
        assert isinstance(response.stream, httpx2.SyncByteStream)
        response.stream = Bounded(response.stream, response.status_code >= 300)

    return openai.OpenAI(
        base_url=settings.base_url,
        api_key=settings.api_key,
        timeout=settings.timeout_s,
        max_retries=0,
        http_client=openai.DefaultHttpxClient(
            follow_redirects=False, event_hooks={"response": [bound]}, verify=trusted()
        ),
    )


@cache
def trusted() -> ssl.SSLContext:
    """The certificates that are trusted; reading them takes longer than most requests."""
    import httpx2

    return httpx2.create_ssl_context()
