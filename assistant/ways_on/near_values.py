"""The same call with a value that exists in place of one that does not.

Rule: only a text in a condition on that very field is exchanged; what is offered is a whole call, to be chosen or left.
"""

from __future__ import annotations

from semantic_layer.errors import UnknownValue
from tools.catalog import ToolCall


def with_near_values(error: UnknownValue, call: ToolCall) -> tuple[ToolCall, ...]:
    """One call for each suggestion of the error, the nearest first; none where the value stands in no condition."""
    field, wrong = str(error.params["dimension"]), str(error.params["value"])
    given = call.arguments.model_dump(mode="json")
    made = (_exchanged(given, field, wrong, right) for right in error.suggestions)
    return tuple(ToolCall.parse(call.tool, arguments) for arguments in made if arguments != given)


def _exchanged(value: object, field: str, wrong: str, right: str) -> object:
    match value:
        case dict():
            values = value.get("values")
            if value.get("field") == field and isinstance(values, list):
                return {**value, "values": [right if item == wrong else item for item in values]}
            return {key: _exchanged(item, field, wrong, right) for key, item in value.items()}
        case list():
            return [_exchanged(item, field, wrong, right) for item in value]
        case _:
            return value
