"""The closed lists of words that belong to the language and not to any model.

Rule: these lists hold operators, question words, politeness and the topics that are refused, never a name of a
metric, dimension or value. A phrase may have several roles; which one it plays is decided by its neighbours.
Both languages know the same cues.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from semantic_layer.wordforms import normal_form

LANGUAGES = ("en", "zh")


def read_list(language: str) -> Mapping[str, tuple[str, ...]]:
    """Return cue to phrases of one language, as written in its files."""
    return _read(*(f"{name}{language}.tsv" for name in ("", "analyses_")))


def _read(*names: str) -> Mapping[str, tuple[str, ...]]:
    text = "".join(files(__package__).joinpath(name).read_text("utf-8") for name in names)
    cues: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            cue, _, phrases = line.partition("\t")
            found = (phrase.strip() for phrase in phrases.split(" | "))
            cues[cue] = (*cues.get(cue, ()), *(phrase for phrase in found if phrase not in ("", "-")))
    return cues


@lru_cache(maxsize=1)
def analysis_cues() -> frozenset[str]:
    """Names of the cues that only analyses know; plain questions are read without them."""
    found = {cue for language in LANGUAGES for cue in _read(f"analyses_{language}.tsv")}
    return frozenset(found - {cue for language in LANGUAGES for cue in _read(f"{language}.tsv")})


@lru_cache(maxsize=1)
def cue_phrases() -> Mapping[str, frozenset[str]]:
    """Return normal form to the names of the cues it can be, over all languages."""
    found: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for cue, phrases in read_list(language).items():
            for phrase in phrases:
                key = normal_form(phrase) or phrase
                found.setdefault(key, set()).add(cue)
    return {phrase: frozenset(cues) for phrase, cues in found.items()}


@lru_cache(maxsize=1)
def plain_phrases() -> Mapping[str, frozenset[str]]:
    """`cue_phrases` without what only analyses know."""
    kept = {phrase: cues - analysis_cues() for phrase, cues in cue_phrases().items()}
    return {phrase: cues for phrase, cues in kept.items() if cues}
