"""Lists of rows, places behind the first, arithmetic and several questions in one, from the plan to the words.

The shop of `tiny.py`, whose orders are also listed one by one: order 12 is the last one, order 5 (200), 8 and 9 (200
each) are the largest, order 3 and 2 (40 each) the smallest.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answer import run_plan
from assistant.exports.text import to_csv, to_html, to_text
from assistant.plan import Compute, Plan
from assistant.question import Question
from assistant.reading import Reading
from semantic_layer.query import Combination, Compare, DimensionRef, MetricFilter, MetricRef, Order, Reference, Top
from tests.assistant import tiny
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall

ORDER_COLUMNS = """\
      - {name: order_id, type: identifier, labels: {en: order number, zh: 订单号}}
      - {name: amount, type: ordinal, datatype: Decimal, labels: {en: amount, zh: 金额}}
      - {name: sold_on,"""
ID, AMOUNT, SOLD = DimensionRef("order.order_id"), DimensionRef("order.amount"), DimensionRef("order.sold_on")
REGION, CHANNEL = DimensionRef("order.region"), DimensionRef("order.channel")
WEB, STORE = (Compare("order.channel", "eq", (name,)) for name in ("web", "store"))


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    model = tiny.MODEL.replace("      - {name: sold_on,", ORDER_COLUMNS)
    return tiny.open_workspace(tiny.build(tmp_path_factory.mktemp("rows"), model=model))


def ask(context, *queries, language="en"):
    calls = tuple(ToolCall(tool="query_metrics", arguments=QueryMetricsArgs(**query)) for query in queries)
    found = run_plan(Plan(Compute(calls), Reading(language, ())), Question("?", language), context)
    assert found.status == "answered", found.headline
    return found


def headlines(context, **query):
    return tuple(ask(context, query, language=language).headline for language in ("en", "zh"))


def orders(*dimensions, **query):
    return {"rows": "sales", "dimensions": dimensions, **query}


# --- lists -----------------------------------------------------------------------------------------------------


def test_a_long_list_is_counted_and_a_short_one_is_named(rows):
    assert headlines(rows, **orders(ID, AMOUNT)) == ("12 orders.", "订单共 12 个。")
    short = orders(ID, AMOUNT, filters=(Compare("order.amount", "lt", (50,)),))
    assert headlines(rows, **short) == ("2 orders: 2 and 3.", "订单共 2 个：2 和 3。")


def test_equal_rows_stay_apart(rows):
    found = ask(rows, orders(REGION, filters=(WEB,)))
    assert sorted(row[0] for row in found.table.rows) == ["E"] * 4 + ["W"] * 3
    assert found.headline == "7 orders."


def test_a_list_that_was_asked_for_in_part_is_the_first_of_it(rows):
    assert headlines(rows, **orders(ID, limit=3)) == ("The first 3 orders.", "前 3 个订单。")


def test_a_list_without_rows_says_so(rows):
    assert headlines(rows, **orders(ID, filters=(Compare("order.amount", "gt", (999,)),)))[0] == (
        "Nothing matches these filters."
    )


def test_a_ranking_of_rows_names_them_with_their_value(rows):
    last = orders(ID, SOLD, top=Top(1, "order.sold_on"))
    assert headlines(rows, **last) == (
        "Latest order date: 12 (31 Oct 2026).",
        "下单日期最晚的是12（2026年10月31日）。",
    )
    second = orders(ID, SOLD, top=Top(1, "order.sold_on", skip=1))
    assert headlines(rows, **second)[0] == "Second latest order date: 11 (21 Oct 2026)."
    most = orders(ID, AMOUNT, top=Top(3, "order.amount"), order=(Order("order.amount", "desc"),))
    assert headlines(rows, **most)[0] == "Top 3 by amount: 5 (200), 8 (200) and 9 (200)."


def test_a_ranking_of_rows_that_have_no_name_gives_the_value(rows):
    assert headlines(rows, **orders(AMOUNT, top=Top(1, "order.amount", "asc")))[0].startswith("Lowest amount: 40")


def test_a_metric_of_each_row_is_listed_too(rows):
    found = ask(rows, orders(ID, metrics=(MetricRef("revenue"),), top=Top(2, "revenue", "asc")))
    assert [row[0] for row in found.table.rows] == [2, 3]
    assert found.restatement == "Order number and revenue of orders · bottom 2 by revenue"


def test_nothing_is_offered_after_a_list(rows):
    assert ask(rows, orders(ID, metrics=(MetricRef("revenue"),))).next == ()


def test_the_values_of_a_short_list_are_named(rows):
    assert headlines(rows, dimensions=(REGION,)) == ("2 regions: East and West.", "地区共 2 个：华东和华西。")
    assert headlines(rows, dimensions=(REGION, CHANNEL))[0] == "4 entries."


# --- charts of lists -------------------------------------------------------------------------------------------


def test_a_list_is_a_table_with_the_reason(rows):
    chart = ask(rows, orders(ID, AMOUNT)).chart
    assert (chart.type, chart.reason) == ("none", "A list of rows is best read as a table.")


def test_a_short_ranking_of_one_number_is_drawn_in_its_order(rows):
    found = ask(rows, orders(ID, AMOUNT, order=(Order("order.amount", "desc"),)))
    assert found.chart.type == "bar"
    drawn = found.chart.spec["data"]["values"]
    assert [row["value"] for row in drawn] == [float(row[1]) for row in found.table.rows]
    assert len(drawn) == 12


def test_a_list_ordered_by_name_is_no_ranking(rows):
    assert ask(rows, orders(ID, AMOUNT, order=(Order("order.order_id"),))).chart.type == "none"


def test_points_are_drawn_where_they_are_asked_for_and_there_are_two_numbers(rows):
    two = orders(ID, AMOUNT, metrics=(MetricRef("revenue"),))
    assert ask(rows, two).chart.type == "none"
    assert ask(rows, {**two, "chart": "scatter"}).chart.type == "scatter"
    refused = ask(rows, {**orders(ID, AMOUNT), "chart": "scatter"}).chart
    assert refused.type == "none" and "scatter plot" in refused.reason


# --- places and groups -------------------------------------------------------------------------------------------


def test_a_second_place_is_never_called_the_highest(rows):
    second = {"metrics": (MetricRef("revenue"),), "dimensions": (REGION,), "top": Top(1, "revenue", skip=1)}
    found = ask(rows, second)
    assert found.headline == "Second highest revenue: West with ¥300."
    assert found.sections[0].narration == ()
    assert ask(rows, second, language="zh").headline == "销售额第二高的是华西，为 ¥300。"


def test_groups_above_the_average_are_named(rows):
    query = {
        "metrics": (MetricRef("revenue"),),
        "dimensions": (REGION,),
        "having": (MetricFilter("revenue", "gt", (), Reference()),),
    }
    assert headlines(rows, **query) == ("1 region meets the condition: East.", "符合条件的地区有 1 个：华东。")


# --- arithmetic ------------------------------------------------------------------------------------------------


def filtered(condition, alias=None):
    return MetricRef("orders", alias=alias, filters=(condition,))


def test_a_ratio_of_parts_is_named_and_derived(rows):
    ratio = replace(filtered(WEB), combine=Combination("divide", filtered(STORE)))
    found = ask(rows, {"metrics": (ratio,)})
    assert found.headline == "Ratio of web orders to store orders is 1.4."  # 7 of 12 orders, 5 of 12
    assert found.sections[0].derivation.formulas == ("web orders ÷ store orders",)
    assert found.sections[0].derivation.filters == ("orders: channel = web", "orders: channel = store")
    assert ask(rows, {"metrics": (ratio,)}, language="zh").headline == "网店订单与门店订单之比为 1.4。"


def test_a_formula_has_its_figures_where_the_answer_has_them(rows):
    ratio = replace(filtered(WEB, "r"), combine=Combination("divide", filtered(STORE)))
    found = ask(rows, {"metrics": (filtered(WEB, "a"), filtered(STORE, "b"), ratio)})
    assert found.sections[0].derivation.formulas == ("7 (web orders) ÷ 5 (store orders) = 1.40",)
    assert found.sections[0].shown.headers == (
        "orders (channel = web)",
        "orders (channel = store)",
        "ratio of web orders to store orders",
    )


def test_a_percentage_of_a_whole(rows):
    share = replace(filtered(WEB), combine=Combination("divide", MetricRef("orders"), as_share=True))
    assert ask(rows, {"metrics": (share,)}).headline == "Percentage of orders that are web is 58.3%."


def test_arithmetic_of_a_sum_is_not_added_up_over_groups(rows):
    per_order = MetricRef("revenue", combine=Combination("divide", MetricRef("orders")))
    found = ask(rows, {"metrics": (per_order,), "dimensions": (REGION,)})
    assert "together" not in " ".join((found.headline, *found.narration))
    assert "pie" not in found.chart.others


def test_two_aggregations_of_one_metric_have_two_names(rows):
    found = ask(rows, {"metrics": tuple(MetricRef("revenue", agg=agg) for agg in ("max", "avg"))})
    assert found.sections[0].shown.headers == ("maximum revenue", "average revenue")
    assert found.headline == "Maximum revenue ¥200; average revenue ¥100."
    assert found.narration == ()


def test_two_levels_are_derived_in_words(rows):
    found = ask(rows, {"metrics": (MetricRef("revenue", agg="max", per="month"),)})
    assert found.headline == "Highest monthly revenue is ¥600."
    assert found.sections[0].derivation.formulas == ("maximum of revenue over each month",)


# --- several questions in one ------------------------------------------------------------------------------------

BOTH = ({"metrics": (MetricRef("revenue"),)}, {"metrics": (MetricRef("orders"),), "dimensions": (REGION,)})


def test_every_question_of_an_answer_has_its_headline_and_restatement(rows):
    found = ask(rows, *BOTH)
    assert found.headline == "Revenue is ¥1,200. East has the most orders: 7; West has the fewest: 5."
    assert "".join(phrase.text for phrase in found.headline_phrases) == found.headline
    assert found.restatement == "Revenue; Orders · by region"
    assert ask(rows, *BOTH, language="zh").restatement == "销售额；订单数 · 按地区"


def test_every_surface_shows_every_section(rows):
    found = ask(rows, *BOTH)
    for text in (to_text(found), to_html(found), to_csv(found).decode()):
        assert "Orders · by region" in text
        assert "East" in text or "E,7" in text
    assert to_csv(found).decode().splitlines()[-2:] == ["East,7", "West,5"]
    assert found.to_json()["headline"] == found.headline
    assert len(found.to_json()["also"]) == 1


def test_each_question_is_followed_up_in_turn(rows):
    labels = [choice.label for choice in ask(rows, *BOTH).next]
    assert any(label.startswith("Revenue") for label in labels)
    assert any(label.startswith("Orders") for label in labels)


def test_a_notebook_shows_the_first_chart_there_is(rows):
    bundle = ask(rows, *BOTH)._repr_mimebundle_()
    assert "application/vnd.vegalite.v6+json" in bundle


# --- what comes next -----------------------------------------------------------------------------------------------


def test_a_part_is_not_split_by_what_makes_it_a_part(rows):
    share = replace(filtered(WEB), combine=Combination("divide", MetricRef("orders"), as_share=True))
    calls = [call for choice in ask(rows, {"metrics": (share,)}).next for call in choice.calls]
    assert calls and all(CHANNEL not in call.arguments.dimensions for call in calls)


def test_a_highest_month_is_not_followed_from_month_to_month(rows):
    calls = [
        call
        for choice in ask(rows, {"metrics": (MetricRef("revenue", agg="max", per="month"),)}).next
        for call in choice.calls
    ]
    assert all(call.arguments.grain is None for call in calls)
