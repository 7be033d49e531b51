"""What has to be known about the figures of an answer, as pairs of name and text, for files that travel alone.

Rule: nothing is added here. Restatement, filters, period, what was left out and the SQL are those of the derivation.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant import formats
from assistant.answer_parts import Section
from assistant.exports.cells import known_rows
from assistant.texts import knows, say
from semantic_layer.model import Language
from semantic_layer.result import LeftOut

if TYPE_CHECKING:
    from assistant.answer import Answer

Fact = tuple[str, str]


def evidence(answer: Answer) -> tuple[Fact, ...]:
    """Question, then for each section how it came about, then caveats, as-of date and receipt."""
    language = answer.language
    found = [(say("export.question", language), answer.question.text)]
    for section in answer.sections:
        found += _of_section(section, language)
    found += [(say("export.caveat", language), note.text) for note in answer.caveats]
    found.append((say("export.as_of", language), formats.day(answer.as_of, language)))
    found.append((say("export.receipt", language), answer.receipt or formats.UNDEFINED))
    return tuple(found)


def rows_line(section: Section, language: Language) -> str:
    """How many rows the file holds, and of how many where there are more."""
    here, known = len(section.table.rows), known_rows(section)
    if known is not None:
        return say("export.rows_of", language, n=formats.count(here, language), all=formats.count(known, language))
    key = "export.rows_first" if "truncated" in section.table.flags else "export.rows"
    return say(key, language, n=formats.count(here, language))


def _of_section(section: Section, language: Language) -> Iterator[Fact]:
    facts = section.derivation
    yield say("export.restatement", language), section.restatement
    yield say("export.headline", language), section.headline
    yield say("page.period", language), facts.period or say("export.whole_period", language)
    if facts.compared_period:
        yield say("page.compared_period", language), facts.compared_period
    yield say("page.filters", language), "\n".join(facts.filters) or say("page.no_filters", language)
    for item in facts.definitions:
        text = " · ".join(filter(None, (item.description, item.formula)))
        yield say("page.definition", language), say("page.pair", language, name=item.label, value=text)
    yield from ((say("page.formula", language), formula) for formula in facts.formulas)
    for name, value in facts.parameters:
        yield say("page.parameters", language), say("page.pair", language, name=name, value=value)
    yield say("page.rows_step", language), rows_line(section, language)
    if section.shown.total:
        total = zip(section.shown.headers, section.shown.total, strict=True)
        yield say("ui.total", language), " · ".join(f"{name} {cell}" for name, cell in total if cell)
    left = [left_out_line(item, language) for item in facts.left_out]
    yield say("export.left_out", language), "\n".join(left) or say("page.no_filters", language)
    if facts.policies:
        yield say("page.policies", language), "\n".join(facts.policies)
    yield from ((say("page.sql", language), sql) for sql in facts.sql)


def left_out_line(item: LeftOut, language: Language) -> str:
    key = f"left_out.{item.code}"
    reason = say(key if knows(key) else "left_out.other", language)
    return say("caveat.rows_left_out", language, rows=formats.count(item.rows, language), reason=reason)
