"""Several tables out of one statement over the same steps."""

from sqlglot import exp

from tests.tools.test_rfm import shop
from tools import trees
from tools.arguments import RfmArgs
from tools.customer_arguments import RfmScoresArgs
from tools.one_pass import run_parts
from tools.rfm.rfm import rfm_scores, rfm_segments

ORDERS = [("ann", "2025-01-10", 100), ("ann", "2025-02-01", 20), ("bob", "2025-02-15", 80)]


def test_every_part_gives_its_own_rows_and_columns(world):
    amounts = trees.from_step("orders_read", trees.column("customer_id"), trees.column("amount"))
    count = trees.from_step("orders_read", trees.named(exp.Count(this=exp.Star()), "n"))
    rows = exp.Select(expressions=trees.columns("customer_id", "amount")).from_(exp.to_table("orders"))
    found = run_parts({"amounts": amounts, "size": count}, (("orders_read", rows),), world(ORDERS, as_of="2025-04-01"))
    assert sorted(found.table("amounts")) == [("ann", 20.0), ("ann", 100.0), ("bob", 80.0)]
    assert found.value("size") == 3 and found.rows["size"] == ({"n": 3},)


def test_a_part_without_rows_is_empty(world):
    rows = exp.Select(expressions=trees.columns("amount")).from_(exp.to_table("orders"))
    none = trees.from_step("orders_read", trees.column("amount")).where(exp.Boolean(this=False))
    all_rows = trees.from_step("orders_read", trees.column("amount"))
    found = run_parts({"none": none, "all": all_rows}, (("orders_read", rows),), world(ORDERS, as_of="2025-04-01"))
    assert found.table("none") == () and len(found.table("all")) == 3


def test_the_base_of_an_rfm_answer_is_made_once(world):
    assert len(rfm_segments(RfmArgs(), world(shop(), as_of="2026-01-01")).lineage.sql) == 1
    assert len(rfm_scores(RfmScoresArgs(), world(shop(), as_of="2026-01-01")).lineage.sql) == 2  # and the list
