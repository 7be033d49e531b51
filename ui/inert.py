"""Text from data, models or people, made safe to draw as Markdown.

Rule: nothing a cell, a name or a question contains can become a link, an image, a formula, a colour or HTML on the
page; control and direction characters become visible. A figure is not broken at the end of a line: its sign, its
currency and its 万 or 亿 stay with its digits.
"""

from __future__ import annotations

import re

from assistant.visible import with_codes

_PUNCTUATION = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>$~:&^=\"'])")
_AUTOLINK = re.compile(r"(?i)(://|www\.|@)")
_WITHIN_FIGURE = re.compile(r"(?<=[+\-])(?=[¥$€£₹])|(?<=\d)(?=[万亿])")
_JOINED = "\u2060"  # where no line is broken; a browser draws nothing
MAX_CELL = 500


def visible(text: str) -> str:
    """Replace control and direction characters by their code point, cut very long text.

    Examples
    --------
    >>> visible("a\\u202eb")
    'a<202E>b'
    """
    shown = with_codes(text[: MAX_CELL + 1])  # of the rest nothing is drawn
    return shown if len(shown) <= MAX_CELL else shown[: MAX_CELL - 1] + "…"


def inert(text: str) -> str:
    """Return Markdown that draws exactly `text`.

    Examples
    --------
    >>> inert("![x](http://a.b) $1$")
    '\\\\!\\\\[x\\\\]\\\\(http\\\\:\\u200b//a\\\\.b\\\\) \\\\$1\\\\$'
    """
    broken = _AUTOLINK.sub(lambda m: m.group(1)[0] + "\u200b" + m.group(1)[1:], visible(text))
    whole = _WITHIN_FIGURE.sub(_JOINED, broken)
    return _PUNCTUATION.sub(r"\\\1", whole).replace("\n", "  \n")
