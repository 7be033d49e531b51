"""The client of the language model: one exchange with LangChain over an OpenAI-compatible endpoint.

Rule: only this module and `probe.py` import the client, and only when they are used. The base URL is always passed,
tracing is off, nothing of what the server says in words is kept, and every wait has an end.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from assistant.agent.probe import trusted
from assistant.agent.schemas import Schema
from assistant.agent.session import AgentUnavailable, RequestNotTaken, Session
from assistant.agent.settings import ModelSettings
from assistant.agent.toolbox import AgentTool, is_shown

if TYPE_CHECKING:
    from langchain.agents.middleware import AgentMiddleware
    from langchain_core.tools import BaseTool
    from langchain_openai import ChatOpenAI
    from openai import Timeout

CONNECT_S = 4.0
Message = tuple[str, str]  # role and text


def converse(
    system: str, messages: Sequence[Message], tools: Sequence[AgentTool], session: Session, **client: Any
) -> None:
    """Let the model call tools until it is done; what it called is in the session.

    Raises
    ------
    AgentUnavailable
        `model_unreachable`, `model_timeout`, `model_key_refused`, `model_failed`, or a limit of the session.
    QueryInterrupted
        The person stopped.
    """
    from langchain.agents import create_agent
    from langsmith import tracing_context

    with _translated(), tracing_context(enabled=False):
        agent: Any = create_agent(
            chat_model(session.settings, **client),
            [_as_tool(tool) for tool in tools],
            system_prompt=system,
            middleware=_middleware(session),
        )
        agent.step_timeout = max(session.left_s, 0.1)  # also where a thread of the client never comes back
        stream = agent.stream({"messages": list(messages)}, stream_mode=["messages", "updates"])
        for mode, chunk in stream:
            if mode == "messages":
                session.received_bytes += _size(chunk[0])
            elif "model" in chunk:
                _count(chunk["model"], session)
            session.check()


def fill(system: str, messages: Sequence[Message], schema: Schema, session: Session, **client: Any) -> str:
    """Return one reply in the form of a JSON schema, for endpoints without tools.

    Raises
    ------
    AgentUnavailable, QueryInterrupted
        As for `converse`.
    """
    from langsmith import tracing_context

    form = {"type": "json_schema", "json_schema": {"name": "queries", "schema": schema, "strict": False}}
    with _translated(), tracing_context(enabled=False):
        session.check()
        session.model_calls += 1
        model = chat_model(session.settings, **client)
        said = [("system", system), *messages]
        pieces = (
            model.stream if session.settings.streams else lambda *given, **more: iter([model.invoke(*given, **more)])
        )
        text = ""
        for piece in pieces(said, response_format=form, timeout=_patience(session)):
            text += str(piece.text)
            session.received_bytes += _size(piece)
            _count({"messages": [piece]}, session)
            session.check()
    return text


def first_request(send: Callable[..., None]) -> bytes | None:
    """Return the body of the first request that `send(http_client=...)` makes, byte for byte; None when it makes none.

    Nothing leaves the machine.
    """
    import httpx2

    sent: list[bytes] = []

    class Held(httpx2.BaseTransport):
        """Takes the request and refuses to carry it."""

        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            sent.append(request.read())
            raise httpx2.ConnectError("held back", request=request)

    with httpx2.Client(transport=Held()) as client, suppress(AgentUnavailable):
        send(http_client=client)
    return sent[0] if sent else None


def complete(prompt: str, settings: ModelSettings) -> str:
    """Return the model's plain reply to one prompt, for words that are checked before anybody reads them.

    Raises
    ------
    AgentUnavailable
        As for `converse`.
    """
    from langsmith import tracing_context

    with _translated(), tracing_context(enabled=False):
        return str(chat_model(settings).invoke([("user", prompt)]).text)[: settings.reply_bytes]


def chat_model(settings: ModelSettings, **more: Any) -> ChatOpenAI:
    """Return the client; one with nothing of its own is kept, because reading the certificates takes its time."""
    return _built(settings, **more) if more else _kept(settings)


@lru_cache(maxsize=4)
def _kept(settings: ModelSettings) -> ChatOpenAI:
    return _built(settings)


def _built(settings: ModelSettings, **more: Any) -> ChatOpenAI:
    """One layer retries, and it is ours. The certificates are read once, not for each client again."""
    import openai
    from langchain_openai import ChatOpenAI

    carriers = {
        "http_client": openai.DefaultHttpxClient(verify=trusted()),
        "http_async_client": openai.DefaultAsyncHttpxClient(verify=trusted()),
    }
    return ChatOpenAI(
        model=settings.model,
        base_url=settings.base_url,
        api_key=settings.api_key,  # type: ignore[arg-type]
        timeout=_bounded(settings.timeout_s),
        max_retries=0,
        use_responses_api=None if settings.is_vendor else False,
        temperature=None if settings.is_vendor else 0,  # newer models of the vendor refuse any other than their own
        streaming=settings.streams,
        stream_usage=settings.streams,
        **(carriers | more),
    )


def _middleware(session: Session) -> list[AgentMiddleware[Any, Any, Any]]:
    import openai
    from langchain.agents.middleware import AgentMiddleware, ModelCallLimitMiddleware, ModelRetryMiddleware

    class Shown(AgentMiddleware[Any, Any, Any]):
        """Before each call: stop if asked to, and show the tools that have been found so far."""

        def wrap_model_call(self, request: Any, handler: Callable[[Any], Any]) -> Any:
            session.check()
            session.model_calls += 1
            session.watch.stage("model")
            shown = [tool for tool in request.tools if is_shown(tool.name, session)]
            reply = handler(request.override(tools=shown, model_settings={"timeout": _patience(session)}))
            for call in (call for message in reply.result for call in getattr(message, "tool_calls", ())):
                session.want(call["name"], call["args"])
            return reply

    again = (openai.InternalServerError, openai.RateLimitError, json.JSONDecodeError, openai.APIResponseValidationError)
    return [
        ModelCallLimitMiddleware(run_limit=session.calls_left),
        ModelRetryMiddleware(max_retries=1, retry_on=again, on_failure="error", initial_delay=0.5, max_delay=2.0),
        Shown(),
    ]


def _as_tool(tool: AgentTool) -> BaseTool:
    from langchain_core.tools import StructuredTool

    def use(**arguments: Any) -> str:
        return tool.run(arguments)

    return StructuredTool.from_function(
        func=use, name=tool.name, description=tool.description, args_schema=tool.schema, infer_schema=False
    )


def _patience(session: Session) -> Timeout:
    """How long the next request may take: never longer than is left of the question."""
    return _bounded(max(min(session.settings.timeout_s, session.left_s), 0.1))


def _bounded(seconds: float) -> Timeout:
    import openai

    return openai.Timeout(seconds, connect=min(CONNECT_S, seconds))


def _size(message: Any) -> int:
    """Bytes of one piece of a reply, words and arguments of calls."""
    calls = getattr(message, "tool_call_chunks", None) or []
    return len(str(message.content).encode()) + sum(len(str(call.get("args") or "").encode()) for call in calls)


def _count(update: Any, session: Session) -> None:
    for message in (update or {}).get("messages", []):
        usage = getattr(message, "usage_metadata", None)
        if usage:
            session.count_tokens(int(usage.get("input_tokens", 0)), int(usage.get("output_tokens", 0)))


@contextmanager
def _translated() -> Iterator[None]:
    """Turn what the client raises into codes; the server's words are dropped, they may echo the key."""
    import openai
    from langchain_core.exceptions import LangChainException
    from langgraph.errors import GraphRecursionError

    try:
        yield
    except (openai.APITimeoutError, TimeoutError):
        raise AgentUnavailable("model_timeout") from None
    except openai.APIConnectionError:
        raise AgentUnavailable("model_unreachable") from None
    except (openai.AuthenticationError, openai.PermissionDeniedError):
        raise AgentUnavailable("model_key_refused") from None
    except openai.LengthFinishReasonError:
        raise AgentUnavailable("model_babbles") from None
    except (openai.BadRequestError, openai.UnprocessableEntityError):
        raise RequestNotTaken("model_failed") from None
    except GraphRecursionError:
        raise AgentUnavailable("model_limit") from None
    except (openai.OpenAIError, LangChainException, ValueError, TypeError, LookupError, AttributeError):
        raise AgentUnavailable("model_failed") from None  # 4xx, 5xx, malformed JSON, a reply of the wrong shape
