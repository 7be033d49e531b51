"""Which groups of an answer are shown, where each needs a size.

Rule: a group that is too small is withheld, and beside it, in every line of groups whose sum somebody could ask for,
the smallest that could be shown, unless what is withheld there holds enough entities by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from semantic_layer.compiler import sql
from semantic_layer.compiler.build import Build
from semantic_layer.compiler.scope import PERIOD, Keys
from semantic_layer.compiler.sql import Node

_SMALL, _SOME, _PERIOD, _PEOPLE = "group__small", "group__some", "group__period", "group__people"
_SHOWN, _PLACE, _HIDDEN = "group__shown", "group__place", "group__hidden"
_STANDING = "group__standing"


@dataclass(frozen=True)
class Size:
    """A column that counts entities, and how many it takes.

    `is_apart`: no entity is in two groups. `is_period`: one period of a figure that runs over several.
    """

    column: str
    k: int
    is_apart: bool = False
    is_period: bool = False


@dataclass(frozen=True)
class Beside:
    """A step with counts that are none of the answer's: by its groups, or one row for all."""

    step: str
    sizes: tuple[Size, ...]


@dataclass(frozen=True)
class Standing:
    """A step with one row for each value of a key, and the column that counts its entities."""

    step: str
    key: str
    column: str


def covered(
    build: Build,
    keys: Keys,
    relation: str,
    own: Sequence[Size],
    beside: Beside | None,
    whole: Beside | None,
    standing: Sequence[Standing] = (),
) -> tuple[str, Node]:
    """Return a step with the columns of `relation`, and the condition that a row of it is shown."""
    listed = build.query.rows is not None  # rows without their keys: one line, in which all of them stand
    names = [] if listed else [key.name for key in keys]
    step = _sized(build, names, relation, own, beside, whole)
    if beside and any(size.is_period for size in beside.sizes):
        step = _running(build, [key.name for key in keys if key != PERIOD], step)
    small = exp.EQ(this=sql.column(_SMALL), expression=sql.number(0))
    lines = [[]] if listed else [[other for other in names if other != name] for name in names]
    if not lines:
        return step, small
    if not listed:
        step = _standing(build, names, step, {item.key: item for item in standing})
    step, goes_too = _lined(build, names, lines, step, own)
    shown = sql.all_of([small, *(exp.Not(this=exp.Paren(this=node)) for node in goes_too)])
    return _in_all(build, names, step, shown, own) if len(names) > 1 and not listed else (step, shown)


def _in_all(build: Build, names: Sequence[str], step: str, shown: Node, own: Sequence[Size]) -> tuple[str, Node]:
    """A group may be alone in each of its lines and still be what all others leave of the whole: one more goes then."""
    kept: list[Node] = [sql.column(name) for name in _names(build, step)]
    step = build.add("shown_in_lines", sql.select([*kept, sql.alias(_mark([shown]), _SHOWN)], step))
    is_gone = exp.EQ(this=sql.column(_SHOWN), expression=sql.number(0))
    is_some = exp.GT(this=sql.column(_PEOPLE), expression=sql.number(0))
    people = exp.Sum(this=sql.when(is_gone, sql.column(_PEOPLE), sql.number(0)))
    groups = exp.Sum(this=sql.when(sql.all_of([is_gone.copy(), is_some]), sql.number(1), sql.number(0)))
    is_few: Node = exp.LT(this=sql.window(groups, []), expression=sql.number(2))
    if all(size.is_apart for size in own):
        is_few = exp.LT(this=sql.window(people, []), expression=sql.number(max(size.k for size in own)))
    any_small = exp.EQ(this=sql.window(exp.Max(this=sql.column(_SOME)), []), expression=sql.number(1))
    is_first = sql.all_of([exp.EQ(this=sql.column(_SHOWN), expression=sql.number(1)), is_some.copy()])
    order = [
        sql.when(is_first, sql.number(0), sql.number(1)),
        sql.column(_PEOPLE),
        *(sql.column(name) for name in names),
    ]
    place = sql.window(exp.RowNumber(), [], [sql.ordered(node, "asc") for node in order])
    marks = [sql.alias(place, _PLACE), sql.alias(_mark([sql.all_of([any_small, is_few])]), _HIDDEN)]
    kept = [sql.column(name) for name in _names(build, step)]
    step = build.add("lined_in_all", sql.select([*kept, *marks], step))
    goes = [exp.EQ(this=sql.column(name), expression=sql.number(1)) for name in (_PLACE, _HIDDEN)]
    stays = exp.Not(this=exp.Paren(this=sql.all_of([*goes, is_some.copy()])))
    return step, sql.all_of([exp.EQ(this=sql.column(_SHOWN), expression=sql.number(1)), stays])


def _sized(
    build: Build,
    names: Sequence[str],
    relation: str,
    own: Sequence[Size],
    beside: Beside | None,
    whole: Beside | None,
) -> str:
    """Every group with whether it is too small, and how many entities it holds in the smallest of its branches."""
    joins: list[exp.Join] = []
    few = [_is_few(sql.column(size.column, relation), size.k) for size in own]
    tests: list[Node] = []
    periods: list[Node] = []
    for other in filter(None, (beside, whole)):
        for size in other.sizes:
            (periods if size.is_period else tests).append(_is_some(sql.column(size.column, other.step), size.k))
    if beside:
        same = sql.all_of(
            exp.NullSafeEQ(this=sql.column(name, relation), expression=sql.column(name, beside.step)) for name in names
        )
        joins.append(sql.left_join(sql.table(beside.step), same))
    if whole:
        joins.append(exp.Join(this=sql.table(whole.step), kind="CROSS"))
    people = [sql.zero_if_null(sql.column(size.column, relation)) for size in own]
    least: Node = exp.Least(this=people[0], expressions=people[1:]) if len(people) > 1 else people[0]
    kept = [sql.alias(sql.column(name, relation), name) for name in _names(build, relation)]
    some = [_is_some(sql.column(size.column, relation), size.k) for size in own]
    marks = [
        sql.alias(_mark([*few, *tests]), _SMALL),
        sql.alias(_mark([*some, *(node.copy() for node in tests)]), _SOME),
        sql.alias(least, _PEOPLE),
    ]
    if periods:
        marks.append(sql.alias(_mark(periods), _PERIOD))
    return build.add("sized", sql.select([*kept, *marks], relation, joins=joins))


