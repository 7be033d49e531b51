"""Say what a list shows: how many there are, and which they are where they are few.

Rule: a list is told by its length; names are added only where all of them can be read in one breath.
"""

from __future__ import annotations

from assistant import formats
from assistant.narrate.rows import NAMED
from assistant.narrate.writer import Facts, Sentence, Writer
from assistant.texts import knows
from tools.result import Fact


def filtered_count(writer: Writer, facts: Facts) -> list[Sentence]:
    is_one = facts["count"].value == 1
    things = writer.wording.things(str(facts["of"].value), is_one=is_one)
    said = {"count": writer.count(facts["count"]), "things": things}
    if names := _few_names(writer):
        key = "finding.filtered_count.named.one" if is_one else "finding.filtered_count.named"
        return [writer.say(key, groups=names, **said)]
    return [writer.say("finding.filtered_count.one" if is_one else "finding.filtered_count", **said)]


def filtered_periods(writer: Writer, facts: Facts) -> list[Sentence]:
    """Which periods meet a condition is asked, not how the figure moves between them."""
    count = writer.wording.say(f"periods.{facts['grain'].value}", count=writer.count(facts["count"]))
    if names := _few_names(writer):
        return [writer.say("finding.filtered_periods.named", count=count, groups=names)]
    return [writer.say("finding.filtered_periods", count=count)]


def filtered_pairs(writer: Writer, facts: Facts) -> list[Sentence]:
    """Members that meet a condition in some periods: how often it holds is not how many they are."""
    is_one = facts["members"].value == 1
    said = {
        "count": writer.count(facts["count"]),
        "members": writer.count(facts["members"]),
        "things": writer.wording.things(str(facts["of"].value), is_one=is_one),
        "periods": writer.wording.say(f"periods.{facts['grain'].value}", count=writer.count(facts["periods"])),
    }
    return [writer.say("finding.filtered_pairs", **said)]


def filtered_rows(writer: Writer, facts: Facts) -> list[Sentence]:
    return [writer.say("finding.filtered_rows", count=writer.count(facts["count"]))]


def listing(writer: Writer, facts: Facts) -> list[Sentence]:
    if writer.tool == "describe" and (kinds := _of_each_kind(writer)):
        return _catalogue(writer, kinds)
    if knows(f"finding.listing.{writer.tool}"):
        return [writer.say(f"finding.listing.{writer.tool}", count=writer.count(facts["count"]))]
    if metrics := writer.table.of_kind("metric"):
        name = writer.wording.header(writer.table.columns[metrics[0]])
        return [writer.say("finding.listing.metric", metric=name, count=writer.count(facts["count"]))]
    return [_listed_values(writer, facts["count"])]


def _of_each_kind(writer: Writer) -> dict[str, list[str]]:
    """The names of everything that can be asked, by what it is; empty for any other list."""
    names = [column.name for column in writer.table.columns]
    if not {"kind", "name"} <= set(names):
        return {}
    kind, name = names.index("kind"), names.index("name")
    found: dict[str, list[str]] = {}
    for row in writer.table.rows:
        found.setdefault(str(row[kind]), []).append(str(row[name]))
    return found


def _catalogue(writer: Writer, kinds: dict[str, list[str]]) -> list[Sentence]:
    """What can be asked: how many metrics and by how many groupings, a few of each by name, and of which days."""
    wording, counts = writer.wording, {kind: len(names) for kind, names in kinds.items()}
    groups = counts.get("dimension", 0) + counts.get("segmentation", 0)
    metrics = formats.count(counts.get("metric", 0), wording.language)
    told = [writer.say("finding.catalogue", metrics=metrics, groups=formats.count(groups, wording.language))]
    by_weight = sorted(kinds.get("metric", []), key=lambda name: not wording.model.metric(name).core)
    some = [wording.metric(name) for name in by_weight[:NAMED]]
    told += [writer.say("finding.catalogue.metrics", names=wording.join(some))] if some else []
    first, last = wording.calendar.first_day, wording.calendar.last_day
    if first and last:
        days = {"first": wording.param("first", first), "last": wording.param("last", last)}
        told.append(writer.say("finding.catalogue.days", **days))
    return told


def empty(writer: Writer, _: Facts) -> list[Sentence]:
    return [writer.say("finding.empty")]


def withheld(writer: Writer, _: Facts) -> list[Sentence]:
    return [writer.say("finding.withheld")]


def _listed_values(writer: Writer, count: Fact) -> Sentence:
    """The values of one grouping, by name where they are few; combinations of several are entries."""
    groups = writer.table.of_kind("dimension")
    column = writer.table.columns[groups[0]] if len(groups) == len(writer.table.columns) == 1 else None
    if column is None or column.part or column.grain or not column.source:
        return writer.say("finding.listing", count=writer.count(count))
    said = {"count": writer.count(count), "things": writer.wording.things(column.source, is_one=count.value == 1)}
    if (names := _few_names(writer)) and count.value == len(writer.table.rows):
        return writer.say("finding.rows.named", groups=names, **said)
    return writer.say("finding.rows", **said)


def _few_names(writer: Writer) -> str:
    """The groups of a short table by name; nothing where there are many or they are told by several columns."""
    groups = writer.table.of_kind("dimension", "period")
    if len(groups) != 1 or not 0 < len(writer.table.rows) <= NAMED:
        return ""
    column = writer.table.columns[groups[0]]
    return writer.wording.join(writer.member(row[groups[0]], column) for row in writer.table.rows)
