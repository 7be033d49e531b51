"""Data that allow little, names that are endless, values by the hundred thousand, and the same question again."""

from __future__ import annotations

import json
import os
from datetime import date, timedelta

import pytest

from assistant.answer import answer
from assistant.answer_json import to_json
from assistant.exports.text import to_csv, to_html, to_text
from assistant.question import MAX_CHARACTERS, Question
from assistant.workspace import open_workspace
from tests.assistant.tiny import MODEL, build

DAY = date(2026, 10, 1)
UNKNOWN = "null_semantics: absent_is_unknown, create_metric: true, direction"
MANY = int(os.environ.get("WENSHU_MANY_VALUES", "20000"))


def shop(tmp_path, rows):
    return open_workspace(build(tmp_path / "shop", rows=tuple(rows)), as_of=date(2026, 11, 1))


def ask(text, context):
    return answer(Question.of(text), context)


def values(said):
    return [tuple(row) for row in said.tables[0].table.rows] if said.tables else []


def all_texts(said):
    return "\n".join((said.headline, *said.narration, *(note.text for note in said.caveats)))


@pytest.mark.parametrize(
    "text", ["revenue", "revenue by region", "order value", "share of revenue by region", "各地区的销售额"]
)
def test_r28_an_empty_table_has_no_figure_no_percentage_and_no_chart(text, tmp_path):
    said = ask(text, shop(tmp_path, []))
    assert "%" not in all_texts(said) and "nan" not in all_texts(said).lower()
    assert said.chart.spec is None
    assert all(value in (None, 0) for row in values(said) for value in row)


@pytest.mark.parametrize("text", ["order value by region", "各地区的客单价"])
def test_r29_one_order_is_answered_as_one(text, tmp_path):
    said = ask(text, shop(tmp_path, [(1, DAY, "E", "web", 60)]))
    assert [row[-1] for row in values(said) if row[-1] is not None] == [60]


def test_r30_a_column_without_a_value_makes_a_metric_without_one(tmp_path):
    model = MODEL.replace("null_semantics: absent_is_zero, create_metric: true, direction", UNKNOWN)
    folder = build(tmp_path / "shop", rows=tuple((n, DAY, "E", "web", None) for n in range(5)), model=model)
    said = ask("revenue by region", open_workspace(folder))
    assert all(row[-1] is None for row in values(said))
    assert "0" not in said.headline.replace("2026", "")


def test_r31_returns_above_sales_are_net_and_no_part_of_a_whole(tmp_path):
    rows = [(1, DAY, "E", "web", 100), (2, DAY, "E", "web", -300), (3, DAY, "W", "web", 50)]
    said = ask("revenue by region", shop(tmp_path, rows))
    assert sorted(row[-1] for row in values(said)) == [-200, 50]
    assert "arc" not in json.dumps(said.chart.spec or {})


def test_r32_orders_of_one_day_make_no_trend(tmp_path):
    said = ask("revenue trend by day", shop(tmp_path, [(n, DAY, "E", "web", 10) for n in range(9)]))
    assert not any(word in all_texts(said).lower() for word in ("rising", "falling", "grew", "upward", "downward"))


def test_r33_equal_values_keep_one_order_and_the_tie_is_said(tmp_path):
    rows = [(n, DAY + timedelta(n % 3), "EW"[n % 2], "web", 10) for n in range(12)]
    first = ask("which region has the highest revenue?", shop(tmp_path / "a", rows))
    second = ask("which region has the highest revenue?", shop(tmp_path / "b", rows[::-1]))
    assert values(first) == values(second) and first.headline == second.headline
    assert {"East", "West"} <= set(first.headline.replace(",", " ").split())


def test_r34_a_denominator_of_nothing_is_a_dash_and_no_infinity(tmp_path):
    context = shop(tmp_path, [(1, DAY, "E", "web", 5), (2, DAY, "W", "web", 0)])
    said = ask("revenue of East divided by revenue of West", context)
    assert all(
        value is None or abs(float(value)) < 1e9 for row in values(said) for value in row if not isinstance(value, str)
    )
    assert "inf" not in all_texts(said).lower() and "nan" not in all_texts(said).lower()


def test_r36_a_dimension_of_very_many_values_gives_the_first_ones_and_right_totals(tmp_path):
    context = shop(tmp_path, [(n, DAY, f"R{n:06}", "web", n % 7) for n in range(MANY)])
    total = sum(n % 7 for n in range(MANY))
    assert values(ask("revenue", context)) == [(total,)]
    top = ask("top 5 regions by revenue", context)
    assert len(values(top)) == 5 and all(row[-1] == 6 for row in values(top))
    wide = ask("revenue by region", context)
    drawn = json.dumps(wide.chart.spec or {})
    assert len(drawn) < 200_000
    assert wide.status == "refused" or len(values(wide)) <= 100_000


NAMES = {
    "endless": "x" * 100_000,
    "endless without a break": "名" * 100_000,
    "from right to left": "\u202eevil\u202c שלום",
    "signs that draw": "👩‍👩‍👧‍👦" * 50 + "\u200b" * 50,
    "markup": "<img src=x onerror=alert(1)>[a](javascript:x)$x$",
    "a formula": '=HYPERLINK("http://x")',
}


@pytest.mark.parametrize("name", NAMES)
def test_r37_a_name_of_any_kind_is_answered_about_and_stays_text(name, tmp_path):
    rows = [(1, DAY, NAMES[name], "web", 10), (2, DAY, "W", "web", 5)]
    said = ask("revenue by region", shop(tmp_path, rows))
    assert said.status == "answered" and sorted(row[-1] for row in values(said)) == [5, 10]
    assert len(said.headline) < 2000
    html = to_html(said)
    assert "<img src=x" not in html and "\u202e" not in html.split("</style>")[-1]
    assert "\n=" not in to_csv(said).decode("utf-8-sig").replace("\r\n", "\n") and ",=" not in to_csv(said).decode()
    assert max(map(len, to_text(said).splitlines())) < 3000


@pytest.mark.parametrize(
    "text", ["x" * 100_000, "revenue " * 20_000, "销" * 50_000, "(" * 30_000, "\x00\u202e" * 5_000]
)
def test_r37_an_endless_question_is_refused_at_once(text, tmp_path):
    assert len(text) > MAX_CHARACTERS
    said = ask(text, shop(tmp_path, [(1, DAY, "E", "web", 10)]))
    assert said.status == "refused" and len(said.headline) < 2000


def bytes_of(said):
    """The whole answer but for what took how long and under which number it is kept."""
    plain = to_json(said)
    plain.pop("ms", None)
    plain.pop("receipt", None)
    return json.dumps(plain, sort_keys=True, default=str, ensure_ascii=False).encode()


@pytest.mark.parametrize(("text", "times"), [("各渠道的销售额", 100), ("top 3 products by revenue last month", 10)])
def test_r38_the_same_question_a_hundred_times_gives_the_same_bytes(text, times, demo):
    first = ask(text, demo)
    assert {bytes_of(ask(text, demo)) for _ in range(times - 1)} == {bytes_of(first)}
    assert ask(text, demo).receipt == first.receipt


@pytest.mark.parametrize("text", ["cluster customers", "rfm segments", "who is about to churn?"])
def test_r38_an_analysis_again_gives_the_same_bytes(text, demo, demo_home):
    again = open_workspace(demo_home / "demo")
    assert bytes_of(ask(text, demo)) == bytes_of(ask(text, again)) == bytes_of(ask(text, demo))
    again.tools.engine.close()
