"""One outcome for all readings of a question.

Rule: an answer needs a closed ledger. Equal plans are one plan; different ones are asked about, once; a word that
nothing explains is offered a correction or refused by name, with what can be asked without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.conversation import Shown
from assistant.parser.compose import Before, Composed, compose
from assistant.parser.draft import Choice, Choices, Item, Unreadable
from assistant.parser.possible import is_possible
from assistant.parser.text.cover import K_BEST, Cover, best_covers
from assistant.parser.text.normalise import NormalText
from assistant.parser.text.open_pieces import says
from assistant.parser.text.pieces import Piece
from assistant.parser.text.repairs import offers, repairs
from assistant.parser.text.slips import put_right
from assistant.parser.text.taken_back import meant
from assistant.plan import Clarify, Compute, Option, Outcome, Plan, Refuse
from assistant.question import NotMeant
from assistant.reading import Assumption, Reading, Span
from semantic_layer.calendar import Calendar
from semantic_layer.model import Language
from semantic_layer.vocabulary import Vocabulary
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall

MAX_OPTIONS = 4
MAX_PIECES = 400  # a question has a few dozen words; each word is looked at beside its neighbours
LONG_TEXT = 300  # characters; longer texts are read one way only, to stay within the time of a question
MAX_VALUE = 100  # characters of a value that is looked up
MAX_DEPTH = 3  # questions inside a question: at most this many open choices are followed to build options


@dataclass(frozen=True)
class Attempt:
    """What one cover led to. `composed` is there unless a rule stopped."""

    cover: Cover
    composed: Composed | None = None
    choice: Choice | None = None
    refusal: Refuse | None = None

    @property
    def is_closed(self) -> bool:
        return bool(self.composed) and not self.cover.gaps and not (self.composed and self.composed.unexplained)

    @property
    def rank(self) -> int:
        """Better outcomes first: closed, a question, a refusal with a reason, unexplained words."""
        if self.is_closed:
            return 0
        if self.cover.gaps:
            return 4
        if self.choice:
            return 1
        return 2 if self.refusal else 3


@dataclass(frozen=True)
class Decider:
    """Reads the covers of one question."""

    question: NormalText
    language: Language
    vocabulary: Vocabulary
    calendar: Calendar
    pieces: tuple[Piece, ...]
    previous: QueryMetricsArgs | None = None
    shown: tuple[Shown, ...] = ()
    earlier: QueryMetricsArgs | None = None
    analysis: ToolCall | None = None
    not_meant: tuple[NotMeant, ...] = ()  # corrections that the person took back

    def decide(self) -> Plan:
        """Return the plan of the question."""
        covers = best_covers(self.question.text, self.pieces, 1 if len(self.question.text) > LONG_TEXT else K_BEST)
        if len(covers[0].pieces) > MAX_PIECES:
            return Plan(Refuse("too_many_words", (("limit", str(MAX_PIECES)),)), Reading(self.language, ()))
        first = self._attempt(covers[0], {})
        if first.is_closed:
            rivals = self._attempts([cover for cover in covers[1:] if cover.score == covers[0].score])
            return self._answer([first, *(a for a in rivals if a.is_closed)])
        if first.refusal and first.refusal.code in _TOPICS:
            return self._plan(first.refusal, first)
        if covers[0].gaps:
            return self._with_gaps(covers[0])
        # Only other roles of the same words: a cover of more pieces would explain an unused word away.
        others = [cover for cover in covers[1:] if not cover.gaps and len(cover.pieces) <= len(covers[0].pieces)]
        complete = [first, *self._attempts(others)]
        best = min(complete, key=lambda a: a.rank)
        if best.is_closed:
            rivals = [a for a in complete if a.is_closed and a.cover.score == best.cover.score]
            return self._answer(rivals)
        return self._open(best)

    def _attempts(self, covers: Sequence[Cover]) -> list[Attempt]:
        return [self._attempt(cover, {}) for cover in covers]

    def _attempt(self, cover: Cover, choices: Choices) -> Attempt:
        before = Before(self.previous, self.shown, self.earlier, self.analysis)
        try:
            return Attempt(cover, compose(self.question, cover, self.vocabulary, self.calendar, choices, before))
        except Choice as choice:
            return Attempt(cover, choice=choice)
        except Unreadable as unreadable:
            return Attempt(cover, refusal=unreadable.refuse)

    # -- outcomes ---------------------------------------------------------------------------------------------

    def _answer(self, closed: Sequence[Attempt]) -> Plan:
        distinct: dict[str, Attempt] = {}
        for attempt in closed:
            if attempt.composed:
                distinct.setdefault(str([call.to_json() for call in attempt.composed.calls]), attempt)
        found = self._possible(list(distinct.values()))
        if len(found) == 1 and found[0].composed:
            return self._plan(Compute(found[0].composed.calls), found[0])
        options = tuple(
            Option(a.composed.calls, default=i == 0) for i, a in enumerate(found[:MAX_OPTIONS]) if a.composed
        )
        return self._plan(Clarify("ambiguous_role", options, (("word", self.question.raw.strip()),)), found[0])

    def _open(self, attempt: Attempt) -> Plan:
        if attempt.choice:
            return self._ask(attempt.cover, attempt.choice, attempt)
        if attempt.refusal:
            return self._plan(attempt.refusal, attempt)
        unexplained = attempt.composed.unexplained if attempt.composed else ()
        word = self._raw(unexplained[0]) if unexplained else self.question.raw.strip()
        return self._plan(Refuse("not_supported", (("construction", word),), (word,)), attempt)

    def _ask(self, cover: Cover, choice: Choice, attempt: Attempt) -> Plan:
        """One question with the plans that its answers lead to; a single plan left over is the answer."""
        options = self._options(cover, choice, {}, MAX_DEPTH)
        if not options:
            return self._plan(Refuse("not_supported", (("construction", self._at(choice)),)), attempt)
        if len(options) == 1:
            return (
                self._plan(Compute(options[0].composed.calls), options[0])
                if options[0].composed
                else self._open(attempt)
            )
        shown = tuple(
            Option(o.composed.calls, default=i == 0) for i, o in enumerate(options[:MAX_OPTIONS]) if o.composed
        )
        key = {"ambiguous_value": "value"}.get(choice.code, "word")
        return self._plan(Clarify(choice.code, shown, ((key, self._at(choice)),)), options[0])

    def _options(self, cover: Cover, choice: Choice, chosen: Choices, depth: int) -> list[Attempt]:
        found: dict[str, Attempt] = {}
        for option in choice.options:
            attempt = self._attempt(cover, {**chosen, choice.at: option})
            if attempt.choice and depth:
                inner = self._options(cover, attempt.choice, {**chosen, choice.at: option}, depth - 1)
            else:
                inner = [attempt] if attempt.is_closed else []
            for closed in inner:
                if closed.composed:
                    found.setdefault(str([call.to_json() for call in closed.composed.calls]), closed)
        return self._possible(list(found.values()))

    def _possible(self, found: list[Attempt]) -> list[Attempt]:
        """Those that can be computed, unless none can."""
        model = self.vocabulary.model
        return [a for a in found if a.composed and is_possible(a.composed.calls, model)] or found

    def _at(self, choice: Choice) -> str:
        start, end = choice.at
        return self.question.raw_text(start, end) if end > start else choice.param or self.question.raw.strip()

    # -- words that nothing explains --------------------------------------------------------------------------

    def _with_gaps(self, cover: Cover) -> Plan:
        text = self.question.text
        probed = tuple(self._probed(cover))
        if probed:
            return replace(self, pieces=(*self.pieces, *probed)).decide()
        repaired = meant(
            (piece for gap in cover.gaps for piece in repairs(text, gap, self.vocabulary, cover.pieces)), self.not_meant
        )
        if repaired:
            again = best_covers(text, (*self.pieces, *repaired))
            if not again[0].gaps:
                return replace(self, pieces=(*self.pieces, *repaired)).decide()
            cover = again[0]
        return self._offer(cover) or self._refuse_words(cover)

    def _probed(self, cover: Cover) -> Iterator[Piece]:
        """Values of columns that are too large to keep: looked up once, as the whole stretch of unknown words."""
        start, end = cover.gaps[0][0], cover.gaps[-1][1]
        known = any(piece.start == start and piece.end == end for piece in self.pieces)
        meanings = () if known or end - start > MAX_VALUE else self.vocabulary.probed(self.question.text[start:end])
        if meanings:
            yield Piece(start, end, meanings=meanings)

    def _offer(self, cover: Cover) -> Plan | None:
        """ "Did you mean": plans in which the first unknown word is one that resembles it."""
        if not cover.gaps or len(cover.gaps) > 2:
            return None
        text = self.question.text
        found: dict[str, Attempt] = {}
        for piece in offers(text, cover.gaps[0], self.vocabulary):
            attempt = self._closed_with((*cover.pieces, piece))
            if attempt and attempt.composed and not self._is_taken_back(attempt.composed):
                found.setdefault(str([call.to_json() for call in attempt.composed.calls]), attempt)
        options = tuple(
            Option(a.composed.calls, default=i == 0)
            for i, a in enumerate(list(found.values())[:MAX_OPTIONS])
            if a.composed
        )
        if not options:
            return None
        word = self.question.raw_text(*cover.gaps[0])
        return self._plan(Clarify("did_you_mean", options, (("word", word),)), self._attempt(cover, {}), cover.gaps)

    def _is_taken_back(self, composed: Composed) -> bool:
        """Whether a word was taken again for what the person said it does not stand for."""
        taken = {bound_to for _, bound_to in self.not_meant}
        return any(item.piece.repaired_from is not None and item.bound_to in taken for item in composed.items)

    def _closed_with(self, pieces: tuple[Piece, ...]) -> Attempt | None:
        cover = best_covers(self.question.text, pieces, k=1)[0]
        attempt = self._attempt(cover, {})
        return attempt if attempt.is_closed else None

    def _refuse_words(self, cover: Cover) -> Plan:
        words = tuple(self.question.raw_text(*gap) for gap in cover.gaps)
        attempt = self._attempt(cover, {})
        composed = attempt.composed
        known = composed is not None and all(self._goes_with_gap(item, cover) for item in composed.unexplained)
        nearest: tuple[ToolCall, ...] = composed.calls if composed is not None and known else ()
        return self._plan(Refuse("unknown_word", (("word", words[0]),), words, nearest), attempt, cover.gaps)

    def _goes_with_gap(self, item: Item, cover: Cover) -> bool:
        """Whether it only leads to, or follows, an unknown word: the "by" of "by flurbs"."""
        start, end = item.place
        between = ((end, gap[0]) if end <= gap[0] else (gap[1], start) for gap in cover.gaps)
        return not item.piece.meanings and any(not self.question.text[a:b].strip() for a, b in between if a <= b)

    # -- the reading ------------------------------------------------------------------------------------------

    def _raw(self, item: Item) -> str:
        return self.question.raw_text(*item.place)

    def _plan(self, outcome: Outcome, attempt: Attempt, gaps: Sequence[tuple[int, int]] = ()) -> Plan:
        items = attempt.composed.items if attempt.composed else ()
        spans = [self._span(item) for item in items]
        spans += [self._unknown(start, end) for start, end in (gaps or attempt.cover.gaps)]
        if not items:
            spans += [self._bare(piece) for piece in attempt.cover.pieces]
        assumptions: tuple[Assumption, ...] = attempt.composed.assumptions if attempt.composed else ()
        return Plan(outcome, Reading(self.language, _apart(spans), assumptions))

    def _span(self, item: Item) -> Span:
        start, end = self.question.raw_span(*item.place)
        text = self.question.raw[start:end]
        if not item.taken:
            return Span(text, start, end, "unknown", says(item.piece), "unexplained")
        slip, read_as = put_right(text, self.question.text[slice(*item.place)])
        typed = text if item.piece.repaired_from else slip or None
        status = "repair" if typed and item.status != "filler" else item.status
        return Span(text, start, end, item.kind, item.bound_to, status, typed, read_as or None)

    def _unknown(self, start: int, end: int) -> Span:
        first, last = self.question.raw_span(start, end)
        return Span(self.question.raw[first:last], first, last, "unknown", "", "unexplained")

    def _bare(self, piece: Piece) -> Span:
        start, end = self.question.raw_span(piece.start, piece.end)
        bound = says(piece) or ",".join(sorted(piece.cues)) or "known"
        return Span(self.question.raw[start:end], start, end, "unused", bound, "slot")


def _apart(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Spans in order. One raw character that folds to several words (½) is one span, unexplained if any part is."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, s.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
        elif span.status == "unexplained":
            kept[-1] = span if span.end >= kept[-1].end else replace(kept[-1], status="unexplained")
    return tuple(kept)


_TOPICS = frozenset({"write_request", "personal_data", "outside_data", "outside_analysis", "unlike_values"})
