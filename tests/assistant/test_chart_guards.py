"""The guards of the table of charts at their borders, and what every axis says."""

from __future__ import annotations

import pytest

from assistant.charts.offer import Drawn, choose_chart, offers
from assistant.charts.shape import View
from tests.assistant.chart_tables import (
    CHANNEL,
    ORDERS,
    PERIOD,
    RATE,
    REGION,
    REVENUE,
    chart,
    months,
    table,
    values,
    walk,
)


def grouped(first, second, measure=REVENUE, value=1):
    rows = [[f"r{i}", f"c{j}", value] for i in range(first) for j in range(second)]
    return [REGION, CHANNEL, measure], rows


@pytest.mark.parametrize(
    ("first", "second", "drawn"),
    [(4, 6, "grouped_bar"), (6, 4, "grouped_bar"), (5, 6, "heatmap"), (4, 7, "heatmap"), (20, 20, "heatmap")],
)
def test_two_groupings_are_bars_up_to_four_by_six_and_cells_beyond(shop, first, second, drawn):
    assert chart(shop, *grouped(first, second)).type == drawn


def test_more_cells_than_can_be_read_are_a_table(shop):
    assert chart(shop, *grouped(21, 20)).type == "none"


@pytest.mark.parametrize(
    ("columns", "rows", "is_whole"),
    [
        (*grouped(3, 2), True),
        (*grouped(3, 2, value=-1), False),
        (*grouped(3, 2, measure=RATE, value=0.5), False),
    ],
)
def test_parts_are_stacked_to_a_whole_only_where_they_add_up_and_none_is_negative(shop, columns, rows, is_whole):
    kinds = [kind for kind, _ in offers(Drawn(table(columns, rows)), None, shop.wording("en"))]
    assert ("stacked_bar" in kinds) is is_whole
    assert chart(shop, columns, rows, asked="stacked_bar").type == ("stacked_bar" if is_whole else "grouped_bar")


def test_points_far_from_the_others_carry_their_name_and_the_others_do_not(shop):
    rows = [[f"r{n}", 100 + n % 7, 50 + n % 5] for n in range(60)] + [["low", -900, 52], ["far", 5_000, 4_000]]
    columns = [REGION, REVENUE, ORDERS]
    made = chart(shop, columns, rows)
    assert made.type == "scatter" and [row["label"] for row in values(made.spec) if row["named"]] == ["low", "far"]
    quiet = choose_chart(Drawn(table(columns, rows)), None, shop.wording("en"), View(labels=False))
    assert not any(row["named"] for row in values(quiet.spec))


@pytest.mark.parametrize("n", [2_000, 2_001])
def test_over_two_thousand_points_are_counted_in_cells(shop, n):
    made = chart(shop, [REGION, REVENUE, ORDERS], [[f"r{i}", i, i % 83] for i in range(n)])
    assert ("count" in values(made.spec)[0]) is (n > 2_000) and len(values(made.spec)) <= 2_000


AXES = {
    "bar": ([REGION, REVENUE], [["E", 2], ["W", 1]]),
    "line": ([PERIOD, REVENUE], [[m, n] for n, m in enumerate(months(8))]),
    "grouped_bar": grouped(3, 2),
    "scatter": ([REGION, REVENUE, ORDERS], [[f"r{n}", n, 60 - n] for n in range(60)]),
}


@pytest.mark.parametrize("kind", list(AXES))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_title_of_a_value_axis_carries_the_unit(shop, kind, language):
    made = chart(shop, *AXES[kind], language=language)
    titles = {axis["title"] for view in walk(made.spec) for axis in _value_axes(view) if "title" in axis}
    assert made.type == kind and any("¥" in title for title in titles), titles


def _value_axes(view):
    encoding = view.get("encoding", {})
    return [encoding[name] for name in ("x", "y") if encoding.get(name, {}).get("type") == "quantitative"]


def test_what_was_asked_for_as_a_table_has_no_chart_and_its_charts_are_offered(shop):
    made = chart(shop, [REGION, REVENUE], [["E", 2], ["W", 1]], asked="table")
    assert (made.type, made.spec, made.reason) == ("none", None, "Asked for.")
    assert "bar" in made.others


def test_a_spec_holds_its_data_and_names_its_language_and_nothing_is_loaded(shop):
    for columns, rows in AXES.values():
        spec = chart(shop, columns, rows).spec
        assert spec["$schema"].startswith("https://vega.github.io/schema/vega-lite/v6")
        assert all("url" not in view for view in walk(spec)) and values(spec)
