"""The small SQL in which a model is written: one scalar expression, parsed once.

Rule: an expression computes one value from the columns of one row. It holds columns, literals, arithmetic,
comparison, boolean logic, CASE, CAST, IN, BETWEEN, LIKE, IS NULL and the functions listed here; an aggregate, a
window, a sub-query, a star, a second statement or any other function is refused. What is accepted means the same
on every supported engine.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import SqlglotError

from semantic_layer.errors import SemanticLayerError, nearest
from semantic_layer.sql_size import TooDeep, ensure_parsable

DIALECT = "duckdb"
MAX_CHARACTERS = 10_000
_PLAIN_NAME = re.compile(r"[^\W\d]\w*")
_KEYWORDS = frozenset(word.split(" ")[0] for word in DuckDB.Tokenizer.KEYWORDS)
_NOT_NAMES = frozenset({"TRUE", "FALSE", "NULL", "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP", "CASE", "NOT"})

_OPERATORS: frozenset[type[exp.Expr]] = frozenset(
    {
        exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Paren, exp.Var,
        exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.Neg,
        exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.NullSafeEQ, exp.NullSafeNEQ,
        exp.And, exp.Or, exp.Not, exp.Is, exp.In, exp.Between, exp.Like, exp.ILike, exp.Escape,
        exp.Case, exp.If, exp.Cast, exp.DataType, exp.DataTypeParam,
    }
)  # fmt: skip
_FUNCTIONS: Mapping[type[exp.Expr], str] = {
    exp.Abs: "abs", exp.Ceil: "ceil", exp.Floor: "floor", exp.Round: "round", exp.Sqrt: "sqrt", exp.Ln: "ln",
    exp.Exp: "exp", exp.Pow: "power", exp.Greatest: "greatest", exp.Least: "least",
    exp.Coalesce: "coalesce", exp.Nullif: "nullif",
    exp.Lower: "lower", exp.Upper: "upper", exp.Length: "length", exp.Trim: "trim", exp.Substring: "substr",
    exp.Left: "left", exp.Right: "right", exp.Replace: "replace", exp.Concat: "concat", exp.DPipe: "||",
    exp.StartsWith: "starts_with",
    exp.Extract: "extract", exp.Year: "year", exp.Quarter: "quarter", exp.Month: "month", exp.Day: "day",
    exp.TimestampTrunc: "date_trunc", exp.DateTrunc: "date_trunc", exp.DateDiff: "date_diff",
}  # fmt: skip
_OF_ROLE_ATTRIBUTES: frozenset[type[exp.Expr]] = frozenset({exp.Placeholder, exp.Dot})
FUNCTIONS = tuple(sorted(set(_FUNCTIONS.values())))
_PARTS = ("YEAR", "QUARTER", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND", "ISODOW", "WEEK")
_TYPES = frozenset(
    {
        exp.DType.INT, exp.DType.BIGINT, exp.DType.SMALLINT, exp.DType.DOUBLE, exp.DType.FLOAT, exp.DType.DECIMAL,
        exp.DType.VARCHAR, exp.DType.TEXT, exp.DType.DATE, exp.DType.TIMESTAMP, exp.DType.TIMESTAMPNTZ,
        exp.DType.BOOLEAN,
    }
)  # fmt: skip


class ExpressionError(SemanticLayerError):
    """An expression of the model is outside the subset; `rule` says why, `remedy` what to write."""

    code = "expression_error"

    def __init__(self, rule: str, remedy: str) -> None:
        self.rule = rule
        self.remedy = remedy
        super().__init__(f"{rule} {remedy}", rule=rule, remedy=remedy)


@dataclass(frozen=True)
class Name:
    """A name in an expression: `amount`, or `order.status` with its prefix."""

    column: str
    prefix: str = ""

    def __str__(self) -> str:
        return f"{self.prefix}.{self.column}" if self.prefix else self.column


def parse(text: str) -> exp.Expression:
    """Return the tree of `text`: a fresh copy, so that a caller may put it into a statement.

    Raises
    ------
    ExpressionError
        If the text is not one scalar expression of the subset.

    Examples
    --------
    >>> parse("coalesce(amount, 0) * 2").sql("duckdb")
    'COALESCE(amount, 0) * 2'
    >>> parse("sum(amount)")
    Traceback (most recent call last):
        ...
    semantic_layer.expressions.ExpressionError: 'SUM(amount)' is an aggregate. ...
    """
    return _parsed(text, False).copy()


def parse_rows(text: str) -> exp.Expression:
    """Return the tree of a policy's row predicate, which may also read `:who.attribute`.

    An attribute is a `Dot` of the placeholder `who` and the attribute's name.

    Examples
    --------
    >>> parse_rows("region = :who.region").sql("duckdb")
    'region = $who.region'
    """
    return _parsed(text, True).copy()


@lru_cache(maxsize=8192)
def names(text: str, *, rows: bool = False) -> tuple[Name, ...]:
    """Return the different names of an accepted expression, in the order of writing.

    Examples
    --------
    >>> [str(name) for name in names("order.status = 'x' and amount > 1")]
    ['order.status', 'amount']
    """
    found = (Name(column.name, column.table) for column in _parsed(text, rows).find_all(exp.Column, bfs=False))
    return tuple(dict.fromkeys(found))


def attributes(text: str) -> tuple[str, ...]:
    """Return the attributes of the asking person that a row predicate reads.

    Examples
    --------
    >>> attributes("region = :who.region or :who.region is null")
    ('region',)
    """
    return tuple(dict.fromkeys(dot.expression.name for dot in _parsed(text, True).find_all(exp.Dot, bfs=False)))


def is_name(text: str) -> bool:
    """Say whether `text` can name an object of a model: letters of any script, digits, underscores."""
    return _PLAIN_NAME.fullmatch(text) is not None


def column_expression(name: str) -> str:
    """Return the expression that is the column `name`, which may hold blanks."""
    return name if is_name(name) else f'"{name}"'


@lru_cache(maxsize=8192)
def _parsed(text: str, rows: bool) -> exp.Expression:
    if _PLAIN_NAME.fullmatch(text) and text.upper() not in _NOT_NAMES:
        # Most expressions are one column. Quoting keeps columns such as "order" apart from keywords.
        return exp.column(exp.to_identifier(text, quoted=text.upper() in _KEYWORDS))
    if not text.strip():
        raise ExpressionError("The expression is empty.", "Write a column or an expression, or remove the key.")
    if len(text) > MAX_CHARACTERS:
        raise ExpressionError(f"The expression is longer than {MAX_CHARACTERS} characters.", "Put it into a view.")
    try:
        tree = sqlglot.parse_one(ensure_parsable(text, DIALECT), read=DIALECT, into=exp.Condition)
    except TooDeep as error:
        raise ExpressionError("The expression is nested too deeply.", "Put it into a view.") from error
    except SqlglotError as error:
        raise ExpressionError(f"{text!r} is not one SQL expression.", "Write it without statements.") from error
    except RecursionError as error:
        raise ExpressionError("The expression is nested too deeply.", "Put it into a view.") from error
    if not isinstance(tree, exp.Expression) or isinstance(tree, exp.Block):
        raise ExpressionError(f"{text!r} is not one SQL expression.", "Write it without statements.")
    for node in tree.walk(bfs=False):
        _check(node, rows)
    return tree


def _check(node: exp.Expr, rows: bool) -> None:
    kind = type(node)
    if rows and kind in _OF_ROLE_ATTRIBUTES:
        _check_attribute(node)
    elif kind not in _OPERATORS and kind not in _FUNCTIONS:
        _refuse(node)
    match node:
        case exp.Column():
            if node.db or len(node.parts) > 2:
                raise ExpressionError(f"'{_text(node)}' has too many dots.", "Write column or entity.dimension.")
        case exp.In():
            if node.args.get("query") or node.args.get("unnest"):
                _refuse(node)
        case exp.Extract() | exp.TimestampTrunc() | exp.DateTrunc():
            part = (node.this if isinstance(node, exp.Extract) else node.args["unit"]).name.upper()
            if part not in _PARTS:
                raise ExpressionError(f"{part.lower()!r} is no part of a date.", f"Use one of {', '.join(_PARTS)}.")
        case exp.DateDiff():
            if node.text("unit").upper() not in ("DAY", "SECOND"):
                # Engines disagree on months (boundaries or whole months); days and seconds are portable.
                raise ExpressionError("date_diff counts days or seconds only.", "Write date_diff('day', a, b).")
        case exp.DataType():
            if node.this not in _TYPES:
                remedy = "Use INT, BIGINT, DOUBLE, DECIMAL(p, s), VARCHAR, DATE, TIMESTAMP or BOOLEAN."
                raise ExpressionError(f"CAST to {_text(node)} is not supported.", remedy)


def _check_attribute(node: exp.Expr) -> None:
    placeholder = node.this if isinstance(node, exp.Dot) else node
    outside = isinstance(node, exp.Placeholder) and not isinstance(node.parent, exp.Dot)
    if outside or not isinstance(placeholder, exp.Placeholder) or placeholder.name != "who":
        raise ExpressionError(f"{_text(node)!r} is no attribute of the person.", "Write :who.attribute.")


def _refuse(node: exp.Expr) -> None:
    text = _text(node)
    if isinstance(node, exp.AggFunc):
        raise ExpressionError(f"{text!r} is an aggregate.", "Write the plain expression; `agg` aggregates it.")
    if isinstance(node, exp.Query | exp.Subquery | exp.In | exp.Exists):
        raise ExpressionError(f"{text!r} is a sub-query.", "Make it a dataset with an entity of its own.")
    if isinstance(node, exp.Window):
        raise ExpressionError(f"{text!r} is a window function.", "Use a cumulative or nested metric.")
    if isinstance(node, exp.Placeholder | exp.Parameter):
        raise ExpressionError(f"{text!r} is a parameter.", "Only the rows of a policy may read :who.attribute.")
    if isinstance(node, exp.Func):
        name = (node.name if isinstance(node, exp.Anonymous) else node.sql_name()).lower()
        near = nearest(name, FUNCTIONS, n=1)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        raise ExpressionError(f"The function {name!r} is not in the subset.", f"{hint}Listed: {', '.join(FUNCTIONS)}.")
    raise ExpressionError(f"{text!r} is not in the expression subset.", "Put it into a view and name its column.")


def _text(node: exp.Expr) -> str:
    return node.sql(DIALECT, comments=False)


def unknown(text: str, known: Collection[str]) -> tuple[Name, ...]:
    """Return the names of `text` that are not in `known`.

    Examples
    --------
    >>> [str(name) for name in unknown("a + b", {"a"})]
    ['b']
    """
    return tuple(name for name in names(text) if str(name) not in known)
