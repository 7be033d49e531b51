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

TINY = 1e-6
Line = tuple[int, ...]


def with_complements(
    people: Sequence[int], lines: Sequence[Line], small: Iterable[int], k: int, standing: Sequence[int] = ()
) -> set[int]:
    """Return the rows that are withheld: the small ones and those that go with them.

    `standing`: the size of the group that a row is of, where the same group stands again in other wholes. The same one
    goes along in each of them then: what is shown of it in one would tell of it in the next.

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
    whole = _Whole(people, [line for line in lines if sum(people[row] for row in line) >= k], k, standing or people)
    everything = set(range(len(people)))  # what the totals tell by themselves is told whatever is withheld here
    anyway = {*whole.lines_of_few(everything), *whole.determined(everything)}

    def added(told: Iterable[Line]) -> bool:
        """Whether a row was found for any of them."""
        before = len(hidden)
        for part in told:
            if part not in anyway or any(people[row] and row not in hidden for row in part):
                hidden.update(whole.next_row(part, hidden))
            if len(hidden) > before:
                return True
        return False

    while added(whole.lines_of_few(hidden)) or added(whole.determined(hidden)):
        pass
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


class _Whole:
    """The rows with their people, and the lines whose totals may be known: of smaller ones those are withheld too."""

    def __init__(self, people: Sequence[int], lines: Sequence[Line], k: int, standing: Sequence[int]) -> None:
        self._people, self._lines, self._k, self._standing = people, lines, k, standing
        self._around: dict[int, list[Line]] = {}
        for line in lines:
            for row in line:
                self._around.setdefault(row, []).append(line)

    def lines_of_few(self, hidden: set[int]) -> list[Line]:
        """The lines whose missing rows are few people, as far as no other line gives them away."""
        missing, _ = self._had(hidden)
        return [line for line in self._lines if 0 < sum(self._people[row] for row in line if row in missing) < self._k]

    def next_row(self, part: Line, hidden: set[int]) -> tuple[int, ...]:
        """The row that goes too: of the lines nearest to the part, the one that opens the fewest lines."""
        _, had = self._had(hidden)
        near = [had[row] for row in part if row in had] + ([part] if len(part) > 1 else [])
        near += [line for row in part for line in self._around.get(row, ())]

        def cost(row: int) -> tuple[int, int, int, int]:
            opened = sum(not any(other in hidden and self._people[other] for other in one) for one in self._around[row])
            return opened, self._standing[row], self._people[row], row

        for line in (*near, *self._lines):
            others = [row for row in line if row not in hidden and self._people[row] > 0]
            if others:
                return (min(others, key=cost),)
        return ()

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

    def determined(self, hidden: set[int]) -> list[Line]:
        """The few that no single line gives away, and all lines together do: no other sizes have the same totals."""
        missing, _ = self._had(hidden)
        place = {row: i for i, row in enumerate(sorted(missing))}
        few = [row for row in place if self._people[row] < self._k]
        rows = {tuple(place[row] for row in line if row in place) for line in self._lines} - {()}
        if not few or len(rows) < 2:
            return []
        matrix = np.zeros((len(rows), len(place)))
        for i, row in enumerate(sorted(rows)):
            matrix[i, list(row)] = 1.0
        values, vectors = np.linalg.eigh(matrix.T @ matrix)
        free = np.abs(vectors[:, values <= TINY]).max(axis=1, initial=0.0)  # what may vary while every total stays
        return [(row,) for row in few if free[place[row]] <= TINY]
