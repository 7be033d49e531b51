"""The chart of a table that is read across and down."""

from datetime import date

from assistant.charts import choose_chart
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
        chart = choose_chart(table, None, None, Wording(model, calendar, language))
        assert chart.type == "heatmap"
        rows = chart.spec["data"]["values"]
        assert [row["value"] for row in rows] == [1.0, 0.5, 1.0]
        assert [row["series"] for row in rows] == ["0", "1", "0"]
