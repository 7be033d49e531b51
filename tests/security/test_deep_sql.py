"""Text that would cost the parser more than its length is refused before it is parsed."""

from __future__ import annotations

import pytest

from semantic_layer.expressions import ExpressionError, parse
from semantic_layer.sql_guard import check
from semantic_layer.sql_size import MAX_JOINS, MAX_OPEN, MAX_SUBSCRIPTS, TooDeep, ensure_parsable

DEEP = {
    "brackets": "SELECT " + "(" * 9_000 + "1" + ")" * 9_000,
    "functions": "SELECT " + "abs(" * 3_000 + "1" + ")" * 3_000,
    "lists": "SELECT " + "[" * 5_000 + "1" + "]" * 5_000,
    "sub-queries": "SELECT * FROM " + "(SELECT * FROM " * 500 + "t" + ")" * 500,
    "quotes between brackets": "SELECT " + "(')'||" * 2_000 + "1" + ")" * 2_000,
    "subscripts": "SELECT a" + "[1]" * 5_000 + " FROM t",
    "joins": "SELECT 1 FROM t " + "JOIN t " * 2_500,
    "negations": "SELECT " + "NOT " * 4_000 + "1",
    "signs": "SELECT " + "- " * 4_000 + "1",
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_deep_text_is_refused_by_size(text):
    refused = check(text, schema={"t": {"a": "INTEGER"}}, dialect="duckdb")
    assert (refused.rule, refused.where) == ("G1", "nesting")


def test_what_people_write_is_far_from_the_limits():
    assert ensure_parsable("SELECT '" + "(" * 9_000 + "'", "duckdb")
    for text in ("(" * MAX_OPEN + ")" * MAX_OPEN, "a[1]" * MAX_SUBSCRIPTS, "JOIN t " * MAX_JOINS):
        assert ensure_parsable(text, "duckdb") == text
    with pytest.raises(TooDeep):
        ensure_parsable("(" * (MAX_OPEN + 1), "duckdb")


def test_a_deep_expression_of_a_model_is_an_error_of_the_model():
    with pytest.raises(ExpressionError, match="nested too deeply"):
        parse("(" * 4_000 + "a" + ")" * 4_000)