def _names(build: Build, relation: str) -> list[str]:
    return [node.alias_or_name for node in build.steps[relation].selects]


def _is_few(count: Node, k: int) -> Node:
    """Too small to show; a branch without rows for the group (NULL) hides nothing."""
    return exp.LT(this=count, expression=sql.number(k))


def _is_some(count: Node, k: int) -> Node:
    """Somebody, and too few: what a total must not tell. Rows of nobody are withheld, and tell of nobody."""
    return sql.all_of([_is_few(count, k), exp.GT(this=count.copy(), expression=sql.number(0))])


def _mark(tests: Sequence[Node]) -> Node:
    return sql.when(sql.either(tests), sql.number(1), sql.number(0))


def _running(build: Build, others: Sequence[str], step: str) -> str:
    """A running figure minus the one before it is that of a single period: one too small takes its whole line along."""
    line = sql.window(exp.Max(this=sql.column(_PERIOD)), [sql.column(name) for name in others])
    kept: list[Node] = []
    for name in _names(build, step):
        node: Node = sql.column(name)
        if name in (_SMALL, _SOME):
            tests = [exp.EQ(this=item, expression=sql.number(1)) for item in (node, line.copy())]
            node = sql.alias(_mark(tests), name)
        kept.append(node)
    return build.add("sized_periods", sql.select(kept, step))


def _lined(
    build: Build, names: Sequence[str], lines: Sequence[Sequence[str]], step: str, own: Sequence[Size]
) -> tuple[str, list[Node]]:
    """Each group's place in its lines by size, and the conditions under which it is withheld for a smaller one."""
    known = _names(build, step)
    kept: list[Node] = [sql.column(name) for name in known]
    is_apart = all(size.is_apart for size in own)
    k = max(size.k for size in own)
    found: list[Node] = []
    for number, line in enumerate(lines):
        place, hidden = f"group__place_{number}", f"group__hidden_{number}"
        kept.append(sql.alias(_place(line, names, [name for name in names if f"{_STANDING}_{name}" in known]), place))
        kept.append(sql.alias(_hidden(line, is_apart, k), hidden))
        found.append(
            sql.all_of(
                [
                    exp.EQ(this=sql.column(place), expression=sql.number(1)),
                    exp.EQ(this=sql.column(hidden), expression=sql.number(1)),
                    exp.GT(this=sql.column(_PEOPLE), expression=sql.number(0)),
                ]
            )
        )
    return build.add("lined", sql.select(kept, step)), found


def _standing(build: Build, names: Sequence[str], step: str, known: Mapping[str, Standing]) -> str:
    """Beside every group, how many entities each of its values has: in all, or else in the answer."""
    kept: list[Node] = [sql.alias(sql.column(name, step), name) for name in _names(build, step)]
    joins: list[exp.Join] = []
    for name in names:
        other = known.get(name)
        size: Node = sql.window(exp.Sum(this=sql.column(_PEOPLE, step)), [sql.column(name, step)])
        if other is not None:
            same = exp.NullSafeEQ(this=sql.column(name, step), expression=sql.column(other.key, other.step))
            joins.append(sql.left_join(sql.table(other.step), same))
            size = sql.zero_if_null(sql.column(other.column, other.step))
        kept.append(sql.alias(size, f"{_STANDING}_{name}"))
    return build.add("standing", sql.select(kept, step, joins=joins))


def _place(line: Sequence[str], names: Sequence[str], standing: Sequence[str]) -> Node:
    """1 for the smallest group of the line that could be shown and holds anybody.

    What tells the groups of a line apart is measured over all lines, and where it can be over all data: the same one
    goes along in each of them and in the next question, for what is shown of it in one would tell of it in the other.
    """
    shown = sql.all_of(
        [
            exp.EQ(this=sql.column(_SMALL), expression=sql.number(0)),
            exp.GT(this=sql.column(_PEOPLE), expression=sql.number(0)),
        ]
    )
    apart = [sql.column(f"{_STANDING}_{name}") for name in standing if name not in line]
    first = sql.when(shown, sql.number(0), sql.number(1))
    order = [first, *apart, sql.column(_PEOPLE), *(sql.column(name) for name in names)]
    return sql.window(
        exp.RowNumber(), [sql.column(name) for name in line], [sql.ordered(node, "asc") for node in order]
    )


def _hidden(line: Sequence[str], is_apart: bool, k: int) -> Node:
    """1 where groups of the line are too small, and do not hold enough entities together."""
    partition = [sql.column(name) for name in line]
    any_small = sql.window(exp.Max(this=sql.column(_SOME)), partition)
    if not is_apart:
        return any_small
    few = sql.when(exp.EQ(this=sql.column(_SMALL), expression=sql.number(1)), sql.column(_PEOPLE), sql.number(0))
    together = sql.window(exp.Sum(this=few), [node.copy() for node in partition])
    return sql.when(
        sql.all_of(
            [
                exp.EQ(this=any_small, expression=sql.number(1)),
                exp.LT(this=together, expression=sql.number(k)),
            ]
        ),
        sql.number(1),
        sql.number(0),
    )
