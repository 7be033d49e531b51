"""Which language model may be asked, if any.

Rule: nothing is configured by accident. A key or a base URL under our own names (or the vendor's own key) switches
the agent on; variables of other products reroute nothing, because the base URL is always passed explicitly.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from assistant.agent.usage import Price

VENDOR_URL = "https://api.openai.com/v1"
DEFAULT_MODEL = "gpt-5-mini"


class BadSetting(ValueError):
    """A setting of the language model cannot be read. `example` is a line that can; the given value is not repeated."""

    def __init__(self, name: str, example: str) -> None:
        self.name, self.example = name, example
        super().__init__(f"{name} cannot be read. Write it as in: {example}")


@dataclass(frozen=True)
class ModelSettings:
    """An endpoint with its limits and with what it may be told. The key never appears in `repr`.

    `timeout_s` bounds one call, `total_s` a whole question; `tokens` and `max_cost` are for a question as well.
    """

    model: str
    base_url: str
    api_key: str = field(repr=False)
    timeout_s: float = 20.0
    total_s: float = 60.0
    model_calls: int = 6
    tool_calls: int = 8
    reply_bytes: int = 1_000_000
    tokens: int = 100_000
    max_cost: float | None = None
    price: Price | None = None
    streams: bool = True
    share_findings: bool = False  # aggregated numbers of results may be told
    share_values: frozenset[str] = frozenset()  # dimensions whose values may be told
    second_reader: bool = False  # ask the model for every question, also where the parser is certain
    polish: bool = False  # let the model word the sentences, around the figures

    @property
    def host(self) -> str:
        """What the badge shows: without user and password, and nothing where the address is none."""
        try:
            return urlsplit(self.base_url).netloc.rpartition("@")[2]
        except ValueError:
            return ""

    @property
    def is_vendor(self) -> bool:
        return self.base_url.rstrip("/") == VENDOR_URL

    def may_share(self, dimension: str) -> bool:
        """Whether values of this dimension may leave the machine."""
        return dimension in self.share_values

    @staticmethod
    def from_environment(environment: Mapping[str, str]) -> ModelSettings | None:
        """Read `OPENAI_API_KEY` and our own variables (docs/models.md lists them).

        Returns None when neither a key nor a base URL is given: then the parser alone answers.

        Raises
        ------
        BadSetting
            If a variable cannot be read.

        Examples
        --------
        >>> ModelSettings.from_environment({}) is None
        True
        >>> local = {"WENSHU_LLM_BASE_URL": "http://127.0.0.1:11434/v1", "WENSHU_LLM_MODEL": "qwen"}
        >>> ModelSettings.from_environment(local).host
        '127.0.0.1:11434'
        """
        given = {name: value.strip() for name, value in environment.items() if value.strip()}
        key, base_url = given.get("OPENAI_API_KEY", ""), given.get("WENSHU_LLM_BASE_URL", "")
        if not key and not base_url:
            return None
        shared = given.get("WENSHU_LLM_SHARE_VALUES", "")
        return ModelSettings(
            model=given.get("WENSHU_LLM_MODEL", DEFAULT_MODEL),
            base_url=base_url or VENDOR_URL,
            api_key=key or "not-needed",  # local servers want a value, any value
            timeout_s=_number(given, "WENSHU_LLM_TIMEOUT", 20.0) or 20.0,
            tokens=int(_number(given, "WENSHU_LLM_MAX_TOKENS", 100_000) or 0),
            max_cost=_number(given, "WENSHU_LLM_MAX_COST", None),
            price=_price(given.get("WENSHU_LLM_PRICE", "")),
            streams=not _is_off(given.get("WENSHU_LLM_STREAM", "1")),
            share_findings=_is_on(given.get("WENSHU_LLM_SHARE_FINDINGS", "")),
            share_values=frozenset(name.strip() for name in shared.split(",") if name.strip()),
            second_reader=_is_on(given.get("WENSHU_LLM_SECOND_READER", "")),
            polish=_is_on(given.get("WENSHU_LLM_POLISH", "")),
        )


SECRETS = "secrets.toml"


def configured(environment: Mapping[str, str], folder: Path) -> ModelSettings | None:
    """Return the settings of the environment, completed from `secrets.toml` in this person's own folder.

    The file holds the same names as the environment, one a line; the environment wins.

    Raises
    ------
    BadSetting
        If the file cannot be read, or a variable holds something else than it should.
    """
    path = folder / SECRETS
    kept: dict[str, str] = {}
    if path.is_file():
        try:
            kept = {name: str(value) for name, value in tomllib.loads(path.read_text(encoding="utf-8")).items()}
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError):
            raise BadSetting(SECRETS, 'WENSHU_LLM_MODEL = "qwen3"') from None
    return ModelSettings.from_environment({**kept, **environment})


def _is_on(text: str) -> bool:
    return text.lower() in ("1", "true", "yes", "on")


def _is_off(text: str) -> bool:
    return text.lower() in ("0", "false", "no", "off")


def _number(given: Mapping[str, str], name: str, default: float | None) -> float | None:
    if name not in given:
        return default
    try:
        value = float(given[name])
    except ValueError:
        value = -1.0
    if not 0 < value < float("inf"):
        raise BadSetting(name, f"{name}=20")
    return value


def _price(text: str) -> Price | None:
    """Read "0.25/2.00" or "0.25/2.00 CNY": of a million tokens sent and received."""
    if not text:
        return None
    numbers, _, currency = text.partition(" ")
    sent, _, received = numbers.partition("/")
    try:
        return Price(float(sent), float(received), currency.strip() or "USD")
    except ValueError:
        raise BadSetting("WENSHU_LLM_PRICE", "WENSHU_LLM_PRICE=0.25/2.00") from None
