"""The pieces of a restatement that say which rows count: conditions and windows.

Rule: a condition is said with the labels of the model and the values as the formatter writes them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from assistant import formats
from assistant.restating.calendar_conditions import part_text
from assistant.restating.references import against, plus, reference_text
from assistant.texts import join_or
from assistant.wording import Wording
from semantic_layer.model import Scalar
from semantic_layer.query import Combine, Compare, Exists, Operator, Predicate, Reference, Window

_VALUELESS = frozenset({"is_null", "not_null"})
ANY_ROW = Combine("all_of", ())
_TRUTHS = frozenset({"yes", "no", "true", "false", "y", "n", "t", "f", "none", "other", "unknown", "是", "否", "其他"})


def predicate_text(predicate: Predicate, wording: Wording) -> str:
    """A condition in words."""
    match predicate:
        case Compare(part=str()):
            return part_text(predicate, wording)
        case Compare(field, op, values, than=Reference() as than):
            return _against(field, op, values, than, wording)
        case Compare(field, op, values):
            written = _values(field, op, values, wording)
            return wording.say(f"op.{op}", field=wording.dimension(field), value=written)
        case Combine("all_of", ()):
            return wording.say("combine.any_row")
        case Combine(how, predicates):
            word = wording.say("combine.and" if how == "all_of" else "combine.or")
            return wording.say(f"combine.{how}", items=word.join(predicate_text(item, wording) for item in predicates))
        case Exists(dataset, inner, negated):
            key = "exists.never" if negated else "exists.has"
            name = wording.dataset(dataset)
            if inner is None:
                return wording.say(key, dataset=name)
            return wording.say(f"{key}.where", dataset=name, predicate=predicate_text(inner, wording))


def adjective(predicates: tuple[Predicate, ...], wording: Wording) -> str:
    """One value that can stand before what it describes ("open businesses"); nothing where that would not read."""
    match predicates:
        case (Compare(field, "eq", (str() as value,), part=None, than=None),):
            label = wording.value(field, value)
            is_word = label.replace(" ", "").replace("-", "").isalpha() and label.casefold() not in _TRUTHS
            return label if is_word else ""
        case _:
            return ""


def window_text(window: Window | None, wording: Wording) -> str:
    """A window in absolute dates; nothing when all time is meant."""
    if window is None:
        return ""
    found = (
        wording.calendar.resolve(window.rule) if window.rule and window.start is None and window.end is None else window
    )
    return formats.window(found.start, found.end, wording.language)


def _values(field: str, op: Operator, values: Iterable[Scalar | date], wording: Wording) -> str:
    if op in _VALUELESS:
        return ""
    said = tuple(wording.value(field, value) for value in values)
    if op == "between":
        return wording.join(said)
    return join_or(said, wording.language) if op == "in" else wording.comma(said)


def _against(field: str, op: Operator, values: Iterable[Scalar | date], than: Reference, wording: Wording) -> str:
    """A value against a number of its own column: over all rows, or over those of its own group."""
    name = wording.dimension(field)
    found = wording.model.dimension(field).dataset if wording.model.has_dimension(field) else ""
    said = reference_text(than, wording.rows_of(found) if found else "", name, wording)
    added = next((value for value in values if isinstance(value, int | float)), None)
    written = wording.param("", abs(added)) if added is not None else ""
    return against(name, op, plus(said, added, written, wording), wording)
