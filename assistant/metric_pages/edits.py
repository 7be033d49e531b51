"""Change what a metric means: its lines as they stand, what a person made of them, and the draft that becomes of it.

Rule: nothing changes until the owner confirms; until then the metric counts as a draft, because somebody says that it
is not right as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from assistant.learning.lesson import BadLesson
from assistant.learning.proposed_edits import as_yaml, current_lines
from semantic_layer.loader import model_files
from semantic_layer.model import Metric

WORDS = ("labels", "description", "synonyms")


def lines_of(metric: Metric, home: Path) -> dict[str, object]:
    """The keys of a metric in the file it stands in; a metric that a measure makes has only what it is called."""
    for path in model_files(home):
        found = current_lines(path.read_text("utf-8-sig"), "metrics", metric.name)
        if found is not None:
            return found
    return {}


def rest_as_yaml(lines: Mapping[str, object]) -> str:
    """What is neither a name nor a text: the formula and all that belongs to it."""
    rest = {key: value for key, value in lines.items() if key not in (*WORDS, "name", "state")}
    return as_yaml(rest) if rest else ""


def changed(lines: Mapping[str, object], words: Mapping[str, Mapping[str, str]], rest: str) -> dict[str, object]:
    """The lines with a person's words and formula in them; only the keys that differ, and the name.

    Parameters
    ----------
    words : "labels", "description" and "synonyms" to language to text; synonyms are separated by commas.
    rest : YAML of the other keys.

    Raises
    ------
    BadLesson
        The YAML cannot be read, or nothing was changed.
    """
    try:
        others = yaml.safe_load(rest) if rest.strip() else {}
    except yaml.YAMLError as error:
        raise BadLesson(f"This is not YAML: {error}", word=str(lines["name"])) from None
    if not isinstance(others, dict):
        raise BadLesson("Write one key per line, such as `measure: revenue`.", word=str(lines["name"]))
    wanted: dict[str, object] = {**others, **{key: _texts(key, texts) for key, texts in words.items()}}
    differing = {key: value for key, value in wanted.items() if value != _known(key, lines)}
    if not differing:
        raise BadLesson("Nothing was changed.", word=str(lines["name"]))
    return {"name": lines["name"], **differing}


def words_of(lines: Mapping[str, object]) -> dict[str, dict[str, str]]:
    """Names, definition and synonyms as texts of a form."""
    found: dict[str, dict[str, str]] = {}
    for key in WORDS:
        texts = lines.get(key)
        known = texts if isinstance(texts, dict) else {}
        found[key] = {code: _text(known.get(code)) for code in ("en", "zh")}
    return found


def _known(key: str, lines: Mapping[str, object]) -> object:
    return lines.get(key, {} if key in WORDS else None)


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _texts(key: str, texts: Mapping[str, str]) -> dict[str, object]:
    given = {code: text.strip() for code, text in texts.items() if text.strip()}
    if key != "synonyms":
        return dict(given)
    separated = {code: text.replace("，", ",").replace("、", ",").split(",") for code, text in given.items()}
    return {code: [word.strip() for word in words if word.strip()] for code, words in separated.items()}
