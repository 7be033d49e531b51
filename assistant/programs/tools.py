"""What programs can call: six tools over the one catalogue, under the same policies as every other question.

Rule: a tool is its typed arguments with a `run`; it gives back plain values and never raises for what is asked. Every
figure comes from a recorded answer with a receipt. Typed SQL is not among them: it needs the names of tables, which no
tool here tells, and it would pass by the metrics' definitions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import ClassVar, Literal

from pydantic import Field, ValidationError

from assistant.answer import Answer, answer, run_plan
from assistant.answer_json import Json, value_json
from assistant.plan import Clarify, Compute, Plan, choose
from assistant.programs.allowed import ProgramContext, for_programs, forbidden, is_personal
from assistant.programs.replies import bad_arguments, error, reply
from assistant.question import Question, detect_language
from assistant.reading import Reading
from assistant.records.receipts import Receipt, UnknownReceipt, compare, receipt_day
from assistant.texts import say
from semantic_layer.errors import nearest
from semantic_layer.model import Language
from semantic_layer.policy import View
from semantic_layer.result import ResultTable
from tools.arguments import Arguments, DescribeArgs, QueryMetricsArgs
from tools.catalog import ToolCall, UnknownTool
from tools.segment_arguments import SegmentsArgs

MAX_ROWS = 1000
Detail = Literal["short", "full"]
_AS_OF = "the day that counts as today; default: the day after the last event"
_MAX_ROWS = "rows given at most, of each table"
_DETAIL = "full: also chart spec, SQL (if nothing is hidden from who asks), reading and plan"


class ProgramTool(Arguments):
    """Base: what a tool is called, what it is for, and what it does."""

    name: ClassVar[str]
    purpose: ClassVar[str]

    def run(self, context: ProgramContext) -> Json:
        raise NotImplementedError


class ListNames(ProgramTool):
    """Names to use in the other tools; personal fields are not among them."""

    name: ClassVar[str] = "list_names"
    purpose: ClassVar[str] = "List the metrics, dimensions and segmentations that can be asked about."

    kind: Literal["all", "metric", "dimension", "segmentation"] = "all"
    search: str | None = Field(default=None, max_length=100, description="part of a name, label or synonym")
    language: Language = "en"
    limit: int = Field(default=200, ge=1, le=MAX_ROWS)

    def run(self, context: ProgramContext) -> Json:
        found = _run("describe", DescribeArgs(kind="catalogue"), self.language, context)
        if not found.sections:
            return reply(found, self.limit)
        items = [item for item in _records(found.sections[0].result.main) if self._is_wanted(item, context)]
        shown = [
            {"kind": item["kind"], **_worded(item, self.language, ("name", "label", "description", "synonyms"))}
            for item in items[: self.limit]
        ]
        as_of = context.as_of.isoformat()
        return {"status": "answered", "names": shown, "total": len(items), "shown": len(shown), "as_of": as_of}

    def _is_wanted(self, item: Json, context: ProgramContext) -> bool:
        texts = (str(item[key] or "") for key in ("name", "label_en", "label_zh", "synonyms"))
        is_found = self.search is None or any(self.search.casefold() in text.casefold() for text in texts)
        return is_found and self.kind in ("all", item["kind"]) and not is_personal(str(item["name"]), context.model)


class Describe(ProgramTool):
    name: ClassVar[str] = "describe"
    purpose: ClassVar[str] = (
        "Say what one metric, dimension or segmentation means: definition, formula, unit, state, values."
    )

    subject: str = Field(alias="name", max_length=200, description="a name from list_names")
    language: Language = "en"

    def run(self, context: ProgramContext) -> Json:
        known = _visible(context)
        kind = known.get(self.subject)
        if kind is None:
            message = say("programs.unknown_name", self.language, name=self.subject)
            return error("unknown_name", message, near=_nearest_names(self.subject, known, context))
        found = _run("describe", DescribeArgs(kind=kind, name=self.subject), self.language, context)
        if not found.sections:
            return reply(found, MAX_ROWS)
        tables = found.sections[0].result.tables
        main = _worded(_records(tables[0].table)[0], self.language)
        beside = {
            item.name: [_worded(row, self.language) for row in _records(item.table)]
            for item in tables[1:]
            if item.name == "values"
        }
        caveats = [{"code": note.code, "text": note.text} for note in found.caveats]
        return {"status": "answered", "kind": kind, **main, **beside, "caveats": caveats}


class Query(ProgramTool):
    name: ClassVar[str] = "query"
    purpose: ClassVar[str] = (
        "Compute metrics by dimensions with filters, periods, rankings, shares and comparisons, from exact names. "
        'Example: {"query": {"metrics": [{"name": "revenue"}], "grain": "month", "window": {"rule": "last:6:month"}}}. '
        "Windows are half-open: start inclusive, end exclusive."
    )

    query: QueryMetricsArgs
    language: Language = "en"
    as_of: date | None = Field(default=None, description=_AS_OF)
    max_rows: int = Field(default=100, ge=1, le=MAX_ROWS, description=_MAX_ROWS)
    detail: Detail = Field(default="short", description=_DETAIL)

    def run(self, context: ProgramContext) -> Json:
        found = _run("query_metrics", self.query, self.language, context, self.as_of)
        return _reply(found, self.max_rows, self.detail, context)


class Ask(ProgramTool):
    name: ClassVar[str] = "ask"
    purpose: ClassVar[str] = (
        "Answer one whole business question in English or Chinese. status=clarify: ask again with the same question "
        "and the number of an option. status=refused: see refusal.nearest. Each call stands alone."
    )

    question: str = Field(min_length=1, max_length=20_000)
    option: int | None = Field(default=None, ge=1, description="the option taken, after status=clarify")
    as_typed: tuple[str, ...] = Field(default=(), max_length=20, description="words whose spelling is not corrected")
    as_of: date | None = Field(default=None, description=_AS_OF)
    max_rows: int = Field(default=100, ge=1, le=MAX_ROWS, description=_MAX_ROWS)
    detail: Detail = Field(default="short", description=_DETAIL)

    def run(self, context: ProgramContext) -> Json:
        taken = tuple((word, "") for word in self.as_typed)
        question = Question.of(self.question, who=context.tools.who, as_of=self.as_of, not_meant=taken)
        if not self.question.strip():
            return error("empty_question", say("cli.empty_question", question.language))
        found = answer(question, context)
        if self.option is not None:
            if not isinstance(found.plan.outcome, Clarify):
                return error("nothing_to_choose", say("cli.nothing_to_choose", question.language))
            try:
                chosen = choose(found.plan, self.option)
            except ValueError:
                return error("bad_choice", say("cli.bad_choice", question.language, n=self.option))
            found = run_plan(for_programs(chosen, context.model), question, context)
        return _reply(found, self.max_rows, self.detail, context)


class Segments(ProgramTool):
    name: ClassVar[str] = "segments"
    purpose: ClassVar[str] = (
        "List the customer segmentations, or the segments of one with their sizes. A segmentation is also a dimension "
        "of query."
    )

    segmentation: str | None = Field(default=None, description="its name; without it they are listed")
    language: Language = "en"
    as_of: date | None = Field(default=None, description=_AS_OF)
    max_rows: int = Field(default=100, ge=1, le=MAX_ROWS, description=_MAX_ROWS)

    def run(self, context: ProgramContext) -> Json:
        known = {name: kind for name, kind in _visible(context).items() if kind == "segmentation"}
        if self.segmentation is not None and self.segmentation not in known:
            message = say("programs.unknown_name", self.language, name=self.segmentation)
            return error("unknown_name", message, near=_nearest_names(self.segmentation, known, context) or known)
        action: Literal["build", "list"] = "build" if self.segmentation else "list"
        arguments = SegmentsArgs(action=action, segmentation=self.segmentation)
        return reply(_run("segments", arguments, self.language, context, self.as_of), self.max_rows)


class ExplainReceipt(ProgramTool):
    name: ClassVar[str] = "explain_receipt"
    purpose: ClassVar[str] = (
        "Compute the answer behind a receipt again and compare: same, data_changed, definitions_changed, "
        "not_comparable, or different (a defect)."
    )

    id: str = Field(max_length=64)
    max_rows: int = Field(default=100, ge=1, le=MAX_ROWS, description=_MAX_ROWS)

    def run(self, context: ProgramContext) -> Json:
        try:
            if context.receipts is None:
                raise UnknownReceipt(self.id)
            receipt = context.receipts.load(self.id)
        except UnknownReceipt:
            return error("unknown_receipt", say("cli.unknown_receipt", "en", id=self.id))
        language: Language = "zh" if receipt["language"] == "zh" else "en"
        try:
            code = forbidden(_calls(receipt), context.model)
        except (ValidationError, UnknownTool):  # made by a version that knew other tools
            return _verdict("not_comparable", ("refused",), receipt, language)
        if code:
            return error(code, say(f"refuse.{code}", language))
        calendar = replace(context.tools.calendar, as_of=receipt_day(receipt))
        found = compare(receipt, replace(context.tools, calendar=calendar))
        view = View(context.model, context.tools.who)
        is_open = found.verdict == "same" or not view.is_limited
        names = found.names
        if found.verdict == "definitions_changed":
            names = tuple(name for name in names if not context.model.has_metric(name) or view.has_metric(name))
        said = _verdict(found.verdict, names, receipt, language)
        if is_open:  # what was found then is this person's to see
            said |= {key: receipt[key] for key in ("question", "restatement", "headline")}
            before = receipt["rows"]
            said["before"] = [rows[: self.max_rows] for rows in before] if isinstance(before, list) else []
        if found.verdict not in ("same", "not_comparable"):
            said["now"] = [list(row) for row in found.now[: self.max_rows]]
        return said


TOOLS: tuple[type[ProgramTool], ...] = (ListNames, Describe, Query, Ask, Segments, ExplainReceipt)


def call(name: str, arguments: Mapping[str, object], context: ProgramContext) -> Json:
    """Check the arguments of a tool and run it; what does not fit comes back as an error in the caller's language."""
    language = language_of(arguments)
    found = next((item for item in TOOLS if item.name == name), None)
    if found is None:
        known = [item.name for item in TOOLS]
        near = nearest(name, known) or known
        return error("unknown_tool", say("programs.unknown_tool", language, name=name), near=near)
    try:
        made = found.model_validate(arguments)
    except ValidationError as mistakes:
        return bad_arguments(mistakes, _keys(found.model_json_schema()), language)
    return made.run(context)


