"""Arithmetic between metrics that are aggregated already.

Rule: what is added or subtracted is of one unit, money is never added to a count nor one currency to another, and
nothing below a line is NULL. A part is shown as a percentage only of something that it can be a part of.
"""

from __future__ import annotations

from sqlglot import exp

from semantic_layer.compiler import sql
from semantic_layer.compiler.sql import Node
from semantic_layer.errors import BadQuery, UnitMismatch
from semantic_layer.model import Format, Unit
from semantic_layer.query import Combination

Shown = tuple[Unit, Format]
"""The unit of a value, and how it is written."""

_NONE = Unit("none")
_DECIMAL = Format("decimal", 2)
_INTEGER = Format("integer")
_MONEY = Format("currency", 2)


def combined(step: Combination, mine: Node, theirs: Node) -> Node:
    """Return the result of one step of arithmetic as an expression over the two values."""
    match step.how:
        case "divide":
            return sql.ratio(mine, theirs)
        case "add":
            return exp.Add(this=sql.grouped(mine), expression=sql.grouped(theirs))
        case "subtract":
            return exp.Sub(this=sql.grouped(mine), expression=sql.grouped(theirs))
        case "multiply":
            return exp.Mul(this=sql.double(mine), expression=sql.double(theirs))


def combined_unit(step: Combination, mine: Shown, theirs: Shown, names: tuple[str, str]) -> Shown:
    """Return the unit and format of one step of arithmetic; `names` are only for messages.

    Raises
    ------
    UnitMismatch
        If the two are of kinds that cannot be added, be parts of each other, or be multiplied.
    BadQuery
        If a result that is no division is to be shown as a percentage.
    """
    if step.as_share and step.how != "divide":
        raise BadQuery(f"Only a division is shown as a percentage, not {names[0]!r} {step.how} {names[1]!r}.")
    if "date" in (mine[1].kind, theirs[1].kind):
        raise UnitMismatch(f"{names[0]!r} and {names[1]!r}: there is no arithmetic with dates.", metrics=list(names))
    _check_scales(step, mine, theirs, names)
    match step.how:
        case "divide":
            return _divided(step, mine, theirs, names)
        case "add" | "subtract":
            return _added(step, mine, theirs, names)
        case "multiply":
            return _multiplied(mine, theirs, names)


def _divided(step: Combination, mine: Shown, theirs: Shown, names: tuple[str, str]) -> Shown:
    alike = _are_alike(mine[0], theirs[0])
    if step.as_share and not alike:
        raise _mismatch(f"{names[0]!r} ({mine[0]}) is no part of {names[1]!r} ({theirs[0]}).", mine, theirs, names)
    if step.as_share:
        return Unit("share"), Format("percent", 1)
    if mine[0] == theirs[0]:
        return Unit("ratio"), _DECIMAL
    if mine[0].kind == "currency" and theirs[0].kind != "currency":
        return mine[0], _MONEY
    if mine[0].kind in ("quantity", "duration") and theirs[0].kind == "count":
        return mine[0], _DECIMAL  # so much for each
    return _NONE, _DECIMAL


def _added(step: Combination, mine: Shown, theirs: Shown, names: tuple[str, str]) -> Shown:
    if not _are_alike(mine[0], theirs[0]):
        verb = "added to" if step.how == "add" else "subtracted from"
        first, second = (0, 1) if step.how == "add" else (1, 0)
        units = (mine[0], theirs[0])
        raise _mismatch(
            f"{names[first]!r} ({units[first]}) cannot be {verb} {names[second]!r} ({units[second]}).",
            mine,
            theirs,
            names,
        )
    form = _wider(mine[1], theirs[1])
    if mine[0] == theirs[0]:
        is_points = step.how == "subtract" and mine[0].kind == "share"
        return (Unit("points") if is_points else mine[0]), form
    if "none" in (mine[0].kind, theirs[0].kind):
        return _NONE, form if form.kind in ("integer", "decimal") else _DECIMAL
    return Unit("count"), form  # of two kinds of things


def _multiplied(mine: Shown, theirs: Shown, names: tuple[str, str]) -> Shown:
    kinds = (mine[0].kind, theirs[0].kind)
    if kinds == ("currency", "currency"):
        raise _mismatch(f"Money cannot be multiplied by money: {names[0]!r} by {names[1]!r}.", mine, theirs, names)
    for one, other in ((mine, theirs), (theirs, mine)):
        if one[0].kind == "currency":
            return one[0], _MONEY
        if one[0].kind == "share":
            return other[0], _DECIMAL if other[1].kind == "integer" else other[1]
    return _NONE, _INTEGER if mine[1].kind == theirs[1].kind == "integer" else _DECIMAL


def _check_scales(step: Combination, mine: Shown, theirs: Shown, names: tuple[str, str]) -> None:
    """Refuse numbers in thousands or millions beside plain ones, unless the result is in them too."""
    scales = (mine[0].scale, theirs[0].scale)
    if scales == (1, 1) or (mine[0] == theirs[0] and step.how != "multiply"):
        return
    if step.how == "divide" and theirs[0].kind == "count" and not step.as_share:
        return
    raise _mismatch(f"{names[0]!r} ({mine[0]}) and {names[1]!r} ({theirs[0]}) differ in scale.", mine, theirs, names)


def _are_alike(one: Unit, other: Unit) -> bool:
    """Whether two values can be added: of one unit, two counts, or a number that declares no unit."""
    return one == other or "none" in (one.kind, other.kind) or one.kind == other.kind == "count"


def _wider(one: Format, other: Format) -> Format:
    """The format that loses nothing of either."""
    if one.kind == "integer":
        return other
    return one if (one.digits or 0) >= (other.digits or 0) or other.kind != one.kind else other


def _mismatch(message: str, mine: Shown, theirs: Shown, names: tuple[str, str]) -> UnitMismatch:
    return UnitMismatch(
        f"{message} Ask for them side by side.",
        possible=names,
        metrics=", ".join(names),
        left=str(mine[0]),
        right=str(theirs[0]),
    )
