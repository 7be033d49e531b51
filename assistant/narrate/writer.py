"""Write the facts of findings: names, figures, periods, bases of rates.

Rule: what a fact is called and how its value is written is decided here, once for every sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from assistant import formats
from assistant.answer_parts import Phrase
from assistant.restating.metric_words import with_names
from assistant.restating.query_words import rank_text
from assistant.texts import TEXTS, places
from assistant.wording import Wording
from semantic_layer.model import Grain
from semantic_layer.query import Window
from semantic_layer.result import Column, Value
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall
from tools.result import Fact, ToolResult

_MOST_NAMED, _FIRST_NAMED = 7, 5  # "and one other" would save nothing
Sentence = tuple[Phrase, ...]
Facts = Mapping[str, Fact]


class Writer:
    """The words of one result.

    `place` is the ranking in words where the first places were passed over: "second highest revenue"; `nth` its number
    where it is one place.
    """

    def __init__(self, call: ToolCall, result: ToolResult, wording: Wording) -> None:
        metrics = call.arguments.metrics if isinstance(call.arguments, QueryMetricsArgs) else ()
        self.wording = with_names(metrics, wording)
        self.grain, self.fiscal, self.ascending = _shape(call)
        top = call.arguments.top if isinstance(call.arguments, QueryMetricsArgs) else None
        self.ranked_by = top.by if top and "__" in top.by else ""  # a change or a share of it, not the metric itself
        self.place = _place(call, wording)
        self.nth = formats.ordinal(top.skip + 1, wording.language) if top and top.skip and top.n == 1 else ""
        self.tool = call.tool
        self.table = result.main
        if self.grain is None:  # an analysis that chose the length of its periods itself
            self.grain = next((self.table.columns[i].grain for i in self.table.of_kind("period")), None)
        self.period = self.window(result.lineage.window)
        self.begun = _begun(result.lineage.window, wording) or self.period
        self.compared = self.window(result.lineage.compared_window)

    def say(self, key: str, **params: str) -> Sentence:
        return self.wording.pieces(key, **params)

    def say_given(self, key: str, params: Mapping[str, str]) -> Sentence:
        """Say a sentence that needs some of the facts."""
        wanted = places(TEXTS[key].in_language(self.wording.language))
        return self.wording.pieces(key, **{name: params[name] for name in wanted})

    def valued(self, facts: Facts) -> dict[str, str]:
        return {"metric": self.metric(facts), "value": self.text(facts["value"]), "base": self.base(facts)}

    def base(self, facts: Facts, prefix: str = "") -> str:
        """What a rate is out of, with its interval; nothing for other values."""
        n, low, high = (f"{prefix}{name}" for name in ("n", "low", "high"))
        if not given(facts, n, low, high):
            return ""
        ends = formats.interval(self.text(facts[low]), self.text(facts[high]), self.wording.language)
        return self.wording.say("finding.base", n=self.count(facts[n]), interval=ends)

    def text(self, fact: Fact) -> str:
        return self.wording.fact(fact)

    def ranked_value(self, fact: Fact) -> str:
        """The value that a ranking goes by; a change shows its sign."""
        if self.ranked_by.endswith("_rate") and isinstance(fact.value, int | float | Decimal):
            return formats.change_rate(fact.value, self.wording.language, self.wording.style)
        return self.wording.fact(fact, signed=self.ranked_by.endswith("_change"))

    def period_name(self, fact: Fact) -> str:
        """A day of the time axis by the name of the period that begins with it."""
        if self.grain is None or not isinstance(fact.value, date):
            return self.wording.fact(fact)
        spec = self.wording.calendar.spec
        if self.grain == "week":
            return formats.week_name(fact.value, self.wording.language, spec)
        return formats.period(fact.value, self.grain, self.wording.language, spec, fiscal=self.fiscal)

    def group(self, fact: Fact) -> str:
        """One group or several, joined for a sentence; of many only the first are named."""
        names = self.names(fact)
        if len(names) <= _MOST_NAMED:
            return self.wording.join(names)
        first, is_chinese = names[:_FIRST_NAMED], self.wording.language == "zh"
        n = formats.count(len(names) - (0 if is_chinese else len(first)), self.wording.language)
        return self.wording.say("finding.and_others", names=self.wording.comma(first), n=n)

    def names(self, fact: Fact) -> tuple[str, ...]:
        """The groups of a fact by name; with several groupings a group is its values side by side."""
        values = fact.value if isinstance(fact.value, tuple) else (fact.value,)
        columns = self.columns_of(values)
        if not columns:
            return (self.wording.fact(fact),)
        size = len(columns)
        groups = [values[i : i + size] for i in range(0, len(values), size)]
        return tuple(
            " · ".join(self.member(value, column) for value, column in zip(group, columns, strict=True))
            for group in groups
        )

    def columns_of(self, values: tuple[Value, ...]) -> tuple[Column, ...]:
        """The groupings that values belong to: without the time axis where the finding is about whole series."""
        for kinds in (("dimension", "period"), ("dimension",)):
            columns = tuple(self.table.columns[i] for i in self.table.of_kind(*kinds))
            if columns and len(values) % len(columns) == 0:
                return columns
        return ()

    def member(self, value: Value, column: Column) -> str:
        """The name of one group; a yes or no says of what."""
        text = self.wording.cell(value, column)
        return self.wording.pair(self.wording.header(column), text) if isinstance(value, bool) else text

    def window(self, window: Window | None) -> str:
        if window is None or window.start is None or window.end is None:
            return ""
        return formats.window(window.start, window.end, self.wording.language)

    def metric(self, facts: Facts) -> str:
        """The metric's label: the fact holds its name, or the value says where it comes from."""
        named = facts.get("metric")
        if named is not None:
            return self.wording.measured(str(named.value))
        source = next((facts[name].source for name in ("value", "last", "now", "highest_value") if name in facts), "")
        return self.wording.metric(source)

    def count(self, fact: Fact) -> str:
        return self.wording.fact(fact, form="exact")

    def size(self, fact: Fact) -> str:
        """A difference without its sign: the sentence says above or below."""
        return self.wording.fact(fact, signed=True).lstrip("+-")

    def change(self, facts: Facts, *, unsigned: bool = False) -> str:
        """The relative change; of shares, and where nothing can be divided, the difference itself."""
        change, rate = facts["change"], facts.get("rate")
        is_share = change.unit.kind in ("share", "points")
        if rate is not None and rate.value is not None and not is_share and not isinstance(rate.value, tuple):
            text = formats.change_rate(rate.value, self.wording.language, self.wording.style)
        else:
            text = self.wording.fact(change, signed=True)
        return text.lstrip("+-") if unsigned else text


