"""The parts of an answer's plan as things to take away or to exchange.

Rule: an edit is another plan, made by code from the plan that ran; it is offered only where the compiler accepts it,
and the reader is not asked again. What cannot be edited is shown all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant import formats
from assistant.answer import Answer
from assistant.answer_parts import Choice, Part, PartKind, Section
from assistant.restating.restate import call_label
from assistant.ways_on.splits import is_answerable
from assistant.wording import Wording
from semantic_layer.model import Grain
from semantic_layer.query import DimensionRef, MetricRef, Window
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall

_PERIODS = ("this:month", "last:1:month", "this:quarter", "last:1:quarter", "last:12:month", "this:year", "last:1:year")
_GRAINS: tuple[Grain, ...] = ("day", "week", "month", "quarter", "year")
_NO_GROUP = frozenset({"identifier", "text"})
_EXCHANGED = frozenset({"metric", "dimension", "grain", "period", "compare", "top"})
_UNTOLD = frozenset({"assumption", "order", "parameter", "tool"})
_RANKED = {"top": None, "order": (), "limit": None, "share": None}  # what has nothing left to rank without groups


@dataclass(frozen=True)
class Piece:
    """One part of the restatement. `number` counts the parts of its kind; `is_new` against the answer before."""

    part: Part
    number: int
    is_new: bool = False
    without: Choice | None = None


@dataclass(frozen=True)
class Difference:
    """How a follow-up differs from the answer before, in the words of both."""

    changed: tuple[tuple[str, str], ...]  # before and now
    dropped: tuple[str, ...]
    kept: tuple[str, ...]


@dataclass(frozen=True)
class Instead:
    """What a part can be exchanged for, by name."""

    name: str
    choice: Choice


def pieces(section: Section, before: Answer | None, wording: Wording) -> tuple[Piece, ...]:
    """The parts of a section in their order; each with the plan without it, where that is a question too."""
    known = {part.text for part in before.parts} if before else None
    counted: dict[PartKind, int] = {}
    found = []
    for part in section.parts:
        number = counted[part.kind] = counted.get(part.kind, -1) + 1
        is_new = known is not None and part.text not in known and part.kind != "assumption"
        found.append(Piece(part, number, is_new, _without(section.call, part.kind, number, wording)))
    return tuple(found)


def difference(section: Section, before: Answer) -> Difference:
    """What became of the parts of the answer before: exchanged for another of their kind, kept, or gone.

    A condition is never said to be exchanged for another: they may be about different things.
    """
    old = [part for part in before.parts if part.kind not in _UNTOLD]
    then, now = {part.text for part in old}, {part.text for part in section.parts}
    fresh = [part for part in section.parts if part.text not in then]
    changed, gone = [], []
    for part in (part for part in old if part.text not in now):
        other = next((item for item in fresh if item.kind == part.kind and part.kind in _EXCHANGED), None)
        if other is None:
            gone.append(part.text)
        else:
            fresh.remove(other)
            changed.append((part.text, other.text))
    return Difference(tuple(changed), tuple(gone), tuple(part.text for part in old if part.text in now))


def instead(section: Section, kind: PartKind, wording: Wording) -> tuple[Instead, ...]:
    """What a part of this kind can be exchanged for; nothing where the plan has several of them."""
    arguments = section.call.arguments
    if not isinstance(arguments, QueryMetricsArgs) or arguments.rows:
        return ()
    made = (
        Instead(name, _choice(section.call, edited, wording))
        for name, edited in _exchanged(arguments, kind, wording)
        if edited != arguments and is_answerable(edited, wording, _fixed(section))
    )
    return tuple({item.name: item for item in made}.values())


def _exchanged(arguments: QueryMetricsArgs, kind: PartKind, wording: Wording) -> Iterator[tuple[str, QueryMetricsArgs]]:
    match kind:
        case "metric" if len(arguments.metrics) == 1 and arguments.metrics[0] == MetricRef(arguments.metrics[0].name):
            yield from _other_metrics(arguments, wording)
        case "dimension" if len(arguments.dimensions) == 1:
            yield from _other_dimensions(arguments, wording)
        case "grain":
            for grain in _GRAINS:
                yield wording.say(f"grain.{grain}"), arguments.model_copy(update={"grain": grain})
        case "period":
            yield from _other_periods(arguments, wording)


def _other_metrics(arguments: QueryMetricsArgs, wording: Wording) -> Iterator[tuple[str, QueryMetricsArgs]]:
    old = arguments.metrics[0].name
    top = arguments.top
    for metric in wording.model.metrics:
        if metric.hidden:
            continue
        update: dict[str, object] = {"metrics": (MetricRef(metric.name),)}
        if top and top.by == old:
            update["top"] = replace(top, by=metric.name)
        update["order"] = tuple(replace(item, by=metric.name) if item.by == old else item for item in arguments.order)
        yield wording.metric(metric.name), arguments.model_copy(update=update)


def _other_dimensions(arguments: QueryMetricsArgs, wording: Wording) -> Iterator[tuple[str, QueryMetricsArgs]]:
    model = wording.model
    names = [d.qualified for d in model.dimensions() if not d.hidden and not d.personal and d.type not in _NO_GROUP]
    names += [item.qualified for item in model.segmentations if not item.hidden]
    for name in names:
        yield wording.dimension(name), arguments.model_copy(update={"dimensions": (DimensionRef(name),)})


def _other_periods(arguments: QueryMetricsArgs, wording: Wording) -> Iterator[tuple[str, QueryMetricsArgs]]:
    for rule in _PERIODS:
        try:
            found = wording.calendar.resolve(rule)
        except ValueError:
            continue
        window = Window(found.start, found.end, rule)
        name = formats.window(window.start, window.end, wording.language)
        yield name, arguments.model_copy(update={"window": window})


def _without(call: ToolCall, kind: PartKind, number: int, wording: Wording) -> Choice | None:
    arguments = call.arguments
    if not isinstance(arguments, QueryMetricsArgs) or arguments.rows:
        return None
    update = _removed(arguments, kind, number)
    if update is None:
        return None
    edited = arguments.model_copy(update=update)
    return _choice(call, edited, wording) if edited != arguments and is_answerable(edited, wording) else None


def _removed(arguments: QueryMetricsArgs, kind: PartKind, number: int) -> dict[str, object] | None:
    """The fields that change when a part goes; None for what carries the question."""
    match kind:
        case "dimension" if arguments.metrics:
            return {"dimensions": (), **({} if arguments.grain else _RANKED)}
        case "grain":
            return {"grain": None, "fiscal": False, **({} if arguments.dimensions else _RANKED)}
        case "filter" if number < len(arguments.filters):
            return {"filters": _but(arguments.filters, number)}
        case "members" if number < len(arguments.members):
            return {"members": _but(arguments.members, number)}
        case "having" if number < len(arguments.having):
            return {"having": _but(arguments.having, number)}
        case "having":
            return {"streak": None}
        case "compare" if number < len(arguments.compare):
            return {"compare": _but(arguments.compare, number)}
        case "top" | "share" | "cumulate":
            return {kind: None}
        case "period":
            return {"window": None}
    return None


def _but(items: tuple[object, ...], number: int) -> tuple[object, ...]:
    return (*items[:number], *items[number + 1 :])


def _choice(call: ToolCall, arguments: QueryMetricsArgs, wording: Wording) -> Choice:
    edited = ToolCall(tool=call.tool, arguments=arguments)
    return Choice(call_label(edited, wording), (edited,))


def _fixed(section: Section) -> dict[str, MetricRef]:
    """The metrics with the day and the horizon that the tool fixed for them."""
    return {ref.name: ref for query in section.result.lineage.queries[:1] for ref in query.metrics}
