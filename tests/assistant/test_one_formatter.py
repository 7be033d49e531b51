"""One number in one form is one text, wherever it stands; a style changes how it is written and nothing else."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest

from assistant import formats
from assistant.answer import answer
from assistant.charts.choice import marked_table
from assistant.exports.files import content, offered
from assistant.exports.text import to_html, to_text
from assistant.formats import NumberStyle
from assistant.question import Question
from semantic_layer.model import Format, Unit
from tests.assistant.chart_tables import values

QUESTIONS = {
    "en": (
        "revenue", "revenue by region", "revenue by month in 2026", "top 3 cities by revenue", "revenue by city",
        "revenue this month vs last month by region", "revenue and orders by region", "average order value by city",
        "which segment has the highest repurchase rate?", "share of revenue by region", "revenue by weekday",
        "revenue by month by region in 2026", "Why did revenue change last month?", "RFM with 11 segments",
        "number of customers by age group", "conversion funnel from visit to order", "customer lifecycle",
    ),
    "zh": (
        "销售额", "各地区销售额", "2026年各月销售额", "销售额前三的城市", "各城市销售额", "本月与上月各地区销售额对比",
        "各地区销售额和订单数", "各城市客单价", "哪个分群复购率最高？", "各地区销售额占比", "2026年各月各地区的销售额",
        "上个月销售额为什么变了", "RFM分成11类", "从浏览到下单的转化漏斗", "客户生命周期",
    ),
}  # fmt: skip
EVERY = [(language, text) for language, texts in QUESTIONS.items() for text in texts]
NUMBER = re.compile(r"(?<![\w.,])([¥$]?)(\d[\d,]*\d|\d)(\.\d+)?(万亿|[KMBT亿万])?(%)?")
SIZES = {"K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12, "万": 1e4, "亿": 1e8, "万亿": 1e12}


@pytest.fixture(scope="module")
def answered(demo):
    kept = {}

    def ask(text):
        if text not in kept:
            kept[text] = answer(Question.of(text), demo)
        return kept[text]

    return ask


def meant(found):
    """The number that a text stands for."""
    _, whole, rest, size, percent = found.groups()
    return float(whole.replace(",", "") + (rest or "")) * SIZES.get(size, 1) * (0.01 if percent else 1)


def is_same(found, mark):
    """Whether a number in a sentence is the value of a mark, to the precision it is written with."""
    sign, _, _, _, percent = found.groups()
    value, number = abs(float(mark["value"])), meant(found)
    if bool(percent) != ("%" in mark["written"]) or (sign and sign not in mark["written"]):
        return False
    if percent:
        return value > 0 and abs(value - number) <= 5e-4
    return number >= 1000 and bool(sign) == ("¥" in mark["written"]) and abs(value - number) <= value * 5e-4


@pytest.mark.parametrize(("language", "text"), EVERY)
def test_headline_tiles_narration_and_labels_write_a_value_alike(answered, language, text):
    for section in answered(text).sections:
        if section.chart.spec is None:
            continue
        said = " ".join((section.headline, *section.narration, *(tile.value for tile in section.tiles)))
        drawn = [row for row in values(section.chart.spec) if isinstance(row["value"], int | float)]
        for found in NUMBER.finditer(said):
            for mark in drawn:
                if is_same(found, mark):
                    short = re.split(r"[\n(（]", mark["written"])[0].strip()
                    assert found.group() in (short.lstrip("+-"), mark["exact"].lstrip("+-")), mark


@pytest.mark.parametrize(("language", "text"), EVERY)
def test_tooltips_table_text_and_page_write_a_value_alike(answered, demo, language, text):
    found = answered(text)
    plain, page = to_text(found), to_html(found)
    for section in found.sections:
        numbers = [i for i, is_number in enumerate(section.shown.numeric) if is_number]
        assert all(row[i] in plain and row[i] in page for row in section.shown.rows[:20] for i in numbers)
        if section.chart.spec is None:
            continue
        shown = demo.wording(language).table(marked_table(section, section.chart))
        for mark in values(section.chart.spec):
            if mark["row"] >= 0:
                assert mark["exact"] in shown.rows[mark["row"]]


def test_a_sentence_with_a_number_is_really_compared_with_a_mark(answered):
    section = answered("revenue by region").sections[0]
    matched = [
        f.group() for f in NUMBER.finditer(section.headline) for m in values(section.chart.spec) if is_same(f, m)
    ]
    assert len(matched) >= 2


@pytest.mark.parametrize(("language", "text"), [("en", "revenue by region"), ("zh", "各地区销售额")])
def test_files_hold_the_exact_values_behind_the_texts(answered, demo, language, text):
    import csv

    import openpyxl

    found = answered(text)
    exact = [float(row[-1]) for row in found.sections[0].table.rows]
    made = {file.form: content(file, found) for file in offered(found, demo) if file.form in ("csv", "xlsx")}
    rows = list(csv.reader(io.StringIO(made["csv"].decode("utf-8-sig"))))
    assert [float(row[-1]) for row in rows[1:]] == exact
    sheet = openpyxl.load_workbook(io.BytesIO(made["xlsx"])).worksheets[0]
    assert [float(row[-1]) for row in sheet.iter_rows(min_row=2, values_only=True)] == exact
    shown = [row[-1] for row in found.sections[0].shown.rows]
    assert [float(cell.strip("¥").replace(",", "")) for cell in shown] == exact


# --- one column, one unit ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values_", "language", "suffixes"),
    [
        ([1_292_000, 702_100, 22_790], "en", ["¥1,292K", "¥702.1K", "¥22.79K"]),
        ([34_567_890, 12_345_678], "en", ["¥34.57M", "¥12.35M"]),
        ([34_567_890, 12_345_678], "zh", ["¥3,457万", "¥1,235万"]),
        ([123_456_789, 70_000_000], "zh", ["¥1.235亿", "¥0.7亿"]),
        ([34_567_890, 12], "en", ["¥34.57M", "¥12"]),  # no unit suits both
        ([41_530, 1_091], "zh", ["¥4.153万", "¥1,091"]),
        ([8_214, 12], "en", ["¥8,214", "¥12"]),
        ([1_095_000, 578_900], "en", ["¥1,095K", "¥578.9K"]),  # never ¥0.5789M
        ([82_600, 561], "en", ["¥82.6K", "¥561"]),
    ],
)
def test_the_labels_of_one_column_share_a_unit_where_one_suits_all(values_, language, suffixes):
    scale = formats.column_scale(values_, language)
    money = Unit("currency", "CNY"), Format("currency", 2)
    assert [formats.write(value, *money, language, scale=scale) for value in values_] == suffixes


def test_a_value_far_from_the_column_keeps_the_unit_it_has_alone():
    thousand = formats.scale_for(formats.to_decimal(329_200), "en")
    money = Unit("currency", "CNY"), Format("currency", 2)
    assert formats.write(40_710_000, *money, "en", scale=thousand) == "¥40.71M"
    assert formats.write(12, *money, "en", scale=thousand) == "¥12"


# --- styles --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("magnitude", "language", "written"),
    [
        ("language", "en", "34.57M"), ("language", "zh", "3,457万"), ("wan", "en", "3,457万"),
        ("wan", "zh", "3,457万"), ("thousand", "en", "34.57M"), ("thousand", "zh", "34.57M"),
    ],
)  # fmt: skip
def test_a_style_chooses_the_units_of_magnitude_in_either_language(magnitude, language, written):
    style = NumberStyle(magnitude)
    assert formats.write(34_567_890, Unit("none"), Format("integer"), language, style=style) == written


@pytest.mark.parametrize(
    ("decimals", "written"), [(0, ("¥1,235", "48%")), (1, ("¥1,234.5", "48.2%")), (3, ("¥1,234.500", "48.210%"))]
)
def test_a_style_sets_the_decimals_of_money_and_shares_and_leaves_counts_whole(decimals, written):
    style = NumberStyle(decimals=decimals)
    money = formats.write(1234.5, Unit("currency", "CNY"), Format("currency", 2), "en", form="exact", style=style)
    share = formats.write(0.4821, Unit("share"), Format("percent", 1), "en", style=style)
    count = formats.write(8214, Unit("count"), Format("integer"), "en", form="exact", style=style)
    assert ((money, share), count) == (written, "8,214")


def test_a_style_reaches_headline_labels_axis_and_table_and_changes_no_value(demo):
    usual = answer(Question.of("各地区销售额"), demo).sections[0]
    styled = replace(demo, number_style=NumberStyle("thousand", 0))
    other = answer(Question.of("各地区销售额"), styled).sections[0]
    assert other.table.rows == usual.table.rows
    assert "万" in usual.headline and "万" not in other.headline and re.search(r"[KM]", other.headline)
    assert all("万" not in row["written"] for row in values(other.chart.spec))
    assert "万" not in other.chart.spec["layer"][0]["encoding"]["x"]["axis"]["labelExpr"]
    assert [row[-1] for row in other.shown.rows] == [
        formats.write(row[-1], Unit("currency", "CNY"), Format("currency", 0), "zh", form="exact")
        for row in usual.table.rows
    ]