def _shape(call: ToolCall) -> tuple[Grain | None, bool, bool]:
    if not isinstance(call.arguments, QueryMetricsArgs):
        return getattr(call.arguments, "grain", None), False, False
    top = call.arguments.top
    return call.arguments.grain, call.arguments.fiscal, bool(top and top.direction == "asc")


def _place(call: ToolCall, wording: Wording) -> str:
    arguments = call.arguments
    if not isinstance(arguments, QueryMetricsArgs) or arguments.top is None or not arguments.top.skip:
        return ""
    return rank_text(arguments, wording)


def _begun(window: Window | None, wording: Wording) -> str:
    """The name of a period that has just begun, as it was asked for: "this month" is a month, not its first day."""
    grains: tuple[Grain, ...] = ("week", "month", "quarter", "year")
    asked = window.rule.removeprefix("this:") if window and window.rule.startswith("this:") else ""
    grain = next((item for item in grains if item == asked), None)
    if window is None or window.start is None or grain is None:
        return ""
    return formats.period(window.start, grain, wording.language, wording.calendar.spec)


def direction(facts: Facts) -> str:
    asked = facts.get("direction")
    return "asc" if asked is not None and asked.value == "asc" else "desc"


def way(change: Decimal) -> str:
    return "up" if change > 0 else "down" if change < 0 else "flat"


def number(fact: Fact | None) -> Decimal | None:
    value: Value | tuple[Value, ...] = fact.value if fact else None
    return formats.to_decimal(value) if isinstance(value, int | float | Decimal) else None


def given(facts: Facts, *names: str) -> bool:
    return all(name in facts and facts[name].value is not None for name in names)
