"""What asking a language model cost, as one line for the page and the command line."""

from __future__ import annotations

from assistant import formats
from assistant.agent.usage import Usage
from assistant.texts import say
from semantic_layer.model import Language


def usage_line(usage: Usage, language: Language) -> str:
    """Return endpoint, calls, tokens, time and money; what is not known is said to be so.

    Examples
    --------
    >>> usage_line(Usage("localhost:11434", "qwen", 2, 3, 4100, 120, 2300), "en")
    'qwen @ localhost:11434 · 2 calls · 4,220 tokens · 2.3 s · no price set'
    """
    if usage.is_cached:
        return f"{usage.model} @ {usage.host} · {say('page.usage_cached', language)}"
    known = usage.sent is not None and usage.received is not None
    tokens = formats.count((usage.sent or 0) + (usage.received or 0), language) if known else ""
    cost = f"{usage.cost:.4f} {usage.currency}" if usage.cost is not None else say("page.usage_free", language)
    return say(
        "page.usage",
        language,
        model=usage.model,
        host=usage.host,
        calls=usage.model_calls,
        tokens=tokens or say("page.usage_unknown", language),
        seconds=f"{usage.ms / 1000:.1f}",
        cost=cost,
    )
