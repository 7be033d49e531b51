"""The questions offered before anything was asked.

Rule: suggestions are written in the model, never made up while the page is drawn; a test asks every one of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from semantic_layer.model import Language, SemanticModel

SHOWN = 6


def suggestions(model: SemanticModel, language: Language) -> tuple[str, ...]:
    """Return up to six questions of the model's `examples` in `language`, in the order of the file.

    An example's `question` is a text, or one text for each language; a text in the other language is left out.
    """
    found = (_question(example.get("question"), language) for example in model.examples)
    return tuple(text for text in found if text)[:SHOWN]


def _question(given: object, language: Language) -> str:
    if isinstance(given, Mapping):
        return str(given.get(language, ""))
    from assistant.question import detect_language

    text = str(given or "")
    return text if text and detect_language(text) == language else ""
