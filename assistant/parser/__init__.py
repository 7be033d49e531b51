"""The deterministic reader: a question in English or Chinese, or both, to a plan.

Rule: the same words give the same plan on every machine, and no word is dropped: each is a slot, an operator, a
filler, a shown repair, a shown assumption, or the reason why nothing was computed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.conversation import NOTHING_SAID, Past
from assistant.learning.lesson import Lesson
from assistant.learning.lessons import Lessons
from assistant.learning.seen_lessons import seen_lessons
from assistant.parser.analyses.plain import asks_analysis, chosen, is_analysis
from assistant.parser.decide import Decider
from assistant.parser.figures.overlap import read_overlap
from assistant.parser.figures.several import read_several
from assistant.parser.lexicon import plain_phrases
from assistant.parser.text.cover import best_covers
from assistant.parser.text.normalise import NormalText, normalise, without
from assistant.parser.text.pieces import Piece
from assistant.parser.text.recognise import Recogniser, plain
from assistant.parser.text.slips import without_slips
from assistant.parser.text.taken_back import meant
from assistant.parser.told.directions import directions, follow
from assistant.parser.told.hints import notes, read_hints
from assistant.parser.told.taught import filtered
from assistant.parser.told.teaching import corrected, correction, read_remember, read_teaching
from assistant.parser.told.verified import Form, VerifiedQuestions, form_of
from assistant.parser.turns.analysis_before import analysis_of, as_query, base_of_metric, settled
from assistant.parser.turns.is_it_good import read_is_it_good
from assistant.parser.turns.of_shown_list import read_shown_list
from assistant.parser.turns.talk import read_talk
from assistant.parser.turns.turn_base import base_of, earlier_of, is_left
from assistant.parser.turns.why import asks_why, base_of_why, only_asks_why, refuse_why
from assistant.plan import Compute, Plan, Refuse
from assistant.question import MAX_CHARACTERS, Question
from assistant.reading import Reading, Span
from semantic_layer.calendar import Calendar
from semantic_layer.model import SemanticModel
from semantic_layer.query import MetricRef
from semantic_layer.vocabulary import Vocabulary
from semantic_layer.wordforms import forms, normal_form
from tools.arguments import QueryMetricsArgs

__all__ = ["Parser"]


@dataclass(frozen=True)
class _Known:
    """What a reader knows at one moment: the model's words with those that people taught."""

    vocabulary: Vocabulary
    recogniser: Recogniser
    verified: VerifiedQuestions


