"""Rates carry their interval, and first place is shared by whoever cannot be told apart."""

from semantic_layer.model import Format, Unit
from semantic_layer.result import Column, ResultTable
from tools.metrics.intervals import first_place, rates, with_intervals, without_empty_unknown
from tools.stats import wilson

SHARE, PERCENT, COUNT, WHOLE = Unit("share"), Format("percent", 1), Unit("count"), Format("integer")


def table(*rows):
    columns = (
        Column("g", "dimension", Unit("none"), Format("text")),
        Column("rate", "metric", SHARE, PERCENT, "rate"),
        Column("rate__n", "n", COUNT, WHOLE),
        Column("rate__hits", "hits", COUNT, WHOLE),
    )
    return ResultTable(columns, tuple((g, hits / n if n else None, n, hits) for g, n, hits in rows))


def test_every_rate_gets_its_wilson_interval_and_an_empty_group_none():
    found = with_intervals(table(("a", 10, 8), ("b", 0, 0)))
    assert [column.name for column in found.columns[-2:]] == ["rate__low", "rate__high"]
    assert found.rows[0][-2:] == wilson(8, 10)
    assert found.rows[1][-2:] == (None, None)


def test_a_metric_without_its_counts_is_no_rate():
    plain = ResultTable((Column("revenue", "metric", COUNT, WHOLE),), ((1,),))
    assert rates(plain) == () and with_intervals(plain) == plain


def test_small_groups_share_first_place_and_a_clearly_lower_one_does_not():
    ranked = table(("a", 20, 18), ("tiny", 2, 1), ("b", 200, 80), ("nobody", 0, 0))
    assert first_place(ranked, "rate") == (0, 1)


def test_an_unknown_group_without_members_is_taken_away_and_one_with_members_stays():
    assert [row[0] for row in without_empty_unknown(table(("a", 5, 1), (None, 0, 0))).rows] == ["a"]
    assert [row[0] for row in without_empty_unknown(table(("a", 5, 1), (None, 3, 0))).rows] == ["a", None]