# --- pieces -----------------------------------------------------------------------------------------------------


def _run(
    tool: str, arguments: Arguments, language: Language, context: ProgramContext, as_of: date | None = None
) -> Answer:
    """One call of the catalogue as an answer: recorded, worded, with a receipt."""
    made = ToolCall(tool=tool, arguments=arguments)
    text = f"{tool} {arguments.model_dump_json(exclude_defaults=True)}"
    question = Question(text, language, context.tools.who, as_of=as_of)
    plan = for_programs(Plan(Compute((made,)), Reading(language, ())), context.model)
    return run_plan(plan, question, context)


def _reply(found: Answer, max_rows: int, detail: Detail, context: ProgramContext) -> Json:
    """The reply in the detail asked for; SQL is told to who may see everything."""
    tells_sql = not View(context.model, context.tools.who).is_limited
    return reply(found, max_rows, full=detail == "full", tells_sql=tells_sql)


Kind = Literal["metric", "dimension", "segmentation"]


def _visible(context: ProgramContext) -> dict[str, Kind]:
    """Every name this person may use, with its kind; personal fields are not for programs."""
    model, view = context.model, View(context.model, context.tools.who)
    found: dict[str, Kind] = {name: "metric" for name in view.metric_names if not model.metric(name).hidden}
    for item in model.dimensions():
        if view.has_field(item.qualified) and not item.hidden and not item.personal:
            found[item.qualified] = "dimension"
    return found | {s.qualified: "segmentation" for s in model.segmentations if view.has_field(s.qualified)}


