"""What asking a language model cost: calls, tokens, time and money.

Rule: tokens are counted as the endpoint reports them; where it reports none they are unknown and never guessed, and
money is known only where tokens and prices are.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Price:
    """Of one million tokens, in the currency the operator gives it in."""

    sent: float
    received: float
    currency: str = "USD"


@dataclass(frozen=True)
class Usage:
    """One question. `sent` and `received` are tokens, None where the endpoint reports none; `ms` includes waiting."""

    host: str
    model: str
    model_calls: int = 0
    tool_calls: int = 0
    sent: int | None = None
    received: int | None = None
    ms: int = 0
    cost: float | None = None
    currency: str = ""
    is_cached: bool = False

    def to_json(self) -> dict[str, object]:
        return {
            "host": self.host,
            "model": self.model,
            "model_calls": self.model_calls,
            "tool_calls": self.tool_calls,
            "tokens_sent": self.sent,
            "tokens_received": self.received,
            "ms": self.ms,
            "cost": self.cost,
            "currency": self.currency or None,
            "cached": self.is_cached,
        }


def cost(price: Price | None, sent: int | None, received: int | None) -> float | None:
    """Return what the tokens cost; None where prices or tokens are unknown.

    Examples
    --------
    >>> cost(Price(0.25, 2.0), 4_000, 100)
    0.0012
    >>> cost(None, 4_000, 100) is None
    True
    """
    if price is None or sent is None or received is None:
        return None
    return round((sent * price.sent + received * price.received) / 1_000_000, 6)
