"""Say a tool call back in words: what is measured, by what, over which period, with which conditions.

Rule: the restatement is made from the tool call alone, so it shows what runs and not what was typed; every argument
that changes the figures has a piece. Periods are absolute dates. The same pieces, joined as a sentence, are the
labels of options and suggestions.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.answer_parts import Note, Part
from assistant.reading import Assumption, Reading
from assistant.restating.analysis_words import analysis_parts, described, plain_parts
from assistant.restating.bound_names import assumed_name, bound_name
from assistant.restating.query_parts import query_parts
from assistant.texts import capital, knows
from assistant.wording import Wording
from tools.arguments import DescribeArgs, QueryMetricsArgs, SegmentationArgs, SqlArgs
from tools.catalog import ToolCall
from tools.result import Lineage

_DOT = " · "


def restate(parts: tuple[Part, ...]) -> str:
    """The grey line above the headline."""
    return capital(_DOT.join(part.text for part in parts))


def call_label(call: ToolCall, wording: Wording) -> str:
    """The call as one question, for an option or a suggestion."""
    comma = "，" if wording.language == "zh" else ", "
    said = [part.text for part in call_parts(call, wording) if part.kind != "assumption"]
    arguments = call.arguments
    if said and isinstance(arguments, QueryMetricsArgs) and not arguments.metrics and len(arguments.dimensions) == 1:
        said[0] = wording.say("label.members", names=wording.things(arguments.dimensions[0].name))
    return capital(comma.join(said))


def call_parts(
    call: ToolCall, wording: Wording, assumptions: tuple[Assumption, ...] = (), lineage: Lineage | None = None
) -> tuple[Part, ...]:
    """The pieces of one call. With its lineage, what the tool resolved (runs, horizons) is said too."""
    match call.arguments:
        case QueryMetricsArgs() as arguments:
            pieces = query_parts(arguments, wording, lineage)
        case SegmentationArgs() as arguments:
            pieces = analysis_parts(call.tool, arguments, wording)
        case DescribeArgs() as arguments:
            pieces = iter([Part("tool", described(arguments, wording))])
        case SqlArgs():
            pieces = iter([Part("tool", "SQL")])
        case other:
            pieces = plain_parts(call.tool, other, wording)
    return _with_defaults(tuple(pieces), assumptions, wording)


def _with_defaults(pieces: tuple[Part, ...], assumptions: tuple[Assumption, ...], wording: Wording) -> tuple[Part, ...]:
    """The pieces with what was assumed; a default that a piece says already is marked there and not said twice."""
    said = list(pieces)
    for item in assumptions:
        name = assumed_name(item.bound_to, wording)
        if item.code == "bare_period_latest" and _assumed(item, wording) in said:
            continue  # of September and of October: said once
        place = next((i for i, part in enumerate(said) if part.text == name and not part.assumed), None)
        if place is None and item.code == "default_window":  # compared only as far as both periods go
            place = next((i for i, part in enumerate(said) if part.kind == "period" and not part.assumed), None)
        if item.code in ("default_window", "default_metric") and place is not None:
            said[place] = replace(said[place], text=wording.say("assume.marked", name=said[place].text), assumed=True)
        else:
            said.append(_assumed(item, wording))
    return tuple(said)


def repairs_and_unused(reading: Reading, wording: Wording) -> tuple[Note, ...]:
    """What was read differently from what was typed, and which words were not used."""
    repaired = tuple(
        Note(
            "repaired",
            wording.say(
                "note.repaired",
                typed=span.repaired_from or span.text,
                name=span.read_as or bound_name(span.bound_to, wording),
            ),
            undo=(span.repaired_from or span.text, "" if span.read_as else span.bound_to),
        )
        for span in reading.repairs
    )
    words = wording.comma(span.text for span in reading.spans if span.kind == "unused")
    return (*repaired, Note("unused", wording.say("note.unused", words=words))) if words else repaired


def _assumed(item: Assumption, wording: Wording) -> Part:
    key = f"assume.{item.code}"
    name = assumed_name(item.bound_to, wording)
    text = wording.say(key, name=name) if knows(key) else wording.say("assume.other", name=name)
    return Part("assumption", text, assumed=True)
