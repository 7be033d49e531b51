"""The guard against statements that nobody thought of.

An allowed statement is executed in the strict profile over a world of canaries: none ever appears in a result, an
error or a log, and what runs holds listed nodes only. `WENSHU_FUZZ` says how many statements are grown.
"""

import logging
import os
from collections import Counter

import pytest

from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.engines.errors import EngineError
from semantic_layer.sql_decision import Allowed
from semantic_layer.sql_nodes import refuse_unlisted
from tests.security.fuzz import Grower
from tests.security.world import VISIBLE, build, guard, policed, tells

COUNT = int(os.environ.get("WENSHU_FUZZ", "1500"))
PARTS = 3


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("world")
    build(folder).close()
    engine = DuckDBEngine.open(folder / "data.duckdb", attach={"runs": folder / "runs.duckdb"}, strict=True)
    yield engine
    engine.close()


@pytest.mark.parametrize("seed", range(PARTS))
def test_no_statement_that_is_allowed_tells_what_is_hidden(engine, caplog, capfd, seed):
    decided: Counter[str] = Counter()
    with caplog.at_level(logging.DEBUG):
        for sql in Grower(seed).statements(-(-COUNT // PARTS)):
            decision = guard(sql, engine)
            if not isinstance(decision, Allowed):
                decided[decision.rule] += 1
                assert not tells((decision.hint, decision.suggestions)), sql
                continue
            assert decision.tables <= set(VISIBLE), sql
            refuse_unlisted(without_rows(decision.tree))
            try:
                found = engine.run(decision.sql, timeout_s=5.0, max_rows=1000)
                decided["ran"] += 1
                assert not tells(found), (sql, decision.sql)
            except EngineError as error:
                decided[f"failed: {error.code}"] += 1
                assert not tells((str(error), error.params)), (sql, decision.sql)
    print(dict(decided))
    out, err = capfd.readouterr()
    assert not tells(caplog.text)
    assert not tells(err)
    assert decided["ran"] >= 0.03 * COUNT / PARTS, decided  # the fuzz reaches the engine
    assert len([rule for rule in decided if rule.startswith("G")]) >= 5, decided
    with open(os.environ.get("WENSHU_FUZZ_REPORT", os.devnull), "a", encoding="utf-8") as report:
        report.write(out)


def without_rows(tree):
    """The statement without the rows that stand for its tables: those are written by the compiler, not by a person."""
    ours = {policed(table).sql() for table in VISIBLE}
    bare = tree.copy()
    for select in list(bare.find_all(type(policed("orders")))):
        if select.args.get("offset") and select.parent is not None:
            plain = select.copy()
            plain.set("offset", None)
            if plain.sql() in ours:
                select.set("where", None)
                select.set("joins", None)
    return bare
