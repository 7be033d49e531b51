"""Say how a figure went on: along its periods, and against another period.

Rule: rose and fell follow the sign of the computed change; a period is called by its name, never by its first day.
"""

from __future__ import annotations

from assistant.narrate.groups import many
from assistant.narrate.writer import Facts, Sentence, Writer, given, number, way

_SUMS = ("running", "to_date")  # what is summed up is still counted; a moving average is high or low


def trend(writer: Writer, facts: Facts) -> list[Sentence]:
    change = number(facts.get("change"))
    said = {
        name: writer.period_name(fact) if name.endswith("_period") else writer.text(fact)
        for name, fact in facts.items()
        if name not in ("metric", "change", "rate", "column")
    }
    said["metric"] = _column_name(writer, facts) or writer.metric(facts)
    if change is None:
        told = [writer.say_given("finding.trend.ends", said)]
    else:
        said["change"] = writer.change(facts)
        told = [writer.say_given(f"finding.trend.{way(change)}", said)]
    if given(facts, "highest_period", "lowest_period", "highest", "lowest") and change is not None:
        told.append(writer.say_given("finding.trend.range", said))
    return told


def cumulated(writer: Writer, facts: Facts) -> list[Sentence]:
    said = {"metric": writer.metric(facts), "value": writer.text(facts["value"])}
    said["period"] = writer.period_name(facts["period"])
    if "low" in facts:
        said |= {"group": writer.group(facts["group"]), "low_group": writer.group(facts["low_group"])}
        said["low"] = writer.text(facts["low"])
        key = f"finding.cumulated.groups.{facts['how'].value}"
        more = many(said["metric"], facts["value"], writer.wording.language) if facts["how"].value in _SUMS else ""
        return [writer.say_given(f"{key}{more}", said)]
    return [writer.say_given(f"finding.cumulated.{facts['how'].value}", said)]


def series_leader(writer: Writer, facts: Facts) -> list[Sentence]:
    """The largest group first, its development after it."""
    said = {"group": writer.group(facts["group"]), "metric": _column_name(writer, facts) or writer.metric(facts)}
    said |= {name: writer.text(facts[name]) for name in ("total", "first", "last") if name in facts}
    said |= {name: writer.period_name(fact) for name, fact in facts.items() if name.endswith("_period")}
    which = "total" if "total" in facts else "last"
    more = many(said["metric"], facts[which], writer.wording.language)
    told = [writer.say_given(f"finding.series.{which}{more}", said)]
    change = number(facts.get("change"))
    if change is not None:
        told.append(writer.say_given(f"finding.series.{way(change)}", said | {"change": writer.change(facts)}))
    return told


def comparison(writer: Writer, facts: Facts) -> list[Sentence]:
    change = number(facts.get("change"))
    said = {"metric": writer.metric(facts), "now": writer.text(facts["now"]), "then": writer.text(facts["then"])}
    dated = ""
    if writer.period and writer.compared:
        dated = ".dated"
        said |= {"now_period": writer.period, "then_period": writer.compared}
    if change is None:
        return [writer.say(f"finding.comparison.unknown{dated}", **said)]
    said["change"] = writer.change(facts, unsigned=True)
    return [writer.say_given(f"finding.comparison.{way(change)}{dated}", said)]


def comparison_at(writer: Writer, facts: Facts) -> list[Sentence]:
    """One period of a series against the one it is compared with."""
    change = number(facts.get("change"))
    said = {"metric": writer.metric(facts), "now": writer.text(facts["now"]), "then": writer.text(facts["then"])}
    said["period"] = writer.period_name(facts["period"])
    said["compared"] = writer.wording.say(f"compared.{facts['compared_to'].value}")
    if change is None:
        return [writer.say("finding.comparison_at.unknown", **said)]
    said["change"] = writer.change(facts, unsigned=True)
    return [writer.say_given(f"finding.comparison_at.{way(change)}", said)]


def changed(writer: Writer, facts: Facts) -> list[Sentence]:
    """A group by its change, in the measure that ranked it, the other one after it."""
    said = {"group": writer.group(facts["group"]), "metric": writer.metric(facts)}
    said |= {name: writer.text(facts[name]) for name in ("now", "then")}
    change, rate = number(facts.get("change")), facts.get("rate")
    if not change:
        return [writer.say_given("finding.change.flat", said)]
    said["change"] = writer.change(facts)
    is_share = facts["change"].unit.kind in ("share", "points")
    if facts["by"].value == "change" and not is_share and rate is not None and number(rate) is not None:
        amount = writer.wording.fact(facts["change"], signed=True)
        said["change"] = writer.wording.say("finding.change.both", change=amount, rate=said["change"])
    return [writer.say(f"finding.change.{way(change)}.{facts['extent'].value}", **said)]


def just_begun(writer: Writer, _: Facts) -> list[Sentence]:
    return [writer.say("finding.just_begun", period=writer.begun)]


def _column_name(writer: Writer, facts: Facts) -> str:
    """The heading of the column that the facts speak of, where it is not the metric itself."""
    name = facts["column"].value if "column" in facts else None
    return next((writer.wording.header(column) for column in writer.table.columns if column.name == name), "")
