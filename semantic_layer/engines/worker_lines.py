"""What parent and worker say to each other: lines of JSON.

Rule: a line can become nothing but values. No object is revived from what a worker sends.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import IO, Any

from semantic_layer.engines import errors
from semantic_layer.engines.base import RawResult
from semantic_layer.result import Value

GRACE_S = 1.0  # between the polite interrupt and the kill


def send(stream: IO[bytes], message: Mapping[str, object]) -> None:
    """Write one message as one line."""
    stream.write(json.dumps(message, ensure_ascii=False).encode() + b"\n")
    stream.flush()


def tagged(value: Value) -> object:
    """Return the value as JSON; what JSON lacks becomes a pair of type and text."""
    match value:
        case Decimal():
            return ["decimal", str(value)]
        case datetime():
            return ["datetime", value.isoformat()]
        case date():
            return ["date", value.isoformat()]
        case time():
            return ["time", value.isoformat()]
        case _:
            return value


_READERS: Mapping[str, Callable[[str], Value]] = {
    "decimal": Decimal,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
}


def _untagged(value: Any) -> Value:
    if isinstance(value, list):
        return _READERS[value[0]](value[1])
    plain: Value = value
    return plain


def answer_of(line: bytes) -> RawResult | None:
    """Return the rows that a worker sent, or None when it says that it is ready.

    Raises
    ------
    EngineError
        The error that the worker reports.
    ValueError
        When the line is no answer.
    """
    try:
        reply = json.loads(line)
        if "error" in reply:
            raise errors.revive(reply["error"], reply["params"])
        if "ready" in reply:
            return None
        rows = tuple(tuple(_untagged(value) for value in row) for row in reply["rows"])
        return RawResult(tuple(reply["columns"]), tuple(reply["types"]), rows, bool(reply["truncated"]))
    except (LookupError, TypeError, AttributeError, ArithmeticError) as error:
        raise ValueError("not a line of ours") from error
