"""Put one tool result into words, a table and a chart.

Rule: the order is fixed: restate what ran, say what was found, show it, say how it came about, warn where needed.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.answer_parts import Section, Tile
from assistant.caveats import notes
from assistant.charts.choice import asked_chart, drawn
from assistant.charts.offer import choose_chart
from assistant.evidence.derive import derivation
from assistant.narrate import headline, narrate
from assistant.narrate.unequal import depends_on_length, unequal_days
from assistant.number_card import trend
from assistant.reading import Assumption
from assistant.restating.metric_words import with_names
from assistant.restating.restate import call_parts, restate
from assistant.wording import Wording
from semantic_layer.model import Language
from semantic_layer.result import ResultTable
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall
from tools.result import ToolResult

MAX_TILES = 3
_TECHNICAL = frozenset({"name", "format", "formula", "unit", "dataset"})  # beside labels, for those who write models
_TILE_FACTS = (("now", "tile.now"), ("then", "tile.then"), ("change", "tile.change"), ("overall", "tile.overall"))


def section(
    call: ToolCall,
    result: ToolResult,
    assumptions: tuple[Assumption, ...],
    wording: Wording,
    earlier: ToolResult | None = None,
) -> Section:
    """Return everything a card shows for one tool call; `earlier` are the periods before the one number it gave."""
    own = tuple(item for item in assumptions if item.code != "inherited")  # what an edit kept is said in its note
    parts = call_parts(call, wording, own, result.lineage)
    table, context = shown_columns(result.main, wording.language), result.table("context")
    context = shown_columns(context, wording.language) if context else None
    beside = trend(earlier, wording) if earlier else None  # its number is written as in the headline
    wording = wording.with_scales(context or table)
    said = headline(call, result, wording)
    if isinstance(call.arguments, QueryMetricsArgs):
        wording = with_names(call.arguments.metrics, wording)
    chart = choose_chart(drawn(call, result, table, context, wording.language), asked_chart(call), wording)
    return Section(
        call=call,
        result=result,
        parts=parts,
        restatement=restate(parts),
        headline_phrases=said,
        narration=narrate(call, result, wording),
        table=table,
        context_table=context,
        chart=replace(chart, alt="".join(phrase.text for phrase in said)),
        tiles=tiles(call, result, wording),
        derivation=derivation(call, result, wording),
        notes=notes(call, result, wording),
        shown=wording.table(table),
        shown_context=wording.table(context) if context else None,
        trend=beside,
    )


def shown_columns(table: ResultTable, language: Language) -> ResultTable:
    """The table without what a person does not read: words of the other language, technical names, empty columns.

    The tool's own result keeps them.
    """
    foreign = "_en" if language == "zh" else "_zh"
    is_labelled = any(column.name.startswith("label_") for column in table.columns)
    kept = [
        i
        for i, column in enumerate(table.columns)
        if column.kind != "fact"
        or not (
            column.name.endswith(foreign)
            or (column.name in _TECHNICAL and is_labelled)
            or (table.rows and all(row[i] in (None, "") for row in table.rows))
        )
    ]
    if len(kept) == len(table.columns):
        return table
    return replace(
        table,
        columns=tuple(table.columns[i] for i in kept),
        rows=tuple(tuple(row[i] for i in kept) for row in table.rows),
        total=tuple(table.total[i] for i in kept) if table.total else None,
    )


def tiles(call: ToolCall, result: ToolResult, wording: Wording) -> tuple[Tile, ...]:
    """Figures beside the headline, only where they add something: the two sides of a comparison."""
    compared = len(result.main.rows) == 1
    facts = dict(next((item.facts for item in result.findings if item.kind == "comparison"), ())) if compared else {}
    told = next((item for item in result.findings if item.kind == "comparison"), None)
    is_equal = told is None or unequal_days(result) is None or not depends_on_length(told, call, wording)
    found = [
        Tile(wording.say(label), wording.fact(facts[name], signed=name == "change"))
        for name, label in _TILE_FACTS
        if (is_equal or name != "change") and name in facts and facts[name].value is not None
    ]
    return tuple(found[:MAX_TILES]) if len(found) > 1 else ()
