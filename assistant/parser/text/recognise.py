"""Every candidate piece of a question, overlapping, nothing chosen.

Rule: one pass over the text for all phrases of the model and of the language; Latin phrases count at word
boundaries only. Everyday words that happen to be values count only where their neighbours say so
(`everyday_values.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from itertools import pairwise

import ahocorasick

from assistant.parser.conditions.ages import age_pieces
from assistant.parser.conditions.comparatives import comparative_pieces
from assistant.parser.conditions.happenings import happenings
from assistant.parser.conditions.references import find_references
from assistant.parser.conditions.reporting import reporting_pieces
from assistant.parser.conditions.silences import length_pieces
from assistant.parser.conditions.value_nouns import classifiers, shared_nouns, value_nouns
from assistant.parser.figures.arithmetic_signs import arithmetic_signs
from assistant.parser.figures.becoming import becoming_pieces
from assistant.parser.figures.consumed import consumption_pieces
from assistant.parser.figures.counted_columns import counted_columns
from assistant.parser.figures.durations import duration_pieces
from assistant.parser.figures.event_nouns import event_noun_pieces
from assistant.parser.figures.how_much_more import more_pieces
from assistant.parser.figures.measured_in import measured_pieces
from assistant.parser.figures.money_raised import raised_pieces
from assistant.parser.figures.more_than_before import degree_pieces
from assistant.parser.figures.order_value import order_value_pieces
from assistant.parser.figures.per_unit import per_unit_pieces
from assistant.parser.figures.rates_of_values import rate_pieces
from assistant.parser.figures.set_against import beating_pieces
from assistant.parser.groups.more_of_two import more_of_two_pieces
from assistant.parser.groups.which_of_two import degree_of_deeds
from assistant.parser.groups.which_wins import winning_pieces
from assistant.parser.lexicon import analysis_cues, cue_phrases
from assistant.parser.text.codes import code_pieces, is_code
from assistant.parser.text.counting_ends import counting_ends
from assistant.parser.text.everyday_values import Hit, Phrase, counted
from assistant.parser.text.normalise import NormalText
from assistant.parser.text.numbers import NumberValue, find_conditions, find_numbers
from assistant.parser.text.period_values import without_periods
from assistant.parser.text.pieces import Piece
from assistant.parser.text.quoted_lists import with_values
from assistant.parser.text.read_aloud import read_aloud
from assistant.parser.text.shortened import shortened
from assistant.parser.text.spellings import spelling
from assistant.parser.text.spoken_things import spoken_things
from assistant.parser.text.spoken_units import spoken_units
from assistant.parser.text.unit_names import with_units
from assistant.parser.text.value_beside_column import without_operators
from assistant.parser.times.kinds_of_days import day_pieces
from assistant.parser.times.mean_before import mean_pieces
from assistant.parser.times.time_match import TimeMatch
from assistant.parser.times.times import find_times
from assistant.parser.told.instructions import join_directions, leading_words, look_directions, metric_directions
from semantic_layer.calendar import Calendar
from semantic_layer.meanings import Meaning
from semantic_layer.model import Grain
from semantic_layer.vocabulary import Vocabulary
from semantic_layer.wordforms import is_han, normal_form, singular, words_of_name

_QUOTED = re.compile(r'"([^"]{1,200})"|(?<![a-z0-9])\'([^\']{1,200})\'(?![a-z0-9])|《([^》]{1,200})》')
_LATIN_WORD = re.compile(r"(?<![a-z0-9])[a-z]{2,}(?![a-z0-9])")
_JOINED = re.compile(r"[a-z]+(?:[ '-][a-z]+)+")
_LONGEST_NAME = 40
MAX_NUMBER = 10**15


class Recogniser:
    """Finds pieces. Built once for a vocabulary; holds no state of a question."""

    def __init__(self, vocabulary: Vocabulary, calendar: Calendar) -> None:
        self.vocabulary = vocabulary
        self.calendar = calendar
        self._own: Mapping[str, Phrase] = {}  # the words of one question, which come before the same phrases
        cues = cue_phrases()
        self._automaton = ahocorasick.Automaton()
        verbs = {verb for verb in happenings(vocabulary.model) if verb not in cues and verb not in vocabulary.phrases}
        for verb in sorted(verbs):
            self._automaton.add_word(verb, Phrase(verb, frozenset({"happened"}), ()))
        in_full = [phrase for table in vocabulary.phrases.tables for phrase in table.meanings]
        for phrase in sorted({*cues, *in_full}):
            if any(map(str.isalnum, phrase)) or phrase in cues:
                self._automaton.add_word(phrase, _phrase(phrase, vocabulary))
        self._automaton.make_automaton()
        solid = (phrase for phrase in in_full if len(phrase) > 5 and phrase.isascii() and phrase.isalpha())
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
        """Return the candidate pieces of `question`, without what only analyses know."""
        return tuple(plain(self.all_pieces(question)))

    def all_pieces(self, question: NormalText) -> tuple[Piece, ...]:
        """Return all candidate pieces, those that could ask for an analysis included."""
        text = question.text
        literals = tuple(with_values(text, tuple(_literals(question)), self.vocabulary))
        leads = tuple(leading_words(text))
        named = tuple(p for p in self._phrases(question) if not any(p.start <= w.start + 1 < p.end for w in leads))
        named += (*value_nouns(text, named, self.vocabulary), *shortened(text, self.vocabulary))
        named += (*counted_columns(text, self.vocabulary), *read_aloud(text, self.vocabulary))
        spans = tuple(find_times(text, self.calendar))
        named = tuple(without_periods(text, named, spans, self.vocabulary.model))
        units = tuple(with_units(text, named, self.vocabulary))  # before the same words without their name
        compared = (*find_conditions(text), *find_references(text, self.vocabulary))
        conditions = (Piece(c.start, c.end, condition=c) for c in compared if all(map(_is_sane, c.values)))
        numbers = (Piece(n.start, n.end, number=n) for n in find_numbers(text) if _is_sane(n.value))
        times = (*self._unnamed(named, _times(spans)), *_counted_units(text))
        parts = (*self._joined(text), *classifiers(text), *shared_nouns(text, self.vocabulary))
        parts = (*parts, *join_directions(text, self.vocabulary), *look_directions(text), *spoken_units(text))
        parts = (*parts, *metric_directions(text, self.vocabulary), *leads)
        parts = (*parts, *duration_pieces(text, self.vocabulary), *reporting_pieces(text, self.vocabulary))
        parts = (*parts, *arithmetic_signs(text), *comparative_pieces(text, self.vocabulary))
        parts = (*parts, *becoming_pieces(text), *per_unit_pieces(text, self.vocabulary))
        parts = (*parts, *consumption_pieces(text, self.vocabulary), *order_value_pieces(text, self.vocabulary))
        parts = (*parts, *event_noun_pieces(text, self.vocabulary), *degree_of_deeds(text))
        parts = (*parts, *winning_pieces(text), *more_pieces(text), *degree_pieces(text), *day_pieces(text))
        parts = (*parts, *length_pieces(text), *rate_pieces(text, named, self.vocabulary))
        parts = (*parts, *counting_ends(text, named, self.vocabulary), *more_of_two_pieces(text), *beating_pieces(text))
        parts = (*parts, *raised_pieces(text, self.vocabulary), *age_pieces(text, self.vocabulary))
        parts = (
            *parts,
            *code_pieces(question, named),
            *mean_pieces(text),
            *spoken_things(text, named, self.vocabulary),
            *measured_pieces(text),
        )
        return without_operators(text, (*literals, *units, *named, *parts, *conditions, *numbers, *times))

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
        """ "Run time", "bed rooms": two or three words that are one known name without their blanks.

        "Make up", which everybody says of shares, stays what it is.
        """
        words = list(_LATIN_WORD.finditer(text))
        for first, last in [*pairwise(words), *zip(words, words[2:], strict=False)]:
            start, end = first.start(), last.end()
            stretch = text[start:end]
            phrase = self._solid.get(spelling(stretch)) if end - start <= _LONGEST_NAME else None
            if phrase is not None and _JOINED.fullmatch(stretch) and stretch not in cue_phrases():
                yield Piece(start, end, meanings=self.vocabulary.phrases[phrase], repaired_from=stretch)

    def _phrases(self, question: NormalText) -> Iterator[Piece]:
        text = question.text
        shared = (
            (last + 1 - len(phrase.text), phrase)
            for last, phrase in self._automaton.iter(text)
            if phrase.text not in self._own
        )
        hits = [
            (start, start + len(phrase.text), _of_the_data(phrase, self.vocabulary))
            for start, phrase in (*shared, *self._own_hits(text), *self._many_hits(text))
            if _at_boundary(text, start, start + len(phrase.text))
        ]
        hits = [hit for hit in hits if not _hides_name(hit, hits, self.vocabulary) and not _ranks_one(hit, hits)]
        hits = [hit for hit in hits if not _cuts_name(hit, hits) and not _ends_name(hit, hits)]
        for start, end, phrase, meanings in counted(hits, question):
            if meanings or phrase.cues:
                yield Piece(start, end, cues=phrase.cues, meanings=meanings)

    def _own_hits(self, text: str) -> Iterator[tuple[int, Phrase]]:
        """The few words of one question are looked for one by one."""
        for word, phrase in self._own.items():
            start = text.find(word)
            while start >= 0:
                yield start, phrase
                start = text.find(word, start + 1)

    def _many_hits(self, text: str) -> Iterator[tuple[int, Phrase]]:
        """Values of large columns that no other phrase is: looked up by the few stretches of the text they may be."""
        many = self.vocabulary.phrases.many
        starts = (start for start in range(len(text)) if not _joins(text, start - 1, start)) if many else ()
        for start, form in many.found_in(text, starts):
            if form not in self._automaton and form not in self._own:
                yield start, Phrase(form, frozenset(), many.get(form))


def _hides_name(hit: Hit, hits: Sequence[Hit], vocabulary: Vocabulary) -> bool:
    """ "The total amount of invoices", where an invoice has an amount: that figure, and not how many there are."""
    start, end, phrase = hit
    match = _OF.fullmatch(phrase.text)
    if match is None or phrase.meanings or not any(m.kind == "metric" for m in vocabulary.phrases.get(match[1], ())):
        return False
    if not phrase.text.startswith("total") and not any(b + 1 == start and p.text.endswith("total") for _, b, p in hits):
        return False
    following = [h for h in hits if h[0] >= end and any(m.kind in ("metric", "entity") for m in h[2].meanings)]
    nearest = min((h[0] for h in following), default=-1)
    return any(m.kind == "entity" for h in following if h[0] == nearest for m in h[2].meanings)


def _cuts_name(hit: Hit, hits: Sequence[Hit]) -> bool:
    """ "Total claim amount" is the total of the claim amount, where "total claims" are how many there are."""
    start, end, phrase = hit
    if not phrase.text.startswith(_TOTAL) or not any(m.kind == "metric" for m in phrase.meanings):
        return False
    inner = start + len(_TOTAL)
    return any(a == inner and b > end and any(m.kind == "metric" for m in p.meanings) for a, b, p in hits)


def _ends_name(hit: Hit, hits: Sequence[Hit]) -> bool:
    """各类别的利润率: 类别 is a column, and nothing other, 别的, is asked for."""
    start, _, phrase = hit
    if phrase.meanings or not (len(phrase.text) == 2 and phrase.text.endswith("的")):
        return False
    return any(a < start and b == start + 1 and p.meanings for a, b, p in hits)


def _ranks_one(hit: Hit, hits: Sequence[Hit]) -> bool:
    """ "Who is our best customer", 谁是我们最好的客户: one is asked for; the segment is called "best customers"."""
    _, end, phrase = hit
    if phrase.text.startswith("最") and phrase.meanings and all(m.value for m in phrase.meanings):
        return any(p.text in _ONE_ZH for _, _, p in hits)
    first, _, thing = phrase.text.partition(" ")
    if first not in ("best", "top", "worst") or singular(thing) != thing or not all(m.value for m in phrase.meanings):
        return False
    return any(b == end and p.text == thing and any(m.kind == "entity" for m in p.meanings) for _, b, p in hits)


_ONE_ZH = ("谁", "是谁", "哪个", "哪位", "哪一个", "哪一位", "哪名")
_TOTAL = "total "
_OF = re.compile(r"(?:total )?([a-z]+) of")


def _phrase(text: str, vocabulary: Vocabulary) -> Phrase:
    return Phrase(text, cue_phrases().get(text, frozenset()), vocabulary.phrases.get(text, ()))


def _of_the_data(phrase: Phrase, vocabulary: Vocabulary) -> Phrase:
    """Customers that the data call 重点客户 are those: what the data hold comes before what only an analysis knows."""
    held = any(m.kind == "value" and vocabulary.model.has_dimension(m.name) for m in phrase.meanings)
    if not held:
        return phrase
    meanings = tuple(m for m in phrase.meanings if not _is_other_word(phrase.text, m, vocabulary))
    return replace(phrase, cues=phrase.cues - analysis_cues(), meanings=meanings)


def _is_other_word(text: str, meaning: Meaning, vocabulary: Vocabulary) -> bool:
    """Enterprise, where the data know a plan of that name: no other word for company, which nobody gave it here."""
    if meaning.kind != "entity":
        return False
    thing = vocabulary.model.entity(meaning.name)
    own = {words_of_name(thing.name), *(words_of_name(label) for label in (thing.labels.en, thing.labels.zh))}
    return thing.state == "generated" and singular(words_of_name(text)) not in {singular(word) for word in own}


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


def plain(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces without what only analyses know: a longer phrase of theirs displaces no plain word."""
    for piece in pieces:
        cues = piece.cues - analysis_cues()
        if cues == piece.cues:
            yield piece
        elif cues or piece.meanings or piece.times or piece.number or piece.condition or piece.literal is not None:
            yield replace(piece, cues=cues)


def _literals(question: NormalText) -> Iterator[Piece]:
    for match in _QUOTED.finditer(question.text):
        n, content = next((n, group) for n, group in enumerate(match.groups(), 1) if group is not None)
        literal = question.raw_text(*match.span(n)) if is_code(content) else normal_form(content)
        yield Piece(match.start(), match.end(), literal=literal)
