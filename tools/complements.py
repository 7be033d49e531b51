"""Which groups go with one that is too small, so that no total tells what is missing.

Rule: the rows of a table are parts of wholes: of each line of rows that agree in some of its columns, and of all of them.
Where the missing rows of a line hold fewer people than a policy shows, the smallest other row goes too, and where that one
could itself be had from another line, a row of that line. What holds enough people may be had; what holds few may not,
neither alone nor together.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from itertools import combinations

Line = tuple[int, ...]


def with_complements(people: Sequence[int], lines: Sequence[Line], small: Iterable[int], k: int) -> set[int]:
    """Return the rows that are withheld: the small ones and those that go with them.

    Examples
    --------
    >>> sorted(with_complements([40, 2, 7], [(0, 1, 2)], [1], 5))
    [1, 2]
    >>> sorted(with_complements([40, 2, 4], [(0, 1, 2)], [1, 2], 5))
    [1, 2]
    """
    hidden = set(small)
    around: dict[int, list[Line]] = {}
    for line in lines:
        for row in line:
            around.setdefault(row, []).append(line)
    while (row := _next(people, lines, around, hidden, k)) is not None:
        hidden.add(row)
    return hidden


def lines_of(keys: Sequence[Sequence[Hashable]], fixed: Sequence[int], parts: Sequence[int]) -> list[Line]:
    """Every set of rows that somebody could ask for as one: `fixed` columns and some of the `parts` agree in it."""
    found: dict[Line, None] = {}
    for size in range(len(parts)):
        for chosen in combinations(parts, size):
            together: dict[tuple[Hashable, ...], list[int]] = {}
            for row, key in enumerate(keys):
                together.setdefault(tuple(key[i] for i in (*fixed, *chosen)), []).append(row)
            found.update(dict.fromkeys(tuple(rows) for rows in together.values()))
    return list(found)


def _next(
    people: Sequence[int], lines: Sequence[Line], around: dict[int, list[Line]], hidden: set[int], k: int
) -> int | None:
    """The next row that has to go, None where nothing can be had of a few."""
    missing, had = _had_by_subtraction(people, lines, hidden, k)

    def best(line: Line) -> int | None:
        """The row that opens the fewest lines, then the smallest."""
        others = [row for row in line if row not in hidden and people[row] > 0]

        def cost(row: int) -> tuple[int, int, int]:
            opened = sum(not any(other in missing or other in had for other in one) for one in around[row])
            return opened, people[row], row

        return min(others, key=cost, default=None)

    for line in lines:
        left = [people[row] for row in line if row in missing]
        if left and sum(left) < k:
            ways = [had[row] for row in line if row in had]
            for way in (*ways, line):
                row = best(way)
                if row is not None:
                    return row
    return None


def _had_by_subtraction(
    people: Sequence[int], lines: Sequence[Line], hidden: set[int], k: int
) -> tuple[set[int], dict[int, Line]]:
    """The withheld rows that stay unknown, and those of enough people that a line gives away, each with that line."""
    missing = {row for row in hidden if people[row] > 0}
    had: dict[int, Line] = {}
    before = -1
    while before != len(had):
        before = len(had)
        for line in lines:
            left = [row for row in line if row in missing]
            if len(left) == 1 and people[left[0]] >= k:
                missing.discard(left[0])
                had[left[0]] = line
    return missing, had
