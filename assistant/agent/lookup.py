"""Look-ups for the model: names of the catalogue, values of the data, tools of analysis.

Rule: a large model of data is searched, not pasted. What is found is what the asking person may see; a value of the
data is told as a reference unless its dimension may be shared.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from rapidfuzz import fuzz, process

from assistant.agent.schemas import schema_of
from assistant.agent.session import Session
from semantic_layer.policy import View
from semantic_layer.wordforms import has_han, normal_form
from tools.catalog import CATALOG, tool

FOUND = 8
_CLOSE = 75.0
_DESCRIBED = 200  # characters of a name's text; people write long descriptions
_TELLING, _LIKELY = 5, 0.15  # letters of a word; of a tool, the sum over its words of one by the tools that share it
_GRAMMAR = frozenset("的了是吗呢么哪些")


def find_names(words: str, session: Session) -> dict[str, object]:
    """Return the nearest metrics, dimensions and segmentations, the best first."""
    names = catalogue(session)
    return {"found": [f"{name}: {names[name]}" for name in ranked(words, names)[:FOUND]]}


def ranked(words: str, names: Mapping[str, str]) -> list[str]:
    """Return the names that are like some of the words, the best first; a word that fits many of them counts little."""
    texts = {name: f"{name} {text}".lower() for name, text in names.items()}
    scores: dict[str, float] = {}
    for piece in _pieces(words.lower()):
        found = process.extract(piece, texts, scorer=fuzz.partial_ratio, score_cutoff=_CLOSE, limit=None)
        for _, score, name in found:
            scores[name] = scores.get(name, 0.0) + score / len(found)
    return sorted(scores, key=lambda name: (-scores[name], name))


def _pieces(words: str) -> list[str]:
    """Words of three letters or more, and of Chinese every two characters beside each other."""
    found: list[str] = []
    for word in words.split():
        if has_han(word):
            found += [word[at : at + 2] for at in range(len(word) - 1) if has_han(word[at : at + 2])] or [word]
        elif len(word.strip(".,?!;:")) > 2:
            found.append(word.strip(".,?!;:"))
    return list(dict.fromkeys(found)) or [words]


def catalogue(session: Session) -> dict[str, str]:
    """Return every name that may be used, with its kind and its labels in both languages."""
    model = session.tools.model
    view = View(model, session.tools.who)
    metrics = {
        m.name: f"metric, {m.label('en')} / {m.label('zh')}. {m.description.en}"[:_DESCRIBED].rstrip(". ") + "."
        for m in model.metrics
        if not m.hidden and m.name not in view.hidden
    }
    dimensions = {
        d.qualified: f"dimension ({d.type}), {d.label('en')} / {d.label('zh')}"
        for d in model.dimensions()
        if not d.hidden and not d.personal and view.has_field(d.qualified)
    }
    segments = {
        s.qualified: f"segmentation, {s.label('en')} / {s.label('zh')}"
        for s in model.segmentations
        if view.has_field(s.qualified)
    }
    return {**metrics, **dimensions, **segments}


def find_values(words: str, session: Session) -> dict[str, object]:
    """Return which values some words may name: the dimension, and the value as a reference or as it stands."""
    exact = session.vocabulary.meanings(words) or session.vocabulary.probed(words)
    near = [meaning for candidate in session.vocabulary.candidates(words, FOUND) for meaning in candidate.meanings]
    found: list[dict[str, object]] = []
    for meaning in dict.fromkeys((*exact, *near)):
        if meaning.kind == "value":
            is_open = session.settings.may_share(meaning.name)
            named = session.references.handle(meaning.value, meaning.name, words if meaning in exact else "")
            value = meaning.value if is_open else named
            found.append({"dimension": meaning.name, "value": value, "exact": meaning in exact})
    return {"found": found[:FOUND]}


def find_analyses(words: str, session: Session) -> dict[str, object]:
    """Return the nearest tools of analysis with their arguments; from now on they can be called."""
    names = list(dict.fromkeys((*telling_analyses(words, 2), *nearest_analyses(words, 4))))[:4]
    session.offered.update(names)
    return {"found": [{"tool": n, "for": tool(n).purpose.en, "arguments": schema_of(tool(n).arguments)} for n in names]}


def telling_analyses(words: str, n: int) -> list[str]:
    """Return the tools that words of a question speak of, the best first; often none.

    A word is telling when few tools are described with it: "cohort" is, "customers" is not.
    """
    texts = _analyses()
    scores: dict[str, float] = {}
    for piece in _pieces(normal_form(words)):
        is_long = has_han(piece) or len(piece) >= _TELLING or any(piece in name.split("_") for name in texts)
        if not is_long or set(piece) & _GRAMMAR:
            continue
        start = re.escape(piece) if has_han(piece) else rf"\b{re.escape(piece[: max(_TELLING, len(piece) - 2)])}"
        found = [name for name, text in texts.items() if re.search(start, text)]
        if len(found) <= len(texts) // 6:
            for name in found:
                scores[name] = scores.get(name, 0.0) + 1 / len(found)
    likely = [name for name, score in scores.items() if score >= _LIKELY]
    return sorted(likely, key=lambda name: (-scores[name], name))[:n]


def nearest_analyses(words: str, n: int) -> list[str]:
    """Return the names of the tools whose name or purpose, in either language, is most like the words."""
    found = process.extract(normal_form(words), _analyses(), scorer=fuzz.token_set_ratio, limit=n)
    return [name for _, _, name in found]


def _analyses() -> dict[str, str]:
    """Every tool that has to be found, with its name and purpose as one text."""
    return {
        spec.name: normal_form(f"{spec.name.replace('_', ' ')} {spec.purpose.en} {spec.purpose.zh}")
        for spec in CATALOG
        if not spec.writes and spec.name not in ("query_metrics", "describe", "run_sql")
    }
