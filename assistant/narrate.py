"""Say what was found: one headline and a few sentences, each made from one finding.

Rule: every figure in a sentence is a fact of a finding, written by the formatter. Words with a direction (rose, fell,
above, below) follow the sign of the computed difference, never the question. Nothing names a cause.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from assistant import formats
from assistant.answer_parts import Phrase
from assistant.derive import definition
from assistant.texts import knows
from assistant.wording import Wording
from semantic_layer.model import Grain
from semantic_layer.query import Window
from semantic_layer.result import Column, ResultTable, Value
from tools.arguments import DescribeArgs, QueryMetricsArgs
from tools.catalog import ToolCall
from tools.result import Fact, Finding, ToolResult

Sentence = tuple[Phrase, ...]
MAX_SENTENCES = 4


def headline(call: ToolCall, result: ToolResult, wording: Wording) -> Sentence:
    """The one sentence that answers; the first finding is the one that matters most."""
    if isinstance(call.arguments, DescribeArgs) and call.arguments.name:
        return _definition(call.arguments, result, wording)
    teller = Teller(call, result, wording)
    told = [sentence for finding in in_order(call, result)[:1] for sentence in teller.tell(finding)[:1]]
    return told[0] if told else wording.pieces("finding.none")


def narrate(call: ToolCall, result: ToolResult, wording: Wording) -> tuple[str, ...]:
    """The sentences after the headline, the most important first."""
    teller = Teller(call, result, wording)
    told = [sentence for finding in in_order(call, result) for sentence in teller.tell(finding)]
    return tuple("".join(phrase.text for phrase in sentence) for sentence in told[1 : 1 + MAX_SENTENCES])


def in_order(call: ToolCall, result: ToolResult) -> tuple[Finding, ...]:
    """Findings as they are said: a comparison says its number too, and a question for shares is answered by one."""
    compared = {finding.fact("metric").value for finding in result.findings if finding.kind == "comparison"}
    said = [
        finding
        for finding in result.findings
        if not (finding.kind == "number" and finding.fact("metric").value in compared)
    ]
    first = "share" if isinstance(call.arguments, QueryMetricsArgs) and call.arguments.share else ""
    return tuple(sorted(said, key=lambda finding: finding.kind != first)) if first else tuple(said)


class Teller:
    """Turns findings of one result into sentences. The first sentence of a finding says its main fact."""

    def __init__(self, call: ToolCall, result: ToolResult, wording: Wording) -> None:
        self._wording = wording
        self._grain, self._fiscal, self._ascending = _shape(call)
        self._tool = call.tool
        self._table = result.main
        self._groups = result.main.of_kind("dimension", "period")
        self._period = self._window(result.lineage.window)
        self._compared = self._window(result.lineage.compared_window)

    def tell(self, finding: Finding) -> list[Sentence]:
        facts = dict(finding.facts)
        tell = _TELLERS.get(finding.kind)
        return tell(self, facts) if tell else [self._other(facts)]

    # --- one number --------------------------------------------------------------------------------------

    def _number(self, facts: Mapping[str, Fact]) -> list[Sentence]:
        metric = self._metric(facts)
        if facts["value"].value is None:
            return [self._say("finding.undefined", metric=metric)]
        value = self._text(facts["value"])
        period = self._period_name(facts["period"]) if "period" in facts else self._period
        if period:
            told = [self._say("finding.number.period", metric=metric, value=value, period=period)]
        else:
            told = [self._say("finding.number", metric=metric, value=value)]
        if _given(facts, "n", "hits"):
            told.append(self._say("finding.number.of", n=self._count(facts["n"]), hits=self._count(facts["hits"])))
        if _given(facts, "low", "high"):
            told.append(
                self._say("finding.number.interval", low=self._text(facts["low"]), high=self._text(facts["high"]))
            )
        return told

    # --- groups ------------------------------------------------------------------------------------------

    def _leader(self, facts: Mapping[str, Fact]) -> list[Sentence]:
        key = f"finding.leader.{_direction(facts)}"
        said = {
            "group": self._group(facts["group"]),
            "metric": self._metric(facts),
            "value": self._text(facts["value"]),
        }
        difference = _number(facts.get("difference"))
        if difference and _given(facts, "overall"):
            side = "above" if difference > 0 else "below"
            size = self._size(facts["difference"])
            return [self._say(f"{key}.{side}", **said, difference=size, overall=self._text(facts["overall"]))]
        return [self._say(key, **said)]

    def _tie(self, facts: Mapping[str, Fact]) -> list[Sentence]:
        said = {
            "groups": self._group(facts["groups"]),
            "metric": self._metric(facts),
            "value": self._text(facts["value"]),
        }
        return [self._say(f"finding.tie.{_direction(facts)}", **said)]

    def _runner_up(self, facts: Mapping[str, Fact]) -> list[Sentence]:
        return [self._say("finding.runner_up", group=self._group(facts["group"]), value=self._text(facts["value"]))]

    def _breakdown(self, facts: Mapping[str, Fact]) -> list[Sentence]:
        groups = facts["groups"].value
        n = len(groups) if isinstance(groups, tuple) else groups
        said = {
            name: self._group(fact) if name.endswith("_group") else self._text(fact)
            for name, fact in facts.items()
            if name not in ("groups", "metric")
        }
        said["metric"] = self._metric(facts)
        first = "finding.breakdown.one" if n == 1 else "finding.breakdown"
        told = [self._say(first, **said)]
        if isinstance(n, int) and n > 1:
            written = formats.count(n, self._wording.language)
            total = _given(facts, "total")
            told.append(
                self._say("finding.breakdown.total", groups=written, total=said["total"])
                if total
                else self._say("finding.breakdown.count", groups=written)
            )
        return told

    def _top_n(self, facts: Mapping[str, Fact]) -> list[Sentence]:
        key = "finding.top_n.bottom" if self._ascending else "finding.top_n"
        told = [self._say(key, n=self._count(facts["n"]), groups=self._group(facts["groups"]))]
        if _given(facts, "sum", "share"):
            told.append(
                self._say("finding.top_n.share", sum=self._text(facts["sum"]), share=self._text(facts["share"]))
            )
        elif _given(facts, "sum"):
            told.append(self._say("finding.top_n.sum", sum=self._text(facts["sum"])))
        return told

    def _share(self, facts: Mapping[str, Fact]) -> list[Sentence]:
        if name := self._share_name(facts["share"]):
            said = {"group": self._group(facts["group"]), "share": self._text(facts["share"])}
            return [self._say("finding.share.largest", **said, name=name)]
        return [self._say("finding.share", group=self._group(facts["group"]), share=self._text(facts["share"]))]

    def _share_name(self, share: Fact) -> str:
        """The heading of the column in which the share is the largest: "share of revenue"."""
        found = [p for p in self._table.of_kind("share") if _is_highest(self._table, p, share)]
        return self._wording.header(self._table.columns[found[0]]) if found else ""

    # --- time --------------------------------------------------------------------------------------------

    def _trend(self, facts: Mapping[str, Fact]) -> list[Sentence]:
        change = _number(facts.get("change"))
        said = {
            name: self._period_name(fact) if name.endswith("_period") else self._text(fact)
            for name, fact in facts.items()
            if name not in ("metric", "change", "rate")
        }
        said["metric"] = self._metric(facts)
        if change is None:
            told = [self._say("finding.trend.ends", **said)]
        else:
            said["change"] = self._change(facts)
            told = [self._say(f"finding.trend.{_way(change)}", **said)]
        if _given(facts, "highest_period", "lowest_period", "highest", "lowest") and change is not None:
            told.append(self._say("finding.trend.range", **said))
        return told

    def _comparison(self, facts: Mapping[str, Fact]) -> list[Sentence]:
        change = _number(facts.get("change"))
        said = {"metric": self._metric(facts), "now": self._text(facts["now"]), "then": self._text(facts["then"])}
        dated = ""
        if self._period and self._compared:
            dated = ".dated"
            said |= {"now_period": self._period, "then_period": self._compared}
        if change is None:
            return [self._say(f"finding.comparison.unknown{dated}", **said)]
        said["change"] = self._change(facts, unsigned=True)
        return [self._say(f"finding.comparison.{_way(change)}{dated}", **said)]

    def _comparison_leader(self, facts: Mapping[str, Fact]) -> list[Sentence]:
        change = _number(facts.get("change")) or Decimal(0)
        group = self._group(facts["group"])
        return [self._say(f"finding.comparison_leader.{_way(change)}", group=group, change=self._change(facts))]

    # --- lists and the rest --------------------------------------------------------------------------------

    def _filtered_count(self, facts: Mapping[str, Fact]) -> list[Sentence]:
        return [self._say("finding.filtered_count", count=self._count(facts["count"]))]

    def _listing(self, facts: Mapping[str, Fact]) -> list[Sentence]:
        if knows(f"finding.listing.{self._tool}"):
            return [self._say(f"finding.listing.{self._tool}", count=self._count(facts["count"]))]
        if metrics := self._table.of_kind("metric"):
            name = self._wording.header(self._table.columns[metrics[0]])
            return [self._say("finding.listing.metric", metric=name, count=self._count(facts["count"]))]
        return [self._say("finding.listing", count=self._count(facts["count"]))]

    def _empty(self, _: Mapping[str, Fact]) -> list[Sentence]:
        return [self._say("finding.empty")]

    def _other(self, facts: Mapping[str, Fact]) -> Sentence:
        """A finding that has no sentence of its own: its facts by name."""
        said = [
            self._wording.say("finding.fact", name=self._wording.plain_name(name), value=self._text(fact))
            for name, fact in facts.items()
        ]
        return self._say("finding.other", facts=self._wording.comma(said))

    # --- writing -------------------------------------------------------------------------------------------

    def _say(self, key: str, **params: str) -> Sentence:
        return self._wording.pieces(key, **params)

    def _text(self, fact: Fact) -> str:
        return self._wording.fact(fact)

    def _period_name(self, fact: Fact) -> str:
        """A day of the time axis by the name of the period that begins with it."""
        if self._grain is None or not isinstance(fact.value, date):
            return self._wording.fact(fact)
        spec = self._wording.calendar.spec
        return formats.period(fact.value, self._grain, self._wording.language, spec, fiscal=self._fiscal)

    def _group(self, fact: Fact) -> str:
        """One group or several; with two groupings a group is its values side by side."""
        given = fact.value if isinstance(fact.value, tuple) else (fact.value,)
        columns = [self._table.columns[i] for i in self._groups]
        if not columns or len(given) % len(columns):
            return self._wording.fact(fact)
        size = len(columns)
        groups = [given[i : i + size] for i in range(0, len(given), size)]
        return self._wording.join(
            " · ".join(self._member(value, column) for value, column in zip(group, columns, strict=True))
            for group in groups
        )

    def _member(self, value: Value, column: Column) -> str:
        """The name of one group; a yes or no says of what."""
        text = self._wording.cell(value, column)
        return f"{self._wording.header(column)}: {text}" if isinstance(value, bool) else text

    def _window(self, window: Window | None) -> str:
        if window is None or window.start is None or window.end is None:
            return ""
        return formats.window(window.start, window.end, self._wording.language)

    def _metric(self, facts: Mapping[str, Fact]) -> str:
        """The metric's label: the fact holds its name, or the value says where it comes from."""
        named = facts.get("metric")
        if named is not None:
            return self._wording.metric(str(named.value))
        source = next((facts[name].source for name in ("value", "last", "now") if name in facts), "")
        return self._wording.metric(source)

    def _count(self, fact: Fact) -> str:
        return self._wording.fact(fact, form="exact")

    def _size(self, fact: Fact) -> str:
        """A difference without its sign: the sentence says above or below."""
        return self._wording.fact(fact, signed=True).lstrip("+-")

    def _change(self, facts: Mapping[str, Fact], *, unsigned: bool = False) -> str:
        """The relative change; of shares, and where nothing can be divided, the difference itself."""
        change, rate = facts["change"], facts.get("rate")
        is_share = change.unit.kind in ("share", "points")
        if rate is not None and rate.value is not None and not is_share and not isinstance(rate.value, tuple):
            text = formats.change_rate(rate.value, self._wording.language)
        else:
            text = self._wording.fact(change, signed=True)
        return text.lstrip("+-") if unsigned else text


