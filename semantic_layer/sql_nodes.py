"""G3: the parts of SQL that may be typed.

Rule: a node of the syntax tree is on the list, carries only the parts that are listed for it, and every text in it is
an identifier or a string (both are written in quotes), a number, a unit of time or a word of the grammar. Whatever is
written without quotes is one of a few known words: a text that is copied as it stands would be SQL of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlglot import exp

from semantic_layer.sql_decision import Refusal


def _types(names: str) -> frozenset[type[exp.Expr]]:
    return frozenset(getattr(exp, name) for name in names.split())


_ALLOWED = _types(
    # the frame of a query
    "Select From Where Group Having Order Ordered Limit Offset Join With CTE Table TableAlias Alias Subquery "
    "Union Except Intersect Distinct Identifier Column Star Literal Boolean Null Paren Tuple Interval Var "
    "DataType DataTypeParam Window WindowSpec Filter Exists WithinGroup IgnoreNulls "
    # operators
    "And Or Not EQ NEQ GT GTE LT LTE Is NullSafeEQ NullSafeNEQ Between In Like ILike Escape Add Sub Mul Div "
    "IntDiv Mod Neg DPipe Case If Coalesce Nullif Cast TryCast Greatest Least "
    # aggregates and windows
    "Count CountIf Sum Avg Min Max Stddev StddevPop StddevSamp Variance VariancePop Corr CovarPop CovarSamp "
    "Median PercentileCont PercentileDisc Mode AnyValue ApproxDistinct ArgMax ArgMin LogicalAnd LogicalOr "
    "RowNumber Rank DenseRank Ntile Lag Lead FirstValue LastValue PercentRank CumeDist "
    # numbers and text; what could build huge texts (repeat, lpad) is not here
    "Abs Ceil Floor Round Sqrt Ln Log Exp Pow Sign Upper Lower Trim Length Substring Left Right Concat Replace "
    "StrPosition StartsWith EndsWith Contains RegexpLike "
    # dates; nothing here reads the clock, an answer depends on the data alone
    "Year Quarter Month Week WeekOfYear Day DayOfWeek DayOfWeekIso DayOfMonth DayOfYear Hour Minute Dayname "
    "Monthname Extract TimestampTrunc DateTrunc DateDiff DateAdd DateSub LastDay DateFromParts TimeToStr"
)


def _words(names: str) -> frozenset[str]:
    return frozenset(names.split())


# Where a node can carry more than is wanted (a lock, a sample, a recursive WITH), the parts that may be set.
_PARTS: Mapping[type[exp.Expr], frozenset[str]] = {
    exp.Select: _words("expressions from_ joins where group having order limit offset distinct with_"),
    exp.Union: _words("this expression distinct order limit offset with_"),
    exp.Except: _words("this expression distinct order limit offset with_"),
    exp.Intersect: _words("this expression distinct order limit offset with_"),
    exp.Subquery: _words("this alias"),
    exp.Table: _words("this alias db catalog"),  # so that G4 answers for a catalog
    exp.TableAlias: _words("this columns"),
    exp.Join: _words("this on using side kind method"),
    exp.With: _words("expressions"),
    exp.CTE: _words("this alias"),
    exp.Star: _words(""),
    exp.Group: _words("expressions"),
    exp.Order: _words("expressions"),
    exp.Ordered: _words("this desc nulls_first"),
    exp.Limit: _words("expression"),
    exp.Offset: _words("expression"),
    exp.Distinct: _words("expressions"),
    exp.In: _words("this expressions query"),
    exp.Window: _words("this partition_by order spec over"),
    exp.WindowSpec: _words("kind start start_side end end_side"),
    exp.Column: _words("this table"),
    exp.Cast: _words("this to"),
    exp.TryCast: _words("this to safe requires_string"),
    exp.DataType: _words("this expressions nested"),
}

_CAST_TYPES = frozenset(
    exp.DataType.Type[name]
    for name in _words(
        "BOOLEAN TINYINT SMALLINT INT BIGINT INT128 FLOAT DOUBLE DECIMAL VARCHAR TEXT DATE TIMESTAMP TIMESTAMPNTZ"
    )
)


_UNITS = _words(
    "YEAR QUARTER MONTH WEEK DAY HOUR MINUTE SECOND MILLISECOND MICROSECOND DECADE CENTURY MILLENNIUM EPOCH "
    "DOW ISODOW DOY DAYOFWEEK DAYOFYEAR WEEKDAY ISOYEAR WEEKOFYEAR YEARWEEK "
    "YEARS QUARTERS MONTHS WEEKS DAYS HOURS MINUTES SECONDS MILLISECONDS MICROSECONDS"
)
_GRAMMAR = {"", "CURRENT ROW"} | _words(
    "LEFT RIGHT FULL INNER OUTER CROSS NATURAL POSITIONAL ASOF SEMI ANTI "  # of which G6 takes some
    "ROWS RANGE GROUPS UNBOUNDED PRECEDING FOLLOWING OVER"
)
_NUMBER = re.compile(r"[0-9]{0,60}(\.[0-9]{0,60})?([eE][-+]?[0-9]{1,4})?")
_QUOTED = (exp.Identifier, exp.Literal)
_NOT_HERE = "This is not part of the SQL that may be typed here."


def refuse_unlisted(tree: exp.Expr) -> None:
    """Raise a `Refusal` at the first node, or part of a node, that is not on the list."""
    for node in tree.walk():
        kind = type(node)
        if kind not in _ALLOWED:
            raise Refusal("G3", _label(node), _NOT_HERE)
        if kind in _PARTS:
            extra = [part for part, value in node.args.items() if value and part not in _PARTS[kind]]
            if extra:
                raise Refusal("G3", f"{_label(node)} {extra[0].strip('_')}", _NOT_HERE)
        _refuse_strange_words(node)
        if isinstance(node, exp.Star) and not _stands_for_rows(node):
            raise Refusal("G3", "*", "A star stands alone after SELECT or in count(*).")
        if isinstance(node, exp.DataType) and node.this not in _CAST_TYPES:
            raise Refusal("G3", node.sql(), "Cast to a number, text, date or timestamp.")
        if isinstance(node, exp.Limit | exp.Offset) and not _whole_number(node.expression):
            raise Refusal("G3", _label(node), "LIMIT and OFFSET take a whole number.")
        if isinstance(node, exp.DataTypeParam) and not _whole_number(node.this):
            raise Refusal("G3", "type", "The size of a type is a whole number.")


def _refuse_strange_words(node: exp.Expr) -> None:
    """Texts outside quotes are copied into the statement that runs: only numbers, units and words of the grammar."""
    if isinstance(node, exp.Var):
        if node.name.upper() not in _UNITS:
            raise Refusal("G3", node.name, "This is no unit of time. Use year, quarter, month, week, day or hour.")
    elif isinstance(node, exp.Literal) and not node.is_string:
        if not _NUMBER.fullmatch(node.name):
            raise Refusal("G3", node.name, "Write numbers in digits.")
    elif not isinstance(node, _QUOTED):
        for value in node.args.values():
            if isinstance(value, str) and value.upper() not in _GRAMMAR:
                raise Refusal("G3", value, _NOT_HERE)


def _stands_for_rows(star: exp.Star) -> bool:
    """True for ``SELECT *``, ``SELECT o.*`` and ``count(*)``; elsewhere a star is a whole row as one value."""
    parent = star.parent
    if isinstance(parent, exp.Column):
        return isinstance(parent.parent, exp.Select) and parent.arg_key == "expressions"
    return isinstance(parent, exp.Count) or (isinstance(parent, exp.Select) and star.arg_key == "expressions")


def _label(node: exp.Expr) -> str:
    return node.name if isinstance(node, exp.Anonymous) else type(node).__name__


def _whole_number(node: exp.Expr | None) -> bool:
    return isinstance(node, exp.Literal) and not node.is_string and node.name.isdigit()
