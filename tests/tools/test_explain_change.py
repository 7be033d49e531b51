"""Where a change lies, on the sample data with what was planted in it and against plain SQL."""

from datetime import date, timedelta

import pytest

from semantic_layer.calendar import Calendar
from semantic_layer.engines.duckdb import build_database, open_published
from semantic_layer.errors import UnknownMetric
from semantic_layer.loader import load_model
from semantic_layer.query import Compare, Window
from tools.business.explain_change import explain_change
from tools.business_arguments import ExplainChangeArgs
from tools.context import ToolContext
from tools.demo import MODEL_DIR, planted
from tools.demo.generate import generate
from tools.errors import EmptyWindow, NotAdditive


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    facts = generate(folder, 0.3, 1)
    build_database({path.stem: path for path in facts.tables_dir.glob("*.parquet")}, folder / "data")
    model = load_model(MODEL_DIR)
    calendar = Calendar(model.calendar, facts.as_of, facts.as_of - timedelta(days=730), facts.as_of - timedelta(days=1))
    return ToolContext(model, open_published(folder / "data"), calendar, folder)


MONTH = Window(date(2026, 9, 1), date(2026, 10, 1), "month:2026-09")


def effects(result):
    return {row[0]: row[result.main.index("change")] for row in result.main.rows}


def fact(result, kind, name):
    return next(dict(f.facts)[name].value for f in result.findings if f.kind.startswith(kind))


def test_effects_add_up_and_are_those_of_plain_sql(demo):
    result = explain_change(ExplainChangeArgs(metric="revenue", by=("channel.channel",), window=MONTH), demo)
    rows = demo.engine.run("""
        SELECT o.channel,
             SUM(l.net_amount) FILTER (o.order_date >= DATE '2026-09-01' AND o.order_date < DATE '2026-10-01')
             - SUM(l.net_amount) FILTER (o.order_date >= DATE '2026-08-01' AND o.order_date < DATE '2026-09-01')
        FROM order_lines l JOIN orders o USING (order_id) WHERE o.status = 'completed' GROUP BY 1""").rows
    total = sum(float(value or 0) for _, value in rows)
    assert sum(effects(result).values()) == pytest.approx(total)
    assert sorted(effects(result).values()) == pytest.approx(sorted(float(value or 0) for _, value in rows))
    now, then = fact(result, "changed", "now"), fact(result, "changed", "then")
    assert now - then == pytest.approx(total)
    assert sum(result.main.values("of_change")) == pytest.approx(1)


def test_the_planted_shift_between_channels_is_found_to_be_mix(demo):
    window = Window(*planted.MIX_MONTH, "month:2026-03")
    found = explain_change(ExplainChangeArgs(metric="cancellation_rate", by=("channel.channel",), window=window), demo)
    rate, mix = fact(found, "rate_and_mix", "rate"), fact(found, "rate_and_mix", "mix")
    assert abs(mix) > abs(rate)
    assert rate + mix == pytest.approx(fact(found, "changed", "now") - fact(found, "changed", "then"))


def test_the_planted_price_rise_is_found_among_the_products_of_its_category_and_is_no_mix(demo):
    start = planted.PRICE_RISE_FROM
    window = Window(start, date(start.year, start.month + 1, 1), "month:2026-05")
    scope = (Compare("product.category", "eq", (planted.PRICE_RISE_CATEGORY,)),)
    arguments = ExplainChangeArgs(
        metric="average_unit_price", by=("product.product_name",), window=window, filters=scope
    )
    found = explain_change(arguments, demo)
    then = fact(found, "changed", "then")
    assert fact(found, "rate_and_mix", "rate") / then == pytest.approx(planted.PRICE_RISE, abs=0.03)


def test_every_dimension_that_was_searched_is_named_with_how_far_a_part_departs(demo):
    table = explain_change(ExplainChangeArgs(metric="revenue", window=MONTH), demo).table("dimensions")
    departures = table.values("departure")
    assert len(table.rows) > 5 and list(departures) == sorted(departures, reverse=True)
    assert {"product.category", "order.day_part"} <= set(table.values("dimension"))


@pytest.mark.parametrize(("premise", "kind"), [("down", "not_down_but_up"), ("up", "changed_up"), (None, "changed_up")])
def test_a_premise_that_is_false_is_put_right_first(demo, premise, kind):
    window = Window(date(2025, 11, 1), date(2025, 12, 1), "month:2025-11")  # the busiest month of a year
    found = explain_change(ExplainChangeArgs(metric="revenue", window=window, premise=premise), demo)
    assert found.findings[0].kind == kind


def test_it_is_never_said_to_be_a_cause(demo):
    found = explain_change(ExplainChangeArgs(metric="revenue", window=MONTH), demo)
    assert found.caveats[0].code == "not_causal"


def test_groups_that_overlap_are_not_added_up(demo):
    with pytest.raises(NotAdditive):
        explain_change(ExplainChangeArgs(metric="repurchase_rate", window=MONTH), demo)
    with pytest.raises(NotAdditive):
        explain_change(ExplainChangeArgs(metric="median_order_value", window=MONTH), demo)


def test_what_lies_after_as_of_changes_nothing(demo):
    early = ToolContext(
        demo.model, demo.engine, Calendar(demo.calendar.spec, date(2026, 10, 1), demo.calendar.first_day), demo.home
    )
    arguments = ExplainChangeArgs(metric="revenue", by=("channel.channel",), window=MONTH)
    assert explain_change(arguments, early).main.rows == explain_change(arguments, demo).main.rows


def test_a_period_without_data_is_refused(demo):
    ahead = Window(date(2020, 1, 1), date(2020, 2, 1), "month:2020-01")
    with pytest.raises(EmptyWindow):
        explain_change(ExplainChangeArgs(metric="revenue", window=ahead), demo)


def test_an_unknown_metric_is_refused_by_name(demo):
    with pytest.raises(UnknownMetric):
        explain_change(ExplainChangeArgs(metric="flibber", window=MONTH), demo)