_TELLERS: Mapping[str, Callable[[Teller, Mapping[str, Fact]], list[Sentence]]] = {
    "number": Teller._number,
    "leader": Teller._leader,
    "tie": Teller._tie,
    "runner_up": Teller._runner_up,
    "breakdown": Teller._breakdown,
    "top_n": Teller._top_n,
    "share": Teller._share,
    "trend": Teller._trend,
    "comparison": Teller._comparison,
    "comparison_leader": Teller._comparison_leader,
    "filtered_count": Teller._filtered_count,
    "listing": Teller._listing,
    "empty": Teller._empty,
}


def _definition(arguments: DescribeArgs, result: ToolResult, wording: Wording) -> Sentence:
    """What a name means: its description, else its formula."""
    name = arguments.name or ""
    if wording.model.has_metric(name):
        found = definition(wording.model.metric(name), wording)
        return wording.pieces("finding.definition", name=found.label, text=found.description or found.formula)
    row = next(result.main.records(), {})
    text = row.get(f"description_{wording.language}") or row.get("label_en") or name
    label = wording.dimension(name) if arguments.kind in ("dimension", "segmentation") else name
    return wording.pieces("finding.definition", name=label, text=text)


def _is_highest(table: ResultTable, position: int, share: Fact) -> bool:
    values = [value for row in table.rows if (value := row[position]) is not None]
    return share.value == max(values, key=lambda value: float(str(value)))


def _shape(call: ToolCall) -> tuple[Grain | None, bool, bool]:
    if not isinstance(call.arguments, QueryMetricsArgs):
        return None, False, False
    top = call.arguments.top
    return call.arguments.grain, call.arguments.fiscal, bool(top and top.direction == "asc")


def _direction(facts: Mapping[str, Fact]) -> str:
    direction = facts.get("direction")
    return "asc" if direction is not None and direction.value == "asc" else "desc"


def _way(change: Decimal) -> str:
    return "up" if change > 0 else "down" if change < 0 else "flat"


def _number(fact: Fact | None) -> Decimal | None:
    value: Value | tuple[Value, ...] = fact.value if fact else None
    return formats.to_decimal(value) if isinstance(value, int | float | Decimal) else None


def _given(facts: Mapping[str, Fact], *names: str) -> bool:
    return all(name in facts and facts[name].value is not None for name in names)
