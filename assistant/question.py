"""A question as it arrives: text, language, who asks, and what day it is.

Rule: the answer's language is the language of the question, not of the interface; in mixed text the script with
more characters decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from semantic_layer.model import Language
from semantic_layer.query import Who

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")
MAX_CHARACTERS = 2_000
NotMeant = tuple[str, str]  # a word as it was typed, and what it was taken for ("" for anything)
BY_PAGE = "page"  # instead of a conversation: what a page computed for its figures, and nobody typed


def detect_language(text: str) -> Language:
    """Return the language of `text` by script; one Han character says about as much as two Latin letters.

    Examples
    --------
    >>> detect_language("哪个分群复购率最高？")
    'zh'
    >>> detect_language("revenue by 地区")
    'en'
    >>> detect_language("按 region 看 GMV 的走势")
    'zh'
    """
    han, latin = len(_HAN.findall(text)), len(_LATIN.findall(text))
    return "zh" if han * 2 >= latin and han else "en"


@dataclass(frozen=True)
class Question:
    """One turn of a person. `as_of` None = the model's own as-of date; `hints` hold for this question only.

    `not_meant` are corrections of spelling that the person takes back, from this turn on.
    """

    text: str
    language: Language
    who: Who = Who()
    conversation: str | None = None
    as_of: date | None = None
    hints: str | None = None
    reader: str | None = None  # "parser" or "agent" when the person forces one
    not_meant: tuple[NotMeant, ...] = ()

    @staticmethod
    def of(text: str, *, who: Who | None = None, **rest: object) -> Question:
        """Build a question; the language is detected."""
        fields: dict[str, object] = {"who": who or Who(), **rest}
        return Question(text=text, language=detect_language(text), **fields)  # type: ignore[arg-type]
