"""Which chart suits which rows, and what no chart may ever do."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.answer import answer
from assistant.charts.offer import Drawn, choose_chart
from assistant.charts.specs import MAX_MARKS, tick_expression
from assistant.charts.theme import ACCENT, NEUTRAL, themed
from assistant.question import Question
from tests.assistant.chart_tables import (
    BEFORE,
    CHANGE,
    CHANNEL,
    ORDERS,
    PERIOD,
    RATE,
    REGION,
    REVENUE,
    chart,
    contrast,
    months,
    table,
    values,
    walk,
)


def test_one_number_is_a_tile_and_never_a_chart_of_one_bar(shop):
    assert chart(shop, [REVENUE], [[900]]).type == "tile"
    assert chart(shop, [REGION, REVENUE], [["E", 900]]).spec is None


def test_groups_are_bars_sorted_from_zero_with_their_labels(shop):
    made = chart(shop, [REGION, REVENUE], [["W", 300], ["E", 900]])
    assert made.type == "bar"
    assert [row["label"] for row in values(made.spec)] == ["East", "West"]
    assert [row["written"] for row in values(made.spec)] == ["¥900", "¥300"]
    assert made.spec["layer"][0]["encoding"]["x"]["scale"]["domain"][0] == 0


def test_the_axis_is_written_in_the_unit_of_the_values_at_its_marks(shop):
    columns, rows = [REGION, REVENUE], [["E", 1_095_000], ["W", 809_000]]
    wording = shop.wording("en").with_scales(table(columns, rows))
    spec = choose_chart(Drawn(table(columns, rows)), None, wording).spec
    assert [row["written"] for row in values(spec)] == ["¥1,095K", "¥809K"]
    ticks = spec["layer"][0]["encoding"]["x"]["axis"]["labelExpr"]
    assert "'K'" in ticks and "'M'" not in ticks


def test_the_title_of_a_value_axis_stands_level_above_it(shop):
    spec = chart(shop, [PERIOD, REVENUE], [[m, n] for n, m in enumerate(months(6))]).spec
    assert spec["config"]["axisLeft"]["titleAngle"] == 0 and spec["layer"][0]["encoding"]["y"]["title"]


def test_each_of_two_measures_marks_its_own_highest_group(shop):
    made = chart(shop, [REGION, REVENUE, ORDERS], [["E", 900, 3], ["W", 300, 9]])
    strong = [[row["label"] for row in view["data"]["values"] if row["strong"]] for view in made.spec["vconcat"]]
    assert strong == [["East"], ["West"]]


@pytest.mark.parametrize("fall", [-3, -90, -900])
def test_the_label_of_a_fall_has_room_before_the_names_on_a_phone(shop, fall):
    made = chart(shop, [REGION, REVENUE], [["E", 900], ["W", fall]])
    low, high = made.spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    room = (fall - low) / (high - low) * 210  # pixels beside the names
    assert room >= 4 + 6.6 * len(f"-¥{-fall}") and high == pytest.approx(900 * 1.15)


def test_the_winner_is_marked_among_all_groups_of_a_ranking(shop):
    context = table([REGION, REVENUE], [["E", 900], ["W", 300]])
    made = chart(shop, [REGION, REVENUE], [["E", 900]], context=context)
    assert [row["strong"] for row in values(made.spec)] == [True, False]


def test_without_a_ranking_the_highest_group_is_marked(shop):
    made = chart(shop, [REGION, REVENUE], [["W", 300], ["E", 900]])
    assert [(row["label"], row["strong"]) for row in values(made.spec)] == [("East", True), ("West", False)]


def test_ranges_of_a_number_are_a_histogram_in_their_own_order(shop):
    rows = [["0-10", 5], ["10-20", 50], ["20-30", 20]]
    made = choose_chart(Drawn(table([REGION, ORDERS], rows), buckets=True), None, shop.wording("en"))
    assert made.type == "histogram"
    assert [row["value"] for row in values(made.spec)] == [5, 50, 20]


def test_over_eight_groups_of_what_adds_up_the_rest_is_one_bar_with_its_sum(shop):
    rows = [[f"r{n}", 100 - n] for n in range(12)]
    made = chart(shop, [REGION, REVENUE], rows)
    drawn = values(made.spec)
    assert len(drawn) == 9
    assert drawn[-1]["label"] == "Other (4)"
    assert drawn[-1]["value"] == 92 + 91 + 90 + 89


def test_over_eight_groups_of_a_rate_there_is_no_bar_for_the_rest(shop):
    made = chart(shop, [REGION, RATE], [[f"r{n}", n / 20] for n in range(12)])
    assert len(values(made.spec)) == 8
    assert made.reason == "Only the first 8 of 12 groups are drawn; the table has all."


def test_time_is_a_line_and_few_periods_are_bars(shop):
    assert chart(shop, [PERIOD, REVENUE], [[m, 1] for m in months(12)]).type == "line"
    assert chart(shop, [PERIOD, REVENUE], [[m, 1] for m in months(3)]).type == "bar"


def test_an_open_period_is_drawn_apart_and_named(shop):
    rows = [[m, n] for n, m in enumerate(months(6))]
    made = chart(shop, [PERIOD, REVENUE], rows, incomplete=(5,))
    assert [row["open"] for row in values(made.spec)] == [False] * 5 + [True]
    assert "not complete" in json.dumps(made.spec)
    assert "未完整" in json.dumps(
        chart(shop, [PERIOD, REVENUE], rows, incomplete=(5,), language="zh").spec, ensure_ascii=False
    )


def test_up_to_five_lines_share_a_chart_and_more_get_one_each(shop):
    def by_region(n):
        return [[m, f"r{i}", 1] for m in months(6) for i in range(n)]

    assert "facet" not in chart(shop, [PERIOD, REGION, REVENUE], by_region(5)).spec
    assert "facet" in chart(shop, [PERIOD, REGION, REVENUE], by_region(6)).spec


def test_two_groupings_are_grouped_bars_and_many_are_a_heatmap(shop):
    small = [[r, c, 1] for r in ("E", "W") for c in ("web", "store")]
    large = [[f"r{i}", f"c{j}", i + j] for i in range(8) for j in range(8)]
    assert chart(shop, [REGION, CHANNEL, REVENUE], small).type == "grouped_bar"
    assert chart(shop, [REGION, CHANNEL, REVENUE], large).type == "heatmap"


def test_a_comparison_of_few_groups_shows_both_periods_and_of_many_the_changes(shop):
    columns = [REGION, REVENUE, BEFORE, CHANGE]
    few = chart(shop, columns, [["E", 900, 700, 200], ["W", 300, 400, -100]])
    assert few.type == "grouped_bar"
    assert {row["series"] for row in values(few.spec)} == {"Now", "Before"}
    many = chart(shop, columns, [[f"r{n}", 10, 12 - n, n - 2] for n in range(8)])
    assert many.type == "bar"
    assert [row["written"] for row in values(many.spec)][:2] == ["+¥5", "+¥4"]


def test_the_largest_falls_are_drawn_beside_the_largest_rises(shop):
    changes = [9, 8, 7, 6, 5, 1, 1, 1, 1, -7, -8, -9]
    rows = [[f"r{n}", 10 + change, 10, change] for n, change in enumerate(changes)]
    drawn = values(chart(shop, [REGION, REVENUE, BEFORE, CHANGE], rows).spec)
    assert [row["value"] for row in drawn] == [9, 8, 7, 6, 5, -7, -8, -9, 4, sum(changes)]
    assert [row["label"] for row in drawn][-2:] == ["Other (4)", "Total change"]


def test_a_period_that_has_no_complete_day_is_not_drawn_as_a_fall(shop):
    rows = [[m, 100] for m in (date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1))]
    made = chart(shop, [PERIOD, REVENUE], [*rows, [shop.as_of, 0]], incomplete=(4,))
    assert [row["value"] for row in values(made.spec)] == [100, 100, 100, 100]


def test_a_pie_is_drawn_on_request_for_three_parts_and_refused_for_more(shop):
    assert chart(shop, [REGION, REVENUE], [["E", 2], ["W", 1]], asked="pie").type == "pie"
    refused = chart(shop, [REGION, REVENUE], [[f"r{n}", 1] for n in range(5)], asked="pie")
    assert refused.type == "bar"
    assert refused.reason.startswith("The pie chart that was asked for would mislead here.")
    assert chart(shop, [REGION, RATE], [["E", 0.5], ["W", 0.1]], asked="pie").type == "bar"


def test_a_pie_of_a_loss_is_refused(shop):
    assert chart(shop, [REGION, REVENUE], [["E", 2], ["W", -1]], asked="pie").type == "bar"


def test_many_entities_with_two_measures_are_points(shop):
    rows = [[f"r{n}", n, 100 - n] for n in range(60)]
    assert chart(shop, [REGION, REVENUE, ORDERS], rows).type == "scatter"


def test_more_points_than_can_be_drawn_are_counted_in_cells(shop):
    rows = [[f"r{n}", n, n % 77] for n in range(MAX_MARKS + 500)]
    made = chart(shop, [REGION, REVENUE, ORDERS], rows)
    assert made.type == "scatter"
    assert sum(row["count"] for row in values(made.spec)) == MAX_MARKS + 500


def test_a_list_of_names_is_a_table(shop):
    assert chart(shop, [REGION], [["E"], ["W"]]).type == "none"


def test_the_same_figures_are_the_same_text_in_label_tooltip_and_table(shop):
    data = table([REGION, REVENUE], [["E", 34_567_890], ["W", 12_345_678]])
    made = choose_chart(Drawn(data), None, shop.wording("zh"))
    assert [row["written"] for row in values(made.spec)] == ["¥3,457万", "¥1,235万"]
    assert [row["exact"] for row in values(made.spec)] == [row[1] for row in shop.wording("zh").table(data).rows]


def test_data_cannot_smuggle_a_link_or_an_expression_into_a_chart(shop):
    evil = "datum.x ? 'http://evil.example' : url('x')"
    made = chart(shop, [REGION, REVENUE], [[evil, 2], ["W", 1]])
    for view in walk({key: value for key, value in made.spec.items() if key != "data"}):
        assert not {"url", "href", "calculate"} & view.keys()
        assert evil not in [view.get(name) for name in ("test", "expr", "labelExpr", "filter")]


def test_a_currency_sign_of_a_model_never_enters_an_expression():
    assert "evil" not in tick_expression("currency", "en", "'+evil+'")


COLOUR = re.compile(r"#[0-9a-f]{6}")


def test_a_theme_changes_colours_and_nothing_else(shop):
    spec = chart(shop, [REGION, REVENUE], [["E", 2], ["W", 1]]).spec
    dark, light = themed(spec, dark=True), themed(spec, dark=False)
    assert dark["config"] != light["config"] and dark["data"] == light["data"] == spec["data"]
    assert COLOUR.sub("", json.dumps(dark)) == COLOUR.sub("", json.dumps(light))
    assert ACCENT in json.dumps(spec) and ACCENT not in json.dumps(dark)


@pytest.mark.parametrize("dark", [False, True])
def test_chart_colours_and_the_page_are_one_palette_that_can_be_read_in_both_themes(shop, dark):
    theme = tomllib.loads(Path("ui/.streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
    page = theme["dark" if dark else "light"]
    lines = chart(shop, [PERIOD, REGION, REVENUE], [[m, f"r{i}", 1] for m in months(6) for i in range(5)])
    written = json.dumps(themed(lines.spec, dark=dark))
    assert page["primaryColor"] in written
    marks = {"dark": "#76828e", "light": "#84919f"}["dark" if dark else "light"]  # grey bars are seen, not read
    assert contrast(marks, page["backgroundColor"]) >= 3
    for colour in set(COLOUR.findall(written)) - set(COLOUR.findall(json.dumps(_grid(dark)))):
        assert contrast(colour, page["backgroundColor"]) >= 4.5, colour


def _grid(dark):
    """Lines behind the marks need not be read."""
    return themed({}, dark=dark)["config"]["axis"]["gridColor"]


def test_every_figure_of_a_heatmap_can_be_read(shop):
    large = [[f"r{i}", f"c{j}", i + j] for i in range(8) for j in range(8)]
    cell, label = chart(shop, [REGION, CHANNEL, REVENUE], large).spec["layer"]
    written = label["encoding"]["color"]["value"]
    assert all(contrast(end, written) >= 4.5 for end in cell["encoding"]["color"]["scale"]["range"])


def test_the_bars_of_a_rate_carry_their_intervals(shop):
    low, high = (replace(RATE, name=f"rate__{end}", kind=end) for end in ("low", "high"))
    made = chart(shop, [REGION, RATE, low, high], [["E", 0.5, 0.4, 0.6], ["W", 0.2, 0.1, 0.3]])
    assert [(row["low"], row["high"]) for row in values(made.spec)] == [(0.4, 0.6), (0.1, 0.3)]
    assert made.spec["layer"][1]["mark"]["type"] == "rule"
    assert made.spec["layer"][0]["encoding"]["x"]["scale"]["domain"][1] > 0.6
    assert "95% interval" in made.reason


def test_a_question_for_shares_draws_the_shares(shop):
    part = replace(RATE, name="revenue__share", kind="share", source="revenue")
    made = chart(shop, [REGION, REVENUE, part], [["E", 900, 0.75], ["W", 300, 0.25]])
    assert [row["written"] for row in values(made.spec)] == ["75.0%", "25.0%"]


def test_the_periods_of_a_comparison_are_named_and_only_now_has_the_accent(shop):
    rows = [["W", 300, 400, -100], ["E", 900, 700, 200]]
    named = choose_chart(
        Drawn(table([REGION, REVENUE, BEFORE, CHANGE], rows), periods=("Oct 2026", "Sep 2026")),
        None,
        shop.wording("en"),
    )
    assert [row["label"] for row in values(named.spec)][:2] == ["East", "West"]
    colours = named.spec["layer"][0]["encoding"]["color"]["scale"]
    assert colours == {"domain": ["Oct 2026", "Sep 2026"], "range": [ACCENT, NEUTRAL]}
    assert named.spec["height"]["for"] == "offset"  # every bar has room for its label


def test_a_long_time_axis_names_periods_at_equal_distances(shop):
    made = chart(shop, [PERIOD, REVENUE], [[m, n] for n, m in enumerate(months(24))])
    order = [row["label"] for row in values(made.spec)]
    shown = made.spec["layer"][0]["encoding"]["x"]["axis"]["values"]
    step = len(order) // len(shown) + (len(order) % len(shown) > 0)
    assert shown == order[::step] and len(shown) < len(order)


cells = st.one_of(st.none(), st.integers(-(10**9), 10**9))


@pytest.mark.parametrize("asked", [None, "bar", "line", "pie", "scatter", "heatmap", "stacked_bar", "grouped_bar"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_the_rows_a_chart_is_valid_small_and_starts_its_bars_at_zero(shop, asked, data):
    dims = data.draw(st.sampled_from([[], [REGION], [PERIOD], [PERIOD, REGION], [REGION, CHANNEL]]))
    measures = data.draw(st.sampled_from([[REVENUE], [RATE], [REVENUE, ORDERS], [REVENUE, BEFORE, CHANGE]]))
    n = data.draw(st.integers(0, 60 if dims else 1))
    rows = [
        [
            *(date(2020, 1, 1) + timedelta(days=31 * (i // 3)) if c.kind == "period" else f"g{i}" for c in dims),
            *(data.draw(cells) for _ in measures),
        ]
        for i in range(n)
    ]
    made = chart(shop, [*dims, *measures], rows, asked=asked)
    if made.spec is None:
        assert made.type in ("none", "tile")
        return
    assert 0 < len(values(made.spec)) <= MAX_MARKS
    assert made.reason
    for view in walk(made.spec):
        if isinstance(view.get("mark"), dict) and view["mark"].get("type") == "bar" and "encoding" in view:
            for axis in ("x", "y"):
                scale = view["encoding"].get(axis, {}).get("scale", {})
                low, high = scale.get("domain", [0, 0]) if "domain" in scale else (0, 0)
                assert low <= 0 <= high


def test_points_need_a_row_with_both_numbers(shop):
    rows = [["g0", 1, None], ["g1", None, 2], ["g2", None, None]]
    assert chart(shop, [REGION, REVENUE, ORDERS], rows, asked="scatter").type != "scatter"
    assert chart(shop, [REGION, REVENUE, ORDERS], [["g3", 1, 2], *rows], asked="scatter").type == "scatter"


@pytest.mark.parametrize("text", ["net revenue and refund amount by month", "每月净销售额和退款金额"])
def test_the_axis_of_several_lines_says_their_unit_and_not_the_name_of_one(demo, text):
    found = answer(Question.of(text), demo)
    names = [found.sections[0].shown.headers[i] for i in found.table.of_kind("metric")]
    titles = re.findall(r'"title": "([^"]*)"', json.dumps(found.chart.spec, ensure_ascii=False))
    assert len(names) == 2 and "¥" in titles
    assert not any(title.startswith(name) and "¥" in title for title in titles for name in names)
