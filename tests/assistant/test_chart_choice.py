"""Drawing the chart of a stored answer another way, and fitting its views to the width of a page."""

from __future__ import annotations

import pytest

from assistant.answer import answer
from assistant.charts.choice import offered, redrawn
from assistant.charts.layout import has_values, panels, selectable
from assistant.charts.offer import Drawn, choose_chart, offers
from assistant.charts.rules import honest_types
from assistant.charts.shape import Shape, View
from assistant.question import Question
from assistant.storage.stored_values import dump, load
from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.model import Format, Unit
from semantic_layer.result import Column
from tests.assistant.chart_tables import (
    CHANNEL,
    ORDERS,
    PERIOD,
    RATE,
    REGION,
    REVENUE,
    chart,
    check_spec,
    layers,
    marks,
    months,
    table,
    values,
)

BY_REGION = [PERIOD, REGION, REVENUE], [[m, f"r{i}", i + 1] for m in months(6) for i in range(3)]


@pytest.fixture(scope="module")
def section(demo):
    return answer(Question.of("revenue by month and member level in 2026"), demo).sections[0]


@pytest.fixture
def no_queries(monkeypatch):
    """An engine that fails as soon as it is asked for anything."""

    def refuse(*_arguments, **_named):
        raise AssertionError("a query ran")

    for name in ("run", "run_strict", "fetch_arrow"):
        monkeypatch.setattr(DuckDBEngine, name, refuse)
    return refuse


def test_changing_the_chart_runs_no_query(section, demo, no_queries):
    wording = demo.wording("en")
    kinds = [offer.type for offer in offered(section, wording)]
    drawn = [redrawn(section, wording, View(type=kind, labels=on)) for kind in kinds for on in (True, False)]
    assert len(kinds) > 1 and [found.type for found in drawn] == [kind for kind in kinds for _ in range(2)]


def test_the_engine_of_that_test_would_have_noticed_a_query(demo, no_queries):
    with pytest.raises(AssertionError, match="a query ran"):
        answer(Question.of("revenue by channel"), demo)


def test_an_answer_from_disk_is_drawn_like_the_one_that_was_computed(section, demo):
    stored = load(dump(section))
    for kind in ("line", "heatmap"):
        assert redrawn(stored, demo.wording("en"), View(type=kind)) == redrawn(
            section, demo.wording("en"), View(type=kind)
        )


def test_the_automatic_choice_is_the_first_that_is_offered_and_the_way_back_leads_to_it(section, demo):
    wording = demo.wording("en")
    first = offered(section, wording)[0]
    assert first.type == section.chart.type
    assert redrawn(section, wording, View()) is section.chart
    assert redrawn(section, wording, View(type=first.type)).spec == section.chart.spec


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_offer_has_a_name_and_a_reason(demo, language):
    asked = {"en": "revenue by month and member level in 2026", "zh": "2026年各月各会员等级的销售额"}[language]
    section = answer(Question.of(asked), demo).sections[0]
    for offer in offered(section, demo.wording(language)):
        assert offer.name and offer.reason


@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        BY_REGION,
        ([REGION, REVENUE], [["E", 2], ["W", 1]]),
        ([REGION, REVENUE, ORDERS], [[f"r{n}", n, 30 - n] for n in range(30)]),
        ([REGION, CHANNEL, RATE], [[r, c, 0.5] for r in "EW" for c in ("web", "store")]),
        ([PERIOD, REVENUE], [[m, 1] for m in months(3)]),
    ],
)
def test_only_types_that_are_honest_are_offered_and_each_of_them_can_be_drawn(shop, columns, rows):
    drawn = Drawn(table(columns, rows))
    honest = honest_types(Shape(table(columns, rows), shop.wording("en")))
    kinds = [kind for kind, _ in offers(drawn, None, shop.wording("en"))]
    assert set(kinds) == set(honest) - {"none", "tile"}
    for kind in kinds:
        made = choose_chart(drawn, None, shop.wording("en"), View(type=kind))
        assert made.type == kind
        check_spec(made.spec)


def test_a_type_that_is_not_honest_is_not_drawn_whoever_wants_it(shop):
    drawn = Drawn(table([REGION, RATE], [["E", 0.5], ["W", 0.4]]))
    assert choose_chart(drawn, None, shop.wording("en"), View(type="pie")).type == "bar"


