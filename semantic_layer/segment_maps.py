"""Maps: which segment a customer's scores of recency, frequency and money lead to.

Rule: a map is a partition. Every combination of scores (a cell) belongs to exactly one segment, so nobody is in two and
nobody in none; a map of the model that leaves a gap or overlaps is refused when the model is loaded, naming the cells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeVar

from semantic_layer.model import Text

Cell = tuple[int, int, int]  # scores of recency, frequency and monetary value
Levels = tuple[int, int, int]  # how many scores each of them has
MOST_LEVELS = 9  # a code is one digit for each score
DIMENSIONS = ("r", "f", "m")
K = TypeVar("K", bound=tuple[int, ...])


class NotAPartition(ValueError):
    """Cells without a segment, with several, or outside of the scores."""

    def __init__(self, gaps: Sequence[object], twice: Sequence[object], outside: Sequence[object]) -> None:
        super().__init__(f"Not a partition: without a segment {gaps}, with several {twice}, outside {outside}.")
        self.gaps, self.twice, self.outside = tuple(gaps), tuple(twice), tuple(outside)


@dataclass(frozen=True)
class Region:
    """The cells of one segment: all combinations of these scores (none means any), and single codes (555)."""

    segment: str
    r: tuple[int, ...] = ()
    f: tuple[int, ...] = ()
    m: tuple[int, ...] = ()
    codes: tuple[int, ...] = ()
    labels: Text = Text()

    def cells(self, levels: Levels) -> Iterable[Cell]:
        if self.r or self.f or self.m:
            chosen = (self.r, self.f, self.m)
            ranges = (own or tuple(range(1, n + 1)) for own, n in zip(chosen, levels, strict=True))
            yield from ((r, f, m) for r, f, m in product(*ranges))
        yield from (cell_of(code) for code in self.codes)


@dataclass(frozen=True)
class SegmentMap:
    """A named map; the order of the regions is the order of the segments, best first."""

    name: str
    levels: Levels
    regions: tuple[Region, ...]

    @property
    def segments(self) -> tuple[str, ...]:
        return tuple(region.segment for region in self.regions)

    def by_cell(self) -> dict[Cell, str]:
        """The segment of each cell. Raises `NotAPartition`."""
        named = ((cell, region.segment) for region in self.regions for cell in region.cells(self.levels))
        return partition(named, [range(1, n + 1) for n in self.levels])


def cell_of(code: int) -> Cell:
    """The scores in a code.

    Examples
    --------
    >>> cell_of(531)
    (5, 3, 1)
    """
    return code // 100, code // 10 % 10, code % 10


def partition(named: Iterable[tuple[K, str]], scores: Sequence[Iterable[int]]) -> dict[K, str]:
    """Return the segment of each combination of scores, or fail naming those without one or with several.

    Examples
    --------
    >>> partition([((1,), "a"), ((2,), "b")], [(1, 2)])[(2,)]
    'b'
    """
    pairs = list(named)
    wanted = set(product(*scores))
    found = Counter(cell for cell, _ in pairs)
    gaps = sorted(wanted - set(found))
    twice = sorted(cell for cell, n in found.items() if n > 1)
    outside = sorted(set(found) - wanted)
    if gaps or twice or outside:
        raise NotAPartition(gaps, twice, outside)
    return dict(pairs)


def read_map(written: Mapping[str, object]) -> SegmentMap:
    """A map as a model writes it: `name`, `bins` (or `levels: {r, f, m}`), `segments` with `code`, `labels` and either
    scores (`r`, `f`, `m`) or `codes`.

    Raises
    ------
    ValueError
        A key is missing, unknown or of the wrong type; the cells are no partition (`NotAPartition`).
    """
    _only(written, "a map", "name", "bins", "levels", "segments", "labels", "description")
    name = written.get("name")
    if not isinstance(name, str) or not name:
        raise ValueError("A map needs a name.")
    levels = _levels(written)
    segments = written.get("segments")
    if not isinstance(segments, list) or not segments:
        raise ValueError("A map needs a list of segments.")
    found = SegmentMap(name, levels, tuple(_region(item) for item in segments))
    repeated = sorted(code for code, n in Counter(found.segments).items() if n > 1)
    if repeated:
        raise ValueError(f"Segments named twice: {', '.join(repeated)}.")
    found.by_cell()
    return found


def read_maps(settings: Mapping[str, object]) -> tuple[SegmentMap, ...]:
    """The maps of a model that was loaded."""
    written = settings.get("maps")
    return tuple(read_map(item) for item in written if isinstance(item, Mapping)) if isinstance(written, list) else ()


def _levels(written: Mapping[str, object]) -> Levels:
    levels = written.get("levels")
    if isinstance(levels, Mapping):
        _only(levels, "levels", *DIMENSIONS)
        found = [levels.get(name) for name in DIMENSIONS]
    else:
        found = [written.get("bins", 5)] * 3
    r, f, m = (value if isinstance(value, int) else 0 for value in found)
    if not all(1 <= value <= MOST_LEVELS for value in (r, f, m)) or max(r, f, m) < 2:
        raise ValueError(f"The scores of a map go from 1 to at most {MOST_LEVELS}.")
    return r, f, m


def _region(written: object) -> Region:
    if not isinstance(written, Mapping):
        raise ValueError("A segment of a map is written as keys and values.")
    _only(written, "a segment", "code", "labels", "codes", *DIMENSIONS)
    code, labels = written.get("code"), written.get("labels")
    if not isinstance(code, str) or not code:
        raise ValueError("A segment of a map needs a code.")
    if not isinstance(labels, Mapping) or not labels.get("en") or not labels.get("zh"):
        raise ValueError(f"The segment {code!r} needs labels in English and Chinese.")
    r, f, m, codes = (_whole_numbers(code, written.get(name, [])) for name in (*DIMENSIONS, "codes"))
    if not (r or f or m or codes):
        raise ValueError(f"The segment {code!r} names neither scores nor codes.")
    return Region(code, r, f, m, codes, Text(str(labels["en"]), str(labels["zh"])))


def _whole_numbers(code: str, written: object) -> tuple[int, ...]:
    if not isinstance(written, list) or not all(isinstance(item, int) for item in written):
        raise ValueError(f"Scores and codes of {code!r} are lists of whole numbers.")
    return tuple(written)


def _only(written: Mapping[str, object], what: str, *known: str) -> None:
    unknown = sorted(set(map(str, written)) - set(known))
    if unknown:
        raise ValueError(f"Unknown in {what}: {', '.join(unknown)}; known: {', '.join(known)}.")
