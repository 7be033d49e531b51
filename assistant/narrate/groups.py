"""Say what groups show: who leads, who is last, how much the first ones hold.

Rule: the side of a difference (above, below) follows its sign; a value stands beside the group it belongs to.
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant import formats
from assistant.narrate.rows import NAMED
from assistant.narrate.writer import Facts, Sentence, Writer, direction, given, number
from semantic_layer.model import Language
from semantic_layer.result import ResultTable
from semantic_layer.wordforms import singular
from tools.result import Fact

FIRST = 3  # of a long ranking; the chart and the table have all


def leader(writer: Writer, facts: Facts) -> list[Sentence]:
    if writer.place:
        return [_placed(writer, facts, facts["group"])]
    key = f"finding.leader.{direction(facts)}"
    said = writer.valued(facts) | {"group": writer.group(facts["group"])}
    difference = number(facts.get("difference"))
    if difference and given(facts, "overall"):
        side = "above" if difference > 0 else "below"
        size = writer.size(facts["difference"])
        return [writer.say(f"{key}.{side}", **said, difference=size, overall=writer.text(facts["overall"]))]
    return [writer.say(key + _many(writer, facts), **said)]


def _many(writer: Writer, facts: Facts, value: str = "value") -> str:
    """Which sentence fits: of things that are counted there are most or fewest."""
    return many(writer.metric(facts), facts[value], writer.wording.language)


def many(metric: str, value: Fact, language: Language) -> str:
    """Things that are counted are most or fewest; a number, a rate or money is high or low."""
    if value.unit.kind not in ("count", "quantity"):
        return ""
    if language == "zh":
        return ".many" if value.unit.kind == "count" else ""
    head = _DONE.sub("", _OF.split(metric)[0])
    last = head.split()[-1].casefold() if head else ""
    return ".many" if singular(last) != last else ""


_OF = re.compile(r" (?:of|with|without|in|among|per|by|from|who|that) ")
_DONE = re.compile(r" (?:\w+ed|sold|bought|sent|won|lost|made|paid)$")  # "units sold" are units


def _placed(writer: Writer, facts: Facts, groups: Fact) -> Sentence:
    """Who takes a place behind the first ones."""
    value = writer.ranked_value(facts["value"])
    if writer.nth and not writer.ranked_by and (more := _many(writer, facts)):
        said = {"nth": writer.nth, "metric": writer.metric(facts), "group": writer.group(groups), "value": value}
        return writer.say(f"finding.place{more}.{direction(facts)}", **said, base=writer.base(facts))
    return writer.say(
        "finding.place", place=writer.place, group=writer.group(groups), value=value, base=writer.base(facts)
    )


def tie(writer: Writer, facts: Facts) -> list[Sentence]:
    if writer.place:
        return [_placed(writer, facts, facts["groups"])]
    said = writer.valued(facts) | {"groups": writer.group(facts["groups"])}
    return [writer.say(f"finding.tie.{direction(facts)}{_many(writer, facts)}", **said)]


def runner_up(writer: Writer, facts: Facts) -> list[Sentence]:
    said = {"value": writer.text(facts["value"]), "base": writer.base(facts)}
    return [writer.say("finding.runner_up", group=writer.group(facts["group"]), **said)]


def breakdown(writer: Writer, facts: Facts) -> list[Sentence]:
    n = facts["groups"].value if "groups" in facts else None
    said = {"metric": writer.metric(facts)}
    ends = [end for end in ("highest", "lowest") if f"{end}_group" in facts]
    for end in ends:
        said[f"{end}_group"] = writer.group(facts[f"{end}_group"])
        said[f"{end}_value"] = writer.text(facts[f"{end}_value"])
        said[f"{end}_base"] = writer.base(facts, f"{end}_")
    is_equal = len({facts[f"{end}_value"].value for end in ends}) < len(ends)
    key = "finding.breakdown.equal" if is_equal else "finding.breakdown"
    if len(ends) == 1:
        key = f"finding.breakdown.{ends[0]}"
    many = _many(writer, facts, f"{ends[0]}_value")
    key = "finding.breakdown.one" if n == 1 and "highest" in ends else f"{key}{many}"
    if is_equal and given(facts, "overall") and facts["overall"].value != facts["highest_value"].value:
        key, said["overall"] = "finding.breakdown.equal.but", writer.text(facts["overall"])
    told = [writer.say_given(key, said)]
    if isinstance(n, int) and n > 1:
        written = formats.count(n, writer.wording.language)
        known = next((name for name in ("total", "overall") if given(facts, name)), "count")
        last = {known: writer.text(facts[known])} if known != "count" else {}
        if things := _members(writer):
            told.append(writer.say(f"finding.breakdown.{known}.of", groups=written, things=things, **last))
        else:
            told.append(writer.say(f"finding.breakdown.{known}", groups=written, **last))
    return told


def _members(writer: Writer) -> str:
    """What the groups are where each is one of an entity: "customers"."""
    columns = [writer.table.columns[i] for i in writer.table.of_kind("dimension", "period")]
    model = writer.wording.model
    if len(columns) != 1 or not model.has_dimension(columns[0].source):
        return ""
    is_key = model.dimension(columns[0].source).type == "identifier"
    return writer.wording.things(columns[0].source) if is_key else ""


def top_n(writer: Writer, facts: Facts) -> list[Sentence]:
    if writer.place:
        return [writer.say("finding.rows.ranks", rank=writer.place, groups=_listed(writer, facts))]
    key = "finding.top_n.bottom" if writer.ascending else "finding.top_n"
    told = [writer.say(key, n=writer.count(facts["n"]), metric=writer.metric(facts), groups=_listed(writer, facts))]
    if given(facts, "sum", "share"):
        told.append(writer.say("finding.top_n.share", sum=writer.text(facts["sum"]), share=writer.text(facts["share"])))
    elif given(facts, "sum"):
        told.append(writer.say("finding.top_n.sum", sum=writer.text(facts["sum"])))
    return told


def _listed(writer: Writer, facts: Facts) -> str:
    """The groups of a ranking, each with its value: all that can be read in one breath, else the first ones."""
    names, values = list(writer.names(facts["groups"])), facts["values"]
    if isinstance(values.value, tuple) and len(values.value) == len(names):
        names = [
            writer.wording.say("finding.top_n.member", group=name, value=writer.text(replace(values, value=value)))
            for name, value in zip(names, values.value, strict=True)
        ]
    if len(names) <= NAMED:
        return writer.wording.join(names)
    more = formats.count(len(names) - FIRST, writer.wording.language)
    return writer.wording.say("finding.top_n.more", groups=writer.wording.comma(names[:FIRST]), n=more)


def share(writer: Writer, facts: Facts) -> list[Sentence]:
    if len(writer.table.rows) == 1 and (both := _with_its_figure(writer, facts)):
        return both
    if name := _share_name(writer, facts["share"]):
        said = {"group": writer.group(facts["group"]), "share": writer.text(facts["share"])}
        return [writer.say("finding.share.largest", **said, name=name)]
    return [writer.say("finding.share", group=writer.group(facts["group"]), share=writer.text(facts["share"]))]


def _with_its_figure(writer: Writer, facts: Facts) -> list[Sentence]:
    """ "How many, and what share of all": the only group has no largest share, it has a figure and its share."""
    place = next(iter(writer.table.of_kind("metric")), None)
    value = writer.table.rows[0][place] if place is not None else None
    if place is None or value is None:
        return []
    column = writer.table.columns[place]
    said = {"group": writer.group(facts["group"]), "share": writer.text(facts["share"])}
    said |= {"metric": writer.wording.header(column), "value": writer.wording.cell(value, column, "short")}
    return [writer.say("finding.share.one", **said)]


def _share_name(writer: Writer, share: Fact) -> str:
    """The heading of the column in which the share is the largest: "share of revenue"."""
    found = [p for p in writer.table.of_kind("share") if _is_highest(writer.table, p, share)]
    return writer.wording.header(writer.table.columns[found[0]]) if found else ""


def _is_highest(table: ResultTable, position: int, share: Fact) -> bool:
    values = [value for row in table.rows if (value := row[position]) is not None]
    return share.value == max(values, key=lambda value: float(str(value)))
