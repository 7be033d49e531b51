"""Say what was found: one headline and a few sentences, each made from one finding.

Rule: every figure in a sentence is a fact of a finding, written by the formatter. Words with a direction (rose, fell,
above, below) follow the sign of the computed difference, never the question. Nothing names a cause.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from assistant import formats
from assistant.claims import is_claim, tell_claim
from assistant.derive import definition
from assistant.listing_words import NAMED, tell_rows
from assistant.metric_words import with_names
from assistant.query_words import rank_text
from assistant.restate import described_name
from assistant.telling import Facts, Sentence, Writer, direction, given, number, way
from assistant.texts import knows
from assistant.texts.analyses import TEXTS as ANALYSIS_TEXTS
from assistant.tree_rules import rule_text
from assistant.wording import Wording
from semantic_layer.result import ResultTable
from tools.arguments import DescribeArgs, QueryMetricsArgs
from tools.catalog import ToolCall
from tools.result import Fact, Finding, ToolResult

MAX_SENTENCES = 4


def headline(call: ToolCall, result: ToolResult, wording: Wording) -> Sentence:
    """The one sentence that answers; the first finding is the one that matters most."""
    if isinstance(call.arguments, DescribeArgs) and call.arguments.name:
        return _definition(call.arguments, result, wording)
    if isinstance(call.arguments, QueryMetricsArgs) and call.arguments.rows:
        in_all = dict(result.lineage.row_counts).get("rows_in_all", 0)
        return tell_rows(call.arguments, result.main, in_all, with_names(call.arguments.metrics, wording))
    if isinstance(call.arguments, QueryMetricsArgs) and (said := tell_claim(call.arguments, result.main, wording)):
        return said
    teller = Teller(call, result, wording)
    told = [sentence for finding in in_order(call, result)[:1] for sentence in teller.tell(finding)[:1]]
    return told[0] if told else wording.pieces("finding.none")


def narrate(call: ToolCall, result: ToolResult, wording: Wording) -> tuple[str, ...]:
    """The sentences after the headline as text."""
    return tuple("".join(phrase.text for phrase in sentence) for sentence in sentences(call, result, wording))


def sentences(call: ToolCall, result: ToolResult, wording: Wording) -> tuple[Sentence, ...]:
    """The sentences after the headline, the most important first; of a list the headline says all."""
    if isinstance(call.arguments, QueryMetricsArgs) and (call.arguments.rows or is_claim(call.arguments)):
        return ()
    teller = Teller(call, result, wording)
    told = [sentence for finding in in_order(call, result) for sentence in teller.tell(finding)]
    return tuple(told[1 : 1 + MAX_SENTENCES])


def in_order(call: ToolCall, result: ToolResult) -> tuple[Finding, ...]:
    """Findings as they are said: a comparison says its number too, and a question for shares is answered by one."""
    compared = {finding.fact("metric").value for finding in result.findings if finding.kind == "comparison"}
    said = [
        finding
        for finding in result.findings
        if not (finding.kind == "number" and finding.fact("metric").value in compared)
    ]
    top = call.arguments.top if isinstance(call.arguments, QueryMetricsArgs) else None
    if top and top.skip:  # who comes after the leader and what part the leader has is about another place
        said = [finding for finding in said if finding.kind not in ("runner_up", "share")]
    first = "share" if isinstance(call.arguments, QueryMetricsArgs) and call.arguments.share else ""
    return tuple(sorted(said, key=lambda finding: finding.kind != first)) if first else tuple(said)


class Teller(Writer):
    """Turns findings of one result into sentences. The first sentence of a finding says its main fact.

    `place` is the ranking in words where the first places were passed over: "second highest revenue".
    """

    def __init__(self, call: ToolCall, result: ToolResult, wording: Wording) -> None:
        super().__init__(call, result, wording)
        arguments = call.arguments
        passed = isinstance(arguments, QueryMetricsArgs) and arguments.top and arguments.top.skip
        self.place = rank_text(arguments, wording) if passed and isinstance(arguments, QueryMetricsArgs) else ""

    def tell(self, finding: Finding) -> list[Sentence]:
        facts = dict(finding.facts)
        if key := next((k for k in (f"finding.{finding.kind}.{self.tool}", f"finding.{finding.kind}") if _own(k)), ""):
            return [self.say_given(key, self._written(facts))]
        tell = _TELLERS.get(finding.kind)
        return tell(self, facts) if tell else [self._other(facts)]

    def _written(self, facts: Facts) -> dict[str, str]:
        """Every fact as it stands in a sentence: names of the model by their labels; beside them the two periods."""
        said = {"period": self.period, "compared": self.compared}
        said |= {name: self.text(fact) for name, fact in facts.items()}
        said |= {name: self.group(fact) for name, fact in facts.items() if name.endswith(("group", "groups"))}
        said |= {name: self.period_name(fact) for name, fact in facts.items() if name.endswith("period")}
        said |= {name: self.size(fact) for name, fact in facts.items() if name == "mae"}  # an error has no direction
        said |= {n: self.wording.dimension(str(f.value)) for n, f in facts.items() if f.source == "dimension"}
        said |= {n: self._metrics(f) for n, f in facts.items() if f.source == "metric"}
        said |= {n: self.wording.entities(str(f.value)) for n, f in facts.items() if f.source == "entity"}
        said |= {n: rule_text(str(f.value), self.wording) for n, f in facts.items() if f.source == "rule"}
        own = f"_{self.wording.language}"  # a text that the data hold in both languages
        said |= {n.removesuffix(own): self.text(f) for n, f in facts.items() if n.endswith(own)}
        return said | ({"metric": self.metric(facts)} if "metric" in facts else {})

    def _metrics(self, fact: Fact) -> str:
        names = fact.value if isinstance(fact.value, tuple) else (fact.value,)
        return self.wording.join(self.wording.measured(str(name)) for name in names)

    # --- one number --------------------------------------------------------------------------------------

    def _number(self, facts: Facts) -> list[Sentence]:
        metric = self.metric(facts)
        if facts["value"].value is None:
            return [self.say("finding.undefined", metric=metric)]  # nothing below the line, or no rows at all
        said = {"metric": metric, "value": self.text(facts["value"]), "base": self.base(facts)}
        period = self.period_name(facts["period"]) if "period" in facts else self.period
        if period:
            told = [self.say("finding.number.period", period=period, **said)]
        else:
            told = [self.say("finding.number", **said)]
        if given(facts, "n", "hits"):
            told.append(self._of(facts))
        return told

    def _of(self, facts: Facts) -> Sentence:
        said = {"n": self.count(facts["n"]), "hits": self.count(facts["hits"])}
        things = self.wording.members(facts["value"].source)
        return (
            self.say("finding.number.of_entity", things=things, **said)
            if things
            else self.say("finding.number.of", **said)
        )

    def _just_begun(self, _: Facts) -> list[Sentence]:
        return [self.say("finding.just_begun", period=self.begun)]

    # --- groups ------------------------------------------------------------------------------------------

    def _leader(self, facts: Facts) -> list[Sentence]:
        if self.place:
            return [self._placed(facts, facts["group"])]
        key = f"finding.leader.{direction(facts)}"
        said = self.valued(facts) | {"group": self.group(facts["group"])}
        difference = number(facts.get("difference"))
        if difference and given(facts, "overall"):
            side = "above" if difference > 0 else "below"
            size = self.size(facts["difference"])
            return [self.say(f"{key}.{side}", **said, difference=size, overall=self.text(facts["overall"]))]
        return [self.say(key, **said)]

    def _placed(self, facts: Facts, groups: Fact) -> Sentence:
        """Who takes a place behind the first ones."""
        value = self.ranked_value(facts["value"])
        return self.say("finding.place", place=self.place, group=self.group(groups), value=value, base=self.base(facts))

    def _tie(self, facts: Facts) -> list[Sentence]:
        if self.place:
            return [self._placed(facts, facts["groups"])]
        said = self.valued(facts) | {"groups": self.group(facts["groups"])}
        return [self.say(f"finding.tie.{direction(facts)}", **said)]

    def _runner_up(self, facts: Facts) -> list[Sentence]:
        said = {"value": self.text(facts["value"]), "base": self.base(facts)}
        return [self.say("finding.runner_up", group=self.group(facts["group"]), **said)]

    def _breakdown(self, facts: Facts) -> list[Sentence]:
        n = facts["groups"].value if "groups" in facts else None
        said = {"metric": self.metric(facts)}
        for end in ("highest", "lowest"):
            said[f"{end}_group"] = self.group(facts[f"{end}_group"])
            said[f"{end}_value"] = self.text(facts[f"{end}_value"])
            said[f"{end}_base"] = self.base(facts, f"{end}_")
        is_equal = facts["highest_value"].value == facts["lowest_value"].value
        key = "finding.breakdown.one" if n == 1 else "finding.breakdown.equal" if is_equal else "finding.breakdown"
        told = [self.say_given(key, said)]
        if isinstance(n, int) and n > 1:
            written = formats.count(n, self.wording.language)
            known = next((name for name in ("total", "overall") if given(facts, name)), "count")
            last = {known: self.text(facts[known])} if known != "count" else {}
            told.append(self.say(f"finding.breakdown.{known}", groups=written, **last))
        return told

    def _top_n(self, facts: Facts) -> list[Sentence]:
        if self.place:
            return [self.say("finding.rows.ranks", rank=self.place, groups=self._listed(facts))]
        key = "finding.top_n.bottom" if self.ascending else "finding.top_n"
        told = [self.say(key, n=self.count(facts["n"]), metric=self.metric(facts), groups=self._listed(facts))]
        if given(facts, "sum", "share"):
            told.append(self.say("finding.top_n.share", sum=self.text(facts["sum"]), share=self.text(facts["share"])))
        elif given(facts, "sum"):
            told.append(self.say("finding.top_n.sum", sum=self.text(facts["sum"])))
        return told

    def _listed(self, facts: Facts) -> str:
        """The groups of a ranking, each with its value."""
        names, values = self.names(facts["groups"]), facts["values"]
        if not isinstance(values.value, tuple) or len(values.value) != len(names):
            return self.wording.join(names)
        return self.wording.join(
            self.wording.say("finding.top_n.member", group=name, value=self.text(replace(values, value=value)))
            for name, value in zip(names, values.value, strict=True)
        )

    def _share(self, facts: Facts) -> list[Sentence]:
        if name := self._share_name(facts["share"]):
            said = {"group": self.group(facts["group"]), "share": self.text(facts["share"])}
            return [self.say("finding.share.largest", **said, name=name)]
        return [self.say("finding.share", group=self.group(facts["group"]), share=self.text(facts["share"]))]

    def _share_name(self, share: Fact) -> str:
        """The heading of the column in which the share is the largest: "share of revenue"."""
        found = [p for p in self.table.of_kind("share") if _is_highest(self.table, p, share)]
        return self.wording.header(self.table.columns[found[0]]) if found else ""

    def _column_name(self, facts: Facts) -> str:
        """The heading of the column that the facts speak of, where it is not the metric itself."""
        name = facts["column"].value if "column" in facts else None
        return next((self.wording.header(column) for column in self.table.columns if column.name == name), "")

    # --- time --------------------------------------------------------------------------------------------

    def _trend(self, facts: Facts) -> list[Sentence]:
        change = number(facts.get("change"))
        said = {
            name: self.period_name(fact) if name.endswith("_period") else self.text(fact)
            for name, fact in facts.items()
            if name not in ("metric", "change", "rate", "column")
        }
        said["metric"] = self._column_name(facts) or self.metric(facts)
        if change is None:
            told = [self.say_given("finding.trend.ends", said)]
        else:
            said["change"] = self.change(facts)
            told = [self.say_given(f"finding.trend.{way(change)}", said)]
        if given(facts, "highest_period", "lowest_period", "highest", "lowest") and change is not None:
            told.append(self.say_given("finding.trend.range", said))
        return told

    def _cumulated(self, facts: Facts) -> list[Sentence]:
        said = {"metric": self.metric(facts), "value": self.text(facts["value"])}
        said["period"] = self.period_name(facts["period"])
        if "low" in facts:
            said |= {"group": self.group(facts["group"]), "low_group": self.group(facts["low_group"])}
            said["low"] = self.text(facts["low"])
            return [self.say_given(f"finding.cumulated.groups.{facts['how'].value}", said)]
        return [self.say_given(f"finding.cumulated.{facts['how'].value}", said)]

    def _series_leader(self, facts: Facts) -> list[Sentence]:
        """The largest group first, its development after it."""
        said = {"group": self.group(facts["group"]), "metric": self.metric(facts)}
        said |= {name: self.text(facts[name]) for name in ("total", "first", "last") if name in facts}
        said |= {name: self.period_name(fact) for name, fact in facts.items() if name.endswith("_period")}
        told = [self.say_given("finding.series.total" if "total" in facts else "finding.series.last", said)]
        change = number(facts.get("change"))
        if change is not None:
            told.append(self.say_given(f"finding.series.{way(change)}", said | {"change": self.change(facts)}))
        return told

    def _comparison(self, facts: Facts) -> list[Sentence]:
        change = number(facts.get("change"))
        said = {"metric": self.metric(facts), "now": self.text(facts["now"]), "then": self.text(facts["then"])}
        dated = ""
        if self.period and self.compared:
            dated = ".dated"
            said |= {"now_period": self.period, "then_period": self.compared}
        if change is None:
            return [self.say(f"finding.comparison.unknown{dated}", **said)]
        said["change"] = self.change(facts, unsigned=True)
        return [self.say_given(f"finding.comparison.{way(change)}{dated}", said)]

    def _comparison_at(self, facts: Facts) -> list[Sentence]:
        """One period of a series against the one it is compared with."""
        change = number(facts.get("change"))
        said = {"metric": self.metric(facts), "now": self.text(facts["now"]), "then": self.text(facts["then"])}
        said["period"] = self.period_name(facts["period"])
        said["compared"] = self.wording.say(f"compared.{facts['compared_to'].value}")
        if change is None:
            return [self.say("finding.comparison_at.unknown", **said)]
        said["change"] = self.change(facts, unsigned=True)
        return [self.say_given(f"finding.comparison_at.{way(change)}", said)]

    def _changed(self, facts: Facts) -> list[Sentence]:
        """A group by its change, in the measure that ranked it, the other one after it."""
        said = {"group": self.group(facts["group"]), "metric": self.metric(facts)}
        said |= {name: self.text(facts[name]) for name in ("now", "then")}
        change, rate = number(facts.get("change")), facts.get("rate")
        if not change:
            return [self.say_given("finding.change.flat", said)]
        said["change"] = self.change(facts)
        is_share = facts["change"].unit.kind in ("share", "points")
        if facts["by"].value == "change" and not is_share and rate is not None and number(rate) is not None:
            amount = self.wording.fact(facts["change"], signed=True)
            said["change"] = self.wording.say("finding.change.both", change=amount, rate=said["change"])
        return [self.say(f"finding.change.{way(change)}.{facts['extent'].value}", **said)]

    # --- lists and the rest --------------------------------------------------------------------------------

    def _filtered_count(self, facts: Facts) -> list[Sentence]:
        is_one = facts["count"].value == 1
        things = self.wording.things(str(facts["of"].value), is_one=is_one)
        said = {"count": self.count(facts["count"]), "things": things}
        if names := self._few_names():
            key = "finding.filtered_count.named.one" if is_one else "finding.filtered_count.named"
            return [self.say(key, groups=names, **said)]
        return [self.say("finding.filtered_count.one" if is_one else "finding.filtered_count", **said)]

    def _filtered_periods(self, facts: Facts) -> list[Sentence]:
        """Which periods meet a condition is asked, not how the figure moves between them."""
        count = self.wording.say(f"periods.{facts['grain'].value}", count=self.count(facts["count"]))
        if names := self._few_names():
            return [self.say("finding.filtered_periods.named", count=count, groups=names)]
        return [self.say("finding.filtered_periods", count=count)]

    def _few_names(self) -> str:
        """The groups of a short table by name; nothing where there are many or they are told by several columns."""
        groups = self.table.of_kind("dimension", "period")
        if len(groups) != 1 or not 0 < len(self.table.rows) <= NAMED:
            return ""
        column = self.table.columns[groups[0]]
        return self.wording.join(self.member(row[groups[0]], column) for row in self.table.rows)

    def _listing(self, facts: Facts) -> list[Sentence]:
        if knows(f"finding.listing.{self.tool}"):
            return [self.say(f"finding.listing.{self.tool}", count=self.count(facts["count"]))]
        if metrics := self.table.of_kind("metric"):
            name = self.wording.header(self.table.columns[metrics[0]])
            return [self.say("finding.listing.metric", metric=name, count=self.count(facts["count"]))]
        return [self._listed_values(facts["count"])]

    def _listed_values(self, count: Fact) -> Sentence:
        """The values of one grouping, by name where they are few; combinations of several are entries."""
        groups = self.table.of_kind("dimension")
        column = self.table.columns[groups[0]] if len(groups) == len(self.table.columns) == 1 else None
        if column is None or column.part or column.grain or not column.source:
            return self.say("finding.listing", count=self.count(count))
        said = {"count": self.count(count), "things": self.wording.things(column.source, is_one=count.value == 1)}
        if (names := self._few_names()) and count.value == len(self.table.rows):
            return self.say("finding.rows.named", groups=names, **said)
        return self.say("finding.rows", **said)

    def _empty(self, _: Facts) -> list[Sentence]:
        return [self.say("finding.empty")]

    def _other(self, facts: Facts) -> Sentence:
        """A finding that has no sentence of its own: its facts by name."""
        said = [
            self.wording.say("finding.fact", name=self.wording.plain_name(name), value=self.text(fact))
            for name, fact in facts.items()
        ]
        return self.say("finding.other", facts=self.wording.comma(said))


_TELLERS: Mapping[str, Callable[[Teller, Facts], list[Sentence]]] = {
    "number": Teller._number,
    "leader": Teller._leader,
    "tie": Teller._tie,
    "runner_up": Teller._runner_up,
    "breakdown": Teller._breakdown,
    "top_n": Teller._top_n,
    "share": Teller._share,
    "trend": Teller._trend,
    "comparison": Teller._comparison,
    "comparison_at": Teller._comparison_at,
    "comparison_leader": Teller._changed,
    "comparison_end": Teller._changed,
    "cumulated": Teller._cumulated,
    "series_leader": Teller._series_leader,
    "just_begun": Teller._just_begun,
    "filtered_count": Teller._filtered_count,
    "filtered_periods": Teller._filtered_periods,
    "listing": Teller._listing,
    "empty": Teller._empty,
}


def _own(key: str) -> bool:
    """Whether a finding of an analysis has a sentence, which needs no other choice of words."""
    return key in ANALYSIS_TEXTS


def _definition(arguments: DescribeArgs, result: ToolResult, wording: Wording) -> Sentence:
    """What a name means: its description, else its formula."""
    name = arguments.name or ""
    if wording.model.has_metric(name):
        found = definition(wording.model.metric(name), wording)
        return wording.pieces("finding.definition", name=found.label, text=found.description or found.formula)
    row = next(result.main.records(), {})
    label = described_name(arguments, wording)
    if arguments.kind == "value":
        text: object = wording.say("describe.one_value", dimension=wording.dimension(str(row.get("dimension"))))
    else:
        text = row.get(f"description_{wording.language}") or row.get("label_en") or name
    return wording.pieces("finding.definition", name=label, text=text)


def _is_highest(table: ResultTable, position: int, share: Fact) -> bool:
    values = [value for row in table.rows if (value := row[position]) is not None]
    return share.value == max(values, key=lambda value: float(str(value)))
