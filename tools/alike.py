"""Names in an answer that look alike and are different texts.

Rule: rows whose names an eye cannot tell apart stand in one table with a word about it, and with their letters spelled.
"""

from __future__ import annotations

from dataclasses import replace

from semantic_layer.lookalikes import alike, spelled
from tools.result import Caveat, ToolResult


def with_alike_caveat(result: ToolResult) -> ToolResult:
    """The result, saying of the first two such names of its table that they are two."""
    if not result.tables:
        return result
    table = result.main
    for place in table.of_kind("dimension", "fact"):
        names = {value for row in table.rows if isinstance(value := row[place], str) and not value.isascii()}
        if not names:
            continue
        groups = alike(str(row[place]) for row in table.rows if isinstance(row[place], str))
        if groups:
            first, second = (spelled(text) for text in groups[0][:2])
            return replace(
                result, caveats=(*result.caveats, Caveat("looks_alike", (("first", first), ("second", second))))
            )
    return result
