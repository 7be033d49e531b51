"""Which language model may be asked, if any.

Rule: nothing is configured by accident. A key or a base URL under our own names (or the vendor's own key) switches
the agent on; variables of other products reroute nothing, because the base URL is always passed explicitly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

VENDOR_URL = "https://api.openai.com/v1"
DEFAULT_MODEL = "gpt-5-mini"


@dataclass(frozen=True)
class ModelSettings:
    """An endpoint with its limits. The key never appears in `repr`.

    `timeout_s` bounds one call, `total_s` a whole question.
    """

    model: str
    base_url: str
    api_key: str = field(repr=False)
    timeout_s: float = 20.0
    total_s: float = 60.0
    model_calls: int = 6
    tool_calls: int = 8

    @property
    def host(self) -> str:
        """What the badge shows."""
        return urlsplit(self.base_url).netloc

    @property
    def is_vendor(self) -> bool:
        return self.base_url.rstrip("/") == VENDOR_URL

    @staticmethod
    def from_environment(environment: Mapping[str, str]) -> ModelSettings | None:
        """Read `OPENAI_API_KEY`, `WENSHU_LLM_BASE_URL`, `WENSHU_LLM_MODEL` and `WENSHU_LLM_TIMEOUT`.

        Returns None when neither a key nor a base URL is given: then the parser alone answers.

        Examples
        --------
        >>> ModelSettings.from_environment({}) is None
        True
        >>> local = {"WENSHU_LLM_BASE_URL": "http://127.0.0.1:11434/v1", "WENSHU_LLM_MODEL": "qwen"}
        >>> ModelSettings.from_environment(local).host
        '127.0.0.1:11434'
        """
        key = environment.get("OPENAI_API_KEY", "").strip()
        base_url = environment.get("WENSHU_LLM_BASE_URL", "").strip()
        if not key and not base_url:
            return None
        return ModelSettings(
            model=environment.get("WENSHU_LLM_MODEL", "").strip() or DEFAULT_MODEL,
            base_url=base_url or VENDOR_URL,
            api_key=key or "not-needed",  # local servers want a value, any value
            timeout_s=float(environment.get("WENSHU_LLM_TIMEOUT", "") or 20.0),
        )
