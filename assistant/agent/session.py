"""What one question to the model has collected: calls, results, what was asked back, and what it cost.

Rule: limits are kept here, whatever the client or the endpoint does: number of calls, bytes of reply, seconds, tokens
and money. The first one that is reached ends the question, and so does the person's stop.
"""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field

from assistant.agent.pointing import Made
from assistant.agent.references import References
from assistant.agent.settings import ModelSettings
from assistant.agent.usage import Usage, cost
from assistant.ports import NO_WATCH, Watch
from semantic_layer.engines.errors import QueryInterrupted
from semantic_layer.vocabulary import Vocabulary
from tools.catalog import ToolCall
from tools.context import ToolContext


class AgentUnavailable(Exception):
    """The endpoint gave nothing usable. `code` names the sentence; no word of the server is kept."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class RequestNotTaken(AgentUnavailable):
    """The endpoint works and does not take a request of this kind; another kind may do."""


@dataclass
class Session:
    """One question while the model works on it."""

    settings: ModelSettings
    tools: ToolContext
    vocabulary: Vocabulary
    references: References = field(default_factory=References)
    watch: Watch = NO_WATCH
    offered: set[str] = field(default_factory=set)  # analyses whose arguments the model has been told
    calls: dict[str, ToolCall] = field(default_factory=dict)  # by the name of the result
    made: dict[str, Made] = field(default_factory=dict)  # every call with a result, kept or not
    wanted: list[str] = field(default_factory=list)  # calls as the model wrote them, in its order
    places: dict[str, int] = field(default_factory=dict)  # by the name of the result: its place among them
    options: tuple[ToolCall, ...] = ()  # what the model wants the person to choose from
    begun: float = field(default_factory=time.monotonic)
    one_call: threading.Lock = field(default_factory=threading.Lock)
    model_calls: int = 0
    tool_calls: int = 0
    received_bytes: int = 0
    sent: int | None = None
    received: int | None = None

    def check(self) -> None:
        """Raise when the person stopped or a limit is reached.

        Raises
        ------
        QueryInterrupted
            The person pressed stop.
        AgentUnavailable
            `model_timeout`, `model_limit` (calls, tokens or money) or `model_babbles` (bytes).
        """
        if self.watch.is_stopped():
            raise QueryInterrupted
        if self.left_s <= 0:
            raise AgentUnavailable("model_timeout")
        if self.received_bytes > self.settings.reply_bytes:
            raise AgentUnavailable("model_babbles")
        if (self.sent or 0) + (self.received or 0) > self.settings.tokens:
            raise AgentUnavailable("model_limit")
        spent = cost(self.settings.price, self.sent, self.received)
        if spent is not None and self.settings.max_cost is not None and spent > self.settings.max_cost:
            raise AgentUnavailable("model_limit")

    @property
    def left_s(self) -> float:
        """Seconds that the question may still take."""
        return self.settings.total_s - (time.monotonic() - self.begun)

    @property
    def calls_left(self) -> int:
        """Requests that the question may still make."""
        return max(0, self.settings.model_calls - self.model_calls)

    def count_tokens(self, sent: int, received: int) -> None:
        self.sent = (self.sent or 0) + sent
        self.received = (self.received or 0) + received

    def want(self, tool: str, arguments: object) -> None:
        """Note a call in the order in which the model wrote it; calls of one reply may run in any order."""
        self.wanted.append(_written(tool, arguments))

    def place_of(self, tool: str, arguments: object) -> int:
        """Return which call of the model this was."""
        text = _written(tool, arguments)
        return max((n for n, other in enumerate(self.wanted) if other == text), default=len(self.wanted))

    def begin_round(self) -> None:
        """Forget what was proposed; results stay, they may be referred to."""
        self.calls.clear()
        self.places.clear()
        self.options = ()

    def usage(self, *, is_cached: bool = False) -> Usage:
        return Usage(
            host=self.settings.host,
            model=self.settings.model,
            model_calls=self.model_calls,
            tool_calls=self.tool_calls,
            sent=self.sent,
            received=self.received,
            ms=round((time.monotonic() - self.begun) * 1000),
            cost=cost(self.settings.price, self.sent, self.received),
            currency=self.settings.price.currency if self.settings.price else "",
            is_cached=is_cached,
        )


def _written(tool: str, arguments: object) -> str:
    return json.dumps([tool, arguments], sort_keys=True, default=str, ensure_ascii=False)
