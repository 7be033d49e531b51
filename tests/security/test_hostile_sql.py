"""The second wall alone: what hostile statements meet at the guard, and what odd ones still answer.

Nothing here relies on the locked connection or the worker: a statement that the guard lets through runs on an open
engine, over a world with a canary in every place that must stay out of reach.
"""

import time

import pytest

from semantic_layer.engines.errors import EngineError, QueryFailed
from semantic_layer.sql_decision import Allowed, Refused
from tests.security.hostile_sql import HARMLESS_BUT_ODD, PROBES, REFUSED
from tests.security.more_sql import ORDINARY, TURNED_AWAY
from tests.security.world import VISIBLE, build, guard, policed, tells

CASES = [
    pytest.param(rules.split(), sql, id=f"{family}-{number}")
    for family, by_rule in REFUSED.items()
    for number, (rules, sql) in enumerate((rules, sql) for rules, statements in by_rule.items() for sql in statements)
]
ODD = [case for cases in HARMLESS_BUT_ODD.values() for case in cases]


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    engine = build(tmp_path_factory.mktemp("world"))
    yield engine
    engine.close()


@pytest.mark.parametrize(("rules", "sql"), CASES)
def test_a_hostile_statement_is_refused_without_a_word_about_what_is_hidden(engine, rules, sql):
    started = time.process_time()
    decision = guard(sql, engine)

    assert isinstance(decision, Refused), decision.sql
    assert decision.rule in rules, decision
    assert not tells(decision)
    assert not {"email", "phone", "note", "secrets", "tokens"} & set(decision.suggestions)
    assert time.process_time() - started < 5


@pytest.mark.parametrize(("sql", "rows"), ODD, ids=range(len(ODD)))
def test_what_only_looks_like_an_attack_is_answered(engine, sql, rows):
    decision = guard(sql, engine)

    assert isinstance(decision, Allowed), decision
    assert list(engine.run(decision.sql).rows) == rows


@pytest.mark.parametrize("sql", PROBES, ids=range(len(PROBES)))
def test_a_statement_that_would_fail_on_hidden_rows_does_not_fail(engine, sql):
    decision = guard(sql, engine)
    assert isinstance(decision, Allowed), decision
    found = engine.run(decision.sql)
    assert not tells(found)


@pytest.mark.parametrize("sql", PROBES, ids=range(len(PROBES)))
def test_each_of_these_probes_would_tell_if_policies_were_an_ordinary_condition(engine, sql):
    """The counter-check: over the bare tables the probes do fail, so a silent run above means something."""
    decision = guard(sql)
    assert isinstance(decision, Allowed)
    bare = decision.tree.copy()
    for table in VISIBLE:
        rows = policed(table).offset(0)
        for node in list(bare.find_all(type(rows))):
            if node.args.get("offset"):
                node.set("offset", None)
                node.set("where", None)
    with pytest.raises(QueryFailed):
        engine.run(bare.sql(dialect="duckdb"))


@pytest.mark.parametrize(
    ("hidden", "unknown"),
    [
        ("select email from customers", "select emaix from customers"),
        ("select c.email from customers c", "select c.emaix from customers c"),
        ("select count(*) from customers where phone = 'x'", "select count(*) from customers where phonx = 'x'"),
        ("select city from customers order by email", "select city from customers order by emaix"),
        ("select note from orders", "select notx from orders"),
        ("select * from secrets", "select * from secretz"),
        ("select * from everything", "select * from everythinx"),
        ("select * from tokens", "select * from tokenz"),
        ("select * from seg", "select * from sez"),
        ("select * from private.tokens", "select * from privatx.tokens"),
        ("select * from runs.seg", "select * from runz.seg"),
        ("select (select token from secrets)", "select (select token from secretz)"),
    ],
)
def test_a_hidden_name_is_refused_in_the_words_for_an_unknown_one(engine, hidden, unknown):
    first, second = guard(hidden, engine), guard(unknown, engine)

    assert isinstance(first, Refused)
    assert isinstance(second, Refused)
    assert (first.rule, first.hint) == (second.rule, second.hint)
    visible = {*VISIBLE, *(column for columns in VISIBLE.values() for column in columns)}
    assert {*first.suggestions, *second.suggestions} <= visible


def test_a_hidden_name_takes_as_long_as_an_unknown_one(engine):
    def seconds(sql):
        took = []
        for _ in range(15):
            started = time.process_time()
            guard(sql, engine)
            took.append(time.process_time() - started)
        return sorted(took)[len(took) // 2]

    pairs = (("email", "emaix", "customers"), ("note", "notx", "orders"))
    for hidden, unknown, table in pairs:
        first, second = seconds(f"select {hidden} from {table}"), seconds(f"select {unknown} from {table}")
        assert first < 3 * second + 0.002
        assert second < 3 * first + 0.002


def test_the_table_of_hostile_statements_is_large_enough():
    assert len(CASES) >= 450
    assert len({case.values[1] for case in CASES}) == len(CASES)


def test_an_error_of_the_engine_holds_no_value(engine):
    decision = guard("select cast(city as int) from customers", engine)
    assert isinstance(decision, Allowed)
    with pytest.raises(EngineError) as caught:
        engine.run(decision.sql)
    for word in ("Köln", "北京", "CAST", "City"):
        assert word not in str(caught.value)


@pytest.mark.parametrize("statement", TURNED_AWAY, ids=ascii)
def test_no_form_of_the_grammar_slips_through_that_the_families_left_out(engine, statement):
    assert isinstance(guard(statement, engine), Refused)


@pytest.mark.parametrize("statement", ORDINARY, ids=ascii)
def test_an_ordinary_form_runs_and_tells_nothing(engine, statement):
    decision = guard(statement, engine)
    assert isinstance(decision, Allowed)
    try:
        told = engine.run(decision.sql).rows
    except EngineError as error:
        told = str(error)
    assert not tells(told)
