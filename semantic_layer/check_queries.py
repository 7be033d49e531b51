"""The queries of `checks.py`, as SQLGlot trees.

Rule: each returns one row of (all, NULL, wrong) counts, except the list of codes, and uses only what every engine
has: GROUP BY, LEFT JOIN on equality, CASE, and one ROWS window.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import sqlglot
from sqlglot import exp

from semantic_layer.expressions import DIALECT, parse

Query = exp.Select
_TABLE = re.compile(r'(?:[^\W\d]\w*|"[^"]+")(?:\.(?:[^\W\d]\w*|"[^"]+")){0,2}')
_TOLERANCE = 1e-6  # of a sum of weights: decimals such as 0.33 + 0.33 + 0.34 are exact, floats are not


def is_table(source: str) -> bool:
    """Say whether a dataset's source is a table or view, not a SELECT."""
    return _TABLE.fullmatch(source) is not None


def source_of(source: str, alias: str = "s") -> exp.Expr:
    """Return what stands in FROM for a dataset's source."""
    if is_table(source):
        table = exp.to_table(source, dialect=DIALECT)
        for part in table.parts:
            part.set("quoted", True)
        return table.as_(alias)
    statement = sqlglot.parse_one(source, read=DIALECT)
    return exp.Subquery(this=statement, alias=exp.TableAlias(this=exp.to_identifier(alias)))


def quoted(column_name: str) -> str:
    """Return a column's name as an expression, whatever characters it has."""
    return exp.to_identifier(column_name, quoted=True).sql(DIALECT)


def column(name: str) -> exp.Expression:
    return parse(quoted(name))


def no_rows(source: str) -> Query:
    """Return a query whose result has the source's columns and no row."""
    return exp.select("*").from_(source_of(source)).limit(0)


def duplicates(source: str, keys: Sequence[exp.Expression]) -> Query:
    """Count rows, rows with a NULL in `keys`, and rows beyond the first of each complete key."""
    names, grouped = _grouped(source, keys)
    nulls = _any_null(names)
    surplus = exp.case().when(exp.and_(nulls.not_(), _name("n") > 1), _name("n") - 1).else_(0)
    return exp.select(
        exp.Sum(this=_name("n")),
        exp.Sum(this=exp.case().when(nulls.copy(), _name("n")).else_(0)),
        exp.Sum(this=surplus),
    ).from_(grouped.subquery("g"))


def orphans(source: str, keys: Sequence[str], target: str, target_keys: Sequence[str], value: str | None) -> Query:
    """Count rows, rows with a NULL key, rows whose key has no target; then the same three of the value."""
    names = [f"k{place}" for place in range(len(keys))]
    own = [column(name).as_(alias) for name, alias in zip(keys, names, strict=True)]
    if value is not None:
        own.append(parse(value).as_("v"))
    there = [column(name).as_(alias) for name, alias in zip(target_keys, names, strict=True)]
    rows = exp.select(*own).from_(source_of(source)).subquery("f")
    hits = exp.select(*there, exp.convert(1).as_("hit")).distinct().from_(source_of(target)).subquery("t")
    matches = exp.and_(*(exp.column(name, "f").eq(exp.column(name, "t")) for name in names))
    null = exp.or_(*(exp.column(name, "f").is_(exp.null()) for name in names))
    orphan = exp.and_(null.not_(), exp.column("hit", "t").is_(exp.null()))
    counted: list[exp.Expression] = [exp.Count(this=exp.Star()), _count_where(null), _count_where(orphan)]
    if value is not None:
        amount = exp.column("v", "f")
        counted += [exp.Sum(this=amount), _sum_where(null, amount), _sum_where(orphan, amount)]
    return exp.select(*counted).from_(rows).join(hits, on=matches, join_type="left")


def codes(source: str, expression: exp.Expression) -> Query:
    """List the codes with their rows, most frequent first."""
    inner = exp.select(expression.as_("code")).from_(source_of(source)).subquery("g")
    count = exp.Count(this=exp.Star()).as_("n")
    query = exp.select(_name("code"), count).from_(inner).group_by(_name("code"))
    return query.order_by(exp.Ordered(this=_name("n"), desc=True), exp.Ordered(this=_name("code")))


def overlaps(source: str, keys: Sequence[exp.Expression], start: exp.Expression, end: exp.Expression) -> Query:
    """Count rows, rows with a NULL key, and rows that end after the next one of their key has begun."""
    names = [f"k{place}" for place in range(len(keys))]
    parts = [part.as_(name) for part, name in zip(keys, names, strict=True)]
    rows = exp.select(*parts, start.as_("begins"), end.as_("ends")).from_(source_of(source)).subquery("r")
    following = exp.Window(
        this=exp.Min(this=_name("begins")),
        partition_by=[_name(name) for name in names],
        order=exp.Order(expressions=[exp.Ordered(this=_name("begins"), nulls_first=True)]),
        spec=exp.WindowSpec(kind="ROWS", start="1", start_side="FOLLOWING", end="1", end_side="FOLLOWING"),
    ).as_("next_begins")
    ordered = exp.select(*(_name(name) for name in names), _name("ends"), following).from_(rows).subquery("o")
    late = exp.or_(_name("ends").is_(exp.null()), _name("next_begins") < _name("ends"))
    overlapping = exp.and_(_name("next_begins").is_(exp.null()).not_(), late, _any_null(names).not_())
    return exp.select(
        exp.Count(this=exp.Star()),
        _count_where(_any_null(names)),
        _count_where(overlapping),
    ).from_(ordered)


def weights(source: str, keys: Sequence[exp.Expression], weight: exp.Expression) -> Query:
    """Count parents, parents with a NULL key, and parents whose weights do not add to 1."""
    names = [f"k{place}" for place in range(len(keys))]
    parts = [part.as_(name) for part, name in zip(keys, names, strict=True)]
    rows = exp.select(*parts, exp.cast(weight, "double").as_("w")).from_(source_of(source)).subquery("r")
    sums = exp.select(*(_name(name) for name in names), exp.Sum(this=_name("w")).as_("total")).from_(rows)
    sums = sums.group_by(*(_name(name) for name in names))
    total = _name("total")
    off = exp.or_(total.is_(exp.null()), exp.Abs(this=total - 1) > _TOLERANCE)
    wrong = exp.and_(off, _any_null(names).not_())
    return exp.select(
        exp.Count(this=exp.Star()),
        _count_where(_any_null(names)),
        _count_where(wrong),
    ).from_(sums.subquery("g"))


def last_day(source: str, time: exp.Expression) -> Query:
    return exp.select(exp.Max(this=exp.cast(time, "date"))).from_(source_of(source))


def _grouped(source: str, keys: Sequence[exp.Expression]) -> tuple[list[str], Query]:
    names = [f"k{place}" for place in range(len(keys))]
    parts = [part.as_(name) for part, name in zip(keys, names, strict=True)]
    rows = exp.select(*parts).from_(source_of(source)).subquery("r")
    query = exp.select(*(_name(name) for name in names), exp.Count(this=exp.Star()).as_("n")).from_(rows)
    return names, query.group_by(*(_name(name) for name in names))


def _name(name: str) -> exp.Column:
    return exp.column(name)


def _any_null(names: Sequence[str]) -> exp.Condition:
    return exp.or_(*(_name(name).is_(exp.null()) for name in names))


def _count_where(condition: exp.Expr) -> exp.Sum:
    return _sum_where(condition, exp.convert(1))


def _sum_where(condition: exp.Expr, value: exp.Expr) -> exp.Sum:
    return exp.Sum(this=exp.case().when(condition.copy(), value.copy()).else_(0))
