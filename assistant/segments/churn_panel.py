"""The churn panel: how today's risks are spread, what a border of the risk is worth, and what goes with being lost.

Rule: every figure is a cell of one stored answer. Precision and recall were measured on a later period than the one
that the rule was learned on; without them there is no panel, and so no score.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from assistant import formats
from assistant.answer import Answer
from assistant.answer_parts import Choice, Section
from assistant.charts.bars import columns
from assistant.charts.specs import Axis, Marks, Row, Spec, tick_expression
from assistant.restating.restate import call_label
from assistant.wording import Wording
from semantic_layer.result import ResultTable, Value
from tools.arguments import ChurnRiskArgs
from tools.catalog import ToolCall
from tools.customer_arguments import ChurnDriversArgs

RISK, DRIVERS = "churn_risk", "churn_drivers"
TOP_DRIVERS = 5
LISTED = 1000
START = 0.5  # where the slider stands at first


@dataclass(frozen=True)
class Border:
    """What one border of the risk is worth, in words."""

    value: float
    label: str  # of the border
    precision: str  # "of 100 flagged, about 63 left", with the counts behind it
    recall: str
    now: str  # how many reach it today


@dataclass(frozen=True)
class Driver:
    """One feature that goes with being lost, with its mean among the lost and among the others."""

    name: str
    lost: str
    stayed: str


@dataclass(frozen=True)
class Panel:
    """Everything on the panel. `measured` says on which days, `base` how many are lost anyway."""

    borders: tuple[Border, ...]
    measured: str
    base: str
    as_of: date
    drivers: tuple[Driver, ...]

    def border(self, value: float) -> Border:
        """The border at, or nearest to, a value."""
        return min(self.borders, key=lambda item: abs(item.value - value))


def question(wording: Wording) -> Choice:
    """Both analyses in one question: who may be lost, and what goes with it."""
    calls = (ToolCall(tool=RISK, arguments=ChurnRiskArgs()), ToolCall(tool=DRIVERS, arguments=ChurnDriversArgs()))
    return Choice(call_label(calls[0], wording), calls)


def listing(border: float, wording: Wording) -> Choice:
    """The question who reaches a border, to be read, exported or pinned like any other answer."""
    call = ToolCall(tool=RISK, arguments=ChurnRiskArgs(at_least=border, limit=LISTED))
    return Choice(call_label(call, wording), (call,))


def panel(answer: Answer, wording: Wording) -> Panel | None:
    """The panel of an answer; None where the question was refused or no later period could test the rule."""
    risk = _section(answer, RISK)
    borders = _table(risk, "thresholds") if risk else None
    report = _table(risk, "report") if risk else None
    if risk is None or borders is None or report is None or not borders.rows:
        return None
    facts = dict(risk.result.lineage.parameters)
    population = facts.get("population")
    chosen = next((row for row in report.records() if row["chosen"] and row["population"] == population), None)
    if chosen is None:
        return None
    drivers = _section(answer, DRIVERS)
    return Panel(
        borders=tuple(_border(row, wording) for row in borders.records()),
        measured=_measured(facts, chosen["n"], wording),
        base=wording.say("churn.base", hundred=_of_hundred(chosen["base_rate"]), rate=_percent(chosen, wording)),
        as_of=risk.derivation.as_of,
        drivers=_drivers(drivers, wording) if drivers else (),
    )


def spread_chart(answer: Answer, border: float, wording: Wording) -> Spec | None:
    """Customers by risk as touching columns; those below the border are pale."""
    risk = _section(answer, RISK)
    spread = _table(risk, "spread") if risk else None
    if spread is None or not spread.rows:
        return None
    rows: list[Row] = []
    for start, end, customers in spread.rows:
        low, high, n = float(str(start)), float(str(end)), int(str(customers))
        least, most = (formats.percent(end, wording.language, 0) for end in (low, high))
        label = formats.interval(least, most, wording.language)
        rows.append(
            {"label": label, "series": "", "value": n, "written": formats.count(n, wording.language),
             "exact": formats.count(n, wording.language), "open": low < border - 1e-9}
        )  # fmt: skip
    highest = max(float(str(row["value"])) for row in rows)
    axis = Axis(wording.say("column.customers"), tick_expression("number", wording.language), 0.0, highest)
    return columns(Marks(tuple(rows), axis, wording.say("churn.risk")), touching=True)


def spread_alt(found: Panel, border: float, wording: Wording) -> str:
    """The chart in a sentence."""
    at = found.border(border)
    return wording.say("churn.alt", border=at.label, now=at.now)


def _section(answer: Answer, tool: str) -> Section | None:
    return next((section for section in answer.sections if section.call.tool == tool), None)


def _table(section: Section | None, name: str) -> ResultTable | None:
    return next((item.table for item in section.tables if item.name == name), None) if section else None


def _border(row: dict[str, Value], wording: Wording) -> Border:
    language = wording.language
    counts = {name: formats.count(int(str(row[name])), language) for name in ("flagged", "flagged_lost", "flagged_now")}
    lost = formats.count(int(str(row["flagged_lost"])) + int(str(row["missed_lost"])), language)
    value = float(str(row["risk_threshold"]))
    if row["precision"] is None:
        precision = wording.say("churn.nobody_flagged")
    else:
        precision = wording.say("churn.precision", hundred=_of_hundred(row["precision"]), **counts)
    recall = wording.say("churn.recall", hundred=_of_hundred(row["recall"]), lost=lost, **counts)
    return Border(value, formats.percent(value, language, 0), precision, recall, counts["flagged_now"])


def _of_hundred(share: Value) -> str:
    """How many of a hundred: a share without decimals and without its sign."""
    return formats.UNDEFINED if share is None else str(formats.round_half_up(Decimal(str(share)) * 100, 0))


def _percent(row: dict[str, Value], wording: Wording) -> str:
    return formats.percent(float(str(row["base_rate"])), wording.language)


def _measured(facts: dict[str, Value], n: Value, wording: Wording) -> str:
    """On which days the rule was tested, and until which day it was learned."""
    first = date.fromisoformat(str(facts["test_cut"]))
    last = first + timedelta(days=int(str(facts["horizon_days"])) - 1)
    language = wording.language
    customers = formats.count(int(str(n)), language)
    learned = wording.say("churn.learned", day=formats.day(first - timedelta(days=1), language))
    period = formats.day_range(first, last, language)
    return (
        wording.say("churn.measured", period=period, customers=customers) + (" " if language == "en" else "") + learned
    )


def _drivers(section: Section, wording: Wording) -> tuple[Driver, ...]:
    table = section.table
    at = [table.index(name) for name in ("feature", "mean_lost", "mean_stayed")]
    rows = (tuple(wording.cell(row[i], table.columns[i], "short") for i in at) for row in table.rows[:TOP_DRIVERS])
    return tuple(Driver(*row) for row in rows)
