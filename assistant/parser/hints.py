"""Words that the asker explains with the question: "VIP means gold member", "业绩=销售额".

Rule: a hint holds for its question only. Its word takes the meaning of a name that the model knows, before any other
meaning; a hint that explains nothing of the question, or by words that the model does not know, is said not to be used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from assistant.plan import Plan
from assistant.reading import Assumption, Reading
from semantic_layer.meanings import Meaning
from semantic_layer.vocabulary import Vocabulary
from semantic_layer.wordforms import forms, normal_form

_APART = re.compile(r"[\n;；。]+")
_MEANS = re.compile(
    r"^(?P<word>.+?)\s*(?:=|:|：|\bmeans\b|\bstands for\b|\brefers to\b|\bis\b|是指|指的是|指|即|表示|是)\s*"
    r"(?P<name>.+)$",
    re.I,
)
_QUOTES = "\"'“”‘’「」 .,，"


@dataclass(frozen=True)
class Hints:
    """Words with their meanings for one question, and the hints that say nothing the model knows."""

    known: Mapping[str, tuple[Meaning, ...]]
    said: Mapping[str, str]  # normal form -> the hint as written
    unknown: tuple[str, ...]

    def applied(self, vocabulary: Vocabulary) -> Vocabulary:
        return replace(vocabulary, phrases={**vocabulary.phrases, **self.known})

    def told(self, plan: Plan) -> Plan:
        """The plan that says which hints it used and which it did not."""
        texts = {normal_form(span.text) for span in plan.reading.spans if span.status != "unexplained"}
        used = [Assumption("hint", f"hint:{self.said[word]}") for word in self.said if word in texts]
        seen = {assumption.bound_to for assumption in used}
        rest = [f"hint:{said}" for said in dict.fromkeys((*self.said.values(), *self.unknown))]
        unused = [Assumption("hint_unused", bound) for bound in rest if bound not in seen]
        stated = (*plan.reading.assumptions, *dict.fromkeys(used), *unused)
        return replace(plan, reading=Reading(plan.reading.language, plan.reading.spans, stated))


def read_hints(text: str, vocabulary: Vocabulary) -> Hints:
    """Return the hints of a question.

    Parameters
    ----------
    text : str
        One hint a line, or several between semicolons: a word, "means" or "=", and a name of the model.
    """
    known: dict[str, tuple[Meaning, ...]] = {}
    said: dict[str, str] = {}
    unknown: list[str] = []
    for hint in filter(None, (part.strip() for part in _APART.split(text))):
        match = _MEANS.match(hint)
        meanings = vocabulary.meanings(match["name"].strip(_QUOTES)) if match else ()
        if match is None or not meanings:
            unknown.append(hint)
            continue
        for form in forms(normal_form(match["word"].strip(_QUOTES))):
            known[form], said[form] = meanings, hint
    return Hints(known, said, tuple(unknown))
