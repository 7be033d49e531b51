"""Everything an answer is made with: the data behind the tools, the readers, and where records are kept.

Rule: one value, built once by `workspace.py`. Who asks and what day it is come with the question; nothing is read
from the environment or the clock further in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from assistant.agent.reply_cache import ReplyCache
from assistant.agent.settings import ModelSettings
from assistant.agent.usage import Usage
from assistant.conversation import Past
from assistant.formats import AS_USUAL, NumberStyle
from assistant.learning.lessons import Lessons
from assistant.plan import Compute, Plan, Refuse
from assistant.ports import NO_WATCH, QuestionReader, Watch
from assistant.question import Question
from assistant.records.audit import Audit
from assistant.records.definitions import Definitions
from assistant.records.receipts import Receipts
from assistant.records.recording import Recording, recording
from assistant.slots import Slots
from assistant.ways_on.undo import is_taken_back
from assistant.wording import Wording
from semantic_layer.calendar import Calendar
from semantic_layer.model import Language, SemanticModel
from semantic_layer.policy import as_seen
from semantic_layer.query import Who
from tools.arguments import SegmentationArgs
from tools.catalog import ToolCall
from tools.context import ToolContext
from tools.result import Caveat

# What no reader may answer, however it is worded.
FINAL_REFUSALS = frozenset(
    {"write_request", "personal_data", "outside_data", "outside_analysis", "too_long", "too_many_words"}
)


@dataclass(frozen=True)
class Read:
    """A plan, and what has to be said about the way to it."""

    plan: Plan
    notes: tuple[Caveat, ...] = ()
    usage: Usage | None = None  # of the language model, where it was asked


@dataclass(frozen=True)
class Context:
    """The tools' context with the assistant's own parts. `make_reader` builds the parser for a person and a day."""

    tools: ToolContext
    make_reader: Callable[[Who, Calendar], QuestionReader]
    receipts: Receipts | None = None
    audit: Audit | None = None
    definitions: Definitions | None = None  # since when each metric is what it is
    lessons: Lessons | None = None
    settings: ModelSettings | None = None  # the language model that may be asked, if any
    replies: ReplyCache | None = None  # what the language model answered before
    slots: Slots | None = None  # who computes at this moment, where several may ask at once
    watch: Watch = NO_WATCH
    language: Language = "en"  # of the interface; an answer speaks the language of its question
    number_style: NumberStyle = AS_USUAL

    @property
    def model(self) -> SemanticModel:
        return self.tools.model

    @property
    def as_of(self) -> date:
        return self.tools.as_of

    @cached_property
    def reader(self) -> QuestionReader:
        return self.make_reader(self.tools.who, self.tools.calendar)

    def wording(self, language: Language) -> Wording:
        return Wording(self.model, self.tools.calendar, language, style=self.number_style)

    def at(self, question: Question) -> Context:
        """The context of one question: its person and its day."""
        day = question.as_of or self.as_of
        if day == self.as_of and question.who == self.tools.who:
            return self
        calendar = replace(self.tools.calendar, as_of=day)
        return replace(self, tools=replace(self.tools, calendar=calendar)).seen_by(question.who)

    def seen_by(self, who: Who) -> Context:
        """The context of one person: the model has no name that is hidden from them."""
        return replace(self, tools=replace(self.tools, model=as_seen(self.model, who), who=who))

    def read(self, question: Question, past: Past) -> Read:
        """Read a question: the parser always, the language model only where it is set up and needed.

        `question.reader` forces one of them. When the endpoint fails, the parser's outcome stands.
        """
        self.watch.stage("read")
        question = replace(question, not_meant=past.without(question.not_meant).not_meant)
        parsed = self.reader.read(question, past)
        if question.reader == "agent" and self.settings is None:
            return Read(replace(parsed, outcome=Refuse("no_model_endpoint")))
        if self.settings is None or question.reader == "parser" or not _is_open(parsed, question, self.settings):
            return Read(parsed)
        from assistant.agent.second_reader import second_reading

        return second_reading(question, parsed, past, self)

    def turn(self, calls: Sequence[ToolCall]) -> AbstractContextManager[None]:
        """A place to compute these calls in; at once where nobody else can ask."""
        if any(isinstance(call.arguments, SegmentationArgs) for call in calls):
            self.watch.stage("analyse")
        return self.slots.taken(calls, self.watch) if self.slots else nullcontext()

    def recording(self, question: Question) -> AbstractContextManager[Recording]:
        """Write that a question was started, and at the end how it ended."""
        return recording(question, self.audit, self.receipts, self.tools)


def _is_open(parsed: Plan, question: Question, settings: ModelSettings) -> bool:
    """Whether the model is asked: always where the parser is not certain, never about what no reader may answer or
    about a word that the person took back."""
    if isinstance(parsed.outcome, Refuse) and parsed.outcome.code in FINAL_REFUSALS:
        return False
    if any(is_taken_back(span.text, question.not_meant) for span in parsed.reading.unknown):
        return False
    return not isinstance(parsed.outcome, Compute) or question.reader == "agent" or settings.second_reader
