"""Maps of scores to segments in a model file.

Rule: a map that leaves a combination of scores without a segment, or gives it two, is a mistake of the model and never
a choice of the program; the mistake lists the cells.
"""

from __future__ import annotations

from collections.abc import Mapping

from semantic_layer.loading.fields import Fields
from semantic_layer.segment_maps import NotAPartition, SegmentMap, read_map
from semantic_layer.strict_yaml import plain_value

SHOWN = 12  # cells in one mistake


def maps_of(settings: Mapping[str, object]) -> Mapping[str, SegmentMap | None]:
    """The maps of a model by name; None for one with a mistake."""
    written = settings.get("maps")
    found: dict[str, SegmentMap | None] = {}
    for item in written if isinstance(written, list) else ():
        if isinstance(item, Mapping) and item.get("name"):
            try:
                found[str(item["name"])] = read_map(item)
            except ValueError:
                found[str(item["name"])] = None
    return found


def check_maps(fields: Fields) -> None:
    """Note every map that is badly written or no partition."""
    for written in fields.children("maps"):
        found = plain_value(written.node)
        assert isinstance(found, dict)
        try:
            read_map(found)
        except NotAPartition as error:
            parts = (
                ("without a segment", error.gaps),
                ("in several segments", error.twice),
                ("outside of the scores", error.outside),
            )
            said = [f"{what}: {_codes(cells)}" for what, cells in parts if cells]
            written.say("segments", f"The map is no partition; {'; '.join(said)}.", "Name every cell exactly once.")
        except ValueError as error:
            written.say(
                "", str(error), "Write `name`, `bins` and `segments` with `code`, `labels`, and scores or codes."
            )


def _codes(cells: tuple[object, ...]) -> str:
    codes = ["".join(map(str, cell)) if isinstance(cell, tuple) else str(cell) for cell in cells]
    return ", ".join(codes[:SHOWN]) + (f" and {len(codes) - SHOWN} more" if len(codes) > SHOWN else "")
