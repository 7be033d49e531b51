"""Say a condition against a number that the data give: "above its own city's average", "at least twice the average".

Rule: what the number is taken of is always said, so that "the average" of rows and of groups cannot be mixed up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.wording import Wording
from semantic_layer.query import Operator, Reference


def against(field: str, op: Operator, said: str, wording: Wording) -> str:
    """The whole condition: `revenue above the average of all regions`."""
    key = f"op.than.{op}"
    return wording.say(key if op in ("gt", "ge", "lt", "le") else f"op.{op}", field=field, value=said)


def reference_text(than: Reference, things: str, name: str, wording: Wording) -> str:
    """The number: `things` are what it is taken over, `name` is what is compared (for the value of the whole)."""
    if than.spread:
        centre = reference_text(replace(than, spread=0.0), things, name, wording)
        side = "than.spread_above" if than.spread > 0 else "than.spread_below"
        return wording.say(side, n=wording.param("", abs(than.spread)), value=centre)
    if than.agg == "overall":
        return wording.say("than.overall", name=name)
    if than.per:
        names = wording.join(wording.dimension(item) for item in than.per)
        return wording.say(f"than.own.{than.agg}", names=names)
    return wording.say(f"than.all.{than.agg}", things=things) if things else wording.say(f"than.{than.agg}")


def times(said: str, values: Sequence[float], wording: Wording) -> str:
    """The number times a factor, where one is given."""
    factor = values[0] if values else 1
    if factor == 1:
        return said
    key = {2: "than.twice", 0.5: "than.half"}.get(factor, "than.times")
    return wording.say(key, value=said, **({"n": wording.param("", factor)} if key == "than.times" else {}))


def plus(said: str, amount: float | None, written: str, wording: Wording) -> str:
    """The number with something added or taken away; `written` is the amount without its sign."""
    if not amount:
        return said
    return wording.say("than.plus" if amount > 0 else "than.minus", value=said, n=written)
