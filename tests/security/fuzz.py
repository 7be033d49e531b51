"""Statements grown at random, in the direction of trouble.

Three sources: sentences of a small grammar that mixes visible, hidden and foreign names with functions; any node type
of SQLGlot, filled with random parts and written out; and allowed statements, bent in one place. The same seed gives the
same statements.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from typing import TypeVar

import duckdb
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

T = TypeVar("T")
MISFITS = (SqlglotError, ValueError, TypeError, AttributeError, NameError, LookupError, AssertionError, RecursionError)

# What a person may name, and what is added where a statement turns foul.
COLUMNS = {
    "orders": ("customer_id", "order_id", "amount", "order_date", "状态", "amount"),
    "customers": ("customer_id", "city", "region"),
    "both": ("o.customer_id", "c.customer_id", "order_id", "o.amount", "c.city", "region", "状态"),
}
FOUL_COLUMNS = (
    "email",
    "phone",
    "note",
    "token",
    "rowid",
    "(o).email",
    "columns('.*')",
    "c['email']",
    "o",
    "$1",
    "x -> x",
)
TABLES = ("orders", "customers")
FOUL_TABLES = (
    "x", "secrets", "everything", "runs.seg", "private.tokens", "'neighbour.csv'", "data.main.secrets", "tokens", "seg",
    "duckdb_settings()", "orders tablesample 10%", "query('select * from secrets')",
)  # fmt: skip
ALIASES = ("o", "c", "orders", "customers")
FOUL_ALIASES = ("x", "secrets", "email", "o(email, note)", "orders(a, b, c, d, e, f)")
LITERALS = ("1", "0", "-3", "2.5", "'x'", "'2026-01-01'", "NULL", "true", "'%Y-%m'", "'year'")
FOUL_LITERALS = (
    "'neighbour.csv'",
    "''",
    "e'\\x27'",
    "x'00'",
    "[1, 2]",
    "{'a': 1}",
    "*",
    "o.*",
    "$$x$$",
    "1e999",
    "'a' 'b'",
)
OPERATORS = ("=", "<>", "<", ">=", "+", "-", "*", "/", "%", "||", "//", "and", "or", "is distinct from")
FOUL_OPERATORS = (
    "is", "like", "ilike", "in", "similar to", "->", "->>", "::", "**", "^", "&", "<<", "glob", "~", "@>", "!~", "=>",
)  # fmt: skip
TYPES = ("int", "varchar", "double", "date", "timestamp", "decimal(10, 2)", "hugeint", "boolean")
FOUL_TYPES = (
    "json", "blob", "int[]", "struct(a int)", "uuid", "interval", "orders", '"x y"', "enum('a')", "timestamptz",
    "decimal('x')", "varchar(10)",
)  # fmt: skip
UNITS = ("year", "month", "day", "hour", "quarter")
FOUL_UNITS = (
    '"year"',
    '"year from x) --"',
    "foo",
    "'month'",
    "epoch",
    '"day from order_date), (select max(email) from c"',
)
ONE = (
    "sum",
    "count",
    "max",
    "min",
    "avg",
    "upper",
    "length",
    "round",
    "median",
    "year",
    "abs",
    "any_value",
    "mode",
    "lower",
)
TWO = ("coalesce", "concat", "nullif", "greatest", "left", "arg_max", "round", "starts_with", "contains")
ALLOWED = (
    "select count(*) from orders",
    "select customer_id, sum(amount) as total from orders group by customer_id order by total desc limit 3",
    "select c.city, count(o.order_id) from customers c left join orders o on o.customer_id = c.customer_id group by 1",
    "with m as (select date_trunc('month', order_date) as month, amount from orders) select month, sum(amount) from m "
    "group by month",
    "select order_id from orders where amount = (select max(amount) from orders)",
    "select city from customers where exists (select 1 from orders where orders.customer_id = customers.customer_id)",
    "select sum(amount) filter (where amount > 0), round(avg(amount), 2) from orders",
    "select order_id, row_number() over (partition by customer_id order by amount desc) as n from orders",
    "select extract(year from order_date), 状态, count(*) from orders group by 1, 2",
    "select customer_id from orders union all select customer_id from customers order by 1",
    "select * from customers order by customer_id",
    "select case when amount > 0 then 'up' else 'down' end as way, count(*) from orders group by 1",
    "select cast(order_date + interval 1 day as date), strftime(order_date, '%Y-%m') from orders",
    "select x.city from (select city, customer_id from customers) x join orders o using (customer_id)",
)


def functions() -> list[str]:
    """Every name that the installed DuckDB calls a function."""
    with duckdb.connect() as connection:
        found = connection.execute("SELECT DISTINCT function_name FROM duckdb_functions() ORDER BY 1").fetchall()
    return [name for (name,) in found]


def node_types() -> list[type[exp.Expr]]:
    """Every type of node that SQLGlot can build."""
    found, waiting = set(), [exp.Expression]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            if kind not in found:
                found.add(kind)
                waiting.append(kind)
    return sorted(found, key=lambda kind: kind.__name__)


class Grower:
    """Grows statements from one seed. `foul` is the share of parts that are out of place, drawn for each statement."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.functions, self.nodes = functions(), node_types()
        self.foul, self.here = 0.0, COLUMNS["orders"]

    def statements(self, count: int) -> Iterator[str]:
        for _ in range(count):
            self.foul = self.one(0.0, 0.03, 0.1, 0.3)
            yield self.random.choices((self.sentence, self.from_nodes, self.bent, self.torn), (5, 3, 4, 1))[0]()

    def one(self, *choices: T) -> T:
        return self.random.choice(choices)

    def mix(self, clean: tuple[str, ...], foul: tuple[str, ...]) -> str:
        return self.random.choice(foul if self.random.random() < self.foul else clean)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    # --- a grammar -------------------------------------------------------------------------------------------

    def sentence(self) -> str:
        steps = self.steps() if self.chance(0.15) else ""
        return steps + self.select(2) + self.mix(("",), ("; select 1", " for update", " -- x", ";"))

    def steps(self) -> str:
        name = self.mix(("x", "y"), ("secrets", "orders", "recursive x"))
        return f"with {name}{self.mix(('',), ('(email)', '(a, b)'))} as ({self.select(1)}) "

    def select(self, depth: int) -> str:
        outer, (source, self.here) = self.here, self.source(depth)
        is_grouped = self.chance(0.2)
        values = ", ".join(self.value(depth) for _ in range(self.random.randint(1, 3)))
        text = f"select {self.one('', '', 'distinct ')}{values} from {source}"
        if self.chance(0.4):
            text += f" where {self.condition(depth)}"
        if is_grouped:
            text += f" group by {self.one('1', self.column())}"
        if self.chance(self.foul):
            text += self.one(" qualify true", " group by all", " window w as ()", " using sample 1")
        if self.chance(0.2):
            text += f" order by {self.one('1', self.value(0))}{self.one('', ' desc', ' nulls last')}"
        if self.chance(0.1):
            text += self.mix((" limit 2", " limit 99999999", " limit 3 offset 1"), (" limit 50%", " limit (select 1)"))
        if depth and self.chance(0.1):
            text += f" {self.one('union', 'union all', 'except', 'intersect')} {self.select(depth - 1)}"
        self.here = outer
        return text

    def source(self, depth: int) -> tuple[str, tuple[str, ...]]:
        """The text after FROM, and the columns that can be named over it."""
        draw = self.random.random()
        if self.chance(self.foul):
            alias = self.one("", f" {self.mix(ALIASES, FOUL_ALIASES)}")
            return self.mix(TABLES, FOUL_TABLES) + alias, self.random.choice(tuple(COLUMNS.values()))
        if self.chance(self.foul / 3):
            return f"{self.random.choice(self.functions)}({self.value(0)})", COLUMNS["orders"]
        if draw < 0.25:
            kind = self.mix(
                ("join", "left join", "full join", "right join"),
                ("cross join", "asof join", "natural join", ",", "semi join", "positional join", "anti join"),
            )
            on = self.mix(
                (" using (customer_id)", " on o.customer_id = c.customer_id"), (" on true", "", " on o.note = 1")
            )
            return f"orders o {kind} customers c{on}", COLUMNS["both"]
        table = self.one(*TABLES)
        if depth and draw < 0.4:
            return f"(select * from {table}) t", COLUMNS[table]
        return table, COLUMNS[table]

    def condition(self, depth: int) -> str:
        draw = self.random.random()
        if draw < 0.2:
            return (
                f"customer_id in (select customer_id from {self.one(*TABLES)})"
                if depth
                else f"{self.column()} in (1, 2)"
            )
        if draw < 0.25:
            return f"{self.value(depth)} in ({self.select(0)})" if depth else f"{self.column()} in (1, 2)"
        if draw < 0.3:
            return f"exists ({self.select(max(depth - 1, 0))})"
        if draw < 0.4:
            return f"{self.column()} between {self.value(0)} and {self.value(0)}"
        return f"{self.value(depth)} {self.one('=', '<', '>', '<>')} {self.value(depth)}"

    def value(self, depth: int) -> str:
        draw = self.random.random()
        if depth <= 0 or draw < 0.4:
            return self.column() if self.chance(0.75) else self.mix(LITERALS, FOUL_LITERALS)
        inner = depth - 1
        if draw < 0.62:
            return self.call(inner)
        if draw < 0.76:
            return f"({self.value(inner)} {self.mix(OPERATORS, FOUL_OPERATORS)} {self.value(inner)})"
        if draw < 0.82:
            return f"{self.one('cast', 'try_cast')}({self.value(inner)} as {self.mix(TYPES, FOUL_TYPES)})"
        if draw < 0.86:
            return f"(select {self.one('max', 'min', 'count')}({self.column()}) from {self.one(*TABLES)})"
        if draw < 0.9:
            return f"extract({self.mix(UNITS, FOUL_UNITS)} from {self.one('order_date', self.value(inner))})"
        if draw < 0.95:
            return f"case when {self.condition(inner)} then {self.value(inner)} else {self.value(inner)} end"
        if draw < 0.98:
            return f"order_date + interval {self.one('1', self.value(0))} {self.mix(UNITS, FOUL_UNITS)}"
        return self.mix(("NULL",), (f"array({self.select(0)})", f"({self.select(0)})", "any(select 1)"))

    def call(self, inner: int) -> str:
        if self.chance(self.foul):
            given = ", ".join(self.value(inner) for _ in range(self.random.randint(0, 3)))
            return f"{self.random.choice(self.functions)}({given})"
        if self.chance(0.3):
            return f"{self.one(*TWO)}({self.value(inner)}, {self.value(inner)})"
        over = self.one("", "", "", " over (order by 1)", " over (partition by customer_id)", " filter (where true)")
        return f"{self.one(*ONE)}({self.value(inner)}){over}"

    def column(self) -> str:
        return self.mix(self.here, FOUL_COLUMNS)

    # --- any node --------------------------------------------------------------------------------------------

    def from_nodes(self) -> str:
        for _ in range(20):
            with suppress(*MISFITS):  # parts that do not fit cannot be written out
                tree = exp.select(self.node(2)).from_(self.one("orders", "customers"))
                if self.chance(0.4):
                    tree = tree.where(self.node(2))
                return tree.sql(dialect="duckdb")
        return "select 1 from secrets"

    def node(self, depth: int) -> exp.Expr:
        if depth == 0:
            return self.random.choice((
                exp.column(self.column()), exp.column(self.one(*COLUMNS["orders"])), exp.Literal.number(1),
                exp.Literal.string("x"), exp.null(), exp.Star(), exp.Var(this=self.mix(UNITS, FOUL_UNITS)),
                exp.to_identifier(self.one(*COLUMNS["orders"])), exp.to_table("secrets"),
            ))  # fmt: skip
        kind = self.random.choice(self.nodes)
        given: dict[str, object] = {}
        for part, is_needed in kind.arg_types.items():
            if is_needed or self.chance(0.1):
                made = self.node(depth - 1 if self.chance(0.5) else 0)
                given[part] = [made] if part in ("expressions", "joins", "columns", "ifs") else made
        return kind(**given)

    # --- an allowed statement, bent ----------------------------------------------------------------------------

    def bent(self) -> str:
        """One to three parts of an allowed statement give way to grown ones; it stays a sentence."""
        tree = sqlglot.parse_one(self.one(*ALLOWED), dialect="duckdb")
        for _ in range(self.random.randint(1, 3)):
            old = self.random.choice([node for node in tree.walk() if node.parent is not None])
            grown = self.source(1)[0] if isinstance(old, exp.Table) else self.value(1)
            with suppress(*MISFITS):
                old.replace(sqlglot.parse_one(grown, dialect="duckdb"))
        with suppress(*MISFITS):
            return tree.sql(dialect="duckdb")
        return "select 1 from secrets"

    def torn(self) -> str:
        """Words of an allowed statement lost, doubled, swapped and replaced."""
        words = self.one(*ALLOWED).replace("(", " ( ").replace(")", " ) ").replace(",", " , ").split()
        for _ in range(self.random.randint(1, 3)):
            at, other = self.random.randrange(len(words)), self.random.randrange(len(words))
            match self.random.randrange(4):
                case 0:
                    words[at] = self.value(1)
                case 1:
                    words.insert(
                        at, self.one("distinct", "not", "(", ")", ",", ";", "lateral", "as", "*", self.value(1))
                    )
                case 2:
                    words[at], words[other] = words[other], words[at]
                case _:
                    words[at] = self.one(*FOUL_TABLES, *FOUL_COLUMNS, *ONE, self.random.choice(self.functions))
        return " ".join(words)
