"""The table of charts row by row, and what every chart keeps to."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from assistant.charts.offer import Drawn, choose_chart, offers
from assistant.charts.shape import View
from assistant.charts.theme import ACCENT, NEUTRAL, SERIES, TOTAL, config, themed
from semantic_layer.model import Format, Unit
from semantic_layer.result import Column
from tests.assistant.chart_tables import (
    BEFORE,
    CHANGE,
    CHANNEL,
    NONE,
    ORDERS,
    PERIOD,
    RATE,
    REGION,
    REVENUE,
    chart,
    contrast,
    layers,
    marks,
    months,
    table,
    values,
    walk,
)

SHARE = Column("share", "share", Unit("share"), Format("percent", 1))
SCORES = [Column(name, "dimension", NONE, Format("integer")) for name in ("r", "f")]
MANY = [[f"r{n}", 100 - n] for n in range(12)]


def groups(n, value=1):
    return [[f"r{i}", value + i] for i in range(n)]


def test_more_than_eight_groups_can_all_be_shown_on_request(shop):
    for measure, rows in ((REVENUE, MANY), (RATE, [[f"r{n}", n / 20] for n in range(12)])):
        drawn = Drawn(table([REGION, measure], rows))
        few = choose_chart(drawn, None, shop.wording("en"))
        every = choose_chart(drawn, None, shop.wording("en"), View(every_group=True))
        assert few.hidden == 4 and every.hidden == 0
        assert len(values(every.spec)) == 12


def test_the_rest_of_a_rate_is_never_made_from_the_shown_values(shop):
    drawn = values(chart(shop, [REGION, RATE], [[f"r{n}", n / 20] for n in range(12)]).spec)
    assert [row["row"] for row in drawn] == [11, 10, 9, 8, 7, 6, 5, 4]


def test_the_rest_that_the_engine_computed_is_drawn_as_one_group(shop):
    drawn = values(chart(shop, [REGION, RATE], [["E", 0.5], ["W", 0.4], [None, 0.1]], others=2).spec)
    assert (drawn[-1]["label"], drawn[-1]["value"], drawn[-1]["row"]) == ("Other", 0.1, -1)


def test_small_charts_share_one_scale_that_never_falls_below_zero(shop):
    made = chart(shop, [PERIOD, REGION, REVENUE], [[m, f"r{i}", 10**i] for m in months(6) for i in range(6)])
    low, high = layers(made.spec["spec"])[0]["encoding"]["y"]["scale"]["domain"]
    assert low == 0 and high > 10**5


def test_each_cell_of_a_heatmap_carries_its_figure(shop):
    made = chart(shop, [REGION, CHANNEL, REVENUE], [[f"r{i}", f"c{j}", i + j] for i in range(8) for j in range(8)])
    (label,) = marks(made.spec, "text")
    assert label["encoding"]["text"] == {"field": "written"} and all(row["written"] for row in values(made.spec))


def test_a_figure_that_does_not_fit_into_its_cell_is_hidden_instead_of_cut(shop):
    made = chart(shop, [REGION, CHANNEL, REVENUE], [[f"r{i}", f"c{j}", i + j] for i in range(8) for j in range(8)])
    assert "width" in marks(made.spec, "text")[0]["mark"]["opacity"]["expr"]


COHORT = [
    Column("cohort", "period", NONE, Format("date"), grain="month"),
    Column("age", "dimension", NONE, Format("integer")),
    Column("retention", "metric", Unit("share"), Format("percent", 1)),
    Column("customers", "fact", Unit("count", "customer"), Format("integer")),
]


def cohorts(sizes, ages):
    return [[m, age, 0.5, size] for m, size in zip(months(len(sizes)), sizes, strict=True) for age in range(ages)]


@pytest.mark.parametrize(("size", "is_hatched"), [(29, True), (30, False)])
def test_cells_of_fewer_than_thirty_customers_are_hatched_and_named(shop, size, is_hatched):
    made = chart(shop, COHORT, cohorts([size, 100], 3), flags=("grid",))
    assert [bool(row.get("small")) for row in values(made.spec)] == [is_hatched] * 3 + [False] * 3
    assert bool(marks(made.spec, "rule")) is is_hatched
    assert ("Hatched" in made.reason) is is_hatched


def test_a_long_triangle_shows_as_many_columns_as_can_be_read_and_all_on_request(shop):
    drawn = Drawn(table(COHORT, cohorts([90] * 4, 24), flags=("grid",)))
    made = choose_chart(drawn, None, shop.wording("en"))
    assert len({row["series"] for row in values(made.spec)}) == 13
    assert "The first 13 columns are drawn" in made.reason and made.hidden == 11
    every = choose_chart(drawn, None, shop.wording("en"), View(every_group=True))
    assert len({row["series"] for row in values(every.spec)}) == 24


def test_a_funnel_tells_the_part_that_came_from_the_step_before(shop):
    steps = [REGION, ORDERS, replace(SHARE, name="step_rate", kind="fact")]
    made = chart(shop, steps, [["E", 200, None], ["W", 100, 0.5], ["N", 20, 0.2]], flags=("ordered",))
    assert made.type == "funnel"
    assert [row["written"] for row in values(made.spec)] == ["200", "100 (50.0%)", "20 (20.0%)"]


def test_a_grid_of_scores_has_count_and_share_in_each_of_its_cells(shop):
    cells = [[r, f, 10 * r + f, (10 * r + f) / 825] for r in range(5, 0, -1) for f in range(5, 0, -1)]
    drawn = Drawn(table([REGION], [["E"]]), scores=table([*SCORES, ORDERS, SHARE], cells, flags=("scores",)))
    made = choose_chart(drawn, None, shop.wording("en"))
    assert made.type == "heatmap" and len(values(made.spec)) == 25
    assert values(made.spec)[0]["written"] == "55\n6.7%"
    assert list(dict.fromkeys(row["label"] for row in values(made.spec))) == ["5", "4", "3", "2", "1"]


def test_parts_of_a_change_are_sorted_on_both_sides_of_zero_and_their_sum_is_marked(shop):
    change = replace(REVENUE, name="change")
    rows = [["a", 5], ["b", -20], ["c", 30], ["d", -1]]
    made = chart(shop, [REGION, change], rows, flags=("contributions",), asked="pie")
    drawn = values(made.spec)
    assert [row["value"] for row in drawn] == [30, 5, -1, -20, 14]
    assert [bool(row.get("total")) for row in drawn] == [False] * 4 + [True]
    assert [row["written"] for row in drawn] == ["+¥30", "+¥5", "-¥1", "-¥20", "+¥14"]
    assert made.type == "bar" and "what they add up to" in made.reason
    colours = layers(made.spec)[0]["encoding"]["color"]
    assert [item["value"] for item in colours["condition"]] == [ACCENT, TOTAL] and colours["value"] == NEUTRAL


def test_changes_of_what_does_not_add_up_have_no_total(shop):
    before, change = (replace(column, source="rate", unit=RATE.unit, format=RATE.format) for column in (BEFORE, CHANGE))
    rows = [[f"r{n}", 0.5, 0.4, 0.1] for n in range(8)]
    made = chart(shop, [REGION, RATE, before, change], rows)
    assert not any(row.get("total") for row in values(made.spec))


def test_a_histogram_has_a_rule_at_the_range_of_the_median(shop):
    rows = [["0-10", 5], ["10-20", 50], ["20-30", 20]]
    made = choose_chart(Drawn(table([REGION, ORDERS], rows), buckets=True), None, shop.wording("en"))
    assert [row["median"] for row in values(made.spec)] == [False, True, False]
    assert marks(made.spec, "rule")[0]["transform"] == [{"filter": "datum.median"}]
    assert "median" in made.reason


@pytest.mark.parametrize(("low", "is_cut"), [(90, True), (10, False), (-5, False)])
def test_an_axis_that_does_not_begin_at_zero_is_named_in_the_reason(shop, low, is_cut):
    rows = [[m, low if n == 2 else 100] for n, m in enumerate(months(8))]
    made = chart(shop, [PERIOD, REVENUE], rows)
    least, _ = layers(made.spec)[0]["encoding"]["y"]["scale"]["domain"]
    assert (least > 0) is is_cut is ("does not start at 0" in made.reason)


def test_names_are_cut_at_two_hundred_pixels_and_whole_in_the_tooltip(shop):
    made = chart(shop, [REGION, REVENUE], [["x" * 300, 2], ["W", 1]])
    encoding = layers(made.spec)[0]["encoding"]
    assert encoding["y"]["axis"]["labelLimit"]["expr"].endswith(": 200")
    assert encoding["tooltip"][0]["field"] == "label" and values(made.spec)[0]["label"] == "x" * 300


def test_the_ends_of_bars_have_room_for_their_labels(shop):
    made = chart(shop, [REGION, REVENUE], [["E", 1000], ["W", 300]])
    assert layers(made.spec)[0]["encoding"]["x"]["scale"]["domain"] == [0, 1150]
    assert made.spec["padding"]["right"] >= 5
    falls = chart(shop, [REGION, REVENUE], [["E", 1000], ["W", -1000]])
    assert layers(falls.spec)[0]["encoding"]["x"]["scale"]["domain"][0] < -1150


def test_the_step_into_an_open_period_is_dashed_and_the_rest_is_not(shop):
    made = chart(shop, [PERIOD, REVENUE], [[m, n] for n, m in enumerate(months(6))], incomplete=(5,))
    solid, dashed = marks(made.spec, "line")
    assert "strokeDash" not in solid["mark"] and solid["transform"] == [{"filter": "!datum.open"}]
    assert dashed["mark"]["strokeDash"] and dashed["transform"] == [{"filter": "datum.bridge"}]
    assert [row["bridge"] for row in values(made.spec)] == [False] * 4 + [True] * 2


def test_the_name_of_an_open_period_stands_where_its_line_is_not(shop):
    for last, height in ((0, 0), (100, 280)):
        rows = [[m, 50] for m in months(5)] + [[date(2020, 6, 1), last]]
        made = chart(shop, [PERIOD, REVENUE], [*rows[:-1], rows[-1]], incomplete=(5,))
        named = next(view for view in marks(made.spec, "text") if view["transform"] == [{"filter": "datum.named"}])
        assert named["encoding"]["y"] == {"value": height}


def test_a_pie_is_never_the_automatic_choice_and_never_drawn_of_more_than_three_parts(shop):
    for n in range(2, 6):
        drawn = Drawn(table([REGION, REVENUE], groups(n)))
        kinds = [kind for kind, _ in offers(drawn, None, shop.wording("en"))]
        assert kinds[0] == "bar"
        assert ("pie" in kinds) is (n <= 3)


def test_lines_are_named_at_their_ends_and_have_no_legend(shop):
    made = chart(shop, [PERIOD, REGION, REVENUE], [[m, f"r{i}", i] for m in months(6) for i in range(5)])
    assert all(view["color"].get("legend") is None for view in walk(made.spec) if "scale" in view.get("color", {}))
    names = next(view for view in marks(made.spec, "text") if view["transform"] == [{"filter": "datum.last"}])
    assert names["encoding"]["text"] == {"field": "series"}


def test_names_at_the_ends_of_lines_never_touch(shop):
    rows = [[m, f"r{i}", 100 + (i if m == months(6)[-1] else 20 * i)] for m in months(6) for i in range(5)]
    made = chart(shop, [PERIOD, REGION, REVENUE], rows)
    low, high = layers(made.spec)[0]["encoding"]["y"]["scale"]["domain"]
    heights = sorted((row["name_at"] - low) / (high - low) * 280 for row in values(made.spec) if row["last"])
    assert all(b - a >= 14.9 for a, b in pairwise(heights))
    assert heights[0] >= 0 and heights[-1] <= 280


def test_a_grouping_of_one_group_makes_no_series_and_no_legend(shop):
    made = chart(shop, [REGION, CHANNEL, REVENUE], [["E", "web", 2], ["W", "web", 1]])
    assert made.type == "bar" and "legend" not in json.dumps(layers(made.spec))


@pytest.mark.parametrize(("language", "first"), [("en", "Jan 2020"), ("zh", "2020年1月")])
def test_months_are_named_in_the_language_of_the_answer(shop, language, first):
    made = chart(shop, [PERIOD, REVENUE], [[m, 1] for m in months(8)], language=language)
    assert values(made.spec)[0]["label"] == first


def test_a_list_of_many_rows_is_a_table_only(shop):
    drawn = Drawn(table([REGION, REVENUE], groups(201)), listed=True)
    assert choose_chart(drawn, None, shop.wording("en")).type == "none"


def test_groups_of_one_code_along_both_sides_have_one_order(shop):
    rows = [["a", "b", 1], ["a", "a", 2], ["b", "b", 3], ["b", "a", 4], ["c", "c", 5], ["c", "a", 6]]
    rows += [[f"{letter}{n}", "a", 1] for n in range(7) for letter in "d"]
    made = chart(shop, [REGION, CHANNEL, REVENUE], rows)
    assert layers(made.spec)[0]["encoding"]["x"]["sort"] == ["a", "b", "c"]


def test_what_a_tool_is_sure_of_within_limits_is_what_is_drawn(shop):
    low, high = (replace(RATE, name=end, kind=end) for end in ("low", "high"))
    made = chart(shop, [REGION, ORDERS, RATE, low, high], [["E", 500, 0.35, 0.3, 0.4], ["W", 500, 0.3, 0.25, 0.35]])
    assert [row["high"] for row in values(made.spec)] == [0.4, 0.35]


@pytest.mark.parametrize("dark", [False, True])
def test_every_text_and_every_mark_can_be_seen_on_its_page(dark):
    theme = tomllib.loads(Path("ui/.streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
    page = theme["dark" if dark else "light"]["backgroundColor"]
    own = config(dark=dark)
    texts = [own["axis"]["labelColor"], own["axis"]["titleColor"], own["legend"]["labelColor"], own["text"]["color"]]
    texts += [own["header"]["labelColor"], own["title"]["color"]]
    drawn = themed({"marks": [ACCENT, NEUTRAL, TOTAL, *SERIES]}, dark=dark)["marks"]
    assert all(contrast(colour, page) >= 4.5 for colour in texts)
    assert all(contrast(colour, page) >= 3 for colour in drawn)
    assert all(contrast(colour, page) >= 4.5 for colour in themed({"names": list(SERIES)}, dark=dark)["names"])


def test_a_line_of_a_text_colour_turns_with_the_page():
    spec = {"layer": [{"mark": {"type": "rule", "color": "#1f2933"}}]}
    assert themed(spec, dark=True)["layer"][0]["mark"]["color"] == config(dark=True)["text"]["color"]
