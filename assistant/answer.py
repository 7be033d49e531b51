"""How a question becomes an answer: read, run the tool calls, say what was found, seal the receipt.

Rule: an answer has one of three outcomes (answered, clarify, refused), and every figure in it comes from a tool
result. What cannot be computed becomes a refusal that names what is missing; it never becomes a guess.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from assistant.agent.usage import Usage
from assistant.answer_parts import Chart, Choice, Clarification, Note, Part, Phrase, Refusal, Section
from assistant.changed_definitions import changed_definitions
from assistant.changes import changes
from assistant.context import Context, Read
from assistant.conversation import NOTHING_SAID, Past
from assistant.learning.keep import keep
from assistant.narrate.apart import told_apart
from assistant.number_card import before_number
from assistant.plan import Clarify, Compute, Plan, Reader, Refuse, Status
from assistant.polishing.polish import polished
from assistant.question import Question
from assistant.replies import clarification, refusal, refuse_error
from assistant.restating.restate import repairs_and_unused
from assistant.sections import section
from assistant.texts import say
from assistant.ways_on import same_figures
from assistant.ways_on.next_questions import follow_ups, next_questions
from assistant.ways_on.undo import taken_back
from assistant.ways_on.ways_on import told_to_the_owner
from assistant.ways_on.within_reach import within_reach
from semantic_layer.engines.errors import EngineError, QueryInterrupted
from semantic_layer.errors import QueryError
from semantic_layer.model import Language
from semantic_layer.result import ResultTable
from tools.catalog import run_tool
from tools.errors import ToolError
from tools.result import NamedTable, ToolResult


@dataclass(frozen=True)
class Answer:
    """One answer, complete: drawing, printing or exporting it runs nothing."""

    status: Status
    question: Question
    plan: Plan
    as_of: date
    sections: tuple[Section, ...] = ()  # one per tool call
    clarification: Clarification | None = None
    refusal: Refusal | None = None
    notes: tuple[Note, ...] = ()  # repairs, unused words, and what concerns the whole answer
    next: tuple[Choice, ...] = ()
    receipt: str | None = None
    usage: Usage | None = None  # of the language model, where it was asked
    ms: tuple[tuple[str, int], ...] = ()

    @property
    def language(self) -> Language:
        return self.question.language

    @property
    def reader(self) -> Reader:
        return self.plan.reader

    @property
    def restatement(self) -> str:
        return ("；" if self.language == "zh" else "; ").join(item.restatement for item in self.sections)

    @property
    def parts(self) -> tuple[Part, ...]:
        return tuple(part for item in self.sections for part in item.parts)

    @property
    def headline_phrases(self) -> tuple[Phrase, ...]:
        """The headlines of all sections, one after the other."""
        space = () if self.language == "zh" else (Phrase(" "),)
        told = [
            (*space, *item.headline_phrases) if n else item.headline_phrases for n, item in enumerate(self.sections)
        ]
        return tuple(phrase for phrases in told for phrase in phrases)

    @property
    def headline(self) -> str:
        """What stands first: the finding of every section, the question back, or why nothing was computed."""
        if self.sections:
            return ("" if self.language == "zh" else " ").join(item.headline for item in self.sections)
        if self.clarification:
            return self.clarification.question
        return self.refusal.reason if self.refusal else ""

    @property
    def narration(self) -> tuple[str, ...]:
        """What follows the headline of the first section; every section has its own."""
        return self.sections[0].narration if self.sections else ()

    @property
    def chart(self) -> Chart:
        return self.sections[0].chart if self.sections else Chart()

    @property
    def table(self) -> ResultTable | None:
        return self.sections[0].table if self.sections else None

    @property
    def context_table(self) -> ResultTable | None:
        """All groups behind a ranking, where the main table holds the leaders only."""
        return self.sections[0].context_table if self.sections else None

    @property
    def tables(self) -> tuple[NamedTable, ...]:
        return tuple(table for item in self.sections for table in item.tables)

    @property
    def caveats(self) -> tuple[Note, ...]:
        """Every caveat once, those of the figures first."""
        return tuple(dict.fromkeys((*(note for item in self.sections for note in item.notes), *self.notes)))

    def to_json(self) -> dict[str, object]:
        """The answer contract that command line, batch and page share."""
        from assistant.answer_json import to_json

        return to_json(self)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, object]:
        from assistant.exports.text import mimebundle

        return mimebundle(self)


def answer(question: Question, context: Context, past: Past = NOTHING_SAID) -> Answer:
    """Answer one business question with a number, a chart, a table and its derivation.

    `past` are the turns before, which a follow-up ("by channel", "那上个月呢？", "the second one") leans on.
    """
    here, past = context.at(question), past.without(question.not_meant)
    return _recorded(question, here, lambda: here.read(question, past), past)


def run_plan(plan: Plan, question: Question, context: Context) -> Answer:
    """Answer with a plan that was already made: a chosen option, a clicked suggestion, a pinned tile."""
    return _recorded(question, context.at(question), lambda: Read(plan))


def _recorded(question: Question, context: Context, read: Callable[[], Read], past: Past = NOTHING_SAID) -> Answer:
    """Read, compute and seal, with one record before the work and one after it on disk."""
    with context.recording(question) as record:
        begun = time.perf_counter()
        found = read()
        was_read = time.perf_counter()
        plan = replace(found.plan, outcome=Refuse("audit_unavailable")) if record.is_blocked else found.plan
        context.watch.stage("compute")
        said = _carry_out(plan, question, context)
        told = tuple(Note(c.code, say(f"caveat.{c.code}", question.language, **dict(c.params))) for c in found.notes)
        ms = (("read", _ms(begun, was_read)), ("compute", _ms(was_read, time.perf_counter())))
        undone = taken_back(question, context.wording(question.language))
        of_this_turn = (*undone, *_taught(plan, question, context), *_changed(said, past, context))
        notes = (*said.notes, *changed_definitions(said, context), *told, *of_this_turn)
        sealed = record.seal(replace(said, ms=ms, notes=notes, usage=found.usage))
        if record.is_blocked and sealed.sections:  # what has no record is not shown where one is demanded
            return _carry_out(replace(plan, outcome=Refuse("audit_unavailable")), question, context)
        return sealed


def _changed(said: Answer, past: Past, context: Context) -> tuple[Note, ...]:
    """What an edit changed about the answer before."""
    before = past.answered.plan if past.answered else None
    return changes(before, said.plan, context.wording(said.language)) if said.status == "answered" else ()


def _taught(plan: Plan, question: Question, context: Context) -> tuple[Note, ...]:
    """Keep what the turn taught."""
    if plan.lesson is None or context.lessons is None:
        return ()
    return (keep(plan.lesson, context.lessons, question.language),)


def _carry_out(plan: Plan, question: Question, context: Context) -> Answer:
    """Run a plan. A refusal of the layers below becomes a refusal in words; it is an answer too."""
    match plan.outcome:
        case Compute(calls):
            try:
                with context.turn(calls):
                    results = tuple(run_tool(call, context.tools) for call in calls)
                    earlier = before_number(calls, results, context.tools)
            except QueryInterrupted:  # somebody pressed stop: there is nothing to answer
                raise
            except (QueryError, ToolError, EngineError) as error:
                return _carry_out(replace(plan, outcome=refuse_error(error, calls, context.model)), question, context)
            context.watch.stage("check")
            return _answered(plan, results, earlier, question, context)
        case Clarify() as whole:
            outcome, refused = within_reach(whole, context)
            if calls := same_figures.agreed(outcome, context):
                found = _carry_out(replace(plan, outcome=Compute(calls)), question, context)
                others = same_figures.told(outcome, context.wording(question.language))
                return replace(found, notes=(*found.notes, others))
            said = clarification(outcome, context.wording(question.language), refused)
            plan = replace(plan, outcome=outcome)
            return Answer("clarify", question, plan, context.as_of, clarification=said)
        case Refuse() as outcome:
            wording = context.wording(question.language)
            on_record = told_to_the_owner(outcome, wording) if context.audit else ()
            return Answer("refused", question, plan, context.as_of, refusal=refusal(outcome, wording), notes=on_record)


def _answered(
    plan: Plan, results: tuple[ToolResult, ...], earlier: ToolResult | None, question: Question, context: Context
) -> Answer:
    wording = context.wording(question.language)
    assert isinstance(plan.outcome, Compute)
    calls = plan.outcome.calls
    sections = tuple(
        section(call, result, plan.reading.assumptions, wording, earlier)
        for call, result in zip(calls, results, strict=True)
    )
    return Answer(
        status="answered",
        question=question,
        plan=plan,
        as_of=context.as_of,
        sections=told_apart(
            polished(sections, wording, None if question.reader == "parser" else context.settings), wording
        ),
        notes=repairs_and_unused(plan.reading, wording),
        next=next_questions(calls[0], results[0], wording) if len(calls) == 1 else follow_ups(calls, results, wording),
    )


def _ms(begun: float, ended: float) -> int:
    return round((ended - begun) * 1000)
