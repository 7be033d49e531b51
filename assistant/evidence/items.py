"""What the drawer of an answer says under each of its headings, in words.

Rule: the order is that of a sceptic's questions: what was read, what it means, how it was computed, on which rows; then
SQL, plan, checks, chart and trace. Nothing is computed here but checks of what was stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, get_args

from assistant import formats
from assistant.agent.usage_words import usage_line
from assistant.answer_parts import Section
from assistant.evidence.pairs import left_out_line
from assistant.wording import Wording
from semantic_layer.result import RowStep

if TYPE_CHECKING:
    from assistant.answer import Answer

ItemName = Literal[
    "question", "definition", "formula", "scope", "rows", "sql", "plan", "checks", "chart", "trace"
]  # fmt: skip
ITEMS: tuple[ItemName, ...] = get_args(ItemName)
_TRIED = ("methods", "report", "k_choice")  # tables of a forecast, of churn, of groups
FIRST = ITEMS[:4]  # for who only wants to know what the number means


def definition_lines(section: Section, wording: Wording) -> tuple[str, ...]:
    """Each metric in words, then who answers for it, its version and its state."""
    found = []
    for item in section.derivation.definitions:
        said = item.description or item.formula
        found.append(wording.pair(item.label, said) if said else item.label)
        owner = wording.say("evidence.owner", owner=item.owner or wording.say("evidence.no_owner"))
        version = wording.say("evidence.version", version=item.version or formats.UNDEFINED)
        found.append(" · ".join((owner, version, wording.say("evidence.state", state=item.state))))
    return tuple(found) or (wording.say("evidence.no_metric"),)


def formula_lines(section: Section, wording: Wording) -> tuple[str, ...]:
    """The formula of each metric, then the same with the figures of the answer."""
    facts = section.derivation
    own = [wording.pair(item.label, item.formula) for item in facts.definitions if item.formula]
    return tuple(dict.fromkeys((*own, *facts.formulas))) or (wording.say("evidence.no_formula"),)


def scope_lines(section: Section, wording: Wording) -> tuple[str, ...]:
    """Filters, access rules, period and as-of date; nothing is left out for being empty."""
    facts, zone = section.derivation, wording.model.calendar.timezone
    none = wording.say("page.no_filters")
    found = [
        wording.say("evidence.filters", text=wording.comma(facts.filters) or none),
        wording.say("evidence.policies", text=wording.comma(facts.policies) or wording.say("evidence.no_policy")),
        wording.say("evidence.period", text=facts.period or wording.say("export.whole_period"), zone=zone),
    ]
    if facts.compared_period:
        found.append(wording.say("evidence.compared", text=facts.compared_period, zone=zone))
    found += [wording.pair(name, value) for name, value in facts.parameters]
    found.append(wording.say("evidence.as_of", day=formats.day(facts.as_of, wording.language)))
    return tuple(found)


def row_lines(section: Section, wording: Wording) -> tuple[str, ...]:
    """The rows of each dataset step by step, then those of the answer, then what was left out and why."""
    lineage, language = section.result.lineage, wording.language
    found = [" → ".join(_steps(step, wording)) for step in lineage.steps]
    found += _members(section, wording)
    counts = lineage.row_counts or (("rows", len(section.table.rows)),)
    for name, rows in counts:
        n = formats.count(rows, language)
        is_answer = name == "rows"
        found.append(
            wording.say("evidence.step_answer", n=n)
            if is_answer
            else wording.say("evidence.step", name=wording.plain_name(name), n=n)
        )
    left = tuple(left_out_line(item, language) for item in section.derivation.left_out)
    return (*found, *(left or (wording.say("evidence.nothing_left_out"),)))


def _steps(step: RowStep, wording: Wording) -> Iterator[str]:
    language = wording.language
    name = wording.dataset(step.dataset)
    yield wording.say("evidence.step_visible", dataset=name, n=formats.count(step.visible, language))
    if step.dated != step.visible or step.start or step.end:
        days = formats.window(step.start, step.end, language)
        period = days or wording.say("evidence.as_of", day=formats.day(wording.calendar.as_of, language))
        yield wording.say("evidence.step_dated", period=period, n=formats.count(step.dated, language))
    if step.counted != step.dated:
        yield wording.say("evidence.step_counted", n=formats.count(step.counted, language))


def _members(section: Section, wording: Wording) -> Iterator[str]:
    """What a rate is out of, and how much of it stands above the line, over all groups."""
    overall = dict(section.result.lineage.overall) or _only_row(section)
    for name, value in overall.items():
        below = overall.get(f"{name}__n")
        above = overall.get(f"{name}__hits")
        if isinstance(below, int) and isinstance(above, int) and value is not None:
            steps = [
                wording.say("evidence.step_members", n=formats.count(below, wording.language)),
                wording.say("evidence.step_hits", n=formats.count(above, wording.language)),
            ]
            yield wording.pair(wording.metric(name), " → ".join(steps))


def _only_row(section: Section) -> dict[str, object]:
    table = section.result.main
    return dict(next(iter(table.records()))) if len(table.rows) == 1 else {}


def chart_lines(section: Section, wording: Wording) -> tuple[str, ...]:
    chart = section.chart
    return (chart.reason or wording.say("evidence.no_chart"),)


def trial_lines(section: Section, wording: Wording) -> tuple[str, ...]:
    """What an analysis was tried with and how well each way did, in the terms of a statistician."""
    tables = (item.table for item in section.tables if item.name in _TRIED and item.table is not section.result.main)
    shown = (wording.table(table) for table in tables)
    return tuple(" · ".join(map(wording.pair, item.headers, row)) for item in shown for row in item.rows)


def trace_lines(answer: Answer, wording: Wording) -> tuple[str, ...]:
    """Steps with their time, what was read, and what a language model was asked for."""
    found = []
    for name, ms in answer.ms:
        key = f"trace.{name}" if name in ("read", "compute") else "trace.other"
        params = {"name": name} if key == "trace.other" else {}
        found.append(wording.say(key, ms=formats.count(ms, wording.language), **params))
    statements = sum(len(section.derivation.sql) for section in answer.sections)
    found.append(wording.say("trace.statements", n=formats.count(statements, wording.language)))
    rows = sum(step.visible for section in answer.sections for step in section.result.lineage.steps)
    if rows:
        found.append(wording.say("trace.rows", n=formats.count(rows, wording.language)))
    asked = usage_line(answer.usage, wording.language) if answer.usage else wording.say("trace.no_model")
    return (*found, asked)
