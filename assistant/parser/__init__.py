"""The deterministic reader: a question in English or Chinese, or both, to a plan.

Rule: the same words give the same plan on every machine, and no word is dropped: each is a slot, an operator, a
filler, a shown repair, a shown assumption, or the reason why nothing was computed.
"""

from __future__ import annotations

from assistant.parser.decide import Decider
from assistant.parser.followup import base_of
from assistant.parser.hints import read_hints
from assistant.parser.normalise import NormalText, normalise
from assistant.parser.recognise import Recogniser
from assistant.plan import Plan, Refuse
from assistant.question import MAX_CHARACTERS, Question
from assistant.reading import Reading
from semantic_layer.calendar import Calendar
from semantic_layer.model import SemanticModel
from semantic_layer.vocabulary import Vocabulary

__all__ = ["Parser"]


class Parser:
    """Reads questions over one model. Holds no state of a conversation."""

    def __init__(self, model: SemanticModel, vocabulary: Vocabulary, calendar: Calendar) -> None:
        self.model = model
        self.vocabulary = vocabulary
        self.calendar = calendar
        self._recogniser = Recogniser(vocabulary, calendar)

    def read(self, question: Question, previous: Plan | None = None) -> Plan:
        """Return what to compute, what to ask back, or why not.

        Parameters
        ----------
        previous : Plan, optional
            The plan of the turn before; slots that the question leaves open are inherited from it.
        """
        if len(question.text) > MAX_CHARACTERS:
            return _refused(question, Refuse("too_long", (("limit", str(MAX_CHARACTERS)),)))
        text = normalise(question.text)
        if not any(map(str.isalnum, text.text)):
            return _refused(question, Refuse("nothing_asked"))
        if not question.hints:
            return self._decide(text, question, self.vocabulary, self._recogniser, previous)
        hints = read_hints(question.hints[:MAX_CHARACTERS], self.vocabulary)
        known = hints.applied(self.vocabulary)
        return hints.told(self._decide(text, question, known, Recogniser(known, self.calendar), previous))

    def _decide(
        self,
        text: NormalText,
        question: Question,
        vocabulary: Vocabulary,
        recogniser: Recogniser,
        previous: Plan | None,
    ) -> Plan:
        pieces = recogniser.pieces(text)
        return Decider(text, question.language, vocabulary, self.calendar, pieces, base_of(previous)).decide()


def _refused(question: Question, outcome: Refuse) -> Plan:
    return Plan(outcome, Reading(question.language, ()))