def _nearest_names(wanted: str, known: Mapping[str, Kind], context: ProgramContext) -> list[str]:
    """Names whose own text, last part or label in either language resembles what was sent."""
    model = context.model
    texts: dict[str, str] = {}
    for name, kind in known.items():
        item = {"metric": model.metric, "dimension": model.dimension, "segmentation": model.segmentation}[kind](name)
        for text in (name, name.split(".")[-1], item.label("en"), item.label("zh")):
            texts.setdefault(text.casefold(), name)
    return list(dict.fromkeys(texts[hit] for hit in nearest(wanted.casefold(), texts)))


def _records(table: ResultTable) -> list[Json]:
    return [{name: value_json(value) for name, value in row.items()} for row in table.records()]


def _worded(item: Json, language: Language, names: tuple[str, ...] = ()) -> Json:
    """A described thing with its words in one language, without what is empty."""
    other = "_zh" if language == "en" else "_en"
    kept = {key.removesuffix(f"_{language}"): value for key, value in item.items() if not key.endswith(other)}
    return {key: value for key, value in kept.items() if value not in (None, "") and (not names or key in names)}


def _keys(schema: object) -> Iterator[str]:
    """Every key that the arguments may have, at any depth."""
    match schema:
        case dict():
            properties = schema.get("properties")
            yield from properties if isinstance(properties, dict) else ()
            for item in schema.values():
                yield from _keys(item)
        case list():
            for item in schema:
                yield from _keys(item)


def _calls(receipt: Receipt) -> tuple[ToolCall, ...]:
    plan = receipt["plan"]
    calls = plan.get("calls", []) if isinstance(plan, Mapping) else []
    return tuple(ToolCall.parse(item["tool"], item["arguments"]) for item in calls)


def _verdict(verdict: str, names: tuple[str, ...], receipt: Receipt, language: Language) -> Json:
    reasons = [
        say(f"cli.receipt_reason.{name}", language) if verdict == "not_comparable" else str(name) for name in names
    ]
    text = say(f"cli.receipt_{verdict}", language, names=", ".join(reasons))
    return {"status": "answered", "verdict": verdict, "text": text, "names": list(names), "as_of": receipt["as_of"]}


def language_of(arguments: Mapping[str, object]) -> Language:
    """The language of a call whose arguments may be wrong."""
    given, question = arguments.get("language"), arguments.get("question")
    if given in ("en", "zh"):
        return "zh" if given == "zh" else "en"
    return detect_language(question) if isinstance(question, str) else "en"
