"""The chart of a table that is read across and down."""

from dataclasses import replace
from datetime import date

from assistant.charts.offer import Drawn, choose_chart
from assistant.wording import Wording
from semantic_layer.calendar import Calendar
from semantic_layer.model import Format, Unit
from semantic_layer.result import Column, ResultTable
from tests.tools.conftest import build_model

COLUMNS = (
    Column("cohort", "period", Unit("none"), Format("date"), grain="month"),
    Column("age", "dimension", Unit("none"), Format("integer")),
    Column("retention", "metric", Unit("share"), Format("percent", 1)),
    Column("customers", "fact", Unit("count", "customer"), Format("integer")),
)
CELLS = (
    (date(2025, 1, 1), 0, 1.0, 4), (date(2025, 1, 1), 1, 0.5, 4), (date(2025, 1, 1), 2, None, 4),
    (date(2025, 2, 1), 0, 1.0, 2), (date(2025, 2, 1), 1, None, 2),
)  # fmt: skip


def test_retention_by_cohort_and_age_is_a_heatmap_without_cells_that_are_not_over():
    model = build_model()
    calendar = Calendar(model.calendar, date(2025, 3, 10), date(2025, 1, 1), date(2025, 3, 9))
    table = ResultTable(COLUMNS, CELLS, flags=("grid",))
    for language in ("en", "zh"):
        chart = choose_chart(Drawn(table), None, Wording(model, calendar, language))
        assert chart.type == "heatmap"
        rows = chart.spec["data"]["values"]
        assert [row["value"] for row in rows] == [1.0, 0.5, 1.0]
        assert [row["series"] for row in rows] == ["0", "1", "0"]
        across = chart.spec["layer"][0]["encoding"]["x"]["title"]
        assert across == {"en": "months later", "zh": "首购后第几个月"}[language]


def test_the_first_purchase_itself_which_is_always_all_of_them_sets_no_colour():
    model = build_model()
    calendar = Calendar(model.calendar, date(2025, 3, 10), date(2025, 1, 1), date(2025, 3, 9))

    def colours(cells):
        chart = choose_chart(Drawn(ResultTable(COLUMNS, cells, flags=("grid",))), None, Wording(model, calendar, "en"))
        return chart.spec["layer"][0]["encoding"]["color"]["scale"]

    assert colours(CELLS)["domainMax"] == 0.5
    returning = tuple((*cell[:2], 0.9 if cell[1] == 0 and cell[0].month == 1 else cell[2], cell[3]) for cell in CELLS)
    assert "domainMax" not in colours(returning)


def test_a_chart_that_a_forecast_cannot_be_is_named():
    model = build_model()
    calendar = Calendar(model.calendar, date(2025, 3, 10), date(2025, 1, 1), date(2025, 3, 9))
    share = COLUMNS[2]
    columns = (COLUMNS[0], share, replace(share, name="low", kind="low"), replace(share, name="high", kind="high"))
    rows = ((date(2025, 1, 1), 0.4, None, None), (date(2025, 2, 1), 0.5, 0.4, 0.6))

    chart = choose_chart(Drawn(ResultTable(columns, rows, flags=("forecast",))), "pie", Wording(model, calendar, "en"))

    assert chart.type == "line"
    assert "pie" in chart.reason