@pytest.mark.parametrize("kind", ["bar", "line", "grouped_bar", "heatmap", "pie"])
def test_values_at_the_marks_are_turned_on_and_off_and_nothing_else_changes(shop, kind):
    columns, rows = BY_REGION if kind in ("line", "heatmap") else ([REGION, REVENUE], [["E", 2], ["W", 1]])
    if kind == "grouped_bar":
        columns, rows = [REGION, CHANNEL, REVENUE], [[r, c, 1] for r in "EW" for c in ("web", "store")]
    drawn = Drawn(table(columns, rows))
    on, off = (
        choose_chart(drawn, None, shop.wording("en"), View(type=kind, labels=labels)).spec for labels in (True, False)
    )
    assert has_values(on) and not has_values(off)
    assert values(on) == values(off)


# --- the views of a spec on a page ---------------------------------------------------------------------------


@pytest.fixture
def two_units(shop):
    return chart(shop, [REGION, REVENUE, ORDERS], [[f"r{n}", n, 30 - n] for n in range(8)]).spec


@pytest.fixture
def many_lines(shop):
    return chart(shop, [PERIOD, REGION, REVENUE], [[m, f"r{i}", i] for m in months(6) for i in range(7)]).spec


def test_charts_one_above_the_other_are_each_as_wide_as_their_place(two_units):
    found = panels(two_units)
    assert len(found) == 2
    assert all(panel.spec["width"] == "container" and panel.spec["autosize"]["type"] == "fit-x" for panel in found)


def test_each_small_chart_stands_alone_with_its_rows_and_its_name(many_lines):
    found = panels(many_lines)
    assert [panel.title for panel in found] == [f"r{i}" for i in range(7)] and all(panel.is_small for panel in found)
    assert [{row["series"] for row in values(panel.spec)} for panel in found] == [{f"r{i}"} for i in range(7)]
    assert all(panel.spec["title"]["text"] == panel.title for panel in found)


def test_every_view_is_a_valid_chart_with_a_padding_for_each_side(two_units, many_lines):
    for panel in (*panels(two_units), *panels(many_lines)):
        check_spec(panel.spec)
        assert set(panel.spec["padding"]) == {"left", "right", "top", "bottom"}


@pytest.mark.parametrize("name", ["n", "total"])
def test_a_typed_column_is_drawn_whatever_it_is_called(shop, name):
    kind, counted = Column("kind", "dimension", Unit("none"), Format("text")), Format("integer")
    typed = Column(name, "metric", Unit("none"), counted)
    assert chart(shop, [kind, typed], [["a", 3], ["b", 2]]).type == "bar"


def test_a_chart_of_one_view_stays_as_it_is(shop):
    spec = chart(shop, [REGION, REVENUE], [["E", 2], ["W", 1]]).spec
    assert [panel.spec for panel in panels(spec)] == [spec]


def test_a_click_selects_the_row_of_its_mark(shop, many_lines):
    for spec in (chart(shop, [REGION, REVENUE], [["E", 2], ["W", 1]]).spec, panels(many_lines)[0].spec):
        made = selectable(spec)
        check_spec(made)
        assert layers(made)[0]["params"][0]["select"]["fields"] == ["row"]
        assert all(isinstance(row["row"], int) for row in values(made))


def test_a_mark_knows_its_row_also_where_periods_are_left_out(shop):
    rows = [[m, 100] for m in months(5)] + [[shop.as_of, 0]]
    made = chart(shop, [PERIOD, REVENUE], rows[::-1], incomplete=(0,))
    assert [row["row"] for row in values(made.spec)] == [1, 2, 3, 4, 5]


def test_a_line_can_be_clicked_at_each_of_its_points(shop):
    made = chart(shop, [PERIOD, REVENUE], [[m, 1] for m in months(40)])
    assert layers(made.spec)[0]["mark"]["type"] == "point" and marks(made.spec, "line")


def test_a_click_beside_a_line_takes_the_nearest_point_and_never_the_first_of_the_line(shop, many_lines):
    one = chart(shop, [PERIOD, REVENUE], [[m, 1] for m in months(4)]).spec
    for spec in (one, panels(many_lines)[0].spec):
        first, *rest = layers(selectable(spec))
        assert first["mark"]["type"] == "point" and first["params"][0]["select"]["nearest"] is True
        assert all("params" not in layer for layer in rest)
    bars = chart(shop, [REGION, REVENUE], [["E", 2], ["W", 1]]).spec
    assert "nearest" not in layers(selectable(bars))[0]["params"][0]["select"]
