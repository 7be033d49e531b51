"""The questions offered before anything was asked.

Rule: suggestions are written in the model, never made up while the page is drawn; a test asks every one of them. Who
sees a part is offered what is about that part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from assistant.plan import Compute
from assistant.question import Question, detect_language
from semantic_layer.model import Language, SemanticModel
from semantic_layer.policy import View

if TYPE_CHECKING:
    from assistant.context import Context

SHOWN = 6


def suggestions_for(context: Context, language: Language) -> tuple[str, ...]:
    """Return the suggestions that the person can ask: none of them names what is kept back from them."""
    offered = suggestions(context.model, language)
    if not View(context.model, context.tools.who).is_limited:
        return offered
    asked = ((text, context.reader.read(Question.of(text, who=context.tools.who))) for text in offered)
    return tuple(text for text, plan in asked if isinstance(plan.outcome, Compute))


def suggestions(model: SemanticModel, language: Language) -> tuple[str, ...]:
    """Return up to six questions of the model's `examples` in `language`, in the order of the file.

    An example's `question` is a text, or one text for each language; a text in the other language is left out.
    """
    found = (_question(example.get("question"), language) for example in model.examples)
    return tuple(text for text in found if text)[:SHOWN]


def main_entities(model: SemanticModel, limit: int = 3) -> tuple[str, ...]:
    """The things a model is about: whoever its facts name most often, a fact's own rows counted once like the others.

    Ties keep the order of the model. Parts of another fact (the lines of an order) are left out: they name that fact.
    """
    facts = [dataset for dataset in model.datasets if dataset.role == "fact" and not dataset.hidden]
    own = {dataset.primary.name for dataset in facts if dataset.primary}
    parts = {
        dataset.primary.name
        for dataset in facts
        if dataset.primary
        and any(key.mandatory and key.name in own - {dataset.primary.name} for key in dataset.entities)
    }
    named = Counter(name for dataset in facts for name in {key.name for key in dataset.entities})
    known = [entity.name for entity in model.entities if entity.name in named and entity.name not in parts]
    return tuple(sorted(known, key=lambda name: -named[name])[:limit])


def _question(given: object, language: Language) -> str:
    if isinstance(given, Mapping):
        return str(given.get(language, ""))
    text = str(given or "")
    return text if text and detect_language(text) == language else ""
