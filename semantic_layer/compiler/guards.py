"""Groups that are too small to show.

Rule: where a policy asks for at least k entities, a group is shown when three things hold at least k of them, or none:
its own rows, in every branch that carries the entity; the rows that one condition of the question takes away from it,
or all of them together; and what one of two overlapping windows of the question holds beyond the other. A running
figure is shown where each period that it runs over could be. Where a group is withheld, the smallest of those beside
it goes too, so that no total tells what is missing (`cover.py`); the answer then has no total, no shares and no
running totals (`run.py`). An order statistic is shown where at least k entities lie on both sides of it, so a highest
and a lowest value never is. Differences between answers that have more than a condition or a whole between them are
not covered.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlglot import exp

from semantic_layer.compiler import cover, sql
from semantic_layer.compiler.aggregates import place_of
from semantic_layer.compiler.build import Build
from semantic_layer.compiler.compiled import Counted, Probe
from semantic_layer.compiler.cover import Size
from semantic_layer.compiler.frames import Frame
from semantic_layer.compiler.grid import Grid
from semantic_layer.compiler.names import Field, find_field
from semantic_layer.compiler.scope import PERIOD, Condition, DimensionKey, Measured, Scope, Unmet
from semantic_layer.compiler.set_aside import set_aside
from semantic_layer.compiler.sql import Node
from semantic_layer.errors import GroupsOnly
from semantic_layer.model import SemiAdditive
from semantic_layer.policy import MinGroup


@dataclass(frozen=True)
class Guard:
    """What has to be large enough: columns of the answer itself, and of two grids beside it."""

    build: Build
    grid: Grid
    own: tuple[Size, ...]
    beside: tuple[Size, ...]  # by group: what a condition takes away, and single periods of running figures
    whole: tuple[Size, ...]  # the same without groups
    by_group: Grid
    ungrouped: Grid
    standing: tuple[tuple[Grid, str], ...]  # for a key: how many entities its values have, whatever the question

    def shown(self, relation: str, probes: list[Probe]) -> tuple[str, Node]:
        """Return a step with the columns of `relation`, and the condition that a row of it may be shown."""
        beside = cover.Beside(self.by_group.relation(name="left_aside"), self.beside) if self.beside else None
        whole = cover.Beside(self.ungrouped.relation(name="left_aside_in_all"), self.whole) if self.whole else None
        standing = [cover.Standing(grid.relation(), grid.keys[0].name, column) for grid, column in self.standing]
        step, shown = cover.covered(self.build, self.grid.keys, relation, self.own, beside, whole, standing)
        probes.append(suppressed(self.build, step, shown))
        return step, shown


def guard_of(build: Build, grid: Grid) -> Guard | None:
    """Ask for the number of entities in every group; None where no policy sets a size for what is measured.

    Raises
    ------
    GroupsOnly
        If a figure would be the value of one, whatever the size of its group.
    """
    by_group, ungrouped = Grid(build, grid.keys), Grid(build, ())
    own: list[Size] = []
    beside: list[Size] = []
    whole: list[Size] = []
    standing: dict[str, tuple[Grid, str]] = {}
    measured = tuple(build.measured)
    for minimum in build.view.min_groups:
        reached = [item for item in measured if build.graph.entity_key(item[0], minimum.entity) is not None]
        is_apart = _is_apart(build, grid, minimum.entity)
        if reached and build.query.rows is None:
            standing |= _standing(build, grid, minimum, reached[0][0])
        for dataset, time, scope, semi in reached:
            build.policies[minimum.policy] = None
            counted = _counted(minimum, dataset, time, semi)
            k = _k(grid, minimum, dataset, scope)
            own.append(Size(grid.measured(counted, scope).name, k, is_apart=is_apart))
            runs = _runs(scope.frame) and PERIOD in grid.keys
            if runs:  # what its single periods hold and leave aside
                scope = scope.with_frame(build.axis.base)
                beside.append(Size(by_group.measured(counted, scope).name, minimum.k, is_period=True))
            for left in _left_aside(build, scope, [item[2] for item in reached if item[:2] == (dataset, time)]):
                whole.append(Size(ungrouped.measured(counted, left).name, minimum.k))
                if grid.keys and build.query.rows is None:
                    beside.append(Size(by_group.measured(counted, left).name, minimum.k, is_period=runs))
    if not own:
        return None
    return Guard(build, grid, tuple(own), tuple(beside), tuple(whole), by_group, ungrouped, tuple(standing.values()))


def _counted(minimum: MinGroup, dataset: str, time: str | None, semi: SemiAdditive | None) -> Measured:
    """The number of entities, counted where the figures are: of a level that is carried on, in the rows it is from."""
    picked = semi if semi and semi.pick in ("last", "first") else None
    return Measured(
        f"{minimum.entity}_count", dataset, "count_distinct", "", None, "continuous", time, picked, False,
        entity=minimum.entity,
    )  # fmt: skip


def _standing(build: Build, grid: Grid, minimum: MinGroup, dataset: str) -> dict[str, tuple[Grid, str]]:
    """How many entities the values of each key have in all: under no condition of the question and at no time of it.

    So the same value goes along with one that is too small in one question and in the next.
    """
    home, found = build.model.dataset_of_entity(minimum.entity), {}
    for key in grid.keys:
        field = find_field(build, key.ref.name) if isinstance(key, DimensionKey) and "." in key.ref.name else None
        if isinstance(field, Field) and isinstance(key, DimensionKey) and key.ref.grain is None:
            is_own = home is not None and build.graph.reaches(home.name, field.dataset, field.role)
            source = home.name if is_own and home else dataset
            one = Grid(build, (key,))
            column = one.measured(_counted(minimum, source, None, None), Scope(Frame()))
            found[key.name] = (one, column.name)
    return found


def _is_apart(build: Build, grid: Grid, entity: str) -> bool:
    """Whether every entity is in one group only, so that the sizes of groups add up."""
    home = build.model.dataset_of_entity(entity)
    for key in grid.keys:
        field = find_field(build, key.ref.name) if isinstance(key, DimensionKey) and "." in key.ref.name else None
        if home is None or not isinstance(field, Field):
            return False
        if not build.graph.reaches(home.name, field.dataset, field.role):
            return False
    return True


def _k(grid: Grid, minimum: MinGroup, dataset: str, scope: Scope) -> int:
    """How many entities it takes: for a median twice the size, for the 90th percentile ten times."""
    places = list(grid.places)
    for item in grid.asked(dataset, scope):
        place = place_of(item.agg, item.percentile)
        if place is None or minimum.k == 1:
            continue
        if not 0 < place < 1:
            raise GroupsOnly(
                f"The policy {minimum.policy!r} shows groups of at least {minimum.k} only, and the {item.agg} of "
                f"{item.name!r} is the value of one. Ask for the average.",
                policy=minimum.policy,
                k=minimum.k,
            )
        places.append(place)
    return max([minimum.k, *(math.ceil(round(minimum.k / min(place, 1 - place), 6)) for place in places)])


# --- what stands beside the answer --------------------------------------------------------------------------------


def _left_aside(build: Build, scope: Scope, others: list[Scope]) -> Iterator[Scope]:
    """The rows that the same question without one of its conditions, or without any, would also read."""
    asked = _asked(build)
    chosen = tuple(item for item in scope.conditions if item in asked)
    fixed = tuple(item for item in scope.conditions if item not in asked)
    for aside in set_aside(chosen):
        yield replace(scope, conditions=(*fixed, *aside))
    for member in scope.members:
        members = tuple(other for other in scope.members if other != member)
        yield replace(scope, conditions=(*scope.conditions, Unmet((member,))), members=members)
    if scope.members and len(chosen) + len(scope.members) > 1:
        yield replace(scope, conditions=(*fixed, Unmet((*chosen, *scope.members))), members=())
    for other in others:
        if replace(other, frame=scope.frame) == scope:
            yield from (scope.with_frame(frame) for frame in _beyond(scope.frame, other.frame))


def _asked(build: Build) -> frozenset[Condition]:
    """The conditions that the question set, on all of its figures or on one of them."""
    found: set[Condition] = set(build.query.filters)
    for ref in build.query.metrics:
        found.update(item for side in ref.sides for item in side.filters)
    return frozenset(found)


def _runs(frame: Frame) -> bool:
    """Whether the periods of a frame overlap, so that two neighbours differ by little."""
    return bool(frame.spans) and not frame.is_whole


def _beyond(mine: Frame, other: Frame) -> Iterator[Frame]:
    """What a window holds before and after another one that it overlaps."""
    if mine == other or mine.spans or other.spans:
        return
    if any(first.end and then.start and first.end <= then.start for first, then in ((mine, other), (other, mine))):
        return
    if other.start and (mine.start is None or mine.start < other.start):
        yield Frame(mine.start, other.start, label="before")
    if other.end and (mine.end is None or other.end < mine.end):
        yield Frame(other.end, mine.end, label="after")


def suppressed(build: Build, relation: str, shown: Node) -> Probe:
    """Count the groups of a relation that are not shown."""
    count: Node = sql.alias(exp.Count(this=exp.Star()), "rows")
    hidden = exp.Not(this=exp.Paren(this=shown.copy()))
    select = sql.select([count, sql.alias(exp.Null(), "value")], relation, where=hidden)
    text = build.statement(select).copy().sql(build.dialect, pretty=True, comments=False)
    return Probe(text, (Counted("suppressed_groups"),))
