"""Every candidate piece of a question, overlapping, nothing chosen.

Rule: one pass over the text for all phrases of the model and of the language; Latin phrases count at word
boundaries only. Short or everyday words that happen to be values ("in", "中") count only beside the dimension they
belong to, in quotes, or in capitals as stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import pairwise

import ahocorasick

from assistant.parser.happenings import happenings
from assistant.parser.instructions import join_directions
from assistant.parser.lexicon import cue_phrases
from assistant.parser.normalise import NormalText
from assistant.parser.numbers import NumberValue, find_conditions, find_numbers
from assistant.parser.pieces import Piece
from assistant.parser.references import find_references
from assistant.parser.shortened import shortened
from assistant.parser.spellings import spelling
from assistant.parser.time_match import TimeMatch
from assistant.parser.times import find_times
from assistant.parser.value_nouns import classifiers, shared_nouns, value_nouns
from semantic_layer.calendar import Calendar
from semantic_layer.model import Grain
from semantic_layer.vocabulary import Meaning, Vocabulary
from semantic_layer.wordforms import has_han, is_han, normal_form

_QUOTED = re.compile(r'"([^"]{1,200})"|(?<![a-z0-9])\'([^\']{1,200})\'(?![a-z0-9])|《([^》]{1,200})》')
_LATIN_WORD = re.compile(r"(?<![a-z0-9])[a-z]{2,}(?![a-z0-9])")
_JOINED = re.compile(r"[a-z]+(?:[ '-][a-z]+)+")
_LONGEST_NAME = 40
MAX_NUMBER = 10**15
_NEAR = 3  # characters between a weak value and its dimension: a blank, "is", "的"


@dataclass(frozen=True)
class _Phrase:
    text: str
    cues: frozenset[str]
    meanings: tuple[Meaning, ...]


class Recogniser:
    """Finds pieces. Built once for a vocabulary; holds no state of a question."""

    def __init__(self, vocabulary: Vocabulary, calendar: Calendar) -> None:
        self.vocabulary = vocabulary
        self.calendar = calendar
        self._own: Mapping[str, _Phrase] = {}  # the words of one question, which come before the same phrases
        cues = cue_phrases()
        self._automaton = ahocorasick.Automaton()
        verbs = {verb for verb in happenings(vocabulary.model) if verb not in cues and verb not in vocabulary.phrases}
        for verb in sorted(verbs):
            self._automaton.add_word(verb, _Phrase(verb, frozenset({"happened"}), ()))
        for phrase in sorted(set(cues) | set(vocabulary.phrases)):
            if any(map(str.isalnum, phrase)) or phrase in cues:
                self._automaton.add_word(phrase, _phrase(phrase, vocabulary))
        self._automaton.make_automaton()
        solid = (phrase for phrase in vocabulary.phrases if len(phrase) > 5 and phrase.isascii() and phrase.isalpha())
        self._solid = {spelling(phrase): phrase for phrase in sorted(solid, reverse=True)}

    def with_words(self, vocabulary: Vocabulary, words: Iterable[str]) -> Recogniser:
        """Return one that also knows `words` of `vocabulary`; the large automaton is shared, not built again.

        Parameters
        ----------
        vocabulary : Vocabulary
            The one this was built for, in which only the meanings of `words` are others.
        """
        made = copy(self)
        made.vocabulary = vocabulary
        known = (word for word in words if any(map(str.isalnum, word)))
        made._own = {**self._own, **{word: _phrase(word, vocabulary) for word in known}}
        return made

    def pieces(self, question: NormalText) -> tuple[Piece, ...]:
        """Return all candidate pieces of `question`."""
        text = question.text
        literals = tuple(_literals(text))
        named = tuple(self._phrases(question))
        named += (*value_nouns(text, named, self.vocabulary), *shortened(text, self.vocabulary))
        compared = (*find_conditions(text), *find_references(text, self.vocabulary))
        conditions = (Piece(c.start, c.end, condition=c) for c in compared if all(map(_is_sane, c.values)))
        numbers = (Piece(n.start, n.end, number=n) for n in find_numbers(text) if _is_sane(n.value))
        times = (*self._unnamed(named, _times(find_times(text, self.calendar))), *_counted_units(text))
        parts = (*self._joined(text), *classifiers(text), *shared_nouns(text, self.vocabulary))
        parts = (*parts, *join_directions(text, self.vocabulary))
        return (*literals, *named, *parts, *conditions, *numbers, *times)

    def _unnamed(self, named: Sequence[Piece], times: Iterable[Piece]) -> Iterator[Piece]:
        """Units of time that are no column of the model: where there is a dimension "year", "by year" means it."""
        columns = [
            piece
            for piece in named
            if any(self.vocabulary.model.dimension(m.name).type != "time" for m in piece.named("dimension"))
        ]
        for piece in times:
            unit = piece.time is not None and piece.time.kind in ("grain", "part")
            if not (unit and any(piece.start <= column.start and column.end == piece.end for column in columns)):
                yield piece

    def _joined(self, text: str) -> Iterator[Piece]:
        """ "Run time", "bed rooms": two or three words that are one known name without their blanks."""
        words = list(_LATIN_WORD.finditer(text))
        for first, last in [*pairwise(words), *zip(words, words[2:], strict=False)]:
            start, end = first.start(), last.end()
            stretch = text[start:end]
            phrase = self._solid.get(spelling(stretch)) if end - start <= _LONGEST_NAME else None
            if phrase is not None and _JOINED.fullmatch(stretch):
                yield Piece(start, end, meanings=self.vocabulary.phrases[phrase], repaired_from=stretch)

    def _phrases(self, question: NormalText) -> Iterator[Piece]:
        text = question.text
        shared = (
            (last + 1 - len(phrase.text), phrase)
            for last, phrase in self._automaton.iter(text)
            if phrase.text not in self._own
        )
        hits = [
            (start, start + len(phrase.text), phrase)
            for start, phrase in (*shared, *self._own_hits(text))
            if _at_boundary(text, start, start + len(phrase.text))
        ]
        anchors = [(start, end, phrase) for start, end, phrase in hits if _names(phrase.meanings)]
        for start, end, phrase in hits:
            meanings = tuple(m for m in phrase.meanings if self._counts(m, start, end, phrase, anchors, question))
            if meanings or phrase.cues:
                yield Piece(start, end, cues=phrase.cues, meanings=meanings)

    def _own_hits(self, text: str) -> Iterator[tuple[int, _Phrase]]:
        """The few words of one question are looked for one by one."""
        for word, phrase in self._own.items():
            start = text.find(word)
            while start >= 0:
                yield start, phrase
                start = text.find(word, start + 1)

    def _counts(
        self,
        meaning: Meaning,
        start: int,
        end: int,
        phrase: _Phrase,
        anchors: Iterable[tuple[int, int, _Phrase]],
        question: NormalText,
    ) -> bool:
        """Say whether a meaning may be considered here; only weak values are ever left out."""
        if meaning.kind != "value" or not _is_weak(phrase):
            return True
        raw = question.raw_text(start, end)
        if raw == str(meaning.value) and raw.isupper() and not question.raw.isupper() and not has_han(raw):
            return True
        return any(
            (0 <= start - anchor_end <= _NEAR or 0 <= anchor_start - end <= _NEAR)
            and any(_belongs(meaning, phrase.text, other) for other in anchor.meanings)
            for anchor_start, anchor_end, anchor in anchors
        )


def _phrase(text: str, vocabulary: Vocabulary) -> _Phrase:
    return _Phrase(text, cue_phrases().get(text, frozenset()), vocabulary.phrases.get(text, ()))


def _times(matches: Iterable[TimeMatch]) -> Iterator[Piece]:
    """One piece for all readings of the same words that are of one kind."""
    together: dict[tuple[int, int, str], list[TimeMatch]] = {}
    for match in matches:
        together.setdefault((match.start, match.end, match.kind), []).append(match)
    return (
        Piece(start, end, times=tuple(group))
        for (start, end, kind), group in together.items()
        if kind != "grain" or (start, end, "comparison") not in together  # "month over month" compares
    )


def _is_sane(value: NumberValue) -> bool:
    """Larger numbers are no figures of a business; as unexplained text they are refused by name."""
    return -MAX_NUMBER < value < MAX_NUMBER


def _names(meanings: Iterable[Meaning]) -> bool:
    return any(meaning.kind in ("dimension", "segmentation", "entity") for meaning in meanings)


def _belongs(value: Meaning, text: str, owner: Meaning) -> bool:
    if owner.kind == "entity":
        return has_han(text) and value.name.split(".")[0] == owner.name
    return owner.kind in ("dimension", "segmentation") and owner.name == value.name


def _is_weak(phrase: _Phrase) -> bool:
    text = phrase.text
    if phrase.cues or not any(c.isalpha() for c in text):
        return True
    if any(isinstance(meaning.value, bool) and meaning.kind == "value" for meaning in phrase.meanings):
        return text in ("yes", "no", "true", "false", "为是", "为否")
    return len(text) == 1 or (len(text) <= 2 and not has_han(text))


def _at_boundary(text: str, start: int, end: int) -> bool:
    if text[start:end] == "=" and (text[start - 1 : start] in set("!<>=") or text[end : end + 1] == "="):
        return False
    return _at_word_boundary(text, start, end)


def _at_word_boundary(text: str, start: int, end: int) -> bool:
    """Latin words and numbers are not cut: "art" is not in "start", "5" not in "50"."""
    return not (_joins(text, start - 1, start) or _joins(text, end - 1, end))


def _joins(text: str, left: int, right: int) -> bool:
    if left < 0 or right >= len(text):
        return False
    first, second = text[left], text[right]
    if is_han(first) or is_han(second) or not (first.isalnum() and second.isalnum()):
        return False
    return not (first.isalpha() and second.isdigit()) or not _cut_before_digit(text, left)


def _cut_before_digit(text: str, left: int) -> bool:
    """ "top5" is "top" and 5; other letters that touch digits are one code."""
    start = left
    while start > 0 and text[start - 1].isalpha() and not is_han(text[start - 1]):
        start -= 1
    return text[start : left + 1] in ("top", "bottom", "last", "first")


_UNITS: tuple[tuple[str, Grain], ...] = (
    ("个季度", "quarter"),
    ("个月", "month"),
    ("个星期", "week"),
    ("周", "week"),
    ("天", "day"),
)
_COUNTED = re.compile(rf"(?<=[0-9一二两三四五六七八九十])({'|'.join(unit for unit, _ in _UNITS)})")


def _counted_units(text: str) -> Iterator[Piece]:
    """ "最高的3个月": months are what is counted, where no longer phrase is a period."""
    for match in _COUNTED.finditer(text):
        grain = dict(_UNITS)[match[1]]
        yield Piece(
            match.start(), match.end(), times=(TimeMatch(match.start(), match.end(), kind="grain", grain=grain),)
        )


def _literals(text: str) -> Iterator[Piece]:
    for match in _QUOTED.finditer(text):
        content = next(group for group in match.groups() if group is not None)
        yield Piece(match.start(), match.end(), literal=normal_form(content))
