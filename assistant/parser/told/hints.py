"""Words that the asker explains with the question: "VIP means gold member", "业绩=销售额", "margin = (A - B) / A".

Rule: a hint holds for its question only. Its word takes the meaning of a name that the model knows, or of a number
computed from such names, before any other meaning; a hint that explains nothing of the question, or by words that the
model does not know, is said not to be used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.parser.told.formula import Phrase, is_formula, read_formula
from assistant.parser.told.stages import Stage, in_stages, read_stage, refuse_unmet
from assistant.parser.told.taught import of_own_model, written_out
from assistant.plan import Plan
from assistant.reading import Assumption, Reading, Span
from semantic_layer.meanings import Meaning
from semantic_layer.query import MetricRef
from semantic_layer.vocabulary import Vocabulary
from semantic_layer.wordforms import forms, normal_form

_SAYS = r"=|\bmeans\b|\bstands for\b|\brefers to\b|\bis defined as\b|\bis calculated as\b|是指|指的是|定义为"
_IS = rf"{_SAYS}|:|：|指|即|表示"
_NOTES = r"(?:note that |where |here |其中|注意|这里)?"
_APART = re.compile(r"[\n;；。]+|(?<=[\w)\"'])\.(?=\s+[A-Z\"(]|\s*$)")
# Another abbreviation that is explained: "... total sales ASP (average selling price) = ..."
_NEXT = re.compile(r"\s(?=[A-Z][A-Za-z]*[A-Z]\w*(?:\s*\([^()]*\))?\s*=)")
_MEANS = re.compile(
    rf"^{_NOTES}(?P<word>.+?)\s*(?:\((?P<gloss>[^()]*)\)\s*)?"
    rf"(?:{_IS}|\bis\b|是)\s*(?P<name>.+)$",
    re.I,
)
_NOTE = re.compile(
    rf"(?:^|(?<=[.?!;。？！；(（]))\s*{_NOTES}(?P<word>[^.?!;=。？！；()（）]{{1,40}}?)\s*(?:{_SAYS})\s*"
    r"[^?!;。？！；()（）]+?(?:[.;。；)）]|$)",
    re.I,
)
_ASKS = re.compile(r"^(?:what|which|how|who|when|where|why|does|do|is|are|什么|哪|怎么|如何|是否)", re.I)
_OPENS = re.compile(r"^(?:(?:calculate|compute|take|the|a|an|计算|求)\s+)+", re.I)
# The asker says where a word is looked up, or leaves a place for the period of the question.
_TRAILS = re.compile(
    r"\s+(?:(?:in|from|of) the \w+ table|(?:in|within|for|over|during) (?:a|an|the) "
    r"(?:specific|specified|given|certain|designated|particular|selected)\b.*)$",
    re.I,
)
_QUOTES = "\"'“”‘’「」 .,，"


@dataclass(frozen=True)
class Hints:
    """Words with their meanings for one question, and the hints that say nothing the model knows."""

    known: Mapping[str, tuple[Meaning, ...]]
    numbers: Mapping[str, MetricRef]  # name of a metric of the question's own -> what it stands for
    said: Mapping[str, str]  # normal form -> the hint as written
    unknown: tuple[str, ...]
    stages: tuple[Stage, ...] = ()  # numbers that are computed for each member first

    def applied(self, vocabulary: Vocabulary) -> Vocabulary:
        """The vocabulary of this question: the model's with the words and numbers that were explained."""
        model = of_own_model(vocabulary.model, self.numbers) if self.numbers else vocabulary.model
        return vocabulary.knowing(self.known, model)

    def explains(self, note: str) -> bool:
        """Say whether a sentence of the question was understood as a hint."""
        return any(hint in self.said.values() for hint in _hints(note))

    def told(self, plan: Plan, vocabulary: Vocabulary, notes: Sequence[Span] = ()) -> Plan:
        """The plan over the model alone, which says which hints it used and which it did not.

        Parameters
        ----------
        vocabulary : Vocabulary
            The model's own words.
        notes : sequence of Span
            The sentences of the question that were read as hints.
        """
        texts = {normal_form(span.text) for span in plan.reading.spans if span.status != "unexplained"}
        plan, followed = in_stages(plan, self.stages)
        used = dict.fromkeys((*(self.said[word] for word in self.said if word in texts), *followed))
        steps = (stage.hint for stage in self.stages)
        unused = [hint for hint in dict.fromkeys((*self.said.values(), *steps, *self.unknown)) if hint not in used]
        plan = refuse_unmet(plan, unused, vocabulary)
        stated = (
            *plan.reading.assumptions,
            *(Assumption("hint", f"hint:{hint}") for hint in used),
            *(Assumption("hint_unused", f"hint:{hint}") for hint in unused),
        )
        spans = tuple(sorted((*plan.reading.spans, *notes), key=lambda span: span.start))
        return written_out(replace(plan, reading=Reading(plan.reading.language, spans, stated)), self.numbers)


def read_hints(text: str, vocabulary: Vocabulary, phrase: Phrase) -> Hints:
    """Return the hints of a question.

    Parameters
    ----------
    text : str
        One hint a line, or several as sentences: a word, "means" or "=", and a name of the model or a formula.
    phrase : callable
        Reads a phrase ("average sale price") as one number of the model.
    """
    known: dict[str, tuple[Meaning, ...]] = {}
    numbers: dict[str, MetricRef] = {}
    said: dict[str, str] = {}
    unknown: list[str] = []
    stages: list[Stage] = []
    for hint in _hints(text):
        if stage := read_stage(hint, vocabulary, phrase):
            stages.append(stage)
            continue
        match = _MEANS.match(hint)
        meanings = _meanings(match["name"], vocabulary, phrase, numbers) if match else ()
        if match is None or not meanings:
            unknown.append(hint)
            continue
        for word in filter(None, (match["word"], match["gloss"])):
            for form in forms(normal_form(word.strip(_QUOTES))):
                known[form], said[form] = meanings, hint
    return Hints(known, numbers, said, tuple(unknown), tuple(stages))


def notes(text: str) -> tuple[tuple[int, int], ...]:
    """Return the half-open places of the sentences of a question that only explain a word of it."""
    found = (match.span() for match in _NOTE.finditer(text) if not _ASKS.match(match["word"].strip()))
    return tuple((start, end) for start, end in found if text[:start].strip() or text[end:].strip())


def _hints(text: str) -> Iterator[str]:
    for part in _APART.split(text):
        yield from filter(None, (hint.strip().strip("()（）") for hint in _NEXT.split(part)))


def _meanings(name: str, vocabulary: Vocabulary, phrase: Phrase, numbers: dict[str, MetricRef]) -> tuple[Meaning, ...]:
    """What the explanation of a word says: a name, or a number that becomes a metric of the question's own."""
    plain = name.strip(_QUOTES)
    if found := vocabulary.meanings(plain):
        return found

    def read(text: str) -> MetricRef | None:
        return phrase(_TRAILS.sub("", _OPENS.sub("", text.strip(_QUOTES))))

    number = read_formula(plain, read) if is_formula(plain) else read(plain)
    if number is None:
        return ()
    if number == MetricRef(number.name):
        return (Meaning("metric", number.name),)
    own = f"hint_{len(numbers) + 1}"
    numbers[own] = number
    return (Meaning("metric", own),)