class Parser:
    """Reads questions over one model for one person. Holds no state of a conversation.

    Parameters
    ----------
    lessons : Lessons, optional
        What people taught about the model; a lesson that comes or changes is known to the next question.
    person : str
        Who asks: drafts hold for their author only.
    """

    def __init__(
        self,
        model: SemanticModel,
        vocabulary: Vocabulary,
        calendar: Calendar,
        lessons: Lessons | None = None,
        person: str = "",
    ) -> None:
        self.model = model
        self.calendar = calendar
        self._given = vocabulary
        self._lessons, self._person = lessons, person
        self._taught: object = None
        self._untaught = Recogniser(vocabulary, calendar)
        self._known = _Known(vocabulary, self._untaught, VerifiedQuestions(()))

    @property
    def vocabulary(self) -> Vocabulary:
        return self.known.vocabulary

    @property
    def known(self) -> _Known:
        """What is known now."""
        state = self._lessons.state() if self._lessons else ()
        if self._lessons is not None and state != (self._taught or ()):
            self._known = self._with(self._lessons.holding_for(self._person))
            self._taught = state
        return self._known

    def _with(self, lessons: Sequence[Lesson]) -> _Known:
        """The model's own words come first: a taught one never changes what they mean."""
        lessons = seen_lessons(lessons, self._given)
        words = {form: lesson.means for lesson in lessons if lesson.means for form in forms(normal_form(lesson.phrase))}
        taught = {word: means for word, means in words.items() if word not in self._given.phrases}
        vocabulary = self._given.knowing(taught)
        recogniser = self._untaught.with_words(vocabulary, taught)
        asked = [lesson for lesson in lessons if lesson.calls]
        verified = VerifiedQuestions((lesson, _form(lesson.phrase, recogniser)) for lesson in asked)
        return _Known(vocabulary, recogniser, verified)

    def read(self, question: Question, past: Past = NOTHING_SAID) -> Plan:
        """Return what to compute, what to ask back, or why not.

        Parameters
        ----------
        past : Past, optional
            The turns before; slots that an edit leaves open are inherited from the last answer.
        """
        if len(question.text) > MAX_CHARACTERS:
            return _refused(question, Refuse("too_long", (("limit", str(MAX_CHARACTERS)),)))
        as_typed = {word for typed, _ in question.not_meant for word in normalise(typed).text.split()}
        text = without_slips(normalise(question.text), lambda word: word in as_typed or self._knows(word))
        if not any(map(str.isalnum, text.text)):
            return _refused(question, Refuse("nothing_asked"))
        opening = correction(question.text) if past.last else 0
        if opening:
            rest = without(text, [(0, opening)])
            return corrected(self._read(rest, question, past), question, opening, past, self.model)
        known = self.known
        settled = self._settled(text, question, known, past)
        return settled if settled is not None else self._read(text, question, past)

    def _knows(self, word: str) -> bool:
        return word in plain_phrases() or word in self.vocabulary.phrases

    def _read(self, text: NormalText, question: Question, past: Past) -> Plan:
        """Read what is asked; who did one thing and "also" another is two questions, unless it asks for an analysis."""
        plan = self._as_told(text, question, past)
        return plan if is_analysis(plan) else read_overlap(question, self._alone, self.model) or plan

    def _as_told(self, text: NormalText, question: Question, past: Past) -> Plan:
        """Read what is asked: alone where the sentences that tell how only agree with it, else all of it."""
        told = directions(question.text)
        if told:
            places = [direction.place for direction in told]
            plan = follow(text, told, lambda t: self._explained(t, question, past, places), self.known.recogniser)
            if plan is not None:
                return plan
        return self._explained(text, question, past)

    def _alone(self, question: Question) -> Plan:
        """Read one question with nothing said before."""
        return self._explained(normalise(question.text), question, NOTHING_SAID)

    def _explained(
        self, text: NormalText, question: Question, past: Past, told: Sequence[tuple[int, int]] = ()
    ) -> Plan:
        """Read what is asked, with the words that are explained beside it or in it, outside of the places `told`."""
        known = self.known
        said = [n for n in notes(question.text) if not any(a < n[1] and n[0] < b for a, b in told)]
        if not question.hints and not said:
            return self._decide(text, question, known.vocabulary, known.recogniser, past)
        return self._with_hints(text, question, said, past)

    def _settled(self, text: NormalText, question: Question, known: _Known, past: Past) -> Plan | None:
        """A turn about the conversation itself, a question that a person has verified, or a turn that teaches."""
        if past.turns or known.verified:
            pieces = known.recogniser.pieces(text)
            cover = best_covers(text.text, pieces, k=1)[0]
            talked = read_talk(question, text.text, cover, past)
            verified = known.verified.plan(question.text, form_of(text.text, pieces), question.language)
            if found := talked or verified or read_remember(question, past, self.model):
                return found
        return read_teaching(question, known.vocabulary)

    def _with_hints(self, text: NormalText, question: Question, said: Sequence[tuple[int, int]], past: Past) -> Plan:
        """Read a question whose words are explained, beside it or in sentences of its own."""
        inside = "\n".join(question.text[start:end] for start, end in said)
        hints = read_hints(f"{question.hints or ''}\n{inside}"[:MAX_CHARACTERS], self.vocabulary, self._number)
        understood = [place for place in said if hints.explains(question.text[slice(*place)])]
        vocabulary = hints.applied(self.vocabulary)
        recogniser = self.known.recogniser.with_words(vocabulary, hints.known)
        plan = self._decide(without(text, understood), question, vocabulary, recogniser, past)
        return hints.told(plan, self.known.vocabulary, [_note(question.text, place) for place in understood])

    def _number(self, phrase: str) -> MetricRef | None:
        """Return the one number that a phrase of a hint asks for, with its conditions; None if it asks for more."""
        question = Question.of(phrase)
        plan = self._decide(normalise(phrase), question, self.known.vocabulary, self.known.recogniser, NOTHING_SAID)
        if not isinstance(plan.outcome, Compute) or len(plan.outcome.calls) != 1:
            return None
        asked = plan.outcome.calls[0].arguments
        if not isinstance(asked, QueryMetricsArgs) or len(asked.metrics) != 1:
            return None
        if asked != QueryMetricsArgs(metrics=asked.metrics, filters=asked.filters):
            return None
        return filtered(asked.metrics[0], asked.filters)

    def _decide(
        self,
        text: NormalText,
        question: Question,
        vocabulary: Vocabulary,
        recogniser: Recogniser,
        past: Past,
    ) -> Plan:
        def one(part: NormalText, past: Past) -> Plan:
            pieces = meant(recogniser.all_pieces(part), question.not_meant)
            if found := read_shown_list(question, part, pieces, past, self.model):
                return found
            if found := read_is_it_good(question, part.text, past, self.model, self.calendar):
                return found
            if asks_why(pieces) and past.answered is not None and not is_left(past):
                base = base_of_why(past, pieces, self.model, self.calendar)
                explained = of_its_own(part, pieces, past, base) if base is not None else None
                if explained is not None and is_analysis(explained):
                    return explained
                if only_asks_why(part, pieces):
                    return refuse_why(question, past, self.model, self.calendar)
            base = base_of(past) or base_of_metric(past, part.text, pieces)
            alone, before = of_its_own(part, pieces, past, base), analysis_of(past)
            if before is None:
                return alone
            shown = past.answered.shown if past.answered else ()
            reader = Decider(part, question.language, vocabulary, self.calendar, pieces, as_query(before), shown)
            reader = replace(reader, analysis=before, not_meant=question.not_meant)
            return settled(reader.decide(), alone, part.text, pieces)

        def of_its_own(part: NormalText, pieces: tuple[Piece, ...], past: Past, base: QueryMetricsArgs | None) -> Plan:
            shown = past.answered.shown if past.answered and not is_left(past) else ()
            said = (base, shown, earlier_of(past))

            def decide(pieces: tuple[Piece, ...]) -> Plan:
                reader = Decider(part, question.language, vocabulary, self.calendar, pieces, *said)
                return replace(reader, not_meant=question.not_meant).decide()

            if not asks_analysis(pieces):
                return decide(tuple(plain(pieces)))
            analysis = decide(pieces)
            return analysis if is_analysis(analysis) else chosen(analysis, decide(tuple(plain(pieces))))

        return read_several(text, one, past)


def _form(question: str, recogniser: Recogniser) -> Form:
    text = normalise(question)
    return form_of(text.text, recogniser.pieces(text))


def _note(text: str, place: tuple[int, int]) -> Span:
    start, end = place
    return Span(text[start:end], start, end, "intent", "hint", "operator")


def _refused(question: Question, outcome: Refuse) -> Plan:
    return Plan(outcome, Reading(question.language, ()))
