"""Why something was guessed, in the language of the page.

Rule: the model keeps its evidence as the program wrote it; here each of its pieces is said again from the same facts. A
piece that is not known is shown as it stands.
"""

from __future__ import annotations

import re

from assistant.texts import say
from semantic_layer.model import Language

_PIECES: tuple[tuple[str, str], ...] = (
    ("distinct", r"(?P<n>\d+) distinct values in (?P<rows>\d+) rows(?:, all written (?P<way>.+))?"),
    ("pinyin", r"(?P<name>.+) is read as pinyin"),
    ("ambiguous", r"they may be day/month or month/day, so they stay text"),
    ("kind", r"nearly all of its values are of the kind (?P<kind>.+)"),
    ("rows", r"rows of the table"),
    ("adds", r"its name says that it adds up"),
    ("averaged", r"no sign that it adds up, so it is averaged"),
    ("is_averaged", r"it is averaged"),
    ("part", r"(?P<part>.+) is part of (?P<whole>.+) in every row"),
    ("less", r"(?P<whole>.+) less (?P<part>.+), which exceeds it in no row"),
    ("between", r"(?P<unit>\w+) between (?P<start>.+) and (?P<end>.+): (?P<n>\d+) of (?P<rows>\d+) rows with both are "
                r"in this order"),
    ("level", r"a level: the (?P<pick>\w+) one(?P<whose> of each .+)? by (?P<time>.+) counts, and levels are never "
              r"added over time"),
    ("status", r"rows of which (?P<name>.+) is (?P<values>.+), of all rows"),
    ("table", r"table (?P<name>.+)"),
    ("same", r"all rows of one have one (?P<names>.+)"),
    ("each", r"one for each (?P<name>.+)"),
    ("bought", r"(?P<name>.+) says who bought"),
    ("late", r"(?P<kept>.+) is after (?P<promise>.+)"),
    ("times", r"(?P<one>.+) times (?P<other>.+): no column holds the amount"),
)  # fmt: skip
_KNOWN = tuple((key, re.compile(pattern)) for key, pattern in _PIECES)


def evidence_in(language: Language, evidence: str) -> str:
    """The evidence of a guess in a language; English stays as the model has it."""
    if language == "en":
        return evidence
    return "；".join(_said(piece, language) for piece in evidence.split("; "))


def _said(piece: str, language: Language) -> str:
    for key, pattern in _KNOWN:
        found = pattern.fullmatch(piece)
        if found is None:
            continue
        facts = {name: text or "" for name, text in found.groupdict().items()}
        if facts.get("way"):
            return say("data.evidence.distinct_way", language, **facts)
        return say(f"data.evidence.{key}", language, **facts)
    return piece
