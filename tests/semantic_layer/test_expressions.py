"""The expression subset takes scalar expressions and nothing else."""

from __future__ import annotations

import pytest

from semantic_layer.expressions import ExpressionError, attributes, names, parse, parse_rows, unknown

ACCEPTED = {
    "amount": "amount",
    "order": '"order"',
    '"my column" > 3': '"my column" > 3',
    "区域 = '华东'": "区域 = '华东'",
    "price * quantity - discount": "price * quantity - discount",
    "-a % 2": "-a % 2",
    "a / nullif(b, 0)": "a / NULLIF(b, 0)",
    "a <> 1 and (b or not c)": "a <> 1 AND (b OR NOT c)",
    "a is null": "a IS NULL",
    "a is not distinct from b": "a IS NOT DISTINCT FROM b",
    "a not in (1, 2)": "NOT a IN (1, 2)",
    "a between 1 and 2": "a BETWEEN 1 AND 2",
    "a like 'x%' escape '!'": "a LIKE 'x%' ESCAPE '!'",
    "case when a > 1 then 'x' else 'y' end": "CASE WHEN a > 1 THEN 'x' ELSE 'y' END",
    "case a when 1 then 2 end": "CASE a WHEN 1 THEN 2 END",
    "coalesce(a, 0)": "COALESCE(a, 0)",
    "cast(a as decimal(10, 2))": "CAST(a AS DECIMAL(10, 2))",
    "d >= date '2024-01-01'": "d >= CAST('2024-01-01' AS DATE)",
    "extract(year from d)": "EXTRACT(YEAR FROM d)",
    "date_trunc('month', d)": "DATE_TRUNC('MONTH', d)",
    "date_diff('day', a, b)": "DATE_DIFF('DAY', a, b)",
    "round(abs(a), 2)": "ROUND(ABS(a), 2)",
    "lower(trim(a)) || upper(b)": "LOWER(TRIM(a)) || UPPER(b)",
    "substr(a, 1, 2)": "SUBSTRING(a, 1, 2)",
    "length(a)": "LENGTH(a)",
    "true": "TRUE",
    "1": "1",
}
REFUSED = {
    "": "empty",
    "sum(a)": "is an aggregate",
    "count(*)": "is an aggregate",
    "sum(a) over ()": "is a window function",
    "(select 1)": "is a sub-query",
    "a in (select b from c)": "is a sub-query",
    "exists (select 1)": "is a sub-query",
    "select a": "is not one SQL expression",
    "a; drop table b": "is not one SQL expression",
    "a b": "is not one SQL expression",
    "a +": "is not one SQL expression",
    "*": "not in the expression subset",
    "a[1]": "not in the expression subset",
    "interval 3 day": "not in the expression subset",
    "a at time zone 'UTC'": "not in the expression subset",
    "(a, b) in ((1, 2))": "not in the expression subset",
    "random()": "not in the subset",
    "current_date": "not in the subset",
    "read_csv('x')": "not in the subset",
    "try_cast(a as int)": "not in the subset",
    "x -> x + 1": "not in the subset",
    "getenv('HOME')": "not in the subset",
    "rond(a)": "Did you mean 'round'",
    "cast(a as struct(x int))": "not supported",
    "date_diff('month', a, b)": "counts days or seconds only",
    "extract(epoch from a)": "no part of a date",
    "a.b.c": "too many dots",
    "a = $1": "is a parameter",
    "a = :who.region": "not in the expression subset",
    "(" * 600 + "a" + ")" * 600: "nested too deeply",
    "a + " * 4000 + "a": "longer than",
}


@pytest.mark.parametrize("text", ACCEPTED)
def test_a_scalar_expression_is_accepted(text):
    assert parse(text).sql("duckdb") == ACCEPTED[text]


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:30])
def test_anything_else_is_refused_with_a_reason(text):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert REFUSED[text] in str(caught.value)
    assert caught.value.remedy


def test_a_tree_may_be_changed_without_changing_the_next_one():
    first = parse("a + b")
    first.this.replace(parse("c"))
    assert parse("a + b").sql() == "a + b"


def test_names_are_listed_once_with_their_prefix():
    assert [str(name) for name in names("order.status = 'x' and amount > 1 or amount is null")] == [
        "order.status",
        "amount",
    ]
    assert [str(name) for name in unknown("a.b + c", {"a.b"})] == ["c"]


def test_a_row_predicate_reads_attributes_of_the_person_only():
    assert attributes("region in (:who.regions) or shop = :who.shop") == ("regions", "shop")
    assert parse_rows("region = :who.region").sql("duckdb") == "region = $who.region"
    for text in (":me.region = region", ":who = region", "$1 = region"):
        with pytest.raises(ExpressionError, match="attribute"):
            parse_rows(text)
