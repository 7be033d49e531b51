"""What a person is told of an error of the layers below, outside of an answer.

Rule: in the words of a refusal, in the language of who reads it; its own text where there are none.
"""

from __future__ import annotations

from assistant.texts import TEXTS, knows, places, say
from semantic_layer.errors import SemanticLayerError
from semantic_layer.model import Language
from tools.errors import ToolError


def told_of(error: SemanticLayerError | ToolError, language: Language) -> str:
    """The sentence, and below it what the error shows of a file."""
    key = f"refuse.{error.code}"
    if not knows(key):
        return str(error)
    params = {name: error.params.get(name, "–") for name in places(TEXTS[key].in_language(language))}
    why = f"data.refusal.{getattr(error, 'reason', '')}"
    if "reason" in params and knows(why):
        line = getattr(error, "line", None)
        params["reason"] = say(why, language) + (say("cli.at_line", language, line=line) if line else "")
    preview: tuple[str, ...] = getattr(error, "preview", ())
    return "\n  ".join((say(key, language, **params), *preview))


def told_why(error: Exception, language: Language) -> str:
    """Why something was not kept; of a disk that refuses no more than that, because its own text names the path."""
    return say("shell.not_written", language) if isinstance(error, OSError) else str(error)
