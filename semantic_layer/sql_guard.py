"""Decide whether SQL that a person or a model typed may run, and turn it into what runs instead.

Rule: what is not listed is refused. Text goes in; `Allowed` (a new tree over the visible rows and columns, with
a limit) or `Refused` (rule, place, hint) comes out. The text itself never reaches an engine.

    G1 size and depth     G2 one SELECT          G3 listed node types only   G4 tables of the model
    G5 visible columns    G6 joins on a condition     G7 policed rows, a limit, no comments
    G8 the engine's own parser sees the same tables

A hidden table or column is refused in the same words as one that does not exist.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Literal

import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel, OptimizeError, SqlglotError
from sqlglot.optimizer.qualify import qualify

from semantic_layer.errors import nearest

MAX_CHARACTERS = 20_000
MAX_NODES = 5_000
MAX_STARS = 20  # each is written out as all columns of a table
MAX_ROWS = 100_000

logging.getLogger("sqlglot").setLevel(logging.CRITICAL + 1)  # it prints text that it could not parse

Rule = Literal["G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8"]
RowsOf = Callable[[str], exp.Select | None]
StatementTables = Callable[[str], frozenset[str] | None]


@dataclass(frozen=True)
class Allowed:
    """`sql` is what runs; `tables` are the tables of the model that it reads."""

    tree: exp.Query
    sql: str
    tables: frozenset[str]


@dataclass(frozen=True)
class Refused:
    """`rule` is G1 to G8; `where` names the part of the text, `hint` says what to write instead."""

    rule: Rule
    where: str
    hint: str
    suggestions: tuple[str, ...] = ()


class _Refusal(Exception):
    """Carries a decision out of the depth of a tree; never leaves this module."""

    def __init__(self, rule: Rule, where: str, hint: str, suggestions: tuple[str, ...] = ()) -> None:
        self.decision = Refused(rule, where[:80], hint, suggestions)


def check(
    sql: str,
    *,
    schema: Mapping[str, Mapping[str, str]],
    dialect: str,
    rows_of: RowsOf | None = None,
    withheld: Collection[str] = (),
    statement_tables: StatementTables | None = None,
    max_rows: int = MAX_ROWS,
) -> Allowed | Refused:
    """Return the statement that may run in place of `sql`, or why none may.

    Parameters
    ----------
    schema : mapping
        Table to column to type: only what this user may see. Everything else does not exist.
    dialect : str
        The engine's own (`Engine.dialect`), never a constant.
    rows_of : callable, optional
        Gives the SELECT that stands for a table under the user's policies, or None for all its rows.
    withheld : collection of str
        Tables with a minimum group size: group sizes in free nesting cannot be checked (G7).
    statement_tables : callable, optional
        The engine's second opinion on what was rendered (`Engine.statement_tables`).
    """
    try:
        tree = _one_select(sql, dialect)
        _refuse_unlisted(tree)
        used = _model_tables(tree, {name.casefold(): name for name in schema if schema[name]})
        _refuse_withheld(used, withheld)
        _refuse_odd_joins(tree)
        tree = _qualified(tree, schema, used, dialect)
        _refuse_unlisted(tree)
        _refuse_unbound_columns(tree)
        _refuse_one_sided_joins(tree)
        _put_policed_rows(tree, schema, used, rows_of)
        tree = _limited(tree, max_rows)
        rendered = tree.sql(dialect=dialect, comments=False, pretty=True, unsupported_level=ErrorLevel.RAISE)
        _compare_tables(tree, rendered, statement_tables)
    except _Refusal as refusal:
        return refusal.decision
    except RecursionError:
        return Refused("G1", "nesting", "The statement is nested too deeply. Use WITH to name the steps.")
    except SqlglotError:
        return Refused("G3", "SELECT", "A part of the statement has no exact form for this engine.")
    return Allowed(tree, rendered, frozenset(used.values()))


# --- G1, G2: size and kind -----------------------------------------------------------------------------------


def _one_select(sql: str, dialect: str) -> exp.Query:
    if len(sql) > MAX_CHARACTERS:
        raise _Refusal("G1", f"{len(sql)} characters", f"A statement has at most {MAX_CHARACTERS} characters.")
    try:
        statements = sqlglot.parse(sql, dialect=dialect)
    except SqlglotError:
        raise _Refusal("G2", "syntax", "The text is not one valid SELECT statement.") from None
    if len(statements) != 1 or not isinstance(statements[0], exp.Select | exp.SetOperation):
        raise _Refusal("G2", "statement", "Write exactly one SELECT.")
    if not statements[0].selects:
        raise _Refusal("G2", "SELECT", "Write what to select.")
    if sum(1 for _ in statements[0].walk()) > MAX_NODES or len(list(statements[0].find_all(exp.Star))) > MAX_STARS:
        raise _Refusal("G1", "length", "The statement has too many parts. Ask for one thing at a time.")
    return statements[0]


# --- G3: node types ------------------------------------------------------------------------------------------


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
    for name in _words("BOOLEAN TINYINT SMALLINT INT BIGINT INT128 FLOAT DOUBLE DECIMAL VARCHAR TEXT DATE TIMESTAMP")
)


def _refuse_unlisted(tree: exp.Expr) -> None:
    for node in tree.walk():
        kind = type(node)
        if kind not in _ALLOWED:
            raise _Refusal("G3", _label(node), "This is not part of the SQL that may be typed here.")
        if kind in _PARTS:
            extra = [part for part, value in node.args.items() if value and part not in _PARTS[kind]]
            if extra:
                label = f"{_label(node)} {extra[0].strip('_')}"
                raise _Refusal("G3", label, "This is not part of the SQL that may be typed here.")
        if isinstance(node, exp.Star) and not _stands_for_rows(node):
            raise _Refusal("G3", "*", "A star stands alone after SELECT or in count(*).")
        if isinstance(node, exp.DataType) and node.this not in _CAST_TYPES:
            raise _Refusal("G3", node.sql(), "Cast to a number, text, date or timestamp.")
        if isinstance(node, exp.Limit | exp.Offset) and not _whole_number(node.expression):
            raise _Refusal("G3", _label(node), "LIMIT and OFFSET take a whole number.")


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


# --- G4: tables ----------------------------------------------------------------------------------------------


def _model_tables(tree: exp.Query, known: Mapping[str, str]) -> dict[str, str]:
    """Return the tables of the model that the tree reads: name as typed, folded, to name in the model."""
    for cte in tree.find_all(exp.CTE):
        if cte.alias.casefold() in known:
            raise _Refusal("G4", cte.alias, "A step in WITH needs a name that no table has.")
    used = {}
    for table in _stored_tables(tree):
        name = table.name
        if table.parts != [table.this] or not isinstance(table.this, exp.Identifier):
            raise _Refusal("G4", table.sql(), "Name tables alone, without catalog or schema.")
        if name.casefold() not in known:
            found = nearest(name, known.values())
            raise _Refusal("G4", name, "There is no such table.", found)
        used[name.casefold()] = known[name.casefold()]
    return used


def _stored_tables(tree: exp.Expr) -> list[exp.Table]:
    """Return the tables that are not references to a WITH step in whose scope they stand."""
    return [table for table in tree.find_all(exp.Table) if not _names_step(table)]


def _names_step(table: exp.Table) -> bool:
    if len(table.parts) > 1:
        return False
    name, child, node = table.name.casefold(), table, table.parent
    inside: exp.Expr = child
    while node is not None:
        if isinstance(node, exp.With):
            steps = node.expressions[: _position(node.expressions, inside)]
        else:
            with_ = node.args.get("with_")
            steps = with_.expressions if with_ is not None and with_ is not inside else []
        if any(step.alias.casefold() == name for step in steps):
            return True
        inside, node = node, node.parent
    return False


def _position(nodes: list[exp.Expr], wanted: exp.Expr) -> int:
    return next(index for index, node in enumerate(nodes) if node is wanted)


# --- G5: columns ---------------------------------------------------------------------------------------------


def _qualified(
    tree: exp.Query, schema: Mapping[str, Mapping[str, str]], used: Mapping[str, str], dialect: str
) -> exp.Query:
    """Bind every column to a visible column of its table and write out ``*``."""
    names = _named_outputs(tree, dialect)
    visible: dict[str, object] = {name: dict.fromkeys(schema[used[name]], "VARCHAR") for name in used}
    try:
        bound = qualify(tree, schema=visible, dialect=dialect)
    except OptimizeError as error:
        found = re.search(r"[Cc]olumn '\"?([^'\"]*)", str(error))
        name = found[1] if found else "column"
        columns = {column for table in used.values() for column in schema[table]}
        raise _Refusal("G5", name, "There is no such column, or it is ambiguous.", nearest(name, columns)) from None
    if not isinstance(bound, exp.Select | exp.SetOperation):
        raise _Refusal("G5", "SELECT", "The statement could not be bound to the tables.")
    _keep_spelling(bound, names)
    return bound


def _named_outputs(tree: exp.Query, dialect: str) -> list[str]:
    """Name each computed column after its text, and return all names as typed; none where ``*`` stands."""
    if not isinstance(tree, exp.Select) or tree.is_star:
        return []
    for column in tree.selects:
        if not isinstance(column, exp.Alias | exp.Column):
            text = column.sql(dialect=dialect, comments=False)
            column.replace(exp.alias_(column.copy(), text, quoted=True))
    return tree.named_selects


def _keep_spelling(tree: exp.Query, names: list[str]) -> None:
    """Give the columns back the capitals that were typed; binding folds them."""
    typed = {name.casefold(): exp.to_identifier(name, quoted=True) for name in names}
    for column in tree.selects:
        if isinstance(column, exp.Alias) and column.alias.casefold() in typed:
            column.set("alias", typed[column.alias.casefold()].copy())
    order = tree.args.get("order")
    for column in order.find_all(exp.Column) if order else ():
        if not column.table and column.name.casefold() in typed:
            column.set("this", typed[column.name.casefold()].copy())


def _refuse_unbound_columns(tree: exp.Expr) -> None:
    for column in tree.find_all(exp.Column):
        if not column.table and not _is_output_name(column):
            raise _Refusal("G5", column.name, "There is no such column, or it is ambiguous.")


def _is_output_name(column: exp.Column) -> bool:
    """True for a name in ORDER BY that is an output column of the same query."""
    order = column.find_ancestor(exp.Order)
    query = order.parent if order else None
    return isinstance(query, exp.Select | exp.SetOperation) and column.name.casefold() in map(
        str.casefold, query.named_selects
    )


# --- G6: joins -----------------------------------------------------------------------------------------------


def _refuse_odd_joins(tree: exp.Expr) -> None:
    for join in tree.find_all(exp.Join):
        if join.method or join.kind not in ("", "INNER", "OUTER"):
            raise _Refusal("G6", f"{join.method or join.kind} JOIN", "Use JOIN … ON, or LEFT JOIN … ON.")
        if not join.args.get("on") and not join.args.get("using"):
            raise _Refusal("G6", "JOIN", "Every join needs a condition: JOIN … ON a.key = b.key.")


def _refuse_one_sided_joins(tree: exp.Expr) -> None:
    """A condition that does not compare two tables (ON TRUE) is no condition."""
    for join in tree.find_all(exp.Join):
        condition = join.args.get("on")
        tables = {column.table for column in condition.find_all(exp.Column)} if condition else set()
        if len(tables) < 2:
            raise _Refusal("G6", "JOIN", "The condition of a join compares columns of both tables.")


# --- G7: what runs -------------------------------------------------------------------------------------------


def _refuse_withheld(used: Mapping[str, str], withheld: Collection[str]) -> None:
    for table in used.values():
        if table in withheld:
            raise _Refusal("G7", table, "This table is shown in groups of a minimum size only. Ask for metrics.")


def _put_policed_rows(
    tree: exp.Query, schema: Mapping[str, Mapping[str, str]], used: Mapping[str, str], rows_of: RowsOf | None
) -> None:
    """Replace each table by its visible rows and columns, so that nothing else is in reach of the statement."""
    rows: dict[str, exp.Select] = {}
    for folded, name in used.items():
        policed = rows_of(name) if rows_of else None
        rows[folded] = policed if policed is not None else _visible_columns(name, schema[name])
    _rename_steps(tree, {table.name.casefold() for select in rows.values() for table in select.find_all(exp.Table)})
    for table in _stored_tables(tree):
        table.replace(exp.Subquery(this=rows[table.name.casefold()].copy(), alias=table.args["alias"].copy()))


def _rename_steps(tree: exp.Query, taken: Collection[str]) -> None:
    """Rename WITH steps that have the name of a table which policies read: a step must not take its place."""
    steps = list(tree.find_all(exp.CTE))
    references = [table for table in tree.find_all(exp.Table) if _names_step(table)]
    names = {step.alias.casefold() for step in steps}
    for name in sorted(names & set(taken)):
        fresh = next(
            f"{name}_{n}" for n in range(2, len(names) + len(taken) + 3) if f"{name}_{n}" not in names | set(taken)
        )
        for step in steps:
            if step.alias.casefold() == name:
                step.args["alias"].set("this", exp.to_identifier(fresh, quoted=True))
        for table in references:
            if table.name.casefold() == name:
                table.set("this", exp.to_identifier(fresh, quoted=True))


def _visible_columns(table: str, columns: Collection[str]) -> exp.Select:
    selected = [exp.column(column, quoted=True) for column in columns]
    return exp.select(*selected).from_(exp.table_(table, quoted=True))


def _limited(tree: exp.Query, max_rows: int) -> exp.Query:
    """Cap the rows at one more than is shown, so that a cut result is known to be cut."""
    limit = tree.args.get("limit")
    wanted = int(limit.expression.name) if limit else max_rows + 1
    return tree.limit(min(wanted, max_rows + 1), copy=False)


# --- G8: second opinion --------------------------------------------------------------------------------------


def _compare_tables(tree: exp.Query, rendered: str, statement_tables: StatementTables | None) -> None:
    if statement_tables is None:
        return
    ours = {".".join(part.name for part in table.parts).casefold() for table in _stored_tables(tree)}
    theirs = statement_tables(rendered)
    if theirs is None or {name.casefold() for name in theirs} != ours:
        raise _Refusal("G8", "FROM", "The engine reads this statement differently. Write it more plainly.")
