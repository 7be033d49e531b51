"""Which groups go with one that is too small, so that no total tells what is missing.

Rule: the rows of a table are parts of wholes: of each line of rows that agree in some of its columns, and of all of
them. Where the missing rows of a line hold fewer people than a policy shows, the smallest other row goes too, and where
that one could itself be had from another line, a row of that line. What holds enough people may be had; what holds few
may not, neither alone nor together.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from itertools import combinations

import numpy as np

TINY = 1e-9
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
    if not any(people[row] for row in hidden):
        return hidden
    whole = _Whole(people, [line for line in lines if sum(people[row] for row in line) >= k], k)
    anyway = set(whole.told(set(range(len(people))))[0])  # by the totals alone, whatever is withheld here
    while True:
        told, had = whole.told(hidden)
        row = next((row for part in told if part not in anyway and (row := whole.next_row(part, had, hidden)) >= 0), -1)
        if row < 0:
            return hidden
        hidden.add(row)


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


class _Whole:
    """The rows with their people, and the lines whose totals may be known: of a smaller one the total is withheld too."""

    def __init__(self, people: Sequence[int], lines: Sequence[Line], k: int) -> None:
        self._people, self._lines, self._k = people, lines, k
        self._around: dict[int, list[Line]] = {}
        for line in lines:
            for row in line:
                self._around.setdefault(row, []).append(line)

    def told(self, hidden: set[int]) -> tuple[list[Line], dict[int, Line]]:
        """What is known of a few although it is withheld, and each withheld row that a line gives away."""
        missing, had = self._had(hidden)
        lines = [line for line in self._lines if 0 < sum(self._people[row] for row in line if row in missing) < self._k]
        return lines or [(row,) for row in self._determined(missing)], had

    def next_row(self, part: Line, had: dict[int, Line], hidden: set[int]) -> int:
        """The row that goes too: of the lines nearest to the part, the one that opens the fewest lines; -1 if none."""
        near = [had[row] for row in part if row in had] + ([part] if len(part) > 1 else [])
        near += [line for row in part for line in self._around.get(row, ())]

        def cost(row: int) -> tuple[int, int, int]:
            opened = sum(not any(other in hidden and self._people[other] for other in one) for one in self._around[row])
            return opened, self._people[row], row

        for line in (*near, *self._lines):
            others = [row for row in line if row not in hidden and self._people[row] > 0]
            if others:
                return min(others, key=cost)
        return -1

    def _had(self, hidden: set[int]) -> tuple[set[int], dict[int, Line]]:
        """The withheld rows that stay unknown, and those of enough people that a line gives away."""
        missing = {row for row in hidden if self._people[row] > 0}
        had: dict[int, Line] = {}
        before = -1
        while before != len(had):
            before = len(had)
            for line in self._lines:
                left = [row for row in line if row in missing]
                if len(left) == 1 and self._people[left[0]] >= self._k:
                    missing.discard(left[0])
                    had[left[0]] = line
        return missing, had

    def _determined(self, missing: set[int]) -> list[int]:
        """The few that no single line gives away, and all lines together do: no other sizes have the same totals."""
        place = {row: i for i, row in enumerate(sorted(missing))}
        few = [row for row in place if self._people[row] < self._k]
        rows = [row for row in ([place[row] for row in line if row in place] for line in self._lines) if row]
        if not few or len(rows) < 2:
            return []
        matrix = np.zeros((len(rows), len(place)))
        for i, row in enumerate(rows):
            matrix[i, row] = 1.0
        _, values, vectors = np.linalg.svd(matrix)
        free = np.abs(vectors[np.count_nonzero(values > TINY) :]).max(axis=0, initial=0.0)
        return [row for row in few if free[place[row]] <= TINY]
